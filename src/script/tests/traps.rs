//! What trips people in Rhai, each with the words they get.

use super::world::*;

use crate::script::request::{FiberEnd, Reply, Request};

/// What `check` finds, as text.
fn found(script: &str) -> String {
    problems(script)
        .iter()
        .map(|p| format!("{}: {} [{}]\n", p, p.help.as_deref().unwrap_or(""), p.script))
        .collect()
}

#[test]
fn reserved_words_are_named_as_such() {
    insta::assert_snapshot!(found("fn run(me) {\n    let call = 3;\n}"), @"test.rhai:2:9: `call` is a word that Rhai keeps for itself: choose another name [test.rhai]");
    insta::assert_snapshot!(found("fn spawn(me) { }"), @"test.rhai:1:4: `spawn` is a word that Rhai keeps for itself: choose another name [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) { let x = eval(\"1\"); }"), @"test.rhai:1:22: `eval` does not exist here: a script is checked before it runs:  [test.rhai]");
    insta::assert_snapshot!(found("import \"other\" as other; fn run(me) { }"), @"test.rhai:1:1: scripts have no modules: put the functions into the script itself [test.rhai]");
}

#[test]
fn a_script_needs_a_function_run_of_one_parameter() {
    insta::assert_snapshot!(found("fn main() { }"), @"test.rhai:1:1: the script has no function `run`, which is where it begins: write `fn run(me) { … }` [test.rhai]");
    insta::assert_snapshot!(found("fn run() { }"), @"test.rhai:1:1: `run` takes no parameters, and is given one: who acts: write `fn run(me) { … }` [test.rhai]");
}

#[test]
fn what_does_not_parse_is_shown_with_its_place() {
    insta::assert_snapshot!(found("fn run(me) {\n    let x = ;\n}"), @"test.rhai:2:13: unexpected ';':  [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) {\n    if me.name = \"x\" {"), @"test.rhai:2:16: possibly a typo of '=='?:  [test.rhai]");
}

#[test]
fn a_top_level_variable_is_not_seen_inside_functions() {
    insta::assert_snapshot!(found("let rings = 3;\nfn run(me) { sleep(rings); }"), @"test.rhai:2:20: `rings` stands outside of the functions, which do not see it: make it a variable of the scenario (`vars.rings`), or a `const` and read it as `global::rings`, or pass it on as a parameter [test.rhai]");
    insta::assert_snapshot!(found("const RINGS = 3;\nfn run(me) { sleep(RINGS); }"), @"test.rhai:2:20: `RINGS` stands outside of the functions, which do not see it: read it as `global::RINGS`, or pass it on as a parameter [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) { sleep(rings); }"), @"test.rhai:1:20: there is no variable `rings` here:  [test.rhai]");
}

#[test]
fn a_constant_is_read_through_global_in_functions_and_in_served_closures() {
    let script = "
        const RINGS = 3;
        fn run(me) { note(global::RINGS); me.start(|me| { note(global::RINGS + 1); }); }";
    assert_eq!(found(script), "");
    let host = host(script);
    let mut fiber = host.spawn(crate::scenario::plan::ScriptId(0), agent());
    let mut closure = None;
    let (asked, _) = drive(&host, &mut fiber, |request| {
        if let Request::Start(started) = request {
            closure = Some(*started);
        }
        usual(request)
    });
    assert_eq!(asked[0], "Note(\"3\")");
    let mut fiber = host.spawn_closure(closure.unwrap(), agent(), None);
    assert_eq!(drive(&host, &mut fiber, usual).0, ["Note(\"4\")"]);
}

#[test]
fn a_closure_for_a_fiber_may_not_capture() {
    insta::assert_snapshot!(found("fn run(me) {\n    me.serve(|task| { me.accept(task); });\n}"), @"test.rhai:2:23: the closure given to `serve` captures `me`, which fibers cannot share: what it needs comes as a parameter: `me.serve(|me, task| { … })`; numbers and names can be `vars` [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) {\n    let n = 3;\n    me.start(|me| sleep(n));\n}"), @"test.rhai:3:25: the closure given to `start` captures `n`, which fibers cannot share: what it needs comes as a parameter: `me.start(|me| { … })`; numbers and names can be `vars` [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) {\n    let n = 3;\n    let f = || n;\n}"), @"test.rhai:3:16: this closure captures `n`, and only one that is used up on the spot may: give it directly to `filter`, `map`, `sort` or the like, or let it take a parameter [test.rhai]");
}

#[test]
fn a_closure_that_is_used_up_on_the_spot_may_capture() {
    let body = "let least = 2; note([1, 2, 3].filter(|x| x >= least)); note([1, 2].map(|x| x * least));";
    assert_eq!(found(&format!("fn run(me) {{ {body} }}")), "");
    assert_eq!(notes(body), ["[2, 3]", "[2, 4]"]);
}

#[test]
fn a_function_of_the_scripts_own_is_no_place_for_a_capture() {
    let script = "fn run(me) { let n = 1; let f = map([], || n); } fn map(list, f) { f }";
    assert_eq!(problems(script).len(), 1);
}

