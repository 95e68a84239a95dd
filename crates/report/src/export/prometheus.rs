//! Prometheus' text format, for a push gateway or the textfile collector: a run is a batch job, so all are gauges and
//! summaries of what it ended with.

use std::collections::BTreeSet;
use std::fmt::Write;

use indexmap::IndexMap;

use crate::document::{MetricKind, MetricReport, Report, StatsReport, Verdict};
use rushhour_measure::SeriesKey;

/// All samples of one name.
struct Family {
    kind: &'static str,
    help: String,
    lines: Vec<String>,
}

/// The families, as they are put together; samples of one must stand together.
struct Text<'a> {
    scenario: &'a str,
    families: IndexMap<String, Family>,
    /// What samples there are, name and labels.
    known: BTreeSet<String>,
}

/// The document in the text format.
pub(super) fn prometheus(report: &Report) -> String {
    let mut text = Text { scenario: &report.scenario.name, families: IndexMap::new(), known: BTreeSet::new() };
    run(report, &mut text);
    actions(report, &mut text);
    for (key, metric) in &report.metrics {
        measured(key, metric, &mut text);
    }
    demanded(report, &mut text);
    text.finish()
}

fn run(report: &Report, text: &mut Text<'_>) {
    let verdict = match report.verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Interrupted => "interrupted",
    };
    let seed = report.scenario.seed.to_string();
    let labels = [
        ("file", report.scenario.file.as_str()),
        ("seed", &seed),
        ("verdict", verdict),
        ("digest", &report.digest),
        ("tool", &report.tool),
    ];
    text.gauge("rushhour_run_info", "What was run, and how it came out.", &labels, 1.0);
    let totals = &report.totals;
    let whole = [
        ("rushhour_exit_code", "What the program exited with.", f64::from(report.exit_code)),
        ("rushhour_replications", "How many replications ran.", f64::from(report.replications)),
        ("rushhour_simulated_seconds", "Virtual time, all replications together.", report.time.simulated_s),
        ("rushhour_wall_seconds", "Time on the wall.", report.time.wall_s),
        ("rushhour_contacts", "Customers who came, in the whole run.", totals.contacts as f64),
        ("rushhour_contacts_open", "Those who were not through at the end.", totals.open as f64),
        ("rushhour_events", "Events of the whole run.", totals.events as f64),
        ("rushhour_findings", "What went wrong.", totals.findings as f64),
        ("rushhour_actors_peak", "People at once, at most.", totals.actors_peak as f64),
    ];
    for (name, help, value) in whole {
        text.gauge(name, help, &[], value);
    }
}

fn actions(report: &Report, text: &mut Text<'_>) {
    for (name, action) in &report.actions {
        let mut count = |outcome: &str, code: &str, number: u64| {
            let labels = [("action", name.as_str()), ("outcome", outcome), ("code", code)];
            let help = "How often each action settled, by how and why.";
            text.gauge("rushhour_actions", help, &labels, number as f64);
        };
        count("ok", "", action.ok);
        for (code, number) in &action.rejected {
            count("rejected", code, *number);
        }
        count("cancelled", "", action.cancelled);
        count("lost", "", action.lost);
        let help = "Wall time inside the engine.";
        text.summary("rushhour_engine_seconds", help, &[("action", name)], &action.engine_ns, 1e-9);
    }
    for (name, servers) in &report.servers {
        let labels = [("action", name.as_str())];
        if let Some(busy) = servers.utilisation {
            let help = "The share of their time in which an action's servers were busy.";
            text.gauge("rushhour_servers_utilisation_ratio", help, &labels, busy);
        }
    }
}

