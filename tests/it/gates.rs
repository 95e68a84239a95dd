//! Gates: what must not pass on nothing, and flags that say nothing.

use serde_json::{Value, json};

use super::support::{FLOOR, Folder};

#[test]
fn a_value_that_was_not_said_is_a_wrong_command_line() {
    let folder = Folder::with(FLOOR);
    for args in [
        ["run", "--set", "agents.desk.count="],
        ["run", "--set", "agents.desk.count= "],
        ["run", "--set", "agents.desk.count=# five"],
        ["check", "--set", "name="],
        ["run", "-e", "n="],
        ["check", "-e", "=3"],
        ["run", "--set", "=3"],
        ["capacity", "--vary", "agents.desk.count="],
        ["capacity", "--vary", "agents.desk.count=..5"],
        ["capacity", "--vary", "=1..5"],
    ] {
        let ended = folder.rushhour(&[args[0], "floor.yaml", args[1], args[2]]);
        assert_eq!(ended.code, 2, "{args:?}: {}", ended.stderr);
    }
    for tolerance in ["=", "wait=", "=5%", ""] {
        let ended = folder.rushhour(&["run", "floor.yaml", "--baseline", "x", "--tolerance", tolerance]);
        assert_eq!(ended.code, 2, "{tolerance}: {}", ended.stderr);
    }
    let ended = folder.rushhour(&["run", "floor.yaml", "--set", "agents.desk.count="]);
    assert!(ended.stderr.contains("a value is missing"), "{}", ended.stderr);
}

#[test]
fn an_empty_text_and_nothing_can_be_said() {
    let folder = Folder::with(&format!("{FLOOR}vars: {{what: calls}}\ndescription: \"about ${{what}}\"\n"));
    let (_, report) = folder.report(&["--set", "agents.desk.count=null", "--set", "description=\"\""]);
    assert_eq!(report["scenario"]["description"], "");
    assert_eq!(report["scenario"]["populations"]["desk"]["count"], 1);
    let (_, report) = folder.report(&["-e", "what=''"]);
    assert_eq!(report["scenario"]["description"], "about ");
}

#[test]
fn with_strict_no_warning_passes() {
    let folder = Folder::with(&FLOOR.replace("support: {target: 20s}", "support: {target: 20s}\n    idle: {}"));
    let strict = |args: &[&str]| folder.rushhour(&[args, &["--strict"]].concat());
    let ended = strict(&["check", "floor.yaml"]);
    assert!(ended.code == 104 && ended.stderr.contains("a warning, and --strict"), "{}", ended.stderr);
    assert_eq!(folder.rushhour(&["check", "floor.yaml"]).code, 0);
    for search in [
        &["hunt", "floor.yaml"][..],
        &["staff", "floor.yaml"],
        &["capacity", "floor.yaml", "--vary", "agents.desk.count=1..5"],
    ] {
        let ended = strict(search);
        assert!(ended.code == 104 && ended.stderr.contains("--strict"), "{search:?} {}", ended.stderr);
    }
    let ended = strict(&["run", "floor.yaml", "-o", "out"]);
    assert_eq!(ended.code, 99, "{}", ended.stderr);
    assert!(
        ended.stdout.contains("✗ FAIL") && ended.stdout.contains("1 warning, and --strict lets none pass"),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("no agent serves the queue `idle`"), "{}", ended.stdout);
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path("out/report.json")).unwrap()).unwrap();
    assert_eq!(
        (&report["verdict"], &report["exit_code"], &report["strict"]),
        (&json!("fail"), &json!(99), &json!(true))
    );
    let junit = std::fs::read_to_string(folder.path("out/junit.xml")).unwrap();
    assert!(junit.contains("failures=\"1\"") && junit.contains("no agent serves the queue"), "{junit}");
    let html = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(html.contains("--strict lets none pass"));
    // Without a warning it passes, and without the flag a warning is one.
    let calm = Folder::with(FLOOR);
    assert_eq!(calm.rushhour(&["run", "floor.yaml", "-q", "--strict"]).code, 0);
    assert_eq!(folder.rushhour(&["run", "floor.yaml", "-q"]).code, 0);
    // What `check` says of the load is told by a strict run as well.
    let busy = Folder::with(&FLOOR.replace("60/h", "2000/h"));
    let (ended, report) = busy.report(&["--strict", "--duration", "2m"]);
    assert!(ended.code == 99 && report["warnings"].to_string().contains("agents"), "{}", report["warnings"]);
}

