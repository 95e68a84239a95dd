//! Events as lines of JSON, and the JSON Schema of such lines.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::field::Field;
use super::table::Kind;
use crate::units::SimTime;

/// Who knows the names of what events have numbers of.
pub trait Names {
    /// The name of the one with this number, of a kind such as `queue`, `activity` or `population`. Without a name, the
    /// number is written.
    fn name_of(&self, kind: &str, number: u32) -> Option<&str>;
}

/// A line of JSON that is being written: an object, entry by entry.
pub struct Line<'a> {
    text: &'a mut String,
    names: &'a dyn Names,
}

/// An entry of a line, as a schema describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its key.
    pub key: String,
    /// The schema of its value.
    pub schema: Value,
    /// Whether every line of its kind has it.
    pub is_required: bool,
}

impl<'a> Line<'a> {
    /// Begins a line at the end of `text`, with the moment and the number of the replication.
    pub fn begin(text: &'a mut String, names: &'a dyn Names, at: SimTime, replication: u32) -> Self {
        let mut line = Self { text, names };
        line.text.push_str("{\"at_s\":");
        line.float(at.as_secs_f64());
        line.entry("replication", &replication);
        line
    }
    /// Ends it, without a line end.
    pub fn end(self) {
        self.text.push('}');
    }

    /// An entry of its own key, or several, as the type of the value has it.
    pub fn entry<F: Field>(&mut self, key: &str, value: &F) {
        value.entries(key, self);
    }
    /// Says which kind of event the line is about.
    pub fn kind(&mut self, subject: &str, name: &str) {
        self.key("subject");
        self.text(subject);
        self.key("event");
        self.text(name);
    }
    /// A key; its value is to follow.
    pub fn key(&mut self, key: &str) {
        self.text.push_str(",\"");
        self.text.push_str(key);
        self.text.push_str("\":");
    }
    /// A text.
    pub fn text(&mut self, text: &str) {
        // A text always has JSON.
        self.text.push_str(&Value::from(text).to_string());
    }
    /// A value that is JSON already: a number, `true`, `null`, a list.
    pub fn raw(&mut self, json: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(json);
    }
    /// A number; what JSON has no number for is `null`.
    pub fn float(&mut self, number: f64) {
        self.raw(format_args!("{}", Value::from(number)));
    }
    /// A number that has a name, by its name.
    pub fn named(&mut self, kind: &str, number: u32) {
        match self.names.name_of(kind, number) {
            Some(name) => self.text(name),
            None => self.raw(format_args!("{number}")),
        }
    }
}

/// The JSON Schema of the lines of these kinds of events.
pub fn schema<'k>(title: &str, kinds: impl IntoIterator<Item = &'k Kind>) -> Value {
    let lines: Vec<Value> = kinds.into_iter().map(line_schema).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "required": ["at_s", "replication", "subject", "event"],
        "oneOf": lines,
    })
}

fn line_schema(kind: &Kind) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["at_s".to_owned(), "replication".to_owned(), "subject".to_owned(), "event".to_owned()];
    properties.insert(
        "at_s".to_owned(),
        json!({"type": "number", "minimum": 0, "description": "seconds since the beginning"}),
    );
    properties.insert("replication".to_owned(), json!({"type": "integer", "minimum": 0}));
    properties.insert("subject".to_owned(), json!({"const": kind.subject}));
    properties.insert("event".to_owned(), json!({"const": kind.name}));
    for property in kind.properties() {
        if property.is_required {
            required.push(property.key.clone());
        }
        properties.insert(property.key, property.schema);
    }
    json!({
        "description": kind.doc(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
