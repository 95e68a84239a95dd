//! The key `center`: what the contact centre is set up with.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{RawDistribution, RawEmail, RawFeatures, RawRules, RawSkills, Span};
use crate::random::Quantity;
use rushhour_engine::config::ServiceLevel;

/// The contact centre.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawCenter {
    /// The states that workers put themselves in: a list of names and `{name, available}`, or a mapping of names
    /// to whether workers in them are offered work. Available, Break, Lunch, Unavailable and Offline unless set.
    pub activities: Option<RawActivities>,
    /// The activity of workers who have not signed in; `Offline` unless set. Not an available one.
    pub offline: Option<String>,
    /// Where a reservation that timed out puts its worker; `Unavailable` unless set. Not an available one.
    pub timeout_activity: Option<String>,
    /// Queues by name; nothing after the name for all defaults. Without this key, the queues that populations name.
    pub queues: Option<IndexMap<String, Option<RawQueue>>>,
    /// How tasks find their queue. Without it, by the queue that the customer dialled.
    pub workflow: RawWorkflow,
    /// How long actions take: `default`, `events`, and names of actions.
    pub latency: IndexMap<String, RawLatency>,
    /// How long things may take.
    pub timeouts: RawTimeouts,
    /// Calls that agents dial.
    pub outbound: RawOutbound,
    /// E-mails that agents begin; they may where this is there, even if nothing is said in it.
    pub email: Option<RawEmail>,
    /// What is switched on.
    pub features: RawFeatures,
    /// What may be sent on a channel, by its name; not `voice`.
    pub channels: IndexMap<String, Option<RawRules>>,
    /// Templates of messages by name, with `{{variable}}` where something is filled in.
    pub templates: IndexMap<String, String>,
    /// How many calls there may be in the centre at once; `none`, and unless set, any number.
    pub lines: RawLines,
    /// How failures that the real desktop swallows are answered; `strict` unless set.
    pub mode: RawMode,
    /// Of which contacts the service level of queues is a share that say nothing of it; `offered` unless set.
    pub service_level: RawServiceLevel,
}

/// Of which contacts the service level is a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RawServiceLevel {
    /// Answered in time, over all that were offered but for short abandons.
    #[default]
    Offered,
    /// Answered in time, over those that were answered.
    Answered,
    /// Answered in time and short abandons, over all that were offered.
    MetByShortAbandons,
}

impl RawServiceLevel {
    /// What queues are measured by.
    pub const fn of_queues(self) -> ServiceLevel {
        match self {
            Self::Offered => ServiceLevel::Offered,
            Self::Answered => ServiceLevel::Answered,
            Self::MetByShortAbandons => ServiceLevel::MetByShortAbandons,
        }
    }
}

/// How many calls there may be at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawLines(pub Option<u32>);

impl<'de> Deserialize<'de> for RawLines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfLines;
        impl Visitor<'_> for OfLines {
            type Value = RawLines;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 1 on, or `none`")
            }
            fn visit_u64<E: Error>(self, lines: u64) -> Result<RawLines, E> {
                match u32::try_from(lines) {
                    Ok(lines) if lines > 0 => Ok(RawLines(Some(lines))),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Unsigned(lines), &self)),
                }
            }
            fn visit_i64<E: Error>(self, lines: i64) -> Result<RawLines, E> {
                let unexpected = serde::de::Unexpected::Signed(lines);
                u64::try_from(lines)
                    .map_err(|_| E::invalid_value(unexpected, &self))
                    .and_then(|it| self.visit_u64(it))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<RawLines, E> {
                match (text, text.parse::<u64>()) {
                    ("none", _) => Ok(RawLines(None)),
                    (_, Ok(lines)) => self.visit_u64(lines),
                    (_, Err(_)) => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
            fn visit_unit<E: Error>(self) -> Result<RawLines, E> {
                Ok(RawLines(None))
            }
        }
        deserializer.deserialize_any(OfLines)
    }
}

