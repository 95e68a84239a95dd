//! How the run came out, and why: the headline, thresholds, checks, invariants, scripts that failed.

use indexmap::IndexMap;

use crate::document::{AbortReport, FindingKind, FindingReport, Report, ThresholdReport, Verdict};
use rushhour_measure::HOW_TO_REPORT;
use rushhour_render::number::{count, moment, precise};
use rushhour_render::style::{Look, Paint, clean, wrap};
use rushhour_render::table::{Table, left, right};

/// So many groups of findings are shown; the document has them all.
const GROUPS_SHOWN: usize = 5;
/// Messages are broken at this width.
const MESSAGE_COLUMNS: usize = 92;

/// The verdict and its reasons.
pub(super) fn headline(report: &Report, paint: Paint) -> String {
    let (word, look) = match report.verdict {
        Verdict::Pass => ("✓ PASS", Look::Green),
        Verdict::Fail => ("✗ FAIL", Look::Red),
        Verdict::Interrupted => ("~ INTERRUPTED", Look::Yellow),
    };
    let name = clean(&report.scenario.name);
    let why = reasons(report).join(" · ");
    let code = match report.exit_code {
        0 => String::new(),
        code => paint.dim(&format!("  exit code {code}")),
    };
    format!("{}  {}\n  {why}{code}\n", paint.look(look, word), paint.bold(&name))
}

/// Why it came out so, in a few words each.
pub(crate) fn reasons(report: &Report) -> Vec<String> {
    let broken = grouped(report, |finding| finding.kind.is_of_invariants()).len();
    let failed_scripts = report.findings.iter().filter(|finding| finding.kind == FindingKind::Script).count();
    let stated: Vec<&ThresholdReport> = report.thresholds.iter().filter(|threshold| !threshold.implicit).collect();
    let failed = stated.iter().filter(|threshold| !threshold.ok).count();
    let mut reasons = Vec::new();
    if report.findings.iter().any(|finding| finding.kind == FindingKind::Bug) {
        reasons.push("a bug in rushhour".to_owned());
    }
    if report.findings.iter().any(|finding| finding.kind == FindingKind::Machine) {
        reasons.push("the machine had no more to give".to_owned());
    }
    if broken > 0 {
        reasons.push(format!("{} violated", plural(broken, "invariant")));
    }
    if failed_scripts > 0 {
        reasons.push(format!("{} failed", plural(failed_scripts, "script")));
    }
    if report.interrupted {
        reasons.push("stopped before its end".to_owned());
    }
    reasons.extend(ended_early(report));
    if failed > 0 {
        reasons.push(format!("{failed} of {} failed", plural(stated.len(), "threshold")));
    }
    if report.thresholds.iter().any(|threshold| threshold.implicit && !threshold.ok) {
        let checks = report.checks.values().filter(|counts| counts.failed > 0).count();
        reasons.push(format!("{} failed", plural(checks, "check")));
    }
    if report.strict && !report.warnings.is_empty() {
        reasons.push(format!("{}, and --strict lets none pass", plural(report.warnings.len(), "warning")));
    }
    if reasons.is_empty() {
        reasons.push(held(report, stated.len()));
    }
    reasons
}

/// That thresholds ended replications before their time: all of them, or how many.
fn ended_early(report: &Report) -> Option<String> {
    let ended: usize = report.thresholds.iter().map(|threshold| threshold.aborted.len()).sum();
    let first = report.thresholds.iter().flat_map(|threshold| &threshold.aborted).map(|it| it.at_s);
    let first = first.min_by(f64::total_cmp)?;
    Some(if report.replications == 1 {
        format!("ended by a threshold at {}", moment(first))
    } else {
        format!("{ended} of {} ended by a threshold", plural(report.replications as usize, "replication"))
    })
}

