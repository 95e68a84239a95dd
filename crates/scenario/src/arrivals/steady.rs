//! Arrivals at one rate, as `constant` and `poisson` write them alike.

use schemars::JsonSchema;
use serde::Deserialize;

use super::checks::Checks;
use crate::checks::{Noun, Turns};
use crate::values::{Moment, OnDays, OneOrMany, PerTime};
use crate::window::Windows;
use rushhour_engine::units::Rate;

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
    /// The days on which they come between these times of day; every day unless set.
    #[serde(default, deserialize_with = "crate::values::named_days")]
    pub days: OneOrMany<OnDays>,
}

/// The rate, and the parts of the run in which they come.
pub(super) fn resolve(raw: &RawSteady, checks: &mut Checks<'_, '_>) -> (Rate, Windows) {
    let (path, end) = (checks.path.clone(), checks.clock.end());
    let rate = checks.rate(raw.rate, &path.key("rate"));
    if rate.as_per_second() <= 0.0 {
        let at = path.key("rate");
        checks.context.warnings.push(format!("{at}: at this rate ({rate}) nobody ever comes"));
    }
    let edges = (raw.from, raw.until, raw.days.items.as_slice());
    let turns = Turns::of(edges, Noun::Arrivals, &path, checks.context);
    let windows = turns.windows(checks.clock, &path, checks.context);
    if windows.iter().all(|window| window.from >= end) {
        // Not a mistake where `--duration` shortens the run.
        let (key, from) = match (windows.first(), raw.from) {
            (Some(window), Some(_)) => (path.key("from"), format!(" ({})", window.from)),
            (Some(_) | None, _) => (path, String::new()),
        };
        checks.context.warnings.push(format!("{key}: the arrivals begin{from} when the run is over ({end})"));
    }
    (rate, Windows::new(windows).before(end))
}
