//! Arrival processes of all kinds, at work.

use super::constant::Regular;
use super::trace::Traced;
use super::uniform::Known;
use super::varying::Varying;
use super::{burst, poisson, profile, ramp};
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::plan::{Arrivals, Plan, Population};
use rushhour_scenario::random::{Stream, StreamKey};

/// One arrival process at work.
#[derive(Debug)]
pub struct ArrivalProcess {
    source: Source,
    stream: Stream,
    /// Nobody comes from here on.
    until: SimTime,
}

/// Where its moments come from.
#[derive(Debug)]
enum Source {
    Regular(Regular),
    Varying(Varying),
    Known(Known),
    Traced(Traced),
}

impl ArrivalProcess {
    /// The process of these arrivals, which are those at this place of a population, in a replication of a plan. Its draws
    /// are keyed by all of these.
    pub fn of(plan: &Plan, replication: u32, population: &Population, place: usize, arrivals: &Arrivals) -> Self {
        let key = StreamKey {
            seed: plan.seed,
            replication,
            owner: &population.name,
            index: place as u64,
            purpose: "arrivals",
        };
        Self::new(arrivals, Stream::new(&key), plan.duration)
    }

    /// The process of these arrivals in a run whose arrivals stop at `duration`.
    pub(super) fn new(arrivals: &Arrivals, mut stream: Stream, duration: SimSpan) -> Self {
        let end = SimTime::ZERO + duration;
        let source = match arrivals {
            Arrivals::Constant(it) => Source::Regular(Regular::new(it)),
            Arrivals::Poisson(it) => Source::Varying(poisson::process(it, end)),
            Arrivals::Ramp(it) => Source::Varying(ramp::process(it)),
            Arrivals::Profile(it) => Source::Varying(profile::process(it, end)),
            Arrivals::Burst(it) => Source::Known(burst::process(it, &mut stream)),
            Arrivals::Trace(it) => Source::Traced(Traced::new(it)),
        };
        Self { source, stream, until: end }
    }

    /// The same with its random rate multiplied; what is regular, counted or recorded stays as it is.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        match &mut self.source {
            Source::Varying(varying) => varying.scale(factor),
            Source::Regular(_) | Source::Known(_) | Source::Traced(_) => {}
        }
        self
    }
}

impl Iterator for ArrivalProcess {
    type Item = SimTime;

    /// The next arrival; `None` when nobody comes any more.
    fn next(&mut self) -> Option<SimTime> {
        let at = match &mut self.source {
            Source::Regular(regular) => regular.next(),
            Source::Varying(varying) => varying.next(&mut self.stream),
            Source::Known(known) => known.next(),
            Source::Traced(traced) => traced.next(&mut self.stream),
        }?;
        (at < self.until).then_some(at)
    }
}
