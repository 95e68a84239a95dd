//! Scenarios that are fine, resolved.

use super::{BASE, Case, with};
use crate::arrivals::burst::Burst;
use crate::arrivals::constant::Constant;
use crate::arrivals::poisson::Poisson;
use crate::arrivals::profile::Profile;
use crate::arrivals::ramp::Ramp;
use crate::arrivals::trace::{Calls, Coming, Interval, Trace};
use crate::ids::PopulationId;
use crate::plan::{Arrivals, Customers, Plan, PopulationKind, Staff, Statistic, Var, Warmup};
use crate::window::{Window, Windows};
use crate::{Disk, Overrides};
use rushhour_engine::action::Action;
use rushhour_engine::config::{Capacity, Mode, TargetTo};
use rushhour_engine::units::{QueueId, Rate, SimSpan, SimTime};
use rushhour_engine::value::Value;

fn plan(yaml: &str) -> Plan {
    Case::default().plan(yaml)
}

fn customers(plan: &Plan, place: usize) -> &Customers {
    match &plan.populations[place].kind {
        PopulationKind::Customers(customers) => customers,
        other => panic!("{other:?}"),
    }
}

fn staff(plan: &Plan, place: usize) -> &Staff {
    match &plan.populations[place].kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff,
        other => panic!("{other:?}"),
    }
}

