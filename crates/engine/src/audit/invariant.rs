//! An invariant, and its violation.

use crate::units::SimTime;

/// A statement that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invariant {
    /// Its number in the list of invariants, from 1.
    pub number: u8,
    /// Its name in reports: `capacity`.
    pub name: &'static str,
    /// The statement, a sentence.
    pub statement: &'static str,
}

/// A statement that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The statement.
    pub invariant: Invariant,
    /// The time of the step after which it did not hold.
    pub at: SimTime,
    /// Who and what was involved: sids and names.
    pub entities: Vec<String>,
    /// What was seen and what should have been.
    pub message: String,
}
