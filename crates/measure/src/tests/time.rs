//! What is integrated over time, and clipped to the measured part of it.

use crate::testing::{AVAILABLE, OFFLINE, SALES, SUPPORT, Story};
use crate::{Measure, Ratio, Series};
use rushhour_engine::config::Channel;
use rushhour_engine::event as engine;
use rushhour_engine::event::ReservationStatus::{Accepted, Completed, Pending};
use rushhour_engine::event::{ContactEnd, TaskStatus};
use rushhour_engine::event::{ContactEvent, WorkerEvent};
use rushhour_engine::units::{ContactId, WorkerId};

const NS: u128 = 1_000_000_000;

fn ratio(seen: &crate::testing::Findings, name: &str) -> (f64, f64) {
    let series = Series::resolve(&seen.plan, &crate::testing::metric(name)).unwrap();
    let Measure::Ratio(Ratio { numerator, denominator }) = seen.observed.series[&series].measure else {
        panic!("{name} is no ratio")
    };
    ((numerator / NS) as f64, (denominator / NS) as f64)
}

#[test]
fn occupancy_is_work_over_available_time_clipped_to_the_measured_part() {
    let mut story = Story::new();
    // Available 0 to 60, at work 5 to 30 (the first five seconds are warm-up), so 20 of 50.
    story.worker(0.0, 0).available(0.0, 0, true);
    story.call(5.0, 1, SALES).reserve(5.0, 1, 0).accept(5.0, 1, 0).wrap(20.0, 1, 0).complete(30.0, 1, 0);
    story.available(60.0, 0, false);
    // Busy to the end of the measured part and beyond: 90 to 100 of 90 to 100.
    story.worker(0.0, 1).available(90.0, 1, true);
    story.call(90.0, 2, SALES).reserve(90.0, 2, 1).accept(90.0, 2, 1).wrap(150.0, 2, 1).complete(160.0, 2, 1);
    let seen = story.end(200.0);
    assert_eq!(ratio(&seen, "occupancy"), (30.0, 60.0));
    assert_eq!(ratio(&seen, "occupancy{population:desk}"), (30.0, 60.0));
    assert_eq!(ratio(&seen, "occupancy{queue:support}"), (30.0, 60.0));
}

#[test]
fn work_after_going_unavailable_still_counts_as_staffed_and_busy() {
    let mut story = Story::new();
    story.worker(0.0, 0).available(10.0, 0, true).call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(20.0, 1, 0);
    story.available(30.0, 0, false).wrap(40.0, 1, 0).complete(50.0, 1, 0);
    let seen = story.end(100.0);
    assert_eq!(ratio(&seen, "occupancy"), (30.0, 40.0));
}

#[test]
fn two_chats_at_once_are_one_busy_worker() {
    let mut story = Story::new();
    story.worker(0.0, 0).available(10.0, 0, true);
    for (number, from, until) in [(1, 20.0, 40.0), (2, 30.0, 50.0)] {
        story.arrive(from, number, Channel::Chat, Some(SALES)).task(from, number, Channel::Chat, Some(SALES));
        story.reserve(from, number, 0);
        if number == 2 {
            story.accept(from, 2, 0);
            story.reservation_is(40.0, (1, 1, 0), Accepted, Completed);
            story.reservation_is(until, (2, 2, 0), Accepted, Completed);
        } else {
            story.accept(from, 1, 0);
        }
    }
    let seen = story.end(100.0);
    assert_eq!(ratio(&seen, "occupancy"), (30.0, 90.0));
}

#[test]
fn an_offer_is_no_work() {
    let mut story = Story::new();
    story.worker(0.0, 0).available(10.0, 0, true).call(20.0, 1, SALES).reserve(20.0, 1, 0);
    assert_eq!(ratio(&story.end(50.0), "occupancy"), (0.0, 40.0));
}

#[test]
fn workers_without_capacity_do_not_dilute_the_occupancy() {
    use rushhour_scenario::PopulationId;
    let mut story = Story::new();
    let (worker, population) = (WorkerId::new(0), PopulationId(2));
    story.event(
        0.0,
        engine::Event::Worker(
            worker,
            WorkerEvent::Added { group: population.into(), capacity: [0; 4], activity: AVAILABLE },
        ),
    );
    story.event(
        20.0,
        engine::Event::Worker(worker, WorkerEvent::Changed { from: AVAILABLE, to: OFFLINE, available: false }),
    );
    let seen = story.end(100.0);
    assert_eq!(ratio(&seen, "occupancy"), (0.0, 0.0));
    assert_eq!(seen.mean("occupancy"), None);
}

#[test]
fn the_queue_length_is_the_mean_number_of_waiting_tasks_over_the_measured_time() {
    let mut story = Story::new();
    // In the warm-up until 10, then waiting until 28: 18 s of 90.
    story.call(5.0, 1, SALES).reserve(20.0, 1, 0).task_is(20.0, 1, TaskStatus::Pending, TaskStatus::Reserved);
    story.accept(28.0, 1, 0);
    // 20 to 29 s in sales, then 29 to 56 s in support.
    story.call(20.0, 2, SALES).queued(29.0, 2, Some(SUPPORT)).abandon(56.0, 2);
    // From 91 on, clipped at 100.
    story.call(91.0, 3, SUPPORT);
    let seen = story.end(150.0);
    assert_eq!(ratio(&seen, "queue_length"), (63.0, 90.0));
    assert_eq!(ratio(&seen, "queue_length{queue:sales}"), (27.0, 90.0));
    assert_eq!(ratio(&seen, "queue_length{queue:support}"), (36.0, 90.0));
    assert_eq!(seen.mean("queue_length"), Some(0.7));
}

#[test]
fn a_transfer_that_waits_in_a_queue_is_not_in_its_length() {
    let mut story = Story::new();
    story.call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(20.0, 1, 0).transfer(30.0, 1).queued(
        30.0,
        1,
        Some(SUPPORT),
    );
    story.reserve_as(40.0, 2, 1, 1, Some(SUPPORT)).reservation_is(45.0, (2, 1, 1), Pending, Accepted);
    assert_eq!(story.end(100.0).mean("queue_length"), Some(0.0));
}

#[test]
fn a_run_that_was_cut_short_is_measured_up_to_its_end() {
    let mut story = Story::new();
    story.worker(0.0, 0).available(0.0, 0, true).call(20.0, 1, SALES);
    let seen = story.end(30.0);
    assert_eq!(ratio(&seen, "queue_length"), (10.0, 20.0));
    assert_eq!(ratio(&seen, "occupancy"), (0.0, 20.0));
}

#[test]
fn those_whom_agents_go_to_are_not_among_those_who_are_in_the_centre() {
    let with = |dials: bool| {
        let mut story = Story::new();
        story.worker(0.0, 0).available(0.0, 0, true);
        story.call(20.0, 1, SALES);
        if dials {
            let (contact, worker) = (ContactId::new(2), WorkerId::new(0));
            story.event(
                25.0,
                engine::Event::Contact(contact, ContactEvent::Placed { channel: Channel::Voice, worker }),
            );
            story.contact_ended(50.0, 2, ContactEnd::Released);
        }
        story.abandon(70.0, 1).end(100.0).observed.presence
    };
    assert_eq!(with(true), with(false));
    assert_ne!(with(true), Story::new().end(100.0).observed.presence);
}
