//! Liveness: when the drain is over, everything must have come to an end.
//!
//! UserInvariantsResult for by the hunt, which lets faults stop with the arrivals and gives the floor time to settle. What is paused
//! waits for its agent for days, and is left out; so is work that waits for people who have all gone, for a scenario may
//! send them home before its last customer.

use super::Observer;
use super::actor::Wait;
use super::simulation::Simulation;
use rushhour_engine::units::{ContactId, SimTime, TaskId};

/// Something that should have come to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// What kind of thing: `task`, `call`, `script` and so on; the same for all of one cause.
    pub kind: &'static str,
    /// Which: a sid, or the name of somebody.
    pub entity: String,
    /// In which state it is.
    pub state: String,
    /// Since when nothing has happened to it, or when that was seen.
    pub at: SimTime,
}

impl<O: Observer> Simulation<'_, O> {
    /// What has not come to an end. Nothing where the run was not conducted to its end, or nobody asks.
    pub(super) fn find_stuck(&self) -> Vec<Stuck> {
        if !self.conduct.liveness || self.interrupted || self.has_found || self.conduct.trim.ends_at.is_some() {
            return Vec::new();
        }
        let mut stuck = Vec::new();
        let mut add = |kind: &'static str, entity: String, state: String| {
            stuck.push(Stuck { kind, entity, state, at: self.now });
        };
        let platform = self.engine.platform();
        for (id, task) in platform.tasks().filter(|(_, task)| !task.status.is_settled()) {
            if !self.is_paused(task.contact) && !platform.waits_for_nobody(id) {
                add("task", id.sid().to_string(), task.status.name().to_owned());
            }
        }
        let mut left_out = false;
        let waits_for_nobody = |task: Option<TaskId>| task.is_some_and(|id| platform.waits_for_nobody(id));
        for (id, contact) in platform.contacts() {
            if self.is_paused(id) || waits_for_nobody(contact.task) {
                left_out = true;
                continue;
            }
            let state = if contact.conversation.is_some() { "its conversation is open" } else { "it is open" };
            add("contact", id.number().to_string(), state.to_owned());
        }
        for (id, conversation) in platform.conversations() {
            if platform.contact(conversation.contact).is_none() {
                let state = format!("{:?}, and its contact is over", conversation.status);
                add("conversation", id.sid().to_string(), state);
            }
        }
        for (id, conference) in platform.conferences() {
            add("conference", id.sid().to_string(), format!("{} participants", conference.participants.len()));
        }
        for (id, invoked) in &self.invocations {
            let message = format!("{} has not settled", invoked.action.as_str());
            add("invocation", id.number().to_string(), message);
        }
        // While something else is stuck, or waits with good reason, so do scripts.
        if stuck.is_empty() && !left_out && self.shift_over {
            for (_, thread) in self.threads.iter().filter(|(_, thread)| waits_for_somebody(thread.wait)) {
                let name = self.actors.get(thread.actor).map(|actor| actor.identity.name.to_string());
                let state = format!("waits: {:?}", thread.wait);
                stuck.push(Stuck { kind: "script", entity: name.unwrap_or_default(), state, at: self.now });
            }
        }
        stuck
    }

    fn is_paused(&self, contact: ContactId) -> bool {
        let platform = self.engine.platform();
        let conversation = platform.contact(contact).and_then(|contact| contact.conversation);
        conversation.and_then(|id| platform.conversation(id)).is_some_and(|it| it.paused_by.is_some())
    }
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
