//! The crew: everybody who is simulated, and the threads of their scripts.
//!
//! It says who is behind a worker or a contact, what each thread waits for, and whose turn it is. It lets nobody act on
//! the centre: it is told what has happened there and wakes those whom that concerns; the simulation does what they then
//! ask for.

mod hearing;
mod turn;
mod conditions;
mod threads;

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

pub(crate) use turn::Turn;

use super::actor::{Actor, ActorRole, AgentState, CustomerState, Thread};
use super::core::Core;
use super::doubts::Doubts;
use super::limits::Most;
use super::shift::Shift;
use rushhour_engine::units::{ActorId, Arena, ContactId, FiberId, IdMap, SimTime, TaskId, WorkerId};
use rushhour_scenario::plan::ScriptId;
use rushhour_script::request::{Identity, ScriptError};
use rushhour_script::{Allowance, Expressions, Fiber, Host};

/// Everybody who is simulated.
pub(crate) struct Crew {
    host: Host,
    actors: Arena<ActorId, Actor>,
    threads: Arena<FiberId, Thread>,
    /// What is to be done next, in this order.
    ready: VecDeque<Turn>,
    /// So many at its front have been put there since the last one was taken.
    in_front: usize,
    /// Who has been at work as each worker last; nobody for those who never were.
    worker_actors: Vec<Option<ActorId>>,
    contact_actors: IdMap<ContactId, ActorId>,
    transfer_waits: BTreeMap<TaskId, Vec<FiberId>>,
    most: Most,
    /// So much happens until then that nobody may go on more often than their share.
    crowded_until: SimTime,
}

/// What people can see of the world around them.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'s, 'a> {
    pub(crate) core: &'s Core<'a>,
    pub(crate) shift: &'s Shift,
    /// Of what they have a wrong picture; nothing where nothing goes wrong on purpose.
    pub(crate) doubts: Option<&'s Doubts>,
}

impl Crew {
    /// Nobody yet, with scripts that this host runs.
    pub(crate) fn new(host: Host) -> Self {
        Self {
            host,
            actors: Arena::default(),
            threads: Arena::default(),
            ready: VecDeque::new(),
            in_front: 0,
            worker_actors: Vec::new(),
            contact_actors: IdMap::default(),
            transfer_waits: BTreeMap::new(),
            most: Most::default(),
            crowded_until: SimTime::ZERO,
        }
    }
    /// There may be so many at once.
    #[cfg(test)]
    pub(crate) const fn bound(&mut self, most: Most) {
        self.most = most;
    }

    // Actors.

