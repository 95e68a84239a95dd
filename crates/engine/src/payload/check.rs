//! The check of a payload against its entry of the catalogue: presence, kinds, and agreement.
//!
//! It goes through the entry's fields, not through the payload's: fields that the catalogue does not know are left
//! alone, for listeners and plugins add their own. It allocates only to say what is wrong.

use super::error::PayloadError;
use super::lookup::{present, sid_of, spelled};
use crate::action::Code;
use crate::config::Mode;
use crate::entry::{Entry, Field, FieldKind, Pair, Shape};
use crate::synonyms::meant_field;
use crate::units::SidKind;
use crate::value::{Payload, Value};

/// How many fields that an action does not have are looked at to find out what was meant.
const FIELDS_TRIED_MAX: usize = 16;

/// Checks everything about a payload that the catalogue says.
pub(crate) fn check(entry: &Entry, payload: &Payload, mode: Mode) -> Result<(), PayloadError> {
    match entry.shape {
        Shape::None => check_none(payload),
        Shape::Object => check_object(entry, payload, mode),
        Shape::OptionalObject if is_absent(payload) => Ok(()),
        Shape::OptionalObject => check_object(entry, payload, mode),
        Shape::BareText | Shape::BareInt => check_bare(entry, payload),
    }
}

fn is_absent(payload: &Payload) -> bool {
    matches!(payload, Payload::Absent | Payload::Bare(Value::Null))
}

fn check_none(payload: &Payload) -> Result<(), PayloadError> {
    match payload {
        Payload::Bare(value) if !is_absent(payload) => {
            Err(error(Code::InvalidPayload, format!("the action takes no payload, not {}", quoted(value))))
        }
        Payload::Absent | Payload::Bare(_) | Payload::Fields(_) => Ok(()),
    }
}

fn check_bare(entry: &Entry, payload: &Payload) -> Result<(), PayloadError> {
    let Some(field) = entry.fields.first() else {
        unreachable!("the catalogue does not say what the payload of {} is", entry.action)
    };
    let place = Place::Payload(field.name);
    match payload {
        _ if is_absent(payload) => Err(missing(place, field)),
        Payload::Bare(value) => check_value(place, field, value),
        Payload::Fields(_) | Payload::Absent => {
            let message = format!("the payload is the {} itself, {}, not a map of fields", field.name, field.kind);
            Err(error(field.invalid, message))
        }
    }
}

fn check_object(entry: &Entry, payload: &Payload, mode: Mode) -> Result<(), PayloadError> {
    if let Payload::Bare(value) = payload
        && !is_absent(payload)
    {
        let names: Vec<&str> = entry.fields.iter().map(|field| field.name).collect();
        let message = format!("the payload is a map of {}, not {}", names.join(", "), quoted(value));
        return Err(error(Code::InvalidPayload, message));
    }
    // What it is all about comes first: a message without a conversation is that before it is one without a text.
    for pair in entry.pairs {
        check_presence(pair, payload).map_err(|error| with_hint(error, entry, payload, &pair.fields))?;
    }
    for field in entry.fields {
        let value = present(payload, field.name);
        if value.is_some() || mode == Mode::Strict || !field.lenient {
            let checked = check_field(Place::Field(field.name), field, value);
            match value {
                Some(_) => checked?,
                None => checked.map_err(|error| with_hint(error, entry, payload, &[field.name]))?,
            }
        }
    }
    entry.pairs.iter().try_for_each(|pair| check_agreement(pair, payload))
}

/// Something is missing, and the payload may have it under another name.
fn with_hint(error: PayloadError, entry: &Entry, payload: &Payload, wanted: &[&str]) -> PayloadError {
    let Payload::Fields(fields) = payload else { return error };
    let others = fields.iter().map(|(name, _)| name.as_str()).filter(|name| entry.field(name).is_none());
    let meant = others.take(FIELDS_TRIED_MAX).find_map(|given| Some((given, meant_field(given, wanted)?)));
    let Some((given, meant)) = meant else { return error };
    let message = format!("{}; `{given}` is none of its fields: did you mean `{meant}`?", error.message);
    PayloadError { message, ..error }
}

fn check_field(place: Place<'_>, field: &Field, value: Option<&Value>) -> Result<(), PayloadError> {
    match value {
        Some(value) => check_value(place, field, value),
        None if field.required => Err(missing(place, field)),
        None => Ok(()),
    }
}

