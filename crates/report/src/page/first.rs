//! The first screen: the verdict, and what each kind of reader looks for first.

use super::read::{NONE, command, measured_h, ratio, sampled, short, shown};
use crate::document::{FindingKind, Report, Verdict};
use crate::text::verdict::{plural, reasons};
use rushhour_render::html::{Card, CellLook, Fact, Html};
use rushhour_render::number::{count, moment, seconds, share, three};

/// More queues are not named in a sentence.
const QUEUES_NAMED: usize = 4;

/// The verdict in a word.
pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "passed",
        Verdict::Fail => "failed",
        Verdict::Interrupted => "interrupted",
    }
}

/// The first screen.
pub(super) fn first(report: &Report) -> Html {
    let (mark, look) = match report.verdict {
        Verdict::Pass => ("✓ PASS", CellLook::Good),
        Verdict::Fail => ("✗ FAIL", CellLook::Bad),
        Verdict::Interrupted => ("~ INTERRUPTED", CellLook::Unsure),
    };
    let why = format!("{} (exit code {})", reasons(report).join(" · "), report.exit_code);
    Html::all([
        Html::title(&report.scenario.name, &about(report)),
        Html::banner(mark, look, &why),
        Html::cards(&[quality(report), performance(report), training(report)]),
    ])
}

/// What was run, in a line.
fn about(report: &Report) -> String {
    let scenario = &report.scenario;
    let description = match scenario.description.trim() {
        "" => String::new(),
        text => format!("{} ", text.lines().map(str::trim).collect::<Vec<_>>().join(" ")),
    };
    let day = scenario.starts_on.as_ref().map_or_else(String::new, |day| format!("{day} "));
    let from = scenario.starts_at.as_ref().map_or_else(String::new, |at| format!(" from {day}{at}"));
    let warmup = match scenario.warmup_s {
        0.0 => String::new(),
        warmup => format!(", the first {} not measured", short(warmup)),
    };
    format!(
        "{description}{}{from}{warmup} · {} · seed {} · `{}`",
        short(scenario.duration_s),
        plural(report.replications as usize, "replication"),
        scenario.seed,
        scenario.file
    )
}

fn fact(name: &str, value: impl Into<String>, note: impl Into<String>) -> Fact {
    Fact { name: name.to_owned(), value: value.into(), note: note.into(), look: CellLook::Plain }
}

/// So many of so many, which is bad if it is any.
fn bad_if_any(name: &str, bad: usize, of: Option<usize>, note: impl Into<String>) -> Fact {
    let of = of.map_or_else(String::new, |of| format!(" of {}", count(of as u64)));
    let look = if bad > 0 { CellLook::Bad } else { CellLook::Good };
    Fact { look, ..fact(name, format!("{}{of}", count(bad as u64)), note) }
}

/// What went wrong, and how to see it again.
fn quality(report: &Report) -> Card {
    let again = report.findings.first().map_or_else(String::new, |first| {
        format!(
            "first: seed {}, replication {}, at {}; `{}`",
            first.seed,
            first.replication,
            moment(first.at_s),
            command(&report.scenario, first.seed, first.replication)
        )
    });
    let mut violated: Vec<&str> = report.invariants.violations.iter().map(|it| it.invariant.as_str()).collect();
    violated.sort_unstable();
    violated.dedup();
    let stated = report.thresholds.iter().filter(|threshold| !threshold.implicit);
    let failed = stated.clone().filter(|threshold| !threshold.ok).count();
    let failed_checks = report.checks.values().filter(|check| check.failed > 0).count();
    let scripts = report.findings.iter().filter(|finding| finding.kind == FindingKind::Script).count();
    let checked = format!("looked at {} times", count(report.invariants.checked));
    Card {
        title: "Does it work? For QA".to_owned(),
        facts: vec![
            bad_if_any("Findings", report.findings.len(), None, again),
            bad_if_any("Invariants violated", violated.len(), Some(report.invariants.names.len()), checked),
            bad_if_any("Thresholds failed", failed, Some(stated.count()), ""),
            bad_if_any("Checks failed", failed_checks, Some(report.checks.len()), ""),
            bad_if_any("Script errors", scripts, None, ""),
            rejections(report),
        ],
    }
}

