//! Running a plan: its replications, side by side, each with observers of its own.
//!
//! Replications share nothing, so any number of threads gives the same results in the same order.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::observe::Observation;
use crate::report::Replication;
use crate::scenario::plan::Plan;
use crate::script::ScriptProblem;
use crate::sim::{Progress, Simulation};

/// Why a plan could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Scripts do not compile.
    #[error("a script does not compile: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Scripts(Vec<ScriptProblem>),
}

/// Whether more replications are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The next one.
    More,
    /// None: what there is will do.
    NoMore,
}

/// What the threads of a run share.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// What runs is told to stop: interrupted, or nobody wants it any more.
    halt: AtomicBool,
}

/// How far they are.
struct State {
    /// The replication that is begun next.
    next: u32,
    /// How many have been handed over.
    taken: u32,
    /// Those that are done and wait for one before them.
    done: BTreeMap<u32, Result<Replication, RunError>>,
    /// Nothing more is begun.
    over: bool,
}

/// Runs replications of a plan on so many threads, and hands them over in the order of their index as they are done:
/// what is kept meanwhile does not grow with their number. It ends after `plan.replications`, when `take` wants no
/// more, or when `stop` is set; what is handed over is the same for any number of threads.
///
/// # Errors
/// A script does not compile (`check` finds that before).
pub fn run(
    plan: &Plan,
    jobs: usize,
    stop: &AtomicBool,
    progress: &dyn Progress,
    mut take: impl FnMut(Replication) -> Wanted,
) -> Result<(), RunError> {
    let jobs = jobs.clamp(1, plan.replications.max(1) as usize);
    if jobs == 1 {
        for index in 0..plan.replications {
            if take(replicate(plan, index, stop, progress)?) == Wanted::NoMore || stop.load(Ordering::Relaxed) {
                break;
            }
        }
        return Ok(());
    }
    // So far may a thread be ahead of the one that is waited for.
    let ahead = u32::try_from(jobs.saturating_mul(2)).unwrap_or(u32::MAX);
    let shared = Shared {
        state: Mutex::new(State { next: 0, taken: 0, done: BTreeMap::new(), over: false }),
        changed: Condvar::new(),
        halt: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| work(plan, ahead, &shared, progress));
        }
        let result = hand_over(plan.replications, stop, &shared, &mut take);
        shared.end();
        result
    })
}

impl Shared {
    /// What a thread that panicked leaves behind is as good as before: whole replications.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Nothing more is begun, and what runs is told to stop.
    fn end(&self) {
        self.halt.store(true, Ordering::Relaxed);
        self.lock().over = true;
        self.changed.notify_all();
    }
}

/// Ends the run for all where one thread panics; otherwise the others would wait for what it owes.
struct EndsAll<'a>(&'a Shared);

impl Drop for EndsAll<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}

/// One thread: takes the next replication as long as there is one.
fn work(plan: &Plan, ahead: u32, shared: &Shared, progress: &dyn Progress) {
    let _guard = EndsAll(shared);
    loop {
        let mut state = shared.lock();
        while !state.over && state.next < plan.replications && state.next >= state.taken.saturating_add(ahead) {
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.over || state.next >= plan.replications || shared.halt.load(Ordering::Relaxed) {
            return;
        }
        let index = state.next;
        state.next += 1;
        drop(state);
        let replication = replicate(plan, index, &shared.halt, progress);
        shared.lock().done.insert(index, replication);
        shared.changed.notify_all();
    }
}

/// Takes the replications in their order, until enough are there.
fn hand_over(
    replications: u32,
    stop: &AtomicBool,
    shared: &Shared,
    take: &mut impl FnMut(Replication) -> Wanted,
) -> Result<(), RunError> {
    for index in 0..replications {
        let mut state = shared.lock();
        let replication = loop {
            if let Some(replication) = state.done.remove(&index) {
                break replication?;
            }
            if stop.load(Ordering::Relaxed) {
                shared.halt.store(true, Ordering::Relaxed);
            }
            // Interrupted, and nobody will make this one; or a thread is gone, and the run with it.
            if state.over || (shared.halt.load(Ordering::Relaxed) && state.next <= index) {
                return Ok(());
            }
            let waited = shared.changed.wait_timeout(state, LOOK_UP_EVERY).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
        };
        state.taken = index + 1;
        drop(state);
        shared.changed.notify_all();
        if take(replication) == Wanted::NoMore {
            return Ok(());
        }
    }
    Ok(())
}

/// How often an interrupt is looked for while nothing is done.
const LOOK_UP_EVERY: Duration = Duration::from_millis(100);

/// Runs one replication.
///
/// # Errors
/// A script does not compile.
pub fn replicate(
    plan: &Plan,
    index: u32,
    stop: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Replication, RunError> {
    let mut observation = Observation::new(plan);
    let simulation = Simulation::new(plan, index, &mut observation).map_err(RunError::Scripts)?;
    let finished = simulation.without_the_first(plan.warmup).run(stop, progress);
    let observed = observation.finish(finished.ended_at);
    Ok(Replication { index, observed, finished })
}
