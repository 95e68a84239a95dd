//! The check, over every action of the catalogue.

use super::samples::{full, map, misfits, objects, record, sample, set};
use crate::action::{Action, Code};
use crate::actions::{ChatCommand, Command, NavigationCommand, TaskCommand, VoiceCommand, parse};
use crate::catalog::{Entry, FieldKind, Shape, entries, entry};
use crate::event::{TransferMode, TransferTarget};
use crate::payload::{PayloadError, sid_of};
use crate::units::{ConversationId, QueueId, ReservationId, WorkerId};
use crate::value::{Fields, Payload, Value};

fn refusal(entry: &Entry, payload: &Payload) -> PayloadError {
    match parse(entry.action, payload) {
        Ok(command) => panic!("{} took {payload:?} as {command:?}", entry.action),
        Err(error) => error,
    }
}

#[test]
fn every_full_payload_is_read_as_its_action() {
    for entry in entries() {
        let command =
            parse(entry.action, &full(entry)).unwrap_or_else(|error| panic!("{}: {error}", entry.action));
        let command = format!("{command:?}");
        let mut words = command.split(|c: char| !c.is_alphanumeric());
        let (group, variant) = (words.next().unwrap(), words.next().unwrap());
        assert_eq!(group.to_lowercase(), entry.group.name(), "{command}");
        assert_eq!(variant, entry.action.name(), "{command}");
    }
}

#[test]
fn every_missing_field_is_named_with_its_code() {
    for entry in objects() {
        for field in entry.fields.iter().filter(|field| field.required) {
            for without in [None, Some(Value::Null)] {
                let error = refusal(entry, &set(&full(entry), field.name, without));
                assert_eq!(error.code, field.missing, "{}: {}", entry.action, field.name);
                assert!(error.message.starts_with(&format!("`{}` is missing", field.name)), "{error}");
            }
        }
    }
}

#[test]
fn every_optional_field_can_be_left_out() {
    for entry in objects() {
        for field in entry.fields.iter().filter(|field| !field.required) {
            let payload = set(&full(entry), field.name, None);
            assert!(parse(entry.action, &payload).is_ok(), "{}: {}", entry.action, field.name);
        }
    }
}

#[test]
fn every_field_of_the_wrong_type_is_named_with_its_code() {
    for entry in objects() {
        for field in entry.fields {
            for value in misfits(&field.kind) {
                let error = refusal(entry, &set(&full(entry), field.name, Some(value.clone())));
                assert_eq!(error.code, field.invalid, "{}: {} = {value:?}", entry.action, field.name);
                assert!(error.message.contains(&format!("`{}", field.name)), "{error}");
            }
        }
    }
}

#[test]
fn every_field_of_a_record_is_checked_under_its_path() {
    for entry in objects() {
        for field in entry.fields {
            let (FieldKind::Record(inner) | FieldKind::Records(inner)) = field.kind else { continue };
            for part in inner {
                for value in misfits(&part.kind) {
                    let broken = record(inner).merged(&map(&[(part.name, value)]));
                    let (broken, path) = match field.kind {
                        FieldKind::Records(_) => {
                            (Value::list(vec![broken]), format!("`{}[0].{}`", field.name, part.name))
                        }
                        _ => (broken, format!("`{}.{}`", field.name, part.name)),
                    };
                    let error = refusal(entry, &set(&full(entry), field.name, Some(broken)));
                    assert!(error.message.starts_with(&path), "{}: {error}", entry.action);
                    assert_eq!(error.code, part.invalid, "{}: {error}", entry.action);
                }
            }
        }
    }
}

#[test]
fn a_pair_needs_one_side_and_either_is_enough() {
    for entry in objects() {
        for pair in entry.pairs {
            let [first, second] = pair.fields;
            for left_out in pair.fields {
                assert!(parse(entry.action, &set(&full(entry), left_out, None)).is_ok(), "{}", entry.action);
            }
            let neither = set(&set(&full(entry), first, None), second, None);
            if pair.required {
                let error = refusal(entry, &neither);
                assert_eq!(error.code, pair.missing, "{}", entry.action);
                assert_eq!(error.message, format!("`{first}` or `{second}` is missing"));
            } else {
                assert!(parse(entry.action, &neither).is_ok(), "{}", entry.action);
            }
        }
    }
}

