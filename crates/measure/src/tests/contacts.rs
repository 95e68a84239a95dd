//! Waiting, answers, abandonment, blocking, transfers, first responses.

use crate::testing::{SALES, SUPPORT, Story};
use rushhour_engine::config::Channel;
use rushhour_engine::event as engine;
use rushhour_engine::event::{ChannelEvent, ContactEvent, ConversationEvent, TaskEvent};
use rushhour_engine::event::{ChannelStatus, ContactEnd, Member, TaskStatus};
use rushhour_engine::units::{ChannelId, ContactId, ConversationId, WorkerId};
use rushhour_scenario::plan::Statistic;

#[test]
fn waits_cover_all_whose_wait_is_over_and_speed_only_the_answered() {
    let mut story = Story::new();
    story.call(20.0, 1, SALES).reserve(26.0, 1, 0).accept(26.0, 1, 0);
    story.call(30.0, 2, SALES).abandon(40.0, 2);
    story.call(50.0, 3, SUPPORT).contact_ended(70.0, 3, ContactEnd::Dropped);
    story.call(60.0, 4, SUPPORT);
    let seen = story.end(100.0);
    assert_eq!((seen.count("wait"), seen.mean("wait")), (3, Some(12.0)));
    assert_eq!((seen.count("speed_of_answer"), seen.mean("speed_of_answer")), (1, Some(6.0)));
    assert_eq!(seen.mean("wait{queue:sales}"), Some(8.0));
    assert_eq!(seen.mean("wait{queue:support}"), Some(20.0));
    assert_eq!(seen.count("wait{population:callers}"), 3);
    assert_eq!((seen.count("wait{channel:voice}"), seen.count("wait{channel:chat}")), (3, 0));
    let totals = seen.observed.totals;
    assert_eq!((totals.contacts, totals.open), (4, 2), "one is being handled, one still waits");
}

#[test]
fn contacts_of_the_warm_up_and_after_the_duration_are_in_no_metric() {
    let mut story = Story::new();
    story.call(9.9, 1, SALES).reserve(9.9, 1, 0).accept(12.0, 1, 0).wrap(15.0, 1, 0).complete(16.0, 1, 0);
    story.call(10.0, 2, SALES).abandon(11.0, 2);
    story.call(100.5, 3, SALES).abandon(110.0, 3);
    let seen = story.end(120.0);
    assert_eq!((seen.count("wait"), seen.mean("wait")), (1, Some(1.0)));
    assert_eq!((seen.count("handle"), seen.count("abandon_rate"), seen.count("p_wait")), (0, 1, 1));
    assert_eq!(seen.observed.totals.contacts, 3);
}

#[test]
fn a_contact_of_the_measured_time_counts_even_if_it_ends_in_the_drain() {
    let mut story = Story::new();
    story.worker(0.0, 0).call(99.0, 1, SALES).reserve(99.0, 1, 0).accept(130.0, 1, 0);
    story.wrap(150.0, 1, 0).complete(160.0, 1, 0);
    let seen = story.end(160.0);
    assert_eq!((seen.mean("wait"), seen.mean("talk"), seen.mean("wrapup")), (Some(31.0), Some(20.0), Some(10.0)));
}

#[test]
fn a_contact_waits_if_nobody_was_reserved_at_the_instant_it_came() {
    let mut story = Story::new();
    story.call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(23.0, 1, 0);
    story.call(30.0, 2, SALES).reserve(30.5, 2, 1).accept(31.0, 2, 1);
    story.call(40.0, 3, SALES);
    let seen = story.end(100.0);
    assert_eq!(seen.mean("p_wait"), Some(2.0 / 3.0));
}

#[test]
fn blocked_contacts_are_in_no_metric_but_the_block_rate() {
    let mut story = Story::new();
    story.arrive(20.0, 1, Channel::Voice, Some(SALES)).contact_ended(20.0, 1, ContactEnd::Blocked);
    story.call(30.0, 2, SALES).abandon(40.0, 2);
    let seen = story.end(100.0);
    assert_eq!(seen.mean("block_rate{queue:sales}"), Some(0.5));
    for name in ["wait", "p_wait", "abandon_rate", "service_level"] {
        assert_eq!(seen.count(name), 1, "{name}");
    }
    assert_eq!(seen.observed.totals.contacts, 2);
}

#[test]
fn the_service_level_takes_each_queues_target_and_leaves_out_short_abandons() {
    let mut story = Story::new();
    // Sales: 20 s or less is in time; those who gave up before 5 s are left out.
    story.call(20.0, 1, SALES).reserve(40.0, 1, 0).accept(40.0, 1, 0);
    story.call(20.0, 2, SALES).reserve(40.1, 2, 1).accept(40.1, 2, 1);
    story.call(20.0, 3, SALES).abandon(24.9, 3);
    story.call(20.0, 4, SALES).abandon(25.0, 4);
    // Support: 10 s or less; every abandon counts.
    story.call(20.0, 5, SUPPORT).reserve(29.0, 5, 2).accept(29.0, 5, 2);
    story.call(20.0, 6, SUPPORT).abandon(21.0, 6);
    // Never answered, and the run is over.
    story.call(90.0, 7, SUPPORT);
    let seen = story.end(100.0);
    assert_eq!(seen.count("service_level{queue:sales}"), 3);
    assert_eq!(seen.mean("service_level{queue:sales}"), Some(1.0 / 3.0));
    assert_eq!(seen.mean("service_level{queue:support}"), Some(1.0 / 3.0));
    assert_eq!(seen.mean("service_level"), Some(2.0 / 6.0));
    assert_eq!(seen.mean("abandon_rate"), Some(3.0 / 7.0));
}

