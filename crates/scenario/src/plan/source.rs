//! What a plan was made of: the files of the scenario, as they were when it was loaded.
//!
//! Whoever quotes a scenario or packs it up takes it from here and never from the disk, where it may have been changed
//! while the plan ran.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;

/// The files that a plan was made of. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ScenarioSource(Arc<Loaded>);

#[derive(Debug)]
struct Loaded {
    file: PathBuf,
    files: BTreeMap<PathBuf, Arc<str>>,
    stated: Json,
}

impl ScenarioSource {
    /// The scenario's file, all files that were read (the scenario's own among them), and the tree that was resolved.
    pub(crate) fn new(file: &Path, files: BTreeMap<PathBuf, Arc<str>>, stated: Json) -> Self {
        Self(Arc::new(Loaded { file: file.to_path_buf(), files, stated }))
    }
    /// The scenario's file, as it was given.
    pub fn file(&self) -> &Path {
        &self.0.file
    }
    /// The text of the scenario's file, without what the command line put over it.
    pub fn text(&self) -> &str {
        self.0.files.get(&self.0.file).map_or("", |text| text)
    }
    /// All files that were read, by the paths under which that was done: the scenario, its scripts, tables and traces.
    pub fn files(&self) -> &BTreeMap<PathBuf, Arc<str>> {
        &self.0.files
    }
    /// The tree of the scenario with all variables and `--set` put in; its key `vars` has the values that hold.
    pub fn stated(&self) -> &Json {
        &self.0.stated
    }
}

#[cfg(any(test, feature = "testing"))]
impl ScenarioSource {
    /// Of a plan that was made by hand: these files, by path, and no tree.
    pub fn by_hand(file: &str, files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| (PathBuf::from(path), Arc::from(*text))).collect();
        Self::new(Path::new(file), files, Json::Null)
    }
}
