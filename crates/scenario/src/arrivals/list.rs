//! All kinds of arrivals: each in one line, of which everything is made that goes over all kinds.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::burst::Burst;
use super::checks::Checks;
use super::constant::Constant;
use super::kind::Kind;
use super::poisson::Poisson;
use super::rows::TraceRow;
use super::trace::{RawTrace, Trace};
use super::trace_file::TraceFile;
use super::{burst, constant, poisson, profile, ramp, trace};
use crate::checks::{Clock, Context};
use crate::path::NodePath;
use rushhour_engine::units::{QueueId, SimSpan, SimTime};

/// Makes of the list what goes over all kinds. A kind's line is its name, its file, and what a scenario writes there; the
/// key of a kind is the name of its file.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $file:ident, $raw:ty;)*) => {
        /// When customers come. Their coming does not depend on how the centre copes.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(rename_all = "lowercase")]
        #[expect(clippy::large_enum_variant, reason = "a scenario has few, and they are gone once it is resolved")]
        pub enum RawArrivals {
            $($(#[$doc])* $kind($raw),)*
        }

        /// When customers come (an open model: their coming does not depend on how the centre copes).
        #[derive(Clone, Debug, PartialEq)]
        pub enum Arrivals {
            $($(#[$doc])* $kind($file::$kind),)*
        }

        impl RawArrivals {
            /// The key by which it is written.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => stringify!($file),)*
                }
            }
        }

        impl Arrivals {
            /// Whether they come at the same rate from the beginning of the run to `end`.
            pub fn is_steady(&self, end: SimTime) -> bool {
                match self {
                    $(Self::$kind(it) => it.is_steady(end),)*
                }
            }
            /// Whether they come at random, by a rate: then that of a day can differ.
            pub fn has_random_rate(&self) -> bool {
                match self {
                    $(Self::$kind(it) => it.has_random_rate(),)*
                }
            }
            /// When it has come to an end by itself before the run does, at `end`, and was not told to: what it is called,
            /// and the moment.
            pub(crate) fn ends_early(&self, end: SimTime) -> Option<(&'static str, SimTime)> {
                let early = match self {
                    $(Self::$kind(it) => it.ends_early(end),)*
                };
                early.filter(|(_, at)| *at < end)
            }
            /// Leaves out what lies behind the end of the run.
            pub(crate) fn clip(&mut self, end: SimTime) {
                match self {
                    $(Self::$kind(it) => it.clip(end),)*
                }
            }
            /// Makes it so many times as many. What was counted or recorded stays as it was.
            pub fn scale(&mut self, factor: f64) {
                match self {
                    $(Self::$kind(it) => it.scale(factor),)*
                }
            }
        }

        fn resolve_kind(raw: &RawArrivals, checks: &mut Checks<'_, '_>) -> Option<Arrivals> {
            match raw {
                $(RawArrivals::$kind(raw) => Kind::resolve(raw, checks).map(Arrivals::$kind),)*
            }
        }
    };
}

kinds! {
    /// At equal distances: `constant: {rate: 900/h}`.
    Constant: constant, super::steady::RawSteady;
    /// At random, independently of each other: `poisson: {rate: 900/h}`.
    Poisson: poisson, super::steady::RawSteady;
    /// At a rate that moves in straight lines: `ramp: {from: 0/h, stages: [{over: 10m, to: 900/h}]}`.
    Ramp: ramp, ramp::RawRamp;
    /// At a rate that changes in steps: `profile: {"09:00": 300/h, "10:00": 600/h}`, or a list of `{at, rate}`.
    Profile: profile, profile::RawProfile;
    /// So many, at once or within a span: `burst: {at: 30m, count: 500, over: 2m}`.
    Burst: burst, burst::RawBurst;
    /// As recorded: `trace: {file: calls.csv, where: {day: 3}}`.
    Trace: trace, trace::RawTrace;
}

impl RawArrivals {
    /// What is written of a trace, which has to be read first.
    pub(crate) const fn trace(&self) -> Option<&RawTrace> {
        let Self::Trace(raw) = self else { return None };
        Some(raw)
    }
}

impl Arrivals {
    /// What arrivals come to that stand at `path`, and of a trace what its file has. Nothing where that was reported.
    pub(crate) fn resolve(
        raw: &RawArrivals,
        trace: Option<&TraceFile>,
        clock: &Clock,
        path: &NodePath,
        context: &mut Context<'_>,
    ) -> Option<Self> {
        resolve_kind(raw, &mut Checks { clock, trace, path: path.key(raw.kind()), context })
    }

    /// So many at the beginning of the run, all at once.
    pub(crate) fn at_once(count: u32) -> Self {
        Self::Burst(Burst { at: [SimTime::ZERO].into(), count, over: SimSpan::ZERO })
    }

    /// At exactly these moments, in order of time; each with the place of a row, where these arrivals have rows.
    pub(crate) fn at_moments(&self, moments: Vec<(SimTime, u32)>) -> Self {
        let rows = match self {
            Self::Trace(trace) => trace.rows().cloned(),
            Self::Constant(_) | Self::Poisson(_) | Self::Ramp(_) | Self::Profile(_) | Self::Burst(_) => None,
        };
        Self::Trace(Trace::recorded(moments, rows))
    }

    /// The queues that the rows of a trace name, each once.
    pub fn queues(&self) -> BTreeSet<QueueId> {
        match self {
            Self::Trace(trace) => trace.rows().map(|rows| rows.queues()).unwrap_or_default(),
            Self::Constant(_) | Self::Poisson(_) | Self::Ramp(_) | Self::Profile(_) | Self::Burst(_) => {
                BTreeSet::new()
            }
        }
    }

    /// The row at this place, of those that come by a trace.
    pub fn row(&self, place: u32) -> Option<TraceRow> {
        match self {
            Self::Trace(trace) => trace.row(place),
            Self::Constant(_) | Self::Poisson(_) | Self::Ramp(_) | Self::Profile(_) | Self::Burst(_) => None,
        }
    }

    /// The same at random, where they come at a rate: so they can be thinned.
    #[must_use]
    pub fn at_random(self) -> Self {
        match self {
            Self::Constant(Constant { rate, windows }) => Self::Poisson(Poisson { rate, windows }),
            Self::Poisson(_) | Self::Ramp(_) | Self::Profile(_) | Self::Burst(_) | Self::Trace(_) => self,
        }
    }
}
