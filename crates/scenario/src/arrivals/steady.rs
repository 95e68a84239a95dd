//! Arrivals at one rate, as `constant` and `poisson` write them alike.

use schemars::JsonSchema;
use serde::Deserialize;

use super::checks::Checks;
use crate::values::{Moment, PerTime};
use crate::window::Window;
use rushhour_engine::units::{Rate, SimTime};

/// Arrivals at one rate.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawSteady {
    /// How often.
    pub rate: PerTime,
    /// From when on; the beginning unless set.
    pub from: Option<Moment>,
    /// Until when; the end unless set.
    pub until: Option<Moment>,
}

/// The rate, and the part of the run in which they come.
pub(super) fn resolve(raw: &RawSteady, checks: &mut Checks<'_, '_>) -> (Rate, Window) {
    let (path, end) = (checks.path.clone(), checks.clock.end());
    let rate = checks.rate(raw.rate, &path.key("rate"));
    if rate.as_per_second() <= 0.0 {
        let at = path.key("rate");
        checks.context.warnings.push(format!("{at}: at this rate ({rate}) nobody ever comes"));
    }
    let from = checks.moment(raw.from, "from", SimTime::ZERO);
    let until = checks.moment(raw.until, "until", end);
    if raw.until.is_some() && until <= from {
        let help = "`until` comes after `from`";
        checks.context.issues.add(
            &path.key("until"),
            format!("the arrivals end ({until}) before they begin ({from})"),
            help,
        );
    } else if from >= end {
        // Not a mistake where `--duration` shortens the run.
        let at = path.key("from");
        checks.context.warnings.push(format!("{at}: the arrivals begin ({from}) when the run is over ({end})"));
    }
    (rate, Window { from, until }.before(end))
}

/// Whether a window is all of a run whose arrivals stop at `end`.
pub(super) fn is_all(window: Window, end: SimTime) -> bool {
    window == Window { from: SimTime::ZERO, until: end }
}
