//! From a file to a plan: the stages of loading, in order.

use std::io;
use std::path::Path;

use super::origin::Origins;
use super::overrides::{self, Overrides};
use super::plan::{Plan, Var};
use super::problem::{Faults, LoadError};
use super::resolve;
use super::vars::{self, Vars};
use super::{tree, typed};
use crate::random::Sampler;

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
    let file = path.display().to_string();
    let text = files
        .read(path)
        .map_err(|error| LoadError::unreadable(&file, reading_failed(&file, &error), "check the path"))?;

    let mut tree = tree::read(&file, &text)?;

    let mut origins = Origins::default();
    let mut faults = Faults::default();
    let mut vars = Vars::declared(&tree, &mut faults);
    vars.give(&overrides.vars, &mut faults);
    vars.substitute(&mut tree, &mut origins, &mut faults);
    overrides::apply(&overrides.set, &mut tree, &mut origins, &mut faults);
    if !faults.is_empty() {
        return Err(faults.locate(&file, &text, &origins));
    }

    let Some(raw) = typed::read(tree, &mut faults) else {
        return Err(faults.locate(&file, &text, &origins));
    };

    let inputs = resolve::Inputs { path, overrides, built_ins, files, origins: &origins };
    match resolve::plan(raw, vars.into_plan(), &inputs, &mut faults) {
        Some(plan) if faults.is_empty() => Ok(plan),
        Some(_) | None => Err(faults.locate(&file, &text, &origins)),
    }
}

/// The scalar that a scenario has at a path, in the words of `--set`, with its overrides; nothing where there is none.
pub fn value_at(path: &Path, overrides: &Overrides, at: &str) -> Option<Var> {
    let file = path.display().to_string();
    let mut tree = tree::read(&file, &Disk.read(path).ok()?).ok()?;
    let (mut origins, mut faults) = (Origins::default(), Faults::default());
    let mut vars = Vars::declared(&tree, &mut faults);
    vars.give(&overrides.vars, &mut faults);
    vars.substitute(&mut tree, &mut origins, &mut faults);
    overrides::apply(&overrides.set, &mut tree, &mut origins, &mut faults);
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
