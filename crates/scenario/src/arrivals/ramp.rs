//! `ramp`: at a rate that moves in straight lines.

use schemars::JsonSchema;
use serde::Deserialize;

use super::checks::Checks;
use super::kind::Kind;
use crate::values::{PerTime, Span};
use rushhour_engine::units::{Rate, SimSpan, SimTime};

/// Arrivals at a rate that moves in straight lines.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawRamp {
    /// The rate at the beginning; `0/h` unless set.
    pub from: Option<PerTime>,
    /// The stages, in order. After the last one nobody comes.
    pub stages: Vec<RawStage>,
}

/// A stage of a ramp.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawStage {
    /// How long it takes.
    pub over: Span,
    /// The rate at its end.
    pub to: PerTime,
}

/// A Poisson process whose rate moves in straight lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    /// The rate at the beginning of the run.
    pub from: Rate,
    /// Each stage: how long, and the rate at its end. After the last one nobody comes.
    pub stages: Vec<(SimSpan, Rate)>,
}

impl Kind for Ramp {
    type Raw = RawRamp;

    fn resolve(raw: &RawRamp, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let path = checks.path.clone();
        if raw.stages.is_empty() {
            let help = "write `stages: [{over: 10m, to: 900/h}]`";
            checks.context.issues.add(&path.key("stages"), "a ramp without stages goes nowhere", help);
        }
        let from = raw.from.map_or_else(Rate::default, |rate| checks.rate(rate, &path.key("from")));
        let mut stages = Vec::with_capacity(raw.stages.len());
        for (place, stage) in raw.stages.iter().enumerate() {
            let path = path.key("stages").index(place);
            let Span(over) = stage.over;
            if over.is_zero() {
                let help = "write a duration above zero; for a jump, a `profile` fits";
                checks.context.issues.add(&path.key("over"), "a stage takes time", help);
            }
            stages.push((over, checks.rate(stage.to, &path.key("to"))));
        }
        if !stages.is_empty()
            && stages.iter().all(|(_, rate)| rate.as_per_second() <= 0.0)
            && from == Rate::default()
        {
            checks.context.warnings.push(format!("{path}: all rates are 0, so nobody ever comes"));
        }
        Some(Self { from, stages })
    }
    fn scale(&mut self, factor: f64) {
        self.from = self.from.times(factor);
        self.stages.iter_mut().for_each(|(_, rate)| *rate = rate.times(factor));
    }
    /// One that has come down to nothing was meant to end.
    fn ends_early(&self, _: SimTime) -> Option<(&'static str, SimTime)> {
        let (_, last) = self.stages.last()?;
        let end = self.stages.iter().fold(SimTime::ZERO, |at, (over, _)| at + *over);
        (last.as_per_second() > 0.0).then_some(("the ramp", end))
    }
    fn is_steady(&self, _: SimTime) -> bool {
        false
    }
    fn has_random_rate(&self) -> bool {
        true
    }
}
