//! Whether what a command writes would take the place of what it reads, or of something else that it writes.
//!
//! Every command that reads files and writes some asks before it writes anything.

use std::path::{Path, PathBuf};

use super::output;
use rushhour_report::ExitCode;
use rushhour_scenario::plan::Plan;

/// Whether a command that writes into a directory writes the file of this path in it.
type IsWritten = Box<dyn Fn(&Path) -> bool>;

/// What a command reads and what it writes.
#[derive(Default)]
pub(super) struct Touched {
    read: Vec<PathBuf>,
    /// Each with its flag.
    written: Vec<(&'static str, PathBuf)>,
    folders: Vec<(PathBuf, IsWritten)>,
}

impl Touched {
    /// A file is read.
    pub(super) fn reads(&mut self, path: &Path) {
        self.read.extend(whole(path));
    }

    /// All files of a scenario are read.
    pub(super) fn reads_plan(&mut self, plan: &Plan) {
        plan.source.files().keys().for_each(|path| self.reads(path));
    }

    /// A file is written, by this flag.
    pub(super) fn writes(&mut self, flag: &'static str, path: &Path) {
        self.written.extend(whole(path).map(|path| (flag, path)));
    }

    /// Files are written into this directory, by `-o`.
    pub(super) fn writes_into(&mut self, directory: &Path, is_written: impl Fn(&Path) -> bool + 'static) {
        self.folders.extend(whole(directory).map(|path| (path, Box::new(is_written) as IsWritten)));
    }

    /// Whether a directory has a file in it that is read.
    pub(super) fn is_read_in(&self, directory: &Path) -> bool {
        whole(directory).is_some_and(|directory| self.read.iter().any(|path| path.starts_with(&directory)))
    }

    /// What is wrong, in words.
    fn mistake(&self) -> Option<String> {
        for (place, (flag, path)) in self.written.iter().enumerate() {
            if self.read.contains(path) {
                return Some(format!("{flag} {} names a file that is read: write to another", path.display()));
            }
            if let Some((other, _)) = self.written[..place].iter().find(|(_, before)| before == path) {
                let path = path.display();
                return Some(format!("{other} and {flag} name the same file, {path}: give each its own"));
            }
            // The report is the same text, whichever flag asks for it; of several scenarios `--json` has all.
            let is_same = *flag == "--json"
                && path.ends_with("report.json")
                && matches!(self.folders.as_slice(), [(only, _)] if path.parent() == Some(only));
            if !is_same && self.is_written_into_a_folder(path) {
                let path = path.display();
                return Some(format!("{flag} {path} names a file that -o writes too: give it another name"));
            }
        }
        let read = self.read.iter().find(|path| self.is_written_into_a_folder(path))?;
        Some(format!("-o would write {}, a file that is read: name another directory", read.display()))
    }

    fn is_written_into_a_folder(&self, path: &Path) -> bool {
        let is_in = |(folder, is_written): &(PathBuf, IsWritten)| path.strip_prefix(folder).is_ok_and(is_written);
        self.folders.iter().any(is_in)
    }

    /// Tells what is wrong, where something is.
    ///
    /// # Errors
    /// What the program exits with then.
    pub(super) fn check(&self) -> Result<(), ExitCode> {
        self.mistake().map_or(Ok(()), |mistake| {
            output::error_line(&mistake);
            Err(ExitCode::Usage)
        })
    }
}

/// The one path that a file has, whether it is there yet or not. Nothing for what keeps no data: stdout, devices and pipes.
fn whole(path: &Path) -> Option<PathBuf> {
    if path.as_os_str() == "-" || path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return None;
    }
    let mut missing = Vec::new();
    let absolute = std::path::absolute(path).ok()?;
    // What is there has one path; what is not there yet will be made below it.
    let there = absolute.ancestors().find_map(|part| {
        let found = part.canonicalize().ok();
        if found.is_none() {
            missing.extend(part.file_name());
        }
        found
    })?;
    Some(missing.iter().rev().fold(there, |path, name| path.join(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_by_whatever_path_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        std::fs::write(folder.path().join("in/t.csv"), "").unwrap();
        let mistake = |read: &str, written: &str| {
            let mut touched = Touched::default();
            touched.reads(&folder.path().join(read));
            touched.writes("--json", &folder.path().join(written));
            touched.mistake().is_some()
        };
        assert!(mistake("in/t.csv", "in/../in/./t.csv"));
        assert!(mistake("new.csv", "./in/../new.csv"));
        assert!(!mistake("in/t.csv", "in/u.csv"));
        assert!(whole(Path::new("-")).is_none());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("in/t.csv"), folder.path().join("link")).unwrap();
            assert!(mistake("in/t.csv", "link"));
            assert!(whole(Path::new("/dev/null")).is_none());
        }
    }

    #[test]
    fn a_directory_takes_the_place_of_what_is_written_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let by = |flag, read: &str, written: &str| {
            let mut touched = Touched::default();
            touched.reads(&folder.path().join(read));
            touched.writes(flag, &folder.path().join(written));
            touched.writes_into(&folder.path().join("out"), |path| path == Path::new("report.json"));
            touched.mistake()
        };
        let mistake = |read: &str, written: &str| by("--events", read, written);
        assert_eq!(by("--json", "a", "out/report.json"), None);
        // Of several scenarios it would take the place of the report of one.
        let mut several = Touched::default();
        several.writes("--json", &folder.path().join("out/north/report.json"));
        for name in ["out/north", "out/south"] {
            several.writes_into(&folder.path().join(name), |path| path == Path::new("report.json"));
        }
        assert!(several.mistake().unwrap().contains("-o writes too"));
        assert!(mistake("a", "out/report.json").unwrap().contains("-o writes too"));
        assert!(mistake("out/report.json", "b").unwrap().contains("a file that is read"));
        assert_eq!(mistake("out/a", "out/events"), None);
    }
}