fn check_presence(pair: &Pair, payload: &Payload) -> Result<(), PayloadError> {
    let [first, second] = pair.fields;
    if pair.required && present(payload, first).is_none() && present(payload, second).is_none() {
        return Err(error(pair.missing, format!("`{first}` or `{second}` is missing")));
    }
    Ok(())
}

fn check_agreement(pair: &Pair, payload: &Payload) -> Result<(), PayloadError> {
    let [first, second] = pair.fields;
    let sid = |name| present(payload, name).and_then(sid_of);
    match (sid(first), sid(second)) {
        // Sids of different kinds, and a name beside a sid, may well be the same thing: whoever knows the names
        // judges that.
        (Some(one), Some(other)) if one.kind() == other.kind() && one != other => {
            let noun = one.kind().noun();
            let message = format!("`{first}` and `{second}` disagree: {noun} {one} and {noun} {other}");
            Err(error(Code::InvalidPayload, message))
        }
        (_, _) => Ok(()),
    }
}

/// Where a value stands, to be named when something is wrong with it.
#[derive(Clone, Copy)]
enum Place<'a> {
    Payload(&'static str),
    Field(&'static str),
    Inner(&'a Place<'a>, &'static str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> String {
        match self {
            Self::Payload(name) | Self::Field(name) => (*name).to_owned(),
            Self::Inner(outer, name) => format!("{}.{name}", outer.path()),
            Self::Item(outer, index) => format!("{}[{index}]", outer.path()),
        }
    }
    fn described(&self) -> String {
        match self {
            Self::Payload(name) => format!("the payload (`{name}`)"),
            Self::Field(_) | Self::Inner(..) | Self::Item(..) => format!("`{}`", self.path()),
        }
    }
}

fn check_value(place: Place<'_>, field: &Field, value: &Value) -> Result<(), PayloadError> {
    match fit(&field.kind, value) {
        Fit::Good => Ok(()),
        Fit::Blank if field.required => Err(missing(place, field)),
        Fit::Blank | Fit::Bad => {
            let message = format!("{} should be {}, not {}", place.described(), field.kind, quoted(value));
            Err(error(field.invalid, message))
        }
        Fit::Inside => check_inside(place, field, value),
    }
}

fn check_inside(place: Place<'_>, field: &Field, value: &Value) -> Result<(), PayloadError> {
    let record = |place: Place<'_>, fields: &'static [Field], value: &Value| {
        fields.iter().try_for_each(|inner| {
            let found = value.get(inner.name).filter(|value| !matches!(value, Value::Null));
            check_field(Place::Inner(&place, inner.name), inner, found)
        })
    };
    match (&field.kind, value) {
        (FieldKind::Record(fields), value) => record(place, fields, value),
        (FieldKind::Records(fields), Value::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                let place = Place::Item(&place, index);
                if !matches!(item, Value::Map(_)) {
                    let message = format!(
                        "{} should be {}, not {}",
                        place.described(),
                        FieldKind::Record(fields),
                        quoted(item)
                    );
                    return Err(error(field.invalid, message));
                }
                record(place, fields, item)?;
            }
            Ok(())
        }
        (_, _) => Ok(()),
    }
}

enum Fit {
    Good,
    Bad,
    // Text of nothing but blanks where some is wanted: as good as missing.
    Blank,
    // Good as far as the value itself goes; its entries have fields of their own.
    Inside,
}

