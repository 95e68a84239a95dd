//! The invocations that somebody waits for, and what the backend answers at once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use smallvec::SmallVec;

use rushhour_engine::action::ActionName;
use rushhour_engine::units::{FiberId, IdMap, InvocationId, ReservationId};

/// The invocations that are on.
#[derive(Debug, Default)]
pub(crate) struct Invocations {
    running: IdMap<InvocationId, Invoked>,
    /// Replacements that wait for what they have asked for; of one invocation the one that asked last comes last.
    originals: BTreeMap<InvocationId, SmallVec<[FiberId; 1]>>,
    /// What the backend answers before anything else happens, in this order.
    landings: VecDeque<Landing>,
}

/// An invocation that a thread waits for, or that a person has made.
#[derive(Debug)]
pub(crate) struct Invoked {
    /// Who waits for it; nobody where a person has made it.
    pub(crate) thread: Option<FiberId>,
    pub(crate) action: ActionName,
    /// Wall nanoseconds that the engine has spent on it.
    pub(crate) engine_ns: u64,
    /// The reservation that it is about, in a run with faults.
    pub(crate) about: Option<ReservationId>,
    /// Which of its actor's moves it is.
    pub(crate) ordinal: u32,
    /// The faults that have had their chance to strike it.
    pub(crate) had_chance: SmallVec<[u16; 4]>,
}

/// What the backend answers at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Landing {
    /// The invocation lands.
    Land(InvocationId),
    /// It fails.
    Fail(InvocationId),
}

impl Invocations {
    /// Whether nobody waits for any.
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }
    pub(crate) fn add(&mut self, id: InvocationId, invoked: Invoked) {
        self.running.insert(id, invoked);
    }
    pub(crate) fn get_mut(&mut self, id: InvocationId) -> Option<&mut Invoked> {
        self.running.get_mut(id)
    }
    pub(crate) fn get(&self, id: InvocationId) -> Option<&Invoked> {
        self.running.get(id)
    }
    /// It has settled.
    pub(crate) fn remove(&mut self, id: InvocationId) -> Option<Invoked> {
        self.running.remove(id)
    }
    /// The engine has spent so long on one of them, if it is one that somebody waits for.
    pub(crate) fn spent(&mut self, id: InvocationId, engine_ns: u64) {
        if let Some(invoked) = self.running.get_mut(id) {
            invoked.engine_ns += engine_ns;
        }
    }

    /// A replacement waits for what it has asked for.
    pub(crate) fn await_original(&mut self, id: InvocationId, thread: FiberId) {
        self.originals.entry(id).or_default().push(thread);
    }
    /// The replacement of an invocation that has asked last waits no longer.
    pub(crate) fn take_original(&mut self, id: InvocationId) -> Option<FiberId> {
        let mut waiting = match self.originals.entry(id) {
            Entry::Occupied(waiting) => waiting,
            Entry::Vacant(_) => return None,
        };
        let thread = waiting.get_mut().pop();
        if waiting.get().is_empty() {
            waiting.remove();
        }
        thread
    }

    /// The backend answers before anything else happens.
    pub(crate) fn answer_at_once(&mut self, landing: Landing) {
        self.landings.push_back(landing);
    }
    /// What the backend answers next.
    pub(crate) fn next_landing(&mut self) -> Option<Landing> {
        self.landings.pop_front()
    }
}
