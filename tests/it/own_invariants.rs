//! Invariants that users state in Rhai.

use serde_json::{Value, json};

use super::support::{FLOOR, Folder, lasting, rushhour};

/// A floor with fewer agents than calls.
fn busy() -> String {
    FLOOR.replace("60/h", "400/h")
}

/// The floor with invariants from `rules.rhai`.
fn stating(scenario: &str, key: &str, rules: &str) -> Folder {
    let folder = Folder::with(&format!("{scenario}invariants: {key}\n"));
    folder.write("rules.rhai", rules);
    folder
}

/// The invariants of the report that were violated, by name, with their messages.
fn violated(report: &Value) -> Vec<(&str, &str)> {
    let all = report["invariants"]["violations"].as_array().unwrap();
    all.iter().map(|it| (it["invariant"].as_str().unwrap(), it["message"].as_str().unwrap())).collect()
}

/// Runs a floor with these rules, of which all hold.
fn holds(scenario: &str, rules: &str) -> Value {
    let (ended, report) = stating(scenario, "rules.rhai", rules).report(&[]);
    assert_eq!((ended.code, violated(&report)), (0, vec![]), "{}{}", ended.stdout, ended.stderr);
    report
}

const WAITING: &str = r#"
const LIMIT = 45;

invariant("nobody waits over three quarters of a minute", |floor| {
    let late = floor.waiting("support").filter(|it| it.waited > global::LIMIT);
    if late.is_empty() { true } else { `${late.len()} of ${floor.waiting.len()} wait too long` }
});
invariant("nobody has two calls", |floor| floor.agents("desk").all(|it| it.load("voice") <= 1));
"#;

#[test]
fn what_does_not_hold_is_a_violation_with_its_place() {
    let (ended, report) = stating(&busy(), "rules.rhai", WAITING).report(&[]);
    assert_eq!(ended.code, 111, "{}", ended.stderr);
    let [violation] = report["invariants"]["violations"].as_array().unwrap().as_slice() else {
        panic!("{report}")
    };
    assert_eq!(violation["invariant"], "nobody waits over three quarters of a minute");
    assert_eq!((&violation["script"], &violation["line"]), (&json!("rules.rhai"), &json!(4)));
    assert_eq!((&violation["seed"], &violation["replication"]), (&json!(1), &json!(0)));
    assert!(violation["message"].as_str().unwrap().ends_with("wait too long"), "{violation}");
    assert!(
        violation["times"].as_u64().unwrap() > 10 && violation["at_s"].as_f64().unwrap() > 45.0,
        "{violation}"
    );
    let names = report["invariants"]["names"].as_array().unwrap();
    assert!(names.contains(&json!("nobody has two calls")) && names.contains(&json!("capacity")), "{names:?}");
    let finding = &report["findings"][0];
    assert_eq!((&finding["kind"], &finding["invariant"]), (&json!("invariant"), &violation["invariant"]));
    assert_eq!((&finding["script"], &finding["line"]), (&json!("rules.rhai"), &json!(4)));

    let text = stating(&busy(), "rules.rhai", WAITING).rushhour(&["run", "floor.yaml"]).stdout;
    assert!(text.contains("1 invariant violated"), "{text}");
    assert!(text.contains("✗ nobody waits over three quarters of a minute"), "{text}");
    assert!(text.contains("stated in rules.rhai:4"), "{text}");
}

#[test]
fn looking_changes_nothing_of_what_happens() {
    let (_, without) = Folder::with(&busy()).report(&["--replications", "3"]);
    for key in ["rules.rhai", "[{file: rules.rhai, every: 7s}]"] {
        let folder = stating(&busy(), key, WAITING);
        let (_, one) = folder.report(&["--replications", "3", "-j", "1"]);
        let (_, two) = folder.report(&["--replications", "3", "-j", "2"]);
        assert_eq!(one["digest"], without["digest"], "{key}");
        assert_eq!(one["totals"]["events"], without["totals"]["events"], "{key}");
        assert!(one["invariants"]["checked"].as_u64() > without["invariants"]["checked"].as_u64(), "{key}");
        assert_eq!(lasting(one).to_string(), lasting(two).to_string(), "{key}");
    }
}

