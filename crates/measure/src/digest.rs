//! The digest: a hash over the canonical event stream. Two runs are the same if and only if it is.
//!
//! The stream is written as bytes ([`Encoder`]) into a buffer that is hashed in large pieces, where BLAKE3 is fastest.
//! [`super::Observation`] feeds it; this is on the path of every event.

use std::fmt::Write as _;

use super::limits::REPLICATIONS_KEPT_MAX;
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

/// The hashes of replications, in the order of their index: the first ones as they are, and of many the hash of all.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    first: Vec<StreamHash>,
    count: usize,
    /// Of all of them, once there are more than are kept.
    all: Option<Box<blake3::Hasher>>,
}

/// They are the same if their hashes are.
impl PartialEq for Streams {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.digest() == other.digest()
    }
}

impl Streams {
    /// That of one replication.
    pub fn of(only: StreamHash) -> Self {
        Self { first: vec![only], count: 1, all: None }
    }
    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }
    /// Takes in those of the replications that follow these.
    pub(super) fn extend(&mut self, later: &Self) {
        assert!(
            later.all.is_none(),
            "{} replications are taken in at once, and single hashes are kept of {REPLICATIONS_KEPT_MAX}",
            later.count
        );
        later.first.iter().for_each(|stream| self.push(*stream));
    }
    fn push(&mut self, stream: StreamHash) {
        self.count += 1;
        if self.first.len() < REPLICATIONS_KEPT_MAX {
            self.first.push(stream);
            return;
        }
        let all = self.all.get_or_insert_with(|| Box::new(together(&self.first)));
        all.update(&stream.0);
    }
    /// The digest of a run, as people read and compare it: the version of the encoding, a colon and 64 hexadecimal
    /// digits. Of one replication it is the hash of its stream; of several, the hash of their hashes, in the order of
    /// their index.
    pub fn digest(&self) -> String {
        match (self.first.as_slice(), &self.all) {
            ([only], None) => text(only.0),
            (_, Some(all)) => text(*all.finalize().as_bytes()),
            (several, None) => text(*together(several).finalize().as_bytes()),
        }
    }
}

fn together(streams: &[StreamHash]) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    for stream in streams {
        hasher.update(&stream.0);
    }
    hasher
}

fn text(hash: [u8; 32]) -> String {
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
        let of = |streams: &[StreamHash]| {
            let mut all = Streams::default();
            streams.iter().for_each(|stream| all.extend(&Streams::of(*stream)));
            all.digest()
        };
        assert_eq!(of(&[a]), format!("2:{}", hex(a.0)));
        let both = blake3::hash(&[a.0, b.0].concat());
        assert_eq!(of(&[a, b]), format!("2:{}", both.to_hex()));
        assert_ne!(of(&[a, b]), of(&[b, a]));
        // Of more than are kept it is made as of few.
        let many = [a, b].repeat(REPLICATIONS_KEPT_MAX);
        let hashes: Vec<u8> = many.iter().flat_map(|stream| stream.0).collect();
        assert_eq!(of(&many), format!("2:{}", blake3::hash(&hashes).to_hex()));
    }
}
