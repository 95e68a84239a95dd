//! A run against an engine that was broken on purpose: the audit notices, and the verdict says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Replication;
use crate::engine::planted::Planted;
use crate::observe::Observation;
use crate::report::{self, RunResult};
use crate::scenario::plan::Plan;
use crate::scenario::{BuiltIns, Files, Overrides, load_with};
use crate::sim::{Quiet, Simulation};

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
    fn read(&self, path: &Path) -> std::io::Result<String> {
        let text = self.0.get(path).map(|text| (*text).to_owned());
        text.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
    }
}

fn plan() -> Plan {
    let files = [("floor.yaml", SCENARIO), ("agent.rhai", AGENT), ("caller.rhai", CALLER)];
    let files = InMemory(files.into_iter().map(|(name, text)| (PathBuf::from(name), text)).collect());
    let built_ins = BuiltIns { names: &[], text: &|_| None, distributions: &[] };
    load_with(Path::new("floor.yaml"), &Overrides::default(), &built_ins, &files).unwrap()
}

fn run_with(planted: Option<Planted>) -> RunResult {
    let plan = Arc::new(plan());
    let mut observation = Observation::new(&plan);
    let mut simulation = Simulation::new(&plan, 0, &mut observation).unwrap();
    if let Some(planted) = planted {
        simulation.plant(planted);
    }
    let finished = simulation.run(&AtomicBool::new(false), &Quiet);
    let observed = observation.finish(finished.ended_at);
    RunResult::new(plan, vec![Replication { index: 0, observed, finished }])
}

fn violated(result: &RunResult) -> Vec<u8> {
    let mut numbers: Vec<u8> = result.violations.iter().map(|(_, found)| found.invariant.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[test]
fn a_sound_engine_passes() {
    let result = run_with(None);
    assert_eq!((result.exit_code().code(), violated(&result)), (0, vec![]));
    assert!(result.invariants_checked > 1000 && result.invariants.len() >= 24);
}

#[test]
fn siblings_that_stay_pending_are_noticed() {
    let result = run_with(Some(Planted::SiblingsNotRescinded));
    assert_eq!(result.exit_code().code(), 111);
    assert!(violated(&result).contains(&14), "{:?}", violated(&result));
}

#[test]
fn overbooked_agents_are_noticed_and_reported() {
    let result = run_with(Some(Planted::WrappingFreesCapacity));
    assert_eq!(result.exit_code().code(), 111);
    assert!(violated(&result).contains(&1), "{:?}", violated(&result));
    let document = report::report(&result, 0.1);
    let first = document.invariants.violations.first().unwrap();
    assert!(first.at_s > 0.0 && !first.entities.is_empty() && first.seed == 1);
}
