//! The finer rules of the Actions framework through the program, as writers of plugins see them: who runs before whom, what
//! comes too late, what is the same payload, and that what never settles is told.

use super::support::{Ended, Folder};

/// One agent, and half a second for whatever the backend is asked.
const DESK: &str = "version: 1
duration: 5m
drain: 1m
center:
  queues: {support: , billing: }
  latency: {default: 500ms}
agents:
  - {name: desk, count: 1, script: agent.rhai, queue: support}
";

const HELPERS: &str = r#"
fn code_of(me, action, payload) {
    try { me.invoke(action, payload); } catch (error) { return error.code; }
    "ok"
}
"#;

/// What a script notes, in its order.
fn notes(scenario: &str, script: &str) -> Vec<String> {
    let folder = Folder::with(scenario);
    folder.write("agent.rhai", &format!("{script}\n{HELPERS}"));
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--events", "events.jsonl"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let noted = events.lines().filter_map(|line| {
        let event: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(event.get("text")?.as_str()?.to_owned())
    });
    noted.collect()
}

#[test]
fn what_a_listener_invokes_runs_to_its_first_wait_before_the_next_listener() {
    for stage in ["before", "after"] {
        let script = format!(
            r#"fn run(me) {{
                register_action("Look", |me, event| {{ note("looks"); register_action("Late", |event| 1); 7 }});
                register_action("Wait", |event| {{ note("waits"); sleep(1); note("has waited"); 8 }});
                {stage}("ToggleSidebar", |me, event| {{ note("first"); note(`first got ${{me.invoke("Look", #{{ }})}}`); }});
                {stage}("ToggleSidebar", |me, event| {{ note("second"); note(`second got ${{me.invoke("Wait", #{{ }})}}`); }});
                {stage}("ToggleSidebar", |me, event| {{ note("third"); note(`third got ${{me.invoke("Late", #{{ }})}}`); }});
                me.invoke("ToggleSidebar");
                note("done");
            }}"#
        );
        let wanted = [
            "first",
            "looks",
            "second",
            "waits",
            "third",
            "first got 7",
            "third got 1",
            "has waited",
            "second got 8",
            "done",
        ];
        assert_eq!(notes(DESK, &script), wanted, "{stage}");
    }
}

