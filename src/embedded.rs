//! Files inside the binary: the scenarios and scripts that a command runs without any of the user's.

use std::io;
use std::path::Path;

use rushhour_scenario::{FileKind, Files};

/// Files by their path from the root of the project, with their texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Embedded(pub(crate) &'static [(&'static str, &'static str)]);

impl Files for Embedded {
    fn read(&self, path: &Path, _: FileKind) -> io::Result<String> {
        // Scripts are named relative to the scenario; the last part of a path tells all files apart.
        let file = |known: &&(&str, &str)| Path::new(known.0).file_name() == path.file_name();
        let found = self.0.iter().find(file).map(|(_, text)| (*text).to_owned());
        found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

/// Embeds these files of the project.
macro_rules! embedded {
    ($($path:literal),+ $(,)?) => {
        $crate::embedded::Embedded(&[$(($path, include_str!(concat!("../", $path)))),+])
    };
}
pub(crate) use embedded;
