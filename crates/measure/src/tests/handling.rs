//! Handling, talking, holding, wrapping up; actions; what scripts say.

use crate::testing::{CALLERS, DESK, SALES, SUPPORT, Story, s};
use rushhour_engine::action::{Action, ActionName, Code};
use rushhour_engine::config::Channel;
use rushhour_engine::event as engine;
use rushhour_engine::event::InvocationEvent;
use rushhour_engine::event::ReservationStatus::{Accepted, Completed, Pending, Rejected, Wrapping};
use rushhour_engine::event::{Outcome, TaskStatus};
use rushhour_engine::units::{ActorId, InvocationId, WorkerId};
use rushhour_scenario::MetricId;
use rushhour_scenario::plan::Statistic;
use rushhour_sim::ActorEvent;
use rushhour_sim::Observer;
use rushhour_sim::{ActorEnd, Event};

#[test]
fn a_call_is_talk_and_hold_and_wrapup() {
    let mut story = Story::new();
    story.worker(0.0, 0).call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(22.0, 1, 0);
    story.hold(30.0, 1, true).hold(31.0, 1, true).hold(36.0, 1, false);
    story.hold(40.0, 1, true).hold(44.0, 1, false);
    story.wrap(52.0, 1, 0).complete(60.0, 1, 0);
    let seen = story.end(100.0);
    assert_eq!(seen.mean("handle"), Some(38.0));
    assert_eq!(seen.mean("talk"), Some(20.0));
    assert_eq!((seen.count("hold"), seen.mean("hold")), (1, Some(10.0)));
    assert_eq!(seen.mean("wrapup"), Some(8.0));
    for part in ["{queue:sales}", "{population:desk}", "{channel:voice}"] {
        assert_eq!(seen.mean(&format!("handle{part}")), Some(38.0), "{part}");
    }
    assert_eq!(seen.mean("handle{population:callers}"), None);
}

#[test]
fn a_call_that_ends_while_on_hold_is_on_hold_to_its_end() {
    let mut story = Story::new();
    story.worker(0.0, 0).call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(20.0, 1, 0).hold(30.0, 1, true);
    story.wrap(35.0, 1, 0).complete(40.0, 1, 0);
    let seen = story.end(100.0);
    assert_eq!((seen.mean("talk"), seen.mean("hold")), (Some(10.0), Some(5.0)));
}

#[test]
fn calls_that_were_never_held_are_in_no_sample_of_hold() {
    let mut story = Story::new();
    story.worker(0.0, 0).call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(20.0, 1, 0);
    story.wrap(35.0, 1, 0).complete(40.0, 1, 0);
    assert_eq!(story.end(100.0).count("hold"), 0);
}

#[test]
fn work_that_completes_without_wrapping_has_no_wrapup() {
    let mut story = Story::new();
    story.worker(0.0, 0).arrive(20.0, 1, Channel::Chat, Some(SALES)).task(20.0, 1, Channel::Chat, Some(SALES));
    story.reserve(20.0, 1, 0).accept(21.0, 1, 0);
    story.reservation_is(41.0, (1, 1, 0), Accepted, Completed);
    let seen = story.end(100.0);
    assert_eq!(
        (seen.mean("handle{channel:chat}"), seen.mean("talk"), seen.count("wrapup")),
        (Some(20.0), Some(20.0), 0)
    );
}

#[test]
fn both_agents_of_a_warm_transfer_handle_and_the_hold_falls_on_who_was_there() {
    let mut story = Story::new();
    story.worker(0.0, 0).worker(0.0, 1).call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(20.0, 1, 0);
    story.transfer(30.0, 1).hold(30.0, 1, true);
    story.reserve_as(32.0, 2, 1, 1, Some(SUPPORT)).reservation_is(35.0, (2, 1, 1), Pending, Accepted);
    story.hold(37.0, 1, false);
    story.reservation_is(40.0, (1, 1, 0), Accepted, Wrapping).reservation_is(45.0, (1, 1, 0), Wrapping, Completed);
    story.reservation_is(60.0, (2, 1, 1), Accepted, Wrapping);
    story.task_is(70.0, 1, TaskStatus::Wrapping, TaskStatus::Completed);
    story.reservation_is(70.0, (2, 1, 1), Wrapping, Completed);
    let seen = story.end(100.0);
    assert_eq!((seen.mean("handle{queue:sales}"), seen.mean("handle{queue:support}")), (Some(25.0), Some(35.0)));
    assert_eq!((seen.mean("hold{queue:sales}"), seen.mean("hold{queue:support}")), (Some(7.0), Some(2.0)));
    assert_eq!((seen.mean("talk{queue:sales}"), seen.mean("talk{queue:support}")), (Some(13.0), Some(23.0)));
    assert_eq!(seen.mean("wrapup"), Some(7.5));
}

