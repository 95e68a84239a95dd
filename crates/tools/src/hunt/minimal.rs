//! The minimal scenario of a reproduction: what is left of the tree when all that takes no part is cut out.
//!
//! It is verified by whoever makes it: where cutting changed what the run shows, the tree is left as it was.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::reproduction::Reproduction;
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
}