fn fit(kind: &FieldKind, value: &Value) -> Fit {
    let good = match kind {
        FieldKind::Task => is_object(value, SidKind::Reservation),
        FieldKind::Worker => is_object(value, SidKind::Worker),
        FieldKind::Conversation => is_object(value, SidKind::Conversation),
        FieldKind::Participant => is_object(value, SidKind::Participant),
        FieldKind::ReservationSid => is_sid(value, &[SidKind::Reservation]),
        FieldKind::TaskSid => is_sid(value, &[SidKind::Task]),
        FieldKind::WorkerSid => is_sid(value, &[SidKind::Worker]),
        FieldKind::QueueSid => is_sid(value, &[SidKind::Queue]),
        FieldKind::ActivitySid => is_sid(value, &[SidKind::Activity]),
        FieldKind::ChannelSid => is_sid(value, &[SidKind::Channel]),
        FieldKind::ConversationSid => is_sid(value, &[SidKind::Conversation]),
        FieldKind::AnyConversationSid => {
            is_sid(value, &[SidKind::Conversation, SidKind::Channel, SidKind::Reservation])
        }
        FieldKind::CallSid => is_sid(value, &[SidKind::Call]),
        FieldKind::WorkerOrQueue => is_sid(value, &[SidKind::Worker, SidKind::Queue]),
        FieldKind::WorkerOrParticipant => is_sid(value, &[SidKind::Worker, SidKind::Participant]),
        FieldKind::Text => matches!(value, Value::Text(_) | Value::Sid(_)),
        FieldKind::Word => return fit_text(value, |_| true),
        FieldKind::Phone => return fit_text(value, is_phone),
        FieldKind::Address => return fit_text(value, is_address),
        FieldKind::Url => return fit_text(value, is_url),
        FieldKind::Digits => return fit_text(value, is_digits),
        FieldKind::Bool => matches!(value, Value::Bool(_)),
        FieldKind::Int => matches!(value, Value::Int(_)),
        FieldKind::Natural => matches!(value, Value::Int(0..)),
        FieldKind::Priority => matches!(value, Value::Int(priority) if i32::try_from(*priority).is_ok()),
        FieldKind::OneOf(words) => {
            matches!(value, Value::Text(text) if words.iter().any(|word| word.eq_ignore_ascii_case(text)))
        }
        FieldKind::Map => matches!(value, Value::Map(_)),
        FieldKind::Record(_) if matches!(value, Value::Map(_)) => return Fit::Inside,
        FieldKind::Records(_) if matches!(value, Value::List(_)) => return Fit::Inside,
        FieldKind::Record(_) | FieldKind::Records(_) => false,
        FieldKind::Media => is_media(value),
        FieldKind::Any => !matches!(value, Value::Null),
    };
    if good { Fit::Good } else { Fit::Bad }
}

fn is_sid(value: &Value, kinds: &[SidKind]) -> bool {
    spelled(value).is_some_and(|sid| kinds.contains(&sid.kind()))
}

fn is_object(value: &Value, kind: SidKind) -> bool {
    matches!(value, Value::Ref(_) | Value::Map(_)) && sid_of(value).is_some_and(|sid| sid.kind() == kind)
}

fn is_media(value: &Value) -> bool {
    let whole = || {
        matches!(value.get("name"), Some(Value::Text(_) | Value::Sid(_)))
            && matches!(value.get("type"), Some(Value::Text(_)))
            && matches!(value.get("bytes"), Some(Value::Int(0..)))
    };
    sid_of(value).is_some_and(|sid| sid.kind() == SidKind::Media) || whole()
}

fn fit_text(value: &Value, good: impl Fn(&str) -> bool) -> Fit {
    match value {
        // What spells a sid is text too, and neither blank nor a number nor an address.
        Value::Sid(_) if good("XX00000000000000000000000000000000") => Fit::Good,
        Value::Text(text) if text.trim().is_empty() => Fit::Blank,
        Value::Text(text) if good(text.trim()) => Fit::Good,
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Sid(_)
        | Value::Ref(_)
        | Value::List(_)
        | Value::Map(_) => Fit::Bad,
    }
}

fn is_phone(text: &str) -> bool {
    if let Some(client) = text.strip_prefix("client:") {
        return !client.is_empty();
    }
    let number = text.strip_prefix('+').unwrap_or(text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    // E.164 numbers have at most 15 digits.
    (2..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || " -.()".contains(c))
}

fn is_address(text: &str) -> bool {
    let blank = text.contains(char::is_whitespace);
    !blank
        && text
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'))
}

fn is_url(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

fn is_digits(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0'..='9' | '*' | '#' | 'A'..='D' | 'w'))
}

fn missing(place: Place<'_>, field: &Field) -> PayloadError {
    error(field.missing, format!("{} is missing: {}", place.described(), field.kind))
}

fn error(code: Code, message: String) -> PayloadError {
    PayloadError { code, message }
}

/// What was given, short enough for a message.
fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => value.to_string(),
        Value::Text(text) if text.chars().count() <= 40 => format!("{text:?}"),
        Value::Sid(sid) => format!("the {} {sid}", sid.kind().noun()),
        Value::Ref(sid) => format!("the object of {} {sid}", sid.kind().noun()),
        Value::Text(_) | Value::List(_) | Value::Map(_) => value.noun().to_owned(),
    }
}