#[test]
fn several_tags_narrow_a_metric_down() {
    let thresholds = "thresholds:
  'wait{population:callers,queue:support}': ['count > 0']
  'handle{channel:voice, queue:support, population:desk}': ['count > 0']
  'occupancy{queue:support,population:desk}': ['value <= 100%']
  'queue_length{queue:support,channel:voice}': ['value < 100']
  'wait{queue:support,channel:chat}': ['count > 0']
interval: 5m
";
    let folder = Folder::with(&format!("{FLOOR}{thresholds}"));
    let (ended, report) = folder.report(&["--replications", "2"]);
    assert_eq!(ended.code, 99, "{}", ended.stderr);
    let ok: Vec<bool> =
        report["thresholds"].as_array().unwrap().iter().map(|it| it["ok"].as_bool().unwrap()).collect();
    assert_eq!(ok, [true, true, true, true, false], "nobody chats: {}", report["thresholds"]);
    let metrics = &report["metrics"];
    // One population, one queue, one channel: what they have in common is all there is.
    assert_eq!(metrics["wait{queue:support,population:callers}"], metrics["wait{queue:support}"]);
    let both = &metrics["handle{queue:support,population:desk,channel:voice}"];
    assert_eq!(both["mean"], metrics["handle"]["mean"]);
    assert_eq!(metrics["occupancy{queue:support,population:desk}"]["value"], metrics["occupancy"]["value"]);
    assert_eq!(metrics["queue_length{queue:support,channel:voice}"]["value"], metrics["queue_length"]["value"]);
    let joint = metrics.as_object().unwrap().keys().filter(|key| key.contains(',')).count();
    assert_eq!(joint, 4, "nobody asks for others");
    // The parts of an interval and a queue are those of the two together.
    let (_, told) = folder.report(&["--set", "thresholds={\"wait{interval:0:05,queue:support}\": \"count > 0\"}"]);
    let five = &told["metrics"]["wait{queue:support,interval:0:05}"]["count"];
    assert!(five.as_u64().is_some() || told.is_null(), "{told}");
    for (key, words) in [
        ("wait{queue:support,queue:support}", "twice"),
        ("wait{queue:support,agent:desk}", "has no tag `agent`"),
        ("wait{queue:support,population:desks}", "did you mean `desk`"),
        ("rejected{action:AcceptTask,queue:support}", "has no tag `queue`"),
    ] {
        let ended = folder.rushhour(&[
            "check",
            "floor.yaml",
            "--set",
            &format!("thresholds={{\"{key}\": \"count > 0\"}}"),
        ]);
        assert!(ended.code == 104 && ended.stderr.contains(words), "{key}: {}", ended.stderr);
    }
    // `--until` and `--tolerance` ask for such parts as well.
    let until = ["--until", "wait{population:callers,queue:support}:90%", "--set", "thresholds=null"];
    let (ended, report) = folder.report(&until);
    assert!(report["metrics"]["wait{queue:support,population:callers}"].is_object(), "{}", ended.stderr);
    assert_eq!(
        folder.rushhour(&["run", "floor.yaml", "-q", "--replications", "3", "--json", "base.json"]).code,
        99
    );
    let held = ["run", "floor.yaml", "--replications", "3", "--set", "thresholds=null", "--baseline", "base.json"];
    let ended =
        folder.rushhour(&[&held[..], &["--tolerance", "wait{population:callers,queue:support}=0%"]].concat());
    assert!(ended.code == 0 && ended.stdout.contains("IDENTICAL"), "{}{}", ended.stdout, ended.stderr);
}

/// One agent for what takes ten.
fn drowning(thresholds: &str) -> Folder {
    Folder::with(&format!(
        "{}thresholds: {thresholds}\n",
        FLOOR.replace("count: 4", "count: 1").replace("60/h", "600/h")
    ))
}

#[test]
fn a_broken_threshold_ends_the_run_where_it_says_so() {
    let folder = drowning(
        "{service_level: [{threshold: \"value > 80%\", abort: true, delay: 3m}], wait: [\"p(95) < 1h\"]}",
    );
    let (ended, report) = folder.report(&["-o", "out"]);
    assert_eq!((ended.code, &report["verdict"], &report["interrupted"]), (99, &json!("fail"), &json!(false)));
    let aborted = &report["thresholds"][0]["aborted"][0];
    let at = aborted["at_s"].as_f64().unwrap();
    assert!((180.0..200.0).contains(&at), "{aborted}");
    assert_eq!(report["time"]["simulated_s"], at);
    assert!(aborted["observed"].as_f64().unwrap() < 0.8);
    for file in ["summary.txt", "report.html", "junit.xml"] {
        let text = std::fs::read_to_string(folder.path("out").join(file)).unwrap();
        assert!(text.contains("ended the run at 0:03:"), "{file}: {text}");
    }
    // The same on any number of threads, each replication at its own moment.
    let several = |jobs: &str| folder.report(&["--replications", "4", "-j", jobs]).1;
    let (one, many) = (several("1"), several("4"));
    assert_eq!((&one["digest"], &one["thresholds"]), (&many["digest"], &many["thresholds"]));
    assert_eq!(one["thresholds"][0]["aborted"].as_array().unwrap().len(), 4);
    // At the pace of the wall it is the same run.
    let (paced, shown) = folder.report(&["--clock", "wall", "--speed", "100000"]);
    assert_eq!((paced.code, &shown["digest"]), (99, &report["digest"]), "{}", paced.stderr);
}