#[test]
fn a_moment_is_looked_at_when_all_of_it_has_happened() {
    // Without latencies a call is with an agent at the moment of its coming.
    let scenario = FLOOR.replace("  latency:\n    default: {exponential: {mean: 100ms}}\n", "");
    assert_ne!(scenario, FLOOR);
    let idle = r#"invariant("nobody waits while somebody is free", |floor| {
        floor.waiting.is_empty() || floor.agents.none(|it| it.is_free("voice"))
    });"#;
    let report = holds(&scenario.replace("60/h", "300/h"), idle);
    assert!(report["metrics"]["p_wait"]["value"].as_f64().unwrap() > 0.1, "{}", report["metrics"]["p_wait"]);
}

#[test]
fn each_is_asked_as_often_as_the_scenario_says() {
    let rules = "invariant(\"never\", |floor| `it is ${floor.now} s`);";
    let (_, report) = stating(&busy(), "{file: rules.rhai, every: 1m}", rules).report(&["--replications", "2"]);
    let violations = report["invariants"]["violations"].as_array().unwrap();
    let minutes = |it: &Value| it["times"].as_f64().unwrap();
    let simulated = report["time"]["simulated_s"].as_f64().unwrap() / 60.0;
    assert_eq!(violations.len(), 2, "once in each replication");
    let times: f64 = violations.iter().map(minutes).sum();
    assert!((simulated..=simulated + 2.0).contains(&times), "{times} times in {simulated} minutes");
    assert_eq!(violations[0]["message"], "it is 0.0 s");
}

#[test]
fn what_a_closure_captures_is_its_own_from_look_to_look() {
    let rules = r#"
        let looks = 0;
        let last = -1.0;
        for name in ["one", "two"] {
            invariant(`it is ${name}`, |floor| { looks += 1; if looks == 3 { `${name}, ${looks}` } else { true } });
        }
        invariant("time passes", |floor| { let ok = floor.now > last; last = floor.now; ok });
    "#;
    let (_, report) = stating(&busy(), "rules.rhai", rules).report(&["--replications", "2"]);
    let both = [("it is one", "one, 3"), ("it is two", "two, 3")];
    assert_eq!(violated(&report), [both, both].concat());
}

#[test]
fn lists_are_asked_in_many_ways() {
    holds(
        FLOOR,
        r#"
        fn wrong(floor) {
            let agents = floor.agents;
            let numbers = agents.map(|it| it.name.sub_string(5).parse_int());
            let seen = [];
            for it in agents { seen.push(it.name); }
            if seen != ["desk-1", "desk-2", "desk-3", "desk-4"] { return "iteration"; }
            if agents.len() != 4 || agents.is_empty() || !agents.filter(|it| false).is_empty() { return "length"; }
            if agents[0].name != "desk-1" || agents[-1] != agents[3] || agents[0] == agents[1] { return "index"; }
            if agents.first() != agents[0] || agents.last() != agents[3] { return "ends"; }
            if agents.filter(|it| false).first() != () { return "first of none"; }
            if !(agents[2] in agents) || agents[0] in agents.filter(|it| it.name != "desk-1") { return "in"; }
            if numbers.max() != 4 || numbers.min() != 1 || numbers.sum() != 10 { return "numbers"; }
            if agents.max(|it| it.name.len()) != 6 || agents.sum(|it| 0.5) != 2.0 { return "extremes"; }
            if agents.filter(|it| false).max(|it| 1) != () { return "most of none"; }
            if !agents.any(|it| it.name == "desk-3") || agents.some(|it| it.name == "x") { return "any"; }
            if !agents.none(|it| it.name == "x") || agents.count(|it| it.name > "desk-2") != 2 { return "none"; }
            if agents.find(|it| it.name == "desk-2").sid != agents[1].sid { return "find"; }
            if agents.find(|it| it.name == "x") != () { return "find none"; }
            if numbers.to_array() != [1, 2, 3, 4] || !numbers.contains(3) || numbers.contains(7) { return "values"; }
            if `${agents}` != "desk-1, desk-2, desk-3, desk-4" { return `text: ${agents}`; }
            true
        }
        invariant("lists work", |floor| wrong(floor));
        "#,
    );
}

