//! Every field of every payload makes a difference to what is asked for, or its entry says why it makes none.

use super::samples::{full, map, sample, set};
use crate::actions::parse;
use crate::catalog::{Entry, Field, FieldKind, Shape, entries};
use crate::units::{Sid, SidKind};
use crate::value::{Payload, Value};

/// A value that fits as [`sample`] does, and is another one.
fn other(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Text | FieldKind::Word => Value::text("other words"),
        FieldKind::Phone => Value::text("+15550199"),
        FieldKind::Address => Value::text("bob@example.org"),
        FieldKind::Url => Value::text("https://example.org/other"),
        FieldKind::Digits => Value::text("34"),
        FieldKind::Bool => Value::Bool(false),
        FieldKind::Int | FieldKind::Priority => Value::Int(7),
        FieldKind::Natural => Value::Int(1),
        FieldKind::OneOf(words) => Value::text(&words[words.len() - 1].to_lowercase()),
        FieldKind::Map => map(&[("k", Value::Int(1))]),
        FieldKind::Media => Value::Sid(Sid::new(SidKind::Media, 2)),
        FieldKind::Any => Value::Int(2),
        kind => sample(kind, 2),
    }
}

/// A full payload without the fields that name the same as this one does in another way.
fn alone(entry: &Entry, name: &str) -> Payload {
    let partners = entry.pairs.iter().filter(|pair| pair.fields.contains(&name)).flat_map(|pair| pair.fields);
    partners.filter(|partner| *partner != name).fold(full(entry), |payload, partner| set(&payload, partner, None))
}

/// What is said of a field that makes no difference, and of one that makes one all the same.
fn judge(entry: &Entry, path: &str, field: &Field, one: &Payload, another: &Payload, found: &mut Vec<String>) {
    let differs = parse(entry.action, one) != parse(entry.action, another);
    match (differs, field.ignored) {
        (false, None) => found.push(format!("{}: nothing hangs on `{path}`, and nobody says so", entry.action)),
        (true, Some(why)) => {
            found.push(format!("{}: `{path}` is read, and is said not to be: {why}", entry.action))
        }
        (_, _) => {}
    }
}

#[test]
fn every_field_makes_a_difference_or_says_why_not() {
    let mut found = Vec::new();
    for entry in entries().filter(|entry| matches!(entry.shape, Shape::Object | Shape::OptionalObject)) {
        for field in entry.fields {
            let base = alone(entry, field.name);
            let with = |value| set(&base, field.name, Some(value));
            let (FieldKind::Record(inner) | FieldKind::Records(inner)) = field.kind else {
                judge(entry, field.name, field, &base, &with(other(&field.kind)), &mut found);
                continue;
            };
            let in_list = |value| match field.kind {
                FieldKind::Records(_) => Value::list(vec![value]),
                _ => value,
            };
            for part in inner {
                let changed = map(&[(part.name, other(&part.kind))]);
                let record = super::samples::record(inner).merged(&changed);
                // What lies deeper is not merged: it stands in place of what was there.
                let path = format!("{}.{}", field.name, part.name);
                judge(entry, &path, part, &base, &with(in_list(record)), &mut found);
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_payload_that_is_a_value_makes_a_difference() {
    for entry in entries() {
        let values = match entry.shape {
            Shape::BareText => [Value::text("/one"), Value::text("/two")],
            Shape::BareInt => [Value::Int(-1), Value::Int(1)],
            _ => continue,
        };
        let [one, another] = values.map(|value| parse(entry.action, &Payload::Bare(value)));
        assert_ne!(one, another, "{}", entry.action);
    }
}