#[test]
fn a_run_goes_on_while_its_threshold_holds_or_has_no_data() {
    for threshold in [
        "{service_level: [{threshold: \"value >= 0%\", abort: true}]}",
        "{first_response: [{threshold: \"p(95) < 1s\", abort: true}]}",
        "{service_level: [{threshold: \"value > 80%\", abort: true, delay: 2h}]}",
        "{service_level: [{threshold: \"value > 80%\", abort: false}]}",
    ] {
        let (ended, report) = drowning(threshold).report(&[]);
        assert!(report["time"]["simulated_s"].as_f64().unwrap() >= 600.0, "{threshold} {}", ended.stderr);
        assert_eq!(report["thresholds"][0]["aborted"], Value::Null);
    }
    let plain = drowning("{service_level: [\"value > 80%\"]}").report(&[]).1;
    let late = drowning("{service_level: [{threshold: \"value > 80%\", abort: true, delay: 2h}]}").report(&[]).1;
    assert_eq!(plain["digest"], late["digest"]);
    for (threshold, words) in [
        ("{wait: [{threshold: \"p(95) < 1s\", delay: 1m}]}", "abort: true"),
        ("{wait: [{value: \"p(95) < 1s\", abort: true}]}", "threshold"),
        ("{wait: [{threshold: \"p(95) = 1s\", abort: true}]}", "compares nothing"),
        ("{wait: {threshold: \"p(95) < 1s\", abort: true, delay: soon}}", "soon"),
    ] {
        let ended = drowning(threshold).rushhour(&["check", "floor.yaml"]);
        assert!(ended.code == 104 && ended.stderr.contains(words), "{threshold}: {}", ended.stderr);
    }
}

/// Ten callers a minute apart, whom two agents answer at once, after long, or never.
fn ten_callers(keys: &str) -> Folder {
    let folder = Folder::with(&format!(
        "version: 1
duration: 10m
drain: 1h
center:
  queues:
    line: {{target: 20s, short_abandon: 5s{keys}}}
agents:
  - {{name: desk, count: 10, script: agent.rhai, queue: line}}
customers:
  - {{name: callers, script: caller.rhai, queue: line, arrivals: {{constant: {{rate: 60/h}}}}}}
"
    ));
    // Callers 0 to 3 are answered at once and 4 and 5 after half a minute; 6 gives up very soon, 7 to 9 later.
    folder.write(
        "agent.rhai",
        "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() {
        let caller = now() / 60.0;
        if caller >= 5.9 { sleep(\"1h\"); }
        if caller >= 3.9 { sleep(30); }
        if !me.accept(task) { continue; }
        me.wrapup(task);
        me.complete(task);
    }
}
",
    );
    folder.write(
        "caller.rhai",
        "fn run(me) {
    let caller = now() / 60.0;
    me.phone(me.queue);
    let patience = if caller < 5.9 { 600 } else if caller < 6.9 { 3 } else { 40 };
    if me.wait_answer(patience) { me.wait_end(); }
}
",
    );
    folder
}

#[test]
fn each_service_level_is_the_share_that_its_formula_says() {
    for (keys, numerator, denominator) in [
        ("", 4, 9),
        (", service_level: offered", 4, 9),
        (", service_level: answered", 4, 6),
        (", service_level: met_by_short_abandons", 5, 10),
    ] {
        let (ended, report) = ten_callers(keys).report(&[]);
        let level = &report["metrics"]["service_level{queue:line}"];
        assert_eq!(
            (level["numerator"].as_u64(), level["denominator"].as_u64()),
            (Some(numerator), Some(denominator)),
            "{keys} {level} {}",
            ended.stderr
        );
        assert_eq!(report["metrics"]["service_level"]["value"], level["value"]);
    }
    // The centre's is that of queues which say nothing.
    let set = ["--set", "center.service_level=answered"];
    assert_eq!(ten_callers("").report(&set).1["metrics"]["service_level"]["denominator"], 6);
    let own = ten_callers(", service_level: offered").report(&set).1;
    assert_eq!(own["metrics"]["service_level"]["denominator"], 9);
    assert_eq!(own["scenario"]["queues"]["line"]["service_level"], "offered");
    let ended = ten_callers(", service_level: sometimes").rushhour(&["check", "floor.yaml"]);
    assert!(ended.code == 104 && ended.stderr.contains("offered"), "{}", ended.stderr);
}

