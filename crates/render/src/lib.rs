//! How people see results: numbers as text, tables on a terminal, pages with charts.
//!
//! Reports, comparisons and plans decide what is said; here is only how it looks. Nothing here knows a report, reads
//! anything or prints: all is text that the caller does something with.
//!
//! `unit` says what sort of number something is; [`number`] writes it; [`style`] has colours, widths and safe text; [`table`]
//! lines columns up; [`html`] makes pages; `file_names` makes names of files of those that people chose.

mod unit;
mod file_names;
pub mod number;
pub mod style;
pub mod table;
pub mod html;

pub use file_names::{FileNames, file_names};
pub use style::Colour;
pub use unit::Unit;
