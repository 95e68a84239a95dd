//! The engine, driven by hand: legal steps and their effects, illegal ones and their codes.

mod bodies;
mod chat;
mod conferences;
mod fault_effects;
mod fields;
mod framework;
mod framework_model;
mod hooks;
mod parsing;
mod routing;
mod rules;
mod routing_again;
mod routing_rules;
mod routing_targets;
mod samples;
mod skills;
mod table;
mod tasks;
mod transfers;
mod unknown;
mod voice;
mod walk;

use super::units::GroupId;
use std::sync::Arc;

use smol_str::SmolStr;

use super::Engine;
use super::action::{Action, Cause, Code, Rejection};
use super::catalog;
use super::config::{Center, Channel, ExpressionId, WorkerSetup};
use super::effects::{Cx, Delivery, Out, Timer};
use super::event::{Event, ReservationStatus, TaskStatus};
use super::platform::OpenContact;
use super::value::{Entries, Payload, Value};
use super::walk::setup::{AVAILABLE, ByNumber, OFFLINE, SALES, SUPPORT, UNAVAILABLE, center, queue};
use crate::units::{
    ActivityId, ContactId, ConversationId, QueueId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};

/// A centre at whose hand the test is: invocations land when it says so, time passes when it says so.
pub(super) struct World {
    pub(super) engine: Engine,
    pub(super) now: SimTime,
    pub(super) out: Out,
    pub(super) log: Vec<Event>,
    /// Whether the backend fails what it is asked for.
    pub(super) backend_fails: bool,
    timers: Vec<(SimTime, Timer)>,
}

pub(super) fn seconds(s: u64) -> SimSpan {
    SimSpan::from_secs(s)
}

pub(super) fn sid_of(reservation: ReservationId) -> Payload {
    Payload::of("sid", Value::Sid(reservation.sid()))
}

impl World {
    pub(super) fn new(center: Center) -> Self {
        Self {
            engine: Engine::new(Arc::new(center), Delivery::AtOnce),
            now: SimTime::ZERO,
            out: Out::default(),
            log: Vec::new(),
            backend_fails: false,
            timers: Vec::new(),
        }
    }

    /// A centre with this many available agents in support.
    pub(super) fn staffed(agents: u32) -> Self {
        let mut world = Self::new(center());
        for _ in 0..agents {
            let worker = world.hire(&[SUPPORT], [1, 3, 1, 1]);
            world.set_available(worker);
        }
        world
    }

