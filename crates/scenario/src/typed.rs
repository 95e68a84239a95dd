//! From the tree to the raw scenario, with every wrong type and unknown key reported at once.
//!
//! Serde stops at the first error. So what failed is reported, cut out of the tree, and the rest is read again; a
//! tree that had to be cut is never resolved, only searched for more problems.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use serde_path_to_error::Segment;

use super::misfit::{Found, Misfit};
use super::path::{NodePath, PathStep};
use super::problem::Issues;
use super::raw::RawScenario;
use super::strict::Node;
use crate::limits::{ISSUES_MAX, PEOPLE_MAX};
use crate::random::example_of;
use rushhour_engine::nearest::suggestion;

/// Reads the tree. `None` where there are problems.
pub(crate) fn read(mut tree: Json, issues: &mut Issues) -> Option<RawScenario> {
    if let Json::Object(entries) = &mut tree {
        // A key with nothing after it says nothing: `vars:` with all its lines commented out.
        entries.retain(|_, value| !value.is_null());
    }
    let mut cuts = Cuts::default();
    for _ in 0..4 * ISSUES_MAX {
        let error = match serde_path_to_error::deserialize::<_, RawScenario>(Node(&tree)) {
            Ok(raw) => return issues.is_empty().then_some(raw),
            Err(error) => error,
        };
        let now = path_of(error.path());
        let then = cuts.original(&now);
        let misfit = error.into_inner();
        // What is missing or empty because it was cut out has been reported.
        let is_cut = matches!(&misfit, Misfit::Missing(key) if cuts.keys.contains(&then.key(key)));
        if !is_cut && !cuts.emptied.contains(&then) {
            report(&then, misfit, node_at(&tree, &now), issues);
        }
        if issues.len() >= ISSUES_MAX || !cuts.cut(&mut tree, &now) {
            return None;
        }
    }
    None
}

/// What was cut out of the tree, by its place in the tree as it was.
#[derive(Default)]
struct Cuts {
    keys: BTreeSet<NodePath>,
    emptied: BTreeSet<NodePath>,
    items: BTreeMap<NodePath, BTreeSet<usize>>,
}

impl Cuts {
    /// The place that a node had before anything was cut out.
    fn original(&self, now: &NodePath) -> NodePath {
        now.steps().iter().fold(NodePath::root(), |path, step| match step {
            PathStep::Key(key) => path.key(key),
            PathStep::Index(index) => {
                let mut index = *index;
                // Every item that went before this one moved it down by one.
                for gone in self.items.get(&path).into_iter().flatten() {
                    if *gone <= index {
                        index += 1;
                    }
                }
                path.index(index)
            }
        })
    }

    /// Cuts a node out of the tree; `false` where it is all of it or is not there.
    fn cut(&mut self, tree: &mut Json, path: &NodePath) -> bool {
        let Some((last, above)) = path.steps().split_last() else { return false };
        let original = self.original(path);
        let parent = above.iter().try_fold(tree, |node, step| match step {
            PathStep::Key(key) => node.get_mut(key.as_str()),
            PathStep::Index(index) => node.get_mut(*index),
        });
        match (parent, last) {
            (Some(Json::Object(entries)), PathStep::Key(key)) => {
                let is_cut = entries.shift_remove(key.as_str()).is_some();
                if entries.is_empty() {
                    self.emptied.extend(original.parent());
                }
                self.keys.insert(original);
                is_cut
            }
            (Some(Json::Array(items)), PathStep::Index(index)) if *index < items.len() => {
                items.remove(*index);
                if let (Some(list), Some(PathStep::Index(index))) = (original.parent(), original.steps().last()) {
                    self.items.entry(list).or_default().insert(*index);
                }
                true
            }
            (Some(_) | None, _) => false,
        }
    }
}

pub(crate) fn path_of(path: &serde_path_to_error::Path) -> NodePath {
    path.iter().fold(NodePath::root(), |path, segment| match segment {
        Segment::Seq { index } => path.index(*index),
        Segment::Map { key } => path.key(key),
        Segment::Enum { variant } => path.key(variant),
        Segment::Unknown => path,
    })
}

pub(crate) fn node_at<'a>(tree: &'a Json, path: &NodePath) -> Option<&'a Json> {
    path.steps().iter().try_fold(tree, |node, step| match step {
        PathStep::Key(key) => node.get(key.as_str()),
        PathStep::Index(index) => node.get(*index),
    })
}

