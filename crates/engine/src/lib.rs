//! A contact centre as agents' desktops see it: 67 actions, what they do, and an audit of the state that they leave.
//!
//! The engine is a state machine and nothing else. An operation is told the time and what happens; the engine changes
//! its state, states *events*, and asks for *effects*. It never reads a clock, draws a number, opens a file or runs a
//! script, so what it does is a function of what it was told, and the same on every machine.
//!
//! This page leads through one call in four steps. The example `embed_engine` is the same as a program, with a calendar.
//!
//! # 1. Build a centre
//!
//! A [`Center`](config::Center) says which queues there are and what holds in them. It is made once;
//! [`Center::check`](config::Center::check) says what is wrong with it, which an engine asks when it is made.
//! [`Center::default`](config::Center::default) has three activities and no queue.
//!
//! ```
//! use std::sync::Arc;
//! use rushhour_engine::Engine;
//! use rushhour_engine::config::{Center, Queue, WorkerSetup};
//! use rushhour_engine::effects::Delivery;
//! use rushhour_engine::units::GroupId;
//! use rushhour_engine::predicates::NoExpressions;
//! use rushhour_engine::units::{QueueId, SimTime};
//!
//! let center = Center { queues: vec![Queue::new("support")], ..Center::default() };
//! let mut engine = Engine::new(Arc::new(center), Delivery::AtOnce);
//!
//! let setup = WorkerSetup::new("ada", &[QueueId::new(0)]);
//! let (ada, out) = engine.step(SimTime::ZERO, &NoExpressions, |engine, cx| {
//!     engine.add_worker(cx, &setup, GroupId(0))
//! });
//! assert_eq!(engine.activity_name(ada).unwrap(), "Offline");
//! assert_eq!(out.events.len(), 1, "that she was added");
//! ```
//!
//! Each operation takes a [`Cx`](effects::Cx): the time, an [`Out`](effects::Out) for what comes of it, and somebody who
//! answers the set-up's expressions. [`Engine::step`] makes one for a single operation. Where workflow and queues hold no
//! expressions, [`NoExpressions`](predicates::NoExpressions) answers; otherwise implement
//! [`Predicates`](predicates::Predicates).
//!
//! # 2. A contact comes
//!
//! A customer is a [`contact`](Engine::open_contact), which gets a task; the task is offered to an agent as a
//! reservation. That it must be answered in time is an effect: a [`Timer`](effects::Timer) with the moment at which to
//! call [`Engine::timer`]. One whose subject has moved on meanwhile does nothing, so none is ever taken back.
//!
//! ```
//! # use std::sync::Arc;
//! # use rushhour_engine::{Engine, config::{Center, Queue, WorkerSetup}, effects::Delivery, units::GroupId};
//! # use rushhour_engine::{predicates::NoExpressions, units::{QueueId, SimSpan, SimTime}};
//! # let support = QueueId::new(0);
//! # let center = Center { queues: vec![Queue::new("support")], ..Center::default() };
//! # let mut engine = Engine::new(Arc::new(center), Delivery::AtOnce);
//! # let setup = WorkerSetup::new("ada", &[support]);
//! # let now = SimTime::ZERO;
//! # let (ada, _) = engine.step(now, &NoExpressions, |it, cx| it.add_worker(cx, &setup, GroupId(0)));
//! use rushhour_engine::config::Channel;
//! use rushhour_engine::effects::Timer;
//! use rushhour_engine::platform::OpenContact;
//!
//! # engine.step(now, &NoExpressions, |engine, cx| engine.place_worker(cx, ada, Center::AVAILABLE));
//! // Ada is available by now.
//! let call = OpenContact::new(Channel::Voice, support);
//! let (contact, out) = engine.step(now, &NoExpressions, |engine, cx| engine.open_contact(cx, call));
//!
//! let offered = engine.desktop(ada).unwrap().tasks[0].reservation;
//! let in_two_minutes = now + SimSpan::from_secs(120);
//! assert!(out.timers.contains(&(in_two_minutes, Timer::Reservation(offered))));
//! ```
//!
//! The call is on her desktop at once, because the engine was made so. With [`Delivery::ByNotice`](effects::Delivery) it
//! comes out as a [`Notice`](effects::Notice), to be handed to [`Engine::deliver`] when it arrives: late, twice or never, as
//! networks do.
//!
//! # 3. Act
//!
//! What an agent does is an *invocation* of an action, by its name and a payload. The desktop judges first, by what it
//! knows; what it lets pass comes out as a [`BackendRequest`](effects::BackendRequest), and happens when you call
//! [`Engine::land`], or fails by [`Engine::fail`]. The platform judges again then, as things are by that time. Each
//! invocation settles exactly once, with a value or a [`Rejection`](action::Rejection).
//!
//! ```
//! # use std::sync::Arc;
//! # use rushhour_engine::{Engine, config::{Center, Channel, Queue, WorkerSetup}, effects::Delivery, units::GroupId};
//! # use rushhour_engine::{platform::OpenContact, predicates::NoExpressions, units::{QueueId, SimTime}};
//! # let support = QueueId::new(0);
//! # let center = Center { queues: vec![Queue::new("support")], ..Center::default() };
//! # let mut engine = Engine::new(Arc::new(center), Delivery::AtOnce);
//! # let setup = WorkerSetup::new("ada", &[support]);
//! # let now = SimTime::ZERO;
//! # let (ada, _) = engine.step(now, &NoExpressions, |it, cx| it.add_worker(cx, &setup, GroupId(0)));
//! # engine.step(now, &NoExpressions, |engine, cx| engine.place_worker(cx, ada, Center::AVAILABLE));
//! # let call = OpenContact::new(Channel::Voice, support);
//! # engine.step(now, &NoExpressions, |engine, cx| engine.open_contact(cx, call));
//! # let offered = engine.desktop(ada).unwrap().tasks[0].reservation;
//! use rushhour_engine::action::Action;
//! use rushhour_engine::event::ReservationStatus;
//! use rushhour_engine::value::{Payload, Value};
//!
//! let payload = Payload::of("sid", Value::Sid(offered.sid()));
//! let (accept, out) = engine.step(now, &NoExpressions, |engine, cx| {
//!     engine.invoke(cx, ada, Action::AcceptTask.into(), payload)
//! });
//! assert_eq!(out.requests[0].invocation, accept);
//!
//! let (_, out) = engine.step(now, &NoExpressions, |engine, cx| engine.land(cx, accept));
//! assert!(out.settled[0].result.is_ok());
//! assert_eq!(engine.desktop(ada).unwrap().tasks[0].status, ReservationStatus::Accepted);
//! ```
//!
//! What an action takes, when it is legal, what it does, how it can be rejected and what it settles with, its entry of the
//! [`catalog`] says: `catalog::entry(Action::TransferTask)`. Most settle with [`Value::Null`](value::Value::Null); AcceptTask,
//! RejectTask, WrapupTask and CompleteTask with the task, a `Value::Ref` of its reservation; SendMessage with the index of
//! the message, a `Value::Int`. Texts that come from outside become values by [`Value::text`](value::Value::text).
//!
//! # 4. Audit
//!
//! The [`audit`] holds the state against its invariants. It shares no code with what it checks: it reads the events of
//! each operation, keeps accounts of its own, and compares. Hand it every operation's events, in order, from the first on.
//!
//! ```
//! # use std::sync::Arc;
//! # use rushhour_engine::{Engine, config::{Center, Channel, Queue}, effects::Delivery, platform::OpenContact};
//! # use rushhour_engine::{predicates::NoExpressions, units::{QueueId, SimTime}};
//! use rushhour_engine::audit::{Audit, Seen, SetupFacts};
//!
//! # let center = Center { queues: vec![Queue::new("support")], ..Center::default() };
//! # let now = SimTime::ZERO;
//! let mut audit = Audit::new(SetupFacts::from(&center));
//! let mut engine = Engine::new(Arc::new(center), Delivery::AtOnce);
//!
//! let call = OpenContact::new(Channel::Voice, QueueId::new(0));
//! let (_, out) = engine.step(now, &NoExpressions, |engine, cx| engine.open_contact(cx, call));
//! audit.step(now, &out.events, &Seen { platform: engine.platform(), predicates: &NoExpressions });
//!
//! let (_, out) = engine.step(now, &NoExpressions, |engine, cx| engine.lose_all(cx));
//! audit.step(now, &out.events, &Seen { platform: engine.platform(), predicates: &NoExpressions });
//! audit.end(now);
//! assert!(audit.violations().is_empty());
//! ```
//!
//! # What goes in and what comes out
//!
//! | comes out | means | goes in again by |
//! | --- | --- | --- |
//! | [`events`](effects::Out::events) | this happened: for the audit, for metrics, for you | nothing |
//! | [`timers`](effects::Out::timers) | do this at that moment | [`Engine::timer`] |
//! | [`notices`](effects::Out::notices) | a desktop is told of a reservation | [`Engine::deliver`] |
//! | [`requests`](effects::Out::requests) | an invocation waits for the backend | [`Engine::land`], [`Engine::fail`] |
//! | [`dialled`](effects::Out::dialled) | an agent's call rings at a customer | [`Engine::outbound_answered`], [`Engine::outbound_declined`] |
//! | [`calls`](effects::Out::calls) | a function that was registered is to be called | [`Engine::listener_waits`], [`Engine::call_ended`] |
//! | [`originals`](effects::Out::originals), [`settled`](effects::Out::settled) | whoever waits for this goes on | nothing |
//!
//! # What is yours to do
//!
//! - Time never goes back: the `now` of an operation is that of the one before it, or later.
//! - Every timer is handed back at its moment. Without them nothing ever times out, and a task that has settled is kept for
//!   ever: it is forgotten by one, after [`settled_task`](config::Timeouts::settled_task).
//! - The audit hears of every operation, from the first event on: what it has not heard of, it takes for wrong.
//! - At the end [`Engine::lose_all`] comes first, and its events go to the audit, then [`Audit::end`](audit::Audit::end):
//!   an invocation that is still open at the end is a violation.
//! - Ids are those of this engine and of its centre. An operation that is handed a worker, a queue or an activity that there
//!   never was panics and says which; what reads answers with nothing. Contacts, tasks and invocations that are over are
//!   no mistake.
//!
//! # How the crate is read
//!
//! The modules stand in order: each imports only from those before it. [`platform`] is what all desktops share,
//! [`desktop`] what one agent sees, and an [`Engine`] both, with the invocations that are at work. Actions come between
//! them: they change platform and desktops, and do not know who invoked them.
//!
//! - What things are counted in and called: [`limits`](mod@limits), [`units`], [`nearest`] and [`synonyms`] (did you mean
//!   …?), [`shown`] (text as a terminal may show it), [`value`], [`action`], [`skills`].
//! - What a centre is set up with, and what goes in and comes out: [`config`], [`predicates`], [`event`], [`effects`].
//! - What actions are described in: `entry`, and [`payload`], which checks a payload by that.
//! - The state: [`planted`] (bugs planted on purpose), [`platform`], `defaults`, [`hooks`], [`desktop`].
//! - The actions: [`actions`], a file or folder for each group, with all that there is to its actions; the [`catalog`] is
//!   what they say of themselves.
//! - The engine: `invocation`, `journal` (what it was told), `engine`.
//! - What happens to it: `operations` (from outside the desktops), [`task_view`] (a task as scripts see it), `views` (what else they read), `framework` (an invocation
//!   from begin to settle), `fault_effects`, `replay` (a restart).
//! - Whether it is as it should be: [`audit`]. A random `walk` through all of it is there for tests and for fuzzing.

// Each module imports only from those before it.

// What things are counted in and called, and how far they may grow.
pub mod limits;
pub mod units;
pub mod nearest;
pub mod shown;
pub mod value;
pub mod action;
pub mod synonyms;
pub mod skills;
// What a centre is set up with, and what goes into the engine and comes out.
pub mod config;
pub mod predicates;
pub mod event;
pub mod effects;
// What actions are described in, and how payloads are checked by that and read.
mod entry;
pub mod payload;
// The state: what all desktops share, and what is on each of them.
pub mod planted;
pub mod platform;
mod defaults;
pub mod hooks;
pub mod desktop;
// The 67 actions, by group, and the catalogue of all.
pub mod actions;
pub mod catalog;
// The engine: the state, and the invocations that are at work.
mod invocation;
mod journal;
mod engine;
// What happens to it.
mod operations;
pub mod task_view;
mod views;
mod framework;
mod fault_effects;
mod replay;
// Whether it is as it should be.
pub mod audit;

#[cfg(any(test, feature = "testing"))]
pub mod walk;
#[cfg(test)]
mod tests;

pub use engine::Engine;
pub use framework::{Unsettled, WaitsFor};
pub use invocation::RequestCopy;
pub use journal::Recovery;
pub use smol_str::SmolStr;
