//! The simulation: a calendar of virtual time, fibers that act, the engine that answers.
//!
//! It knows the plan, the engine and the script host; it does not know who watches. Everything it does is a function
//! of the plan, the seed and the number of the replication.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - Of what the parts are made: [`limits`], `person` (who somebody is), `breaks` (those that were lost), `control` (what of a run takes part), `calendar` (what happens
//!   next), `chance` (draws), `arrivals`, `backend` (latency), `finding`, `event` (what is stated), `progress`, `pacer` (who lets time go on),
//!   `observer`, `agenda` (what stands on the calendar), `actor` (people and their threads).
//! - The parts, each with a state of its own: `core` (the engine and its time), `findings`, `names` (those that scripts make up), `bustle` (steps in a second), `user_invariants`, `shift`
//!   (working hours), `doubts` (what agents believe wrongly), `notices` (events on their way to desktops), `invocations`,
//!   `doors` (who comes), `cues` (the timeline and the trainer), `crew` (everybody who is simulated), `moves` (what scripts
//!   did), `faults`, `liveness` and `unsettled` (whether everything ends).
//! - The whole: `simulation` is the loop that lets one part act on the others, `finished` what a replication leaves behind.

// Of what the parts are made.
pub mod limits;
mod person;
mod breaks;
mod control;
mod calendar;
mod chance;
mod arrivals;
mod backend;
mod finding;
mod event;
mod progress;
mod pacer;
mod observer;
mod agenda;
mod actor;
// The parts: each keeps a state of its own, and says what it touches besides.
mod core;
mod findings;
mod names;
mod bustle;
mod user_invariants;
mod shift;
mod doubts;
mod notices;
mod invocations;
mod doors;
mod cues;
mod crew;
mod moves;
mod faults;
mod liveness;
mod unsettled;
// The whole: what lets one part act on the others.
mod finished;
mod simulation;

pub use arrivals::ArrivalProcess;
pub use backend::ServerUse;
pub use breaks::{BreaksLost, Lost};
pub use chance::Draw;
pub use control::{ActorKey, FaultKey, Move, Odds, Rehearsal, RunControl, StepKey, Subset};
pub use event::{
    ActorEnd, ActorEvent, CheckEvent, CheckId, Decoder, ENCODING_VERSION, Encoder, Event, FaultEvent, ShowEvent,
};
pub use finding::{Failed, Finding, FindingKind, Place, Unfinished, Who};
pub use findings::FindingCounts;
pub use finished::Finished;
pub use observer::Observer;
pub use pacer::{Pace, Pacer, Scene};
pub use person::PersonId;
pub use progress::{Glance, Progress, Quiet};
pub use simulation::Simulation;
pub use unsettled::{NeverSettled, Stuck};
pub use user_invariants::UserInvariantsAsked;
