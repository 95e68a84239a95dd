//! What inputs are made of: the files that the project ships, read once, and small ones of our own in `fuzz/corpus`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Files of the tree, by their paths from its root.
#[derive(Debug, Default)]
pub struct Corpus(BTreeMap<PathBuf, String>);

/// The root of the tree.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

impl Corpus {
    /// All files in these folders, and in folders in them, that end in one of `endings`. There is at least one.
    pub fn of(folders: &[&str], endings: &[&str]) -> Self {
        let mut corpus = Self::default();
        for folder in folders {
            corpus.gather(Path::new(folder), endings);
        }
        assert!(!corpus.0.is_empty(), "there are no files in {folders:?} to begin with");
        corpus
    }

    fn gather(&mut self, folder: &Path, endings: &[&str]) {
        let Ok(entries) = std::fs::read_dir(root().join(folder)) else { return };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                self.gather(&path, endings);
            } else if path.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending))
                && let Ok(text) = std::fs::read_to_string(entry.path())
            {
                self.0.insert(path, text);
            }
        }
    }

    /// The examples of the documents in one language, besides: what stands between its fences.
    pub fn and_examples(mut self, language: &str) -> Self {
        let mut documents = Self::default();
        documents.gather(Path::new("docs"), &["md"]);
        for (page, text) in documents.files() {
            for (place, block) in text.split("\n```").enumerate().filter(|(place, _)| !place.is_multiple_of(2)) {
                let (head, body) = block.split_once('\n').unwrap_or_default();
                if head.split(' ').next() == Some(language) {
                    self.0.insert(page.join(format!("{place}.{language}")), format!("{body}\n"));
                }
            }
        }
        self
    }

    /// The texts, in the order of their paths.
    pub fn texts(&self) -> Vec<&str> {
        self.0.values().map(String::as_str).collect()
    }

    /// The files.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// The trees of those that are YAML or JSON.
    pub fn trees(&self) -> Vec<Value> {
        self.0.values().filter_map(|text| serde_yaml::from_str(text).ok()).collect()
    }
}
