//! Documents that are read as JSON, and records that may be YAML: what is wrong with one is said in our words.
//!
//! For whatever reads one: reports, findings, seeds, records of controls, and what comes to the wallboard. JSON's reader
//! takes a key that stands twice and keeps the last one; here that is refused, as it is in a scenario.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use super::misfit::Misfit;
use super::path::NodePath;
use super::problem::{Issue, Issues, LoadError, Problem};
use super::strict::Node;
use super::tree;
use super::typed;

/// So much of a key is told.
const KEY_CHARS_TOLD: usize = 60;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct DocumentProblem {
    /// What, with the path to where it is wrong.
    pub message: String,
    /// What to do about it; empty where the message says it.
    pub help: String,
    /// The line and the column, where they are known.
    pub place: Option<(usize, usize)>,
}

impl fmt::Display for DocumentProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.place {
            Some((line, column)) => write!(f, " (line {line} column {column})"),
            None => Ok(()),
        }
    }
}

/// Reads JSON as a value of this type.
///
/// # Errors
/// It is no JSON, a key stands twice in it, or it is not what this type wants.
pub fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, DocumentProblem> {
    check_keys(text)?;
    serde_json::from_str(text).map_err(|error| {
        let Ok(tree) = serde_json::from_str::<Json>(text) else { return why_no_json(&error) };
        let unfit = serde_path_to_error::deserialize::<_, T>(Node(&tree)).err();
        let said = unfit.map(|it| said_of(&tree, &typed::path_of(it.path()), it.into_inner()));
        let (message, help) =
            said.unwrap_or_else(|| ("something in it is not what belongs there".to_owned(), String::new()));
        DocumentProblem { message, help, place: place_of(&error) }
    })
}

/// Reads JSON as people write it: serde takes a list for an object, by the order in which the program declares its keys,
/// and here that is refused, at every depth.
///
/// # Errors
/// It is no JSON, a key stands twice in it, or it is not what this type wants.
pub fn read_json_strictly<T: DeserializeOwned>(text: &str) -> Result<T, DocumentProblem> {
    let tree = read_json_tree(text)?;
    serde_path_to_error::deserialize::<_, T>(Node(&tree)).map_err(|unfit| {
        let (message, help) = said_of(&tree, &typed::path_of(unfit.path()), unfit.into_inner());
        // The reader of the text knows the place, where it finds the same.
        let place = serde_json::from_str::<T>(text).err().as_ref().and_then(place_of);
        DocumentProblem { message, help, place }
    })
}

/// Reads JSON as a tree.
///
/// # Errors
/// It is no JSON, or a key stands twice in it.
pub fn read_json_tree(text: &str) -> Result<Json, DocumentProblem> {
    check_keys(text)?;
    serde_json::from_str(text).map_err(|error| why_no_json(&error))
}

/// Whether a text is JSON, whatever it says.
pub fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Reads YAML, as people write records, as a value of this type.
///
/// # Errors
/// It is no YAML, a key stands twice in it, or it is not what this type wants.
pub fn read_yaml<T: DeserializeOwned>(text: &str) -> Result<T, DocumentProblem> {
    let told = |error: LoadError| {
        let Some(problem) = error.problems().first() else { unreachable!("an error of loading tells a problem") };
        of_problem(problem)
    };
    let tree = tree::read_any("", text).map_err(told)?;
    let (path, misfit) = match serde_path_to_error::deserialize::<_, T>(Node(&tree.json)) {
        Ok(read) => return Ok(read),
        Err(error) => (typed::path_of(error.path()), error.into_inner()),
    };
    let mut issues = Issues::default();
    typed::report(&path, misfit, typed::node_at(&tree.json, &path), &mut issues);
    Err(told(issues.locate("", text, &tree.places, &Default::default())))
}

