//! The minimal scenario of a reproduction: what is left of the tree when all that takes no part is cut out.
//!
//! Whatever files the scenario names are put beside it, so that the whole directory can be moved. It is verified by
//! whoever makes it: where cutting changed what the run shows, the tree is left as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use super::reproduction::Reproduction;
use rushhour_scenario::plan::ScenarioSource;
use rushhour_sim::PersonId;

/// Keys that have no say in what a run does.
const SILENT: [&str; 5] = ["description", "replications", "thresholds", "warmup", "interval"];

/// Cuts a scenario down to these people of each population, by number. `None` where nothing of it would be left.
pub(super) fn cut(tree: &Json, people: &BTreeMap<String, BTreeSet<PersonId>>) -> Option<Json> {
    let mut tree = tree.as_object()?.clone();
    let callees = tree
        .get("center")
        .and_then(|center| center.get("outbound")?.get("callees")?.as_str().map(ToOwned::to_owned));
    for key in ["agents", "supervisors", "customers"] {
        let Some(Json::Array(populations)) = tree.get_mut(key) else { continue };
        let spare = populations.first().cloned();
        populations.retain(|population| {
            let name = population.get("name").and_then(Json::as_str).unwrap_or_default();
            people.get(name).is_some_and(|people| !people.is_empty()) || callees.as_deref() == Some(name)
        });
        // A centre without agents is no scenario.
        if key == "agents" && populations.is_empty() {
            populations.extend(spare);
        }
        for population in populations {
            fewer(population.as_object_mut()?, people, key == "customers");
        }
    }
    Some(Json::Object(tree))
}

/// As many of a population as the one with the highest number needs.
fn fewer(population: &mut Map<String, Json>, people: &BTreeMap<String, BTreeSet<PersonId>>, are_customers: bool) {
    let name = population.get("name").and_then(Json::as_str).unwrap_or_default();
    // Those who come by a cue are not counted.
    let of_themselves = |people: &BTreeSet<PersonId>| people.range(..PersonId::cued(0)).next_back().copied();
    let last = people.get(name).and_then(of_themselves).map_or(0, PersonId::key);
    let has_hours = population.contains_key("shifts") || population.contains_key("staffing");
    if !has_hours && (!are_customers || population.contains_key("count")) {
        population.insert("count".to_owned(), (last + 1).into());
    }
}

/// Leaves out what has no say, and states seed and duration.
pub(super) fn quiet(tree: &mut Json, reproduction: &Reproduction) {
    if let Some(entries) = tree.as_object_mut() {
        entries.retain(|key, _| !SILENT.contains(&key.as_str()));
        entries.insert("seed".to_owned(), reproduction.seed.into());
        entries.insert("duration".to_owned(), reproduction.duration_s.into());
    }
}

/// What looks like a variable in a text where all variables were put in is text.
pub(super) fn escape(tree: &mut Json) {
    let Some(entries) = tree.as_object_mut() else { return };
    for (_, value) in entries.iter_mut().filter(|(key, _)| *key != "vars") {
        rename(value, &mut |text| text.contains("${").then(|| text.replace("${", "$${")));
    }
}

/// Puts local names in place of the files that a scenario names, and says which text each has. The texts are those that
/// were read when it was loaded.
pub(super) fn bring_along(tree: &mut Json, source: &ScenarioSource) -> BTreeMap<PathBuf, String> {
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
    let Some(free) = (1..).map(numbered).find(|name| !taken.contains(name)) else {
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
    fn what_takes_no_part_is_cut_out() {
        let tree = json!({
            "agents": [{"name": "desk", "count": 40}, {"name": "web", "count": 9}],
            "customers": [{"name": "callers", "arrivals": {}}, {"name": "called"}, {"name": "crowd", "count": 90}],
            "center": {"outbound": {"callees": "called"}},
        });
        let people = BTreeMap::from([
            ("desk".to_owned(), BTreeSet::from([2, 7].map(PersonId::new))),
            ("crowd".to_owned(), BTreeSet::from([PersonId::new(4)])),
            ("web".to_owned(), BTreeSet::new()),
        ]);
        let cut = cut(&tree, &people).unwrap();
        assert_eq!(
            cut,
            json!({
                "agents": [{"name": "desk", "count": 8}],
                "customers": [{"name": "called"}, {"name": "crowd", "count": 5}],
                "center": {"outbound": {"callees": "called"}},
            })
        );
    }

    #[test]
    fn files_of_one_name_are_told_apart() {
        let mut tree =
            json!({"agents": [{"script": "../a/desk.rhai"}, {"script": "../b/desk.rhai"}], "x": "desk"});
        let source = ScenarioSource::by_hand(
            "s/floor.yaml",
            &[("s/../a/desk.rhai", "one"), ("s/../b/desk.rhai", "two"), ("s/floor.yaml", "itself")],
        );
        let files = bring_along(&mut tree, &source);
        assert_eq!(tree["agents"][0]["script"], "scripts/desk.rhai");
        assert_eq!(tree["agents"][1]["script"], "scripts/2-desk.rhai");
        assert_eq!(tree["x"], "desk");
        assert_eq!(files[Path::new("scripts/2-desk.rhai")], "two");
        assert_eq!(files.len(), 2);
    }
}
