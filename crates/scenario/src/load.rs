//! From a file to a plan: the stages of loading, in order.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::checks::{BuiltIns, Inputs};
use super::files::{Disk, Files, Recording};
use super::origin::Origins;
use super::overrides::{self, Overrides};
use super::places::Places;
use super::plan::{Plan, Var};
use super::problem::{Issues, LoadError};
use super::resolve;
use super::text::FileKind;
use super::tree::{self, Tree};
use super::typed;
use super::vars::{self, Vars};

/// Loads a scenario from the disk.
///
/// # Errors
/// The scenario cannot be read, or has problems: all of those that the failing stage finds.
pub fn load(path: &Path, overrides: &Overrides, built_ins: &BuiltIns<'_>) -> Result<Plan, LoadError> {
    load_with(path, overrides, built_ins, &Disk)
}

/// Loads a scenario from files that come from elsewhere.
///
/// # Errors
/// As for [`load`].
pub fn load_with(
    path: &Path,
    overrides: &Overrides,
    built_ins: &BuiltIns<'_>,
    files: &dyn Files,
) -> Result<Plan, LoadError> {
    let files = Recording::new(files);
    let Stated { file, text, tree, places, vars, origins } = stated(path, overrides, &files)?;
    let mut issues = Issues::default();
    let with_values = with_values(&tree, &vars);
    let Some(raw) = typed::read(tree, &mut issues) else {
        return Err(issues.locate(&file, &text, &places, &origins));
    };

    let inputs = Inputs { path, overrides, built_ins, files: &files, stated: &with_values, origins: &origins };
    match resolve::plan(raw, vars.into_plan(), &inputs, &mut issues) {
        Some(plan) if issues.is_empty() => Ok(plan),
        Some(_) | None => Err(issues.locate(&file, &text, &places, &origins)),
    }
}

/// A scenario as it is stated, all variables and overrides put in.
struct Stated {
    file: String,
    text: Arc<str>,
    tree: Json,
    places: Places,
    vars: Vars,
    origins: Origins,
}

fn stated(path: &Path, overrides: &Overrides, files: &Recording<'_>) -> Result<Stated, LoadError> {
    let file = path.display().to_string();
    let text = files.read(path, FileKind::Scenario).map_err(|error| LoadError::of_reading(&file, &error))?;
    let Tree { json: mut tree, places } = tree::read(&file, &text)?;
    let mut origins = Origins::default();
    let mut issues = Issues::default();
    let mut vars = Vars::declared(&tree, &mut issues);
    vars.give(&overrides.vars, &mut issues);
    vars.substitute(&mut tree, &mut origins, &mut issues);
    overrides::apply(&overrides.set, &mut tree, &mut origins, &mut issues);
    if issues.is_empty() {
        Ok(Stated { file, text, tree, places, vars, origins })
    } else {
        Err(issues.locate(&file, &text, &places, &origins))
    }
}

/// The tree with the values that hold in the place of the declared variables: what a reproduction is cut out of.
fn with_values(tree: &Json, vars: &Vars) -> Json {
    let mut tree = tree.clone();
    if let Some(entries) = tree.as_object_mut().filter(|entries| entries.contains_key("vars")) {
        let plain = vars.clone().into_plan().into_iter().map(|(name, value)| (name.to_string(), value.to_json()));
        entries.insert("vars".to_owned(), Json::Object(plain.collect()));
    }
    tree
}

/// The scalar that the scenario of a plan has at a path, in the words of `--set`, with what the command line put over
/// it; nothing where there is none.
pub fn value_at(plan: &Plan, at: &str) -> Option<Var> {
    vars::typed(overrides::find(plan.source.stated(), at)?).ok()
}
