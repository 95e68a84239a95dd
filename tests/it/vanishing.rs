//! Agents who vanish: an offer that times out leaves its agent where nobody is offered work. That is told, and there are
//! ways back.

use serde_json::Value;

use super::support::{Ended, Folder};

/// One agent for calls and e-mails with a script that does one thing at a time, and one e-mail in the middle of the
/// first call, which times out.
fn desk(script: &str, more: &str) -> Folder {
    let folder = Folder::with(&format!(
        "version: 1
duration: 1h
drain: 10m
center:
  queues: {{line: {{reservation_timeout: 20s}}}}
  activities: [Available, Break, Lunch]
agents:
  - {{name: desk, script: desk.rhai, queue: line, {more}}}
customers:
  - {{name: callers, script: caller.rhai, queue: line, arrivals: {{burst: {{at: 1s, count: 1}}}}}}
  - {{name: later, script: caller.rhai, queue: line, arrivals: {{burst: {{at: 10m, count: 1}}}}}}
  - {{name: writers, script: writer.rhai, queue: line, arrivals: {{burst: {{at: 10s, count: 1}}}}}}
"
    ));
    folder.write("desk.rhai", script);
    let caller = r#"fn run(me) { me.phone(me.queue); if me.wait_answer("90s") { me.wait_end(); } }"#;
    folder.write("caller.rhai", caller);
    folder.write("writer.rhai", r#"fn run(me) { me.email(me.queue, "hello"); me.wait_end("5m"); }"#);
    folder
}

/// One thing at a time, waiting with this for the next.
fn one_at_a_time(tasks: &str) -> String {
    let head = "fn run(me) {\n    me.set_activity(\"Available\");\n    for task in ";
    let rest = " {
        if !me.accept(task) { continue; }
        if task.channel == \"voice\" { me.talk(task, \"1m\"); }
        me.wrapup(task);
        me.complete(task);
    }
}
";
    [head, tasks, rest].concat()
}

const VANISHES: &str = "me.tasks()";

