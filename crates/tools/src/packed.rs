//! A scenario with all its files, packed up: to be kept beside what a hunt found or a trainer did, and run from there.
//!
//! Nothing is read from the disk. The texts are those that were read when the scenario was loaded, whatever has become of
//! the files since.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use rushhour_scenario::plan::{Plan, ScenarioSource};
use rushhour_scenario::{FileKind, Files, LoadError, Overrides};
use rushhour_script::load_plan;

/// The file of the scenario among those that are packed with it.
pub const SCENARIO_FILE: &str = "scenario.yaml";

/// The texts of a scenario and of all files that it names, by paths beside each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Packed(BTreeMap<PathBuf, String>);

impl Packed {
    /// Packs up a scenario: the tree of its source, or what was made of it. `head` is what its file begins with, a comment.
    pub fn of(mut tree: Json, source: &ScenarioSource, head: &str) -> Self {
        let mut files = bring_along(&mut tree, source);
        escape(&mut tree);
        let Ok(yaml) = serde_yaml::to_string(&tree) else {
            unreachable!("a scenario that was read can't be written")
        };
        files.insert(PathBuf::from(SCENARIO_FILE), format!("{head}{yaml}"));
        Self(files)
    }

    /// Packs up what a plan of one replication runs: its scenario as it was read, with its seed, its duration and all that
    /// its timeline has by now.
    pub fn of_plan(plan: &Plan) -> Self {
        let mut tree = plan.source.stated().clone();
        if let Some(entries) = tree.as_object_mut() {
            entries.insert("seed".to_owned(), plan.seed.into());
            entries.insert("duration".to_owned(), format!("{}ns", plan.duration.as_ns()).into());
            entries.insert("replications".to_owned(), 1.into());
            let timeline: Vec<Json> = plan.timeline.iter().map(|cue| cue.to_json(plan)).collect();
            if !timeline.is_empty() {
                entries.insert("timeline".to_owned(), timeline.into());
            }
        }
        Self::of(tree, &plan.source, "")
    }

    /// All files, by their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// The plan of what was packed.
    ///
    /// # Errors
    /// It is no scenario that this program can load: it was written by hand, or by another version.
    pub fn load(&self) -> Result<Plan, LoadError> {
        load_plan(Path::new(SCENARIO_FILE), &Overrides::default(), self)
    }
}

impl Files for Packed {
    fn read(&self, path: &Path, _: FileKind) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// What looks like a variable in a tree where all variables were put in is text, in keys as well.
fn escape(tree: &mut Json) {
    let Some(entries) = tree.as_object_mut() else { return };
    entries.iter_mut().filter(|(key, _)| *key != "vars").for_each(|(_, value)| escape_below(value));
}

fn escape_below(node: &mut Json) {
    let escaped = |text: &str| text.replace("${", "$${");
    match node {
        Json::String(text) => *text = escaped(text),
        Json::Array(items) => items.iter_mut().for_each(escape_below),
        Json::Object(entries) => {
            entries.values_mut().for_each(escape_below);
            if entries.keys().any(|key| key.contains("${")) {
                *entries =
                    std::mem::take(entries).into_iter().map(|(key, value)| (escaped(&key), value)).collect();
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// Puts local names in place of the files that a scenario names, and says which text each has. The texts are those that
/// were read when it was loaded.
fn bring_along(tree: &mut Json, source: &ScenarioSource) -> BTreeMap<PathBuf, String> {
    let read = source.files();
    let mut local: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let folder = source.file().parent().unwrap_or_else(|| Path::new("")).to_path_buf();
    rename(tree, &mut |text| {
        let path = [folder.join(text), PathBuf::from(text)].into_iter().find(|path| read.contains_key(path))?;
        let taken: BTreeSet<&PathBuf> = local.values().collect();
        let name = match local.get(&path) {
            Some(name) => name.clone(),
            None => free_name(&path, &taken),
        };
        local.insert(path, name.clone());
        Some(name.display().to_string())
    });
    local.into_iter().filter_map(|(path, name)| Some((name, read.get(&path)?.to_string()))).collect()
}

fn free_name(path: &Path, taken: &BTreeSet<&PathBuf>) -> PathBuf {
    let is_script = path.extension().is_some_and(|ending| ending == "rhai");
    let folder = Path::new(if is_script { "scripts" } else { "data" });
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let numbered = |number: u32| folder.join(if number == 1 { file.clone() } else { format!("{number}-{file}") });
    // Some file systems take two names for one where they differ by capitals.
    let same = |name: &PathBuf| name.to_string_lossy().to_lowercase();
    let taken: BTreeSet<String> = taken.iter().map(|name| same(name)).collect();
    let Some(free) = (1..).map(numbered).find(|name| !taken.contains(&same(name))) else {
        unreachable!("a scenario names fewer files than there are numbers")
    };
    free
}

/// Renames every text of a tree that `name` has a name for.
fn rename(node: &mut Json, name: &mut impl FnMut(&str) -> Option<String>) {
    match node {
        Json::String(text) => {
            if let Some(renamed) = name(text) {
                *text = renamed;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| rename(item, name)),
        Json::Object(entries) => entries.values_mut().for_each(|value| rename(value, name)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_looks_like_a_variable_is_text_in_keys_and_values() {
        let mut tree =
            json!({"vars": {"a": "${b}"}, "distributions": {"tal${k": {"x": ["${a}", "plain"]}, "talk": 1}});
        escape(&mut tree);
        let escaped =
            json!({"vars": {"a": "${b}"}, "distributions": {"tal$${k": {"x": ["$${a}", "plain"]}, "talk": 1}});
        assert_eq!(tree, escaped);
    }

    #[test]
    fn files_of_one_name_are_told_apart() {
        let mut tree =
            json!({"agents": [{"script": "../a/desk.rhai"}, {"script": "../b/Desk.rhai"}], "x": "desk"});
        let source = ScenarioSource::by_hand(
            "s/floor.yaml",
            &[("s/../a/desk.rhai", "one"), ("s/../b/Desk.rhai", "two"), ("s/floor.yaml", "itself")],
        );
        let files = bring_along(&mut tree, &source);
        assert_eq!(tree["agents"][0]["script"], "scripts/desk.rhai");
        assert_eq!(tree["agents"][1]["script"], "scripts/2-Desk.rhai");
        assert_eq!(tree["x"], "desk");
        assert_eq!(files[Path::new("scripts/2-Desk.rhai")], "two");
        assert_eq!(files.len(), 2);
    }
}