/// How often actions were refused, and why most of all. Not bad by itself: races are what is simulated.
fn rejections(report: &Report) -> Fact {
    let mut codes: Vec<(&str, &str, u64)> = Vec::new();
    for (action, it) in &report.actions {
        codes.extend(it.rejected.iter().map(|(code, count)| (action.as_str(), code.as_str(), *count)));
    }
    let most = codes.iter().max_by_key(|(_, _, count)| *count);
    let note = most.map_or_else(String::new, |(action, code, often)| {
        format!("most: `{action}` by `{code}`, {} times", count(*often))
    });
    let totals = &report.totals;
    fact("Actions rejected", format!("{} of {}", count(totals.rejected), count(totals.actions)), note)
}

/// How much was asked and done, and how fast.
fn performance(report: &Report) -> Card {
    let hours = measured_h(report);
    let per_hour = |many: Option<u64>| {
        let rate = many.filter(|_| hours > 0.0).map(|many| many as f64 / hours);
        shown(rate, |rate| format!("{} /h", three(rate)))
    };
    let contacts = |key: &str| ratio(report, key);
    let offered = contacts("block_rate").and_then(|it| it.denominator.as_u64());
    let blocked = contacts("block_rate").and_then(|it| it.numerator.as_u64()).filter(|blocked| *blocked > 0);
    let answered = sampled(report, "speed_of_answer").map(|it| it.stats.count);
    let level = ratio(report, "service_level");
    let interval = |half: Option<f64>, text: fn(f64) -> String| {
        half.map_or_else(String::new, |half| format!(" ± {}", text(half)))
    };
    let wait = sampled(report, "wait").map(|it| it.stats);
    // Each stays in one piece where the line breaks.
    let whole = |wait: f64| seconds(wait).replace(' ', "\u{a0}");
    let wait_of = |read: fn(&crate::StatsReport) -> Option<f64>| shown(wait.as_ref().and_then(read), whole);
    let measured = short((report.scenario.duration_s - report.scenario.warmup_s).max(0.0));
    let blocked = blocked.map_or_else(String::new, |it| format!(", {} blocked", count(it)));
    Card {
        title: "How fast is it? For performance".to_owned(),
        facts: vec![
            fact("Offered", per_hour(offered), format!("{} contacts in {measured}{blocked}", many(offered))),
            fact("Handled", per_hour(answered), format!("{} answered", many(answered))),
            fact(
                "Service level",
                format!(
                    "{}{}",
                    shown(level.and_then(|it| it.value), share),
                    interval(level.and_then(|it| it.ci95), share)
                ),
                level.map_or_else(String::new, |it| {
                    format!("{} of {} in time", many(it.numerator.as_u64()), many(it.denominator.as_u64()))
                }),
            ),
            fact(
                "Wait p50 · p99 · max",
                format!("{} · {} · {}", wait_of(|it| it.p50), wait_of(|it| it.p99), wait_of(|it| it.max)),
                "",
            ),
            slowest(report, "Slowest action, p99", "modelled", |action| action.latency_s.p99, seconds),
            slowest(
                report,
                "Slowest in the engine, p99",
                "wall time",
                |it| it.engine_ns.p99,
                |ns| seconds(ns / 1e9),
            ),
        ],
    }
}

fn many(number: Option<u64>) -> String {
    number.map_or_else(|| NONE.to_owned(), count)
}

/// The action that is slowest by this.
fn slowest(
    report: &Report,
    name: &str,
    by: &str,
    read: fn(&crate::ActionReport) -> Option<f64>,
    text: fn(f64) -> String,
) -> Fact {
    let all = report.actions.iter().filter_map(|(name, action)| Some((name, read(action)?)));
    match all.max_by(|(_, a), (_, b)| a.total_cmp(b)) {
        Some((action, slow)) => fact(name, text(slow), format!("`{action}`, {by}")),
        None => fact(name, NONE, ""),
    }
}

