//! What the names of faults can mean.

use std::collections::BTreeMap;

use crate::checks::Clock;
use rushhour_engine::config::Activity;
use rushhour_engine::units::ActivityId;

/// What the names of faults can mean.
pub(crate) struct Known<'a> {
    /// All populations, in the order of their ids.
    pub(crate) populations: &'a [KnownPopulation<'a>],
    /// Their places in that list, by their names.
    pub(crate) places: BTreeMap<&'a str, usize>,
    /// All activities.
    pub(crate) activities: &'a [Activity],
    /// Where those go whose offer timed out.
    pub(crate) timeout_activity: ActivityId,
    /// The edges of the run.
    pub(crate) clock: &'a Clock,
}

/// A population that a fault may name.
pub(crate) struct KnownPopulation<'a> {
    pub(crate) name: &'a str,
    /// Whether its people work at desktops: agents and supervisors do, customers don't.
    pub(crate) is_staff: bool,
}
