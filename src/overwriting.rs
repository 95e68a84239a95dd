//! Whether what a command writes would take the place of what it reads, or of something else that it writes, and whether it
//! can be written at all.
//!
//! Every command that reads files and writes some asks before it does its work.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::remedies::exit_code;
use super::{output, whole_files};
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
    /// The same as they are named, each with its flag, to be tried.
    named_files: Vec<(&'static str, PathBuf)>,
    named_folders: Vec<(&'static str, PathBuf)>,
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
        if path.as_os_str() != "-" {
            self.named_files.push((flag, path.to_path_buf()));
        }
    }

    /// Files are written into this directory, by `-o`.
    pub(super) fn writes_into(&mut self, directory: &Path, is_written: impl Fn(&Path) -> bool + 'static) {
        self.writes_into_by("-o", directory, is_written);
    }

    /// The same by another flag, or by an argument.
    pub(super) fn writes_into_by(
        &mut self,
        flag: &'static str,
        directory: &Path,
        is_written: impl Fn(&Path) -> bool + 'static,
    ) {
        let path = whole(directory).unwrap_or_else(|| directory.to_path_buf());
        self.folders.push((path, Box::new(is_written)));
        self.named_folders.push((flag, directory.to_path_buf()));
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

    /// The same, and tells where something cannot be written: directories are made and tried, files are opened where they are
    /// there. For when nothing else is in the way of the work any more.
    ///
    /// # Errors
    /// What the program exits with then.
    pub(super) fn check_and_try(&self) -> Result<(), ExitCode> {
        self.check()?;
        let files = self.named_files.iter().map(|(flag, path)| (flag, path, try_file(path)));
        let folders = self.named_folders.iter().zip(&self.folders);
        let folders = folders.map(|((flag, path), (_, is_written))| (flag, path, try_folder(path, is_written)));
        let tried = files.chain(folders).find_map(|(flag, path, tried)| Some((flag, path, tried.err()?)));
        let Some((flag, path, error)) = tried.filter(|(.., error)| !is_of_room(error)) else { return Ok(()) };
        let flag = if flag.is_empty() { String::new() } else { format!("{flag} ") };
        let told = error.to_string();
        // Said once where the path itself is what is wrong.
        let told = if told.starts_with(&path.display().to_string()) {
            format!("{flag}{told}")
        } else {
            format!("{flag}{}: {told}", path.display())
        };
        let code = exit_code(&error, ExitCode::Usage);
        // Where the machine is at an end another place is no better.
        let help = if code == ExitCode::Usage { ": name a place where something can be written" } else { "" };
        output::error_line(&format!("{told}; nothing was done{help}"));
        Err(code)
    }
}

/// Whether there is only no room at the moment. That is told when it matters, after the verdict.
fn is_of_room(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

fn try_file(path: &Path) -> io::Result<()> {
    let because = |error: io::Error| whole_files::because(path, &error);
    match fs::metadata(path) {
        // A pipe would wait here for somebody who reads.
        Ok(there) if !there.is_file() && !there.is_dir() => return Ok(()),
        Ok(there) if there.is_dir() => return Err(because(io::ErrorKind::IsADirectory.into())),
        Ok(_) => OpenOptions::new().write(true).open(path).map(drop).map_err(because)?,
        // It may be made, but for what a shell hands over.
        Err(error) if error.kind() == io::ErrorKind::NotFound && whole_files::place_of(path).is_some() => {}
        Err(error) => return Err(because(error)),
    }
    let Some(place) = whole_files::place_of(path) else { return Ok(()) };
    match whole_files::try_directory(whole_files::folder_of(&place)) {
        // It can be written in its place, as it was opened.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && place.is_file() => Ok(()),
        tried => tried.map_err(because),
    }
}

fn try_folder(directory: &Path, is_written: &IsWritten) -> io::Result<()> {
    let because = |error: io::Error| whole_files::because(directory, &error);
    if fs::metadata(directory).is_ok_and(|there| !there.is_dir()) {
        let message = format!("{}: this is no directory, and one is wanted", directory.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
    }
    whole_files::try_directory(directory).map_err(because)?;
    for entry in fs::read_dir(directory).map_err(because)?.flatten() {
        let (name, path) = (PathBuf::from(entry.file_name()), entry.path());
        if !is_written(&name) {
            continue;
        }
        let named = |kind: io::ErrorKind, message: &str| {
            Err(io::Error::new(kind, format!("{}: {message}", path.display())))
        };
        match (path.is_dir(), is_written(&name.join("file"))) {
            (true, true) => {}
            (true, false) => {
                return named(io::ErrorKind::IsADirectory, "this is a directory, and a file goes there");
            }
            (false, true) => {
                return named(io::ErrorKind::NotADirectory, "this is no directory, and one goes there");
            }
            (false, false) if path.is_file() => try_file(&path)?,
            (false, false) => {}
        }
    }
    Ok(())
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
