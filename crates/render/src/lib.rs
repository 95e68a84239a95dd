//! How people see results: numbers as text, tables on a terminal, pages with charts.
//!
//! Reports, comparisons and plans decide what is said; here is only how it looks. Nothing here knows a report, reads
//! anything or prints: all is text that the caller does something with.

mod unit;
pub mod number;
pub mod style;
pub mod table;
pub mod html;

pub use style::Colour;
pub use unit::Unit;
