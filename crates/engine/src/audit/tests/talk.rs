//! Invariants 2, 16 to 20 and 23 (calls), and 24 to 27 (conversations).

use super::*;
use crate::audit::LegState;
use crate::event::{ChannelEvent, ConferenceEvent, ContactEvent, ConversationEvent, ReservationEvent, TaskEvent};
use crate::event::{
    ChannelStatus, ContactEnd, EndReason, Member, Role, TransferMode, TransferOutcome, TransferTarget,
};
use crate::units::{ChannelId, ConferenceId, ConversationId, ParticipantId};
use ReservationStatus as R;
use TaskStatus as T;

const CALL: ConferenceId = ConferenceId::new(0);
const CALL2: ConferenceId = ConferenceId::new(1);
const CUSTOMER: ParticipantId = ParticipantId::new(0);
const AGENT: ParticipantId = ParticipantId::new(1);
const OTHER: ParticipantId = ParticipantId::new(2);
const CHAT: ConversationId = ConversationId::new(0);

/// Whose exit ends a call of two.
fn ends_for_two(role: Role) -> bool {
    matches!(role, Role::Worker(_) | Role::Customer)
}

fn joined(conference: ConferenceId, participant: ParticipantId, role: Role) -> Event {
    Event::Conference(conference, ConferenceEvent::Joined { participant, role, end_on_exit: ends_for_two(role) })
}

fn flags(participant: ParticipantId, role: Role, hold: bool, coaching: Option<ParticipantId>) -> Event {
    let muted = coaching.is_some();
    let end_on_exit = ends_for_two(role);
    Event::Conference(
        CALL,
        ConferenceEvent::ParticipantChanged { participant, role, hold, muted, coaching, end_on_exit },
    )
}

/// From now on the exit of this one ends the call, or it does not.
fn exit(participant: ParticipantId, role: Role, end_on_exit: bool) -> Event {
    let (hold, muted, coaching) = (false, false, None);
    Event::Conference(
        CALL,
        ConferenceEvent::ParticipantChanged { participant, role, hold, muted, coaching, end_on_exit },
    )
}

/// A third one comes: the agent's exit ends nothing any more.
fn third(role: Role) -> Vec<Event> {
    let mut events = vec![joined(CALL, OTHER, role), exit(AGENT, Role::Worker(ANN), false)];
    if role == Role::External {
        events.push(exit(CUSTOMER, Role::Customer, false));
    }
    events
}

/// Ann wraps up.
fn wraps() -> [Event; 2] {
    [moved(RES, ANN, R::Accepted, R::Wrapping), task(TASK, T::Assigned, T::Wrapping)]
}

fn left(participant: ParticipantId, role: Role) -> Event {
    Event::Conference(CALL, ConferenceEvent::Left { participant, role, reason: EndReason::HungUp })
}

const ENDED: Event = Event::Conference(CALL, ConferenceEvent::Ended { task: TASK, reason: EndReason::EndOnExit });

/// Ann talks with a customer.
fn call() -> Run {
    let mut run = Run::accepted(Channel::Voice);
    run.step([
        Event::Conference(CALL, ConferenceEvent::Started { task: TASK }),
        joined(CALL, CUSTOMER, Role::Customer),
        joined(CALL, AGENT, Role::Worker(ANN)),
    ]);
    run
}

#[test]
fn a_call_with_a_hold_and_a_hang_up_is_legal() {
    let mut run = call();
    run.step([flags(CUSTOMER, Role::Customer, true, None)]).step([flags(CUSTOMER, Role::Customer, false, None)]);
    run.step([
        left(AGENT, Role::Worker(ANN)),
        left(CUSTOMER, Role::Customer),
        ENDED,
        moved(RES, ANN, R::Accepted, R::Wrapping),
        task(TASK, T::Assigned, T::Wrapping),
    ]);
    run.step([
        moved(RES, ANN, R::Wrapping, R::Completed),
        task(TASK, T::Wrapping, T::Completed),
        Event::Contact(CONTACT, ContactEvent::Ended { how: ContactEnd::Released }),
    ]);
    run.end().assert_legal();
}

