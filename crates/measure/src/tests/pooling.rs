//! Replications together: merging, confidence intervals, thresholds.

use proptest::prelude::*;

use crate::testing::{Findings, SALES, Story, plan, threshold};
use crate::{Metric, Observed, Series, judge};
use rushhour_engine::units::ActorId;
use rushhour_scenario::plan::{Comparison, Plan, Statistic};

/// A replication in which callers waited for so many seconds, all answered.
fn waits(plan: &Plan, seconds: &[f64]) -> Observed {
    let mut story = Story::of(plan.clone());
    story.worker(0.0, 0);
    for (number, wait) in (0..).zip(seconds) {
        story.call(20.0, number, SALES).reserve(20.0 + wait, number, 0).accept(20.0 + wait, number, 0);
        story.wrap(90.0, number, 0).complete(95.0, number, 0);
    }
    story.end(120.0).observed
}

fn merged(replications: &[Observed]) -> Observed {
    let mut replications = replications.iter().cloned();
    let mut all = replications.next().unwrap();
    replications.for_each(|later| all.merge(later));
    all
}

fn with_threshold(name: &str, statistic: Statistic, comparison: Comparison, limit: f64) -> Plan {
    plan().varied(|plan| plan.thresholds = vec![threshold(name, statistic, comparison, limit)])
}

#[test]
fn pooled_values_weigh_samples_and_the_interval_weighs_replications() {
    let plan = plan();
    let all = merged(&[waits(&plan, &[1.0, 3.0]), waits(&plan, &[5.0]), waits(&plan, &[])]);
    let wait = &all.series[&Series::whole(Metric::Wait)];
    assert_eq!(wait.means.first(), [2.0, 5.0], "a replication without data has no mean");
    let seen = Findings { plan, observed: all.clone() };
    assert_eq!((seen.count("wait"), seen.mean("wait")), (3, Some(3.0)));
    // Mean 3.5, standard error 1.5, one degree of freedom.
    assert!((wait.ci95().unwrap() - 12.706_204_736 * 1.5).abs() < 1e-9);
    assert_eq!((all.totals.contacts, all.streams.count()), (3, 3));
}

#[test]
fn one_replication_has_no_interval() {
    let one = waits(&plan(), &[1.0, 3.0]);
    assert_eq!(one.series[&Series::whole(Metric::Wait)].ci95(), None);
}

proptest! {
    #[test]
    fn replications_merge_to_the_same_in_every_grouping(
        seconds in prop::collection::vec(prop::collection::vec(0.0..60.0_f64, 0..5), 3),
    ) {
        let plan = with_threshold("wait", Statistic::Percentile(95.0), Comparison::Less, 20.0);
        let parts: Vec<Observed> = seconds.iter().map(|seconds| waits(&plan, seconds)).collect();
        let left = merged(&[merged(&parts[..2]), parts[2].clone()]);
        let right = merged(&[parts[0].clone(), merged(&parts[1..])]);
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(left.digest(), right.digest());
    }
}

#[test]
fn a_threshold_is_judged_on_the_pooled_value() {
    let plan = with_threshold("wait{queue:sales}", Statistic::Percentile(50.0), Comparison::Less, 4.0);
    let all = merged(&[waits(&plan, &[1.0, 2.0]), waits(&plan, &[9.0])]);
    let judged = judge(&plan, &all);
    assert_eq!((judged.len(), judged[0].ok, judged[0].observed), (1, true, Some(2.0)));
}

#[test]
fn a_threshold_without_data_fails_whatever_it_says() {
    for (name, statistic, comparison) in [
        ("wait", Statistic::Mean, Comparison::Less),
        ("wait", Statistic::Count, Comparison::Less),
        ("abandon_rate", Statistic::Value, Comparison::LessOrEqual),
        ("wait{queue:support}", Statistic::Max, Comparison::NotEqual),
        ("mood", Statistic::Mean, Comparison::Less),
        ("action_latency{action:HoldCall}", Statistic::Percentile(99.0), Comparison::Less),
        ("checks", Statistic::Value, Comparison::LessOrEqual),
    ] {
        let plan = with_threshold(name, statistic, comparison, 1e9);
        let judged = judge(&plan, &waits(&plan, &[]));
        assert_eq!((judged[0].ok, judged[0].observed), (false, None), "{name}");
    }
}

#[test]
fn a_limit_inside_the_interval_is_too_close_to_call() {
    let close = with_threshold("wait", Statistic::Mean, Comparison::Less, 5.5);
    let replications = |plan: &Plan| [4.0, 5.0, 6.0].map(|wait| waits(plan, &[wait]));
    let judged = judge(&close, &merged(&replications(&close)));
    assert_eq!((judged[0].ok, judged[0].certain), (true, false));
    // The half-width is 2.48.
    let clear = with_threshold("wait", Statistic::Mean, Comparison::Less, 7.6);
    let judged = judge(&clear, &merged(&replications(&clear)));
    assert_eq!((judged[0].ok, judged[0].certain), (true, true));
    let percentile = with_threshold("wait", Statistic::Percentile(95.0), Comparison::Less, 5.5);
    let judged = judge(&percentile, &merged(&replications(&percentile)));
    assert_eq!((judged[0].ok, judged[0].certain), (false, false));
}

#[test]
fn one_replication_is_never_too_close_to_call() {
    let plan = with_threshold("wait", Statistic::Mean, Comparison::Less, 2.0);
    assert!(judge(&plan, &waits(&plan, &[1.999])).iter().all(|judged| judged.ok && judged.certain));
}

fn checked(plan: &Plan, oks: &[bool]) -> Observed {
    let mut story = Story::of(plan.clone());
    for ok in oks {
        story.check(20.0, "polite", ActorId::new(1), *ok);
    }
    story.end(100.0).observed
}

#[test]
fn a_failed_check_fails_a_run_that_says_nothing_of_checks() {
    let silent = plan();
    let judged = judge(&silent, &checked(&silent, &[true, false]));
    assert_eq!((judged.len(), judged[0].ok, judged[0].implicit), (1, false, true));
    assert!(judge(&silent, &checked(&silent, &[true]))[0].ok);
    assert!(judge(&silent, &checked(&silent, &[])).is_empty());
}

#[test]
fn a_threshold_on_checks_is_the_only_judge_of_them() {
    let plan = with_threshold("checks", Statistic::Value, Comparison::GreaterOrEqual, 0.5);
    let judged = judge(&plan, &checked(&plan, &[true, false]));
    assert_eq!((judged.len(), judged[0].ok, judged[0].implicit), (1, true, false));
}
