//! The engine alone: a call from arrival to completion, and routing on floors of three sizes.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rushhour_engine::Engine;
use rushhour_engine::action::Action;
use rushhour_engine::config::{
    Activity, Center, Channel, ChannelRules, Features, Mode, Outbound, Queue, Timeouts, WorkerSetup, Workflow,
};
use rushhour_engine::effects::{Cx, Delivery, Out};
use rushhour_engine::platform::OpenContact;
use rushhour_engine::predicates::NoExpressions;
use rushhour_engine::units::GroupId;
use rushhour_engine::units::{ActivityId, ContactId, QueueId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_engine::value::{Entries, Payload, Value};
use smol_str::SmolStr;

struct Floor {
    engine: Engine,
    out: Out,
    now: SimTime,
}

impl Floor {
    /// So many agents, all available, in one queue.
    fn with(agents: u32) -> Self {
        Self::preferring(agents, None)
    }

    /// The same where the queue prefers a skill that all have, at ten levels.
    fn preferring(agents: u32, skill: Option<&str>) -> Self {
        let activity = |name: &str, available| Activity { name: name.into(), available };
        let center = Center {
            activities: vec![activity("Offline", false), activity("Available", true)],
            offline: ActivityId::new(0),
            timeout_activity: ActivityId::new(0),
            queues: vec![Queue {
                name: "support".into(),
                max_reserved: 1,
                reservation_timeout: SimSpan::from_secs(120),
                priority: 0,
                workers: None,
                skills: Vec::new(),
                prefer: skill.map(SmolStr::new),
                target: SimSpan::from_secs(20),
                short_abandon: None,
                service_level: Default::default(),
                overflow: None,
            }],
            workflow: Workflow::default(),
            timeouts: Timeouts::default(),
            outbound: Outbound::default(),
            email: None,
            features: Features::default(),
            channels: ChannelRules::standard(),
            templates: Default::default(),
            lines: None,
            mode: Mode::Strict,
        };
        let mut floor = Self {
            engine: Engine::new(Arc::new(center), Delivery::AtOnce),
            out: Out::default(),
            now: SimTime::ZERO,
        };
        for number in 0..agents {
            let levels = skill.map(|skill| (SmolStr::new(skill), Value::Int(i64::from(number % 10 + 1))));
            let skills = Value::map(levels.into_iter().collect());
            let setup = WorkerSetup {
                name: format!("desk-{number}").into(),
                attributes: Value::map(Entries::from([("skills".into(), skills)])),
                queues: vec![QueueId::new(0)],
                capacity: [1, 0, 0, 0],
                supervisor: false,
            };
            let worker = floor.act(|engine, cx| engine.add_worker(cx, &setup, GroupId(0)));
            let payload = Payload::of("activitySid", Value::Sid(ActivityId::new(1).sid()));
            floor.invoke(worker, Action::SetActivity, payload);
        }
        floor
    }

    fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        self.now = self.now + SimSpan::from_ns(1);
        let mut cx = Cx { now: self.now, out: &mut self.out, predicates: &NoExpressions };
        let result = step(&mut self.engine, &mut cx);
        self.out.events.clear();
        self.out.timers.clear();
        result
    }

    fn invoke(&mut self, worker: WorkerId, action: Action, payload: Payload) {
        self.act(|engine, cx| engine.invoke(cx, worker, action.into(), payload));
        while let Some(request) = self.out.requests.pop() {
            self.act(|engine, cx| engine.land(cx, request.invocation));
        }
        self.out.settled.clear();
    }

    fn calls(&mut self) -> ContactId {
        let attributes = Value::map(Entries::new());
        let queue = Some(QueueId::new(0));
        let open = OpenContact { group: GroupId(1), channel: Channel::Voice, queue, attributes };
        self.act(|engine, cx| engine.open_contact(cx, open))
    }

    /// Who is offered the task of a contact.
    fn offered(&self, contact: ContactId) -> Option<(WorkerId, ReservationId)> {
        let platform = self.engine.platform();
        let task = platform.task(platform.contact(contact)?.task?)?;
        let reservation = *task.open.first()?;
        Some((platform.reservation(reservation)?.worker, reservation))
    }

    /// A call from arrival to completion.
    fn one_call(&mut self) {
        let contact = self.calls();
        let Some((worker, reservation)) = self.offered(contact) else { return };
        let sid = || Payload::of("sid", Value::Sid(reservation.sid()));
        self.invoke(worker, Action::AcceptTask, sid());
        self.invoke(worker, Action::HoldCall, sid());
        self.invoke(worker, Action::UnholdCall, sid());
        self.invoke(worker, Action::WrapupTask, sid());
        self.invoke(worker, Action::CompleteTask, sid());
    }
}

fn life_of_a_call(c: &mut Criterion) {
    let mut group = c.benchmark_group("engine");
    group.throughput(Throughput::Elements(1));
    let mut floor = Floor::with(100);
    group.bench_function("call, from arrival to completion", |b| b.iter(|| floor.one_call()));
    group.finish();
}

/// A call that comes, is offered to the longest idle agent, and is given up: with a floor of free agents, and with
/// as many calls waiting.
fn routing(c: &mut Criterion) {
    let mut group = c.benchmark_group("routing");
    for size in [10, 1_000, 100_000] {
        let mut floor = Floor::with(size);
        group.bench_with_input(BenchmarkId::new("offer among free workers", size), &size, |b, _| {
            b.iter(|| {
                let contact = floor.calls();
                black_box(floor.act(|engine, cx| engine.customer_leaves(cx, contact)))
            });
        });
        let mut floor = Floor::preferring(size, Some("german"));
        group.bench_with_input(BenchmarkId::new("offer to the best of free workers", size), &size, |b, _| {
            b.iter(|| {
                let contact = floor.calls();
                black_box(floor.act(|engine, cx| engine.customer_leaves(cx, contact)))
            });
        });
        let mut floor = Floor::with(0);
        for _ in 0..size {
            floor.calls();
        }
        group.bench_with_input(BenchmarkId::new("queue behind waiting calls", size), &size, |b, _| {
            b.iter(|| {
                let contact = floor.calls();
                black_box(floor.act(|engine, cx| engine.customer_leaves(cx, contact)))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, life_of_a_call, routing);
criterion_main!(benches);
