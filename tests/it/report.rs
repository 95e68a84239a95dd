//! The JSON report, and where it goes.

use serde_json::Value;

use super::support::{FLOOR, Folder};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn has_all(value: &Value, wanted: &[&str]) {
    let present = keys(value);
    for key in wanted {
        assert!(present.contains(key), "`{key}` is missing: {present:?}");
    }
}

#[test]
fn the_documented_keys_are_there() {
    let folder = Folder::with(&format!("{FLOOR}vars: {{agents: 4}}\nthresholds: {{wait: [\"p(95) < 1h\"]}}\n"));
    let (ended, report) = folder.report(&["--replications", "2"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    has_all(
        &report,
        &[
            "version",
            "tool",
            "scenario",
            "verdict",
            "exit_code",
            "digest",
            "replications",
            "time",
            "totals",
            "actions",
            "servers",
            "metrics",
            "thresholds",
            "invariants",
            "findings",
            "warnings",
        ],
    );
    assert_eq!((report["version"].as_u64(), report["verdict"].as_str()), (Some(1), Some("pass")));
    has_all(&report["scenario"], &["name", "file", "seed", "duration_s", "warmup_s", "vars"]);
    assert_eq!(report["scenario"]["vars"]["agents"], 4);
    has_all(&report["time"], &["simulated_s", "wall_s"]);
    has_all(&report["totals"], &["contacts", "open", "actions", "rejected", "events", "findings", "actors_peak"]);
    let accept = &report["actions"]["AcceptTask"];
    has_all(accept, &["ok", "rejected", "latency_s", "engine_ns"]);
    let summary = ["count", "mean", "min", "p50", "p90", "p95", "p99", "p999", "max"];
    has_all(&accept["latency_s"], &summary);
    has_all(&accept["engine_ns"], &summary);
    has_all(&report["metrics"]["wait"], &summary);
    has_all(&report["metrics"]["wait{queue:support}"], &["ci95"]);
    has_all(&report["metrics"]["service_level"], &["value", "numerator", "denominator", "ci95"]);
    has_all(&report["thresholds"][0], &["metric", "expression", "ok", "certain", "observed"]);
    has_all(&report["invariants"], &["checked", "names", "violations"]);
    assert!(report["invariants"]["names"].as_array().unwrap().len() >= 24);
}

#[test]
fn contacts_add_up() {
    let (_, report) = Folder::with(FLOOR).report(&[]);
    let metrics = &report["metrics"];
    let answered = metrics["speed_of_answer"]["count"].as_u64().unwrap();
    let abandoned = metrics["abandon_rate"]["numerator"].as_f64().unwrap() as u64;
    let open = report["totals"]["open"].as_u64().unwrap();
    assert_eq!(answered + abandoned + open, report["totals"]["contacts"].as_u64().unwrap());
}

#[test]
fn servers_are_told_of_within_the_measured_time() {
    // Each accept takes its server 6 s; only the last of ten hours is measured.
    let accept = "    AcceptTask: {time: {constant: 6s}, servers: 2}\n";
    let floor = FLOOR.replace("agents:\n", &format!("{accept}agents:\n"));
    let folder = Folder::with(&floor);
    let flags = ["--duration", "10h", "--set", "warmup=9h"];
    let (_, report) = folder.report(&flags);
    let used = &report["servers"]["AcceptTask"];
    has_all(used, &["servers", "utilisation", "requests", "wait_s_mean"]);
    let (requests, utilisation) = (used["requests"].as_u64().unwrap(), used["utilisation"].as_f64().unwrap());
    assert_eq!(Some(requests), report["actions"]["AcceptTask"]["latency_s"]["count"].as_u64());
    let by_theory = requests as f64 * 6.0 / 3600.0 / 2.0;
    assert!(requests > 30 && (utilisation - by_theory).abs() <= 6.0 / 3600.0, "{used}");
    assert!(folder.rushhour(&[&["run", "floor.yaml"], &flags[..]].concat()).stdout.contains("\nServers\n"));
}

#[test]
fn reports_go_where_they_are_sent_and_nowhere_else() {
    let folder = Folder::with(FLOOR);
    let quiet = folder.rushhour(&["run", "floor.yaml", "--quiet", "--json", "out/result.json", "-o", "report"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""));
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    assert_eq!(read("out/result.json"), read("report/report.json"));
    assert!(read("report/summary.txt").contains("digest"));
    let both = folder.rushhour(&["run", "floor.yaml", "--json", "-"]);
    assert!(serde_json::from_str::<Value>(&both.stdout).is_ok(), "stdout holds the JSON and nothing else");
}
