//! What a walk has come to: situations of calls and sessions, and how often there was each. A walk in which one never is
//! proves nothing about it.

use crate::action::{Action, ActionName, Code};
use crate::config::Channel;
use crate::effects::Timer;
use crate::event::{
    ConferenceEvent, DesktopEvent, Direction, EndReason, Event, InvocationEvent, Outcome, ReservationEvent,
    ReservationStatus, Role, TaskEvent, TransferMode, TransferOutcome,
};
use crate::platform::{Conference, Platform, TransferState};
use crate::units::{ConferenceId, TaskId, WorkerId};

/// Writes the list: of each situation its variant, and what it is.
macro_rules! situations {
    ($($variant:ident, $about:literal;)*) => {
        /// A situation that a walk is to come to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Situation {
            $(#[doc = $about] $variant,)*
        }
        impl Situation {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];
        }
    };
}

situations! {
    CallOfThree, "Three are in a call.";
    CallOfFour, "Four are in a call.";
    CallOfFive, "Five are in a call.";
    TwoAgents, "Two agents are in a call.";
    ThirdPartyJoined, "A third party has answered.";
    ThirdPartyLeftFirst, "A third party has left, and the call goes on.";
    ThirdPartyAndCustomer, "A third party and the customer are left to each other.";
    CustomerAlone, "The customer is alone in a call.";
    CustomerLeftFirst, "The customer has left, and the call goes on.";
    AgentLeftAnother, "An agent has left, and another one goes on.";
    KickedAndOn, "Somebody was removed, and the call goes on.";
    EndedByExit, "A call has ended because somebody left whose exit ends it.";
    EndedByLast, "A call has ended because there was nobody to talk to any more.";
    HandSetAndLeft, "Somebody has left, and the flag of an agent who goes on was set by hand.";
    HandSetAgainstRule, "A flag set by hand is another than it would be otherwise.";
    HandSetAndHeld, "An agent whose flag was set by hand is on hold.";
    HeldAsOthersCome, "Somebody comes or goes while an agent of the call is on hold.";
    MonitoredOfThree, "A supervisor listens to a call of three or more others.";
    WarmTaken, "A warm transfer of a call was taken.";
    WarmTakenOfThree, "A warm transfer of a call was taken that three were in.";
    ColdTaken, "A cold transfer of a call was taken.";
    ColdDropped, "Nobody has taken a cold transfer of a call.";
    ColdOfThree, "A cold transfer begins of a call that a third party is in.";

    OutboundRings, "The customer of an agent's call is rung.";
    OutboundAnswered, "They have answered.";
    OutboundDeclined, "They were busy, or have declined.";
    OutboundUnanswered, "They have not answered.";
    OutboundGivenUp, "The agent has hung up before they answered.";

    LoggedOutOnCall, "An agent has logged out while in a call.";
    LoggedOutOffCall, "An agent has logged out otherwise.";
    LoggedOutOfThree, "An agent has logged out, and the call that they were in goes on.";
    LoggedOutDialling, "An agent has logged out while the customer whom they have called is rung.";
    LoggedOutListening, "A supervisor has logged out while listening to a call.";
    ForcedWithOffer, "An agent was logged out while something was on offer to them.";
    ForcedAndAvailable, "An agent was logged out and is available.";
    ExpiredOnCall, "The token of an agent in a call has expired.";
    ExpiredOffCall, "The token of another agent has expired.";
    ExpiredWithOffer, "The token of an agent has expired while something was on offer to them.";
    RenewedInTime, "The time of a token is over that was renewed before.";
    ReloadedOnCall, "The page of an agent in a call was loaded anew.";
    ReloadedOffCall, "The page of another agent was loaded anew.";
    ReloadedSignedOut, "A page was loaded anew that asks its agent to sign in.";
    BackAgain, "Whoever was signed out is signed in again.";
    OfferedWhileOut, "Somebody who is signed out is offered something.";
    RungWhileOut, "An offer to somebody who is signed out has timed out.";
    AcceptedTooLate, "The accept of a call has landed after its agent was signed out.";
}

/// How often a walk has come to each situation.
pub(crate) struct Reached {
    counts: [u32; Situation::ALL.len()],
    /// Whether the next step is one that time brings.
    by_time: bool,
}

impl std::fmt::Debug for Reached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(Situation::ALL.iter().map(|it| (it, self.count(*it)))).finish()
    }
}

impl Default for Reached {
    fn default() -> Self {
        Self { counts: [0; Situation::ALL.len()], by_time: false }
    }
}

/// The numbers of those who are in a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Joined {
    all: usize,
    agents: usize,
    supervisors: usize,
    customers: usize,
    thirds: usize,
}

