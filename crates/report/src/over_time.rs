//! How a run went over time, as the document has it: columns of numbers, one for each bucket.
//!
//! Columns are named as metrics are: `arrivals{queue:support}`. All are means for one replication.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use rushhour_measure::{AgentState, Course, SampleUnit, Samples, SeriesKey, ServiceCounts, Tag};
use rushhour_scenario::metrics::TagName;
use rushhour_scenario::plan::{Plan, Statistic};

/// So many queues and so many populations have columns of their own, at most.
const PARTS_MOST: usize = 40;

/// How a run went over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesReport {
    /// How long the interval is for which each number stands. The first one begins with the run.
    pub interval_s: f64,
    /// When each interval begins, since the run began.
    pub at_s: Vec<f64>,
    /// By name or `name{tag:value}`, a number for each interval; `null` where there is none.
    #[schemars(with = "IndexMap<String, Vec<Option<f64>>>")]
    pub columns: IndexMap<SeriesKey, Vec<Option<f64>>>,
}

impl SeriesReport {
    /// A column of everything.
    pub fn column(&self, name: &str) -> Option<&[Option<f64>]> {
        self.columns.get(&SeriesKey::whole(name)).map(Vec::as_slice)
    }
}

/// How a run of this plan went over time.
pub(super) fn series(plan: &Plan, course: &Course) -> SeriesReport {
    let length = course.length().as_secs_f64();
    let mut columns = Columns { plan, course, columns: IndexMap::new() };
    columns.contacts();
    columns.waiting();
    columns.agents();
    columns.actions();
    SeriesReport {
        interval_s: length,
        at_s: (0..course.len()).map(|place| round(length * place as f64)).collect(),
        columns: columns.columns,
    }
}

/// Columns as they are put together.
struct Columns<'a> {
    plan: &'a Plan,
    course: &'a Course,
    columns: IndexMap<SeriesKey, Vec<Option<f64>>>,
}

impl Columns<'_> {
    fn add(&mut self, name: &str, part: &Option<Tag>, read: impl Fn(usize) -> Option<f64>) {
        let key = match part {
            Some(tag) => tag.key(name, self.plan),
            None => SeriesKey::whole(name),
        };
        let column = (0..self.course.len()).map(|place| read(place).filter(|it| it.is_finite()).map(round));
        self.columns.insert(key, column.collect());
    }

    fn contacts(&mut self) {
        let course = self.course;
        let replications = f64::from(course.replications().max(1));
        for part in few(course.contact_parts()) {
            let count = |read: fn(&ServiceCounts) -> u64| {
                move |place| ran(course, place).then(|| read(&course.arrived(part, place)) as f64 / replications)
            };
            self.add("arrivals", part, count(|it| it.offered));
            if is_of(part, TagName::Population) {
                continue;
            }
            self.add("answered", part, count(|it| it.answered));
            self.add("abandoned", part, count(|it| it.abandoned));
            self.add("blocked", part, count(|it| it.blocked));
            self.add("service_level", part, |place| course.arrived(part, place).in_time.value());
            self.add("wait_mean_s", part, |place| {
                course.arrived(part, place).waited_ns.value().map(|ns| ns / 1e9)
            });
        }
        let wait = |statistic| move |place| read(course.waits(place), statistic);
        self.add("wait_p50_s", &None, wait(Statistic::Percentile(50.0)));
        self.add("wait_p95_s", &None, wait(Statistic::Percentile(95.0)));
        self.add("wait_max_s", &None, wait(Statistic::Max));
    }

    fn waiting(&mut self) {
        let course = self.course;
        for part in few(course.waiting_parts()) {
            self.add("queue_length", part, |place| course.waiting(part, place));
        }
    }

    fn agents(&mut self) {
        let course = self.course;
        let populations: Vec<&Tag> = course.agent_populations().take(PARTS_MOST).collect();
        for state in AgentState::ALL {
            let name = format!("agents_{}", state.name());
            self.add(&name, &None, |place| {
                ran(course, place).then(|| {
                    populations.iter().filter_map(|population| course.agents(population, state, place)).sum()
                })
            });
        }
        if populations.len() < 2 {
            return;
        }
        for population in populations {
            for state in AgentState::ALL {
                let name = format!("agents_{}", state.name());
                let part = Some(population.clone());
                self.add(&name, &part, |place| course.agents(population, state, place));
            }
        }
    }

    fn actions(&mut self) {
        let course = self.course;
        let rate = |count: u64, place| {
            let seconds = course.covered_s(place);
            (seconds > 0.0).then(|| count as f64 / seconds)
        };
        self.add("actions_per_s", &None, |place| rate(course.settled(place).all, place));
        self.add("rejected_per_s", &None, |place| rate(course.settled(place).rejected, place));
        let latency = |statistic| move |place| read(course.latencies(place), statistic);
        self.add("action_latency_p50_s", &None, latency(Statistic::Percentile(50.0)));
        self.add("action_latency_p99_s", &None, latency(Statistic::Percentile(99.0)));
    }
}

/// Whether any replication came to this bucket.
fn ran(course: &Course, place: usize) -> bool {
    course.covered_s(place) > 0.0
}

fn read(samples: Option<&Samples>, statistic: Statistic) -> Option<f64> {
    samples.and_then(|samples| samples.statistic(statistic, SampleUnit::Seconds))
}

fn is_of(part: &Option<Tag>, name: TagName) -> bool {
    part.as_ref().is_some_and(|tag| tag.name() == Some(name))
}

/// The whole, and as many queues and populations as have columns.
fn few<'a>(parts: impl Iterator<Item = &'a Option<Tag>>) -> impl Iterator<Item = &'a Option<Tag>> {
    let (mut queues, mut populations) = (0, 0);
    parts.filter(move |part| {
        let Some(tag) = part.as_ref() else { return true };
        let seen = match tag.name() {
            Some(TagName::Queue) => &mut queues,
            Some(TagName::Population) => &mut populations,
            Some(TagName::Channel | TagName::Action | TagName::Interval) | None => return false,
        };
        *seen += 1;
        *seen <= PARTS_MOST
    })
}

/// To six decimals, which is more than anybody draws.
fn round(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