fn of_problem(problem: &Problem) -> DocumentProblem {
    DocumentProblem {
        message: problem.to_string(),
        help: problem.help.clone().unwrap_or_default(),
        place: problem.location.map(|(line, column)| (line as usize, column as usize)),
    }
}

/// What does not fit in a tree, with its path, and what to do about it.
fn said_of(tree: &Json, path: &NodePath, misfit: Misfit) -> (String, String) {
    let mut issues = Issues::default();
    typed::report(path, misfit, typed::node_at(tree, path), &mut issues);
    let Some(Issue { path, message, help, .. }) = issues.into_first() else {
        unreachable!("what does not fit is reported")
    };
    let at = if path.steps().is_empty() { String::new() } else { format!("{path}: ") };
    (format!("{at}{message}"), help.unwrap_or_default())
}

fn place_of(error: &serde_json::Error) -> Option<(usize, usize)> {
    (error.line() > 0).then(|| (error.line(), error.column()))
}

/// What the reader of JSON says, and what people are told.
const SYNTAX: [(&str, &str); 16] = [
    ("EOF while parsing a list", "it ends within a list"),
    ("EOF while parsing an object", "it ends within an object"),
    ("EOF while parsing a string", "it ends within a text in quotes"),
    ("EOF while parsing a value", "it ends where a value belongs"),
    ("expected `:`", "a `:` is missing behind a key"),
    ("expected `,` or `]`", "a `,` or the end of a list, `]`, is missing"),
    ("expected `,` or `}`", "a `,` or the end of an object, `}`, is missing"),
    ("expected ident", "this is no value: write `true`, `false`, `null`, a number, or text in double quotes"),
    ("expected value", "this is no value: write `true`, `false`, `null`, a number, or text in double quotes"),
    ("key must be a string", "a key stands in double quotes"),
    ("trailing comma", "a `,` stands behind the last entry"),
    ("trailing characters", "something stands behind its end"),
    ("invalid number", "this is no number as JSON writes them: `5`, `-0.5`, `1e3`"),
    ("number out of range", "a number is too large"),
    ("recursion limit exceeded", "lists and objects are nested too deeply"),
    ("control character", "a control character stands in a text: write `\\n`, or `\\u0007` by its number"),
];

/// Why a text is no JSON.
fn why_no_json(error: &serde_json::Error) -> DocumentProblem {
    let said = error.to_string();
    let known = SYNTAX.iter().find(|(words, _)| said.starts_with(words));
    let what = match known {
        Some((_, what)) => (*what).to_owned(),
        None if said.contains("escape") || said.contains("code point") => {
            "a `\\` in a text begins no character that JSON has".to_owned()
        }
        None => "this cannot be read".to_owned(),
    };
    DocumentProblem { message: format!("not valid JSON: {what}"), help: String::new(), place: place_of(error) }
}

/// Refuses a key that stands twice in one object.
fn check_keys(text: &str) -> Result<(), DocumentProblem> {
    let error = match serde_json::from_str::<Distinct>(text) {
        Ok(Distinct) => return Ok(()),
        Err(error) => error,
    };
    if !error.is_data() {
        return Err(why_no_json(&error));
    }
    let said = error.to_string();
    let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message).to_owned();
    Err(DocumentProblem { message, help: "keep one of them".to_owned(), place: place_of(&error) })
}

/// Any JSON whose objects have each key once.
struct Distinct;

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfDistinct)
    }
}

struct OfDistinct;