impl Joined {
    fn of(live: &Conference) -> Self {
        let mut joined = Self::default();
        for leg in live.participants.iter().filter(|leg| leg.is_joined()) {
            joined.all += 1;
            *match leg.role {
                Role::Worker(_) => &mut joined.agents,
                Role::Supervisor(_) => &mut joined.supervisors,
                Role::Customer => &mut joined.customers,
                Role::External => &mut joined.thirds,
            } += 1;
        }
        joined
    }
}

impl Reached {
    /// How often there was a situation.
    pub(crate) const fn count(&self, situation: Situation) -> u32 {
        self.counts[situation as usize]
    }
    /// Adds those of another walk.
    pub(crate) fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    fn is(&mut self, situation: Situation) {
        self.counts[situation as usize] += 1;
    }
    fn if_so(&mut self, holds: bool, situation: Situation) {
        if holds {
            self.is(situation);
        }
    }

    /// Time brings this next; it may be that it comes to nothing.
    pub(super) fn brings(&mut self, timer: Timer, stale: bool) {
        self.by_time = true;
        self.if_so(stale && matches!(timer, Timer::Session(..)), Situation::RenewedInTime);
    }

    /// A step has stated these events, and the platform is as it is behind it.
    pub(super) fn note(&mut self, events: &[Event], platform: &Platform) {
        for event in events {
            match event {
                Event::Conference(id, event) => {
                    if let ConferenceEvent::Left { role: Role::Worker(worker), .. } = event {
                        self.if_so(is_called_off(events, *worker), Situation::OutboundGivenUp);
                    }
                    self.conference(*id, event, platform);
                }
                Event::Task(task, TaskEvent::TransferStarted { mode: TransferMode::Cold, .. }) => {
                    let live = platform.task(*task).and_then(|task| task.conference);
                    let joined = live.and_then(|live| platform.conference(live)).map(Joined::of);
                    let with_third = joined.is_some_and(|joined| joined.thirds > 0);
                    self.if_so(with_third, Situation::ColdOfThree);
                }
                Event::Task(task, TaskEvent::TransferSettled { outcome }) => {
                    self.transferred(*task, *outcome, platform);
                }
                Event::Desktop(worker, DesktopEvent::Switched { part, on }) => match (part.as_str(), on) {
                    ("signed_in", true) => self.is(Situation::BackAgain),
                    ("signed_in", false) => self.signed_out(*worker, events, platform),
                    ("reloaded", force) => {
                        self.if_so(*force, Situation::ReloadedSignedOut);
                        let was_on = left(events, *worker).is_some();
                        self.is(if was_on { Situation::ReloadedOnCall } else { Situation::ReloadedOffCall });
                    }
                    _ => {}
                },
                Event::Reservation(_, ReservationEvent::Created { worker, .. }) => {
                    self.if_so(is_out(platform, *worker), Situation::OfferedWhileOut);
                }
                Event::Reservation(
                    _,
                    ReservationEvent::Changed { worker, to: ReservationStatus::Timeout, .. },
                ) => self.if_so(is_out(platform, *worker), Situation::RungWhileOut),
                Event::Invocation(
                    _,
                    InvocationEvent::Settled {
                        worker,
                        action: ActionName::Known(Action::AcceptTask),
                        outcome: Outcome::Rejected(Code::CantAcceptCall),
                        ..
                    },
                ) => self.if_so(is_out(platform, *worker), Situation::AcceptedTooLate),
                _ => {}
            }
        }
        self.by_time = false;
    }

