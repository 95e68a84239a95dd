//! What a search found, as a document: the keys that other programs rely on. Text and pages are made of it.
//!
//! As in the report of a run, keys are only ever added, times are seconds, shares 0 to 1, and `null` means that there
//! is no data. Everything is a function of program, scenario, seed and flags.

use serde::Serialize;
use serde_json::Number;

use super::bottleneck::Bottleneck;
use super::capacity::{self, Direction, Tried};
use super::range::{Precision, Value};
use super::reading::Reading;
use super::rostered::{AtWork, RosterReport, Rostered};
use super::staff;
use super::trial::{Broken, Purpose, Trial};
use rushhour_engine::units::SimTime;
use rushhour_measure::Judgement;
use rushhour_render::number::precise;
use rushhour_report::{self as report, MetricKind, ScenarioReport};
use rushhour_scenario::plan::{Plan, PopulationKind, Statistic};

/// The version of these documents.
const VERSION: u32 = 1;

/// What `capacity` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapacityDocument {
    /// The version of the document: 1.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// What was run; its variables as they stand, but for the one that is varied.
    pub scenario: ScenarioReport,
    /// What was varied.
    pub vary: Vary,
    /// `highest`: the thresholds hold up to a value; `least`: from one on.
    pub direction: Direction,
    /// The last value at which all thresholds hold.
    pub found: Option<Number>,
    /// The nearest value beyond it, at which they do not.
    pub beyond: Option<Number>,
    /// Whether that is beyond doubt.
    pub certain: bool,
    /// Where the scenario stands.
    pub today: Option<Number>,
    /// How much more there may be than today, as a share of it.
    pub headroom: Option<f64>,
    /// From where to where the way to the limit was looked at: from the end that holds to a little beyond the limit.
    pub way: Option<(Number, Number)>,
    /// What a floor runs out of, at the first value that fails or the last that was searched.
    pub bottleneck: Option<Bottleneck>,
    /// Whether the search was told to stop.
    pub interrupted: bool,
    /// What looks wrong.
    pub warnings: Vec<String>,
    /// What was tried, by value.
    pub trials: Vec<CapacityTrial>,
}

/// What was varied, and within what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vary {
    /// The variable, or the path.
    pub name: String,
    /// What stands behind the numbers: nothing, `/h`, `s`.
    pub unit: String,
    /// The lower end.
    pub from: Number,
    /// The upper end.
    pub to: Number,
    /// How finely the limit was sought: a share of it, or so much in the unit.
    pub precision: Precision,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapacityTrial {
    /// The value, in the unit.
    pub value: Number,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: TrialReport,
}

/// What `staff` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaffDocument {
    /// The version of the document: 1.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// What was run.
    pub scenario: ScenarioReport,
    /// Whose number was sought.
    pub population: String,
    /// The least number that meets the thresholds; null where none is known.
    pub least: Option<u32>,
    /// The least number that was seen to be enough for the thresholds that more agents help.
    pub enough: Option<u32>,
    /// The greatest number that was seen not to be.
    pub too_few: Option<u32>,
    /// How many there are in the scenario.
    pub today: Option<u32>,
    /// Rostered hours and money for the least number over the run; null where neither was asked for, or none is known.
    pub roster: Option<RosterReport>,
    /// Whether the search was told to stop.
    pub interrupted: bool,
    /// What looks wrong.
    pub warnings: Vec<String>,
    /// What was tried, by number.
    pub trials: Vec<StaffTrial>,
}

/// One number of agents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaffTrial {
    /// The number.
    pub agents: u32,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: TrialReport,
}

/// What came of one variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialReport {
    /// How many replications it took.
    pub replications: u32,
    /// `search`, or `curve`: tried with few replications, to see the way there.
    pub purpose: Purpose,
    /// Whether all thresholds held.
    pub met: bool,
    /// Whether that is beyond doubt.
    pub certain: bool,
    /// Each threshold.
    pub thresholds: Vec<Judged>,
    /// How the floor coped.
    pub measured: Reading,
}

/// How a threshold came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// `wait`, `wait{queue:support}`.
    pub metric: String,
    /// As the scenario writes it.
    pub expression: String,
    /// Whether it held; without data it did not.
    pub ok: bool,
    /// False where the confidence interval reaches over the limit.
    pub certain: bool,
    /// The pooled value.
    pub observed: Option<f64>,
    /// What is looked at: `value`, `mean`, `p95`.
    pub statistic: String,
    /// With what it is compared.
    pub limit: f64,
    /// What kind of number `observed` and `limit` are.
    pub kind: MetricKind,
}

impl CapacityDocument {
    /// What was found by varying what has this name in this plan.
    pub fn new(name: &str, plan: &Plan, search: &capacity::Search, found: &capacity::Found) -> Self {
        let range = &search.range;
        let trial = |tried: &Tried| CapacityTrial {
            value: number(&tried.value),
            outcome: TrialReport::of(&tried.trial, tried.purpose),
        };
        let mut warnings: Vec<String> = found.contradictions().map(|tried| contradiction(name, tried)).collect();
        warnings.extend(
            found.tried.iter().filter_map(|tried| broken(&format!("{name}={}", tried.value), &tried.trial.broken)),
        );
        Self {
            version: VERSION,
            tool: report::TOOL.to_owned(),
            scenario: report::scenario(plan, plan.warmup.stated()),
            vary: Vary {
                name: name.to_owned(),
                unit: range.unit().to_owned(),
                from: number(&range.first()),
                to: number(&range.last()),
                precision: search.precision,
            },
            direction: found.direction,
            found: found.limit.as_ref().map(number),
            beyond: found.beyond.as_ref().map(number),
            certain: found.is_certain(),
            today: search.today.as_ref().map(number),
            headroom: found.headroom(search.today.as_ref()),
            way: found.way.as_ref().map(|(low, high)| (number(low), number(high))),
            bottleneck: found.judged().map(|(_, trial)| Bottleneck::of(plan, trial)),
            interrupted: found.interrupted,
            warnings,
            trials: found.tried.iter().map(trial).collect(),
        }
    }
}

