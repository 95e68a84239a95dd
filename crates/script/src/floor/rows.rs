//! What is on the floor, one by one: each is an id that is looked up when something of it is read.

use rhai::{Dynamic, Engine, FLOAT, INT, ImmutableString};

use super::list::{self, Element};
use super::look::{Seen, seen};
use super::names::{channel, population_name};
use crate::handles::{
    AgentRow, CallRow, ChatRow, ContactRow, LIST_OF_VALUES, LegRow, List, QueueRow, Row, TaskRow, WorkRow,
};
use crate::thrown::{Thrown, mistake};
use crate::values::{count, to_script};
use rushhour_engine::config;
use rushhour_engine::event::{ChannelStatus, Direction, Member, ReservationStatus, Role};
use rushhour_engine::platform::{self, LegState, Platform};
use rushhour_engine::units::{
    ConferenceId, ContactId, ConversationId, ParticipantId, QueueId, ReservationId, TaskId, WorkerId,
};

/// Says how a row is looked up by its id.
macro_rules! rows {
    ($($name:ident($id:ty): $entity:ty, $find:expr;)+) => {
        $(
            impl $name {
                /// Reads something of it.
                fn read<R>(self, read: impl FnOnce(&$entity, &Seen<'_>) -> R) -> Result<R, Thrown> {
                    seen(|it| {
                        let find: fn(&Platform, $id) -> Option<&$entity> = $find;
                        let found = find(it.platform, self.0).map(|entity| read(entity, it));
                        found.ok_or_else(|| mistake(format!("{} of an earlier look is gone by now", Self::NOUN)))
                    })?
                }
            }

            impl Element for $name {
                fn told(&self) -> String {
                    self.name().map_or_else(|_| Self::NOUN.to_owned(), |name| name.to_string())
                }
                fn is_same(&self, other: &Self) -> Result<bool, Thrown> {
                    Ok(self == other)
                }
            }
        )+

        fn register_types(engine: &mut Engine) {
            $(
                list::register::<$name>(engine, $name::LIST);
                engine
                    .register_type_with_name::<$name>($name::NOUN)
                    .register_fn("==", |one: $name, other: $name| one == other)
                    .register_fn("!=", |one: $name, other: $name| one != other)
                    .register_fn("to_string", |it: &mut $name| ImmutableString::from(it.told()))
                    .register_fn("to_debug", |it: &mut $name| ImmutableString::from(it.told()));
            )+
            list::register::<Dynamic>(engine, LIST_OF_VALUES);
            list::register_values(engine);
        }
    };
}

rows! {
    AgentRow(WorkerId): platform::Worker, |floor, id| floor.worker(id);
    QueueRow(QueueId): config::Queue, |floor, id| floor.center().queues.get(id.index());
    TaskRow(TaskId): platform::Task, |floor, id| floor.task(id);
    WorkRow(ReservationId): platform::Reservation, |floor, id| floor.reservation(id);
    CallRow(ConferenceId): platform::Conference, |floor, id| floor.conference(id);
    LegRow((ConferenceId, ParticipantId)): platform::Participant,
        |floor, (call, id)| floor.conference(call)?.participants.iter().find(|leg| leg.id == id);
    ChatRow(ConversationId): platform::Conversation, |floor, id| floor.conversation(id);
    ContactRow(ContactId): platform::Contact, |floor, id| floor.contact(id);
}

type Read<T> = Result<T, Thrown>;

/// Registers all of them, and their lists.
pub(super) fn register(engine: &mut Engine) {
    register_types(engine);
    register_agent(engine);
    register_queue(engine);
    register_task(engine);
    register_work(engine);
    register_call(engine);
    register_chat(engine);
    register_contact(engine);
}

fn text(text: &str) -> ImmutableString {
    text.into()
}

fn perhaps<T: Element>(row: Option<T>) -> Dynamic {
    row.map_or(Dynamic::UNIT, Dynamic::from)
}

/// All queues.
pub(super) fn queues(it: &Seen<'_>) -> List<QueueRow> {
    (0..).zip(&it.platform.center().queues).map(|(place, _)| QueueRow(QueueId::new(place))).collect()
}

/// The tasks that nobody has accepted, those of the oldest contacts first.
pub(super) fn waiting(it: &Seen<'_>, wanted: impl Fn(&platform::Task) -> bool) -> List<TaskRow> {
    let tasks = it.platform.contacts().filter_map(|(_, contact)| contact.task);
    let waits = |id: &TaskId| it.platform.task(*id).is_some_and(|task| task.is_unaccepted() && wanted(task));
    tasks.filter(waits).map(TaskRow).collect()
}

fn queue_name(it: &Seen<'_>, queue: Option<QueueId>) -> ImmutableString {
    text(queue.map_or("", |queue| it.platform.queue_name(queue)))
}

// Those who work.

impl AgentRow {
    fn name(&self) -> Read<ImmutableString> {
        self.read(|agent, _| text(&agent.name))
    }
    fn idle(self, on: &str) -> Read<FLOAT> {
        let channel = channel(on)?;
        self.read(|agent, it| if agent.is_free(channel) { it.since(agent.idle_since(channel)) } else { 0.0 })
    }
    fn tasks(self) -> Read<List<TaskRow>> {
        self.read(|agent, it| {
            agent
                .open
                .iter()
                .filter_map(|id| it.platform.reservation(*id))
                .map(|work| TaskRow(work.task))
                .collect()
        })
    }
    fn calls(self) -> Read<List<CallRow>> {
        self.read(|agent, _| agent.legs.iter().map(|(call, _)| CallRow(*call)).collect())
    }
}

fn register_agent(engine: &mut Engine) {
    engine
        .register_get("name", |it: &mut AgentRow| it.name())
        .register_get("sid", |it: &mut AgentRow| text(&it.0.to_string()))
        .register_get("population", |it: &mut AgentRow| {
            population_name(it.read(|agent, _| rushhour_scenario::PopulationId::from(agent.group))?)
        })
        .register_get("activity", |it: &mut AgentRow| {
            it.read(|agent, it| {
                let activity = it.platform.center().activities.get(agent.activity.index());
                text(activity.map_or("", |activity| &activity.name))
            })
        })
        .register_get("available", |it: &mut AgentRow| it.read(|agent, _| agent.available))
        .register_get("attributes", |it: &mut AgentRow| it.read(|agent, _| to_script(&agent.attributes)))
        .register_get("queues", |it: &mut AgentRow| -> Read<List<QueueRow>> {
            it.read(|agent, _| agent.queues.iter().map(|member| QueueRow(member.queue)).collect())
        })
        .register_get("work", |it: &mut AgentRow| -> Read<List<WorkRow>> {
            it.read(|agent, _| agent.open.iter().map(|id| WorkRow(*id)).collect())
        })
        .register_get("tasks", |it: &mut AgentRow| it.tasks())
        .register_get("calls", |it: &mut AgentRow| it.calls())
        .register_get("paused", |it: &mut AgentRow| -> Read<List<ChatRow>> {
            it.read(|agent, _| agent.paused.iter().map(|id| ChatRow(*id)).collect())
        })
        .register_fn("load", |it: &mut AgentRow, on: ImmutableString| -> Read<INT> {
            let channel = channel(&on)?;
            it.read(|agent, _| INT::from(agent.load[channel.index()]))
        })
        .register_fn("capacity", |it: &mut AgentRow, on: ImmutableString| -> Read<INT> {
            let channel = channel(&on)?;
            it.read(|agent, _| INT::from(agent.capacity[channel.index()]))
        })
        .register_fn("is_free", |it: &mut AgentRow, on: ImmutableString| -> Read<bool> {
            let channel = channel(&on)?;
            it.read(|agent, _| agent.is_free(channel))
        })
        .register_fn("idle", |it: &mut AgentRow, on: ImmutableString| it.idle(&on));
}

impl QueueRow {
    fn name(&self) -> Read<ImmutableString> {
        self.read(|queue, _| text(&queue.name))
    }
    fn agents(self) -> Read<List<AgentRow>> {
        seen(|it| it.agents(|worker| worker.queues.iter().any(|member| member.queue == self.0)))
    }
}

fn register_queue(engine: &mut Engine) {
    engine
        .register_get("name", |it: &mut QueueRow| it.name())
        .register_get("waiting", |it: &mut QueueRow| -> Read<List<TaskRow>> {
            let queue = it.0;
            seen(|it| waiting(it, |task| task.queue == Some(queue)))
        })
        .register_get("agents", |it: &mut QueueRow| it.agents())
        .register_get("target", |it: &mut QueueRow| it.read(|queue, _| queue.target.as_secs_f64()))
        .register_get("priority", |it: &mut QueueRow| it.read(|queue, _| INT::from(queue.priority)));
}

// What they work on.

impl TaskRow {
    fn name(&self) -> Read<ImmutableString> {
        Ok(text(&self.0.to_string()))
    }
    fn agents(self) -> Read<List<AgentRow>> {
        self.read(|task, it| {
            let open = task.open.iter().filter_map(|id| it.platform.reservation(*id));
            open.filter(|work| work.status != ReservationStatus::Pending)
                .map(|work| AgentRow(work.worker))
                .collect()
        })
    }
}

fn register_task(engine: &mut Engine) {
    engine
        .register_get("sid", |it: &mut TaskRow| it.name())
        .register_get("status", |it: &mut TaskRow| it.read(|task, _| text(task.status.name())))
        .register_get("channel", |it: &mut TaskRow| it.read(|task, _| text(task.channel.name())))
        .register_get("queue", |it: &mut TaskRow| it.read(|task, it| queue_name(it, task.queue)))
        .register_get("dialled", |it: &mut TaskRow| it.read(|task, it| queue_name(it, task.dialled)))
        .register_get("priority", |it: &mut TaskRow| it.read(|task, _| INT::from(task.priority)))
        .register_get("attributes", |it: &mut TaskRow| it.read(|task, _| to_script(&task.attributes)))
        .register_get("age", |it: &mut TaskRow| it.read(|task, it| it.since(task.created_at)))
        .register_get("waited", |it: &mut TaskRow| {
            it.read(|task, it| if task.is_unaccepted() { it.since(task.created_at) } else { 0.0 })
        })
        .register_get("outbound", |it: &mut TaskRow| it.read(|task, _| task.direction == Direction::Outbound))
        .register_get("transferring", |it: &mut TaskRow| it.read(|task, _| task.transfer_in_flight().is_some()))
        .register_get("agents", |it: &mut TaskRow| it.agents())
        .register_get("work", |it: &mut TaskRow| -> Read<List<WorkRow>> {
            it.read(|task, _| task.open.iter().map(|id| WorkRow(*id)).collect())
        })
        .register_get("conference", |it: &mut TaskRow| it.read(|task, _| perhaps(task.conference.map(CallRow))))
        .register_get("chat", |it: &mut TaskRow| {
            it.read(|task, it| {
                perhaps(task.conversation.filter(|id| it.platform.conversation(*id).is_some()).map(ChatRow))
            })
        })
        .register_get("contact", |it: &mut TaskRow| {
            it.read(|task, it| perhaps(it.platform.contact(task.contact).map(|_| ContactRow(task.contact))))
        });
}

impl WorkRow {
    fn name(&self) -> Read<ImmutableString> {
        Ok(text(&self.0.to_string()))
    }
}

fn register_work(engine: &mut Engine) {
    engine
        .register_get("sid", |it: &mut WorkRow| it.name())
        .register_get("status", |it: &mut WorkRow| it.read(|work, _| text(work.status.name())))
        .register_get("channel", |it: &mut WorkRow| it.read(|work, _| text(work.channel.name())))
        .register_get("queue", |it: &mut WorkRow| it.read(|work, it| queue_name(it, work.queue)))
        .register_get("age", |it: &mut WorkRow| it.read(|work, it| it.since(work.created_at)))
        .register_get("agent", |it: &mut WorkRow| it.read(|work, _| AgentRow(work.worker)))
        .register_get("task", |it: &mut WorkRow| it.read(|work, _| TaskRow(work.task)));
}

// Calls and conversations.

impl CallRow {
    fn name(&self) -> Read<ImmutableString> {
        Ok(text(&self.0.to_string()))
    }
    fn held(self) -> Read<bool> {
        self.read(|call, _| call.participants.iter().any(|leg| leg.role == Role::Customer && leg.hold))
    }
}

impl LegRow {
    fn name(&self) -> Read<ImmutableString> {
        self.read(|leg, it| match leg.role {
            Role::Customer => text("customer"),
            Role::Worker(id) | Role::Supervisor(id) => worker_name(it.platform, id),
            Role::External => text("third party"),
        })
    }
}

fn worker_name(platform: &Platform, id: WorkerId) -> ImmutableString {
    text(platform.worker(id).map_or("", |worker| &worker.name))
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Worker(_) => "agent",
        Role::Supervisor(_) => "supervisor",
        Role::External => "third party",
    }
}