    /// How many people are there.
    pub(crate) fn len(&self) -> usize {
        self.actors.len()
    }
    /// Somebody, if they are there still.
    pub(crate) fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(id)
    }
    /// The same, to be changed.
    pub(crate) fn actor_mut(&mut self, id: ActorId) -> Option<&mut Actor> {
        self.actors.get_mut(id)
    }
    /// Somebody of whom a thread lives, or lived a moment ago.
    pub(crate) fn owner(&mut self, id: ActorId) -> &mut Actor {
        let Some(actor) = self.actors.get_mut(id) else { unreachable!("{id:?} is gone before the last thread") };
        actor
    }
    /// Somebody has come.
    pub(crate) fn add(&mut self, actor: Actor) -> ActorId {
        self.actors.insert(actor)
    }
    /// Somebody leaves.
    pub(crate) fn remove(&mut self, id: ActorId) -> Actor {
        let Some(actor) = self.actors.remove(id) else { unreachable!("{id:?} has left twice") };
        actor
    }
    /// What somebody knows as an agent; nothing where they are none, or gone.
    pub(crate) fn agent_mut(&mut self, id: ActorId) -> Option<&mut AgentState> {
        self.actors.get_mut(id)?.duty()
    }
    /// What somebody knows as a customer; nothing where they are none, or gone.
    pub(crate) fn customer_mut(&mut self, id: ActorId) -> Option<&mut CustomerState> {
        self.actors.get_mut(id)?.visit()
    }
    /// What somebody plays, if they are there still.
    pub(crate) fn role_of(&self, id: ActorId) -> Option<&ActorRole> {
        self.actors.get(id).map(|actor| &actor.part)
    }

    // Workers and contacts.

    /// The centre knows one more worker, as whom nobody is at work yet.
    pub(crate) fn add_worker(&mut self) {
        self.worker_actors.push(None);
    }
    /// Somebody is at work as this worker from now on.
    pub(crate) fn works_as(&mut self, worker: WorkerId, actor: ActorId) {
        self.worker_actors[worker.index()] = Some(actor);
    }
    /// Who was at work as a worker last; they may be gone.
    pub(crate) fn last_actor_of(&self, worker: WorkerId) -> Option<ActorId> {
        self.worker_actors.get(worker.index()).copied().flatten()
    }
    /// Who is at work as a worker.
    pub(crate) fn actor_of(&self, worker: WorkerId) -> Option<(ActorId, &Actor)> {
        let id = self.last_actor_of(worker)?;
        self.actors.get(id).map(|actor| (id, actor))
    }
    /// The same, to be changed.
    pub(crate) fn actor_of_mut(&mut self, worker: WorkerId) -> Option<&mut Actor> {
        self.actors.get_mut(self.last_actor_of(worker)?)
    }
    /// Whether somebody is at work as a worker.
    pub(crate) fn is_at_work(&self, worker: WorkerId) -> bool {
        self.actor_of(worker).is_some()
    }
    /// The worker as whom somebody is at work.
    pub(crate) fn worker_of(&self, actor: ActorId) -> Option<WorkerId> {
        self.actors.get(actor)?.worker()
    }
    /// Everybody who was at work, the last one of each worker.
    pub(crate) fn workers(&self) -> Vec<ActorId> {
        self.worker_actors.iter().flatten().copied().collect()
    }
    /// A contact is this customer's.
    pub(crate) fn add_contact(&mut self, contact: ContactId, actor: ActorId) {
        self.contact_actors.insert(contact, actor);
    }
    /// A contact is nobody's any more.
    pub(crate) fn forget_contact(&mut self, contact: ContactId) -> Option<ActorId> {
        self.contact_actors.remove(contact)
    }
    /// Whose a contact is.
    pub(crate) fn customer_of(&self, contact: ContactId) -> Option<ActorId> {
        self.contact_actors.get(contact).copied()
    }
    /// The contact of a customer: the last one that they made.
    pub(crate) fn contact_of(&self, actor: ActorId) -> Option<ContactId> {
        match self.role_of(actor)? {
            ActorRole::Customer(visit) => visit.contact,
            ActorRole::Worker(_) => None,
        }
    }

    // Their scripts.

    /// Lets all scripts do no more than this together.
    pub(crate) fn allow(&self, allowance: Allowance) {
        self.host.allow(allowance);
    }
    /// Whether they have done all that they may.
    pub(crate) fn has_spent_all(&self) -> bool {
        self.host.allowance().is_some_and(Allowance::is_spent)
    }
    /// Something happens that counts as a turn of a script.
    pub(crate) fn spend_turn(&self) {
        if let Some(allowance) = self.host.allowance() {
            allowance.spend_turn();
        }
    }

    pub(crate) fn expressions(&self) -> Rc<Expressions> {
        self.host.expressions()
    }
    /// Expressions of the scenario that have failed since they were taken last.
    pub(crate) fn take_expression_errors(&self) -> Vec<ScriptError> {
        self.host.take_expression_errors()
    }
    /// A script for somebody, about to begin.
    pub(crate) fn script(&self, script: ScriptId, identity: &Rc<Identity>) -> Fiber {
        self.host.spawn(script, Rc::clone(identity))
    }
    /// A plugin for somebody, about to begin.
    pub(crate) fn plugin(&self, script: ScriptId, identity: &Rc<Identity>) -> Fiber {
        self.host.spawn_plugin(script, Rc::clone(identity))
    }
}
