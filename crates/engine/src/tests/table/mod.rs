//! Every action of the catalogue: a legal call and what it leaves, illegal calls and that they leave nothing.
//!
//! Each group of the catalogue has its rows in a file. The tests here go through all actions and look each one up, so
//! an action without a row, a code that nothing provokes and a silence that nothing breaks fail them. What a payload
//! must be is in `payloads`, in what the two modes differ beyond their silences in `modes`.

mod channel;
mod chat;
mod codes;
mod desktop;
mod insights;
mod modes;
mod outbound;
mod payloads;
mod supervisor;
mod task;
mod telephony;
mod voice;
mod worker;

use super::*;
use crate::catalog::{self, Entry};
use crate::config::{Mode, OutboundEmail};
use crate::event::InvocationEvent;
use crate::event::{Outcome, Role};
use crate::platform::Participant;
use crate::units::ConferenceId;

/// An agent of support, with a phone besides the browser; the first to be offered work.
const AGENT: WorkerId = WorkerId::new(0);
/// An agent of support.
const COLLEAGUE: WorkerId = WorkerId::new(1);
/// A supervisor who serves no queue.
const SUPERVISOR: WorkerId = WorkerId::new(2);
/// Whom [`World::hire_for_two_calls`] hires.
const DOUBLE: WorkerId = WorkerId::new(3);
/// A reservation that never was.
const NOWHERE: ReservationId = ReservationId::new(99);
/// A conversation that never was.
const UNHEARD: ConversationId = ConversationId::new(99);

const BOTH: [Mode; 2] = [Mode::Strict, Mode::Compat];

/// What the table says of an action.
struct Row {
    action: Action,
    /// A legal call, whose effect it reads back.
    legal: Option<fn(Mode) -> World>,
    illegal: Vec<Illegal>,
    /// Why no state makes it illegal.
    exempt: Option<&'static str>,
    /// Calls that strict mode lets pass and compat mode refuses.
    compat_alone: Vec<CompatAlone>,
    /// What compat mode does otherwise: a test of both modes for each case that the catalogue has.
    otherwise: Vec<fn()>,
}

/// A call that compat mode alone refuses: with which code, and how it comes to be.
type CompatAlone = (Code, fn(Mode) -> Scene);

/// A call in a state that does not allow it.
struct Illegal {
    code: Code,
    arrange: fn(Mode) -> Scene,
    /// What happens between the asking and the landing.
    meanwhile: fn(&mut World),
    /// Whether it is rejected in compat mode too although compat mode swallows the code elsewhere.
    aloud: bool,
    /// Whether compat mode does something else there, of which another test tells.
    strict_alone: bool,
}

/// A state, and what is invoked in it.
struct Scene {
    world: World,
    by: WorkerId,
    payload: Payload,
}

impl Row {
    fn of(action: Action) -> Self {
        let (compat_alone, otherwise) = (Vec::new(), Vec::new());
        Self { action, legal: None, illegal: Vec::new(), exempt: None, compat_alone, otherwise }
    }
    fn legal(mut self, call: fn(Mode) -> World) -> Self {
        self.legal = Some(call);
        self
    }
    fn illegal(self, code: Code, arrange: fn(Mode) -> Scene) -> Self {
        self.race(code, arrange, |_| {})
    }
    fn race(mut self, code: Code, arrange: fn(Mode) -> Scene, meanwhile: fn(&mut World)) -> Self {
        self.illegal.push(Illegal { code, arrange, meanwhile, aloud: false, strict_alone: false });
        self
    }
    fn aloud(self, code: Code, arrange: fn(Mode) -> Scene) -> Self {
        self.illegal(code, arrange).but(|it| it.aloud = true)
    }
    fn strict_alone(self, code: Code, arrange: fn(Mode) -> Scene) -> Self {
        self.illegal(code, arrange).but(|it| it.strict_alone = true)
    }
    fn but(mut self, change: fn(&mut Illegal)) -> Self {
        change(self.illegal.last_mut().unwrap());
        self
    }
    /// A call that the backend fails.
    fn failed(self, code: Code, arrange: fn(Mode) -> Scene) -> Self {
        self.race(code, arrange, |world| world.backend_fails = true)
    }
    fn exempt(mut self, why: &'static str) -> Self {
        self.exempt = Some(why);
        self
    }
    /// A call that the backend fails, of which compat mode tells too.
    fn failed_aloud(self, code: Code, arrange: fn(Mode) -> Scene) -> Self {
        self.failed(code, arrange).but(|it| it.aloud = true)
    }
    fn compat_alone(mut self, code: Code, arrange: fn(Mode) -> Scene) -> Self {
        self.compat_alone.push((code, arrange));
        self
    }
    fn otherwise(mut self, test: fn()) -> Self {
        self.otherwise.push(test);
        self
    }
}