fn register_call(engine: &mut Engine) {
    engine
        .register_get("sid", |it: &mut CallRow| it.name())
        .register_get("task", |it: &mut CallRow| it.read(|call, _| TaskRow(call.task)))
        .register_get("held", |it: &mut CallRow| it.held())
        .register_get("participants", |it: &mut CallRow| -> Read<List<LegRow>> {
            let id = it.0;
            it.read(|call, _| call.participants.iter().map(|leg| LegRow((id, leg.id))).collect())
        })
        .register_get("name", |it: &mut LegRow| it.name())
        .register_get("role", |it: &mut LegRow| it.read(|leg, _| text(role(leg.role))))
        .register_get("joined", |it: &mut LegRow| it.read(|leg, _| leg.state == LegState::Joined))
        .register_get("hold", |it: &mut LegRow| it.read(|leg, _| leg.hold))
        .register_get("muted", |it: &mut LegRow| it.read(|leg, _| leg.muted))
        .register_get("coaching", |it: &mut LegRow| it.read(|leg, _| leg.coaching.is_some()));
}

impl ChatRow {
    fn name(&self) -> Read<ImmutableString> {
        Ok(text(&self.0.to_string()))
    }
    fn participants(self) -> Read<Dynamic> {
        self.read(|chat, it| {
            let names = chat.members.iter().map(|part| Dynamic::from(member_name(it.platform, part.member)));
            names.collect::<rhai::Array>().into()
        })
    }
}

