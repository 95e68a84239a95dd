//! A random walk: every action on every desktop with payloads good and bad, customers who come, write and leave at any
//! moment, answers of the backend and events in any order that they may come in, functions of scripts that wait, throw
//! and abort. Whatever happens, nothing panics, no invariant is violated, and what a guard refuses changes nothing.

pub(crate) mod draws;
mod led;
mod payloads;
#[cfg(test)]
pub(crate) mod reached;
pub(crate) mod setup;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use self::draws::Draws;
use self::setup::{ByNumber, SALES, SUPPORT, center};
use crate::Engine;
use crate::action::Action;
use crate::audit::{Audit, Seen, SetupFacts};
use crate::config::{Center, Channel, ExpressionId, Mode, OutboundEmail, Target, TargetTo, WorkerSetup};
use crate::effects::{CallRole, Cx, Delivery, FunctionId, Notice, Out, ScriptCall, Timer};
use crate::event::{Event, InvocationEvent, Outcome, ReservationStatus};
use crate::hooks::{Asked, ScriptEnd};
use crate::platform::OpenContact;
use crate::units::{ContactId, GroupId, InvocationId, SimSpan, SimTime, WorkerId};
use crate::value::{Entries, Value};

/// What the walk knows besides the engine.
#[derive(Debug)]
pub struct Walk {
    engine: Engine,
    /// Whether a bug is planted: then invariants may be violated.
    buggy: bool,
    /// Whether agents mostly do what somebody with work on their desktop does, and customers call more than they write.
    keen: bool,
    /// Whether it is looked that what is refused changes nothing, which takes long.
    looks_closely: bool,
    now: SimTime,
    out: Out,
    audit: Audit,
    stream: Draws,
    timers: BTreeMap<(SimTime, u64), Timer>,
    timers_set: u64,
    /// Reservation events on their way, for each desktop in their order.
    notices: BTreeMap<WorkerId, VecDeque<Notice>>,
    requests: Vec<InvocationId>,
    calls: Vec<ScriptCall>,
    contacts: Vec<ContactId>,
    /// What settled in the last step.
    settled: Vec<(Action, Outcome)>,
    tally: BTreeMap<Action, [u32; 2]>,
    #[cfg(test)]
    pub(crate) reached: reached::Reached,
}

/// Whether agents are keen in the walk of this seed.
const fn is_keen(seed: u64) -> bool {
    seed % 7 < 4
}

fn walked_center(seed: u64) -> Center {
    let mut center = center();
    center.email =
        Some(OutboundEmail { queue: Some(SALES), from: Some("desk@example.org".into()), from_name: None });
    center.templates.insert("greeting".into(), "Hello {{name}}".into());
    center.queues[1].max_reserved = 2;
    center.queues[0].prefer = seed.is_multiple_of(2).then(|| "german".into());
    if seed % 3 == 1 {
        let to = |queue, expression, timeout| Target {
            to: TargetTo::Queue(queue),
            priority: None,
            expression,
            timeout: Some(SimSpan::from_secs(timeout)),
            skip_if: None,
        };
        let asking = Some(ExpressionId(0));
        center.workflow.default = vec![to(SUPPORT, asking, 20), to(SALES, asking, 20), to(SUPPORT, None, 400)];
    }
    if is_keen(seed) {
        center.timeouts.transfer = SimSpan::from_secs(15);
        center.queues[0].reservation_timeout = SimSpan::from_secs(30);
    }
    center.mode = if seed.is_multiple_of(2) { Mode::Strict } else { Mode::Compat };
    center.features.wrap_on_leave = seed.is_multiple_of(3);
    center.features.wrap_on_pause = seed.is_multiple_of(5);
    center.channels[Channel::Chat.index()].file_bytes = 1_000_000;
    center
}

impl Walk {
    #[cfg(test)]
    pub(crate) fn new(seed: u64) -> Self {
        Self::at(walked_center(seed), seed)
    }

