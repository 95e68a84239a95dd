//! Loosely typed values: what attributes hold and what payloads are made of before they are validated.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use crate::units::Sid;

/// The entries of a map, in the order of their keys.
pub type Entries = BTreeMap<SmolStr, Value>;

/// A value as JSON knows it, with sids and references to entities as kinds of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing: Rhai's `()`, JSON's `null`.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text that is no sid. Where a payload should hold a sid, text that spells one is read as that; but it is another
    /// value than the sid, and so are the payloads that hold them. [`Value::text`] looks at a text and makes the right one.
    Text(SmolStr),
    /// Text that is a sid. Text is looked at once, where it enters the engine, so that equal sids are equal values.
    Sid(Sid),
    /// An entity handed over as an object (`task: task`), not by the text of its sid.
    Ref(Sid),
    /// A list.
    List(Arc<Vec<Value>>),
    /// A map.
    Map(Arc<Entries>),
}

/// What an invocation is called with, as the caller wrote it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Payload {
    /// Called without a payload.
    #[default]
    Absent,
    /// A payload that is the value itself, as the History actions take it.
    Bare(Value),
    /// Named fields, in the order of their names.
    Fields(Fields),
}

/// The named fields of a payload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fields(SmallVec<[(SmolStr, Value); 2]>);

impl Value {
    /// Text, or the sid that it spells.
    pub fn text(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Text(SmolStr::new(text)), Self::Sid)
    }
    /// A list.
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Arc::new(items))
    }
    /// A map.
    pub fn map(entries: Entries) -> Self {
        Self::Map(Arc::new(entries))
    }
    /// What kind of value this is, for messages: `a number`, `a list`.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::Sid(_) => "a sid",
            Self::Ref(_) => "an object",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
    /// Whether it is the same to the Actions framework: what is plain by its value, and an entity by its sid. A map or a list
    /// is an object, and as such the same as itself alone, however often that is handed on.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Map(one), Self::Map(other)) => Arc::ptr_eq(one, other),
            (Self::List(one), Self::List(other)) => Arc::ptr_eq(one, other),
            // There is one kind of numbers on a desktop.
            (Self::Int(whole), Self::Float(number)) | (Self::Float(number), Self::Int(whole)) => {
                *number == *whole as f64
            }
            (_, _) => self == other,
        }
    }
    /// The entry of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.get(key),
            _ => None,
        }
    }
    /// How much of it there is: the bytes of texts and names, and 16 for each value.
    pub fn bytes(&self) -> usize {
        16 + match self {
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Sid(_) | Self::Ref(_) => 0,
            Self::Text(text) => text.len(),
            Self::List(items) => items.iter().map(Self::bytes).sum(),
            Self::Map(entries) => entries.iter().map(|(name, value)| name.len() + value.bytes()).sum(),
        }
    }
    /// This value with `over` merged into it: maps key by key and deeply, anything else replaced.
    pub fn merged(&self, over: &Self) -> Self {
        match (self, over) {
            (Self::Map(base), Self::Map(over)) => {
                let mut merged = Entries::clone(base);
                for (key, value) in over.iter() {
                    let value = match merged.get(key) {
                        Some(old) => old.merged(value),
                        None => value.clone(),
                    };
                    merged.insert(key.clone(), value);
                }
                Self::map(merged)
            }
            (_, over) => over.clone(),
        }
    }
}

