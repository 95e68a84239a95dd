//! `burst`: so many, at once or within a span.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::checks::Checks;
use super::kind::Kind;
use crate::limits::PEOPLE_MAX;
use crate::values::{Moment, Span};
use rushhour_engine::units::{SimSpan, SimTime};

/// Many at once.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawBurst {
    /// When it begins; at the beginning of the run unless set. By a time of day on every day, or on those that it names.
    pub at: Option<Moment>,
    /// How many.
    pub count: u32,
    /// Over how long, at random moments; all at once unless set.
    pub over: Option<Span>,
}

/// So many at once, or at uniformly random moments of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// When it begins: by a time of day on every day of the run, or on those that are named. In order of time.
    pub at: Arc<[SimTime]>,
    /// How many customers.
    pub count: u32,
    /// Over how long; zero for all at once.
    pub over: SimSpan,
}

impl Kind for Burst {
    type Raw = RawBurst;

    fn resolve(raw: &RawBurst, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let path = checks.path.clone();
        if raw.count > PEOPLE_MAX {
            let help = format!("write a number from 0 to {PEOPLE_MAX}");
            checks.context.issues.add(&path.key("count"), format!("a burst of {}", raw.count), help);
        } else if raw.count == 0 {
            let path = path.key("count");
            checks.context.warnings.push(format!("{path}: nobody comes with a burst of 0"));
        }
        let at = checks.moment(raw.at, "at", SimTime::ZERO);
        let end = checks.clock.end();
        if at >= end {
            let path = path.key("at");
            checks.context.warnings.push(format!("{path}: the burst comes ({at}) when the run is over ({end})"));
        }
        let all = raw.at.map_or_else(Vec::new, |at| checks.clock.moments(at));
        let at: Arc<[SimTime]> = if all.is_empty() { [at].into() } else { all.into() };
        Some(Self { at, count: raw.count, over: raw.over.map_or(SimSpan::ZERO, |Span(span)| span) })
    }
    fn scale(&mut self, factor: f64) {
        // A burst stays one; nobody stays nobody.
        self.count = ((f64::from(self.count) * factor).round() as u32).max(self.count.min(1));
    }
    fn is_steady(&self, _: SimTime) -> bool {
        false
    }
    fn has_random_rate(&self) -> bool {
        false
    }
}