    /// A walk with a planted bug, in a centre that soon forgets what has settled.
    #[cfg(test)]
    pub(crate) fn with(bug: crate::planted::Planted, seed: u64) -> Self {
        let mut center = walked_center(seed);
        center.timeouts.settled_task = SimSpan::from_secs(3);
        center.timeouts.paused = SimSpan::from_secs(20);
        let mut walk = Self::at(center, seed);
        walk.buggy = true;
        walk.engine.plant(bug);
        walk
    }

    /// The numbers of the invariants that were violated so far.
    #[cfg(test)]
    pub(crate) fn broken(&self) -> impl Iterator<Item = u8> {
        self.audit.violations().iter().map(|it| it.invariant.number)
    }

    fn at(center: Center, seed: u64) -> Self {
        let delivery = if seed % 4 >= 2 { Delivery::ByNotice } else { Delivery::AtOnce };
        let mut walk = Self {
            audit: Audit::new(SetupFacts::from(&center)),
            engine: Engine::new(Arc::new(center), delivery),
            buggy: false,
            keen: is_keen(seed),
            looks_closely: true,
            now: SimTime::ZERO,
            out: Out::default(),
            stream: Draws::new(seed),
            timers: BTreeMap::new(),
            timers_set: 0,
            notices: BTreeMap::new(),
            requests: Vec::new(),
            calls: Vec::new(),
            contacts: Vec::new(),
            settled: Vec::new(),
            tally: BTreeMap::new(),
            #[cfg(test)]
            reached: reached::Reached::default(),
        };
        for number in 0..5u32 {
            let setup = WorkerSetup {
                name: format!("agent-{number}").into(),
                attributes: Value::map(Entries::from([
                    ("contact_uri".into(), Value::Text("client:agent".into())),
                    ("skills".into(), Value::map(Entries::from([("german".into(), Value::Int(number.into()))]))),
                ])),
                queues: if number == 3 { vec![SALES] } else { vec![SUPPORT, SALES] },
                capacity: [1, 3, 2, 1],
                supervisor: number == 4,
            };
            walk.act(|engine, cx| engine.add_worker(cx, &setup, GroupId(0)));
        }
        walk
    }

