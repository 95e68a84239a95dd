//! `rushhour capacity`, and the pages of both searches.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use rushhour_tools::theory::Queue;
use serde_json::Value;

use super::support::{FLOOR, Folder, rushhour};

/// A floor with a variable of each kind.
fn floor(thresholds: &str) -> Folder {
    let vars = "vars: {calls: 60/h, talk: 1m, desks: 4, share: 0.5, greeting: hello, careful: true}\n";
    let floor = FLOOR
        .replace("rate: 60/h", "rate: \"${calls}\"")
        .replace("count: 4", "count: \"${desks}\"")
        .replace("talk: {exponential: {mean: 1m}}", "talk: {exponential: {mean: \"${talk}\"}}");
    Folder::with(&format!("{floor}{vars}{thresholds}"))
}

const IN_TIME: &str = "thresholds: {service_level: [\"value >= 80%\"]}\n";

/// What `capacity` finds, as JSON, with its exit code.
fn found(folder: &Folder, more: &[&str]) -> (i32, Value) {
    let ended = folder.rushhour(&[&["capacity", "floor.yaml", "--json"], more].concat());
    assert!(!ended.stdout.is_empty(), "{}", ended.stderr);
    (ended.code, serde_json::from_str(&ended.stdout).unwrap())
}

#[test]
fn the_highest_load_is_that_of_the_textbook() {
    // By theory 80 % of the calls are answered in 20 s up to this many an hour.
    let in_time = |calls_per_hour: f64| {
        let arrival_rate = calls_per_hour / 3600.0;
        let queue = Queue { arrival_rate, service_s: 180.0, servers: 14, patience_s: None, lines: None };
        queue.exact(20.0).map_or(0.0, |exact| exact.service_level)
    };
    let exact = f64::from((1500..2800).rfind(|tenths| in_time(f64::from(*tenths) / 10.0) >= 0.8).unwrap()) / 10.0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let short =
        ["-e", "duration=150m", "-e", "warmup=30m", "--max-replications", "5", "--points", "0", "--seed", "11"];
    let vary = ["--vary", "calls_per_hour=210..225", "--precision", "4%", "--json"];
    let target = ["--set", "thresholds.service_level=value >= 80%"];
    let ended = rushhour(root, &[&["capacity", "scenarios/erlang.yaml"], &short[..], &vary, &target].concat());
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    let (highest, beyond) = (document["found"].as_f64().unwrap(), document["beyond"].as_f64().unwrap());
    assert_eq!(ended.code, 0);
    assert!(beyond - highest <= 0.04 * highest, "{highest}..{beyond}");
    // Ten hours of calls leave the service level uncertain by some per cent, and the load by as much.
    let is_near = highest * 0.98 <= exact && exact <= beyond * 1.02;
    assert!(is_near, "found {highest}..{beyond}, by theory {exact}");
    assert_eq!((&document["today"], document["vary"]["name"].as_str()), (&200.into(), Some("calls_per_hour")));
    assert!((document["headroom"].as_f64().unwrap() - (highest / 200.0 - 1.0)).abs() < 1e-9);
}

#[test]
fn a_slow_action_with_one_server_is_the_bottleneck() {
    // The server takes 12 s for each call, so at 300 calls an hour it is always busy; ten desks are not.
    let latency = "    AcceptTask: {time: {constant: 12s}, servers: 1}\n";
    let folder = floor("thresholds: {wait: [\"p(95) < 2m\"]}\nduration: 30m\n");
    let text = std::fs::read_to_string(folder.path("floor.yaml")).unwrap();
    let text = text.replace("duration: 10m\n", "").replace("agents:\n", &format!("{latency}agents:\n"));
    let text = text.replace("target: 20s", "target: 20s, reservation_timeout: 1h");
    folder.write("floor.yaml", &text);
    let flags = [
        "--vary",
        "calls=120/h..340/h",
        "-e",
        "desks=10",
        "--precision",
        "40/h",
        "--points",
        "0",
        "--max-replications",
        "5",
    ];
    let (code, document) =
        found(&folder, &[&flags[..], &["--set", "distributions.patience.exponential.mean=1h"]].concat());
    assert_eq!(code, 0);
    let highest = document["found"].as_f64().unwrap();
    assert!((120.0..300.0).contains(&highest), "{highest}");
    let bottleneck = &document["bottleneck"];
    assert_eq!((bottleneck["kind"].as_str(), bottleneck["name"].as_str()), (Some("servers"), Some("AcceptTask")));
    assert_eq!(bottleneck["queue"], "support");
    // The server is busy for as long as the calls need it.
    let first = &document["trials"][0];
    let used = &first["measured"]["servers"]["AcceptTask"];
    let by_theory = 120.0 * 12.0 / 3600.0;
    assert_eq!((first["value"].as_f64(), used["servers"].as_u64()), (Some(120.0), Some(1)));
    assert!((used["utilisation"].as_f64().unwrap() / by_theory - 1.0).abs() < 0.25, "{used}");
}