/// A metric or a part of one.
fn measured(key: &SeriesKey, metric: &MetricReport, text: &mut Text<'_>) {
    let name = key.metric.as_str();
    let mut labels: Vec<(&str, &str)> = key.tags().map(|(tag, value)| (tag.as_str(), value.as_str())).collect();
    // What scripts record has names of their own, which are no names of Prometheus.
    let built_in = key.built_in().is_some();
    let base = if built_in { format!("rushhour_{name}") } else { "rushhour_recorded".to_owned() };
    if !built_in {
        labels.push(("metric", name));
    }
    let (kind, ci95) = match metric {
        MetricReport::Sampled(it) => (it.kind, it.ci95),
        MetricReport::Ratio(it) => (it.kind, it.ci95),
    };
    let base = match kind {
        MetricKind::Time => format!("{base}_seconds"),
        MetricKind::Share => format!("{base}_ratio"),
        MetricKind::Plain | MetricKind::Mean => base,
    };
    let help = format!("{} of contacts and time within the measured time.", base.trim_start_matches("rushhour_"));
    match metric {
        MetricReport::Sampled(it) => text.summary(&base, &help, &labels, &it.stats, 1.0),
        MetricReport::Ratio(it) => {
            if let Some(value) = it.value {
                text.gauge(&base, &help, &labels, value);
            }
        }
    }
    if let Some(half) = ci95 {
        let help = format!("Half the 95 % confidence interval of {base}.");
        text.gauge(&format!("{base}_ci95"), &help, &labels, half);
    }
}

fn demanded(report: &Report, text: &mut Text<'_>) {
    for threshold in &report.thresholds {
        let metric = threshold.metric.to_string();
        let labels = [("metric", metric.as_str()), ("expression", threshold.expression.as_str())];
        text.gauge("rushhour_threshold_ok", "Whether a threshold held.", &labels, f64::from(threshold.ok));
    }
    for (name, counts) in &report.checks {
        let help = "How often a check of a script did not hold.";
        text.gauge("rushhour_checks_failed", help, &[("check", name)], counts.failed as f64);
    }
    for name in &report.invariants.names {
        let violated = report.invariants.violations.iter().filter(|it| it.invariant == *name).count();
        let help = "How many violations of an invariant are in the report.";
        text.gauge("rushhour_invariant_violations", help, &[("invariant", name)], violated as f64);
    }
    for (name, struck) in &report.faults {
        text.gauge("rushhour_faults", "How often a fault struck.", &[("fault", name)], *struck as f64);
    }
}

