//! What is said where a run goes on beyond what it was given: a ramp or a trace that ends before it does.
//!
//! That a queue is left alone while customers come is told by those who reckon with load and people.

use super::super::plan::{Population, PopulationKind};
use super::moments::Moments;
use crate::checks::Clock;

/// Adds a warning for each kind of arrivals that stops in the middle of the run without having been told to.
pub(super) fn warn(populations: &[Population], clock: &Clock, warnings: &mut Vec<String>) {
    let moments = Moments::of(clock);
    for population in populations {
        let PopulationKind::Customers(customers) = &population.kind else { continue };
        for (what, at) in customers.arrivals.iter().filter_map(|arrivals| arrivals.ends_early(clock.end())) {
            let (name, at, end) = (&population.name, moments.label(at), moments.label(clock.end()));
            warnings.push(format!(
                "of the customers `{name}` {what} ends at {at}, and none come by it until the run ends at {end}"
            ));
        }
    }
}
