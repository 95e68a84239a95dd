use super::*;
use crate::event::ConversationEvent;
use crate::event::{ChannelStatus, Member};

/// A chat that agent 1 is in.
fn chatting() -> (World, ContactId, ConversationId, ReservationId) {
    let mut world = World::staffed(1);
    let contact = world.comes(Channel::Chat, SUPPORT);
    let reservation = world.accepts(worker(1));
    let conversation = world.conversation_of(contact);
    (world, contact, conversation, reservation)
}

fn status(world: &World, conversation: ConversationId) -> Option<ChannelStatus> {
    world.engine.platform().conversation(conversation).map(|it| it.status)
}

fn send(world: &mut World, conversation: ConversationId, body: &str) -> Result<Value, Rejection> {
    let payload =
        Payload::of("conversationSid", Value::Sid(conversation.sid())).with("body", Value::Text(body.into()));
    world.invoke(worker(1), Action::SendMessage, payload)
}

fn writes(world: &mut World, contact: ContactId) -> bool {
    world.act(|engine, cx| engine.customer_writes(cx, contact, "hello".into(), Value::Null))
}

#[test]
fn every_message_reaches_every_other_participant_in_order() {
    let (mut world, contact, conversation, _) = chatting();
    assert!(writes(&mut world, contact));
    assert_eq!(send(&mut world, conversation, "hi"), Ok(Value::Int(1)));
    let delivered: Vec<(u32, Member)> = world
        .log
        .iter()
        .filter_map(|event| match event {
            Event::Conversation(_, ConversationEvent::Delivered { index, to, .. }) => Some((*index, *to)),
            _ => None,
        })
        .collect();
    assert_eq!(delivered, [(0, Member::Worker(worker(1))), (1, Member::Customer)]);
}

#[test]
fn blank_and_overlong_messages_are_refused() {
    let (mut world, _, conversation, _) = chatting();
    assert_eq!(refused(send(&mut world, conversation, "  ")), (Code::EmptyMessage, Cause::Caller));
    let long = "x".repeat(32_769);
    assert_eq!(refused(send(&mut world, conversation, &long)), (Code::AbortedByListener, Cause::Caller));
}

#[test]
fn nobody_writes_to_a_conversation_that_is_over() {
    let (mut world, contact, conversation, reservation) = chatting();
    assert!(world.leaves(contact));
    assert_eq!(refused(send(&mut world, conversation, "still there?")), (Code::SendMessageFailed, Cause::World));
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(refused(send(&mut world, conversation, "hello?")), (Code::NoConversation, Cause::World));
    let never = ConversationId::new(99);
    assert_eq!(refused(send(&mut world, never, "anyone?")), (Code::NoConversation, Cause::Caller));
}

#[test]
fn completing_closes_the_conversation_and_ends_the_contact() {
    let (mut world, contact, conversation, reservation) = chatting();
    world.on(worker(1), Action::WrapupTask, reservation).unwrap();
    assert_eq!(status(&world, conversation), Some(ChannelStatus::Inactive));
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(status(&world, conversation), None);
    assert!(world.engine.platform().contact(contact).is_none());
    assert!(!writes(&mut world, contact));
}

#[test]
fn leaving_keeps_the_conversation_and_the_next_message_makes_a_task() {
    let (mut world, contact, conversation, reservation) = chatting();
    let first = world.task_of(contact);
    let channel = world.engine.platform().conversation(conversation).unwrap().channel;
    let payload = Payload::of("channelSid", Value::Sid(channel.sid()));
    world.invoke(worker(1), Action::LeaveChannel, payload.clone()).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Completed);
    assert_eq!(status(&world, conversation), Some(ChannelStatus::Inactive));
    let again = world.invoke(worker(1), Action::LeaveChannel, payload);
    assert_eq!(refused(again), (Code::LeaveChannelFailed, Cause::World));
    assert!(writes(&mut world, contact));
    assert_eq!(status(&world, conversation), Some(ChannelStatus::Active));
    let second = world.task_of(contact);
    assert!(second != first && world.status(second) == TaskStatus::Reserved);
}