#[test]
fn a_contact_that_dialled_no_queue_belongs_to_the_first_one_it_was_put_in() {
    let mut story = Story::new();
    story.arrive(20.0, 1, Channel::Voice, None).task(20.0, 1, Channel::Voice, None);
    story.queued(21.0, 1, Some(SUPPORT)).queued(25.0, 1, Some(SALES));
    story.reserve(35.0, 1, 0).accept(35.0, 1, 0);
    story
        .arrive(20.0, 2, Channel::Voice, Some(SALES))
        .task(20.0, 2, Channel::Voice, Some(SUPPORT))
        .abandon(30.0, 2);
    let seen = story.end(100.0);
    assert_eq!(seen.mean("wait{queue:support}"), Some(15.0));
    assert_eq!(seen.mean("wait{queue:sales}"), Some(10.0));
}

#[test]
fn a_queue_that_gets_an_answered_contact_by_a_transfer_did_not_answer_it() {
    let mut story = Story::new();
    story.arrive(20.0, 1, Channel::Voice, None).task(20.0, 1, Channel::Voice, None);
    story.reserve(20.0, 1, 0).accept(35.0, 1, 0).transfer(40.0, 1).queued(40.0, 1, Some(SUPPORT));
    story.wrap(50.0, 1, 0).complete(51.0, 1, 0);
    let seen = story.end(100.0);
    assert_eq!((seen.count("service_level{queue:support}"), seen.count("wait{queue:support}")), (0, 0));
    // Within the 20 s of contacts without a queue, which are more than those of `support`.
    assert_eq!((seen.count("service_level"), seen.mean("service_level")), (1, Some(1.0)));
}

#[test]
fn the_transfer_rate_counts_answered_contacts_once() {
    let mut story = Story::new();
    story.call(20.0, 1, SALES).reserve(20.0, 1, 0).accept(20.0, 1, 0).transfer(25.0, 1).transfer(30.0, 1);
    story.wrap(40.0, 1, 0).complete(41.0, 1, 0);
    story.call(20.0, 2, SALES).reserve(20.0, 2, 1).accept(20.0, 2, 1).wrap(30.0, 2, 1).complete(31.0, 2, 1);
    story.call(20.0, 3, SALES).abandon(40.0, 3);
    let seen = story.end(100.0);
    assert_eq!((seen.count("transfer_rate"), seen.mean("transfer_rate")), (2, Some(0.5)));
}

#[test]
fn the_first_response_is_the_first_message_of_an_agent() {
    let mut story = Story::new();
    let conversation = ConversationId::new(9);
    let message = |index, author| {
        engine::Event::Conversation(
            conversation,
            ConversationEvent::Sent { index, author, length: 5, with: Default::default() },
        )
    };
    story.arrive(20.0, 1, Channel::Chat, Some(SALES));
    let (channel, contact) = (ChannelId::new(3), ContactId::new(1));
    story.event(20.0, engine::Event::Conversation(conversation, ConversationEvent::Opened { channel, contact }));
    let (from, to) = (ChannelStatus::Setup, ChannelStatus::Active);
    story.event(20.0, engine::Event::Channel(channel, ChannelEvent::Changed { conversation, from, to }));
    story.task(20.0, 1, Channel::Chat, Some(SALES));
    story.event(21.0, message(0, Member::Customer));
    story.event(66.0, message(1, Member::Worker(WorkerId::new(0))));
    story.event(70.0, message(2, Member::Worker(WorkerId::new(0))));
    let seen = story.end(100.0);
    assert_eq!(seen.statistic("first_response{channel:chat}", Statistic::Max), Some(46.0));
    assert_eq!(seen.count("first_response"), 1);
}

#[test]
fn outbound_contacts_are_in_no_metric_of_contacts_but_their_handling_counts() {
    use rushhour_engine::event::{
        Direction,
        ReservationStatus::{Accepted, Completed, Pending},
    };
    use rushhour_engine::units::TaskId;
    let mut story = Story::new();
    let (contact, task, channel) = (ContactId::new(1), TaskId::new(1), Channel::Voice);
    story.worker(0.0, 0);
    story.event(20.0, engine::Event::Contact(contact, ContactEvent::Placed { channel, worker: WorkerId::new(0) }));
    let direction = Direction::Outbound;
    story.event(20.0, engine::Event::Task(task, TaskEvent::Created { contact, channel, direction, priority: 0 }));
    story.reserve(20.0, 1, 0).reservation_is(20.0, (1, 1, 0), Pending, Accepted);
    story.event(25.0, engine::Event::Contact(contact, ContactEvent::Answered { task, worker: WorkerId::new(0) }));
    story.contact_ended(60.0, 1, ContactEnd::Released);
    story.reservation_is(60.0, (1, 1, 0), Accepted, Completed).task_is(
        60.0,
        1,
        TaskStatus::Assigned,
        TaskStatus::Completed,
    );
    let seen = story.end(100.0);
    assert_eq!((seen.observed.totals.contacts, seen.observed.totals.open), (0, 0));
    assert_eq!((seen.count("wait"), seen.count("block_rate"), seen.mean("queue_length")), (0, 0, Some(0.0)));
    assert_eq!((seen.mean("handle{population:desk}"), seen.mean("talk")), (Some(40.0), Some(40.0)));
}