/// Activities, in order.
#[derive(Clone, Debug)]
pub struct RawActivities {
    /// The activities.
    pub items: Vec<RawActivity>,
    /// Whether they are written as a list, not as a mapping.
    pub listed: bool,
}

/// An activity.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a name or `{name, available}`")]
pub struct RawActivity {
    /// Its name.
    pub name: String,
    /// Whether workers in it are offered work; where it is left out, for `Available` only.
    pub available: Option<bool>,
}

/// A queue.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawQueue {
    /// Answered within this time counts for the service level; `20s` unless set.
    pub target: Option<Span>,
    /// Those who give up sooner than this are short abandons: the service level leaves them out, or counts them as
    /// `service_level` says.
    pub short_abandon: Option<Span>,
    /// Of which contacts the service level is a share; what `center.service_level` says unless set.
    pub service_level: Option<RawServiceLevel>,
    /// How many workers a task may be reserved for at once, 1 to 50; 1 unless set.
    pub max_reserved: Option<u8>,
    /// How long a reservation stays pending; what `timeouts.reservation` says unless set.
    pub reservation_timeout: Option<Span>,
    /// Added to the priority of tasks that wait here; 0 unless set.
    pub priority: i32,
    /// Where calls go on to that have waited too long here.
    pub overflow: Option<RawOverflow>,
    /// Which workers belong to the queue besides those whose population names it: a Rhai expression over `worker`,
    /// their attributes.
    pub workers: Option<String>,
    /// Workers who have all of these skills, each at this level or a higher one, belong to the queue too: `{german: 4}`.
    pub skills: Option<RawSkills>,
    /// The skill whose higher level goes first among free workers; among equals whoever has been idle longest.
    pub prefer: Option<String>,
}

/// Where tasks go on to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "`{after, to}`")]
pub struct RawOverflow {
    /// After so long a wait.
    pub after: Span,
    /// The queue.
    pub to: String,
}

/// How tasks find their queue.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawWorkflow {
    /// In order; the first that matches decides.
    pub filters: Vec<RawFilter>,
    /// Where tasks go that no filter takes, or whose filter has no further target. Without it, the former go to the queue
    /// that the customer dialled, and the latter are dropped.
    pub default: Vec<RawTarget>,
}

/// A filter of the workflow.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawFilter {
    /// Its name in messages.
    pub name: Option<String>,
    /// Which tasks it takes: a Rhai expression over `task` (attributes), `queue` (dialled), `channel`, `priority`.
    pub when: String,
    /// Where they go, in order.
    pub targets: Vec<RawTarget>,
}

/// Where a workflow sends a task: to a queue or to a worker.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawTarget {
    /// Anyone of this queue.
    pub queue: Option<String>,
    /// The worker whose name or sid this Rhai expression over the task gives.
    pub worker: Option<String>,
    /// The task's priority from here on.
    pub priority: Option<i32>,
    /// Only those workers of the queue for whom this Rhai expression over `task` and `worker` is true.
    pub expression: Option<String>,
    /// How long the task waits before the next target is tried; for ever unless set. What counts is the age of the task:
    /// it goes on when that is the sum of the timeouts so far.
    pub timeout: Option<Span>,
    /// Left out at once where this Rhai expression over `workers` and `queue.waiting` is true and nobody was reserved.
    pub skip_if: Option<String>,
}

/// How long an action takes: a distribution, or `{time, servers}`.
#[derive(Clone, Debug)]
pub struct RawLatency {
    /// The time a server needs for it.
    pub time: RawDistribution,
    /// How many are served at once; any number unless set.
    pub servers: Option<u32>,
    /// Whether it is written as `{time, servers}`.
    pub nested: bool,
}

