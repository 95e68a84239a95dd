//! What a script costs besides its own work: a suspension, a spawn, an operation.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set up has nothing to measure")]

use std::hint::black_box;
use std::rc::Rc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use rushhour_engine::config::{
    Activity, Center, Channel, ChannelRules, Features, Mode, Outbound, Timeouts, Workflow,
};
use rushhour_engine::predicates::{Predicates, TaskFacts};
use rushhour_engine::units::{ActivityId, SimSpan, WorkerId};
use rushhour_engine::value::Value;
use rushhour_scenario::plan::{
    ExpressionSource, LatencyPlan, Plan, PlanParts, ScenarioSource, ScriptId, ScriptSource, Sees, Warmup,
};
use rushhour_script::request::{Identity, IdentityKind, Reply};
use rushhour_script::{Fiber, Host, Resumed};

fn plan(script: &str) -> Plan {
    Plan::unchecked(PlanParts {
        name: "bench".into(),
        description: String::new(),
        source: ScenarioSource::by_hand("bench.yaml", &[]),
        seed: 1,
        starts_at: None,
        weekend: rushhour_scenario::days::Week::WEEKEND,
        intervals: None,
        duration: SimSpan::from_secs(60),
        warmup: Warmup::Stated(SimSpan::ZERO),
        drain: SimSpan::ZERO,
        replications: 1,
        until: None,
        asked: Vec::new(),
        vars: [("limit".into(), rushhour_scenario::plan::Var::Int(3))].into_iter().collect(),
        center: Center {
            activities: vec![Activity { name: "Offline".into(), available: false }],
            offline: ActivityId::new(0),
            timeout_activity: ActivityId::new(0),
            queues: vec![],
            workflow: Workflow::default(),
            timeouts: Timeouts::default(),
            outbound: Outbound::default(),
            email: None,
            features: Features::default(),
            channels: ChannelRules::standard(),
            templates: Default::default(),
            lines: None,
            mode: Mode::Strict,
        },
        latency: LatencyPlan::default(),
        populations: vec![],
        callees: None,
        distributions: Default::default(),
        metrics: vec![],
        thresholds: vec![],
        faults: vec![],
        timeline: Vec::new(),
        user_invariants: vec![],
        scripts: vec![ScriptSource {
            name: "bench.rhai".into(),
            text: script.into(),
            built_in: false,
            plugin: false,
        }],
        expressions: ["task.vip == true && queue == \"support\"", "task.tags.len() > 1"]
            .iter()
            .map(|text| ExpressionSource { path: "when".into(), text: (*text).into(), sees: Sees::Task })
            .collect(),
        warnings: vec![],
    })
}

fn agent() -> Rc<Identity> {
    Rc::new(Identity {
        name: "desk-1".into(),
        population: "desk".into(),
        index: 0,
        kind: IdentityKind::Agent(WorkerId::new(0)),
        queue: "support".into(),
        queues: vec!["support".into()],
        attributes: Value::Null,
        row: None,
    })
}

fn host(script: &str) -> Host {
    Host::new(&plan(script)).expect("the benchmark's script compiles")
}

/// A fiber that has reached its first suspension.
fn begun(host: &Host) -> Fiber {
    let mut fiber = host.spawn(ScriptId(0), agent());
    host.resume(&mut fiber, None);
    fiber
}

fn suspensions(c: &mut Criterion) {
    for (name, body) in [
        ("loop with sleep(1)", "loop { sleep(1); }"),
        ("loop with me.mute()", "loop { me.mute(); }"),
        ("loop with sample(\"talk\")", "loop { sample(\"talk\"); }"),
        ("loop with now()", "loop { now(); }"),
    ] {
        let host = host(&format!("fn run(me) {{ {body} }}"));
        let mut fiber = begun(&host);
        let reply = || match name {
            "loop with me.mute()" => Reply::Settled(Ok(Value::Null)),
            "loop with sample(\"talk\")" => Reply::Number(1.0),
            "loop with now()" => Reply::Time(rushhour_engine::units::SimTime::ZERO),
            _ => Reply::Done(true),
        };
        c.bench_function(name, |b| b.iter(|| black_box(host.resume(&mut fiber, Some(reply())))));
    }
}

/// The language itself: a hundred rounds of an empty loop, to be taken off the others.
fn language(c: &mut Criterion) {
    let host = host("fn run(me) { loop { for i in 0..100 { let x = vars.limit; } sleep(1); } }");
    let mut fiber = begun(&host);
    c.bench_function("100 readings of a variable", |b| {
        b.iter(|| black_box(host.resume(&mut fiber, Some(Reply::Done(true)))));
    });
}

fn many(c: &mut Criterion) {
    let host = host("fn run(me) { loop { sleep(1); } }");
    for count in [100, 10_000] {
        let mut fibers: Vec<Fiber> = (0..count).map(|_| begun(&host)).collect();
        let mut next = 0;
        c.bench_function(&format!("sleep(1) among {count} fibers"), |b| {
            b.iter(|| {
                // A stride that is coprime to the count: no two turns in a row are neighbours.
                next = (next + 7_919) % fibers.len();
                black_box(host.resume(&mut fibers[next], Some(Reply::Done(true))))
            });
        });
    }
}

fn lives(c: &mut Criterion) {
    let host = host("fn run(me) { sleep(1); }");
    let who = agent();
    c.bench_function("spawn, sleep(1), end", |b| {
        b.iter(|| {
            let mut fiber = host.spawn(ScriptId(0), Rc::clone(&who));
            host.resume(&mut fiber, None);
            let end = host.resume(&mut fiber, Some(Reply::Done(true)));
            assert!(matches!(end, Resumed::Ended(_)));
        });
    });
    c.bench_function("make a host", |b| {
        let plan = plan("fn run(me) { sleep(1); }");
        b.iter_batched(|| (), |()| Host::new(&plan), BatchSize::SmallInput);
    });
}

fn expressions(c: &mut Criterion) {
    let host = host("fn run(me) { }");
    let list = Value::list(vec![Value::Text("a".into()), Value::Text("b".into())]);
    let attributes = Value::map([("vip".into(), Value::Bool(true)), ("tags".into(), list)].into_iter().collect());
    let facts = TaskFacts { attributes: &attributes, queue: "support", channel: Channel::Voice, priority: 0 };
    for (name, place) in [("expression, the short way", 0), ("expression, by Rhai", 1)] {
        let id = rushhour_engine::config::ExpressionId(place);
        c.bench_function(name, |b| b.iter(|| black_box(host.task_matches(id, black_box(&facts)))));
    }
}

criterion_group!(benches, suspensions, language, many, lives, expressions);
criterion_main!(benches);
