//! What the timeline has happen, what a trainer does, and what people at seats do: carrying out cues.

use std::rc::Rc;

use super::Simulation;
use crate::actor::{CustomerState, Wait};
use crate::agenda::Item;
use crate::control::{ActorKey, Move};
use crate::cues::INSTANT;
use crate::event::{Event, ShowEvent};
use crate::moves;
use crate::person::PersonId;
use crate::shift::Rota;
use rushhour_engine::action::ActionName;
use rushhour_engine::units::{ActorId, FiberId, SimSpan, WorkerId};
use rushhour_engine::value::Payload;
use rushhour_scenario::PopulationId;
use rushhour_scenario::plan::PopulationKind;
use rushhour_scenario::timeline::Narration;
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_script::request::Reply;
use smol_str::SmolStr;

impl Simulation<'_> {
    /// Carries out the next cue.
    pub(super) fn follow_cue(&mut self) {
        let Some(cue) = self.cues.take() else { unreachable!("a cue was next") };
        self.core.advance(cue.at.max(self.core.now()));
        match cue.deed {
            TrainerCommand::Narrate(kind, text) => self.narrate(None, kind, text),
            // The invocation tells of itself.
            TrainerCommand::Act { agent, action, payload } => self.person_acts(&agent, action, payload),
            deed => {
                self.state(Event::Show(ShowEvent::Cued { text: deed.words(self.core.plan()).into() }));
                self.do_deed(&deed);
            }
        }
        self.run_ready();
        if !self.interrupted {
            self.close_if_done();
        }
    }

    fn do_deed(&mut self, deed: &TrainerCommand) {
        if self.shift.is_over() {
            return;
        }
        match deed {
            TrainerCommand::Narrate(..) | TrainerCommand::Act { .. } => {}
            TrainerCommand::Burst { customers, count, over } => self.customers_burst_in(*customers, *count, *over),
            TrainerCommand::Join { agents, count } => self.agents_join(*agents, *count),
            TrainerCommand::Leave { agents, count } => self.agents_leave(*agents, *count),
            TrainerCommand::Fault { fault, length } => self.fault_is_cued(*fault, *length),
        }
    }

    // Telling.

    /// Those who watch are told something.
    fn narrate(&mut self, by: Option<ActorId>, kind: Narration, text: SmolStr) {
        self.state(Event::Show(ShowEvent::Narrated { by, kind, text }));
        match kind {
            Narration::Pause => self.cues.pause(),
            Narration::Note | Narration::Chapter => {}
        }
    }

    /// A script tells something, and goes on at once, or a moment later where it asks for a pause.
    pub(super) fn script_narrates(
        &mut self,
        thread: FiberId,
        actor: ActorId,
        kind: Narration,
        text: SmolStr,
    ) -> Option<Reply> {
        self.narrate(Some(actor), kind, text);
        match kind {
            Narration::Note | Narration::Chapter => Some(Reply::Done(true)),
            Narration::Pause => self.wait(thread, Wait::Sleep, Some(INSTANT)),
        }
    }

    // Seats.

    /// The person who plays an agent does something. It is an invocation on that agent's desktop for which no script
    /// waits. Who has gone home has nothing to do it with.
    fn person_acts(&mut self, agent: &str, action: ActionName, payload: Payload) {
        let Some(worker) = self.core.platform().worker_named(agent) else { return };
        let Some((actor, _)) = self.crew.actor_of(worker) else { return };
        if moves::makes_move(&mut self.core, &mut self.crew, actor, &Move::Invokes(action.clone())) {
            self.invoke_for(None, actor, worker, action, payload);
            self.settle_step();
        }
    }

    // People.

    /// Customers come, at equal distances.
    fn customers_burst_in(&mut self, population: PopulationId, count: u32, over: SimSpan) {
        let first = self.cues.tell_customers(population, count);
        let (now, end) = (self.core.now(), self.core.arrivals_end());
        for place in 0..count {
            let person = PersonId::cued(first.saturating_add(place));
            let offset = u128::from(over.as_ns()) * u128::from(place) / u128::from(count.max(1));
            let at = now + SimSpan::from_ns(u64::try_from(offset).unwrap_or(u64::MAX));
            if at >= end || !self.core.control().trim.takes_part(population, person) {
                continue;
            }
            if at == now {
                self.start_customer(population, person, CustomerState::default(), None);
            } else {
                self.core.schedule(at, Item::Customer(population, person));
            }
        }
    }

    /// Agents come to work: those who were sent home first.
    fn agents_join(&mut self, id: PopulationId, count: u32) {
        for _ in 0..count {
            let (core, shift) = (&self.core, &self.shift);
            let called_back = self.cues.recall(|worker| {
                let person = core.platform().worker(worker);
                person.is_some_and(|person| PopulationId::from(person.group) == id)
                    && shift.has_no_stint_ahead(worker)
            });
            match called_back {
                Some(worker) => {
                    self.shift.call_back(worker, self.core.now());
                    self.come_to_work(worker);
                }
                None => self.somebody_joins(id),
            }
        }
    }

    /// Somebody new is at work from now on.
    fn somebody_joins(&mut self, id: PopulationId) {
        let population = self.core.population(id);
        let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &population.kind else {
            unreachable!("{} are told to join, and are no agents", population.name);
        };
        let index = staff.count.saturating_add(self.cues.tell_agent(id));
        let queues = population.queues(&self.core.plan().center);
        let (worker, identity) = self.make_worker(id, population, (staff, &queues), index);
        let person = PersonId::new(staff.hours.number_of_draws(index));
        let takes_part = self.core.control().trim.takes_part(id, person);
        self.add_desk(takes_part.then_some(ActorKey { population: id, person }));
        if takes_part {
            self.start_worker(worker, id, identity, 0);
        }
    }

    /// Agents go home when the work in hand is done: the last ones first.
    fn agents_leave(&mut self, id: PopulationId, count: u32) {
        let workers = (0..).map(WorkerId::new).zip(self.core.platform().workers());
        let theirs =
            workers.filter(|(_, person)| PopulationId::from(person.group) == id).map(|(worker, _)| worker);
        let is_there = |worker: &WorkerId| self.crew.is_at_work(*worker) && !self.shift.is_off_duty(*worker);
        let mut there: Vec<WorkerId> = theirs.filter(is_there).collect();
        there.reverse();
        there.truncate(count as usize);
        for worker in there {
            // Nobody of them goes because another does: no script runs meanwhile.
            let Some((_, actor)) = self.crew.actor_of(worker) else { unreachable!("{worker:?} was at work") };
            let identity = Rc::clone(&actor.identity);
            self.shift.add_if_new(worker, || Rota::new(identity, id, Vec::new()));
            self.cues.send_home(worker);
            self.go_home(worker);
        }
    }
}
