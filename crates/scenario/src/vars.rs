//! Variables: their types, `-e name=value`, and `${name}` in every scalar.
//!
//! A variable given on the command line keeps the type of the declared one. A scalar that is nothing but `${name}`
//! takes the variable's value with its type; anything else becomes text.

use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::limits::EXPANDED_BYTES_MAX;
use super::origin::{Origin, Origins};
use super::path::{Aim, NodePath};
use super::problem::{Elsewhere, Issue, Issues};
use super::spot::Spot;
use super::var::Var;
use rushhour_engine::nearest::suggestion;
use rushhour_engine::units::{SimSpan, fits_a_number};

/// The variables of a scenario, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vars(IndexMap<SmolStr, Entry>);

#[derive(Clone, Debug)]
struct Entry {
    var: Var,
    /// What stands in the place of `${name}`.
    json: Json,
    /// What the command line gave.
    given: Option<String>,
}

impl Vars {
    /// Reads the declared variables from the tree.
    pub(crate) fn declared(tree: &Json, issues: &mut Issues) -> Self {
        let path = NodePath::root().key("vars");
        let mut vars = Self::default();
        let entries = match tree.get("vars") {
            None | Some(Json::Null) => return vars,
            Some(Json::Object(entries)) => entries,
            Some(_) => {
                issues.add(&path, "variables are a mapping of names to values", "write `vars: {name: value}`");
                return vars;
            }
        };
        for (name, value) in entries {
            let path = path.key(name);
            if !is_name(name) {
                let help = "a name is made of letters, digits and `_`, and begins with a letter";
                issues.add_key(&path, format!("`{name}` is no name for a variable"), help);
            }
            match typed(value) {
                Ok(var) => {
                    vars.0.insert(SmolStr::new(name), Entry { var, json: value.clone(), given: None });
                }
                Err(message) => issues.add(&path, message, "write a number, a duration, true, false or text"),
            }
        }
        vars
    }

    /// Applies what `-e` gives.
    pub(crate) fn give(&mut self, given: &[(String, String)], issues: &mut Issues) {
        for (name, text) in given {
            let flag = format!("-e {name}={text}");
            let Some(entry) = self.0.get_mut(name.as_str()) else {
                let help = suggestion(name, self.names(), "variables");
                issues.push(on_command_line(&flag, format!("the scenario has no variable `{name}`"), help));
                continue;
            };
            if !matches!(entry.var, Var::Text(_))
                && let Err(message) = fits_a_number(text)
            {
                let help = format!("the scenario declares `{name}` as `{}`", plain(&entry.json));
                issues.push(on_command_line(&flag, message, help));
                continue;
            }
            match retyped(&entry.var, text) {
                Ok((var, json)) => *entry = Entry { var, json, given: Some(text.clone()) },
                Err(noun) => {
                    let message = format!("`{text}` is not {noun}, and the variable `{name}` is");
                    let help = format!("the scenario declares it as `{}`", plain(&entry.json));
                    issues.push(on_command_line(&flag, message, help));
                }
            }
        }
    }

    /// Puts the variables in the place of every `${name}` outside `vars`.
    pub(crate) fn substitute(&self, tree: &mut Json, origins: &mut Origins, issues: &mut Issues) {
        let root = NodePath::root();
        let mut work = Substitution { vars: self, origins, issues, bytes_left: Some(EXPANDED_BYTES_MAX) };
        if let Json::Object(entries) = tree {
            for (key, value) in entries.iter_mut().filter(|(key, _)| *key != "vars") {
                work.at(value, &root.key(key));
            }
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.keys().map(SmolStr::as_str)
    }

    /// The variables as scripts see them.
    pub(crate) fn into_plan(self) -> IndexMap<SmolStr, Var> {
        self.0.into_iter().map(|(name, entry)| (name, entry.var)).collect()
    }
}

/// Variables on their way into a tree.
struct Substitution<'a> {
    vars: &'a Vars,
    origins: &'a mut Origins,
    issues: &'a mut Issues,
    /// How much more text may come of variables; none where it was too much, which is told once.
    bytes_left: Option<usize>,
}

