//! What a kind of arrivals says of itself, each in its own file.

use super::checks::Checks;
use rushhour_engine::units::SimTime;

/// When customers come, in the plan.
pub(super) trait Kind: Sized {
    /// Its keys, as written.
    type Raw;
    /// What its keys come to. Nothing where that can't be said, which was reported.
    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Option<Self>;
    /// Makes it so many times as many. What was counted or recorded stays as it was.
    fn scale(&mut self, factor: f64);
    /// Leaves out what lies behind the end of the run, where it is stated as a window. The rest ends with the run by itself.
    fn clip(&mut self, _end: SimTime) {}
    /// When it has come to an end by itself before the run does, at `end`, and was not told to: what it is called, and the
    /// moment.
    fn ends_early(&self, _end: SimTime) -> Option<(&'static str, SimTime)> {
        None
    }
    /// Whether they come at the same rate from the beginning of the run to `end`.
    fn is_steady(&self, end: SimTime) -> bool;
    /// Whether they come at random, by a rate: then that of a day can differ.
    fn has_random_rate(&self) -> bool;
}