fn arrivals(yaml: &str) -> Vec<Arrivals> {
    let yaml = format!(
        "starts_at: \"09:00\"\n{BASE}customers:\n  - {{name: c, script: caller, queue: sales, arrivals: {yaml}}}\n"
    );
    customers(&plan(&yaml), 1).arrivals.clone()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn minutes(minutes: u64) -> SimTime {
    SimTime::ZERO + SimSpan::from_secs(60 * minutes)
}

#[test]
fn a_small_scenario_gets_the_defaults() {
    let plan = plan(BASE);
    assert_eq!((plan.name.as_str(), plan.seed, plan.replications), ("rush", 1, 1));
    assert_eq!((plan.duration, plan.warmup), (SimSpan::from_secs(3600), Warmup::Stated(SimSpan::ZERO)));
    assert_eq!(plan.drain, SimSpan::from_secs(300));
    let names: Vec<_> = plan.center.activities.iter().map(|a| (a.name.as_str(), a.available)).collect();
    let expected =
        [("Available", true), ("Break", false), ("Lunch", false), ("Unavailable", false), ("Offline", false)];
    assert_eq!(names, expected);
    assert_eq!((plan.center.offline.number(), plan.center.timeout_activity.number()), (4, 3));
    assert_eq!(plan.center.queues.len(), 1);
    assert_eq!(plan.center.queues[0].target, SimSpan::from_secs(20));
    assert_eq!(plan.center.queues[0].reservation_timeout, SimSpan::from_secs(120));
    assert_eq!(plan.center.mode, Mode::Strict);
    assert!(!plan.center.outbound.enabled);
    assert_eq!((staff(&plan, 0).count, staff(&plan, 0).capacity), (5, Capacity::from([1; 4])));
    assert_eq!(staff(&plan, 0).queues, [QueueId::new(0)]);
    assert!(plan.scripts[0].built_in);
    assert_eq!(plan.warnings, Vec::<String>::new());
}

#[test]
fn a_whole_centre() {
    let plan = Case::default().file("day/scripts/desk.rhai", "fn run(me) { }").plan(
        "\
version: 1
name: whole
duration: 8h
warmup: 30m
center:
  activities: [Available, {name: Training, available: false}, {name: Overtime, available: true}]
  timeout_activity: Training
  queues:
    sales: {target: 30s, short_abandon: 5s, max_reserved: 3, priority: 2, workers: worker.level > 3}
    support:
  workflow:
    filters:
      - name: vip
        when: task.vip == true
        targets: [{worker: task.owner, timeout: 10s}, {queue: sales, priority: 5, skip_if: workers.available == 0}]
    default: [{queue: support}]
  latency:
    default: {lognormal: {mean: 200ms, cv: 0.5}}
    events: 20ms
    AcceptTask: {time: 300ms, servers: 4}
    HoldCall: {uniform: {min: 0.1, max: 0.3}}
  timeouts: {reservation: 30s, ring: 20s}
  outbound: {queue: sales, caller_id: \"+15550100\", callees: dialled}
  mode: compat
agents:
  - {name: desk, script: scripts/desk.rhai, count: 3, queues: [sales, support], capacity: {chat: 3}, attributes: {level: 4, langs: [en, de]}}
customers:
  - {name: callers, script: caller, queue: support, channel: voice, arrivals: {poisson: {rate: 90/h}}}
  - {name: dialled, script: caller}
supervisors:
  - {name: lead, script: phone_agent}
",
    );
    let center = &plan.center;
    assert_eq!(center.activities[center.timeout_activity.index()].name, "Training");
    assert_eq!(center.activities[center.offline.index()].name, "Offline");
    assert_eq!((center.queues[0].max_reserved, center.queues[0].priority), (3, 2));
    assert_eq!(center.queues[1].reservation_timeout, SimSpan::from_secs(30));
    assert_eq!((center.timeouts.ring, center.timeouts.task), (SimSpan::from_secs(20), SimSpan::from_secs(86_400)));
    assert_eq!(center.mode, Mode::Compat);
    assert!(center.outbound.enabled);
    assert_eq!(center.outbound.queue, Some(QueueId::new(0)));
    assert_eq!(plan.callees, Some(PopulationId(2)));
    let expressions: Vec<_> = plan.expressions.iter().map(|e| (e.path.as_str(), &*e.text)).collect();
    assert_eq!(
        expressions,
        [
            ("center.queues.sales.workers", "worker.level > 3"),
            ("center.workflow.filters[0].when", "task.vip == true"),
            ("center.workflow.filters[0].targets[0].worker", "task.owner"),
            ("center.workflow.filters[0].targets[1].skip_if", "workers.available == 0"),
        ]
    );
    assert!(matches!(center.workflow.filters[0].targets[0].to, TargetTo::Worker(expression) if expression.0 == 2));
    assert_eq!(center.workflow.default[0].to, TargetTo::Queue(QueueId::new(1)));
    assert_eq!(plan.latency.by_action[&Action::AcceptTask].servers, Some(4));
    assert!((plan.latency.by_action[&Action::HoldCall].time.mean() - 0.2).abs() < 1e-12);
    assert_eq!(plan.latency.events.as_ref().unwrap().mean(), 0.02);
    assert_eq!(staff(&plan, 0).capacity, [1, 3, 1, 1]);
    assert_eq!(staff(&plan, 3).capacity, [0; 4]);
    assert_eq!(plan.populations[0].attributes.get("level"), Some(&Value::Int(4)));
    let names: Vec<_> = plan.scripts.iter().map(|script| (script.name.as_str(), script.built_in)).collect();
    assert_eq!(names, [("scripts/desk.rhai", false), ("caller", true), ("phone_agent", true)]);
    assert_eq!(plan.warnings, Vec::<String>::new());
}

#[test]
fn variables_reach_every_scalar_and_the_scripts() {
    let yaml = BASE.replace("count: 5", "count: \"${agents}\"")
        + "vars: {agents: 4, patience: 90s}\ndistributions: {patience: {exponential: {mean: \"${patience}\"}}}\n";
    let plan = Case::default().var("patience", "2m").plan(&yaml);
    assert_eq!(staff(&plan, 0).count, 4);
    assert_eq!(plan.distributions["patience"].mean(), 120.0);
    assert_eq!(plan.vars["agents"], Var::Int(4));
    assert_eq!(plan.vars["patience"], Var::Span(SimSpan::from_secs(120)));
}

#[test]
fn a_shorter_variation_is_the_plan_of_a_shorter_scenario() {
    let yaml = "\
version: 1
duration: 1h
interval: 10m
agents:
  - name: desk
    script: phone_agent
    queue: sales
    shifts: [{count: 2, breaks: [{at: 40m, for: 5m}]}, {from: 5m, until: 50m}, {from: 40m}]
customers:
  - name: callers
    script: caller
    queue: sales
    arrivals:
      - {poisson: {rate: 90/h}}
      - {constant: {rate: 60/h, from: 10m, until: 20m}}
      - {constant: {rate: 60/h, from: 40m, until: 50m}}
      - {burst: {at: 45m, count: 3}}
faults:
  - {fail: {rate: 5%}}
  - {reload: {rate: 1/h, from: 10m, until: 50m}}
  - {disconnect: {rate: 1/h, for: 10s, from: 40m}}
  - {restart: {rate: 1/h, for: 10s, on_cue: true}}
";
    let yaml = format!("{yaml}center: {{queues: {{sales: }}}}\n");
    for minutes in [30, 42, 60] {
        let duration = SimSpan::from_secs(60 * minutes);
        let overrides = Overrides { duration: Some(duration), ..Overrides::default() };
        let shorter = Case { overrides, ..Case::default() }.plan(&yaml);
        let varied = Case::default().plan(&yaml).with_duration(duration);
        assert_eq!(format!("{:?}", varied.populations), format!("{:?}", shorter.populations));
        assert_eq!((&varied.faults, varied.intervals), (&shorter.faults, shorter.intervals));
    }
}

#[test]
fn the_command_line_wins() {
    let mut case = Case::default().set("agents.desk.count", "60").set("center.timeouts.ring", "9s");
    case.overrides = Overrides {
        seed: Some(9),
        duration: Some(SimSpan::from_secs(60)),
        replications: Some(3),
        ..case.overrides
    };
    let plan = case.plan(BASE);
    assert_eq!(staff(&plan, 0).count, 60);
    assert_eq!(plan.center.timeouts.ring, SimSpan::from_secs(9));
    assert_eq!((plan.seed, plan.duration, plan.replications), (9, SimSpan::from_secs(60), 3));
}

#[test]
fn arrivals_of_every_kind() {
    let hour = Window { from: SimTime::ZERO, until: minutes(60) };
    assert_eq!(
        arrivals("{constant: {rate: 900/h}}"),
        [Arrivals::Constant(Constant { rate: rate("900/h"), windows: Windows::new([hour]) })]
    );
    let window = Window { from: minutes(10), until: minutes(30) };
    assert_eq!(
        arrivals("{poisson: {rate: 15/m, from: 10m, until: \"09:30\"}}"),
        [Arrivals::Poisson(Poisson { rate: rate("15/m"), windows: Windows::new([window]) })]
    );
    assert_eq!(
        arrivals("{ramp: {stages: [{over: 10m, to: 900/h}]}}"),
        [Arrivals::Ramp(Ramp { from: Rate::default(), stages: vec![(SimSpan::from_secs(600), rate("900/h"))] })]
    );
    let steps = vec![(SimTime::ZERO, rate("300/h")), (minutes(15), rate("0/h"))];
    assert_eq!(
        arrivals("{profile: {\"09:00\": 300/h, \"09:15\": 0/h}}"),
        [Arrivals::Profile(Profile { steps: steps.clone() })]
    );
    assert_eq!(
        arrivals(
            "[{profile: [{at: 0s, rate: 300/h}, {at: 15m, rate: 0/h}]}, {burst: {at: 5m, count: 50, over: 2m}}]"
        ),
        [
            Arrivals::Profile(Profile { steps }),
            Arrivals::Burst(Burst { at: [minutes(5)].into(), count: 50, over: SimSpan::from_secs(120) })
        ]
    );
}

#[test]
fn a_count_of_customers_comes_at_once() {
    let plan = plan(&with("customers:\n  - {name: c, script: caller, queue: sales, count: 7}\n"));
    let burst = Arrivals::Burst(Burst { at: [SimTime::ZERO].into(), count: 7, over: SimSpan::ZERO });
    assert_eq!(customers(&plan, 1).arrivals, [burst]);
}

const TRACED: &str = "\
version: 1
vars: {day: 1, file: calls.csv}
agents:
  - {name: desk, script: phone_agent, queue: sales}
customers:
  - {name: c, script: caller, queue: sales, arrivals: {trace: {file: \"${file}\", where: {day: \"${day}\"}}}}
";
const CALLS: &str = "day,start,calls,note\n1,07:00,3,\"a, b\"\n1,07:05,0,\n1,07:20,5,\n2,06:30,4,\n2,06:31,4,\n";

fn traced(plan: &Plan) -> &Trace {
    let Arrivals::Trace(trace) = &customers(plan, 1).arrivals[0] else { panic!() };
    trace
}

fn counted(plan: &Plan) -> Vec<Interval> {
    let Coming::Counted(intervals) = &traced(plan).coming else { panic!() };
    intervals.to_vec()
}

fn recorded(plan: &Plan) -> Vec<SimTime> {
    let Coming::Recorded(moments) = &traced(plan).coming else { panic!() };
    moments.iter().map(|(at, _)| *at).collect()
}

#[test]
fn a_trace_sets_clock_and_duration() {
    let plan = Case::default().file("day/calls.csv", CALLS).plan(TRACED);
    assert_eq!(plan.starts_at.unwrap().time.to_string(), "07:00");
    assert_eq!(plan.duration, SimSpan::from_secs(35 * 60));
    let five = SimSpan::from_secs(300);
    let quarter = SimSpan::from_secs(900);
    let intervals = counted(&plan);
    let interval = |from, length, calls| Interval { from, length, calls: Calls::Exactly(calls) };
    let expected = [(minutes(0), five, 3), (minutes(5), quarter, 0), (minutes(20), quarter, 5)];
    assert_eq!(intervals, expected.map(|(from, length, calls)| interval(from, length, calls)));
}

#[test]
fn another_day_of_a_trace_by_variable() {
    let plan = Case::default().file("day/calls.csv", CALLS).var("day", "2").plan(TRACED);
    assert_eq!(plan.starts_at.unwrap().time.to_string(), "06:30");
    assert_eq!(plan.duration, SimSpan::from_secs(120));
}

#[test]
fn a_stated_beginning_leaves_silence_before_the_trace() {
    let yaml = format!("starts_at: \"06:50\"\n{TRACED}");
    let plan = Case::default().file("day/calls.csv", CALLS).plan(&yaml);
    let intervals = counted(&plan);
    assert_eq!((intervals[0].from, plan.duration), (minutes(10), SimSpan::from_secs(45 * 60)));
}

#[test]
fn a_path_from_the_command_line_is_relative_to_the_working_directory() {
    let plan =
        Case::default().file("mine.csv", "day,at\n1,0.5\n1,0.5\n1,90\n").var("file", "mine.csv").plan(TRACED);
    let moments = recorded(&plan);
    let half = SimTime::ZERO + SimSpan::from_millis(500);
    assert_eq!(moments, [half, half, SimTime::ZERO + SimSpan::from_secs(90)]);
    assert_eq!((plan.starts_at, plan.duration), (None, SimSpan::from_secs(91)));
}

#[test]
fn thresholds_in_every_form() {
    let more = "\
metrics: [basket]
thresholds:
  wait: [\"p(95) < 20s\", avg<=5, med < 250ms, count > 0]
  service_level{queue:sales}: value >= 80%
  rejected{action:AcceptTask}: rate < 0.01
  queue_length: value < 5
  basket: max != 3
";
    let plan = plan(&with(more));
    let seen: Vec<_> = plan
        .thresholds
        .iter()
        .map(|t| format!("{} {:?} {:?} {}", t.metric.key(), t.statistic, t.comparison, t.limit))
        .collect();
    insta::assert_snapshot!(seen.join("\n"), @r#"
    wait Percentile(95.0) Less 20
    wait Mean LessOrEqual 5
    wait Percentile(50.0) Less 0.25
    wait Count Greater 0
    service_level{queue:sales} Value GreaterOrEqual 0.8
    rejected{action:AcceptTask} Value Less 0.01
    queue_length Value Less 5
    basket Max NotEqual 3
    "#);
    assert_eq!(plan.thresholds[0].statistic, Statistic::Percentile(95.0));
}

#[test]
fn what_looks_wrong_is_warned_of() {
    let more = "\
center: {queues: {sales: , support: , spare: }}
customers:
  - {name: callers, script: caller, queue: support, count: 1}
  - {name: nobody, script: caller, queue: sales}
";
    insta::assert_snapshot!(plan(&with(more)).warnings.join("\n"), @r#"
    the customers `callers` turn to the queue `support`, which no agent serves
    no agent serves the queue `spare`
    the customers `nobody` never come: they have no arrivals
    "#);
}

#[test]
fn arrivals_after_the_end_are_warned_of() {
    let more = "\
customers:
  - name: c
    script: caller
    queue: sales
    arrivals: [{poisson: {rate: 9/h, from: 2h}}, {burst: {at: 90m, count: 3}}]
";
    insta::assert_snapshot!(plan(&with(more)).warnings.join("\n"), @r#"
    customers[0].arrivals[0].poisson.from: the arrivals begin (2:00:00.000) when the run is over (1:00:00.000)
    customers[0].arrivals[1].burst.at: the burst comes (1:30:00.000) when the run is over (1:00:00.000)
    "#);
}

#[test]
fn keys_with_nothing_after_them_say_nothing() {
    assert_eq!(plan(&with("vars:\ncenter:\ncustomers:\nthresholds:\n")).populations.len(), 1);
}

#[test]
fn anchors_and_merges_work() {
    let yaml = "\
version: 1
duration: 1h
agents:
  - &desk {name: a, script: phone_agent, count: 2, queue: sales}
  - {<<: *desk, name: b}
";
    let plan = plan(yaml);
    assert_eq!((staff(&plan, 1).count, plan.populations[1].name.as_str()), (2, "b"));
}

#[test]
fn files_come_from_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desk.rhai"), "fn run(me) {}").unwrap();
    let file = folder.path().join("small.yaml");
    std::fs::write(&file, BASE.replace("phone_agent", "desk.rhai")).unwrap();
    let built_ins = super::BuiltIns { names: &[], text: &|_| None, distributions: &[] };
    let plan = crate::load_with(&file, &Overrides::default(), &built_ins, &Disk).unwrap();
    assert_eq!((plan.name.as_str(), &*plan.scripts[0].text), ("small", "fn run(me) {}"));
}

#[test]
fn a_warmup_is_a_duration_or_found() {
    for (text, warmup) in [
        ("auto", Warmup::Auto),
        ("10m", Warmup::Stated(SimSpan::from_secs(600))),
        ("90", Warmup::Stated(SimSpan::from_secs(90))),
    ] {
        assert_eq!(plan(&with(&format!("warmup: {text}\n"))).warmup, warmup, "{text}");
        assert_eq!(Case::default().set("warmup", text).plan(BASE).warmup, warmup, "--set {text}");
    }
}

#[test]
fn a_load_is_steady_where_everybody_comes_at_one_rate_all_the_time() {
    let callers = |arrivals: &str| {
        let yaml =
            format!("warmup: auto\ncustomers: [{{name: callers, script: caller, queue: sales, {arrivals}}}]\n");
        let plan = plan(&with(&yaml));
        (plan.is_steady(), plan.warnings.clone())
    };
    for arrivals in [
        "arrivals: {poisson: {rate: 60/h}}",
        "arrivals: [{poisson: {rate: 60/h}}, {constant: {rate: 1/m, from: 0s, until: 2h}}]",
        "arrivals: {poisson: {rate: 60/h}}, day_factor: {cv: 0.2}, retry: {chance: 0.5, delay: 1m}",
    ] {
        assert_eq!(callers(arrivals), (true, vec![]), "{arrivals}");
    }
    for arrivals in [
        "arrivals: {poisson: {rate: 60/h, from: 5m}}",
        "arrivals: {constant: {rate: 60/h, until: 59m}}",
        "arrivals: [{poisson: {rate: 60/h}}, {burst: {at: 5m, count: 3}}]",
        "arrivals: {ramp: {stages: [{over: 1h, to: 60/h}]}}",
        "arrivals: {profile: [{at: 0s, rate: 60/h}]}",
        "count: 5",
    ] {
        let (is_steady, warnings) = callers(arrivals);
        assert!(
            !is_steady && warnings.len() == 1 && warnings[0].contains("with `callers`"),
            "{arrivals}: {warnings:?}"
        );
    }
    // Nobody comes: there is no load that could be steady, and none that varies.
    let nobody = plan(&with("warmup: auto\n"));
    assert!(!nobody.is_steady() && nobody.warnings.is_empty());
}

#[test]
fn a_plan_has_the_files_that_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let yaml = "\
version: 1
duration: 1h
vars: {people: 5}
agents:
  - {name: desk, script: desk.rhai, count: \"${people}\", queue: sales}
customers:
  - name: callers
    script: desk.rhai
    queue: sales
    arrivals: {trace: {file: day.csv}}
invariants: floor.rhai
";
    write("day.yaml", yaml);
    write("desk.rhai", "fn run(me) {}");
    write("day.csv", "at\n60\n");
    write("floor.rhai", "fn check(floor) {}");
    let file = folder.path().join("day.yaml");
    let overrides = Overrides { vars: vec![("people".to_owned(), "7".to_owned())], ..Overrides::default() };
    let built_ins = crate::BuiltIns { names: &[], text: &|_| None, distributions: &[] };
    let plan = crate::load(&file, &overrides, &built_ins).unwrap();
    for name in ["day.yaml", "desk.rhai", "day.csv", "floor.rhai"] {
        write(name, "changed");
    }
    assert_eq!((plan.source.file(), plan.source.text()), (file.as_path(), yaml));
    let read: Vec<_> =
        plan.source.files().iter().map(|(path, text)| (path.file_name().unwrap(), &**text)).collect();
    let expected = [
        ("day.csv", "at\n60\n"),
        ("day.yaml", yaml),
        ("desk.rhai", "fn run(me) {}"),
        ("floor.rhai", "fn check(floor) {}"),
    ];
    assert_eq!(read, expected.map(|(name, text)| (std::ffi::OsStr::new(name), text)));
    assert_eq!(plan.source.stated()["agents"][0]["count"], serde_json::json!(7));
    assert_eq!(crate::value_at(&plan, "agents.desk.count"), Some(Var::Int(7)));
    assert_eq!(plan.with_seed(9).source.text(), yaml);
}

#[test]
fn thresholds_of_several_tags_and_such_as_end_a_run() {
    let more = "customers:
  - {name: callers, script: caller, queue: sales, arrivals: {poisson: {rate: 0/h}}}
thresholds:
  \"wait{ population:callers , queue: sales }\": {threshold: \"p(95) < 20s\", abort: true, delay: 10m}
  \"wait{queue:sales}\": [{threshold: \"max < 1m\"}, \"min < 1m\", {threshold: \"count > 0\", abort: true}]
";
    let plan = plan(&with(more));
    let told: Vec<(String, Option<u64>)> = plan
        .thresholds
        .iter()
        .map(|it| {
            (format!("{} {}", it.metric.key(), it.expression), it.abort.map(|delay| delay.as_ns() / 1_000_000_000))
        })
        .collect();
    let told: Vec<(&str, Option<u64>)> = told.iter().map(|(text, delay)| (text.as_str(), *delay)).collect();
    assert_eq!(
        told,
        [
            ("wait{queue:sales,population:callers} p(95) < 20s", Some(600)),
            ("wait{queue:sales} max < 1m", None),
            ("wait{queue:sales} min < 1m", None),
            ("wait{queue:sales} count > 0", Some(0)),
        ]
    );
    assert!(plan.warnings.iter().any(|it| it.contains("nobody ever comes")), "{:?}", plan.warnings);
    assert!(plan.clone().without_aborts().thresholds.iter().all(|it| it.abort.is_none()));
}
