//! What scenarios, and the files that they name, may have of anything: beyond it they are refused at once, with the place.

use std::fmt::Write;

use super::support::{CALLER, FLOOR, Folder};

/// Checks a scenario that is refused, and holds the message to these words.
fn refused(folder: &Folder, scenario: &str, said: &[&str]) {
    folder.write("floor.yaml", scenario);
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 104, "{}{}", ended.stdout, ended.stderr);
    for word in said {
        assert!(ended.stderr.contains(word), "it should say `{word}`: {}", ended.stderr);
    }
    let widest = ended.stderr.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(ended.stderr.len() < 20_000 && widest < 1_200, "{} bytes", ended.stderr.len());
}

/// A pipe in the place of one of the files that a scenario names.
#[cfg(unix)]
#[test]
fn a_scenario_names_files_and_neither_pipes_nor_devices() {
    let folder = Folder::with(FLOOR);
    assert!(std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    std::fs::create_dir(folder.path("folder.rhai")).unwrap();
    std::fs::File::create(folder.path("large.csv")).unwrap().set_len(1 << 30).unwrap();
    std::fs::File::create(folder.path("large.rhai")).unwrap().set_len(1 << 30).unwrap();
    let trace = |file: &str| FLOOR.replace("{poisson: {rate: 60/h}}", &format!("{{trace: {{file: {file}}}}}"));
    refused(&folder, &trace("pipe"), &["floor.yaml:11:", "`pipe` cannot be read: it is a pipe"]);
    refused(&folder, &trace("/dev/zero"), &["floor.yaml:11:", "it is a device"]);
    refused(&folder, &trace("large.csv"), &["floor.yaml:11:", "1073741824 bytes", "a table may have 67108864"]);
    refused(&folder, &FLOOR.replace("agent.rhai", "folder.rhai"), &["floor.yaml:9:", "is a directory"]);
    refused(&folder, &FLOOR.replace("agent.rhai", "large.rhai"), &["floor.yaml:9:", "a script may have 1048576"]);
    let staffing = FLOOR.replace("count: 4", "staffing: {file: /dev/zero}");
    refused(&folder, &staffing, &["floor.yaml:9:", "it is a device"]);
    refused(&folder, &format!("{FLOOR}invariants: /dev/zero\n"), &["it is a device"]);
}

#[test]
fn yaml_has_as_many_levels_and_values_as_somebody_reads() {
    let folder = Folder::with(FLOOR);
    for open in ["[", "{a: ", "- ", "? "] {
        let deep = format!(
            "a: {}",
            if open == "- " { format!("\n  {}", open.repeat(100_000)) } else { open.repeat(100_000) }
        );
        refused(&folder, &deep, &["floor.yaml:"]);
    }
    refused(&folder, &format!("a: {}", "[".repeat(200)), &["floor.yaml:1:131", "more than 128 levels"]);

    // What an alias stands for counts each time: ten times ten times …
    let mut bomb = format!("{FLOOR}a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for level in 1..20 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{inner}]");
    }
    refused(&folder, &bomb, &["more than 1000000 values", "alias"]);
    // Each stands for the one before, and so it gets deep.
    let mut chain = format!("{FLOOR}b0: &b0 [1]\n");
    for level in 1..5_000 {
        let _ = writeln!(chain, "b{level}: &b{level} [*b{}]", level - 1);
    }
    refused(&folder, &chain, &["more than 128 levels"]);

    // The same for records, which may be YAML as well, and for values on the command line.
    folder.write("floor.yaml", FLOOR).write("deep.yaml", &format!("controls: {}", "[".repeat(100_000)));
    for args in [&["replay", "deep.yaml"][..], &["run", "floor.yaml", "-q", "--controls", "deep.yaml"]] {
        let ended = folder.rushhour(args);
        assert_eq!(ended.code, 104, "{args:?}: {}", ended.stderr);
    }
    let deep = format!("description={}", "[".repeat(100_000));
    let ended = folder.rushhour(&["check", "floor.yaml", "--set", &deep]);
    assert!([0, 104].contains(&ended.code), "{}", ended.stderr);
}

