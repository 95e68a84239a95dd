//! The types that the catalogue's entries are written in.
//!
//! Everything is a constant: an entry is read by reference and never built at run time. The entries stand in
//! [`crate::actions`], each with its group; [`crate::catalog`] is all of them.

use std::fmt;

use crate::action::{Action, Code};

/// What an action is about; the catalogue is listed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the titles say it")]
pub enum Group {
    Task,
    Voice,
    Dtmf,
    Outbound,
    Chat,
    Channel,
    Worker,
    Supervisor,
    Telephony,
    Navigation,
    Ui,
    Insights,
}

/// What a payload is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// There is none; fields that listeners or plugins add are ignored.
    None,
    /// A map of named fields.
    Object,
    /// Named fields, or no payload at all.
    OptionalObject,
    /// The text itself.
    BareText,
    /// The whole number itself.
    BareInt,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// The task object a script was handed, or a map with the reservation's sid in `sid`.
    Task,
    /// A worker object, or a map with their sid in `sid`.
    Worker,
    /// A conversation object, or a map with its sid in `sid`.
    Conversation,
    /// A participant object, or a map with its sid in `sid`.
    Participant,
    /// The sid of a reservation.
    ReservationSid,
    /// The sid of a task.
    TaskSid,
    /// The sid of a worker.
    WorkerSid,
    /// The sid of a queue.
    QueueSid,
    /// The sid of an activity.
    ActivitySid,
    /// The sid of an interaction channel.
    ChannelSid,
    /// The sid of a conversation.
    ConversationSid,
    /// The sid of a conversation, of its interaction channel or of a reservation of its task.
    AnyConversationSid,
    /// The sid of a call's leg.
    CallSid,
    /// The sid of a worker or of a queue.
    WorkerOrQueue,
    /// The sid of a worker or of a participant.
    WorkerOrParticipant,
    /// Any text, the empty one too.
    Text,
    /// Text that is not blank.
    Word,
    /// A phone number: an optional `+` and 2 to 15 digits, with separators; or `client:` and a name.
    Phone,
    /// An e-mail address.
    Address,
    /// An address on the web: it begins with `https://` or `http://`.
    Url,
    /// Tones: `0` to `9`, `*`, `#`, `A` to `D`, and `w` for a pause; at least one.
    Digits,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A whole number from 0 on.
    Natural,
    /// A priority: a whole number of 32 bits.
    Priority,
    /// One of these words, in any case.
    OneOf(&'static [&'static str]),
    /// A map of anything.
    Map,
    /// A map with these fields, and others that nobody looks at.
    Record(&'static [Field]),
    /// A list of maps with these fields.
    Records(&'static [Field]),
    /// A file of a message: a map with `name`, `type` and `bytes`, or its sid.
    Media,
    /// Anything but nothing.
    Any,
}

/// A named field of a payload.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in payloads, in camel case as the product writes it.
    pub name: &'static str,
    /// The kind of value that it must hold.
    pub kind: FieldKind,
    /// Whether it must be there. A field of a required [`Pair`] is not required by itself.
    pub required: bool,
    /// Whether compat mode does without it all the same.
    pub lenient: bool,
    /// What it is for, in a line.
    pub about: &'static str,
    /// The code where it is missing though required; blank text counts as missing where the kind refuses it.
    pub missing: Code,
    /// The code where it holds something else.
    pub invalid: Code,
    /// Why nothing here hangs on what it holds, a clause; nothing where something does.
    pub ignored: Option<&'static str>,
}

/// Two fields that name the same thing: where both are given they must agree.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The names of the two fields; both belong to the entry and are optional by themselves.
    pub fields: [&'static str; 2],
    /// Whether one of them must be there.
    pub required: bool,
    /// The code where neither is there though one is required.
    pub missing: Code,
}

/// A way to be rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The code that the invocation is rejected with.
    pub code: Code,
    /// When, as a clause: `the reservation is not pending`.
    pub when: &'static str,
}

/// Something that the real product lets pass without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent {
    /// The rejections that settle as ok in compat mode.
    pub codes: &'static [Code],
    /// What happens, as a clause.
    pub when: &'static str,
}

/// What compat mode does otherwise, besides passing over rejections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// What it rejects with, where strict mode does the work.
    pub rejects: Option<Code>,
    /// What happens in compat mode, as a clause.
    pub when: &'static str,
}

/// The code with which an action is rejected when the backend fails its request. Some actions have one of their own, as
/// the real desktop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failing {
    /// Where the request is about a call.
    pub call: Code,
    /// Where it is about anything else.
    pub other: Code,
}

