//! The clock on the wall: where virtual time should be by now, and how far it is behind.
//!
//! Deadlines are reckoned from a fixed pair of moments, never from one event to the next, so that small delays do not
//! add up. A new pair is taken when the speed changes and after a pause.

use std::time::Duration;

use tokio::time::Instant;

use super::speed::Speed;
use rushhour_engine::units::{SimSpan, SimTime};

/// How far a run was behind the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// At the last thing that happened.
    pub now: Duration,
    /// At the worst.
    pub most: Duration,
}

impl Lag {
    /// Timers have a millisecond, and a busy machine takes its time; less than this nobody sees.
    pub const SEEN: Duration = Duration::from_millis(250);
}

/// Virtual time against the wall.
#[derive(Debug)]
pub(super) struct WallClock {
    wall: Instant,
    virtual_time: SimTime,
    pub(super) speed: Speed,
    pub(super) lag: Lag,
}

/// A span of virtual time is never waited for longer than this at once: more than any run has.
const LONGEST: Duration = Duration::from_secs(100 * 366 * 86_400);

impl WallClock {
    pub(super) fn new(speed: Speed) -> Self {
        Self { wall: Instant::now(), virtual_time: SimTime::ZERO, speed, lag: Lag::default() }
    }

    /// From now on time goes on from `at`.
    pub(super) fn restart(&mut self, at: SimTime) {
        (self.wall, self.virtual_time) = (Instant::now(), at);
        self.lag.now = Duration::ZERO;
    }

    /// When virtual time is at `at`; nothing where the clock does not matter.
    pub(super) fn due(&self, at: SimTime) -> Option<Instant> {
        match self.speed {
            Speed::Max => None,
            Speed::Times(times) => {
                let seconds = at.since(self.virtual_time).as_secs_f64() / times;
                let span = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST);
                self.wall.checked_add(span)
            }
        }
    }

    /// Where virtual time is at a moment on the wall, if nothing holds it up.
    pub(super) fn position(&self, now: Instant) -> SimTime {
        match self.speed {
            Speed::Max => self.virtual_time,
            Speed::Times(times) => {
                let seconds = now.saturating_duration_since(self.wall).as_secs_f64() * times;
                self.virtual_time + SimSpan::from_secs_f64(seconds).unwrap_or_default()
            }
        }
    }

    /// Something that was due at a moment happens now.
    pub(super) fn happens(&mut self, due: Instant, now: Instant) {
        self.lag.now = now.saturating_duration_since(due);
        self.lag.most = self.lag.most.max(self.lag.now);
    }
}
