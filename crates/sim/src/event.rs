//! What happened in a run: the engine's events, and beside them what people's scripts did, what faults struck, and what the
//! timeline brought.
//!
//! Observers read nothing else, and the digest of a run is a hash of all of it, as [`Encoder`] writes it. How the bytes
//! are laid out is told in `docs/events.md`, whose tables are made from the same rows.

use smol_str::SmolStr;

use rushhour_engine::event::{Bytes, Dice, Kind, Line, Malformed, Names};
use rushhour_engine::units::{ActorId, ContactId, SimTime, WorkerId};
use rushhour_scenario::timeline::Narration;
use rushhour_scenario::{FaultId, MetricId, PopulationId};

/// The version of the encoding. The text of a digest begins with it, and so does an encoded stream.
pub const ENCODING_VERSION: u32 = 2;

/// A name under which scripts check something, by the order in which names were first used in a replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(pub u32);

impl From<u32> for CheckId {
    fn from(number: u32) -> Self {
        Self(number)
    }
}
impl From<CheckId> for u32 {
    fn from(id: CheckId) -> Self {
        id.0
    }
}

/// How an actor's script ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorEnd {
    /// It came to its end.
    Returned,
    /// It failed.
    Failed,
    /// The run was over.
    Stopped,
}

rushhour_engine::coded!(ActorEnd is "end of a script": 0 Returned "returned", 1 Failed "failed", 2 Stopped "stopped");
rushhour_engine::named_ids! { CheckId by u32 is "check" }

rushhour_engine::facts! {
    /// What happens to an actor: a person of the scenario, whose script is at work.
    ActorEvent of "actor": ActorId {
        /// Their script began.
        128 Started "ActorStarted" { population: PopulationId };
        /// It ended.
        129 Ended "ActorEnded" { how: ActorEnd };
        /// It failed; the whole story is in the run's list of script errors.
        130 Failed "ScriptFailed" { message: SmolStr };
        /// It recorded a value of a declared metric.
        131 Recorded "Recorded" { metric: MetricId, value: f64 };
        /// It said something.
        132 Noted "Noted" { text: SmolStr };
    }

    /// What scripts find when they check something.
    CheckEvent of "check": CheckId {
        /// A script checks something under this name for the first time.
        144 Named "CheckNamed" { name: SmolStr };
        /// A script checked it.
        145 Checked "Checked" { actor: ActorId, ok: bool };
    }

    /// What a fault of the scenario does.
    FaultEvent of "fault": FaultId {
        /// It strikes. What comes of it follows.
        152 Struck "FaultStruck" { worker: Option<WorkerId>, contact: Option<ContactId> };
    }

    /// What those who watch a show are told.
    ShowEvent of "show": () {
        /// A script or the timeline tells them something.
        160 Narrated "Narrated" { by: Option<ActorId>, kind: Narration, text: SmolStr };
        /// Something of the timeline is carried out: in words.
        161 Cued "Cued" { text: SmolStr };
    }
}

/// A fact of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A fact of the engine.
    Engine(rushhour_engine::event::Event),
    /// About a person's script.
    Actor(ActorId, ActorEvent),
    /// About something that scripts check.
    Check(CheckId, CheckEvent),
    /// About a fault.
    Fault(FaultId, FaultEvent),
    /// About the show.
    Show(ShowEvent),
}

const _: () = assert!(size_of::<Event>() <= 56);

impl From<rushhour_engine::event::Event> for Event {
    fn from(event: rushhour_engine::event::Event) -> Self {
        Self::Engine(event)
    }
}

impl Event {
    /// All kinds of events, in the order of their numbers: the engine's are below 128.
    pub fn kinds() -> impl Iterator<Item = &'static Kind> {
        let tables = [ActorEvent::KINDS, CheckEvent::KINDS, FaultEvent::KINDS, ShowEvent::KINDS];
        rushhour_engine::event::Event::kinds().chain(tables.into_iter().flatten())
    }

    /// The engine's event, if it is one.
    pub const fn engine(&self) -> Option<&rushhour_engine::event::Event> {
        match self {
            Self::Engine(event) => Some(event),
            Self::Actor(..) | Self::Check(..) | Self::Fault(..) | Self::Show(..) => None,
        }
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Engine(event) => event.encode(out),
            Self::Actor(id, event) => event.encode(*id, out),
            Self::Check(id, event) => event.encode(*id, out),
            Self::Fault(id, event) => event.encode(*id, out),
            Self::Show(event) => event.encode((), out),
        }
    }

    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let code = from.byte()?;
        if code < 128 {
            return rushhour_engine::event::Event::decode(code, from).map(Self::Engine);
        }
        if let Some((id, event)) = ActorEvent::decode(code, from)? {
            return Ok(Self::Actor(id, event));
        }
        if let Some((id, event)) = CheckEvent::decode(code, from)? {
            return Ok(Self::Check(id, event));
        }
        if let Some((id, event)) = FaultEvent::decode(code, from)? {
            return Ok(Self::Fault(id, event));
        }
        if let Some(((), event)) = ShowEvent::decode(code, from)? {
            return Ok(Self::Show(event));
        }
        Err(Malformed::Unknown(code, "kind of event"))
    }

    /// Writes it as a line of JSON at the end of `text`, without a line end.
    pub fn json(&self, at: SimTime, replication: u32, names: &dyn Names, text: &mut String) {
        let mut line = Line::begin(text, names, at, replication);
        match self {
            Self::Engine(event) => event.entries(&mut line),
            Self::Actor(id, event) => event.entries(*id, &mut line),
            Self::Check(id, event) => event.entries(*id, &mut line),
            Self::Fault(id, event) => event.entries(*id, &mut line),
            Self::Show(event) => event.entries((), &mut line),
        }
        line.end();
    }

    /// Any event, as the dice fall.
    pub fn any(dice: &mut Dice<'_>) -> Self {
        match dice.below(5) {
            0 => {
                let (id, event) = ActorEvent::any(dice);
                Self::Actor(id, event)
            }
            1 => {
                let (id, event) = CheckEvent::any(dice);
                Self::Check(id, event)
            }
            2 => {
                let (id, event) = FaultEvent::any(dice);
                Self::Fault(id, event)
            }
            3 => Self::Show(ShowEvent::any(dice).1),
            _ => Self::Engine(rushhour_engine::event::Event::any(dice)),
        }
    }
}