fn table() -> Vec<Row> {
    let groups = [
        task::rows(),
        voice::rows(),
        outbound::rows(),
        chat::rows(),
        channel::rows(),
        worker::rows(),
        supervisor::rows(),
        telephony::rows(),
        desktop::rows(),
        insights::rows(),
    ];
    groups.into_iter().flatten().collect()
}

/// All actions with their entries and rows.
fn rows() -> impl Iterator<Item = (&'static Entry, Row)> {
    let mut rows = table();
    let find = move |action: &Action| {
        let place = rows.iter().position(|row| row.action == *action);
        let row = rows.swap_remove(place.unwrap_or_else(|| panic!("no row for {action}")));
        assert!(rows.iter().all(|row| row.action != *action), "two rows for {action}");
        (catalog::entry(*action), row)
    };
    Action::ALL.iter().map(find)
}

// Scenes.

/// Two agents of support and a supervisor, all available.
fn floor(mode: Mode) -> World {
    floor_with(mode, |_| {})
}

fn floor_with(mode: Mode, change: fn(&mut Center)) -> World {
    let mut center = Center {
        mode,
        email: Some(OutboundEmail {
            queue: Some(SUPPORT),
            from: Some("help@example.com".into()),
            from_name: None,
        }),
        templates: [("greeting".into(), "Hello {{name}}!".into())].into(),
        ..center()
    };
    change(&mut center);
    let mut world = World::new(center);
    world.open();
    world
}

impl World {
    /// The workers of the floor come in.
    fn open(&mut self) {
        let phone = Value::map(Entries::from([("contact_uri".into(), text("client:agent-1"))]));
        for (name, attributes, queues) in [
            ("agent-1", phone, vec![SUPPORT]),
            ("agent-2", Value::map(Entries::new()), vec![SUPPORT]),
            ("lead", Value::map(Entries::new()), vec![]),
        ] {
            let supervisor = queues.is_empty();
            let capacity = [1, 3, 1, 1];
            let worker =
                self.hire_as(&WorkerSetup { name: name.into(), attributes, queues, capacity, supervisor });
            self.set_available(worker);
        }
        self.log.clear();
    }

    /// An agent of sales who may have two calls at once.
    fn hire_for_two_calls(&mut self) {
        let worker = self.hire(&[SALES], [2; 4]);
        self.set_available(worker);
        assert_eq!(worker, DOUBLE);
    }

    /// By whom it is invoked, and with what.
    fn then(self, by: WorkerId, payload: Payload) -> Scene {
        Scene { world: self, by, payload }
    }

    /// Invokes and lands something while other things wait for the backend.
    fn aside(&mut self, by: WorkerId, action: Action, payload: Payload) {
        let waiting = std::mem::take(&mut self.out.requests);
        self.invoke(by, action, payload).unwrap();
        self.out.requests = waiting;
    }

    /// An entry of what a script reads with `me.desktop()`.
    fn shows(&self, worker: WorkerId, key: &str) -> Value {
        let view = self.engine.desktop_view(worker).unwrap();
        view.get(key).unwrap_or_else(|| panic!("no {key} on a desktop")).clone()
    }

    /// The leg in the call of a reservation.
    fn leg(&self, of: ReservationId, role: Role) -> Option<Participant> {
        let platform = self.engine.platform();
        let task = platform.reservation(of).unwrap().task;
        let conference = platform.task(task).unwrap().conference?;
        platform.conference(conference).unwrap().with_role(role).cloned()
    }

    fn conference_of(&self, reservation: ReservationId) -> Option<ConferenceId> {
        let platform = self.engine.platform();
        platform.task(platform.reservation(reservation).unwrap().task).unwrap().conference
    }

    fn activity(&self, worker: WorkerId) -> ActivityId {
        self.engine.platform().worker(worker).unwrap().activity
    }
}

/// A call that is offered to the agent.
fn offered_call(mode: Mode) -> (World, ContactId, ReservationId) {
    let mut world = floor(mode);
    let contact = world.calls();
    let offer = world.offered(AGENT).unwrap();
    (world, contact, offer)
}

