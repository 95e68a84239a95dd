//! Where the files of a scenario come from, and which of them were read.
//!
//! Loading reads by way of [`Files`] and of nothing else. It does so through a [`Recording`], so that a plan can say what
//! it was made of.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    pub(crate) fn read(&self, path: &Path) -> io::Result<Arc<str>> {
        if let Some(text) = self.read.borrow().get(path) {
            return Ok(Arc::clone(text));
        }
        let text: Arc<str> = self.files.read(path)?.into();
        self.read.borrow_mut().insert(path.to_path_buf(), Arc::clone(&text));
        Ok(text)
    }
    /// All that was read so far, by path.
    pub(crate) fn texts(&self) -> BTreeMap<PathBuf, Arc<str>> {
        self.read.borrow().clone()
    }
}

/// Why a file could not be read, the same on every system where that can be.
pub(crate) fn reading_failed(file: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{file}`"),
        io::ErrorKind::PermissionDenied => format!("`{file}` may not be read"),
        io::ErrorKind::InvalidData => format!("`{file}` is no UTF-8 text"),
        _ => format!("`{file}` cannot be read: {error}"),
    }
}
