//! Hand-made runs for tests: one in which much goes wrong, and one in which nothing does.
#![expect(missing_docs, reason = "for tests; the names say it")]

use rushhour_engine::event as engine;
use rushhour_engine::event::InvocationEvent;
use rushhour_sim::ActorEvent;
use std::sync::Arc;

use super::{Report, report};
use rushhour_engine::action::{Action, ActionName, Code};
use rushhour_engine::audit::{Invariant, Violation};
use rushhour_engine::event::Outcome;
use rushhour_engine::units::{ActorId, InvocationId, QueueId, SimSpan, WorkerId};
use rushhour_measure::testing::{CALLERS, DESK, SALES, SUPPORT, Story, plan, s, threshold};
use rushhour_measure::{Breakdown, BreakdownCause, Observed, Replication, RunResult};
use rushhour_scenario::plan::{Comparison, Plan, Statistic, Threshold, Var};
use rushhour_script::request::ScriptError;
use rushhour_sim::Event;
use rushhour_sim::Observer;
use rushhour_sim::{Finding, Finished, ServerUse, Who};

pub const CAPACITY: Invariant =
    Invariant { number: 1, name: "capacity", statement: "Nobody has more work than they have room for." };
pub const ABSORB: Invariant =
    Invariant { number: 12, name: "terminal_states_absorb", statement: "What is settled stays so." };

const SERVERS: ServerUse = ServerUse {
    servers: 2,
    measured_ns: 100_000_000_000,
    busy_ns: 150_000_000_000,
    requests: 40,
    waited_ns: 60_000_000_000,
};

/// Three replications: a threshold held, one failed, one is too close to call and one has no data; a check failed,
/// an invariant was violated, three scripts failed.
pub fn failing() -> Report {
    let limit = |name, statistic, comparison, limit, expression: &str| Threshold {
        expression: expression.to_owned(),
        ..threshold(name, statistic, comparison, limit)
    };
    let plan = plan().with_replications(3).varied(|plan| {
        plan.name = "Support desk".to_owned();
        plan.vars =
            [("patience".into(), Var::Span(SimSpan::from_secs(90))), ("agents".into(), Var::Int(2))].into();
        plan.thresholds = vec![
            limit("wait{queue:sales}", Statistic::Percentile(95.0), Comparison::Less, 60.0, "p(95) < 60s"),
            limit("service_level", Statistic::Value, Comparison::GreaterOrEqual, 0.8, "value >= 80%"),
            limit("wait", Statistic::Mean, Comparison::Less, 20.0, "mean < 20s"),
            limit("first_response", Statistic::Mean, Comparison::Less, 60.0, "mean < 60s"),
        ];
        plan.warnings = vec!["population `bosses` has no capacity and will never be offered work".to_owned()];
    });
    let waits: [&[f64]; 3] = [&[4.0, 16.0], &[24.5], &[8.25]];
    let replications = (0..3).zip(waits).map(|(index, waits)| Replication {
        index,
        observed: observed(&plan, waits, SALES, index != 1),
        finished: Finished {
            findings: {
                let violations = if index == 1 { vec![violation()] } else { Vec::new() };
                violations.into_iter().chain((0..index).map(failure)).collect()
            },
            invariants_checked: 41_000,
            servers: vec![
                (Action::AcceptTask, SERVERS),
                (Action::HoldCall, ServerUse { busy_ns: 0, requests: 0, waited_ns: 0, ..SERVERS }),
            ],
            ..finished()
        },
    });
    let replications = replications.collect();
    with_digest(report(&RunResult::new(Arc::new(plan), replications), 0.125))
}

/// A replication in which one caller waited for so long and nothing went wrong.
pub fn replication(plan: &Plan, index: u32, wait: f64) -> Replication {
    Replication {
        index,
        observed: observed(plan, &[wait], SALES, true),
        finished: Finished { invariants_checked: 10, ..finished() },
    }
}

