//! The engine, driven with anything in any order: after each step its audit is clean.

use rushhour_engine::walk::Walk;

use crate::drive::{Bounds, Target};
use crate::tape::Tape;

/// The target. Its input is the tape itself, which says where a walk goes.
pub(super) const ENGINE: Target = Target {
    name: "engine",
    ending: "walk",
    executions: 200,
    tape: 700,
    good: Vec::new,
    make,
    feed,
    bounds: Bounds { bytes: (16 << 20, 20_000), allocations: (200_000, 2_000) },
};

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    let most = tape.rest().len();
    let length = if tape.chance(50) { most } else { tape.below(most + 1) };
    tape.rest().iter().take(length).copied().collect()
}

fn feed(input: &[u8]) -> bool {
    Walk::led(input) > 30
}