/// How long things may take.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawTimeouts {
    /// A task that nobody has accepted is canceled after this; `24h` unless set.
    pub task: Option<Span>,
    /// A settled task can be looked up for this long; `5m` unless set.
    pub settled_task: Option<Span>,
    /// A transfer to a queue that nobody takes fails after this; `5m` unless set.
    pub transfer: Option<Span>,
    /// A worker who rejected a task is not offered it again before this has passed; `10s` unless set.
    pub reoffer: Option<Span>,
    /// An outbound call that nobody answers is given up after this; `30s` unless set.
    pub ring: Option<Span>,
    /// The typing indicator goes out after this; `5s` unless set.
    pub typing: Option<Span>,
    /// A third party whom an agent calls into a conference answers after this; `4s` unless set.
    pub external_answer: Option<Span>,
    /// For how long a third party talks with a customer whom the last agent has left to them; 3m unless given.
    pub external_talk: Option<Span>,
    /// A paused conversation that nobody resumes is routed again after this; 14 days unless set.
    pub paused: Option<Span>,
    /// How long a reservation stays pending in queues that do not say; `2m` unless set.
    pub reservation: Option<Span>,
}

/// Calls that agents dial.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawOutbound {
    /// Whether agents may dial out; yes unless set, where anything else is said here.
    pub enabled: Option<bool>,
    /// The queue of outbound calls that name none.
    pub queue: Option<String>,
    /// The caller id of outbound calls that name none.
    pub caller_id: Option<String>,
    /// The population of customers whose scripts play those who are dialled.
    pub callees: Option<String>,
}

/// How failures that the real desktop swallows are answered.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawMode {
    /// Rejected with their code.
    #[default]
    Strict,
    /// Settled as the real desktop settles them.
    Compat,
}

impl<'de> Deserialize<'de> for RawActivities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfActivities;
        impl<'de> Visitor<'de> for OfActivities {
            type Value = RawActivities;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of activities or a mapping of their names to true or false")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawActivities, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element_seed(ActivitySeed)? {
                    items.push(item);
                }
                Ok(RawActivities { items, listed: true })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawActivities, A::Error> {
                let mut items = Vec::new();
                while let Some((name, available)) = map.next_entry()? {
                    items.push(RawActivity { name, available: Some(available) });
                }
                Ok(RawActivities { items, listed: false })
            }
        }
        deserializer.deserialize_any(OfActivities)
    }
}

/// Reads an activity: a bare name, or a mapping.
struct ActivitySeed;

impl<'de> DeserializeSeed<'de> for ActivitySeed {
    type Value = RawActivity;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawActivity, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ActivitySeed {
    type Value = RawActivity;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or `{name, available}`")
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<RawActivity, E> {
        Ok(RawActivity { name: name.to_owned(), available: None })
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawActivity, A::Error> {
        RawActivity::deserialize(MapAccessDeserializer::new(map))
    }
}

impl<'de> Deserialize<'de> for RawLatency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LatencyVisitor)
    }
}

struct LatencyVisitor;

impl LatencyVisitor {
    fn bare(seconds: f64) -> RawLatency {
        RawLatency { time: RawDistribution::constant(seconds), servers: None, nested: false }
    }
}

impl<'de> Visitor<'de> for LatencyVisitor {
    type Value = RawLatency;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a distribution or `{time, servers}`")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<RawLatency, E> {
        let Quantity(seconds) = Quantity::deserialize(StrDeserializer::new(text))?;
        Ok(Self::bare(seconds))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<RawLatency, E> {
        Ok(Self::bare(number as f64))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<RawLatency, E> {
        Ok(Self::bare(number as f64))
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<RawLatency, E> {
        Ok(Self::bare(number))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawLatency, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Served {
            time: RawDistribution,
            servers: Option<u32>,
        }
        let Some(first) = map.next_key::<String>()? else {
            return Err(A::Error::custom("this says nothing: write a distribution or `{time, servers}`"));
        };
        let is_served = first == "time" || first == "servers";
        let map = MapAccessDeserializer::new(WithFirst { first: Some(first), rest: map });
        if is_served {
            let Served { time, servers } = Served::deserialize(map)?;
            return Ok(RawLatency { time, servers, nested: true });
        }
        Ok(RawLatency { time: RawDistribution::deserialize(map)?, servers: None, nested: false })
    }
}

/// A mapping whose first key was read already.
struct WithFirst<A> {
    first: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithFirst<A> {
    type Error = A::Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => seed.deserialize(StrDeserializer::new(&key)).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}
