//! Rows: leaving, pausing and resuming conversations.

use super::*;
use crate::event::{ChannelStatus, Member};
use crate::units::ChannelId;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::LeaveChannel)
            .legal(leaves)
            .illegal(Code::LeaveChannelFailed, |mode| {
                let (world, conversation, _) = chatting_with(mode, |center| center.features.leave = false);
                world.channel_scene(AGENT, conversation)
            })
            .illegal(Code::LeaveChannelFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.channel_scene(COLLEAGUE, conversation)
            })
            .illegal(Code::LeaveChannelFailed, |mode| {
                let (mut world, conversation, reservation) = chatting(mode);
                world.on(AGENT, Action::WrapupTask, reservation).unwrap();
                world.channel_scene(AGENT, conversation)
            })
            .illegal(Code::LeaveChannelFailed, |mode| {
                floor(mode).then(AGENT, Payload::of("channelSid", Value::Sid(ChannelId::new(99).sid())))
            }),
        Row::of(Action::PauseChannel)
            .legal(pauses)
            .illegal(Code::PauseChannelFailed, |mode| {
                let (world, conversation, _) = chatting_with(mode, |center| center.features.pause = false);
                world.channel_scene(AGENT, conversation)
            })
            .illegal(Code::PauseChannelFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.channel_scene(COLLEAGUE, conversation)
            })
            // No chat has two agents in compat mode.
            .strict_alone(Code::PauseChannelFailed, |mode| {
                let (mut world, conversation, reservation) = chatting(mode);
                world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
                world.accepts(COLLEAGUE);
                world.channel_scene(AGENT, conversation)
            }),
        Row::of(Action::ResumeChannel)
            .legal(resumes)
            .illegal(Code::ResumeChannelFailed, |mode| {
                let (world, conversation) = paused(mode);
                world.channel_scene(AGENT, conversation)
            })
            .race(
                Code::ResumeChannelFailed,
                |mode| {
                    let (world, conversation) = paused_and_listed(mode);
                    world.channel_scene(AGENT, conversation)
                },
                |world| {
                    assert!(world.leaves(ContactId::new(0)));
                    // What the refused call fetches, so that nothing else may differ.
                    world.aside(AGENT, Action::GetPausedChannels, Payload::Absent);
                },
            ),
        Row::of(Action::GetPausedChannels)
            .legal(lists)
            .illegal(Code::FetchPausedChannelsFailed, |mode| {
                floor_with(mode, |center| center.features.pause = false).then(AGENT, Payload::Absent)
            })
            .failed_aloud(Code::FetchPausedChannelsFailed, |mode| floor(mode).then(AGENT, Payload::Absent)),
        Row::of(Action::GetPausedEmailConversations)
            .legal(lists_emails)
            .illegal(Code::FetchPausedEmailFailed, |mode| {
                floor_with(mode, |center| center.features.pause = false).then(AGENT, Payload::Absent)
            })
            .failed_aloud(Code::FetchPausedEmailFailed, |mode| floor(mode).then(AGENT, Payload::Absent)),
        Row::of(Action::SelectPausedConversation)
            .legal(selects)
            .illegal(Code::ConversationNotFound, |mode| {
                let (world, conversation) = paused(mode);
                world.then(AGENT, Payload::of("sid", Value::Sid(conversation.sid())))
            })
            .illegal(Code::ConversationNotFound, |mode| {
                floor(mode).then(AGENT, Payload::of("sid", Value::Sid(UNHEARD.sid())))
            })
            .illegal(Code::ConversationNotFound, |mode| {
                floor(mode).then(AGENT, Payload::of("task", Value::Ref(NOWHERE.sid())))
            })
            .illegal(Code::IncompletePayload, |mode| paused_and_listed(mode).0.then(AGENT, Payload::Absent))
            .illegal(Code::InvalidPayload, |mode| {
                let (world, conversation) = paused_and_listed(mode);
                let both = Payload::of("task", Value::Ref(NOWHERE.sid()));
                world.then(AGENT, both.with("sid", Value::Sid(conversation.sid())))
            }),
    ]
}

impl World {
    pub(in crate::tests) fn of_channel(&self, conversation: ConversationId) -> Payload {
        let channel = self.engine.platform().conversation(conversation).unwrap().channel;
        Payload::of("channelSid", Value::Sid(channel.sid()))
    }
    fn channel_scene(self, by: WorkerId, conversation: ConversationId) -> Scene {
        let payload = self.of_channel(conversation);
        self.then(by, payload)
    }
    fn channel_status(&self, conversation: ConversationId) -> ChannelStatus {
        self.engine.platform().conversation(conversation).unwrap().status
    }
    fn has_agent(&self, conversation: ConversationId) -> bool {
        self.engine.platform().conversation(conversation).unwrap().member(Member::Worker(AGENT)).is_some()
    }
}

/// A chat that the agent has paused, and not fetched.
fn paused(mode: Mode) -> (World, ConversationId) {
    let (mut world, conversation, _) = chatting(mode);
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::PauseChannel, payload).unwrap();
    (world, conversation)
}

pub(super) fn paused_and_listed(mode: Mode) -> (World, ConversationId) {
    let (mut world, conversation) = paused(mode);
    world.invoke(AGENT, Action::GetPausedChannels, Payload::Absent).unwrap();
    (world, conversation)
}

/// The conversations on one of the agent's lists.
pub(super) fn listed(world: &World, list: &str) -> Vec<Value> {
    let Value::List(entries) = world.shows(AGENT, list) else { panic!("a list") };
    entries.iter().map(|entry| entry.get("conversation_sid").unwrap().clone()).collect()
}

