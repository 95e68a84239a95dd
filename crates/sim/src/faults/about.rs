//! What a request is about: a reservation, and its contact.

use crate::core::Core;
use rushhour_engine::payload::{self, Conversing};
use rushhour_engine::units::{ContactId, InvocationId, ReservationId, WorkerId};
use rushhour_engine::value::Payload;

/// The reservation that a payload is about: the one that it names, or that for which its worker takes part in the
/// conversation that it names.
pub(crate) fn reservation_about(core: &Core<'_>, worker: WorkerId, payload: &Payload) -> Option<ReservationId> {
    if let Some(reservation) = payload::reservation_of(payload) {
        return Some(reservation);
    }
    let platform = core.platform();
    let conversation = match payload::conversation_of(payload)? {
        Conversing::Conversation(id) => id,
        Conversing::Channel(channel) => platform.conversation_of_channel(channel)?,
    };
    let is_had_for = |id: &ReservationId| {
        let task = platform.reservation(*id).and_then(|it| platform.task(it.task));
        task.is_some_and(|task| task.conversation == Some(conversation))
    };
    platform.worker(worker)?.open.iter().copied().find(is_had_for)
}

/// The reservation that an invocation is about.
pub(super) fn asked_about(core: &Core<'_>, worker: WorkerId, invocation: InvocationId) -> Option<ReservationId> {
    reservation_about(core, worker, core.engine().payload(invocation)?)
}

/// The contact that an invocation is about, if it is open.
pub(super) fn contact_asked_about(
    core: &Core<'_>,
    worker: WorkerId,
    invocation: InvocationId,
) -> Option<ContactId> {
    let platform = core.platform();
    let task = platform.reservation(asked_about(core, worker, invocation)?)?.task;
    let contact = platform.task(task)?.contact;
    platform.contact(contact).map(|_| contact)
}
