//! A finding as a directory: a minimal scenario with its scripts, the decisions, a timeline, and how to replay it.
//!
//! It is made in memory and verified there before anybody writes it: what the directory shows is what was found.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::finding::Finding;
use super::minimal;
use super::probe::{ProbeResult, Subject, watch};
use super::reproduction::{FaultsOf, Reproduction};
use super::search::Found;
use super::shrink::shows;
use super::timeline::Timeline;
use crate::packed::Packed;
use crate::run::RunError;
use rushhour_engine::shown::shown_lines;
use rushhour_engine::units::SimSpan;
use rushhour_measure::{Breakdown, BreakdownCause};
use rushhour_scenario::{Files, Overrides};
use rushhour_script::load_plan;

/// What a finding was hunted with, which its plan does not say.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Which faults might strike.
    pub faults: FaultsOf,
    /// How long everything might take to settle.
    pub settle: SimSpan,
}

/// A finding, ready to be written.
#[derive(Clone, Debug)]
pub struct Package {
    /// What it takes to see it again.
    pub reproduction: Reproduction,
    /// The files of the directory.
    pub files: Vec<(PathBuf, String)>,
}

/// The file of the decisions.
pub const FINDING_FILE: &str = "finding.json";

/// Makes the directory of a finding, of the scenario as it was when its plan was loaded: the least that shows it, and the
/// whole run where nothing less does.
///
/// # Errors
/// The finding shows from no directory, which is a bug of our own.
pub fn package(found: &Found, hunted: Circumstances, stop: &AtomicBool) -> Result<Package, Breakdown> {
    let mut met = None;
    for shown in [&found.shrunk, &found.whole] {
        let source = &shown.subject.plan.source;
        let tree = source.stated();
        let reproduction = Reproduction::of(found, shown, hunted.faults, hunted.settle);
        for mut tree in [minimal::cut(tree, &reproduction.people), Some(tree.clone())].into_iter().flatten() {
            minimal::quiet(&mut tree, &reproduction);
            let packed = Packed::of(tree, source, &head(found));
            match verified(found, &reproduction, &packed, stop) {
                Ok(Some(package)) => return Ok(package),
                Err(ReplayError::Run(RunError::Broke(bug))) => met = Some(*bug),
                // A scenario of which too much was cut out can't be loaded.
                Ok(None) | Err(_) => {}
            }
        }
    }
    Err(met.unwrap_or_else(|| shows_from_nothing(found)))
}

/// The bug that a finding was seen once, and can be seen no more.
fn shows_from_nothing(found: &Found) -> Breakdown {
    Breakdown {
        seed: found.seed,
        replication: 0,
        at: found.finding.at(),
        cause: BreakdownCause::Bug {
            place: format!("{}:{}", file!(), line!()),
            message: format!(
                "the hunt has seen this, and no directory that it can make shows it: {}",
                found.finding
            ),
        },
    }
}

/// Runs what the directory would show, and completes it. `None` where that is not what was found.
fn verified(
    found: &Found,
    reproduction: &Reproduction,
    packed: &Packed,
    stop: &AtomicBool,
) -> Result<Option<Package>, ReplayError> {
    let mut reproduction = reproduction.clone();
    let (_, outcome, timeline) = replay(&reproduction, Path::new(""), packed, stop)?;
    let Some(finding) = shows(&outcome, &found.finding.cause()).cloned() else { return Ok(None) };
    reproduction.finding = finding;
    reproduction.digest.clone_from(&outcome.digest);
    reproduction.steps = outcome.steps_taken();
    let own = packed.files().map(|(path, text)| (path.to_path_buf(), text.to_owned()));
    let mut files: Vec<(PathBuf, String)> = own.collect();
    let told = Timeline::text(timeline.lines()) + "\n";
    files.push(("timeline.txt".into(), shown_lines(&told).into_owned()));
    files.push(("README.md".into(), shown_lines(&readme(&reproduction)).into_owned()));
    // The last one: where it is, the others are.
    files.push((FINDING_FILE.into(), reproduction.text()));
    Ok(Some(Package { reproduction, files }))
}

/// Why a reproduction could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The scenario can't be loaded, or does not know what the reproduction names; in words.
    #[error("{0}")]
    Invalid(String),
    /// It can't be run to its end.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Runs a reproduction whose scenario lies in this folder, and tells what happened.
///
/// # Errors
/// The scenario can't be loaded or run.
pub fn replay(
    reproduction: &Reproduction,
    folder: &Path,
    files: &dyn Files,
    stop: &AtomicBool,
) -> Result<(Subject, ProbeResult, Timeline), ReplayError> {
    let path = folder.join(&reproduction.scenario);
    let plan =
        load_plan(&path, &Overrides::default(), files).map_err(|error| ReplayError::Invalid(error.to_string()))?;
    let plan = reproduction.faults.put_into(plan);
    let subject = reproduction.subject(plan).map_err(|error| ReplayError::Invalid(error.to_string()))?;
    let mut timeline = Timeline::of(&subject.plan);
    let outcome = watch(&subject, stop, &mut timeline)?;
    Ok((subject, outcome, timeline))
}

