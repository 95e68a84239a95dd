//! YAML text to a tree of plain values; what is no YAML is explained with its line.
//!
//! The tree is JSON's: it keeps the order of keys, and every later stage (variables, `--set`, typed reading) works
//! on it.

use serde_json::{Map, Number, Value as Json};
use serde_yaml::Value as Yaml;

use super::origin::Origins;
use super::path::NodePath;
use super::places::{Excess, Places, Slip};
use super::problem::{Issues, LoadError, Problem};
use super::spot::Spot;

/// A scenario's tree, and where each of its nodes stands in the text.
pub(crate) struct Tree {
    pub(crate) json: Json,
    pub(crate) places: Places,
}

/// Reads the text of a scenario.
///
/// # Errors
/// The text is no YAML, holds what a scenario cannot, or is no mapping.
pub(crate) fn read(file: &str, text: &str) -> Result<Tree, LoadError> {
    let tree = read_any(file, text)?;
    if tree.json.is_null() {
        let help = "start with `version: 1`, or copy one of the scenarios that come with rushhour";
        return Err(LoadError::new(file, vec![Problem::unplaced(file, "the scenario is empty".to_owned(), help)]));
    }
    if tree.json.is_object() {
        return Ok(tree);
    }
    let mut issues = Issues::default();
    issues.add(&NodePath::root(), "a scenario is a mapping of keys to values", "start with `version: 1`");
    Err(issues.locate(file, text, &tree.places, &Origins::default()))
}

/// Reads a text of YAML, whatever it is of.
///
/// # Errors
/// The text is no YAML, or holds what a scenario cannot.
pub(crate) fn read_any(file: &str, text: &str) -> Result<Tree, LoadError> {
    let places = Places::of(text);
    // Before its reader: that would take long to say so.
    if let Some(problem) = excess(file, text, &places) {
        return Err(LoadError::new(file, vec![problem]));
    }
    let mut yaml: Yaml = serde_yaml::from_str(text)
        .map_err(|error| LoadError::new(file, vec![syntax(file, text, &places, &error)]))?;
    if let Err(error) = yaml.apply_merge() {
        return Err(LoadError::new(file, vec![syntax(file, text, &places, &error)]));
    }
    let mut issues = Issues::default();
    let json = convert(yaml, &NodePath::root(), &mut issues);
    if issues.is_empty() {
        Ok(Tree { json, places })
    } else {
        Err(issues.locate(file, text, &places, &Origins::default()))
    }
}

fn excess(file: &str, text: &str, places: &Places) -> Option<Problem> {
    let Excess { message, help, place: (line, column) } = places.excess()?;
    let mut spot = Spot::token(text, *line, *column);
    spot.length = 1;
    Some(Problem::at(file, text, spot, message.clone(), help))
}

/// Reads a value as it is given on the command line: as YAML, or as the text itself where that is none.
pub(crate) fn read_value(text: &str) -> Json {
    let mut issues = Issues::default();
    if Places::of(text).excess().is_some() {
        return Json::String(text.to_owned());
    }
    match serde_yaml::from_str::<Yaml>(text) {
        Ok(yaml) => {
            let json = convert(yaml, &NodePath::root(), &mut issues);
            if issues.is_empty() { json } else { Json::String(text.to_owned()) }
        }
        Err(_) => Json::String(text.to_owned()),
    }
}

fn convert(yaml: Yaml, path: &NodePath, issues: &mut Issues) -> Json {
    match yaml {
        Yaml::Null => Json::Null,
        Yaml::Bool(value) => Json::Bool(value),
        Yaml::Number(number) => convert_number(&number).unwrap_or_else(|| {
            issues.add(path, format!("`{number}` is no number that can be used"), "write a finite number");
            Json::Null
        }),
        Yaml::String(text) => Json::String(text),
        Yaml::Sequence(items) => Json::Array(
            items.into_iter().enumerate().map(|(place, item)| convert(item, &path.index(place), issues)).collect(),
        ),
        Yaml::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let Some(key) = key_text(&key) else {
                    let help = match key {
                        Yaml::Mapping(_) => "write keys as words; a text that begins with `{` needs quotes",
                        _ => "write keys as words, with quotes if need be",
                    };
                    issues.add(path, "a key is no plain text", help);
                    continue;
                };
                let value = convert(value, &path.key(&key), issues);
                map.insert(key, value);
            }
            Json::Object(map)
        }
        Yaml::Tagged(tagged) => {
            issues.add(path, format!("the tag `{}` means nothing here", tagged.tag), "leave it out");
            Json::Null
        }
    }
}

