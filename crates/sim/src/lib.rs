//! The simulation: a calendar of virtual time, fibers that act, the engine that answers.
//!
//! It knows the plan, the engine and the script host; it does not know who watches. Everything it does is a function
//! of the plan, the seed and the number of the replication.

mod actor;
mod arrivals;
mod backend;
mod calendar;
mod chance;
mod closing;
mod control;
mod cues;
mod event_wakeups;
mod faults;
mod floor;
mod hooks;
mod hours;
mod liveness;
mod observer;
mod pacer;
mod progress;
mod requests;
mod scheduler;
mod seat;
mod simulation;
mod steps;
mod user_invariants;
mod wait_conditions;

pub use arrivals::ArrivalProcess;
pub use backend::ServerUse;
pub use calendar::Calendar;
pub use chance::Draw;
pub use control::{ActorKey, FaultKey, Move, Odds, RunControl, StepKey, Subset};
pub use cues::CUED_CUSTOMERS;
pub use liveness::Stuck;
pub use observer::Observer;
pub use pacer::{Pace, Pacer, Scene};
pub use progress::{Glance, Progress, Quiet};
pub use simulation::{FailedCheck, Finished, ScriptFailure, Simulation};
pub use user_invariants::UserInvariantsResult;
