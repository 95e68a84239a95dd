//! One agent or one queue in full, shown when somebody clicks on it. Read from the centre when it is asked for; changes nothing.

use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;

use super::board::Board;
use super::state::State;
use rushhour_engine::Engine;
use rushhour_engine::config::Channel;
use rushhour_engine::event::{Member, Role};
use rushhour_engine::platform::{Conversation, LegState, Platform, Task};
use rushhour_engine::units::{QueueId, ReservationId, SimTime, WorkerId};
use rushhour_scenario::payload::to_json_within;
use rushhour_scenario::plan::Plan;

/// So many of those who wait are told of, so many messages of a chat.
const WAITING_MAX: usize = 100;
const MESSAGES_MAX: usize = 30;
/// So deep is the state of a desktop shown.
const DEPTH_MAX: usize = 12;

/// The worker with this name, or this number.
pub(super) fn find(engine: &Engine, asked: &str) -> Option<WorkerId> {
    let platform = engine.platform();
    let by_number = || {
        let number = asked.parse::<u32>().ok().map(WorkerId::new)?;
        platform.worker(number).map(|_| number)
    };
    platform.worker_named(asked).or_else(by_number)
}

/// One agent: who they are, what is on their desktop, what they did last.
pub(super) fn agent(plan: &Plan, engine: &Engine, board: &Board, now: SimTime, worker: WorkerId) -> Option<Json> {
    let platform = engine.platform();
    let person = platform.worker(worker)?;
    let desktop = engine.desktop(worker)?;
    let queues: Vec<&str> = person.queues.iter().map(|it| platform.queue_name(it.queue)).collect();
    let capacity: Map<String, Json> = Channel::ALL
        .iter()
        .filter(|channel| person.capacity[channel.index()] > 0)
        .map(|channel| (channel.name().to_owned(), person.capacity[channel.index()].into()))
        .collect();
    let tasks: Vec<Json> =
        desktop.tasks.iter().filter_map(|task| on_desktop(engine, board, now, task.reservation)).collect();
    Some(json!({
        "number": worker.number(),
        "name": person.name,
        "population": plan.population(person.group.into()).map(|it| it.name.clone()),
        "state": State::of(person, platform).name(),
        "activity": engine.activity_name(worker)?,
        "supervisor": person.supervisor,
        "queues": queues,
        "capacity": capacity,
        "attributes": to_json_within(&person.attributes, DEPTH_MAX),
        "tasks": tasks,
        "connected": desktop.connected,
        "signed_in": desktop.session.signed_in,
        "desktop": to_json_within(&engine.desktop_view(worker)?, DEPTH_MAX),
        "actions": board.acts.get(worker.index()).map(super::feed::Acts::to_json).unwrap_or_default(),
    }))
}

/// A reservation as its agent sees it.
fn on_desktop(engine: &Engine, board: &Board, now: SimTime, id: ReservationId) -> Option<Json> {
    let platform = engine.platform();
    let reservation = platform.reservation(id)?;
    let task = platform.task(reservation.task)?;
    let customer = board.customer_of(reservation.task);
    let legs: Vec<Json> = task
        .conference
        .and_then(|id| platform.conference(id))
        .map(|conference| {
            let leg = |leg: &rushhour_engine::platform::Participant| {
                let who = match leg.role {
                    Role::Customer => customer.clone(),
                    Role::External => SmolStr::new_static("somebody outside"),
                    Role::Worker(worker) | Role::Supervisor(worker) => name_of(platform, worker),
                };
                json!({
                    "who": who,
                    "ringing": leg.state == LegState::Ringing,
                    "hold": leg.hold,
                    "muted": leg.muted,
                })
            };
            conference.participants.iter().map(leg).collect()
        })
        .unwrap_or_default();
    let conversation = task.conversation.and_then(|id| platform.conversation(id));
    Some(json!({
        "sid": id.sid().to_string(),
        "channel": reservation.channel.name(),
        "status": reservation.status.name(),
        "queue": reservation.queue.map(|queue| platform.queue_name(queue)),
        "customer": customer,
        "since": now.since(board.since(id).unwrap_or(reservation.created_at)).as_secs_f64(),
        "attributes": to_json_within(&task.attributes, DEPTH_MAX),
        "call": legs,
        "messages": conversation.map(|it| messages(engine, it, &customer)),
    }))
}

fn name_of(platform: &Platform, worker: WorkerId) -> SmolStr {
    platform.worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
}

fn messages(engine: &Engine, conversation: &Conversation, customer: &SmolStr) -> Vec<Json> {
    let first = conversation.messages.len().saturating_sub(MESSAGES_MAX);
    let line = |message: &rushhour_engine::platform::StoredMessage| {
        let author = match message.author {
            Member::Customer => customer.clone(),
            Member::Worker(worker) => name_of(engine.platform(), worker),
        };
        json!({ "at": message.at.as_secs_f64(), "author": author, "text": message.body })
    };
    conversation.messages[first..].iter().map(line).collect()
}

/// One queue: who waits in it, the first to go first.
pub(super) fn queue(plan: &Plan, engine: &Engine, board: &Board, now: SimTime, queue: QueueId) -> Option<Json> {
    let platform = engine.platform();
    let setup = plan.center.queues.get(queue.index())?;
    let mut tasks: Vec<&Task> = platform
        .tasks()
        .map(|(_, task)| task)
        .filter(|task| task.is_unaccepted() && task.queue == Some(queue))
        .collect();
    tasks.sort_by_key(|task| (std::cmp::Reverse(task.priority), task.created_at));
    let waiting: Vec<Json> = tasks
        .iter()
        .take(WAITING_MAX)
        .map(|task| {
            let offered: Vec<&str> = task
                .open
                .iter()
                .filter_map(|id| platform.reservation(*id))
                .filter_map(|it| platform.worker(it.worker))
                .map(|worker| worker.name.as_str())
                .collect();
            json!({
                "customer": board.customer(task.contact),
                "channel": task.channel.name(),
                "priority": task.priority,
                "waited": now.since(task.created_at).as_secs_f64(),
                "offered_to": offered,
            })
        })
        .collect();
    let serves = |worker: &&rushhour_engine::platform::Worker| worker.queues.iter().any(|it| it.queue == queue);
    let agents = platform.workers().iter().filter(serves);
    let (mut all, mut available) = (0, 0);
    for worker in agents {
        all += 1;
        available += u32::from(State::of(worker, platform) == State::Available);
    }
    Some(json!({
        "name": setup.name,
        "target": setup.target.as_secs_f64(),
        "waiting": waiting,
        "waiting_count": tasks.len(),
        "agents": all,
        "available": available,
    }))
}
