//! Scripts that would never end, or eat everything: each is ended with a clear error, others are unharmed, and the
//! process goes on.

use super::support::Folder;

const SCENARIO: &str = "version: 1
duration: 1m
center: {queues: {support: }}
agents:
  - {name: rogue, count: 1, script: rogue.rhai, queue: support}
  - {name: clerks, count: 3, script: clerk.rhai, queue: support}
metrics: [ticks]
distributions: {talk: 1s}
";

/// Runs a script beside three clerks who tick twenty times each.
fn ended_with(script: &str, must_name: &[&str]) {
    let folder = Folder::with(SCENARIO);
    folder.write("rogue.rhai", script);
    folder.write("clerk.rhai", "fn run(me) { for i in 0..20 { sleep(\"1s\"); record(\"ticks\", i); } }");
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 107, "{script}: {}", ended.stderr);
    assert_eq!(report["metrics"]["ticks"]["count"], 60, "others are unharmed: {script}");
    let finding = &report["findings"][0];
    assert!(finding["line"].is_number() && finding["column"].is_number(), "{script} has a place: {finding}");
    let message = finding["message"].as_str().unwrap();
    for part in must_name {
        assert!(message.contains(part), "{script} should name `{part}`: {message}");
    }
}

#[test]
fn a_loop_that_never_suspends() {
    ended_with("fn run(me) { loop { } }", &["10,000,000"]);
}

#[test]
fn a_loop_that_suspends_without_end_at_one_moment() {
    ended_with("fn run(me) { loop { sleep(0); } }", &["no time passes"]);
}

#[test]
fn threads_that_start_threads() {
    ended_with("fn again(me) { me.start(|me| again(me)); } fn run(me) { again(me); }", &["no time passes"]);
    ended_with("fn run(me) { loop { me.start(|me| sleep(9)); } }", &["started functions"]);
}

#[test]
fn recursion_without_end() {
    ended_with("fn again(n) { again(n + 1) } fn run(me) { again(0); }", &["64"]);
}

#[test]
fn recursion_in_a_comparator_and_in_a_closure() {
    ended_with("fn deep(n) { [2, 1].sort(|a, b| deep(n + 1)); 0 } fn run(me) { deep(0); }", &[]);
    ended_with("fn deep(n) { [1].map(|x| deep(n + 1)) } fn run(me) { deep(0); }", &[]);
}

#[test]
fn a_string_without_end() {
    ended_with("fn run(me) { let s = \"x\"; loop { s += s; } }", &["262,144"]);
}

#[test]
fn a_value_that_nests_without_end() {
    ended_with("fn run(me) { let s = []; loop { s = [s]; } }", &["2,000"]);
}

#[test]
fn the_line_to_blame_is_named() {
    let folder = Folder::with(SCENARIO);
    folder.write("clerk.rhai", "fn run(me) { }");
    for (script, line, column) in [
        ("fn run(me) {\n let n = 0;\n loop { n += 1; }\n}", 3, 14),
        ("fn run(me) {\n again(me);\n}\nfn again(me) {\n 1 +\n  again(me)\n}", 6, 3),
        ("fn run(me) {\n let s = [];\n loop {\n  s = [s];\n }\n}", 4, 8),
        ("fn run(me) {\n let s = \"x\";\n loop {\n  s += s;\n }\n}", 4, 5),
        ("fn run(me) {\n nap();\n}\nfn nap() {\n loop {\n  sleep(0);\n }\n}", 6, 3),
    ] {
        folder.write("rogue.rhai", script);
        let (ended, report) = folder.report(&[]);
        let finding = &report["findings"][0];
        assert_eq!(ended.code, 107, "{script}: {}", ended.stderr);
        assert_eq!((finding["line"].as_i64(), finding["column"].as_i64()), (Some(line), Some(column)), "{script}");
    }
}

#[test]
fn numbers_that_no_metric_can_keep_are_not_recorded() {
    for number in ["1e308", "-1e13", "9223372036854775807"] {
        ended_with(&format!("fn run(me) {{ record(\"ticks\", {number}); }}"), &["cannot be recorded", "9e12"]);
    }
}

#[test]
fn what_is_thrown_and_what_is_given_is_told_by_name() {
    ended_with("fn run(me) { throw me; }", &["rogue-1"]);
    ended_with("fn run(me) { sleep(()); }", &["called with nothing"]);
}

#[test]
fn variables_are_asked_for() {
    let folder = Folder::with(&format!("{SCENARIO}vars: {{patience: 90s, contains: 4}}\n"));
    folder.write("clerk.rhai", "fn run(me) { }");
    folder.write(
        "rogue.rhai",
        "fn run(me) {
            let name = \"patience\";
            check(\"it is there\", vars.contains(name) && vars.contains(\"pat\" + \"ience\"));
            check(\"another is not\", !vars.contains(\"other\"));
            check(\"they are read\", vars.patience == 90 && vars.contains == 4);
        }",
    );
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
    folder.write("rogue.rhai", "fn run(me) { vars.contains(1); }");
    let (_, report) = folder.report(&[]);
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("a name in quotes"), "{report}");
}

#[test]
fn customers_send_what_agents_may_send() {
    let scenario = "version: 1
duration: 1m
center: {queues: {support: }, channels: {chat: {message_length: 20, files: 1, file_size: 1KiB, total_size: 1KiB}}}
agents: [{name: desk, script: chat_agent, queue: support}]
customers: [{name: guests, script: guest.rhai, queue: support, count: 1}]
";
    let folder = Folder::with(scenario);
    for (send, told) in [
        ("send_media(\"a.png\", \"image/png\", -1)", "-1 bytes"),
        ("send_media(\"a.png\", \"image/png\", 1.5)", "1.5 bytes"),
        ("send_media(\"a.png\", \"image/png\", 9e18)", "bytes"),
        ("send_media(\"a.png\", \"image/png\", 4096)", "bad-size"),
        ("send_media(\" \", \"image/png\", 4)", "name"),
        ("send_media(\"a.png\", \"\", 4)", "type"),
        ("send(\" \")", "no text"),
        ("send(\"more than twenty characters\")", "20 are allowed"),
    ] {
        folder.write("guest.rhai", &format!("fn run(me) {{ me.chat(me.queue); me.{send}; }}"));
        let (ended, report) = folder.report(&[]);
        assert_eq!(ended.code, 107, "{send}: {}", ended.stderr);
        let message = report["findings"][0]["message"].as_str().unwrap();
        assert!(message.contains(told), "{send} should tell `{told}`: {message}");
    }
    folder.write(
        "guest.rhai",
        "fn run(me) { me.chat(me.queue); me.send(\"hello\"); me.send_media(\"a\", \"b/c\", 7.0); }",
    );
    let (ended, _) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}
