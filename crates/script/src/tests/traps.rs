//! What trips people in Rhai, each with the words they get.

use super::world::*;

use crate::request::{FiberEnd, Reply, Request};

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
    insta::assert_snapshot!(found("fn run(me) { let x = eval(\"1\"); }"), @"test.rhai:1:22: `eval` does not exist here: write the code itself: a script is checked before it runs [test.rhai]");
    insta::assert_snapshot!(found("import \"other\" as other; fn run(me) { }"), @"test.rhai:1:1: scripts have no modules: put the functions into the script itself [test.rhai]");
}

#[test]
fn a_script_needs_a_function_run_of_one_parameter() {
    insta::assert_snapshot!(found("fn main() { }"), @"test.rhai:1:1: the script has no function `run`, which is where it begins: write `fn run(me) { … }` [test.rhai]");
    insta::assert_snapshot!(found("fn run() { }"), @"test.rhai:1:1: `run` takes no parameters, and is given one: who acts: write `fn run(me) { … }` [test.rhai]");
}

#[test]
fn what_does_not_parse_is_shown_with_its_place() {
    insta::assert_snapshot!(found("fn run(me) {\n    let x = ;\n}"), @"test.rhai:2:13: `;` is not expected here: remove it, or write what is missing before it [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) {\n    if me.name = \"x\" {"), @"test.rhai:2:16: `=` is not expected here: compare with `==` [test.rhai]");
}

#[test]
fn assignments_that_would_do_nothing_are_refused_before_the_run() {
    for (line, action) in [
        ("me.attributes.vip = true;", "SetWorkerAttributes"),
        ("me.activity = \"Break\";", "SetActivity"),
        ("me.desktop().location = \"/x\";", "HistoryPush"),
        ("me.desktop().tasks[0].attributes.vip = true;", "SetTaskAttributes"),
        ("me.next_task().attributes[\"vip\"] = true;", "SetTaskAttributes"),
        ("me.queues += \"x\";", "SetWorkerAttributes"),
    ] {
        let said = found(&format!("fn run(me) {{ {line} }}"));
        assert!(said.starts_with("test.rhai:1:") && said.contains(action), "{line}: {said}");
    }
    // What is the script's own, it may change.
    let own = "fn run(me) { let them = me.attributes; them.vip = true; let desk = me.desktop(); desk.mine = 1; }";
    assert_eq!(found(own), "");
}

