//! Scripts: a file beside the scenario, or one that is built in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use smol_str::SmolStr;

use super::super::load::reading_failed;
use super::super::path::NodePath;
use super::super::plan::{ScriptId, ScriptSource};
use super::Context;
use crate::nearest::suggestion;

/// The scripts of a plan, each read once.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    /// As the plan has them.
    pub sources: Vec<ScriptSource>,
    files: Vec<PathBuf>,
}

impl Scripts {
    /// The script that a population names; what cannot be read is reported.
    pub fn find(&mut self, name: &str, path: &NodePath, context: &mut Context<'_>) -> ScriptId {
        let is_file = Path::new(name).extension().is_some() || name.contains(['/', '\\']);
        let file = if is_file { beside(name, path, context) } else { PathBuf::from(name) };
        let known = |(script, known): (&ScriptSource, &PathBuf)| script.built_in != is_file && *known == file;
        let place = self.sources.iter().zip(&self.files).position(known).unwrap_or_else(|| {
            let text = if is_file { read(name, &file, path, context) } else { built_in(name, path, context) };
            self.sources.push(ScriptSource { name: SmolStr::new(name), text, built_in: !is_file, plugin: false });
            self.files.push(file);
            self.sources.len() - 1
        });
        ScriptId(u32::try_from(place).unwrap_or(u32::MAX))
    }
}

/// The file that a node names: beside the scenario, or in the working directory where the command line named it.
pub fn beside(name: &str, path: &NodePath, context: &Context<'_>) -> PathBuf {
    if context.inputs.origins.is_given(path) {
        return PathBuf::from(name);
    }
    context.inputs.path.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
}

fn read(name: &str, file: &Path, path: &NodePath, context: &mut Context<'_>) -> Arc<str> {
    match context.inputs.files.read(file) {
        Ok(text) => Arc::from(text),
        Err(error) => {
            let message = reading_failed(&file.display().to_string(), &error);
            let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let help = match stem {
                Some(stem) if context.inputs.built_ins.names.contains(&stem.as_str()) => {
                    format!("for the built-in script write `{stem}`, without an ending")
                }
                Some(_) | None => "paths are relative to the scenario's file".to_owned(),
            };
            context.faults.add(path, message, help);
            Arc::from("")
        }
    }
}

fn built_in(name: &str, path: &NodePath, context: &mut Context<'_>) -> Arc<str> {
    if let Some(text) = (context.inputs.built_ins.text)(name) {
        return Arc::from(text);
    }
    let mut help = suggestion(name, context.inputs.built_ins.names.iter().copied(), "built-in scripts");
    help.push_str(" (a script of your own ends in `.rhai`)");
    context.faults.add(path, format!("there is no built-in script `{name}`"), help);
    Arc::from("")
}
