//! What the command line changes: variables, single values by path, and the three that have flags of their own.
//!
//! In paths, populations go by name: `agents.desk.count`, `center.queues.sales.target`.

use serde_json::{Map, Value as Json};

use super::origin::{Origin, Origins};
use super::path::{NodePath, PathStep};
use super::problem::Issues;
use super::tree::read_value;
use super::vars::on_command_line;
use rushhour_engine::nearest::suggestion;
use rushhour_engine::units::SimSpan;

/// What the command line and the environment put over a scenario.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `-e name=value`, in order; later ones win.
    pub vars: Vec<(String, String)>,
    /// `--set path=value`, in order; later ones win.
    pub set: Vec<(String, String)>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--duration`.
    pub duration: Option<SimSpan>,
    /// `--replications`.
    pub replications: Option<u32>,
    /// `--until`: when enough replications have been made.
    pub until: Option<UntilFlag>,
    /// Metrics that flags name which are no part of the scenario, as `--tolerance` does: each with its flag.
    pub asked: Vec<(String, String)>,
}

/// What `--until` says.
#[derive(Clone, Debug, PartialEq)]
pub struct UntilFlag {
    /// The metric, as thresholds name it.
    pub metric: String,
    /// How wide half of its confidence interval may be, as a share of the mean.
    pub share: f64,
    /// How many replications are made at most.
    pub at_most: u32,
}

/// A `--set` that cannot be applied: message and help.
struct Refusal(String, String);

/// Where a `--set` has put its value.
struct Place {
    node: NodePath,
    /// The highest node that was not there before.
    made: Option<NodePath>,
}

/// Applies what `--set` gives.
pub(crate) fn apply(set: &[(String, String)], tree: &mut Json, origins: &mut Origins, issues: &mut Issues) {
    for (path, value) in set {
        let flag = format!("--set {path}={value}");
        match put(tree, path, read_value(value)) {
            Ok(Place { node, made }) => {
                // What was made on the way is the flag's too: a slip there has no line in the file.
                for node in made.into_iter().chain([node]) {
                    origins.note(node, Origin::Set { text: flag.clone() });
                }
            }
            Err(Refusal(message, help)) => issues.push(on_command_line(&flag, message, help)),
        }
    }
}

/// Whether what `--set` gives is nothing, though nobody has written `null`: empty, or a comment.
pub fn is_no_value(text: &str) -> bool {
    let is_written = ["null", "Null", "NULL", "~"].contains(&text.trim());
    read_value(text).is_null() && !is_written
}

/// Puts a value in its place and says where that is.
fn put(tree: &mut Json, path: &str, value: Json) -> Result<Place, Refusal> {
    let steps = split(path)?;
    if steps.first().is_some_and(|step| *step == "vars") {
        let name = steps.get(1).copied().unwrap_or("name");
        return Err(Refusal(
            "`--set` comes after the variables are put in".to_owned(),
            format!("give a variable its value with `-e {name}={}`", value.to_string().trim_matches('"')),
        ));
    }
    let mut at = NodePath::root();
    let mut made = None;
    let mut node = tree;
    for (place, step) in steps.iter().enumerate() {
        let is_there = node.get(step).is_some() || node.is_array();
        node = enter(node, &mut at, step, steps.get(place + 1).is_none())?;
        if !is_there && made.is_none() {
            made = Some(at.clone());
        }
    }
    *node = value;
    Ok(Place { node: at, made })
}

/// `agents.desk.count`, `agents[0].count` or `agents.0.count` as steps.
fn split(path: &str) -> Result<Vec<&str>, Refusal> {
    let steps: Vec<&str> =
        path.split(['.', '[']).map(|step| step.strip_suffix(']').unwrap_or(step).trim()).collect();
    if steps.iter().any(|step| step.is_empty()) {
        let help = "write keys and names with dots between them: `agents.desk.count`";
        return Err(Refusal(format!("`{path}` is no path"), help.to_owned()));
    }
    Ok(steps)
}

/// What stands at a path; nothing where nothing does.
pub(crate) fn find<'a>(tree: &'a Json, path: &str) -> Option<&'a Json> {
    let steps = split(path).ok()?;
    steps.into_iter().try_fold(tree, |node, step| match node {
        Json::Object(entries) => entries.get(step),
        Json::Array(items) => {
            let named = items.iter().position(|item| name_of(item) == step);
            items.get(named.or_else(|| step.parse().ok())?)
        }
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Null => None,
    })
}

/// Goes one step down, making what is missing where the scenario's reader can still judge it.
fn enter<'a>(node: &'a mut Json, at: &mut NodePath, step: &str, last: bool) -> Result<&'a mut Json, Refusal> {
    let here = if at.steps().is_empty() { "the scenario".to_owned() } else { format!("`{at}`") };
    if node.is_null() {
        *node = Json::Object(Map::new());
    }
    match node {
        Json::Object(entries) => {
            let known = entries.contains_key(step);
            if !known
                && (names_are_free(at)
                    || (at.steps().is_empty() && !last && !["center", "thresholds"].contains(&step)))
            {
                let help = suggestion(step, entries.keys().map(String::as_str), "names");
                return Err(Refusal(format!("{here} has no `{step}`"), help));
            }
            *at = at.key(step);
            Ok(entries.entry(step).or_insert(Json::Null))
        }
        Json::Array(items) => {
            let names: Vec<String> = items.iter().map(|item| name_of(item).to_owned()).collect();
            let place = names.iter().position(|name| name == step).or_else(|| step.parse().ok());
            let found = place.and_then(|place| items.get_mut(place).map(|item| (place, item)));
            let Some((place, item)) = found else {
                let known = names.iter().map(String::as_str).filter(|name| !name.is_empty());
                let help = suggestion(step, known, "names");
                return Err(Refusal(format!("{here} has nothing called `{step}`"), help));
            };
            *at = at.index(place);
            Ok(item)
        }
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Null => {
            let help = "leave out what comes after it".to_owned();
            Err(Refusal(format!("{here} is a single value and has no `{step}`"), help))
        }
    }
}

/// Whether the keys of this mapping are the scenario's own names, so that a new one is surely a slip.
fn names_are_free(at: &NodePath) -> bool {
    match at.steps() {
        [PathStep::Key(key)] => key == "distributions",
        [PathStep::Key(center), PathStep::Key(key)] => {
            center == "center" && ["queues", "templates"].contains(&key.as_str())
        }
        _ => false,
    }
}

fn name_of(item: &Json) -> &str {
    item.get("name").and_then(Json::as_str).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree() -> Json {
        json!({
            "agents": [{"name": "desk", "count": 3}, {"name": "back"}],
            "center": {"queues": {"sales": null}},
        })
    }

    fn set(path: &str, value: &str) -> Result<Json, String> {
        let mut tree = tree();
        put(&mut tree, path, read_value(value)).map_err(|Refusal(message, help)| format!("{message}; {help}"))?;
        Ok(tree)
    }

    #[test]
    fn populations_go_by_name_or_by_place() {
        assert_eq!(set("agents.desk.count", "60").unwrap()["agents"][0]["count"], json!(60));
        assert_eq!(set("agents[1].count", "2").unwrap()["agents"][1]["count"], json!(2));
        assert_eq!(set("agents.desk.capacity.chat", "3").unwrap()["agents"][0]["capacity"]["chat"], json!(3));
    }

    #[test]
    fn nothing_is_a_value_only_where_it_is_written() {
        for nothing in ["", "  ", "# five", "---"] {
            assert!(is_no_value(nothing), "{nothing}");
        }
        for value in ["null", "~", " null ", "\"\"", "''", "0", "false", "[]"] {
            assert!(!is_no_value(value), "{value}");
        }
        assert_eq!(set("name", "\"\"").unwrap()["name"], json!(""));
    }

    #[test]
    fn what_is_absent_is_made_and_empty_queues_are_filled() {
        assert_eq!(set("duration", "1h").unwrap()["duration"], json!("1h"));
        assert_eq!(
            set("center.queues.sales.target", "30s").unwrap()["center"]["queues"]["sales"]["target"],
            json!("30s")
        );
    }

    #[test]
    fn what_is_set_is_found_again() {
        let tree = set("agents.desk.capacity.chat", "3").unwrap();
        assert_eq!(find(&tree, "agents.desk.capacity.chat"), Some(&json!(3)));
        assert_eq!(find(&tree, "agents[0].count"), Some(&json!(3)));
        assert_eq!((find(&tree, "agents.dask.count"), find(&tree, "agents.desk.count.max")), (None, None));
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        insta::assert_snapshot!(set("agents.dask.count", "1").unwrap_err(), @"`agents` has nothing called `dask`; did you mean `desk`?");
        insta::assert_snapshot!(set("agnets.desk.count", "1").unwrap_err(), @"the scenario has no `agnets`; did you mean `agents`?");
        insta::assert_snapshot!(set("center.queues.salse.target", "1s").unwrap_err(), @"`center.queues` has no `salse`; did you mean `sales`?");
        insta::assert_snapshot!(set("agents.desk.count.max", "1").unwrap_err(), @"`agents[0].count` is a single value and has no `max`; leave out what comes after it");
        insta::assert_snapshot!(set("agents..count", "1").unwrap_err(), @"`agents..count` is no path; write keys and names with dots between them: `agents.desk.count`");
        insta::assert_snapshot!(set("vars.n", "1").unwrap_err(), @"`--set` comes after the variables are put in; give a variable its value with `-e n=1`");
    }
}
