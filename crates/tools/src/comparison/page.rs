//! A comparison as a page: the verdict, what differs, and the curves of both sides in one picture.

use super::compare::{is_beyond, is_one_sided};
use super::document::{Comparison, RowReport, RowVerdict, Verdict, WithinTolerance};
use super::side::Side;
use super::text;
use rushhour_measure::SeriesKey;
use rushhour_render::Unit;
use rushhour_render::html::{Across, Cell, CellLook, Curve, Html, Limit, Plot, Row, Shape, cell, percentile};
use rushhour_render::number::value;
use rushhour_report::{MetricKind, MetricReport, Report, SeriesReport, percentile_curve, stretches, time_axis};

/// So many pictures are drawn.
const PLOTS_MOST: usize = 16;

/// The page of a comparison of these sides.
pub fn page(comparison: &Comparison, a: &Side, b: &Side) -> String {
    let (word, _) = text::word(comparison);
    let shown: Vec<&RowReport> = comparison.metrics.iter().filter(|row| text::is_shown(row)).collect();
    let all: Vec<&RowReport> = comparison.metrics.iter().collect();
    let mut pieces = vec![
        Html::title(&format!("{}: B against A", comparison.scenario), &text::how(comparison)),
        Html::banner(word, look(comparison), &text::summary(comparison)),
        Html::paragraph(&format!("A: {}", text::side(&comparison.a).replacen("  ", " · ", 1))),
        Html::paragraph(&format!("B: {}", text::side(&comparison.b).replacen("  ", " · ", 1))),
    ];
    pieces.push(Html::callout(&if comparison.differs.is_empty() {
        "But for the seeds nothing is known to differ in what was run.".to_owned()
    } else {
        format!("What differs in what was run: {}.", comparison.differs.join(" · "))
    }));
    pieces.extend(text::unclear(comparison).iter().chain(&comparison.notes).map(|note| Html::warning(note)));
    if !shown.is_empty() {
        pieces.push(Html::section("differs", "What differs"));
        pieces.push(table(&shown));
    }
    let plots = Html::plots(&plots(comparison, a, b));
    if !plots.is_empty() {
        pieces.push(Html::section("curves", "Both in one picture"));
        pieces.push(Html::paragraph(
            "Percentiles on HdrHistogram's scale, all replications of the first run of a side together: each further \
             nine takes the same room, and the last point is the largest sample.",
        ));
        pieces.push(plots);
    }
    pieces.push(Html::section("all", "All numbers"));
    pieces.push(Html::folded(&format!("{} numbers, the worst first", all.len()), table(&all)));
    pieces.push(Html::footer(&[
        "A and B are means over replications, so that each replication counts once; the interval is that of the \
         difference, of this number alone. What is called a difference stands up to all numbers that were tested \
         together (Holm); `p` is corrected for them."
            .to_owned(),
        format!("Made by {}.", comparison.tool),
    ]));
    Html::all(pieces).page(&format!("{}: {word}", comparison.scenario))
}

fn look(comparison: &Comparison) -> CellLook {
    match comparison.verdict {
        _ if comparison.exit_code != 0 => CellLook::Bad,
        Verdict::Identical | Verdict::Equal | Verdict::Better => CellLook::Good,
        Verdict::Worse => CellLook::Bad,
        Verdict::Mixed | Verdict::Changed | Verdict::CannotTell => CellLook::Unsure,
    }
}

fn table(rows: &[&RowReport]) -> Html {
    let is_tolerated = rows.iter().any(|row| row.tolerance.is_some());
    let mut headings: Vec<String> =
        ["", "number", "A", "B", "B − A", "± 95 %", "of A", "p"].map(ToOwned::to_owned).into();
    headings.extend(is_tolerated.then(|| "tolerance".to_owned()));
    let cells = |row: &&RowReport| -> Vec<Cell> {
        let (word, _) = text::outcome(row);
        let look = match row.verdict {
            RowVerdict::Worse => CellLook::Bad,
            RowVerdict::Better => CellLook::Good,
            RowVerdict::Changed | RowVerdict::OnlyA | RowVerdict::OnlyB => CellLook::Unsure,
            RowVerdict::CannotTell | RowVerdict::Same => CellLook::Left,
        };
        let plain = |text: String| cell(text, CellLook::Plain);
        let number = |number: Option<f64>| plain(number.map_or_else(|| "–".to_owned(), |it| value(row.kind, it)));
        let half = |(low, high): (f64, f64)| text::amount(row.kind, (high - low) / 2.0);
        let mut cells = vec![
            cell(word, look),
            cell(text::name(row), CellLook::Left),
            number(row.a),
            number(row.b),
            plain(text::difference(row)),
            plain(row.interval.map_or_else(String::new, half)),
            plain(text::relative(row)),
            plain(row.p.map_or_else(String::new, text::p)),
        ];
        cells.extend(is_tolerated.then(|| match &row.tolerance {
            None => cell("", CellLook::Left),
            Some(judged) => cell(
                text::tolerance(judged),
                match judged.outcome {
                    WithinTolerance::Beyond | WithinTolerance::OneSide => CellLook::Bad,
                    WithinTolerance::Within => CellLook::Good,
                    WithinTolerance::Unclear | WithinTolerance::Untested => CellLook::Unsure,
                },
            ),
        }));
        cells
    };
    let rows: Vec<Row> =
        rows.iter().map(|row| Row { cells: cells(row), marked: is_beyond(row) || is_one_sided(row) }).collect();
    Html::table(&headings, &rows)
}

