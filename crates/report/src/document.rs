//! The report as a document, version 1: the keys that other programs rely on.
//!
//! Keys are only ever added. Times are seconds, shares 0 to 1, unless a key's last word says otherwise. `null` means
//! that there is no data. Everything but `time` and `engine_ns` is a function of program, scenario and seed.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Number;

use super::distribution::DistributionReport;
use super::exit::ExitCode;
use super::expression::Expression;
use super::heat_map::HeatReport;
use super::over_time::SeriesReport;
use rushhour_measure::SeriesKey;
use rushhour_render::Unit;
use rushhour_scenario::metrics::Kind;

/// The version of this document.
pub(crate) const VERSION: u32 = 1;

/// A run, as a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of the document: 1.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// What was run.
    pub scenario: ScenarioReport,
    /// How it came out.
    pub verdict: Verdict,
    /// What the program exits with.
    pub exit_code: u8,
    /// The hash of everything that happened.
    pub digest: String,
    /// How many replications ran.
    pub replications: u32,
    /// How long it took.
    pub time: TimeReport,
    /// Counts over everything.
    pub totals: TotalsReport,
    /// How each action went.
    pub actions: IndexMap<String, ActionReport>,
    /// How the servers were used of each action that has a limited number of them.
    #[serde(default)]
    pub servers: IndexMap<String, ServersReport>,
    /// What was measured, by `name` or `name{tag:value}`.
    #[schemars(with = "IndexMap<String, MetricReport>")]
    pub metrics: IndexMap<SeriesKey, MetricReport>,
    /// How often each of the scripts' checks held, by name.
    #[serde(default)]
    pub checks: IndexMap<String, CheckReport>,
    /// How often each of the scenario's faults struck, by name.
    #[serde(default)]
    pub faults: IndexMap<String, u64>,
    /// The offers that timed out, by the population to whose agents they were made.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub offers_timed_out: IndexMap<String, OffersTimedOutReport>,
    /// How the thresholds came out.
    pub thresholds: Vec<ThresholdReport>,
    /// How the invariants came out.
    pub invariants: InvariantsReport,
    /// What went wrong, each with the seed that shows it.
    pub findings: Vec<FindingReport>,
    /// What ran but looks wrong.
    pub warnings: Vec<String>,
    /// Whether they fail the run; left out where they do not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// Whether it was stopped before its end, whatever else happened.
    #[serde(default)]
    pub interrupted: bool,
    /// How it went over time.
    #[serde(default)]
    pub series: SeriesReport,
    /// A run longer than a day, with a time of day, by day and hour: those that were measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heat_map: Vec<HeatReport>,
    /// How the samples of metrics are spread, by `name` or `name{tag:value}`; times in seconds.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, DistributionReport>")]
    pub distributions: IndexMap<SeriesKey, DistributionReport>,
    /// How the wall times inside the engine are spread, by action; in nanoseconds. Differs from run to run.
    #[serde(default)]
    pub engine_ns: IndexMap<String, DistributionReport>,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioReport {
    /// Its name.
    pub name: String,
    /// Its file, as it was given.
    pub file: String,
    /// The seed.
    pub seed: u64,
    /// How long customers arrive, warm-up included.
    pub duration_s: f64,
    /// How much of that is not measured.
    pub warmup_s: f64,
    /// Whether that was found by pilot replications.
    #[serde(default)]
    pub warmup_auto: bool,
    /// The variables, overrides applied; durations as text.
    pub vars: IndexMap<String, serde_json::Value>,
    /// What it says of itself.
    #[serde(default)]
    pub description: String,
    /// The time of day at which it begins, where it has one: `09:00`.
    #[serde(default)]
    pub starts_at: Option<String>,
    /// The day on which it begins, where that is known: `mon`, or a date such as `2026-03-02`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<String>,
    /// The queues, by name.
    #[serde(default)]
    pub queues: IndexMap<String, QueueReport>,
    /// The populations, by name.
    #[serde(default)]
    pub populations: IndexMap<String, PopulationReport>,
    /// The flags beside the seed that made it what it is: `-e`, `calls=900/h`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// The text of the file, where it is not too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a queue promises.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueueReport {
    /// Contacts should be answered within so much time.
    pub target_s: f64,
    /// Who gives up sooner does not count, where that is so.
    pub short_abandon_s: Option<f64>,
    /// Of which contacts the service level is a share.
    #[serde(default)]
    pub service_level: ServiceLevelReport,
}

/// Of which contacts the service level is a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevelReport {
    /// Answered in time, over all that were offered but for short abandons.
    #[default]
    Offered,
    /// Answered in time, over those that were answered.
    Answered,
    /// Answered in time and short abandons, over all that were offered.
    MetByShortAbandons,
}

