//! What kinds are made of in the standard set: how often each strikes there, and what is drawn.

use super::people::{Invocations, People};
use super::stage::HangUpStage;
use super::target::{ContactTarget, DesktopTarget, EventTarget, PlatformTarget, RequestTarget};
use crate::random::{Distribution, DistributionKind, Quantity, Sampler};
use rushhour_engine::units::{ActivityId, Rate};

/// The standard set, for a centre: a fault in it strikes everybody who comes into question.
pub(super) struct StandardSet {
    /// Where agents go whom a fault sends away.
    pub(super) unavailable: ActivityId,
}

impl StandardSet {
    pub(super) fn requests(&self, share: f64) -> RequestTarget {
        RequestTarget { share, of: Invocations::default() }
    }
    pub(super) fn events(&self, share: f64) -> EventTarget {
        EventTarget { share, at: People::default() }
    }
    pub(super) fn contacts(&self, share: f64) -> ContactTarget {
        ContactTarget { share, of: People::default(), during: HangUpStage::ALL.into() }
    }
    pub(super) fn desktops(&self, per_hour: f64) -> DesktopTarget {
        DesktopTarget { rate: hourly(per_hour), at: People::default() }
    }
    pub(super) fn platform(&self, per_hour: f64) -> PlatformTarget {
        PlatformTarget { rate: hourly(per_hour) }
    }

    /// Seconds, exponentially distributed.
    pub(super) fn around(&self, mean: f64) -> Sampler {
        drawn(DistributionKind::Exponential { mean: Quantity(mean) })
    }
    /// Seconds, all of them equally likely.
    pub(super) fn between(&self, min: f64, max: f64) -> Sampler {
        drawn(DistributionKind::Uniform { min: Quantity(min), max: Quantity(max) })
    }
    /// Seconds, most of them few, and some of them many.
    pub(super) fn spike(&self, median: f64, p95: f64) -> Sampler {
        let (median, p95) = (Some(Quantity(median)), Some(Quantity(p95)));
        drawn(DistributionKind::Lognormal { mean: None, cv: None, median, p90: None, p95, p99: None })
    }
}

fn hourly(rate: f64) -> Rate {
    Rate::per_hour(rate).unwrap_or_default()
}

fn drawn(kind: DistributionKind) -> Sampler {
    // The parameters of the standard set are within range.
    Distribution::Of(kind).sampler().unwrap_or_else(|_| Sampler::constant(0.0))
}
