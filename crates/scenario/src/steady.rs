//! Whether a plan means the load of the centre to stay the same: then it settles, and only then can one say that it has
//! not.
//!
//! Asked by `resolve`, where `warmup: auto` is read, and by reports before they warn of a run that has not settled.
//! What scripts do of themselves (agents who rest, or dial) is not looked at.

use super::hours::Hours;
use super::plan::{Customers, PlanParts, Population, PopulationKind, Staff};
use super::timeline::Cue;
use rushhour_engine::units::{SimSpan, SimTime};

impl PlanParts {
    /// Whether customers come, and all of them at the same rate, and meet the same people, from the beginning to the
    /// end.
    pub fn is_steady(&self) -> bool {
        let changes = |cue: &Cue| cue.deed.changes_the_load();
        varying(&self.populations, self.duration).is_none()
            && !self.timeline.iter().any(changes)
            && self.populations.iter().any(comes)
    }
}

/// The first population that is not the same, or does not come at the same rate, for all of the duration.
pub(super) fn varying(populations: &[Population], duration: SimSpan) -> Option<&str> {
    let end = SimTime::ZERO + duration;
    let varies = |population: &&Population| match &population.kind {
        // All fields are named, so that one who adds another has to say here whether it varies.
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
            let Staff { count: _, hours, breaks, queues: _, capacity: _, .. } = staff;
            let Staff { supervisor: _, back_after_timeout: _, plugins: _, .. } = staff;
            *hours != Hours::Always || !breaks.is_empty()
        }
        PopulationKind::Customers(customers) => {
            // A day's factor is one for all of a replication, and who comes again follows who came.
            let Customers { arrivals, day_factor: _, retry: _, queue: _, channel: _ } = customers;
            !arrivals.iter().all(|arrivals| arrivals.is_steady(end))
        }
    };
    populations.iter().find(varies).map(|population| population.name.as_str())
}

/// Whether its people come by themselves.
fn comes(population: &Population) -> bool {
    match &population.kind {
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => false,
        PopulationKind::Customers(customers) => !customers.arrivals.is_empty(),
    }
}
