//! Changes to a document that know its tree: values that change places, go or come again, and values as a schema has them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::odd;
use super::tape::Tape;

/// So deep a value is made of a schema; below, the shortest that fits is taken.
const DEPTH_MAX: usize = 5;

/// What a schema says of the keys of its documents.
#[derive(Debug, Default)]
pub struct Grammar {
    root: Value,
    by_key: BTreeMap<String, Vec<Value>>,
    keys: Vec<String>,
}

impl Grammar {
    /// Of a JSON Schema. A text that is none gives a grammar that knows nothing.
    pub fn of(schema: &str) -> Self {
        let root: Value = serde_json::from_str(schema).unwrap_or_default();
        let mut grammar = Self::default();
        grammar.learn(&root);
        grammar.keys = grammar.by_key.keys().cloned().collect();
        Self { root, ..grammar }
    }

    fn learn(&mut self, node: &Value) {
        if let Some(properties) = node.get("properties").and_then(Value::as_object) {
            for (key, schema) in properties {
                self.by_key.entry(key.clone()).or_default().push(schema.clone());
            }
        }
        match node {
            Value::Object(map) => map.values().for_each(|value| self.learn(value)),
            Value::Array(list) => list.iter().for_each(|value| self.learn(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// All keys, and all words that it lets a value be.
    pub fn words(&self) -> Vec<String> {
        let mut words = self.keys.clone();
        constants(&self.root, &mut words);
        words
    }

    /// A whole document.
    pub fn document(&self, tape: &mut Tape<'_>) -> Value {
        self.value(tape, &self.root, 0)
    }

    /// What may stand under a key.
    fn under(&self, tape: &mut Tape<'_>, key: &str) -> Option<Value> {
        let schemas = self.by_key.get(key)?;
        let schema = tape.pick(schemas)?;
        Some(self.value(tape, schema, 0))
    }

    fn value(&self, tape: &mut Tape<'_>, schema: &Value, depth: usize) -> Value {
        if tape.chance(2) {
            return leaf(tape);
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let found = self.root.pointer(target.trim_start_matches('#'));
            return found.map_or(Value::Null, |schema| self.value(tape, schema, depth + 1));
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        for key in ["anyOf", "oneOf", "enum"] {
            let Some(choices) = schema.get(key).and_then(Value::as_array) else { continue };
            let Some(choice) = tape.pick(choices) else { continue };
            return if key == "enum" { choice.clone() } else { self.value(tape, choice, depth + 1) };
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => tape.pick(kinds).and_then(Value::as_str).unwrap_or_default(),
            Some(kind) => kind.as_str().unwrap_or_default(),
            None => "",
        };
        match kind {
            "object" => self.object(tape, schema, depth),
            "array" if depth < DEPTH_MAX => match schema.get("items") {
                Some(items) => (0..tape.below(4)).map(|_| self.value(tape, items, depth + 1)).collect(),
                None => leaf(tape),
            },
            "array" => Value::Array(Vec::new()),
            "boolean" => tape.chance(50).into(),
            "integer" | "number" => number(tape),
            "string" => text(tape),
            "null" => Value::Null,
            _ => leaf(tape),
        }
    }

    fn object(&self, tape: &mut Tape<'_>, schema: &Value, depth: usize) -> Value {
        let mut made = Map::new();
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let percent = if depth < DEPTH_MAX { 25 } else { 0 };
        for (key, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if tape.chance(if required.contains(&key.as_str()) { 97 } else { percent }) {
                made.insert(key.clone(), self.value(tape, schema, depth + 1));
            }
        }
        if let Some(others) = schema.get("additionalProperties").filter(|it| it.is_object())
            && depth < DEPTH_MAX
        {
            for _ in 0..tape.below(3) {
                let key = if tape.chance(70) { name(tape) } else { odd::scalar(tape).to_owned() };
                made.insert(key, self.value(tape, others, depth + 1));
            }
        }
        Value::Object(made)
    }
}

fn constants(node: &Value, words: &mut Vec<String>) {
    match node {
        Value::Object(map) => {
            let listed = map.get("enum").and_then(Value::as_array).into_iter().flatten();
            words.extend(
                map.get("const").into_iter().chain(listed).filter_map(Value::as_str).map(ToOwned::to_owned),
            );
            map.values().for_each(|value| constants(value, words));
        }
        Value::Array(list) => list.iter().for_each(|value| constants(value, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A short name, of which there are few, so that they meet.
fn name(tape: &mut Tape<'_>) -> String {
    const NAMES: &[&str] = &[
        "support",
        "sales",
        "agents",
        "callers",
        "talk",
        "wait",
        "x",
        "a",
        "Available",
        "phone_agent",
        "phone_customer",
        "chat_customer",
        "calls",
        "wrapup",
        "patience",
    ];
    tape.pick(NAMES).copied().unwrap_or_default().to_owned()
}

fn number(tape: &mut Tape<'_>) -> Value {
    match tape.below(8) {
        0..=3 => tape.below(20).into(),
        4 => tape.number().into(),
        5 => (-1).into(),
        6 => (f64::from(u32::try_from(tape.below(1_000)).unwrap_or(0)) / 100.0).into(),
        _ => [1e300, 1e-300, -1e300, 9_007_199_254_740_993.0, 0.1][tape.below(5)].into(),
    }
}

fn text(tape: &mut Tape<'_>) -> Value {
    const USUAL: &[&str] = &[
        "10s",
        "5m",
        "1h",
        "60/h",
        "09:00",
        "17:00",
        "mon",
        "50%",
        "1",
        "0.5",
        "voice",
        "chat",
        "support",
        "p(95)<20s",
    ];
    match tape.below(6) {
        0 | 1 => name(tape).into(),
        2..=4 => tape.pick(USUAL).copied().unwrap_or_default().into(),
        _ => odd::scalar(tape).into(),
    }
}

/// Any value without values in it.
fn leaf(tape: &mut Tape<'_>) -> Value {
    match tape.below(8) {
        0 => Value::Null,
        1 => tape.chance(50).into(),
        2 | 3 => number(tape),
        4 => format!("a{}b", odd::character(tape)).into(),
        5 => [Value::Array(Vec::new()), Value::Object(Map::new())][tape.below(2)].clone(),
        _ => text(tape),
    }
}

/// A document with some changes.
pub fn changed(tape: &mut Tape<'_>, tree: &Value, others: &[Value], grammar: &Grammar) -> Value {
    let mut tree = tree.clone();
    for _ in 0..tape.few(6) {
        once(tape, &mut tree, others, grammar);
    }
    tree
}

fn once(tape: &mut Tape<'_>, tree: &mut Value, others: &[Value], grammar: &Grammar) {
    let taken = tape.pick(others).and_then(|other| any_node(tape, other)).cloned();
    let own = any_node(tape, tree).cloned();
    let Some((node, key)) = any_node_mut(tape, tree) else { return };
    match tape.below(12) {
        0 | 1 => *node = leaf(tape),
        2..=4 => {
            if let Some(made) = key.and_then(|key| grammar.under(tape, &key)) {
                *node = made;
            }
        }
        5 => *node = taken.unwrap_or_default(),
        6 => *node = own.unwrap_or_default(),
        7 => {
            // What stands alone becomes one of a list, and the other way round.
            *node = match node.take() {
                Value::Array(mut list) if !list.is_empty() => list.swap_remove(0),
                other => Value::Array(vec![other, leaf(tape)]),
            };
        }
        8..=10 => within(tape, node, grammar),
        _ => *node = odd::scalar(tape).into(),
    }
}

/// Something goes, comes or is called otherwise in a list or a map.
fn within(tape: &mut Tape<'_>, node: &mut Value, grammar: &Grammar) {
    match node {
        Value::Array(list) => {
            let place = tape.below(list.len());
            match (tape.below(3), list.get(place).cloned()) {
                (0, Some(_)) => {
                    list.remove(place);
                }
                (1, Some(item)) => (0..tape.few(5)).for_each(|_| list.push(item.clone())),
                (_, _) => list.push(leaf(tape)),
            }
        }
        Value::Object(map) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            let key = tape.pick(&keys).cloned();
            let word = if tape.chance(85) { tape.pick(&grammar.keys).cloned() } else { None };
            let word = word.unwrap_or_else(|| name(tape));
            match (tape.below(3), key) {
                (0, Some(key)) => {
                    map.remove(&key);
                }
                (1, Some(key)) => {
                    if let Some(value) = map.remove(&key) {
                        map.insert(word, value);
                    }
                }
                (_, _) => {
                    let value = grammar.under(tape, &word).unwrap_or_else(|| leaf(tape));
                    map.insert(word, value);
                }
            }
        }
        other => *other = leaf(tape),
    }
}

/// Goes down from the root, and stops somewhere.
fn any_node<'v>(tape: &mut Tape<'_>, root: &'v Value) -> Option<&'v Value> {
    let mut node = root;
    loop {
        let below = match node {
            Value::Array(list) if !list.is_empty() => list.get(tape.below(list.len())),
            Value::Object(map) if !map.is_empty() => map.values().nth(tape.below(map.len())),
            _ => None,
        };
        match below {
            Some(below) if !tape.chance(20) => node = below,
            Some(_) | None => return Some(node),
        }
    }
}

fn any_node_mut<'v>(tape: &mut Tape<'_>, root: &'v mut Value) -> Option<(&'v mut Value, Option<String>)> {
    let (mut node, mut key) = (root, None);
    loop {
        let count = match node {
            Value::Array(list) => list.len(),
            Value::Object(map) => map.len(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        };
        if count == 0 || tape.chance(20) {
            return Some((node, key));
        }
        let place = tape.below(count);
        node = match node {
            Value::Array(list) => list.get_mut(place)?,
            Value::Object(map) => {
                let (name, value) = map.iter_mut().nth(place)?;
                key = Some(name.clone());
                value
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
    }
}
