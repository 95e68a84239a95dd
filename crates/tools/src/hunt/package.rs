//! A finding as a directory: a minimal scenario with its scripts, the decisions, a timeline, and how to replay it.
//!
//! It is made in memory and verified there before anybody writes it: what the directory shows is what was found.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::finding::Finding;
use super::minimal;
use super::probe::{ProbeResult, Subject, watch};
use super::reproduction::{FaultsOf, Reproduction};
use super::search::Found;
use super::shrink::shows;
use super::timeline::Timeline;
use crate::run::RunError;
use rushhour_engine::units::SimSpan;
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

/// Makes the directory of a finding, of the scenario as it was when its plan was loaded. `None` where the finding does
/// not show from a directory, which would be a fault of this program.
pub fn package(found: &Found, hunted: Circumstances, stop: &AtomicBool) -> Option<Package> {
    let source = &found.shrunk.subject.plan.source;
    let tree = source.stated();
    let reproduction = Reproduction::of(found, hunted.faults, hunted.settle);
    let candidates = [minimal::cut(tree, &reproduction.people), Some(tree.clone())];
    candidates.into_iter().flatten().find_map(|mut tree| {
        minimal::quiet(&mut tree, &reproduction);
        let mut files = minimal::bring_along(&mut tree, source);
        minimal::escape(&mut tree);
        let yaml = format!("{}{}", head(found), serde_yaml::to_string(&tree).ok()?);
        files.insert(PathBuf::from(&reproduction.scenario), yaml);
        verified(found, &reproduction, files, stop)
    })
}

/// Runs what the directory would show, and completes it if that is what was found.
fn verified(
    found: &Found,
    reproduction: &Reproduction,
    files: BTreeMap<PathBuf, String>,
    stop: &AtomicBool,
) -> Option<Package> {
    let mut reproduction = reproduction.clone();
    let (_, outcome, timeline) = replay(&reproduction, Path::new(""), &Memory(&files), stop).ok()?;
    let finding = shows(&outcome, &found.finding.cause())?.clone();
    reproduction.finding = finding;
    reproduction.digest.clone_from(&outcome.digest);
    reproduction.steps = outcome.steps_taken();
    let mut files: Vec<(PathBuf, String)> = files.into_iter().collect();
    files.push((FINDING_FILE.into(), reproduction.text()));
    files.push(("timeline.txt".into(), Timeline::text(timeline.lines())));
    files.push(("README.md".into(), readme(&reproduction)));
    Some(Package { reproduction, files })
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

/// Files in memory.
struct Memory<'a>(&'a BTreeMap<PathBuf, String>);

impl Files for Memory<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::{Hunt, hunt};
    use super::*;
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

    #[test]
    fn a_scenario_that_is_changed_while_it_is_hunted_is_packed_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (file, script) = (folder.path().join("floor.yaml"), folder.path().join("desk.rhai"));
        std::fs::write(&file, SCENARIO).unwrap();
        std::fs::write(&script, SCRIPT).unwrap();
        let plan = load_plan(&file, &Overrides::default(), &Disk).unwrap();
        let settle = SimSpan::from_secs(60);
        let hunted = Hunt {
            plan,
            seeds: vec![1],
            jobs: 1,
            keeps_going: false,
            swarm: false,
            settle,
            shrink_runs: 20,
            planted: None,
            verifies: false,
        };
        let stop = AtomicBool::new(false);
        let mut found = Vec::new();
        hunt(&hunted, &stop, |_| {}, |it| found.push(it)).unwrap();

        std::fs::write(&file, "no scenario any more").unwrap();
        std::fs::remove_file(&script).unwrap();
        let hunted_with = Circumstances { faults: FaultsOf::None, settle };
        let package = package(&found[0], hunted_with, &stop).unwrap();
        let text = |name: &str| &package.files.iter().find(|(path, _)| path == Path::new(name)).unwrap().1;
        assert_eq!(text("scripts/desk.rhai"), SCRIPT);
        assert!(text("scenario.yaml").contains("phone_customer") || text("scenario.yaml").contains("desk"));
        assert!(package.reproduction.finding.message.contains("as it was"));
    }
}