/// Who the people of a population are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Role")]
pub enum PopulationRole {
    /// They work.
    Agents,
    /// They arrive.
    Customers,
    /// They look after agents.
    Supervisors,
}

/// A population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PopulationReport {
    /// Who they are.
    pub role: PopulationRole,
    /// How many; customers have no number.
    pub count: Option<u32>,
}

/// How a run came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All held.
    Pass,
    /// Something did not hold.
    Fail,
    /// It was stopped before its end, and nothing graver happened.
    Interrupted,
}

impl Verdict {
    /// The verdict of a run that ends with this code.
    pub const fn of(code: ExitCode) -> Self {
        match code {
            ExitCode::Success => Self::Pass,
            ExitCode::Interrupted => Self::Interrupted,
            ExitCode::Unexpected
            | ExitCode::Usage
            | ExitCode::ThresholdFailed
            | ExitCode::Invalid
            | ExitCode::ScriptFailed
            | ExitCode::InvariantViolated => Self::Fail,
        }
    }
}

/// How long a run took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeReport {
    /// Virtual time, the sum over replications.
    pub simulated_s: f64,
    /// Time on the wall.
    pub wall_s: f64,
}

/// Counts over everything, warm-up and drain included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct TotalsReport {
    pub contacts: u64,
    pub open: u64,
    pub actions: u64,
    pub rejected: u64,
    pub events: u64,
    pub findings: u64,
    pub actors_peak: u64,
}

/// How one action went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionReport {
    /// How often it did its work, over the whole run.
    pub ok: u64,
    /// How often it was refused, by code, over the whole run.
    pub rejected: IndexMap<String, u64>,
    /// How often a before-listener aborted it.
    #[serde(default)]
    pub cancelled: u64,
    /// How often nobody learned how it went.
    #[serde(default)]
    pub lost: u64,
    /// By the scenario's clock; what began within the measured time.
    pub latency_s: StatsReport,
    /// On the wall, inside the engine; in nanoseconds. Differs from run to run.
    pub engine_ns: StatsReport,
}

/// How an action's servers were used, within the measured time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServersReport {
    /// How many there are.
    pub servers: u32,
    /// The share of their time in which they were busy.
    pub utilisation: Option<f64>,
    /// Requests that were sent to them.
    pub requests: u64,
    /// How long a request waited for one on average.
    pub wait_s_mean: Option<f64>,
}

/// The offers to a population that timed out, over the whole run, and how long that kept its agents from work.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OffersTimedOutReport {
    /// How many offers.
    pub offers: u64,
    /// How many agents they were made to.
    pub agents: u64,
    /// How many of them were left in the timeout activity: for more than five minutes, or a tenth of the run.
    pub left: u64,
    /// The time that they all spent there while customers came.
    pub away_s: f64,
    /// The longest time that one of them spent there.
    pub longest_away_s: f64,
}

/// What is read of samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct StatsReport {
    pub count: u64,
    pub mean: Option<f64>,
    pub min: Option<f64>,
    pub p50: Option<f64>,
    pub p90: Option<f64>,
    pub p95: Option<f64>,
    pub p99: Option<f64>,
    pub p999: Option<f64>,
    pub max: Option<f64>,
}

/// What kind of number a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Times in seconds.
    Time,
    /// Plain numbers.
    Plain,
    /// A share, 0 to 1.
    Share,
    /// A mean over time.
    Mean,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MetricReport {
    /// One of samples.
    Sampled(SampledReport),
    /// One that is one amount over another.
    Ratio(RatioReport),
}

/// A metric of samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampledReport {
    /// What is read of them.
    #[serde(flatten)]
    pub stats: StatsReport,
    /// Half-width of the 95 % confidence interval of the mean, over replications.
    pub ci95: Option<f64>,
    /// What kind of number it is.
    pub kind: MetricKind,
    /// What each replication saw by itself: `mean`, `p50`, `p95` and `p99`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub replications: ReplicationsReport,
}

/// A metric that is one amount over another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatioReport {
    /// The numerator over the denominator.
    pub value: Option<f64>,
    /// A count, or seconds.
    pub numerator: Number,
    /// A count, or seconds.
    pub denominator: Number,
    /// Half-width of the 95 % confidence interval, over replications.
    pub ci95: Option<f64>,
    /// What kind of number it is.
    pub kind: MetricKind,
    /// What each replication saw by itself: `value`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub replications: ReplicationsReport,
}

