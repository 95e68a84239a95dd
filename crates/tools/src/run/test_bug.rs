//! A bug of our own for tests of what is done about one. No release build has it: it is compiled with debug assertions
//! only, and there it does nothing unless the environment asks for it.

use rushhour_engine::units::{SimSpan, SimTime};

/// `SEED:REPLICATION:SECONDS`: which replication fails, and when; `*` for any seed.
const VARIABLE: &str = "RUSHHOUR_TEST_BUG";

/// An assertion that fails.
pub(super) struct TestBug {
    at: SimTime,
}

impl TestBug {
    /// The one that a replication is to have, if it is.
    pub(super) fn of(seed: u64, replication: u32) -> Option<Self> {
        let wanted = std::env::var(VARIABLE).ok()?;
        let mut parts = wanted.split(':');
        let of_seed = parts.next().is_some_and(|it| it == "*" || it.parse() == Ok(seed));
        let of_replication = parts.next()?.parse() == Ok(replication);
        let seconds: u64 = parts.next()?.parse().ok()?;
        let at = SimTime::ZERO + SimSpan::from_secs(seconds);
        (of_seed && of_replication).then_some(Self { at })
    }

    /// Fails, from its moment on.
    pub(super) fn strike(&self, at: SimTime) {
        assert!(at < self.at, "a test asked for a bug at {}", self.at);
    }
}
