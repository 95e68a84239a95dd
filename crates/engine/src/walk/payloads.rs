//! Payloads for the walk: mostly what the catalogue asks for, with things that exist, and sometimes nonsense.

use super::Walk;
use super::setup::AVAILABLE;
use crate::action::Action;
use crate::catalog::{self, Field, FieldKind, Shape};
use crate::units::{
    ActivityId, CallId, ChannelId, ConversationId, ParticipantId, QueueId, ReservationId, Sid, SidKind, TaskId,
    WorkerId,
};
use crate::value::{Entries, Fields, Payload, Value};

pub(super) fn file_list() -> Value {
    Value::list(vec![file("photo.png", 1_000)])
}

fn file(name: &str, bytes: i64) -> Value {
    Value::map(Entries::from([
        ("name".into(), Value::Text(name.into())),
        ("type".into(), Value::Text("image/png".into())),
        ("bytes".into(), Value::Int(bytes)),
    ]))
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

impl Walk {
    /// A payload for an action on a desktop.
    pub(super) fn payload(&mut self, worker: WorkerId, action: Action) -> Payload {
        let entry = catalog::entry(action);
        match entry.shape {
            Shape::None => Payload::Absent,
            Shape::OptionalObject if self.chance(30) => Payload::Absent,
            Shape::BareText | Shape::BareInt if self.chance(5) => Payload::Absent,
            Shape::BareText => Payload::Bare(text("/teams/")),
            Shape::BareInt => Payload::Bare(Value::Int(self.stream.whole(-3, 3))),
            Shape::Object | Shape::OptionalObject => {
                let mut fields = Fields::default();
                for pair in entry.pairs {
                    let side = pair.fields[self.below(2)];
                    self.fill(worker, entry.field(side), 95, &mut fields);
                }
                for field in entry.fields {
                    let paired = entry.pairs.iter().any(|pair| pair.fields.contains(&field.name));
                    let percent = if paired {
                        3
                    } else if field.required {
                        96
                    } else if self.keen {
                        60
                    } else {
                        35
                    };
                    self.fill(worker, Some(field), percent, &mut fields);
                }
                Payload::Fields(fields)
            }
        }
    }

    fn fill(&mut self, worker: WorkerId, field: Option<&Field>, percent: usize, fields: &mut Fields) {
        let Some(field) = field else { return };
        if fields.get(field.name).is_none() && self.chance(percent) {
            let value =
                if self.chance(4) { Value::Float(0.5) } else { self.value(worker, field.name, &field.kind) };
            fields.set(field.name.into(), value);
        }
    }

    fn value(&mut self, worker: WorkerId, name: &str, kind: &FieldKind) -> Value {
        match kind {
            FieldKind::Task => Value::Ref(self.reservation(worker).sid()),
            FieldKind::ReservationSid => Value::Sid(self.reservation(worker).sid()),
            FieldKind::Worker => Value::Ref(self.worker().sid()),
            FieldKind::WorkerSid => Value::Sid(self.worker().sid()),
            FieldKind::Conversation => Value::Ref(self.conversation(worker).sid()),
            FieldKind::AnyConversationSid if self.chance(30) => Value::Sid(self.reservation(worker).sid()),
            FieldKind::ConversationSid | FieldKind::AnyConversationSid => {
                Value::Sid(self.conversation(worker).sid())
            }
            FieldKind::ChannelSid => Value::Sid(ChannelId::new(self.conversation(worker).number()).sid()),
            FieldKind::Participant => Value::Ref(self.participant().sid()),
            FieldKind::WorkerOrParticipant => {
                if self.chance(50) {
                    Value::Sid(self.participant().sid())
                } else {
                    Value::Sid(self.worker().sid())
                }
            }
            FieldKind::QueueSid => Value::Sid(QueueId::new(u32::from(self.chance(50))).sid()),
            FieldKind::WorkerOrQueue if self.chance(50) => {
                Value::Sid(QueueId::new(u32::from(self.chance(50))).sid())
            }
            FieldKind::WorkerOrQueue => {
                let free = self.free_for_a_call();
                let free = self.any(&free).filter(|_| self.keen);
                Value::Sid(free.unwrap_or_else(|| self.worker()).sid())
            }
            // Mostly the first activity, in which work is offered.
            FieldKind::ActivitySid if self.chance(70) => Value::Sid(AVAILABLE.sid()),
            FieldKind::ActivitySid => Value::Sid(ActivityId::new(self.small(5)).sid()),
            FieldKind::TaskSid => {
                let reservation = self.reservation(worker);
                let task = self.engine.platform().reservation(reservation).map(|it| it.task);
                Value::Sid(task.unwrap_or(TaskId::new(9_999)).sid())
            }
            FieldKind::CallSid => {
                let reservation = self.reservation(worker);
                let platform = self.engine.platform();
                let task = platform.reservation(reservation).and_then(|it| platform.task(it.task));
                let call = task.map(|task| CallId::new(task.contact.number()));
                Value::Sid(call.unwrap_or(CallId::new(0)).sid())
            }
            FieldKind::Media if self.chance(50) => {
                let number = self.small(40);
                Value::Sid(Sid::new(SidKind::Media, number))
            }
            FieldKind::Media => file("photo.png", 1_000),
            FieldKind::Phone => text(if self.chance(90) { "+15550100" } else { "client:somebody" }),
            FieldKind::Address => text("ann@example.org"),
            FieldKind::Digits => text("12#"),
            FieldKind::Bool => Value::Bool(self.chance(50)),
            FieldKind::Int | FieldKind::Natural | FieldKind::Priority => Value::Int(self.stream.whole(0, 3)),
            FieldKind::OneOf(words) => text(words[self.below(words.len())]),
            FieldKind::Map | FieldKind::Any => Value::map(Entries::from([("mood".into(), text("good"))])),
            FieldKind::Record(fields) if fields.iter().any(|field| field.name == "bytes") => {
                let bytes = if self.chance(80) { 1_000 } else { 2_000_000 };
                file("photo.png", bytes)
            }
            FieldKind::Record(fields) => self.record(worker, fields),
            FieldKind::Records(fields) if fields.iter().any(|field| field.name == "bytes") => {
                let name = ["photo.png", "bill.png"][self.below(2)];
                Value::list(vec![file(name, self.stream.whole(1, 1_200_000))])
            }
            FieldKind::Records(fields) => Value::list(vec![self.record(worker, fields)]),
            FieldKind::Text | FieldKind::Word | FieldKind::Url => self.words(name),
        }
    }

    fn record(&mut self, worker: WorkerId, fields: &'static [Field]) -> Value {
        let mut entries = Entries::new();
        let often = if self.keen { 85 } else { 50 };
        for field in fields {
            if self.chance(if field.required { 97 } else { often }) {
                let value = self.value(worker, field.name, &field.kind);
                entries.insert(field.name.into(), value);
            }
        }
        Value::map(entries)
    }

    fn words(&mut self, name: &str) -> Value {
        let recorded = |walk: &mut Self| {
            let tasks = (0..400).map(TaskId::new);
            let known: Vec<TaskId> =
                tasks.filter(|task| walk.engine.platform().recording_of(*task).is_some()).collect();
            walk.any(&known).map_or(0, TaskId::number)
        };
        match name {
            "twiMLUrl" if self.chance(90) => text("https://example.org/menu"),
            "activityName" => text(["Available", "Available", "Unavailable", "Nowhere"][self.below(4)]),
            "contentSid" => text(["greeting", "goodbye"][self.below(2)]),
            "segmentId" => Value::Text(format!("segment-{}", recorded(self)).into()),
            "token" => match self.below(6) {
                0 | 1 => text("fresh"),
                2 => text("old exp=0"),
                3 => text(""),
                _ => {
                    let soon = self.now.as_ns() / 1_000_000_000 + u64::from(self.small(120)) + 1;
                    Value::Text(format!("fresh exp={soon}").into())
                }
            },
            "extraFilterQuery" => text(["name CONTAINS \"1\"", "nonsense"][self.below(2)]),
            "body" => text(["", "hello", "how are you?"][self.below(3)]),
            _ => text("word"),
        }
    }

    /// A reservation: mostly of this desktop, or of anybody's, sometimes of nobody's.
    fn reservation(&mut self, worker: WorkerId) -> ReservationId {
        let own: Vec<ReservationId> = self
            .engine
            .desktop(worker)
            .map(|desktop| desktop.tasks.iter().map(|task| task.reservation).collect())
            .unwrap_or_default();
        if !own.is_empty() && self.chance(80) {
            return own[self.below(own.len())];
        }
        let open: Vec<ReservationId> =
            self.engine.platform().workers().iter().flat_map(|worker| worker.open.iter().copied()).collect();
        match self.any(&open) {
            Some(open) if self.chance(80) => open,
            _ => ReservationId::new(self.small(300)),
        }
    }

    /// A conversation: mostly one that is open.
    fn conversation(&mut self, worker: WorkerId) -> ConversationId {
        let platform = self.engine.platform();
        let mut known: Vec<ConversationId> = platform.paused_by(worker, None).map(|(id, _)| id).collect();
        let desktop = self.engine.desktop(worker);
        let tasks = desktop.map(|desktop| desktop.tasks.clone()).unwrap_or_default();
        known.extend(tasks.iter().filter_map(|task| platform.task(task.task)?.conversation));
        match self.any(&known) {
            Some(known) if self.chance(85) => known,
            _ => ConversationId::new(self.small(100)),
        }
    }

    /// Those to whom a call can be handed over.
    fn free_for_a_call(&self) -> Vec<WorkerId> {
        let free = |(_, it): &(WorkerId, &crate::platform::Worker)| it.available && it.phone && it.open.is_empty();
        let workers = (0..).map(WorkerId::new).zip(self.engine.platform().workers());
        workers.filter(free).map(|(worker, _)| worker).collect()
    }

    fn participant(&mut self) -> ParticipantId {
        let platform = self.engine.platform();
        let legs: Vec<ParticipantId> = platform
            .workers()
            .iter()
            .flat_map(|worker| worker.legs.iter())
            .filter_map(|(conference, _)| platform.conference(*conference))
            .flat_map(|live| live.participants.iter().map(|leg| leg.id))
            .collect();
        self.any(&legs).unwrap_or(ParticipantId::new(0))
    }
}