/// A statistic of each replication by itself, by its name, in the order of their index from 0; `null` where one has no
/// data.
pub type ReplicationsReport = IndexMap<String, Vec<Option<f64>>>;

/// How often a check held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckReport {
    /// How often it held.
    pub held: u64,
    /// How often it did not.
    pub failed: u64,
}

/// How a threshold came out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ThresholdReport {
    /// `wait`, `wait{queue:support}`.
    #[schemars(with = "String")]
    pub metric: SeriesKey,
    /// As the scenario writes it.
    #[schemars(with = "String")]
    pub expression: Expression,
    /// Whether it held; without data it did not.
    pub ok: bool,
    /// False where the confidence interval reaches over the limit.
    pub certain: bool,
    /// The pooled value.
    pub observed: Option<f64>,
    /// What kind of number `observed` is; a count of samples is plain.
    pub kind: MetricKind,
    /// Whether it is the program's own: that all checks hold.
    #[serde(default)]
    pub implicit: bool,
    /// The replications that it ended before their time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aborted: Vec<AbortReport>,
}

/// A replication that a threshold ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AbortReport {
    /// Which.
    pub replication: u32,
    /// When, in virtual seconds since it began.
    pub at_s: f64,
    /// What was observed then.
    pub observed: f64,
}

impl<'de> Deserialize<'de> for ThresholdReport {
    /// What an expression means depends on the kind of number that it is about, which stands beside it.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            metric: SeriesKey,
            expression: String,
            ok: bool,
            certain: bool,
            observed: Option<f64>,
            kind: MetricKind,
            #[serde(default)]
            implicit: bool,
            #[serde(default)]
            aborted: Vec<AbortReport>,
        }
        let Stored { metric, expression, ok, certain, observed, kind, implicit, aborted } =
            Stored::deserialize(from)?;
        let expression = Expression::read(expression, Kind::from(kind));
        Ok(Self { metric, expression, ok, certain, observed, kind, implicit, aborted })
    }
}

impl From<Kind> for MetricKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Time => Self::Time,
            Kind::Plain => Self::Plain,
            Kind::Share | Kind::TimeShare => Self::Share,
            Kind::TimeMean => Self::Mean,
        }
    }
}

impl From<MetricKind> for Unit {
    fn from(kind: MetricKind) -> Self {
        match kind {
            MetricKind::Time => Self::Seconds,
            MetricKind::Share => Self::Share,
            MetricKind::Plain | MetricKind::Mean => Self::Plain,
        }
    }
}

impl From<MetricKind> for Kind {
    /// Whether a share is one of cases or of time is not in the document, and makes no difference to what can be said
    /// of it.
    fn from(kind: MetricKind) -> Self {
        match kind {
            MetricKind::Time => Self::Time,
            MetricKind::Plain => Self::Plain,
            MetricKind::Share => Self::Share,
            MetricKind::Mean => Self::TimeMean,
        }
    }
}

/// How the invariants came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvariantsReport {
    /// How often one was checked.
    pub checked: u64,
    /// Which were.
    pub names: Vec<String>,
    /// What did not hold.
    pub violations: Vec<ViolationReport>,
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ViolationReport {
    /// Its name.
    pub invariant: String,
    /// When, in the time of the replication.
    pub at_s: f64,
    /// Who and what was involved.
    pub entities: Vec<String>,
    /// What was seen and what should have been.
    pub message: String,
    /// The seed of the run.
    pub seed: u64,
    /// The index of the replication.
    pub replication: u32,
    /// How many looks have seen it, of one of the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The script that states it, of one of the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// The line where it does, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// A statement about the state did not hold.
    Invariant,
    /// What should have come to an end did not.
    Liveness,
    /// A script failed.
    Script,
    /// An assertion of rushhour's own failed, which ended the run.
    Bug,
    /// The machine had no more memory or stacks, which ended the run.
    Machine,
}

impl FindingKind {
    /// Whether it is about what must hold of the centre.
    pub const fn is_of_invariants(self) -> bool {
        match self {
            Self::Invariant | Self::Liveness => true,
            Self::Script | Self::Bug | Self::Machine => false,
        }
    }
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingReport {
    /// What kind of thing.
    pub kind: FindingKind,
    /// What happened, in words.
    pub message: String,
    /// The seed of the run.
    pub seed: u64,
    /// The index of the replication.
    pub replication: u32,
    /// When, in the time of the replication.
    pub at_s: f64,
    /// Who and what was involved.
    pub entities: Vec<String>,
    /// The invariant's name, where one did not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invariant: Option<String>,
    /// The script, where one failed, or states the invariant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// The line of the script, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Whose script it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Their population.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// The functions that led there, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<String>,
}
