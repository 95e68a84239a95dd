//! What would steer a terminal is shown and never sent, whoever wrote it: scenarios, scripts, paths, values of flags.

use super::support::{Ended, FLOOR, Folder};

/// As Rhai and YAML write it: a title, a cleared screen, a colour, a C1 control, a turned direction.
const STEERS: &str = r"\u001b]0;t\u0007\u001b[2J\u001b[31m\u009b1m\u202e\u2066\u007f";
/// The same, as it is.
const RAW: &str = "\u{1b}]0;t\u{7}\u{1b}[2J\u{1b}[31m\u{9b}1m\u{202e}\u{2066}\u{7f}";

/// Nothing of it is there, and something of it is shown.
fn shows(what: &str, text: &str) {
    let sent = |c: char| {
        c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(sent), "{what}: {text:?}");
}

fn both(what: &[&str], ended: &Ended) {
    let what = what.join(" ");
    shows(&what, &ended.stdout);
    shows(&what, &ended.stderr);
}

fn floor() -> Folder {
    let folder = Folder::with(&format!(
        "{FLOOR}name: \"day {STEERS}\"\ndescription: \"{STEERS}\"\nthresholds: {{wait: [\"p(95) < 1h\"]}}\n\
         timeline: [{{at: 1m, note: \"{STEERS}\"}}]\n"
    ));
    folder.write(
        "caller.rhai",
        &format!(
            "fn run(me) {{ note(\"{STEERS}\"); check(\"c {STEERS}\", chance(0.5)); me.phone(#{{a: \"{STEERS}\"}}); \
             if chance(0.3) {{ throw \"{STEERS}\"; }} if chance(0.3) {{ fail(\"{STEERS}\"); }} }}"
        ),
    );
    folder
}

#[test]
fn no_command_sends_what_a_scenario_or_a_script_says() {
    let folder = floor();
    for args in [
        &["check", "floor.yaml"][..],
        &["run", "floor.yaml", "-o", "out"],
        &["run", "floor.yaml", "floor.yaml", "-o", "two"],
        &["run", "floor.yaml", "--baseline", "out/report.json", "-o", "three"],
        &["run", "floor.yaml", "--live", "--speed", "max"],
        &["compare", "out", "out", "--all"],
        &["report", "out"],
        &["hunt", "floor.yaml", "--seeds", "3", "--faults", "none", "-o", "found"],
        &["staff", "floor.yaml", "--duration", "2m", "--max", "3", "-o", "plan"],
        &["capacity", "floor.yaml", "--duration", "2m", "--vary", "agents.desk.count=1..2", "-o", "limit"],
    ] {
        let ended = folder.rushhour(args);
        assert_ne!(ended.code, 2, "{args:?}: {}", ended.stderr);
        both(args, &ended);
    }
    let mut findings = 0;
    for entry in std::fs::read_dir(folder.path("found")).unwrap() {
        let finding = entry.unwrap().path();
        if finding.is_dir() {
            findings += 1;
            let replayed = folder.rushhour(&["replay", finding.to_str().unwrap()]);
            both(&["replay"], &replayed);
            for name in ["README.md", "timeline.txt"] {
                shows(name, &std::fs::read_to_string(finding.join(name)).unwrap());
            }
        }
    }
    assert!(findings > 0);
    for name in ["out/summary.txt", "three/comparison.txt", "plan/staff.txt", "limit/capacity.txt"] {
        shows(name, &std::fs::read_to_string(folder.path(name)).unwrap());
    }
    // What programs read is exact.
    let report = std::fs::read_to_string(folder.path("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["scenario"]["name"], format!("day {RAW}"));
}

#[test]
fn no_message_sends_what_it_quotes() {
    let folder = floor();
    let odd = |text: String| {
        let file = format!("odd{RAW}.yaml");
        folder.write(&file, &text);
        file
    };
    let file = odd(format!("{FLOOR}nosuch: \"{STEERS}\" # {RAW}\n"));
    let script = format!("// {RAW}\r\nfn run(me) {{ /* {RAW} */ nosuch(1); }} // {RAW}\n");
    folder.write("raw.rhai", &script);
    folder.write("raw.yaml", &FLOOR.replace("agent.rhai", "raw.rhai"));
    let value = format!("x{RAW}");
    for args in [
        &["check", &file][..],
        &["check", "raw.yaml"],
        &["check", &format!("none{RAW}.yaml")],
        &["check", "floor.yaml", "-e", &format!("a{RAW}={RAW}")],
        &["check", "floor.yaml", "--set", &format!("a{RAW}={RAW}")],
        &["check", "floor.yaml", "--set", &format!("agents.desk.count={RAW}")],
        &["run", "floor.yaml", "--seed", &value],
        &["run", "floor.yaml", "--duration", &value],
        &["run", "floor.yaml", "--until", &value],
        &["run", "floor.yaml", "--tolerance", &value],
        &["run", "floor.yaml", "--speed", &value],
        &["run", "floor.yaml", "--wallboard", "--token", &value],
        &["run", "floor.yaml", &format!("--no{RAW}")],
        &["run", "floor.yaml", "--baseline", &value],
        &["run", "floor.yaml", "--controls", &value],
        &["hunt", "floor.yaml", "--settle", &value],
        &["staff", "floor.yaml", "--population", &value],
        &["staff", "floor.yaml", "--per", &value],
        &["capacity", "floor.yaml", "--vary", &value],
        &["capacity", "floor.yaml", "--vary", &format!("{RAW}=1..2")],
        &["replay", &value],
        &["report", &value],
        &["compare", &value, &value],
        &["actions", &value],
        &["invariants", &value],
        &["validate", &value],
        &["demo", &value],
        &["man", &value],
        &["new", "--template", &value],
        &[&value],
    ] {
        let ended = folder.rushhour(args);
        assert!([2, 104].contains(&ended.code), "{args:?}: {} {}", ended.code, ended.stderr);
        both(args, &ended);
        assert!(
            ended.stderr.contains("\\u{1b}") || ended.stderr.contains("\\u{9b}"),
            "{args:?}: {}",
            ended.stderr
        );
    }
    // The mark stands below what is meant, however the text before it is shown.
    let told = folder.rushhour(&["check", "raw.yaml"]).stderr;
    let lines: Vec<&str> = told.lines().collect();
    let at = lines.iter().position(|line| line.contains("nosuch(1)")).unwrap();
    let column = |line: &str, what: char| line.chars().position(|c| c == what).unwrap();
    let before = lines[at].split("nosuch").next().unwrap().chars().count();
    assert_eq!(column(lines[at + 1], '─'), before, "{told}");
}
