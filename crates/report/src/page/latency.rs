//! How waits and latencies are spread: percentile curves on HdrHistogram's scale, and histograms.
//!
//! What is modelled (by the scenario's clock) and what is measured (on the wall, inside the engine) has charts of its
//! own each, and they never share one.

use crate::distribution::DistributionReport;
use crate::document::{ActionReport, MetricKind, MetricReport, Report};
use rushhour_measure::SeriesKey;
use rushhour_render::Unit;
use rushhour_render::html::{Across, Bar, Curve, Html, Plot, Shape, percentile};
use rushhour_render::number::{count, share};
use rushhour_scenario::metrics::TagName;

/// So many lines can be told apart in a chart.
const LINES_MOST: usize = 6;
/// So many of the metrics that scripts record are drawn.
const RECORDED_MOST: usize = 8;
/// What agents spend on a contact.
const HANDLING: [&str; 4] = ["handle", "talk", "hold", "wrapup"];
/// Metrics with a place of their own.
const ELSEWHERE: [&str; 7] = ["wait", "speed_of_answer", "handle", "talk", "hold", "wrapup", "action_latency"];

/// The charts.
pub(super) fn latency(report: &Report) -> Html {
    let mut sections = vec![
        ("What customers and agents went through", people(report)),
        ("Latency of actions, modelled by the scenario", modelled(report)),
        ("Time inside the engine, on the wall", engine(report)),
    ];
    sections.retain(|(_, figures)| !figures.is_empty());
    let mut pieces = Vec::new();
    if !sections.is_empty() {
        pieces.push(Html::paragraph(
            "Percentiles on HdrHistogram's scale: each further nine takes the same room, so the tail can be seen. The \
             last point is the largest sample. The files in `histograms` have every curve.",
        ));
    }
    for (heading, figures) in sections {
        pieces.push(Html::subheading(heading));
        pieces.push(figures);
    }
    Html::all(pieces)
}

fn people(report: &Report) -> Html {
    let spreads = &report.distributions;
    let queues: Vec<&str> = spreads.keys().filter_map(|key| key.value_of("wait", TagName::Queue)).collect();
    let mut waits = vec![(SeriesKey::whole("wait"), if queues.len() > 1 { "all" } else { "wait" })];
    if queues.len() > 1 {
        let shown = queues.iter().take(LINES_MOST - 1);
        waits.extend(shown.map(|queue| (SeriesKey::part("wait", TagName::Queue, *queue), *queue)));
    }
    let handling = HANDLING.map(|name| (SeriesKey::whole(name), name));
    let mut plots = vec![
        curves(report, "Wait", Unit::Seconds, &waits),
        bars(report, "How long contacts waited", "wait", Unit::Seconds),
        curves(report, "Handling a contact", Unit::Seconds, &handling),
        bars(report, "How long agents handled a contact", "handle", Unit::Seconds),
    ];
    let others = spreads.keys().filter(|key| key.is_whole() && !ELSEWHERE.contains(&key.metric.as_str()));
    for key in others.take(RECORDED_MOST) {
        let unit = kind(report, key).map_or(Unit::Plain, Unit::from);
        plots.push(curves(report, &key.metric, unit, &[(key.clone(), &key.metric)]));
    }
    Html::plots(&plots)
}

fn kind(report: &Report, key: &SeriesKey) -> Option<MetricKind> {
    match report.metrics.get(key)? {
        MetricReport::Sampled(sampled) => Some(sampled.kind),
        MetricReport::Ratio(ratio) => Some(ratio.kind),
    }
}

/// The slowest actions; nothing where no action takes any time.
fn modelled(report: &Report) -> Html {
    let slow = slowest(report, |action| action.latency_s.p99);
    if slow.is_empty() {
        return Html::default();
    }
    let key = |name: &str| SeriesKey::part("action_latency", TagName::Action, name);
    let lines: Vec<(SeriesKey, &str)> = slow.iter().map(|name| (key(name), *name)).collect();
    Html::plots(&[
        curves(report, "The slowest actions by p99", Unit::Seconds, &lines),
        bars(report, "How long actions took, all of them", "action_latency", Unit::Seconds),
    ])
}

