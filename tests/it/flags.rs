//! Flags as they are typed: each that takes a number, a time, a share or a count refuses what is none, with the flag and what to
//! write, before anything is read or run.

use super::support::{FLOOR, Folder};

const VARY: &[&str] = &["capacity", "floor.yaml", "--vary"];

/// Every flag that takes a number of some kind: the command, the flag, and a value that it takes.
const NUMBERS: [(&[&str], &str, &str); 26] = [
    (&["run", "floor.yaml"], "--seed", "5"),
    (&["run", "floor.yaml"], "--duration", "1m"),
    (&["run", "floor.yaml"], "--replications", "1"),
    (&["run", "floor.yaml"], "--jobs", "1"),
    (&["run", "floor.yaml"], "--until", "5%"),
    (&["run", "floor.yaml", "--until", "5%"], "--max-replications", "2"),
    (&["run", "floor.yaml"], "--speed", "max"),
    (&["run", "floor.yaml", "--baseline", "x"], "--tolerance", "2%"),
    (&["compare", "a", "b"], "--tolerance", "wait.mean=500ms"),
    (&["hunt", "floor.yaml"], "--seeds", "1"),
    (&["hunt", "floor.yaml"], "--for", "1s"),
    (&["hunt", "floor.yaml"], "--settle", "1h"),
    (&["hunt", "floor.yaml"], "--shrink-runs", "1"),
    (&["hunt", "floor.yaml"], "--jobs", "1"),
    (&["replay", "x"], "--until", "1m"),
    (&["staff", "floor.yaml"], "--per", "5m"),
    (&["staff", "floor.yaml"], "--min", "1"),
    (&["staff", "floor.yaml"], "--max", "9"),
    (&["staff", "floor.yaml"], "--shrinkage", "30%"),
    (&["staff", "floor.yaml"], "--cost-per-hour", "32"),
    (&["staff", "floor.yaml"], "--max-replications", "9"),
    (VARY, "agents.desk.count=1..2", ""),
    (&["capacity", "floor.yaml", "--vary", "agents.desk.count=1..2"], "--precision", "1%"),
    (&["capacity", "floor.yaml", "--vary", "agents.desk.count=1..2"], "--points", "6"),
    (&["validate", "C02"], "--replications", "2"),
    (&["demo"], "--speed", "10"),
];

/// A floor of which a search knows what is sought.
fn floor() -> Folder {
    Folder::with(&format!("{FLOOR}thresholds:\n  service_level: [\"value >= 80%\"]\n"))
}

/// What a command says to a flag with this value.
fn refused(folder: &Folder, command: &[&str], flag: &str, value: &str) {
    let flag =
        if command == VARY { format!("--vary=agents.desk.count=1..{value}") } else { format!("{flag}={value}") };
    let args = match command.split_last() {
        Some((last, head)) if *last == "--vary" => [head, &[flag.as_str()]].concat(),
        Some(_) | None => [command, &[flag.as_str()]].concat(),
    };
    let ended = folder.rushhour(&args);
    let begun: String = value.chars().take(20).collect();
    assert_eq!(ended.code, 2, "{command:?} {flag:.40} {begun}: {:.2000}", ended.stderr);
    let name = flag.split('=').next().unwrap();
    assert!(ended.stderr.contains(name), "{command:?} {flag:.40} {begun}: {:.2000}", ended.stderr);
    let raw = ["invalid digit", "cannot parse", "target type", "float literal", "panicked", "u32", "u64"];
    assert!(!raw.iter().any(|it| ended.stderr.contains(it)), "{flag:.40}: {:.2000}", ended.stderr);
    assert_eq!(ended.stdout, "", "{command:?} {flag:.40}");
}

#[test]
fn no_flag_takes_what_is_no_number() {
    let folder = floor();
    for (command, flag, _) in NUMBERS {
        for value in
            ["", " ", "NaN", "-1", "0x10", "5 000", "5,000", "\u{665}", "\u{ff15}", "1e999", "1_000", "--"]
        {
            // What is no share names a file of shrinkage.
            if flag != "--shrinkage" || value.trim().is_empty() || value == "-1" {
                refused(&folder, command, flag, value);
            }
        }
    }
}

