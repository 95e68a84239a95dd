//! How actions went: how often, how long, and why not.
//!
//! Fed by [`super::Observation`]. Counts cover the whole run; latencies and shares cover invocations that were meant
//! to begin within the measured time.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::buckets::Buckets;
use super::course::Settled;
use super::measure::{Measure, SeriesMap};
use super::ratio::Ratio;
use super::samples::Samples;
use super::series::{Series, Tag};
use super::span::Measured;
use rushhour_engine::action::{Action, ActionName, Code};
use rushhour_engine::event::Outcome;
use rushhour_engine::units::SimTime;
use rushhour_scenario::metrics::Metric;

/// How one action went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionStats {
    /// How often it did its work.
    pub ok: u64,
    /// How often it was refused, by the reason.
    pub rejected: BTreeMap<Code, u64>,
    /// How often a before-listener aborted it.
    pub cancelled: u64,
    /// How often nobody learned how it went.
    pub lost: u64,
    /// Modelled latency of what did or was refused and began within the measured time.
    pub latency: Samples,
    /// Share of those that were refused.
    pub refused: Ratio,
    /// Wall nanoseconds inside the engine, of the whole run.
    pub engine_ns: Samples,
}

/// All actions.
#[derive(Clone, Debug)]
pub(super) struct Actions {
    measured: Measured,
    buckets: Buckets,
    /// Over time: how many settled, and how long those took that began.
    settled: Vec<Settled>,
    latencies: Vec<Samples>,
    known: Vec<Option<Box<ActionStats>>>,
    other: BTreeMap<SmolStr, ActionStats>,
}

impl ActionStats {
    /// How often it was refused.
    pub fn rejections(&self) -> u64 {
        self.rejected.values().sum()
    }
    /// How often it settled, in whatever way.
    pub fn settled(&self) -> u64 {
        self.ok + self.rejections() + self.cancelled + self.lost
    }
    /// Takes in what another replication counted.
    pub fn merge(&mut self, other: &Self) {
        self.ok += other.ok;
        for (code, count) in &other.rejected {
            *self.rejected.entry(*code).or_default() += count;
        }
        self.cancelled += other.cancelled;
        self.lost += other.lost;
        self.latency.merge(&other.latency);
        self.refused.merge(&other.refused);
        self.engine_ns.merge(&other.engine_ns);
    }
}

impl Actions {
    pub(super) fn new(measured: Measured, buckets: Buckets) -> Self {
        Self {
            measured,
            buckets,
            settled: Vec::new(),
            latencies: Vec::new(),
            known: vec![None; Action::ALL.len()],
            other: BTreeMap::new(),
        }
    }

    /// An invocation settled.
    pub(super) fn settled(&mut self, at: SimTime, action: &ActionName, outcome: Outcome, begun_at: SimTime) {
        let in_window = self.measured.contains(begun_at);
        self.over_time(at, outcome, begun_at);
        let stats = self.stats(action);
        let refused = match outcome {
            Outcome::Ok => {
                stats.ok += 1;
                false
            }
            Outcome::Rejected(code) => {
                *stats.rejected.entry(code).or_default() += 1;
                true
            }
            Outcome::Cancelled => {
                stats.cancelled += 1;
                return;
            }
            Outcome::Lost => {
                stats.lost += 1;
                return;
            }
        };
        if in_window {
            stats.latency.span(at.since(begun_at));
            stats.refused.count(refused);
        }
    }
    /// The engine worked on one for so long.
    pub(super) fn engine_time(&mut self, action: &ActionName, ns: u64) {
        self.stats(action).engine_ns.nanoseconds(ns);
    }

    /// How many settled over time, and how long those took that began.
    pub(super) fn take_course(&mut self) -> (Vec<Settled>, Vec<Samples>) {
        let (settled, mut latencies) = (std::mem::take(&mut self.settled), std::mem::take(&mut self.latencies));
        latencies.iter_mut().for_each(Samples::settle);
        (settled, latencies)
    }

    /// What was counted, and the metrics that it makes.
    pub(super) fn finish(self, into: &mut SeriesMap) -> BTreeMap<ActionName, ActionStats> {
        let known = Action::ALL
            .iter()
            .zip(self.known)
            .filter_map(|(action, stats)| stats.map(|stats| (ActionName::Known(*action), *stats)));
        let other = self.other.into_iter().map(|(name, stats)| (ActionName::Other(name), stats));
        let mut all: BTreeMap<ActionName, ActionStats> = known.chain(other).collect();
        let (mut latency, mut refused) = (Samples::default(), Ratio::default());
        for (name, stats) in &mut all {
            stats.latency.settle();
            stats.engine_ns.settle();
            latency.merge(&stats.latency);
            refused.merge(&stats.refused);
            let tag = Tag::Action(name.clone());
            let samples = Measure::samples(stats.latency.clone());
            into.insert(Series::part(Metric::ActionLatency, tag.clone()), samples);
            into.insert(Series::part(Metric::Rejected, tag), Measure::Ratio(stats.refused));
        }
        into.insert(Series::whole(Metric::ActionLatency), Measure::samples(latency));
        into.insert(Series::whole(Metric::Rejected), Measure::Ratio(refused));
        all
    }

    fn over_time(&mut self, at: SimTime, outcome: Outcome, begun_at: SimTime) {
        let (refused, has_latency) = match outcome {
            Outcome::Ok => (false, true),
            Outcome::Rejected(_) => (true, true),
            Outcome::Cancelled | Outcome::Lost => (false, false),
        };
        if let Some(settled) = self.buckets.entry(&mut self.settled, at) {
            settled.all += 1;
            settled.rejected += u64::from(refused);
        }
        if has_latency && let Some(latencies) = self.buckets.entry(&mut self.latencies, begun_at) {
            latencies.span(at.since(begun_at));
        }
    }
    fn stats(&mut self, action: &ActionName) -> &mut ActionStats {
        match action {
            ActionName::Known(action) => self.known[action.index()].get_or_insert_default(),
            ActionName::Other(name) => self.other.entry(name.clone()).or_default(),
        }
    }
}