#[test]
fn reservations_that_nobody_accepted_are_no_handling() {
    let mut story = Story::new();
    story.worker(0.0, 0).call(20.0, 1, SALES).reserve(20.0, 1, 0);
    story.reservation_is(25.0, (1, 1, 0), Pending, Rejected);
    let seen = story.end(100.0);
    assert_eq!((seen.count("handle"), seen.count("talk")), (0, 0));
}

fn settle(story: &mut Story, at: f64, begun_at: f64, action: &str, outcome: Outcome) {
    let (invocation, worker) = (InvocationId::new(0), WorkerId::new(0));
    let action = ActionName::new(action);
    story.event(
        at,
        engine::Event::Invocation(
            invocation,
            InvocationEvent::Settled { worker, action, outcome, begun_at: s(begun_at) },
        ),
    );
}

#[test]
fn latencies_count_what_did_or_was_refused_in_the_measured_time_and_counts_everything() {
    let mut story = Story::new();
    let refused = Outcome::Rejected(Code::ReservationNotPending);
    settle(&mut story, 5.5, 5.0, "AcceptTask", Outcome::Ok);
    settle(&mut story, 20.1, 20.0, "AcceptTask", Outcome::Ok);
    settle(&mut story, 20.3, 20.0, "AcceptTask", refused);
    settle(&mut story, 29.0, 20.0, "AcceptTask", Outcome::Cancelled);
    settle(&mut story, 29.0, 20.0, "AcceptTask", Outcome::Lost);
    settle(&mut story, 20.4, 20.0, "MyPlugin", Outcome::Ok);
    story.observation().engine_time(&ActionName::Known(Action::AcceptTask), 1500);
    let seen = story.end(100.0);
    let accept = &seen.observed.actions[&ActionName::Known(Action::AcceptTask)];
    assert_eq!((accept.ok, accept.rejections(), accept.cancelled, accept.lost), (2, 1, 1, 1));
    assert_eq!(accept.rejected[&Code::ReservationNotPending], 1);
    assert_eq!(accept.engine_ns.count(), 1);
    assert_eq!(seen.count("action_latency{action:AcceptTask}"), 2);
    assert_eq!(seen.mean("action_latency{action:AcceptTask}"), Some(0.2));
    assert_eq!(seen.statistic("action_latency", Statistic::Max), Some(0.4));
    assert_eq!(seen.mean("rejected{action:AcceptTask}"), Some(0.5));
    assert_eq!(seen.mean("rejected"), Some(1.0 / 3.0));
    assert_eq!((seen.observed.totals.actions, seen.observed.totals.rejected), (6, 1));
}

#[test]
fn checks_cover_the_whole_run_and_are_known_by_name() {
    let mut story = Story::new();
    let actor = ActorId::new(1);
    story.event(1.0, Event::Actor(actor, ActorEvent::Started { population: DESK }));
    story.check(2.0, "polite", actor, false);
    story.check(20.0, "polite", actor, true);
    story.check(150.0, "quick", actor, true);
    let seen = story.end(160.0);
    assert_eq!(seen.mean("checks{population:desk}"), Some(2.0 / 3.0));
    assert_eq!((seen.observed.checks["polite"].held, seen.observed.checks["polite"].failed), (1, 1));
    assert_eq!(seen.observed.checks["quick"].held, 1);
}

#[test]
fn what_a_customer_records_belongs_to_the_moment_they_came() {
    let mut story = Story::new();
    let (early, caller, agent) = (ActorId::new(1), ActorId::new(2), ActorId::new(3));
    let record = |actor, value| Event::Actor(actor, ActorEvent::Recorded { metric: MetricId(0), value });
    story.event(5.0, Event::Actor(early, ActorEvent::Started { population: CALLERS }));
    story.event(5.0, Event::Actor(agent, ActorEvent::Started { population: DESK }));
    story.event(50.0, Event::Actor(caller, ActorEvent::Started { population: CALLERS }));
    story.event(60.0, record(early, 100.0)).event(60.0, record(agent, -2.5));
    story.event(130.0, record(caller, 4.5)).event(130.0, record(agent, 100.0));
    let seen = story.end(160.0);
    assert_eq!((seen.count("mood"), seen.mean("mood")), (2, Some(1.0)));
    assert_eq!(seen.mean("mood{population:callers}"), Some(4.5));
}

#[test]
fn the_peak_is_the_most_scripts_at_once() {
    let mut story = Story::new();
    for number in 1..=3 {
        story.event(1.0, Event::Actor(ActorId::new(number), ActorEvent::Started { population: CALLERS }));
    }
    let (actor, how) = (ActorId::new(2), ActorEnd::Returned);
    story.event(2.0, Event::Actor(actor, ActorEvent::Ended { how }));
    story.event(3.0, Event::Actor(ActorId::new(4), ActorEvent::Started { population: CALLERS }));
    let totals = story.end(10.0).observed.totals;
    assert_eq!((totals.actors_peak, totals.events), (3, 5));
}
