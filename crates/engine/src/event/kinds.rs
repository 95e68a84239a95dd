//! The engine's events: one enum a subject, one row a kind.
//!
//! As few as tell the story. When a conference ends, everybody is out of it, and nothing is said of each of them. Where
//! desktops hear of reservations at once, nothing is said of what they hear.

use smol_str::SmolStr;

use super::enclosed::Enclosed;
use super::field::{Bytes, Malformed};
use super::json::Line;
use super::table::Kind;
use super::words::{
    ChannelStatus, ContactEnd, Direction, EndReason, Member, Outcome, Purpose, ReservationStatus, Role,
    TaskStatus, TransferMode, TransferOutcome, TransferTarget,
};
use crate::action::ActionName;
use crate::config::Channel;
use crate::units::{
    ActivityId, ChannelId, ConferenceId, ContactId, ConversationId, GroupId, InvocationId, ParticipantId, QueueId,
    ReservationId, SimTime, TaskId, WorkerId,
};
use crate::value::Value;

facts! {
    /// What happens to a customer's contact with the centre.
    ContactEvent of "contact": ContactId {
        /// A customer came to the centre: one more contact. `queue` is the queue they dialled, if any.
        1 Arrived "ContactArrived" { group as "population": GroupId, channel: Channel, queue: Option<QueueId> };
        /// An agent's outbound call or e-mail made this contact; it is in no metric of inbound contacts.
        2 Placed "ContactPlaced" { channel: Channel, worker: WorkerId };
        /// The first agent accepted it.
        3 Answered "ContactAnswered" { task: TaskId, worker: WorkerId };
        /// It is over.
        4 Ended "ContactEnded" { how: ContactEnd };
        /// The caller of a task that was only offered was sent elsewhere.
        5 Redirected "ContactRedirected" { task: TaskId };
    }

    /// What happens to a task, and to transfers of it.
    TaskEvent of "task": TaskId {
        /// It was created, pending.
        16 Created "TaskCreated" { contact: ContactId, channel: Channel, direction: Direction, priority: i32 };
        /// It waits at this place of its workflow from now on.
        17 Queued "TaskQueued" { queue: Option<QueueId>, worker: Option<WorkerId>, priority: i32 };
        /// Its status changed.
        18 Changed "TaskChanged" { from: TaskStatus, to: TaskStatus };
        /// Its attributes changed.
        19 AttributesChanged "TaskAttributesChanged" { version: u32, attributes: Value };
        /// It has been settled for as long as `timeouts.settled_task` says and can't be looked up any more.
        20 Removed "TaskRemoved";
        /// A transfer was initiated.
        21 TransferStarted "TransferStarted" { mode: TransferMode, initiator: ReservationId, target: TransferTarget };
        /// The transfer settled.
        22 TransferSettled "TransferSettled" { outcome: TransferOutcome };
        /// After a completed warm transfer, one of the two agents left.
        23 ConsultationEnded "ConsultationEnded";
    }

    /// What happens to a reservation.
    ReservationEvent of "reservation": ReservationId {
        /// It was created, pending until `expires_at`.
        32 Created "ReservationCreated" {
            task: TaskId, worker: WorkerId, queue: Option<QueueId>, purpose: Purpose, expires_at: SimTime,
        };
        /// Its status changed.
        33 Changed "ReservationChanged" {
            task: TaskId, worker: WorkerId, from: ReservationStatus, to: ReservationStatus,
        };
        /// Its worker's phone was called about it.
        34 WorkerCalled "WorkerCalled" { worker: WorkerId, to: SmolStr };
    }

    /// What happens to a call. When it ends, everybody is out of it.
    ConferenceEvent of "conference": ConferenceId {
        /// It began.
        48 Started "ConferenceStarted" { task: TaskId };
        /// A participant is being called.
        49 Ringing "ParticipantRinging" { participant: ParticipantId, role: Role };
        /// A participant is in.
        50 Joined "ParticipantJoined" { participant: ParticipantId, role: Role, end_on_exit: bool };
        /// A participant's flags are these now.
        51 ParticipantChanged "ParticipantChanged" {
            participant: ParticipantId, role: Role, hold: bool, muted: bool, coaching: Option<ParticipantId>,
            end_on_exit: bool,
        };
        /// A participant is out.
        52 Left "ParticipantLeft" { participant: ParticipantId, role: Role, reason: EndReason };
        /// It is over.
        53 Ended "ConferenceEnded" { task: TaskId, reason: EndReason };
        /// Tones were sent on a leg.
        54 TonesSent "TonesSent" { participant: ParticipantId, digits: SmolStr };
    }

    /// What happens to a conversation.
    ConversationEvent of "conversation": ConversationId {
        /// It began.
        64 Opened "ConversationOpened" { channel: ChannelId, contact: ContactId };
        /// Somebody became a participant; they get the messages from `next_index` on.
        65 Joined "MemberJoined" { member: Member, next_index: u32 };
        /// Somebody is no participant any more.
        66 Left "MemberLeft" { member: Member };
        /// A message was appended. `length` is in characters; attributes and a subject stand here where it has them.
        67 Sent "MessageSent" { index: u32, author: Member, length: u32, with as "messageAttributes": Enclosed };
        /// A message reached a participant.
        68 Delivered "MessageDelivered" { index: u32, to: Member };
        /// Somebody began or stopped typing.
        69 TypingChanged "TypingChanged" { member: Member, typing: bool };
        /// It is gone.
        70 Removed "ConversationRemoved";
    }

    /// What happens to an interaction channel, which ties a conversation to tasks.
    ChannelEvent of "channel": ChannelId {
        /// Its status changed.
        80 Changed "ChannelChanged" { conversation: ConversationId, from: ChannelStatus, to: ChannelStatus };
    }

    /// What happens to a worker, as the platform knows them.
    WorkerEvent of "worker": WorkerId {
        /// They are known to the platform. `capacity` is how many tasks of each channel they may have at once: voice,
        /// chat, e-mail, messaging.
        88 Added "WorkerAdded" {
            group as "population": GroupId, capacity: [u16; Channel::COUNT], activity: ActivityId,
        };
        /// Their activity changed.
        89 Changed "WorkerChanged" { from: ActivityId, to: ActivityId, available: bool };
        /// Their attributes changed.
        90 AttributesChanged "WorkerAttributesChanged";
    }

    /// What changes on an agent's desktop.
    DesktopEvent of "worker": WorkerId {
        /// News of a reservation reached it, later than it happened: on its way, or fetched by a reload.
        96 Updated "DesktopUpdated" { reservation: ReservationId, status: ReservationStatus };
        /// Another task is selected, or none.
        97 Selected "TaskSelected" { reservation: Option<ReservationId> };
        /// The location is this now.
        98 Moved "LocationChanged" { location: SmolStr };
        /// Any other part of it shows something else.
        99 PanelChanged "PanelChanged" { panel: SmolStr };
        /// A part of it that is on or off is so now: `signed_in`, `connected`, `sidebar`.
        100 Switched "DesktopSwitched" { part: SmolStr, on: bool };
    }

    /// What happens to an invocation of an action.
    InvocationEvent of "invocation": InvocationId {
        /// The action was invoked. `parent` is the invocation whose body invoked it.
        112 Begun "InvocationBegun" { worker: WorkerId, action: ActionName, parent: Option<InvocationId> };
        /// It settled. `begun_at` is when the script meant to act, so the modelled latency is now − `begun_at`.
        113 Settled "InvocationSettled" {
            worker: WorkerId, action: ActionName, outcome: Outcome, begun_at: SimTime,
        };
        /// A listener of it failed, which is noted and changes nothing else.
        114 ListenerFailed "ListenerFailed" { message: SmolStr };
    }
}

