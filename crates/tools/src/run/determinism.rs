//! The determinism check: one seed, run twice side by side, compared event by event and draw by draw.
//!
//! Two threads make the same run and hand over what happens in batches; the first difference ends both. So memory does
//! not grow with the run, and both sides of the difference can be named.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::simulate::{RunError, Watched, simulate};
use rushhour_engine::units::SimTime;
use rushhour_measure::{Breakdown, BreakdownCause};
use rushhour_scenario::plan::Plan;
use rushhour_script::Shortage;
use rushhour_sim::Event;
use rushhour_sim::{Draw, Observer, Quiet, RunControl};

/// How many things are handed over at once.
const BATCH: usize = 1_024;

/// What two runs of one seed came to.
#[derive(Clone, Debug, PartialEq)]
pub enum TwoRuns {
    /// They are the same.
    Same {
        /// How many events there were.
        events: u64,
        /// How many draws.
        draws: u64,
    },
    /// They differ.
    Different(Box<Difference>),
    /// They were told to stop before their end.
    Interrupted,
}

/// Where two runs part.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// How many events were the same.
    pub events: u64,
    /// How many draws.
    pub draws: u64,
    /// What the first run did then, in words; nothing where it had ended.
    pub first: Option<String>,
    /// What the second run did.
    pub second: Option<String>,
    /// The last event that was the same.
    pub last_event: Option<String>,
    /// The last draw that was the same.
    pub last_draw: Option<String>,
}

/// Something that happens in a run.
#[derive(Clone, Debug, PartialEq)]
enum Happening {
    Event(SimTime, Event),
    Draw(SimTime, Draw),
}

/// Runs a replication of a plan twice and compares.
///
/// # Errors
/// A script does not compile, or a bug of our own or the machine ends one of the two.
pub fn verify(
    plan: &Plan,
    replication: u32,
    conduct: &RunControl,
    stop: &AtomicBool,
) -> Result<TwoRuns, RunError> {
    let conduct = RunControl { notes_draws: true, ..conduct.clone() };
    let halt = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (first_in, first) = sync_channel(4);
        let (second_in, second) = sync_channel(4);
        let run = |to: SyncSender<Vec<Happening>>| {
            let (conduct, halt) = (&conduct, &halt);
            move || {
                let mut sender = Watched::by(Sender { to, batch: Vec::with_capacity(BATCH), halt });
                simulate(plan, replication, &mut sender, |simulation| {
                    simulation.conducted(conduct.clone()).run(halt, &Quiet)
                })?;
                sender.into_observer().send();
                Ok::<_, RunError>(())
            }
        };
        let spawn = |to| std::thread::Builder::new().spawn_scoped(scope, run(to));
        // Where there is no thread for one of the two, the other has nobody to be compared with, and ends.
        let threads = match (spawn(first_in), spawn(second_in)) {
            (Ok(first), Ok(second)) => [first, second],
            (Err(error), _) | (_, Err(error)) => {
                halt.store(true, Ordering::Relaxed);
                let cause = BreakdownCause::Machine(Shortage::of_threads("for each of the two runs", &error));
                let broke = Breakdown { seed: plan.seed, replication, at: SimTime::ZERO, cause };
                return Err(RunError::Broke(Box::new(broke)));
            }
        };
        let compared = compare(&Batches::new(first), &Batches::new(second), stop);
        halt.store(true, Ordering::Relaxed);
        for thread in threads {
            match thread.join() {
                Ok(ended) => ended?,
                // Not of the simulation, whose panics are caught: whoever called this has the same bug to tell of.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(compared)
    })
}

/// Hands over what happens.
struct Sender<'a> {
    to: SyncSender<Vec<Happening>>,
    batch: Vec<Happening>,
    halt: &'a AtomicBool,
}

