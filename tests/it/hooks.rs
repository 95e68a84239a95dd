//! What scripts and plugins hook into the Actions framework, as their writers see it: listeners, replacements and
//! actions of their own. The scripts check themselves; the tests look at how the run went.

use serde_json::{Value, json};

use super::support::{Ended, Folder};

/// One agent, two plugins, and half a second for whatever the backend is asked.
const DESK: &str = "version: 1
duration: 10m
center:
  queues: {support: }
  activities: [Available, Break, {name: Training, available: false}]
  latency: {default: 500ms}
metrics: [loads, runs, late]
agents:
  - {name: desk, count: 1, script: agent.rhai, queue: support, plugins: [one.rhai, two.rhai]}
";

/// Helpers that scripts have in common.
const HELPERS: &str = r#"
fn code_of(me, action, payload) {
    try { me.invoke(action, payload); } catch (error) { return error.code; }
    "ok"
}
fn state(me, part) { me.desktop().components[part] }
fn set(me, part, entries) { me.invoke("SetComponentState", #{ name: part, state: entries }); }
fn same(name, seen, wanted) {
    let it_is = type_of(seen) == type_of(wanted) && seen == wanted;
    check(if it_is { name } else { `${name}: ${seen}` }, it_is);
}
"#;

/// Runs an agent with two plugins, the second of which may be empty.
fn desk(agent: &str, one: &str, two: &str) -> (Ended, Value) {
    let folder = Folder::with(DESK);
    let with_helpers = |text: &str| format!("{text}\n{HELPERS}");
    folder.write("agent.rhai", &with_helpers(agent));
    folder.write("one.rhai", &with_helpers(if one.is_empty() { "let nothing = ();" } else { one }));
    folder.write("two.rhai", &with_helpers(if two.is_empty() { "let nothing = ();" } else { two }));
    folder.report(&[])
}

/// The same, where so many checks must hold and nothing may be warned of.
fn holds(checks: usize, agent: &str, one: &str, two: &str) -> Value {
    let (ended, report) = desk(agent, one, two);
    assert_eq!(ended.code, 0, "{}{}{}", ended.stderr, report["findings"], report["checks"]);
    assert_eq!(report["checks"].as_object().unwrap().len(), checks, "{}", report["checks"]);
    assert_eq!(report["metrics"]["checks"]["value"], 1.0, "{}", report["checks"]);
    assert_eq!(report["warnings"], json!([]));
    report
}

#[test]
fn an_invocation_waits_for_its_listeners_together_and_they_may_invoke() {
    let report = holds(
        6,
        r#"fn run(me) {
            same("it took the longest of both stages and the backend", code_of(me, "SetActivity", #{ activityName: "Break" }), "ok");
            same("six seconds and a half have passed", now(), 6.5);
            same("who listens may invoke, and waits for it", state(me, "heard").at, 2.5);
            same("each of them was done", state(me, "after").at, 6.5);
            same("and they began together", state(me, "began").at, 0.0);
            same("what has no listeners takes what it took", code_of(me, "SetActivity", #{ activityName: "Available" }), "ok");
        }"#,
        r#"before("SetActivity", |event| {
            if event.payload.activityName == "Break" { sleep("3s"); }
        });
        before("SetActivity", |me, event| {
            if event.payload.activityName != "Break" { return; }
            set(me, "began", #{ at: now() });
            sleep("2s");
            me.invoke("SetWorkerAttributes", #{ attributes: #{ busy: true }, mergeExisting: true });
            set(me, "heard", #{ at: now() });
        });"#,
        r#"after("SetActivity", |event| {
            if event.payload.activityName == "Break" { sleep(1); }
        });
        after("SetActivity", |event| {
            if event.payload.activityName != "Break" { return; }
            sleep(3);
            set(event.me, "after", #{ at: now() });
        });"#,
    );
    assert_eq!(report["actions"]["SetActivity"]["latency_s"]["max"], 6.5);
    assert_eq!(report["actions"]["SetActivity"]["latency_s"]["min"], 0.5);
}

#[test]
fn what_listeners_change_reaches_the_body() {
    holds(
        15,
        r#"fn run(me) {
            me.invoke("SetComponentState", #{ name: "part", state: #{ a: 1 } });
            let seen = state(me, "part");
            same("a field of a field", seen.deep, "yes");
            same("by index", seen.indexed, 2);
            same("added to", seen.a, 11);
            same("one after the other", seen.text, "one two");
            same("what was given is there", seen.keys().len(), 4);
            me.invoke("HistoryPush", "/a/");
            same("a bare payload, added to and replaced", me.desktop().location, "/a/b/#top");
            me.invoke("HistoryReplace", "/a/");
            same("changed before and after a wait", me.desktop().location, "/late/");
            same("a whole payload", code_of(me, "SetActivity", #{ activityName: "Available" }), "ok");
            same("is what the body got", me.activity, "Training");
            same("a payload that was none", code_of(me, "ToggleSidebar", ()), "ok");
        }"#,
        r#"before("SetComponentState", |event| {
            same("the name is known", event.action, "SetComponentState");
            event.payload.state.deep = "yes";
            event.payload["state"]["indexed"] = 2;
            event.payload.state.a += 10;
            event.payload.state.text = "one";
        });
        before("HistoryPush", |event| {
            event.payload += "b/";
            same("it is text", event.payload, "/a/b/");
        });
        before("HistoryReplace", |event| { sleep(1); event.payload = "/late/"; });
        before("SetActivity", |event| {
            same("a payload has its fields", event.payload.contains("activityName"), true);
            event.payload = #{ activityName: "Break" };
            event.payload.other = ();
            event.payload.activityName = "Training";
        });
        before("ToggleSidebar", |event| {
            same("what is not there is nothing", event.payload.anything, ());
            event.payload = #{ };
            event.payload.mine = 1;
            same("a field that is added is there", event.payload.to_map(), #{ mine: 1 });
            event.payload.remove("mine");
        });"#,
        r##"before("SetComponentState", |event| { event.payload.state.text += " two"; });
        before("HistoryPush", |event| { event.payload = `${event.payload}#top`; });
        before("HistoryReplace", |event| { event.payload = "/early/"; });"##,
    );
}

#[test]
fn an_abort_lets_the_other_before_listeners_run_and_nothing_else() {
    let report = holds(
        6,
        r#"fn run(me) {
            same("whoever invokes is told", code_of(me, "SetActivity", #{ activityName: "Break" }), "AbortedByListener");
            same("a short verb answers false", me.set_activity("Break"), false);
            same("the body did nothing", me.activity, "Offline");
            same("the other before-listeners ran, each time", state(me, "before").times, 2);
            same("after-listeners did not", state(me, "after"), ());
            same("an abort by an after-listener comes late", code_of(me, "HistoryPush", "/x/"), "ok");
        }"#,
        r#"before("SetActivity", |event| { event.abort(); });
        after("SetActivity", |event| { set(event.me, "after", #{ ran: true }); });
        after("HistoryPush", |event| { event.abort(); });"#,
        r#"before("SetActivity", |event| {
            sleep(1);
            let known = state(event.me, "before");
            set(event.me, "before", #{ times: if known == () { 1 } else { known.times + 1 } });
        });"#,
    );
    assert_eq!(report["actions"]["SetActivity"]["cancelled"], 2);
}

#[test]
fn a_listener_that_throws_at_once_skips_the_later_ones_and_one_that_waited_does_not() {
    let (ended, report) = desk(
        r#"fn run(me) {
            same("the body runs", code_of(me, "SetActivity", #{ activityName: "Break" }), "ok");
            same("and did its work", me.activity, "Break");
            same("the later ones were skipped", state(me, "later"), ());
            same("the earlier one is not waited for", state(me, "earlier"), ());
            sleep(2);
            same("and runs to its end", state(me, "earlier").ran, true);
            same("the body runs here too", code_of(me, "HistoryPush", "/x/"), "ok");
            same("and the later one ran", state(me, "later").ran, true);
            same("who throws afterwards stops nothing", code_of(me, "ToggleSidebar", ()), "ok");
            same("but cuts off those behind", state(me, "after"), ());
        }"#,
        r#"before("SetActivity", |event| { sleep(1); set(event.me, "earlier", #{ ran: true }); });
        before("SetActivity", |event| {
            fail("not today");
        });
        before("HistoryPush", |event| { sleep(1); fail("too late"); });
        after("ToggleSidebar", |event| { fail("afterwards"); });"#,
        r#"before("SetActivity", |event| { set(event.me, "later", #{ ran: true }); });
        before("HistoryPush", |event| { set(event.me, "later", #{ ran: true }); });
        after("ToggleSidebar", |event| { set(event.me, "after", #{ ran: true }); });"#,
    );
    assert_eq!(ended.code, 0, "{}", report["findings"]);
    assert_eq!((&report["metrics"]["checks"]["value"], &report["findings"]), (&json!(1.0), &json!([])));
    let [warning] = report["warnings"].as_array().unwrap().as_slice() else { panic!("{}", report["warnings"]) };
    let warning = warning.as_str().unwrap();
    for part in ["3 listeners", "one.rhai:3:13", "desk-1", "not today"] {
        assert!(warning.contains(part), "{part}: {warning}");
    }
}

#[test]
fn after_listeners_get_the_payload_that_the_body_got() {
    holds(
        4,
        r#"fn run(me) {
            me.invoke("SetActivity", #{ activityName: "Break" });
            same("the payload", state(me, "after").activity, "Training");
            same("after the effect", state(me, "after").now, "Training");
            same("what is rejected has none", code_of(me, "SetActivity", #{ activityName: "Nowhere" }), "ActivityNotFound");
            same("so it is as it was", state(me, "after").activity, "Training");
        }"#,
        r#"before("SetActivity", |event| { if event.payload.activityName == "Break" { event.payload.activityName = "Training"; } });
        after("SetActivity", |me, event| {
            set(me, "after", #{ activity: event.payload.activityName, now: me.activity });
        });"#,
        "",
    );
}

#[test]
fn a_replacement_stands_in_for_the_body() {
    holds(
        13,
        r#"fn run(me) {
            same("the newest one answers", me.invoke("SetActivity", #{ activityName: "Break" }), "mine");
            same("the original did its work", me.activity, "Break");
            same("the older one was bypassed", state(me, "older"), ());
            same("the backend took its time", now(), 0.5);
            me.invoke("HistoryPush", "/x/");
            same("another payload for the original", me.desktop().location, "/other/");
            same("a replacement that throws", code_of(me, "ToggleSidebar", ()), "ActionFailed");
            same("did nothing", me.desktop().sidebar, false);
            same("a rejection that is thrown on", code_of(me, "SetWorkerActivity", #{ workerSid: me.sid, activityName: "Nowhere" }), "NotAuthorized");
            same("its caller's mistake is one", try_verb(me), "NotAuthorized");
            same("twice, one after the other", me.invoke("HistoryReplace", "/y/"), "/y/");
            same("each time anew", me.desktop().location, "/2/");
        }
        fn try_verb(me) {
            try { me.set_worker_activity(me.sid, "Break"); } catch (error) { return error.code; }
            "ok"
        }"#,
        r#"replace_action("SetActivity", |event, original| {
            set(event.me, "older", #{ ran: true });
            original.call()
        });
        replace_action("ToggleSidebar", |event, original| { fail("no sidebar here"); });
        replace_action("SetWorkerActivity", |event, original| {
            try { original.call(); } catch (error) {
                check("the original's rejection is a map", error.code == "NotAuthorized" && error.action == event.action);
                throw error;
            }
        });"#,
        r#"replace_action("SetActivity", |me, event, original| { original.call(); "mine" });
        replace_action("HistoryPush", |event, original| { original.call("/other/") });
        replace_action("HistoryReplace", |event, original| {
            original.call("/1/");
            same("while it waits the payload is as it was", event.payload, "/y/");
            original.call("/2/");
            event.payload
        });"#,
    );
}

#[test]
fn own_actions_are_invoked_like_others_and_swapped_by_registering_again() {
    let report = holds(
        11,
        r#"fn run(me) {
            same("it returns a value", me.invoke("Greet", #{ name: "Ada" }).said, "Hello, Ada");
            same("it is not there under another name", code_of(me, "Greets", ()), "ActionNotFound");
            same("nor before it is registered", code_of(me, "Later", ()), "ActionNotFound");
            register_action("Later", |event| 1);
            same("and then it is", me.invoke("Later"), 1);
            register_action("Later", |event| { sleep(2); 2 });
            same("its body is swapped", me.invoke("Later"), 2);
            me.start(|me| {
                let began = now();
                same("who was first is done", me.invoke("Later", #{ n: 1 }), 2);
                same("after its time", now() - began, 2.0);
            });
            sleep(1);
            same("the same is pending", code_of(me, "Later", #{ n: 1 }), "ActionPending");
            same("another is not", code_of(me, "Later", #{ n: 2 }), "ok");
            same("nor the same when the first is done", code_of(me, "Later", #{ n: 1 }), "ok");
            me.register_action("Fails", |me, event| me.invoke("SetActivity", #{ activityName: "Nowhere" }));
            same("the code of what it invokes is its own", code_of(me, "Fails", ()), "ActivityNotFound");
        }"#,
        r#"register_action("Greet", |event| #{ said: `Hello, ${event.payload.name}` });"#,
        "",
    );
    assert_eq!(report["actions"]["Greet"]["ok"], 1);
    assert_eq!(report["actions"]["Later"]["rejected"], json!({"ActionNotFound": 1, "ActionPending": 1}));
}

#[test]
fn plugins_are_loaded_once_for_each_desktop_and_in_their_order() {
    let folder = Folder::with(&DESK.replace("count: 1", "count: 3"));
    folder.write(
        "agent.rhai",
        r#"fn run(me) {
            for round in 0..2 {
                me.invoke("HistoryPush", `/${round}`);
                check("in their order, once each", me.desktop().location == `/${round} one two`);
            }
            me.start(|me| { check("the same for threads", me.invoke("Own", ()) == "one"); });
        }"#,
    );
    // Statements alone.
    folder.write(
        "one.rhai",
        r#"const NAME = "one";
        record("loads", 1);
        before("HistoryPush", |event| { event.payload += ` ${global::NAME}`; record("runs", 1); });
        register_action("Own", |event| global::NAME);"#,
    );
    // A function, with a statement beside it.
    folder.write(
        "two.rhai",
        r#"record("loads", 10);
        fn run(me) {
            record("loads", 100);
            before("HistoryPush", |event| { event.payload += " two"; record("runs", 1); });
            sleep("1m");
            record("late", now());
        }"#,
    );
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}{}", report["findings"], report["checks"]);
    let metric = |name: &str| (report["metrics"][name]["count"].clone(), report["metrics"][name]["mean"].clone());
    assert_eq!(metric("loads"), (json!(9), json!(37.0)), "each of the three desktops loads each once");
    assert_eq!(metric("runs"), (json!(12), json!(1.0)));
    assert_eq!(metric("late"), (json!(3), json!(60.0)), "a plugin's own thread outlives the agent's script");
}

#[test]
fn a_captured_variable_is_refused_before_the_run() {
    for (verb, parameters) in [("before", "event"), ("replace_action", "event, original")] {
        let folder = Folder::with(DESK);
        folder.write("one.rhai", "note(\"loaded\");");
        let text = format!("let n = 1;\n{verb}(\"HistoryPush\", |{parameters}| {{ note(`${{n}}`); }});");
        folder.write("two.rhai", &text);
        for command in ["check", "run"] {
            let ended = folder.rushhour(&[command, "floor.yaml"]);
            assert_eq!(ended.code, 104, "{}", ended.stderr);
            let shape = format!("{verb}(name, |me, {parameters}|");
            for part in ["captures `n`, which fibers cannot share", "two.rhai:2", "help:", &shape] {
                assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
            }
        }
    }
}

/// Runs an agent's script that is wrong, and looks for words in the finding.
fn fails(agent: &str, one: &str, must_name: &[&str]) -> Value {
    let (ended, report) = desk(agent, one, "");
    assert_eq!(ended.code, 107, "{agent}{one}: {}", ended.stderr);
    let message = report["findings"][0]["message"].as_str().unwrap();
    for part in must_name {
        assert!(message.contains(part), "`{part}`: {message}");
    }
    report
}

#[test]
fn mistakes_in_registering_are_said_clearly() {
    fails("fn run(me) { before(\"AcceptTsk\", |event| { }); }", "", &["AcceptTsk", "AcceptTask"]);
    fails("fn run(me) { }", "replace_action(\"holdCall\", |event, original| { });", &["holdCall", "HoldCall"]);
    fails("fn run(me) { after(\" \", |event| { }); }", "", &["needs a name"]);
    // A function that has a name is looked at when it is registered.
    let named = |parameters: &str, verb: &str| {
        format!(
            "fn run(me) {{ let name = \"mine\"; {verb}(\"AcceptTask\", Fn(name)); }} fn mine({parameters}) {{ }}"
        )
    };
    fails(&named("", "before"), "", &["no parameters", "before(name, |event|"]);
    fails(&named("event, abort", "me.after"), "", &["`event, abort`", "after(name, |me, event|", "event.abort()"]);
    fails(
        &named("a, b, c", "replace_action"),
        "",
        &["`a, b, c`", "|me, event, original|", "|event, original, next|"],
    );
}

#[test]
fn closures_whose_parameters_fit_no_form_are_refused_before_the_run() {
    for (call, parts) in [
        ("before(\"AcceptTask\", || { })", &["takes no parameters", "before(name, |event|"][..]),
        ("me.before(\"AcceptTask\", |event, abort| { })", &["`event, abort`", "|me, event|", "event.abort()"]),
        ("after(\"AcceptTask\", |me| { })", &["`me`", "after(name, |event|"]),
        (
            "replace_action(\"AcceptTask\", |event| { })",
            &["1 parameter", "replace_action(name, |event, original|"],
        ),
        (
            "replace_action(\"AcceptTask\", |me, original, next| { })",
            &["none of its forms", "|event, original, next|"],
        ),
        ("replace_action(\"AcceptTask\", |a, b, c| { })", &["|me, event, original|", "name the first one `me`"]),
        ("register_action(\"Mine\", |a, b, c| { })", &["3 parameters", "register_action(name, |event|"]),
    ] {
        let folder = Folder::with(DESK);
        folder.write("one.rhai", "note(\"\");").write("agent.rhai", "fn run(me) { }");
        folder.write("two.rhai", &format!("fn run(me) {{\n    {call};\n}}"));
        for command in ["check", "run"] {
            let ended = folder.rushhour(&[command, "floor.yaml"]);
            assert_eq!(ended.code, 104, "{call}: {}", ended.stderr);
            for part in parts.iter().chain(&["two.rhai:2", "help:"]) {
                assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
            }
        }
    }
}

#[test]
fn customers_have_no_desktop() {
    for (call, part) in [
        ("before(\"AcceptTask\", |event| { })", "only agents and supervisors have a desktop"),
        ("me.register_action(\"Mine\", |event| 1)", "only agents and supervisors can `register_action`"),
    ] {
        let folder = Folder::with(&format!("{DESK}customers: [{{name: lost, script: caller.rhai, count: 1}}]\n"));
        folder.write("one.rhai", "note(\"\");").write("two.rhai", "note(\"\");");
        folder.write("agent.rhai", "fn run(me) { }");
        folder.write("caller.rhai", &format!("fn run(me) {{\n  {call};\n}}"));
        let (ended, report) = folder.report(&[]);
        assert_eq!(ended.code, 107, "{}", ended.stderr);
        let finding = &report["findings"][0];
        assert!(finding["message"].as_str().unwrap().contains(part), "{finding}");
        assert_eq!((&finding["script"], &finding["line"]), (&json!("caller.rhai"), &json!(2)));
    }
}

#[test]
fn a_listener_without_end_ends_its_actor() {
    let push = "fn run(me) { me.invoke(\"HistoryPush\", \"/x/\"); record(\"runs\", 1); }";
    for (listener, part) in [
        ("loop { }", "10,000,000"),
        ("loop { sleep(0); }", "no time passes"),
        ("event.me.invoke(\"HistoryPush\", `${event.payload}x`);", "at once"),
    ] {
        let report = fails(push, &format!("before(\"HistoryPush\", |event| {{ {listener} }});"), &[part]);
        assert_eq!(report["metrics"]["runs"]["count"], 0, "{listener}");
        assert_eq!(report["findings"][0]["script"], "one.rhai", "{listener}");
        assert_eq!(report["invariants"]["violations"], json!([]));
    }
}

const CROWD: &str = "version: 1
duration: 20m
drain: 10m
center:
  queues: {support: }
  latency: {default: {exponential: {mean: 300ms}}}
metrics: [runs]
agents:
  - {name: desk, count: 20, script: agent.rhai, queue: support, plugins: [one.rhai, two.rhai]}
customers:
  - {name: callers, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 400/h}}}
distributions:
  talk: {exponential: {mean: 1m}}
  hold: {exponential: {mean: 10s}}
  patience: {exponential: {mean: 1m}}
  look_up: {exponential: {mean: 2s}}
";

#[test]
fn listeners_that_wait_are_the_same_on_any_number_of_threads() {
    let folder = Folder::with(CROWD);
    folder.write(
        "one.rhai",
        r#"before("AcceptTask", |event| { sleep(sample("look_up")); if chance(0.05) { event.abort(); } });
        after("AcceptTask", |me, event| { sleep(sample("look_up")); me.invoke("HistoryPush", `/${now()}/`); });
        replace_action("CompleteTask", |event, original| { sleep(sample("look_up")); original.call() });"#,
    );
    folder.write(
        "two.rhai",
        r#"before("AcceptTask", |event| { sleep(sample("look_up")); if chance(0.1) { fail("by chance"); } });
        before("HistoryPush", |event| { record("runs", 1); event.payload += me_of(event); });
        fn me_of(event) { event.me.name }"#,
    );
    let digest = |threads: &str| {
        let (ended, report) = folder.report(&["--replications", "2", "-j", threads]);
        assert_eq!(ended.code, 0, "{}", report["findings"]);
        assert!(report["metrics"]["runs"]["count"].as_u64().unwrap() > 100);
        assert!(report["actions"]["AcceptTask"]["cancelled"].as_u64().unwrap() > 0);
        (report["digest"].to_string(), report["warnings"].to_string())
    };
    let first = digest("1");
    assert_eq!(first, digest("1"));
    assert_eq!(first, digest("2"));
}
