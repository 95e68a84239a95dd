//! Names of scenarios, queues, metrics and actions as names of files: safe on every file system, and no two the same.
//!
//! Used by whoever writes a file or a directory that is named after something. People choose those names, so they may hold
//! slashes, dots, blanks, anything; and some file systems take two names for one where they differ by capitals.

use std::collections::BTreeSet;

/// A name of a file has at most so many bytes; some file systems take 255, and endings and numbers come behind it.
const BYTES_MOST: usize = 120;
/// Names that Windows keeps for its devices, whatever ending they have.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The names that are taken in one directory.
#[derive(Clone, Debug, Default)]
pub struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// A name of a file for this name, which none before has: a number tells those apart that would be the same.
    pub fn name(&mut self, name: &str) -> String {
        let safe = file_name(name);
        self.free(&safe, |_| false)
    }
    /// The first of `NAME`, `NAME-2`, `NAME-3` and so on that is not taken, and not kept for another.
    fn free(&mut self, safe: &str, is_kept: impl Fn(&str) -> bool) -> String {
        let mut name = safe.to_owned();
        let mut number = 2;
        while self.taken.contains(&folded(&name)) || (name != safe && is_kept(&folded(&name))) {
            name = format!("{safe}-{number}");
            number += 1;
        }
        self.taken.insert(folded(&name));
        name
    }
}

/// Names of files for all of these, in their order. A number gives none the name that another has by itself.
pub fn file_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let safe: Vec<String> = names.into_iter().map(file_name).collect();
    let own: BTreeSet<String> = safe.iter().map(|name| folded(name)).collect();
    let mut taken = FileNames::default();
    safe.iter().map(|name| taken.free(name, |other| own.contains(other))).collect()
}

/// A name as one of a file: letters, digits, `-`, `_`, `.` and blanks within it stay, all else becomes `_`.
fn file_name(name: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let mut safe = String::new();
    for c in name.chars().map(|c| if is_safe(c) { c } else { '_' }) {
        if safe.len() + c.len_utf8() > BYTES_MOST {
            break;
        }
        safe.push(c);
    }
    // A dot in front hides it, and leads out of the directory; behind it Windows drops dots and blanks.
    let safe = safe.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let stem = folded(safe.split('.').next().unwrap_or_default());
    if safe.is_empty() || DEVICES.contains(&stem.trim_end()) { format!("_{safe}") } else { safe.to_owned() }
}

/// What is the same for names that a file system may take for one.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_keep_what_can_be_read() {
        for (name, safe) in [
            ("AcceptTask", "AcceptTask"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "_"),
            ("", "_"),
            ("a b", "a b"),
            (" a. ", "a"),
            ("Zürich", "Zürich"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("console", "console"),
            ("a\nb\0c:d", "a_b_c_d"),
        ] {
            assert_eq!(file_name(name), safe, "{name:?}");
        }
        assert!(file_name(&"ü".repeat(500)).len() <= BYTES_MOST);
    }

    #[test]
    fn no_two_names_are_the_same_on_any_file_system() {
        let mut names = FileNames::default();
        let all: Vec<String> =
            ["day", "Day", "day-2", "d/y", "d:y", "STRASSE", "straße"].iter().map(|it| names.name(it)).collect();
        assert_eq!(all, ["day", "Day-2", "day-2-2", "d_y", "d_y-2", "STRASSE", "straße-2"]);
        let long = ["x".repeat(300), "x".repeat(301)].map(|it| names.name(&it));
        assert_ne!(long[0], long[1]);
    }

    #[test]
    fn a_number_takes_no_name_that_another_has_by_itself() {
        assert_eq!(file_names(["day", "day", "day-2"]), ["day", "day-3", "day-2"]);
        assert_eq!(file_names(["Day", "day"]), ["Day", "day-2"]);
    }
}