#[test]
fn a_worker_who_talks_in_two_calls_is_noticed_unless_held_in_one() {
    let (task2, contact2) = (TaskId::new(1), ContactId::new(1));
    let second = [
        arrived(contact2, Channel::Voice),
        created(task2, contact2, Channel::Voice),
        Event::Conference(CALL2, ConferenceEvent::Started { task: task2 }),
        joined(CALL2, OTHER, Role::Worker(ANN)),
        joined(CALL2, ParticipantId::new(3), Role::Customer),
        offer_for(RES2, task2, ANN, Purpose::Own),
        Event::Reservation(
            RES2,
            ReservationEvent::Changed { task: task2, worker: ANN, from: R::Pending, to: R::Accepted },
        ),
        task(task2, T::Pending, T::Assigned),
    ];
    let mut run = call();
    run.step(second.clone());
    assert_eq!(run.broken(), ["one-voice"]);
    let mut run = call();
    run.step([flags(AGENT, Role::Worker(ANN), true, None)]).step(second);
    run.assert_legal();
}

#[test]
fn a_wrapping_call_whose_line_is_open_is_noticed() {
    let mut run = call();
    run.step([moved(RES, ANN, R::Accepted, R::Wrapping), task(TASK, T::Assigned, T::Wrapping)]);
    assert_eq!(run.broken(), ["wrapping-is-off-the-line"]);
}

#[test]
fn a_conference_of_a_settled_task_is_noticed() {
    let mut run = Run::waiting(Channel::Voice);
    run.step([task(TASK, T::Pending, T::Canceled)]);
    run.step([Event::Conference(CALL, ConferenceEvent::Started { task: TASK })]);
    run.assert_breaks("wrapping-is-off-the-line");
}

#[test]
fn a_conference_that_the_platform_still_has_is_noticed() {
    let mut run = call();
    run.step([left(AGENT, Role::Worker(ANN)), ENDED].into_iter().chain(wraps()));
    run.assert_legal();
    let mut run = call();
    run.fake.conferences.get_mut(&CALL).unwrap().0.live = false;
    run.step([flags(CUSTOMER, Role::Customer, true, None)]);
    assert_eq!(run.broken(), ["wrapping-is-off-the-line"]);
}

#[test]
fn a_hold_of_somebody_who_left_or_rings_is_noticed() {
    let mut run = call();
    run.step(third(Role::External));
    run.step([
        left(OTHER, Role::External),
        exit(AGENT, Role::Worker(ANN), true),
        exit(CUSTOMER, Role::Customer, true),
    ]);
    run.assert_legal();
    run.step([flags(OTHER, Role::External, true, None)]);
    run.assert_breaks("hold-needs-a-leg");
    let mut run = call();
    run.step([Event::Conference(CALL, ConferenceEvent::Ringing { participant: OTHER, role: Role::External })]);
    run.assert_legal();
    run.step([flags(OTHER, Role::External, true, None)]);
    run.assert_breaks("hold-needs-a-leg");
}

#[test]
fn a_leg_whose_flags_the_platform_has_otherwise_is_noticed() {
    let mut run = call();
    run.fake.leg(CALL, 0).hold = true;
    run.step([flags(AGENT, Role::Worker(ANN), true, None)]);
    assert_eq!(run.broken(), ["hold-needs-a-leg"]);
    let mut run = call();
    run.fake.leg(CALL, 0).state = LegState::Left;
    run.step([flags(AGENT, Role::Worker(ANN), true, None)]);
    assert_eq!(run.broken(), ["hold-needs-a-leg"]);
}

#[test]
fn a_call_without_a_customer_is_noticed() {
    let mut run = call();
    run.step([left(CUSTOMER, Role::Customer)]);
    assert_eq!(run.broken(), ["someone-to-talk-to", "exit-ends"]);
}

#[test]
fn a_third_party_is_somebody_to_talk_to() {
    let mut run = call();
    run.step(third(Role::External));
    run.step([left(CUSTOMER, Role::Customer), exit(AGENT, Role::Worker(ANN), true)]);
    run.assert_legal();
}

#[test]
fn an_exit_that_does_not_follow_from_who_is_there_is_noticed() {
    let mut run = call();
    run.step([joined(CALL, OTHER, Role::Supervisor(BEN))]);
    assert_eq!(run.broken(), ["exit-ends"], "three, and the agent's exit ends it still");
    let mut run = call();
    run.step([exit(AGENT, Role::Worker(ANN), false)]);
    assert_eq!(run.broken(), ["exit-ends"], "two, and nobody has set it");
}

