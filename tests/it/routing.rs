//! Routing as scenarios say it: targets by the age of a task, whom they ask for, what skip_if sees, and what check tells.

use serde_json::Value;

use super::support::Folder;

/// A floor with this workflow and these agents, each in a queue of their own name unless they say otherwise.
fn floor(center: &str, agents: &str, caller: &str) -> Folder {
    let folder = Folder::with(&format!(
        "version: 1
duration: 10m
drain: 1m
center:
{center}
agents:
{agents}
customers:
  - {{name: callers, script: caller.rhai, queue: one, arrivals: {{constant: {{rate: 1/m}}}}}}
"
    ));
    let agent = "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() { if me.accept(task) { note(`${me.name} ${task.queue}`); me.talk(task, 150); me.wrapup(task); me.complete(task); } }
}
";
    folder.write("agent.rhai", agent);
    folder.write("idle.rhai", "fn run(me) { me.set_activity(\"Available\"); me.wait_shift(); }");
    folder.write("caller.rhai", caller);
    folder
}

const CALLER: &str = r#"fn run(me) { me.phone(me.queue); if me.wait_answer("9m") { me.wait_end("9m"); } }"#;

/// What happened, each by its moment and name, of events that have this name.
fn events(folder: &Folder, name: &str) -> Vec<Value> {
    let (ended, _) = folder.report(&["--events", "events.jsonl"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let events = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.filter(|event| event["event"] == name).collect()
}

/// When a task came to which queue.
fn way(folder: &Folder, task: u64) -> Vec<(f64, String)> {
    let queued = events(folder, "TaskQueued").into_iter().filter(|event| event["task"].as_u64() == Some(task));
    queued.map(|it| (it["at_s"].as_f64().unwrap(), it["queue"].as_str().unwrap_or("").to_owned())).collect()
}

fn ways(steps: &[(f64, &str)]) -> Vec<(f64, String)> {
    steps.iter().map(|(at, queue)| (*at, (*queue).to_owned())).collect()
}

#[test]
fn a_target_is_over_by_the_age_of_the_task() {
    let center = "  queues: {one: {reservation_timeout: 25s}, two: {}, three: {}}
  workflow: {default: [{queue: one, timeout: 10s}, {queue: two, timeout: 10s}, {queue: three, timeout: 10s}]}";
    let folder = floor(center, "  - {name: a, script: idle.rhai, queue: one}", CALLER);
    assert_eq!(way(&folder, 0), ways(&[(0.0, "one"), (25.0, "three")]));
    // The second one finds nobody there.
    assert_eq!(way(&folder, 1), ways(&[(60.0, "one"), (70.0, "two"), (80.0, "three")]));
    let over = events(&folder, "TaskChanged").into_iter().filter(|it| it["to"] == "canceled");
    let over: Vec<f64> = over.map(|it| it["at_s"].as_f64().unwrap()).collect();
    assert_eq!(over[..2], [30.0, 90.0]);
}

#[test]
fn an_overflow_counts_by_the_age_too() {
    let center = "  queues:
    one: {reservation_timeout: 25s, overflow: {after: 10s, to: two}}
    two: {overflow: {after: 10s, to: three}}
    three: {}";
    let folder = floor(center, "  - {name: a, script: idle.rhai, queue: one}", CALLER);
    assert_eq!(way(&folder, 0), ways(&[(0.0, "one"), (25.0, "three")]));
}

#[test]
fn skip_if_sees_who_is_there_busy_or_not() {
    let workflow = |skip: &str| {
        format!(
            "  queues: {{one: {{}}, two: {{}}}}
  workflow: {{default: [{{queue: one, timeout: 5m, skip_if: '{skip}'}}, {{queue: two}}]}}"
        )
    };
    let agents =
        "  - {name: a, script: agent.rhai, queue: one}\n  - {name: b, script: agent.rhai, queue: two, count: 5}";
    for (skip, second) in [
        ("workers.available == 0", "one"),
        ("workers.Available < 1", "one"),
        ("workers.eligible == 0 || workers.unavailable > 0", "one"),
        ("workers.free == 0", "two"),
        ("1 == 1", "two"),
    ] {
        let folder = floor(&workflow(skip), agents, CALLER);
        // The first call is offered at once, whatever the expression says; at the second one the agent is busy.
        assert_eq!(way(&folder, 0), ways(&[(0.0, "one")]), "{skip}");
        let last =
            way(&folder, 1).first().map(|_| way(&folder, 1).into_iter().take_while(|(at, _)| *at < 61.0).last());
        assert_eq!(last.flatten(), Some((60.0, second.to_owned())), "{skip}");
    }
}

#[test]
fn a_target_asks_for_the_agents_whom_the_task_names() {
    let center = "  queues: {one: {}}
  workflow:
    default:
      - {queue: one, expression: 'worker.id in task.preferred', timeout: 30s}
      - {queue: one}";
    let agents = "  - {name: desk, script: agent.rhai, queue: one, count: 3}";
    let caller = r#"fn run(me) {
        me.phone(me.queue, #{ preferred: ["desk-3", "desk-9"] });
        if me.wait_answer("9m") { me.wait_end("9m"); }
    }"#;
    let folder = floor(center, agents, caller);
    let offers = events(&folder, "ReservationCreated");
    let offers: Vec<(f64, u64)> =
        offers.iter().map(|it| (it["at_s"].as_f64().unwrap(), it["worker"].as_u64().unwrap())).collect();
    // The first gets desk-3 at once, the second waits 30 s for them and then takes desk-1, the third gets desk-3 as soon as
    // they are free.
    assert_eq!(offers[..3], [(0.0, 2), (90.0, 0), (150.0, 2)]);
    let (_, report) = folder.report(&["--verify-determinism"]);
    assert_eq!(report["invariants"]["violations"].as_array().map(Vec::len), Some(0));
}

#[test]
fn where_a_filter_runs_out_the_default_takes_the_task() {
    let workflow = |default: &str| {
        format!(
            "  queues: {{one: {{}}, two: {{}}, three: {{}}}}
  workflow:
    filters: [{{when: 'true', targets: [{{queue: one, timeout: 10s}}, {{queue: two, timeout: 10s}}]}}]{default}"
        )
    };
    let agents = "  - {name: c, script: agent.rhai, queue: three}\n  - {name: a, script: idle.rhai, queue: other}";
    let with = workflow("\n    default: [{queue: three}]").replace("three: {}}", "three: {}, other: {}}");
    let folder = floor(&with, agents, CALLER);
    assert_eq!(way(&folder, 0), ways(&[(0.0, "one"), (10.0, "two"), (20.0, "three")]));
    let folder = floor(&workflow("").replace("three: {}}", "three: {}, other: {}}"), agents, CALLER);
    assert_eq!(way(&folder, 0), ways(&[(0.0, "one"), (10.0, "two")]));
    assert_eq!(events(&folder, "ReservationCreated").len(), 0);
}

#[test]
fn an_agent_who_is_alone_gets_back_what_they_hand_on_to_their_own_queue() {
    let agent = "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        note(`${me.name} ${task.transferred}`);
        if !task.transferred { me.talk(task, 5); me.transfer(task, \"one\", \"cold\"); } else { me.talk(task, 5); }
        me.wrapup(task);
        me.complete(task);
    }
}
";
    for (count, takers) in [(1, ["a-1 false", "a-1 true"]), (2, ["a-1 false", "a-2 true"])] {
        let agents = format!("  - {{name: a, script: giver.rhai, queue: one, count: {count}}}");
        let folder = floor("  queues: {one: {}}", &agents, CALLER);
        folder.write("giver.rhai", agent);
        let noted = events(&folder, "Noted");
        let noted: Vec<&str> = noted.iter().map(|it| it["text"].as_str().unwrap()).collect();
        assert_eq!(noted[..2], takers);
    }
}

#[test]
fn check_tells_of_names_that_an_expression_does_not_have() {
    let problem = |target: &str| {
        let center = format!("  queues: {{one: {{}}}}\n  workflow: {{default: [{{queue: one, {target}}}]}}");
        let folder = floor(&center, "  - {name: a, script: agent.rhai, queue: one}", CALLER);
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{target}: {}", ended.stdout);
        ended.stderr
    };
    assert!(problem("skip_if: 'workers.avialable == 0'").contains("is `available` meant?"));
    assert!(problem("skip_if: 'task.vip'").contains("there is no `task.vip` here"));
    assert!(problem("expression: 'workers.available > 0'").contains("is `worker` meant?"));
    assert!(problem("expression: 'worker.id in'").contains("default[0].expression"));
    let center =
        "  queues: {one: {}}\n  workflow: {default: [{worker: 'task.owner', expression: 'worker.level > 1'}]}";
    let folder = floor(center, "  - {name: a, script: agent.rhai, queue: one}", CALLER);
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    assert!(
        ended.code == 104 && ended.stderr.contains("chooses among the workers of a queue"),
        "{}",
        ended.stderr
    );
}
