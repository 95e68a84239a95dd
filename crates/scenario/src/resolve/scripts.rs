//! Scripts: a file beside the scenario, or one that is built in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::plan::{ScriptId, ScriptSource};
use super::super::problem::Issue;
use crate::checks::{Context, beside};
use crate::text::FileKind;

/// The scripts of a plan, each read once.
#[derive(Clone, Debug, Default)]
pub(super) struct Scripts {
    /// As the plan has them.
    pub sources: Vec<ScriptSource>,
    /// Their places, by whether they are built in and by their files.
    places: BTreeMap<(bool, PathBuf), usize>,
}

impl Scripts {
    /// The script that a population names; what cannot be read is reported.
    pub(super) fn find(&mut self, name: &str, path: &NodePath, context: &mut Context<'_>) -> ScriptId {
        let place = if is_file(name) {
            let known = |stem: &String| context.inputs.built_ins.names.contains(&stem.as_str());
            let missing = match stem(name).filter(known) {
                Some(stem) => format!("for the built-in script write `{stem}`, without an ending"),
                None => BESIDE.to_owned(),
            };
            self.file(name, &missing, path, context)
        } else {
            self.place(name, PathBuf::from(name), true, |context| built_in(name, path, context), context)
        };
        if let Some(source) = self.sources.get_mut(place) {
            source.plugin = false;
        }
        id(place)
    }

    /// The script that a population names as a plugin: always a file. What cannot be read is reported.
    pub(super) fn find_plugin(
        &mut self,
        name: &str,
        path: &NodePath,
        context: &mut Context<'_>,
    ) -> Option<ScriptId> {
        if is_file(name) {
            return Some(id(self.file(name, BESIDE, path, context)));
        }
        let message = if context.inputs.built_ins.names.contains(&name) {
            format!("the built-in script `{name}` is no plugin")
        } else {
            format!("`{name}` is no file")
        };
        let help = "a plugin is a file beside the scenario: write `scripts/veto.rhai` or the like";
        context.issues.add(path, message, help);
        None
    }

    /// The place of a script that is a file; `missing` is the remedy where there is none.
    fn file(&mut self, name: &str, missing: &str, path: &NodePath, context: &mut Context<'_>) -> usize {
        let file = beside(name, path, context);
        self.place(name, file.clone(), false, |context| read(&file, missing, path, context), context)
    }

    /// The place of a script, which is read where it is named for the first time. Until a population has it as its
    /// script, it is a plugin.
    fn place(
        &mut self,
        name: &str,
        file: PathBuf,
        built_in: bool,
        text: impl FnOnce(&mut Context<'_>) -> Arc<str>,
        context: &mut Context<'_>,
    ) -> usize {
        let sources = &mut self.sources;
        *self.places.entry((built_in, file)).or_insert_with(|| {
            let source = ScriptSource { name: SmolStr::new(name), text: text(context), built_in, plugin: true };
            sources.push(source);
            sources.len() - 1
        })
    }
}

/// What to do about a file that is not there.
pub(super) const BESIDE: &str = "paths are relative to the scenario's file";

/// Whether a name is that of a file, not of something built in.
pub(super) fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some() || name.contains(['/', '\\'])
}

fn stem(name: &str) -> Option<String> {
    Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned())
}

fn id(place: usize) -> ScriptId {
    ScriptId(u32::try_from(place).unwrap_or(u32::MAX))
}

/// Reads a file; where it can't be read that is reported, with `missing` as the remedy.
pub(super) fn read(file: &Path, missing: &str, path: &NodePath, context: &mut Context<'_>) -> Arc<str> {
    match context.inputs.files.read(file, FileKind::Script) {
        Ok(text) => text,
        Err(error) => {
            context.issues.push(Issue::of_reading(path, &file.display().to_string(), &error, missing));
            Arc::from("")
        }
    }
}

fn built_in(name: &str, path: &NodePath, context: &mut Context<'_>) -> Arc<str> {
    if let Some(text) = (context.inputs.built_ins.text)(name) {
        return Arc::from(text);
    }
    let mut help =
        context.issues.suggestion(name, context.inputs.built_ins.names.iter().copied(), "built-in scripts");
    help.push_str(" (a script of your own ends in `.rhai`)");
    context.issues.add(path, format!("there is no built-in script `{name}`"), help);
    Arc::from("")
}
