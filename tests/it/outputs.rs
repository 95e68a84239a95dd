//! What `-o DIR` writes besides the page: each file is read back by somebody else's parser, or by its own rules.

use std::collections::BTreeSet;
use std::io::Read;

use base64::Engine as _;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::Deserializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use serde_json::Value;

use super::support::{AGENT, CALLER, FLOOR, Folder, lasting};

/// A floor on which a threshold, a check and a script fail, and which records a metric.
fn failing() -> Folder {
    let folder = Folder::with(&format!(
        "{FLOOR}metrics: [mood]\nthresholds: {{wait: [\"p(95) < 1h\", \"max < 1ms\"]}}\nname: \"a & <b>\"\n"
    ));
    let caller = "fn run(me) {\n    record(\"mood\", random() - 0.5);\n    check(\"is <lucky>\", chance(0.5));\n    \
                  me.phone(me.queue);\n    if me.wait_answer(sample(\"patience\")) { me.wait_end(); }\n    \
                  if chance(0.1) { fail(\"bad & \\\"day\\\"\"); }\n}\n";
    folder.write("caller.rhai", caller);
    folder
}

fn run(folder: &Folder) -> Value {
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "-o", "out", "--replications", "3"]);
    assert_eq!(ended.code, 107, "{}", ended.stderr);
    serde_json::from_str(&read(folder, "report.json")).unwrap()
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path("out").join(name)).unwrap()
}

/// What the schema of JUnit XML of the Jenkins xUnit plugin (`junit-10.xsd`, the strictest of those in use) allows of the
/// elements that there are.
const JUNIT: [(&str, &[&str], &[&str]); 8] = [
    ("testsuites", &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id"],
        &["properties", "testcase", "system-out", "system-err"],
    ),
    ("properties", &[], &["property"]),
    ("property", &["name", "value"], &[]),
    ("testcase", &["name", "classname", "time"], &["failure", "error", "skipped", "system-out"]),
    ("failure", &["message", "type"], &[]),
    ("system-out", &[], &[]),
    ("system-err", &[], &[]),
];

fn obeys(element: roxmltree::Node<'_, '_>) {
    let name = element.tag_name().name();
    let (_, attributes, children) = JUNIT.iter().find(|(known, ..)| *known == name).unwrap();
    for attribute in element.attributes() {
        assert!(attributes.contains(&attribute.name()), "{name} has {}", attribute.name());
    }
    for child in element.children().filter(roxmltree::Node::is_element) {
        assert!(children.contains(&child.tag_name().name()), "{name} has {child:?}");
        obeys(child);
    }
}

#[test]
fn junit_has_a_case_for_all_that_was_demanded_and_obeys_its_schema() {
    let folder = failing();
    let report = run(&folder);
    let text = read(&folder, "junit.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    obeys(root);
    let number = |of: roxmltree::Node<'_, '_>, name: &str| of.attribute(name).unwrap().parse::<usize>().unwrap();
    let (mut tests, mut failures) = (0, 0);
    let mut suites = Vec::new();
    for suite in root.children().filter(|it| it.has_tag_name("testsuite")) {
        let cases: Vec<_> = suite.children().filter(|it| it.has_tag_name("testcase")).collect();
        let failed = cases.iter().filter(|it| it.children().any(|it| it.has_tag_name("failure"))).count();
        assert_eq!((number(suite, "tests"), number(suite, "failures")), (cases.len(), failed));
        (tests, failures) = (tests + cases.len(), failures + failed);
        suites.push((suite.attribute("name").unwrap(), cases.len(), failed));
    }
    assert_eq!((number(root, "tests"), number(root, "failures")), (tests, failures));
    let invariants = report["invariants"]["names"].as_array().unwrap().len();
    let wanted = [("thresholds", 3, 2), ("checks", 1, 1), ("invariants", invariants, 0), ("scripts", 1, 1)];
    assert_eq!(suites, wanted);
    assert!(text.contains("bad &amp; ") && text.contains("rushhour run floor.yaml"), "{text}");
}

#[test]
fn percentile_files_say_what_the_report_says() {
    let folder = failing();
    let report = run(&folder);
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder.path("out/histograms")).unwrap() {
        names.insert(entry.unwrap().file_name().into_string().unwrap());
    }
    for name in ["wait.hgrm", "handle.hgrm", "action_latency.hgrm", "intervals.hlog"] {
        assert!(names.contains(name), "{name} in {names:?}");
    }
    assert!(!names.contains("mood.hgrm"), "a histogram has no place for what is below zero");
    let same = [
        ("wait.hgrm", &report["metrics"]["wait"], 1e3),
        ("wait/support.hgrm", &report["metrics"]["wait{queue:support}"], 1e3),
        ("action/AcceptTask.hgrm", &report["actions"]["AcceptTask"]["latency_s"], 1e3),
        ("engine/AcceptTask.hgrm", &report["actions"]["AcceptTask"]["engine_ns"], 1e-3),
    ];
    for (name, stats, by) in same {
        let text = read(&folder, &format!("histograms/{name}"));
        let mut lines = text.lines();
        let headings: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
        assert_eq!(headings, ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"]);
        let rows: Vec<Vec<f64>> = lines
            .by_ref()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.split_whitespace().map(|number| number.parse().unwrap()).collect())
            .collect();
        assert!(rows.is_sorted_by(|a, b| a[0] <= b[0] && a[1] <= b[1] && a[2] <= b[2]), "{text}");
        let last = rows.last().unwrap();
        assert_eq!((last[1], last[2]), (1.0, stats["count"].as_f64().unwrap()), "{name}");
        let max = stats["max"].as_f64().unwrap() * by;
        assert!((last[0] - max).abs() <= max * 0.002 + 0.001, "{name}: {} {max}", last[0]);
        let median = rows.iter().find(|row| row[1] >= 0.5).unwrap()[0];
        let wanted = stats["p50"].as_f64().unwrap() * by;
        assert!((median - wanted).abs() <= wanted * 0.002 + 0.001, "{name}: {median} {wanted}");
        let total = text.lines().find(|line| line.starts_with("#[Max")).unwrap();
        assert!(total.contains(&format!("Total count    = {:>12}]", stats["count"].as_u64().unwrap())), "{total}");
    }
}

