//! The catalogue of actions: one table, and the only place that says what an action takes, needs and does.
//!
//! Payload validation reads it on every invocation, `rushhour actions` and the documentation print it. It holds
//! facts and words; it never looks at the state of a centre.

// What entries are written in.
mod entry;
mod fields;
// The entries, by what their actions are about.
mod channel;
mod chat;
mod desktop;
mod dtmf;
mod insights;
mod outbound;
mod supervisor;
mod task;
mod telephony;
mod voice;
mod worker;
// All of them.
mod table;
mod failing;

pub use entry::{Entry, Failure, Field, FieldKind, Group, Pair, Shape, Silent};
pub use failing::failing;
pub use table::{COMMON_FAILURES, entries, entry, of_group};
