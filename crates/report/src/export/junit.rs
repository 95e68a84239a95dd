//! JUnit XML, for whoever shows test results: each threshold, check and invariant is a test case, and so are scripts.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::document::{FindingKind, FindingReport, Report, ThresholdReport};
use crate::page::read::command;
use crate::text::verdict::{ended, grouped};
use rushhour_render::number::{count, moment, precise};

/// Characters that no XML may hold, besides those that the library leaves out.
const NO_XML: [char; 2] = ['\u{fffe}', '\u{ffff}'];

/// The document as JUnit XML.
pub(super) fn junit(report: &Report) -> Result<String, SerializeError> {
    let mut document = quick_junit::Report::new(&report.scenario.name);
    document.set_time(seconds(report.time.wall_s));
    let suites = [
        thresholds(report),
        checks(report),
        invariants(report),
        scripts(report),
        warnings(report),
        breakdown(report),
    ];
    document.add_test_suites(suites.into_iter().filter(|suite| suite.tests > 0));
    document.to_string().map(without_skipped).map(well_formed)
}

/// The library leaves in what no XML may hold: two characters that are none.
fn well_formed(text: String) -> String {
    if text.contains(NO_XML) { text.replace(NO_XML, "\u{fffd}") } else { text }
}

/// Suites say how many of theirs were skipped. For all of them together the strictest of the usual schemas, that of the
/// Jenkins xUnit plugin, knows no such attribute.
fn without_skipped(text: String) -> String {
    const SKIPPED: &str = " skipped=\"0\"";
    let end = text.find("<testsuites").and_then(|begin| Some(begin + text[begin..].find('>')?)).unwrap_or(0);
    match text[..end].find(SKIPPED) {
        Some(at) => [&text[..at], &text[at + SKIPPED.len()..]].concat(),
        None => text,
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// A suite that says which run it is of.
fn suite(report: &Report, name: &str, cases: Vec<TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(name);
    suite.add_property(Property::new("scenario", &report.scenario.file));
    suite.add_property(Property::new("seed", report.scenario.seed.to_string()));
    suite.add_property(Property::new("replications", report.replications.to_string()));
    suite.add_property(Property::new("digest", &report.digest));
    suite.add_test_cases(cases);
    suite
}

fn case(report: &Report, suite: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("{}.{suite}", report.scenario.name));
    case
}

fn failure(kind: &str, message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(kind).set_message(message).set_description(description);
    status
}

fn thresholds(report: &Report) -> TestSuite {
    let of = |threshold: &ThresholdReport| {
        let seen = threshold.observed.map_or_else(|| "no data".to_owned(), |seen| precise(threshold.kind, seen));
        let doubt = if threshold.certain { "" } else { ", which is too close to call" };
        let early = match ended(threshold) {
            ended if ended.is_empty() => ended,
            ended => format!("; {ended}"),
        };
        let said = format!("observed {seen}{doubt}{early}");
        let status = if threshold.ok {
            TestCaseStatus::success()
        } else {
            let description = format!("{} {}: {said}\n{}", threshold.metric, threshold.expression, again(report));
            failure("threshold", &said, &description)
        };
        let mut case =
            case(report, "thresholds", &format!("{} {}", threshold.metric, threshold.expression), status);
        case.set_system_out(said);
        case
    };
    suite(report, "thresholds", report.thresholds.iter().map(of).collect())
}

fn checks(report: &Report) -> TestSuite {
    let cases = report.checks.iter().map(|(name, counts)| {
        let often = format!("failed {} of {} times", count(counts.failed), count(counts.held + counts.failed));
        let status = match counts.failed {
            0 => TestCaseStatus::success(),
            _ => failure("check", &often, &format!("{often}\n{}", again(report))),
        };
        case(report, "checks", name, status)
    });
    suite(report, "checks", cases.collect())
}

/// What was checked, and what else was found without a name in that list.
fn invariants(report: &Report) -> TestSuite {
    let mut broken = grouped(report, |finding| finding.kind.is_of_invariants());
    let mut cases = Vec::new();
    for name in &report.invariants.names {
        let status = match broken.shift_remove(name) {
            Some(findings) => found(report, &findings),
            None => TestCaseStatus::success(),
        };
        cases.push(case(report, "invariants", name, status));
    }
    for (cause, findings) in &broken {
        cases.push(case(report, "invariants", cause, found(report, findings)));
    }
    suite(report, "invariants", cases)
}

/// One case that holds where no script fails, and otherwise one for each place at which some do.
fn scripts(report: &Report) -> TestSuite {
    let failed = grouped(report, |finding| finding.kind == FindingKind::Script);
    let mut cases: Vec<TestCase> =
        failed.iter().map(|(place, findings)| case(report, "scripts", place, found(report, findings))).collect();
    if cases.is_empty() {
        cases.push(case(report, "scripts", "no script fails", TestCaseStatus::success()));
    }
    suite(report, "scripts", cases)
}

/// Each warning, where warnings fail a run: one case that holds where there is none.
fn warnings(report: &Report) -> TestSuite {
    let mut cases: Vec<TestCase> = Vec::new();
    for (place, warning) in report.warnings.iter().enumerate().filter(|_| report.strict) {
        let status = failure("warning", warning, &format!("{warning}\n{}", again(report)));
        cases.push(case(report, "warnings", &format!("warning {}", place + 1), status));
    }
    if report.strict && cases.is_empty() {
        cases.push(case(report, "warnings", "no warning", TestCaseStatus::success()));
    }
    suite(report, "warnings", cases)
}

/// What ended the run that was no fault of the scenario's. There is no such suite where nothing did.
fn breakdown(report: &Report) -> TestSuite {
    let groups = grouped(report, |finding| match finding.kind {
        FindingKind::Bug | FindingKind::Machine => true,
        FindingKind::Invariant | FindingKind::Liveness | FindingKind::Script => false,
    });
    let cases = groups.iter().map(|(cause, findings)| case(report, "rushhour", cause, found(report, findings)));
    suite(report, "rushhour", cases.collect())
}

/// What findings of one cause say.
fn found(report: &Report, findings: &[&FindingReport]) -> TestCaseStatus {
    let Some(first) = findings.first() else { return TestCaseStatus::success() };
    let kind = match first.kind {
        FindingKind::Invariant => "invariant",
        FindingKind::Liveness => "liveness",
        FindingKind::Script => "script",
        FindingKind::Bug => "bug",
        FindingKind::Machine => "machine",
    };
    let mut lines = vec![first.message.clone()];
    lines.extend(first.trace.iter().cloned());
    let (at, entities) = (moment(first.at_s), first.entities.join(", "));
    lines.push(format!("at {at} of replication {}, seed {}: {entities}", first.replication, first.seed));
    if findings.len() > 1 {
        lines.push(format!("and {} times more", count(findings.len() as u64 - 1)));
    }
    lines.push(command(&report.scenario, first.seed, first.replication));
    failure(kind, &first.message, &lines.join("\n"))
}

/// What shows the whole run again.
fn again(report: &Report) -> String {
    command(&report.scenario, report.scenario.seed, report.replications.saturating_sub(1))
}
