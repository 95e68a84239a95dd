//! Every request that a verb can make, with the type of its answer.
//!
//! This is the one place where the two are paired: a verb gets just what its [`Ask`] answers. What each request means,
//! and what its answer says, is told where [`Request`] declares it.
//!
//! An ask falls into two halves, [`Ask::into_request`] and [`Ask::answer`], and nothing of it lives between them but
//! the kind of reply that is awaited. [`crate::fiber`] holds on to that, and makes sure that the reply is of this kind.

use std::marker::PhantomData;

use smol_str::SmolStr;

use super::asked::{Closure, HookAsk, NewContact, Request, TalkTime};
use super::reply::{Answer, Message, Reply, ReplyKind, TaskHandle};
use rushhour_engine::action::{ActionName, Rejection};
use rushhour_engine::effects::CallRole;
use rushhour_engine::hooks::Asked;
use rushhour_engine::task_view::TaskPart;
use rushhour_engine::units::{ReservationId, Sid, SimSpan, SimTime};
use rushhour_engine::value::{Payload, Value};
use rushhour_scenario::timeline::Narration;

/// A request whose answer is an `A`.
#[derive(Debug)]
pub(crate) struct Ask<A> {
    request: Request,
    answer: PhantomData<fn() -> A>,
}

/// How an invocation settled.
pub(crate) type Outcome = Result<Value, Box<Rejection>>;

impl<A: Answer> Ask<A> {
    /// The kind of reply that answers it.
    pub(crate) const KIND: ReplyKind = A::KIND;

    const fn of(request: Request) -> Self {
        Self { request, answer: PhantomData }
    }

    /// The first half: what the simulation is asked.
    pub(crate) fn into_request(self) -> Request {
        self.request
    }

    /// The second half: what the verb is answered. The reply must have been found to be of this kind.
    pub(crate) fn answer(reply: Reply) -> A {
        let Some(answer) = A::from_reply(reply) else {
            unreachable!("a reply that is no {:?} has reached a verb that asked for one", Self::KIND)
        };
        answer
    }
}

// Everyone.

pub(crate) fn sleep(span: SimSpan) -> Ask<bool> {
    Ask::of(Request::Sleep(span))
}

pub(crate) fn sample(distribution: SmolStr) -> Ask<f64> {
    Ask::of(Request::Sample(distribution))
}

pub(crate) fn chance(probability: f64) -> Ask<bool> {
    Ask::of(Request::Chance(probability))
}

pub(crate) fn random() -> Ask<f64> {
    Ask::of(Request::Random)
}

pub(crate) fn random_int(low: i64, high: i64) -> Ask<i64> {
    Ask::of(Request::RandomInt(low, high))
}

pub(crate) fn now() -> Ask<SimTime> {
    Ask::of(Request::Now)
}

pub(crate) fn record(metric: SmolStr, value: f64) -> Ask<bool> {
    Ask::of(Request::Record(metric, value))
}

pub(crate) fn check(name: SmolStr, ok: bool) -> Ask<bool> {
    Ask::of(Request::Check(name, ok))
}

pub(crate) fn note(text: SmolStr) -> Ask<bool> {
    Ask::of(Request::Note(text))
}

pub(crate) fn narrate(kind: Narration, text: SmolStr) -> Ask<bool> {
    Ask::of(Request::Narrate(kind, text))
}

pub(crate) fn start(closure: Closure) -> Ask<bool> {
    Ask::of(Request::Start(closure))
}

// Agents and supervisors.

pub(crate) fn register(action: ActionName, role: CallRole, closure: Closure) -> Ask<bool> {
    Ask::of(Request::Register { action, role, closure })
}

pub(crate) fn remove_listener(action: ActionName, role: CallRole, closure: Closure) -> Ask<bool> {
    Ask::of(Request::RemoveListener { action, role, closure })
}

pub(crate) fn next_task(patience: Option<SimSpan>) -> Ask<Option<Box<TaskHandle>>> {
    Ask::of(Request::NextTask { patience })
}

pub(crate) fn serve(closure: Closure) -> Ask<bool> {
    Ask::of(Request::Serve(closure))
}

pub(crate) fn back_after(span: SimSpan) -> Ask<bool> {
    Ask::of(Request::BackAfter(span))
}

