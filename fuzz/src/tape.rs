//! What an input is drawn from: a tape of bytes, and behind its end a generator that the tape seeds.
//!
//! A driver makes tapes by chance; a fuzzer that follows coverage bends them. The same tape always gives the same input, on
//! every machine.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Draws, one after the other.
#[derive(Debug)]
pub struct Tape<'a> {
    bytes: std::slice::Iter<'a, u8>,
    beyond: Pcg64Mcg,
}

impl<'a> Tape<'a> {
    /// The draws that these bytes stand for.
    pub fn new(bytes: &'a [u8]) -> Self {
        let seed = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self { bytes: bytes.iter(), beyond: Pcg64Mcg::seed_from_u64(seed) }
    }

    fn byte(&mut self) -> u8 {
        match self.bytes.next() {
            Some(byte) => *byte,
            None => self.beyond.next_u64().to_le_bytes()[0],
        }
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        bytes.iter_mut().for_each(|byte| *byte = self.byte());
        u64::from_le_bytes(bytes)
    }

    /// A number below `count`; 0 where there is none. It takes no more of the tape than it needs.
    pub fn below(&mut self, count: usize) -> usize {
        let drawn = match count {
            0 | 1 => return 0,
            2..=0x100 => usize::from(self.byte()),
            0x101..=0x1_0000 => usize::from(u16::from_le_bytes([self.byte(), self.byte()])),
            _ => usize::try_from(self.number() >> 1).unwrap_or(usize::MAX),
        };
        drawn % count
    }

    /// Whether something happens that does in so many of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these; nothing where there are none.
    pub fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        let place = self.below(items.len());
        items.get(place)
    }

    /// A number from 1 on: most are small.
    pub fn few(&mut self, most: usize) -> usize {
        let mut count = 1;
        while count < most && self.chance(45) {
            count += 1;
        }
        count
    }

    /// What is left of the bytes.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.as_slice()
    }
}