/// A call that the agent is in.
fn on_a_call(mode: Mode) -> (World, ContactId, ReservationId) {
    let (mut world, contact, _) = offered_call(mode);
    let reservation = world.accepts(AGENT);
    (world, contact, reservation)
}

/// A chat that the agent is in.
fn chatting(mode: Mode) -> (World, ConversationId, ReservationId) {
    chatting_with(mode, |_| {})
}

fn chatting_with(mode: Mode, change: fn(&mut Center)) -> (World, ConversationId, ReservationId) {
    let mut world = floor_with(mode, change);
    let contact = world.comes(Channel::Chat, SUPPORT);
    let reservation = world.accepts(AGENT);
    let conversation = world.conversation_of(contact);
    (world, conversation, reservation)
}

/// A call that the agent was in, and wraps up.
fn after_a_call(mode: Mode) -> (World, ReservationId) {
    let (mut world, contact, reservation) = on_a_call(mode);
    assert!(world.leaves(contact));
    (world, reservation)
}

/// Payload of a transfer to the colleague.
fn to_colleague(reservation: ReservationId, mode: &str) -> Payload {
    handing_to(reservation, COLLEAGUE, mode)
}

fn handing_to(reservation: ReservationId, target: WorkerId, mode: &str) -> Payload {
    let options = map(&[("mode", text(mode))]);
    sid_of(reservation).with("targetSid", Value::Sid(target.sid())).with("options", options)
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn map(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

fn sids<const N: usize>(sids: [crate::units::Sid; N]) -> Vec<Value> {
    sids.map(Value::Sid).to_vec()
}

/// Invokes in a scene; lands what it asks the backend for, when `meanwhile` has happened.
fn attempt(scene: Scene, action: Action, meanwhile: impl FnOnce(&mut World)) -> (World, Result<Value, Rejection>) {
    let Scene { mut world, by, payload } = scene;
    world.out.settled.clear();
    let id = world.act(|engine, cx| engine.invoke(cx, by, action.into(), payload));
    meanwhile(&mut world);
    loop {
        // What the scene itself has left waiting goes on waiting.
        let requests = std::mem::take(&mut world.out.requests);
        let (due, waiting): (Vec<_>, Vec<_>) = requests.into_iter().partition(|it| it.invocation >= id);
        world.out.requests = waiting;
        if due.is_empty() {
            break;
        }
        for request in due {
            match world.backend_fails {
                true => world.act(|engine, cx| engine.fail(cx, request.invocation)),
                false => world.act(|engine, cx| engine.land(cx, request.invocation)),
            }
        }
    }
    let settled = world.out.settled.drain(..).find(|settled| settled.invocation == id);
    (world, settled.unwrap().result.map_err(|rejection| *rejection))
}

// The tests.

#[test]
fn every_action_has_one_row_that_is_complete() {
    for (entry, row) in rows() {
        assert!(row.legal.is_some(), "{}: no legal call", entry.action);
        match row.exempt {
            Some(why) => assert!(!why.is_empty() && row.illegal.is_empty(), "{}", entry.action),
            None => assert!(!row.illegal.is_empty(), "{}: no illegal call", entry.action),
        }
    }
}

#[test]
fn a_legal_call_does_what_it_is_for() {
    for (entry, row) in rows() {
        for mode in BOTH {
            let world = row.legal.unwrap()(mode);
            let is_ok = |event: &Event| match event {
                Event::Invocation(_, InvocationEvent::Settled { action, outcome, .. }) => {
                    *action == entry.action.into() && *outcome == Outcome::Ok
                }
                _ => false,
            };
            assert!(world.count(is_ok) > 0, "{} was not invoked in {mode:?} mode", entry.action);
        }
    }
}

#[test]
fn an_illegal_call_is_refused_with_its_code_and_changes_nothing() {
    for (entry, row) in rows() {
        for illegal in row.illegal {
            let context = format!("{} in a state for {}", entry.action, illegal.code);
            let mut untouched = (illegal.arrange)(Mode::Strict).world;
            (illegal.meanwhile)(&mut untouched);
            let (world, result) = attempt((illegal.arrange)(Mode::Strict), entry.action, illegal.meanwhile);
            let Err(rejection) = result else { panic!("{context} was ok: {result:?}") };
            assert_eq!(rejection.code, illegal.code, "{context}: {}", rejection.message);
            assert_eq!(world.engine.fingerprint(), untouched.engine.fingerprint(), "{context} changed something");
        }
    }
}

#[test]
fn compat_mode_refuses_the_same_but_for_what_the_catalogue_calls_silent() {
    for (entry, row) in rows() {
        for illegal in row.illegal.into_iter().filter(|illegal| !illegal.strict_alone) {
            let context = format!("{} in a state for {}", entry.action, illegal.code);
            let mut untouched = (illegal.arrange)(Mode::Compat).world;
            (illegal.meanwhile)(&mut untouched);
            let (_, strict) = attempt((illegal.arrange)(Mode::Strict), entry.action, illegal.meanwhile);
            let (world, compat) = attempt((illegal.arrange)(Mode::Compat), entry.action, illegal.meanwhile);
            if entry.swallows(illegal.code) && !illegal.aloud {
                assert_eq!(compat, Ok(Value::Null), "{context} in compat mode");
            } else {
                assert_eq!(refused(compat), refused(strict), "{context} in compat mode");
            }
            assert_eq!(world.engine.fingerprint(), untouched.engine.fingerprint(), "{context} changed something");
        }
    }
}

#[test]
fn every_silence_of_the_catalogue_is_provoked() {
    for (entry, row) in rows() {
        for code in entry.silent.iter().flat_map(|case| case.codes) {
            let provoked = row.illegal.iter().any(|it| it.code == *code && !it.aloud);
            assert!(provoked, "{}: nothing provokes a silent {code}", entry.action);
        }
    }
}

#[test]
fn compat_mode_does_otherwise_where_the_catalogue_says_so_and_nowhere_else() {
    for (entry, row) in rows() {
        let rejects: Vec<Code> = entry.otherwise.iter().filter_map(|it| it.rejects).collect();
        let provoked: Vec<Code> = row.compat_alone.iter().map(|(code, _)| *code).collect();
        assert_eq!(rejects, provoked, "{}", entry.action);
        assert_eq!(
            entry.otherwise.len() - rejects.len(),
            row.otherwise.len(),
            "{}: a test for each",
            entry.action
        );
        for (code, arrange) in row.compat_alone {
            let (_, strict) = attempt(arrange(Mode::Strict), entry.action, |_| {});
            strict.unwrap_or_else(|rejection| panic!("{} in strict mode: {rejection}", entry.action));
            let untouched = arrange(Mode::Compat).world.engine.fingerprint();
            let (world, compat) = attempt(arrange(Mode::Compat), entry.action, |_| {});
            assert_eq!(refused(compat), (code, Cause::Caller), "{} in compat mode", entry.action);
            assert_eq!(world.engine.fingerprint(), untouched, "{} changed something", entry.action);
        }
        row.otherwise.iter().for_each(|test| test());
    }
}

#[test]
fn every_code_of_the_catalogue_is_provoked() {
    for (entry, row) in rows() {
        let of_payload = |code: Code| {
            let field = |field: &crate::catalog::Field| field.missing == code || field.invalid == code;
            entry.fields.iter().any(field) || entry.pairs.iter().any(|pair| pair.required && pair.missing == code)
        };
        for failure in entry.errors {
            let provoked = row.illegal.iter().any(|it| it.code == failure.code);
            let covered = provoked || of_payload(failure.code);
            assert!(covered, "{}: nothing provokes {}", entry.action, failure.code);
        }
        let nested = |code: Code| entry.swallows(code);
        let common = |code: Code| catalog::COMMON_FAILURES.iter().any(|failure| failure.code == code);
        for illegal in &row.illegal {
            let listed = entry.errors.iter().any(|failure| failure.code == illegal.code);
            let known = listed || nested(illegal.code) || common(illegal.code) || of_payload(illegal.code);
            assert!(known, "{} does not list {}", entry.action, illegal.code);
        }
    }
}

#[test]
fn who_has_logged_out_does_nothing_but_sign_in_again() {
    for (entry, row) in rows() {
        if [Action::ReloadWindow, Action::UpdateWorkerToken].contains(&row.action) {
            continue;
        }
        let mut world = floor(Mode::Strict);
        world.invoke(SUPERVISOR, Action::Logout, Payload::Absent).unwrap();
        let before = world.engine.fingerprint();
        let payload = crate::tests::samples::full(entry);
        let (world, result) = attempt(world.then(SUPERVISOR, payload), entry.action, |_| {});
        assert_eq!(refused(result), (Code::NotSignedIn, Cause::Caller), "{}", entry.action);
        assert_eq!(world.engine.fingerprint(), before, "{}", entry.action);
    }
}