fn member_name(platform: &Platform, member: Member) -> ImmutableString {
    match member {
        Member::Customer => text("customer"),
        Member::Worker(id) => worker_name(platform, id),
    }
}

const fn status(status: ChannelStatus) -> &'static str {
    match status {
        ChannelStatus::Setup => "setup",
        ChannelStatus::Active => "active",
        ChannelStatus::Inactive => "inactive",
        ChannelStatus::Pause => "pause",
        ChannelStatus::Transfer => "transfer",
        ChannelStatus::Closed => "closed",
        ChannelStatus::Failed => "failed",
    }
}

fn register_chat(engine: &mut Engine) {
    engine
        .register_get("sid", |it: &mut ChatRow| it.name())
        .register_get("status", |it: &mut ChatRow| it.read(|chat, _| text(status(chat.status))))
        .register_get("participants", |it: &mut ChatRow| it.participants())
        .register_get("messages", |it: &mut ChatRow| it.read(|chat, _| count(chat.messages.len())))
        .register_get("last_from", |it: &mut ChatRow| {
            it.read(|chat, it| {
                chat.messages.last().map_or_else(|| text(""), |m| member_name(it.platform, m.author))
            })
        })
        .register_get("silence", |it: &mut ChatRow| {
            it.read(|chat, it| chat.messages.last().map_or(0.0, |message| it.since(message.at)))
        })
        .register_get("paused", |it: &mut ChatRow| it.read(|chat, _| chat.paused_by.is_some()))
        .register_get("task", |it: &mut ChatRow| {
            it.read(|chat, it| perhaps(chat.task.filter(|id| it.platform.task(*id).is_some()).map(TaskRow)))
        })
        .register_get("contact", |it: &mut ChatRow| {
            it.read(|chat, it| perhaps(it.platform.contact(chat.contact).map(|_| ContactRow(chat.contact))))
        });
}

impl ContactRow {
    fn name(&self) -> Read<ImmutableString> {
        Ok(format!("contact {}", self.0.number()).into())
    }
}

fn register_contact(engine: &mut Engine) {
    engine
        .register_get("number", |it: &mut ContactRow| INT::from(it.0.number()))
        .register_get("channel", |it: &mut ContactRow| it.read(|contact, _| text(contact.channel.name())))
        .register_get("dialled", |it: &mut ContactRow| it.read(|contact, it| queue_name(it, contact.queue)))
        .register_get("answered", |it: &mut ContactRow| it.read(|contact, _| contact.answered))
        .register_get("outbound", |it: &mut ContactRow| {
            it.read(|contact, _| contact.direction == Direction::Outbound)
        })
        .register_get("task", |it: &mut ContactRow| {
            it.read(|contact, it| perhaps(contact.task.filter(|id| it.platform.task(*id).is_some()).map(TaskRow)))
        })
        .register_get("chat", |it: &mut ContactRow| {
            it.read(|contact, _| perhaps(contact.conversation.map(ChatRow)))
        });
}
