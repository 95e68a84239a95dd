//! Names that hold everything that means something to a format: each file that `-o` writes is read by a parser of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use hdrhistogram::serialization::Deserializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use serde_json::Value;

use super::support::Folder;

/// What means something to XML, HTML, CSV, Prometheus, JSON or a terminal, or is no character, as Rhai and YAML write it.
const NASTY: &str = r#"]]><![CDATA[ </script><!-- &amp; <b a='x'> \"q\", ;\t\\ {x=\"y\"} \u0001\u0000\u001b[31m\uFFFE\uFFFF\uFDD0\u2028\u0085"#;
/// The same for names of queues, populations and agents, which hold no brackets, quotes, commas and control characters.
const NAME: &str = r"</script> & <b a='x'>; \\ \uFFFE\u2028$x %d /x";

fn folder() -> Folder {
    let scenario = format!(
        "version: 1
name: \"{NASTY}\\r\\n second line\"
description: \"{NASTY}\\n\"
duration: 10m
interval: 5m
center:
  queues: {{\"{NAME}\": {{target: 20s}}}}
agents:
  - {{name: \"agent {NAME}\", count: 2, script: agent.rhai, queue: \"{NAME}\"}}
customers:
  - {{name: \"caller {NAME}\", script: caller.rhai, queue: \"{NAME}\", arrivals: {{constant: {{rate: 60/h}}}}}}
vars: {{nasty: \"{NASTY}\"}}
metrics: [mood, Mood]
thresholds:
  \"wait{{queue:{NAME}}}\": [\"p(95) < 1ms\"]
  \"wait{{population:caller {NAME},queue:{NAME}}}\": [\"p(95) < 1h\"]
"
    );
    let folder = Folder::with(&scenario);
    let agent = format!(
        "fn run(me) {{
    register_action(\"Act {NASTY}\", |event| 1);
    register_action(\"act {NASTY}\", |event| {{ throw #{{ code: \"{NASTY}\" }}; }});
    me.set_activity(\"Available\");
    for turn in 0..2 {{ try {{ me.invoke(\"Act {NASTY}\"); me.invoke(\"act {NASTY}\"); }} catch {{ }} }}
    for task in me.tasks() {{
        if !me.accept(task) {{ continue; }}
        sleep(20);
        me.wrapup(task);
        me.complete(task);
    }}
}}
"
    );
    let caller = format!(
        "fn run(me) {{
    record(\"mood\", 0.0000004);
    record(\"Mood\", 5);
    check(\"held {NASTY}\", true);
    check(\"held {NASTY}\\u0002\", true);
    check(\"failed {NASTY}\\n\", false);
    note(\"{NASTY}\");
    me.phone(me.queue);
    if me.wait_answer(\"5m\") {{ me.wait_end(); }}
    fail(\"{NASTY}\");
}}
"
    );
    // Rhai writes what YAML writes, but for four digits in braces.
    folder.write("agent.rhai", &agent).write("caller.rhai", &caller);
    folder
}

/// All files below a directory.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// Whether a page is well-formed: tags are closed in their order, attributes are quoted, nothing else has a `<`.
fn page_is_well_formed(text: &str) {
    const VOID: [&str; 6] = ["meta", "link", "br", "hr", "img", "input"];
    let is_bad = |c: char| {
        (c.is_control() && !"\n\t".contains(c))
            || ('\u{fdd0}'..='\u{fdef}').contains(&c)
            || u32::from(c) & 0xfffe == 0xfffe
    };
    assert_eq!(text.chars().find(|c| is_bad(*c)), None);
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.strip_prefix("<!doctype html>").or(text.strip_prefix("<!DOCTYPE html>")).unwrap();
    while let Some(at) = rest.find('<') {
        for entity in rest[..at].split('&').skip(1) {
            let name = entity.split(';').next().unwrap();
            assert!(entity.contains(';') && name.len() < 8 && !name.contains(' '), "&{entity}");
        }
        let end = tag_end(&rest[at..]);
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
            continue;
        }
        let name = tag.split([' ', '\n', '/']).next().unwrap();
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "<{tag}>");
        assert_ne!(name, "script", "nothing on the page runs");
        if name == "style" {
            rest = &rest[rest.find("</style>").unwrap() + "</style>".len()..];
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

/// The `>` that ends a tag, quoted ones passed over.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (None, '<') => unreachable!("a tag has no end: {}", &tag[..at]),
            (Some(open), c) if open == c => quote = None,
            (None | Some(_), _) => {}
        }
    }
    unreachable!("a tag has no end: {tag}")
}

fn tables_are_whole(text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().len();
    let mut keys = BTreeSet::new();
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(row.len(), columns);
        assert!(keys.insert(row[0].to_owned()), "{row:?} is there twice");
    }
}

/// A sample of the text format, taken apart as its grammar says: name, labels, value.
fn sample(line: &str) -> (String, Vec<(String, String)>, f64) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let (name, mut rest) = line.split_at(line.find(|c| !is_name(c)).unwrap());
    let mut labels = Vec::new();
    rest = rest.strip_prefix('{').unwrap();
    loop {
        let (label, value) = rest.split_once("=\"").unwrap();
        assert!(!label.is_empty() && label.chars().all(is_name), "{label}");
        let (mut text, mut end) = (String::new(), None);
        let mut characters = value.char_indices();
        while let Some((at, c)) = characters.next() {
            match c {
                '"' => {
                    end = Some(at + 1);
                    break;
                }
                '\\' => match characters.next().unwrap().1 {
                    'n' => text.push('\n'),
                    c @ ('\\' | '"') => text.push(c),
                    other => unreachable!("no label escapes {other}"),
                },
                c => text.push(c),
            }
        }
        labels.push((label.to_owned(), text));
        rest = &value[end.unwrap()..];
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => break,
        }
    }
    labels.sort();
    let value = rest.strip_prefix("} ").unwrap();
    (name.to_owned(), labels, value.parse().unwrap())
}

fn samples_are_told_apart(text: &str) {
    let steers = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}');
    assert_eq!(text.chars().find(|c| steers(*c)), None);
    let mut keys = BTreeSet::new();
    for line in text.split_terminator('\n').filter(|line| !line.starts_with("# ")) {
        let (name, labels, _) = sample(line);
        assert!(keys.insert((name, labels)), "{line} is there twice");
    }
    assert!(keys.len() > 50, "{}", keys.len());
    let nasty =
        |(_, labels): &(String, Vec<(String, String)>)| labels.iter().any(|(_, it)| it.contains("{x=\"y\"}"));
    assert!(keys.iter().any(nasty));
}

#[test]
fn every_file_is_well_formed_whatever_a_name_holds() {
    let folder = folder();
    let args = ["run", "floor.yaml", "-q", "-o", "out", "--events", "events.jsonl", "--replications", "2"];
    let ended = folder.rushhour(&args);
    assert_eq!(ended.code, 107, "{}", ended.stderr);
    let mut seen = BTreeSet::new();
    for path in files(&folder.path("out")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ending = path.extension().unwrap().to_string_lossy().into_owned();
        match ending.as_str() {
            "json" => {
                let report: Value = serde_json::from_str(&text).unwrap();
                assert!(report["scenario"]["name"].as_str().unwrap().contains("\u{fffe}"));
                assert_eq!(report["metrics"]["mood"]["max"], 4e-7);
                assert_eq!(report["checks"].as_object().unwrap().len(), 3);
            }
            "xml" => {
                assert!(roxmltree::Document::parse(&text).is_ok(), "{:?}", roxmltree::Document::parse(&text).err())
            }
            "html" => page_is_well_formed(&text),
            "csv" => tables_are_whole(&text),
            "prom" => samples_are_told_apart(&text),
            "hgrm" => assert!(
                text.lines()
                    .skip(2)
                    .filter(|line| !line.starts_with('#'))
                    .all(|line| { line.split_whitespace().all(|word| word.parse::<f64>().is_ok()) })
            ),
            "hlog" => {
                let entries: Vec<_> = IntervalLogIterator::new(text.as_bytes()).map(Result::unwrap).collect();
                for entry in entries {
                    let LogEntry::Interval(entry) = entry else { continue };
                    let bytes =
                        base64::engine::general_purpose::STANDARD.decode(entry.encoded_histogram()).unwrap();
                    let read: hdrhistogram::Histogram<u64> =
                        Deserializer::new().deserialize(&mut bytes.as_slice()).unwrap();
                    assert!(!read.is_empty());
                }
            }
            "txt" => assert!(!text.chars().any(|c| c.is_control() && c != '\n')),
            other => panic!("{name}: who reads {other}?"),
        }
        seen.insert(ending);
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
    let histograms: BTreeSet<String> = files(&folder.path("out/histograms"))
        .iter()
        .map(|path| path.strip_prefix(folder.path("out")).unwrap().to_string_lossy().to_lowercase())
        .collect();
    assert_eq!(histograms.len(), files(&folder.path("out/histograms")).len());
    assert!(
        histograms.contains("histograms/mood.hgrm") && histograms.contains("histograms/mood-2.hgrm"),
        "{histograms:?}"
    );
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let events: Vec<Value> =
        events.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.len() > 100);
    // Made again of the document alone, they are the same.
    let page = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert_eq!(folder.rushhour(&["report", "out"]).code, 0);
    assert_eq!(std::fs::read_to_string(folder.path("out/report.html")).unwrap(), page);
}

#[test]
fn comparisons_and_findings_are_well_formed_too() {
    let folder = folder();
    for out in ["a", "b"] {
        folder.rushhour(&["run", "floor.yaml", "-q", "-o", out, "--replications", "2"]);
    }
    assert_eq!(folder.rushhour(&["compare", "a", "b", "-o", "out", "-q", "--parts"]).code, 0);
    page_is_well_formed(&std::fs::read_to_string(folder.path("out/comparison.html")).unwrap());
    let json = std::fs::read_to_string(folder.path("out/comparison.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&json).is_ok());
    // Scenarios whose names come out alike are in directories of their own.
    let ended =
        folder.rushhour(&["hunt", "floor.yaml", "--seeds", "1", "--shrink-runs", "5", "-o", "found", "-q"]);
    assert_eq!(ended.code, 111, "{}", ended.stderr);
    let found = files(&folder.path("found"));
    assert!(found.iter().any(|path| path.ends_with("finding.json")), "{found:?}");
}

#[test]
fn a_directory_is_not_written_over_by_a_namesake() {
    let folder = Folder::with(super::support::FLOOR);
    for (place, limit) in [("north", "1ns"), ("south", "1h")] {
        std::fs::create_dir(folder.path(place)).unwrap();
        let scenario = format!("{}thresholds: {{wait: [\"max < {limit}\"]}}\n", super::support::FLOOR);
        folder.write(&format!("{place}/day.yaml"), &scenario);
        for script in ["agent.rhai", "caller.rhai"] {
            std::fs::copy(folder.path(script), folder.path(place).join(script)).unwrap();
        }
    }
    let ended =
        folder.rushhour(&["run", "north/day.yaml", "south/day.yaml", "-q", "-o", "out", "--json", "all.json"]);
    assert_eq!(ended.code, 99, "{}", ended.stderr);
    let verdict = |path: &str| {
        let text = std::fs::read_to_string(folder.path(path)).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["verdict"].clone()
    };
    assert_eq!((verdict("out/day/report.json"), verdict("out/day-2/report.json")), ("fail".into(), "pass".into()));
    let all: Value = serde_json::from_str(&std::fs::read_to_string(folder.path("all.json")).unwrap()).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 2);
    // Hunts of namesakes have directories of their own, and the same one the next time.
    for place in ["north", "south", "north"] {
        let failing = std::fs::read_to_string(folder.path("caller.rhai"))
            .unwrap()
            .replace("me.phone", "fail(\"no\"); me.phone");
        folder.write(&format!("{place}/caller.rhai"), &failing);
        let file = format!("{place}/day.yaml");
        let ended = folder.rushhour(&["hunt", &file, "--seeds", "1", "--shrink-runs", "5", "-q"]);
        assert_eq!(ended.code, 111, "{}", ended.stderr);
    }
    let directories: BTreeSet<String> = std::fs::read_dir(folder.path("reports/hunt"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(directories, ["day".to_owned(), "day-2".to_owned()].into());
}

#[test]
fn what_would_be_written_twice_or_over_what_is_read_is_refused() {
    let folder = Folder::with(super::support::FLOOR);
    for (one, other) in [("--json", "--events"), ("--events", "--json")] {
        let ended = folder.rushhour(&["run", "floor.yaml", one, "x", other, "x"]);
        assert!(ended.code == 2 && ended.stderr.contains("give each its own"), "{}", ended.stderr);
    }
    let ended = folder.rushhour(&["run", "floor.yaml", "--json", "floor.yaml"]);
    assert!(ended.code == 2 && ended.stderr.contains("is read"), "{}", ended.stderr);
    let kept = std::fs::read_to_string(folder.path("floor.yaml")).unwrap();
    assert_eq!(kept, super::support::FLOOR);
}