#[test]
fn no_flag_takes_a_text_that_is_longer_than_any_number() {
    let folder = floor();
    for (command, flag, value) in NUMBERS {
        let value = if command == VARY { "2" } else { value };
        let (metric, amount) = value.rsplit_once('=').map_or(("", value), |(metric, amount)| (metric, amount));
        let equals = if metric.is_empty() { "" } else { "=" };
        refused(&folder, command, flag, &format!("{metric}{equals}{}{amount}", "0".repeat(1_000)));
        refused(&folder, command, flag, &"9".repeat(100_000));
    }
    // What a scenario says is held to the same, wherever it stands.
    let zeros = "0".repeat(1_000);
    for (path, value) in
        [("duration", "10m"), ("duration", "600"), ("agents.desk.count", "4"), ("seed", "7"), ("interval", "5m")]
    {
        for quote in ["", "\""] {
            let value = format!("{quote}{zeros}{value}{quote}");
            let ended = folder.rushhour(&["check", "floor.yaml", "--set", &format!("{path}={value}")]);
            assert_eq!(ended.code, 104, "{path}: {}", ended.stderr);
            assert!(ended.stderr.len() < 5_000, "{path}: {} bytes", ended.stderr.len());
        }
    }
    for (before, after) in [
        ("duration: 10m", format!("duration: {zeros}10m")),
        ("duration: 10m", format!("duration: {zeros}600")),
        ("count: 4", format!("count: {zeros}4")),
        ("rate: 60/h", format!("rate: {zeros}60/h")),
        ("target: 20s", format!("target: {zeros}20s")),
        ("mean: 1m", format!("mean: {zeros}60")),
    ] {
        folder.write("long.yaml", &FLOOR.replacen(before, &after, 1));
        let ended = folder.rushhour(&["check", "long.yaml"]);
        assert_eq!(ended.code, 104, "{before}: {}", ended.stderr);
        assert!(ended.stderr.contains("long.yaml:"), "{before}: {}", ended.stderr);
    }
    folder.write("vars.yaml", &FLOOR.replace("duration: 10m", "duration: ${time}\nvars: {time: 10m, calls: 5}"));
    for given in [format!("time={zeros}10m"), format!("calls={zeros}5")] {
        let ended = folder.rushhour(&["check", "vars.yaml", "-e", &given]);
        assert_eq!(ended.code, 104, "{}", ended.stderr);
        assert!(ended.stderr.contains("at most 1000 bytes"), "{}", ended.stderr);
    }
}

#[test]
fn a_name_or_a_word_that_cannot_be_meant_is_told_with_what_can() {
    let folder = Folder::with(FLOOR);
    for (args, said) in [
        (&["actions", "zzz"][..], "`rushhour actions` names all"),
        (&["invariants", "zzz"], "`rushhour invariants` names all"),
        (&["man", "zzz"], "`rushhour --help` names all"),
        (&["validate", "zzz"], "docs/validation.md"),
        (&["run", "floor.yaml", "--events", "-"], "--events writes a file"),
    ] {
        let ended = folder.rushhour(args);
        assert!(ended.code == 2 && ended.stderr.contains(said), "{args:?}: {} {}", ended.code, ended.stderr);
    }
    assert!(!folder.path("-").exists());
}

#[cfg(unix)]
#[test]
fn a_word_that_is_no_utf_8_is_shown() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with(FLOOR);
    let word = std::ffi::OsStr::from_bytes(b"duration=\xff");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rushhour"));
    let output =
        command.args(["check", "floor.yaml", "--set"]).arg(word).current_dir(folder.path("")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("`duration=\u{fffd}` is no UTF-8"), "{said}");
}

#[test]
fn variables_of_the_environment_are_read_as_their_flags_are() {
    let folder = Folder::with(FLOOR);
    for (name, value) in [
        ("RUSHHOUR_SEED", "many"),
        ("RUSHHOUR_REPLICATIONS", "0"),
        ("RUSHHOUR_JOBS", "70000"),
        ("RUSHHOUR_DURATION", "soon"),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rushhour"));
        let output =
            command.args(["run", "floor.yaml"]).current_dir(folder.path("")).env(name, value).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains("write "), "{name}: {said}");
    }
}
