//! The people of a plan: who they are, when they are at work, when they come.

use std::sync::Arc;

use smol_str::SmolStr;

use super::scripts::ScriptId;
use crate::hours::{Break, Hours, Stint};
use crate::random::Sampler;
use crate::window::Window;
use rushhour_engine::config::{Capacity, Center, Channel};
use rushhour_engine::skills;
use rushhour_engine::units::{QueueId, Rate, SimSpan, SimTime};
use rushhour_engine::value::Value;

/// One kind of people.
#[derive(Clone, Debug)]
pub struct Population {
    /// Its name, unique in the scenario.
    pub name: SmolStr,
    /// What its people do.
    pub script: ScriptId,
    /// Who they are.
    pub kind: PopulationKind,
    /// Attributes: of the worker, or of the tasks that a customer makes. A map.
    pub attributes: Value,
}

/// Who the people of a population are.
#[derive(Clone, Debug)]
pub enum PopulationKind {
    /// Agents: there from the beginning.
    Agents(Staff),
    /// Supervisors: there from the beginning, and not offered work unless they have capacity and queues.
    Supervisors(Staff),
    /// Customers: they arrive.
    Customers(Customers),
}

/// Those who work in the centre.
#[derive(Clone, Debug)]
pub struct Staff {
    /// How many people; at least 1.
    pub count: u32,
    /// When they are at work.
    pub hours: Hours,
    /// Breaks that all of them take, beside those of their shifts.
    pub breaks: Arc<[Break]>,
    /// The queues that the population names; [`Population::queues`] are those they serve.
    pub queues: Vec<QueueId>,
    /// How many tasks of each channel at once.
    pub capacity: Capacity,
    /// Whether they may do what supervisors do.
    pub supervisor: bool,
    /// Scripts that are loaded into each of their desktops, in order.
    pub plugins: Vec<ScriptId>,
}

/// Those who come to the centre.
#[derive(Clone, Debug)]
pub struct Customers {
    /// The queue that `me.queue` names, and that `phone`, `chat` and `email` take when they are given none.
    pub queue: Option<QueueId>,
    /// The channel of the queue's contacts, for what `check` and reports say; scripts decide.
    pub channel: Option<Channel>,
    /// When they come; all of these together. Empty for those who are only called by agents.
    pub arrivals: Vec<Arrivals>,
    /// By what the rates of a replication's random arrivals are multiplied: a draw of mean 1.
    pub day_factor: Option<Sampler>,
    /// Whether those who were blocked or gave up come again.
    pub retry: Option<Retry>,
}

/// Customers who come again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// How likely it is, each time.
    pub chance: f64,
    /// After how long, in seconds.
    pub delay: Sampler,
    /// How often at most.
    pub max: u32,
}

/// When customers come (an open model: their coming does not depend on how the centre copes).
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// At equal distances.
    Constant {
        /// Customers in a unit of time.
        rate: Rate,
        /// The part of the run in which they come.
        window: Window,
    },
    /// A Poisson process.
    Poisson {
        /// How often, on average.
        rate: Rate,
        /// The part of the run in which they come.
        window: Window,
    },
    /// A Poisson process whose rate moves in straight lines.
    Ramp {
        /// The rate at the beginning of the run.
        from: Rate,
        /// Each stage: how long, and the rate at its end. After the last one nobody comes.
        stages: Vec<(SimSpan, Rate)>,
    },
    /// A Poisson process whose rate changes in steps over the day: from each moment on, the rate beside it. Nobody
    /// comes before the first moment; a rate of zero ends it.
    Profile {
        /// In order of time; relative to the beginning of the run.
        steps: Vec<(SimTime, Rate)>,
    },
    /// So many at once, or at uniformly random moments of a span.
    Burst {
        /// When it begins.
        at: SimTime,
        /// How many customers.
        count: u32,
        /// Over how long; zero for all at once.
        over: SimSpan,
    },
    /// What was counted: exactly that many in each interval, at uniformly random moments of it.
    Counted {
        /// In order of time: beginning, length and number.
        intervals: Arc<Vec<(SimTime, SimSpan, u32)>>,
    },
    /// What was recorded: at exactly these moments.
    Recorded {
        /// In order of time.
        moments: Arc<Vec<SimTime>>,
    },
}

impl Staff {
    /// Whether all of them are there from the beginning to the end.
    pub fn is_always_there(&self) -> bool {
        self.hours == Hours::Always && self.breaks.is_empty()
    }
    /// When the person with this number is at work, in a run whose arrivals stop at `end`.
    pub fn stints(&self, index: u32, end: SimTime) -> Vec<Stint> {
        self.hours.stints(index, self.count, &self.breaks, end)
    }
}

impl Population {
    /// The queues that all of its people serve when the run begins: those that it names, and those whose skills they
    /// have. Expressions may add others.
    pub fn queues(&self, center: &Center) -> Vec<QueueId> {
        let named = match &self.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => &staff.queues,
            PopulationKind::Customers(_) => return Vec::new(),
        };
        let skilled = center.queues.iter().enumerate().filter_map(|(place, queue)| {
            let id = QueueId::new(u32::try_from(place).ok()?);
            (!named.contains(&id) && skills::has_all(&self.attributes, &queue.skills)).then_some(id)
        });
        named.iter().copied().chain(skilled).collect()
    }
}

impl Arrivals {
    /// Leaves out what lies behind the end of the run, as far as it is stated as a window. The rest ends with the run
    /// by itself.
    pub(super) fn clip(&mut self, end: SimTime) {
        match self {
            Self::Constant { window, .. } | Self::Poisson { window, .. } => *window = window.before(end),
            Self::Ramp { .. }
            | Self::Profile { .. }
            | Self::Burst { .. }
            | Self::Counted { .. }
            | Self::Recorded { .. } => {}
        }
    }
    /// Whether customers come at random moments by a rate: that can be multiplied for a day, and a share of them taken for
    /// all.
    pub const fn is_random(&self) -> bool {
        match self {
            Self::Poisson { .. } | Self::Ramp { .. } | Self::Profile { .. } => true,
            Self::Constant { .. } | Self::Burst { .. } | Self::Counted { .. } | Self::Recorded { .. } => false,
        }
    }
    /// Makes it so many times as many. What was counted or recorded stays as it was.
    pub(super) fn scale(&mut self, factor: f64) {
        let times = |rate: &mut Rate| *rate = rate.times(factor);
        match self {
            Self::Constant { rate, .. } | Self::Poisson { rate, .. } => times(rate),
            Self::Ramp { from, stages } => {
                times(from);
                stages.iter_mut().for_each(|(_, rate)| times(rate));
            }
            Self::Profile { steps } => steps.iter_mut().for_each(|(_, rate)| times(rate)),
            Self::Burst { count, .. } => *count = ((f64::from(*count) * factor).round() as u32).max(1),
            Self::Counted { .. } | Self::Recorded { .. } => {}
        }
    }
}
