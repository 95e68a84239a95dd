//! What a walk draws: from a tape of bytes while there are any, and from a generator behind its end.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A stream of draws, the same for the same tape and the same seed.
#[derive(Debug)]
pub(crate) struct Draws {
    tape: std::vec::IntoIter<u8>,
    beyond: Pcg64Mcg,
}

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self::of(Vec::new(), seed)
    }

    pub(crate) fn of(tape: Vec<u8>, seed: u64) -> Self {
        Self { tape: tape.into_iter(), beyond: Pcg64Mcg::seed_from_u64(seed) }
    }

    /// Whether nothing is left of the tape.
    pub(crate) fn is_used_up(&self) -> bool {
        self.tape.len() == 0
    }

    /// A whole number from `low ..= high`. It takes no more of the tape than it needs.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        let span = low.abs_diff(high) + 1;
        let drawn = match (self.tape.next(), span <= 0x100) {
            (None, _) => self.beyond.next_u64(),
            (Some(byte), true) => byte.into(),
            (Some(byte), false) => u64::from(byte) | u64::from(self.tape.next().unwrap_or_default()) << 8,
        };
        low.saturating_add_unsigned(drawn % span)
    }
}
