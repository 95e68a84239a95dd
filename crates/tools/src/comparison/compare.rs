//! From two sides to a comparison: how each number is tested, and what that means.

use std::collections::BTreeSet;

use super::document::{Comparison, Judged, RowReport, RowVerdict, SideReport, VERSION, Verdict, WithinTolerance};
use super::inference::{Difference, holm};
use super::notes::{Found, notes};
use super::numbers::{Row, one_sided_parts, rows};
use super::options::{CompareError, Options};
use super::scenarios::{differences, obstacles};
use super::side::Side;
use super::tolerance::{Amount, Tolerance};
use rushhour_report::{ExitCode, TOOL};
use rushhour_scenario::metrics::Better;

/// How sure one can be of everything together that is called a difference.
const CONFIDENCE: f64 = 0.95;

/// How likely chance alone makes a number look so.
#[derive(Clone, Copy)]
struct Chances {
    /// Worse by more than it may get.
    beyond: f64,
    /// Not worse by more.
    within: f64,
}

/// Compares the second side with the first.
///
/// # Errors
/// Where the sides are not of one scenario, or a tolerance names what is not there.
pub fn compare(a: &Side, b: &Side, options: &Options) -> Result<Comparison, CompareError> {
    let obstacles = obstacles(a, b);
    if !obstacles.is_empty() && !options.anyway {
        return Err(CompareError::Other(obstacles));
    }
    // The same seed and the same index, so the same random numbers.
    let common = a.units().common(&b.units());
    let rows = rows(a, b, options, &common)?;
    let (digests_a, digests_b) = (digests(a), digests(b));
    let identical = digests_a == digests_b;
    let tests: Vec<Option<Difference>> = rows.iter().map(|row| row.units.difference()).collect();
    // What is the same number everywhere is no chance to be wrong.
    let is_tested = |row: &Row| !row.units.is_constant();
    let raw = rows.iter().zip(&tests).filter(|(row, _)| is_tested(row));
    let raw: Vec<f64> = raw.filter_map(|(_, test)| test.as_ref()).map(Difference::p_differs).collect();
    let tested = raw.len();
    let mut corrected = holm(&raw).into_iter();
    let tolerated = tolerated(&rows, &options.tolerances, identical);
    let mut reports: Vec<RowReport> = Vec::new();
    for ((row, test), judged) in rows.iter().zip(&tests).zip(tolerated) {
        let p = test.and_then(|_| if is_tested(row) { corrected.next() } else { Some(1.0) });
        reports.push(row.report(*test, p, judged, identical));
    }
    reports.sort_by(|one, other| order(one).partial_cmp(&order(other)).unwrap_or(std::cmp::Ordering::Equal));
    let exit = if is_refused(&reports) { ExitCode::ThresholdFailed } else { ExitCode::Success };
    let found =
        Found { reports: &reports, rows: &rows, common: &common, parts: one_sided_parts(a, b, &rows), obstacles };
    Ok(Comparison {
        version: VERSION,
        tool: TOOL.to_owned(),
        scenario: a.runs.first().map(|run| run.scenario.name.clone()).unwrap_or_default(),
        a: side_report(a, digests_a),
        b: side_report(b, digests_b),
        differs: a.runs.first().zip(b.runs.first()).map(|(a, b)| differences(a, b)).unwrap_or_default(),
        paired: common.count() >= 2,
        pairs: (common.count() >= 2).then_some(common.count()),
        confidence: CONFIDENCE,
        tested,
        verdict: verdict(&reports, identical),
        exit_code: exit.code(),
        notes: notes(a, b, &found),
        metrics: reports,
    })
}