/// Writes a stream of events as bytes: the version, then for each event the time since the one before it and the event.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    last: SimTime,
}

/// What a stream begins with.
const HEAD: [u8; 4] = [b'r', b'h', b'e', ENCODING_VERSION.to_le_bytes()[0]];

impl Encoder {
    /// Begins a stream at the end of `out`.
    pub fn begin(out: &mut Vec<u8>) -> Self {
        out.extend_from_slice(&HEAD);
        Self::default()
    }
    /// Writes the next event at the end of `out`.
    #[inline]
    pub fn event(&mut self, at: SimTime, event: &Event, out: &mut Vec<u8>) {
        // Time never goes back; if it did, the number would be large, and it would be read as it was written.
        rushhour_engine::event::put_varint(at.as_ns().wrapping_sub(self.last.as_ns()), out);
        self.last = at;
        event.encode(out);
    }
}

/// Reads a stream of events from its bytes.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    from: Bytes<'a>,
    last: SimTime,
}

impl<'a> Decoder<'a> {
    /// Reads the beginning of a stream.
    ///
    /// # Errors
    /// These bytes are no stream of events of this version.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut from = Bytes::new(bytes);
        for expected in HEAD {
            let byte = from.byte()?;
            if byte != expected {
                return Err(Malformed::Unknown(byte, "beginning of a stream of events of this version"));
            }
        }
        Ok(Self { from, last: SimTime::ZERO })
    }
}

impl Iterator for Decoder<'_> {
    type Item = Result<(SimTime, Event), Malformed>;

    /// The next event, and when. Nothing follows an error that can be relied on.
    fn next(&mut self) -> Option<Self::Item> {
        if self.from.is_empty() {
            return None;
        }
        let read = self.from.varint().and_then(|since| {
            self.last = SimTime::from_ns(self.last.as_ns().wrapping_add(since));
            Ok((self.last, Event::decode(&mut self.from)?))
        });
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_stream_is_read_as_it_was_written(
            events in proptest::collection::vec((any::<u64>(), proptest::collection::vec(any::<u64>(), 0..40)), 0..20)
        ) {
            let events: Vec<(SimTime, Event)> = events
                .iter()
                .map(|(at, numbers)| (SimTime::from_ns(*at), Event::any(&mut Dice(numbers.iter()))))
                .collect();
            let mut bytes = Vec::new();
            let mut encoder = Encoder::begin(&mut bytes);
            for (at, event) in &events {
                encoder.event(*at, event, &mut bytes);
            }
            let read: Result<Vec<_>, _> = Decoder::new(&bytes).unwrap().collect();
            prop_assert_eq!(read, Ok(events));
        }

        #[test]
        fn any_bytes_are_read_or_refused_and_never_read_in_two_ways(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut whole = HEAD.to_vec();
            whole.extend(&bytes);
            let read: Result<Vec<_>, _> = Decoder::new(&whole).unwrap().collect();
            if let Ok(events) = read {
                let mut again = Vec::new();
                let mut encoder = Encoder::begin(&mut again);
                for (at, event) in &events {
                    encoder.event(*at, event, &mut again);
                }
                prop_assert_eq!(again, whole);
            }
        }
    }

    #[test]
    fn numbers_and_names_of_kinds_are_unique_and_the_engine_s_are_below_128() {
        let kinds: Vec<&Kind> = Event::kinds().collect();
        assert!(kinds.is_sorted_by(|a, b| a.code < b.code));
        let names: std::collections::BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds.len());
    }

    #[test]
    fn another_version_is_refused() {
        assert!(Decoder::new(b"rhe\x01").is_err());
        assert!(Decoder::new(b"rh").is_err());
        assert!(Decoder::new(&HEAD).unwrap().next().is_none());
    }
}
