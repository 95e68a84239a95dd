//! Rushhour: a scriptable, deterministic simulation and load-test harness for contact centres.
//!
//! Data flows in one direction, and each module imports only those above it:
//! [`units`] → [`theory`] → [`engine`] → [`random`] → [`scenario`] → [`script`] → [`sim`] → [`observe`] → [`report`] →
//! [`comparison`], [`run`] → [`planning`], [`validation`], [`hunt`] and [`live`] → [`cli`].

pub mod units;

pub mod nearest;

pub mod theory;

pub mod engine;

pub mod random;

pub mod scenario;

pub mod script;

pub mod sim;

pub mod observe;

pub mod report;

pub mod comparison;

pub mod run;

pub mod planning;

pub mod validation;

pub mod hunt;

pub mod live;

pub mod cli;
