//! A task as the scripts of desktops see it: an object, each part of which is read as it is at that moment.
//!
//! Nothing here is kept: a part is made when somebody asks for it. Reservations that are long settled are gone, and
//! all that is said of them is nothing.

use smol_str::SmolStr;

use crate::engine::Engine;
use crate::event::{Direction, Member, Purpose, Role};
use crate::platform::{Conference, Conversation, LegState, Participant, Reservation, StoredMessage, Task};
use crate::units::{ChannelId, ConferenceId, ConversationId, ReservationId, Sid, SimTime, WorkerId};
use crate::value::{Entries, Value};

macro_rules! parts {
    ($($(#[$about:meta])+ $part:ident $name:literal),+ $(,)?) => {
        /// A part of a task that scripts read by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum TaskPart {
            $($(#[$about])+ $part),+
        }

        impl TaskPart {
            /// All of them, in the order in which they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$part),+];

            /// Its name in scripts.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$part => $name),+
                }
            }
        }
    };
}

parts! {
    /// The sid of the reservation, by which actions name the task.
    Sid "sid",
    /// The sid of the task itself.
    TaskSid "task_sid",
    /// The status of the reservation, as the desktop shows it.
    Status "status",
    /// Seconds since the task was created.
    Age "age",
    /// A map.
    Attributes "attributes",
    /// The name of the queue through which it came.
    Queue "queue",
    /// Its channel.
    Channel "channel",
    /// Its priority.
    Priority "priority",
    /// The sid of the worker who has it.
    WorkerSid "worker_sid",
    /// Whether another agent handed it over.
    Transferred "transferred",
    /// Whether the agent began it.
    Outbound "outbound",
    /// When it was offered, in seconds.
    OfferedAt "offered_at",
    /// The sid of its conversation.
    ConversationSid "conversation_sid",
    /// The sid of its interaction channel.
    ChannelSid "channel_sid",
    /// The sid of the caller's leg.
    CallSid "call_sid",
    /// Its conversation, with the messages.
    Conversation "conversation",
    /// Its call, with those who are in it.
    Call "call",
}

impl Engine {
    /// What a worker's script reads of a task; nothing where the reservation is gone.
    pub fn task_part(&self, now: SimTime, reader: Option<WorkerId>, id: ReservationId, part: TaskPart) -> Value {
        let Some((reservation, task)) = self.reserved(id) else { return Value::Null };
        let of_conversation = |make: fn(ConversationId) -> Value| task.conversation.map_or(Value::Null, make);
        match part {
            TaskPart::Sid => Value::Sid(id.sid()),
            TaskPart::TaskSid => Value::Sid(reservation.task.sid()),
            TaskPart::Status => {
                let shown = reader.and_then(|reader| self.desktop(reader)?.task(id));
                let status = shown.map_or(reservation.status, |shown| shown.status);
                Value::Text(SmolStr::new_static(status.name()))
            }
            TaskPart::Age => Value::Float(now.since(task.created_at).as_secs_f64()),
            TaskPart::Attributes => task.attributes.clone(),
            TaskPart::Queue => Value::Text(
                reservation.queue.map(|queue| self.platform.queue_name(queue)).unwrap_or_default().into(),
            ),
            TaskPart::Channel => Value::Text(SmolStr::new_static(reservation.channel.name())),
            TaskPart::Priority => Value::Int(task.priority.into()),
            TaskPart::WorkerSid => Value::Sid(reservation.worker.sid()),
            TaskPart::Transferred => Value::Bool(match reservation.purpose {
                Purpose::TransferToQueue | Purpose::TransferToWorker => true,
                Purpose::Routing | Purpose::Own => false,
            }),
            TaskPart::Outbound => Value::Bool(task.direction == Direction::Outbound),
            TaskPart::OfferedAt => Value::Float(reservation.created_at.as_secs_f64()),
            TaskPart::ConversationSid => of_conversation(|id| Value::Sid(id.sid())),
            TaskPart::ChannelSid => of_conversation(|id| Value::Sid(ChannelId::new(id.number()).sid())),
            TaskPart::CallSid => {
                self.platform.call_of(task.contact).map_or(Value::Null, |call| Value::Sid(call.sid()))
            }
            TaskPart::Conversation => task.conversation.map_or(Value::Null, |id| self.conversation_view(id)),
            TaskPart::Call => {
                let live = task.conference.and_then(|id| Some((id, self.platform.conference(id)?)));
                live.map_or(Value::Null, |(id, live)| self.call_view(id, live))
            }
        }
    }

    /// What a script reads of a conversation or a worker that it was handed as an object; nothing of others.
    pub fn object_view(&self, sid: Sid) -> Value {
        let conversation = ConversationId::try_from(sid).map(|id| self.conversation_view(id));
        conversation.or_else(|sid| WorkerId::try_from(sid).map(|id| self.worker_view(id))).unwrap_or_default()
    }

    /// A conversation as scripts see it; nothing where it is closed.
    pub fn conversation_view(&self, id: ConversationId) -> Value {
        let Some(conversation) = self.platform.conversation(id) else { return Value::Null };
        let Conversation { channel, status, members, messages, .. } = conversation;
        let members = members.iter().map(|part| Value::Text(self.member_name(part.member))).collect();
        let messages = (0..).zip(messages).map(|(index, message)| self.message_view(index, message)).collect();
        map([
            ("sid", Value::Sid(id.sid())),
            ("channel_sid", Value::Sid(channel.sid())),
            ("status", Value::Text(SmolStr::new_static(status.name()))),
            ("members", Value::list(members)),
            ("messages", Value::list(messages)),
        ])
    }

    /// A worker as scripts see them.
    pub fn worker_view(&self, id: WorkerId) -> Value {
        let Some(worker) = self.platform.worker(id) else { return Value::Null };
        let queues =
            worker.queues.iter().map(|it| Value::Text(self.platform.queue_name(it.queue).into())).collect();
        map([
            ("sid", Value::Sid(id.sid())),
            ("name", Value::Text(worker.name.clone())),
            ("activity", self.activity_name(id).map_or(Value::Null, Value::Text)),
            ("attributes", worker.attributes.clone()),
            ("queues", Value::list(queues)),
        ])
    }

    /// Who takes part in a conversation, as scripts name them.
    pub fn member_name(&self, member: Member) -> SmolStr {
        match member {
            Member::Customer => SmolStr::new_static("customer"),
            Member::Worker(worker) => self.worker_name(worker),
        }
    }

    fn worker_name(&self, worker: WorkerId) -> SmolStr {
        self.platform.worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
    }

    fn reserved(&self, id: ReservationId) -> Option<(&Reservation, &Task)> {
        let reservation = self.platform.reservation(id)?;
        Some((reservation, self.platform.task(reservation.task)?))
    }

    fn message_view(&self, index: u32, message: &StoredMessage) -> Value {
        map([
            ("index", Value::Int(index.into())),
            ("from", Value::Text(self.member_name(message.author))),
            ("body", Value::Text(message.body.clone())),
            ("media", message.media.clone()),
            ("attributes", message.with.attributes().clone()),
            ("subject", message.with.subject().cloned().map_or(Value::Null, Value::Text)),
        ])
    }

    fn call_view(&self, id: ConferenceId, live: &Conference) -> Value {
        let participants = live.participants.iter().map(|leg| self.participant_view(leg)).collect();
        map([("sid", Value::Sid(id.sid())), ("participants", Value::list(participants))])
    }

    fn participant_view(&self, leg: &Participant) -> Value {
        let role = match leg.role {
            Role::Customer => "customer",
            Role::Worker(_) => "worker",
            Role::Supervisor(_) => "supervisor",
            Role::External => "external",
        };
        let worker = leg.role.worker();
        let status = match leg.state {
            LegState::Ringing => "ringing",
            LegState::Joined => "joined",
        };
        map([
            ("sid", Value::Sid(leg.id.sid())),
            ("role", Value::Text(SmolStr::new_static(role))),
            ("name", Value::Text(worker.map_or(SmolStr::new_static(role), |worker| self.worker_name(worker)))),
            ("worker_sid", worker.map_or(Value::Null, |worker| Value::Sid(worker.sid()))),
            ("status", Value::Text(SmolStr::new_static(status))),
            ("hold", Value::Bool(leg.hold)),
            ("muted", Value::Bool(leg.muted)),
            ("coaching", leg.coaching.map_or(Value::Null, |whom| Value::Sid(whom.sid()))),
            ("end_on_exit", Value::Bool(leg.end_on_exit)),
        ])
    }
}

fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::map(entries.into_iter().map(|(name, value)| (SmolStr::new_static(name), value)).collect::<Entries>())
}
