//! A comparison as people read it on the terminal: the verdict, what was compared, what differs, the worst first.

use super::compare::{is_beyond, is_of_one_side, is_one_sided};
use super::document::{Comparison, Judged, RowReport, RowVerdict, SideReport, Verdict, WithinTolerance};
use rushhour_render::Colour;
use rushhour_render::number::{count, seconds, share, three, value};
use rushhour_render::style::{Look, Paint, clean, wrap};
use rushhour_render::table::{Cell, Table, left, right};
use rushhour_report::MetricKind;

const COLUMNS: usize = 96;

/// The comparison, lines ended; with all numbers, or only those that differ.
pub fn text(comparison: &Comparison, all: bool, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let (word, look) = word(comparison);
    let headline = format!(
        "{}  {}\n",
        paint.look(look, word),
        paint.bold(&format!("{}: {}", clean(&comparison.scenario), summary(comparison)))
    );
    let sections = [
        headline + sides(comparison, paint).as_str(),
        table(comparison, all, paint),
        below(comparison, all, paint),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The verdict in a word.
pub(super) fn word(comparison: &Comparison) -> (&'static str, Look) {
    match comparison.verdict {
        _ if comparison.metrics.iter().any(is_beyond) => ("✗ WORSE than tolerated", Look::Red),
        _ if comparison.metrics.iter().any(is_one_sided) => ("✗ DATA MISSING that a tolerance is of", Look::Red),
        _ if comparison.exit_code != 0 => ("✗ TOLERANCE CANNOT BE JUDGED", Look::Red),
        Verdict::Identical => ("✓ IDENTICAL", Look::Green),
        Verdict::Equal => ("✓ EQUAL", Look::Green),
        Verdict::Better => ("✓ BETTER", Look::Green),
        Verdict::Worse => ("✗ WORSE", Look::Red),
        Verdict::Mixed => ("~ MIXED", Look::Yellow),
        Verdict::Changed => ("~ CHANGED", Look::Yellow),
        Verdict::CannotTell => ("~ CANNOT TELL", Look::Yellow),
    }
}

/// How many numbers came out how.
pub(super) fn summary(comparison: &Comparison) -> String {
    if comparison.verdict == Verdict::Identical {
        return "everything that happened is the same".to_owned();
    }
    let number = |outcome| comparison.metrics.iter().filter(|row| row.verdict == outcome).count();
    let counted = [
        (number(RowVerdict::Worse), "worse"),
        (number(RowVerdict::Better), "better"),
        (number(RowVerdict::Changed), "changed"),
    ];
    let one_sided = comparison.metrics.iter().filter(|row| !row.wall && is_of_one_side(row)).count();
    let differ: Vec<String> = counted
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let tested = match (comparison.tested, differ.is_empty()) {
        (0, _) => "nothing could be tested".to_owned(),
        (tested, true) => format!("no difference shown in {tested} numbers"),
        (tested, false) => format!("of {tested} numbers {}", differ.join(", ")),
    };
    if one_sided == 0 { tested } else { format!("{tested}; {one_sided} on one side only") }
}

/// What was compared with what, and how.
fn sides(comparison: &Comparison, paint: Paint) -> String {
    let mut lines = vec![format!("A  {}", side(&comparison.a)), format!("B  {}", side(&comparison.b))];
    let differ = if comparison.differs.is_empty() {
        "but for the seeds nothing is known to differ in what was run".to_owned()
    } else {
        format!("differs: {}", comparison.differs.join(" · "))
    };
    lines.extend(wrap(&how(comparison), COLUMNS));
    lines.extend(wrap(&clean(&differ), COLUMNS));
    lines.iter().map(|line| format!("  {}\n", paint.dim(line))).collect()
}

/// A side in a line.
pub(super) fn side(side: &SideReport) -> String {
    let seeds: Vec<String> = side.seeds.iter().map(ToString::to_string).collect();
    let seeds = match seeds.as_slice() {
        [one] => format!("seed {one}"),
        [first, .., last] if seeds.len() > 4 => format!("{} seeds from {first} to {last}", seeds.len()),
        several => format!("seeds {}", several.join(", ")),
    };
    let runs = if side.runs > 1 { format!("{} runs · ", side.runs) } else { String::new() };
    let plural = if side.replications == 1 { "" } else { "s" };
    let replications = count(side.replications as u64);
    format!("{}  {runs}{seeds} · {replications} replication{plural}", clean(&side.name))
}

/// How they were compared.
pub(super) fn how(comparison: &Comparison) -> String {
    let unit = match comparison.pairs {
        Some(pairs) => format!("{pairs} pairs of replications with the same random numbers"),
        None => "replications with other random numbers".to_owned(),
    };
    if comparison.tested == 0 {
        return unit;
    }
    let percent = comparison.confidence * 100.0;
    format!(
        "{unit}; what is called a difference stands up to all {} numbers together at {percent:.0} %",
        comparison.tested
    )
}

/// What is shown, unless all is wanted: what differs, and what is or may be beyond its tolerance.
pub(super) fn is_shown(row: &RowReport) -> bool {
    let is_told = match row.verdict {
        RowVerdict::Worse | RowVerdict::Changed | RowVerdict::Better => true,
        RowVerdict::OnlyA | RowVerdict::OnlyB => !row.wall,
        RowVerdict::CannotTell | RowVerdict::Same => false,
    };
    is_told || is_beyond(row) || is_one_sided(row)
}

fn table(comparison: &Comparison, all: bool, paint: Paint) -> String {
    let rows: Vec<&RowReport> = comparison.metrics.iter().filter(|row| all || is_shown(row)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    let dim = |cell: Cell| cell.look(Look::Dim);
    table.row(vec![
        left(""),
        left(""),
        dim(right("A")),
        dim(right("B")),
        dim(right("B − A")),
        dim(left("± 95 %")),
        dim(right("of A")),
        dim(right("p")),
    ]);
    for row in rows {
        let (word, look) = outcome(row);
        let number = |number: Option<f64>| right(number.map_or_else(|| "–".to_owned(), |it| value(row.kind, it)));
        let half = row
            .interval
            .map_or_else(String::new, |(low, high)| format!("± {}", amount(row.kind, (high - low) / 2.0)));
        let mut cells = vec![
            left(word).look(look),
            left(clean(&name(row))),
            number(row.a),
            number(row.b),
            right(difference(row)).look(Look::Bold),
            dim(left(half)),
            right(relative(row)),
            dim(right(row.p.map_or_else(String::new, p))),
        ];
        cells.extend(row.tolerance.as_ref().map(|judged| left(tolerance(judged)).look(tolerance_look(judged))));
        table.row(cells);
    }
    table.print(paint)
}

/// How a row came out, in a word.
pub(super) fn outcome(row: &RowReport) -> (&'static str, Look) {
    match row.verdict {
        RowVerdict::Worse => ("✗ worse", Look::Red),
        RowVerdict::OnlyA => ("! only A", Look::Yellow),
        RowVerdict::OnlyB => ("! only B", Look::Yellow),
        RowVerdict::Changed => ("~ changed", Look::Yellow),
        RowVerdict::Better => ("✓ better", Look::Green),
        RowVerdict::CannotTell => ("? cannot tell", Look::Dim),
        RowVerdict::Same => ("= same", Look::Dim),
    }
}

/// What a row is about: `wait.p95`; of a share its name alone.
pub(super) fn name(row: &RowReport) -> String {
    match row.statistic {
        "value" => row.metric.to_string(),
        statistic => format!("{}.{statistic}", row.metric),
    }
}

/// The difference with its sign.
pub(super) fn difference(row: &RowReport) -> String {
    row.difference.map_or_else(
        || "–".to_owned(),
        |it| {
            let sign = if it > 0.0 {
                "+"
            } else if it < 0.0 {
                "−"
            } else {
                ""
            };
            format!("{sign}{}", amount(row.kind, it.abs()))
        },
    )
}

/// So much of a kind; of shares in percentage points.
pub(super) fn amount(kind: MetricKind, amount: f64) -> String {
    match kind {
        MetricKind::Share => format!("{} pp", three(amount * 100.0)),
        MetricKind::Time => seconds(amount),
        MetricKind::Plain | MetricKind::Mean => three(amount),
    }
}

pub(super) fn relative(row: &RowReport) -> String {
    row.relative.map_or_else(String::new, |it| {
        let sign = if it > 0.0 {
            "+"
        } else if it < 0.0 {
            "−"
        } else {
            ""
        };
        if it.abs() >= 10.0 { format!("× {}", three(1.0 + it)) } else { format!("{sign}{}", share(it.abs())) }
    })
}

pub(super) fn p(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// How a row stands to its tolerance.
pub(super) fn tolerance(judged: &Judged) -> String {
    let allowed = clean(&judged.allowed);
    match judged.outcome {
        WithinTolerance::Beyond => format!("✗ beyond {allowed}"),
        WithinTolerance::Within => format!("✓ within {allowed}"),
        WithinTolerance::Unclear => format!("~ {allowed}: unclear"),
        WithinTolerance::OneSide => format!("✗ {allowed}: no data"),
        WithinTolerance::Untested => format!("? {allowed}: cannot tell"),
    }
}

fn tolerance_look(judged: &Judged) -> Look {
    match judged.outcome {
        WithinTolerance::Beyond | WithinTolerance::OneSide => Look::Red,
        WithinTolerance::Within => Look::Green,
        WithinTolerance::Unclear | WithinTolerance::Untested => Look::Yellow,
    }
}

/// What the table does not show.
fn below(comparison: &Comparison, all: bool, paint: Paint) -> String {
    let mut lines = Vec::new();
    let hidden = comparison.metrics.iter().filter(|row| !is_shown(row)).count();
    if hidden > 0 && !all {
        lines.push(format!("{hidden} more numbers show no difference or cannot be told: --all lists them"));
    }
    lines.extend(unclear(comparison));
    lines.extend(comparison.notes.iter().cloned());
    let mut text = String::new();
    for line in lines {
        for (place, line) in wrap(&clean(&line), COLUMNS).into_iter().enumerate() {
            let mark = if place == 0 { "·" } else { " " };
            text.push_str(&format!("  {} {line}\n", paint.dim(mark)));
        }
    }
    text
}

/// How many tolerances nothing can be said of.
pub(super) fn unclear(comparison: &Comparison) -> Option<String> {
    let judged = comparison.metrics.iter().filter_map(|row| row.tolerance.as_ref());
    let unclear = judged.filter(|judged| judged.outcome == WithinTolerance::Unclear).count();
    let what = if unclear == 1 { "number" } else { "numbers" };
    (unclear > 0).then(|| {
        format!("of {unclear} {what} it is unclear whether the tolerance is kept: more replications would tell")
    })
}
