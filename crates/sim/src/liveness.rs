//! Liveness: when the drain is over, everything must have come to an end.
//!
//! The hunt asks for it, which lets faults stop with the arrivals and gives the floor time to settle. What is paused
//! waits for its agent for days, and is left out; so is work that waits for people who have all gone, for a scenario may
//! send them home before its last customer.

use super::actor::Wait;
use super::core::Core;
use super::crew::Crew;
use super::finding::{Finding, Unfinished};
use rushhour_engine::platform::Platform;
use rushhour_engine::units::{ContactId, TaskId};

/// What has not come to an end in a run that was conducted to its own.
pub(crate) fn unfinished(core: &Core<'_>, crew: &Crew, shift_is_over: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |what: Unfinished, entity: String, state: &str| {
        found.push(Finding::unfinished(what, entity, core.now(), state));
    };
    let platform = core.platform();
    for (id, task) in platform.tasks().filter(|(_, task)| !task.status.is_settled()) {
        if !is_paused(platform, task.contact) && !platform.waits_for_nobody(id, core.predicates()) {
            add(Unfinished::Task(task.status), id.sid().to_string(), task.status.name());
        }
    }
    let mut left_out = false;
    let waits_for_nobody =
        |task: Option<TaskId>| task.is_some_and(|id| platform.waits_for_nobody(id, core.predicates()));
    for (id, contact) in platform.contacts() {
        if is_paused(platform, id) || waits_for_nobody(contact.task) {
            left_out = true;
            continue;
        }
        let state = if contact.conversation.is_some() { "its conversation is open" } else { "it is open" };
        add(Unfinished::Contact, id.number().to_string(), state);
    }
    for (id, conversation) in platform.conversations() {
        if platform.contact(conversation.contact).is_none() {
            let state = format!("{:?}, and its contact is over", conversation.status);
            add(Unfinished::Conversation, id.sid().to_string(), &state);
        }
    }
    for (id, conference) in platform.conferences() {
        let state = format!("{} participants", conference.participants.len());
        add(Unfinished::Conference, id.sid().to_string(), &state);
    }
    for open in core.engine().unsettled() {
        let name = crew.actor_of(open.worker).map(|(_, actor)| actor.identity.name.as_str());
        let state = format!(
            "{} of {} has not settled since {}: it waits for {}",
            open.action.as_str(),
            name.unwrap_or("nobody"),
            open.begun_at,
            open.waits_for
        );
        add(Unfinished::Invocation, open.id.number().to_string(), &state);
    }
    // While something else is stuck, or waits with good reason, so do scripts.
    if found.is_empty() && !left_out && shift_is_over {
        for (_, thread) in crew.threads().filter(|(_, thread)| waits_for_somebody(thread.wait)) {
            let name = crew.actor(thread.actor).map(|actor| actor.identity.name.to_string());
            let state = format!("waits: {:?}", thread.wait);
            found.push(Finding::unfinished(Unfinished::Script, name.unwrap_or_default(), core.now(), &state));
        }
    }
    found
}

fn is_paused(platform: &Platform, contact: ContactId) -> bool {
    let conversation = platform.contact(contact).and_then(|contact| contact.conversation);
    conversation.and_then(|id| platform.conversation(id)).is_some_and(|it| it.paused_by.is_some())
}

/// Whether a thread waits for something that somebody else has to do, and not for time.
fn waits_for_somebody(wait: Wait) -> bool {
    match wait {
        Wait::Nothing | Wait::Sleep | Wait::LeftOut(_) => false,
        Wait::NextTask
        | Wait::Serve
        | Wait::Invocation(_)
        | Wait::Original(_)
        | Wait::Shown(_)
        | Wait::Talk(_)
        | Wait::Connected(_)
        | Wait::Transfer(_)
        | Wait::Answer
        | Wait::Message(_)
        | Wait::End(_) => true,
    }
}
