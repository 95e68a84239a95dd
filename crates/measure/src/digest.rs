//! The digest: a hash over the canonical event stream. Two runs are the same if and only if it is.
//!
//! The stream is written as bytes ([`Encoder`]) into a buffer that is hashed in large pieces, where BLAKE3 is fastest.
//! [`super::Observation`] feeds it; this is on the path of every event.

use std::fmt::Write as _;

use rushhour_engine::units::SimTime;
use rushhour_sim::{ENCODING_VERSION, Encoder, Event};

/// BLAKE3 works on many blocks at once from some tens of kilobytes on; the buffer still fits the cache.
const FLUSH_AT_BYTES: usize = 32 * 1024;

/// The hash of one replication's event stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamHash(pub [u8; 32]);

/// A hash of events, as they come.
#[derive(Clone, Debug)]
pub struct Digest {
    hasher: blake3::Hasher,
    encoder: Encoder,
    buffer: Vec<u8>,
}

impl Default for Digest {
    fn default() -> Self {
        let mut buffer = Vec::with_capacity(FLUSH_AT_BYTES + 1024);
        Self { hasher: blake3::Hasher::new(), encoder: Encoder::begin(&mut buffer), buffer }
    }
}

impl Digest {
    /// Takes in one event.
    pub fn event(&mut self, at: SimTime, event: &Event) {
        self.encoder.event(at, event, &mut self.buffer);
        if self.buffer.len() >= FLUSH_AT_BYTES {
            self.hasher.update(&self.buffer);
            self.buffer.clear();
        }
    }

    /// The hash of everything taken in.
    pub fn finish(mut self) -> StreamHash {
        self.hasher.update(&self.buffer);
        StreamHash(*self.hasher.finalize().as_bytes())
    }
}

/// The digest of a run, as people read and compare it: the version of the encoding, a colon and 64 hexadecimal
/// digits. Of one replication it is the hash of its stream; of several, the hash of their hashes, in the order of
/// their index.
pub fn digest_text(streams: &[StreamHash]) -> String {
    let hash = match streams {
        [only] => only.0,
        several => {
            let mut hasher = blake3::Hasher::new();
            for stream in several {
                hasher.update(&stream.0);
            }
            *hasher.finalize().as_bytes()
        }
    };
    let mut text = format!("{ENCODING_VERSION}:");
    for byte in hash {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::units::ActorId;
    use rushhour_sim::ActorEvent;

    fn note(text: &str) -> Event {
        Event::Actor(ActorId::new(1), ActorEvent::Noted { text: text.into() })
    }

    fn hash(events: &[(u64, Event)]) -> StreamHash {
        let mut digest = Digest::default();
        for (at, event) in events {
            digest.event(SimTime::from_ns(*at), event);
        }
        digest.finish()
    }

    #[test]
    fn the_digest_depends_on_times_contents_and_order() {
        let base = hash(&[(1, note("a")), (2, note("b"))]);
        assert_eq!(base, hash(&[(1, note("a")), (2, note("b"))]));
        assert_ne!(base, hash(&[(1, note("a")), (3, note("b"))]));
        assert_ne!(base, hash(&[(1, note("b")), (2, note("a"))]));
        assert_ne!(base, hash(&[(1, note("a"))]));
    }

    #[test]
    fn the_digest_does_not_depend_on_where_the_buffer_was_flushed() {
        let events: Vec<(u64, Event)> = (0..5000).map(|at| (at, note("twenty bytes of text"))).collect();
        let mut whole = Vec::new();
        let mut encoder = Encoder::begin(&mut whole);
        for (at, event) in &events {
            encoder.event(SimTime::from_ns(*at), event, &mut whole);
        }
        assert!(whole.len() > 3 * FLUSH_AT_BYTES);
        assert_eq!(hash(&events).0, *blake3::hash(&whole).as_bytes());
    }

    #[test]
    fn the_text_of_one_replication_is_its_hash_and_of_several_the_hash_of_hashes() {
        let (a, b) = (hash(&[(1, note("a"))]), hash(&[(1, note("b"))]));
        let hex = |hash: [u8; 32]| blake3::Hash::from_bytes(hash).to_hex().to_string();
        assert_eq!(digest_text(&[a]), format!("2:{}", hex(a.0)));
        let both = blake3::hash(&[a.0, b.0].concat());
        assert_eq!(digest_text(&[a, b]), format!("2:{}", both.to_hex()));
        assert_ne!(digest_text(&[a, b]), digest_text(&[b, a]));
    }
}