#[test]
fn what_a_nested_invocation_still_has_before_it_waits_for_the_others() {
    let script = r#"fn run(me) {
        register_action("Inner", |event| { note("inner body"); });
        before("Inner", |event| { note("before inner"); });
        before("ToggleSidebar", |me, event| { me.invoke("Inner", #{ n: 1 }); note("first goes on"); });
        before("ToggleSidebar", |me, event| { note(`second: ${code_of(me, "Inner", #{ n: 1 })}`); });
        me.invoke("ToggleSidebar");
    }"#;
    // Its listeners are awaited, as any stage is; until it has settled it is pending.
    assert_eq!(notes(DESK, script), ["before inner", "inner body", "second: ActionPending", "first goes on"]);
}

#[test]
fn who_throws_at_once_ends_the_stage_and_the_earlier_ones_come_too_late() {
    let script = r#"fn run(me) {
        register_action("Greet", |event| { note(`body ${event.payload.n}`); 1 });
        before("Greet", |event| { sleep(1); event.payload.n = 9; event.abort(); note("late before"); });
        before("Greet", |event| { throw "no"; });
        before("Greet", |event| { note("never"); });
        after("Greet", |event| { sleep(2); note(`late after ${event.payload}`); });
        after("Greet", |event| { throw "no"; });
        after("Greet", |event| { note("never"); });
        note(`settled ${me.invoke("Greet", #{ n: 1 })} at ${now()}`);
        sleep(5);
    }"#;
    assert_eq!(notes(DESK, script), ["body 1", "settled 1 at 0.0", "late before", "late after {\"n\": 9}"]);
}

#[test]
fn replacements_hand_on_to_the_next_and_past_it() {
    let script = r#"fn run(me) {
        register_action("Add", |event| { note(`body ${event.payload.n}`); event.payload.n });
        replace_action("Add", |me, event, original, next| { note("oldest"); 1 + next.call() });
        replace_action("Add", |event, original, next| {
            note(`middle ${event.payload.n}`);
            if event.payload.n > 5 { return original.call(); }
            event.payload.n = 4;
            10 + next.call(event.payload)
        });
        replace_action("Add", |me, event, original| { note("three parameters"); original.call(#{ n: 100 }) });
        replace_action("Add", |event, original, next| 1000 + next.call() + next.call(#{ n: 6 }));
        note(`${me.invoke("Add", #{ n: 1 })}`);
    }"#;
    assert_eq!(
        notes(DESK, script),
        ["three parameters", "body 100", "three parameters", "body 100", "1200"],
        "each of the third's bypasses the older ones"
    );
    let chain = r#"fn run(me) {
        register_action("Add", |event| { note(`body ${event.payload.n}`); event.payload.n });
        replace_action("Add", |me, event, original, next| { note(`oldest ${event.payload.n}`); 1 + next.call() });
        replace_action("Add", |event, original, next| {
            event.payload.n += 3;
            let through = next.call(event.payload);
            note(`middle ${event.payload.n}`);
            10 + through
        });
        replace_action("Add", |event, original, next| 1000 + next.call(#{ n: 2 }) + original.call());
        note(`${me.invoke("Add", #{ n: 1 })}`);
    }"#;
    assert_eq!(notes(DESK, chain), ["oldest 5", "body 5", "middle 5", "body 1", "1017"]);
}

#[test]
fn payloads_are_the_same_by_value_and_what_nests_in_them_by_identity() {
    let script = r#"fn run(me) {
        register_action("Own", |event| { sleep(1); });
        for payload in [#{ n: 1 }, #{ n: 1, o: #{ a: 1 } }, #{ n: 1, l: [] }, #{ }, [1], [], (), "s", #{ n: 2 }] {
            me.start(|me| { code_of(me, "Own", #{ n: 1, o: #{ a: 1 }, l: [] }); });
            sleep(0.1);
            note(`${payload}: ${code_of(me, "Own", payload)}`);
            sleep(2);
        }
        // An event's own payload is handed on with what is in it.
        before("Own", |me, event| { note(`handed on: ${code_of(me, "Own", event.payload)}`); });
        me.invoke("Own", #{ o: #{ a: 1 } });
    }"#;
    let wanted = [
        ("#{\"n\": 1}", "ActionPending"),
        ("#{\"n\": 1, \"o\": #{\"a\": 1}}", "ok"),
        ("#{\"l\": [], \"n\": 1}", "ok"),
        ("#{}", "ActionPending"),
        ("[1]", "ok"),
        ("[]", "ActionPending"),
        ("", "ActionPending"),
        ("s", "ok"),
        ("#{\"n\": 2}", "ok"),
        ("handed on", "ActionPending"),
    ];
    let wanted: Vec<String> = wanted.iter().map(|(payload, code)| format!("{payload}: {code}")).collect();
    assert_eq!(notes(DESK, script), wanted);
}

#[test]
fn a_body_that_is_swapped_meanwhile_is_the_next_ones_and_takes_the_completion_with_it() {
    let script = r#"fn run(me) {
        register_action("Greet", |event| "old");
        before("Greet", |event| { register_action("Greet", |event| "new"); });
        note(`${me.invoke("Greet", #{ })} ${me.invoke("Greet", #{ })}`);
        before("RejectTask", |event| { note(`${event.payload.contains("task")}`); event.abort(); });
        code_of(me, "RejectTask", #{ sid: "WR00000000000000000000000000000001" });
        register_action("RejectTask", |event| 1);
        code_of(me, "RejectTask", #{ sid: "WR00000000000000000000000000000001" });
    }"#;
    assert_eq!(notes(DESK, script), ["old new", "true", "false"]);
}

#[test]
fn where_there_is_no_payload_no_field_can_be_set_or_removed() {
    let script = r#"fn run(me) {
        register_action("Own", |event| { note(`body ${event.payload}`); });
        let first = before("Own", |event| { event.payload.n = 5; note("never"); });
        let second = before("Own", |event| { note("left out"); });
        me.invoke("Own");
        remove_listener(first);
        remove_listener(second);
        before("Own", |event| {
            try { event.payload.remove("n"); } catch (error) { note(`${error}`); }
            event.payload = #{ n: 1 };
            event.payload.n += 1;
        });
        me.invoke("Own");
    }"#;
    let noted = notes(DESK, script);
    assert_eq!(
        (noted.len(), noted[0].as_str(), noted[2].as_str()),
        (3, "body null", "body {\"n\": 2}"),
        "{noted:?}"
    );
    assert!(noted[1].contains("it was invoked without a payload"), "{noted:?}");
}

#[test]
fn listeners_are_taken_out_by_what_registered_them_or_by_their_function() {
    let script = r#"fn heard(event) { note(`heard ${event.payload}`); }
    fn run(me) {
        let twice = before("HistoryPush", |event| { note("twice"); });
        before("HistoryPush", Fn("heard"));
        after("HistoryPush", Fn("heard"));
        me.invoke("HistoryPush", "/a");
        note(`${remove_listener(twice)} ${remove_listener(twice)} ${me.remove_listener("beforeHistoryPush", Fn("heard"))}`);
        note(`${remove_listener("beforeHistoryPush", Fn("heard"))} ${remove_listener("afterHoldCall", Fn("heard"))}`);
        me.invoke("HistoryPush", "/b");
        try { remove_listener("HistoryPush", Fn("heard")); } catch (error) { note(`${error}`); }
    }"#;
    let noted = notes(DESK, script);
    let wanted = ["twice", "heard /a", "heard /a", "true false true", "false false", "heard /b"];
    assert_eq!(noted[..6], wanted);
    assert!(noted[6].contains("beforeAcceptTask"), "{noted:?}");
}

/// Runs a script whose invocations may never settle.
fn runs(script: &str, flags: &[&str]) -> (Ended, serde_json::Value) {
    // Nobody serves the other queue, which would be told too.
    let folder = Folder::with(&DESK.replace(", billing: ", ""));
    folder.write("agent.rhai", &format!("{script}\n{HELPERS}"));
    folder.report(flags)
}

#[test]
fn what_never_settles_is_told_with_whose_it_is_and_since_when_and_strict_fails_for_it() {
    for (script, parts) in [
        (
            "fn run(me) { sleep(5); after(\"ToggleSidebar\", |event| { loop { sleep(\"1h\"); } }); me.invoke(\"ToggleSidebar\"); }",
            ["an invocation never settled: `ToggleSidebar` of desk-1 since 0:00:05", "its after-listeners"],
        ),
        (
            "fn run(me) { register_action(\"Own\", |event| { sleep(\"1h\"); }); me.invoke(\"Own\"); }",
            ["`Own` of desk-1 since 0:00:00", "the function that stands in for its body"],
        ),
        (
            "fn run(me) { before(\"HistoryPush\", |event| { sleep(\"1h\"); }); me.invoke(\"SelectTask\", #{ }); sleep(\"1h\"); }",
            ["`HistoryPush` of desk-1 since 0:00:00", "its before-listeners"],
        ),
    ] {
        let (ended, report) = runs(script, &[]);
        assert_eq!(ended.code, 0, "{script}: {}", ended.stderr);
        let warnings = report["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{script}: {warnings:?}");
        for part in parts {
            assert!(warnings[0].as_str().unwrap().contains(part), "{part}: {warnings:?}");
        }
        assert_eq!(runs(script, &["--strict"]).0.code, 99, "{script}");
    }
    // What has only just begun when the run is cut off is on its way.
    let late = "fn run(me) { before(\"ToggleSidebar\", |event| { sleep(\"2m\"); }); sleep(\"5m30s\"); me.invoke(\"ToggleSidebar\"); }";
    let (ended, report) = runs(late, &["--strict"]);
    assert_eq!((ended.code, report["warnings"].as_array().unwrap().len()), (0, 0), "{}", report["warnings"]);
}
