//! Tasks and transfers.

mod conference;
mod entries;
mod bodies;
mod transfer;
mod command;

pub(super) use bodies::{not_yet, pending_on_desktop};
pub(crate) use command::TaskCommand;
pub(super) use command::{ACTIONS, guard, land};
