//! Pages: one self-contained file each, without network, light or dark as the reader's system is, fit to be printed.
//!
//! The shell, the pieces that pages are put together from, and charts. Whoever makes a page decides what is on it.

mod across;
mod chart;
mod colours;
mod escape;
mod pieces;
mod plot;

pub use across::{Across, FirstDay, TimeAxis, percentile};
pub use chart::{Chart, Limit, Line, Mark, MarkKind, Point};
pub use pieces::{Card, Cell, CellLook, Fact, HeatRow, Html, Row, cell};
pub use plot::{Bar, Curve, Plot, Shape, Stretch};
