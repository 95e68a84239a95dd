//! Rows: messages, drafts and files.

use super::*;
use crate::event::ConversationEvent;
use crate::event::Member;
use crate::units::{Sid, SidKind};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = messages();
    rows.extend(drafts());
    rows
}

fn messages() -> Vec<Row> {
    vec![
        Row::of(Action::SendMessage)
            .legal(sends)
            .illegal(Code::NoConversation, |mode| floor(mode).then(AGENT, message(UNHEARD, "hello")))
            .illegal(Code::EmptyMessage, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(AGENT, message(conversation, " \n"))
            })
            .illegal(Code::AbortedByListener, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(AGENT, message(conversation, &"x".repeat(32_769)))
            })
            .illegal(Code::SendMessageFailed, |mode| {
                let (mut world, conversation, _) = chatting(mode);
                drafts_hello(&mut world, conversation);
                assert!(world.leaves(ContactId::new(0)));
                world.then(AGENT, message(conversation, "hello"))
            })
            .illegal(Code::SendMessageFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(COLLEAGUE, message(conversation, "hello"))
            })
            .illegal(Code::SendMessageFailed, |mode| {
                let (mut world, conversation, _) = chatting(mode);
                drafts_hello(&mut world, conversation);
                let files = Value::list(vec![file("film.mp4", 17 << 20)]);
                world.then(AGENT, message(conversation, "hello").with("attachedFiles", files))
            })
            .race(
                Code::SendMessageFailed,
                |mode| {
                    let (world, conversation, _) = chatting(mode);
                    world.then(AGENT, message(conversation, "hello"))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            ),
        Row::of(Action::SendRichContentMessage)
            .legal(sends_template)
            .illegal(Code::NoConversation, |mode| floor(mode).then(AGENT, template(UNHEARD, "greeting")))
            .illegal(Code::SendMessageFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(AGENT, template(conversation, "farewell"))
            })
            .illegal(Code::SendMessageFailed, |mode| {
                let (mut world, conversation, reservation) = chatting(mode);
                world.on(AGENT, Action::WrapupTask, reservation).unwrap();
                world.then(AGENT, template(conversation, "greeting"))
            })
            .illegal(Code::AbortedByListener, |mode| {
                let (world, conversation, _) =
                    chatting_with(mode, |center| center.channels[Channel::Chat.index()].message_length = 8);
                world.then(AGENT, template(conversation, "greeting"))
            }),
        Row::of(Action::SendTyping)
            .legal(types)
            .illegal(Code::TypingFailed, |mode| floor(mode).then(AGENT, of(UNHEARD)))
            .illegal(Code::TypingFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(COLLEAGUE, of(conversation))
            })
            .illegal(Code::IncompletePayload, |mode| chatting(mode).0.then(AGENT, Payload::Absent))
            .failed(Code::BackendUnavailable, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(AGENT, of(conversation))
            }),
    ]
}