/// Reads everything that can be read, and holds what is beside each other against each other.
const EVERYTHING: &str = r#"
fn agents_wrong(floor) {
    for it in floor.agents {
        let load = ["voice", "chat", "email", "messaging"].map(|on| it.load(on)).reduce(|sum, load| sum + load, 0);
        if load != it.work.len() || it.tasks.len() != it.work.len() { return `${it} has ${load} and ${it.work}`; }
        if it.idle("voice") > floor.now || (it.idle("voice") > 0.0 && !it.is_free("voice")) { return "idle"; }
        if it.available && it.activity == "Offline" || it.capacity("voice") < 0 { return "activity"; }
        if it.work.any(|work| work.agent != it || !(work.task.work.contains(work)) || work.age > floor.now) { return "work"; }
        if it.queues.any(|queue| !(it in queue.agents) || queue.target <= 0.0 || queue.priority < 0) { return "queues"; }
        if it.paused.any(|chat| !chat.paused) || it.population == "" || !it.sid.starts_with("WK") { return "self"; }
        if it.calls.any(|talk| talk.participants.none(|leg| leg.name == it.name)) { return "calls"; }
        if type_of(it.attributes) != "map" { return "attributes"; }
    }
    if floor.supervisors.any(|it| it in floor.agents) { return "supervisors"; }
    ()
}
fn tasks_wrong(floor) {
    for it in floor.tasks {
        if it.waited > it.age || it.age > floor.now || it.priority < -1000 { return "age"; }
        if it.waited > 0.0 && !(it.status in ["pending", "reserved"]) { return `waited: ${it.status}`; }
        if it.conference != () && it.conference.task != it { return "call"; }
        if it.chat != () && it.contact != () && it.chat.contact != it.contact { return "chat"; }
        if it.contact != () && (it.contact.channel != it.channel || it.contact.outbound != it.outbound) { return "contact"; }
        if it.work.any(|work| work.task != it || work.channel != it.channel || work.queue.len() > 20) { return "work"; }
        if it.agents.any(|agent| !(it in agent.tasks)) || it.sid.len() != 34 { return "agents"; }
        if it.dialled != "" && floor.queue(it.dialled).name != it.dialled { return "dialled"; }
        if type_of(it.transferring) != "bool" || type_of(it.attributes) != "map" { return "types"; }
    }
    for queue in floor.queues {
        if queue.waiting.len() != floor.waiting(queue.name).len() { return "waiting"; }
        if queue.waiting.any(|it| it.queue != queue.name) { return "queue"; }
    }
    ()
}
fn talks_wrong(floor) {
    for it in floor.calls {
        if it.held != it.participants.any(|leg| leg.role == "customer" && leg.hold) { return "held"; }
        if it.participants.any(|leg| !leg.joined && (leg.muted || leg.coaching)) || !it.sid.starts_with("CF") { return "legs"; }
    }
    for it in floor.chats {
        if it.messages == 0 && (it.silence != 0.0 || it.last_from != "") || it.silence > floor.now { return "silence"; }
        if it.paused && it.participants != ["customer"] || it.status == "" || it.sid == "" { return "participants"; }
        if it.task != () && it.task.chat != it { return "task"; }
    }
    for it in floor.contacts {
        if it.task != () && it.task.contact != it || it.chat != () && it.chat.contact != it { return "contact"; }
        if it.number < 0 || type_of(it.answered) != "bool" || it.dialled.len() > 20 { return "self"; }
    }
    ()
}
invariant("agents", |floor| agents_wrong(floor) ?? true);
invariant("tasks", |floor| tasks_wrong(floor) ?? true);
invariant("talks", |floor| talks_wrong(floor) ?? true);
"#;

#[test]
fn everything_on_the_floor_can_be_read() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::with(FLOOR);
    folder.write("rules.rhai", EVERYTHING);
    let rules = format!("invariants={{file: {}, every: 20s}}", folder.path("rules.rhai").display());
    for scenario in ["scenarios/small_floor.yaml", "scenarios/every_action.yaml"] {
        let ended = rushhour(root, &["run", scenario, "--set", &rules, "--json", "-"]);
        let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{}", ended.stderr));
        assert_eq!(violated(&report), [], "{scenario}");
        assert_eq!(ended.code, 0, "{scenario}: {:#}", report["findings"]);
    }
}

