//! A strike of a fault: what has a chance of it, whom it strikes, and what it brings about later.

use std::fmt;

use smol_str::SmolStr;

use crate::control::FaultKey;
use crate::core::Core;
use crate::event::{Event, FaultEvent};
use rushhour_engine::RequestCopy;
use rushhour_engine::units::{ActorId, ContactId, InvocationId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::FaultId;
use rushhour_scenario::faults::{FaultPlan, People};
use rushhour_scenario::random::{Sampler, Stream};

/// Something that a fault brings about later.
#[derive(Debug)]
pub(super) enum Mishap {
    /// A fault that strikes now and then has its chance.
    Chance(Chance),
    /// The backend fails a request.
    Fail(InvocationId),
    /// A desktop waits for a response no longer.
    GiveUp(InvocationId),
    /// A request comes a second time.
    Again(Box<RequestCopy>),
    /// A customer hangs up.
    HangUp(FaultKey, ContactId, &'static str),
    /// A desktop's connection may be there again.
    Reconnect(WorkerId),
    /// A session may be renewed.
    Renew(WorkerId),
    /// An agent leaves in a burst, to come back at a moment.
    Leave(Chance, SimTime),
    /// An agent comes back from a burst.
    ComeBack(WorkerId),
    /// Somebody looks whether a reservation is still on their screen.
    LookAgain(ActorId, ReservationId),
}

/// A chance of a fault that strikes now and then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chance {
    /// Which of the plan's faults.
    pub(super) fault: u16,
    /// Whose desktop it would strike; nobody's where it strikes the platform.
    pub(super) worker: Option<WorkerId>,
    /// Which chance of theirs, from 0.
    pub(super) ordinal: u32,
}

/// Whom a fault strikes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Struck {
    pub(super) worker: Option<WorkerId>,
    pub(super) contact: Option<ContactId>,
}

impl Struck {
    pub(super) const fn worker(worker: WorkerId) -> Self {
        Self { worker: Some(worker), contact: None }
    }
}

/// One of the plan's faults, by its place.
pub(super) fn fault_of<'a>(core: &Core<'a>, place: u16) -> &'a FaultPlan {
    &core.plan().faults[usize::from(place)]
}

/// Lets a fault strike, if the run's conduct does: whom, and in words what happens. False where it does not.
pub(super) fn strikes(core: &mut Core<'_>, key: &FaultKey, whom: Struck, words: fmt::Arguments<'_>) -> bool {
    if !core.control().trim.may_strike(key) {
        return false;
    }
    core.tell_strike(key, &words.to_string());
    let struck = FaultEvent::Struck { worker: whom.worker, contact: whom.contact };
    core.state(Event::Fault(FaultId(key.fault), struck));
    true
}

/// The name of whoever is at a desktop.
pub(super) fn name_of(core: &Core<'_>, worker: WorkerId) -> SmolStr {
    core.platform().worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
}

/// The workers of these populations.
pub(super) fn workers_of(core: &Core<'_>, people: &People) -> Vec<WorkerId> {
    let workers = (0..).map(WorkerId::new).zip(core.platform().workers());
    workers.filter(|(_, it)| people.include(it.group.into())).map(|(worker, _)| worker).collect()
}

/// Whether a desktop has no connection, by a fault.
pub(crate) fn is_cut_off(core: &Core<'_>, worker: WorkerId) -> bool {
    core.engine().desktop(worker).is_some_and(|desktop| !desktop.connected)
}

/// A span of time, drawn.
pub(super) fn drawn(sampler: &Sampler, stream: &mut Stream) -> SimSpan {
    SimSpan::from_drawn_secs(sampler.sample(stream))
}
