//! Streams of events as bytes: what is read is what was written, whatever the bytes are.

use rushhour_engine::event::Dice;
use rushhour_engine::units::SimTime;
use rushhour_report::EventNames;
use rushhour_sim::{Decoder, Encoder, Event};

use crate::drive::{Bounds, Target};
use crate::tape::Tape;

/// The target.
pub(super) const EVENTS: Target = Target {
    name: "events",
    ending: "rhe",
    executions: 6_000,
    tape: 64,
    good: Vec::new,
    make,
    feed,
    bounds: Bounds { bytes: (1 << 20, 500), allocations: (10_000, 50) },
};

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::begin(&mut bytes);
    for _ in 0..tape.few(12) {
        let numbers: Vec<u64> =
            (0..24).map(|_| if tape.chance(70) { tape.below(300) as u64 } else { tape.number() }).collect();
        encoder.event(
            SimTime::from_ns(tape.number() >> tape.below(64)),
            &Event::any(&mut Dice(numbers.iter())),
            &mut bytes,
        );
    }
    for _ in 0..tape.below(5) {
        let at = tape.below(bytes.len());
        let byte = u8::try_from(tape.below(256)).unwrap_or_default();
        match tape.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, byte),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => bytes.iter_mut().skip(at).take(1).for_each(|it| *it = byte),
        }
    }
    bytes
}

fn feed(input: &[u8]) -> bool {
    let Ok(decoder) = Decoder::new(input) else { return false };
    let mut events = Vec::new();
    for event in decoder {
        match event {
            Ok(event) => events.push(event),
            Err(_) => return false,
        }
    }
    let mut again = Vec::new();
    let mut encoder = Encoder::begin(&mut again);
    for (at, event) in &events {
        encoder.event(*at, event, &mut again);
    }
    assert!(again == input, "these bytes are read as events that are written as other bytes");
    let mut names = EventNames::of(super::floor());
    for (at, event) in &events {
        let mut line = String::new();
        names.line(0, *at, event, &mut line);
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "a line of events is no JSON: {line}");
    }
    true
}
