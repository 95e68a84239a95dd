//! Runs held against each other: metric by metric, with what chance alone can do taken into account.
//!
//! Called by `compare` and by `run --baseline`. What is compared are reports of runs, as documents: [`compare`] makes a
//! [`Comparison`] of two [`Side`]s, which [`text`] and [`page`] render. The unit of what is simulated is the
//! replication; the unit of what is measured on the wall is the run. Never runs, reads or writes anything.

mod compare;
mod document;
mod inference;
mod notes;
mod numbers;
mod options;
mod page;
mod scenarios;
mod side;
#[cfg(test)]
mod tests;
mod text;
mod tolerance;

pub use compare::compare;
pub use document::{Comparison, Judged, RowReport, RowVerdict, SideReport, Verdict, WithinTolerance};
pub use inference::Difference;
pub use options::{CompareError, Options};
pub use page::page;
pub use side::{Side, Statistic};
pub use text::text;
pub use tolerance::{Amount, Tolerance};
