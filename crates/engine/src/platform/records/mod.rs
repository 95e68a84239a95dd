//! What the platform keeps on record, an entity a file: data and what can be told from it alone. Nothing here knows the
//! platform; its operations change the records.

mod contact;
mod conversation;
mod conference;
mod reservation;
mod route;
mod transfer;
mod task;
mod worker;

pub use conference::{Conference, Exits, LegState, Participant, WorkerLegFlags};
pub use contact::{Contact, OpenContact};
pub use conversation::{Conversation, Participation, StoredMessage};
pub use reservation::Reservation;
pub(super) use route::{Route, Targets};
pub use task::Task;
pub(crate) use task::TaskCounts;
pub(crate) use transfer::TransferOrder;
pub use transfer::{Transfer, TransferState};
pub use worker::{Kept, Worker};