fn digests(side: &Side) -> Vec<String> {
    side.runs.iter().map(|run| run.digest.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn side_report(side: &Side, digests: Vec<String>) -> SideReport {
    SideReport {
        name: side.name.clone(),
        tool: side.runs.first().map(|run| run.tool.clone()).unwrap_or_default(),
        seeds: side.runs.iter().map(|run| run.scenario.seed).collect::<BTreeSet<_>>().into_iter().collect(),
        runs: side.runs.len(),
        replications: side.units().count(),
        digests,
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

impl Row {
    fn report(
        &self,
        test: Option<Difference>,
        p: Option<f64>,
        tolerance: Option<Judged>,
        identical: bool,
    ) -> RowReport {
        let (a, b) = (mean(&self.units.a), mean(&self.units.b));
        let difference = a.zip(b).map(|(a, b)| b - a);
        let is_beyond = tolerance.as_ref().is_some_and(|it| it.outcome == WithinTolerance::Beyond);
        let verdict = match p {
            // A tolerance is a question of its own, with fewer looks to pay for.
            Some(_) if is_beyond && self.better == Better::Neither => RowVerdict::Changed,
            Some(_) if is_beyond => RowVerdict::Worse,
            // What happened is the same to the last event.
            _ if identical && !self.wall => RowVerdict::Same,
            None => match self.has_data {
                (true, false) => RowVerdict::OnlyA,
                (false, true) => RowVerdict::OnlyB,
                (true, true) | (false, false) => RowVerdict::CannotTell,
            },
            Some(p) if p > 1.0 - CONFIDENCE => RowVerdict::Same,
            Some(_) => match (self.better, difference.is_some_and(|it| it > 0.0)) {
                (Better::Neither, _) => RowVerdict::Changed,
                (Better::Up, true) | (Better::Down, false) => RowVerdict::Better,
                (Better::Up, false) | (Better::Down, true) => RowVerdict::Worse,
            },
        };
        RowReport {
            metric: self.metric.clone(),
            statistic: self.statistic.name(),
            kind: self.kind,
            wall: self.wall,
            a,
            b,
            n: (self.units.a.len(), self.units.b.len()),
            difference,
            interval: test.map(|test| (test.mean - test.half_width_95(), test.mean + test.half_width_95())),
            relative: difference
                .zip(a)
                .filter(|(_, a)| *a != 0.0)
                .map(|(difference, a)| difference / a.abs())
                .filter(|it| it.is_finite()),
            p,
            verdict,
            tolerance,
        }
    }

    /// How much worse it may get: what is said of this number, or else of this metric, or else of everything.
    fn tolerance<'a>(&self, tolerances: &'a [Tolerance]) -> Option<&'a Tolerance> {
        let exactly = |it: &&Tolerance| {
            it.of.as_ref().is_some_and(|(metric, named)| *metric == self.metric && *named == Some(self.statistic))
        };
        let roughly = |it: &&Tolerance| {
            it.of.as_ref().is_some_and(|(metric, named)| *metric == self.metric && named.is_none())
        };
        // What is measured on the wall, or gets neither better nor worse, must be named.
        let is_open = !self.wall && self.better != Better::Neither;
        let find = |is: &dyn Fn(&&Tolerance) -> bool| tolerances.iter().rev().find(is);
        find(&exactly).or_else(|| find(&roughly)).or_else(|| find(&|it| is_open && it.of.is_none()))
    }

    /// How likely chance alone makes it look worse by more than this, and how likely not.
    fn chances(&self, amount: Amount) -> Option<Chances> {
        // The first side, as much worse as it may get; up or down.
        let moved = |sign: f64| -> Vec<f64> { self.units.a.iter().map(|a| a + sign * amount.of(*a)).collect() };
        let chances = |it: Difference| Chances { beyond: it.p_exceeds(), within: it.p_not_exceeds() };
        let up = || self.units.difference_to(&moved(1.0)).map(chances);
        let down = || self.units.difference_to(&moved(-1.0)).map(|it| chances(it.turned()));
        match self.better {
            Better::Down => up(),
            Better::Up => down(),
            // It may go neither way: two chances to look so.
            Better::Neither => up().zip(down()).map(|(up, down)| Chances {
                beyond: (2.0 * up.beyond.min(down.beyond)).min(1.0),
                within: up.within.max(down.within),
            }),
        }
    }
}

/// A row that has a tolerance.
struct Tolerated<'a> {
    tolerance: &'a Tolerance,
    /// Nothing where that cannot be told.
    chances: Option<Chances>,
}

/// How each row stands to its tolerance, corrected for the number of rows that have one.
fn tolerated(rows: &[Row], tolerances: &[Tolerance], identical: bool) -> Vec<Option<Judged>> {
    let found: Vec<Option<Tolerated<'_>>> = rows
        .iter()
        .map(|row| {
            row.tolerance(tolerances)
                .map(|tolerance| Tolerated { tolerance, chances: row.chances(tolerance.amount) })
        })
        .collect();
    let raw: Vec<f64> = found.iter().flatten().filter_map(|it| it.chances.map(|chances| chances.beyond)).collect();
    let mut corrected = holm(&raw).into_iter();
    let sure = 1.0 - CONFIDENCE;
    let mut judge = |row: &Row, found: Tolerated<'_>| {
        let beyond = found.chances.and_then(|_| corrected.next());
        let outcome = match (row.has_data, beyond, found.chances) {
            ((true, false) | (false, true), ..) => WithinTolerance::OneSide,
            ((false, false), ..) => WithinTolerance::Untested,
            // What happened is the same to the last event.
            _ if identical && !row.wall => WithinTolerance::Within,
            (_, Some(beyond), _) if beyond <= sure => WithinTolerance::Beyond,
            (_, _, Some(chances)) if chances.within <= sure => WithinTolerance::Within,
            (_, Some(_), Some(_)) => WithinTolerance::Unclear,
            (_, None, _) | (_, _, None) => WithinTolerance::Untested,
        };
        Judged { allowed: found.tolerance.text.clone(), named: found.tolerance.of.is_some(), outcome }
    };
    rows.iter().zip(found).map(|(row, found)| found.map(|found| judge(row, found))).collect()
}