fn engine(report: &Report) -> Html {
    let slow = slowest(report, |action| action.engine_ns.p99);
    let lines = slow.iter().filter_map(|name| Some(percentile_curve(name, report.engine_ns.get(*name)?, 1e-9)));
    Html::plots(&[percentiles("The slowest actions by p99, in the engine", Unit::Seconds, lines.collect())])
}

/// The names of the slowest actions by this, from the slowest; without those that take no time.
fn slowest(report: &Report, read: fn(&ActionReport) -> Option<f64>) -> Vec<&str> {
    let timed = report.actions.iter().filter_map(|(name, action)| Some((name.as_str(), read(action)?)));
    let mut timed: Vec<(&str, f64)> = timed.filter(|(_, slow)| *slow > 0.0).collect();
    timed.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    timed.into_iter().take(LINES_MOST).map(|(name, _)| name).collect()
}

/// Percentile curves of distributions, each with a name.
fn curves(report: &Report, title: &str, unit: Unit, named: &[(SeriesKey, &str)]) -> Plot {
    let of = |(key, name): &(SeriesKey, &str)| Some(percentile_curve(name, report.distributions.get(key)?, 1.0));
    percentiles(title, unit, named.iter().filter_map(of).collect())
}

fn percentiles(title: &str, unit: Unit, curves: Vec<Curve>) -> Plot {
    Plot {
        title: title.to_owned(),
        across: Across::Percentile,
        unit,
        shape: Shape::Lines(curves),
        limits: Vec::new(),
        apart: Vec::new(),
        stretches: Vec::new(),
    }
}

/// A percentile curve, its values times `by`.
pub fn percentile_curve(name: &str, spread: &DistributionReport, by: f64) -> Curve {
    // The largest sample stands where the last tick before it does, half as far again from 100 %.
    let last = spread.percentiles.iter().rev().find(|percent| **percent < 100.0).copied().unwrap_or(0.0);
    let place = |percent: f64| if percent < 100.0 { percent } else { 100.0 - (100.0 - last) / 2.0 };
    let points = spread.percentiles.iter().zip(&spread.values);
    let points = points.map(|(percent, value)| (percentile(place(*percent)), Some(value * by)));
    Curve { name: name.to_owned(), points: points.collect() }
}

/// A histogram.
fn bars(report: &Report, title: &str, name: &str, unit: Unit) -> Plot {
    let none = DistributionReport::default();
    let spread = report.distributions.get(&SeriesKey::whole(name)).unwrap_or(&none);
    let all: u64 = spread.counts.iter().sum();
    let width = match spread.up_to.as_slice() {
        [first, second, _, ..] => second - first,
        [first, _] => *first,
        [_] | [] => 0.0,
    };
    let mut bars = Vec::new();
    if width > 0.0 && all > 0 {
        let mut from = spread.up_to.first().map_or(0.0, |first| first - width);
        for (place, (to, number)) in spread.up_to.iter().zip(&spread.counts).enumerate() {
            let is_rest = place + 1 == spread.up_to.len() && (to - from - width).abs() > width * 1e-6;
            let height = *number as f64 / all as f64;
            let until = if is_rest { from + width } else { *to };
            let note = format!(
                "{} to {}\n{} of {}: {}",
                Across::Amount(unit).at(from),
                Across::Amount(unit).at(*to),
                count(*number),
                count(all),
                share(height)
            );
            bars.push(Bar { span: (from, until), height, note, is_rest });
            from = *to;
        }
    }
    Plot {
        title: title.to_owned(),
        across: Across::Amount(unit),
        unit: Unit::Share,
        shape: Shape::Bars(bars),
        limits: Vec::new(),
        apart: Vec::new(),
        stretches: Vec::new(),
    }
}
