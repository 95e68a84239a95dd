//! A seat: the desktop of an agent whom a person plays, with what may be done there, and why the rest may not.
//!
//! Read from the centre when it is asked for; changes nothing. What the person does is handled as a command of a trainer is.

use serde_json::{Value as Json, json};

use super::board::Board;
use super::detail;
use rushhour_engine::Engine;
use rushhour_engine::action::{Action, ActionName, Rejection};
use rushhour_engine::actions::{complete, parse};
use rushhour_engine::config::Channel;
use rushhour_engine::desktop::DesktopTask;
use rushhour_engine::event::{Direction, ReservationStatus, Role, TransferTarget};
use rushhour_engine::payload::reservation_of;
use rushhour_engine::units::{SimTime, WorkerId};
use rushhour_engine::value::{Payload, Value};
use rushhour_scenario::plan::Plan;

/// So many colleagues are offered as targets of a transfer.
const COLLEAGUES_MAX: usize = 100;

/// The names of all agents whom persons play.
pub(super) fn names<'a>(plan: &Plan, engine: &'a Engine) -> Vec<&'a str> {
    let is_seat = |worker: &&rushhour_engine::platform::Worker| {
        plan.population(worker.group.into()).is_some_and(|population| plan.is_seat(population))
    };
    engine.platform().workers().iter().filter(is_seat).map(|worker| worker.name.as_str()).collect()
}

/// The desktop of a seat, with buttons.
pub(super) fn desk(plan: &Plan, engine: &Engine, board: &Board, now: SimTime, worker: WorkerId) -> Option<Json> {
    let platform = engine.platform();
    let person = platform.worker(worker)?;
    let population = plan.population(person.group.into())?;
    if !plan.is_seat(population) {
        return None;
    }
    let mut desk = detail::agent(plan, engine, board, now, worker)?;
    let shown = &engine.desktop(worker)?.tasks;
    if let Some(tasks) = desk["tasks"].as_array_mut() {
        for task in tasks {
            let sid = task["sid"].as_str().unwrap_or_default().to_owned();
            let Some(on_desktop) = shown.iter().find(|it| it.reservation.sid().to_string() == sid) else {
                continue;
            };
            task["buttons"] = buttons(engine, worker, on_desktop);
            task["transfer"] = transfer(engine, worker, on_desktop);
            task["targets"] = targets(plan, engine, on_desktop);
            task["write"] = write(engine, worker, on_desktop);
        }
    }
    let activities = platform.center().activities.iter().map(|activity| {
        let payload = Payload::of("activityName", Value::Text(activity.name.clone()));
        let mut button = button(engine, worker, &activity.name, Action::SetActivity, &payload);
        button["available"] = activity.available.into();
        button
    });
    desk["activities"] = activities.collect();
    Some(desk)
}

/// Why a person may not do something now, and the code.
pub(super) fn objection(
    engine: &Engine,
    agent: &str,
    action: &ActionName,
    payload: &Payload,
) -> Option<(String, &'static str)> {
    let Some(worker) = engine.platform().worker_named(agent) else {
        return Some((format!("there is no agent `{agent}` at the moment"), "WorkerNotFound"));
    };
    if let ActionName::Known(known) = action {
        let complete = complete(*known, payload.clone(), engine.platform().center());
        if let Err(error) = parse(*known, &complete) {
            return Some((error.message, error.code.name()));
        }
    }
    engine.objection(worker, action, payload).map(|rejection| said(engine, &rejection, payload))
}

/// In words for somebody who has the task before them, and knows no sids.
fn said(engine: &Engine, rejection: &Rejection, payload: &Payload) -> (String, &'static str) {
    let mut message = rejection.message.clone();
    if let Some(id) = reservation_of(payload) {
        message = message.replace(&format!("the call of reservation {id}"), "the call");
        message = message.replace(&format!("reservation {id}"), "it");
        if let Some(task) = engine.platform().reservation(id).map(|it| it.task) {
            message = message.replace(&format!("the transfer of {task}"), "the transfer");
            message = message.replace(&format!("task {task}"), "it");
        }
    }
    (message, rejection.code.name())
}

