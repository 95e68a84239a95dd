//! The engine in a program of your own: one agent, one call, a clock that you keep, and an audit that watches.
//!
//! `cargo run -p rushhour-engine --example embed_engine`

use rushhour_engine::event::{ConferenceEvent, ContactEvent, InvocationEvent, ReservationEvent};
use rushhour_engine::units::GroupId;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use rushhour_engine::Engine;
use rushhour_engine::action::Action;
use rushhour_engine::audit::{Audit, Seen, SetupFacts};
use rushhour_engine::config::{Center, Channel, Queue, WorkerSetup};
use rushhour_engine::effects::{Cx, Delivery, Notice, Out, Timer};
use rushhour_engine::event::{Event, Outcome};
use rushhour_engine::platform::OpenContact;
use rushhour_engine::predicates::NoExpressions;
use rushhour_engine::units::{InvocationId, QueueId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_engine::value::{Payload, Value};

/// How long the backend takes to answer, and an event to reach a desktop. The engine leaves that to you.
const BACKEND: SimSpan = SimSpan::from_millis(200);
const NETWORK: SimSpan = SimSpan::from_millis(50);

fn main() -> io::Result<()> {
    day(&mut io::stdout().lock())
}

/// One call, from its coming to the end of the work after it.
pub(crate) fn day(into: &mut impl Write) -> io::Result<()> {
    let support = QueueId::new(0);
    let center = Center { queues: vec![Queue::new("support")], ..Center::default() };
    let mut day = Day::new(center);

    // An agent is hired, and is available.
    let setup = WorkerSetup::new("ada", &[support]);
    let ada = day.act(|engine, cx| engine.add_worker(cx, &setup, GroupId(0)));
    day.invokes(ada, Action::SetActivity, Payload::of("activitySid", Value::Sid(Center::AVAILABLE.sid())));
    day.passes(SimSpan::from_secs(5));

    // A customer calls: the call is offered to her as soon as her desktop hears of it.
    let call = day.act(|engine, cx| engine.open_contact(cx, OpenContact::new(Channel::Voice, support)));
    day.passes(SimSpan::from_secs(3));
    let desktop = day.engine.desktop(ada);
    let offered = desktop.and_then(|it| it.tasks.first()).map(|task| task.reservation);
    let offered = offered.ok_or_else(|| io::Error::other("the call was offered to nobody"))?;

    // She takes it, puts the customer on hold and back, they hang up, and she completes the work after the call.
    for (action, takes) in [(Action::AcceptTask, 30), (Action::HoldCall, 20), (Action::UnholdCall, 40)] {
        day.invokes(ada, action, sid(offered));
        day.passes(SimSpan::from_secs(takes));
    }
    day.act(|engine, cx| engine.customer_leaves(cx, call));
    day.passes(SimSpan::from_secs(15));
    day.invokes(ada, Action::CompleteTask, sid(offered));
    day.passes(SimSpan::from_secs(1));

    // What is open still is lost, which the audit is told of before the end.
    day.act(|engine, cx| engine.lose_all(cx));
    day.audit.end(day.now);
    for line in &day.told {
        writeln!(into, "{line}")?;
    }
    for violation in day.audit.violations() {
        writeln!(into, "{} is broken: {}", violation.invariant.name, violation.message)?;
    }
    writeln!(into, "{} statements checked, {} violated", day.audit.checked(), day.audit.violated())
}

fn sid(reservation: ReservationId) -> Payload {
    Payload::of("sid", Value::Sid(reservation.sid()))
}

/// Something that is due at a later moment. The engine says what; when it is done is the caller's.
enum Due {
    Timer(Timer),
    Notice(Notice),
    Answer(InvocationId),
}

/// An engine with a clock and a calendar.
struct Day {
    engine: Engine,
    audit: Audit,
    now: SimTime,
    /// By time, and of the same time in the order of their coming.
    calendar: BTreeMap<(SimTime, usize), Due>,
    numbered: usize,
    told: Vec<String>,
}

impl Day {
    fn new(center: Center) -> Self {
        let audit = Audit::new(SetupFacts::from(&center));
        // Events need time to reach desktops: they come out as notices.
        let engine = Engine::new(Arc::new(center), Delivery::ByNotice);
        let (calendar, told) = (BTreeMap::new(), Vec::new());
        Self { engine, audit, now: SimTime::ZERO, calendar, numbered: 0, told }
    }

    /// One operation: its events are shown and audited, its effects go into the calendar.
    fn act<R>(&mut self, operation: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let (result, out) = self.engine.step(self.now, &NoExpressions, operation);
        let seen = Seen { platform: self.engine.platform(), predicates: &NoExpressions };
        self.audit.step(self.now, &out.events, &seen);
        let told = out.events.iter().filter_map(words).map(|words| format!("{} {words}", self.now));
        self.told.extend(told);
        // What else may come out, outbound calls that ring and functions of scripts to be called, comes here of nothing;
        // and how an invocation settled, nobody waits for.
        let Out { timers, notices, requests, .. } = out;
        for (at, timer) in timers {
            self.expect(at, Due::Timer(timer));
        }
        for notice in notices {
            self.expect(self.now + NETWORK, Due::Notice(notice));
        }
        for request in requests {
            self.expect(self.now + BACKEND, Due::Answer(request.invocation));
        }
        result
    }

    fn invokes(&mut self, worker: WorkerId, action: Action, payload: Payload) {
        self.act(|engine, cx| engine.invoke(cx, worker, action.into(), payload));
    }

    fn expect(&mut self, at: SimTime, due: Due) {
        self.calendar.insert((at, self.numbered), due);
        self.numbered += 1;
    }

    /// Lets time pass, with all that is due meanwhile.
    fn passes(&mut self, span: SimSpan) {
        let until = self.now + span;
        while let Some(next) = self.calendar.first_entry().filter(|next| next.key().0 <= until) {
            let ((at, _), due) = next.remove_entry();
            self.now = at;
            match due {
                Due::Timer(timer) => self.act(|engine, cx| engine.timer(cx, timer)),
                Due::Notice(notice) => self.act(|engine, cx| engine.deliver(cx, notice)),
                Due::Answer(invocation) => self.act(|engine, cx| engine.land(cx, invocation)),
            }
        }
        self.now = until;
    }
}

/// An event in words, if it is one that we care for.
fn words(event: &Event) -> Option<String> {
    Some(match event {
        Event::Contact(_, ContactEvent::Arrived { channel, .. }) => {
            format!("a customer comes by {}", channel.name())
        }
        Event::Reservation(_, ReservationEvent::Created { .. }) => "the call is offered".to_owned(),
        Event::Reservation(_, ReservationEvent::Changed { from, to, .. }) => {
            format!("the offer goes from {} to {}", from.name(), to.name())
        }
        Event::Conference(_, ConferenceEvent::ParticipantChanged { hold, .. }) => {
            format!("the customer is on hold: {hold}")
        }
        Event::Conference(_, ConferenceEvent::Ended { .. }) => "the call is over".to_owned(),
        Event::Invocation(_, InvocationEvent::Settled { action, outcome: Outcome::Ok, begun_at, .. }) => {
            format!("{action}, begun at {begun_at}, is done")
        }
        Event::Invocation(_, InvocationEvent::Settled { action, outcome, .. }) => {
            format!("{action} is {outcome:?}")
        }
        _ => return None,
    })
}
