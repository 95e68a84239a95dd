//! Listeners, replacements and actions of scripts, on the desktops of one agent or several.

use serde_json::Value;

use super::support::{Ended, Folder};

/// An agent alone with what is loaded into their desktop.
fn desk(plugins: &str) -> String {
    format!(
        "version: 1
duration: 5m
center: {{queues: {{support: }}, latency: {{default: 100ms}}}}
agents:
  - {{name: desk, count: 1, script: desk.rhai, queue: support, plugins: [{plugins}]}}
"
    )
}

/// Runs an agent's script, with these plugins.
fn run(script: &str, plugins: &[(&str, &str)]) -> (Ended, Value) {
    let names: Vec<&str> = plugins.iter().map(|(name, _)| *name).collect();
    let folder = Folder::with("");
    folder.write("floor.yaml", &desk(&names.join(", "))).write("desk.rhai", script);
    for (name, text) in plugins {
        folder.write(name, text);
    }
    folder.report(&[])
}

/// All went well, and these checks were made, each so often, and no others.
fn held((ended, report): &(Ended, Value), checks: &[(&str, u64)]) {
    assert_eq!(ended.code, 0, "{}{}{}", ended.stderr, report["checks"], report["findings"]);
    let made: Vec<(&str, u64)> = report["checks"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, check)| (name.as_str(), check["held"].as_u64().unwrap()))
        .collect();
    let mut expected = checks.to_vec();
    expected.sort_unstable();
    let mut sorted = made.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
}

fn no_warnings((_, report): &(Ended, Value)) {
    assert_eq!(report["warnings"].as_array().map(Vec::len), Some(0), "{}", report["warnings"]);
}

