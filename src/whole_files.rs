//! Files that are there whole or not at all.
//!
//! Whatever is written goes to a directory of this process first, `.rushhour-XXXXXX.tmp` beside its place, and is moved from
//! there once it is complete. A run that is killed, or a disk that is full, leaves what was there before. What a killed run
//! has left is taken away by the next one that writes there: the directory of a process that lives is locked.
//!
//! Devices, pipes and what a shell hands over (`/dev/stdout`, `/dev/fd/63`) have no such place and are written as they are.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt;
use tempfile::TempDir;

/// How the directory of a process begins, and how it ends.
const PREFIX: &str = ".rushhour-";
const SUFFIX: &str = ".tmp";
/// What the process has locked while it lives.
const LOCK: &str = "lock";
/// So many links may lead to a file, as on most systems.
const LINKS_MAX: usize = 40;
/// So often a directory is made anew that somebody has just taken for left over.
const TRIES: usize = 8;

/// Writes a file, and the directories it is in.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let named = |error: io::Error| because(path, &error);
    let mut file = WholeFile::begin(path)?;
    file.file.write_all(text.as_bytes()).map_err(named)?;
    file.keep()
}

/// Writes files of one directory: all of them, or none where one does not fit. The last of them says that the others are there,
/// so an old one of its name goes before the others come, and it comes last.
pub(super) fn write_set(directory: &Path, files: &[(PathBuf, &str)]) -> io::Result<()> {
    let Some(((seal, _), others)) = files.split_last() else { return Ok(()) };
    let staged = stage(directory, files)?;
    let old = directory.join(seal);
    if !others.is_empty() && old.is_file() {
        place_of(&old).map_or(Ok(()), |old| fs::remove_file(&old).map_err(|error| because(&old, &error)))?;
    }
    staged.keep()
}

/// The same of files none of which says anything of the others.
pub(super) fn write_loose(directory: &Path, files: &[(PathBuf, &str)]) -> io::Result<()> {
    stage(directory, files)?.keep()
}

/// An error with the path it is about, and with what stands in the way where that is something else.
pub(super) fn because(path: &Path, error: &io::Error) -> io::Error {
    let not_a_directory = path.ancestors().skip(1).find(|above| above.is_file());
    let why = match not_a_directory {
        Some(file) => format!("{} is a file, and no directory", file.display()),
        None if error.kind() == io::ErrorKind::IsADirectory => "this is a directory, and no file".to_owned(),
        // The name of a directory that was to be ours says nothing to anybody.
        None => error.to_string().split(" at path ").next().unwrap_or_default().to_owned(),
    };
    let source = error.raw_os_error().map(io::Error::from_raw_os_error);
    io::Error::new(error.kind(), OfPath { told: format!("{}: {why}", path.display()), source })
}

/// An error that says which path it is about, with the system's own within it.
#[derive(Debug, thiserror::Error)]
#[error("{told}")]
struct OfPath {
    told: String,
    source: Option<io::Error>,
}

/// Takes away what killed runs have left in a directory.
fn tidy(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if !is_ours || !entry.file_type().is_ok_and(|of| of.is_dir()) {
            continue;
        }
        // Held until the directory is gone, so that nobody takes it for their own meanwhile.
        let held = lock(&entry.path());
        if matches!(held, Ok(Some(_))) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether something can be written in a directory, which is made where it is not there: tried, for permissions say little.
pub(super) fn try_directory(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    Staging::within(directory).map(drop)
}

/// Where a file lies that a path names, whether it is there yet or not; nothing for what has no place beside which another
/// could be written: devices, pipes, and what a shell hands over.
pub(super) fn place_of(path: &Path) -> Option<PathBuf> {
    let mut place = path.to_path_buf();
    for _ in 0..LINKS_MAX {
        let is_handed_over =
            place.starts_with("/proc") || place.starts_with("/dev") && !place.starts_with("/dev/shm");
        if is_handed_over {
            return None;
        }
        match fs::symlink_metadata(&place) {
            Ok(found) if found.is_symlink() => {
                let target = fs::read_link(&place).ok()?;
                place = folder_of(&place).join(target);
            }
            Ok(found) if !found.is_file() && !found.is_dir() => return None,
            Ok(_) | Err(_) => return Some(place),
        }
    }
    Some(place)
}

/// The directory that a file is in.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct WholeFile {
    /// What is written to.
    pub(super) file: File,
    /// Where it waits; nothing where it is written in its place.
    waits: Option<Staged>,
}

