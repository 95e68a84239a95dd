//! The keys `agents`, `customers` and `supervisors`: populations, and when customers come.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::{
    Moment, OneOrMany, PerTime, RawBreak, RawDistribution, RawShift, RawSkills, RawStaffing, Scalar, Span,
};

/// A population of agents or supervisors.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawStaff {
    /// Its name, unique in the scenario; its people are called after it: `desk-1`.
    pub name: String,
    /// What they do: a file beside the scenario (`scripts/desk.rhai`) or a built-in script (`phone_agent`).
    pub script: String,
    /// How many; 1 unless set. In place of `shifts` and `staffing`.
    pub count: Option<u32>,
    /// Groups of people who come and go together.
    pub shifts: Option<Vec<RawShift>>,
    /// Breaks that all of them take.
    #[serde(default)]
    pub breaks: Vec<RawBreak>,
    /// How many are at work from when on.
    pub staffing: Option<RawStaffing>,
    /// The queue they serve.
    pub queue: Option<String>,
    /// The queues they serve.
    pub queues: Option<Vec<String>>,
    /// What they know, each skill with a level from 1 to 10: `{german: 4}`. The workers' attribute `skills`.
    pub skills: Option<RawSkills>,
    /// How many tasks of each channel at once; for agents 1 of each unless set, for supervisors none.
    #[serde(default)]
    pub capacity: RawCapacity,
    /// What they may do: `agent`, `supervisor`, `admin`. For agents `agent` unless set, for supervisors `supervisor`.
    pub roles: Option<Vec<String>>,
    /// Scripts that are loaded into each of their desktops, in order: files beside the scenario.
    pub plugins: Option<Vec<String>>,
    /// Attributes of the workers.
    #[serde(default)]
    pub attributes: Map<String, Json>,
}

/// How many tasks of each channel a worker may have at once.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping of channels to numbers")]
pub struct RawCapacity {
    /// Phone calls.
    pub voice: Option<u16>,
    /// Web chats.
    pub chat: Option<u16>,
    /// E-mails.
    pub email: Option<u16>,
    /// Text messages and messengers.
    pub messaging: Option<u16>,
}

/// A population of customers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawCustomers {
    /// Its name, unique in the scenario.
    pub name: String,
    /// What they do: a file beside the scenario (`scripts/caller.rhai`) or a built-in script (`phone_customer`).
    pub script: String,
    /// The queue they turn to: `me.queue`.
    pub queue: Option<String>,
    /// How they come, for `check` and reports: voice, chat, email or messaging. Their script decides.
    pub channel: Option<String>,
    /// So many at the beginning, all at once. In place of `arrivals`.
    pub count: Option<u32>,
    /// When they come; several of these add up.
    pub arrivals: Option<OneOrMany<RawArrivals>>,
    /// Days differ: by how much their rates do.
    pub day_factor: Option<RawDayFactor>,
    /// Whether those who were blocked or gave up come again.
    pub retry: Option<RawRetry>,
    /// Attributes of the tasks they make.
    #[serde(default)]
    pub attributes: Map<String, Json>,
}

/// By how much days differ: one random factor for each replication, of mean 1.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawDayFactor {
    /// Its coefficient of variation: standard deviation over mean.
    pub cv: f64,
}

/// Customers who come again.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawRetry {
    /// How likely it is, each time.
    pub chance: f64,
    /// After how long.
    pub delay: RawDistribution,
    /// How often at most; 3 unless set.
    pub max: Option<u32>,
}

/// When customers come. Their coming does not depend on how the centre copes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawArrivals {
    /// At equal distances: `constant: {rate: 900/h}`.
    Constant(RawSteady),
    /// At random, independently of each other: `poisson: {rate: 900/h}`.
    Poisson(RawSteady),
    /// At a rate that moves in straight lines: `ramp: {from: 0/h, stages: [{over: 10m, to: 900/h}]}`.
    Ramp(RawRamp),
    /// At a rate that changes in steps: `profile: {"09:00": 300/h, "10:00": 600/h}`, or a list of `{at, rate}`.
    Profile(RawProfile),
    /// So many, at once or within a span: `burst: {at: 30m, count: 500, over: 2m}`.
    Burst(RawBurst),
    /// As recorded: `trace: {file: calls.csv, where: {day: 3}}`.
    Trace(RawTrace),
}

/// Arrivals at one rate.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawSteady {
    /// How often.
    pub rate: PerTime,
    /// From when on; the beginning unless set.
    pub from: Option<Moment>,
    /// Until when; the end unless set.
    pub until: Option<Moment>,
}

/// Arrivals at a rate that moves in straight lines.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawRamp {
    /// The rate at the beginning; `0/h` unless set.
    pub from: Option<PerTime>,
    /// The stages, in order. After the last one nobody comes.
    pub stages: Vec<RawStage>,
}

/// A stage of a ramp.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawStage {
    /// How long it takes.
    pub over: Span,
    /// The rate at its end.
    pub to: PerTime,
}

/// Arrivals at a rate that changes in steps.
#[derive(Clone, Debug)]
pub struct RawProfile {
    /// The moments as written, each with the rate from then on.
    pub steps: Vec<(Moment, PerTime)>,
    /// The keys of the steps where they are written as a mapping.
    pub keys: Option<Vec<String>>,
}

/// A step of a profile that is written as a list.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "`{at, rate}`")]
pub struct RawStep {
    /// From when on.
    pub at: Moment,
    /// How often.
    pub rate: PerTime,
}

/// Many at once.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawBurst {
    /// When it begins; at the beginning of the run unless set.
    pub at: Option<Moment>,
    /// How many.
    pub count: u32,
    /// Over how long, at random moments; all at once unless set.
    pub over: Option<Span>,
}

/// Arrivals that were recorded, in a CSV file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawTrace {
    /// The file, relative to the scenario. Its header has `start` and `calls` (how many came in the interval that
    /// begins there), or `at` (one line for each arrival).
    pub file: String,
    /// Keeps the rows whose columns have these values.
    #[serde(default, rename = "where")]
    pub filter: IndexMap<String, Scalar>,
    /// How long the intervals are; the distance to the next `start` unless set.
    pub interval: Option<Span>,
}

impl<'de> Deserialize<'de> for RawProfile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfProfile;
        impl<'de> Visitor<'de> for OfProfile {
            type Value = RawProfile;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of moments to rates or a list of `{at, rate}`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawProfile, A::Error> {
                let (mut steps, mut keys) = (Vec::new(), Vec::new());
                while let Some(MomentKey { text, moment }) = map.next_key()? {
                    steps.push((moment, map.next_value()?));
                    keys.push(text);
                }
                Ok(RawProfile { steps, keys: Some(keys) })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawProfile, A::Error> {
                let mut steps = Vec::new();
                while let Some(RawStep { at, rate }) = list.next_element()? {
                    steps.push((at, rate));
                }
                Ok(RawProfile { steps, keys: None })
            }
        }
        deserializer.deserialize_any(OfProfile)
    }
}

/// A moment as the key of a mapping, with its text.
struct MomentKey {
    text: String,
    moment: Moment,
}

impl<'de> Deserialize<'de> for MomentKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = Moment::parse(&text).map_err(serde::de::Error::custom)?;
        Ok(Self { text, moment })
    }
}