/// A replication that went well.
pub fn finished() -> Finished {
    Finished {
        ended_at: s(130.0),
        interrupted: false,
        findings: Vec::new(),
        counts: Default::default(),
        failed: Vec::new(),
        invariants_checked: 1234,
        invariants: vec![CAPACITY, ABSORB],
        user_invariants: Default::default(),
        servers: Vec::new(),
        never_settled: Default::default(),
        breaks_lost: Default::default(),
    }
}

/// One replication over two queues, in which all held.
pub fn passing() -> Report {
    let plan = plan().varied(|plan| {
        plan.name = "Quiet day".to_owned();
        plan.thresholds = vec![Threshold {
            expression: "p(95) < 20s".to_owned(),
            ..threshold("wait", Statistic::Percentile(95.0), Comparison::Less, 20.0)
        }];
    });
    let replication = Replication {
        index: 0,
        observed: observed(&plan, &[0.0, 2.5, 12.0], SUPPORT, true),
        finished: finished(),
    };
    with_digest(report(&RunResult::new(Arc::new(plan), vec![replication]), 0.002))
}

/// The report with a digest that a new kind of event does not change.
fn with_digest(report: Report) -> Report {
    Report { digest: format!("2:{}", "c0ffee00".repeat(8)), ..report }
}

/// Callers who wait so long, every second one in the other queue, and an agent who takes them all.
fn observed(plan: &Plan, waits: &[f64], other: QueueId, check: bool) -> Observed {
    let mut story = Story::of(plan.clone());
    story.worker(0.0, 0).available(0.0, 0, true);
    story.event(0.0, Event::Actor(ActorId::new(0), ActorEvent::Started { population: DESK }));
    for (number, wait) in (1..).zip(waits) {
        let queue = if number % 2 == 0 { other } else { SALES };
        story.event(20.0, Event::Actor(ActorId::new(number), ActorEvent::Started { population: CALLERS }));
        story.call(20.0, number, queue).reserve(20.0 + wait, number, 0).accept(20.0 + wait, number, 0);
        story.hold(50.0, number, true).hold(55.0, number, false).wrap(80.0, number, 0).complete(92.0, number, 0);
        story.check(92.0, "said goodbye", ActorId::new(0), check);
        let refused = Outcome::Rejected(Code::ReservationNotPending);
        let outcomes =
            [(Action::AcceptTask, Outcome::Ok), (Action::AcceptTask, refused), (Action::HoldCall, Outcome::Ok)];
        for (action, outcome) in outcomes {
            let (invocation, worker, action) = (InvocationId::new(0), WorkerId::new(0), ActionName::Known(action));
            story.observation().engine_time(&action, 1500 + u64::from(number));
            let begun_at = s(60.0);
            let outcome = if check && outcome == refused { Outcome::Ok } else { outcome };
            story.event(
                60.25,
                engine::Event::Invocation(
                    invocation,
                    InvocationEvent::Settled { worker, action, outcome, begun_at },
                ),
            );
        }
    }
    story.end(130.0).observed
}

pub fn violation() -> Finding {
    Finding::from(Violation {
        invariant: CAPACITY,
        at: s(62.003),
        entities: vec!["desk-1".to_owned(), "voice".to_owned()],
        message: "desk-1 has 2 reservations on voice and room for 1".to_owned(),
    })
}

pub fn bug() -> Breakdown {
    Breakdown {
        seed: 7,
        replication: 2,
        at: s(81.5),
        cause: BreakdownCause::Bug {
            place: "crates/engine/src/platform/task.rs:120".to_owned(),
            message: "a task that is over has no reservations".to_owned(),
        },
    }
}

pub fn failure(number: u32) -> Finding {
    let who = Who { name: format!("desk-{number}").into(), population: "desk".into() };
    let error = ScriptError {
        script: "desk.rhai".into(),
        position: Some((12, 5)),
        message: "variable not found: tusk".to_owned(),
        trace: vec!["run (line 12)".to_owned()],
    };
    Finding::script(who, s(70.0 + f64::from(number)), error)
}
