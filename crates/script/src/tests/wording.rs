//! Every verb and every operator with every kind of value: whatever goes wrong is told in words of scripts, never in names of
//! Rhai's or Rust's types.

use std::collections::BTreeSet;

use super::world::*;
use crate::request::{FiberEnd, Message, Reply, Request};
use crate::words::VERBS;

/// A value of each kind, as a script makes it.
const VALUES: [&str; 18] = [
    "()",
    "3",
    "0.5",
    "\"x\"",
    "'c'",
    "true",
    "[1]",
    "#{a: 1}",
    "|x| x",
    "Fn(\"run\")",
    "1..3",
    "1..=3",
    "blob(3)",
    "me",
    "me.next_task()",
    "me.wait_message(me.next_task())",
    "[[(), me.next_task(), |x| x], #{b: me, c: 1..2}]",
    "#{message: me, code: (), action: |x| x}",
];

/// What is done with it, as `v` and, where it is to be new, as `v(me)`.
const USES: [&str; 45] = [
    "throw v;",
    "throw [v, #{b: v}];",
    "throw #{message: v};",
    "throw `it was ${v}`;",
    "throw \"it was \" + v;",
    "fail(\"it was \" + v);",
    "fail(v.to_string());",
    "fail(v.to_debug());",
    "try { throw v; } catch (e) { throw e; }",
    "try { sleep(v, v, 3); } catch (e) { throw e; }",
    "try { v.nosuch; } catch (e) { throw e; }",
    "try { v[3]; } catch (e) { throw e; }",
    "try { v + #{}; } catch (e) { throw e; }",
    "v.call();",
    "v.call(v);",
    "v[\"q\"];",
    "v[9];",
    "v[v];",
    "let list = [1]; list[v];",
    "let map = #{}; map[v];",
    "v.nosuch;",
    "v.nosuch = 1;",
    "v.name = v;",
    "v.nosuchmethod(1);",
    "v.nosuchmethod(v, v);",
    "for q in v { } fail(\"done\");",
    "if v { } fail(\"done\");",
    "while v { break; } fail(\"done\");",
    "let w = v && true;",
    "let w = false || v;",
    "-v;",
    "!v;",
    "v + #{};",
    "1 - v;",
    "v * \"x\";",
    "v / v;",
    "v % [];",
    "v < 1;",
    "v < #{};",
    "v & 1;",
    "v << 1;",
    "v ** v;",
    "v in 3;",
    "1 in v;",
    "switch v { 1 => 2, } v.len(); v.push(v); v.trim(); parse_int(v); min(v, v); v.map(v); fail(\"done\");",
];

/// Pieces of messages that no word of scripts has.
const REMAINS: [&str; 27] = [
    "::",
    "$",
    "Dynamic",
    "rhai",
    "alloc",
    "with (",
    "and ()",
    "Fn(",
    "Fn ",
    "FnPtr",
    "ImmutableString",
    "i64",
    "f64",
    "char ",
    "Range",
    "object map",
    "array",
    "blob",
    "u8",
    "timestamp",
    "Handle",
    "Me {",
    "Task {",
    "registered",
    "ErrorMismatch",
    "indexer",
    "anon",
];

fn world(request: &Request) -> Reply {
    match request {
        Request::NextTask { .. } => Reply::Task(Some(Box::new(task()))),
        Request::WaitMessage { .. } => Reply::Message(Some(Box::new(Message {
            index: 1,
            from: "somebody".into(),
            body: "hello".into(),
            ..Message::default()
        }))),
        other => usual(other),
    }
}

/// What a script says before it fails, and what it fails with.
fn messages(value: &str, body: &str) -> Vec<String> {
    let script = format!("fn v(me) {{ {value} }}\nfn run(me) {{ let v = v(me); {body} }}");
    if let Some(problem) = problems(&script).first() {
        return vec![problem.message.clone(), problem.help.clone().unwrap_or_default()];
    }
    let (asked, end) = run_as(agent(), &script, world);
    let noted = asked.into_iter().filter(|it| it.starts_with("Note"));
    match end {
        FiberEnd::Failed(error) | FiberEnd::Foiled(error) => {
            noted.chain([error.message]).chain(error.trace.iter().map(ToString::to_string)).collect()
        }
        FiberEnd::Returned | FiberEnd::Answered(_) | FiberEnd::Threw(..) | FiberEnd::Stopped => noted.collect(),
    }
}

#[test]
fn nothing_is_told_in_names_of_types() {
    let mut bodies: Vec<String> = USES.iter().map(|it| (*it).to_owned()).collect();
    for verb in VERBS {
        let on = if verb.is_method() { "me." } else { "" };
        for arguments in ["v", "v, v", "v, \"x\"", "\"x\", v", "v, v, v"] {
            bodies.push(format!("{on}{}({arguments});", verb.name));
        }
    }
    let mut wrong = BTreeSet::new();
    let mut all = 0;
    for value in VALUES {
        for body in &bodies {
            for message in messages(value, body) {
                all += 1;
                if let Some(remains) = REMAINS.iter().find(|it| message.contains(**it)) {
                    wrong.insert(format!("{value} | {body} | {remains:?} | {message}"));
                }
            }
        }
    }
    assert!(all > 3_000, "only {all} messages");
    assert!(wrong.is_empty(), "{} of {all}:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}
