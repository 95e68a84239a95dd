//! The program as its users meet it: the binary, on scenario files that the tests bring themselves.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod bad_input;
mod beginning;
mod beyond;
mod breaks;
mod browser;
mod bugs;
mod capacity;
mod catalogue;
mod comparing;
mod days;
mod demos;
mod determinism;
mod distributions;
mod documents;
mod events;
mod exit_codes;
mod faults;
mod hang_ups;
mod hooks;
mod hostile_scripts;
mod hours;
mod hunting;
mod imports;
mod intervals;
mod live;
mod man;
mod manual;
mod outputs;
mod own_invariants;
mod page;
mod plugins;
mod report;
mod seat;
mod settling;
mod shipped;
mod show;
mod skills;
mod staffing;
mod statistics;
mod support;
mod tidy;
