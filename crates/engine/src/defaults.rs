//! A centre, a queue, a worker and a contact of which nothing special is asked, for programs that embed the engine.
//! The scenario states all of it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::config::{
    Activity, Center, Channel, ChannelRules, Features, Mode, Outbound, Queue, ServiceLevel, Timeouts, WorkerSetup,
    Workflow,
};
use crate::platform::OpenContact;
use crate::units::{ActivityId, GroupId, QueueId, SimSpan};
use crate::value::{Entries, Value};

impl Center {
    /// The activity of [`Center::default`] in which work is offered.
    pub const AVAILABLE: ActivityId = ActivityId::new(0);
    /// Its activity of those who are not at work.
    pub const OFFLINE: ActivityId = ActivityId::new(1);
    /// Its activity of those who are at work and not there, where whoever lets an offer time out goes too.
    pub const AWAY: ActivityId = ActivityId::new(2);
}

impl Default for Center {
    /// A strict centre with the activities `Available`, `Offline` and `Away`, without queues, workflow and outbound
    /// calls. A task goes to the queue that its customer asked for.
    fn default() -> Self {
        let activity = |name: &str, available| Activity { name: name.into(), available };
        Self {
            activities: vec![activity("Available", true), activity("Offline", false), activity("Away", false)],
            offline: Self::OFFLINE,
            timeout_activity: Self::AWAY,
            queues: Vec::new(),
            workflow: Workflow::default(),
            timeouts: Timeouts::default(),
            outbound: Outbound::default(),
            email: None,
            features: Features::default(),
            channels: ChannelRules::standard(),
            templates: BTreeMap::new(),
            lines: None,
            mode: Mode::Strict,
        }
    }
}

impl Queue {
    /// A queue that offers a task to one worker at a time, for two minutes, and whose members are those whose
    /// [`WorkerSetup`] names it.
    pub fn new(name: impl Into<SmolStr>) -> Self {
        Self {
            name: name.into(),
            max_reserved: 1,
            reservation_timeout: SimSpan::from_secs(120),
            priority: 0,
            workers: None,
            skills: Vec::new(),
            prefer: None,
            target: SimSpan::from_secs(20),
            short_abandon: None,
            service_level: ServiceLevel::default(),
            overflow: None,
        }
    }
}

impl WorkerSetup {
    /// An agent of these queues, who takes one task of each channel at once.
    pub fn new(name: impl Into<SmolStr>, queues: &[QueueId]) -> Self {
        Self {
            name: name.into(),
            attributes: Value::map(Entries::new()),
            queues: queues.to_vec(),
            capacity: [1; Channel::COUNT],
            supervisor: false,
        }
    }
}

impl OpenContact {
    /// A customer who asks for a queue.
    pub fn new(channel: Channel, queue: QueueId) -> Self {
        Self { group: GroupId(0), channel, queue: Some(queue), attributes: Value::map(Entries::new()) }
    }
}
