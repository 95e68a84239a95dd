//! Each actor's draws: a stream for every purpose, made when it is first needed.

use std::cell::RefCell;
use std::rc::Rc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use rushhour_scenario::random::{Stream, StreamKey};

/// The streams of one actor.
#[derive(Debug)]
pub(crate) struct Draws {
    seed: u64,
    replication: u32,
    owner: SmolStr,
    index: u64,
    streams: SmallVec<[(Purpose, Stream); 4]>,
    /// Where draws are noted, if anybody wants to know.
    log: Option<DrawLog>,
}

/// Draws, noted as they are made.
pub(crate) type DrawLog = Rc<RefCell<Vec<Draw>>>;

/// A draw that is about to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// Whose: the population.
    pub owner: SmolStr,
    /// The number under which they draw.
    pub number: u64,
    /// For what the draw is made: `sample talk`, `chance`, `latency AcceptTask`.
    pub purpose: SmolStr,
    /// What a uniform draw would give: the state of the stream, as people can read it.
    pub unit: f64,
}

/// What a draw is for. Draws for one purpose never move those for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `sample("name")`.
    Sample(SmolStr),
    /// `chance(p)`.
    Chance,
    /// `random()`.
    Random,
    /// How long an action takes.
    Latency(&'static str),
    /// How long a reservation event takes to a desktop.
    EventLatency,
    /// Whether somebody comes again.
    Retry,
    /// After how long.
    RetryDelay,
}

impl Draws {
    /// The draws of the actor with this number in its population.
    pub(crate) fn new(seed: u64, replication: u32, population: &SmolStr, index: u64) -> Self {
        Self { seed, replication, owner: population.clone(), index, streams: SmallVec::new(), log: None }
    }

    /// The same with its draws noted.
    pub(crate) fn noted(mut self, log: Option<DrawLog>) -> Self {
        self.log = log;
        self
    }

    /// The stream for a purpose.
    pub(crate) fn stream(&mut self, purpose: &Purpose) -> &mut Stream {
        let place = match self.streams.iter().position(|(known, _)| known == purpose) {
            Some(place) => place,
            None => {
                let stream = Stream::new(&StreamKey {
                    seed: self.seed,
                    replication: self.replication,
                    owner: &self.owner,
                    index: self.index,
                    purpose: &purpose.key(),
                });
                self.streams.push((purpose.clone(), stream));
                self.streams.len() - 1
            }
        };
        let stream = &mut self.streams[place].1;
        if let Some(log) = &self.log {
            log.borrow_mut().push(Draw {
                owner: self.owner.clone(),
                number: self.index,
                purpose: purpose.key(),
                unit: stream.clone().unit(),
            });
        }
        stream
    }
}

impl Purpose {
    fn key(&self) -> SmolStr {
        match self {
            Self::Sample(name) => SmolStr::from(format!("sample {name}")),
            Self::Chance => SmolStr::new_static("chance"),
            Self::Random => SmolStr::new_static("random"),
            Self::Latency(action) => SmolStr::from(format!("latency {action}")),
            Self::EventLatency => SmolStr::new_static("event latency"),
            Self::Retry => SmolStr::new_static("retry"),
            Self::RetryDelay => SmolStr::new_static("retry delay"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_for_one_purpose_do_not_move_those_for_another() {
        let sample = Purpose::Sample("talk".into());
        let mut one = Draws::new(1, 0, &"desk".into(), 3);
        let mut other = Draws::new(1, 0, &"desk".into(), 3);
        for _ in 0..10 {
            one.stream(&Purpose::Chance).unit();
        }
        assert_eq!(one.stream(&sample).unit(), other.stream(&sample).unit());
        assert_ne!(one.stream(&Purpose::Chance).unit(), other.stream(&Purpose::Chance).unit());
    }
}
