//! Names that lead nowhere, and numbers that make no sense.

use super::{BASE, Case, rejected, with};

#[test]
fn a_population_of_nobody() {
    insta::assert_snapshot!(rejected(&BASE.replace("count: 5", "count: 0")), @"");
}

#[test]
fn customers_without_agents() {
    let yaml =
        "version: 1\nduration: 1h\ncustomers:\n  - {name: callers, script: caller, queue: sales, count: 3}\n";
    insta::assert_snapshot!(rejected(yaml), @"");
}

#[test]
fn two_populations_of_one_name() {
    let more = "customers:\n  - {name: desk, script: caller, queue: sales, count: 2000000}\n";
    insta::assert_snapshot!(rejected(&with(more)), @"");
}

#[test]
fn names_that_paths_cannot_hold() {
    insta::assert_snapshot!(rejected(&BASE.replace("name: desk", "name: \"front.desk\"")), @"");
    insta::assert_snapshot!(rejected(&BASE.replace("name: desk", "name: \"\"")), @"");
}

#[test]
fn an_unknown_queue_gets_the_nearest() {
    insta::assert_snapshot!(rejected(&with("center: {queues: {sails: {target: 30s}}}\n")), @"");
}

#[test]
fn queue_and_queues() {
    insta::assert_snapshot!(rejected(&BASE.replace("queue: sales", "queue: sales, queues: [sales]")), @"");
}

#[test]
fn an_unknown_built_in_script() {
    insta::assert_snapshot!(rejected(&BASE.replace("phone_agent", "fone_agent")), @"");
    insta::assert_snapshot!(rejected(&BASE.replace("phone_agent", "zzz")), @"");
}

#[test]
fn a_script_that_is_not_there() {
    insta::assert_snapshot!(rejected(&BASE.replace("phone_agent", "scripts/desk.rhai")), @"");
    insta::assert_snapshot!(rejected(&BASE.replace("phone_agent", "phone_agent.rhai")), @"");
}

#[test]
fn an_unknown_channel() {
    let more = "customers:\n  - {name: c, script: caller, queue: sales, count: 1, channel: phone}\n";
    insta::assert_snapshot!(rejected(&with(more)), @"");
}

#[test]
fn activities() {
    let more =
        "center:\n  activities: {Available: false, Break: false}\n  offline: Brake\n  timeout_activity: Away\n";
    insta::assert_snapshot!(rejected(&with(more)), @"");
    let more = "center:\n  activities: [Available, {name: Lunch, avail: false}]\n  offline: Available\n";
    insta::assert_snapshot!(rejected(&with(more)), @"");
}

#[test]
fn queues_out_of_range() {
    let more = "\
center:
  queues:
    sales: {max_reserved: 0, target: 0s, reservation_timeout: -5}
    \"a.b\":
";
    insta::assert_snapshot!(rejected(&with(more)), @"");
    insta::assert_snapshot!(rejected(&with(&more.replace("-5", "0"))), @"");
}

#[test]
fn workflow_targets() {
    let more = "\
center:
  queues: {sales: }
  workflow:
    filters:
      - when: \"\"
        targets: [{queue: sale}, {queue: sales, worker: task.owner}]
    default: [{priority: 3}]
";
    insta::assert_snapshot!(rejected(&with(more)), @"");
}

#[test]
fn latency_of_unknown_actions() {
    let more = "\
center:
  latency:
    AcceptTsk: 100ms
    HoldCall: {time: {exponential: {mean: 0}}, servers: 0}
    default: {time: 50ms, servers: 2}
    events: {exponental: {mean: 5ms}}
";
    insta::assert_snapshot!(rejected(&with(more)), @"");
    insta::assert_snapshot!(rejected(&with(&more.replace("exponental", "exponential"))), @"");
}

#[test]
fn distributions() {
    let more = "\
distributions:
  talk: {lognormal: {mean: 180s, cv: -0.8}}
  hold: {lognormal: {mean: 30s, p95: 60s}}
  wrapup: {mixture: [{weight: 1, of: 30s}, {weight: 1, of: {erlang: {mean: 0, k: 3}}}]}
";
    insta::assert_snapshot!(rejected(&with(more)), @"");
    insta::assert_snapshot!(rejected(&with("distributions: {talk: {normal: {mean: 3}}, hold: x}\n")), @"");
}

#[test]
fn callees_that_are_not_customers() {
    insta::assert_snapshot!(rejected(&with("center: {outbound: {callees: desk, queue: sale}}\n")), @"");
}

#[test]
fn metrics_and_thresholds() {
    let more = "\
metrics: [basket, wait, \"a b\"]
thresholds:
  waits: p(95) < 20s
  wait{queue:sale}: avg < 5s
  wait{que:sales}: avg < 5s
  wait{queue}: avg < 5s
  action_latency{action:AcceptTsk}: max < 1s
  service_level: [\"p(95) > 80%\", \"value >= 120%\", \"value > lots\"]
  wait: [p(101) < 1s, vale < 3, avg, avg < -3s]
  basket: value < 3
";
    insta::assert_snapshot!(rejected(&with(more)), @"");
}

#[test]
fn capacity_beyond_reason() {
    insta::assert_snapshot!(rejected(&BASE.replace("count: 5", "capacity: {chat: 5000}")), @"");
    insta::assert_snapshot!(Case::default().rejected(&BASE.replace("count: 5", "capacity: {chat: 70000}")), @"");
}