fn head(found: &Found) -> String {
    format!("# Cut out of a scenario by a hunt: what shows the finding of seed {}.\n", found.seed)
}

fn readme(reproduction: &Reproduction) -> String {
    let Reproduction { finding, steps, steps_before, seed, tool, .. } = reproduction;
    let planted = reproduction.planted.as_ref().map_or_else(String::new, |planted| {
        format!(
            "\nThe rule `{planted}` was broken on purpose: replaying needs a build with `--features planted`.\n"
        )
    });
    format!(
        "# {kind} `{name}`\n\n{message}\n\nSeed {seed}, {steps} steps of {steps_before}, found by {tool}. Options of \
         the seed: {swarm}.\n{planted}\n```sh\nrushhour replay {FINDING_FILE}\n```\n\n`timeline.txt` tells what \
         happened, `{FINDING_FILE}` who and what takes part, `{scenario}` is the least of the scenario that shows it.\n",
        kind = kind(finding),
        name = finding.name,
        message = finding.message,
        swarm = reproduction.swarm.words(),
        scenario = reproduction.scenario,
    )
}

const fn kind(finding: &Finding) -> &'static str {
    use super::finding::FindingKind;
    match finding.kind {
        FindingKind::Invariant | FindingKind::Statement => "Invariant",
        FindingKind::Liveness => "Stuck:",
        FindingKind::Script => "Script",
        FindingKind::Check => "Check",
        FindingKind::Determinism => "Determinism",
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::{Hunt, hunt};
    use super::super::shrink::Shrunk;
    use super::*;
    use rushhour_engine::units::SimTime;
    use rushhour_scenario::Disk;

    const SCENARIO: &str = "\
version: 1
# As it was when the hunt began.
duration: 2m
center: {queues: {support: {}}}
agents: [{name: desk, script: desk.rhai, count: 1, queue: support}]
customers:
  - {name: callers, script: phone_customer, queue: support, arrivals: {constant: {rate: 60/h}}}
";
    const SCRIPT: &str = "fn run(me) { sleep(\"5s\"); throw \"as it was\"; }\n";

    static NEVER: AtomicBool = AtomicBool::new(false);
    const HUNTED_WITH: Circumstances = Circumstances { faults: FaultsOf::None, settle: SimSpan::from_secs(60) };

    /// What a hunt finds on the floor, whose files are gone by then.
    fn found() -> Found {
        let folder = tempfile::tempdir().unwrap();
        let (file, script) = (folder.path().join("floor.yaml"), folder.path().join("desk.rhai"));
        std::fs::write(&file, SCENARIO).unwrap();
        std::fs::write(&script, SCRIPT).unwrap();
        let plan = load_plan(&file, &Overrides::default(), &Disk).unwrap();
        let hunted = Hunt {
            plan,
            seeds: vec![1],
            jobs: 1,
            keeps_going: false,
            swarm: false,
            settle: HUNTED_WITH.settle,
            shrink_runs: 20,
            planted: None,
            verifies: false,
        };
        let mut found = Vec::new();
        hunt(&hunted, &NEVER, |_| {}, |it| found.push(it)).unwrap();
        std::fs::write(&file, "no scenario any more").unwrap();
        found.remove(0)
    }

    /// A run that ends before anything happens.
    fn shows_nothing(run: &mut Shrunk) {
        run.subject.conduct.trim.ends_at = Some(SimTime::ZERO);
    }

    #[test]
    fn where_what_is_left_does_not_show_it_the_whole_run_is_packed() {
        let mut found = found();
        shows_nothing(&mut found.shrunk);
        let package = package(&found, HUNTED_WITH, &NEVER).unwrap();
        assert_eq!(package.reproduction.ends_at_ns, None);
        assert!(package.reproduction.finding.message.contains("as it was"));
    }

    #[test]
    fn what_shows_from_nothing_is_a_bug_of_our_own() {
        let mut found = found();
        shows_nothing(&mut found.shrunk);
        shows_nothing(&mut found.whole);
        let bug = package(&found, HUNTED_WITH, &NEVER).unwrap_err();
        assert_eq!(bug.seed, 1);
        assert!(bug.message().contains("as it was") && bug.message().contains("package.rs:"), "{bug}");
    }

    #[test]
    fn a_scenario_that_is_changed_while_it_is_hunted_is_packed_as_it_was() {
        let package = package(&found(), HUNTED_WITH, &NEVER).unwrap();
        let text = |name: &str| &package.files.iter().find(|(path, _)| path == Path::new(name)).unwrap().1;
        assert_eq!(text("scripts/desk.rhai"), SCRIPT);
        assert!(text("scenario.yaml").contains("phone_customer") || text("scenario.yaml").contains("desk"));
        assert!(package.reproduction.finding.message.contains("as it was"));
    }
}