impl Substitution<'_> {
    fn at(&mut self, node: &mut Json, path: &NodePath) {
        match node {
            Json::String(text) if text.contains("${") => {
                if let Some(value) = self.expand(text, path) {
                    *node = value;
                }
            }
            Json::Array(items) => {
                for (place, item) in items.iter_mut().enumerate() {
                    self.at(item, &path.index(place));
                }
            }
            Json::Object(entries) => self.at_entries(entries, path),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }

    fn at_entries(&mut self, entries: &mut serde_json::Map<String, Json>, path: &NodePath) {
        if entries.keys().any(|key| key.contains("${")) {
            // A key is a scalar too; the order of keys stays.
            *entries = std::mem::take(entries)
                .into_iter()
                .map(|(key, value)| match self.expand(&key, &path.key(&key)) {
                    Some(new) if key.contains("${") => (plain(&new), value),
                    Some(_) | None => (key, value),
                })
                .collect();
        }
        for (key, value) in entries.iter_mut() {
            self.at(value, &path.key(key));
        }
    }

    /// What `text` says with the variables put in; `None` where it says nothing sensible, which is reported.
    fn expand(&mut self, text: &str, path: &NodePath) -> Option<Json> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let (before, reference) = rest.split_at(at);
            if let Some(before) = before.strip_suffix('$') {
                // `$${` is a plain `${`.
                out.push_str(before);
                out.push_str("${");
                rest = &reference[2..];
                continue;
            }
            out.push_str(before);
            let Some(end) = reference.find('}') else {
                self.issues.add(path, format!("`{reference}` has no closing brace"), "write `${name}`");
                return None;
            };
            let name = reference[2..end].trim();
            let Some(entry) = self.vars.0.get(name) else {
                let help = self.issues.suggestion(name, self.vars.names(), "variables");
                self.issues.add(path, format!("there is no variable `{name}`"), help);
                return None;
            };
            if let Some(value) = &entry.given {
                self.origins.note(path.clone(), Origin::Var { name: name.to_owned(), value: value.clone() });
            }
            rest = &reference[end + 1..];
            let value = plain(&entry.json);
            self.take(value.len(), path)?;
            if before.is_empty() && out.is_empty() && rest.is_empty() {
                return Some(entry.json.clone());
            }
            out.push_str(&value);
        }
        out.push_str(rest);
        Some(Json::String(out))
    }

    /// So much text comes of a variable.
    fn take(&mut self, bytes: usize, path: &NodePath) -> Option<()> {
        let left = self.bytes_left?;
        self.bytes_left = left.checked_sub(bytes);
        if self.bytes_left.is_none() {
            let message = format!("up to here variables have become more than {EXPANDED_BYTES_MAX} bytes of text");
            self.issues.add(path, message, "shorten the variables that are named often");
        }
        self.bytes_left.map(|_| ())
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The scalar as text.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => value.to_string(),
    }
}

/// A duration with its unit; a bare number is a number.
fn span(text: &str) -> Option<SimSpan> {
    if text.trim().parse::<f64>().is_ok() { None } else { text.parse().ok() }
}

/// The value of a scalar, with its type.
///
/// # Errors
/// It is none.
pub(crate) fn typed(value: &Json) -> Result<Var, String> {
    match value {
        Json::Bool(value) => Ok(Var::Bool(*value)),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(Var::Int(whole)),
            (None, Some(float)) => Ok(Var::Float(float)),
            (None, None) => Err(format!("`{number}` is out of range")),
        },
        Json::String(text) if text.contains("${") => Err("a variable cannot refer to another one".to_owned()),
        Json::String(text) => Ok(span(text).map_or_else(|| Var::Text(SmolStr::new(text)), Var::Span)),
        Json::Null => Err("the variable has no value".to_owned()),
        Json::Array(_) => Err("a variable cannot be a list".to_owned()),
        Json::Object(_) => Err("a variable cannot be a mapping".to_owned()),
    }
}