#[test]
fn listeners_wait_invoke_and_change_payloads_in_all_their_ways() {
    let ran = run(
        r##"
        fn run(me) {
            before("SetComponentState", |event| {
                check("the payload reads by field", event.payload.name == "card" && event.payload["state"].n == 1);
                check("what is not there is nothing", event.payload.nothing == () && !event.payload.contains("nothing"));
                check("who acts and what is done", event.me.name == "desk-1" && event.action == "SetComponentState");
                sleep("2s");
                event.payload.state = #{ n: 2 };
                event.payload.state.m = 3;
                event.payload["plus"] = true;
            });
            before("SetComponentState", |me, event| {
                check("they start together", now() < 1.0);
                me.invoke("HistoryPush", "/from-a-listener");
                sleep("5s");
                check("one sees what another changed", event.payload.state.n == 2 && event.payload.plus);
                event.payload.remove("plus");
                check("a field is taken out", !event.payload.to_map().contains("plus"));
                let payload = event.payload;
                payload.state.last = me.name;
            });
            after("SetComponentState", |event| {
                check("after it, they get the payload", event.payload.state.last == "desk-1");
                sleep("10s");
                event.me.invoke("HistoryPush", "/after");
            });
            check("its value", me.invoke("SetComponentState", #{ name: "card", state: #{ n: 1 } }) == ());
            check("it has taken as long as they took together", now() >= 15.0 && now() < 15.5);
            let card = me.desktop().components.card;
            check("the body got what they left", card.n == 2 && card.m == 3 && card.last == "desk-1");
            check("what they invoked happened", me.desktop().location == "/after");

            before("HistoryReplace", |event| {
                if event.payload == "/one" { event.payload = "/two"; }
            });
            me.invoke("HistoryReplace", "/one");
            check("a payload that is a value can be replaced", me.desktop().location == "/two");

            before("ToggleSidebar", |event| {
                check("no payload reads as nothing", event.payload.open == () && event.payload.to_map().len() == 0);
                event.payload = #{ open: true };
            });
            before("ToggleSidebar", |event| { event.payload.open = !event.payload.open; });
            after("ToggleSidebar", |event| { check("and can be given", event.payload.open == false); });
            me.invoke("ToggleSidebar");
        }
        "##,
        &[],
    );
    held(
        &ran,
        &[
            ("the payload reads by field", 1),
            ("what is not there is nothing", 1),
            ("who acts and what is done", 1),
            ("they start together", 1),
            ("one sees what another changed", 1),
            ("a field is taken out", 1),
            ("after it, they get the payload", 1),
            ("its value", 1),
            ("it has taken as long as they took together", 1),
            ("the body got what they left", 1),
            ("what they invoked happened", 1),
            ("a payload that is a value can be replaced", 1),
            ("no payload reads as nothing", 1),
            ("and can be given", 1),
        ],
    );
    no_warnings(&ran);
}

#[test]
fn an_abort_cancels_and_a_late_one_does_not() {
    let ran = run(
        r#"
        fn run(me) {
            before("SetActivity", |event| { event.abort(); });
            before("SetActivity", |event| { check("the others run", true); });
            after("SetActivity", |event| { check("after-listeners do not", false); });
            let code = "";
            try { me.invoke("SetActivity", #{ activityName: "Available" }); } catch (error) { code = error.code; }
            check("whoever invoked it hears of it", code == "AbortedByListener");
            check("nothing happened", me.activity == "Offline");
            after("ToggleSidebar", |event| { event.abort(); });
            check("too late", me.invoke("ToggleSidebar") == ());
        }
        "#,
        &[],
    );
    held(
        &ran,
        &[("the others run", 1), ("whoever invoked it hears of it", 1), ("nothing happened", 1), ("too late", 1)],
    );
    assert_eq!(ran.1["actions"]["SetActivity"]["cancelled"], 1);
}

#[test]
fn a_listener_that_fails_is_a_warning_and_the_action_happens() {
    let script = r#"fn run(me) {
            before("ToggleSidebar", |event| {
                if event.payload.open { fail("at once"); }
                sleep(1);
                fail("later");
            });
            before("ToggleSidebar", |event| { check("later ones are skipped by who throws at once", !event.payload.open); });
            after("ToggleSidebar", |event| { fail("after"); });
            me.invoke("ToggleSidebar", #{ open: true });
            check("it happened", me.desktop().sidebar);
            me.invoke("ToggleSidebar", #{ open: false });
            check("again", !me.desktop().sidebar);
        }"#;
    let ran = run(script, &[]);
    held(&ran, &[("later ones are skipped by who throws at once", 1), ("it happened", 1), ("again", 1)]);
    let warning = ran.1["warnings"][0].as_str().unwrap();
    for part in ["4 listeners failed", "desk.rhai:3:", "desk-1", "at once"] {
        assert!(warning.contains(part), "{part}: {warning}");
    }
    assert_eq!(ran.1["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn replacements_ask_for_the_original_as_they_like() {
    let ran = run(
        r##"
        fn run(me) {
            replace_action("HistoryPush", |event, original| { check("older ones are bypassed", false); });
            replace_action("HistoryPush", |event, original| {
                sleep(1);
                original.call(event.payload + "/one");
                original.call();
                "done"
            });
            after("HistoryPush", |event| { check("the payload is what was invoked", event.payload == "/a"); });
            check("a replacement says what it comes to", me.invoke("HistoryPush", "/a") == "done");
            let history = me.desktop().history;
            check("the original ran twice", history[history.len() - 2] == "/a/one" && history[history.len() - 1] == "/a");

            // A body of one's own behind a replacement, which waits while it works.
            register_action("Add", |event| {
                sleep(1);
                event.payload.a + event.payload.b
            });
            replace_action("Add", |me, event, original| {
                check("called with its payload", original.call() == 3);
                original.call(#{ a: 10, b: event.payload.b })
            });
            check("the original's value", me.invoke("Add", #{ a: 1, b: 2 }) == 12);

            replace_action("ToggleSidebar", |event, original| { fail("not today"); });
            let thrown = #{};
            try { me.invoke("ToggleSidebar"); } catch (error) { thrown = error; }
            check("who throws rejects", thrown.code == "ActionFailed" && thrown.message == "not today");

            replace_action("SetActivity", |event, original| {
                try { original.call() } catch (error) { throw error; }
            });
            try { me.invoke("SetActivity", #{ activityName: "Nowhere" }); } catch (error) { thrown = error; }
            check("a rejection thrown on stays what it was", thrown.code == "ActivityNotFound");
            check("whole", thrown.action == "SetActivity" && thrown.cause == "caller");
            check("and its message is said once", !thrown.message.contains("rejected"));
            check("otherwise all is as ever", me.set_activity("Available") && me.activity == "Available");
        }
        "##,
        &[],
    );
    held(
        &ran,
        &[
            ("the payload is what was invoked", 1),
            ("a replacement says what it comes to", 1),
            ("the original ran twice", 1),
            ("called with its payload", 1),
            ("the original's value", 1),
            ("who throws rejects", 1),
            ("a rejection thrown on stays what it was", 1),
            ("whole", 1),
            ("and its message is said once", 1),
            ("otherwise all is as ever", 1),
        ],
    );
    no_warnings(&ran);
}

#[test]
fn a_race_that_a_replacement_passes_on_is_still_a_race() {
    let folder = Folder::with(
        "version: 1
duration: 10m
center: {queues: {support: }, latency: {default: 2s}}
agents:
  - {name: desk, count: 3, script: agent.rhai, queue: support, plugins: [pass.rhai]}
customers:
  - {name: callers, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 300/h}}}
distributions: {talk: 5s, hold: 1s, patience: {exponential: {mean: 2s}}}
",
    );
    folder.write("pass.rhai", "replace_action(\"AcceptTask\", |event, original| { original.call() });");
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(!report["actions"]["AcceptTask"]["rejected"].as_object().unwrap().is_empty(), "{}", report["actions"]);
}

#[test]
fn whoever_accepts_through_a_replacement_sees_it_when_they_go_on() {
    let folder = Folder::with(
        "version: 1
duration: 2m
center: {queues: {support: }, latency: {default: 100ms, events: 1s}}
agents:
  - {name: desk, count: 1, script: desk.rhai, queue: support, plugins: [pass.rhai]}
customers:
  - {name: callers, script: caller.rhai, queue: support, count: 1}
distributions: {patience: 1m}
",
    );
    folder.write("pass.rhai", "replace_action(\"AcceptTask\", |event, original| original.call());");
    let script = r#"fn run(me) {
        me.set_activity("Available");
        let task = me.next_task();
        check("accepted", me.accept(task));
        check("the desktop shows it", me.status(task) == "accepted");
    }"#;
    held(&folder.write("desk.rhai", script).report(&[]), &[("accepted", 1), ("the desktop shows it", 1)]);
}

#[test]
fn plugins_are_loaded_once_for_each_desktop_in_their_order() {
    let first = r##"
        const PREFIX = "/first";
        fn listen(name) { before(name, |event| { sleep(1); event.payload += global::PREFIX; }); }
        for name in ["HistoryPush", "HistoryReplace"] { listen(name); }
        check("what stands outside of functions is done once", true);
        register_action("Twice", |event| event.payload * 2);
    "##;
    let second = r##"
        fn run(me) {
            before("HistoryPush", |me, event| { sleep(2); event.payload += "/second"; });
            register_action("Twice", |me, event| #{ by: me.name, n: event.payload.n * 2 });
        }
    "##;
    let ran = run(
        r##"
        fn run(me) {
            for turn in 0..3 {
                me.invoke("HistoryPush", "/a");
                check("each listens once, in order", me.desktop().location == "/a/first/second");
            }
            me.invoke("HistoryReplace", "/b");
            check("constants are there", me.desktop().location == "/b/first");
            let twice = me.invoke("Twice", #{ n: 21 });
            check("the later body stands", twice.n == 42 && twice.by == "desk-1");
        }
        "##,
        &[("first.rhai", first), ("second.rhai", second)],
    );
    held(
        &ran,
        &[
            ("what stands outside of functions is done once", 1),
            ("each listens once, in order", 3),
            ("constants are there", 1),
            ("the later body stands", 1),
        ],
    );
    no_warnings(&ran);
}

#[test]
fn what_is_registered_is_registered_on_that_desktop_alone() {
    let folder = Folder::with(&desk("").replace("count: 1", "count: 2"));
    let script = r#"fn run(me) {
        if me.index == 0 { register_action("Mine", |event| "mine"); }
        sleep(1);
        let code = "";
        try { me.invoke("Mine"); } catch (error) { code = error.code; }
        check("on one of two", code == if me.index == 0 { "" } else { "ActionNotFound" });
    }"#;
    held(&folder.write("desk.rhai", script).report(&[]), &[("on one of two", 2)]);
}

#[test]
fn a_lost_invocation_leaves_nobody_waiting() {
    let ran = run(
        r#"
        fn run(me) {
            replace_action("SetActivity", |event, original| {
                try { original.call(); } catch (error) { check("the original is lost", error.code == "InvocationLost"); }
            });
            me.start(|me| { sleep("50ms"); me.invoke("ReloadWindow"); });
            let code = "";
            try { me.invoke("SetActivity", #{ activityName: "Break" }); } catch (error) { code = error.code; }
            check("so is the invocation", code == "InvocationLost");
            sleep(1);
            check("what was asked happened", me.activity == "Break");
        }
        "#,
        &[],
    );
    held(&ran, &[("the original is lost", 1), ("so is the invocation", 1), ("what was asked happened", 1)]);
}

#[test]
fn a_closure_that_captures_is_refused_before_the_run() {
    let folder = Folder::with(&desk("plugin.rhai"));
    folder.write("desk.rhai", "fn run(me) { }");
    for verb in ["before", "after", "replace_action", "register_action"] {
        let event = if verb == "replace_action" { "event, original" } else { "event" };
        let plugin = format!("fn run(me) {{ let n = 1; {verb}(\"HoldCall\", |{event}| {{ note(n); }}); }}");
        folder.write("plugin.rhai", &plugin);
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{}", ended.stderr);
        let shape = format!("`{verb}(name, |me, {event}| {{ … }})`");
        for part in [format!("the closure given to `{verb}` captures `n`"), shape, "can be `vars`".into()] {
            assert!(ended.stderr.contains(&part), "{part}: {}", ended.stderr);
        }
    }
}

/// A run that ends with a script's error: what it says.
fn complaint(script: &str) -> String {
    let (ended, report) = run(script, &[]);
    assert_eq!(ended.code, 107, "{script}: {}", ended.stdout);
    let finding = &report["findings"][0];
    assert_eq!(finding["script"], "desk.rhai");
    finding["message"].as_str().unwrap().to_owned()
}

#[test]
fn mistakes_are_said_with_their_remedy() {
    for (script, parts) in [
        ("fn run(me) { before(\"AcceptTsk\", |event| { }); }", ["`AcceptTsk`", "`AcceptTask`"]),
        ("fn run(me) { me.replace_action(\"HoldCal\", |event, original| { }); }", ["`HoldCal`", "`HoldCall`"]),
        ("fn run(me) { register_action(\" \", |event| { }); }", ["an action needs a name", ""]),
        ("fn run(me) { me.invoke(\"NavigateToView\"); }", ["ActionNotFound", "NavigateToView"]),
    ] {
        let said = complaint(script);
        assert!(parts.iter().all(|part| said.contains(part)), "{script}: {said}");
    }
}

#[test]
fn customers_have_no_desktop() {
    let folder = Folder::with(super::support::FLOOR);
    for script in [
        "fn run(me) { before(\"AcceptTask\", |event| { }); }",
        "fn run(me) { me.register_action(\"Own\", |event| { }); }",
    ] {
        folder.write("caller.rhai", script);
        let (ended, report) = folder.report(&[]);
        assert_eq!(ended.code, 107, "{script}");
        let said = report["findings"][0]["message"].as_str().unwrap();
        assert!(said.contains("agents and supervisors"), "{said}");
    }
}

#[test]
fn a_listener_that_never_ends_is_its_actors_end_and_names_its_script() {
    let script =
        "fn run(me) { me.set_activity(\"Available\"); sleep(\"1m\"); me.invoke(\"ToggleSidebar\"); sleep(1); }";
    for (listener, part) in [
        ("before(\"ToggleSidebar\", |event| { loop { } });", "10,000,000"),
        ("after(\"ToggleSidebar\", |event| { loop { sleep(0); } });", "no time passes"),
        ("replace_action(\"ToggleSidebar\", |event, original| { loop { original.call(); } });", "no time passes"),
        (
            "before(\"ToggleSidebar\", |me, event| { me.invoke(\"ToggleSidebar\", #{ n: random(0, 999999999) }); });",
            "functions run at once",
        ),
    ] {
        let (ended, report) = run(script, &[("looping.rhai", listener)]);
        assert_eq!(ended.code, 107, "{listener}: {}", ended.stdout);
        let finding = &report["findings"][0];
        assert_eq!(
            (finding["script"].as_str(), finding["actor"].as_str()),
            (Some("looping.rhai"), Some("desk-1"))
        );
        assert!(finding["message"].as_str().unwrap().contains(part), "{finding}");
        assert_eq!(report["invariants"]["violations"].as_array().unwrap().len(), 0);
    }
}