/// What a run that passed has shown.
fn held(report: &Report, thresholds: usize) -> String {
    let parts =
        [(thresholds, "threshold"), (report.invariants.names.len(), "invariant"), (report.checks.len(), "check")];
    let parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, noun)| plural(*number, noun)).collect();
    match parts.as_slice() {
        [] => "nothing was asked of it".to_owned(),
        [only] => format!("{only} held"),
        [first @ .., last] => format!("{} and {last} held", first.join(", ")),
    }
}

/// One line a threshold: how it came out, what it says, what was seen.
pub(super) fn thresholds(report: &Report, paint: Paint) -> String {
    if report.thresholds.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    for threshold in &report.thresholds {
        let (mark, look) = match (threshold.certain, threshold.ok) {
            (false, _) => ("~", Look::Yellow),
            (true, true) => ("✓", Look::Green),
            (true, false) => ("✗", Look::Red),
        };
        let seen = threshold.observed.map_or_else(|| "no data".to_owned(), |seen| precise(threshold.kind, seen));
        table.row(vec![
            left(mark).look(look),
            left(clean(&threshold.metric.to_string())),
            left(clean(threshold.expression.as_str())),
            right(seen).look(if threshold.ok { Look::Plain } else { look }),
            left(remark(threshold)).look(Look::Dim),
        ]);
    }
    paint.heading("Thresholds") + table.print(paint).as_str()
}

fn remark(threshold: &ThresholdReport) -> String {
    if !threshold.aborted.is_empty() {
        return ended(threshold);
    }
    let remark = match (threshold.certain, threshold.ok) {
        (false, true) => "held, but too close to call",
        (false, false) => "failed, but too close to call",
        (true, _) if threshold.implicit => "by default",
        (true, _) => "",
    };
    remark.to_owned()
}

/// Which replications a threshold ended, when, and on what value.
pub(crate) fn ended(threshold: &ThresholdReport) -> String {
    let of = |it: &AbortReport| format!("{} on {}", moment(it.at_s), precise(threshold.kind, it.observed));
    match threshold.aborted.as_slice() {
        [] => String::new(),
        [one] if one.replication == 0 => format!("ended the run at {}", of(one)),
        [one] => format!("ended replication {} at {}", one.replication, of(one)),
        [first, ..] => {
            let number = threshold.aborted.len();
            format!("ended {number} replications; replication {} at {}", first.replication, of(first))
        }
    }
}

/// The checks that did not always hold.
pub(super) fn checks(report: &Report, paint: Paint) -> String {
    let failed: Vec<_> = report.checks.iter().filter(|(_, counts)| counts.failed > 0).collect();
    if failed.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    for (name, counts) in failed.iter().take(GROUPS_SHOWN) {
        let often = format!("failed {} of {} times", count(counts.failed), count(counts.held + counts.failed));
        table.row(vec![left("✗").look(Look::Red), left(clean(name)), left(often)]);
    }
    paint.heading("Checks that failed") + table.print(paint).as_str() + more(failed.len(), paint).as_str()
}

/// What ended the run that was no fault of the scenario's, and what to do about it: a bug of our own, or the machine.
pub(super) fn breakdown(report: &Report, paint: Paint) -> String {
    let machine = grouped(report, |finding| finding.kind == FindingKind::Machine);
    if !machine.is_empty() {
        return paint.heading("What ended the run") + list(&machine, paint).as_str();
    }
    let groups = grouped(report, |finding| finding.kind == FindingKind::Bug);
    if groups.is_empty() {
        return String::new();
    }
    let help: String = wrap(HOW_TO_REPORT, MESSAGE_COLUMNS).iter().map(|line| format!("    {line}\n")).collect();
    paint.heading("What ended the run") + list(&groups, paint).as_str() + help.as_str()
}