#[test]
fn a_customer_who_gives_up_a_waiting_chat_cancels_its_task() {
    let mut world = World::staffed(0);
    let contact = world.comes(Channel::Chat, SUPPORT);
    let (task, conversation) = (world.task_of(contact), world.conversation_of(contact));
    assert!(world.leaves(contact));
    assert_eq!(world.status(task), TaskStatus::Canceled);
    assert_eq!(status(&world, conversation), None);
}

#[test]
fn typing_goes_out_after_a_few_seconds_or_with_the_message() {
    let (mut world, _, conversation, _) = chatting();
    let payload = Payload::of("conversationSid", Value::Sid(conversation.sid()));
    let typing = |world: &World| {
        let conversation = world.engine.platform().conversation(conversation).unwrap();
        conversation.member(Member::Worker(worker(1))).unwrap().typing
    };
    world.invoke(worker(1), Action::SendTyping, payload.clone()).unwrap();
    assert!(typing(&world));
    world.pass(seconds(5));
    assert!(!typing(&world));
    world.invoke(worker(1), Action::SendTyping, payload).unwrap();
    send(&mut world, conversation, "hi").unwrap();
    assert!(!typing(&world));
}

#[test]
fn an_agent_has_as_many_chats_as_capacity() {
    let mut world = World::staffed(1);
    let contacts: Vec<ContactId> = (0..4).map(|_| world.comes(Channel::Chat, SUPPORT)).collect();
    for _ in 0..3 {
        world.accepts(worker(1));
    }
    assert_eq!(world.offered(worker(1)), None);
    assert_eq!(world.status(world.task_of(contacts[3])), TaskStatus::Pending);
    assert!(world.leaves(contacts[0]));
    assert_eq!(world.offered(worker(1)), None, "the chat is still the agent's to wrap up");
}

#[test]
fn a_conversation_that_an_agent_left_to_another_is_closed_when_that_one_is_done_and_the_customer_gone() {
    let mut world = World::staffed(2);
    let contact = world.comes(Channel::Chat, SUPPORT);
    let (first, second) = (worker(1), worker(2));
    let reservation = world.accepts(first);
    let conversation = world.conversation_of(contact);
    let payload = sid_of(reservation).with("targetSid", Value::Sid(second.sid()));
    world.invoke(first, Action::TransferTask, payload).unwrap();
    let taken = world.accepts(second);
    assert!(world.leaves(contact));
    let channel = world.engine.platform().conversation(conversation).unwrap().channel;
    world.invoke(first, Action::LeaveChannel, Payload::of("channelSid", Value::Sid(channel.sid()))).unwrap();
    assert_eq!(status(&world, conversation), Some(ChannelStatus::Active), "somebody is there still");
    world.on(second, Action::CompleteTask, taken).unwrap();
    assert_eq!(status(&world, conversation), None);
}

#[test]
fn what_goes_with_a_message_is_kept_and_stated() {
    let (mut world, _, conversation, _) = chatting();
    let attributes = Value::map([("k".into(), Value::Int(1))].into());
    let payload = Payload::of("conversationSid", Value::Sid(conversation.sid()))
        .with("body", Value::Text("hi".into()))
        .with("messageAttributes", attributes.clone())
        .with("subject", Value::Text("Your order".into()));
    world.invoke(worker(1), Action::SendMessage, payload).unwrap();
    let stored = &world.engine.platform().conversation(conversation).unwrap().messages[0].with;
    assert_eq!((stored.attributes(), stored.subject().map(|it| it.as_str())), (&attributes, Some("Your order")));
    let stated = world.log.iter().any(
        |event| matches!(event, Event::Conversation(_, ConversationEvent::Sent { with, .. }) if with == stored),
    );
    assert!(stated);
}

#[test]
fn each_task_of_a_conversation_leads_to_it() {
    let mut world = World::staffed(1);
    let contact = world.comes(Channel::Chat, SUPPORT);
    let conversation = world.conversation_of(contact);
    let task = world.engine.platform().contact(contact).unwrap().task.unwrap();
    let attributes = &world.engine.platform().task(task).unwrap().attributes;
    assert_eq!(attributes.get("conversationSid"), Some(&Value::Sid(conversation.sid())));
}