/// Whether the tolerances let this through. What one side has no data of passes none, nor does what is named and can't be
/// tested, nor a tolerance of everything where nothing can be tested.
fn is_refused(rows: &[RowReport]) -> bool {
    let refuses = |judged: &Judged| match judged.outcome {
        WithinTolerance::Beyond | WithinTolerance::OneSide => true,
        WithinTolerance::Untested => judged.named,
        WithinTolerance::Within | WithinTolerance::Unclear => false,
    };
    let judged = || rows.iter().filter_map(|row| row.tolerance.as_ref());
    judged().any(refuses) || is_untested(rows)
}

/// Whether there are tolerances and not one of them could be tested.
pub(super) fn is_untested(rows: &[RowReport]) -> bool {
    let mut judged = rows.iter().filter_map(|row| row.tolerance.as_ref()).peekable();
    judged.peek().is_some() && judged.all(|judged| judged.outcome == WithinTolerance::Untested)
}

pub(super) fn is_beyond(row: &RowReport) -> bool {
    row.tolerance.as_ref().is_some_and(|judged| judged.outcome == WithinTolerance::Beyond)
}

/// Whether a number has a tolerance, and one side has no data of it.
pub(super) fn is_one_sided(row: &RowReport) -> bool {
    row.tolerance.as_ref().is_some_and(|judged| judged.outcome == WithinTolerance::OneSide)
}

/// Rows beyond their tolerance first, then those with a tolerance that one side alone has, then by how they came out,
/// then the largest difference first.
fn order(row: &RowReport) -> (bool, bool, RowVerdict, bool, f64) {
    let size = match (row.relative, row.difference) {
        (Some(relative), _) => relative.abs(),
        (None, Some(difference)) if difference != 0.0 => f64::INFINITY,
        (None, _) => 0.0,
    };
    (!is_beyond(row), !is_one_sided(row), row.verdict, row.wall, -size)
}

/// Whether one side alone has data of it.
pub(super) fn is_of_one_side(row: &RowReport) -> bool {
    [RowVerdict::OnlyA, RowVerdict::OnlyB].contains(&row.verdict)
}

fn verdict(rows: &[RowReport], identical: bool) -> Verdict {
    let has = |outcome| rows.iter().any(|row| row.verdict == outcome);
    let simulated = rows.iter().filter(|row| !row.wall);
    match (has(RowVerdict::Worse), has(RowVerdict::Better)) {
        (true, true) => Verdict::Mixed,
        (true, false) => Verdict::Worse,
        (false, true) => Verdict::Better,
        (false, false) if has(RowVerdict::Changed) || simulated.clone().any(is_of_one_side) => Verdict::Changed,
        (false, false) if identical => Verdict::Identical,
        (false, false) if simulated.clone().all(|row| row.verdict == RowVerdict::CannotTell) => {
            Verdict::CannotTell
        }
        (false, false) => Verdict::Equal,
    }
}