#[test]
fn an_exit_that_was_set_stays_or_is_noticed() {
    let set = || {
        let mut run = call();
        run.fake.leg(CALL, 1).exit_set = Some(false);
        run.step([exit(AGENT, Role::Worker(ANN), false)]);
        run.assert_legal();
        run
    };
    let mut run = set();
    run.step([joined(CALL, OTHER, Role::Supervisor(BEN))]).step([left(OTHER, Role::Supervisor(BEN))]);
    run.assert_legal();
    let mut run = set();
    run.step([exit(AGENT, Role::Worker(ANN), true)]);
    assert_eq!(run.broken(), ["exit-ends"]);
}

#[test]
fn an_agent_who_keeps_the_task_of_a_call_that_they_have_left_is_noticed() {
    let mut run = call();
    run.step(third(Role::External));
    run.step([left(AGENT, Role::Worker(ANN)), exit(CUSTOMER, Role::Customer, true)]);
    assert_eq!(run.broken(), ["wrapping-is-off-the-line"]);
    let mut run = call();
    run.step(third(Role::External));
    run.step([left(AGENT, Role::Worker(ANN)), exit(CUSTOMER, Role::Customer, true)].into_iter().chain(wraps()));
    run.step([moved(RES, ANN, R::Wrapping, R::Completed), task(TASK, T::Wrapping, T::Completed)]);
    run.assert_legal();
}

#[test]
fn a_call_that_outlives_its_cold_transfer_is_noticed() {
    let mut run = call();
    let begins = TaskEvent::TransferStarted {
        mode: TransferMode::Cold,
        initiator: RES,
        target: TransferTarget::Queue(QUEUE),
    };
    run.step([
        Event::Task(TASK, begins),
        exit(AGENT, Role::Worker(ANN), false),
        left(AGENT, Role::Worker(ANN)),
        moved(RES, ANN, R::Accepted, R::Wrapping),
    ]);
    run.assert_legal();
    let fails = Event::Task(TASK, TaskEvent::TransferSettled { outcome: TransferOutcome::Failed });
    run.step([fails, task(TASK, T::Assigned, T::Wrapping)]);
    assert_eq!(run.broken(), ["wrapping-is-off-the-line"]);
}

#[test]
fn an_exit_that_should_end_the_call_and_does_not_is_noticed() {
    let mut run = call();
    run.step([left(AGENT, Role::Worker(ANN))].into_iter().chain(wraps()));
    assert_eq!(run.broken(), ["exit-ends"]);
}

#[test]
fn coaching_somebody_who_is_not_there_is_noticed() {
    let coach = Role::Supervisor(BEN);
    let mut run = call();
    run.step(third(coach)).step([flags(OTHER, coach, false, Some(AGENT))]);
    run.assert_legal();
    run.step([flags(OTHER, coach, false, Some(ParticipantId::new(9)))]);
    assert_eq!(run.broken(), ["coaching-has-a-pupil"]);
}

#[test]
fn monitoring_that_changes_work_is_noticed() {
    let mut run = call();
    run.step(third(Role::Supervisor(BEN)).into_iter().chain([activity(BEN, AVAILABLE, AWAY)]));
    assert_eq!(run.broken(), ["monitoring-is-invisible"]);
}

#[test]
fn a_supervisor_who_leaves_or_whispers_and_changes_work_is_noticed_but_not_one_who_goes_home() {
    let listening = || {
        let mut run = call();
        run.step(third(Role::Supervisor(BEN)));
        run
    };
    let leaves = left(OTHER, Role::Supervisor(BEN));
    let mut run = listening();
    run.step([
        leaves.clone(),
        left(AGENT, Role::Worker(ANN)),
        left(CUSTOMER, Role::Customer),
        ENDED,
        moved(RES, ANN, R::Accepted, R::Wrapping),
        task(TASK, T::Assigned, T::Wrapping),
    ]);
    assert_eq!(run.broken(), ["monitoring-is-invisible"]);
    let mut run = listening();
    run.step([flags(OTHER, Role::Supervisor(BEN), false, Some(AGENT)), activity(BEN, AVAILABLE, AWAY)]);
    assert_eq!(run.broken(), ["monitoring-is-invisible"]);
    let mut run = listening();
    run.step([activity(BEN, AVAILABLE, AWAY), leaves, exit(AGENT, Role::Worker(ANN), true)]);
    run.assert_legal();
}

