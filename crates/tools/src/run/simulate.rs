//! One simulation, from its beginning to its end. Whoever runs one here gets it by way of [`simulate`], so a bug of our
//! own ends that one replication and no more.

use std::cell::Cell;
use std::rc::Rc;

use crate::caught::catch;
use rushhour_engine::action::ActionName;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_measure::Breakdown;
use rushhour_scenario::plan::Plan;
use rushhour_script::ScriptProblem;
use rushhour_script::request::Identity;
use rushhour_sim::Event;
use rushhour_sim::{Draw, FaultKey, Finished, Move, Observer, Simulation, StepKey};

/// Why a replication did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Scripts do not compile.
    #[error("a script does not compile: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Scripts(Vec<ScriptProblem>),
    /// An assertion of rushhour's own failed, or the machine has run out of something.
    #[error("{0}")]
    Broke(Box<Breakdown>),
}

/// Makes the simulation of a replication and has `conduct` run it.
///
/// # Errors
/// A script does not compile, or a bug of our own ended it: then what `watched` has seen is of no use.
pub(crate) fn simulate<'a, O: Observer>(
    plan: &'a Plan,
    replication: u32,
    watched: &'a mut Watched<O>,
    conduct: impl FnOnce(Simulation<'a>) -> Finished,
) -> Result<Finished, RunError> {
    let last_seen_at = Rc::clone(&watched.last_seen_at);
    #[cfg(debug_assertions)]
    {
        watched.test_bug = super::test_bug::TestBug::of(plan.seed, replication);
    }
    let ended = catch(move || Simulation::new(plan, replication, watched).map(conduct));
    match ended {
        Ok(Ok(finished)) => Ok(finished),
        Ok(Err(problems)) => Err(RunError::Scripts(problems)),
        Err(cause) => Err(RunError::Broke(Box::new(Breakdown {
            seed: plan.seed,
            replication,
            at: last_seen_at.get(),
            cause,
        }))),
    }
}

/// An observer, and when it was told of the latest event.
pub(crate) struct Watched<O> {
    observer: O,
    last_seen_at: Rc<Cell<SimTime>>,
    #[cfg(debug_assertions)]
    test_bug: Option<super::test_bug::TestBug>,
}

impl<O> Watched<O> {
    pub(crate) fn by(observer: O) -> Self {
        Self {
            observer,
            last_seen_at: Rc::new(Cell::new(SimTime::ZERO)),
            #[cfg(debug_assertions)]
            test_bug: None,
        }
    }
    pub(crate) fn into_observer(self) -> O {
        self.observer
    }
}

impl<O: Observer> Observer for Watched<O> {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.last_seen_at.set(at);
        self.observer.event(at, event);
        #[cfg(debug_assertions)]
        if let Some(bug) = &self.test_bug {
            bug.strike(at);
        }
    }
    fn step(&mut self, at: SimTime, events: &[Event]) {
        self.last_seen_at.set(at);
        self.observer.step(at, events);
        #[cfg(debug_assertions)]
        if let Some(bug) = &self.test_bug {
            bug.strike(at);
        }
    }
    fn looks_every(&self) -> Option<SimSpan> {
        self.observer.looks_every()
    }
    fn ends_at(&mut self, at: SimTime) -> bool {
        self.observer.ends_at(at)
    }
    fn engine_time(&mut self, action: &ActionName, ns: u64) {
        self.observer.engine_time(action, ns);
    }
    fn moved(&mut self, at: SimTime, step: &StepKey, who: &Identity, what: &Move) {
        self.observer.moved(at, step, who, what);
    }
    fn struck(&mut self, at: SimTime, key: &FaultKey, what: &str) {
        self.observer.struck(at, key, what);
    }
    fn broke(&mut self, at: SimTime, name: &str, message: &str) {
        self.observer.broke(at, name, message);
    }
    fn drew(&mut self, at: SimTime, draw: &Draw) {
        self.observer.drew(at, draw);
    }
}