impl Text<'_> {
    fn family(&mut self, name: &str, kind: &'static str, help: &str) -> &mut Family {
        let family = || Family { kind, help: help.to_owned(), lines: Vec::new() };
        self.families.entry(name.to_owned()).or_insert_with(family)
    }
    fn gauge(&mut self, name: &str, help: &str, labels: &[(&str, &str)], value: f64) {
        let key = self.free(name, labels);
        let line = format!("{key} {value}");
        self.family(name, "gauge", help).lines.push(line);
    }
    /// Quantiles, sum and count; nothing where there is no sample.
    fn summary(&mut self, name: &str, help: &str, labels: &[(&str, &str)], stats: &StatsReport, by: f64) {
        let Some(mean) = stats.mean else { return };
        let quantiles = [
            ("0", stats.min),
            ("0.5", stats.p50),
            ("0.9", stats.p90),
            ("0.95", stats.p95),
            ("0.99", stats.p99),
            ("0.999", stats.p999),
            ("1", stats.max),
        ];
        let labels = &self.free_labels(name, labels);
        let labels: Vec<(&str, &str)> = labels.iter().map(|(label, value)| (*label, value.as_str())).collect();
        let labels = labels.as_slice();
        let mut lines = Vec::new();
        for (quantile, value) in quantiles {
            let Some(value) = value else { continue };
            lines.push(format!("{name}{} {}", self.labels(labels, Some(quantile)), value * by));
        }
        let labels = self.labels(labels, None);
        lines.push(format!("{name}_sum{labels} {}", mean * by * stats.count as f64));
        lines.push(format!("{name}_count{labels} {}", stats.count));
        self.family(name, "summary", help).lines.extend(lines);
    }
    /// A sample's name and labels, which no other has.
    fn free(&mut self, name: &str, labels: &[(&str, &str)]) -> String {
        let labels = self.free_labels(name, labels);
        let labels: Vec<(&str, &str)> = labels.iter().map(|(label, value)| (*label, value.as_str())).collect();
        format!("{name}{}", self.labels(&labels, None))
    }
    /// The labels with a number besides where another sample of this name has the same: names that differ only in what no
    /// label holds come out alike.
    fn free_labels<'l>(&mut self, name: &str, labels: &[(&'l str, &str)]) -> Vec<(&'l str, String)> {
        let mut all: Vec<(&str, String)> =
            labels.iter().map(|(label, value)| (*label, (*value).to_owned())).collect();
        for number in 2.. {
            let borrowed: Vec<(&str, &str)> = all.iter().map(|(label, value)| (*label, value.as_str())).collect();
            if self.known.insert(format!("{name}{}", self.labels(&borrowed, None))) {
                break;
            }
            all.truncate(labels.len());
            all.push(("number", number.to_string()));
        }
        all
    }
    fn labels(&self, labels: &[(&str, &str)], quantile: Option<&str>) -> String {
        let mut all = vec![("scenario", self.scenario)];
        all.extend(labels.iter().filter(|(_, value)| !value.is_empty()));
        all.extend(quantile.map(|quantile| ("quantile", quantile)));
        let text = all.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
        format!("{{{}}}", text.collect::<Vec<_>>().join(","))
    }
    fn finish(self) -> String {
        let mut text = String::new();
        for (name, family) in &self.families {
            let _ = writeln!(text, "# HELP {name} {}\n# TYPE {name} {}", family.help, family.kind);
            for line in &family.lines {
                let _ = writeln!(text, "{line}");
            }
        }
        text
    }
}

/// A value of a label. What steers or ends a text is none of it: readers take some of that for the end of a line, or of all.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str("\\n"),
            '\u{2028}' | '\u{2029}' => text.push('\u{fffd}'),
            c if c.is_control() => text.push('\u{fffd}'),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn what_stands_in_a_label_stays_in_it() {
        let mut report = testing::failing();
        report.scenario.name = "a\"} 1\nb \\ c".to_owned();
        let text = prometheus(&report);
        assert!(text.contains("{scenario=\"a\\\"} 1\\nb \\\\ c\",file="), "{text}");
        for line in text.lines() {
            assert!(line.starts_with("# ") || line.starts_with("rushhour_"), "{line}");
        }
    }

    #[test]
    fn what_comes_out_alike_is_told_apart() {
        let mut report = testing::failing();
        let counts = *report.checks.values().next().unwrap();
        for name in ["a\u{0}", "a\u{1}", "a\u{fffd}"] {
            report.checks.insert(name.to_owned(), counts);
        }
        let text = prometheus(&report);
        let samples: Vec<&str> = text.lines().filter(|line| line.starts_with("rushhour")).collect();
        let keys: BTreeSet<&str> = samples.iter().map(|line| line.rsplit_once(' ').unwrap().0).collect();
        assert_eq!(keys.len(), samples.len());
        assert!(text.contains("check=\"a\u{fffd}\",number=\"3\"}"), "{text}");
    }

    #[test]
    fn samples_of_a_name_stand_together() {
        let text = prometheus(&testing::failing());
        let mut names: Vec<&str> = text.lines().filter_map(|it| it.strip_prefix("# TYPE ")).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(names.contains(&"rushhour_wait_seconds summary"));
        assert!(
            text.contains("rushhour_wait_seconds_count{scenario=\"Support desk\",queue=\"sales\"} 4\n"),
            "{text}"
        );
        assert!(text.contains("rushhour_service_level_ratio{scenario=\"Support desk\"} 0.75\n"));
    }
}