impl WholeFile {
    /// Begins a file, and makes the directories it is in.
    pub(super) fn begin(path: &Path) -> io::Result<Self> {
        Self::begin_at(path).map_err(|error| because(path, &error))
    }

    fn begin_at(path: &Path) -> io::Result<Self> {
        let Some(place) = place_of(path) else { return Self::in_place(path) };
        let folder = folder_of(&place);
        fs::create_dir_all(folder)?;
        let mut staged = match Staging::within(folder) {
            Ok(staging) => Staged { staging, files: Vec::new() },
            // A file may be open to those to whom its directory is not.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && place.is_file() => {
                return Self::in_place(path);
            }
            Err(error) => return Err(error),
        };
        let file = staged.add(&place)?;
        Ok(Self { file, waits: Some(staged) })
    }

    fn in_place(path: &Path) -> io::Result<Self> {
        Ok(Self { file: OpenOptions::new().write(true).create(true).truncate(true).open(path)?, waits: None })
    }

    /// Where files of its making may lie meanwhile.
    pub(super) fn spare(&self) -> PathBuf {
        self.waits.as_ref().map_or_else(std::env::temp_dir, |staged| staged.staging.folder.path().to_path_buf())
    }

    /// It is complete.
    pub(super) fn keep(self) -> io::Result<()> {
        drop(self.file);
        self.waits.map_or(Ok(()), Staged::keep)
    }
}

/// Writes files where they wait.
fn stage(directory: &Path, files: &[(PathBuf, &str)]) -> io::Result<Staged> {
    let within = || {
        fs::create_dir_all(directory)?;
        Staging::within(directory)
    };
    let staging = within().map_err(|error| because(directory, &error))?;
    let mut staged = Staged { staging, files: Vec::new() };
    for (path, text) in files {
        let path = directory.join(path);
        let add = |staged: &mut Staged| staged.add(&path)?.write_all(text.as_bytes());
        add(&mut staged).map_err(|error| because(&path, &error))?;
    }
    Ok(staged)
}

/// The directory of this process, and its lock where the file system has such; gone when this is.
#[derive(Debug)]
struct Staging {
    folder: TempDir,
    _lock: Option<File>,
}

impl Staging {
    fn within(directory: &Path) -> io::Result<Self> {
        tidy(directory);
        let mut last = None;
        for _ in 0..TRIES {
            let folder = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempdir_in(directory)?;
            match lock(folder.path()) {
                // Somebody may have taken it for left over before it was locked.
                Ok(Some(lock)) if folder.path().join(LOCK).exists() => {
                    return Ok(Self { folder, _lock: Some(lock) });
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => last = Some(error),
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { folder, _lock: None });
                }
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::ResourceBusy.into()))
    }
}

/// Locks a directory of ours, unless its process lives.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let lock = OpenOptions::new().write(true).create(true).truncate(false).open(folder.join(LOCK))?;
    Ok(FileExt::try_lock_exclusive(&lock)?.then_some(lock))
}

/// Files that wait, each with its place.
#[derive(Debug)]
struct Staged {
    staging: Staging,
    files: Vec<(PathBuf, PathBuf)>,
}

