//! Files in every command: one that a flag or argument names and that can't be opened is 2; one that a scenario needs, or
//! that is opened and isn't what it should be, is 104.

use super::support::{FLOOR, Folder};

/// Every command that reads a file: its arguments, `FILE` being the file, and `DIR` what holds nothing of use.
const COMMANDS: [&[&str]; 15] = [
    &["run", "FILE", "-q"],
    &["run", "floor.yaml", "FILE", "-q"],
    &["check", "FILE"],
    &["hunt", "FILE", "--seeds", "1", "-o", "hunted"],
    &["staff", "FILE"],
    &["staff", "FILE", "--per", "5m"],
    &["capacity", "FILE", "--vary", "agents.desk.count=1..2"],
    &["replay", "FILE"],
    &["report", "FILE"],
    &["compare", "FILE", "report.json"],
    &["compare", "report.json", "FILE"],
    &["run", "floor.yaml", "-q", "--duration", "1m", "--baseline", "FILE"],
    &["run", "floor.yaml", "-q", "--duration", "1m", "--controls", "FILE"],
    &["demo", "--controls", "FILE", "--exit", "--no-wait", "-q"],
    &["demo", "monday_morning", "--controls", "FILE", "--exit", "--no-wait", "-q"],
];

fn folder() -> Folder {
    let folder = Folder::with(FLOOR);
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--duration", "1m", "--json", "report.json"]);
    assert!(folder.path("report.json").is_file(), "{}", ended.stderr);
    folder.write("garbage", "\u{1}no [form: of anything\n").write("other.json", "{\"of\": \"another kind\"}");
    folder
}

fn all(folder: &Folder, file: &str, code: i32, said: &[&str]) {
    for command in COMMANDS {
        let args: Vec<&str> = command.iter().map(|it| if *it == "FILE" { file } else { it }).collect();
        let ended = folder.rushhour(&args);
        assert_eq!(ended.code, code, "{args:?}: {}{}", ended.stdout, ended.stderr);
        for word in [&[file], said].concat() {
            assert!(ended.stderr.contains(word), "{args:?} should say `{word}`: {}", ended.stderr);
        }
        assert_eq!(ended.stdout, "", "{args:?}");
    }
}

#[test]
fn a_file_that_is_not_there_is_a_wrong_command_line() {
    all(&folder(), "nothere.file", 2, &[]);
}

#[test]
fn a_directory_in_the_place_of_a_file_is_a_wrong_command_line() {
    all(&folder(), "empty", 2, &[]);
}

/// To open a pipe that nobody writes into waits for ever; a device has no end.
#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_in_the_place_of_a_file_is_a_wrong_command_line() {
    let folder = folder();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap();
    assert!(made.success());
    all(&folder, "pipe", 2, &["it is a pipe, and a file is wanted"]);
    all(&folder, "/dev/zero", 2, &["it is a device, and a file is wanted"]);
}

#[test]
fn a_file_that_is_larger_than_its_kind_may_be_is_not_read() {
    let folder = folder();
    // All of it is a hole: it takes no room.
    std::fs::File::create(folder.path("large")).unwrap().set_len(1 << 40).unwrap();
    all(&folder, "large", 104, &["1099511627776 bytes", "rushhour limits"]);
}

#[test]
fn a_file_that_is_something_else_is_invalid() {
    let folder = folder();
    all(&folder, "garbage", 104, &[]);
    all(&folder, "other.json", 104, &[]);
    all(&folder, "agent.rhai", 104, &[]);
}

#[test]
fn text_of_another_encoding_is_named_in_every_command() {
    let folder = folder();
    let wide: Vec<u8> = "\u{feff}{\"version\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.path("wide"), wide).unwrap();
    all(&folder, "wide", 104, &["UTF-16", "UTF-8"]);
    std::fs::write(folder.path("latin"), b"{\"name\":\n \"M\xfcller\"}").unwrap();
    all(&folder, "latin", 104, &["latin:2:4", "Windows-1252", "save it as UTF-8"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_a_wrong_command_line() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    folder.write("secret", "version: 1\n");
    std::fs::set_permissions(folder.path("secret"), PermissionsExt::from_mode(0o000)).unwrap();
    // Root reads everything.
    if std::fs::read(folder.path("secret")).is_err() {
        all(&folder, "secret", 2, &["may not be read"]);
    }
}

#[test]
fn a_file_that_a_scenario_needs_is_invalid_wherever_it_is_named() {
    let folder = folder();
    let trace = FLOOR.replace("{poisson: {rate: 60/h}}", "{trace: {file: \"${calls}\"}}");
    folder.write("traced.yaml", &trace.replace("duration: 10m", "vars: {calls: nothere.csv}"));
    folder.write("scripted.yaml", &FLOOR.replace("agent.rhai", "nothere.rhai"));
    for args in [
        &["check", "traced.yaml"][..],
        &["check", "traced.yaml", "-e", "calls=elsewhere.csv"],
        &["check", "floor.yaml", "--set", "customers.callers.script=nothere.rhai"],
        &["check", "scripted.yaml"],
        &["run", "scripted.yaml"],
    ] {
        let ended = folder.rushhour(args);
        assert_eq!(ended.code, 104, "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("there is no file"), "{args:?}: {}", ended.stderr);
    }
    let directory = folder.rushhour(&["check", "floor.yaml", "--set", "customers.callers.script=./empty"]);
    assert_eq!(directory.code, 104, "{}", directory.stderr);
    assert!(directory.stderr.contains("is a directory"), "{}", directory.stderr);
}

#[test]
fn the_seeds_of_an_earlier_hunt_that_are_none_are_invalid() {
    let folder = folder();
    std::fs::create_dir(folder.path("hunted")).unwrap();
    folder.write("hunted/seeds.json", "{");
    let ended = folder.rushhour(&["hunt", "floor.yaml", "--seeds", "1", "-o", "hunted"]);
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert!(ended.stderr.contains("seeds.json") && ended.stderr.contains("delete it"), "{}", ended.stderr);
}