fn button(engine: &Engine, worker: WorkerId, label: &str, action: Action, payload: &Payload) -> Json {
    let why =
        engine.objection(worker, &action.into(), payload).map(|rejection| said(engine, &rejection, payload).0);
    json!({
        "label": label,
        "action": action.name(),
        "payload": rushhour_scenario::payload::to_json(&payload.to_value()),
        "why_not": why,
    })
}

fn of(task: &DesktopTask) -> Payload {
    Payload::of("sid", Value::Sid(task.reservation.sid()))
}

fn buttons(engine: &Engine, worker: WorkerId, task: &DesktopTask) -> Json {
    let make = |label: &str, action: Action| button(engine, worker, label, action, &of(task));
    if task.status == ReservationStatus::Pending && task.direction == Direction::Outbound {
        // The desktop accepts it by itself; until somebody answers it can be given up.
        let give_up = match task.channel {
            Channel::Voice => make("Hang up", Action::HangupCall),
            Channel::Chat | Channel::Email | Channel::Messaging => make("Reject", Action::RejectTask),
        };
        return json!([make("Accept", Action::AcceptTask), give_up]);
    }
    if task.status == ReservationStatus::Pending {
        return json!([make("Accept", Action::AcceptTask), make("Reject", Action::RejectTask)]);
    }
    match task.channel {
        Channel::Voice => {
            let (held, muted) = flags(engine, worker, task);
            let hold = if held { ("Take back", Action::UnholdCall) } else { ("Hold", Action::HoldCall) };
            let mute = if muted { "Unmute" } else { "Mute" };
            json!([
                make(hold.0, hold.1),
                button(engine, worker, mute, Action::ToggleMute, &Payload::Absent),
                make("Cancel transfer", Action::CancelTransfer),
                make("Hang up", Action::HangupCall),
                make("Wrap up", Action::WrapupTask),
                make("Complete", Action::CompleteTask),
            ])
        }
        Channel::Chat | Channel::Email | Channel::Messaging => json!([
            make("Cancel transfer", Action::CancelTransfer),
            make("Wrap up", Action::WrapupTask),
            make("Complete", Action::CompleteTask),
        ]),
    }
}

/// Whether the customer is on hold, and the agent muted.
fn flags(engine: &Engine, worker: WorkerId, task: &DesktopTask) -> (bool, bool) {
    let platform = engine.platform();
    let conference = platform.task(task.task).and_then(|task| task.conference);
    let legs = conference.and_then(|id| platform.conference(id)).map(|live| live.participants.as_slice());
    let legs = legs.unwrap_or_default();
    let held = legs.iter().any(|leg| leg.role == Role::Customer && leg.hold);
    let muted = legs.iter().any(|leg| leg.role == Role::Worker(worker) && leg.muted);
    (held, muted)
}

/// The form that hands a task on: its target is for the person to choose.
fn transfer(engine: &Engine, worker: WorkerId, task: &DesktopTask) -> Json {
    button(engine, worker, "Hand on", Action::TransferTask, &of(task))
}

/// The box that writes into a conversation; nothing where the task has none.
fn write(engine: &Engine, worker: WorkerId, task: &DesktopTask) -> Json {
    let conversation = engine.platform().task(task.task).and_then(|task| task.conversation);
    let Some(conversation) = conversation else { return Json::Null };
    let payload = Payload::of("conversationSid", Value::Sid(conversation.sid()));
    button(engine, worker, "Send", Action::SendMessage, &payload)
}

/// To whom a task can be handed on now, by name and sid.
fn targets(plan: &Plan, engine: &Engine, task: &DesktopTask) -> Json {
    let platform = engine.platform();
    let queues = (0..).zip(&plan.center.queues).map(|(place, queue)| {
        json!({ "name": queue.name, "sid": rushhour_engine::units::QueueId::new(place).sid().to_string(), "kind": "queue" })
    });
    let others = (0..).map(WorkerId::new).zip(platform.workers());
    let takes = |id: WorkerId| platform.could_receive(TransferTarget::Worker(id), task.reservation);
    let others = others.filter(|(id, _)| takes(*id)).take(COLLEAGUES_MAX);
    let others =
        others.map(|(id, other)| json!({ "name": other.name, "sid": id.sid().to_string(), "kind": "agent" }));
    queues.chain(others).collect()
}