/// Says in our words why a node cannot be read.
pub(crate) fn report(path: &NodePath, misfit: Misfit, node: Option<&Json>, issues: &mut Issues) {
    match misfit {
        Misfit::UnknownKey(name, known) => unknown("key", &name, known, path, node, issues),
        Misfit::UnknownKind(name, known) => unknown("kind", &name, known, path, node, issues),
        Misfit::Missing(name) => {
            issues.add(path, format!("the key `{name}` is missing"), format!("add `{name}:` here"));
        }
        Misfit::Unfit(found, expected) => unfit(path, &found, &expected, issues),
        Misfit::TooMuch => {
            let help = "keep one of them, or write each as an item of a list where a list may stand";
            issues.add(path, "there is more than one kind here", help);
        }
        Misfit::Said(message) => {
            let (what, help) = match message.split_once(": write ") {
                Some((what, remedy)) => (what, format!("write {remedy}")),
                None => (message.as_str(), String::new()),
            };
            let is_key = path.last_key().is_some_and(|key| what.starts_with(&format!("`{key}` ")));
            if is_key { issues.add_key(path, what, help) } else { issues.add(path, what, help) }
        }
    }
}

/// A key or a kind, whichever the noun says, that there is not.
fn unknown(noun: &str, name: &str, known: &[&str], path: &NodePath, node: Option<&Json>, issues: &mut Issues) {
    let help = suggestion(name, known.iter().copied(), &format!("{noun}s"));
    let message = format!("unknown {noun} `{name}`");
    let is_below = node.is_some_and(|node| node.get(name).is_some());
    match path.last_key() {
        _ if is_below => issues.add_key(&path.key(name), message, help),
        Some(key) if key == name => issues.add_key(path, message, help),
        Some(_) | None => issues.add(path, message, help),
    }
}

/// Something that stands where another thing belongs.
fn unfit(path: &NodePath, found: &Found, expected: &str, issues: &mut Issues) {
    if (found, expected) == (&Found::Mapping, "enum") {
        return issues.add(path, "this mapping is empty", "write its kind as its key");
    }
    if let Some((message, help)) = out_of_range(path, found, expected) {
        return issues.add(path, message, help);
    }
    let parameters = path.last_key().filter(|_| expected.starts_with("struct variant")).and_then(example_of);
    if let Some(example) = parameters {
        let message = format!("found {found} where a mapping of parameters belongs");
        return issues.add(path, message, format!("write `{example}` or the like"));
    }
    let expected = expected_in_words(expected);
    issues.add(path, format!("found {found} where {expected} belongs"), format!("write {expected}"));
}

/// What is said of a whole number that its key is too small for, and what to do about it.
fn out_of_range(path: &NodePath, found: &Found, expected: &str) -> Option<(String, String)> {
    let (least, most) = match expected {
        "u32" => (0, i128::from(u32::MAX)),
        "u64" => (0, i128::from(u64::MAX)),
        "i32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
        "i64" => (i128::from(i64::MIN), i128::from(i64::MAX)),
        _ => return None,
    };
    let is_whole = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    let (written, number) = match found {
        Found::Number(written, number) => (written, *number),
        // What no number of a tree holds was read as text.
        Found::Text(text) if is_whole(text) => (text, text.parse().ok()?),
        Found::Text(_) | Found::Mapping | Found::List | Found::Nothing | Found::Bool(_) | Found::Other(_) => {
            return None;
        }
    };
    let number = Some(number).filter(|number| number.fract() == 0.0)?;
    // What no integer holds was read as a floating-point number.
    let found = written.trim_end_matches(".0");
    if number >= most as f64 && path.last_key() == Some("count") {
        let help = format!("write a whole number from 1 to {PEOPLE_MAX}");
        return Some((format!("`{found}` people are too many"), help));
    }
    if number >= most as f64 {
        return Some((format!("`{found}` is too large"), format!("write a whole number of at most {most}")));
    }
    // A key that takes no negative number says so.
    (least < 0 && number <= least as f64)
        .then(|| (format!("`{found}` is too small"), format!("write a whole number of at least {least}")))
}

fn expected_in_words(expected: &str) -> &str {
    match expected {
        "u32" | "u64" => "a whole number that is not negative",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "i32" | "i64" => "a whole number",
        "enum" => "a mapping whose key is its kind",
        "a string" | "string" => "text",
        "a map" => "a mapping",
        "a sequence" => "a list",
        "a boolean" => "`true` or `false`",
        "a map with a single key" | "map with a single key" => "a mapping with one key, its kind",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_problem_is_found_at_its_own_place() {
        let tree = json!({
            "duration": "soon",
            "agents": [
                {"nam": "a", "script": "s"},
                {"name": "b", "script": "s", "count": -1, "capacity": {"fax": 1}},
                {"name": "c", "script": 5},
            ],
            "customers": [{"name": "d", "script": "s", "arrivals": {"poisson": {"rate": 5}}}],
        });
        let mut issues = Issues::default();
        assert!(read(tree, &mut issues).is_none());
        let error = issues.locate("x", "", &Default::default(), &Default::default());
        let seen: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(seen.join("\n"), @r#"
        duration: `soon` is not a duration
        agents[0].nam: unknown key `nam`
        agents[0]: the key `name` is missing
        agents[1].count: found `-1` where a whole number that is not negative belongs
        agents[1].capacity.fax: unknown key `fax`
        agents[2].script: found `5` where text belongs
        customers[0].arrivals.poisson.rate: `5` is no rate
        "#);
    }
}