#[test]
fn a_script_error_names_the_invariant_and_stops_no_other() {
    let rules = "
invariant(\"half an hour\", |floor| {
    if floor.now > 60.0 { floor.tasks.first().nonsense } else { true }
});
invariant(\"for ever\", |floor| { loop {} });
invariant(\"a number\", |floor| 7);
invariant(\"a queue\", |floor| floor.waiting(\"suport\").is_empty());
invariant(\"nothing\", |floor| { });
invariant(\"fine\", |floor| floor.now >= 0.0);
";
    let (ended, report) = stating(&busy(), "rules.rhai", rules).report(&[]);
    assert_eq!(ended.code, 107, "{}", ended.stderr);
    let told = report["findings"].as_array().unwrap().iter().map(|it| {
        let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}:{} {}: {}\n", text("kind"), text("script"), it["line"], text("actor"), text("message"))
    });
    insta::assert_snapshot!(told.collect::<String>(), @r##"
    script rules.rhai:5 for ever: it ran 10,000,000 operations without waiting for anything, which is the limit (long texts and lists count by their size): a loop that never ends?
    script rules.rhai:6 a number: it gives a whole number: an invariant gives `true`, `false`, or a text that says what is wrong
    script rules.rhai:7 a queue: there is no queue `suport`: did you mean `support`?
    script rules.rhai:8 nothing: it gives nothing: an invariant gives `true`, `false`, or a text that says what is wrong
    script rules.rhai:3 half an hour: a task has no property `nonsense`
    "##);
}

#[test]
fn a_hunt_finds_shrinks_and_replays_it() {
    let rules = r#"
        invariant("nobody holds twice at once", |floor| {
            let held = floor.calls.filter(|it| it.held);
            if held.len() < 2 { true } else { `${held} are on hold` }
        });
    "#;
    let flags = ["hunt", "floor.yaml", "--seeds", "8", "-o", "found", "--json", "--shrink-runs", "60"];
    let hunted = |jobs: &str, faults: &str| -> (Folder, Value) {
        let folder = stating(&busy(), "rules.rhai", rules);
        let ended = folder.rushhour(&[&flags[..], &["-j", jobs, "--faults", faults]].concat());
        assert_eq!(ended.code, 111, "{}", ended.stderr);
        (folder, serde_json::from_str(&ended.stdout).unwrap())
    };
    let one = hunted("1", "none");
    assert_eq!(one.1, hunted("2", "none").1);
    for (folder, found) in [one, hunted("2", "standard")] {
        let finding = &found["findings"][0];
        assert_eq!(finding["finding"]["kind"], "statement", "{finding}");
        assert_eq!(finding["finding"]["name"], "nobody holds twice at once");
        let (steps, before) = (finding["steps"].as_u64().unwrap(), finding["steps_before"].as_u64().unwrap());
        assert!(steps < before, "{steps} of {before}");
        let directory = folder.path(finding["directory"].as_str().unwrap());
        assert_eq!(std::fs::read_to_string(directory.join("scripts/rules.rhai")).unwrap(), rules);
        let ended = rushhour(&directory, &["replay", "finding.json"]);
        assert_eq!(ended.code, 111, "{}", ended.stderr);
        assert!(ended.stdout.contains("the same run"), "{}", ended.stdout);
        let seen = ended.stdout.lines().find(|line| line.contains("  ✗ ")).unwrap_or_default();
        assert!(seen.contains("invariant `nobody holds twice at once`: CF"), "{}", ended.stdout);
    }
}

#[test]
fn an_invariant_is_looked_at_while_everything_settles_too() {
    // Whoever holds the line for an hour does so after the last customer has come.
    let rules = "invariant(\"nobody waits for ever\", |floor| floor.contacts.is_empty() || floor.now < 1800.0);";
    let scenario = busy().replace("agent.rhai", "stuck.rhai").replace("caller.rhai", "patient.rhai");
    let folder = stating(&scenario, "rules.rhai", rules);
    folder.write("stuck.rhai", "fn run(me) { sleep(\"1h\"); }");
    folder.write("patient.rhai", "fn run(me) { me.phone(me.queue); me.wait_answer(\"40m\"); }");
    let ended =
        folder.rushhour(&["hunt", "floor.yaml", "--seeds", "1", "--faults", "none", "-o", "found", "--json"]);
    let found: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(found["findings"][0]["finding"]["name"], "nobody waits for ever", "{found}");
}

/// What `check` says, of each problem its first lines.
fn checked(key: &str, rules: &str) -> String {
    let ended = stating(FLOOR, key, rules).rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 104, "{}", ended.stdout);
    let lines = ended
        .stderr
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('×') || line.starts_with("help:") || line.contains("─["));
    lines.map(|line| line.trim_start_matches("╭─").to_owned() + "\n").collect()
}

#[test]
fn check_says_what_is_wrong_with_the_script() {
    let fine = "invariant(\"fine\", |floor| true);\n";
    let wrong = [
        "",
        "fn helper(floor) { true }",
        "invariant(\"a\", |floor| flor.now > 0.0);",
        "invariant(\"a\", |floor| true);\ninvariant(\"a\", |floor| false);",
        "invariant(\"capacity\", |floor| true);",
        "invariant(\"a\", |floor| floor.wating(\"support\").is_empty());",
        "invariant(\"a\", |floor| floor.agents.al(|it| it.available));",
        "invariant(\"a\", |floor| { sleep(3); true });",
        "invariant(\"a\", |floor| { me.accept(floor); true });",
        "invariant(\"a\", |floor| { print(floor.now); true });",
        "invariant(\"a\", || true);",
        "invariant(\"a\", |floor, it| true);",
        "invariant(\"\", |floor| true);",
        "invariant(\"a\");",
        "invaraint(\"a\", |floor| true);",
        "let late = floor.waiting;",
        "invariant(\"a\", |floor| floor.now < vars.limit);",
        "let f = |it| true;\nlet g = |it| f.call(it);\ninvariant(\"a\", |floor| true);",
        "throw \"not today\";",
        "invariant(\"a\", |floor| { if });",
        "loop { }",
    ];
    let told = wrong.map(|rules| format!("{rules}\n{}\n", checked("rules.rhai", rules)));
    insta::assert_snapshot!(told.concat(), @r##"

    × the script states no invariant
    [rules.rhai:1:1]
    help: write `invariant("what must hold", |floor| …);`, outside of functions

    fn helper(floor) { true }
    × the script states no invariant
    [rules.rhai:1:1]
    help: write `invariant("what must hold", |floor| …);`, outside of functions

    invariant("a", |floor| flor.now > 0.0);
    × there is no variable `flor` here
    [rules.rhai:1:24]
    help: declare it before this (`let flor = …;`) or take it as a parameter; a variable of the scenario is `vars.flor`

    invariant("a", |floor| true);
    invariant("a", |floor| false);
    × there is an invariant "a" already: rules.rhai, line 1
    [rules.rhai:2:1]
    help: give it another name

    invariant("capacity", |floor| true);
    × `capacity` is the name of an invariant that is checked anyway
    [rules.rhai:1:1]
    help: give it another name

    invariant("a", |floor| floor.wating("support").is_empty());
    × there is no function `wating`: is `waiting` meant?
    [rules.rhai:1:30]
    help: write `floor.waiting or floor.waiting(queue)`

    invariant("a", |floor| floor.agents.al(|it| it.available));
    × there is no function `al`: is `all` meant?
    [rules.rhai:1:37]
    help: write `list.all(|it| …)`

    invariant("a", |floor| { sleep(3); true });
    × `sleep` is a verb of people's scripts
    [rules.rhai:1:26]
    help: an invariant only looks at the floor: docs/hunting.md says at what

    invariant("a", |floor| { me.accept(floor); true });
    × there is no variable `me` here
    [rules.rhai:1:26]
    help: declare it before this (`let me = …;`) or take it as a parameter; a variable of the scenario is `vars.me`

    invariant("a", |floor| { print(floor.now); true });
    × `print` does nothing here
    [rules.rhai:1:26]
    help: give a text instead of `false`: it is shown where the invariant does not hold

    invariant("a", || true);
    × the closure of an invariant is given the floor, and takes no parameters: write `invariant(name, |floor| …)`
    [rules.rhai:1:1]

    invariant("a", |floor, it| true);
    × the closure of an invariant is given the floor, and takes 2 parameters: write `invariant(name, |floor| …)`
    [rules.rhai:1:1]

    invariant("", |floor| true);
    × an invariant has a name of at most 200 characters, in one line: what must hold, in words
    [rules.rhai:1:1]

    invariant("a");
    × `invariant` was called with text: write `invariant(name, |floor| …)`
    [rules.rhai:1:1]

    invaraint("a", |floor| true);
    × there is no function `invaraint`: is `invariant` meant?
    [rules.rhai:1:1]
    help: write `invariant(name, |floor| …)`

    let late = floor.waiting;
    × there is no variable `floor` here
    [rules.rhai:1:12]
    help: declare it before this (`let floor = …;`) or take it as a parameter; a variable of the scenario is `vars.floor`

    invariant("a", |floor| floor.now < vars.limit);
    × the scenario has no variable `limit`
    [rules.rhai:1:41]
    help: declare it: `vars: { limit: … }`

    let f = |it| true;
    let g = |it| f.call(it);
    invariant("a", |floor| true);
    × this closure captures `f`, and only one that is used up on the spot may
    [rules.rhai:2:14]
    help: give it directly to `filter`, `map`, `sort` or the like, or let it take a parameter

    throw "not today";
    × not today
    [rules.rhai:1:1]

    invariant("a", |floor| { if });
    × `}` is not expected here
    [rules.rhai:1:29]
    help: remove it, or write what is missing before it

    loop { }
    × it ran 10,000,000 operations without waiting for anything, which is the limit (long texts and lists count by their size): a loop that never ends?
    [rules.rhai:1:6]
    "##);
    let keys = [
        "missing.rhai",
        "rules",
        "{file: rules.rhai, every: 0s}",
        "[rules.rhai, {file: rules.rhai}]",
        "{file: rules.rhai, evry: 10s}",
        "{every: 10s}",
        "7",
    ];
    let told = keys.map(|key| format!("{key}\n{}\n", checked(key, fine)));
    insta::assert_snapshot!(told.concat(), @r##"
    missing.rhai
    × invariants: there is no file `missing.rhai`
    [floor.yaml:16:13]
    help: paths are relative to the scenario's file

    rules
    × invariants: `rules` is no file
    [floor.yaml:16:13]
    help: invariants stand in a file beside the scenario: write `checks.rhai` or the like

    {file: rules.rhai, every: 0s}
    × invariants.every: the floor cannot be looked at every 0s
    [floor.yaml:16:39]
    help: write a duration such as `10s`, or leave it out to look after everything that happens

    [rules.rhai, {file: rules.rhai}]
    × invariants[1].file: `rules.rhai` is there twice
    [floor.yaml:16:33]
    help: keep one of them

    {file: rules.rhai, evry: 10s}
    × invariants.evry: unknown key `evry`
    [floor.yaml:16:32]
    help: did you mean `every`?

    {every: 10s}
    × invariants: the key `file` is missing
    [floor.yaml:16:1]
    help: add `file:` here

    7
    × invariants: found `7` where a path or `{file, every}` belongs
    [floor.yaml:16:13]
    help: write a path or `{file, every}`
    "##);
    let twice = stating(FLOOR, "[rules.rhai, more.rhai]", fine);
    twice.write("more.rhai", fine);
    let ended = twice.rushhour(&["check", "floor.yaml"]);
    assert!(
        ended.stderr.contains("there is an invariant \"fine\" already: rules.rhai, line 1"),
        "{}",
        ended.stderr
    );
}

#[test]
fn the_examples_of_the_manual_hold() {
    let manual = include_str!("../../docs/hunting.md");
    let examples: Vec<&str> =
        manual.split("```rhai invariants\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(examples.len(), 2);
    let scenario = FLOOR.replace("    support: {target: 20s}\n", "    support: {target: 20s}\n    web: {}\n");
    for example in examples {
        holds(&scenario, example);
    }
}
