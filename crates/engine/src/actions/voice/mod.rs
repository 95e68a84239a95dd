//! Calls and their participants.

mod entries;
mod legs;
mod bodies;
mod command;

pub(super) use bodies::{accepted, call_on_desktop, own_active_leg_in};
pub(crate) use command::VoiceCommand;
pub(super) use command::{ACTIONS, guard, land};