#[test]
fn what_the_check_passes_can_be_read_whatever_it_is() {
    let odd = [Value::text("  "), Value::text("12"), Value::Int(i64::MAX), Value::Int(i64::MIN), map(&[])];
    let samples = || objects().flat_map(|entry| entry.fields).map(|field| sample(&field.kind, 2));
    let pool: Vec<Value> = samples().chain(odd).fold(Vec::new(), |mut pool, value| {
        if !pool.contains(&value) {
            pool.push(value);
        }
        pool
    });
    for entry in entries() {
        let empty = [Payload::Absent, Payload::Bare(Value::Null), Payload::Fields(Fields::default())];
        for payload in empty.into_iter().chain(pool.iter().cloned().map(Payload::Bare)) {
            let _ = parse(entry.action, &payload);
        }
        for field in entry.fields.iter().filter(|_| objects().any(|it| it.action == entry.action)) {
            for value in &pool {
                let payload = set(&full(entry), field.name, Some(value.clone()));
                let _ = parse(entry.action, &payload);
                for other in entry.fields {
                    let _ = parse(entry.action, &set(&payload, other.name, None));
                }
            }
        }
    }
}

#[test]
fn two_sides_that_name_different_things_are_refused() {
    for entry in objects() {
        for pair in entry.pairs {
            let [first, second] = pair.fields;
            let other = sample(&entry.field(second).unwrap().kind, 2);
            let payload = set(&full(entry), second, Some(other));
            let sides = [first, second].map(|side| sid_of(payload.get(side).unwrap()));
            match sides {
                [Some(one), Some(two)] if one.kind() == two.kind() => {
                    let error = refusal(entry, &payload);
                    assert_eq!(error.code, Code::InvalidPayload, "{}", entry.action);
                    assert!(error.message.starts_with(&format!("`{first}` and `{second}` disagree")), "{error}");
                }
                // A name beside a sid: only whoever knows the names can tell.
                _ => assert!(parse(entry.action, &payload).is_ok(), "{}", entry.action),
            }
        }
    }
}

#[test]
fn codes_other_than_the_usual_are_where_the_catalogue_names_them() {
    let empty = Payload::Fields(Fields::default());
    let unusual: Vec<(Action, Code)> = entries()
        .filter_map(|entry| Some((entry.action, parse(entry.action, &empty).err()?.code)))
        .filter(|(_, code)| *code != Code::IncompletePayload && *code != Code::InvalidPayload)
        .collect();
    assert_eq!(
        unusual,
        [
            (Action::StartOutboundCall, Code::InvalidDestination),
            (Action::LeaveChannel, Code::LeaveChannelFailed),
            (Action::PauseChannel, Code::PauseChannelFailed),
            (Action::HangupCall, Code::NoTaskInPayload),
            (Action::EndConferenceForAll, Code::NoTaskInPayload),
            (Action::EndVoiceTask, Code::CouldNotCompleteReservation),
            (Action::CompleteTask, Code::CouldNotCompleteReservation),
            (Action::StartOutboundEmailTask, Code::MissingDestination),
            (Action::InsightsPlayerPlay, Code::PlaybackFailed),
            (Action::SendMessage, Code::NoConversation),
            (Action::SendRichContentMessage, Code::NoConversation),
            (Action::SetInputText, Code::InputTextFailed),
            (Action::DownloadMedia, Code::NoConversation),
        ]
    );
}

#[test]
fn blank_text_is_as_good_as_none_where_some_is_wanted() {
    let blank = |action: Action, name: &str| {
        refusal(entry(action), &set(&full(entry(action)), name, Some(Value::text("  ")))).code
    };
    assert_eq!(blank(Action::StartOutboundCall, "destination"), Code::InvalidDestination);
    assert_eq!(blank(Action::StartOutboundEmailTask, "destination"), Code::MissingDestination);
    assert_eq!(blank(Action::SendRichContentMessage, "contentSid"), Code::NoContentTemplate);
    assert_eq!(blank(Action::SetComponentState, "name"), Code::IncompletePayload);
    let body = set(&full(entry(Action::SendMessage)), "body", Some(Value::text("  ")));
    assert!(
        parse(Action::SendMessage, &body).is_ok(),
        "whether a blank message may go is not the payload's matter"
    );
}

#[test]
fn a_bare_payload_is_the_value_itself() {
    let push = NavigationCommand::HistoryPush { location: "/teams/".into() };
    let pushed = parse(Action::HistoryPush, &Payload::Bare(Value::text("/teams/")));
    assert_eq!(pushed, Ok(Command::Navigation(push)));
    let back = NavigationCommand::HistoryGo { delta: -2 };
    assert_eq!(parse(Action::HistoryGo, &Payload::Bare(Value::Int(-2))), Ok(Command::Navigation(back)));
    let field = Payload::of("location", Value::text("/teams/"));
    assert_eq!(refusal(entry(Action::HistoryPush), &field).code, Code::InvalidPayload);
    assert_eq!(refusal(entry(Action::HistoryGo), &Payload::Bare(Value::text("1"))).code, Code::InvalidPayload);
    assert_eq!(refusal(entry(Action::HistoryGo), &Payload::Absent).code, Code::IncompletePayload);
}

