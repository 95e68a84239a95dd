//! What all that resolves is given, and where it puts what it finds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::expression::{ExpressionSource, Sees};
use crate::files::Recording;
use crate::origin::Origins;
use crate::overrides::Overrides;
use crate::path::NodePath;
use crate::problem::Issues;
use crate::random::Sampler;
use rushhour_engine::config::ExpressionId;

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

/// What resolving needs besides the scenario.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    /// The scenario's file.
    pub(crate) path: &'a Path,
    /// What the command line says.
    pub(crate) overrides: &'a Overrides,
    /// The built-in scripts.
    pub(crate) built_ins: &'a BuiltIns<'a>,
    /// Where files come from.
    pub(crate) files: &'a Recording<'a>,
    /// The tree of the scenario with all variables and `--set` put in.
    pub(crate) stated: &'a Json,
    /// What came from the command line.
    pub(crate) origins: &'a Origins,
}

/// What is collected on the way.
pub(crate) struct Context<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) issues: &'a mut Issues,
    pub(crate) expressions: Vec<ExpressionSource>,
    pub(crate) warnings: Vec<String>,
}

impl Context<'_> {
    /// Takes an expression into the plan's list. Parsing it is the script host's work.
    pub(crate) fn expression(&mut self, path: &NodePath, text: &str, sees: Sees) -> ExpressionId {
        if text.trim().is_empty() {
            self.issues.add(path, "the expression is empty", "write a Rhai expression or leave the key out");
        }
        let id = ExpressionId(u32::try_from(self.expressions.len()).unwrap_or(u32::MAX));
        self.expressions.push(ExpressionSource { path: path.to_string(), text: Arc::from(text), sees });
        id
    }
}

/// The file that a node names: beside the scenario, or in the working directory where the command line named it.
pub(crate) fn beside(name: &str, path: &NodePath, context: &Context<'_>) -> PathBuf {
    if context.inputs.origins.is_given(path) {
        return PathBuf::from(name);
    }
    context.inputs.path.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
}
