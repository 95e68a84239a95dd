//! The Actions framework: one invocation, from its beginning to its settling.
//!
//! does it exist? → is it pending? → is it blocked? → its payload is completed → registered → before → body → after →
//! settled. A body asks the desktop's guard, then the backend, whose answer lands later; it may invoke other actions,
//! one after the other, before that or after it. Each invocation settles exactly once. What an action does is in
//! [`crate::actions`].

mod admission;
mod body;
mod compat;
mod listeners;
mod losing;
mod replacing;
mod settling;
mod unsettled;

pub use unsettled::{Unsettled, WaitsFor};