    pub(super) fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let result = step(&mut self.engine, &mut Cx { now: self.now, out: &mut self.out, predicates: &ByNumber });
        self.log.append(&mut self.out.events);
        self.timers.append(&mut self.out.timers);
        result
    }

    pub(super) fn hire(&mut self, queues: &[QueueId], capacity: [u16; 4]) -> WorkerId {
        let number = self.engine.platform().workers().len() + 1;
        let setup = WorkerSetup {
            name: format!("agent-{number}").into(),
            attributes: Value::map(Entries::new()),
            queues: queues.to_vec(),
            capacity,
            supervisor: false,
        };
        self.hire_as(&setup)
    }

    pub(super) fn hire_as(&mut self, setup: &WorkerSetup) -> WorkerId {
        self.act(|engine, cx| engine.add_worker(cx, setup, GroupId(0)))
    }

    pub(super) fn set_available(&mut self, worker: WorkerId) {
        self.set_activity(worker, AVAILABLE).unwrap();
    }

    pub(super) fn set_activity(&mut self, worker: WorkerId, to: ActivityId) -> Result<Value, Rejection> {
        self.invoke(worker, Action::SetActivity, Payload::of("activitySid", Value::Sid(to.sid())))
    }

    pub(super) fn comes(&mut self, channel: Channel, queue: QueueId) -> ContactId {
        self.comes_with(channel, Some(queue), Value::map(Entries::new()))
    }

    pub(super) fn comes_with(&mut self, channel: Channel, queue: Option<QueueId>, attributes: Value) -> ContactId {
        let open = OpenContact { group: GroupId(1), channel, queue, attributes };
        self.act(|engine, cx| engine.open_contact(cx, open))
    }

    pub(super) fn calls(&mut self) -> ContactId {
        self.comes(Channel::Voice, SUPPORT)
    }

    pub(super) fn leaves(&mut self, contact: ContactId) -> bool {
        self.act(|engine, cx| engine.customer_leaves(cx, contact))
    }

    /// Begins an invocation; it has not landed.
    pub(super) fn begin(&mut self, worker: WorkerId, action: Action, payload: Payload) {
        self.act(|engine, cx| engine.invoke(cx, worker, action.into(), payload));
    }

    /// Lets all that was asked of the backend land, and returns how the last invocation settled.
    pub(super) fn land(&mut self) -> Result<Value, Rejection> {
        loop {
            let requests = std::mem::take(&mut self.out.requests);
            if requests.is_empty() {
                break;
            }
            for request in requests {
                self.act(|engine, cx| engine.land(cx, request.invocation));
            }
        }
        let settled = std::mem::take(&mut self.out.settled);
        settled.into_iter().next_back().unwrap().result.map_err(|rejection| *rejection)
    }

    /// Invokes an action that needs no time.
    pub(super) fn invoke(
        &mut self,
        worker: WorkerId,
        action: Action,
        payload: Payload,
    ) -> Result<Value, Rejection> {
        self.begin(worker, action, payload);
        let result = self.land();
        let returns = catalog::entry(action).returns;
        assert!(
            returns.is_some() || result.as_ref().is_ok_and(|value| *value == Value::Null) || result.is_err(),
            "the catalogue does not say what {action} settles with: {result:?}"
        );
        result
    }

    pub(super) fn on(
        &mut self,
        worker: WorkerId,
        action: Action,
        reservation: ReservationId,
    ) -> Result<Value, Rejection> {
        self.invoke(worker, action, sid_of(reservation))
    }

    /// Lets time pass, with all that was set for it.
    pub(super) fn pass(&mut self, span: SimSpan) {
        let until = self.now + span;
        loop {
            let next = self.timers.iter().enumerate().min_by_key(|(place, (at, _))| (*at, *place));
            let Some((place, (at, _))) = next.filter(|(_, (at, _))| *at <= until) else { break };
            let at = *at;
            let (_, timer) = self.timers.remove(place);
            self.now = at;
            self.act(|engine, cx| engine.timer(cx, timer));
        }
        self.now = until;
    }

    pub(super) fn task_of(&self, contact: ContactId) -> TaskId {
        self.engine.platform().contact(contact).unwrap().task.unwrap()
    }
    pub(super) fn status(&self, task: TaskId) -> TaskStatus {
        self.engine.platform().task(task).unwrap().status
    }
    pub(super) fn reservation_status(&self, id: ReservationId) -> ReservationStatus {
        self.engine.platform().reservation(id).unwrap().status
    }
    pub(super) fn conversation_of(&self, contact: ContactId) -> ConversationId {
        self.engine.platform().contact(contact).unwrap().conversation.unwrap()
    }

    /// The pending reservation of a worker.
    pub(super) fn offered(&self, worker: WorkerId) -> Option<ReservationId> {
        self.engine.platform().pending_of(worker).first().copied()
    }

    /// A worker accepts what they are offered.
    pub(super) fn accepts(&mut self, worker: WorkerId) -> ReservationId {
        let offered = self.offered(worker).unwrap();
        self.on(worker, Action::AcceptTask, offered).unwrap();
        offered
    }

    pub(super) fn load(&self, worker: WorkerId, channel: Channel) -> u16 {
        self.engine.platform().worker(worker).unwrap().load[channel.index()]
    }

    pub(super) fn count(&self, matches: impl Fn(&Event) -> bool) -> usize {
        self.log.iter().filter(|event| matches(event)).count()
    }
}

pub(super) fn worker(number: u32) -> WorkerId {
    WorkerId::new(number - 1)
}

/// The code and whose doing it was.
pub(super) fn refused(result: Result<Value, Rejection>) -> (Code, Cause) {
    let rejection = result.unwrap_err();
    (rejection.code, rejection.cause)
}
