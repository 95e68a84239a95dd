//! Reads single fields of a payload that has passed the check.
//!
//! The check has seen to it that what is required is there and of its kind, so nothing is judged twice. A reader that
//! does not find what the check has promised stops the run.

use smol_str::SmolStr;

use super::file::{File, file_of};
use super::lookup::{int_of, present, sid_of, text_of};
use crate::units::{ConversationId, ReservationId, Sid};
use crate::value::{Payload, Value};

/// A payload that has passed the check.
pub(crate) struct Reader<'a> {
    payload: &'a Payload,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(payload: &'a Payload) -> Self {
        Self { payload }
    }

    // Values.
    pub(crate) fn present(&self, name: &str) -> Option<&'a Value> {
        present(self.payload, name)
    }
    pub(crate) fn value(&self, name: &str) -> Value {
        self.present(name).cloned().unwrap_or_default()
    }
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.present(name).and_then(bool_of)
    }
    pub(crate) fn text(&self, name: &'static str) -> SmolStr {
        self.text_if_any(name).unwrap_or_else(|| unread(name))
    }
    pub(crate) fn text_if_any(&self, name: &str) -> Option<SmolStr> {
        self.present(name).and_then(text_of)
    }
    /// Text without blanks at its ends.
    pub(crate) fn word(&self, name: &'static str) -> SmolStr {
        self.word_if_any(name).unwrap_or_else(|| unread(name))
    }
    pub(crate) fn word_if_any(&self, name: &str) -> Option<SmolStr> {
        self.text_if_any(name).map(trimmed)
    }

    // Ids.
    pub(crate) fn id_if_any<T: TryFrom<Sid>>(&self, name: &str) -> Option<T> {
        self.present(name).and_then(sid_of).and_then(|sid| T::try_from(sid).ok())
    }
    pub(crate) fn id<T: TryFrom<Sid>>(&self, name: &'static str) -> T {
        self.id_if_any(name).unwrap_or_else(|| unread(name))
    }
    /// The id in either of two fields; the check has compared them.
    pub(crate) fn one_id<T: TryFrom<Sid>>(&self, first: &str, second: &str) -> Option<T> {
        self.id_if_any(first).or_else(|| self.id_if_any(second))
    }
    pub(crate) fn reservation_if_any(&self) -> Option<ReservationId> {
        self.one_id("sid", "task")
    }
    pub(crate) fn reservation(&self) -> ReservationId {
        self.reservation_if_any().unwrap_or_else(|| unread("sid"))
    }
    pub(crate) fn conversation(&self) -> ConversationId {
        self.one_id("conversationSid", "conversation").unwrap_or_else(|| unread("conversationSid"))
    }

    // Options.
    pub(crate) fn option(&self, name: &str) -> Option<&'a Value> {
        self.present("options").and_then(|options| options.get(name))
    }
    pub(crate) fn option_flag(&self, name: &str) -> Option<bool> {
        self.option(name).and_then(bool_of)
    }
    pub(crate) fn option_text(&self, name: &str) -> Option<SmolStr> {
        self.option(name).and_then(text_of)
    }
    pub(crate) fn option_id<T: TryFrom<Sid>>(&self, name: &str) -> Option<T> {
        self.option(name).and_then(sid_of).and_then(|sid| T::try_from(sid).ok())
    }

    // Payloads that are a value.
    pub(crate) fn bare_text(&self) -> SmolStr {
        self.bare().and_then(text_of).unwrap_or_else(|| unread("location"))
    }
    pub(crate) fn bare_int(&self) -> i64 {
        self.bare().and_then(int_of).unwrap_or_else(|| unread("location"))
    }
    fn bare(&self) -> Option<&'a Value> {
        match self.payload {
            Payload::Bare(value) => Some(value),
            Payload::Absent | Payload::Fields(_) => None,
        }
    }

    // Files.
    pub(crate) fn file(&self, name: &'static str) -> File {
        self.present(name).and_then(file_of).unwrap_or_else(|| unread(name))
    }
    pub(crate) fn files(&self, name: &'static str) -> Vec<File> {
        self.items(name).iter().map(|item| file_of(item).unwrap_or_else(|| unread(name))).collect()
    }
    pub(crate) fn items(&self, name: &str) -> &'a [Value] {
        match self.present(name) {
            Some(Value::List(items)) => items,
            Some(_) => unread(name),
            None => &[],
        }
    }
}

/// The check should not have passed this payload.
pub(crate) fn unread(name: &str) -> ! {
    unreachable!("the check has passed a payload of which `{name}` can't be read")
}

fn bool_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

fn trimmed(text: SmolStr) -> SmolStr {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { SmolStr::new(inner) }
}
