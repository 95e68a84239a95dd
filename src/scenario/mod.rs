//! Scenarios: YAML text, checked and resolved into a plan.

pub mod plan;