    fn conference(&mut self, id: ConferenceId, event: &ConferenceEvent, platform: &Platform) {
        let live = platform.conference(id);
        let joined = live.map(Joined::of);
        match event {
            ConferenceEvent::Joined { role, .. } => {
                let (Some(live), Some(joined)) = (live, joined) else { return };
                self.if_so(joined.all == 3, Situation::CallOfThree);
                self.if_so(joined.all == 4, Situation::CallOfFour);
                self.if_so(joined.all == 5, Situation::CallOfFive);
                self.if_so(joined.agents == 2, Situation::TwoAgents);
                self.if_so(*role == Role::External, Situation::ThirdPartyJoined);
                let listens = matches!(role, Role::Supervisor(_));
                self.if_so(listens && joined.all >= 4, Situation::MonitoredOfThree);
                let called = platform.task(live.task).is_some_and(|it| it.direction == Direction::Outbound);
                self.if_so(*role == Role::Customer && called, Situation::OutboundAnswered);
                self.others_change(live);
            }
            ConferenceEvent::Ringing { role, .. } => {
                self.if_so(*role == Role::Customer, Situation::OutboundRings);
            }
            ConferenceEvent::Left { role, reason, .. } => {
                let (Some(live), Some(joined)) = (live, joined) else { return };
                self.if_so(*role == Role::External, Situation::ThirdPartyLeftFirst);
                self.if_so(*role == Role::Customer, Situation::CustomerLeftFirst);
                let pair = joined.all == 2 && joined.thirds == 1 && joined.customers == 1;
                self.if_so(pair, Situation::ThirdPartyAndCustomer);
                self.if_so(joined.all == 1 && joined.customers == 1, Situation::CustomerAlone);
                let is_agent = matches!(role, Role::Worker(_));
                self.if_so(is_agent && joined.agents > 0, Situation::AgentLeftAnother);
                self.if_so(*reason == EndReason::Kicked, Situation::KickedAndOn);
                let by_hand = live.agents().any(|leg| leg.exit_set.is_some());
                self.if_so(by_hand, Situation::HandSetAndLeft);
                self.others_change(live);
            }
            ConferenceEvent::ParticipantChanged { participant, .. } => {
                let Some((joined, leg)) = joined.zip(live.and_then(|live| live.participant(*participant))) else {
                    return;
                };
                let Some(ends) = leg.exit_set.filter(|_| matches!(leg.role, Role::Worker(_))) else { return };
                self.if_so(ends != (joined.all <= 2), Situation::HandSetAgainstRule);
                self.if_so(leg.hold, Situation::HandSetAndHeld);
            }
            ConferenceEvent::Ended { reason, .. } => match reason {
                EndReason::EndOnExit => self.is(Situation::EndedByExit),
                EndReason::LastLeft => self.is(Situation::EndedByLast),
                EndReason::Declined => self.is(Situation::OutboundDeclined),
                EndReason::NoAnswer => self.is(Situation::OutboundUnanswered),
                EndReason::TransferFailed => self.is(Situation::ColdDropped),
                EndReason::EndedByApi | EndReason::HungUp | EndReason::Kicked => {}
            },
            ConferenceEvent::Started { .. } | ConferenceEvent::TonesSent { .. } => {}
        }
    }

    fn others_change(&mut self, live: &Conference) {
        self.if_so(live.agents().any(|leg| leg.is_joined() && leg.hold), Situation::HeldAsOthersCome);
    }

    fn transferred(&mut self, id: TaskId, outcome: TransferOutcome, platform: &Platform) {
        let Some(task) = platform.task(id).filter(|task| task.channel == Channel::Voice) else { return };
        let Some(live) = task.conference.and_then(|live| platform.conference(live)) else { return };
        let joined = Joined::of(live);
        let consulting = task.transfer.as_ref().is_some_and(|it| it.state == TransferState::Consulting);
        match outcome {
            TransferOutcome::Completed if consulting => {
                self.is(Situation::WarmTaken);
                self.if_so(joined.all >= 4, Situation::WarmTakenOfThree);
            }
            TransferOutcome::Completed => {
                self.is(Situation::ColdTaken);
            }
            TransferOutcome::Failed | TransferOutcome::Canceled => {}
        }
    }

    fn signed_out(&mut self, worker: WorkerId, events: &[Event], platform: &Platform) {
        let from = left(events, worker);
        let offered = !platform.pending_of(worker).is_empty();
        let available = platform.worker(worker).is_some_and(|it| it.available);
        if self.by_time {
            self.is(if from.is_some() { Situation::ExpiredOnCall } else { Situation::ExpiredOffCall });
            self.if_so(offered, Situation::ExpiredWithOffer);
            return;
        }
        let reloaded = events.iter().any(|event| match event {
            Event::Desktop(of, DesktopEvent::Switched { part, .. }) => *of == worker && part == "reloaded",
            _ => false,
        });
        if reloaded {
            return;
        }
        self.is(if from.is_some() { Situation::LoggedOutOnCall } else { Situation::LoggedOutOffCall });
        self.if_so(offered, Situation::ForcedWithOffer);
        self.if_so(available, Situation::ForcedAndAvailable);
        let Some((conference, role)) = from else { return };
        self.if_so(platform.conference(conference).is_some(), Situation::LoggedOutOfThree);
        self.if_so(matches!(role, Role::Supervisor(_)), Situation::LoggedOutListening);
        self.if_so(is_called_off(events, worker), Situation::LoggedOutDialling);
    }
}

/// The call that a worker has left in a step, and as what they were in it.
fn left(events: &[Event], worker: WorkerId) -> Option<(ConferenceId, Role)> {
    events.iter().find_map(|event| match event {
        Event::Conference(id, ConferenceEvent::Left { role, .. }) if role.worker() == Some(worker) => {
            Some((*id, *role))
        }
        _ => None,
    })
}

/// Whether what a worker has begun themselves was canceled in a step.
fn is_called_off(events: &[Event], worker: WorkerId) -> bool {
    events.iter().any(|event| match event {
        Event::Reservation(_, ReservationEvent::Changed { worker: of, to, .. }) => {
            *of == worker && *to == ReservationStatus::Canceled
        }
        _ => false,
    })
}

fn is_out(platform: &Platform, worker: WorkerId) -> bool {
    platform.worker(worker).is_some_and(|it| !it.phone)
}