#[test]
fn an_initiator_who_lost_the_task_to_a_canceled_transfer_is_noticed() {
    let begun = || {
        let mut run = call();
        let target = TransferTarget::Worker(BEN);
        run.step([
            Event::Task(TASK, TaskEvent::TransferStarted { mode: TransferMode::Warm, initiator: RES, target }),
            offer_for(RES2, TASK, BEN, Purpose::TransferToWorker),
        ]);
        run
    };
    for outcome in [TransferOutcome::Canceled, TransferOutcome::Failed] {
        let settled = Event::Task(TASK, TaskEvent::TransferSettled { outcome });
        let mut run = begun();
        run.step([settled.clone(), moved(RES2, BEN, R::Pending, R::Canceled)]);
        run.assert_legal();
        let mut run = begun();
        run.step([settled, moved(RES2, BEN, R::Pending, R::Canceled), moved(RES, ANN, R::Accepted, R::Wrapping)]);
        run.assert_breaks("transfer-undone");
    }
}

#[test]
fn a_transfer_that_goes_elsewhere_is_noticed() {
    let (elsewhere, to_ben) = (TransferTarget::Queue(QueueId::new(1)), TransferTarget::Worker(BEN));
    for (target, purpose, arrives) in [
        (to_ben, Purpose::TransferToWorker, true),
        (TransferTarget::Worker(ANN), Purpose::TransferToWorker, false),
        (to_ben, Purpose::TransferToQueue, false),
        (TransferTarget::Queue(QUEUE), Purpose::TransferToQueue, true),
        (elsewhere, Purpose::TransferToQueue, false),
        (elsewhere, Purpose::TransferToWorker, false),
    ] {
        let mut run = call();
        let begins = TaskEvent::TransferStarted { mode: TransferMode::Warm, initiator: RES, target };
        run.step([Event::Task(TASK, begins), offer_for(RES2, TASK, BEN, purpose)]);
        let broken = if arrives { vec![] } else { vec!["transfer-to-its-target"] };
        assert_eq!(run.broken(), broken, "{target:?} {purpose:?}");
    }
    // None is on its way.
    let mut run = call();
    run.step([offer_for(RES2, TASK, BEN, Purpose::TransferToWorker)]);
    run.assert_breaks("transfer-to-its-target");
}

#[test]
fn in_a_conversation_too_unless_the_initiator_let_the_transfer_fail() {
    for (outcome, noticed) in [(TransferOutcome::Canceled, true), (TransferOutcome::Failed, false)] {
        let mut run = chat();
        let target = TransferTarget::Queue(QUEUE);
        run.step([Event::Task(
            TASK,
            TaskEvent::TransferStarted { mode: TransferMode::Warm, initiator: RES, target },
        )]);
        run.step([
            Event::Task(TASK, TaskEvent::TransferSettled { outcome }),
            moved(RES, ANN, R::Accepted, R::Wrapping),
            task(TASK, T::Assigned, T::Wrapping),
        ]);
        assert_eq!(run.broken().contains(&"transfer-undone"), noticed);
    }
}

fn chat() -> Run {
    let mut run = Run::accepted(Channel::Chat);
    let channel = ChannelId::new(0);
    run.step([
        Event::Conversation(CHAT, ConversationEvent::Opened { channel, contact: CONTACT }),
        status(ChannelStatus::Setup, ChannelStatus::Active),
        enters(Member::Customer, 0),
        enters(Member::Worker(ANN), 0),
    ]);
    run
}

fn status(from: ChannelStatus, to: ChannelStatus) -> Event {
    Event::Channel(ChannelId::new(0), ChannelEvent::Changed { conversation: CHAT, from, to })
}

fn enters(member: Member, next_index: u32) -> Event {
    Event::Conversation(CHAT, ConversationEvent::Joined { member, next_index })
}

fn leaves(member: Member) -> Event {
    Event::Conversation(CHAT, ConversationEvent::Left { member })
}

fn sent(index: u32, author: Member) -> Event {
    Event::Conversation(CHAT, ConversationEvent::Sent { index, author, length: 5, with: Default::default() })
}

fn delivered(index: u32, to: Member) -> Event {
    Event::Conversation(CHAT, ConversationEvent::Delivered { index, to })
}

#[test]
fn messages_that_cross_and_are_delivered_later_are_legal() {
    let (customer, ann) = (Member::Customer, Member::Worker(ANN));
    let mut run = chat();
    run.step([sent(0, customer), delivered(0, ann)]);
    run.step([sent(1, customer)]).step([sent(2, ann)]).step([sent(3, customer)]);
    run.step([delivered(1, ann), delivered(3, ann)]).step([delivered(2, customer)]);
    run.end().assert_legal();
}