/// A fact of the engine: what happened to whom, never what is to happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// About a customer's contact.
    Contact(ContactId, ContactEvent),
    /// About a task.
    Task(TaskId, TaskEvent),
    /// About a reservation.
    Reservation(ReservationId, ReservationEvent),
    /// About a call.
    Conference(ConferenceId, ConferenceEvent),
    /// About a conversation.
    Conversation(ConversationId, ConversationEvent),
    /// About an interaction channel.
    Channel(ChannelId, ChannelEvent),
    /// About a worker.
    Worker(WorkerId, WorkerEvent),
    /// About a worker's desktop.
    Desktop(WorkerId, DesktopEvent),
    /// About an invocation.
    Invocation(InvocationId, InvocationEvent),
}

impl DesktopEvent {
    /// Whether it is news of a reservation, and nothing that somebody did on the desktop.
    pub const fn is_news(&self) -> bool {
        match self {
            Self::Updated { .. } => true,
            Self::Selected { .. } | Self::Moved { .. } | Self::PanelChanged { .. } | Self::Switched { .. } => {
                false
            }
        }
    }
}

// Events are made and read by the million, and most are small.
const _: () = assert!(size_of::<Event>() <= 48);

impl Event {
    /// All kinds of the engine's events, in the order of their numbers, which are below 128.
    pub fn kinds() -> impl Iterator<Item = &'static Kind> {
        let tables = [
            ContactEvent::KINDS,
            TaskEvent::KINDS,
            ReservationEvent::KINDS,
            ConferenceEvent::KINDS,
            ConversationEvent::KINDS,
            ChannelEvent::KINDS,
            WorkerEvent::KINDS,
            DesktopEvent::KINDS,
            InvocationEvent::KINDS,
        ];
        tables.into_iter().flatten()
    }

    /// Writes it at the end of `out`: the number of its kind, its subject, its fields.
    #[inline]
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Contact(id, event) => event.encode(*id, out),
            Self::Task(id, event) => event.encode(*id, out),
            Self::Reservation(id, event) => event.encode(*id, out),
            Self::Conference(id, event) => event.encode(*id, out),
            Self::Conversation(id, event) => event.encode(*id, out),
            Self::Channel(id, event) => event.encode(*id, out),
            Self::Worker(id, event) => event.encode(*id, out),
            Self::Desktop(id, event) => event.encode(*id, out),
            Self::Invocation(id, event) => event.encode(*id, out),
        }
    }

    /// Reads what follows the number of a kind.
    ///
    /// # Errors
    /// The engine has no such kind of event, or the bytes are none.
    pub fn decode(code: u8, from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        macro_rules! of {
            ($($variant:ident $event:ident),+) => {$(
                if let Some((id, event)) = $event::decode(code, from)? {
                    return Ok(Self::$variant(id, event));
                }
            )+};
        }
        of!(
            Contact ContactEvent, Task TaskEvent, Reservation ReservationEvent, Conference ConferenceEvent,
            Conversation ConversationEvent, Channel ChannelEvent, Worker WorkerEvent, Desktop DesktopEvent,
            Invocation InvocationEvent
        );
        Err(Malformed::Unknown(code, "kind of event"))
    }

    /// Its entries of a line of JSON.
    pub fn entries(&self, line: &mut Line<'_>) {
        match self {
            Self::Contact(id, event) => event.entries(*id, line),
            Self::Task(id, event) => event.entries(*id, line),
            Self::Reservation(id, event) => event.entries(*id, line),
            Self::Conference(id, event) => event.entries(*id, line),
            Self::Conversation(id, event) => event.entries(*id, line),
            Self::Channel(id, event) => event.entries(*id, line),
            Self::Worker(id, event) => event.entries(*id, line),
            Self::Desktop(id, event) => event.entries(*id, line),
            Self::Invocation(id, event) => event.entries(*id, line),
        }
    }

    /// Any event, as the dice fall.
    pub fn any(dice: &mut super::field::Dice<'_>) -> Self {
        macro_rules! of {
            ($($variant:ident $event:ident),+) => {{
                let makers: &[fn(&mut super::field::Dice<'_>) -> Self] = &[$(|dice| {
                    let (id, event) = $event::any(dice);
                    Self::$variant(id, event)
                }),+];
                makers[dice.below(makers.len())](dice)
            }};
        }
        of!(
            Contact ContactEvent, Task TaskEvent, Reservation ReservationEvent, Conference ConferenceEvent,
            Conversation ConversationEvent, Channel ChannelEvent, Worker WorkerEvent, Desktop DesktopEvent,
            Invocation InvocationEvent
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Dice;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_event_is_read_as_it_was_written(numbers in proptest::collection::vec(any::<u64>(), 0..80)) {
            let event = Event::any(&mut Dice(numbers.iter()));
            let mut bytes = Vec::new();
            event.encode(&mut bytes);
            let mut from = Bytes::new(&bytes);
            let code = from.byte().unwrap();
            prop_assert_eq!(Event::decode(code, &mut from), Ok(event));
            prop_assert!(from.is_empty(), "bytes were left over");
        }

        #[test]
        fn bytes_that_are_an_event_are_written_again_as_they_were(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut from = Bytes::new(&bytes);
            if let Ok(code) = from.byte() && let Ok(event) = Event::decode(code, &mut from) {
                let mut again = Vec::new();
                event.encode(&mut again);
                prop_assert!(bytes.starts_with(&again), "{event:?}");
            }
        }
    }

    #[test]
    fn each_kind_has_a_number_and_a_name_of_its_own_and_the_numbers_are_the_engine_s() {
        let kinds: Vec<&Kind> = Event::kinds().collect();
        assert!(kinds.is_sorted_by(|a, b| a.code < b.code), "the numbers go up");
        assert!(kinds.iter().all(|kind| kind.code < 128));
        let names: std::collections::BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds.len());
    }
}
