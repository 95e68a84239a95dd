//! Limits, each broken from outside: the script ends with 107 at its place, and the message names the limit. And that no row
//! of the table is without a test.

use std::collections::BTreeSet;

use serde_json::Value;

use super::support::{Folder, rushhour};

/// One agent and one customer, who begin what the table says.
const FLOOR: &str = "version: 1
duration: 1m
center:
  queues: {support: }
  outbound: {queue: support, caller_id: \"+15550100\"}
  email: {queue: support, from: desk@example.org}
agents:
  - {name: rogue, script: rogue.rhai, queue: support, roles: [agent, supervisor]}
customers:
  - {name: guest, script: guest.rhai, queue: support, arrivals: {burst: {count: 1, at: 1s}}}
";

const IDLE: &str = "fn run(me) { sleep(50); }";
const PHONES: &str = "fn run(me) { me.phone(me.queue); if me.wait_answer(30) { me.wait_end(); } }";
const CHATS: &str = "fn run(me) { me.chat(me.queue); me.send(\"hello\"); me.wait_end(); }";
/// What an agent does first who has the customer's task.
const TAKES: &str = "me.set_activity(\"Available\"); let task = me.next_task(); me.accept(task);";

/// A limit that scripts break: its name in the table, what the agent does, what the customer does, and what the message names
/// besides its number.
struct Broken {
    limit: &'static str,
    agent: &'static str,
    customer: &'static str,
    /// Whether the agent takes the customer's task before.
    takes: bool,
    says: &'static [&'static str],
}

const fn agent(limit: &'static str, agent: &'static str, says: &'static [&'static str]) -> Broken {
    Broken { limit, agent, customer: IDLE, takes: false, says }
}
const fn at_work(
    limit: &'static str,
    customer: &'static str,
    agent: &'static str,
    says: &'static [&'static str],
) -> Broken {
    Broken { limit, agent, customer, takes: true, says }
}
const fn customer(limit: &'static str, customer: &'static str, says: &'static [&'static str]) -> Broken {
    Broken { limit, agent: "sleep(50);", customer, takes: false, says }
}

