//! What else there is to know of a comparison, in sentences: above all what could not be compared, and why.

use std::collections::BTreeSet;

use super::compare::is_untested;
use super::document::{RowReport, RowVerdict, WithinTolerance};
use super::numbers::Row;
use super::side::{Replications, Side};
use super::text::name;
use rushhour_measure::SeriesKey;
use rushhour_report::Report;

/// So many names are told of one kind.
const NAMES_MOST: usize = 12;

/// What a comparison has found.
pub(super) struct Found<'a> {
    pub(super) reports: &'a [RowReport],
    pub(super) rows: &'a [Row],
    /// The replications that both sides have.
    pub(super) common: &'a Replications,
    /// Parts that nobody looks at, of which one side alone has data: the first, and the second.
    pub(super) parts: (Vec<SeriesKey>, Vec<SeriesKey>),
    /// Why the sides should not be compared; they are all the same.
    pub(super) obstacles: Vec<String>,
}

/// All of them, what matters most first.
pub(super) fn notes(a: &Side, b: &Side, found: &Found<'_>) -> Vec<String> {
    let mut notes: Vec<String> = found.obstacles.iter().map(|it| format!("compared all the same: {it}")).collect();
    notes.extend(one_sided(found));
    notes.extend(untested(found.reports));
    notes.extend(of_replications(a, b, found));
    if a.runs.iter().chain(&b.runs).any(|run| run.interrupted) {
        notes.push("a run was interrupted: only what ran is compared".to_owned());
    }
    let is_cut = |run: &Report| run.thresholds.iter().any(|threshold| !threshold.aborted.is_empty());
    if a.runs.iter().chain(&b.runs).any(is_cut) {
        notes.push("a threshold ended a run before its time: only what ran is compared".to_owned());
    }
    if a.runs.len().min(b.runs.len()) < 2 {
        notes.push(
            "times on the wall cannot be told from one run a side: give directories with several runs".to_owned(),
        );
    }
    notes
}

/// Which numbers one side alone has data of: those with a tolerance apart, because they let nothing through.
fn one_sided(found: &Found<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let sides = [("A", "B", RowVerdict::OnlyA, &found.parts.0), ("B", "A", RowVerdict::OnlyB, &found.parts.1)];
    for (has, has_not, verdict, parts) in sides {
        let rows = || found.reports.iter().filter(|row| row.verdict == verdict);
        let gated: Vec<String> = rows().filter(|row| row.tolerance.is_some()).map(name).collect();
        let open: Vec<String> = rows().filter(|row| row.tolerance.is_none() && !row.wall).map(name).collect();
        let wall = rows().filter(|row| row.tolerance.is_none() && row.wall).count();
        if !gated.is_empty() {
            let names = several(&gated);
            notes
                .push(format!("only {has} has data of {names}: {has_not} has none, so the tolerance is not kept"));
        }
        if !open.is_empty() {
            notes.push(format!("only {has} has data of {}, which no tolerance is of", several(&open)));
        }
        if !parts.is_empty() {
            let names: Vec<String> = parts.iter().map(ToString::to_string).collect();
            notes.push(format!("only {has} has data of these parts: {}", several(&names)));
        }
        if wall > 0 {
            notes.push(format!("only {has} has {wall} of the times on the wall"));
        }
    }
    notes
}

/// Which tolerances are of what could not be tested.
fn untested(rows: &[RowReport]) -> Option<String> {
    let judged = rows.iter().filter_map(|row| Some((row, row.tolerance.as_ref()?)));
    let untested = judged.filter(|(_, judged)| judged.outcome == WithinTolerance::Untested);
    let all = is_untested(rows);
    let (refusing, other): (Vec<_>, Vec<_>) = untested.partition(|(_, judged)| judged.named || all);
    let names = |of: &[(&RowReport, _)]| several(&of.iter().map(|(row, _)| name(row)).collect::<Vec<_>>());
    if !refusing.is_empty() {
        let names = names(&refusing);
        return Some(format!(
            "nothing can be said of the tolerance of {names}, so it is not kept: each side must have two replications \
             with data of it, and two runs for times on the wall"
        ));
    }
    let why = "a side has fewer than two replications with data of it";
    (!other.is_empty()).then(|| format!("nothing can be said of the tolerance of {}: {why}", names(&other)))
}

/// What there were too few replications for, and which were left out.
fn of_replications(a: &Side, b: &Side, found: &Found<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let (units_a, units_b, common) = (a.units().count(), b.units().count(), found.common.count());
    if common >= 2 && (common < units_a || common < units_b) {
        notes.push(format!(
            "{} replications of A and {} of B have no counterpart and were left out",
            units_a - common,
            units_b - common
        ));
    }
    let most = found.rows.iter().map(|row| row.units.left_out).max().unwrap_or(0);
    if most > 0 {
        let rows = found.rows.iter().filter(|row| row.units.left_out > 0);
        let names: BTreeSet<String> = rows.map(|row| row.metric.to_string()).collect();
        let names = several(&names.into_iter().collect::<Vec<_>>());
        notes.push(format!("of {names} up to {most} replications have data on one side only and were left out"));
    }
    if units_a.min(units_b) < 2 {
        notes.push(
            "a single replication says nothing of chance: run both sides with `--replications 30`".to_owned(),
        );
    } else if found.reports.iter().any(|row| !row.wall && row.verdict == RowVerdict::CannotTell) {
        notes.push("of what cannot be told a side has fewer than two replications with data".to_owned());
    }
    notes
}

/// Names, as many as anybody reads.
fn several(names: &[String]) -> String {
    let told = names.iter().take(NAMES_MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_MOST) {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}