fn drafts() -> Vec<Row> {
    vec![
        Row::of(Action::SetInputText)
            .legal(writes_draft)
            .illegal(Code::InputTextFailed, |mode| floor(mode).then(AGENT, message(UNHEARD, "hello")))
            .illegal(Code::InputTextFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(COLLEAGUE, message(conversation, "hello"))
            })
            .illegal(Code::InvalidPayload, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(AGENT, message(conversation, "hello").with("selectionEnd", Value::Int(6)))
            }),
        Row::of(Action::AttachFiles)
            .legal(attaches)
            .illegal(Code::AttachmentError, |mode| floor(mode).then(AGENT, files(UNHEARD, &[bill()])))
            .illegal(Code::AttachmentError, |mode| {
                let (world, conversation, _) = chatting_with(mode, |center| center.features.attachments = false);
                world.then(AGENT, files(conversation, &[bill()]))
            })
            .illegal(Code::AttachmentError, |mode| {
                let (mut world, conversation, reservation) = chatting(mode);
                world.on(AGENT, Action::WrapupTask, reservation).unwrap();
                world.then(AGENT, files(conversation, &[bill()]))
            })
            .illegal(Code::AttachmentError, |mode| {
                let (mut world, conversation, _) = chatting(mode);
                world.invoke(AGENT, Action::AttachFiles, files(conversation, &[bill()])).unwrap();
                world.then(AGENT, files(conversation, &[bill()]))
            }),
        Row::of(Action::DetachFile).legal(detaches).illegal(Code::FileNotAttached, |mode| {
            let (world, conversation, _) = chatting(mode);
            world.then(AGENT, of(conversation).with("file", bill()))
        }),
        Row::of(Action::DownloadMedia)
            .legal(downloads)
            .illegal(Code::NoConversation, |mode| floor(mode).then(AGENT, of(UNHEARD).with("media", bill())))
            .illegal(Code::DownloadFailed, |mode| {
                let (world, conversation, _) = chatting(mode);
                world.then(AGENT, of(conversation).with("media", bill()))
            })
            .illegal(Code::DownloadInvalid, |mode| {
                let (mut world, conversation, _) = chatting(mode);
                let film = file("film.mp4", 17 << 20);
                comes_with(&mut world, &film);
                world.then(AGENT, of(conversation).with("media", film))
            }),
    ]
}

fn of(conversation: ConversationId) -> Payload {
    Payload::of("conversationSid", Value::Sid(conversation.sid()))
}

fn message(conversation: ConversationId, body: &str) -> Payload {
    of(conversation).with("body", text(body))
}

fn template(conversation: ConversationId, name: &str) -> Payload {
    of(conversation).with("contentSid", text(name))
}

fn file(name: &str, bytes: i64) -> Value {
    map(&[("name", text(name)), ("type", text("application/pdf")), ("bytes", Value::Int(bytes))])
}

fn bill() -> Value {
    file("bill.pdf", 20_000)
}

fn files(conversation: ConversationId, files: &[Value]) -> Payload {
    of(conversation).with("files", Value::list(files.to_vec()))
}

/// The agent has a draft with a file.
fn drafts_hello(world: &mut World, conversation: ConversationId) {
    world.invoke(AGENT, Action::SetInputText, message(conversation, "hello")).unwrap();
    world.invoke(AGENT, Action::AttachFiles, files(conversation, &[bill()])).unwrap();
}

/// The customer sends a file.
fn comes_with(world: &mut World, file: &Value) {
    let media = Value::list(vec![file.clone()]);
    assert!(world.act(|engine, cx| engine.customer_writes(cx, ContactId::new(0), "see there".into(), media)));
}

/// The messages of a conversation: author and text.
fn said(world: &World, conversation: ConversationId) -> Vec<(Member, String)> {
    let conversation = world.engine.platform().conversation(conversation).unwrap();
    conversation.messages.iter().map(|message| (message.author, message.body.to_string())).collect()
}

/// The names of the files in the agent's draft.
fn attached(world: &World, conversation: ConversationId) -> Vec<String> {
    let draft = world.engine.desktop(AGENT).unwrap().panels.draft(conversation);
    draft.files.iter().map(|file| file.name.to_string()).collect()
}

fn sends(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    drafts_hello(&mut world, conversation);
    let before = world.log.len();
    assert_eq!(world.invoke(AGENT, Action::SendMessage, message(conversation, "hello")), Ok(Value::Int(0)));
    assert_eq!(said(&world, conversation), [(Member::Worker(AGENT), "hello".into())]);
    let delivered: Vec<Member> = world.log[before..]
        .iter()
        .filter_map(|event| match event {
            Event::Conversation(_, ConversationEvent::Delivered { index: 0, to, .. }) => Some(*to),
            _ => None,
        })
        .collect();
    assert_eq!(delivered, [Member::Customer]);
    let sent = world.engine.platform().conversation(conversation).unwrap().messages[0].media.clone();
    let Value::List(sent) = sent else { panic!("files") };
    assert_eq!(sent[0].get("name"), Some(&text("bill.pdf")), "the draft's files go with it");
    assert_eq!(world.shows(AGENT, "drafts"), Value::list(vec![]), "the draft is emptied");
    assert_eq!(world.invoke(AGENT, Action::SendMessage, message(conversation, "again")), Ok(Value::Int(1)));
    world
}