fn convert_number(number: &serde_yaml::Number) -> Option<Json> {
    if let Some(whole) = number.as_i64() {
        return Some(Json::from(whole));
    }
    if let Some(whole) = number.as_u64() {
        return Some(Json::from(whole));
    }
    number.as_f64().and_then(Number::from_f64).map(Json::Number)
}

fn key_text(key: &Yaml) -> Option<String> {
    match key {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(value) => Some(value.to_string()),
        Yaml::Null | Yaml::Sequence(_) | Yaml::Mapping(_) | Yaml::Tagged(_) => None,
    }
}

/// Explains why the text is no YAML.
fn syntax(file: &str, text: &str, places: &Places, error: &serde_yaml::Error) -> Problem {
    if let Some((slip, (line, column))) = places.slip(is_text) {
        let spot = Spot::token(text, line, column);
        let (message, help) = match slip {
            Slip::SecondKey(key) => (format!("the key `{key}` stands twice in one mapping"), "keep one of them"),
            Slip::LongNumber(number) => (
                format!("the number {number} has too many digits"),
                "write a number of at most 18 digits, or put it in quotes where it is text",
            ),
        };
        return Problem::at(file, text, spot, message, help);
    }
    let Some(location) = error.location() else {
        return Problem::unplaced(file, format!("not valid YAML: {error}"), "");
    };
    let (line, column) = as_edited(text, location.line(), location.column());
    if let Some((line, column)) = unquoted_variable(text, line) {
        let message = "a `${` inside `{…}` or `[…]` needs quotes".to_owned();
        let help = "YAML takes its brace for the beginning of a mapping: write \"${name}\"";
        return Problem::at(file, text, Spot::token(text, line, column), message, help);
    }
    let whole = error.to_string();
    // The library ends its messages with the place; the quoted line shows that better.
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    let help = if nth(text, line).contains('\t') {
        "YAML does not allow tabs for indentation: use spaces"
    } else {
        "check the indentation, the colons and the closing quotes and brackets at and above this line"
    };
    Problem::at(file, text, Spot::token(text, line, column), format!("not valid YAML: {message}"), help)
}

/// A line and a column of the reader as editors count: by YAML 1.1 other characters end a line as well.
fn as_edited(text: &str, line: usize, column: usize) -> (usize, usize) {
    const ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut begin = 0;
    let mut rest = text;
    for _ in 1..line {
        let Some(end) = rest.find(ENDS) else { break };
        let length =
            if rest[end..].starts_with("\r\n") { 2 } else { rest[end..].chars().next().map_or(0, char::len_utf8) };
        begin += end + length;
        rest = &text[begin..];
    }
    let of_line = rest.split(ENDS).next().unwrap_or_default();
    let within = of_line.char_indices().nth(column.saturating_sub(1)).map_or(of_line.len(), |(at, _)| at);
    let Spot { line, column, .. } = Spot::at_byte(text, begin + within, 1);
    (line as usize, column as usize)
}

/// Whether a scalar without quotes is read as text.
fn is_text(scalar: &str) -> bool {
    serde_yaml::from_str::<Yaml>(scalar).is_ok_and(|value| value.is_string())
}

fn nth(text: &str, line: usize) -> &str {
    text.lines().nth(line.saturating_sub(1)).unwrap_or("")
}

/// The line and column of a `${` without quotes inside a flow mapping or list, at or just above a line.
fn unquoted_variable(text: &str, line: usize) -> Option<(usize, usize)> {
    let first = line.saturating_sub(2).max(1);
    (first..=line).rev().find_map(|line| {
        let mut quote = None;
        let mut depth = 0_u32;
        let characters: Vec<char> = nth(text, line).chars().collect();
        for (place, c) in characters.iter().enumerate() {
            match (quote, c) {
                (Some(open), c) if open == *c => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(*c),
                (None, '#') if place == 0 || characters[place - 1] == ' ' => break,
                (None, '$') if depth > 0 && characters.get(place + 1) == Some(&'{') => {
                    return Some((line, place + 1));
                }
                (None, '{' | '[') => depth += 1,
                (None, '}' | ']') => depth = depth.saturating_sub(1),
                (None, _) => {}
            }
        }
        None
    })
}
