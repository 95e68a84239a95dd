//! Comparing runs: `compare`, and `run --baseline`.

use serde_json::Value;

use super::support::{FLOOR, Folder, rushhour};

/// Twenty agents at four fifths of what they can do.
const BUSY: &str = "version: 1
name: busy
duration: 150s
warmup: 60s
drain: 1h
vars: {agents: 20}
center:
  queues:
    line: {target: 5s}
agents:
  - {name: desk, count: \"${agents}\", script: agent.rhai, queue: line}
customers:
  - {name: callers, script: caller.rhai, queue: line, arrivals: {poisson: {rate: 1920/h}}}
distributions:
  handle: {exponential: {mean: 30s}}
";
const AGENT: &str = "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        me.talk(task, \"handle\");
        me.wrapup(task);
        me.complete(task);
    }
}
";
const CALLER: &str = "fn run(me) { me.phone(me.queue); if me.wait_answer(\"1h\") { me.wait_end(); } }\n";

fn busy() -> Folder {
    let folder = Folder::with(BUSY);
    folder.write("agent.rhai", AGENT).write("caller.rhai", CALLER);
    folder
}

fn run(folder: &Folder, name: &str, more: &[&str]) {
    let ended = folder.rushhour(&[&["run", "floor.yaml", "-q", "--json", name], more].concat());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

fn compare(folder: &Folder, a: &str, b: &str, more: &[&str]) -> (i32, Value) {
    let ended = folder.rushhour(&[&["compare", a, b, "--json"], more].concat());
    (ended.code, serde_json::from_str(&ended.stdout).unwrap_or(Value::Null))
}

#[test]
fn one_agent_in_twenty_less_is_worse_and_another_seed_is_not() {
    let folder = busy();
    for seed in ["1", "2"] {
        for agents in ["20", "19"] {
            let (agents_is, name) = (format!("agents={agents}"), format!("{agents}-{seed}.json"));
            run(&folder, &name, &["-e", &agents_is, "--seed", seed, "--replications", "30"]);
        }
    }
    for seed in ["1", "2"] {
        let (code, less) =
            compare(&folder, &format!("20-{seed}.json"), &format!("19-{seed}.json"), &["--tolerance", "2%"]);
        assert_eq!(
            (code, less["verdict"].as_str(), less["pairs"].as_u64()),
            (99, Some("worse"), Some(30)),
            "{less}"
        );
        assert_eq!(less["differs"][0], "agents 20 → 19");
    }
    for agents in ["20", "19"] {
        let (one, two) = (format!("{agents}-1.json"), format!("{agents}-2.json"));
        let (code, other) = compare(&folder, &one, &two, &["--tolerance", "2%"]);
        assert_eq!(
            (code, other["verdict"].as_str(), other["paired"].as_bool()),
            (0, Some("equal"), Some(false)),
            "{other}"
        );
    }
    let (code, same) = compare(&folder, "20-1.json", "20-1.json", &["--tolerance", "0%"]);
    assert_eq!((code, same["verdict"].as_str()), (0, Some("identical")));
}

#[test]
fn reports_of_replications_hold_what_each_saw() {
    let folder = Folder::with(FLOOR);
    let (_, report) = folder.report(&["--replications", "3"]);
    let wait = &report["metrics"]["wait"];
    for statistic in ["mean", "p50", "p95", "p99"] {
        assert_eq!(wait["replications"][statistic].as_array().unwrap().len(), 3, "{wait}");
    }
    let level = &report["metrics"]["service_level"]["replications"]["value"];
    assert!(level.as_array().unwrap().iter().all(Value::is_number), "{level}");
    // The first of three is the only one of one.
    let (_, one) = folder.report(&[]);
    let mean = one["metrics"]["wait"]["mean"].as_f64().unwrap();
    assert!((wait["replications"]["mean"][0].as_f64().unwrap() - mean).abs() < 1e-9);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = Folder::with(FLOOR);
    run(&folder, "a.json", &[]);
    let refused = |a: &str, b: &str| {
        let ended = folder.rushhour(&["compare", a, b]);
        (ended.code, ended.stderr)
    };
    let (code, message) = refused("a.json", "nowhere.json");
    assert!(code == 2 && message.contains("nowhere.json"), "{message}");
    folder.write("later.json", "{\"version\": 2}").write("other.json", "{}");
    let (code, message) = refused("later.json", "a.json");
    assert!(code == 104 && message.contains("version 2"), "{message}");
    let (code, message) = refused("a.json", "other.json");
    assert!(code == 104 && message.contains("no report"), "{message}");
    std::fs::create_dir(folder.path("empty")).unwrap();
    let (code, message) = refused("empty", "a.json");
    assert!(code == 2 && message.contains("there is no report.json in it"), "{message}");
    run(&folder, "b.json", &["--set", "name=other"]);
    let (code, message) = refused("a.json", "b.json");
    assert!(code == 104 && message.contains("B of `other`") && message.contains("--anyway"), "{message}");
    assert_eq!(folder.rushhour(&["compare", "a.json", "b.json", "--anyway", "-q"]).code, 0);
    let ended = folder.rushhour(&["compare", "a.json", "a.json", "--tolerance", "much"]);
    assert!(ended.code == 2 && ended.stderr.contains("write `2%`"), "{}", ended.stderr);
}

#[test]
fn a_run_is_held_against_its_baseline() {
    let folder = busy();
    let small = ["--replications", "8", "--set", "duration=90s"];
    run(&folder, "before.json", &small);
    let again = |more: &[&str]| {
        let args: [&[&str]; 4] =
            [&["run", "floor.yaml", "--baseline", "before.json"], &small, &["--tolerance", "5%"], more];
        folder.rushhour(&args.concat())
    };
    let same = again(&[]);
    assert!(same.code == 0 && same.stdout.contains("✓ IDENTICAL  busy"), "{}{}", same.stdout, same.stderr);
    let worse = again(&["-e", "agents=14", "-o", "out"]);
    assert!(worse.code == 99 && worse.stdout.contains("✗ WORSE than tolerated  busy"), "{}", worse.stdout);
    let page = std::fs::read_to_string(folder.path("out/comparison.html")).unwrap();
    assert!(page.contains("agents 20 → 14") && page.contains("wait, how it is spread"));
    for file in ["comparison.json", "comparison.txt", "report.json"] {
        assert!(folder.path("out").join(file).is_file(), "{file}");
    }
    let missing = folder.rushhour(&["run", "floor.yaml", "--baseline", "nowhere"]);
    assert!(missing.code == 2 && missing.stdout.is_empty(), "{}", missing.stdout);
}

#[test]
fn several_scenarios_are_run_with_one_summary_and_compared_by_name() {
    let folder = Folder::with(FLOOR);
    let failing = format!("{FLOOR}name: second\nthresholds: {{wait: [\"max < 1ns\"]}}\n");
    folder.write("second.yaml", &failing);
    let ended = folder.rushhour(&["run", "floor.yaml", "second.yaml", "-o", "a"]);
    assert_eq!(ended.code, 99, "{}", ended.stderr);
    let summary = &ended.stdout[ended.stdout.rfind("1 of 2 scenarios passed").unwrap()..];
    assert!(summary.contains("exit code 99") && summary.contains("✓ PASS  floor"), "{summary}");
    assert!(summary.contains("✗ FAIL  second") && summary.contains("1 of 1 threshold failed"), "{summary}");
    let other = folder.rushhour(&["run", "floor.yaml", "second.yaml", "-o", "b", "-q", "--seed", "2"]);
    assert_eq!(other.code, 99);
    let ended = rushhour(&folder.path("."), &["compare", "a", "b", "-o", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(ended.stdout.matches("CANNOT TELL").count(), 2, "{}", ended.stdout);
    for file in ["out/floor/comparison.html", "out/second/comparison.json"] {
        assert!(folder.path(file).is_file(), "{file}");
    }
}

#[test]
fn what_the_baseline_has_and_a_run_has_not_passes_no_tolerance() {
    let folder = Folder::with(&FLOOR.replace("60/h", "200/h"));
    run(&folder, "before.json", &["--replications", "3"]);
    let nobody = ["--replications", "3", "--set", "customers.callers.arrivals.poisson.rate=1/d"];
    let held = |more: &[&str]| {
        folder.rushhour(&[&["run", "floor.yaml", "--baseline", "before.json"], &nobody[..], more].concat())
    };
    for (tolerance, words) in [
        ("5%", "only A has data of `wait.mean`"),
        ("wait.p95=1h", "only A has data of `wait.p95`: B has none"),
        ("handle=50%", "only A has data of `handle.mean`, `handle.p95`: B has none"),
    ] {
        let ended = held(&["--tolerance", tolerance]);
        assert!(ended.code == 99 && ended.stdout.contains(words), "{}{}", ended.stdout, ended.stderr);
        assert!(ended.stdout.contains("✗ DATA MISSING"), "{}", ended.stdout);
    }
    let told = held(&[]);
    assert!(told.code == 0 && told.stdout.contains("only A has data of `wait.mean`"), "{}", told.stdout);
    // Occupancy gets neither better nor worse: it is told, and gated where it is named.
    assert!(told.stdout.contains("~ changed  occupancy"), "{}", told.stdout);
    let ended = held(&["--tolerance", "occupancy=5%"]);
    assert!(ended.code == 99 && ended.stdout.contains("✗ beyond 5%"), "{}", ended.stdout);
    // The other way round, with what a program reads on stdout.
    run(&folder, "nobody.json", &nobody);
    let args = ["run", "floor.yaml", "--replications", "3", "--baseline", "nobody.json", "--tolerance", "5%"];
    let ended = folder.rushhour(&[&args[..], &["--json", "-"]].concat());
    assert!(ended.code == 99 && ended.stderr.contains("only B has data of `wait.mean`"), "{}", ended.stderr);
}

#[test]
fn a_tolerance_that_nothing_can_be_said_of_is_not_kept() {
    let folder = Folder::with(FLOOR);
    run(&folder, "one.json", &[]);
    run(&folder, "two.json", &["--seed", "2"]);
    let ended = folder.rushhour(&["compare", "one.json", "two.json", "--tolerance", "5%"]);
    assert!(ended.code == 99 && ended.stdout.contains("✗ TOLERANCE CANNOT BE JUDGED"), "{}", ended.stdout);
    assert!(ended.stdout.contains("--replications 30"), "{}", ended.stdout);
    let known = folder.rushhour(&["compare", "one.json", "one.json", "--tolerance", "0%"]);
    assert_eq!(known.code, 0, "{}", known.stdout);
    let nothing = folder.rushhour(&["compare", "one.json", "one.json", "--tolerance", "first_response=5%"]);
    assert!(nothing.code == 99 && nothing.stdout.contains("`first_response.mean`"), "{}", nothing.stdout);
}

#[test]
fn scenarios_of_one_name_are_kept_apart_and_one_that_is_gone_keeps_no_tolerance() {
    let folder = Folder::with(FLOOR);
    for (place, agents) in [("north", "count: 1"), ("south", "count: 9")] {
        std::fs::create_dir(folder.path(place)).unwrap();
        folder.write(&format!("{place}/day.yaml"), &FLOOR.replace("count: 4", agents));
        for script in ["agent.rhai", "caller.rhai"] {
            std::fs::copy(folder.path(script), folder.path(place).join(script)).unwrap();
        }
    }
    for out in ["a", "b"] {
        let ended =
            folder.rushhour(&["run", "north/day.yaml", "south/day.yaml", "-q", "--replications", "2", "-o", out]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
    }
    let both = folder.rushhour(&["compare", "a", "b", "--tolerance", "0%", "-o", "out"]);
    assert_eq!((both.code, both.stdout.matches("✓ IDENTICAL").count()), (0, 2), "{}{}", both.stdout, both.stderr);
    let pages = std::fs::read_dir(folder.path("out")).unwrap().count();
    assert_eq!(pages, 2);
    let args = ["run", "south/day.yaml", "--replications", "2", "--baseline", "a", "--tolerance", "0%"];
    let held = folder.rushhour(&args);
    assert!(held.code == 0 && held.stdout.contains("✓ IDENTICAL"), "{}{}", held.stdout, held.stderr);
    std::fs::remove_dir_all(folder.path("b/day-2")).unwrap();
    folder.write("other.yaml", &format!("{FLOOR}name: other\n"));
    assert_eq!(folder.rushhour(&["run", "other.yaml", "-q", "--replications", "2", "-o", "b/other"]).code, 0);
    let gone = folder.rushhour(&["compare", "a", "b", "--tolerance", "0%"]);
    assert!(gone.code == 99 || gone.code == 104, "{}", gone.stdout);
    assert!(gone.stderr.contains("is in a alone, so its tolerance is not kept"), "{}", gone.stderr);
}
