//! Where the files of a scenario come from, and which of them were read.
//!
//! Loading reads by way of [`Files`] and of nothing else. It does so through a [`Recording`], so that a plan can say what
//! it was made of.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::text::{self, FileKind};

/// Where files come from.
pub trait Files {
    /// The text of a file, which is to be no larger than its kind may be.
    ///
    /// # Errors
    /// The file cannot be read or is no text; then the error holds a [`NotText`](super::text::NotText).
    fn read(&self, path: &Path, kind: FileKind) -> io::Result<String>;
}

/// Files on the disk; relative paths begin at the working directory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, kind: FileKind) -> io::Result<String> {
        text::read(path, kind)
    }
}

/// Files that are read once each, and kept: a file that changes while the scenario is loaded has one text all the same.
pub(crate) struct Recording<'a> {
    files: &'a dyn Files,
    read: RefCell<BTreeMap<PathBuf, Arc<str>>>,
}

impl<'a> Recording<'a> {
    /// Of which nothing was read yet.
    pub(crate) fn new(files: &'a dyn Files) -> Self {
        Self { files, read: RefCell::default() }
    }
    /// The text of a file.
    ///
    /// # Errors
    /// As for [`Files::read`].
    pub(crate) fn read(&self, path: &Path, kind: FileKind) -> io::Result<Arc<str>> {
        if let Some(text) = self.read.borrow().get(path) {
            return Ok(Arc::clone(text));
        }
        let text: Arc<str> = text::unmarked(self.files.read(path, kind)?).into();
        self.read.borrow_mut().insert(path.to_path_buf(), Arc::clone(&text));
        Ok(text)
    }
    /// All that was read so far, by path.
    pub(crate) fn texts(&self) -> BTreeMap<PathBuf, Arc<str>> {
        self.read.borrow().clone()
    }
}