fn warnings(report: &Value) -> Vec<&str> {
    report["warnings"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

fn run(folder: &Folder, args: &[&str]) -> (Ended, Value) {
    let (ended, report) = folder.report(args);
    assert!([0, 99].contains(&ended.code), "{}", ended.stderr);
    (ended, report)
}

/// When and where the agent went.
fn moves(folder: &Folder) -> Vec<(f64, String)> {
    let (_, _) = run(folder, &["--events", "events.jsonl"]);
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let events = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let moves = events.filter(|event| event["event"] == "WorkerChanged");
    moves.map(|it| (it["at_s"].as_f64().unwrap(), it["to"].as_str().unwrap().to_owned())).collect()
}

fn went(moves: &[(f64, String)], at: f64, to: &str) -> bool {
    moves.iter().any(|(when, where_to)| (when - at).abs() < 1e-6 && where_to == to)
}

#[test]
fn an_agent_who_vanishes_is_told_of_with_whose_and_how_long() {
    let folder = desk(&one_at_a_time(VANISHES), "");
    let (ended, report) = run(&folder, &[]);
    assert_eq!(ended.code, 0);
    let block = &report["offers_timed_out"]["desk"];
    assert_eq!(
        (block["offers"].as_u64(), block["agents"].as_u64(), block["left"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
    // From 30 s on, when the offer of the e-mail times out.
    assert_eq!((block["away_s"].as_f64(), block["longest_away_s"].as_f64()), (Some(3570.0), Some(3570.0)));
    let warned = warnings(&report);
    let [warning] = warned[..] else { unreachable!("{warned:?}") };
    for said in [
        "an offer to `desk` timed out",
        "one agent",
        "`Unavailable`",
        "59m 30s",
        "back_after_timeout",
        "back_after:",
    ] {
        assert!(warning.contains(said), "{said}: {warning}");
    }
    let text = folder.rushhour(&["run", "floor.yaml"]).stdout;
    assert!(text.contains("Offers that timed out") && text.contains("59m 30s"), "{text}");
    let (strict, report) = run(&folder, &["--strict"]);
    assert_eq!((strict.code, report["exit_code"].as_u64()), (99, Some(99)));
}

#[test]
fn the_page_and_several_replications_tell_of_it_too() {
    let folder = desk(&one_at_a_time(VANISHES), "count: 1");
    let (_, report) = run(&folder, &["--replications", "3", "-o", "out"]);
    let block = &report["offers_timed_out"]["desk"];
    assert_eq!((block["offers"].as_u64(), block["left"].as_u64()), (Some(3), Some(3)));
    assert_eq!((block["away_s"].as_f64(), block["longest_away_s"].as_f64()), (Some(3.0 * 3570.0), Some(3570.0)));
    let page = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(page.contains("Offers that timed out"));
}

#[test]
fn where_nothing_times_out_nothing_is_said() {
    let served = "fn run(me) {
    me.set_activity(\"Available\");
    me.serve(|me, task| {
        me.accept(task);
        if task.channel == \"voice\" { me.talk(task, \"1m\"); }
        me.wrapup(task);
        me.complete(task);
    });
}
";
    let (ended, report) = run(&desk(served, ""), &["--strict"]);
    assert_eq!((ended.code, report.get("offers_timed_out")), (0, None));
}

#[test]
fn a_population_brings_its_agents_back() {
    let folder = desk(&one_at_a_time(VANISHES), "back_after_timeout: 45s");
    let (ended, report) = run(&folder, &["--strict"]);
    assert_eq!(ended.code, 0, "{:?}", report["warnings"]);
    let block = &report["offers_timed_out"]["desk"];
    assert_eq!((block["left"].as_u64(), block["longest_away_s"].as_f64()), (Some(0), Some(45.0)));
    let moves = moves(&folder);
    assert!(went(&moves, 30.0, "Unavailable") && went(&moves, 75.0, "Available"), "{moves:?}");
    // It is an action like any other.
    assert_eq!(report["actions"]["SetActivity"]["ok"].as_u64(), Some(2));
    let handled = report["metrics"]["handle"]["count"].as_u64();
    assert_eq!(handled, Some(3), "the e-mail and the second call");
}

#[test]
fn a_script_brings_its_agent_back_where_it_waits_for_work() {
    let serve = "fn run(me) {
    me.set_activity(\"Available\");
    me.serve(#{ back_after: 45 }, |me, task| {
        if task.channel == \"email\" && task.offered_at < 20.0 { return; }
        me.accept(task);
        if task.channel == \"voice\" { me.talk(task, \"1m\"); }
        me.wrapup(task);
        me.complete(task);
    });
}
";
    let scripts = [
        one_at_a_time("me.tasks(#{ back_after: \"45s\" })"),
        one_at_a_time("me.tasks(#{ back_after: 45.0 })"),
        serve.to_owned(),
    ];
    for script in scripts {
        let folder = desk(&script, "");
        let moves = moves(&folder);
        assert!(went(&moves, 30.0, "Unavailable") && went(&moves, 75.0, "Available"), "{script}: {moves:?}");
    }
}

#[test]
fn a_built_in_script_comes_back_too() {
    let folder = Folder::with(
        "version: 1
duration: 30m
center:
  queues: {line: {reservation_timeout: 20s}}
agents:
  - {name: desk, script: phone_agent, queue: line, back_after_timeout: 30s, capacity: {voice: 1, chat: 1}}
customers:
  - {name: callers, script: phone_customer, queue: line, arrivals: {burst: {at: 1s, count: 1}}}
  - {name: writers, script: chat_customer, queue: line, arrivals: {burst: {at: 2s, count: 1}}}
distributions: {talk: 3m, hold: 10s, wrapup: 10s, patience: 1h, message_gap: 10s}
",
    );
    let (_, report) = run(&folder, &[]);
    assert!(report["offers_timed_out"]["desk"]["offers"].as_u64() >= Some(1));
    assert!(!warnings(&report).iter().any(|it| it.contains("timed out")), "{:?}", report["warnings"]);
}

#[test]
fn whoever_is_on_a_break_or_has_gone_away_stays_and_a_break_ends_at_work() {
    // The break is due a moment after the offer has timed out, and lasts ten minutes.
    let breaks = "breaks: [{at: 62s, for: 10m, activity: Lunch}], back_after_timeout: 40s";
    let moves_on_break = moves(&desk(&one_at_a_time(VANISHES), breaks));
    assert!(went(&moves_on_break, 62.0, "Lunch"), "{moves_on_break:?}");
    assert!(went(&moves_on_break, 662.0, "Available"), "{moves_on_break:?}");
    assert!(!moves_on_break.iter().any(|(at, to)| *at < 662.0 && *at > 62.0 && to == "Available"));
    // Who has set another activity meanwhile is not brought back.
    let away = "fn run(me) {
    me.set_activity(\"Available\");
    me.start(|me| { sleep(\"50s\"); me.set_activity(\"Break\"); });
    for task in me.tasks(#{ back_after: \"45s\" }) { me.accept(task); me.talk(task, \"1m\"); me.wrapup(task); me.complete(task); }
}
";
    let moves = moves(&desk(away, ""));
    assert!(went(&moves, 50.0, "Break") && !went(&moves, 75.0, "Available"), "{moves:?}");
}

#[test]
fn a_way_back_that_a_listener_stops_is_tried_again() {
    let script = "fn run(me) {
    me.before(\"SetActivity\", |me, event| { if now() > 60.0 && now() < 100.0 { event.abort(); } });
    me.set_activity(\"Available\");
    for task in me.tasks(#{ back_after: \"45s\" }) { me.accept(task); me.talk(task, \"1m\"); me.wrapup(task); me.complete(task); }
}
";
    let moves = moves(&desk(script, ""));
    assert!(!went(&moves, 75.0, "Available") && went(&moves, 120.0, "Available"), "{moves:?}");
}

#[test]
fn an_option_that_is_none_and_a_time_that_is_none_are_told() {
    for (tasks, said) in [
        ("me.tasks(#{ bak_after: \"45s\" })", "no option `bak_after`"),
        ("me.tasks(#{ back_after: \"soon\" })", "soon"),
        ("me.tasks(#{ back_after: true })", "is no length of time"),
    ] {
        let folder = desk(&one_at_a_time(tasks), "");
        let ended = folder.rushhour(&["run", "floor.yaml"]);
        assert_eq!(ended.code, 107, "{tasks}");
        assert!(ended.stdout.contains(said), "{tasks}: {}", ended.stdout);
    }
}
