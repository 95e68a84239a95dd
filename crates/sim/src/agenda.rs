//! The agenda of a run: what stands on its calendar, and how much of that lets a script act.

use super::calendar::Calendar;
use super::person::PersonId;
use rushhour_engine::effects::{Notice, Timer};
use rushhour_engine::units::{ContactId, FiberId, InvocationId, SimTime, WorkerId};
use rushhour_scenario::PopulationId;

/// Something on the calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item {
    /// A thread's wait is over, if it is still the wait with this number.
    Wake(FiberId, u32),
    /// The backend answers an invocation.
    Land(InvocationId),
    /// A timer of the engine.
    Timer(Timer),
    /// A customer has heard nobody for a while.
    Silence(ContactId),
    /// A reservation event reaches a desktop.
    Deliver(Notice),
    /// A customer of the arrival process at this place comes.
    Arrive(usize),
    /// This customer comes: again, or by a cue.
    Customer(PopulationId, PersonId),
    /// A worker comes, takes a break or goes home.
    Rota(WorkerId, RotaStep),
    /// A worker goes back to work whom an offer that timed out has put into the timeout activity, at that moment.
    WayBack(WorkerId, SimTime),
    /// Something that a fault brings about, by its number.
    Mishap(u32),
    /// Nothing but a moment until which the run must last.
    Closing,
}

/// What happens at a moment of somebody's rota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RotaStep {
    /// Their next stint begins.
    Come,
    /// The break at this place of the stint with this number is due.
    Rest(u32, u16),
    /// The break with this number is over.
    Back(u32),
    /// The stint with this number is over.
    Go(u32),
}

/// What is to come.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    calendar: Calendar<Item>,
    /// How many of the things to come let a script act.
    acts: usize,
}

impl Agenda {
    /// Sets something for a moment.
    pub(crate) fn set(&mut self, at: SimTime, item: Item) {
        self.acts += usize::from(item.is_act());
        self.calendar.set(at, item);
    }
    /// The moment of the next thing.
    pub(crate) fn next_at(&self) -> Option<SimTime> {
        self.calendar.next_at()
    }
    /// Takes the next thing out.
    pub(crate) fn pop(&mut self) -> Option<(SimTime, Item)> {
        let next = self.calendar.pop();
        if let Some((_, item)) = &next {
            self.acts -= usize::from(item.is_act());
        }
        next
    }
    /// Whether a script will act by anything that is to come.
    pub(crate) const fn has_acts(&self) -> bool {
        self.acts > 0
    }
    /// Drops what is stale, now and then.
    pub(crate) fn sweep_if_due(&mut self, is_stale: impl Fn(&Item) -> bool) {
        let swept = std::cell::Cell::new(0);
        self.calendar.sweep_if_due(|item| {
            let stale = is_stale(item);
            swept.set(swept.get() + usize::from(stale && item.is_act()));
            stale
        });
        self.acts -= swept.get();
    }
}

impl Item {
    /// Whether it is by this that a script acts.
    const fn is_act(&self) -> bool {
        match self {
            Self::Wake(..)
            | Self::Land(_)
            | Self::Deliver(_)
            | Self::Arrive(_)
            | Self::Customer(..)
            | Self::WayBack(..)
            | Self::Silence(_)
            | Self::Mishap(_) => true,
            // When the shift is over for all, no rota matters any more.
            Self::Timer(_) | Self::Rota(..) | Self::Closing => false,
        }
    }
}
