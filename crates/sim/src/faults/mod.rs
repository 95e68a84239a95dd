//! Faults at work: what of the plan's `faults` strikes whom, and when.
//!
//! A fault strikes where it has a chance, a draw says so, and the run's conduct lets it. Each chance has a stream of
//! its own, keyed by the fault's name, whom it would strike and which chance it is. So turning a fault off, or leaving
//! somebody out, moves no other: nothing is drawn in the order of events. The calendar holds what is to happen by
//! number; a plan without faults has none of this.
//!
//! Who has a chance is decided by what a fault strikes: `requests`, `events`, `contacts`, and for desktops and the platform
//! `now_and_then`. Each of them hands the chance to the kind, which has a file of its own, by the name that it has in a
//! scenario: what it draws, what it does, and what comes of it later.

// Of what all of it is made.
mod strike;
mod desks;
mod state;
mod about;
mod run;
mod belief;
mod chances;

// The kinds.
mod latency;
mod fail;
mod lost_response;
mod duplicate;
mod late_events;
mod reorder_events;
mod hang_up;
mod reload;
mod disconnect;
mod token_expiry;
mod activity_burst;
mod restart;

// Who has a chance of being struck by them.
mod contacts;
mod requests;
mod events;
mod now_and_then;
mod mishaps;

pub(crate) use about::reservation_about;
pub(crate) use mishaps::happen;
pub(crate) use now_and_then::is_cued;
pub(crate) use run::{Parts, Run};
pub(crate) use state::Faults;
pub(crate) use strike::is_cut_off;
