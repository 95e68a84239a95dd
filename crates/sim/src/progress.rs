//! Telling how far a run is, to whoever wants to know.

use rushhour_engine::Engine;
use rushhour_engine::units::SimTime;

/// A run at one moment, for those who want to look closer; what nobody asks for costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Glance<'a> {
    /// The moment of what happened last.
    pub now: SimTime,
    /// Customers who have come so far.
    pub contacts: u64,
    /// Violations, failed scripts and failed checks so far.
    pub findings: u64,
    pub(super) engine: &'a Engine,
}

impl Glance<'_> {
    /// Agents who have work, and agents who are signed in. Goes through all of them.
    pub fn agents(&self) -> (usize, usize) {
        let workers = self.engine.platform().workers();
        let is_busy = |worker: &&rushhour_engine::platform::Worker| worker.load.iter().any(|load| *load > 0);
        let busy = workers.iter().filter(is_busy).count();
        let there = workers.iter().filter(|worker| worker.available || is_busy(worker)).count();
        (busy, there)
    }
}

/// Is told now and then how far a replication is. It may not answer.
pub trait Progress: Sync {
    /// This replication has come so far.
    fn tell(&self, replication: u32, glance: &Glance<'_>);
    /// So has this pilot replication, of those by which the warm-up is found.
    fn tell_pilot(&self, _pilot: u32, _glance: &Glance<'_>) {}
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn tell(&self, _replication: u32, _glance: &Glance<'_>) {}
}
