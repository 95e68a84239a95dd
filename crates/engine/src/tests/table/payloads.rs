//! What the catalogue says of payloads, asked of the engine: refused with the code, naming the field, and nothing is
//! changed by it. Cases of single kinds are with the check itself.

use super::*;
use crate::catalog::{Field, FieldKind, Pair, Shape, entries};
use crate::tests::samples::{full, misfits, objects, sample, set};

/// A floor on which payloads are refused one after the other.
struct Refusals {
    world: World,
    before: blake3::Hash,
}

impl Refusals {
    fn new() -> Self {
        let world = floor(Mode::Strict);
        let before = world.engine.fingerprint();
        Self { world, before }
    }

    /// The code and the words with which a payload is refused; nothing has changed.
    fn of(&mut self, entry: &Entry, payload: Payload) -> (Code, String) {
        let context = format!("{} with {payload:?}", entry.action);
        self.world.begin(SUPERVISOR, entry.action, payload);
        assert!(self.world.out.requests.is_empty(), "{context} has asked the backend");
        let Err(rejection) = self.world.land() else { panic!("{context} was ok") };
        assert_eq!(self.world.engine.fingerprint(), self.before, "{context} changed something");
        assert_eq!(rejection.cause, Cause::Caller, "{context}");
        (rejection.code, rejection.message)
    }
}

fn names(message: &str, field: &str) -> bool {
    message.contains(&format!("`{field}"))
}

#[test]
fn a_required_field_that_is_missing_is_named() {
    let mut refusals = Refusals::new();
    for entry in objects() {
        for field in entry.fields.iter().filter(|field| field.required) {
            for without in [None, Some(Value::Null)] {
                let (code, message) = refusals.of(entry, set(&full(entry), field.name, without));
                assert_eq!(code, field.missing, "{}: {message}", entry.action);
                assert!(names(&message, field.name), "{}: {message}", entry.action);
            }
        }
    }
}

#[test]
fn a_field_of_the_wrong_type_is_named() {
    let mut refusals = Refusals::new();
    for entry in objects() {
        for field in entry.fields {
            for misfit in misfits(&field.kind) {
                let (code, message) = refusals.of(entry, set(&full(entry), field.name, Some(misfit)));
                assert_eq!(code, field.invalid, "{}: {message}", entry.action);
                assert!(names(&message, field.name), "{}: {message}", entry.action);
            }
        }
    }
}

#[test]
fn a_payload_that_is_no_map_is_refused_and_says_what_would_be_one() {
    let mut refusals = Refusals::new();
    for entry in entries() {
        let bare = matches!(entry.shape, Shape::BareText | Shape::BareInt);
        let wrong = if bare { Payload::Bare(Value::Float(0.5)) } else { Payload::Bare(Value::Int(1)) };
        let (code, message) = refusals.of(entry, wrong);
        assert_eq!(code, Code::InvalidPayload, "{}: {message}", entry.action);
        for Field { name, .. } in entry.fields {
            assert!(message.contains(name), "{}: {message}", entry.action);
        }
        if bare {
            let field = entry.fields[0];
            let (code, message) = refusals.of(entry, Payload::Absent);
            assert!(code == field.missing && names(&message, field.name), "{}: {message}", entry.action);
            let (code, message) = refusals.of(entry, Payload::of(field.name, sample(&field.kind, 1)));
            assert!(code == field.invalid && message.contains(field.name), "{}: {message}", entry.action);
        }
    }
}

#[test]
fn what_needs_a_field_needs_a_payload() {
    let mut refusals = Refusals::new();
    for entry in entries().filter(|entry| entry.shape == Shape::Object) {
        let needs = |code: Code| {
            entry.fields.iter().any(|field| field.required && field.missing == code)
                || entry.pairs.iter().any(|pair| pair.required && pair.missing == code)
        };
        for nothing in [Payload::Absent, Payload::Fields(crate::value::Fields::default())] {
            let (code, message) = refusals.of(entry, nothing);
            assert!(needs(code) && message.contains("is missing"), "{}: {message}", entry.action);
        }
    }
}

#[test]
fn a_pair_without_either_side_names_both() {
    let mut refusals = Refusals::new();
    for (entry, pair) in pairs().filter(|(_, pair)| pair.required) {
        let [first, second] = pair.fields;
        let (code, message) = refusals.of(entry, set(&set(&full(entry), first, None), second, None));
        assert_eq!(code, pair.missing, "{}: {message}", entry.action);
        assert!(names(&message, first) && names(&message, second), "{}: {message}", entry.action);
    }
}

fn pairs() -> impl Iterator<Item = (&'static Entry, &'static Pair)> {
    objects().flat_map(|entry| entry.pairs.iter().map(move |pair| (entry, pair)))
}

