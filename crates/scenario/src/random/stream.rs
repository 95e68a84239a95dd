//! Random streams by key: (seed, replication, whose, for what).
//!
//! Every actor has a stream of its own for every purpose, derived from names and not from the order of events. So
//! adding an agent moves nobody else's draws, and two variants of a scenario are compared on common random numbers.

use rand::Rng;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// What a stream is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamKey<'a> {
    /// The scenario's seed.
    pub seed: u64,
    /// The index of the replication.
    pub replication: u32,
    /// Whose draws: a population, a fault, the network.
    pub owner: &'a str,
    /// Which of them, counted from zero.
    pub index: u64,
    /// For what: `talk`, `chance`, `arrivals`.
    pub purpose: &'a str,
}

/// A stream of draws: PCG 64 MCG, the same on every machine.
#[derive(Clone, Debug)]
pub struct Stream(Pcg64Mcg);

impl Stream {
    /// The stream of this key, at its beginning.
    pub fn new(key: &StreamKey<'_>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"rushhour stream 1");
        hasher.update(&key.seed.to_le_bytes());
        hasher.update(&key.replication.to_le_bytes());
        hasher.update(&key.index.to_le_bytes());
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hasher.update(&(key.owner.len() as u64).to_le_bytes());
        hasher.update(key.owner.as_bytes());
        hasher.update(key.purpose.as_bytes());
        let mut seed = [0; 16];
        seed.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(Pcg64Mcg::from_seed(seed))
    }

    /// A number drawn uniformly from [0, 1).
    pub fn unit(&mut self) -> f64 {
        // 53 random bits: every double of that spacing is equally likely.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number drawn uniformly from `low ..= high`; `low` where the range is empty.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        if low >= high {
            return low;
        }
        let span = high.abs_diff(low);
        if span == u64::MAX {
            return self.0.next_u64().cast_signed();
        }
        // Multiply-shift; its bias, span / 2^64, is far below what any run could show.
        let offset = (u128::from(self.0.next_u64()) * (u128::from(span) + 1)) >> 64;
        low.wrapping_add_unsigned(u64::try_from(offset).unwrap_or(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: StreamKey<'static> =
        StreamKey { seed: 1, replication: 0, owner: "callers", index: 7, purpose: "talk" };

    fn first(key: StreamKey<'_>) -> f64 {
        Stream::new(&key).unit()
    }

    #[test]
    fn the_draws_of_a_key_never_change() {
        // A change of these numbers changes every run of every user: it needs a new version of the digest.
        let mut stream = Stream::new(&KEY);
        let draws: Vec<String> = (0..3).map(|_| format!("{:.12}", stream.unit())).collect();
        insta::assert_debug_snapshot!(draws);
    }

    #[test]
    fn every_part_of_the_key_counts() {
        let base = first(KEY);
        assert_ne!(base, first(StreamKey { seed: 2, ..KEY }));
        assert_ne!(base, first(StreamKey { replication: 1, ..KEY }));
        assert_ne!(base, first(StreamKey { index: 8, ..KEY }));
        assert_ne!(base, first(StreamKey { owner: "callerst", purpose: "alk", ..KEY }));
        assert_eq!(base, first(KEY));
    }

    #[test]
    fn whole_numbers_cover_their_range() {
        let mut stream = Stream::new(&KEY);
        let mut seen = [0_u32; 6];
        for _ in 0..6000 {
            let drawn = stream.whole(1, 6);
            seen[usize::try_from(drawn - 1).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
        assert_eq!(stream.whole(5, 5), 5);
        assert_eq!(stream.whole(5, 1), 5);
        stream.whole(i64::MIN, i64::MAX);
    }
}
