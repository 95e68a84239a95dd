//! The options of a call's conference: whose exit ends it.
//!
//! Where nobody says, it follows from who is in the call. Listeners find what follows filled in; that is no word of
//! anybody's, and goes on following.

use smol_str::SmolStr;

use crate::actions::floor::Floor;
use crate::config::Channel;
use crate::payload::{Reader, present, sid_of};
use crate::platform::Exits;
use crate::units::ReservationId;
use crate::value::{Entries, Payload, Value};

pub(super) const END_ON_EXIT: &str = "endConferenceOnExit";
pub(super) const END_ON_CUSTOMER_EXIT: &str = "endConferenceOnCustomerExit";

/// What a payload says of whose exit ends the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConferenceOptions {
    /// The exit of the agent who accepts.
    agent: Option<bool>,
    /// The exit of the customer.
    customer: Option<bool>,
}

impl ConferenceOptions {
    pub(super) fn read(payload: &Reader<'_>) -> Self {
        let Some(options) = payload.present("conferenceOptions") else { return Self::default() };
        let flag = |name| match options.get(name) {
            Some(Value::Bool(ends)) => Some(*ends),
            _ => None,
        };
        Self { agent: flag(END_ON_EXIT), customer: flag(END_ON_CUSTOMER_EXIT) }
    }

    /// What of it somebody has said. Where both stand there they may be what was filled in: then only what is different
    /// from that was said.
    pub(super) fn by_hand(self, floor: Floor<'_>, id: ReservationId) -> Option<Exits> {
        let is_filled = self.agent.is_some() && self.customer.is_some();
        let follows = || Self::following(floor, id);
        let exits = match self {
            Self { agent: None, customer: None } => return None,
            said if is_filled => {
                let follows = follows()?;
                Exits {
                    agent: said.agent.filter(|_| said.agent != follows.agent),
                    customer: said.customer.filter(|_| said.customer != follows.customer),
                }
            }
            said => Exits { agent: said.agent, customer: said.customer },
        };
        (exits != Exits::default()).then_some(exits)
    }

    /// What follows from who is in the call that a reservation is about; nothing where it is about none.
    fn following(floor: Floor<'_>, id: ReservationId) -> Option<Self> {
        let reservation = floor.platform.reservation(id).filter(|it| it.channel == Channel::Voice)?;
        let conference = floor.platform.task(reservation.task)?.conference;
        let others = conference
            .and_then(|id| floor.platform.conference(id))
            .is_some_and(|live| live.agents().next().is_some());
        Some(Self { agent: Some(!others), customer: Some(true) })
    }
}

/// Fills in what follows, where the payload of an AcceptTask of a call says nothing.
pub(super) fn fill(floor: Floor<'_>, payload: &mut Payload) {
    if present(payload, "conferenceOptions").is_some() {
        return;
    }
    let id = present(payload, "sid").and_then(sid_of).and_then(|sid| ReservationId::try_from(sid).ok());
    let Some(ConferenceOptions { agent: Some(agent), customer: Some(customer) }) =
        id.and_then(|id| ConferenceOptions::following(floor, id))
    else {
        return;
    };
    let options = Entries::from([
        (SmolStr::new_static(END_ON_EXIT), Value::Bool(agent)),
        (SmolStr::new_static(END_ON_CUSTOMER_EXIT), Value::Bool(customer)),
    ]);
    *payload = std::mem::take(payload).with("conferenceOptions", Value::map(options));
}