/// How it was for callers and agents.
fn training(report: &Report) -> Card {
    let gave_up = ratio(report, "abandon_rate");
    let given_up = gave_up.and_then(|it| it.numerator.as_u64());
    let admitted = gave_up.and_then(|it| it.denominator.as_u64());
    let (busy, signed_in) = agents(report);
    let of = |key: &str| sampled(report, key).map(|it| it.stats);
    Card {
        title: "How was it? For training".to_owned(),
        facts: vec![
            in_time(report),
            fact("Longest wait", shown(of("wait").and_then(|it| it.max), seconds), ""),
            fact(
                "Callers who gave up",
                format!("{} of {}", many(given_up), many(admitted)),
                shown(gave_up.and_then(|it| it.value), share),
            ),
            fact(
                "Agents busy",
                format!("{} of {}", shown(busy, three), shown(signed_in, three)),
                "signed in, on average",
            ),
            fact("Handling a contact", shown(of("handle").and_then(|it| it.mean), seconds), "on average"),
            fact(
                "Waiting at once",
                shown(ratio(report, "queue_length").and_then(|it| it.value), three),
                "on average",
            ),
        ],
    }
}

/// `8 in 10 answered within 20 s`.
fn in_time(report: &Report) -> Fact {
    let Some(level) = ratio(report, "service_level").and_then(|it| it.value) else {
        return fact("Answered in time", NONE, "");
    };
    let mut targets: Vec<f64> = report.scenario.queues.values().map(|queue| queue.target_s).collect();
    targets.sort_by(f64::total_cmp);
    targets.dedup();
    let queues = &report.scenario.queues;
    let within = match targets.as_slice() {
        [one] => format!("within {}", short(*one)),
        [_, ..] if queues.len() <= QUEUES_NAMED => {
            let each = queues.iter().map(|(name, queue)| format!("{name} {}", short(queue.target_s)));
            format!("within the target of their queue: {}", each.collect::<Vec<_>>().join(", "))
        }
        [] | [_, ..] => "within the target of their queue".to_owned(),
    };
    fact("Answered in time", in_ten(level), within)
}

/// A share in small numbers: `8 in 10`, `97 in 100`.
fn in_ten(share: f64) -> String {
    let tenths = (share * 10.0).round();
    let is_near = (share * 10.0 - tenths).abs() <= 0.15;
    let is_edge = tenths <= 0.0 || tenths >= 10.0;
    if is_near && (!is_edge || share <= 0.0 || share >= 1.0) {
        return format!("{tenths:.0} in 10");
    }
    // All but a few are not all.
    let hundredths =
        (share * 100.0).round().clamp(if share > 0.0 { 1.0 } else { 0.0 }, if share < 1.0 { 99.0 } else { 100.0 });
    format!("{hundredths:.0} in 100")
}

/// How many agents were busy, and how many were there, on average over the measured time.
fn agents(report: &Report) -> (Option<f64>, Option<f64>) {
    let mean = |states: &[&str]| {
        let columns: Vec<_> =
            states.iter().filter_map(|state| report.series.column(&format!("agents_{state}"))).collect();
        let from = report.scenario.warmup_s;
        let until = report.scenario.duration_s;
        let measured = report.series.at_s.iter().enumerate().filter(|(_, at)| from <= **at && **at < until);
        let sums: Vec<f64> = measured
            .filter_map(|(place, _)| columns.iter().map(|column| column.get(place).copied().flatten()).sum())
            .collect();
        (!sums.is_empty() && !columns.is_empty()).then(|| sums.iter().sum::<f64>() / sums.len() as f64)
    };
    (mean(&["on_contact", "wrapping_up"]), mean(&["on_contact", "wrapping_up", "available", "unavailable"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_small_numbers() {
        let cases =
            [(0.8, "8 in 10"), (0.788, "8 in 10"), (0.974, "97 in 100"), (1.0, "10 in 10"), (0.0, "0 in 10")];
        for (share, text) in cases {
            assert_eq!(in_ten(share), text);
        }
        assert_eq!([in_ten(0.9999), in_ten(0.001), in_ten(0.85)], ["99 in 100", "1 in 100", "85 in 100"]);
    }
}