    fn below(&mut self, bound: usize) -> usize {
        let last = i64::try_from(bound.max(1)).unwrap_or(i64::MAX) - 1;
        usize::try_from(self.stream.whole(0, last)).unwrap_or_default()
    }
    fn small(&mut self, bound: usize) -> u32 {
        u32::try_from(self.below(bound)).unwrap_or_default()
    }
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    fn any<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() { None } else { Some(items[self.below(items.len())]) }
    }
    fn worker(&mut self) -> WorkerId {
        let workers = self.engine.platform().workers().len();
        WorkerId::new(self.small(workers))
    }

    /// One input for the engine, and one step for the audit.
    fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let result = step(&mut self.engine, &mut Cx { now: self.now, out: &mut self.out, predicates: &ByNumber });
        let events = std::mem::take(&mut self.out.events);
        let seen = Seen { platform: self.engine.platform(), predicates: &ByNumber };
        self.audit.step(self.now, &events, &seen);
        if let Some(violation) = self.audit.violations().first().filter(|_| !self.buggy) {
            let tail: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
            unreachable!("{violation:#?}\nafter:\n{}", tail.join("\n"));
        }
        #[cfg(test)]
        self.reached.note(&events, self.engine.platform());
        self.settled.clear();
        for event in &events {
            if let Event::Invocation(
                _,
                InvocationEvent::Settled { action: crate::action::ActionName::Known(action), outcome, .. },
            ) = event
            {
                self.settled.push((*action, *outcome));
                let tally = self.tally.entry(*action).or_default();
                tally[usize::from(*outcome != Outcome::Ok)] += 1;
            }
        }
        for (at, timer) in std::mem::take(&mut self.out.timers) {
            self.timers_set += 1;
            self.timers.insert((at, self.timers_set), timer);
        }
        for notice in std::mem::take(&mut self.out.notices) {
            self.notices.entry(notice.worker).or_default().push_back(notice);
        }
        self.requests.extend(std::mem::take(&mut self.out.requests).into_iter().map(|request| request.invocation));
        self.calls.append(&mut self.out.calls);
        self.out.settled.clear();
        self.out.originals.clear();
        self.out.dialled.clear();
        result
    }

    pub(crate) fn step(&mut self) {
        let landed = if self.keen { 25 } else { 45 };
        match self.below(100) {
            step if step < landed => self.invokes(),
            0..=64 => self.lands(),
            65..=72 => self.time_passes(),
            73..=78 => self.hears(),
            79..=84 => self.script_goes_on(),
            85 => self.registers(),
            _ => self.customer_acts(),
        }
    }

    fn invokes(&mut self) {
        let worker = self.worker();
        let action = Action::ALL[self.below(Action::ALL.len())];
        let useful = if self.keen { 85 } else { 35 };
        // Some would empty the floor for good, or for long.
        if matches!(action, Action::Logout | Action::ReloadWindow) && !self.chance(50) {
            return;
        }
        let action = if self.chance(useful) { self.a_useful_one(worker).unwrap_or(action) } else { action };
        let payload = self.payload(worker, action);
        let before = self.looks_closely.then(|| self.engine.fingerprint());
        self.act(|engine, cx| engine.invoke(cx, worker, action.into(), payload.clone()));
        if let [(settled, outcome @ (Outcome::Rejected(_) | Outcome::Cancelled))] = self.settled.as_slice()
            && *settled == action
            && !self.buggy
        {
            let (outcome, after) = (*outcome, self.looks_closely.then(|| self.engine.fingerprint()));
            assert!(before == after, "{action} with {payload:?} was refused ({outcome:?}) and changed something");
        }
    }

    /// What somebody with work on their desktop would do next.
    fn a_useful_one(&mut self, worker: WorkerId) -> Option<Action> {
        const VOICE: &[Action] = &[
            Action::HoldCall,
            Action::UnholdCall,
            Action::StartExternalWarmTransfer,
            Action::StartExternalWarmTransfer,
            Action::HoldParticipant,
            Action::UnholdParticipant,
            Action::KickParticipant,
            Action::TransferTask,
            Action::TransferTask,
            Action::TransferTask,
            Action::CancelTransfer,
            Action::SendDTMFDigits,
            Action::UpdateWorkerParticipant,
            Action::UpdateCustomerParticipant,
            Action::WrapupTask,
        ];
        const OFFERED: &[Action] = &[
            Action::AcceptTask,
            Action::AcceptTask,
            Action::AcceptTask,
            Action::DequeueTask,
            Action::IssueCallToWorker,
            Action::RedirectCallTask,
        ];
        const SIGNED_IN: &[Action] = &[
            Action::UpdateWorkerToken,
            Action::UpdateWorkerToken,
            Action::UpdateWorkerToken,
            Action::Logout,
            Action::Logout,
            Action::Logout,
            Action::ReloadWindow,
            Action::StartOutboundCall,
            Action::StartOutboundCall,
        ];
        const RINGING: &[Action] =
            &[Action::HangupCall, Action::RejectTask, Action::Logout, Action::Logout, Action::ReloadWindow];
        const WRITTEN: &[Action] = &[
            Action::SendMessage,
            Action::PauseChannel,
            Action::LeaveChannel,
            Action::AttachFiles,
            Action::SendRichContentMessage,
            Action::TransferTask,
            Action::CancelTransfer,
            Action::WrapupTask,
        ];
        if !self.engine.desktop(worker)?.session.signed_in {
            return Some(Action::UpdateWorkerToken).filter(|_| self.chance(40));
        }
        if self.chance(5) {
            return self.any(SIGNED_IN);
        }
        if self.engine.platform().worker(worker)?.supervisor {
            return Some(if self.chance(80) { Action::MonitorCall } else { Action::StopMonitoringCall });
        }
        if !self.engine.desktop(worker)?.panels.paused.is_empty() && self.chance(20) {
            return Some(Action::ResumeChannel);
        }
        let tasks = self.engine.desktop(worker)?.tasks.clone();
        if !self.engine.platform().worker(worker)?.available {
            return Some(Action::SetActivity);
        }
        let task = self.any(&tasks)?;
        Some(match task.status {
            ReservationStatus::Pending if self.engine.platform().leg_on(task.task, worker).is_some() => {
                return self.any(RINGING).filter(|_| self.chance(60));
            }
            ReservationStatus::Pending => self.any(OFFERED)?,
            ReservationStatus::Accepted if task.channel == Channel::Voice => self.any(VOICE)?,
            ReservationStatus::Accepted => self.any(WRITTEN)?,
            _ => Action::CompleteTask,
        })
    }

    fn lands(&mut self) {
        if self.requests.is_empty() {
            return;
        }
        let place = self.below(self.requests.len());
        let invocation = self.requests.swap_remove(place);
        self.act(|engine, cx| engine.land(cx, invocation));
    }

    fn time_passes(&mut self) {
        let span = SimSpan::from_millis(u64::from(self.small(6_000)) + 1);
        self.passes(span);
    }

    /// So much time passes, and every timer is handed back at its moment.
    fn passes(&mut self, span: SimSpan) {
        let until = self.now + span;
        while let Some(entry) = self.timers.first_entry().filter(|entry| entry.key().0 <= until) {
            let ((at, _), timer) = entry.remove_entry();
            self.now = at;
            #[cfg(test)]
            self.reached.brings(timer, self.engine.is_stale(timer));
            self.act(|engine, cx| engine.timer(cx, timer));
        }
        self.now = until;
    }

    /// An event reaches a desktop, in the order of that desktop's connection.
    fn hears(&mut self) {
        let workers: Vec<WorkerId> = self.notices.keys().copied().collect();
        let Some(worker) = self.any(&workers) else { return };
        let Some(notice) = self.notices.get_mut(&worker).and_then(VecDeque::pop_front) else {
            self.notices.remove(&worker);
            return;
        };
        self.act(|engine, cx| engine.deliver(cx, notice));
    }

    fn registers(&mut self) {
        let worker = self.worker();
        let action = Action::ALL[self.below(Action::ALL.len())];
        let role = [CallRole::Before, CallRole::After, CallRole::Replacement, CallRole::Body][self.below(4)];
        // Bodies that do nothing would leave little to see.
        if !matches!(role, CallRole::Body) || self.chance(10) {
            // Some are the same function.
            let function = FunctionId(self.small(3));
            self.engine.register(worker, action.into(), role, function);
        }
        if self.chance(20) {
            let function = FunctionId(self.small(3));
            self.engine.remove_listener(worker, &action.into(), role, function);
        }
    }

    /// A function of a script waits, returns, throws, aborts, changes the payload, or runs the original.
    fn script_goes_on(&mut self) {
        if self.calls.is_empty() {
            return;
        }
        let place = self.below(self.calls.len());
        let call = self.calls[place];
        match self.below(10) {
            0 => self.act(|engine, cx| engine.listener_waits(cx, &call)),
            1 => self.engine.abort(call.invocation),
            2 => {
                let payload =
                    self.engine.action_of(call.invocation).map(|action| self.payload(call.worker, action));
                self.engine.set_payload(&call, payload.unwrap_or_default());
            }
            3 | 4 if call.role == CallRole::Replacement => {
                let asked = if self.chance(50) { Asked::Original } else { Asked::Next };
                self.act(|engine, cx| engine.run_original(cx, &call, asked, None));
            }
            5 => {
                self.calls.swap_remove(place);
                let end = ScriptEnd::Threw(None, "no".into());
                self.act(|engine, cx| engine.call_ended(cx, call, end));
            }
            _ => {
                self.calls.swap_remove(place);
                self.act(|engine, cx| engine.call_ended(cx, call, ScriptEnd::Returned(Value::Null)));
            }
        }
    }

    fn customer_acts(&mut self) {
        let platform = self.engine.platform();
        let open: Vec<ContactId> =
            self.contacts.iter().copied().filter(|contact| platform.contact(*contact).is_some()).collect();
        self.contacts = open.clone();
        // Outbound contacts have numbers of the same kind.
        let outbound =
            (0..self.contacts.len() + 200).filter_map(|number| u32::try_from(number).ok()).map(ContactId::new);
        let called: Vec<ContactId> =
            outbound.filter(|contact| platform.ringing_customer(*contact).is_some()).collect();
        // Where fewer come, calls can be handed over.
        let most = if self.keen { 4 } else { 12 };
        match self.below(10) {
            0..=3 if open.len() < most => {
                let calls = self.keen && self.chance(70);
                let channel = if calls { Channel::Voice } else { Channel::ALL[self.below(Channel::COUNT)] };
                let queue = Some(if self.chance(50) { SUPPORT } else { SALES });
                let attributes = Value::map(Entries::from([
                    ("priority".into(), Value::Int(self.stream.whole(0, 2))),
                    ("owner".into(), Value::Text(format!("agent-{}", self.below(5)).into())),
                    ("activity".into(), Value::Text("Busy But Open".into())),
                ]));
                let open = OpenContact { group: GroupId(1), channel, queue, attributes };
                let contact = self.act(|engine, cx| engine.open_contact(cx, open));
                self.contacts.push(contact);
            }
            4 => {
                if let Some(contact) = self.any(&called) {
                    self.act(|engine, cx| engine.outbound_answered(cx, contact));
                }
            }
            5 => {
                if let Some(contact) = self.any(&called) {
                    self.act(|engine, cx| engine.outbound_declined(cx, contact));
                }
            }
            6 | 7 => {
                if let Some(contact) = self.any(&open) {
                    let media = if self.chance(30) { payloads::file_list() } else { Value::Null };
                    self.act(|engine, cx| engine.customer_writes(cx, contact, "hi".into(), media));
                }
            }
            8 => {
                if let Some(contact) = self.any(&open) {
                    self.act(|engine, cx| engine.customer_leaves(cx, contact));
                }
            }
            _ => {
                let (worker, on, whispers) = (WorkerId::new(4), self.chance(50), self.chance(50));
                self.act(
                    |engine, cx| {
                        if whispers { engine.coach(cx, worker, on) } else { engine.barge(cx, worker, on) }
                    },
                );
            }
        }
    }

    /// A fault strikes, or the rota sends somebody somewhere.
    pub(crate) fn struck(&mut self) {
        let worker = self.worker();
        let request = self.requests.first().copied();
        match (self.below(9), request) {
            (0, Some(id)) => self.act(|engine, cx| engine.fail(cx, id)),
            (1, Some(id)) => {
                self.engine.lose_response(id);
                self.act(|engine, cx| engine.give_up(cx, id));
            }
            (2 | 3, Some(id)) => {
                if let Some(request) = self.engine.request(id) {
                    self.act(|engine, cx| engine.land_again(cx, request));
                }
            }
            (4, _) => self.act(|engine, cx| engine.reload(cx, worker)),
            (5, _) => self.act(|engine, cx| engine.disconnect(cx, worker)),
            (6, _) => {
                self.act(|engine, cx| engine.sign_off(cx, worker));
                self.act(|engine, cx| engine.begin_session(cx, worker));
            }
            (7, _) => {
                let activity = crate::units::ActivityId::from_index(self.below(3));
                match self.below(3) {
                    0 => self.act(|engine, cx| engine.keep_worker(cx, worker, activity)),
                    1 => self.act(|engine, cx| {
                        engine.let_worker_go(cx.now, worker);
                    }),
                    _ => self.act(|engine, cx| engine.place_worker(cx, worker, activity)),
                }
            }
            (_, _) => self.act(|engine, cx| engine.reconnect(cx, worker)),
        }
    }

    pub(crate) fn end(mut self) -> BTreeMap<Action, [u32; 2]> {
        if self.chance(50) {
            for worker in 0..5 {
                self.act(|engine, cx| engine.sign_off(cx, WorkerId::new(worker)));
            }
        }
        self.act(Engine::lose_all);
        self.audit.end(self.now);
        assert!(self.buggy || self.audit.violations().is_empty(), "{:#?}", self.audit.violations());
        self.tally
    }
}