#[test]
fn what_was_tried_and_what_it_means_is_told() {
    let folder = floor("thresholds: {service_level: [\"value >= 90%\"], wait: [\"p(95) < 25s\"]}\n");
    let flags =
        ["-q", "--vary", "calls=40/h..200/h", "--max-replications", "6", "--precision", "20%", "--points", "1"];
    let ended = folder.rushhour(&[&["capacity", "floor.yaml"], &flags[..]].concat());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    insta::assert_snapshot!(ended.stdout, @r"
    calls: all thresholds hold up to 70/h, and not at 80/h (too close to call)
    today it is 60/h: 16.7 % of headroom
    nothing is near saturation: the busiest is population `desk`, busy 48.8 % of its time, at queue `support`; what fails is `service_level`, not for lack of time: look at the target, at patience, and at how few share the work

    What was tried
      calls in /h  replications                                thresholds
               40             5  holds                         ✓ service_level 100 %     ✓ wait p95 323 ms
               50             5  holds                         ✓ service_level 97.872 %  ✓ wait p95 403 ms
               60             5  holds                         ✓ service_level 98.214 %  ✓ wait p95 404 ms
               70             5  holds                         ✓ service_level 95.312 %  ✓ wait p95 11.676 s
               80             6  fails, but too close to call  ✗ service_level 88.636 %  ✓ wait p95 21.219 s
              100             6  fails, but too close to call  ✗ service_level 83.019 %  ✗ wait p95 27.633 s
              140             6  fails, but too close to call  ✗ service_level 74.265 %  ✗ wait p95 30.327 s
              200             5  fails                         ✗ service_level 56.604 %  ✗ wait p95 51.086 s

    The way there
      calls in /h  in time  wait p50     p95     p99  slowest action p99  desk busy
               40  100.0 %   83.9 ms  323 ms  404 ms   WrapupTask 522 ms     28.9 %
               50   97.9 %   74.1 ms  403 ms  11.7 s   WrapupTask 522 ms     32.4 %
               60   98.2 %   69.9 ms  404 ms  11.7 s   WrapupTask 522 ms     39.4 %
               70   95.3 %   78.0 ms  11.7 s  21.6 s   WrapupTask 522 ms     44.4 %
               80   88.6 %   96.4 ms  21.2 s  79.0 s   WrapupTask 522 ms     48.8 %
              100   83.0 %    111 ms  27.6 s  44.6 s   WrapupTask 522 ms     55.6 %
              140   74.3 %    191 ms  30.3 s  70.4 s   UnholdCall 497 ms     63.9 %
              200   56.6 %    3.14 s  51.1 s  81.0 s   UnholdCall 497 ms     78.1 %
    ");
}

#[test]
fn any_number_of_threads_finds_the_same_and_the_way_there_is_looked_at() {
    let folder = floor(IN_TIME);
    let flags = ["--vary", "calls=60/h..300/h", "--max-replications", "5", "--precision", "20%"];
    let (_, one) = found(&folder, &[&flags[..], &["-j", "1"]].concat());
    let (_, two) = found(&folder, &[&flags[..], &["-j", "2"]].concat());
    assert_eq!(one.to_string(), two.to_string());
    let trials = one["trials"].as_array().unwrap();
    let curve: Vec<_> = trials.iter().filter(|trial| trial["purpose"] == "curve").collect();
    assert!(curve.len() >= 6, "{curve:?}");
    assert!(curve.iter().all(|trial| trial["replications"] == 5));
    let limit = one["found"].as_f64().unwrap();
    assert!(trials.iter().any(|trial| trial["value"].as_f64().unwrap() > limit));
}

#[test]
fn where_more_is_better_the_least_value_is_sought_and_paths_are_as_good_as_variables() {
    let folder = floor(IN_TIME);
    let flags = ["--max-replications", "5", "--points", "0"];
    let (code, by_path) = found(&folder, &[&["--vary", "agents.desk.count=1..12"], &flags[..]].concat());
    assert_eq!((code, by_path["direction"].as_str(), &by_path["today"]), (0, Some("least"), &4.into()));
    let (least, beyond) = (by_path["found"].as_i64().unwrap(), by_path["beyond"].as_i64().unwrap());
    assert_eq!(least, beyond + 1, "whole numbers are told apart");
    let (_, by_name) = found(&folder, &[&["--vary", "desks=1..12"], &flags[..]].concat());
    assert_eq!((&by_name["found"], &by_name["trials"]), (&by_path["found"], &by_path["trials"]));
}

#[test]
fn a_duration_keeps_its_unit_and_where_all_holds_that_is_said() {
    let folder = floor("thresholds: {abandon_rate: [\"value < 95%\"]}\n");
    let flags = ["capacity", "floor.yaml", "--vary", "talk=20s..1m", "--points", "0", "-q"];
    let ended = folder.rushhour(&flags);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("all thresholds hold at 60s and below; more was not tried"), "{}", ended.stdout);
    assert!(ended.stdout.contains("today it is 60s"), "{}", ended.stdout);
}

