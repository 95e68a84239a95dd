//! The clock of a run: what moments mean that a scenario writes, and when the arrivals stop.

use super::context::Context;
use crate::path::{Aim, NodePath};
use crate::values::Moment;
use rushhour_engine::units::{SimSpan, SimTime, TimeOfDay};

/// When a run begins, and how long customers arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// The time of day at its beginning.
    pub(crate) starts_at: Option<TimeOfDay>,
    /// How long customers arrive.
    pub(crate) duration: SimSpan,
}

impl Clock {
    /// The moment, reckoned from the beginning of the run; reports a time of day where the run has none.
    pub(crate) fn moment(&self, moment: Moment, path: &NodePath, aim: Aim, context: &mut Context<'_>) -> SimTime {
        match (moment, self.starts_at) {
            (Moment::After(span), _) => SimTime::ZERO + span,
            (Moment::Clock(clock), Some(starts_at)) => SimTime::ZERO + starts_at.until(clock),
            (Moment::Clock(clock), None) => {
                let help =
                    "say when the run begins, with `starts_at: \"09:00\"`, or write a duration such as `30m`";
                let message = format!("the run has no time of day, so `{clock}` is no moment of it");
                match aim {
                    Aim::Key => context.issues.add_key(path, message, help),
                    Aim::Value => context.issues.add(path, message, help),
                }
                SimTime::ZERO
            }
        }
    }
    /// The end of the arrivals.
    pub(crate) fn end(&self) -> SimTime {
        SimTime::ZERO + self.duration
    }
}
