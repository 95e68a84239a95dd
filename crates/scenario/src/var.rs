//! A variable of the scenario, with its type.

use smol_str::SmolStr;

use rushhour_engine::units::SimSpan;

/// A variable of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Var {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A duration; scripts see seconds.
    Span(SimSpan),
    /// Text.
    Text(SmolStr),
}

impl Var {
    /// As a scenario would write it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Int(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Bool(yes) => (*yes).into(),
            Self::Span(span) => span.to_string().into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}