impl fmt::Display for Value {
    /// As JSON, with sids as text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => write!(f, "{value:?}"),
            Self::Sid(sid) | Self::Ref(sid) => write!(f, "\"{sid}\""),
            Self::List(items) => {
                f.write_str("[")?;
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (place, (key, value)) in entries.iter().enumerate() {
                    if place > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{key:?}: {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }
    /// Sets a field.
    pub fn set(&mut self, name: SmolStr, value: Value) {
        match self.0.binary_search_by(|(field, _)| field.cmp(&name)) {
            Ok(place) => self.0[place].1 = value,
            Err(place) => self.0.insert(place, (name, value)),
        }
    }
    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let place = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.remove(place).1)
    }
    /// All fields, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&SmolStr, &Value)> {
        self.0.iter().map(|(field, value)| (field, value))
    }
    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Payload {
    /// A payload of one field.
    pub fn of(name: &'static str, value: Value) -> Self {
        Self::Absent.with(name, value)
    }
    /// This payload with a field set.
    #[must_use]
    pub fn with(self, name: &'static str, value: Value) -> Self {
        let mut fields = match self {
            Self::Fields(fields) => fields,
            Self::Absent | Self::Bare(_) => Fields::default(),
        };
        fields.set(SmolStr::new_static(name), value);
        Self::Fields(fields)
    }
    /// How much of it there is: the bytes of texts and names, and 16 for each value.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Absent => 0,
            Self::Bare(value) => value.bytes(),
            Self::Fields(fields) => fields.iter().map(|(name, value)| name.len() + value.bytes()).sum(),
        }
    }
    /// As one value: the map of its fields, the value that it is, or nothing.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Bare(value) => value.clone(),
            Self::Fields(fields) => {
                Value::map(fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
            }
        }
    }
    /// The value of a field; `None` too where the payload has no fields.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Fields(fields) => fields.get(name),
            Self::Absent | Self::Bare(_) => None,
        }
    }
    /// Whether this payload is refused while `running` runs: it is absent, the same, or an object whose entries are all among
    /// those of `running`, which is one too (rule 2 of the Actions framework). A list is an object whose names are places.
    pub(crate) fn is_covered_by(&self, running: &Self) -> bool {
        let in_running = |name: &str, value: &Value| running.entry(name).is_some_and(|other| value.is_same(other));
        match self {
            Self::Absent => true,
            Self::Fields(fields) => {
                running.is_object() && fields.iter().all(|(name, value)| in_running(name, value))
            }
            Self::Bare(Value::Map(entries)) => {
                running.is_object() && entries.iter().all(|(name, value)| in_running(name, value))
            }
            Self::Bare(Value::List(items)) => {
                let mut items = items.iter().enumerate();
                running.is_object() && items.all(|(place, item)| in_running(&format_smolstr!("{place}"), item))
            }
            Self::Bare(value) => matches!(running, Self::Bare(other) if value.is_same(other)),
        }
    }

    /// Whether it is something that has entries.
    const fn is_object(&self) -> bool {
        match self {
            Self::Fields(_) | Self::Bare(Value::List(_) | Value::Map(_) | Value::Ref(_)) => true,
            Self::Absent | Self::Bare(_) => false,
        }
    }

    /// The entry of this name; of a list, the item at this place.
    fn entry(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Fields(fields) => fields.get(name),
            Self::Bare(Value::Map(entries)) => entries.get(name),
            Self::Bare(Value::List(items)) => {
                let place = name.parse().ok().filter(|place: &usize| format_smolstr!("{place}") == name)?;
                items.get(place)
            }
            Self::Absent | Self::Bare(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::ReservationId;

    #[test]
    fn a_payload_covers_its_shallow_subsets_and_nothing_else() {
        let one = Payload::of("sid", Value::Int(1));
        let both = one.clone().with("open", Value::Bool(true));
        assert!(one.is_covered_by(&one) && one.is_covered_by(&both));
        assert!(!both.is_covered_by(&one));
        assert!(!Payload::of("sid", Value::Int(2)).is_covered_by(&one));
        assert!(!Payload::Bare(Value::Int(1)).is_covered_by(&one));
        assert!(Payload::of("sid", Value::Float(1.0)).is_covered_by(&one));
        let nothing = Payload::of("sid", Value::Null);
        assert!(!nothing.is_covered_by(&one) && !nothing.is_covered_by(&Payload::Fields(Fields::default())));
    }

    #[test]
    fn what_has_no_entries_is_part_of_all_that_may_have_some() {
        let list =
            |items: &[i64]| Payload::Bare(Value::list(items.iter().map(|item| Value::Int(*item)).collect()));
        let none = || [Payload::Fields(Fields::default()), list(&[]), Payload::Bare(Value::map(Entries::new()))];
        let task = Payload::Bare(Value::Ref(ReservationId::new(1).sid()));
        let objects = || [Payload::of("x", Value::Int(1)), list(&[1]), task.clone()].into_iter().chain(none());
        let others = [Payload::Absent, Payload::Bare(Value::Int(1)), Payload::Bare(Value::Text("s".into()))];
        for running in objects() {
            assert!(none().iter().all(|none| none.is_covered_by(&running)), "{running:?}");
            assert!(Payload::Absent.is_covered_by(&running));
        }
        for running in others {
            assert!(!none().iter().any(|none| none.is_covered_by(&running)), "{running:?}");
            assert!(Payload::Absent.is_covered_by(&running));
        }
        // Places are names.
        assert!(list(&[1]).is_covered_by(&list(&[1, 2])) && !list(&[1, 2]).is_covered_by(&list(&[1])));
        assert!(!list(&[2]).is_covered_by(&list(&[1, 2])));
        assert!(Payload::of("1", Value::Int(2)).is_covered_by(&list(&[1, 2])));
        assert!(!Payload::of("01", Value::Int(2)).is_covered_by(&list(&[1, 2])));
        assert!(list(&[7]).is_covered_by(&Payload::of("0", Value::Int(7))));
    }

    #[test]
    fn what_nests_is_the_same_as_itself_alone() {
        let options = || Value::map(Entries::from([("mode".into(), Value::Text("COLD".into()))]));
        let with = |value: &Value| Payload::of("sid", Value::Int(1)).with("options", value.clone());
        let (mine, yours) = (options(), options());
        assert_eq!(mine, yours);
        assert!(with(&mine).is_covered_by(&with(&mine)) && !with(&yours).is_covered_by(&with(&mine)));
        let (one, other) = (Value::list(vec![]), Value::list(vec![]));
        assert!(with(&one).is_covered_by(&with(&one)) && !with(&other).is_covered_by(&with(&one)));
        // What stands for an entity is the same if that is.
        let task = |number| with(&Value::Ref(ReservationId::new(number).sid()));
        assert!(task(1).is_covered_by(&task(1)) && !task(2).is_covered_by(&task(1)));
    }

    #[test]
    fn a_sid_in_text_is_a_sid() {
        let sid = ReservationId::new(3).sid();
        assert_eq!(Value::text(&sid.to_string()), Value::Sid(sid));
        assert_eq!(Value::text("hello"), Value::Text("hello".into()));
    }

    #[test]
    fn merging_is_deep_for_maps_only() {
        let map = |entries: &[(&str, Value)]| {
            Value::map(entries.iter().map(|(key, value)| (SmolStr::new(key), value.clone())).collect())
        };
        let base = map(&[("a", map(&[("x", Value::Int(1)), ("y", Value::Int(2))])), ("b", Value::Int(1))]);
        let over = map(&[("a", map(&[("y", Value::Int(3))])), ("b", Value::list(vec![]))]);
        let merged = map(&[("a", map(&[("x", Value::Int(1)), ("y", Value::Int(3))])), ("b", Value::list(vec![]))]);
        assert_eq!(base.merged(&over), merged);
    }
}