#[test]
fn a_bare_value_is_no_map_of_fields() {
    for entry in entries().filter(|entry| !matches!(entry.shape, Shape::BareText | Shape::BareInt)) {
        assert_eq!(refusal(entry, &Payload::Bare(Value::Int(1))).code, Code::InvalidPayload, "{}", entry.action);
    }
}

#[test]
fn fields_that_nobody_knows_are_left_to_listeners() {
    for entry in entries().filter(|entry| !matches!(entry.shape, Shape::BareText | Shape::BareInt)) {
        let payload = full(entry).with("x", Value::Int(1));
        assert!(parse(entry.action, &payload).is_ok(), "{}", entry.action);
    }
}

#[test]
fn a_task_is_an_object_and_a_sid_is_text() {
    let reservation = ReservationId::new(7);
    let accepted = Ok(Command::Voice(VoiceCommand::HoldCall { reservation }));
    assert_eq!(parse(Action::HoldCall, &Payload::of("sid", Value::Sid(reservation.sid()))), accepted);
    assert_eq!(parse(Action::HoldCall, &Payload::of("task", Value::Ref(reservation.sid()))), accepted);
    let inner = map(&[("sid", Value::Sid(reservation.sid()))]);
    assert_eq!(parse(Action::HoldCall, &Payload::of("task", inner)), accepted);
    let text = Payload::of("task", Value::Sid(reservation.sid()));
    insta::assert_snapshot!(
        refusal(entry(Action::HoldCall), &text),
        @"`task` should be a task object, or a map with the `sid` of its reservation (WR…), not the reservation WR00000000000000000000000000000007"
    );
}

#[test]
fn text_that_nobody_has_looked_at_is_the_sid_that_it_spells() {
    let reservation = ReservationId::new(7);
    let text = |text: &str| Value::Text(text.into());
    let spelled = text(&reservation.to_string());
    let accepted = Ok(Command::Voice(VoiceCommand::HoldCall { reservation }));
    assert_eq!(parse(Action::HoldCall, &Payload::of("sid", spelled.clone())), accepted);
    assert_eq!(parse(Action::HoldCall, &Payload::of("task", map(&[("sid", spelled)]))), accepted);
    let of_a_queue = refusal(entry(Action::HoldCall), &Payload::of("sid", text(&QueueId::new(1).to_string())));
    assert!(of_a_queue.message.starts_with("`sid` should be the sid of a reservation"), "{of_a_queue}");
}

#[test]
fn a_transfer_is_warm_unless_it_says_cold_in_any_case() {
    let base = Payload::of("sid", Value::Sid(ReservationId::new(1).sid()));
    let to_worker = base.clone().with("targetSid", Value::Sid(WorkerId::new(2).sid()));
    let mode = |payload: &Payload| match parse(Action::TransferTask, payload) {
        Ok(Command::Task(TaskCommand::TransferTask { mode, target, .. })) => Some((mode, target)),
        _ => None,
    };
    let worker = TransferTarget::Worker(WorkerId::new(2));
    assert_eq!(mode(&to_worker), Some((TransferMode::Warm, worker)));
    for (text, expected) in
        [("COLD", TransferMode::Cold), ("cold", TransferMode::Cold), ("Warm", TransferMode::Warm)]
    {
        let options = map(&[("mode", Value::text(text))]);
        assert_eq!(mode(&to_worker.clone().with("options", options)), Some((expected, worker)));
    }
    let to_queue = base.with("targetSid", Value::Sid(QueueId::new(3).sid()));
    assert_eq!(mode(&to_queue), Some((TransferMode::Warm, TransferTarget::Queue(QueueId::new(3)))));
}

#[test]
fn a_selection_lies_within_its_draft() {
    let draft = |start: i64, end: i64| {
        let payload = Payload::of("conversationSid", Value::Sid(ConversationId::new(1).sid()))
            .with("body", Value::text("häh"))
            .with("selectionStart", Value::Int(start))
            .with("selectionEnd", Value::Int(end));
        parse(Action::SetInputText, &payload).map_err(|error| error.code)
    };
    assert!(draft(0, 3).is_ok() && draft(3, 3).is_ok());
    assert_eq!(draft(2, 1), Err(Code::InvalidPayload));
    assert_eq!(draft(0, 4), Err(Code::InvalidPayload));
}

#[test]
fn text_that_spells_a_sid_is_still_text() {
    let sid = ConversationId::new(1).sid();
    let payload = Payload::of("conversationSid", Value::Sid(sid)).with("body", Value::text(&sid.to_string()));
    let Ok(Command::Chat(ChatCommand::SendMessage(message))) = parse(Action::SendMessage, &payload) else {
        panic!("a message")
    };
    assert_eq!(message.body, sid.to_string());
}
