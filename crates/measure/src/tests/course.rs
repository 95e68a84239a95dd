//! How a run went over time.

use crate::testing::{CALLERS, DESK, OFFLINE, SALES, SUPPORT, Story, plan, s};
use crate::{AgentState, Observed, Tag};
use rushhour_engine::action::{Action, ActionName, Code};
use rushhour_engine::config::Activity;
use rushhour_engine::event as engine;
use rushhour_engine::event::{ContactEnd, Outcome, TaskStatus};
use rushhour_engine::event::{InvocationEvent, WorkerEvent};
use rushhour_engine::units::{ActivityId, InvocationId, WorkerId};
use rushhour_scenario::plan::Statistic;

/// One call from 5 s that is answered after 2.5 s, talked to until 20 s and wrapped up until 25 s; one from 30 s that is
/// given up after 3 s; one from 40 s that found no line.
fn story() -> Story {
    let mut story = Story::new();
    story.worker(0.0, 0).available(0.0, 0, true);
    story.call(5.0, 1, SALES).reserve(7.5, 1, 0).accept(7.5, 1, 0).wrap(20.0, 1, 0).complete(25.0, 1, 0);
    story.call(30.0, 2, SUPPORT).abandon(33.0, 2);
    story.call(40.0, 3, SUPPORT).contact_ended(40.0, 3, ContactEnd::Blocked);
    story.task_is(40.0, 3, TaskStatus::Pending, TaskStatus::Canceled);
    story
}

fn observed() -> Observed {
    story().end(110.0).observed
}

#[test]
fn contacts_belong_to_the_time_at_which_they_came() {
    let course = observed().course;
    assert_eq!((course.len(), course.length().as_secs_f64()), (110, 1.0));
    let at = |place| course.arrived(&None, place);
    assert_eq!((at(5).offered, at(5).answered, at(5).in_time.value()), (1, 1, Some(1.0)));
    assert_eq!((at(5).waited_ns.numerator, at(7).offered), (2_500_000_000, 0));
    assert_eq!((at(30).abandoned, at(30).answered, at(30).in_time.value()), (1, 0, Some(0.0)));
    assert_eq!((at(40).offered, at(40).blocked, at(40).in_time.value()), (1, 1, None));
    let part = |tag, place| course.arrived(&Some(tag), place).offered;
    assert_eq!([part(Tag::Queue(SALES), 5), part(Tag::Queue(SUPPORT), 5)], [1, 0]);
    assert_eq!([part(Tag::Population(CALLERS), 5), part(Tag::Population(DESK), 5)], [1, 0]);
    let wait = |place: usize| course.waits(place).unwrap().statistic(Statistic::Max, crate::SampleUnit::Seconds);
    assert_eq!([wait(5), wait(30), wait(29)], [Some(2.5), Some(3.0), None]);
}

#[test]
fn those_who_wait_and_what_agents_do_are_means_over_each_bucket() {
    let course = observed().course;
    let waiting = |tag: Option<Tag>| [4, 5, 6, 7, 8].map(|place| course.waiting(&tag, place).unwrap());
    assert_eq!(waiting(None), [0.0, 1.0, 1.0, 0.5, 0.0]);
    assert_eq!(waiting(Some(Tag::Queue(SALES))), [0.0, 1.0, 1.0, 0.5, 0.0]);
    assert_eq!(waiting(Some(Tag::Queue(SUPPORT))), [0.0; 5]);
    let desk = Tag::Population(DESK);
    let state = |state| [0, 7, 10, 22, 60].map(|place| course.agents(&desk, state, place).unwrap());
    assert_eq!(state(AgentState::Available), [1.0, 0.5, 0.0, 0.0, 1.0]);
    assert_eq!(state(AgentState::OnContact), [0.0, 0.5, 1.0, 0.0, 0.0]);
    assert_eq!(state(AgentState::WrappingUp), [0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(course.agent_populations().count(), 1);
    assert_eq!(course.agents(&desk, AgentState::Available, 110), None, "the run was over");
}

#[test]
fn who_is_signed_in_and_takes_no_work_is_told_apart_from_who_is_not_there() {
    let pause = Activity { name: "Break".into(), available: false };
    let plan = plan().varied(|plan| plan.center.activities.push(pause));
    let mut story = Story::of(plan);
    let (worker, pause) = (WorkerId::new(0), ActivityId::new(2));
    story.worker(0.0, 0);
    story.event(
        10.0,
        engine::Event::Worker(worker, WorkerEvent::Changed { from: OFFLINE, to: pause, available: false }),
    );
    story.event(
        20.0,
        engine::Event::Worker(worker, WorkerEvent::Changed { from: pause, to: OFFLINE, available: false }),
    );
    let course = story.end(30.0).observed.course;
    let away = [5, 15, 25].map(|place| course.agents(&Tag::Population(DESK), AgentState::Unavailable, place));
    assert_eq!(away, [Some(0.0), Some(1.0), Some(0.0)]);
}

#[test]
fn actions_count_when_they_settle_and_their_latency_when_they_begin() {
    let mut story = Story::new();
    let worker = WorkerId::new(0);
    let mut settled = |at: f64, outcome, begun_at: f64| {
        let (invocation, action) = (InvocationId::new(0), ActionName::Known(Action::AcceptTask));
        story.event(
            at,
            engine::Event::Invocation(
                invocation,
                InvocationEvent::Settled { worker, action, outcome, begun_at: s(begun_at) },
            ),
        );
    };
    settled(3.5, Outcome::Ok, 1.5);
    settled(3.75, Outcome::Rejected(Code::ReservationNotPending), 3.5);
    settled(3.75, Outcome::Lost, 0.0);
    let course = story.end(10.0).observed.course;
    assert_eq!((course.settled(3).all, course.settled(3).rejected, course.settled(1).all), (3, 1, 0));
    let latency = |place: usize| {
        course.latencies(place).and_then(|it| it.statistic(Statistic::Mean, crate::SampleUnit::Seconds))
    };
    assert_eq!([latency(0), latency(1), latency(3)], [None, Some(2.0), Some(0.25)]);
}

#[test]
fn replications_add_up_and_means_stay_means() {
    let mut both = observed();
    both.merge(story().end(60.0).observed);
    let course = both.course;
    assert_eq!((course.replications(), course.len()), (2, 110));
    assert_eq!((course.arrived(&None, 5).offered, course.waits(5).unwrap().count()), (2, 2));
    assert_eq!((course.waiting(&None, 7), course.covered_s(7), course.covered_s(80)), (Some(0.5), 2.0, 1.0));
    let desk = Tag::Population(DESK);
    // Only one of them came so far.
    assert_eq!(course.agents(&desk, AgentState::Available, 80), Some(1.0));
}