pub(crate) fn wait_shift() -> Ask<bool> {
    Ask::of(Request::WaitShift)
}

pub(crate) fn invoke(action: ActionName, payload: Payload) -> Ask<Outcome> {
    Ask::of(Request::Invoke { action, payload })
}

pub(crate) fn talk(task: ReservationId, time: TalkTime) -> Ask<bool> {
    Ask::of(Request::Talk { task, time })
}

pub(crate) fn wait_connected(task: ReservationId, patience: Option<SimSpan>) -> Ask<bool> {
    Ask::of(Request::WaitConnected { task, patience })
}

pub(crate) fn wait_transfer(task: ReservationId) -> Ask<bool> {
    Ask::of(Request::WaitTransfer { task })
}

pub(crate) fn task_status(task: ReservationId) -> Ask<SmolStr> {
    Ask::of(Request::TaskStatus { task })
}

pub(crate) fn task_part(task: ReservationId, part: TaskPart) -> Ask<Value> {
    Ask::of(Request::TaskPart { task, part })
}

pub(crate) fn object(sid: Sid) -> Ask<Value> {
    Ask::of(Request::Object(sid))
}

pub(crate) fn worker() -> Ask<Value> {
    Ask::of(Request::Worker)
}

pub(crate) fn find_target(name: SmolStr) -> Ask<Value> {
    Ask::of(Request::FindTarget(name))
}

pub(crate) fn desktop() -> Ask<Value> {
    Ask::of(Request::Desktop)
}

pub(crate) fn activity() -> Ask<SmolStr> {
    Ask::of(Request::Activity)
}

pub(crate) fn coach(on: bool) -> Ask<bool> {
    Ask::of(Request::Coach(on))
}

pub(crate) fn barge(on: bool) -> Ask<bool> {
    Ask::of(Request::Barge(on))
}

// Functions that are registered on a desktop.

pub(crate) fn event_payload() -> Ask<Value> {
    Ask::of(Request::Hook(HookAsk::Payload))
}

pub(crate) fn set_event_field(name: SmolStr, value: Value) -> Ask<bool> {
    Ask::of(Request::Hook(HookAsk::SetField(name, value)))
}

pub(crate) fn set_event_payload(payload: Payload) -> Ask<bool> {
    Ask::of(Request::Hook(HookAsk::SetPayload(payload)))
}

pub(crate) fn abort_event() -> Ask<bool> {
    Ask::of(Request::Hook(HookAsk::Abort))
}

pub(crate) fn original(asked: Asked, payload: Option<Payload>) -> Ask<Outcome> {
    Ask::of(Request::Hook(HookAsk::Original(asked, payload)))
}

// Customers.

pub(crate) fn phone(contact: NewContact) -> Ask<bool> {
    Ask::of(Request::Phone(contact))
}

pub(crate) fn chat(contact: NewContact) -> Ask<bool> {
    Ask::of(Request::Chat(contact))
}

pub(crate) fn email(contact: NewContact, text: SmolStr) -> Ask<bool> {
    Ask::of(Request::Email(contact, text))
}

pub(crate) fn wait_answer(patience: Option<SimSpan>) -> Ask<bool> {
    Ask::of(Request::WaitAnswer { patience })
}

pub(crate) fn hang_up() -> Ask<bool> {
    Ask::of(Request::HangUp)
}

pub(crate) fn answer() -> Ask<bool> {
    Ask::of(Request::Answer)
}

pub(crate) fn decline() -> Ask<bool> {
    Ask::of(Request::Decline)
}

// Both sides of a contact.

pub(crate) fn send(body: SmolStr, media: Value) -> Ask<bool> {
    Ask::of(Request::Send { body, media })
}

pub(crate) fn wait_message(task: Option<ReservationId>, patience: Option<SimSpan>) -> Ask<Option<Box<Message>>> {
    Ask::of(Request::WaitMessage { task, patience })
}

pub(crate) fn messages(task: Option<ReservationId>) -> Ask<Vec<Message>> {
    Ask::of(Request::Messages { task })
}

pub(crate) fn wait_end(task: Option<ReservationId>, patience: Option<SimSpan>) -> Ask<bool> {
    Ask::of(Request::WaitEnd { task, patience })
}
