//! From a file to a plan: the stages of loading, in order.

use std::io;
use std::path::Path;

use super::origin::Origins;
use super::overrides::{self, Overrides};
use super::plan::{Plan, Var};
use super::problem::{Issues, LoadError};
use super::resolve;
use super::vars::{self, Vars};
use super::{tree, typed};
use crate::random::Sampler;
use serde_json::Value as Json;

/// Where files come from.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    /// The file cannot be read or is no UTF-8.
    fn read(&self, path: &Path) -> io::Result<String>;
}

/// Files on the disk; relative paths begin at the working directory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<String> {
        std::fs::read_to_string(path)
    }
}

/// The scripts that are built in; the script host brings them.
#[derive(Clone, Copy)]
pub struct BuiltIns<'a> {
    /// The names of all.
    pub names: &'a [&'a str],
    /// The text of one.
    pub text: &'a dyn Fn(&str) -> Option<&'static str>,
    /// Distributions that they draw from, for scenarios that use one of them and declare none of this name.
    pub distributions: &'a [(&'static str, Sampler)],
}

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
    let Stated { file, text, tree, vars, origins } = stated(path, overrides, files)?;
    let mut faults = Issues::default();
    let Some(raw) = typed::read(tree, &mut faults) else {
        return Err(faults.locate(&file, &text, &origins));
    };

    let inputs = resolve::Inputs { path, overrides, built_ins, files, origins: &origins };
    match resolve::plan(raw, vars.into_plan(), &inputs, &mut faults) {
        Some(plan) if faults.is_empty() => Ok(plan),
        Some(_) | None => Err(faults.locate(&file, &text, &origins)),
    }
}

/// A scenario as it is stated, all variables and overrides put in.
struct Stated {
    file: String,
    text: String,
    tree: Json,
    vars: Vars,
    origins: Origins,
}

fn stated(path: &Path, overrides: &Overrides, files: &dyn Files) -> Result<Stated, LoadError> {
    let file = path.display().to_string();
    let text = files
        .read(path)
        .map_err(|error| LoadError::unreadable(&file, reading_failed(&file, &error), "check the path"))?;
    let mut tree = tree::read(&file, &text)?;
    let mut origins = Origins::default();
    let mut faults = Issues::default();
    let mut vars = Vars::declared(&tree, &mut faults);
    vars.give(&overrides.vars, &mut faults);
    vars.substitute(&mut tree, &mut origins, &mut faults);
    overrides::apply(&overrides.set, &mut tree, &mut origins, &mut faults);
    if faults.is_empty() {
        Ok(Stated { file, text, tree, vars, origins })
    } else {
        Err(faults.locate(&file, &text, &origins))
    }
}

/// The tree of a scenario with all variables and overrides put in, `vars` with the values that hold: what a
/// reproduction is cut out of.
///
/// # Errors
/// The scenario cannot be read, or variables and overrides have problems.
pub fn stated_tree(path: &Path, overrides: &Overrides, files: &dyn Files) -> Result<Json, LoadError> {
    let Stated { mut tree, vars, .. } = stated(path, overrides, files)?;
    if let Some(entries) = tree.as_object_mut().filter(|entries| entries.contains_key("vars")) {
        let plain = vars.into_plan().into_iter().map(|(name, value)| (name.to_string(), value.to_json()));
        entries.insert("vars".to_owned(), Json::Object(plain.collect()));
    }
    Ok(tree)
}

/// The scalar that a scenario has at a path, in the words of `--set`, with its overrides; nothing where there is none.
pub fn value_at(path: &Path, overrides: &Overrides, at: &str) -> Option<Var> {
    let Stated { tree, .. } = stated(path, overrides, &Disk).ok()?;
    vars::typed(overrides::find(&tree, at)?).ok()
}

/// Why a file could not be read, the same on every system where that can be.
pub(super) fn reading_failed(file: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{file}`"),
        io::ErrorKind::PermissionDenied => format!("`{file}` may not be read"),
        io::ErrorKind::InvalidData => format!("`{file}` is no UTF-8 text"),
        _ => format!("`{file}` cannot be read: {error}"),
    }
}
