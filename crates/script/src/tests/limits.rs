//! Nothing that a script does crashes the process or runs for ever.

use rhai::{Dynamic, Map};

use super::world::*;
use crate::limits::Limits;
use crate::request::FiberEnd;

const SMALL: Limits = Limits { operations_max: 200_000, ..Limits::DEFAULT };

/// Where a script broke a limit, and how it came there.
fn place(script: &str) -> String {
    let error = limited(SMALL, script);
    let (line, column) = error.position.unwrap();
    format!("{line}:{column}: {}: {}", error.trace.join(" < "), error.message.split_at(20).0)
}

fn broken(script: &str) -> String {
    limited(SMALL, script).message
}

#[test]
fn a_loop_that_never_waits_is_ended_and_says_which_limit() {
    let error = limited(SMALL, "fn run(me) {\n    loop { let x = 1; }\n}");
    assert_eq!(
        error.message,
        "it ran 200,000 operations without waiting for anything, which is the limit (long texts and lists \
         count by their size): a loop that never ends, or one without `sleep`?"
    );
}

#[test]
fn waiting_gives_a_script_its_operations_back() {
    let script = "fn run(me) { for i in 0..20 { for j in 0..3000 { let x = j; } sleep(1); } }";
    let host = crate::Host::with_limits(&plan(&[script], &[]), SMALL).unwrap();
    let mut fiber = host.spawn(rushhour_scenario::plan::ScriptId(0), agent());
    assert_eq!(drive(&host, &mut fiber, usual).1, FiberEnd::Returned);
}

#[test]
fn no_catch_helps_against_the_limit() {
    for body in [
        "loop { try { loop { } } catch { } }",
        "loop { try { [1, 2].map(|x| { loop { } }); } catch { } }",
        "loop { [2, 1].sort(|a, b| { loop { } }); }",
        "loop { try { [2, 1].dedup(|a, b| { loop { } }); } catch { } }",
        "loop { try { [1, 1].contains(2); } catch { } }",
    ] {
        assert!(broken(&format!("fn run(me) {{ {body} }}")).contains("operations"), "{body}");
    }
}

#[test]
fn recursion_is_ended_however_it_recurses() {
    for script in [
        "fn run(me) { f() } fn f() { f() }",
        "fn run(me) { f() } fn f() { g() + 1 } fn g() { f() + 1 }",
        "fn run(me) { f() } fn f() { [1, 2].map(|x| f()) }",
        "fn run(me) { f() } fn f() { [1, 2].filter(|x| f()) }",
        "fn run(me) { f() } fn f() { let a = [2, 1, 3]; a.sort(|x, y| f()); a }",
        "fn run(me) { f() } fn f() { let a = [2, 1, 3]; a.dedup(|x, y| f()); a }",
        "fn run(me) { f() } fn f() { [1, 2].reduce(|sum, x| f(), 0) }",
        "fn run(me) { let f = |f| f.call(f); f.call(f) }",
        "fn run(me) { f() } fn f() { try { f() } catch { f() } }",
        "fn run(me) { f() } fn f() { try { [1, 2].map(|x| f()) } catch { [1].map(|x| f()) } }",
        "fn run(me) { f() } fn f() { `${f()}` }",
        "fn run(me) { f() } fn f() { [[[[[[[[f()]]]]]]]] }",
        "fn run(me) { f() } fn f() { if true { if true { while true { switch 1 { 1 => f() } } } } }",
    ] {
        let message = broken(script);
        assert!(message.contains("deep") || message.contains("operations"), "{script}: {message}");
    }
}

#[test]
fn without_a_limit_of_levels_the_stack_is_what_ends_recursion() {
    let limits = Limits { call_levels_max: 1_000_000, ..Limits::DEFAULT };
    for script in [
        "fn run(me) { f() } fn f() { f() }",
        "fn run(me) { f() } fn f() { try { f() } catch { f() } }",
        "fn run(me) { f() } fn f() { let a = [2, 1]; a.sort(|x, y| f()); }",
    ] {
        assert!(limited(limits, script).message.contains("stack"), "{script}");
    }
}

#[test]
fn the_pages_of_a_deep_fiber_are_given_back() {
    let resident = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() / 256
    };
    let limits = Limits { call_levels_max: 1_000_000, ..Limits::DEFAULT };
    let host = crate::Host::with_limits(&plan(&["fn run(me) { f() } fn f() { f() }"], &[]), limits).unwrap();
    let before = resident();
    let mut ended = Vec::new();
    for _ in 0..30 {
        let mut fiber = host.spawn(rushhour_scenario::plan::ScriptId(0), agent());
        drive(&host, &mut fiber, usual);
        ended.push(fiber);
    }
    // Each was some 8 MiB deep. Other tests run meanwhile, hence the margin.
    assert!(resident() < before + 100, "{} MiB", resident() - before);
}

