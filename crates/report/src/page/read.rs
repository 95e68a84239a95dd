//! Reading the document: metrics by their key, parts by their tag, what is shown of numbers.

use crate::document::{MetricReport, RatioReport, Report, SampledReport, ScenarioReport};
use rushhour_measure::SeriesKey;
use rushhour_render::html::{Cell, CellLook, cell};
use rushhour_render::number::clock;
use rushhour_scenario::metrics::TagName;

/// What is shown where there is no number.
pub(super) const NONE: &str = "–";

/// A metric of samples that has any, of everything.
pub(super) fn sampled<'a>(report: &'a Report, name: &str) -> Option<&'a SampledReport> {
    sampled_of(report, &SeriesKey::whole(name))
}

/// The same, of everything or of a part.
pub(super) fn sampled_of<'a>(report: &'a Report, key: &SeriesKey) -> Option<&'a SampledReport> {
    match report.metrics.get(key)? {
        MetricReport::Sampled(sampled) if sampled.stats.count > 0 => Some(sampled),
        MetricReport::Sampled(_) | MetricReport::Ratio(_) => None,
    }
}

/// A share or mean that has data, of everything.
pub(super) fn ratio<'a>(report: &'a Report, name: &str) -> Option<&'a RatioReport> {
    ratio_of(report, &SeriesKey::whole(name))
}

/// The same, of everything or of a part.
pub(super) fn ratio_of<'a>(report: &'a Report, key: &SeriesKey) -> Option<&'a RatioReport> {
    match report.metrics.get(key)? {
        MetricReport::Ratio(ratio) if ratio.value.is_some() => Some(ratio),
        MetricReport::Ratio(_) | MetricReport::Sampled(_) => None,
    }
}

/// The parts by a tag that this metric has.
pub(super) fn parts<'a>(report: &'a Report, name: &str, tag: TagName) -> Vec<&'a str> {
    report.metrics.keys().filter_map(|key| key.value_of(name, tag)).collect()
}

/// How many hours were measured, all replications together.
pub(super) fn measured_h(report: &Report) -> f64 {
    let scenario = &report.scenario;
    (scenario.duration_s - scenario.warmup_s).max(0.0) / 3600.0 * f64::from(report.replications)
}

/// A number, or that there is none.
pub(super) fn shown(number: Option<f64>, text: impl Fn(f64) -> String) -> String {
    number.map_or_else(|| NONE.to_owned(), text)
}

/// The same as a cell.
pub(super) fn number(number: Option<f64>, text: impl Fn(f64) -> String) -> Cell {
    plain(shown(number, text))
}

/// A cell of a number or the like.
pub(super) fn plain(text: impl Into<String>) -> Cell {
    cell(text, CellLook::Plain)
}

/// A cell of text.
pub(super) fn left(text: impl Into<String>) -> Cell {
    cell(text, CellLook::Left)
}

/// A length of time without useless digits.
pub(super) fn short(seconds: f64) -> String {
    clock(seconds).replace(".0 s", " s").replace("m 00s", " min").replace("h 00m", " h")
}

/// What has to be typed to see a replication again.
pub(crate) fn command(scenario: &ScenarioReport, seed: u64, replication: u32) -> String {
    let mut words = vec!["rushhour".to_owned(), "run".to_owned(), scenario.file.clone()];
    words.extend(scenario.flags.iter().cloned());
    words.extend(["--seed".to_owned(), seed.to_string()]);
    words.extend(["--replications".to_owned(), (replication + 1).to_string()]);
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "_./:=,@%+-".contains(c);
    if !word.is_empty() && word.chars().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_do_something_with_them() {
        assert_eq!(quoted("scenarios/quickstart.yaml"), "scenarios/quickstart.yaml");
        assert_eq!(quoted("wait=p(95) < 20s"), "'wait=p(95) < 20s'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
