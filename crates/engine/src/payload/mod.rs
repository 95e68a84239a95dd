//! Payloads: their check against the catalogue, and the reading of single fields.
//!
//! Every invocation's payload is checked before its body runs. What the check has let pass is read into the command of
//! its action and never checked again; which fields make which command, the action says ([`crate::actions`]). Nothing
//! here knows the state of a centre: whether a sid names somebody is the body's to judge.

mod error;
mod lookup;
mod either;
mod file;
mod check;
mod reader;
mod named;

pub(crate) use check::check;
pub use either::Either;
pub use error::PayloadError;
pub use file::File;
pub(crate) use file::file_of;
pub(crate) use lookup::{int_of, present, sid_of, text_of};
pub use named::{Conversing, conversation_of, reservation_of};
pub(crate) use reader::{Reader, unread};