/// Reads what the command line gives for a variable of a type; the noun of that type where it does not fit.
fn retyped(declared: &Var, text: &str) -> Result<(Var, Json), &'static str> {
    let as_text = || Json::String(text.to_owned());
    match declared {
        Var::Int(_) | Var::Float(_) => {
            if let Ok(whole) = text.parse::<i64>() {
                return Ok((Var::Int(whole), Json::from(whole)));
            }
            let float = text.parse::<f64>().ok().filter(|float| float.is_finite()).ok_or("a number")?;
            Ok((Var::Float(float), Json::from(float)))
        }
        Var::Bool(_) => match text {
            "true" => Ok((Var::Bool(true), Json::Bool(true))),
            "false" => Ok((Var::Bool(false), Json::Bool(false))),
            _ => Err("`true` or `false`"),
        },
        Var::Span(_) => match text.parse() {
            Ok(span) => Ok((Var::Span(span), as_text())),
            Err(_) => Err("a duration"),
        },
        // A variable that is declared as `none` says nothing of its type.
        Var::Text(none) if none == "none" => {
            let json = super::tree::read_value(text);
            typed(&json).map(|var| (var, json)).map_err(|_| "a value")
        }
        // Quotes with nothing in them are the way to write an empty text, as they are for `--set`.
        Var::Text(_) if ["\"\"", "''"].contains(&text.trim()) => {
            Ok((Var::Text(SmolStr::default()), Json::String(String::new())))
        }
        Var::Text(_) => Ok((Var::Text(SmolStr::new(text)), as_text())),
    }
}

/// A problem with a flag.
pub(crate) fn on_command_line(flag: &str, message: String, help: String) -> Issue {
    Issue {
        path: NodePath::root(),
        aim: Aim::Value,
        message,
        help: Some(help),
        elsewhere: Some(Elsewhere {
            file: "command line".to_owned(),
            text: flag.into(),
            spot: Some(Spot::whole_line(flag)),
        }),
        is_of_machine: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resolve(mut tree: Json, given: &[(&str, &str)]) -> (Json, Vec<Var>, usize) {
        let mut issues = Issues::default();
        let mut vars = Vars::declared(&tree, &mut issues);
        let given: Vec<_> = given.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        vars.give(&given, &mut issues);
        vars.substitute(&mut tree, &mut Origins::default(), &mut issues);
        (tree, vars.into_plan().into_values().collect(), issues.len())
    }

    #[test]
    fn a_whole_scalar_takes_the_type_and_a_part_becomes_text() {
        let tree = json!({"vars": {"n": 3, "t": "30s"}, "a": "${n}", "b": "day ${n} of ${t}", "c": "$${n}"});
        let (tree, vars, problems) = resolve(tree, &[]);
        assert_eq!(problems, 0);
        assert_eq!(tree["a"], json!(3));
        assert_eq!(tree["b"], json!("day 3 of 30s"));
        assert_eq!(tree["c"], json!("${n}"));
        assert_eq!(vars, [Var::Int(3), Var::Span(SimSpan::from_secs(30))]);
    }

    #[test]
    fn keys_are_scalars_too() {
        let (tree, _, problems) = resolve(json!({"vars": {"q": "sales"}, "t": {"a": 1, "w{queue:${q}}": 2}}), &[]);
        assert_eq!(problems, 0);
        assert_eq!(tree["t"], json!({"a": 1, "w{queue:sales}": 2}));
    }

    #[test]
    fn what_is_given_keeps_the_declared_type() {
        let tree = json!({"vars": {"n": 3, "t": "30s", "s": "x", "b": true, "o": "none"}});
        assert_eq!(resolve(tree.clone(), &[("s", "\"\"")]).1[2], Var::Text("".into()));
        let given = [("n", "4.5"), ("t", "60"), ("s", "5m"), ("b", "false"), ("o", "5m")];
        let (_, vars, problems) = resolve(tree.clone(), &given);
        assert_eq!(problems, 0);
        let minute = SimSpan::from_secs(60);
        let five = Var::Span(SimSpan::from_secs(300));
        assert_eq!(vars, [Var::Float(4.5), Var::Span(minute), Var::Text("5m".into()), Var::Bool(false), five]);
        assert_eq!(resolve(tree, &[("n", "many"), ("t", "soon"), ("b", "1"), ("m", "1")]).2, 4);
    }
}
