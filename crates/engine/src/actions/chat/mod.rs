//! Messages, drafts and files.

mod entries;
mod payloads;
mod bodies;
mod command;

pub(crate) use bodies::{message_fits, show_draft_again};
pub(crate) use command::ChatCommand;
pub(super) use command::{ACTIONS, guard, land};
