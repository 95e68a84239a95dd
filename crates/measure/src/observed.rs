//! What was observed: of one replication, or of several together.
//!
//! Merging takes replications in the order of their index; then the result is the same in every grouping, whatever
//! the number of jobs.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::abort::Abort;
use super::actions::ActionStats;
use super::course::Course;
use super::digest::Streams;
use super::heat_map::HeatMap;
use super::means::Means;
use super::measure::Pooled;
use super::scripts::CheckCounts;
use super::series::Series;
use super::timed_out::OffersTimedOut;
use super::warmup_detection::Presence;
use rushhour_engine::action::ActionName;
use rushhour_scenario::PopulationId;

/// Counts over everything that happened, warm-up and drain included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Customers who came.
    pub contacts: u64,
    /// Those who were not through at the end.
    pub open: u64,
    /// Invocations that settled.
    pub actions: u64,
    /// Those that were refused.
    pub rejected: u64,
    /// What the engine and the simulation stated; the digest is of these.
    pub events: u64,
    /// The most scripts at work at once, in any replication.
    pub actors_peak: u64,
}

/// What was observed of one replication, or of several together.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// What was measured.
    pub series: BTreeMap<Series, Pooled>,
    /// How each action went.
    pub actions: BTreeMap<ActionName, ActionStats>,
    /// How often each check held.
    pub checks: BTreeMap<SmolStr, CheckCounts>,
    /// How often each fault of the plan struck, by name.
    pub faults: BTreeMap<SmolStr, u64>,
    /// The offers that timed out, of each population of which one did.
    pub timed_out: BTreeMap<PopulationId, OffersTimedOut>,
    /// Counts over everything.
    pub totals: Totals,
    /// How many contacts were in the centre.
    pub presence: Presence,
    /// How it went over time.
    pub course: Course,
    /// A run of several days by day and hour; empty where it is shorter.
    pub heat_map: HeatMap,
    /// The hash of each replication's events, in their order.
    pub streams: Streams,
    /// The threshold that ended it before its time, where one did; of one replication.
    pub abort: Option<Abort>,
    /// For each of the plan's thresholds, what each replication that has data saw by itself.
    pub(super) threshold_values: Vec<Means>,
}

impl Totals {
    fn merge(&mut self, other: &Self) {
        self.contacts += other.contacts;
        self.open += other.open;
        self.actions += other.actions;
        self.rejected += other.rejected;
        self.events += other.events;
        self.actors_peak = self.actors_peak.max(other.actors_peak);
    }
}

impl Observed {
    /// Takes in the replications that follow these.
    pub fn merge(&mut self, later: Self) {
        let (before, after) = (self.streams.count(), self.streams.count() + later.streams.count());
        for (series, mut pooled) in later.series {
            match self.series.get_mut(&series) {
                Some(mine) => mine.merge(&pooled),
                None => {
                    pooled.preceded_by(before);
                    self.series.insert(series, pooled);
                }
            }
        }
        for pooled in self.series.values_mut() {
            pooled.filled_up(after);
        }
        for (action, stats) in later.actions {
            self.actions.entry(action).or_default().merge(&stats);
        }
        for (name, counts) in later.checks {
            let mine = self.checks.entry(name).or_default();
            mine.held += counts.held;
            mine.failed += counts.failed;
        }
        for (name, struck) in later.faults {
            *self.faults.entry(name).or_default() += struck;
        }
        for (population, timed_out) in later.timed_out {
            self.timed_out.entry(population).or_default().merge(&timed_out);
        }
        self.totals.merge(&later.totals);
        self.presence.merge(&later.presence);
        self.course.merge(&later.course);
        self.heat_map.merge(&later.heat_map);
        self.streams.extend(&later.streams);
        for (mine, theirs) in self.threshold_values.iter_mut().zip(later.threshold_values) {
            mine.extend(&theirs);
        }
    }
    /// The digest of these replications.
    pub fn digest(&self) -> String {
        self.streams.digest()
    }
}
