//! The platform, lent to invariants for the length of a look.

use std::cell::Cell;

use rhai::FLOAT;

use crate::handles::{AgentRow, List};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::platform::{Platform, Worker};
use rushhour_engine::units::{SimTime, WorkerId};

scoped_tls::scoped_thread_local!(static PLATFORM: Platform);

thread_local! {
    static NOW: Cell<SimTime> = const { Cell::new(SimTime::ZERO) };
}

/// The floor at the moment of a look.
pub(super) struct Seen<'a> {
    pub(super) platform: &'a Platform,
    pub(super) now: SimTime,
}

impl Seen<'_> {
    /// How long ago something was, in seconds.
    pub(super) fn since(&self, at: SimTime) -> FLOAT {
        self.now.since(at).as_secs_f64()
    }
    /// All workers, or those of whom this is true.
    pub(super) fn agents(&self, wanted: impl Fn(&Worker) -> bool) -> List<AgentRow> {
        let workers = (0..).zip(self.platform.workers()).filter(|(_, worker)| wanted(worker));
        workers.map(|(place, _)| AgentRow(WorkerId::new(place))).collect()
    }
}

/// Shows the platform to whatever script runs meanwhile.
pub(crate) fn show<R>(platform: &Platform, now: SimTime, look: impl FnOnce() -> R) -> R {
    NOW.set(now);
    PLATFORM.set(platform, look)
}

/// Reads the floor. What is read may not wait: the platform is lent for no longer than this.
pub(super) fn seen<R>(read: impl FnOnce(&Seen<'_>) -> R) -> Result<R, Thrown> {
    if PLATFORM.is_set() {
        Ok(PLATFORM.with(|platform| read(&Seen { platform, now: NOW.get() })))
    } else {
        Err(mistake("there is no floor to look at yet: read it inside of an invariant"))
    }
}
