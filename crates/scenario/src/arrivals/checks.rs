//! The checks that kinds of arrivals have in common.

use super::trace_file::TraceFile;
use crate::checks::{Clock, Context};
use crate::limits::RATE_PER_S_MAX;
use crate::path::{Aim, NodePath};
use crate::values::{Moment, PerTime};
use rushhour_engine::units::{Rate, SimTime};

/// Checks the arrivals at one place, and puts what is wrong at their keys.
pub(super) struct Checks<'a, 'c> {
    pub(super) clock: &'a Clock,
    /// What the file of a trace has; nothing where there is none, or where it was reported.
    pub(super) trace: Option<&'a TraceFile>,
    /// Where they stand, their kind included.
    pub(super) path: NodePath,
    pub(super) context: &'a mut Context<'c>,
}

impl Checks<'_, '_> {
    /// A rate at a place.
    pub(super) fn rate(&mut self, rate: PerTime, path: &NodePath) -> Rate {
        check_rate(rate, path, self.context)
    }

    /// A moment of the run under a key, or where it is not there, the default.
    pub(super) fn moment(&mut self, moment: Option<Moment>, key: &str, default: SimTime) -> SimTime {
        moment.map_or(default, |moment| self.clock.moment(moment, &self.path.key(key), Aim::Value, self.context))
    }
}

/// A rate at a place.
pub(super) fn check_rate(PerTime(rate): PerTime, path: &NodePath, context: &mut Context<'_>) -> Rate {
    if rate.as_per_second() > f64::from(RATE_PER_S_MAX) {
        let message = format!("{rate} is more than {RATE_PER_S_MAX} a second");
        context.issues.add(path, message, "is the unit right? `900/h`, `15/m`, `0.25/s`");
    }
    rate
}
