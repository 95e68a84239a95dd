//! Telling how far a run is, to whoever wants to know.

use crate::units::SimTime;

/// Is told now and then how far a replication is. It may not answer.
pub trait Progress: Sync {
    /// This replication has come to this moment, with so many actors alive.
    fn tell(&self, replication: u32, now: SimTime, actors: usize);
    /// So has this pilot replication, of those by which the warm-up is found.
    fn tell_pilot(&self, _pilot: u32, _now: SimTime, _actors: usize) {}
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn tell(&self, _replication: u32, _now: SimTime, _actors: usize) {}
}
