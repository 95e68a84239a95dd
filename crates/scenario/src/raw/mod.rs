//! What a scenario may say: its keys, as written and not checked yet.
//!
//! These types are the public contract of the YAML: every key has its description here. Reading fails at what has
//! the wrong type or is unknown; `resolve` checks what it means and makes the plan.

mod center;
mod hours;
mod people;
mod settings;
mod skills;
mod thresholds;
mod timeline;
mod user_invariants;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

pub use center::{
    RawActivities, RawActivity, RawCenter, RawFilter, RawLatency, RawLines, RawMode, RawOutbound, RawQueue,
    RawServiceLevel, RawTarget, RawTimeouts, RawWorkflow,
};
pub use hours::{RawBreak, RawShift, RawStaffing};
pub use people::{RawCapacity, RawCustomers, RawDayFactor, RawRetry, RawStaff};
pub use settings::{RawEmail, RawFeatures, RawRules};
pub use skills::RawSkills;
pub use thresholds::RawThreshold;
pub use timeline::{RawActCue, RawBurstCue, RawCue, RawDeed, RawFaultCue, RawStaffCue};
pub use user_invariants::RawStatements;

pub use crate::arrivals::{RawArrivals, RawQueueColumn, RawTurnTo};
pub use crate::faults::{RawFault, RawFaultHeader};
pub use crate::values::{
    Beginning, ByDays, Bytes, DayItem, FirstDay, Moment, OnDays, OneOrMany, PerTime, RawDistribution,
    RawEmpirical, RawSteps, RawWarmup, RawWeights, Scalar, Share, Span, StepValue,
};

/// A scenario: who works in a centre, who comes to it, and what must hold.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawScenario {
    /// The version of this format: 1.
    pub version: Option<Scalar>,
    /// Its name in reports; the file's name unless set.
    pub name: Option<String>,
    /// What it is about, in a sentence or two.
    pub description: Option<String>,
    /// The seed of all draws; 1 unless set.
    pub seed: Option<u64>,
    /// The time of day at which the run begins: `09:00`, or with its day `mon 09:00`, `2026-03-02 09:00`. Needed where
    /// anything is told by times of day.
    pub starts_at: Option<Beginning>,
    /// The day on which the run begins: `mon`, or a date such as `2026-03-02`. Needed where anything is told by days.
    pub starts_on: Option<FirstDay>,
    /// The days of the weekend: `[fri, sat]`; Saturday and Sunday unless set.
    pub weekend: Option<OneOrMany<String>>,
    /// How long customers arrive, the warm-up included. Without it, until the end of the trace.
    pub duration: Option<Span>,
    /// How much of the beginning the metrics leave out: a duration, or `auto`; nothing unless set.
    pub warmup: Option<RawWarmup>,
    /// Tells what happens to contacts also by the interval in which they came: `30m`.
    pub interval: Option<Span>,
    /// How long after `duration` what is open may take; `5m` unless set.
    pub drain: Option<Span>,
    /// How many times the run is made, each with draws of its own; 1 unless set.
    pub replications: Option<u32>,
    /// Named numbers, durations and texts: `"${name}"` in any scalar, `vars.name` in scripts, `-e name=value`.
    #[serde(default)]
    pub vars: IndexMap<String, Scalar>,
    /// The centre: activities, queues, workflow, latency, timeouts, what is switched on.
    #[serde(default)]
    pub center: RawCenter,
    /// Populations of agents.
    #[serde(default)]
    pub agents: Vec<RawStaff>,
    /// Populations of customers.
    #[serde(default)]
    pub customers: Vec<RawCustomers>,
    /// Populations of supervisors.
    #[serde(default)]
    pub supervisors: Vec<RawStaff>,
    /// Distributions by name, for `sample("name")` and `me.talk(task, "name")`.
    #[serde(default)]
    pub distributions: IndexMap<String, RawDistribution>,
    /// Names under which scripts `record` values.
    #[serde(default)]
    pub metrics: Vec<String>,
    /// What must hold at the end: a metric, perhaps with a tag, and expressions such as `p(95) < 20s`.
    #[serde(default)]
    pub thresholds: IndexMap<String, OneOrMany<RawThreshold>>,
    /// Scripts that state invariants of the user's own, beside those that are checked anyway.
    #[serde(default)]
    pub invariants: OneOrMany<RawStatements>,
    /// What goes wrong on purpose.
    #[serde(default)]
    pub faults: Vec<RawFault>,
    /// What happens when, for those who watch and to the floor.
    #[serde(default)]
    pub timeline: Vec<RawCue>,
}
