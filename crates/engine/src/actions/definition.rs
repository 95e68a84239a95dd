//! What a group says of each of its actions beside the guard and the landing: the entry of the catalogue, how the
//! payload is read, and what few actions have besides.

use super::execution::RefusedBy;
use super::floor::{Floor, FloorMut};
use crate::action::Code;
use crate::config::Center;
use crate::effects::Cx;
use crate::entry::Entry;
use crate::payload::{PayloadError, Reader};
use crate::platform::Done;
use crate::units::{ConversationId, ReservationId, WorkerId};
use crate::value::{Fields, Payload};

/// Reads the command from a payload that has passed the check.
pub(crate) type Read<C> = fn(&Reader<'_>) -> Result<C, PayloadError>;

/// An action of a group whose commands are `C`.
pub(crate) struct Definition<C> {
    pub(super) facts: Facts,
    pub(super) read: Read<C>,
}

/// What is said of an action in the same terms whatever its group.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) entry: &'static Entry,
    /// Whether it signs in, and so works for an agent who has logged out.
    pub(crate) signs_in: bool,
    /// Whether the desktop keeps what its payload says.
    pub(crate) keeps: bool,
    /// How a second one is refused while one is at work, whatever the payloads. Others may be at work side by side.
    pub(crate) one_at_a_time: Option<(Code, &'static str)>,
    /// Fills in what the payload leaves open and the centre's set-up says.
    pub(super) fill: Option<fn(&mut Fields, &Center)>,
    /// Fills in for listeners what the payload leaves open and the state of the centre says. The body goes by the state.
    pub(crate) shows: Option<fn(Floor<'_>, &mut Payload)>,
    /// Who judges it before anybody tries; nobody where nothing can be told before.
    pub(super) judge: Option<Judge>,
    /// Whether compat mode lets a refusal pass in silence, where that hangs on more than its code. `None` leaves it to
    /// the catalogue.
    pub(crate) silence: Option<fn(&Refused<'_>) -> Option<bool>>,
    /// What is done where a refusal has passed in silence.
    pub(crate) instead: Option<Instead>,
}

/// Does something on the desktop of an action that was refused.
pub(crate) type Instead = fn(&mut FloorMut<'_>, &mut Cx<'_>, WorkerId);

/// Says what guard and platform would say to an action, by what it is about. Where the payload does not name that,
/// nothing is judged.
#[derive(Clone, Copy)]
pub(crate) enum Judge {
    /// By who acts alone.
    Worker(fn(Floor<'_>, WorkerId) -> Done),
    Reservation(fn(Floor<'_>, WorkerId, ReservationId) -> Done),
    Conversation(fn(Floor<'_>, WorkerId, ConversationId) -> Done),
}

/// A refusal of which compat mode asks whether the real desktop says anything.
pub(crate) struct Refused<'a> {
    pub(crate) floor: Floor<'a>,
    pub(crate) worker: WorkerId,
    /// What the body was run with.
    pub(crate) payload: &'a Payload,
    pub(crate) code: Code,
    pub(crate) by: RefusedBy,
}

impl<C> Definition<C> {
    /// An action that has nothing besides. The others say below what they have.
    pub(super) const fn new(entry: &'static Entry, read: Read<C>) -> Self {
        let (one_at_a_time, fill, judge, silence, instead) = (None, None, None, None, None);
        Self {
            facts: Facts {
                entry,
                signs_in: false,
                keeps: false,
                one_at_a_time,
                fill,
                shows: None,
                judge,
                silence,
                instead,
            },
            read,
        }
    }
    pub(super) const fn signs_in(mut self) -> Self {
        self.facts.signs_in = true;
        self
    }
    pub(super) const fn kept(mut self) -> Self {
        self.facts.keeps = true;
        self
    }
    pub(super) const fn one_at_a_time(mut self, code: Code, message: &'static str) -> Self {
        self.facts.one_at_a_time = Some((code, message));
        self
    }
    pub(super) const fn filled(mut self, fill: fn(&mut Fields, &Center)) -> Self {
        self.facts.fill = Some(fill);
        self
    }
    pub(super) const fn shown(mut self, shows: fn(Floor<'_>, &mut Payload)) -> Self {
        self.facts.shows = Some(shows);
        self
    }
    pub(super) const fn judged(mut self, judge: Judge) -> Self {
        self.facts.judge = Some(judge);
        self
    }
    pub(super) const fn silent(mut self, silence: fn(&Refused<'_>) -> Option<bool>) -> Self {
        self.facts.silence = Some(silence);
        self
    }
    pub(super) const fn instead(mut self, instead: Instead) -> Self {
        self.facts.instead = Some(instead);
        self
    }
}
