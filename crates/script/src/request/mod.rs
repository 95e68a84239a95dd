//! What a script asks for, and what it is answered: the border between scripts and the simulation.
//!
//! A fiber yields a [`Request`] and is resumed with a [`Reply`]. Scripts know no simulation, and the simulation
//! knows no Rhai: closures pass through it as opaque [`Closure`] handles.

mod asked;
mod ending;
mod identity;
mod reply;

pub(crate) mod asks;

pub use asked::{Closure, HookAsk, NewContact, Request, TalkTime};
pub use ending::{FiberEnd, ScriptError};
pub use identity::{Identity, IdentityKind};
pub(crate) use reply::{Answer, ReplyKind};
pub use reply::{Message, Reply, TaskHandle};
