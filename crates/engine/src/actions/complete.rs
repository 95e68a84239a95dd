//! Completing payloads: the other way to name the same thing, and the centre's defaults, so that listeners find them.

use smol_str::SmolStr;

use super::table::facts;
use crate::action::Action;
use crate::config::Center;
use crate::entry::{Entry, FieldKind};
use crate::payload::{present, sid_of};
use crate::units::SidKind;
use crate::value::{Fields, Payload, Value};

/// Completes the payload of an action: a task named by its sid is there as an object too and the other way round,
/// likewise conversations and workers, and what an outbound contact leaves open is what the centre says.
pub fn complete(action: Action, payload: Payload, center: &Center) -> Payload {
    let Payload::Fields(mut fields) = payload else { return payload };
    if fields.is_empty() {
        return Payload::Fields(fields);
    }
    let facts = facts(action);
    for pair in facts.entry.pairs {
        complete_pair(facts.entry, pair.fields, &mut fields);
    }
    if let Some(fill) = facts.fill {
        fill(&mut fields, center);
    }
    Payload::Fields(fields)
}

/// Sets a field of a payload; nothing takes it out. What named the same thing in the other way follows. False where it is
/// a payload that takes no field: there is none, or it is a value itself.
pub fn change(action: Option<Action>, payload: &mut Payload, name: &str, value: Value) -> bool {
    let old = present(payload, name).and_then(sid_of);
    let Payload::Fields(fields) = payload else { return false };
    let mut fields = std::mem::take(fields);
    match value {
        Value::Null => drop(fields.remove(name)),
        value => fields.set(SmolStr::new(name), value),
    }
    let Some(entry) = action.map(|action| facts(action).entry) else {
        *payload = Payload::Fields(fields);
        return true;
    };
    for pair in entry.pairs.iter().filter(|pair| pair.fields.contains(&name)) {
        let [first, second] = pair.fields;
        let other = if first == name { second } else { first };
        if old.is_some() && fields.get(other).and_then(sid_of) == old {
            fields.remove(other);
            complete_pair(entry, pair.fields, &mut fields);
        }
    }
    *payload = Payload::Fields(fields);
    true
}

fn complete_pair(entry: &Entry, names: [&'static str; 2], fields: &mut Fields) {
    let is_object = |name: &str| match entry.field(name).map(|field| field.kind) {
        Some(FieldKind::Task) => Some(SidKind::Reservation),
        Some(FieldKind::Conversation) => Some(SidKind::Conversation),
        Some(FieldKind::Worker) => Some(SidKind::Worker),
        _ => None,
    };
    let [first, second] = names;
    let (object, sid, kind) = match (is_object(first), is_object(second)) {
        (Some(kind), _) => (first, second, kind),
        (None, Some(kind)) => (second, first, kind),
        (None, None) => return,
    };
    let known = |name: &str| {
        let value = fields.get(name).filter(|value| !matches!(value, Value::Null));
        value.map(|value| sid_of(value).filter(|sid| sid.kind() == kind))
    };
    match (known(object), known(sid)) {
        (Some(Some(named)), None) => fields.set(SmolStr::new_static(sid), Value::Sid(named)),
        (None, Some(Some(named))) => fields.set(SmolStr::new_static(object), Value::Ref(named)),
        (_, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::ReservationId;

    #[test]
    fn what_names_the_same_thing_follows_a_change() {
        let (one, other) = (ReservationId::new(1).sid(), ReservationId::new(2).sid());
        let mut payload = Payload::of("sid", Value::Sid(one)).with("task", Value::Ref(one));
        assert!(change(Some(Action::AcceptTask), &mut payload, "sid", Value::Sid(other)));
        assert_eq!(payload, Payload::of("sid", Value::Sid(other)).with("task", Value::Ref(other)));
        // One that is taken out takes the other with it.
        assert!(change(Some(Action::AcceptTask), &mut payload, "task", Value::Null));
        assert_eq!(payload, Payload::Fields(Fields::default()));
        // Two different things that the caller wrote are none of our business.
        let mut payload = Payload::of("sid", Value::Sid(one)).with("task", Value::Ref(other));
        assert!(change(Some(Action::AcceptTask), &mut payload, "sid", Value::Int(1)));
        assert_eq!(payload.get("task"), Some(&Value::Ref(other)));
        for mut none in
            [Payload::Absent, Payload::Bare(Value::Text("/".into())), Payload::Bare(Value::list(vec![]))]
        {
            let before = none.clone();
            assert!(!change(None, &mut none, "x", Value::Int(1)) && none == before);
        }
    }
}
