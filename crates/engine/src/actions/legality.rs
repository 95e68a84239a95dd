//! What would be refused now, told before anybody tries: for the buttons of a person's desktop.
//!
//! Asks what guards and platform would say, and changes nothing. Whether an action is still legal when it lands is judged
//! again then, so a legal one can be refused all the same.

use super::definition::Judge;
use super::floor::Floor;
use super::table::facts;
use crate::action::Action;
use crate::payload::{Conversing, conversation_of, reservation_of};
use crate::platform::Done;
use crate::units::WorkerId;
use crate::value::Payload;

/// What guards and platform would say to an action, as far as that can be told before.
pub(crate) fn judge(floor: Floor<'_>, worker: WorkerId, action: Action, payload: &Payload) -> Done {
    match facts(action).judge {
        None => Ok(()),
        Some(Judge::Worker(judge)) => judge(floor, worker),
        Some(Judge::Reservation(judge)) => match reservation_of(payload) {
            Some(id) => judge(floor, worker, id),
            None => Ok(()),
        },
        Some(Judge::Conversation(judge)) => match conversation_of(payload) {
            Some(Conversing::Conversation(id)) => judge(floor, worker, id),
            Some(Conversing::Channel(_)) | None => Ok(()),
        },
    }
}