#[test]
fn nobody_comes_at_a_rate_of_zero() {
    for arrivals in [
        "{constant: {rate: 0/h}}",
        "{poisson: {rate: 0/s}}",
        "{ramp: {from: 0/h, stages: [{over: 5m, to: 0/h}]}}",
        "{profile: {\"0s\": 0/h, \"5m\": 0/h}}",
        "{burst: {count: 0}}",
        "{trace: {file: calls.csv}}",
    ] {
        let folder = Folder::with(&FLOOR.replace("{poisson: {rate: 60/h}}", arrivals));
        folder.write("calls.csv", "start,calls\n00:00,0\n00:05,0\n");
        let (ended, report) = folder.report(&["--duration", "10m"]);
        assert_eq!((ended.code, &report["totals"]["contacts"]), (0, &json!(0)), "{arrivals}: {}", ended.stderr);
        assert_eq!(folder.rushhour(&["check", "floor.yaml"]).code, 0, "{arrivals}");
        assert_eq!(report["metrics"]["service_level"]["value"], Value::Null);
    }
    let nobody = FLOOR.replace(", arrivals: {poisson: {rate: 60/h}}", ", count: 0");
    assert_eq!(Folder::with(&nobody).report(&[]).1["totals"]["contacts"], 0);
    // A threshold does not pass on that, and a search begins with it.
    let folder = Folder::with(
        &format!("{FLOOR}vars: {{calls: 60/h}}\nthresholds: {{wait: [\"p(95) < 1h\"]}}\n")
            .replace("{rate: 60/h}", "{rate: \"${calls}\"}"),
    );
    assert_eq!(folder.rushhour(&["run", "floor.yaml", "-q", "-e", "calls=0/h"]).code, 99);
    let vary = [
        "capacity",
        "floor.yaml",
        "--vary",
        "calls=0/h..60/h",
        "--points",
        "0",
        "--max-replications",
        "3",
        "--replications",
        "2",
        "-q",
    ];
    let ended = folder.rushhour(&vary);
    assert!([0, 99].contains(&ended.code), "{} {}", ended.code, ended.stderr);
    let set = "customers.callers.arrivals.poisson.rate=0/h";
    let (ended, report) = Folder::with(FLOOR).report(&["--set", set]);
    assert_eq!((ended.code, &report["totals"]["contacts"]), (0, &json!(0)), "{}", ended.stderr);
}

#[test]
fn recorded_numbers_are_what_was_recorded_or_refused_with_the_range() {
    let folder = Folder::with(&format!("{FLOOR}metrics: [cost]\nthresholds: {{cost: [\"avg < 0.0000001\"]}}\n"));
    let recording = |numbers: &str| {
        folder.write("caller.rhai", &format!("fn run(me) {{ for it in {numbers} {{ record(\"cost\", it); }} }}"));
        folder.report(&[])
    };
    let (ended, report) = recording("[0.0000004]");
    assert_eq!(
        (ended.code, &report["metrics"]["cost"]["mean"], &report["metrics"]["cost"]["max"]),
        (99, &json!(4e-7), &json!(4e-7))
    );
    assert_eq!(report["thresholds"][0]["observed"], 4e-7);
    assert!(folder.rushhour(&["run", "floor.yaml"]).stdout.contains("4e-7"));
    let cost = recording("[-0.25, 8999999999999.0, 0.000000001]").1["metrics"]["cost"].clone();
    assert_eq!(
        (&cost["min"], &cost["p50"], &cost["max"]),
        (&json!(-0.25), &json!(1e-9), &json!(8_999_999_999_999.0))
    );
    let (ended, report) = recording("[1700000000000000000]");
    assert_eq!(ended.code, 107);
    let message = report["findings"][0]["message"].to_string();
    assert!(message.contains("-9e12 to 9e12") && report["findings"][0]["line"] == 1, "{message}");
}

#[test]
fn a_talk_that_is_too_long_to_be_told_does_not_end_at_once() {
    let folder =
        Folder::with(&FLOOR.replace("talk: {exponential: {mean: 1m}}", "talk: {empirical: {values: [1e11]}}"));
    let (ended, report) = folder.report(&[]);
    let talk = &report["metrics"]["talk"];
    assert!(talk["count"] == 0 || talk["mean"].as_f64().unwrap() > 60.0, "{talk} {}", ended.stderr);
}