#[test]
fn values_that_nest_without_end_are_too_large() {
    for body in [
        "let s = []; loop { s = [s]; }",
        "let s = #{}; loop { s = #{ a: s }; }",
        "let s = []; loop { s = [#{ a: s }]; }",
        "let s = []; loop { let t = []; t.push(s); s = t; }",
        "let s = \"x\"; loop { s += s; }",
        "let s = [1]; loop { s += s; }",
        "let s = []; loop { s.push(1); }",
        "let s = \"x\"; loop { s = `${s}${s}`; }",
        "let s = []; s.pad(1000000000, 0);",
        "let s = \"\"; s.pad(1000000000, \"y\");",
        "let s = blob(1000000000);",
        "let s = blob(); loop { s.push(1); }",
    ] {
        let message = message(body);
        assert!(message.contains("the limit") || message.contains("exceed"), "{body}: {message}");
    }
}

/// The deepest values that the limits allow, handled in every way that recurses: each way ends by itself or in an
/// error.
#[test]
fn the_deepest_values_can_be_printed_compared_measured_and_dropped() {
    let list = |inner: Dynamic, _| Dynamic::from(vec![inner]);
    let map = |inner: Dynamic, _| Dynamic::from(Map::from([("a".into(), inner)]));
    let lists = (0..Limits::DEFAULT.list_elements_max - 10).fold(Dynamic::UNIT, list);
    let deepest = (0..Limits::DEFAULT.map_entries_max - 10).fold(lists, map);
    for body in [
        "print(m);",
        "debug(m);",
        "let t = m; t == m;",
        "let t = `${m}`;",
        "let t = m.to_json();",
        "[m].contains(m);",
        "[m].index_of(m);",
        "let t = [m]; t.push(1); t.dedup();",
        "try { throw m; } catch (e) { let t = e; }",
        "let f = |x| x; f.call(m);",
        "throw m;",
        "fail(m.to_string());",
        "me.invoke(\"SelectTask\", m);",
        "note(m);",
        "switch m { #{ a: 1 } => 2, _ => 3 }",
        "let t = m + m;",
        "m.mixin(m);",
        "m.tag = 3; let u = take(m);",
        "let t = m.keys(); let u = m.values(); u.sort();",
        "let t = [m]; t.append([1]); t.extract(0, 1); t.reverse(); t.chop(1); t = [];",
        "let t = m; t.b = 1; t.a = 2; t",
        "[m].map(|x| x); [m].reduce(|a, b| b);",
        "sleep(1); m.is_empty()",
        "me.start(|me| 1); let n = 0; [1].for_each(|x| { n += m.len(); }); m.len()",
    ] {
        let host = host(&format!("fn run(me) {{ }} fn handle(me, m) {{ {body} }}"));
        let mut fiber = host.spawn_function("handle", agent(), deepest.clone());
        let (_, end) = drive(&host, &mut fiber, usual);
        assert_ne!(end, FiberEnd::Stopped, "{body}");
    }
}

#[test]
fn text_that_nests_is_no_way_around() {
    for body in [
        "let t = \"[\"; t.pad(100000, \"[\"); parse_json(t);",
        "let t = `{\"a\":`; for i in 0..12 { t += t; } parse_json(t);",
        "let t = \"(\"; t.pad(100000, \"(\"); parse_json(t);",
    ] {
        message(body);
    }
}

