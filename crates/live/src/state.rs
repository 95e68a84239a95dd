//! What agents are doing, as everybody who watches is told it.

use rushhour_engine::config::Channel;
use rushhour_engine::event::{ReservationStatus, Role};
use rushhour_engine::platform::{Platform, Worker};
use rushhour_engine::units::ReservationId;

/// What an agent is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Available,
    Offered,
    Talking,
    OnHold,
    WrappingUp,
    InChats,
    Paused,
    Offline,
}

impl State {
    /// All, in the order in which they are shown.
    pub(super) const ALL: [Self; 8] = [
        Self::Available,
        Self::Offered,
        Self::Talking,
        Self::OnHold,
        Self::WrappingUp,
        Self::InChats,
        Self::Paused,
        Self::Offline,
    ];

    /// The letter by which a snapshot tells it.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Available => 'a',
            Self::Offered => 'o',
            Self::Talking => 't',
            Self::OnHold => 'h',
            Self::WrappingUp => 'w',
            Self::InChats => 'c',
            Self::Paused => 'p',
            Self::Offline => 'f',
        }
    }
    /// In words.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Offered => "offered",
            Self::Talking => "talking",
            Self::OnHold => "on hold",
            Self::WrappingUp => "wrapping up",
            Self::InChats => "in chats",
            Self::Paused => "paused",
            Self::Offline => "offline",
        }
    }
    const fn is_busy(self) -> bool {
        match self {
            Self::Talking | Self::OnHold | Self::WrappingUp | Self::InChats => true,
            Self::Available | Self::Offered | Self::Paused | Self::Offline => false,
        }
    }

    /// What a worker is doing: the work that keeps them most counts.
    pub(super) fn of(worker: &Worker, platform: &Platform) -> Self {
        let (mut chats, mut wraps, mut offered) = (false, false, false);
        for id in &worker.open {
            let Some(reservation) = platform.reservation(*id) else { continue };
            match (reservation.status, reservation.channel) {
                (ReservationStatus::Accepted, Channel::Voice) => {
                    return if customer_is_held(*id, platform) { Self::OnHold } else { Self::Talking };
                }
                (ReservationStatus::Accepted, Channel::Chat | Channel::Email | Channel::Messaging) => chats = true,
                (ReservationStatus::Wrapping, _) => wraps = true,
                (ReservationStatus::Pending, _) => offered = true,
                (
                    ReservationStatus::Completed
                    | ReservationStatus::Rejected
                    | ReservationStatus::Timeout
                    | ReservationStatus::Canceled
                    | ReservationStatus::Rescinded,
                    _,
                ) => {}
            }
        }
        match (chats, wraps, offered) {
            (true, _, _) => Self::InChats,
            (false, true, _) => Self::WrappingUp,
            (false, false, true) => Self::Offered,
            (false, false, false) if worker.available => Self::Available,
            (false, false, false) if worker.activity == platform.center().offline => Self::Offline,
            (false, false, false) => Self::Paused,
        }
    }
}

/// How many agents are in which state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted([u32; State::ALL.len()]);

impl Counted {
    /// Counts states.
    pub(super) fn of(states: impl IntoIterator<Item = State>) -> Self {
        let mut counts = [0; State::ALL.len()];
        for state in states {
            counts[state as usize] += 1;
        }
        Self(counts)
    }
    /// Each state and how many are in it, in the order in which they are shown.
    pub(super) fn each(self) -> impl Iterator<Item = (State, u32)> {
        State::ALL.into_iter().zip(self.0)
    }
    /// Those who have work.
    pub(super) fn busy(self) -> u32 {
        self.each().filter(|(state, _)| state.is_busy()).map(|(_, count)| count).sum()
    }
    /// Those who have work or could take some.
    pub(super) fn at_work(self) -> u32 {
        self.busy() + self.0[State::Available as usize] + self.0[State::Offered as usize]
    }
    /// The share of those at work who have some.
    pub(super) fn occupancy(self) -> Option<f64> {
        (self.at_work() > 0).then(|| f64::from(self.busy()) / f64::from(self.at_work()))
    }
}

fn customer_is_held(reservation: ReservationId, platform: &Platform) -> bool {
    let task = platform.reservation(reservation).and_then(|it| platform.task(it.task));
    let conference = task.and_then(|task| task.conference).and_then(|id| platform.conference(id));
    conference.is_some_and(|it| it.participants.iter().any(|leg| leg.role == Role::Customer && leg.hold))
}
