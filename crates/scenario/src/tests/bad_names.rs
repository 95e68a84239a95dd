//! Names that lead nowhere, and numbers that make no sense.

use super::{BASE, listed, with};

#[test]
fn a_population_of_nobody() {
    let plan = super::Case::default().load(&BASE.replace("count: 5", "count: 0")).unwrap();
    let told: Vec<&String> = plan.warnings.iter().filter(|it| it.contains("nobody")).collect();
    assert_eq!(told, ["agents[0].count: a population of nobody"]);
}

#[test]
fn customers_without_agents() {
    let yaml =
        "version: 1\nduration: 1h\ncustomers:\n  - {name: callers, script: caller, queue: sales, count: 3}\n";
    insta::assert_snapshot!(listed(yaml), @r#"
    day/rush.yaml:3:1: customers: there are customers and no agents
        add `agents: [{name: desk, script: phone_agent, count: 10, queue: …}]`
    "#);
}

#[test]
fn two_populations_of_one_name() {
    let more = "customers:\n  - {name: desk, script: caller, queue: sales, count: 2000000}\n";
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:6:12: customers[0].name: there are two populations called `desk`
        rename one of them; the other is agents[0]
    day/rush.yaml:6:55: customers[0].count: a population of 2000000 is too large
        at most 1000000 people are in one
    "#);
}

#[test]
fn names_that_paths_cannot_hold() {
    insta::assert_snapshot!(listed(&BASE.replace("name: desk", "name: \"front.desk\"")), @r#"
    day/rush.yaml:4:12: agents[0].name: `front.desk` is no name for a population
        leave out `.`, `,`, `:`, brackets, quotes and outer spaces: paths and tags are made of them
    "#);
    insta::assert_snapshot!(listed(&BASE.replace("name: desk", "name: \"\"")), @r#"
    day/rush.yaml:4:12: agents[0].name: a population needs a name
        write one
    "#);
}

#[test]
fn an_unknown_queue_gets_the_nearest() {
    insta::assert_snapshot!(listed(&with("center: {queues: {sails: {target: 30s}}}\n")), @r#"
    day/rush.yaml:4:56: agents[0].queue: there is no queue `sales`
        did you mean `sails`?
    "#);
}

#[test]
fn queue_and_queues() {
    insta::assert_snapshot!(listed(&BASE.replace("queue: sales", "queue: sales, queues: [sales]")), @r#"
    day/rush.yaml:4:49: agents[0].queue: `queue` and `queues` say the same
        move the queue into the list
    day/rush.yaml:4:72: agents[0].queues[0]: the queue `sales` is there twice
        keep one
    "#);
}

#[test]
fn an_unknown_built_in_script() {
    insta::assert_snapshot!(listed(&BASE.replace("phone_agent", "fone_agent")), @r#"
    day/rush.yaml:4:26: agents[0].script: there is no built-in script `fone_agent`
        did you mean `phone_agent`? (a script of your own ends in `.rhai`)
    "#);
    insta::assert_snapshot!(listed(&BASE.replace("phone_agent", "zzz")), @r#"
    day/rush.yaml:4:26: agents[0].script: there is no built-in script `zzz`
        the built-in scripts are `phone_agent`, `caller`, `chatter` (a script of your own ends in `.rhai`)
    "#);
}

#[test]
fn a_script_that_is_not_there() {
    insta::assert_snapshot!(listed(&BASE.replace("phone_agent", "scripts/desk.rhai")), @r#"
    day/rush.yaml:4:26: agents[0].script: there is no file `day/scripts/desk.rhai`
        paths are relative to the scenario's file
    "#);
    insta::assert_snapshot!(listed(&BASE.replace("phone_agent", "phone_agent.rhai")), @r#"
    day/rush.yaml:4:26: agents[0].script: there is no file `day/phone_agent.rhai`
        for the built-in script write `phone_agent`, without an ending
    "#);
}

#[test]
fn an_unknown_channel() {
    let more = "customers:\n  - {name: c, script: caller, queue: sales, count: 1, channel: phone}\n";
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:6:64: customers[0].channel: there is no channel `phone`
        the channels are `voice`, `chat`, `email`, `messaging`
    "#);
}

#[test]
fn activities() {
    let more =
        "center:\n  activities: {Available: false, Break: false}\n  offline: Brake\n  timeout_activity: Away\n";
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:6:3: center.activities: no activity is available, so nobody could be offered work
        add `Available`, or `{name: …, available: true}`
    day/rush.yaml:7:12: center.offline: there is no activity `Brake`
        did you mean `Break`?
    day/rush.yaml:8:21: center.timeout_activity: there is no activity `Away`
        the activities are `Available`, `Break`, `Unavailable`, `Offline`
    "#);
    let more = "center:\n  activities: [Available, {name: Lunch, avail: false}]\n  offline: Available\n";
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:6:41: center.activities[1].avail: unknown key `avail`
        the keys are `name`, `available`
    "#);
}

#[test]
fn queues_out_of_range() {
    let more = "\
center:
  queues:
    sales: {max_reserved: 0, target: 0s, reservation_timeout: -5}
    \"a.b\":
";
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:7:63: center.queues.sales.reservation_timeout: `-5` is no duration
        write `30s`, `250ms`, `2m30s` or `1h`
    "#);
    insta::assert_snapshot!(listed(&with(&more.replace("-5", "0"))), @r#"
    day/rush.yaml:7:27: center.queues.sales.max_reserved: a task cannot be reserved for 0 workers at once
        write a number from 1 to 50
    day/rush.yaml:7:38: center.queues.sales.target: no time at all is too short
        write a duration above zero: `30s`
    day/rush.yaml:7:63: center.queues.sales.reservation_timeout: no time at all is too short
        write a duration above zero: `30s`
    day/rush.yaml:8:5: center.queues.a.b: `a.b` is no name for a queue
        leave out `.`, `,`, `:`, brackets, quotes and outer spaces: paths and tags are made of them
    "#);
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
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:9:15: center.workflow.filters[0].when: the expression is empty
        write a Rhai expression or leave the key out
    day/rush.yaml:10:27: center.workflow.filters[0].targets[0].queue: there is no queue `sale`
        did you mean `sales`?
    day/rush.yaml:10:34: center.workflow.filters[0].targets[1]: a target is either a queue or a worker
        write either `queue: name` or `worker: expression`
    day/rush.yaml:11:15: center.workflow.default[0]: a target is either a queue or a worker
        write either `queue: name` or `worker: expression`
    "#);
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
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:10:14: center.latency.events.exponental: unknown kind `exponental`
        did you mean `exponential`?
    "#);
    insta::assert_snapshot!(listed(&with(&more.replace("exponental", "exponential"))), @r#"
    day/rush.yaml:7:5: center.latency.AcceptTsk: there is no action `AcceptTsk`
        did you mean `AcceptTask`?
    day/rush.yaml:8:43: center.latency.HoldCall.time.exponential.mean: `0` is out of range
        write a number or a duration above zero
    day/rush.yaml:8:57: center.latency.HoldCall.servers: without a server nothing is ever served
        write 1 or more
    day/rush.yaml:9:36: center.latency.default.servers: `default` is no single action with servers
        name the action: `AcceptTask: {time: 300ms, servers: 4}`
    "#);
}

#[test]
fn distributions() {
    let more = "\
distributions:
  talk: {lognormal: {mean: 180s, cv: -0.8}}
  hold: {lognormal: {mean: 30s, p95: 60s}}
  wrapup: {mixture: [{weight: 1, of: 30s}, {weight: 1, of: {erlang: {mean: 0, k: 3}}}]}
";
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:6:38: distributions.talk.lognormal.cv: `-0.8` is out of range
        a coefficient of variation is from 0.001 to 100; without variation it is a `constant`
    day/rush.yaml:7:10: distributions.hold.lognormal: these parameters do not say one lognormal distribution
        write `mean` and `cv`, or `median` and one of `p90`, `p95`, `p99`
    day/rush.yaml:8:76: distributions.wrapup.mixture[1].of.erlang.mean: `0` is out of range
        write a number or a duration above zero
    "#);
    insta::assert_snapshot!(listed(&with("distributions: {talk: {normal: {mean: 3}}, hold: x}\n")), @r#"
    day/rush.yaml:5:24: distributions.talk.normal: unknown kind `normal`
        did you mean `lognormal`?
    day/rush.yaml:5:50: distributions.hold: `x` is neither a number nor a duration
        write `0.5`, `30s`, `250ms` or `2m30s`
    "#);
}

#[test]
fn callees_that_are_not_customers() {
    insta::assert_snapshot!(listed(&with("center: {outbound: {callees: desk, queue: sale}}\n")), @r#"
    day/rush.yaml:5:30: center.outbound.callees: there are no customers called `desk`
        there are no populations of customers here
    day/rush.yaml:5:43: center.outbound.queue: there is no queue `sale`
        did you mean `sales`?
    "#);
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
    insta::assert_snapshot!(listed(&with(more)), @r#"
    day/rush.yaml:5:19: metrics[1]: every run has a metric `wait` already
        choose another name
    day/rush.yaml:5:25: metrics[2]: `a b` is no name for a metric
        a name is made of letters, digits and `_`, and begins with a letter
    day/rush.yaml:7:3: thresholds.waits: there is no metric `waits`
        did you mean `wait`?
    day/rush.yaml:8:3: thresholds.wait{queue:sale}: there is no queue `sale`
        did you mean `sales`?
    day/rush.yaml:9:3: thresholds.wait{que:sales}: the metric `wait` has no tag `que`
        did you mean `queue`?
    day/rush.yaml:10:3: thresholds.wait{queue}: `wait{queue}` is no metric with a tag
        write `wait{queue:support}`, or `wait{queue:support,population:callers}`
    day/rush.yaml:11:3: thresholds.action_latency{action:AcceptTsk}: there is no action `AcceptTsk`
        did you mean `AcceptTask`?
    day/rush.yaml:12:19: thresholds.service_level[0]: `p(95)` is not a statistic of a share
        it has `value`: write `value >= 80%`
    day/rush.yaml:12:34: thresholds.service_level[1]: `120%` is no limit for this
        write a share: `80%` or `0.8`
    day/rush.yaml:12:51: thresholds.service_level[2]: `lots` is no limit for this
        write a share: `80%` or `0.8`
    day/rush.yaml:13:10: thresholds.wait[0]: `p(101)` is no percentile
        write `p(95)`, from 0 to 100
    day/rush.yaml:13:23: thresholds.wait[1]: there is no statistic `vale`
        did you mean `value`?
    day/rush.yaml:13:33: thresholds.wait[2]: `avg` compares nothing
        write a statistic, a comparison and a limit: `p(95) < 20s`
    day/rush.yaml:13:38: thresholds.wait[3]: `-3s` is no limit for this
        write a duration: `20s`
    day/rush.yaml:14:11: thresholds.basket: `value` is not a statistic of a metric of samples
        it has `count`, `avg`, `min`, `med`, `max` and percentiles such as `p(95)`: write `avg < 5`
    "#);
}

#[test]
fn capacity_beyond_reason() {
    insta::assert_snapshot!(listed(&BASE.replace("count: 5", "capacity: {chat: 5000}")), @r#"
    day/rush.yaml:4:56: agents[0].capacity.chat: nobody handles more than 1000 tasks at once
        write a smaller number
    "#);
    insta::assert_snapshot!(listed(&BASE.replace("count: 5", "capacity: {chat: 70000}")), @r#"
    day/rush.yaml:4:56: agents[0].capacity.chat: found `70000` where a whole number from 0 to 65535 belongs
        write a whole number from 0 to 65535
    "#);
}

#[test]
fn numbers_beyond_their_range() {
    let yaml = with(
        "customers:\n  - {name: callers, script: caller, queue: sales, arrivals: {burst: {count: 5000000000}}}\n\
         replications: 4294967296\nseed: 1e20\n\
         center:\n  workflow:\n    filters: [{when: \"true\", targets: [{queue: sales, priority: -3000000000}]}]\n",
    );
    insta::assert_snapshot!(listed(&yaml.replace("count: 5,", "count: 1e12,")), @"
    day/rush.yaml:4:46: agents[0].count: `1000000000000` people are too many
        write a whole number from 1 to 1000000
    day/rush.yaml:6:77: customers[0].arrivals.burst.count: `5000000000` people are too many
        write a whole number from 1 to 1000000
    day/rush.yaml:7:15: replications: `4294967296` is too large
        write a whole number of at most 4294967295
    day/rush.yaml:8:7: seed: `1e+20` is too large
        write a whole number of at most 18446744073709551615
    day/rush.yaml:11:65: center.workflow.filters[0].targets[0].priority: `-3000000000` is too small
        write a whole number of at least -2147483648
    ");
    insta::assert_snapshot!(listed(&with("seed: 99999999999999999999\n")), @"
    day/rush.yaml:5:7: the number 99999999999999999999 has too many digits
        write a number of at most 18 digits, or put it in quotes where it is text
    ");
}
