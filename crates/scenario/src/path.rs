//! Where something stands in a scenario: `center.workflow.filters[0].when`.
//!
//! Every problem carries one; its line is looked up by it.

use std::fmt;

use smol_str::SmolStr;

/// One step down the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathStep {
    /// To the entry of a mapping.
    Key(SmolStr),
    /// To an item of a list, from 0.
    Index(usize),
}

/// What a problem points at, of the node with its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The value; for a mapping or a list, its key.
    Value,
    /// The key.
    Key,
}

/// The way from the top of a scenario to a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodePath(Vec<PathStep>);

impl NodePath {
    /// The scenario itself.
    pub(crate) fn root() -> Self {
        Self::default()
    }
    /// The entry `key` of the mapping here.
    #[must_use]
    pub(crate) fn key(&self, key: &str) -> Self {
        self.then(PathStep::Key(SmolStr::new(key)))
    }
    /// The item `index` of the list here.
    #[must_use]
    pub(crate) fn index(&self, index: usize) -> Self {
        self.then(PathStep::Index(index))
    }
    /// The node that the keys and indexes of `steps` lead to from here.
    #[must_use]
    pub(crate) fn descend<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> Self {
        steps.into_iter().fold(self.clone(), |path, step| match step.parse() {
            Ok(index) => path.index(index),
            Err(_) => path.key(step),
        })
    }
    fn then(&self, step: PathStep) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
    /// The node above, unless this is the top.
    pub(crate) fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }
    /// The steps, from the top.
    pub(crate) fn steps(&self) -> &[PathStep] {
        &self.0
    }
    /// The last step's key.
    pub(crate) fn last_key(&self) -> Option<&str> {
        match self.0.last()? {
            PathStep::Key(key) => Some(key),
            PathStep::Index(_) => None,
        }
    }
    /// This node and all above it, the nearest first.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = Self> {
        (0..=self.0.len()).rev().map(|length| Self(self.0[..length].to_vec()))
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if place == 0 => f.write_str(key)?,
                PathStep::Key(key) => write!(f, ".{key}")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