/// Whether the invariants held, and those that did not.
pub(super) fn invariants(report: &Report, paint: Paint) -> String {
    let groups = grouped(report, |finding| finding.kind.is_of_invariants());
    let invariants = &report.invariants;
    let checked =
        format!("{} checked {} times", plural(invariants.names.len(), "invariant"), count(invariants.checked));
    if groups.is_empty() {
        let held = if invariants.names.is_empty() {
            format!("{} no invariant was checked", paint.yellow("~"))
        } else {
            format!("{} {checked}, none violated", paint.look(Look::Green, "✓"))
        };
        return format!("{}  {held}\n", paint.heading("Invariants"));
    }
    format!("{}  {checked}\n{}", paint.heading("Invariants"), list(&groups, paint))
}

/// The scripts that failed.
pub(super) fn script_errors(report: &Report, paint: Paint) -> String {
    let groups = grouped(report, |finding| finding.kind == FindingKind::Script);
    if groups.is_empty() {
        return String::new();
    }
    paint.heading("Scripts that failed") + list(&groups, paint).as_str()
}

/// Findings by their cause, in the order of first appearance.
pub(crate) type Groups<'a> = IndexMap<String, Vec<&'a FindingReport>>;

/// The wanted findings by their cause.
pub(crate) fn grouped(report: &Report, wanted: impl Fn(&FindingReport) -> bool) -> Groups<'_> {
    let mut groups = Groups::new();
    for finding in report.findings.iter().filter(|finding| wanted(finding)) {
        groups.entry(cause(finding)).or_default().push(finding);
    }
    groups
}

/// What findings of one cause have in common: the invariant, or the place in the script. Of bugs there is one in a run.
fn cause(finding: &FindingReport) -> String {
    match finding.kind {
        FindingKind::Bug => return "a bug in rushhour".to_owned(),
        FindingKind::Machine => return "the machine".to_owned(),
        FindingKind::Invariant | FindingKind::Liveness | FindingKind::Script => {}
    }
    match (&finding.invariant, &finding.script) {
        (Some(invariant), _) => clean(invariant),
        (None, Some(script)) => {
            let place = [finding.line, finding.column];
            let place: String = place.iter().flatten().map(|number| format!(":{number}")).collect();
            format!("{}{place}", clean(script))
        }
        (None, None) => clean(&finding.message),
    }
}

fn list(groups: &Groups<'_>, paint: Paint) -> String {
    let mut text = String::new();
    for (cause, findings) in groups.iter().take(GROUPS_SHOWN) {
        let Some(first) = findings.first() else { continue };
        let often = match findings.len() {
            1 => String::new(),
            times => format!("  × {}", count(times as u64)),
        };
        text.push_str(&format!("  {} {}{often}\n", paint.look(Look::Red, "✗"), paint.bold(cause)));
        for line in wrap(&clean(&first.message), MESSAGE_COLUMNS) {
            text.push_str(&format!("    {line}\n"));
        }
        let which = if findings.len() > 1 { "first " } else { "" };
        let entities: String = first.entities.iter().map(|entity| format!(", {}", clean(entity))).collect();
        let stated = stated(first).map_or_else(String::new, |place| format!(", stated in {}", clean(&place)));
        let place = format!(
            "{which}at {} of replication {} (seed {}){entities}{stated}",
            moment(first.at_s),
            first.replication,
            first.seed
        );
        for line in wrap(&place, MESSAGE_COLUMNS) {
            text.push_str(&format!("    {}\n", paint.dim(&line)));
        }
    }
    text + more(groups.len(), paint).as_str()
}

/// Where an invariant of the user's own is stated.
fn stated(finding: &FindingReport) -> Option<String> {
    let (script, line) = (finding.script.as_ref()?, finding.line?);
    finding.invariant.is_some().then(|| format!("{script}:{line}"))
}

fn more(all: usize, paint: Paint) -> String {
    match all.saturating_sub(GROUPS_SHOWN) {
        0 => String::new(),
        more => format!("  {}\n", paint.dim(&format!("… and {more} more"))),
    }
}

/// A number of things.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number as u64))
}
