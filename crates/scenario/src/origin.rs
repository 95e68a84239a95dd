//! What the command line put into the scenario: paths there are relative to the working directory, and messages
//! name the flag and not a line of the file.

use std::collections::BTreeMap;

use super::path::NodePath;

/// How the command line reached a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// By way of `-e`: the node refers to a variable that was given.
    Var {
        /// The variable.
        name: String,
        /// What it was given.
        value: String,
    },
    /// By `--set`.
    Set {
        /// The flag, as written.
        text: String,
    },
}

/// All nodes that the command line reached.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins(BTreeMap<NodePath, Origin>);

impl Origins {
    /// Notes how a node was reached.
    pub(crate) fn note(&mut self, path: NodePath, origin: Origin) {
        self.0.insert(path, origin);
    }
    /// How the node, or the nearest above it, was reached.
    pub(crate) fn of(&self, path: &NodePath) -> Option<&Origin> {
        path.ancestors().find_map(|path| self.0.get(&path))
    }
    /// Whether the node's value came from the command line.
    pub(crate) fn is_given(&self, path: &NodePath) -> bool {
        self.of(path).is_some()
    }
}
