//! What is done with many runs of a plan: replications side by side, searches, comparisons, hunts.
//!
//! Everything here runs plans by the one path of [`run`] and reads what comes of them; nothing knows flags, prints, or
//! opens a file of its own accord.

pub mod theory;

pub mod caught;

pub mod comparison;

pub mod run;

pub mod planning;

pub mod validation;

pub mod hunt;
