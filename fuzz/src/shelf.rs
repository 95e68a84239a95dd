//! Files in memory: those that the project ships, and one that is being tried. Nothing is read from a disk while a target is fed.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, LazyLock};

use rushhour_scenario::{FileKind, Files};

use super::corpus::Corpus;

/// All that shipped scenarios name.
static SHIPPED: LazyLock<BTreeMap<PathBuf, Arc<str>>> = LazyLock::new(|| {
    let corpus = Corpus::of(&["scenarios", "scripts", "fuzz/corpus"], &["yaml", "rhai", "csv"]);
    corpus.files().map(|(path, text)| (path.to_path_buf(), text.into())).collect()
});

/// The shipped files, and before them some of its own.
#[derive(Debug)]
pub struct Shelf<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Shelf<'a> {
    /// A file of this path and this text, beside the shipped ones.
    pub fn with(path: &'a str, text: &'a str) -> Self {
        Self(vec![(path, text)])
    }
    /// One more.
    pub fn and(mut self, path: &'a str, text: &'a str) -> Self {
        self.0.push((path, text));
        self
    }
}

impl Files for Shelf<'_> {
    fn read(&self, path: &Path, _: FileKind) -> io::Result<String> {
        let own = self.0.iter().find(|(of, _)| path == Path::new(of)).map(|(_, text)| (*text).to_owned());
        let found = own.or_else(|| SHIPPED.get(&plain(path)).map(|text| text.to_string()));
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}
