//! Faults at work: what of the plan's `faults` strikes whom, and when.
//!
//! A fault strikes where it has a chance, a draw says so, and the run's conduct lets it. Each chance has a stream of
//! its own, keyed by the fault's name, whom it would strike and which chance it is. So turning a fault off, or leaving
//! somebody out, moves no other: nothing is drawn in the order of events. The calendar holds what is to happen by
//! number; a plan without faults has none of this. Here it is decided what strikes; the simulation lets it happen.

mod strike;
mod desks;
mod state;
mod belief;
mod events;
mod requests;

pub(crate) use belief::is_open_for;
pub(crate) use requests::reservation_about;
pub(crate) use state::Faults;
pub(crate) use strike::{Chance, Mishap, Struck, drawn, fault_of, is_cut_off, name_of, strikes};