fn sends_template(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    let variables = Value::list(vec![map(&[("name", text("name")), ("value", text("Ann"))])]);
    let payload = template(conversation, "greeting").with("contentVariables", variables);
    assert_eq!(world.invoke(AGENT, Action::SendRichContentMessage, payload), Ok(Value::Int(0)));
    assert_eq!(said(&world, conversation), [(Member::Worker(AGENT), "Hello Ann!".into())]);
    world
}

fn is_typing(world: &World, conversation: ConversationId) -> bool {
    let conversation = world.engine.platform().conversation(conversation).unwrap();
    conversation.member(Member::Worker(AGENT)).unwrap().typing
}

fn types(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    world.invoke(AGENT, Action::SendTyping, of(conversation)).unwrap();
    assert!(is_typing(&world, conversation));
    world.pass(seconds(5));
    assert!(!is_typing(&world, conversation));
    world.invoke(AGENT, Action::SendTyping, of(conversation)).unwrap();
    world.invoke(AGENT, Action::SendMessage, message(conversation, "hello")).unwrap();
    assert!(!is_typing(&world, conversation));
    world
}

fn writes_draft(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    let payload =
        message(conversation, "hello").with("selectionStart", Value::Int(1)).with("selectionEnd", Value::Int(3));
    world.invoke(AGENT, Action::SetInputText, payload).unwrap();
    let draft = world.engine.desktop(AGENT).unwrap().panels.draft(conversation);
    assert_eq!((draft.body.as_str(), draft.selection), ("hello", (1, 3)));
    assert!(is_typing(&world, conversation), "a draft that is not empty tells of typing");
    let Value::List(drafts) = world.shows(AGENT, "drafts") else { panic!("a list") };
    assert_eq!(drafts[0].get("body"), Some(&text("hello")));
    world.pass(seconds(5));
    world.invoke(AGENT, Action::SetInputText, message(conversation, "")).unwrap();
    assert_eq!(world.shows(AGENT, "drafts"), Value::list(vec![]));
    assert!(!is_typing(&world, conversation));
    world
}

fn attaches(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    let several = files(conversation, &[bill(), file("film.mp4", 17 << 20), file("map.pdf", 1)]);
    world.invoke(AGENT, Action::AttachFiles, several).unwrap();
    assert_eq!(attached(&world, conversation), ["bill.pdf", "map.pdf"]);
    let Value::List(notices) = world.shows(AGENT, "notices") else { panic!("a list") };
    assert_eq!(notices.len(), 1, "the agent is told of the one left out: {notices:?}");
    world
}

fn detaches(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    world.invoke(AGENT, Action::AttachFiles, files(conversation, &[bill(), file("map.pdf", 1)])).unwrap();
    world.invoke(AGENT, Action::DetachFile, of(conversation).with("file", bill())).unwrap();
    assert_eq!(attached(&world, conversation), ["map.pdf"]);
    world
}

fn downloads(mode: Mode) -> World {
    let (mut world, conversation, _) = chatting(mode);
    comes_with(&mut world, &bill());
    let said_before = said(&world, conversation);
    let media = Value::Sid(Sid::new(SidKind::Media, 0));
    for media in [media, bill()] {
        world.invoke(AGENT, Action::DownloadMedia, of(conversation).with("media", media)).unwrap();
        let Value::Text(address) = world.shows(AGENT, "opened") else { panic!("an address") };
        assert!(address.starts_with("https://"), "{address}");
    }
    assert_eq!(said(&world, conversation), said_before, "the conversation is as before");
    world
}
