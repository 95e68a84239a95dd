//! Ids of entities, and the sids by which scripts and payloads name them.
//!
//! An id is a number given in the order of creation, so it is the same in every run of a seed. A sid is its
//! textual form: the two letters of the kind and the number in 32 hexadecimal digits, as on a real desktop.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ArenaKey;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(u32);

        impl $name {
            /// The id with this number.
            pub const fn new(number: u32) -> Self {
                Self(number)
            }
            /// Its number: the count of its kind that were created before it.
            pub const fn number(self) -> u32 {
                self.0
            }
            /// The id with this index.
            ///
            /// # Panics
            /// Where there are no ids left: two entities would have the same one otherwise.
            pub fn from_index(index: usize) -> Self {
                let Ok(number) = u32::try_from(index) else {
                    unreachable!("a run made more than {} of a kind, so that no {} is left", u32::MAX, stringify!($name))
                };
                Self(number)
            }
            /// Its number as an index.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number)
            }
        }
        impl From<$name> for u32 {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl ArenaKey for $name {
            fn from_index(index: usize) -> Self {
                Self::from_index(index)
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// An activity that workers can be in (Available, Break …).
    ActivityId,
    /// A queue.
    QueueId,
    /// A worker: an agent or a supervisor as the platform knows them. Their desktop has the same number.
    WorkerId,
    /// A customer's contact with the centre: one call, one chat.
    ContactId,
    /// A task.
    TaskId,
    /// A reservation of a task for a worker.
    ReservationId,
    /// A conference: the call that several participants are in.
    ConferenceId,
    /// A participant of a conference or a conversation.
    ParticipantId,
    /// A leg of a call.
    CallId,
    /// A conversation: messages between participants.
    ConversationId,
    /// An interaction channel: what ties a conversation to tasks.
    ChannelId,
    /// One invocation of an action.
    InvocationId,
    /// A simulated person: one script at work.
    ActorId,
    /// A fiber: one thread of an actor's script.
    FiberId,
}

/// A group of contacts or workers, by a number of whoever embeds the engine: a population, a campaign, a team. The engine
/// carries it and never looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId(pub u16);

impl From<u16> for GroupId {
    fn from(number: u16) -> Self {
        Self(number)
    }
}
impl From<GroupId> for u16 {
    fn from(id: GroupId) -> Self {
        id.0
    }
}

/// What a sid names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SidKind {
    /// `WA…`
    Activity,
    /// `WQ…`
    Queue,
    /// `WK…`
    Worker,
    /// `WT…`
    Task,
    /// `WR…`
    Reservation,
    /// `CF…`
    Conference,
    /// `PA…`
    Participant,
    /// `CA…`
    Call,
    /// `CH…`
    Conversation,
    /// `UO…`
    Channel,
    /// `HX…`
    Content,
    /// `ME…`
    Media,
}

impl SidKind {
    const ALL: [Self; 12] = [
        Self::Activity,
        Self::Queue,
        Self::Worker,
        Self::Task,
        Self::Reservation,
        Self::Conference,
        Self::Participant,
        Self::Call,
        Self::Conversation,
        Self::Channel,
        Self::Content,
        Self::Media,
    ];

    /// The two letters that such a sid begins with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Activity => "WA",
            Self::Queue => "WQ",
            Self::Worker => "WK",
            Self::Task => "WT",
            Self::Reservation => "WR",
            Self::Conference => "CF",
            Self::Participant => "PA",
            Self::Call => "CA",
            Self::Conversation => "CH",
            Self::Channel => "UO",
            Self::Content => "HX",
            Self::Media => "ME",
        }
    }

    /// What people call it.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Queue => "queue",
            Self::Worker => "worker",
            Self::Task => "task",
            Self::Reservation => "reservation",
            Self::Conference => "conference",
            Self::Participant => "participant",
            Self::Call => "call",
            Self::Conversation => "conversation",
            Self::Channel => "interaction channel",
            Self::Content => "content template",
            Self::Media => "media",
        }
    }
}

/// The textual name of an entity: its kind and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sid {
    kind: SidKind,
    number: u32,
}

/// Text that is no sid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a sid: two letters of the kind and 32 hexadecimal digits")]
pub struct ParseSidError(String);

impl Sid {
    /// The sid of the entity with this kind and number.
    pub const fn new(kind: SidKind, number: u32) -> Self {
        Self { kind, number }
    }
    /// What it names.
    pub const fn kind(self) -> SidKind {
        self.kind
    }
    /// The number of the entity it names.
    pub const fn number(self) -> u32 {
        self.number
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:032x}", self.kind.prefix(), self.number)
    }
}

impl FromStr for Sid {
    type Err = ParseSidError;

    fn from_str(text: &str) -> Result<Self, ParseSidError> {
        let error = || ParseSidError(text.to_owned());
        let (prefix, digits) = text.split_at_checked(2).ok_or_else(error)?;
        let kind = SidKind::ALL.into_iter().find(|kind| kind.prefix() == prefix).ok_or_else(error)?;
        let plain = digits.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase());
        if digits.len() != 32 || !plain {
            return Err(error());
        }
        let number = u128::from_str_radix(digits, 16).map_err(|_| error())?;
        Ok(Self { kind, number: u32::try_from(number).map_err(|_| error())? })
    }
}

macro_rules! sids {
    ($($id:ident => $kind:ident),+ $(,)?) => {$(
        impl $id {
            /// Its textual name.
            pub const fn sid(self) -> Sid {
                Sid::new(SidKind::$kind, self.0)
            }
        }
        impl TryFrom<Sid> for $id {
            type Error = Sid;
            /// The id that `sid` names; the sid itself where it is of another kind.
            fn try_from(sid: Sid) -> Result<Self, Sid> {
                if sid.kind == SidKind::$kind { Ok(Self(sid.number)) } else { Err(sid) }
            }
        }
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.sid().fmt(f)
            }
        }
    )+};
}

sids! {
    ActivityId => Activity,
    QueueId => Queue,
    WorkerId => Worker,
    TaskId => Task,
    ReservationId => Reservation,
    ConferenceId => Conference,
    ParticipantId => Participant,
    CallId => Call,
    ConversationId => Conversation,
    ChannelId => Channel,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sid_survives_its_text() {
        let sid = ReservationId::new(0xbeef).sid();
        assert_eq!(sid.to_string(), "WR0000000000000000000000000000beef");
        assert_eq!(sid.to_string().parse(), Ok(sid));
        assert_eq!(ReservationId::try_from(sid), Ok(ReservationId::new(0xbeef)));
        assert_eq!(TaskId::try_from(sid), Err(sid));
    }

    #[test]
    #[should_panic(expected = "no TaskId is left")]
    fn no_id_is_given_twice_when_there_are_none_left() {
        assert_eq!(TaskId::from_index(u32::MAX as usize).number(), u32::MAX);
        TaskId::from_index(u32::MAX as usize + 1);
    }

    #[test]
    fn what_is_no_sid_is_refused() {
        let long = format!("WR{}", "f".repeat(32));
        let upper = format!("WR{}", "A".repeat(32));
        for wrong in ["", "W", "WR", "WR12", "XX00000000000000000000000000000001", "é1", &long, &upper] {
            assert!(wrong.parse::<Sid>().is_err(), "{wrong}");
        }
    }
}
