//! Text as editors and spreadsheets write it: byte order marks, line ends of Windows, and encodings that are not read.

use super::support::{AGENT, CALLER, FLOOR, Folder};

const MARK: &str = "\u{feff}";

/// The floor with a file of every kind that a scenario names.
fn floor() -> String {
    let floor = FLOOR.replace("script: agent.rhai", "script: agent.rhai, plugins: [plugin.rhai]");
    let floor = floor.replace("{exponential: {mean: 1m}}", "{empirical: {file: talk.csv, column: talk}}");
    floor.replace("{poisson: {rate: 60/h}}", "{trace: {file: calls.csv}}") + "invariants: [rules.rhai]\n"
}

const PLUGIN: &str = "before(\"AcceptTask\", |event| { });\n";
const RULES: &str = "invariant(\"fine\", |floor| true);\n";

/// Everything in a folder, each text changed.
fn folder(change: impl Fn(&str) -> String) -> Folder {
    let folder = Folder::with("");
    folder.write("floor.yaml", &change(&floor()));
    folder.write("agent.rhai", &change(AGENT)).write("caller.rhai", &change(CALLER));
    folder.write("plugin.rhai", &change(PLUGIN)).write("rules.rhai", &change(RULES));
    folder.write("calls.csv", &change("start,calls\n08:00,3\n08:05,2\n"));
    folder.write("talk.csv", &change("talk\n30s\n60\n"));
    folder
}

#[test]
fn marks_and_line_ends_change_nothing() {
    let digest = |change: &dyn Fn(&str) -> String| {
        let (ended, report) = folder(change).report(&[]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        report["digest"].as_str().unwrap().to_owned()
    };
    let plain = digest(&str::to_owned);
    assert_eq!(digest(&|text| format!("{MARK}{text}")), plain);
    assert_eq!(digest(&|text| text.replace('\n', "\r\n")), plain);
    assert_eq!(digest(&|text| format!("{MARK}{}", text.replace('\n', "\r\n"))), plain);
}

#[test]
fn a_mark_before_what_rushhour_wrote_itself_changes_nothing() {
    let folder = folder(str::to_owned);
    assert_eq!(folder.rushhour(&["run", "floor.yaml", "-q", "-o", "out"]).code, 0);
    let marked = |file: &str| {
        let text = std::fs::read_to_string(folder.path(file)).unwrap();
        folder.write(file, &format!("{MARK}{}", text.replace('\n', "\r\n")));
    };
    marked("out/report.json");
    for args in [
        &["report", "out", "-q"][..],
        &["compare", "out", "out/report.json", "-q"],
        &["run", "floor.yaml", "-q", "--baseline", "out"],
    ] {
        let ended = folder.rushhour(args);
        assert_eq!(ended.code, 0, "{args:?}: {}", ended.stderr);
    }
    folder.write("controls.json", &format!("{MARK}{{\"version\": 1, \"controls\": [] }}"));
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--controls", "controls.json"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[test]
fn each_file_of_another_encoding_is_told_with_its_place() {
    for (file, text) in [
        ("floor.yaml", "version: 1\nname: \"Gr\u{f6}\u{df}e\"\n"),
        ("agent.rhai", "// ok\n// \u{fc}ber\nfn run(me) { }\n"),
        ("plugin.rhai", "// ok\n// \u{fc}ber\n"),
        ("rules.rhai", "// ok\n// \u{fc}ber\n"),
        ("calls.csv", "start,calls,note\n08:00,1,f\u{fc}r\n"),
        ("talk.csv", "talk,who\n30,M\u{fc}ller\n"),
    ] {
        let folder = folder(str::to_owned);
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        std::fs::write(folder.path(file), latin).unwrap();
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{file}: {}", ended.stderr);
        for word in [&format!("{file}:2:"), "Windows-1252", "save it as UTF-8"] {
            assert!(ended.stderr.contains(word), "{file}, {word}: {}", ended.stderr);
        }
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        std::fs::write(folder.path(file), wide).unwrap();
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{file}: {}", ended.stderr);
        assert!(ended.stderr.contains("UTF-16") && ended.stderr.contains(file), "{file}: {}", ended.stderr);
        folder.write(file, &text.replacen('\n', "\n\0", 1));
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{file}: {}", ended.stderr);
        assert!(ended.stderr.contains(&format!("{file}:2:1")) && ended.stderr.contains("NUL"), "{}", ended.stderr);
    }
}