#[test]
fn the_interval_log_has_every_wait_once() {
    let folder = failing();
    let report = run(&folder);
    let text = read(&folder, "histograms/intervals.hlog");
    let (mut waits, mut begins) = (0, Vec::new());
    let mut deserializer = Deserializer::new();
    for entry in IntervalLogIterator::new(text.as_bytes()) {
        let LogEntry::Interval(interval) = entry.unwrap() else { continue };
        let bytes = base64::engine::general_purpose::STANDARD.decode(interval.encoded_histogram()).unwrap();
        let histogram: Histogram<u64> = deserializer.deserialize(&mut bytes.as_slice()).unwrap();
        if interval.tag().unwrap().as_str() == "wait" {
            waits += histogram.len();
            begins.push(interval.start_timestamp());
        }
    }
    assert!(begins.is_sorted() && begins.len() > 5);
    // No warm-up, so the metric has all of them too.
    assert_eq!(Some(waits), report["metrics"]["wait"]["count"].as_u64());
}

#[test]
fn prometheus_text_is_what_a_parser_takes_it_for() {
    let folder = failing();
    let report = run(&folder);
    let text = read(&folder, "metrics.prom");
    let scrape = prometheus_parse::Scrape::parse(text.lines().map(|line| Ok(line.to_owned()))).unwrap();
    let sample = |name: &str, labels: &[(&str, &str)]| {
        let has_all = |sample: &&prometheus_parse::Sample| {
            sample.metric == name && labels.iter().all(|(label, value)| sample.labels.get(label) == Some(value))
        };
        scrape.samples.iter().find(has_all).unwrap_or_else(|| panic!("{name} {labels:?}")).value.clone()
    };
    let gauge = |name: &str, labels: &[(&str, &str)]| match sample(name, labels) {
        prometheus_parse::Value::Gauge(value) | prometheus_parse::Value::Untyped(value) => value,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(gauge("rushhour_exit_code", &[("scenario", "a & <b>")]), 107.0);
    assert_eq!(gauge("rushhour_contacts", &[]), report["totals"]["contacts"].as_f64().unwrap());
    let ok = [("action", "AcceptTask"), ("outcome", "ok")];
    assert_eq!(gauge("rushhour_actions", &ok), report["actions"]["AcceptTask"]["ok"].as_f64().unwrap());
    let level = report["metrics"]["service_level{queue:support}"]["value"].as_f64().unwrap();
    assert_eq!(gauge("rushhour_service_level_ratio", &[("queue", "support")]), level);
    assert_eq!(gauge("rushhour_threshold_ok", &[("expression", "max < 1ms")]), 0.0);
    let prometheus_parse::Value::Summary(quantiles) = sample("rushhour_wait_seconds", &[]) else {
        panic!("{text}")
    };
    let p95 = quantiles.iter().find(|it| it.quantile == 0.95).unwrap().count;
    assert_eq!(p95, report["metrics"]["wait"]["p95"].as_f64().unwrap());
}

#[test]
fn tables_have_what_the_report_has() {
    let folder = failing();
    let report = run(&folder);
    let text = read(&folder, "metrics.csv");
    let mut metrics = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = metrics.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), report["metrics"].as_object().unwrap().len());
    let text = read(&folder, "series.csv");
    let mut series = csv::Reader::from_reader(text.as_bytes());
    let place = series.headers().unwrap().iter().position(|it| it == "arrivals").unwrap();
    let rows: Vec<csv::StringRecord> = series.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), report["series"]["at_s"].as_array().unwrap().len());
    let arrivals: f64 = rows.iter().map(|row| row[place].parse::<f64>().unwrap_or(0.0)).sum();
    let contacts = report["totals"]["contacts"].as_f64().unwrap();
    assert!((arrivals * 3.0 - contacts).abs() < 0.01, "{arrivals} in each of three, {contacts} in all");
}

