//! What is read is never written over, whatever command names it as an output.

use super::support::{FLOOR, Folder};

fn refused(folder: &Folder, file: &str, args: &[&str]) {
    let before = std::fs::read(folder.path(file)).unwrap();
    let ended = folder.rushhour(args);
    assert_eq!(ended.code, 2, "{args:?}: {}{}", ended.stdout, ended.stderr);
    assert!(
        ended.stderr.contains("a file that is read") || ended.stderr.contains("-o writes too"),
        "{}",
        ended.stderr
    );
    assert_eq!(std::fs::read(folder.path(file)).unwrap(), before, "{args:?}");
}

#[test]
fn no_output_takes_the_place_of_what_is_read() {
    let folder = Folder::with(&format!("{FLOOR}thresholds: {{wait: [\"p(95) < 1h\"]}}\n"));
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--duration", "1m", "-o", "base"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    std::fs::copy(folder.path("base/report.json"), folder.path("base.json")).unwrap();
    std::fs::copy(folder.path("floor.yaml"), folder.path("base/staff.txt")).unwrap();
    for script in ["agent.rhai", "caller.rhai"] {
        std::fs::copy(folder.path(script), folder.path("base").join(script)).unwrap();
    }
    let run = ["run", "floor.yaml", "-q", "--duration", "1m"];
    refused(&folder, "agent.rhai", &[&run[..], &["--json", "agent.rhai"]].concat());
    refused(&folder, "caller.rhai", &[&run[..], &["--events", "./base/../caller.rhai"]].concat());
    refused(&folder, "base.json", &[&run[..], &["--baseline", "base.json", "--json", "base.json"]].concat());
    refused(
        &folder,
        "base/report.json",
        &[&run[..], &["--baseline", "base", "--events", "base/report.json"]].concat(),
    );
    refused(&folder, "base/report.json", &[&run[..], &["--baseline", "base", "-o", "base"]].concat());
    refused(&folder, "base/report.json", &[&run[..], &["-o", "base", "--events", "base/report.json"]].concat());
    refused(&folder, "base/staff.txt", &["staff", "base/staff.txt", "-o", "base"]);
    std::fs::copy(folder.path("base.json"), folder.path("base.html")).unwrap();
    refused(&folder, "base.html", &["compare", "base.json", "base.html", "-o", "base.html"]);
}

#[test]
fn flags_that_ask_for_what_is_not_there_are_a_wrong_command_line() {
    let folder = Folder::with(FLOOR);
    let run = ["run", "floor.yaml", "-q", "--duration", "1m"];
    assert_eq!(folder.rushhour(&[&run[..], &["--until", "foo:2%"]].concat()).code, 2);
    folder.rushhour(&[&run[..], &["--json", "base.json"]].concat());
    let twice = ["--baseline", "base.json", "--tolerance", "wait{queue:support,queue:support}=2%"];
    assert_eq!(folder.rushhour(&[&run[..], &twice].concat()).code, 2);
    let none = folder.rushhour(&["compare", "base.json", "base.json", "--tolerance", "wait.p75=5%"]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("`wait` has no `p75`, but `mean`, `p50`, `p95`, `p99`"), "{}", none.stderr);
    let nothing = folder.rushhour(&["compare", "base.json", "base.json", "--tolerance", "first_response=5%"]);
    assert_eq!(nothing.code, 99, "{}", nothing.stdout);
}

#[test]
fn reports_with_numbers_that_cannot_be_are_invalid() {
    let folder = Folder::with(FLOOR);
    folder.rushhour(&["run", "floor.yaml", "-q", "--replications", "2", "--json", "base.json"]);
    let text = std::fs::read_to_string(folder.path("base.json")).unwrap();
    for number in ["1.7e308", "1e999", "-1"] {
        let mut report: serde_json::Value = serde_json::from_str(&text).unwrap();
        report["metrics"]["service_level"]["value"] = "HERE".into();
        folder.write("huge.json", &report.to_string().replace("\"HERE\"", number));
        let ended = folder.rushhour(&["compare", "base.json", "huge.json"]);
        assert_eq!(ended.code, 104, "{number}: {}{}", ended.stdout, ended.stderr);
    }
}

#[test]
fn names_hold_no_control_characters_and_messages_show_them() {
    let scenario = FLOOR.replace("support", "\"sup\\eport\"");
    let ended = Folder::with(&scenario).rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("is no name for a queue") && !ended.stderr.contains('\u{1b}'),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_threshold_of_any_two_parts_has_data_where_it_is_taken() {
    let metrics: [(&str, &str, &[&str]); 5] = [
        ("wait", "max >= 0s", &["queue:support", "population:callers", "channel:voice", "interval:00:00"]),
        (
            "service_level",
            "value >= 0%",
            &["queue:support", "population:callers", "channel:voice", "interval:00:00"],
        ),
        ("occupancy", "value >= 0%", &["queue:support", "population:desk", "interval:00:00"]),
        ("handle", "max >= 0s", &["queue:support", "population:desk", "channel:voice"]),
        ("queue_length", "value >= 0", &["queue:support", "population:callers", "channel:voice"]),
    ];
    let mut thresholds = String::new();
    for (metric, expression, tags) in metrics {
        for (place, one) in tags.iter().enumerate() {
            for other in &tags[..place] {
                thresholds += &format!("  \"{metric}{{{one},{other}}}\": [\"{expression}\"]\n");
            }
        }
    }
    let folder = Folder::with(&format!("{FLOOR}interval: 5m\nstarts_at: \"00:00\"\nthresholds:\n{thresholds}"));
    let (ended, report) = folder.report(&["-q"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stderr, report["thresholds"]);
}
