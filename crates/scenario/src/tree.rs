//! YAML text to a tree of plain values; what is no YAML is explained with its line.
//!
//! The tree is JSON's: it keeps the order of keys, and every later stage (variables, `--set`, typed reading) works
//! on it.

use serde_json::{Map, Number, Value as Json};
use serde_yaml::Value as Yaml;

use super::locate::Spot;
use super::origin::Origins;
use super::path::NodePath;
use super::problem::{Issues, LoadError, Problem};

/// Reads the text of a scenario.
///
/// # Errors
/// The text is no YAML, holds what a scenario cannot, or is no mapping.
pub fn read(file: &str, text: &str) -> Result<Json, LoadError> {
    let mut yaml: Yaml =
        serde_yaml::from_str(text).map_err(|error| LoadError::new(file, vec![syntax(file, text, &error)]))?;
    if let Err(error) = yaml.apply_merge() {
        return Err(LoadError::new(file, vec![syntax(file, text, &error)]));
    }
    if yaml.is_null() {
        let help = "start with `version: 1`, or copy one of the scenarios that come with rushhour";
        return Err(LoadError::new(file, vec![Problem::unplaced(file, "the scenario is empty".to_owned(), help)]));
    }
    let mut issues = Issues::default();
    let json = convert(yaml, &NodePath::root(), &mut issues);
    if !json.is_object() && issues.is_empty() {
        issues.add(&NodePath::root(), "a scenario is a mapping of keys to values", "start with `version: 1`");
    }
    if issues.is_empty() { Ok(json) } else { Err(issues.locate(file, text, &Origins::default())) }
}

/// Reads a value as it is given on the command line: as YAML, or as the text itself where that is none.
pub fn read_value(text: &str) -> Json {
    let mut issues = Issues::default();
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
fn syntax(file: &str, text: &str, error: &serde_yaml::Error) -> Problem {
    let Some(location) = error.location() else {
        return Problem::unplaced(file, format!("not valid YAML: {error}"), "");
    };
    let (line, column) = (location.line(), location.column());
    if let Some((line, column)) = unquoted_variable(text, line) {
        let message = "a `${` inside `{…}` or `[…]` needs quotes".to_owned();
        let help = "YAML takes its brace for the beginning of a mapping: write \"${name}\"";
        return Problem::at(file, text, Spot::token(text, line, column), message, help);
    }
    let whole = error.to_string();
    // The library ends its messages with the place; the quoted line shows that better.
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    if let Some((number, _)) = message.split_once("integer `").and_then(|(_, rest)| rest.split_once("` as ")) {
        let message = format!("the number {number} has too many digits");
        let help = "write a number of at most 18 digits, or put it in quotes where it is text";
        return Problem::at(file, text, Spot::token(text, line, column), message, help);
    }
    if let Some(key) = duplicate(message) {
        let spot = second_key(text, line, key).unwrap_or_else(|| Spot::token(text, line, column));
        let message = format!("the key `{key}` stands twice in one mapping");
        return Problem::at(file, text, spot, message, "keep one of them");
    }
    let help = if nth(text, line).contains('\t') {
        "YAML does not allow tabs for indentation: use spaces"
    } else {
        "check the indentation, the colons and the closing quotes and brackets at and above this line"
    };
    Problem::at(file, text, Spot::token(text, line, column), format!("not valid YAML: {message}"), help)
}

fn nth(text: &str, line: usize) -> &str {
    text.lines().nth(line.saturating_sub(1)).unwrap_or("")
}

/// The key of a "duplicate entry with key" error.
fn duplicate(message: &str) -> Option<&str> {
    let (_, key) = message.split_once("duplicate entry with key ")?;
    Some(key.trim_matches('"'))
}

/// Where a key stands for the second time, at or after the mapping that begins at `line`.
fn second_key(text: &str, line: usize, key: &str) -> Option<Spot> {
    let mut indents: Vec<usize> = Vec::new();
    for (place, content) in text.lines().enumerate().skip(line.saturating_sub(1)) {
        let trimmed = content.trim_start_matches([' ', '-']);
        let plain = trimmed.trim_start_matches(['"', '\'']);
        let indent = content.chars().count() - trimmed.chars().count();
        let is_key =
            plain.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['"', '\'']).starts_with(':'));
        if !is_key {
            continue;
        }
        if indents.contains(&indent) {
            return Some(Spot::token(text, place + 1, indent + 1));
        }
        indents.push(indent);
    }
    None
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
