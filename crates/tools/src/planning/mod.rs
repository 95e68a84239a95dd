//! Planning: searches over variants of a scenario, each of which is run until its thresholds are beyond doubt.
//!
//! All variants run under the same random numbers, so what differs between them is what was varied. The command line
//! calls it; it knows no flags and prints nothing.

pub mod bottleneck;
pub mod capacity;
pub mod day;
mod day_measure;
pub mod day_page;
pub mod day_report;
pub mod day_search;
pub mod day_text;
pub mod document;
pub mod html;
mod left_waiting;
pub mod offered;
pub mod pull;
pub mod range;
pub mod reading;
pub mod rostered;
pub mod staff;
pub mod text;
pub mod trial;