const BROKEN: &[Broken] = &[
    // Of scripts.
    agent("operations of a script at once", "loop { }", &["10,000,000"]),
    // Rhai asks for the size of a map where a function is called on it, and this is none.
    agent(
        "memory of a script at once",
        "let m = #{}; let i = 0; let s = \"\"; s.pad(250000, 'x'); loop { m[s + i] = i; i += 1; }",
        &["268,435,456", "grow without an end"],
    ),
    // What is long costs by its length, whatever is done with it.
    agent("operations of a script at once", "let s = \"\"; s.pad(100000, 'x'); loop { s.contains(\"ab\"); }", &["10,000,000"]),
    agent("operations of a script at once", "let s = \"\"; s.pad(100000, 'x'); loop { let t = s + \"b\"; }", &["10,000,000"]),
    agent("operations of a script at once", "let s = \"\"; s.pad(200000, 'x'); loop { s.index_of(\"y\"); }", &["10,000,000"]),
    agent("operations of a script at once", "let s = \"\"; s.pad(200000, 'x'); loop { s[199999]; }", &["10,000,000"]),
    agent(
        "operations of a script at once",
        "let v = []; for i in 0..1990 { v.push(i); } let w = v; loop { v.sort(); v.reverse(); v == w; }",
        &["10,000,000"],
    ),
    agent(
        "operations of a script at once",
        "let m = #{}; for i in 0..1990 { m[\"k\" + i] = i; } loop { let j = m.to_json(); parse_json(j); }",
        &["10,000,000"],
    ),
    agent(
        "operations of a script at once",
        "let m = #{}; for i in 0..100000 { m[\"k\" + i] = i; } loop { let n = m; }",
        &["10,000,000"],
    ),
    agent("a text of a script", "let s = \"\"; s.pad(200000, 'x'); let t = s; s.replace(\"x\", t);", &["262,144"]),
    agent(
        "memory of a script",
        "let kept = [];
         loop {
             let m = #{};
             let s = \"\";
             s.pad(200000, 'x');
             for i in 0..300 { m[s + i] = i; }
             kept.push(m);
             sleep(1);
         }",
        &["keeps more than 536,870,912", "grow without an end"],
    ),
    agent("levels of calls", "again(0); } fn again(n) { again(n + 1)", &["64"]),
    agent("a text of a script", "let s = \"x\"; loop { s += s; }", &["262,144"]),
    agent("a list of a script", "let s = []; loop { s.push(1); }", &["2,000"]),
    agent("a map of a script", "let m = #{}; let i = 0; loop { let n = #{}; n[\"k\" + i] = 1; m += n; i += 1; }", &["2,000"]),
    agent("levels of a value", "let v = 1; for i in 0..40 { v = [v]; } me.invoke(\"X\", #{ v: v });", &["32 levels"]),
    agent(
        "a payload",
        "let s = \"\"; s.pad(250000, 'x'); let m = #{}; for i in 0..5 { m[s + i] = i; } me.invoke(\"X\", m);",
        &["1,048,576", "less at once"],
    ),
    agent("a name that a script makes up", "let s = \"\"; s.pad(2000, 'x'); check(s, true);", &["2,000", "200"]),
    agent("a name that a script makes up", "let s = \"\"; s.pad(2000, 'x'); me.invoke(s);", &["2,000", "200"]),
    agent(
        "a name that a script makes up",
        "let s = \"\"; s.pad(2000, 'x'); me.register_action(s, |event| {});",
        &["2,000", "200"],
    ),
    // Of desktops: many small states, few large ones, states that grow, and everything else that keeps a text.
    agent(
        "state of a desktop",
        "let i = 0; loop { me.invoke(\"SetComponentState\", #{ name: \"a\" + i, state: i }); i += 1; }",
        &["LimitReached", "1,048,576", "keep less"],
    ),
    agent(
        "state of a desktop",
        "let s = \"\"; s.pad(250000, 'x'); let i = 0;
         loop { me.invoke(\"SetComponentState\", #{ name: \"a\" + i, state: #{ v: s + i } }); i += 1; }",
        &["LimitReached", "1,048,576", "keep less"],
    ),
    agent(
        "state of a desktop",
        "let s = \"\"; s.pad(9000, 'x'); let i = 0;
         loop { let m = #{}; m[\"k\" + i] = s; me.invoke(\"SetComponentState\", #{ name: \"a\", state: m }); i += 1; }",
        &["LimitReached", "1,048,576", "keep less"],
    ),
    agent(
        "state of a desktop",
        "let s = \"\"; s.pad(200000, 'x'); loop { me.invoke(\"HistoryPush\", \"/\" + s); }",
        &["HistoryPush", "LimitReached", "1,048,576"],
    ),
    agent(
        "state of a desktop",
        "let s = \"\"; s.pad(250000, 'x'); for i in 0..4 { me.invoke(\"HistoryPush\", \"/\" + s); }
         me.invoke(\"ApplyTeamsViewSearch\", #{ search: s });",
        &["ApplyTeamsViewSearch", "LimitReached"],
    ),
    at_work(
        "state of a desktop",
        CHATS,
        "let s = \"\"; s.pad(250000, 'x'); for i in 0..4 { me.invoke(\"HistoryPush\", \"/\" + s); }
         me.invoke(\"SetInputText\", #{ sid: task.sid, body: s });",
        &["SetInputText", "LimitReached"],
    ),
    at_work(
        "state of a desktop",
        PHONES,
        "let s = \"\"; s.pad(250000, '1'); for i in 0..4 { me.invoke(\"HistoryPush\", \"/\" + s); }
         me.invoke(\"SetDTMFDialpadDigits\", #{ sid: task.sid, digits: s });",
        &["SetDTMFDialpadDigits", "LimitReached"],
    ),
    agent(
        "attributes of a worker",
        "let s = \"\"; s.pad(5000, 'x'); me.invoke(\"SetWorkerAttributes\", #{ attributes: #{ s: s }, mergeExisting: true });",
        &["4096"],
    ),
    at_work(
        "attributes of a task",
        PHONES,
        "let s = \"\"; s.pad(100000, 'x'); let i = 0;
         loop {
             let m = #{};
             m[\"k\" + i] = s;
             me.invoke(\"SetTaskAttributes\", #{ sid: task.sid, attributes: m, mergeExisting: true });
             i += 1;
         }",
        &["LimitReached", "262,144"],
    ),
    // Of the platform.
    customer(
        "messages of a conversation",
        "fn run(me) { me.chat(me.queue); loop { me.send(\"hello\"); } }",
        &["10,000 messages", "another one"],
    ),
    at_work(
        "text of a conversation",
        CHATS,
        "let s = \"\"; s.pad(1500, 'x'); loop { me.send(task, s); }",
        &["LimitReached", "4,194,304 bytes"],
    ),
    customer(
        "text of a conversation",
        "fn run(me) { me.chat(me.queue); let s = \"\"; s.pad(1500, 'x'); loop { me.send(s); } }",
        &["4,194,304 bytes", "another one"],
    ),
    at_work(
        "participants of a call",
        PHONES,
        "loop {
             me.invoke(\"StartExternalWarmTransfer\", #{ sid: task.sid, phoneNumber: \"+15550101\", callerId: \"+15550100\" });
             sleep(10);
         }",
        &["LimitReached", "250 participants"],
    ),
    agent(
        "open work of an agent",
        "let i = 0;
         loop { me.invoke(\"StartOutboundEmailTask\", #{ destination: \"a\" + i + \"@example.org\" }); i += 1; }",
        &["LimitReached", "1,000 reservations"],
    ),
    agent("functions on a desktop", "loop { me.before(\"AcceptTask\", |event| { }); }", &["1,000 functions"]),
    agent("functions on a desktop", "loop { me.register_action(\"Own\", |event| { }); }", &["1,000 functions"]),
    // Of a run.
    agent("turns of a script in a second", "loop { sleep(0); }", &["no time passes", "100,000"]),
    agent("turns of a script in a second", "loop { sleep(1e-9); }", &["hardly any time passes", "100,000"]),
    agent("turns of a script in a second", "loop { sleep(0.000009); }", &["hardly any time passes", "100,000"]),
    agent("turns of a script in a second", "loop { me.next_task(1e-9); }", &["hardly any time passes", "100,000"]),
    at_work("turns of a script in a second", PHONES, "loop { me.talk(task, 0); }", &["no time passes", "100,000"]),
    agent("threads of a script", "loop { me.start(|me| sleep(50)); }", &["10,000 started functions"]),
    customer(
        "contacts of a customer",
        "fn run(me) { loop { me.phone(me.queue); me.hang_up(); sleep(0.001); } }",
        &["10,000 contacts", "several customers"],
    ),
    agent(
        "names of actions",
        "let i = 0; loop { try { me.invoke(\"x\" + i); } catch { } i += 1; sleep(0.01); }",
        &["1,000 names of actions", "payload"],
    ),
    agent(
        "names of checks",
        "let i = 0; loop { check(\"x\" + i, true); i += 1; sleep(0.01); }",
        &["1,000 names of checks", "one name"],
    ),
];

/// Limits of scripts, desktops and runs that other tests break, or tests of a crate's own where that takes too long.
const ELSEWHERE: &[(&str, &str)] = &[
    ("levels of an expression", "crates/script/src/tests/limits.rs"),
    ("variables of a function", "crates/script/src/tests/limits.rs"),
    ("functions of a script", "crates/script/src/tests/limits.rs"),
    ("operations of an expression", "crates/script/src/expressions.rs"),
    ("invariants of your own", "tests/it/own_invariants.rs"),
    ("the name of an invariant", "tests/it/own_invariants.rs"),
    ("threads of a run", "crates/sim/src/simulation/turns.rs"),
    ("people at once", "crates/sim/src/simulation/turns.rs"),
    ("memory of all scripts", "here, below"),
    ("steps in a second", "here, below"),
    ("findings of a replication", "here, below"),
    ("places of failures in a rehearsal", "tests/it/rehearsal.rs"),
    ("problems of a script", "tests/it/linear.rs"),
    ("names compared with an unknown one", "crates/engine/src/nearest.rs"),
    ("names compared for a file", "crates/engine/src/nearest.rs"),
];

fn folder(broken: &Broken) -> Folder {
    let folder = Folder::with(FLOOR);
    let takes = if broken.takes { TAKES } else { "" };
    folder.write("rogue.rhai", &format!("fn run(me) {{\n{takes}\n{}\n}}\n", broken.agent));
    folder.write("guest.rhai", &format!("{}\n", broken.customer));
    folder
}

#[test]
fn each_limit_ends_the_script_that_breaks_it_and_says_which_it_is() {
    for broken in BROKEN {
        let what = format!("{}: {} {}", broken.limit, broken.agent, broken.customer);
        let hours = if broken.limit == "participants of a call" { "2h" } else { "1m" };
        let (ended, report) = folder(broken).report(&["--set", &format!("duration={hours}")]);
        assert_eq!(ended.code, 107, "{what}: {}", ended.stderr);
        let finding = &report["findings"][0];
        let file = if broken.customer == IDLE || broken.takes { "rogue.rhai" } else { "guest.rhai" };
        assert_eq!(finding["script"], file, "{what}: {finding}");
        assert!(finding["line"].is_number() && finding["column"].is_number(), "{what} has a place: {finding}");
        let message = finding["message"].as_str().unwrap();
        for part in broken.says {
            assert!(message.contains(part), "{what} should say `{part}`: {message}");
        }
    }
}

/// Whoever adds a limit breaks it in a test.
#[test]
fn no_limit_of_scripts_desktops_or_runs_is_without_a_test() {
    let ended = rushhour(std::path::Path::new("."), &["limits", "--json"]);
    let rows: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let parts = ["Scripts", "The desktop and the platform", "A run"];
    let is_ours = |row: &&Value| parts.contains(&row["part"].as_str().unwrap());
    let there: BTreeSet<&str> = rows.iter().filter(is_ours).map(|row| row["name"].as_str().unwrap()).collect();
    let elsewhere = ELSEWHERE.iter().map(|(limit, _)| *limit);
    let tested: BTreeSet<&str> = BROKEN.iter().map(|broken| broken.limit).chain(elsewhere).collect();
    assert_eq!(there, tested);
}

/// Customers who come again in the moment in which they gave up.
const AT_ONE_MOMENT: &str = "version: 1
duration: 1h
center: {queues: {support: }}
agents: [{name: desk, script: rogue.rhai, queue: support}]
customers:
  - name: guests
    script: guest.rhai
    queue: support
    retry: {chance: 1, max: 1000, delay: 0s}
    arrivals: {burst: {count: 110, at: 1s}}
";

#[test]
fn a_run_that_goes_round_at_one_moment_ends_and_is_no_verdict() {
    let folder = Folder::with(AT_ONE_MOMENT);
    folder.write("rogue.rhai", IDLE).write("guest.rhai", "fn run(me) { me.phone(me.queue); me.hang_up(); }");
    let ended = folder.rushhour(&["run", "floor.yaml", "-q"]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    for part in ["hardly any time passes", "100,000 steps", "0:00:01"] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}

/// Many who hardly sleep are together more than a second holds, long before any of them has had all turns of a person.
#[test]
fn where_many_scripts_go_round_they_fail_and_not_the_run() {
    let folder = Folder::with(&FLOOR.replace("{count: 1,", "{count: 300,"));
    folder.write("rogue.rhai", IDLE).write("guest.rhai", "fn run(me) { for i in 0..100000 { sleep(\"1us\"); } }");
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 107, "{}", ended.stderr);
    let finding = &report["findings"][0];
    assert_eq!((finding["script"].as_str(), finding["line"].as_u64()), (Some("guest.rhai"), Some(1)), "{finding}");
    let message = finding["message"].as_str().unwrap();
    for part in ["hardly any time passes", "more than 100,000 steps", "sleep longer"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn many_who_seldom_go_on_are_no_bustle() {
    let folder = Folder::with(&FLOOR.replace("{count: 1,", "{count: 300,"));
    folder.write("rogue.rhai", IDLE).write("guest.rhai", "fn run(me) { for i in 0..900 { sleep(\"1us\"); } }");
    let (ended, _) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[test]
#[ignore = "takes 2 GiB of memory"]
fn all_scripts_together_keep_no_more_than_a_run_may() {
    let folder = Folder::with(&FLOOR.replace("{count: 1,", "{count: 20,"));
    folder.write("rogue.rhai", IDLE).write(
        "guest.rhai",
        "fn run(me) { let m = #{}; let s = \"\"; s.pad(200000, 'x'); for i in 0..600 { m[s + i] = i; } sleep(40); }",
    );
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 107, "{}", ended.stderr);
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("all scripts together keep more than 2,147,483,648 bytes"), "{message}");
}

/// What a script hands over is not kept: the platform has limits of its own for that.
#[test]
fn what_is_let_go_or_handed_over_is_not_kept() {
    let folder = Folder::with(FLOOR);
    let notes = "fn run(me) { let s = \"\"; s.pad(200000, 'x'); for i in 0..4000 { note(s + i); sleep(0.01); } }";
    folder.write("rogue.rhai", notes).write("guest.rhai", IDLE);
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{report}{}", ended.stderr);
}

#[test]
fn of_very_many_failures_the_first_are_kept_and_all_are_counted() {
    let folder = Folder::with(&FLOOR.replace("{count: 1,", "{count: 300,"));
    folder.write("rogue.rhai", IDLE).write("guest.rhai", "fn run(me) { throw \"no\"; }");
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 107);
    assert_eq!(report["findings"].as_array().unwrap().len(), 100);
    assert!(ended.stderr.contains("300") || report.to_string().contains("300"), "{report}");
}

#[test]
fn a_desktop_that_forgets_has_room_again() {
    let folder = Folder::with(FLOOR);
    let fills = "fn run(me) { let s = \"\"; s.pad(200000, 'x'); for round in 0..8 {
        for i in 0..5 { me.invoke(\"SetComponentState\", #{ name: \"a\" + i, state: s }); }
        if round % 2 == 0 { me.invoke(\"ReloadWindow\"); }
    } }";
    folder.write("rogue.rhai", fills).write("guest.rhai", IDLE);
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{report}{}", ended.stderr);
    assert_eq!(report["actions"]["SetComponentState"]["ok"], 40);
}
