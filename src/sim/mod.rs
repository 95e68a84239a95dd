//! The simulation: a calendar of virtual time, fibers that act, the engine that answers.
//!
//! It knows the plan, the engine and the script host; it does not know who watches. Everything it does is a function
//! of the plan, the seed and the number of the replication.

//X mod actor;
//X mod arrivals;
//X mod backend;
mod calendar;
//X mod chance;
mod observer;
mod progress;
//X mod requests;
//X mod simulation;
//X mod waits;
//X mod wakes;

//X pub use arrivals::ArrivalProcess;
pub use calendar::Calendar;
pub use observer::Observer;
pub use progress::{Progress, Quiet};
//X pub use simulation::{Finished, ScriptFailure, Simulation};
