//! Why a node of the tree is not what belongs there, as the types of the raw scenario say it while they are read.
//!
//! Serde lets whoever reads define the error, so nothing has to be taken out of a message again. `strict` reads with
//! it, `typed` reports it.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// Why a node cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Misfit {
    /// A mapping has a key that is none of these.
    UnknownKey(String, &'static [&'static str]),
    /// A thing has a kind that is none of these.
    UnknownKind(String, &'static [&'static str]),
    /// A mapping lacks this key.
    Missing(&'static str),
    /// Something else belongs there, as serde or one of our types calls it.
    Unfit(Found, String),
    /// There is more than belongs there.
    TooMuch,
    /// What one of our types says: what is wrong, and perhaps `: write ` and a remedy.
    Said(String),
}

/// What was found where something else belongs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    Mapping,
    List,
    Nothing,
    Text(String),
    Bool(bool),
    /// A number as it is written, and about how large it is.
    Number(String, f64),
    /// What no tree has, in serde's words.
    Other(String),
}

impl From<Unexpected<'_>> for Found {
    fn from(found: Unexpected<'_>) -> Self {
        match found {
            Unexpected::Map => Self::Mapping,
            Unexpected::Seq => Self::List,
            Unexpected::Unit => Self::Nothing,
            Unexpected::Str(text) => Self::Text(text.to_owned()),
            Unexpected::Bool(value) => Self::Bool(value),
            Unexpected::Unsigned(number) => Self::Number(number.to_string(), number as f64),
            Unexpected::Signed(number) => Self::Number(number.to_string(), number as f64),
            Unexpected::Float(number) => Self::Number(serde_json::Value::from(number).to_string(), number),
            other => Self::Other(other.to_string()),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mapping => f.write_str("a mapping"),
            Self::List => f.write_str("a list"),
            Self::Nothing => f.write_str("nothing"),
            Self::Text(text) => write!(f, "the text {text:?}"),
            Self::Bool(value) => write!(f, "`{value}`"),
            Self::Number(written, _) => write!(f, "`{written}`"),
            Self::Other(words) => f.write_str(words),
        }
    }
}

impl Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Said(message.to_string())
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Unfit(found.into(), expected.to_string())
    }
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Unfit(found.into(), expected.to_string())
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::TooMuch
    }
    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self::UnknownKind(name.to_owned(), known)
    }
    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::UnknownKey(name.to_owned(), known)
    }
    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(name, _) => write!(f, "unknown key `{name}`"),
            Self::UnknownKind(name, _) => write!(f, "unknown kind `{name}`"),
            Self::Missing(name) => write!(f, "the key `{name}` is missing"),
            Self::Unfit(found, expected) => write!(f, "found {found} where {expected} belongs"),
            Self::TooMuch => f.write_str("there is more than one kind here"),
            Self::Said(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Misfit {}
