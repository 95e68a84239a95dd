//! Limits that hold for more than one key.

/// The most people in one population or burst.
pub const PEOPLE_MAX: u32 = 1_000_000;