#[test]
fn source_that_nests_without_end_is_refused_and_does_not_crash_the_parser() {
    let times = 50_000;
    for (before, repeated, middle, closed) in [
        ("", "(", "1", ")"),
        ("", "{", "", "}"),
        ("", "[", "", "]"),
        ("", "#{a:", "1", "}"),
        ("", "-", "1", ""),
        ("", "!", "true", ""),
        ("", "1 + ", "1", ""),
        ("", "1 ** ", "1", ""),
        ("", "true && ", "true", ""),
        ("me", ".name", "", ""),
        ("me", "[0]", "", ""),
        ("me", "?.name", "", ""),
        ("me", ".f(1)", "", ""),
        ("", "f(", "", ")"),
        ("", "if true { 1 } else ", "{ 2 }", ""),
        ("", "if true {", "", "}"),
        ("", "switch 1 { 1 => ", "2", "}"),
        ("", "while true {", "", "}"),
        ("", "|a| ", "1", ""),
        ("", "`${", "1", "}`"),
        ("let x = ", "return ", "1", ""),
        ("", "/*", "", "*/"),
        ("", "throw ", "1", ""),
        ("", "let a = 1;", "", ""),
        ("", "try {", "", "} catch {}"),
        ("", "do {", "", "} while true;"),
        ("", "vars.a + ", "1", ""),
        ("", "1 in ", "[1]", ""),
        ("", "() ?? ", "1", ""),
        ("", "a = ", "1", ""),
    ] {
        let (opening, closing) = (repeated.repeat(times), closed.repeat(times));
        let script = format!("fn run(me) {{ {before}{opening}{middle}{closing} }}");
        // Some of these are long, not deep, and right.
        let found = problems(&script);
        assert!(found.len() <= 2, "{repeated}: {found:?}");
    }
}

