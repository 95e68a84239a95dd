//! What was measured, in three tables: samples, shares and means, queue by queue.

use crate::document::{MetricKind, MetricReport, RatioReport, Report, SampledReport};
use rushhour_measure::SeriesKey;
use rushhour_render::number::{count, seconds, share, three, value};
use rushhour_render::style::{Look, Paint, clean};
use rushhour_render::table::{Cell, Table, left, right};
use rushhour_scenario::metrics::TagName;

/// So many queues or intervals are shown; the document has them all.
const PARTS_SHOWN: usize = 50;

/// Metrics with a place of their own: the table of actions, the list of checks.
const ELSEWHERE: [&str; 3] = ["action_latency", "rejected", "checks"];

/// Metrics of samples that have any.
pub(super) fn samples(report: &Report, paint: Paint) -> String {
    let shown: Vec<(&str, &SampledReport)> = whole(report)
        .filter_map(|(name, metric)| match metric {
            MetricReport::Sampled(sampled) if sampled.stats.count > 0 => Some((name, sampled)),
            MetricReport::Sampled(_) | MetricReport::Ratio(_) => None,
        })
        .collect();
    if shown.is_empty() {
        return String::new();
    }
    let with_interval = shown.iter().any(|(_, sampled)| sampled.ci95.is_some());
    let interval: &[&str] = if with_interval { &["± 95 %"] } else { &[] };
    let headings = [&["", "count", "mean"][..], interval, &["p50", "p90", "p95", "p99", "max"][..]].concat();
    let mut table = Table::headed(&headings);
    for (name, sampled) in shown {
        let stats = &sampled.stats;
        let number = |number: Option<f64>| right(number.map_or_else(String::new, |it| value(sampled.kind, it)));
        let mut row = vec![left(clean(name)), right(count(stats.count)), number(stats.mean).look(Look::Bold)];
        if with_interval {
            row.push(number(sampled.ci95).look(Look::Dim));
        }
        row.extend([stats.p50, stats.p90, stats.p95, stats.p99, stats.max].map(number));
        table.row(row);
    }
    paint.heading("Times and values") + table.print(paint).as_str()
}

/// Shares and means over time that have data.
pub(super) fn ratios(report: &Report, paint: Paint) -> String {
    let mut table = Table::default();
    let mut any = false;
    for (name, metric) in whole(report) {
        let MetricReport::Ratio(ratio) = metric else { continue };
        let Some(seen) = ratio.value else { continue };
        any = true;
        let interval = ratio.ci95.map_or_else(String::new, |half| format!("± {}", value(ratio.kind, half)));
        table.row(vec![
            left(clean(name)),
            right(value(ratio.kind, seen)).look(Look::Bold),
            left(interval).look(Look::Dim),
            left(out_of(ratio)).look(Look::Dim),
        ]);
    }
    if any { paint.heading("Shares and means") + table.print(paint).as_str() } else { String::new() }
}

/// What a ratio is of what.
pub(crate) fn out_of(ratio: &RatioReport) -> String {
    match (ratio.kind, ratio.numerator.as_u64(), ratio.denominator.as_u64()) {
        (MetricKind::Share, Some(numerator), Some(denominator)) => {
            format!("{} of {}", count(numerator), count(denominator))
        }
        (MetricKind::Share, _, _) => {
            let time = |number: &serde_json::Number| seconds(number.as_f64().unwrap_or_default());
            format!("{} of {}", time(&ratio.numerator), time(&ratio.denominator))
        }
        (MetricKind::Mean | MetricKind::Time | MetricKind::Plain, _, _) => "on average over time".to_owned(),
    }
}

/// The numbers that people ask of each queue, where there are several.
pub(super) fn by_queue(report: &Report, paint: Paint) -> String {
    by_part(report, paint, TagName::Queue, "Queues")
}

/// The same of each interval.
pub(super) fn by_interval(report: &Report, paint: Paint) -> String {
    by_part(report, paint, TagName::Interval, "Intervals, by when contacts came")
}

fn by_part(report: &Report, paint: Paint, tag: TagName, heading: &str) -> String {
    let parts: Vec<&str> = report.metrics.keys().filter_map(|key| key.value_of("block_rate", tag)).collect();
    if parts.len() < 2 {
        return String::new();
    }
    // How many wait is told of queues alone.
    let waits = report.metrics.keys().any(|key| key.value_of("queue_length", tag).is_some());
    let mut headings = vec!["", "contacts", "wait mean", "wait p95", "in time", "gave up", "blocked"];
    headings.extend(waits.then_some("waiting"));
    let mut table = Table::headed(&headings);
    for part in parts.iter().take(PARTS_SHOWN) {
        let ratio = |name: &str| match report.metrics.get(&SeriesKey::part(name, tag, *part)) {
            Some(MetricReport::Ratio(ratio)) => Some(ratio),
            Some(MetricReport::Sampled(_)) | None => None,
        };
        let wait = match report.metrics.get(&SeriesKey::part("wait", tag, *part)) {
            Some(MetricReport::Sampled(wait)) => Some(wait.stats),
            Some(MetricReport::Ratio(_)) | None => None,
        };
        let contacts = ratio("block_rate").and_then(|ratio| ratio.denominator.as_u64());
        let percent = |name| cell(ratio(name).and_then(|ratio| ratio.value), share);
        let mut row = vec![
            left(clean(part)),
            right(contacts.map_or_else(String::new, count)),
            cell(wait.and_then(|wait| wait.mean), seconds),
            cell(wait.and_then(|wait| wait.p95), seconds),
            percent("service_level"),
            percent("abandon_rate"),
            percent("block_rate"),
        ];
        row.extend(waits.then(|| cell(ratio("queue_length").and_then(|ratio| ratio.value), three)));
        table.row(row);
    }
    let more = match parts.len().saturating_sub(PARTS_SHOWN) {
        0 => String::new(),
        more => format!("  {}\n", paint.dim(&format!("… and {more} more"))),
    };
    paint.heading(heading) + table.print(paint).as_str() + more.as_str()
}

fn cell(number: Option<f64>, text: impl Fn(f64) -> String) -> Cell {
    right(number.map_or_else(|| "–".to_owned(), text))
}

/// Metrics of everything, without their parts.
fn whole(report: &Report) -> impl Iterator<Item = (&str, &MetricReport)> {
    let whole = report.metrics.iter().filter(|(key, _)| key.is_whole());
    whole.map(|(key, metric)| (key.metric.as_str(), metric)).filter(|(name, _)| !ELSEWHERE.contains(name))
}
