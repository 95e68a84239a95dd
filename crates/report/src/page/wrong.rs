//! What the scenario demands and how that came out; what went wrong, and how to see it again.

use super::read::{command, left, plain};
use crate::document::{FindingKind, FindingReport, Report};
use crate::text::verdict::{ended, grouped, plural};
use rushhour_render::html::{CellLook, Html, Row, cell};
use rushhour_render::number::{count, moment, precise};

/// So many kinds of findings are told; the document has them all.
const GROUPS_SHOWN: usize = 30;

/// Thresholds, checks and invariants.
pub(super) fn demanded(report: &Report) -> Html {
    Html::all([thresholds(report), checks(report), invariants(report)])
}

fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn thresholds(report: &Report) -> Html {
    if report.thresholds.is_empty() {
        return Html::paragraph("The scenario has no thresholds.");
    }
    let row = |threshold: &crate::ThresholdReport| {
        let (word, look) = match (threshold.certain, threshold.ok) {
            (true, true) => ("✓ held", CellLook::Good),
            (true, false) => ("✗ failed", CellLook::Bad),
            (false, true) => ("~ held, but too close to call", CellLook::Unsure),
            (false, false) => ("~ failed, but too close to call", CellLook::Unsure),
        };
        let seen = threshold.observed.map_or_else(|| "no data".to_owned(), |seen| precise(threshold.kind, seen));
        let expression = match threshold.implicit {
            true => format!("{} (by default)", threshold.expression),
            false => threshold.expression.to_string(),
        };
        let expression = match ended(threshold) {
            ended if ended.is_empty() => expression,
            ended => format!("{expression} ({ended})"),
        };
        let cells = vec![cell(word, look), left(threshold.metric.to_string()), left(expression), plain(seen)];
        Row { cells, marked: false }
    };
    let rows: Vec<Row> = report.thresholds.iter().map(row).collect();
    Html::table(&headings(&["threshold", "metric", "limit", "observed"]), &rows)
}

/// Those that failed come first.
fn checks(report: &Report) -> Html {
    if report.checks.is_empty() {
        return Html::default();
    }
    let mut checks: Vec<_> = report.checks.iter().collect();
    checks.sort_by_key(|(_, counts)| counts.failed == 0);
    let rows: Vec<Row> = checks
        .into_iter()
        .map(|(name, counts)| {
            let (word, look) =
                if counts.failed > 0 { ("✗ failed", CellLook::Bad) } else { ("✓ held", CellLook::Good) };
            let cells =
                vec![cell(word, look), left(name.clone()), plain(count(counts.held)), plain(count(counts.failed))];
            Row { cells, marked: false }
        })
        .collect();
    let table = Html::table(&headings(&["check", "name", "held", "failed"]), &rows);
    Html::all([Html::subheading("Checks of scripts"), table])
}

fn invariants(report: &Report) -> Html {
    let invariants = &report.invariants;
    if invariants.names.is_empty() {
        return Html::warning("No invariant was checked.");
    }
    let violated = |name: &str| invariants.violations.iter().filter(|it| it.invariant == name).count();
    let broken = invariants.names.iter().filter(|name| violated(name) > 0).count();
    let summary = format!(
        "{}, looked at {} times: {}",
        plural(invariants.names.len(), "invariant"),
        count(invariants.checked),
        if broken == 0 { "all held".to_owned() } else { format!("{broken} violated") }
    );
    let mut names: Vec<&String> = invariants.names.iter().collect();
    names.sort_by_key(|name| violated(name) == 0);
    let row = |name: &&String| {
        let (word, look) =
            if violated(name) > 0 { ("✗ violated", CellLook::Bad) } else { ("✓ held", CellLook::Good) };
        Row { cells: vec![cell(word, look), left((*name).clone())], marked: false }
    };
    let rows: Vec<Row> = names.iter().map(row).collect();
    Html::folded(&summary, Html::table(&headings(&["invariant", "name"]), &rows))
}

/// What went wrong, by its cause.
pub(super) fn findings(report: &Report) -> Html {
    let groups = grouped(report, |_| true);
    let mut pieces = Vec::new();
    for (cause, findings) in groups.iter().take(GROUPS_SHOWN) {
        let Some(first) = findings.first() else { continue };
        pieces.push(finding(report, cause, first, findings.len()));
    }
    if groups.len() > GROUPS_SHOWN {
        let more = groups.len() - GROUPS_SHOWN;
        pieces.push(Html::paragraph(&format!("… and {more} more kinds of findings; report.json has them all.")));
    }
    Html::all(pieces)
}

fn finding(report: &Report, cause: &str, first: &FindingReport, often: usize) -> Html {
    let kind = match first.kind {
        FindingKind::Invariant => "invariant violated",
        FindingKind::Liveness => "something never came to its end",
        FindingKind::Script => "script failed",
        FindingKind::Bug => "a bug in rushhour, please report it",
        FindingKind::Machine => "it had no more to give, which says nothing of the scenario",
    };
    let often = if often > 1 { format!(" × {}", count(often as u64)) } else { String::new() };
    let which = if often.is_empty() { "At" } else { "First at" };
    let whom: String = first.entities.iter().map(|entity| format!(", {entity}")).collect();
    let mut pieces = vec![
        Html::subheading(&format!("✗ {cause}{often}: {kind}")),
        Html::paragraph(&first.message),
        Html::paragraph(&format!(
            "{which} {} of replication {}, seed {}{whom}.",
            moment(first.at_s),
            first.replication,
            first.seed
        )),
    ];
    if !first.trace.is_empty() {
        pieces.push(Html::code(&first.trace.join("\n")));
    }
    pieces.push(Html::code(&command(&report.scenario, first.seed, first.replication)));
    Html::all(pieces)
}