#[test]
fn a_closure_with_other_parameters_is_refused() {
    insta::assert_snapshot!(message("me.serve(|task| { });"), @"the closure given to `serve` takes 1 parameter: write `me.serve(|me, task| { … })`");
    insta::assert_snapshot!(message("me.start(|me, task| { });"), @"the closure given to `start` takes 2 parameters: write `me.start(|me| { … })`");
    insta::assert_snapshot!(message("me.start(Fn(\"nobody\"));"), @"`start` takes a closure of this script: write `me.start(|me| { … })`");
}

#[test]
fn a_closure_in_a_variable_is_called_by_call() {
    assert_eq!(notes("let double = |x| x * 2; note(double.call(4));"), ["8"]);
    insta::assert_snapshot!(message("let double = |x| x * 2; double(4);"), @"there is no function `double` that can be called with a whole number (a closure in a variable is called by `double.call(…)`)");
}

#[test]
fn misspelt_verbs_are_found_before_the_run() {
    insta::assert_snapshot!(
        found("fn run(me) {\n    for task in me.tasks() {\n        me.acept(task);\n        slep(3);\n    }\n}"), @"
    test.rhai:3:12: there is no function `acept`: is `accept` meant?: write `me.accept(task)` [test.rhai]
    test.rhai:4:9: there is no function `slep`: is `sleep` meant?: write `sleep(time)` [test.rhai]
    "
    );
}

#[test]
fn a_verb_with_the_wrong_arguments_shows_its_usage() {
    insta::assert_snapshot!(message("me.hold();"), @"`hold` was called with `me`: write `me.hold(task)`");
    insta::assert_snapshot!(message("me.hold(3);"), @"`hold` was called with `me`, a whole number: write `me.hold(task)`");
    insta::assert_snapshot!(message("sleep();"), @"`sleep` was called without arguments: write `sleep(time)`");
    insta::assert_snapshot!(message("\"a\" - 1;"), @"`-` does not work with text and a whole number");
    insta::assert_snapshot!(message("me.nmae;"), @"`me` has no property `nmae`: is `name` meant?");
    insta::assert_snapshot!(message("me.xyzzy(3);"), @"there is no function `xyzzy` that can be called with `me`, a whole number (a closure in a variable is called by `xyzzy.call(…)`)");
}

#[test]
fn chance_takes_whole_numbers_too() {
    let (asked, end) = run("fn run(me) { chance(0); chance(1); chance(0.5); }");
    assert_eq!(asked, ["Chance(0.0)", "Chance(1.0)", "Chance(0.5)"]);
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(message("chance(20);"), @"20 is not a probability: write a number from 0 to 1");
}

#[test]
fn an_iterator_waits_in_each_step() {
    let mut offered = 0;
    let (asked, end) =
        run_as(agent(), "fn run(me) { for task in me.tasks() { me.accept(task); } }", |request| match request {
            Request::NextTask { .. } if offered < 2 => {
                offered += 1;
                Reply::Task(Some(Box::new(task())))
            }
            other => usual(other),
        });
    assert_eq!(end, FiberEnd::Returned);
    assert_eq!(asked.len(), 5);
}

#[test]
fn an_iterator_that_is_stopped_ends_the_loop_and_the_fiber() {
    let (asked, end) =
        run_as(agent(), "fn run(me) { for task in me.tasks() { } note(\"after\"); }", |_| Reply::Stop);
    assert_eq!((asked.len(), end), (1, FiberEnd::Stopped));
}

#[test]
fn print_and_debug_are_notes() {
    let (asked, _) = run("fn run(me) { print(3); debug(\"x\"); print(`${me} says ${1 + 1}`); }");
    assert_eq!(asked, ["Note(\"3\")", "Note(\"\\\"x\\\"\")", "Note(\"desk-3 says 2\")"]);
}

#[test]
fn nothing_is_evaluated_while_compiling() {
    let (asked, _) = run("fn run(me) { if false { sleep(9); } let x = sleep(2.0); sample(\"talk\"); }");
    assert_eq!(asked, ["Sleep 2s", "Sample(\"talk\")"]);
}

#[test]
fn there_is_no_clock_and_no_other_chance() {
    for word in ["timestamp", "open_file", "uuid"] {
        assert!(message(&format!("{word}();")).contains("there is no function"), "{word}");
    }
}

#[test]
fn mathematics_is_that_of_libm() {
    let noted = notes(
        "note(exp(1.5)); note(2.5 ** 0.3); note(2 ** 10); note(ln(7.0)); note(log(8.0, 2.0)); note(-2 ** 2);",
    );
    let expected = [
        libm::exp(1.5).to_string(),
        libm::pow(2.5, 0.3).to_string(),
        "1024".into(),
        libm::log(7.0).to_string(),
        (libm::log(8.0) / libm::log(2.0)).to_string(),
        "4".into(),
    ];
    let expected: Vec<String> = expected
        .into_iter()
        .map(|t| if t.contains('.') || t == "1024" || t == "4" { t } else { format!("{t}.0") })
        .collect();
    assert_eq!(noted, expected);
}