/// All there is to know about an action.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The action that this is the entry of.
    pub action: Action,
    /// The group that it is listed under.
    pub group: Group,
    /// What it is for, in a line.
    pub summary: &'static str,
    /// What its payload is made of.
    pub shape: Shape,
    /// The payload's fields, or the one value that it is.
    pub fields: &'static [Field],
    /// Fields that name the same thing.
    pub pairs: &'static [Pair],
    /// Whether it asks the backend and so takes the backend's time. What it invokes asks for itself.
    pub backend: bool,
    /// With which code it is rejected when the backend fails. Means nothing where none is asked.
    pub failing: Failing,
    /// When it is legal: sentences about the state of the centre and the desktop.
    pub legal: &'static str,
    /// What it does when it is legal, in sentences.
    pub effect: &'static str,
    /// What an invocation settles with that has done its work, a noun: nothing (`Value::Null`) where it is not said.
    pub returns: Option<&'static str>,
    /// How it can be rejected, besides `COMMON_FAILURES`.
    pub errors: &'static [Failure],
    /// The actions it may invoke.
    pub invokes: &'static [Action],
    /// Where the real product says nothing.
    pub silent: &'static [Silent],
    /// What the real product does otherwise. With [`Entry::silent`], all in which the modes differ.
    pub otherwise: &'static [Otherwise],
    /// Where the product's documentation of this action slips.
    pub slip: Option<&'static str>,
    /// A line of a script that invokes it.
    pub example: &'static str,
    /// The short verb that does the same, where there is one.
    pub verb: Option<&'static str>,
}

impl Group {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 12] = [
        Self::Task,
        Self::Voice,
        Self::Dtmf,
        Self::Outbound,
        Self::Chat,
        Self::Channel,
        Self::Worker,
        Self::Supervisor,
        Self::Telephony,
        Self::Navigation,
        Self::Ui,
        Self::Insights,
    ];

    /// Its name, one word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Voice => "voice",
            Self::Dtmf => "dtmf",
            Self::Outbound => "outbound",
            Self::Chat => "chat",
            Self::Channel => "channel",
            Self::Worker => "worker",
            Self::Supervisor => "supervisor",
            Self::Telephony => "telephony",
            Self::Navigation => "navigation",
            Self::Ui => "ui",
            Self::Insights => "insights",
        }
    }

    /// Its heading in the documentation.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Task => "Tasks and transfers",
            Self::Voice => "Calls and their participants",
            Self::Dtmf => "Tones",
            Self::Outbound => "Outbound work",
            Self::Chat => "Messages",
            Self::Channel => "Leaving, pausing and resuming conversations",
            Self::Worker => "The worker",
            Self::Supervisor => "Supervisors",
            Self::Telephony => "Other ways to take a call, and flags of its legs",
            Self::Navigation => "Navigation",
            Self::Ui => "Parts of the desktop",
            Self::Insights => "The player of recordings",
        }
    }
}

impl Shape {
    /// What to pass, for people.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Object => "an object",
            Self::OptionalObject => "an object, or none",
            Self::BareText => "the text itself",
            Self::BareInt => "the whole number itself",
        }
    }
    /// Its name in the JSON of `rushhour actions`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Object => "object",
            Self::OptionalObject => "object?",
            Self::BareText => "string",
            Self::BareInt => "integer",
        }
    }
}

impl fmt::Display for FieldKind {
    /// A noun with its article, for messages: `the sid of a queue (WQ…)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Task => "a task object, or a map with the `sid` of its reservation (WR…)",
            Self::Worker => "a worker object, or a map with their `sid` (WK…)",
            Self::Conversation => "a conversation object, or a map with its `sid` (CH…)",
            Self::Participant => "a participant object, or a map with its `sid` (PA…)",
            Self::ReservationSid => "the sid of a reservation (WR…)",
            Self::TaskSid => "the sid of a task (WT…)",
            Self::WorkerSid => "the sid of a worker (WK…)",
            Self::QueueSid => "the sid of a queue (WQ…)",
            Self::ActivitySid => "the sid of an activity (WA…)",
            Self::ChannelSid => "the sid of an interaction channel (UO…)",
            Self::ConversationSid => "the sid of a conversation (CH…)",
            Self::AnyConversationSid => {
                "the sid of a conversation (CH…), of its channel (UO…) or of its reservation (WR…)"
            }
            Self::CallSid => "the sid of a call (CA…)",
            Self::WorkerOrQueue => "the sid of a worker (WK…) or of a queue (WQ…)",
            Self::WorkerOrParticipant => "the sid of a worker (WK…) or of a participant (PA…)",
            Self::Text => "text",
            Self::Word => "text that is not blank",
            Self::Phone => "a phone number (+15550100) or `client:` and a name",
            Self::Address => "an e-mail address",
            Self::Url => "an address on the web (https://…)",
            Self::Digits => "tones: 0 to 9, *, #, A to D, w for a pause",
            Self::Bool => "true or false",
            Self::Int => "a whole number",
            Self::Natural => "a whole number from 0 on",
            Self::Priority => "a whole number of 32 bits",
            Self::OneOf(words) => return write_words(f, words),
            Self::Map => "a map",
            Self::Record(fields) => {
                f.write_str("a map of ")?;
                return write_names(f, fields);
            }
            Self::Records(fields) => {
                f.write_str("a list of maps of ")?;
                return write_names(f, fields);
            }
            Self::Media => "a map of name, type, bytes, or the sid of a file (ME…)",
            Self::Any => "anything",
        };
        f.write_str(text)
    }
}

