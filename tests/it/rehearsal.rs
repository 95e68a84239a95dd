//! What `check` tells of its rehearsal: scripts that fail, never act or never end, names that nobody has, work that nobody
//! can take, metrics that nothing feeds, and dialling where nobody may.

use super::support::{AGENT, CALLER, Ended, Folder};

const HEAD: &str = "version: 1
duration: 20m
distributions: {talk: 30s, hold: 5s, patience: 1m}
";
const DESK: &str = "agents: [{name: desk, count: 3, script: agent.rhai, queue: support}]\n";
const CALLERS: &str = "customers: [{name: callers, script: caller.rhai, queue: support, \
                       arrivals: {constant: {rate: 60/h}}}]\n";

/// Checks a scenario of these parts, beside which these scripts lie.
fn check(parts: &[&str], scripts: &[(&str, &str)], flags: &[&str]) -> Ended {
    let folder = Folder::with(&format!("{HEAD}{}", parts.concat()));
    for (name, text) in scripts {
        folder.write(name, text);
    }
    folder.rushhour(&[&["check", "floor.yaml"], flags].concat())
}

/// The warnings of a check, which is content all the same and is not with `--strict`.
fn warnings(parts: &[&str], scripts: &[(&str, &str)]) -> Vec<String> {
    let ended = check(parts, scripts, &[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let warnings: Vec<String> =
        ended.stderr.lines().filter_map(|line| line.strip_prefix("warning: ")).map(ToOwned::to_owned).collect();
    let strict = check(parts, scripts, &["--strict"]);
    assert_eq!(strict.code, if warnings.is_empty() { 0 } else { 104 }, "{}", strict.stderr);
    warnings
}

/// Makes sure that there is one warning, and that it has all of these parts.
fn tells(parts: &[&str], scripts: &[(&str, &str)], has: &[&str]) {
    let warnings = warnings(parts, scripts);
    assert_eq!(warnings.len(), 1, "{scripts:?}: {warnings:#?}");
    for part in has {
        assert!(warnings[0].contains(part), "`{part}` is missing: {}", warnings[0]);
    }
}

#[test]
fn a_floor_where_all_is_well_has_no_warnings() {
    assert_eq!(warnings(&[DESK, CALLERS], &[]), [""; 0]);
}

#[test]
fn a_customers_script_that_fails_is_told_once_with_its_place() {
    let script = "fn run(me) {\n    me.phone(me.queue);\n    me.wait_answer(sample(\"patiance\"));\n}\n";
    tells(
        &[DESK, CALLERS],
        &[("caller.rhai", script)],
        &[
            "caller.rhai:3:20: the script of `callers` fails",
            "did you mean `patience`?",
            "times in the rehearsal, first of callers-1 at",
        ],
    );
}

#[test]
fn failures_of_agents_threads_listeners_and_plugins_are_told() {
    let breaks = AGENT.replace("me.wrapup(task);", "[1][5]; me.wrapup(task);");
    let found = warnings(&[DESK, CALLERS], &[("agent.rhai", &breaks)]);
    assert!(found[0].contains("agent.rhai:7:13: the script of `desk` fails"), "{found:?}");
    let starts =
        AGENT.replace("me.set_activity", "me.start(|me| { sleep(60); fail(\"at work\"); }); me.set_activity");
    let found = warnings(&[DESK, CALLERS], &[("agent.rhai", &starts)]);
    assert!(found[0].contains("agent.rhai:2:") && found[0].contains("at work (3 times"), "{found:?}");
    let plugs = "agents: [{name: desk, count: 3, script: agent.rhai, queue: support, plugins: [plug.rhai]}]\n";
    tells(
        &[plugs, CALLERS],
        &[("plug.rhai", "after(\"AcceptTask\", |event| {\n    event.nothing();\n});\n")],
        &["plug.rhai:2:11: a listener of `desk` fails"],
    );
    let found = warnings(&[plugs, CALLERS], &[("plug.rhai", "fn run(me) { sleep(5); me.transfer((), \"x\"); }")]);
    assert!(found[0].contains("plug.rhai:1:27: the script of `desk` fails"), "{found:?}");
}

#[test]
fn failures_of_supervisors_and_of_invariants_are_told() {
    let lead = "supervisors: [{name: lead, script: lead.rhai}]\n";
    tells(
        &[DESK, CALLERS, lead],
        &[("lead.rhai", "fn run(me) { sleep(60); let x = 1 / 0; }")],
        &["lead.rhai:1:35: the script of `lead` fails", "once in the rehearsal, of lead-1 at 0:01:00"],
    );
    tells(
        &[DESK, CALLERS, "invariants: [rules.rhai]\n"],
        &[("rules.rhai", "invariant(\"calm\", |floor| {\n    floor.queue(\"suport\").waiting < 99\n});\n")],
        &["rules.rhai:2:", "the invariant \"calm\" cannot be asked", "support"],
    );
}

#[test]
fn loops_that_never_end_are_told_soon() {
    let loops = [
        ("loop { }", "operations without waiting"),
        ("let i = 0; loop { i += 1; }", "operations without waiting"),
        ("loop { sleep(0); }", "within a second of the run"),
        ("loop { now(); }", "within a second of the run"),
        ("loop { sleep(0.000001); }", "within a second of the run"),
        ("loop { me.start(|me| sleep(900)); }", "started functions run at once"),
    ];
    for (body, message) in loops {
        let script = format!("fn run(me) {{ {body} }}");
        let found = warnings(&[DESK, CALLERS], &[("caller.rhai", &script)]);
        let told: Vec<&String> = found.iter().filter(|it| it.contains(message)).collect();
        assert!(told.len() == 1 && told[0].contains("caller.rhai:1:"), "{body}: {found:#?}");
    }
}

#[test]
fn many_people_and_other_kinds_of_scripts_loop_no_longer_than_one() {
    // The first of many takes no more than its share, so all kinds are told.
    let many: String = (0..12)
        .map(|number| format!("  - {{name: c{number}, script: c{number}.rhai, queue: support, arrivals: {{constant: {{rate: 60/h}}}}}}\n"))
        .collect();
    let folder = Folder::with(&format!("{HEAD}{DESK}customers:\n{many}"));
    for number in 0..12 {
        folder.write(&format!("c{number}.rhai"), "fn run(me) { let i = 0; loop { i += 1; } }");
    }
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    for number in 0..12 {
        assert!(
            ended.stderr.contains(&format!("the script of `c{number}` fails: it ran")),
            "{number}: {}",
            ended.stderr
        );
    }
    let crowd = DESK.replace("count: 3", "count: 300");
    let found = warnings(&[&crowd, CALLERS], &[("agent.rhai", "fn run(me) { loop { } }")]);
    assert!(
        found[0].contains("agent.rhai:1:") && found[0].contains("`desk` fails: it ran 10,000,000"),
        "{found:?}"
    );
    let plugs = DESK.replace("queue: support", "queue: support, plugins: [plug.rhai]");
    for listener in [
        "before(\"SetActivity\", |me, event| { me.set_activity(\"Available\"); });",
        "after(\"AcceptTask\", |me, event| { loop { sleep(0); } });",
        "before(\"AcceptTask\", |event| { loop { } });",
    ] {
        let found = warnings(&[&plugs, CALLERS], &[("plug.rhai", listener)]);
        assert!(
            found.iter().any(|it| it.contains("plug.rhai:1:") && it.contains("of `desk` fails")),
            "{found:#?}"
        );
    }
    let rules = "invariant(\"x\", |floor| { let i = 0; loop { i += 1; } });";
    tells(
        &[DESK, CALLERS, "invariants: [rules.rhai]\n"],
        &[("rules.rhai", rules)],
        &["rules.rhai:1:", "the invariant \"x\" cannot"],
    );
}

#[test]
fn a_rehearsal_is_the_same_each_time() {
    let script = "fn run(me) { let i = 0; while chance(0.9) { i += 1; sleep(0.001); } if chance(0.3) { loop { i += 1; } } me.phone(); }";
    let once = check(&[DESK, CALLERS], &[("caller.rhai", script)], &[]);
    assert!(once.stderr.contains("operations"), "{}", once.stderr);
    assert_eq!(check(&[DESK, CALLERS], &[("caller.rhai", script)], &[]).stderr, once.stderr);
}

#[test]
fn people_who_never_act_are_told() {
    tells(
        &[DESK, CALLERS],
        &[("agent.rhai", "fn run(me) { me.set_activity(\"Available\"); sleep(3600); }")],
        &["floor.yaml:4:41: the agents `desk` never take work", "accepts no task"],
    );
    tells(
        &[DESK, CALLERS],
        &[("agent.rhai", "fn run(me) { }")],
        &["the agents `desk` never take work", "who leaves it goes home"],
    );
    tells(
        &[DESK, CALLERS],
        &[("caller.rhai", "fn run(me) { sleep(10); }")],
        &["floor.yaml:5:37: the customers `callers` never phone, chat or write"],
    );
    tells(
        &[DESK, CALLERS],
        &[("caller.rhai", "fn run(me) { loop { sleep(60); } }")],
        &["the customers `callers` never phone"],
    );
}

#[test]
fn who_acts_seldom_or_late_is_not_told() {
    let seldom = CALLER.replace("me.phone(me.queue);", "if chance(0.02) { me.phone(me.queue); }");
    assert_eq!(warnings(&[DESK, &CALLERS.replace("60/h", "30/h")], &[("caller.rhai", &seldom)]), [""; 0]);
    let late = AGENT.replace("me.set_activity", "sleep(\"10m\"); me.set_activity");
    assert_eq!(warnings(&[DESK, &CALLERS.replace("60/h", "6/h")], &[("agent.rhai", &late)]), [""; 0]);
    // Nobody comes, so nobody takes anything; a supervisor may only watch.
    let lead = "supervisors: [{name: lead, script: lead.rhai}]\n";
    assert_eq!(
        warnings(&[DESK, lead], &[("agent.rhai", "fn run(me) { }"), ("lead.rhai", "fn run(me) { }")]),
        [""; 0]
    );
}

#[test]
fn names_that_nobody_has_are_told_with_their_place() {
    let unreached = |line: &str| {
        AGENT.replace(
            "me.set_activity",
            &format!("if false {{ }} if chance(0.0) {{ {line} }}\n    me.set_activity"),
        )
    };
    let wrong = [
        (
            "let task = me.next_task(); me.transfer(task, \"suport\");",
            "there is no queue or worker `suport`; did you mean `support`?",
        ),
        ("let task = me.next_task(); me.transfer(task, \"desk-4\");", "there is no queue or worker `desk-4`"),
        ("me.set_activity(\"Brake\");", "there is no activity `Brake`; did you mean `Break`?"),
        ("me.set_worker_activity(\"dest-1\", \"Break\");", "there is no worker `dest-1`; did you mean `desk-1`?"),
        (
            "me.invoke(\"AcceptTusk\", #{});",
            "there is no action `AcceptTusk`, and no script registers it; did you mean `AcceptTask`?",
        ),
        ("record(\"sales\", 1);", "declares no metric `sales`"),
        ("sample(\"tall\");", "no distribution `tall`; did you mean `talk`?"),
        ("me.transfer(me.next_task(), vars.to);", "there is no queue or worker `seles`"),
    ];
    for (line, message) in wrong {
        let script = unreached(line);
        tells(
            &["vars: {to: seles}\n", DESK, CALLERS],
            &[("agent.rhai", &script)],
            &["agent.rhai:2:", "of `desk`", message],
        );
    }
    let caller =
        CALLER.replace("me.phone(me.queue)", "if chance(0.0) { me.chat(\"sopport\") } else { me.phone() }");
    tells(
        &[DESK, CALLERS],
        &[("caller.rhai", &caller)],
        &["caller.rhai:2:", "`chat` of `callers`: there is no queue `sopport`"],
    );
}

#[test]
fn names_that_somebody_has_are_not_told() {
    let script = AGENT.replace(
        "me.set_activity",
        "if chance(0.0) { let task = me.next_task(); me.transfer(task, \"desk-3\"); me.transfer(task, \"support\"); me.talk(task, \"10s\"); \
         me.invoke(\"MyOwn\"); me.set_activity(\"Lunch\"); [\"x\"].find(|it| it == \"y\"); }\n me.set_activity",
    );
    let script = format!("{script}\nfn own(me) {{ register_action(\"MyOwn\", |event| true); }}\n");
    assert_eq!(warnings(&[DESK, CALLERS], &[("agent.rhai", &script)]), [""; 0]);
    // A rehearsal has fewer people than a run, and nobody is missed for it.
    let many = DESK.replace("count: 3", "count: 900");
    let far = AGENT.replace("me.talk(task, \"talk\");", "me.transfer(task, \"desk-\" + \"890\");");
    let found = warnings(&[&many, CALLERS], &[("agent.rhai", &far)]);
    assert!(!found.iter().any(|it| it.contains("there is no queue or worker")), "{found:?}");
}

#[test]
fn dialling_where_nobody_may_is_told() {
    let dials = AGENT.replace("me.set_activity", "if chance(0.0) { me.dial(\"+491\"); }\n    me.set_activity");
    tells(
        &[DESK, CALLERS],
        &[("agent.rhai", &dials)],
        &["agent.rhai:2:25: `dial` of `desk`: agents may not dial here", "center: {outbound: {enabled: true}}"],
    );
    let invokes = AGENT.replace(
        "me.set_activity",
        "if chance(0.0) { me.invoke(\"StartOutboundCall\", #{destination: \"1\"}); }\n me.set_activity",
    );
    tells(&[DESK, CALLERS], &[("agent.rhai", &invokes)], &["`invoke` of `desk`: agents may not dial here"]);
    let may = "center: {outbound: {enabled: true}}\n";
    assert_eq!(warnings(&[may, DESK, CALLERS], &[("agent.rhai", &dials)]), [""; 0]);
}

#[test]
fn work_that_nobody_can_take_is_told_with_whose_capacity_it_is() {
    let none =
        DESK.replace("queue: support", "queue: support, capacity: {voice: 0, chat: 0, email: 0, messaging: 0}");
    tells(
        &[&none, CALLERS],
        &[],
        &[
            "the customers `callers` turn to the queue `support`, which no agent serves: the capacity of `desk` is 0 for every channel",
        ],
    );
    let no_chat = DESK.replace("queue: support", "queue: support, capacity: {chat: 0}");
    let chats = CALLER.replace("me.phone", "me.chat");
    tells(
        &[&no_chat, CALLERS],
        &[("caller.rhai", &chats)],
        &[
            "floor.yaml:4:",
            "the customers `callers` bring work by chat to the queue `support`",
            "the capacity of `desk` for chat is 0",
        ],
    );
    assert_eq!(warnings(&[&no_chat, CALLERS], &[]), [""; 0]);
    let unskilled = "agents: [{name: desk, count: 3, script: agent.rhai, skills: {german: 2}}]\n\
                     center: {queues: {support: {skills: {german: 4}}}}\n";
    let found = warnings(&[unskilled, CALLERS], &[]);
    assert!(found[0].contains("which no agent serves (it asks for `german: 4`)"), "{found:?}");
}

#[test]
fn metrics_and_thresholds_that_nothing_feeds_are_told() {
    tells(&["metrics: [sales]\n", DESK, CALLERS], &[], &["floor.yaml:4:11: no script records the metric `sales`"]);
    let wrong = [
        (
            "queues: {support: {}, billing: {workers: 'true'}}",
            "wait{queue:billing}: p(95) < 20s",
            "no customers turn to the queue `billing`",
        ),
        ("queues: {support: {}}", "wait{channel:email}: p(95) < 20s", "nobody comes by email"),
        (
            "queues: {support: {}}",
            "\"rejected{action:KickParticipant}\": value < 5%",
            "no script invokes KickParticipant",
        ),
        ("queues: {support: {}}", "checks: value > 99%", "no script checks anything"),
    ];
    for (center, threshold, message) in wrong {
        let extra = format!("center: {{{center}}}\nthresholds:\n  {threshold}\n");
        tells(&[&extra, DESK, CALLERS], &[], &["floor.yaml:6:", "nothing feeds the threshold on", message]);
    }
}

#[test]
fn metrics_that_something_may_feed_are_not_told() {
    let seldom = AGENT.replace("me.wrapup(task);", "if chance(0.0001) { record(\"sales\", 1); } me.wrapup(task);");
    assert_eq!(
        warnings(
            &["metrics: [sales]\nthresholds: {sales: count < 9}\n", DESK, CALLERS],
            &[("agent.rhai", &seldom)]
        ),
        [""; 0]
    );
    let computed =
        AGENT.replace("me.wrapup(task);", "if chance(0.0) { record(\"sales\" + me.index, 1); } me.wrapup(task);");
    assert_eq!(warnings(&["metrics: [sales, others]\n", DESK, CALLERS], &[("agent.rhai", &computed)]), [""; 0]);
    let overflow = "center: {queues: {support: {overflow: {after: 5m, to: second}}, second: {}}}\n\
                    agents: [{name: desk, count: 3, script: agent.rhai, queues: [support, second]}]\n\
                    thresholds: {\"wait{queue:second}\": p(95) < 20s, \"rejected{action:HoldCall}\": value < 9%}\n";
    assert_eq!(warnings(&[overflow, CALLERS], &[]), [""; 0]);
}

#[test]
fn agents_who_are_never_available_are_told() {
    let waits = AGENT.replace("me.set_activity(\"Available\");", "me.set_activity(\"Break\");");
    let has = ["floor.yaml:4:", "the agents `desk` are never available", "`me.set_activity(\"Available\")`"];
    tells(&[DESK, CALLERS], &[("agent.rhai", &waits)], &has);
    // Somebody sets it, and not in this run.
    let late = AGENT.replace("me.set_activity", "sleep(\"2h\"); me.set_activity");
    tells(&[DESK, CALLERS], &[("agent.rhai", &late)], &has);
    // Others do all of the work meanwhile.
    let two = "agents: [{name: desk, count: 3, script: agent.rhai, queue: support}, \
               {name: back, script: back.rhai, queue: support}]\n";
    let found =
        warnings(&[two, CALLERS], &[("back.rhai", "fn run(me) { for task in me.tasks() { me.accept(task); } }")]);
    assert!(found.len() == 1 && found[0].contains("`back` are never available"), "{found:?}");
    // A rehearsal that ends early says it only of those who never could.
    let busy = CALLERS.replace("60/h", "3600/h");
    let many = two.replace("count: 3", "count: 100");
    let early: Vec<String> = warnings(&[&many, &busy], &[("back.rhai", &late)]);
    assert!(!early.iter().any(|it| it.contains("never available")), "{early:?}");
    let found = warnings(&[&many, &busy], &[("back.rhai", &waits)]);
    assert!(found.iter().any(|it| it.contains("`back` are never available")), "{found:?}");
    let soon = AGENT.replace("me.set_activity", "sleep(\"10m\"); me.set_activity");
    assert_eq!(warnings(&[DESK, CALLERS], &[("agent.rhai", &soon)]), [""; 0]);
}

#[test]
fn agents_who_complete_nothing_are_told() {
    let never = AGENT.replace("me.complete(task);", "");
    let has = ["floor.yaml:4:", "the agents `desk` accepted 3 tasks", "completed none", "`me.complete(task)`"];
    let found = warnings(&[DESK, CALLERS], &[("agent.rhai", &never)]);
    let told: Vec<&String> = found.iter().filter(|it| it.contains("completed none")).collect();
    assert_eq!(told.len(), 1, "{found:#?}");
    for part in has {
        assert!(told[0].contains(part), "`{part}` is missing: {}", told[0]);
    }
    // Who is slow is at work: the last of the plan is all that they get to.
    let slow = AGENT
        .replace("me.set_activity", "sleep(\"17m\"); me.set_activity")
        .replace("sleep(\"30s\")", "sleep(\"10m\")");
    let found = warnings(&[DESK, CALLERS], &[("agent.rhai", &slow)]);
    assert!(!found.iter().any(|it| it.contains("completed none")), "{found:?}");
}

#[test]
fn many_warnings_of_a_kind_are_counted() {
    let metrics: Vec<String> = (0..60).map(|number| format!("m{number}")).collect();
    let found = warnings(&[&format!("metrics: [{}]\n", metrics.join(", ")), DESK, CALLERS], &[]);
    assert_eq!((found.len(), found[50].as_str()), (51, "10 more of that kind are not told"));
    let wrong: String =
        (0..130).map(|number| format!("  - {{name: a{number}, script: nobody{number}, queue: q}}\n")).collect();
    let ended = check(&["agents:\n", &wrong], &[], &[]);
    assert_eq!(ended.code, 104);
    assert!(
        ended.stderr.contains("30 more problems are not shown"),
        "{}",
        ended.stderr.lines().last().unwrap_or("")
    );
}

#[test]
fn a_bad_name_of_a_queue_is_told_where_it_is_written() {
    let bad = DESK.replace("queue: support", "queues: [support, \"a.b\"]");
    let ended = check(&[&bad, CALLERS], &[], &[]);
    assert!(ended.code == 104 && ended.stderr.contains("floor.yaml:4:71"), "{}", ended.stderr);
    let ended = check(&[DESK, &CALLERS.replace("queue: support", "queue: \"x:y\"")], &[], &[]);
    assert!(ended.code == 104 && ended.stderr.contains("floor.yaml:5:57"), "{}", ended.stderr);
}

/// Thousands of parts of each kind: what costs the square or the third power of them takes minutes in a program without
/// optimisation, and half an hour is no smoke.
#[test]
fn thousands_of_parts_are_checked_in_seconds() {
    let each = |number: usize, line: &dyn Fn(usize) -> String| (0..number).map(line).collect::<String>();
    let populations = each(2_500, &|it| format!("  - {{name: a{it}, script: phone_agent, queue: q{it}}}\n"));
    let customers = each(1_000, &|it| {
        format!(
            "  - {{name: c{it}, script: phone_customer, queue: q{it}, arrivals: {{constant: {{rate: 6/h}}}}}}\n"
        )
    });
    let chain = each(2_500, &|it| format!("    q{it}: {{overflow: {{after: 10s, to: q{}}}}}\n", it + 1));
    let thresholds = each(2_500, &|it| format!("  'wait{{queue:q{it},channel:voice}}': p(95) < 20s\n"));
    let metrics = each(2_500, &|it| format!("  - m{it}\n"));
    let folder = Folder::with(&format!(
        "{HEAD}agents:\n{populations}  - {{name: last, script: phone_agent, queue: q2500}}\ncustomers:\n{customers}center:\n  \
         queues:\n{chain}    q2500: {{}}\nthresholds:\n{thresholds}metrics:\n{metrics}"
    ));
    // The harness ends a program that takes two minutes.
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr.lines().last().unwrap_or(""));
    assert!(ended.stdout.contains("2501 agents, 1000 kinds of customers, 2501 queues"), "{}", ended.stdout);
}
