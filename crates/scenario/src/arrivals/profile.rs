//! `profile`: at a rate that changes in steps over the day.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::checks::{Checks, check_rate};
use super::kind::Kind;
use crate::checks::resolve_steps;
use crate::values::{Moment, OnDays, OneOrMany, PerTime, RawSteps, StepValue};
use rushhour_engine::units::{Rate, SimTime};

/// Arrivals at a rate that changes in steps.
pub type RawProfile = RawSteps<PerTime>;

impl StepValue for PerTime {
    const KEY: &'static str = "rate";
    const KEYS: &'static [&'static str] = &["at", "days", "rate"];
}

impl JsonSchema for RawProfile {
    fn schema_name() -> Cow<'static, str> {
        "Profile".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rate = generator.subschema_for::<PerTime>();
        let moments = json_schema!({
            "type": "object", "patternProperties": {r"\d|\$\{": rate.clone()}, "additionalProperties": false,
        });
        let step = json_schema!({
            "type": "object",
            "properties": {
                "at": generator.subschema_for::<Moment>(),
                "days": generator.subschema_for::<OneOrMany<OnDays>>(),
                "rate": rate.clone(),
            },
            "required": ["at", "rate"],
            "additionalProperties": false,
        });
        let steps = json_schema!({"type": "array", "items": step});
        json_schema!({
            "anyOf": [
                {
                    "type": "object",
                    "patternProperties": {
                        r":|^\s*[\d.]+\s*\w*\s*$|\$\{": rate.clone(),
                        r"^[A-Za-z][^:]*$|^\d+-\d+-\d+$": {"anyOf": [rate, moments, steps.clone()]},
                    },
                },
                steps,
            ],
        })
    }
}

/// A Poisson process whose rate changes in steps over the day: from each moment on, the rate beside it. Nobody comes before
/// the first moment; a rate of zero ends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// In order of time; relative to the beginning of the run.
    pub steps: Vec<(SimTime, Rate)>,
}

impl Kind for Profile {
    type Raw = RawProfile;

    fn resolve(raw: &RawProfile, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let path = checks.path.clone();
        if raw.0.is_empty() {
            checks.context.issues.add(
                &path,
                "a profile without steps brings nobody",
                "write `{\"09:00\": 300/h}`",
            );
        }

        let nothing = (Rate::default(), "nobody comes");
        let steps = resolve_steps(raw, nothing, checks.clock, &path, checks.context, |rate, path, context| {
            check_rate(*rate, path, context)
        });
        Some(Self { steps })
    }
    fn scale(&mut self, factor: f64) {
        self.steps.iter_mut().for_each(|(_, rate)| *rate = rate.times(factor));
    }
    fn is_steady(&self, _: SimTime) -> bool {
        false
    }
    fn has_random_rate(&self) -> bool {
        true
    }
}
