//! Tables as people export them: CSV text to records of fields, and what a field says.
//!
//! `records` splits a text by the rules of RFC 4180 (the parser is that of the `csv` crate) and keeps where each field
//! stands; `separator` says by what the columns of a table are separated. What fields say is the same in every table:
//! `number`, `length` (durations) and `stamp` (times and dates). Knows no scenario; `checks` reads tables for one.

mod separator;
mod records;
mod number;
mod length;
mod clock;
mod stamp;

pub(crate) use length::{LengthForm, length};
pub(crate) use number::plain_number;
pub(crate) use records::{Field, Record, Wrong, read};
pub(crate) use separator::Separator;
pub(crate) use stamp::{Pattern, Slot, Stamp, days_between, slot};
