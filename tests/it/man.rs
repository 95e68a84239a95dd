//! `rushhour man`: a page for the program and for each command.

use std::path::Path;

use super::support::{Folder, rushhour};

/// The commands, as the reference has them.
fn commands() -> Vec<String> {
    let page = rushhour(Path::new("."), &["man", "--markdown"]).stdout;
    let headings = page.lines().filter_map(|line| line.strip_prefix("## `rushhour "));
    let commands: Vec<String> = headings.map(|rest| rest.trim_end_matches('`').to_owned()).collect();
    assert!(commands.len() > 14, "{commands:?}");
    commands
}

/// The sections of a page.
fn sections(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix(".SH ")).map(|it| it.trim_matches('"')).collect()
}

#[test]
fn a_page_is_written_for_the_program_and_for_each_command() {
    let folder = Folder::with("");
    let ended = folder.rushhour(&["man", "-o", "share/man1"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
    let mut written: Vec<String> = std::fs::read_dir(folder.path("share/man1"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut wanted: Vec<String> = commands().iter().map(|name| format!("rushhour-{name}.1")).collect();
    wanted.push("rushhour.1".to_owned());
    written.sort();
    wanted.sort();
    assert_eq!(written, wanted);
    assert!(ended.stderr.contains("written: share/man1/rushhour-run.1"), "{}", ended.stderr);
    for file in written {
        let page = std::fs::read_to_string(folder.path("share/man1").join(&file)).unwrap();
        let sections = sections(&page);
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
            assert!(sections.contains(&section), "{file}: {sections:?}");
        }
        assert!(page.is_ascii(), "{file}: older formatters know no other letters");
        assert!(page.contains(&format!(".TH {} 1", file.trim_end_matches(".1"))), "{file}");
    }
}

#[test]
fn a_page_tells_flags_variables_codes_and_examples() {
    let page = rushhour(Path::new("."), &["man", "run"]).stdout;
    for part in [
        "rushhour\\-run \\- Run a scenario",
        "\\-\\-replications",
        "RUSHHOUR_SEED",
        "NO_COLOR",
        "\\fB111\\fR",
        "rushhour run scenarios/quickstart.yaml",
        "rushhour(1), and docs/report.md of the sources",
        ".SH LIVE",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let main = rushhour(Path::new("."), &["man"]).stdout;
    for command in commands() {
        assert!(main.contains(&format!("rushhour\\-{command}(1)")), "{command}: {main}");
    }
}

#[test]
fn what_is_printed_is_what_is_written() {
    let folder = Folder::with("");
    assert_eq!(folder.rushhour(&["man", "-o", "."]).code, 0);
    let written = std::fs::read_to_string(folder.path("rushhour-hunt.1")).unwrap();
    assert_eq!(folder.rushhour(&["man", "hunt"]).stdout, written);
}

#[test]
fn a_command_that_does_not_exist_has_no_page() {
    let ended = rushhour(Path::new("."), &["man", "rum"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert_eq!(ended.stderr, "rushhour: there is no command `rum`; did you mean `run`?\n");
    assert_eq!(rushhour(Path::new("."), &["man", "run", "-o", "."]).code, 2);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let folder = Folder::with("");
    let ended = folder.rushhour(&["man", "-o", "floor.yaml/man1"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.starts_with("rushhour: -o floor.yaml/man1: "), "{}", ended.stderr);
}
