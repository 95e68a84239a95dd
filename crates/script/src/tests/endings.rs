//! How fibers end, and what is said about it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::world::*;
use crate::fiber::ask;
use crate::request::asks;
use crate::request::{Closure, FiberEnd, Reply, Request};
use crate::{Host, Resumed};
use rushhour_scenario::plan::{ScriptId, Var};

#[test]
fn a_function_that_returns_ends_its_fiber() {
    assert_eq!(run("fn run(me) { sleep(1); }"), (vec!["Sleep 1s".to_owned()], FiberEnd::Returned));
}

#[test]
fn exit_is_no_error_however_deep() {
    let script = "fn run(me) { deeper(); note(\"not reached\"); } fn deeper() { [1].map(|x| exit()); }";
    assert_eq!(run(script), (vec![], FiberEnd::Returned));
}

#[test]
fn stop_ends_a_fiber_at_once_and_nothing_catches_it() {
    let script = "
        fn run(me) {
            loop {
                try { sleep(1); } catch (error) { note(\"caught\"); }
                try { [1, 2].map(|x| sleep(2)); } catch { note(\"caught\"); }
            }
        }";
    for stopped_at in 1..6 {
        let mut left = stopped_at;
        let (asked, end) = run_as(agent(), script, |request| {
            left -= 1;
            if left == 0 { Reply::Stop } else { usual(request) }
        });
        assert_eq!((asked.len(), end), (stopped_at, FiberEnd::Stopped));
    }
}

#[test]
fn abort_ends_a_fiber_with_the_simulations_words_and_nothing_catches_it() {
    let script = "fn run(me) {\n  try { sleep(0); } catch { }\n  note(\"not reached\");\n}";
    let (asked, end) = run_as(agent(), script, |_| Reply::Abort("10,000 events at one instant".into()));
    let error = failure(end);
    assert_eq!(asked.len(), 1);
    assert_eq!(error.message, "10,000 events at one instant");
    assert_eq!(error.script, "test.rhai");
    assert_eq!(error.position, Some((2, 9)));
}

#[test]
fn a_fiber_that_is_stopped_before_it_begins_does_nothing() {
    let host = host("fn run(me) { note(\"x\"); }");
    let mut fiber = host.spawn(ScriptId(0), agent());
    assert!(matches!(host.resume(&mut fiber, Some(Reply::Stop)), Resumed::Ended(FiberEnd::Stopped)));
}

#[test]
fn a_mistake_is_thrown_and_can_be_caught() {
    let script = "fn run(me) { try { sample(\"tlak\"); } catch (error) { note(error); } sample(\"x\"); }";
    let (asked, end) = run_as(agent(), script, |request| match request {
        Request::Sample(name) => Reply::Mistake(format!("there is no distribution `{name}`")),
        other => usual(other),
    });
    assert_eq!(asked[1], "Note(\"there is no distribution `tlak`\")");
    assert_eq!(failure(end).message, "there is no distribution `x`");
}

#[test]
fn an_error_says_where_and_how_it_came_there() {
    let script = "
fn run(me) {
    outer(me);
}
fn outer(me) {
    let tasks = [1, 2];
    tasks.for_each(|| inner());
}
fn inner() {
    fail(\"enough\");
}";
    let error = error(script);
    insta::assert_snapshot!(format!("{error:#?}"), @r#"
    ScriptError {
        script: "test.rhai",
        position: Some(
            (
                10,
                5,
            ),
        ),
        message: "enough",
        trace: [
            "inner, called in line 7",
            "a closure, called in line 7",
            "for_each, called in line 7",
            "outer, called in line 3",
            "run",
        ],
    }
    "#);
}

#[test]
fn a_dropped_fiber_drops_what_its_script_holds() {
    let script = "fn run(me) { let list = [1, [2], #{ a: \"x\" }]; try { sleep(1); } catch {} sleep(2); }";
    let host = host(script);
    for _ in 0..200 {
        let mut fiber = host.spawn(ScriptId(0), agent());
        assert!(matches!(host.resume(&mut fiber, None), Resumed::Asks(_)));
    }
}

#[test]
fn many_fibers_live_at_once() {
    let host = host("fn run(me) { sleep(1); sleep(2); }");
    let mut fibers: Vec<_> = (0..5_000).map(|_| host.spawn(ScriptId(0), agent())).collect();
    for fiber in &mut fibers {
        assert!(matches!(host.resume(fiber, None), Resumed::Asks(_)));
    }
    for fiber in fibers.iter_mut().rev() {
        assert!(matches!(host.resume(fiber, Some(Reply::Done(true))), Resumed::Asks(_)));
        assert!(matches!(host.resume(fiber, Some(Reply::Done(true))), Resumed::Ended(FiberEnd::Returned)));
    }
}

/// Takes some three gigabytes: `cargo test --release -- --ignored two_hundred_thousand`.
#[test]
#[ignore = "needs three gigabytes of memory"]
fn two_hundred_thousand_fibers_live_at_once() {
    let host = host("fn run(me) { let task = me.next_task(); sleep(1); }");
    let resident_pages = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap()
    };
    let (who, before) = (agent(), resident_pages());
    let mut fibers: Vec<_> = (0..200_000).map(|_| host.spawn(ScriptId(0), std::rc::Rc::clone(&who))).collect();
    for fiber in &mut fibers {
        assert!(matches!(host.resume(fiber, None), Resumed::Asks(_)));
    }
    println!("{} bytes resident a fiber", (resident_pages() - before) * 4096 / fibers.len());
    for fiber in &mut fibers {
        assert!(matches!(host.resume(fiber, Some(Reply::Stop)), Resumed::Ended(FiberEnd::Stopped)));
    }
}

#[test]
fn served_closures_run_many_times_and_are_forgotten_when_serving_ends() {
    let script = "fn run(me) { me.serve(|me, task| { me.accept(task); }); }";
    let host = host(script);
    let mut main = host.spawn(ScriptId(0), agent());
    let Resumed::Asks(Request::Serve(closure)) = host.resume(&mut main, None) else { panic!() };
    for _ in 0..3 {
        let mut fiber = host.spawn_closure(closure, agent(), Some(task()));
        assert_eq!(drive(&host, &mut fiber, usual).0, ["AcceptTask sid=WR7"]);
    }
    assert_eq!(host.closures(), 1);
    assert!(matches!(host.resume(&mut main, Some(Reply::Done(true))), Resumed::Ended(FiberEnd::Returned)));
    assert_eq!(host.closures(), 0);
}

#[test]
fn a_started_closure_runs_once() {
    let script = "fn run(me) { me.start(|me| { note(me.name); }); }";
    let host = host(script);
    let mut main = host.spawn(ScriptId(0), agent());
    let Resumed::Asks(Request::Start(closure)) = host.resume(&mut main, None) else { panic!() };
    let mut fiber = host.spawn_closure(closure, agent(), None);
    assert_eq!(drive(&host, &mut fiber, usual).0, ["Note(\"desk-3\")"]);
    let mut again = host.spawn_closure(closure, agent(), None);
    assert!(matches!(drive(&host, &mut again, usual).1, FiberEnd::Failed(_)));
    assert_eq!(host.closures(), 0);
}

#[test]
fn a_closure_nobody_knows_fails_and_does_not_crash() {
    let host = host("fn run(me) { }");
    let mut fiber = host.spawn_closure(Closure(99), agent(), None);
    assert!(matches!(drive(&host, &mut fiber, usual).1, FiberEnd::Failed(_)));
}

#[test]
#[should_panic(expected = "script 99 of 1 is wanted")]
fn a_script_that_the_plan_does_not_have_is_a_bug_of_ours() {
    host("fn run(me) { }").spawn(ScriptId(99), agent());
}

#[test]
#[should_panic(expected = "is answered by Number, and was answered Done(true)")]
fn an_answer_of_another_kind_than_was_asked_for_is_a_bug_of_ours() {
    run_as(agent(), "fn run(me) { try { sample(\"talk\"); } catch { } }", |_| Reply::Done(true));
}

#[test]
#[should_panic(expected = "is over and was resumed")]
fn to_resume_a_fiber_that_is_over_is_a_bug_of_ours() {
    let host = host("fn run(me) { }");
    let mut fiber = host.spawn(ScriptId(0), agent());
    host.resume(&mut fiber, None);
    host.resume(&mut fiber, None);
}

#[test]
fn variables_of_the_scenario_are_seen_everywhere() {
    let script = "
        fn run(me) { note(vars.limit + 1); inner(); [1].for_each(|x| note(vars.name)); }
        fn inner() { note(vars.pause); note(vars.loud); }";
    let vars = [
        ("limit", Var::Int(4)),
        ("pause", Var::Span(rushhour_engine::units::SimSpan::from_millis(1500))),
        ("name", Var::Text("Ada".into())),
        ("loud", Var::Bool(true)),
    ];
    let host = Host::new(&plan(&[script], &vars)).unwrap();
    let mut fiber = host.spawn(ScriptId(0), agent());
    let (asked, end) = drive(&host, &mut fiber, usual);
    assert_eq!(end, FiberEnd::Returned);
    assert_eq!(asked, ["Note(\"5\")", "Note(\"1.5\")", "Note(\"true\")", "Note(\"Ada\")"]);
}

#[test]
fn an_unknown_variable_of_the_scenario_is_named_with_its_neighbour() {
    let found = |name: &str| {
        let script = format!("fn run(me) {{ [1].for_each(|x| note(vars.{name})); }}");
        let problems = Host::new(&plan(&[&script], &[("limit", Var::Int(4))])).err().unwrap();
        problems.iter().map(|p| format!("{p}: {}", p.help.as_deref().unwrap_or(""))).collect::<String>()
    };
    let limt = "test.rhai:1:41: the scenario has no variable `limt`: is `vars.limit` meant?";
    assert_eq!(found("limt"), limt);
    let zzz = "test.rhai:1:41: the scenario has no variable `zzz`: declare it: `vars: { zzz: … }`";
    assert_eq!(found("zzz"), zzz);
}

#[test]
fn variables_of_the_scenario_cannot_be_set() {
    for body in ["vars.limit = 3;", "vars.limit += 1;"] {
        let script = format!("fn run(me) {{ {body} }}");
        assert!(Host::new(&plan(&[&script], &[("limit", Var::Int(4))])).is_err(), "{body}");
    }
}

#[test]
fn a_panic_of_ours_goes_on_where_the_fiber_is_resumed_and_is_no_failure_of_the_script() {
    let host = host("fn run(me) { sleep(1); }");
    let mut fiber = host.spawn_user_invariants(0, &agent(), |_| unreachable!("a belief of ours"));
    let panic = catch_unwind(AssertUnwindSafe(|| fiber.resume(Reply::Done(true)))).unwrap_err();
    assert!(panic.downcast_ref::<&str>().is_some_and(|said| said.contains("a belief of ours")));
    drop(fiber);
    let mut next = host.spawn(ScriptId(0), agent());
    assert!(matches!(host.resume(&mut next, None), Resumed::Asks(Request::Sleep(_))));
}

#[test]
fn a_fiber_that_panics_while_another_panic_unwinds_leaves_the_first_one_to_be_told() {
    let host = host("fn run(me) { }");
    let first = catch_unwind(AssertUnwindSafe(|| {
        let mut waiting = host.spawn_user_invariants(0, &agent(), |_| {
            assert!(ask(asks::now()).is_ok(), "the second");
            FiberEnd::Returned
        });
        assert!(matches!(waiting.resume(Reply::Done(true)), Resumed::Asks(_)));
        unreachable!("the first")
    }));
    assert!(first.unwrap_err().downcast_ref::<&str>().is_some_and(|said| said.contains("the first")));
}
