//! Steps that are no part of the scenario, laid out over its run: what a flag says for times of day.

use super::parts::Plan;
use crate::checks::{Clock, Step, Wrong, lay_out};
use crate::values::Moment;
use rushhour_engine::units::SimTime;

impl Plan {
    /// What holds from which moment of the run on, in order of time; `nothing` on days of which nothing is said. Times of day
    /// come again daily, or on the days that they name, as those of `staffing` do.
    ///
    /// # Errors
    /// What is wrong with the moments, in this run.
    pub fn laid_out<V: Copy>(&self, steps: &[(Moment, V)], nothing: V) -> Result<Vec<(SimTime, V)>, String> {
        let clock = Clock { starts_at: self.starts_at, weekend: self.weekend, duration: self.duration };
        for (at, _) in steps {
            let missing = match at {
                Moment::Clock(..) if self.starts_at.is_none() => {
                    Some(("time of day", "say when the run begins, with `starts_at: \"09:00\"`"))
                }
                Moment::Clock(days, _) => clock.missing(*days),
                Moment::After(_) => None,
            };
            if let Some((what, help)) = missing {
                return Err(format!("the run has no {what}: {help}"));
            }
        }
        let step = |(at, value): &(Moment, V)| {
            let days = at.days();
            Step { at: *at, may_cross_midnight: days.is_empty(), days, value: *value }
        };
        let steps: Vec<Step<V>> = steps.iter().map(step).collect();
        lay_out(&steps, nothing, &clock).map(|laid_out| laid_out.steps).map_err(|wrong| match wrong {
            Wrong::Order(place) => format!("moment {} does not come after the one before it", place + 1),
            Wrong::Clash(place, other) => {
                format!("moments {} and {} say something of the same days", other + 1, place + 1)
            }
        })
    }
}