impl<'de> Visitor<'de> for OfDistinct {
    type Value = Distinct;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Distinct, E> {
        Ok(Distinct)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Distinct, E> {
        Ok(Distinct)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Distinct, E> {
        Ok(Distinct)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Distinct, E> {
        Ok(Distinct)
    }
    fn visit_str<E>(self, _: &str) -> Result<Distinct, E> {
        Ok(Distinct)
    }
    fn visit_unit<E>(self) -> Result<Distinct, E> {
        Ok(Distinct)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Distinct, A::Error> {
        while let Some(Distinct) = list.next_element()? {}
        Ok(Distinct)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Distinct, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            if keys.contains(&key) {
                let told: String = key.chars().take(KEY_CHARS_TOLD).collect();
                return Err(A::Error::custom(format_args!("the key `{told}` stands twice in one object")));
            }
            keys.insert(key);
            let Distinct = object.next_value()?;
        }
        Ok(Distinct)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::RawDeed;

    fn told(text: &str) -> String {
        read_json_strictly::<RawDeed>(text).unwrap_err().to_string()
    }

    #[test]
    fn a_key_stands_once_in_each_object_at_every_depth() {
        for (text, key) in [
            ("{\"note\": \"a\", \"note\": \"b\"}", "note"),
            ("{\"burst\": {\"count\": 1, \"count\": 2}}", "count"),
            ("{\"act\": {\"action\": \"x\", \"payload\": [{\"a\": {\"b\": 1, \"\\u0062\": 2}}]}}", "b"),
        ] {
            assert!(
                told(text).starts_with(&format!("the key `{key}` stands twice in one object (line 1")),
                "{text}"
            );
            assert!(read_json_tree(text).is_err(), "{text}");
        }
        assert!(read_json::<RawDeed>("{\"note\": \"a\", \"note\": \"a\"}").is_err());
        assert!(read_json::<RawDeed>("{\"note\": \"a\", \"chapter\": \"b\"}").is_ok());
        assert!(read_json_tree("[{\"a\": 1}, {\"a\": 1}]").is_ok());
    }

    #[test]
    fn what_does_not_fit_is_said_in_our_words_with_its_path_and_place() {
        for (text, said) in [
            ("{\"burst\": {\"count\": 4294967296}}", "burst.count: `4294967296` people are too many"),
            ("{\"burst\": {\"count\": -1}}", "burst.count: found `-1` where a whole number"),
            ("{\"burst\": {\"count\": 1.5}}", "burst.count: found `1.5` where a whole number"),
            ("{\"burst\": {}}", "burst: the key `count` is missing"),
            ("{\"burst\": [null, 5, null]}", "burst: found a list where a mapping belongs"),
            ("{\"brust\": 3}", "brust: unknown key `brust`"),
            ("{\"note\": 3}", "note: found `3` where text belongs"),
            ("[]", "found a list where an object belongs"),
            ("3", "found `3` where an object belongs"),
        ] {
            assert!(told(text).starts_with(said), "{text}: {}", told(text));
        }
        assert!(told("{\"note\": 3}").ends_with(')'), "it has its place: {}", told("{\"note\": 3}"));
    }

    #[test]
    fn what_is_no_json_is_said_in_our_words() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\" 1}",
            "{\"a\": 1",
            "{\"a\": 1,}",
            "{a: 1}",
            "[1 2]",
            "[1,]",
            "[",
            "\"a",
            "tru",
            "nul",
            "+5",
            "0x10",
            "01",
            "NaN",
            "1e999",
            "-",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\u{1}\"",
            "{} {}",
            &"[".repeat(500),
        ] {
            let told = read_json_tree(text).unwrap_err().to_string();
            let raw = ["EOF", "expected", "trailing", "ident", "recursion", "invalid", "cannot be read"];
            assert!(
                told.starts_with("not valid JSON: ") && !raw.iter().any(|it| told.contains(it)),
                "{text}: {told}"
            );
        }
    }

    #[test]
    fn a_record_in_yaml_is_held_to_the_same() {
        let told = |text: &str| read_yaml::<RawDeed>(text).unwrap_err();
        assert!(told("burst: {count: 1, count: 2}").message.contains("`count` stands twice"));
        assert!(told("burst: {count: many}").message.starts_with("burst.count: "));
        assert!(told("what").message.contains("the text \"what\""), "{:?}", told("what"));
        assert!(read_yaml::<RawDeed>("note: hello").is_ok());
    }
}
