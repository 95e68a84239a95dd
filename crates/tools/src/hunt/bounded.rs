//! Numbers of a reproduction's file: what is beyond anything that a hunt writes is refused where it stands, and not run.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use smol_str::SmolStr;

use rushhour_engine::units::SimSpan;
use rushhour_scenario::limits::DAYS_MAX;

/// The largest factor. A hunt writes 4 at most.
const FACTOR_MAX: f64 = 100.0;

/// The longest time that a run or its settling may take, which is twelve times the longest drain unless somebody says otherwise.
pub const SETTLE_MAX: SimSpan = SimSpan::from_secs(12 * DAYS_MAX * 86_400);

/// What arrivals are multiplied by.
pub(super) fn factor<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let factor = f64::deserialize(from)?;
    if (1.0 / FACTOR_MAX..=FACTOR_MAX).contains(&factor) {
        return Ok(factor);
    }
    Err(D::Error::custom(format!("{factor} is no factor of arrivals: write a number from 0.01 to {FACTOR_MAX}")))
}

/// Where a file says nothing.
pub(super) const fn one() -> f64 {
    1.0
}

/// What rates of faults are multiplied by.
pub(super) fn weights<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<SmolStr, f64>, D::Error> {
    let weights = BTreeMap::<SmolStr, f64>::deserialize(from)?;
    match weights.iter().find(|(_, weight)| !(0.0..=FACTOR_MAX).contains(*weight)) {
        None => Ok(weights),
        Some((fault, weight)) => Err(D::Error::custom(format!(
            "{weight} is no weight of the fault `{fault}`: write a number from 0 to {FACTOR_MAX}"
        ))),
    }
}

/// A length of time in seconds.
pub(super) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let seconds = f64::deserialize(from)?;
    if SimSpan::from_secs_f64(seconds).is_some_and(|span| span <= SETTLE_MAX) {
        return Ok(seconds);
    }
    let days = 12 * DAYS_MAX;
    Err(D::Error::custom(format!(
        "{seconds} seconds are no length of a run: write 0 or more, and at most {days} days"
    )))
}
