//! A small plan for tests, and a way to write down what happens in it.
//!
//! Queues `sales` (target 20 s, short abandons below 5 s) and `support` (target 10 s); populations `desk` (agents of
//! both), `callers` and `bosses` (supervisors); measured from 10 s to 100 s.
#![expect(missing_docs, reason = "for tests; the names say it")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::new_without_default,
    reason = "for tests, which may fail so"
)]

use rushhour_engine::event as engine;
use rushhour_engine::event::{ConferenceEvent, ContactEvent, ReservationEvent, TaskEvent, WorkerEvent};
use std::sync::Arc;

use crate::{Observation, Observed, Series, Tag, Truncation};
use rushhour_engine::config::{
    Activity, Center, Channel, ChannelRules, Features, Mode, Outbound, Queue, Timeouts, Workflow,
};
use rushhour_engine::event::{
    ContactEnd, Direction, Purpose, ReservationStatus, Role, TaskStatus, TransferMode, TransferTarget,
};
use rushhour_engine::units::ActorId;
use rushhour_engine::units::{
    ActivityId, ConferenceId, ContactId, ParticipantId, QueueId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_engine::value::Value;
use rushhour_scenario::PopulationId;
use rushhour_scenario::days::Week;
use rushhour_scenario::metrics::Kind;
use rushhour_scenario::plan::{
    Comparison, Customers, LatencyPlan, MetricRef, Plan, PlanParts, Population, PopulationKind, ScenarioSource,
    ScriptId, ScriptSource, Staff, Statistic, Threshold, Warmup,
};
use rushhour_sim::Observer;
use rushhour_sim::{CheckEvent, CheckId, Event};

pub const DESK: PopulationId = PopulationId(0);
pub const CALLERS: PopulationId = PopulationId(1);
pub const SALES: QueueId = QueueId::new(0);
pub const SUPPORT: QueueId = QueueId::new(1);
pub const OFFLINE: ActivityId = ActivityId::new(0);
pub const AVAILABLE: ActivityId = ActivityId::new(1);

pub fn plan() -> Plan {
    let activity = |name: &str, available| Activity { name: name.into(), available };
    let queue = |name: &str, target, short_abandon: Option<u64>| Queue {
        name: name.into(),
        max_reserved: 1,
        reservation_timeout: SimSpan::from_secs(120),
        priority: 0,
        workers: None,
        skills: Vec::new(),
        prefer: None,
        target: SimSpan::from_secs(target),
        short_abandon: short_abandon.map(SimSpan::from_secs),
        service_level: Default::default(),
        overflow: None,
    };
    let population = |name: &str, kind| Population {
        name: name.into(),
        script: ScriptId(0),
        kind,
        attributes: Value::default(),
    };
    let staff = |queues: &[QueueId]| Staff {
        hours: Default::default(),
        breaks: [].into(),
        count: 1,
        queues: queues.to_vec(),
        capacity: [1, 3, 1, 1],
        supervisor: false,
        back_after_timeout: None,
        plugins: Vec::new(),
    };
    let customers = Customers {
        queue: Some(SALES),
        channel: Some(Channel::Voice),
        arrivals: Vec::new(),
        day_factor: None,
        retry: None,
    };
    Plan::unchecked(PlanParts {
        name: "test".to_owned(),
        description: String::new(),
        source: ScenarioSource::by_hand("test.yaml", &[]),
        seed: 7,
        starts_at: None,
        weekend: Week::WEEKEND,
        intervals: None,
        duration: SimSpan::from_secs(100),
        warmup: Warmup::Stated(SimSpan::from_secs(10)),
        drain: SimSpan::from_secs(300),
        replications: 1,
        asked: Vec::new(),
        until: None,
        vars: Default::default(),
        center: Center {
            activities: vec![activity("Offline", false), activity("Available", true)],
            offline: OFFLINE,
            timeout_activity: OFFLINE,
            queues: vec![queue("sales", 20, Some(5)), queue("support", 10, None)],
            workflow: Workflow::default(),
            timeouts: Timeouts::default(),
            outbound: Outbound::default(),
            email: None,
            features: Features::default(),
            channels: ChannelRules::standard(),
            templates: Default::default(),
            lines: None,
            mode: Mode::Strict,
        },
        latency: LatencyPlan::default(),
        populations: vec![
            population("desk", PopulationKind::Agents(staff(&[SALES, SUPPORT]))),
            population("callers", PopulationKind::Customers(customers)),
            population("bosses", PopulationKind::Supervisors(staff(&[]))),
        ],
        callees: None,
        distributions: Default::default(),
        metrics: vec!["mood".into()],
        thresholds: Vec::new(),
        user_invariants: Vec::new(),
        faults: Vec::new(),
        timeline: Vec::new(),
        scripts: vec![ScriptSource {
            name: "desk.rhai".into(),
            text: Arc::from(""),
            built_in: false,
            plugin: false,
        }],
        expressions: Vec::new(),
        warnings: Vec::new(),
    })
}

/// What of its beginning is left out.
pub fn truncation(plan: &Plan) -> Truncation {
    match plan.warmup {
        Warmup::Stated(span) => Truncation::Stated(span),
        Warmup::Auto => panic!("a test states it"),
    }
}

pub fn metric(name: &str) -> MetricRef {
    let (name, tag) = match name.trim_end_matches('}').split_once('{') {
        Some((name, tag)) => (name, tag.split_once(':').map(|(tag, value)| (tag.into(), value.into()))),
        None => (name, None),
    };
    MetricRef { name: name.into(), tag, more: Vec::new() }
}

pub fn threshold(name: &str, statistic: Statistic, comparison: Comparison, limit: f64) -> Threshold {
    Threshold {
        metric: metric(name),
        statistic,
        comparison,
        limit,
        expression: format!("{statistic:?} {limit}"),
        abort: None,
    }
}

pub fn s(seconds: f64) -> SimTime {
    SimTime::ZERO + SimSpan::from_secs_f64(seconds).unwrap()
}

/// What happens, told from the outside; every method is one fact or the facts that always come together.
pub struct Story {
    pub plan: Plan,
    observation: Observation,
    checks: Vec<String>,
}

impl Story {
    pub fn new() -> Self {
        Self::of(plan())
    }
    pub fn of(plan: Plan) -> Self {
        let observation = Observation::new(&plan, truncation(&plan));
        Self { plan, observation, checks: Vec::new() }
    }
    pub fn event(&mut self, at: f64, event: impl Into<Event>) -> &mut Self {
        self.observation.event(s(at), &event.into());
        self
    }
    /// An actor checks something under this name.
    pub fn check(&mut self, at: f64, name: &str, actor: ActorId, ok: bool) -> &mut Self {
        let known = self.checks.iter().position(|known| known == name);
        let id = CheckId(u32::try_from(known.unwrap_or(self.checks.len())).unwrap());
        if known.is_none() {
            self.checks.push(name.to_owned());
            self.event(at, Event::Check(id, CheckEvent::Named { name: name.into() }));
        }
        self.event(at, Event::Check(id, CheckEvent::Checked { actor, ok }))
    }
    pub fn worker(&mut self, at: f64, worker: u32) -> &mut Self {
        let capacity = [1, 3, 1, 1];
        let worker = WorkerId::new(worker);
        self.event(
            at,
            engine::Event::Worker(worker, WorkerEvent::Added { group: DESK.into(), capacity, activity: OFFLINE }),
        )
    }
    pub fn available(&mut self, at: f64, worker: u32, available: bool) -> &mut Self {
        let (from, to) = if available { (OFFLINE, AVAILABLE) } else { (AVAILABLE, OFFLINE) };
        self.event(at, engine::Event::Worker(WorkerId::new(worker), WorkerEvent::Changed { from, to, available }))
    }
    /// A call to a queue; its task has the same number.
    pub fn call(&mut self, at: f64, number: u32, queue: QueueId) -> &mut Self {
        self.arrive(at, number, Channel::Voice, Some(queue));
        self.task(at, number, Channel::Voice, Some(queue))
    }
    pub fn arrive(&mut self, at: f64, number: u32, channel: Channel, queue: Option<QueueId>) -> &mut Self {
        let contact = ContactId::new(number);
        self.event(
            at,
            engine::Event::Contact(contact, ContactEvent::Arrived { group: CALLERS.into(), channel, queue }),
        )
    }
    pub fn task(&mut self, at: f64, number: u32, channel: Channel, queue: Option<QueueId>) -> &mut Self {
        let (task, contact) = (TaskId::new(number), ContactId::new(number));
        let direction = Direction::Inbound;
        self.event(at, engine::Event::Task(task, TaskEvent::Created { contact, channel, direction, priority: 0 }));
        self.queued(at, number, queue)
    }
    pub fn queued(&mut self, at: f64, number: u32, queue: Option<QueueId>) -> &mut Self {
        self.event(
            at,
            engine::Event::Task(TaskId::new(number), TaskEvent::Queued { queue, worker: None, priority: 0 }),
        )
    }
    pub fn task_is(&mut self, at: f64, number: u32, from: TaskStatus, to: TaskStatus) -> &mut Self {
        self.event(at, engine::Event::Task(TaskId::new(number), TaskEvent::Changed { from, to }))
    }
    /// A reservation of the task of the same number.
    pub fn reserve(&mut self, at: f64, number: u32, worker: u32) -> &mut Self {
        self.reserve_as(at, number, number, worker, None)
    }
    pub fn reserve_as(
        &mut self,
        at: f64,
        reservation: u32,
        task: u32,
        worker: u32,
        queue: Option<QueueId>,
    ) -> &mut Self {
        self.event(
            at,
            engine::Event::Reservation(
                ReservationId::new(reservation),
                ReservationEvent::Created {
                    task: TaskId::new(task),
                    worker: WorkerId::new(worker),
                    queue,
                    purpose: Purpose::Routing,
                    expires_at: s(at + 120.0),
                },
            ),
        )
    }
    pub fn reservation_is(
        &mut self,
        at: f64,
        (reservation, task, worker): (u32, u32, u32),
        from: ReservationStatus,
        to: ReservationStatus,
    ) -> &mut Self {
        let (reservation, task) = (ReservationId::new(reservation), TaskId::new(task));
        self.event(
            at,
            engine::Event::Reservation(
                reservation,
                ReservationEvent::Changed { task, worker: WorkerId::new(worker), from, to },
            ),
        )
    }
    /// The worker takes the call of this number, reserved or not; the first agent of its contact.
    pub fn accept(&mut self, at: f64, number: u32, worker: u32) -> &mut Self {
        let (contact, task) = (ContactId::new(number), TaskId::new(number));
        self.reservation_is(at, (number, number, worker), ReservationStatus::Pending, ReservationStatus::Accepted);
        self.task_is(at, number, TaskStatus::Reserved, TaskStatus::Assigned);
        self.event(
            at,
            engine::Event::Contact(contact, ContactEvent::Answered { task, worker: WorkerId::new(worker) }),
        );
        let conference = ConferenceId::new(number);
        self.event(at, engine::Event::Conference(conference, ConferenceEvent::Started { task }))
    }
    pub fn hold(&mut self, at: f64, number: u32, hold: bool) -> &mut Self {
        self.event(
            at,
            engine::Event::Conference(
                ConferenceId::new(number),
                ConferenceEvent::ParticipantChanged {
                    participant: ParticipantId::new(number),
                    role: Role::Customer,
                    hold,
                    muted: false,
                    coaching: None,
                    end_on_exit: false,
                },
            ),
        )
    }
    pub fn transfer(&mut self, at: f64, number: u32) -> &mut Self {
        self.event(
            at,
            engine::Event::Task(
                TaskId::new(number),
                TaskEvent::TransferStarted {
                    mode: TransferMode::Warm,
                    initiator: ReservationId::new(number),
                    target: TransferTarget::Queue(SUPPORT),
                },
            ),
        )
    }
    /// The call ends, and its worker wraps up.
    pub fn wrap(&mut self, at: f64, number: u32, worker: u32) -> &mut Self {
        self.contact_ended(at, number, ContactEnd::CustomerLeft);
        self.task_is(at, number, TaskStatus::Assigned, TaskStatus::Wrapping);
        self.reservation_is(at, (number, number, worker), ReservationStatus::Accepted, ReservationStatus::Wrapping)
    }
    /// The task settles before its reservation does: the harder order.
    pub fn complete(&mut self, at: f64, number: u32, worker: u32) -> &mut Self {
        self.task_is(at, number, TaskStatus::Wrapping, TaskStatus::Completed);
        self.reservation_is(
            at,
            (number, number, worker),
            ReservationStatus::Wrapping,
            ReservationStatus::Completed,
        )
    }
    pub fn contact_ended(&mut self, at: f64, number: u32, how: ContactEnd) -> &mut Self {
        self.event(at, engine::Event::Contact(ContactId::new(number), ContactEvent::Ended { how }))
    }
    /// The caller gives up.
    pub fn abandon(&mut self, at: f64, number: u32) -> &mut Self {
        self.contact_ended(at, number, ContactEnd::Abandoned);
        self.task_is(at, number, TaskStatus::Pending, TaskStatus::Canceled)
    }
    pub fn observation(&mut self) -> &mut Observation {
        &mut self.observation
    }
    pub fn end(&mut self, at: f64) -> Findings {
        let fresh = Observation::new(&self.plan, truncation(&self.plan));
        let observed = std::mem::replace(&mut self.observation, fresh).finish(s(at));
        for Series { metric, tag } in observed.series.keys() {
            let name = tag.as_ref().and_then(Tag::name);
            let known = name.is_none_or(|name| metric.entry().tags.contains(&name));
            assert!(known, "the table of metrics has no {tag:?} of {metric:?}");
        }
        Findings { plan: self.plan.clone(), observed }
    }
}

/// What was observed, by the names of reports.
pub struct Findings {
    pub plan: Plan,
    pub observed: Observed,
}

impl Findings {
    pub fn statistic(&self, name: &str, statistic: Statistic) -> Option<f64> {
        let series = Series::resolve(&self.plan, &metric(name)).unwrap();
        let kind: Kind = series.metric.kind();
        self.observed.series.get(&series)?.measure.statistic(statistic, kind)
    }
    pub fn mean(&self, name: &str) -> Option<f64> {
        self.statistic(name, Statistic::Mean)
    }
    pub fn count(&self, name: &str) -> u64 {
        self.statistic(name, Statistic::Count).map_or(0, |count| count as u64)
    }
}