#[test]
fn of_a_line_that_is_endless_what_is_around_the_place_is_told() {
    let folder = Folder::with(FLOOR);
    let long = "d".repeat(80_000);
    let flow =
        format!("{{\"version\": 1, \"description\": \"{long}\", \"duration\": \"soon\", \"agents\": []}}\n");
    refused(&folder, &flow, &["floor.yaml:1:80047", "soon"]);
    // In a script, in a table, and in what the command line gives.
    // Rhai counts no column beyond 65,535.
    for (characters, place) in [(60_000, "agent.rhai:1:60026"), (80_000, "agent.rhai:1:65535")] {
        let long = "d".repeat(characters);
        folder.write("agent.rhai", &format!("fn run(me) {{ let x = \"{long}\"; nosuch(x); }}"));
        refused(&folder, FLOOR, &[place, "nosuch"]);
    }
    let trace = FLOOR.replace("{poisson: {rate: 60/h}}", "{trace: {file: t.csv}}");
    folder.write("agent.rhai", "fn run(me) { }").write("t.csv", &format!("start,calls\n{long},1\n"));
    refused(&folder, &trace, &["t.csv:2:1"]);
    folder.write("floor.yaml", FLOOR);
    let ended = folder.rushhour(&["check", "floor.yaml", "--set", &format!("duration={long}")]);
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert!(ended.stderr.len() < 5_000, "{} bytes", ended.stderr.len());
}

#[test]
fn what_is_left_at_the_end_has_a_year_and_no_more() {
    let folder = Folder::with(FLOOR);
    refused(&folder, &format!("{FLOOR}drain: 400d\n"), &["floor.yaml:16:8", "up to a year"]);
}

#[test]
fn variables_become_so_much_text_and_no_more() {
    let folder = Folder::with(FLOOR);
    let long = "x".repeat(50_000);
    let mut scenario = format!("{FLOOR}vars: {{a: \"{long}\"}}\ntimeline:\n");
    for minute in 0..200 {
        let _ = writeln!(scenario, "  - {{at: {}s, note: \"${{a}}\"}}", minute % 60);
    }
    refused(&folder, &scenario, &["timeline[83].note", "4194304 bytes of text"]);
    // In keys, and in one text many times.
    let many = "${a}".repeat(100);
    let keys = format!("{FLOOR}vars: {{a: \"{long}\"}}\nmetrics: [\"{many}\"]\n");
    refused(&folder, &keys, &["metrics[0]", "4194304 bytes of text"]);
}

#[test]
fn agents_count_together_whoever_brings_them() {
    let folder = Folder::with(FLOOR);
    let many = FLOOR.replace("count: 4,", "count: 150000,");
    let second = "  - {name: back, count: 150000, script: agent.rhai, queue: support}\ncustomers:";
    refused(&folder, &many.replace("customers:", second), &["agents: there are 300000 agents", "at most 200000"]);

    let mut timeline = format!("{FLOOR}timeline:\n");
    let mut record = "{\"version\": 1, \"controls\": [".to_owned();
    for second in 0..25 {
        let _ = writeln!(timeline, "  - {{at: {second}s, join: {{agents: desk, count: 10000}}}}");
        let comma = if second == 0 { "" } else { "," };
        let _ = write!(
            record,
            "{comma}{{\"at\": \"{second}s\", \"join\": {{\"agents\": \"desk\", \"count\": 10000}}}}"
        );
    }
    record.push_str("]}");
    refused(&folder, &timeline, &["timeline[19]", "200004 agents"]);
    folder.write("floor.yaml", FLOOR).write("record.json", &record);
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--controls", "record.json"]);
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert!(ended.stderr.contains("controls[19]") && ended.stderr.contains("200004 agents"), "{}", ended.stderr);

    // What happens each day counts each day.
    let entries: String = (0..300).fold(String::new(), |mut text, entry| {
        let _ = writeln!(text, "  - {{at: \"09:{:02}\", note: good morning}}", entry % 60);
        text
    });
    let year = FLOOR.replace("duration: 10m", "duration: 366d\nstarts_at: \"08:00\"\ninterval: 1d");
    refused(&folder, &format!("{year}timeline:\n{entries}"), &["at most 100000 entries"]);
    folder.write("caller.rhai", CALLER);
}
