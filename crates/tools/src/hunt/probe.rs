//! One run of the hunt: it ends with the first finding, and says what took part.

use std::sync::atomic::AtomicBool;

use super::finding::Finding;
use super::swarm;
use crate::run::simulate::{Watched, simulate};
use crate::run::{Nobody, RunError};
use rushhour_engine::action::Action;
use rushhour_engine::units::SimTime;
use rushhour_measure::{Digest, Streams};
use rushhour_scenario::plan::Plan;
use rushhour_script::request::Identity;
use rushhour_sim::Event;
use rushhour_sim::{FaultKey, Move, Observer, Quiet, RunControl, Simulation, StepKey};

/// A run to be made: the plan, and how it is conducted.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The plan, its seed and faults included.
    pub plan: Plan,
    /// How it is conducted; whatever it says of it, a probe ends with the first finding.
    pub conduct: RunControl,
    /// The rule of the engine that is broken on purpose, by name.
    pub planted: Option<String>,
}

/// A move that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveMade {
    /// When it was made.
    pub at: SimTime,
    /// Who made it, and its place among the moves of that person.
    pub key: StepKey,
    /// Whether it can be left out: some follow from the world and not from a request.
    pub can_be_skipped: bool,
    /// Whether things still come to an end without it.
    pub can_be_spared: bool,
    /// The action that it invokes, if it is one of the catalogue's.
    pub action: Option<Action>,
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct ProbeResult {
    /// What was found, the earliest first.
    pub findings: Vec<Finding>,
    /// The hash of all events.
    pub digest: String,
    /// The moves that were made, in order.
    pub steps: Vec<MoveMade>,
    /// The faults that struck, in order.
    pub struck: Vec<FaultKey>,
    /// When the run ended, in virtual time.
    pub ended_at: SimTime,
    /// Whether it was told to stop.
    pub interrupted: bool,
}

impl ProbeResult {
    /// How many steps it took: moves and faults.
    pub fn steps_taken(&self) -> usize {
        self.steps.len() + self.struck.len()
    }
}

/// Runs a subject.
///
/// # Errors
/// A script does not compile, or a bug of our own ends the run.
pub fn probe(subject: &Subject, stop: &AtomicBool) -> Result<ProbeResult, RunError> {
    watch(subject, stop, &mut Nobody)
}

/// Runs a subject while somebody watches.
///
/// # Errors
/// A script does not compile, or a bug of our own ends the run.
pub(super) fn watch(
    subject: &Subject,
    stop: &AtomicBool,
    watcher: &mut dyn Observer,
) -> Result<ProbeResult, RunError> {
    let recorder = Recorder { watcher, digest: Digest::default(), steps: Vec::new(), struck: Vec::new() };
    let mut watched = Watched::by(recorder);
    let conduct = RunControl { stops_at_finding: true, ..subject.conduct.clone() };
    let finished = simulate(&subject.plan, 0, &mut watched, |simulation| {
        let mut simulation = simulation.conducted(conduct);
        plant(&mut simulation, subject.planted.as_deref());
        simulation.run(stop, &Quiet)
    })?;
    let recorder = watched.into_observer();
    let mut findings = Finding::of(&finished);
    findings.retain(|it| !(subject.conduct.excuses_scripts && it.kind.is_of_scripts()));
    Ok(ProbeResult {
        findings,
        digest: Streams::of(recorder.digest.finish()).digest(),
        steps: recorder.steps,
        struck: recorder.struck,
        ended_at: finished.ended_at,
        interrupted: finished.interrupted,
    })
}

/// Breaks a rule on purpose, in builds that can.
#[cfg(any(test, feature = "planted"))]
fn plant(simulation: &mut Simulation<'_>, planted: Option<&str>) {
    if let Some(planted) = planted.and_then(rushhour_engine::planted::Planted::find) {
        simulation.plant(planted);
    }
}

/// In an ordinary build no rule is broken.
#[cfg(not(any(test, feature = "planted")))]
fn plant(_: &mut Simulation<'_>, _: Option<&str>) {}

/// Notes what took part, and hands everything on.
struct Recorder<'a> {
    watcher: &'a mut dyn Observer,
    digest: Digest,
    steps: Vec<MoveMade>,
    struck: Vec<FaultKey>,
}

impl Observer for Recorder<'_> {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.digest.event(at, event);
        self.watcher.event(at, event);
    }
    fn step(&mut self, at: SimTime, events: &[Event]) {
        for event in events {
            self.digest.event(at, event);
        }
        self.watcher.step(at, events);
    }
    fn moved(&mut self, at: SimTime, step: &StepKey, who: &Identity, what: &Move) {
        self.steps.push(MoveMade {
            at,
            key: *step,
            can_be_skipped: what.can_be_skipped(),
            can_be_spared: swarm::is_dispensable(what),
            action: what.action(),
        });
        self.watcher.moved(at, step, who, what);
    }
    fn struck(&mut self, at: SimTime, key: &FaultKey, what: &str) {
        self.struck.push(*key);
        self.watcher.struck(at, key, what);
    }
    fn broke(&mut self, at: SimTime, name: &str, message: &str) {
        self.watcher.broke(at, name, message);
    }
}