/// Whether the two sides are ids of one kind, so that whoever knows nothing else can compare them.
fn comparable(entry: &Entry, pair: &Pair) -> bool {
    let text = ["activityName", "segmentId"];
    let comparable = |field: &crate::catalog::Field| {
        !text.contains(&field.name) && !matches!(field.kind, FieldKind::AnyConversationSid)
    };
    pair.fields.iter().all(|name| entry.field(name).is_some_and(comparable))
}

#[test]
fn the_sides_of_a_pair_agree_or_are_both_named() {
    let mut refusals = Refusals::new();
    for (entry, pair) in pairs().filter(|(entry, pair)| comparable(entry, pair)) {
        let [first, second] = pair.fields;
        let other = sample(&entry.field(second).unwrap().kind, 2);
        let (code, message) = refusals.of(entry, set(&full(entry), second, Some(other)));
        assert_eq!(code, Code::InvalidPayload, "{}: {message}", entry.action);
        assert!(names(&message, first) && names(&message, second), "{}: {message}", entry.action);

        // Both sides, the same thing: whatever is wrong then, it is not the payload.
        let (_, result) = attempt(floor(Mode::Strict).then(SUPERVISOR, full(entry)), entry.action, |_| {});
        let of_payload = |rejection: &Rejection| {
            rejection.code == Code::InvalidPayload
                || names(&rejection.message, first) && names(&rejection.message, second)
        };
        assert!(!result.is_err_and(|rejection| of_payload(&rejection)), "{}: both sides agree", entry.action);
    }
}

/// Pairs whose sides only the body can compare have rows for it; this sees to their words.
#[test]
fn sides_that_only_the_body_can_compare_are_both_named() {
    let mut compared = Vec::new();
    for (entry, row) in rows() {
        let apart = |pair: &&Pair| !comparable(entry, pair) || pair.fields.contains(&"targetSid");
        let Some(pair) = entry.pairs.iter().find(apart) else { continue };
        let [first, second] = pair.fields;
        let disagreeing = |it: &&Illegal| it.code == Code::InvalidPayload;
        let illegal = row.illegal.iter().find(disagreeing);
        let scene = (illegal.unwrap_or_else(|| panic!("{}: no row", entry.action)).arrange)(Mode::Strict);
        assert!(scene.payload.get(first).is_some() && scene.payload.get(second).is_some(), "{}", entry.action);
        let message = attempt(scene, entry.action, |_| {}).1.unwrap_err().message;
        assert!(names(&message, first) && names(&message, second), "{}: {message}", entry.action);
        compared.push(entry.action);
    }
    let expected = [
        Action::SelectPausedConversation,
        Action::SetActivity,
        Action::SetWorkerActivity,
        Action::KickParticipant,
        Action::HoldParticipant,
        Action::UnholdParticipant,
        Action::InsightsPlayerPlay,
    ];
    assert_eq!(compared.len(), expected.len());
    assert!(expected.iter().all(|action| compared.contains(action)), "{compared:?}");
}

#[test]
fn a_field_that_is_missing_may_be_there_under_another_name() {
    let mut refusals = Refusals::new();
    for (action, payload, meant) in [
        (Action::AcceptTask, Payload::of("taskSid", Value::Sid(TaskId::new(1).sid())), "`taskSid`: `sid`"),
        (
            Action::SendMessage,
            Payload::of("conversationSid", Value::Sid(UNHEARD.sid())).with("text", text("hi")),
            "`text`: `body`",
        ),
        (
            Action::SetWorkerActivity,
            Payload::of("worker", Value::Ref(AGENT.sid())).with("activityName", text("Break")),
            "`worker`: `workerSid`",
        ),
        (Action::StartOutboundCall, Payload::of("number", text("+15550123")), "`number`: `destination`"),
        (
            Action::SetTaskAttributes,
            sid_of(NOWHERE).with("attributes", map(&[])).with("mergeExistng", Value::Bool(true)),
            "`mergeExistng`: `mergeExisting`",
        ),
    ] {
        let (given, meant) = meant.split_once(": ").unwrap();
        let (_, message) = refusals.of(catalog::entry(action), payload);
        let hint = format!("; {given} is none of its fields: did you mean {meant}?");
        assert!(message.ends_with(&hint), "{action}: {message}");
    }
    // What nobody can have meant, and what is there besides.
    for other in ["colour", "sid"] {
        let payload = Payload::of(other, text("red"));
        let (_, message) = refusals.of(catalog::entry(Action::SetActivity), payload);
        assert!(!message.contains("did you mean"), "{message}");
    }
}