impl Staged {
    /// One more file that is to go to this place.
    fn add(&mut self, target: &Path) -> io::Result<File> {
        // What may not be written over is not taken away either.
        if let Some(place) = place_of(target).filter(|place| place.exists()) {
            OpenOptions::new().write(true).open(place)?;
        }
        let folder = self.staging.folder.path().join(self.files.len().to_string());
        fs::create_dir(&folder)?;
        let waits = folder.join(target.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
        let file = File::create_new(&waits)?;
        self.files.push((waits, target.to_path_buf()));
        Ok(file)
    }

    /// Moves all to their places, in their order; those that can be moved also where one can't.
    fn keep(self) -> io::Result<()> {
        let mut kept = Ok(());
        for (waits, target) in &self.files {
            let made = fs::create_dir_all(folder_of(target));
            let moved = made.and_then(|()| put(waits, target)).map_err(|error| because(target, &error));
            kept = kept.and(moved);
        }
        kept
    }
}

/// Puts a file in its place.
fn put(waits: &Path, target: &Path) -> io::Result<()> {
    let copied = |to: &Path| fs::copy(waits, to).map(drop);
    let Some(place) = place_of(target) else {
        return io::copy(&mut File::open(waits)?, &mut OpenOptions::new().write(true).open(target)?).map(drop);
    };
    if let Ok(there) = fs::metadata(&place) {
        fs::set_permissions(waits, there.permissions())?;
        keep_owner(waits, &there);
    }
    match fs::rename(waits, &place) {
        // It lies on another file system, or is one by itself.
        Err(error) if matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy) => {
            copied(&place)
        }
        done => done,
    }
}

/// A file that is written by another than its owner stays the owner's, where that is allowed.
#[cfg(unix)]
fn keep_owner(waits: &Path, there: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let is_same = fs::metadata(waits).is_ok_and(|it| (it.uid(), it.gid()) == (there.uid(), there.gid()));
    if !is_same {
        let _ = chown(waits, Some(there.uid()), Some(there.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_waits: &Path, _there: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_not_in_its_place_before_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/events.jsonl");
        let mut file = WholeFile::begin(&path).unwrap();
        file.file.write_all(b"one\n").unwrap();
        assert!(!path.exists());
        // The process lives, so nobody takes its directory away.
        tidy(&folder.path().join("sub"));
        file.keep().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
        assert_eq!(names(&folder.path().join("sub")), ["events.jsonl"]);
    }

    #[test]
    fn what_a_killed_run_has_left_is_taken_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".rushhour-abc123.tmp");
        fs::create_dir_all(left.join("0")).unwrap();
        fs::write(left.join("0/report.json"), "{").unwrap();
        fs::write(folder.path().join(".rushhour-file.tmp"), "a file of somebody").unwrap();
        fs::create_dir(folder.path().join("other.tmp")).unwrap();
        try_directory(folder.path()).unwrap();
        assert_eq!(names(folder.path()), [".rushhour-file.tmp", "other.tmp"]);
    }

    #[test]
    fn of_files_that_do_not_all_fit_none_is_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("report.json"), "old").unwrap();
        fs::create_dir(folder.path().join("report.html")).unwrap();
        let files = [(PathBuf::from("a.txt"), "a"), ("report.html".into(), "b"), ("report.json".into(), "new")];
        let error = write_set(folder.path(), &files).unwrap_err();
        assert!(error.to_string().contains("report.html: this is a directory"), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join("report.json")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["report.html", "report.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_modes_and_devices_are_as_if_a_file_were_written_in_its_place() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("far")).unwrap();
        symlink("far/real", path("link")).unwrap();
        write(&path("link"), "one").unwrap();
        assert!(path("link").is_symlink());
        assert_eq!(fs::read_to_string(path("far/real")).unwrap(), "one");
        fs::set_permissions(path("far/real"), fs::Permissions::from_mode(0o640)).unwrap();
        write(&path("link"), "two").unwrap();
        assert_eq!(fs::metadata(path("far/real")).unwrap().permissions().mode() & 0o777, 0o640);
        fs::write(path("plain"), "").unwrap();
        write(&path("whole"), "").unwrap();
        let mode = |name: &str| fs::metadata(path(name)).unwrap().permissions().mode();
        assert_eq!(mode("whole"), mode("plain"));
        write(Path::new("/dev/null"), "gone").unwrap();
        symlink("/dev/null", path("null")).unwrap();
        write(&path("null"), "gone").unwrap();
        assert!(path("null").is_symlink());
        assert!(place_of(Path::new("/dev/stdout")).is_none());
        assert_eq!(names(folder.path()), ["far", "link", "null", "plain", "whole"]);
    }
}
