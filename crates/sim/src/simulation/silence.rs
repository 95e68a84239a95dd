//! Customers whom everybody has left: the call goes on, and there is nobody in it who says anything.
//!
//! The engine leaves them there. A person hangs up after a while: whoever waits for the end of their contact goes on. Called by `settle`, `requests` and the loop.

use super::Simulation;
use crate::actor::Wait;
use crate::agenda::Item;
use rushhour_engine::event::Role;
use rushhour_engine::platform::{Participant, Platform};
use rushhour_engine::units::{ActorId, ConferenceId, ContactId, FiberId, SimSpan};
use rushhour_script::request::Reply;

/// For so long a customer listens to nobody.
const SILENCE: SimSpan = SimSpan::from_secs(30);

impl Simulation<'_> {
    /// Somebody has left a call. Perhaps they have left its customer alone.
    pub(super) fn somebody_left(&mut self, conference: ConferenceId) {
        let platform = self.core.platform();
        let task = platform.conference(conference).and_then(|live| platform.task(live.task));
        if let Some(contact) = task.map(|task| task.contact)
            && is_left_alone(platform, contact)
        {
            self.core.schedule_in(SILENCE, Item::Silence(contact));
        }
    }

    /// A customer waits for the end of their contact.
    pub(super) fn wait_goodbye(
        &mut self,
        thread: FiberId,
        actor: ActorId,
        patience: Option<SimSpan>,
    ) -> Option<Reply> {
        if let Some(contact) = self.crew.contact_of(actor)
            && is_left_alone(self.core.platform(), contact)
        {
            self.core.schedule_in(SILENCE, Item::Silence(contact));
        }
        self.wait(thread, Wait::End(None), patience)
    }

    /// A customer was left alone a while ago. If they still are, they have waited long enough.
    pub(super) fn has_been_silent(&mut self, contact: ContactId) {
        if !is_left_alone(self.core.platform(), contact) {
            return;
        }
        let Some(actor) = self.crew.customer_of(contact) else { return };
        for thread in self.crew.owner(actor).fibers.clone() {
            if self.crew.thread(thread).is_some_and(|thread| thread.wait == Wait::End(None)) {
                self.crew.wake(thread, Reply::Done(false));
            }
        }
    }
}

/// Whether a customer is in a call in which nobody can speak to them: supervisors who listen don't. While somebody else is
/// to take the call, music plays.
fn is_left_alone(platform: &Platform, contact: ContactId) -> bool {
    let task = platform.contact(contact).and_then(|contact| platform.task(contact.task?));
    let Some(task) = task.filter(|task| task.transfer_in_flight().is_none()) else { return false };
    let live = task.conference.and_then(|id| platform.conference(id));
    let says_nothing = |leg: &Participant| match leg.role {
        Role::Customer => true,
        Role::Supervisor(_) => leg.muted,
        Role::Worker(_) | Role::External => false,
    };
    live.is_some_and(|live| live.participants.iter().all(says_nothing))
}
