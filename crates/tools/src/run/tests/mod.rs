//! A run against an engine that was broken on purpose: the audit notices, and the verdict says so.

mod planted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{PILOTS, Wanted, resolve_warmup, run};
use rushhour_engine::planted::Planted;
use rushhour_engine::units::SimSpan;
use rushhour_measure::{Observation, Truncation};
use rushhour_measure::{Replication, RunResult};
use rushhour_report::{self as report, ExitCode};
use rushhour_scenario::plan::{Plan, Warmup};
use rushhour_scenario::{BuiltIns, FileKind, Files, Overrides, load_with};
use rushhour_sim::{Quiet, Simulation};

const SCENARIO: &str = r#"
version: 1
duration: 10m
center:
  queues:
    support: {max_reserved: 3}
agents:
  - {name: desk, count: 6, script: agent.rhai, queue: support}
customers:
  - {name: callers, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 120/h}}}
distributions:
  patience: {exponential: {mean: 1m}}
"#;

const AGENT: &str = r#"
fn run(me) {
    me.set_activity("Available");
    for task in me.tasks() {
        sleep("2s");
        if !me.accept(task) { continue; }
        me.talk(task, "60s");
        me.wrapup(task);
        me.complete(task);
    }
}
"#;

const CALLER: &str = r#"
fn run(me) {
    me.phone(me.queue);
    if me.wait_answer(sample("patience")) { me.wait_end(); }
}
"#;

struct InMemory(BTreeMap<PathBuf, &'static str>);

impl Files for InMemory {
    fn read(&self, path: &Path, _: FileKind) -> std::io::Result<String> {
        let text = self.0.get(path).map(|text| (*text).to_owned());
        text.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
    }
}

fn plan() -> Plan {
    plan_with(Overrides::default())
}

fn plan_with(overrides: Overrides) -> Plan {
    let files = [("floor.yaml", SCENARIO), ("agent.rhai", AGENT), ("caller.rhai", CALLER)];
    let files = InMemory(files.into_iter().map(|(name, text)| (PathBuf::from(name), text)).collect());
    let built_ins = BuiltIns { names: &[], text: &|_| None, distributions: &[] };
    load_with(Path::new("floor.yaml"), &overrides, &built_ins, &files).unwrap()
}

fn run_with(planted: Option<Planted>) -> RunResult {
    let plan = Arc::new(plan());
    let mut observation = Observation::new(&plan, Truncation::Stated(SimSpan::ZERO));
    let mut simulation = Simulation::new(&plan, 0, &mut observation).unwrap();
    if let Some(planted) = planted {
        simulation.plant(planted);
    }
    let finished = simulation.run(&AtomicBool::new(false), &Quiet);
    let observed = observation.finish(finished.ended_at);
    RunResult::new(plan, vec![Replication { index: 0, observed, finished }])
}

fn violated(result: &RunResult) -> Vec<u8> {
    let invariants = result.violations().filter_map(|(_, found)| found.kind.invariant());
    let mut numbers: Vec<u8> = invariants.map(|invariant| invariant.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[test]
fn a_sound_engine_passes() {
    let result = run_with(None);
    assert_eq!((ExitCode::of_run(&result).code(), violated(&result)), (0, vec![]));
    assert!(result.invariants_checked > 1000 && result.invariants.len() >= 24);
}

#[test]
fn siblings_that_stay_pending_are_noticed() {
    let result = run_with(Some(Planted::SiblingsNotRescinded));
    assert_eq!(ExitCode::of_run(&result).code(), 111);
    assert!(violated(&result).contains(&14), "{:?}", violated(&result));
}

#[test]
fn overbooked_agents_are_noticed_and_reported() {
    let result = run_with(Some(Planted::WrappingFreesCapacity));
    assert_eq!(ExitCode::of_run(&result).code(), 111);
    assert!(violated(&result).contains(&1), "{:?}", violated(&result));
    let document = report::report(&result, 0.1);
    let first = document.invariants.violations.first().unwrap();
    assert!(first.at_s > 0.0 && !first.entities.is_empty() && first.seed == 1);
}

#[test]
fn a_stated_warmup_needs_no_pilots_and_one_that_is_found_is_the_same_on_any_number_of_threads() {
    let go_on = AtomicBool::new(false);
    let plan = plan();
    let stated = Truncation::Stated(SimSpan::ZERO);
    // Whoever is told to stop at once could not have run a pilot.
    assert_eq!(resolve_warmup(&plan, 1, &AtomicBool::new(true), &Quiet).unwrap(), Some(stated));
    let plan = plan.with_warmup(Warmup::Auto);
    let found: Vec<_> = [1, 2, 7].map(|jobs| resolve_warmup(&plan, jobs, &go_on, &Quiet).unwrap()).into();
    assert!(found[0].is_some() && found.iter().all(|it| *it == found[0]), "{found:?}");
}

#[test]
fn whoever_is_stopped_while_pilots_run_has_measured_nothing() {
    let plan = Arc::new(plan().with_warmup(Warmup::Auto));
    for jobs in [1, 2] {
        let stop = AtomicBool::new(true);
        assert_eq!(resolve_warmup(&plan, jobs, &stop, &Quiet).unwrap(), None);
        let mut result = RunResult::begin(Arc::clone(&plan));
        run(&plan, jobs, &stop, &Quiet, |replication| {
            result.take(replication);
            Wanted::More
        })
        .unwrap();
        result.end();
        assert_eq!((result.replications, ExitCode::of_run(&result).code()), (0, 105));
        let document = report::report(&result, 0.1);
        assert_eq!((document.scenario.warmup_s, document.scenario.warmup_auto), (0.0, true));
        assert_eq!(document.warnings, Vec::<String>::new());
    }
}

/// Is told of pilots, and of nothing else before they are over.
#[derive(Default)]
struct Told(std::sync::Mutex<Vec<(bool, u32)>>);

impl rushhour_sim::Progress for Told {
    fn tell(&self, replication: u32, _glance: &rushhour_sim::Glance<'_>) {
        self.0.lock().unwrap().push((false, replication));
    }
    fn tell_pilot(&self, pilot: u32, _glance: &rushhour_sim::Glance<'_>) {
        self.0.lock().unwrap().push((true, pilot));
    }
}

#[test]
fn pilots_are_told_as_such() {
    let plan = plan_with(Overrides { duration: Some(SimSpan::from_secs(4 * 3600)), ..Overrides::default() });
    let plan = plan.with_warmup(Warmup::Auto);
    let told = Told::default();
    run(&plan, 1, &AtomicBool::new(false), &told, |_| Wanted::More).unwrap();
    let mut told = told.0.into_inner().unwrap();
    told.dedup();
    let pilots = (0..PILOTS).map(|pilot| (true, pilot));
    assert_eq!(told, pilots.chain([(false, 0)]).collect::<Vec<_>>());
}
