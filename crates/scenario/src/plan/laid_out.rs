//! Steps that are no part of the scenario, laid out over its run: what a flag says for times of day.

use super::parts::Plan;
use crate::checks::{Clock, Step, Wrong, lay_out};
use crate::days::{Days, StartsOn};
use crate::values::Moment;
use rushhour_engine::units::SimTime;

impl Plan {
    /// What holds from which moment of the run on, in order of time; `nothing` on days of which nothing is said. Times of day
    /// come again daily, or on the days that they name, as those of `staffing` do.
    ///
    /// # Errors
    /// What is wrong with the moments, in this run.
    pub fn laid_out<V: Copy>(&self, steps: &[(Moment, V)], nothing: V) -> Result<Vec<(SimTime, V)>, String> {
        let first = self.starts_at.and_then(|it| it.day);
        for (at, _) in steps {
            let missing = match at {
                Moment::After(_) => continue,
                Moment::Clock(..) if self.starts_at.is_none() => ("no time of day", "starts_at: \"09:00\""),
                Moment::Clock(Days::Date(_), _) if first.and_then(StartsOn::date).is_none() => {
                    ("no date", "starts_on: 2026-03-02")
                }
                Moment::Clock(Days::Every | Days::Date(_), _) => continue,
                Moment::Clock(..) if first.is_none() => ("no day of the week", "starts_on: mon"),
                Moment::Clock(..) => continue,
            };
            return Err(format!("the run has {}: say so in the scenario, with `{}`", missing.0, missing.1));
        }
        let step = |(at, value): &(Moment, V)| {
            let days = match at {
                Moment::After(_) | Moment::Clock(Days::Every, _) => Vec::new(),
                Moment::Clock(days, _) => vec![*days],
            };
            Step { at: *at, may_cross_midnight: days.is_empty(), days, value: *value }
        };
        let steps: Vec<Step<V>> = steps.iter().map(step).collect();
        let clock = Clock { starts_at: self.starts_at, weekend: self.weekend, duration: self.duration };
        lay_out(&steps, nothing, &clock).map(|laid_out| laid_out.steps).map_err(|wrong| match wrong {
            Wrong::Order(place) => format!("moment {} does not come after the one before it", place + 1),
            Wrong::Clash(place, other) => {
                format!("moments {} and {} say something of the same days", other + 1, place + 1)
            }
        })
    }
}
