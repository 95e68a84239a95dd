//! Faults: what goes wrong in a run on purpose, how often, when, and for whom.
//!
//! A kind of fault is one file: the keys by which a scenario writes it (`RawLatencyFault`), what they come to in the plan
//! (`Latency`), how they are checked, and how it is in the standard set. What it does is in the simulation, in a file of
//! the same name. `list` has each kind in one line: under what it strikes, which is what the simulation asks of a fault
//! first. `kind` says what each of them has to say of itself, and `keys` helps with it. `resolve` gives faults their names
//! and windows.

// Of what the kinds are made.
mod people;
mod stage;
mod target;
mod known;
mod checks;
mod set;
mod kind;
mod keys;

// The kinds.
pub mod latency;
pub mod fail;
pub mod lost_response;
pub mod duplicate;
pub mod late_events;
pub mod reorder_events;
pub mod hang_up;
pub mod reload;
pub mod disconnect;
pub mod token_expiry;
pub mod activity_burst;
pub mod restart;

// All of them.
mod list;
mod resolve;

pub use kind::RawFaultHeader;
pub use list::{
    ContactEffect, DesktopEffect, EventEffect, FaultKind, FaultPlan, PlatformEffect, RawFault, RequestEffect,
    standard,
};
pub use people::{Invocations, People};
pub use stage::HangUpStage;
pub use target::{ContactTarget, DesktopTarget, EventTarget, PlatformTarget, RequestTarget};

pub(crate) use known::{Known, KnownPopulation};
pub(crate) use resolve::resolve;