#[test]
fn a_message_that_is_doubled_or_out_of_order_is_noticed() {
    let ann = Member::Worker(ANN);
    let mut run = chat();
    run.step([sent(0, Member::Customer), delivered(0, ann)]).step([delivered(0, ann)]);
    assert_eq!(run.broken(), ["messages-once-in-order"]);
    let mut run = chat();
    run.step([sent(0, Member::Customer), sent(1, Member::Customer)]).step([delivered(1, ann)]);
    assert_eq!(run.broken(), ["messages-once-in-order"]);
}

#[test]
fn a_message_that_never_arrives_is_noticed_at_the_end_or_when_its_reader_leaves() {
    let mut run = chat();
    run.step([sent(0, Member::Customer)]);
    run.assert_legal();
    run.end();
    assert_eq!(run.broken(), ["messages-once-in-order"]);
    let mut run = chat();
    run.step([sent(0, Member::Customer)]).step([leaves(Member::Worker(ANN))]);
    assert_eq!(run.broken(), ["messages-once-in-order"]);
    let mut run = chat();
    run.step([sent(0, Member::Customer), delivered(0, Member::Worker(ANN)), leaves(Member::Worker(ANN))]);
    run.end().assert_legal();
}

#[test]
fn a_message_that_is_undelivered_when_its_conversation_goes_is_noticed() {
    let mut run = chat();
    run.step([sent(0, Member::Customer), Event::Conversation(CHAT, ConversationEvent::Removed)]);
    assert_eq!(run.broken(), ["messages-once-in-order"]);
}

#[test]
fn a_delivery_to_somebody_who_left_is_noticed() {
    let ann = Member::Worker(ANN);
    let mut run = chat();
    run.step([leaves(ann), sent(0, Member::Customer)]).step([delivered(0, ann)]);
    assert_eq!(run.broken(), ["messages-once-in-order"]);
}

#[test]
fn an_index_that_is_used_twice_is_noticed() {
    let mut run = chat();
    run.step([sent(0, Member::Customer)]).step([sent(0, Member::Customer)]);
    run.assert_breaks("messages-once-in-order");
}

#[test]
fn whoever_comes_later_gets_what_comes_later() {
    let ben = Member::Worker(BEN);
    let mut run = chat();
    run.step([sent(0, Member::Customer), delivered(0, Member::Worker(ANN))]).step([enters(ben, 1)]);
    run.step([sent(1, Member::Customer), delivered(1, ben), delivered(1, Member::Worker(ANN))]);
    run.end().assert_legal();
}

#[test]
fn a_message_by_a_stranger_is_noticed() {
    let mut run = chat();
    run.step([sent(0, Member::Worker(BEN))]);
    assert_eq!(run.broken(), ["members-send"]);
}

#[test]
fn a_member_who_is_only_in_the_platforms_list_is_noticed() {
    let mut run = chat();
    run.fake.conversations.get_mut(&CHAT).unwrap().1.push(Member::Worker(BEN));
    run.step([sent(0, Member::Customer)]);
    assert_eq!(run.broken(), ["members-send"]);
}

#[test]
fn a_pause_that_keeps_the_agent_or_the_capacity_is_noticed() {
    let pause = status(ChannelStatus::Active, ChannelStatus::Pause);
    let done = [moved(RES, ANN, R::Accepted, R::Completed), task(TASK, T::Assigned, T::Completed)];
    let [completed, settled] = done;
    let mut run = chat();
    run.step([pause.clone(), leaves(Member::Worker(ANN)), completed.clone(), settled.clone()]);
    run.assert_legal();
    let mut run = chat();
    run.step([pause.clone(), completed, settled]);
    assert_eq!(run.broken(), ["paused-is-away"]);
    let mut run = chat();
    run.step([pause, leaves(Member::Worker(ANN))]);
    assert_eq!(run.broken(), ["paused-is-away"]);
}

#[test]
fn a_second_live_task_of_a_conversation_is_noticed_and_one_after_the_other_is_legal() {
    let again = created(TaskId::new(1), CONTACT, Channel::Chat);
    let mut run = chat();
    run.step([again.clone()]);
    assert_eq!(run.broken(), ["one-task-per-channel"]);
    let mut run = chat();
    run.step([moved(RES, ANN, R::Accepted, R::Wrapping), task(TASK, T::Assigned, T::Wrapping)]).step([again]);
    run.assert_legal();
}