#[test]
fn where_nothing_holds_the_exit_code_says_so() {
    let folder = floor("thresholds: {wait: [\"p(50) < 1ns\"]}\n");
    let (code, document) = found(&folder, &["--vary", "calls=60/h..120/h"]);
    assert_eq!((code, &document["found"], &document["beyond"]), (99, &Value::Null, &60.into()));
    assert_eq!(document["trials"].as_array().unwrap().len(), 2);
    assert_eq!(document["bottleneck"]["kind"], "none");
}

#[test]
fn a_script_that_fails_on_the_way_is_not_kept_quiet() {
    let folder = floor(IN_TIME);
    folder.write("agent.rhai", &super::support::AGENT.replace("me.wrapup(task);", "fail(\"no\");"));
    let (code, document) = found(&folder, &["--vary", "calls=60/h..61/h", "--points", "0"]);
    assert_eq!(code, 107);
    let warning = document["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("at calls=60/h: ") && warning.contains("agent.rhai:7"), "{warning}");
}

#[test]
fn what_cannot_be_varied_is_refused_with_a_remedy() {
    let folder = floor(IN_TIME);
    let refused = |vary: &str, more: &[&str]| {
        let ended = folder.rushhour(&[&["capacity", "floor.yaml", "--vary", vary], more].concat());
        assert_eq!(ended.stdout, "");
        (ended.code, ended.stderr)
    };
    for (vary, code, said) in [
        ("cals=60/h..120/h", 104, "did you mean `calls`?"),
        ("agents.dask.count=1..5", 104, "did you mean `desk`?"),
        ("greeting=1..5", 104, "`greeting` is no number, rate or duration"),
        ("careful=1..5", 104, "`careful` is no number, rate or duration"),
        ("calls=60..120", 104, "`calls` is `60/h`, and 60..120 is of another kind"),
        ("desks=-1..5", 104, "count"),
        ("calls=60/h", 2, "two dots"),
        ("calls", 2, "NAME=A..B"),
        ("calls=many..more", 2, "no number, rate or duration"),
        ("calls=120/h..60/h", 2, "lower end first"),
    ] {
        let (is, stderr) = refused(vary, &[]);
        assert!(is == code && stderr.contains(said), "{vary}: {is} {stderr}");
    }
    let (code, stderr) = refused("calls=60/h..120/h", &["--precision", "soon"]);
    assert!(code == 2 && stderr.contains("--precision soon"), "{stderr}");
    let ended = floor("").rushhour(&["capacity", "floor.yaml", "--vary", "calls=60/h..120/h"]);
    assert!(ended.code == 104 && ended.stderr.contains("no thresholds"), "{}", ended.stderr);
}

#[test]
fn both_searches_write_a_page_that_needs_nothing_else() {
    let folder = floor(IN_TIME);
    let text = std::fs::read_to_string(folder.path("floor.yaml")).unwrap();
    folder.write("floor.yaml", &text.replace("name: desk", "name: \"<b>desk\""));
    let flags = ["--max-replications", "5", "-q", "-o", "out"];
    let varied = ["capacity", "floor.yaml", "--vary", "calls=60/h..300/h", "--precision", "10%"];
    assert_eq!(folder.rushhour(&[&varied[..], &flags].concat()).code, 0);
    assert_eq!(folder.rushhour(&[&["staff", "floor.yaml"], &flags[..]].concat()).code, 0);
    for name in ["capacity", "staff"] {
        let read = |ending: &str| std::fs::read_to_string(folder.path(&format!("out/{name}.{ending}"))).unwrap();
        let (page, document): (String, Value) = (read("html"), serde_json::from_str(&read("json")).unwrap());
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        for elsewhere in ["http:", "https:", "src=", "<script", "@import", "url("] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
        assert!(!page.contains("<b>desk") && page.contains("&lt;b&gt;desk"));
        assert!(page.matches("<svg").count() >= 3 && page.contains("service level: "), "{name}");
        // The limit stands in a chart and in a table; what was found is marked in each chart.
        assert!(page.matches("value &gt;= 80%").count() >= 2, "{name}");
        let marks = page.lines().filter(|line| line.starts_with("highest ") || line.starts_with("least ")).count();
        assert!(marks >= 3, "{name}: {marks}");
        assert!(read("txt").contains("The way there"));
        assert!(document["trials"].as_array().unwrap().iter().any(|trial| trial["purpose"] == "curve"), "{name}");
        let first = &document["trials"][0]["measured"];
        assert!(first["wait_s"]["p95"].is_number() && first["occupancy"]["<b>desk"].is_number(), "{first}");
    }
}

#[test]
fn an_interrupted_search_tells_what_it_has_tried() {
    let folder = floor(IN_TIME);
    // Longer than anybody waits.
    let flags =
        ["capacity", "floor.yaml", "--vary", "calls=60/h..300/h", "--precision", "0.001%", "-e", "desks=5"];
    let mut search = Command::new(env!("CARGO_BIN_EXE_rushhour"))
        .current_dir(folder.path("."))
        .args(flags)
        .args(["--duration", "4h", "--max-replications", "100000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(search.stderr.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    assert!(first.starts_with("calls=60/h: holds"), "{first}");
    Command::new("kill").args(["-INT", &search.id().to_string()]).status().unwrap();
    said.for_each(drop);
    let mut told = String::new();
    search.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(search.wait().unwrap().code(), Some(105));
    assert!(told.starts_with("interrupted") && told.contains("✓ service_level"), "{told}");
}

#[test]
fn keys_of_the_scenario_are_varied_where_that_says_something() {
    let folder = floor(IN_TIME);
    for vary in ["duration=2m..3m", "warmup=0s..10s", "drain=1m..2m"] {
        let ended =
            folder.rushhour(&["capacity", "floor.yaml", "--duration", "2m", "--vary", vary, "--points", "0"]);
        let is_fixed = vary.starts_with("duration");
        assert_eq!(ended.code == 2, is_fixed, "{vary}: {}", ended.stderr);
        assert!([0, 2, 99].contains(&ended.code), "{vary}: {}", ended.stderr);
    }
    let (code, document) = found(&folder, &["--vary", "duration=2m..3m", "--points", "0"]);
    assert!([0, 99].contains(&code), "{document}");
    assert_eq!(document["vary"]["name"], "duration");
    for (vary, told) in [
        ("seed=1..9", "one seed is no more than another"),
        ("replications=1..9", "--max-replications"),
        ("interval=1m..9m", "how a run is told"),
        ("agents=1..9", "by its path"),
    ] {
        let ended = folder.rushhour(&["capacity", "floor.yaml", "--vary", vary]);
        assert_eq!(ended.code, 2, "{vary}: {}", ended.stderr);
        assert!(ended.stderr.contains(told), "{vary}: {}", ended.stderr);
    }
    // A variable of the name is meant before the key.
    folder.write("var.yaml", "version: 1\nvars: {duration: 2m, seed: 3}\nduration: \"${duration}\"\nthresholds: {service_level: [\"value >= 0%\"]}\nagents: [{name: a, script: phone_agent, queue: q, count: \"${seed}\"}]\ncustomers: [{name: c, script: phone_customer, queue: q, arrivals: {poisson: {rate: 60/h}}}]\n");
    let ended = folder.rushhour(&["capacity", "var.yaml", "--vary", "seed=1..3", "--points", "0", "-q"]);
    assert!([0, 99].contains(&ended.code), "{}", ended.stderr);
}
