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
mod cues;
mod faults;
mod floor;
mod hooks;
mod hours;
mod liveness;
mod moves;
mod observer;
mod pacer;
mod progress;
mod requests;
mod seat;
mod simulation;
mod statements;
mod trim;
mod turns;
mod waits;
mod wakes;

pub use arrivals::ArrivalProcess;
pub use backend::ServerUse;
pub use calendar::Calendar;
pub use chance::Draw;
pub use cues::CUED_CUSTOMERS;
pub use liveness::Stuck;
pub use observer::Observer;
pub use pacer::{Pace, Pacer, Scene};
pub use progress::{Glance, Progress, Quiet};
pub use simulation::{FailedCheck, Finished, ScriptFailure, Simulation};
pub use statements::Asked;
pub use trim::{ActorKey, Conduct, FaultKey, Move, Odds, StepKey, Trim};
