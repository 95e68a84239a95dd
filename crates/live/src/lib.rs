//! Live: a run at the speed of a clock on the wall, shown on a wallboard in the browser, with a trainer's hand on it.
//!
//! `cli` makes a [`Show`], runs a plan with its pacer and its observer, and lets it linger. The view reads events and
//! the state of the centre; the simulation knows none of this. Nothing here reaches the digest but what a trainer does
//! to the floor, and that is recorded.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - What a show is made of: [`limits`], `speed`, `guard` (who may ask what), `controls` and `record` (what a trainer did, read and
//!   written), `clock` (the clock on the wall).
//! - What is on the floor: `state` (what agents are doing), `feed` (what happened last), `board` (the past, folded from
//!   events), `detail` (one agent or queue), `seat` (the desktop of an agent whom a person plays), `snapshot` (all of it as
//!   one document), `terminal` (the same in a few lines).
//! - What drives it: `orders` (what the server asks of the run), `sums` (how much was done by hand), `pacer` (holds virtual time to the clock), `admission` (who gets in, with what), `connections` and `server` (HTTP),
//!   `show` (the whole, from beginning to end).

// What a show is made of, by itself.
pub mod limits;
mod speed;
mod guard;
mod record;
mod controls;
mod clock;
// What is on the floor, and how it is described to those who watch.
mod state;
mod feed;
mod board;
mod detail;
mod seat;
mod snapshot;
mod terminal;
// What drives it.
mod orders;
mod sums;
mod pacer;
mod admission;
mod connections;
mod server;
mod show;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use board::{Board, Watch};
pub use clock::Lag;
pub use controls::{ControlsError, RecordedShow, is_record, read_controls, read_record};
pub use guard::{Token, is_local};
pub use pacer::{Moment, WallPacer};
pub use record::{Recorder, WriteFile};
pub use server::ServerError;
pub use show::{Settings, Show, Wallboard};
pub use speed::Speed;
