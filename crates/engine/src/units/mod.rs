//! The quantities that everything else is written in: virtual time, rates, and the ids of entities.
//!
//! Every module may use this one; it uses none of them. A bare `u64` never crosses a module border.

mod arena;
mod id;
mod id_map;
mod rate;
mod time;

pub use arena::{Arena, ArenaKey};
pub use id::{
    ActivityId, ActorId, CallId, ChannelId, ConferenceId, ContactId, ConversationId, FiberId, GroupId,
    InvocationId, ParseSidError, ParticipantId, QueueId, ReservationId, Sid, SidKind, TaskId, WorkerId,
};
pub use id_map::IdMap;
pub use rate::{ParseRateError, Rate};
pub use time::{NUMBER_TEXT_MAX, ParseTimeError, SimSpan, SimTime, TimeOfDay, fits_a_number};