#[test]
fn every_event_is_a_line_in_whatever_packing_and_for_any_number_of_threads() {
    let folder = Folder::with(FLOOR);
    let run = |file: &str, jobs: &str| {
        let (ended, report) = folder.report(&["--replications", "3", "--events", file, "-j", jobs]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        report
    };
    let report = run("events.jsonl", "1");
    let plain = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let lines: Vec<Value> = plain.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, report["totals"]["events"].as_u64().unwrap());
    assert!(lines.is_sorted_by_key(|line| line["replication"].as_u64().unwrap()));
    let arrived = lines.iter().filter(|line| line["event"] == "ContactArrived");
    assert_eq!(arrived.clone().count() as u64, report["totals"]["contacts"].as_u64().unwrap());
    assert!(arrived.clone().all(|line| line["queue"] == "support" && line["at_s"].is_f64()));

    run("sub/events.jsonl.gz", "2");
    let mut text = String::new();
    let gz = std::fs::File::open(folder.path("sub/events.jsonl.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(gz).read_to_string(&mut text).unwrap();
    assert!(text == plain, "gzip");

    run("events.jsonl.zst", "2");
    let bytes = std::fs::read(folder.path("events.jsonl.zst")).unwrap();
    let (mut rest, mut text) = (bytes.as_slice(), String::new());
    while !rest.is_empty() {
        let mut decoder = ruzstd::decoding::StreamingDecoder::new(&mut rest).unwrap();
        decoder.read_to_string(&mut text).unwrap();
    }
    assert!(text == plain, "zstandard");

    let (_, without) = folder.report(&["--replications", "3"]);
    assert_eq!(lasting(report).to_string(), lasting(without).to_string(), "to be watched changes nothing");
}

#[test]
fn events_that_cannot_be_written_are_an_error() {
    let folder = Folder::with(FLOOR);
    folder.write("file", "");
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--events", "file/events.jsonl"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.contains("file/events.jsonl"), "{}", ended.stderr);
    let ended = folder.rushhour(&["run", "floor.yaml", "floor.yaml", "-q", "--events", "events.jsonl"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
}

#[test]
fn the_schema_that_is_committed_is_the_programs_and_reports_obey_it() {
    let folder = failing();
    let report = run(&folder);
    let printed = folder.rushhour(&["report", "--schema"]).stdout;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = std::fs::read_to_string(root.join("docs/report.schema.json")).unwrap();
    assert!(printed == committed, "write it again: rushhour report --schema > docs/report.schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(&committed).unwrap()).unwrap();
    let sample = std::fs::read_to_string(root.join("reports/sample/report.json")).unwrap();
    for report in [report, serde_json::from_str(&sample).unwrap()] {
        let wrong: Vec<String> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
    let mut broken: Value = serde_json::from_str(&sample).unwrap();
    broken["verdict"] = "perhaps".into();
    assert!(!schema.is_valid(&broken), "the schema says something");
}

#[test]
fn scenarios_whose_files_have_one_name_get_a_directory_each() {
    let folder = Folder::with(FLOOR);
    for (name, seed) in [("a", 3), ("b", 4)] {
        std::fs::create_dir(folder.path(name)).unwrap();
        folder.write(&format!("{name}/agent.rhai"), AGENT).write(&format!("{name}/caller.rhai"), CALLER);
        folder.write(&format!("{name}/x.yaml"), &format!("{FLOOR}seed: {seed}\n"));
    }
    folder.write("X-2.yaml", &format!("{FLOOR}seed: 5\n"));
    let ended = folder.rushhour(&["run", "a/x.yaml", "b/x.yaml", "X-2.yaml", "-q", "-o", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    for (name, seed) in [("x", 3), ("x-3", 4), ("X-2", 5)] {
        let text = std::fs::read_to_string(folder.path(&format!("out/{name}/report.json"))).unwrap();
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(report["scenario"]["seed"], seed, "{name}");
    }
}
