//! The keys `agents`, `customers` and `supervisors`: populations, and when customers come.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{
    ByDays, OneOrMany, RawArrivals, RawBreak, RawDistribution, RawShift, RawSkills, RawStaffing, RawTurnTo, Span,
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
    /// Groups of people who come and go together: a list, or lists by days (`{weekdays: […], sat: […]}`).
    pub shifts: Option<ByDays<RawShift>>,
    /// Breaks that all of them take.
    #[serde(default)]
    pub breaks: ByDays<RawBreak>,
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
    /// An offer that times out leaves its agent in the timeout activity: so long afterwards they go back to the one that
    /// they were in. Unless set they stay there until their script takes them out.
    pub back_after_timeout: Option<Span>,
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
    /// The queue they turn to: `me.queue`; `{column: Skill}` takes it from a column of their trace.
    pub queue: Option<RawTurnTo>,
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
    /// Attributes of the tasks they make. `from: [tier, talk]` takes them from columns of their trace, `from: {talk: "Talk
    /// Time"}` under another name.
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