#[test]
fn what_does_not_parse_comes_with_a_remedy() {
    let all: String = [
        "fn run(me) {\n    sleep(3)\n    sleep(4);\n}",
        "fn run(me) {\n    sleep(3;\n}",
        "fn run(me) {\n    sleep(30s);\n}",
        "fn run(me) {\n    let x = [1 2];\n}",
        "fn run(me) {\n    if true {\n        sleep(3);\n}",
        "fn run(me) {\n    note(\"open);\n}",
        "fn run(me) {\n    note('text');\n}",
        "fn run(me) {\n    note(\"\\q\");\n}",
        "fn run(me) {\n    let x = 3abc;\n}",
        "fn run(me) {\n    let 3x = 1;\n}",
        "fn run(me) {\n    let n = 1; n++;\n}",
        "fn run(me) {\n    if 1 === 1 { }\n}",
        "fn run(me) {\n    let x = true ? 1 : 2;\n}",
        "fn run(me) {\n    const X = 1;\n    X = 2;\n}",
        "fn run(me) {\n    if me.name = \"x\" { }\n}",
        "fn run(me) {\n    1 = 2;\n}",
        "fn run(me) {\n    break;\n}",
        "fn run(me) {\n    fn inner() { }\n}",
        "fn run(me) { }\nfn run(you) { }",
        "fn run(me, me) { }",
        "fn run { }",
        "fn run(me)\n",
        "fn (me) { }",
        "fn run(me) {\n    let m = #{ a: 1, a: 2 };\n}",
        "fn run(me) {\n    me.;\n}",
        "fn run(me) {\n    for x me.queues { }\n}",
        "fn run(me) {\n    let = 3;\n}",
        "fn run(me) {\n    if 3 { }\n}",
        "fn run(me) {\n    let l = [1]; l[true];\n}",
        "fn run(me) {\n    sleep(wait);\n}",
        "fn run(me) {\n    # a comment\n}",
        "fn run(me) {\n    let x = $name;\n}",
        "fn run(me) -> int { }",
        "fn run(me) {\n    let f = x => x;\n}",
        "fn run(me) {\n    switch 1 { _ => 1, 2 => 2 }\n}",
        "fn run(me) {\n    let x = <| 3;\n}",
        "fn run(me) {\n    try { } \n}",
        "fn run(me) {\n    let x = @;\n}",
        "fn run(me) {\n    while { }\n}",
        "fn run(me) {\n    let x = 1 and 2;\n}",
        "fn run(me) {\n    elif true { }\n}",
        "fn run(me) {\n    if true { } elseif false { }\n}",
        "fn run(me) {\n    let x = None;\n}",
        "}",
    ]
    .iter()
    .map(|script| found(script))
    .collect();
    insta::assert_snapshot!(all, @r#"
    test.rhai:3:5: `;` is missing to terminate this statement: end the statement before this with `;` [test.rhai]
    test.rhai:2:12: `,` is missing to separate the arguments to function call `sleep`: write `,` between two arguments and `)` after the last; a time with its unit is a text: `"30s"` [test.rhai]
    test.rhai:2:13: `,` is missing to separate the arguments to function call `sleep`: write `,` between two arguments and `)` after the last; a time with its unit is a text: `"30s"` [test.rhai]
    test.rhai:2:16: `,` is missing to separate the items of this array literal: write `,` between two of them, or close it before this [test.rhai]
    test.rhai:4:2: `}` is missing to terminate this block: write `}` here [test.rhai]
    test.rhai:2:10: this text has no end: close it with `"`; a text of several lines stands between backticks [test.rhai]
    test.rhai:2:10: `'text'` is not one character: write a text in double quotes: `"…"` [test.rhai]
    test.rhai:2:12: `\q` stands for no character: in a text, a backslash itself is `\\` [test.rhai]
    test.rhai:2:14: `;` is missing to terminate this statement: end the statement before this with `;` [test.rhai]
    test.rhai:2:9: the name of a variable is missing here: write one, such as `let wait = 3;` [test.rhai]
    test.rhai:2:17: `++` is no operator: write `x += 1` [test.rhai]
    test.rhai:2:8: a boolean expression is wanted here, and a number was given: a condition compares something: `x > 0`, `done == true` [test.rhai]
    test.rhai:2:18: `?` is no operator: write `if … { … } else { … }` [test.rhai]
    test.rhai:3:5: the constant `X` is assigned to: declare it with `let` instead of `const` [test.rhai]
    test.rhai:2:16: `=` is not expected here: compare with `==` [test.rhai]
    test.rhai:2:5: this cannot be assigned to: compare with `==`; assign with `=` to a variable, a property or an element [test.rhai]
    test.rhai:2:5: `break` or `continue` outside of a loop: to leave a function, write `return` [test.rhai]
    test.rhai:2:5: a function inside of a block or another function: move it to the outermost level, or make it a closure: `let f = |x| x + 1;` [test.rhai]
    test.rhai:2:1: the function `run` stands here twice: rename or remove one of them [test.rhai]
    test.rhai:1:12: the function `run` has two parameters `me`: give one of them another name [test.rhai]
    test.rhai:1:8: the function `run` has no parentheses: write `fn run() { … }` [test.rhai]
    test.rhai:2:1: the function `run` has no body: write its body in braces: `{ … }` [test.rhai]
    test.rhai:1:4: the function has no name: write `fn name(…) { … }` [test.rhai]
    test.rhai:2:22: `a` stands twice in this map: keep one of them [test.rhai]
    test.rhai:2:8: the name of a property is missing here: write one, such as `me.name` or `#{ name: 1 }` [test.rhai]
    test.rhai:2:11: `in` is missing after the iteration variable: write `in` here [test.rhai]
    test.rhai:2:9: the name of a variable is missing here: write one, such as `let wait = 3;` [test.rhai]
    test.rhai:2:8: a boolean expression is wanted here, and a number was given: a condition compares something: `x > 0`, `done == true` [test.rhai]
    test.rhai:2:11: there is no variable `wait` here: declare it before this (`let wait = …;`) or take it as a parameter; a variable of the scenario is `vars.wait` [test.rhai]
    test.rhai:2:5: `#` means nothing here: a comment begins with `//`, a map with `#{` [test.rhai]
    test.rhai:2:13: `$` means nothing here: inside of backticks, a value is `${…}`; elsewhere a variable is its name alone [test.rhai]
    test.rhai:1:12: the function `run` has no body: write its body in braces: `{ … }` [test.rhai]
    test.rhai:2:13: there is no variable `x` here: declare it before this (`let x = …;`) or take it as a parameter; a variable of the scenario is `vars.x` [test.rhai]
    test.rhai:2:16: the case `_` of a `switch` is not its last one: move it to the end [test.rhai]
    test.rhai:2:16: `<|` means nothing here: remove it [test.rhai]
    test.rhai:3:1: `catch` is missing for the `try` statement: write `catch` here [test.rhai]
    test.rhai:2:13: `@` means nothing here: remove it [test.rhai]
    test.rhai:2:11: a value is missing here: write one: a number, a text, a variable [test.rhai]
    test.rhai:2:15: `;` is missing to terminate this statement: end the statement before this with `;` [test.rhai]
    test.rhai:2:5: there is no variable `elif` here: write `else if` [test.rhai]
    test.rhai:2:17: there is no variable `elseif` here: write `else if` [test.rhai]
    test.rhai:2:13: there is no variable `None` here: nothing is written `()` [test.rhai]
    test.rhai:1:1: `}` is not expected here: remove it, or write what is missing before it [test.rhai]
    "#);
}

#[test]
fn a_top_level_variable_is_not_seen_inside_functions() {
    insta::assert_snapshot!(found("let rings = 3;\nfn run(me) { sleep(rings); }"), @"test.rhai:2:20: `rings` stands outside of the functions, which do not see it: make it a variable of the scenario (`vars.rings`), or a `const` and read it as `global::rings`, or pass it on as a parameter [test.rhai]");
    insta::assert_snapshot!(found("const RINGS = 3;\nfn run(me) { sleep(RINGS); }"), @"test.rhai:2:20: `RINGS` stands outside of the functions, which do not see it: read it as `global::RINGS`, or pass it on as a parameter [test.rhai]");
    insta::assert_snapshot!(found("fn run(me) { sleep(rings); }"), @"test.rhai:1:20: there is no variable `rings` here: declare it before this (`let rings = …;`) or take it as a parameter; a variable of the scenario is `vars.rings` [test.rhai]");
}

#[test]
fn a_constant_is_read_through_global_in_functions_and_in_served_closures() {
    let script = "
        const RINGS = 3;
        fn run(me) { note(global::RINGS); me.start(|me| { note(global::RINGS + 1); }); }";
    assert_eq!(found(script), "");
    let host = host(script);
    let mut fiber = host.spawn(rushhour_scenario::plan::ScriptId(0), agent());
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
    insta::assert_snapshot!(found("fn run(me) { let double = |x| x * 2; double(4); }"), @"test.rhai:1:38: there is no function `double`: a closure in a variable is called by `double.call(…)` [test.rhai]");
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
fn a_call_of_what_does_not_exist_is_found_before_the_run() {
    let all: String = [
        "me.slep(3);",
        "acept(me, 1);",
        "me.taks();",
        "[1].taks();",
        "me.desktop().hodl();",
        "let l = [1]; l.revers();",
        "let m = #{ send_all: |x| x }; m.send_alll(1); m.nobody();",
        "hepler(3);",
        "prnt(3);",
        "nonsense(3);",
        "me.nonsense(3);",
    ]
    .iter()
    .map(|body| format!("{body}\n{}", found(&format!("fn helper(x) {{ x }}\nfn run(me) {{ {body} }}"))))
    .collect();
    insta::assert_snapshot!(all, @"
    me.slep(3);
    acept(me, 1);
    test.rhai:2:14: there is no function `acept`: is `accept` meant?: write `me.accept(task)` [test.rhai]
    me.taks();
    test.rhai:2:17: there is no function `taks`: is `tasks` meant?: write `for task in me.tasks() { … }, or me.tasks(#{ back_after: time })` [test.rhai]
    [1].taks();
    me.desktop().hodl();
    test.rhai:2:27: there is no function `hodl`: is `hold` meant?: write `me.hold(task)` [test.rhai]
    let l = [1]; l.revers();
    let m = #{ send_all: |x| x }; m.send_alll(1); m.nobody();
    hepler(3);
    test.rhai:2:14: there is no function `hepler`: is `helper` meant?: write `helper(x)` [test.rhai]
    prnt(3);
    test.rhai:2:14: there is no function `prnt`: is `print` meant?: write `print(…)` [test.rhai]
    nonsense(3);
    test.rhai:2:14: there is no function `nonsense`: write it: `fn nonsense(…) { … }` [test.rhai]
    me.nonsense(3);
    ");
}

#[test]
fn what_exists_is_no_unknown_call() {
    let body = "
        let l = [1, 2]; let m = #{ f: |x| x }; m.f(1); l.len(); len(l); to_string(l); l.map(|x| x).is_empty();
        type_of(l); is_def_fn(\"helper\", 1); Fn(\"helper\").call(1); helper(l.helper()); call(|x| x, 1);
        accept(me, me.next_task()); print(1); debug(2); parse_int(\"3\"); max(1, 2); PI(); 1 in l; range(1, 2);
        for i in 0..3 { } for i in 0..=3 { } `${l}`; -l[0]; !true; l[0] + 1; min(1, 2); hypot(1.0, 2.0); exit();
        before(\"HoldCall\", |event| event.abort()); me.before(\"HoldCall\", |event| event.payload.to_map());
        replace_action(\"HoldCall\", |event, original| original.call()); blob(3); log(2.0); sort([2, 1]);";
    assert_eq!(found(&format!("fn helper(x) {{ x }} fn helper() {{ this }} fn run(me) {{ {body} }}")), "");
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
        assert!(found(&format!("fn run(me) {{ {word}(); }}")).contains("there is no function"), "{word}");
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
