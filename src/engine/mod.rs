//! The action engine: the system under test.
//!
//! Sans-IO: no clock, no chance, no files, no scripts. Input and the time go in, events and effects come out.

pub mod action;
pub mod audit;
pub mod catalog;
pub mod config;
pub mod event;
pub mod payload;
pub mod predicates;
pub mod value;