fn leaves(mode: Mode) -> World {
    let (mut world, conversation, reservation) =
        chatting_with(mode, |center| center.features.wrap_on_leave = true);
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::LeaveChannel, payload).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping, "where the centre says so");

    let (mut world, conversation, reservation) = chatting(mode);
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::LeaveChannel, payload).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Completed);
    assert_eq!(world.load(AGENT, Channel::Chat), 0);
    assert_eq!(
        (world.channel_status(conversation), world.has_agent(conversation)),
        (ChannelStatus::Inactive, false)
    );
    let contact = ContactId::new(0);
    assert!(world.act(|engine, cx| engine.customer_writes(cx, contact, "hello?".into(), Value::Null)));
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Reserved, "a new task for anybody");
    world
}

fn pauses(mode: Mode) -> World {
    let (mut world, conversation, reservation) =
        chatting_with(mode, |center| center.features.wrap_on_pause = true);
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::PauseChannel, payload).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping, "where the centre says so");

    let (mut world, conversation, reservation) = chatting(mode);
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::PauseChannel, payload).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Completed);
    assert_eq!((world.channel_status(conversation), world.has_agent(conversation)), (ChannelStatus::Pause, false));
    assert_eq!(world.load(AGENT, Channel::Chat), 0);
    assert_eq!(world.engine.platform().worker(AGENT).unwrap().paused, [conversation]);
    let contact = ContactId::new(0);
    assert!(world.act(|engine, cx| engine.customer_writes(cx, contact, "hello?".into(), Value::Null)));
    let kept = &world.engine.platform().conversation(conversation).unwrap().messages;
    assert_eq!((kept.len(), world.channel_status(conversation)), (1, ChannelStatus::Pause));
    world.pass(seconds(14 * 86_400));
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Reserved, "routed again");
    assert_eq!(world.engine.platform().worker(AGENT).unwrap().paused, []);
    world
}

fn resumes(mode: Mode) -> World {
    let (mut world, conversation) = paused_and_listed(mode);
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::ResumeChannel, payload).unwrap();
    assert_eq!(listed(&world, "paused"), [], "fetched again");
    assert_eq!(world.channel_status(conversation), ChannelStatus::Active);
    let offer = world.offered(AGENT).unwrap();
    let task = world.engine.platform().reservation(offer).unwrap().task;
    assert_eq!(world.engine.platform().task(task).unwrap().own_worker, Some(AGENT));
    assert!(!world.has_agent(conversation));
    world.on(AGENT, Action::RejectTask, offer).unwrap();
    assert_eq!(world.status(task), TaskStatus::Canceled);
    assert_eq!(world.channel_status(conversation), ChannelStatus::Pause, "not taken, so it waits as before");
    world.invoke(AGENT, Action::GetPausedChannels, Payload::Absent).unwrap();
    let payload = world.of_channel(conversation);
    world.invoke(AGENT, Action::ResumeChannel, payload).unwrap();
    world.accepts(AGENT);
    assert!(world.has_agent(conversation), "back on accepting");
    assert_eq!(world.engine.platform().worker(AGENT).unwrap().paused, []);
    world
}

fn lists(mode: Mode) -> World {
    let (mut world, conversation) = paused(mode);
    assert_eq!(listed(&world, "paused"), []);
    world.invoke(AGENT, Action::GetPausedChannels, Payload::Absent).unwrap();
    assert_eq!(listed(&world, "paused"), sids([conversation.sid()]));
    assert_eq!(listed(&world, "paused_emails"), []);
    world
}

fn lists_emails(mode: Mode) -> World {
    let (mut world, _) = paused(mode);
    let contact = world.comes(Channel::Email, SUPPORT);
    let offer = world.offered(COLLEAGUE).or(world.offered(AGENT)).unwrap();
    let by = world.engine.platform().reservation(offer).unwrap().worker;
    world.on(by, Action::AcceptTask, offer).unwrap();
    let conversation = world.conversation_of(contact);
    let payload = world.of_channel(conversation);
    world.invoke(by, Action::PauseChannel, payload).unwrap();
    world.invoke(by, Action::GetPausedEmailConversations, Payload::Absent).unwrap();
    let panels = &world.engine.desktop(by).unwrap().panels;
    let listed: Vec<ConversationId> = panels.paused_emails.iter().map(|entry| entry.conversation).collect();
    assert_eq!((listed, panels.paused.len()), (vec![conversation], 0));
    world
}

fn selects(mode: Mode) -> World {
    let (mut world, conversation) = paused_and_listed(mode);
    world.calls();
    let offer = world.offered(COLLEAGUE).or(world.offered(AGENT)).unwrap();
    if world.engine.desktop(AGENT).unwrap().task(offer).is_some() {
        world.on(AGENT, Action::SelectTask, offer).unwrap();
    }
    let channel = world.engine.platform().conversation(conversation).unwrap().channel;
    // The reservation that the agent had before the pause: their first.
    let reservation = ReservationId::new(0);
    let sid = Payload::of("sid", Value::Sid(conversation.sid()));
    let task = Value::Ref(reservation.sid());
    for payload in [
        Payload::of("sid", Value::Sid(channel.sid())),
        Payload::of("sid", Value::Sid(reservation.sid())),
        Payload::of("task", task.clone()),
        sid.clone().with("task", task),
        sid,
    ] {
        world.engine.desktops[AGENT.index()].panels.selected_paused = None;
        world.invoke(AGENT, Action::SelectPausedConversation, payload.clone()).unwrap();
        assert_eq!(world.shows(AGENT, "selected_paused"), Value::Sid(conversation.sid()), "{payload:?}");
        assert_eq!(world.shows(AGENT, "selected_task"), Value::Null);
        assert_eq!(world.shows(AGENT, "location"), text("/agent-desktop/"));
        assert_eq!(world.shows(AGENT, "view"), text("agent-desktop"));
    }
    world
}