impl Sender<'_> {
    fn push(&mut self, happening: Happening) {
        self.batch.push(happening);
        if self.batch.len() >= BATCH {
            self.send();
        }
    }
    fn send(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // Nobody listens any more: the other run differs.
        if self.to.send(batch).is_err() {
            self.halt.store(true, Ordering::Relaxed);
        }
    }
}

impl Observer for Sender<'_> {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.push(Happening::Event(at, event.clone()));
    }
    fn drew(&mut self, at: SimTime, draw: &Draw) {
        self.push(Happening::Draw(at, draw.clone()));
    }
}

/// Things from one run, one by one.
struct Batches {
    from: std::cell::RefCell<(Receiver<Vec<Happening>>, std::vec::IntoIter<Happening>)>,
}

impl Batches {
    fn new(from: Receiver<Vec<Happening>>) -> Self {
        Self { from: std::cell::RefCell::new((from, Vec::new().into_iter())) }
    }
    fn next(&self) -> Option<Happening> {
        let mut from = self.from.borrow_mut();
        loop {
            if let Some(happening) = from.1.next() {
                return Some(happening);
            }
            from.1 = from.0.recv().ok()?.into_iter();
        }
    }
}

fn compare(first: &Batches, second: &Batches, stop: &AtomicBool) -> TwoRuns {
    let (mut events, mut draws) = (0, 0);
    let (mut last_event, mut last_draw) = (None, None);
    loop {
        if stop.load(Ordering::Relaxed) {
            return TwoRuns::Interrupted;
        }
        match (first.next(), second.next()) {
            (None, None) => return TwoRuns::Same { events, draws },
            (Some(one), Some(other)) if one == other => match one {
                Happening::Event(..) => {
                    events += 1;
                    last_event = Some(one);
                }
                Happening::Draw(..) => {
                    draws += 1;
                    last_draw = Some(one);
                }
            },
            (one, other) => {
                let words = |it: Option<Happening>| it.as_ref().map(Happening::words);
                return TwoRuns::Different(Box::new(Difference {
                    events,
                    draws,
                    first: words(one),
                    second: words(other),
                    last_event: words(last_event),
                    last_draw: words(last_draw),
                }));
            }
        }
    }
}

impl Happening {
    fn words(&self) -> String {
        match self {
            Self::Event(at, event) => format!("at {at} the event {event:?}"),
            Self::Draw(at, draw) => {
                let Draw { owner, number, purpose, unit } = draw;
                format!("at {at} the draw of {owner} number {number} for \"{purpose}\" ({unit})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(happenings: Vec<Happening>) -> Batches {
        let (to, from) = sync_channel(1);
        to.send(happenings).unwrap();
        Batches::new(from)
    }

    fn draw(unit: f64) -> Happening {
        let draw = Draw { owner: "desk".into(), number: 3, purpose: "chance".into(), unit };
        Happening::Draw(SimTime::from_ns(7), draw)
    }

    #[test]
    fn the_first_difference_is_named_with_what_came_before() {
        let stop = AtomicBool::new(false);
        let same = compare(&batches(vec![draw(0.1), draw(0.2)]), &batches(vec![draw(0.1), draw(0.2)]), &stop);
        assert_eq!(same, TwoRuns::Same { events: 0, draws: 2 });
        let differ = compare(&batches(vec![draw(0.1), draw(0.2)]), &batches(vec![draw(0.1), draw(0.3)]), &stop);
        let TwoRuns::Different(difference) = differ else { panic!("{differ:?}") };
        assert_eq!(difference.draws, 1);
        assert!(
            difference.second.as_ref().unwrap().contains("desk number 3 for \"chance\" (0.3)"),
            "{difference:?}"
        );
        assert!(difference.last_draw.as_ref().unwrap().contains("(0.1)"), "{difference:?}");
        let shorter = compare(&batches(vec![draw(0.1)]), &batches(Vec::new()), &stop);
        assert!(matches!(shorter, TwoRuns::Different(it) if it.second.is_none()));
    }
}