fn write_words(f: &mut fmt::Formatter<'_>, words: &[&str]) -> fmt::Result {
    for (place, word) in words.iter().enumerate() {
        write!(f, "{}{word}", if place == 0 { "" } else { " or " })?;
    }
    Ok(())
}

fn write_names(f: &mut fmt::Formatter<'_>, fields: &[Field]) -> fmt::Result {
    for (place, field) in fields.iter().enumerate() {
        let mark = if field.required { "" } else { "?" };
        write!(f, "{}{}{mark}", if place == 0 { "" } else { ", " }, field.name)?;
    }
    Ok(())
}

impl Field {
    /// A field that must be there.
    pub const fn required(name: &'static str, kind: FieldKind, about: &'static str) -> Self {
        let (missing, invalid) = (Code::IncompletePayload, Code::InvalidPayload);
        Self { name, kind, required: true, lenient: false, about, missing, invalid, ignored: None }
    }
    /// A field that may be there.
    pub const fn optional(name: &'static str, kind: FieldKind, about: &'static str) -> Self {
        Self { required: false, ..Self::required(name, kind, about) }
    }
    /// The same field, which compat mode does without.
    pub const fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }
    /// The same field, checked and then left out: why, as a clause.
    pub const fn ignored(self, why: &'static str) -> Self {
        Self { ignored: Some(why), ..self }
    }
    /// The same field, with another code where it is missing.
    pub const fn missing(self, missing: Code) -> Self {
        Self { missing, ..self }
    }
    /// The same field, with another code where it holds something else.
    pub const fn invalid(self, invalid: Code) -> Self {
        Self { invalid, ..self }
    }
}

impl Pair {
    /// One of the two must be there.
    pub const fn one_of(first: &'static str, second: &'static str) -> Self {
        Self { fields: [first, second], required: true, missing: Code::IncompletePayload }
    }
    /// Neither need be there.
    pub const fn optional(first: &'static str, second: &'static str) -> Self {
        Self { required: false, ..Self::one_of(first, second) }
    }
    /// The same pair, with another code where neither is there.
    pub const fn missing(self, missing: Code) -> Self {
        Self { missing, ..self }
    }
}

impl Failure {
    /// A way to be rejected, with the clause that says when.
    pub const fn new(code: Code, when: &'static str) -> Self {
        Self { code, when }
    }
}

impl Failing {
    /// The same code whatever the request is about.
    pub const fn with(code: Code) -> Self {
        Self { call: code, other: code }
    }
}

impl Silent {
    /// Rejections that compat mode settles as ok.
    pub const fn new(codes: &'static [Code], when: &'static str) -> Self {
        Self { codes, when }
    }
}

impl Otherwise {
    /// Something that compat mode does in a way of its own.
    pub const fn does(when: &'static str) -> Self {
        Self { rejects: None, when }
    }
    /// Something that only compat mode refuses.
    pub const fn rejects(code: Code, when: &'static str) -> Self {
        Self { rejects: Some(code), when }
    }
}

impl Entry {
    /// An entry without a payload that asks no backend, fails in no way of its own and invokes nothing. The entries
    /// of the catalogue say what is different about them.
    pub(crate) const fn new(action: Action, group: Group) -> Self {
        Self {
            action,
            group,
            summary: "",
            shape: Shape::None,
            fields: &[],
            pairs: &[],
            backend: false,
            failing: Failing::with(Code::BackendUnavailable),
            legal: "Always.",
            effect: "",
            returns: None,
            errors: &[],
            invokes: &[],
            silent: &[],
            otherwise: &[],
            slip: None,
            example: "",
            verb: None,
        }
    }
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
    /// Whether compat mode settles a rejection with this code as ok.
    pub fn swallows(&self, code: Code) -> bool {
        self.silent.iter().any(|case| case.codes.contains(&code))
    }
}