impl StaffDocument {
    /// What was found for the population at this place of the plan.
    pub fn new(plan: &Plan, place: usize, found: &staff::Found, rostered: &Rostered<'_>) -> Self {
        let at_work = |agents| AtWork { from: SimTime::ZERO, length: plan.duration, agents };
        let population = plan.populations.get(place);
        let trial = |(agents, purpose, trial): &(u32, Purpose, Trial)| StaffTrial {
            agents: *agents,
            outcome: TrialReport::of(trial, *purpose),
        };
        let name = population.map(|population| population.name.to_string()).unwrap_or_default();
        let mut warnings: Vec<String> = conflict(&name, found).into_iter().collect();
        warnings.extend(vacuous(&name, found));
        let broken = found
            .trials
            .iter()
            .filter_map(|(agents, _, trial)| broken(&format!("{agents} {name}"), &trial.broken));
        warnings.extend(broken);
        Self {
            version: VERSION,
            tool: report::TOOL.to_owned(),
            scenario: report::scenario(plan, plan.warmup.stated()),
            least: found.least,
            enough: found.enough,
            too_few: found.too_few,
            roster: found.least.and_then(|least| rostered.report(std::iter::once(at_work(least)))),
            today: population.and_then(|population| match &population.kind {
                PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => Some(staff.count),
                PopulationKind::Customers(_) => None,
            }),
            interrupted: found.interrupted,
            warnings,
            trials: found.trials.iter().map(trial).collect(),
            population: name,
        }
    }
}

impl TrialReport {
    fn of(trial: &Trial, purpose: Purpose) -> Self {
        Self {
            replications: trial.replications,
            purpose,
            met: trial.met,
            certain: trial.certain,
            thresholds: trial.judgements.iter().map(judged).collect(),
            measured: trial.reading.clone(),
        }
    }
}

fn judged(judgement: &Judgement) -> Judged {
    let threshold = report::threshold(judgement);
    Judged {
        metric: threshold.metric.to_string(),
        expression: threshold.expression.to_string(),
        ok: threshold.ok,
        certain: threshold.certain,
        observed: threshold.observed,
        statistic: match judgement.threshold.statistic {
            Statistic::Count => "count".to_owned(),
            Statistic::Mean => "mean".to_owned(),
            Statistic::Min => "min".to_owned(),
            Statistic::Max => "max".to_owned(),
            Statistic::Percentile(percent) => format!("p{percent}"),
            Statistic::Value => "value".to_owned(),
        },
        limit: judgement.threshold.limit,
        kind: threshold.kind,
    }
}

/// A whole number without a point.
fn number(value: &Value) -> Number {
    let amount = value.amount();
    let whole = amount.fract() == 0.0 && amount.abs() < 1e15;
    let number = if whole { Some(Number::from(amount as i64)) } else { Number::from_f64(amount) };
    number.unwrap_or_else(|| Number::from(0))
}

/// What a least number says little of.
fn vacuous(name: &str, found: &staff::Found) -> Option<String> {
    let least = found.least?;
    let reading = &found.trial(least)?.reading;
    match (reading.block_rate, reading.service_level) {
        (None, _) => Some("nobody came, so there was nothing to be held".to_owned()),
        (Some(_), Some(level)) if least == 0 && level <= 0.0 => Some(format!(
            "with 0 {name} nobody is answered in time, and the thresholds hold all the same: they do not ask for it"
        )),
        (Some(_), _) => None,
    }
}

/// Why no number meets all thresholds, where that is so.
fn conflict(name: &str, found: &staff::Found) -> Option<String> {
    let enough = found.enough.filter(|_| found.least.is_none() && !found.interrupted)?;
    let missed: Vec<String> = found
        .trial(enough)?
        .missed()
        .map(|it| {
            let seen = it.observed.zip(it.kind).map(|(seen, kind)| precise(MetricKind::from(kind), seen));
            let seen = seen.unwrap_or_else(|| "no data".to_owned());
            format!("`{} {}` ({seen})", it.threshold.metric.key(), it.threshold.expression)
        })
        .collect();
    Some(format!(
        "no number of agents meets all thresholds: with {enough} {name}, the fewest that are enough for the others, {} does \
         not hold, and only fewer could make it hold",
        missed.join(" and ")
    ))
}

fn contradiction(name: &str, tried: &Tried) -> String {
    let word = if tried.trial.met { "hold" } else { "do not hold" };
    format!(
        "the thresholds {word} at {name}={}, so there is more than one limit: a smaller range may find another",
        tried.value
    )
}

/// What went wrong besides thresholds.
pub(super) fn broken(what: &str, broken: &Broken) -> Option<String> {
    let first = broken.first.as_ref()?;
    let plural = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        several => format!("{several} {noun}s"),
    };
    let violated = (broken.violations > 0).then(|| plural(broken.violations, "violated invariant"));
    let failed = (broken.scripts > 0).then(|| plural(broken.scripts, "failed script"));
    let both: Vec<String> = violated.into_iter().chain(failed).collect();
    Some(format!("at {what}: {}; the first: {first}", both.join(" and ")))
}