/// Curves of what differs, the worst first, then of what else there is; what is simulated and what is measured on the
/// wall apart.
fn plots(comparison: &Comparison, a: &Side, b: &Side) -> Vec<Plot> {
    let (Some(a), Some(b)) = (a.runs.first(), b.runs.first()) else { return Vec::new() };
    let mut keys: Vec<(&SeriesKey, MetricKind)> = Vec::new();
    for row in comparison.metrics.iter().filter(|row| !row.wall) {
        if !keys.iter().any(|(known, _)| **known == row.metric) {
            keys.push((&row.metric, row.kind));
        }
    }
    let spread = keys.iter().filter_map(|(key, kind)| {
        let curves: Vec<Curve> =
            [("A", a), ("B", b)].into_iter().filter_map(|(name, report)| percentiles(name, report, key)).collect();
        (!curves.is_empty())
            .then(|| plot(&format!("{key}, how it is spread"), (*kind).into(), Across::Percentile, curves))
    });
    let waiting = over_time(a, b);
    waiting.into_iter().chain(spread).take(PLOTS_MOST).collect()
}

fn plot(title: &str, unit: Unit, across: Across, curves: Vec<Curve>) -> Plot {
    Plot {
        title: title.to_owned(),
        across,
        unit,
        shape: Shape::Lines(curves),
        limits: Vec::<Limit>::new(),
        apart: Vec::new(),
        stretches: Vec::new(),
    }
}

/// The percentile curve of a metric; of a report that has none, the percentiles that it tells.
fn percentiles(name: &str, report: &Report, key: &SeriesKey) -> Option<Curve> {
    if let Some(spread) = report.distributions.get(key) {
        return Some(percentile_curve(name, spread, 1.0));
    }
    let Some(MetricReport::Sampled(sampled)) = report.metrics.get(key) else { return None };
    let stats = &sampled.stats;
    let told = [(0.0, stats.min), (50.0, stats.p50), (90.0, stats.p90), (95.0, stats.p95), (99.0, stats.p99)];
    let points = told.map(|(percent, value)| (percentile(percent), value));
    (stats.count > 0).then(|| Curve { name: name.to_owned(), points: points.to_vec() })
}

/// How both went over time.
fn over_time(a: &Report, b: &Report) -> Vec<Plot> {
    let columns = [
        ("queue_length", "Waiting at once, over time", Unit::Plain),
        ("wait_p95_s", "Wait p95, by when contacts came", Unit::Seconds),
        ("service_level", "Service level, by when contacts came", Unit::Share),
    ];
    let across = time_axis(&a.scenario);
    // Of runs that are cut differently, the finer parts.
    let finer = if b.series.interval_s < a.series.interval_s { &b.series } else { &a.series };
    let stretches = stretches(across, finer);
    let plots = columns.into_iter().filter_map(|(column, title, unit)| {
        let curves = [("A", &a.series), ("B", &b.series)].into_iter();
        let curves: Vec<Curve> = curves.filter_map(|(name, series)| of_time(name, series, column)).collect();
        let stretches = stretches.clone();
        (!curves.is_empty()).then(|| Plot { stretches, ..plot(title, unit, across, curves) })
    });
    plots.collect()
}

fn of_time(name: &str, series: &SeriesReport, column: &str) -> Option<Curve> {
    let values = series.column(column)?;
    let at = series.at_s.iter().map(|at| at + series.interval_s / 2.0);
    Some(Curve { name: name.to_owned(), points: at.zip(values.iter().copied()).collect() })
}