/// What a closure has captured stays shared; lists and maps must not notice.
#[test]
fn captured_values_are_values_like_others() {
    let body = "
        let a = [1]; let m = #{}; let n = 1; let s = \"x\";
        [1].for_each(|i| { a.push(i + n); m.x = a; s += \"y\"; n += 1; });
        let b = [a, m, n, s]; b.push(a); b.insert(0, m); b += a; b += [n];
        a.push(a); a[0] = a; a[1] = m; a += a; m.b = a; m[\"c\"] = b; m += m; m.mixin(m); m.fill_with(#{ z: a });
        b.append(a); b.splice(0..1, a); b.pad(9, a); let c = a + b; c.map(|x| a); c.filter(|x| x == n);
        c.reduce(|x, y| a); c.contains(a); c.index_of(m); c.dedup(); c.retain(|x| n > 0); c.sort(|x, y| n);
        let t = `${a} ${m} ${n} ${s}`; t += s; let u = if n > 0 { a } else { m };
        switch n { 1 => a, _ => m }
        me.invoke(\"X\", #{ a: n, b: s, c: [n, s, m.x] }); note(s); note(n); sleep(n); check(s, n > 0);
        for i in a { n += 1; } for (x, i) in b { a[0] = x; }
        try { throw a; } catch (e) { a.push(e); let z = [e]; }
        let big = [0]; big.clear(); let keys = m.keys(); keys.push(s); a = [a]; note(type_of(a)); note(n);";
    let noted = notes(body);
    assert_eq!(noted[0], "xy");
}

#[test]
fn closures_cannot_be_nested_into_each_other_without_end() {
    for body in [
        "let f = || 0; loop { let g = f; f = || g; }",
        "let f = Fn(\"run\"); loop { f = f.curry(f); }",
        "let f = Fn(\"run\"); loop { f = curry(f, f); }",
        "let a = [1]; let f = || a.len(); a.push(f); print(a);",
    ] {
        let script = format!("fn run(me) {{ {body} }}");
        assert_eq!(problems(&script).len(), 1, "{body}");
    }
}

#[test]
fn a_comparison_that_contradicts_itself_sorts_somehow_and_does_not_panic() {
    let body = "
        let a = []; for i in 0..200 { a.push(i % 7); }
        a.sort(|x, y| 1); a.sort(|x, y| x - y); a.order(|x, y| -1);
        let f = [1.0, 0.0/0.0, 3.0, 0.0/0.0, -1.0]; f.sort(); f.sort_desc(); f.order(); f.order_desc();
        note(a.len());";
    assert_eq!(notes(body), ["200"]);
}

#[test]
fn sorting_hands_on_the_error_of_its_comparison() {
    assert_eq!(message("[2, 1].sort(|a, b| fail(\"no\"));"), "no");
    assert!(message("[2, 1].sort(|a, b| \"less\");").contains("whole number"));
    assert!(message("[2, \"x\"].sort();").contains("different types"));
}

#[test]
fn sorting_sorts() {
    let body = "
        let a = [3, 1, 2]; a.sort(|x, y| x - y); note(a);
        a.sort(|x, y| x > y); note(a);
        a.sort(); note(a); a.sort_desc(); note(a);
        note([\"b\", \"a\"].order()); note([0.5, 0.1].order_by(|x, y| if x < y { -1 } else { 1 }));";
    let expected = ["[1, 2, 3]", "[3, 2, 1]", "[1, 2, 3]", "[3, 2, 1]", "[\"a\", \"b\"]", "[0.1, 0.5]"];
    assert_eq!(notes(body), expected);
}

#[test]
fn a_broken_limit_has_a_place() {
    let places: Vec<String> = [
        "fn run(me) {\n  let n = 0;\n  loop {\n    n += 1;\n  }\n}",
        "fn run(me) {\n  let n = 0;\n  loop { }\n}",
        "fn run(me) {\n  let n = 0;\n  while n < 1 { n -= 1; }\n}",
        "fn run(me) {\n  once(me);\n}\nfn once(me) {\n  again(me, 3);\n}\nfn again(me, n) {\n  loop {\n    n += 1;\n  }\n}",
        "fn run(me) {\n  let s = [];\n  loop {\n    s = [s];\n  }\n}",
        "fn run(me) {\n  let s = \"x\";\n  loop {\n    s += s;\n  }\n}",
        "fn run(me) {\n  let s = [];\n  loop {\n    s.push(1);\n  }\n}",
        "fn run(me) {\n  let s = \"x\";\n  try {\n    loop {\n      s = `${s}${s}`;\n    }\n  } catch { }\n}",
        "fn run(me) {\n  try {\n    f();\n  } catch { loop { } }\n}\nfn f() {\n  loop {\n    [1].map(|x|\n      x);\n  }\n}",
        "fn run(me) {\n  [1].for_each(|x| {\n    loop { x += 1; }\n  });\n}",
        "fn run(me) {\n  [1].for_each(|x| f(x));\n}\nfn f(x) {\n  loop { x += 1; }\n}",
        "fn run(me) {\n  let f = |x| {\n    loop { x += 1; }\n  };\n  f.call(1);\n}",
    ]
    .into_iter()
    .map(place)
    .collect();
    insta::assert_snapshot!(places.join("\n"), @r"
    4:5: run: it ran 200,000 opera
    3:8: run: it ran 200,000 opera
    3:13: run: it ran 200,000 opera
    9:5: again, called in line 5 < once, called in line 2 < run: it ran 200,000 opera
    4:10: run: a list has more than
    4:7: run: a text is longer tha
    4:7: run: a list has more than
    5:18: run: a text is longer tha
    9:7: run: it ran 200,000 opera
    3:14: a closure, called in line 2 < for_each, called in line 2 < run: it ran 200,000 opera
    5:15: f, called in line 2 < a closure, called in line 2 < for_each, called in line 2 < run: it ran 200,000 opera
    3:14: a closure, called in line 5 < run: it ran 200,000 opera
    ");
}

#[test]
fn recursion_without_end_has_a_place_and_a_trace() {
    let error = limited(SMALL, "fn run(me) {\n  f(1);\n}\nfn f(n) {\n  let m = n + 1;\n  1 +\n    f(m)\n}");
    assert_eq!(error.position, Some((7, 5)));
    assert_eq!(error.message, "functions call each other more than 64 deep, which is the limit");
    assert_eq!(error.trace[..2], ["f, called in line 7", "f, called in line 7"]);
    assert_eq!(error.trace[error.trace.len() - 2..], ["f, called in line 2", "run"]);
}

#[test]
fn a_function_does_the_same_with_and_without_a_place_for_its_errors() {
    let body = "
        let a = [1, 2]; let n = 1;
        { let n = 2; note(n); }
        note(early(3)); note(early(-3)); a.grow(); note(a); note(nothing()); note(only(4)); note(global::SIZE);
        let twice = |x| { let y = x; y * 2 }; note(twice.call(4)); note(a.map(|x| x + n));
        note([3, 1].order(|x, y| x - y)); note(n);
    }
    const SIZE = 7;
    fn early(x) { if x < 0 { return \"early\"; } let x = x + 1; x }
    fn grow() { this.push(3); }
    fn nothing() { }
    fn only(x) { x";
    let noted = notes(body);
    assert_eq!(noted.join("; "), "2; 4; early; [1, 2, 3]; ; 4; 7; 8; [2, 3, 4]; [1, 3]; 1");
}

#[test]
fn arithmetic_that_overflows_is_an_error() {
    for body in
        ["9223372036854775807 + 1", "let x = 1; 1 / (x - 1)", "2 ** 64", "2 ** -1", "-9223372036854775807 - 9"]
    {
        assert!(!message(body).is_empty(), "{body}");
    }
}

#[test]
fn too_many_variables_are_an_error() {
    let script: String = (0..1_500).map(|i| format!("let v{i} = {i};")).collect();
    assert!(message(&script).contains("variables"));
}
