//! Cues: what the timeline has happen, and what a trainer does to a running show.
//!
//! Both are one list in order of time, and a cue comes before everything else of its moment. What a trainer does gets a
//! moment after all that has happened, so a record of moments and deeds is enough to make the same run again.

use std::collections::VecDeque;
use std::rc::Rc;

use super::Observer;
use super::actor::{CustomerState, Wait};
use super::control::ActorKey;
use super::hours::Rota;
use super::pacer::{Pace, Pacer, Scene};
use super::simulation::{Item, Simulation};
use rushhour_engine::event::{Event, Narration, PopulationId};
use rushhour_engine::units::{ActorId, FiberId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::plan::PopulationKind;
use rushhour_scenario::timeline::{Cue, TrainerCommand};
use rushhour_script::request::Reply;
use smol_str::SmolStr;

/// Customers who come by a cue have numbers from here on, so that they move nobody else's.
pub const CUED_CUSTOMERS: u32 = 1 << 31;
/// So short a time that nobody sees it, and still a time: a pause of a script ends at another moment than it began.
const INSTANT: SimSpan = SimSpan::from_ns(1);

/// What cues have to know.
pub(super) struct Cues<'a> {
    /// Those to come, in order of time; whether a trainer made them.
    to_come: VecDeque<(Cue, bool)>,
    /// Who lets time go on.
    pacer: Option<&'a mut dyn Pacer>,
    /// The moment of the last thing on the calendar that happened.
    stepped_at: Option<SimTime>,
    /// How many customers of each population came by cues, how many agents.
    customers: Vec<u32>,
    agents: Vec<u32>,
    /// How many of those customers are there, or were.
    came: u64,
    /// Those who were sent home, the last one last.
    sent_home: Vec<WorkerId>,
}

impl<'a> Cues<'a> {
    pub(super) fn new(timeline: &[Cue], populations: usize) -> Self {
        Self {
            to_come: timeline.iter().map(|cue| (cue.clone(), false)).collect(),
            pacer: None,
            stepped_at: None,
            customers: vec![0; populations],
            agents: vec![0; populations],
            came: 0,
            sent_home: Vec::new(),
        }
    }
    pub(super) fn paced_by(&mut self, pacer: &'a mut dyn Pacer) {
        self.pacer = Some(pacer);
    }
    /// The moment of the next cue.
    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.to_come.front().map(|(cue, _)| cue.at)
    }
    /// Something on the calendar happens at this moment.
    pub(super) fn stepped(&mut self, at: SimTime) {
        self.stepped_at = Some(at);
    }
    /// A customer's script begins: of which number, for the how manieth time.
    pub(super) fn customer_starts(&mut self, index: u64, tries: u32) {
        self.came += u64::from(index >= u64::from(CUED_CUSTOMERS) && tries == 0);
    }
    /// How many customers have come by cues.
    pub(super) fn came(&self) -> u64 {
        self.came
    }
    fn insert(&mut self, at: SimTime, deed: TrainerCommand) {
        // After what has happened, and after those that are set for the same moment.
        let at = if self.stepped_at.is_some_and(|stepped| stepped >= at) {
            self.stepped_at.map_or(at, |stepped| stepped + INSTANT)
        } else {
            at
        };
        let place = self.to_come.partition_point(|(cue, _)| cue.at <= at);
        self.to_come.insert(place, (Cue { at, deed }, true));
    }
}

/// Whether the run goes on to what is next.
pub(super) enum Paced {
    Go,
    /// Something else may be next now.
    Again,
    Stop,
}

impl<'a, O: Observer> Simulation<'a, O> {
    /// The same, with time that goes on as this pacer lets it.
    #[must_use]
    pub fn paced(mut self, pacer: &'a mut dyn Pacer) -> Self {
        self.cues.paced_by(pacer);
        self
    }

    /// Waits until the run may go on to `next`.
    pub(super) fn pace(&mut self, next: SimTime) -> Paced {
        if self.cues.pacer.is_none() {
            return Paced::Go;
        }
        let (contacts, findings) = (self.contacts(), self.findings());
        let Some(pacer) = self.cues.pacer.as_deref_mut() else { return Paced::Go };
        // What a trainer does shows at once, even while the show is paused.
        if self.cues.to_come.front().is_some_and(|(cue, by_hand)| *by_hand && cue.at == next) {
            return Paced::Go;
        }
        let scene = Scene {
            now: self.now,
            engine: &self.engine,
            violations: self.audit.violations(),
            failures: &self.failures,
            recoveries: &self.recoveries,
            failed_checks: &self.failed_checks,
            actors: self.actors.len(),
            contacts,
            findings,
        };
        match pacer.pace(&scene, next) {
            Pace::Go => Paced::Go,
            Pace::Do(at, deed) => {
                self.cues.insert(at.max(self.now), deed);
                Paced::Again
            }
            Pace::Stop => {
                self.interrupted = true;
                Paced::Stop
            }
        }
    }

    /// Tells the pacer that it is over.
    pub(super) fn pacing_is_over(&mut self) {
        let (contacts, findings) = (self.contacts(), self.findings());
        let Some(pacer) = self.cues.pacer.as_deref_mut() else { return };
        pacer.ended(&Scene {
            now: self.now,
            engine: &self.engine,
            violations: self.audit.violations(),
            failures: &self.failures,
            recoveries: &self.recoveries,
            failed_checks: &self.failed_checks,
            actors: self.actors.len(),
            contacts,
            findings,
        });
    }

    /// Carries out the next cue.
    pub(super) fn follow_cue(&mut self) {
        let Some((cue, by_hand)) = self.cues.to_come.pop_front() else { return };
        self.now = self.now.max(cue.at);
        if let Some(pacer) = self.cues.pacer.as_deref_mut().filter(|_| by_hand) {
            pacer.done(&cue);
        }
        match cue.deed {
            TrainerCommand::Narrate(kind, text) => self.narrate(None, kind, text),
            // The invocation tells of itself.
            TrainerCommand::Act { agent, action, payload } => self.person_acts(&agent, action, payload),
            deed => {
                self.out.events.push(Event::Cued { text: deed.words(self.plan).into() });
                self.settle_step();
                self.do_deed(&deed);
            }
        }
        self.run_ready();
        if !self.interrupted {
            self.close_if_done();
        }
    }

    fn do_deed(&mut self, deed: &TrainerCommand) {
        if self.shift_over {
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

    /// Those who watch are told something.
    fn narrate(&mut self, by: Option<ActorId>, kind: Narration, text: SmolStr) {
        self.out.events.push(Event::Narrated { by, kind, text });
        self.settle_step();
        if let (Narration::Pause, Some(pacer)) = (kind, self.cues.pacer.as_deref_mut()) {
            pacer.pause();
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

    /// Customers come, at equal distances.
    fn customers_burst_in(&mut self, population: PopulationId, count: u32, over: SimSpan) {
        let Some(made) = self.cues.customers.get_mut(usize::from(population.0)) else { return };
        let first = *made;
        *made = first.saturating_add(count);
        let end = SimTime::ZERO + self.plan.duration;
        for place in 0..count {
            let index = CUED_CUSTOMERS.saturating_add(first).saturating_add(place);
            let offset = u128::from(over.as_ns()) * u128::from(place) / u128::from(count.max(1));
            let at = self.now + SimSpan::from_ns(u64::try_from(offset).unwrap_or(u64::MAX));
            if at >= end || !self.conduct.trim.takes_part(population, u64::from(index)) {
                continue;
            }
            if at == self.now {
                self.start_customer(population, u64::from(index), CustomerState::default());
            } else {
                // Whoever comes is set as one who comes again, for the first time.
                self.schedule(at, Item::Return(population, index, 0));
            }
        }
    }

    /// Agents come to work: those who were sent home first.
    fn agents_join(&mut self, id: PopulationId, count: u32) {
        for _ in 0..count {
            let is_theirs = |worker: &WorkerId| {
                let person = self.engine.platform().worker(*worker);
                person.is_some_and(|person| person.population == id) && self.has_no_stint_ahead(*worker)
            };
            match self.cues.sent_home.iter().rposition(is_theirs) {
                Some(place) => {
                    let worker = self.cues.sent_home.remove(place);
                    self.call_back(worker);
                }
                None => self.somebody_joins(id),
            }
        }
    }

    /// Somebody new is at work from now on.
    fn somebody_joins(&mut self, id: PopulationId) {
        let plan = self.plan;
        let Some(population) = plan.population(id) else { return };
        let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &population.kind else {
            return;
        };
        let Some(made) = self.cues.agents.get_mut(usize::from(id.0)) else { return };
        let index = staff.count.saturating_add(*made);
        *made = made.saturating_add(1);
        let (worker, identity) = self.make_worker(id, population, staff, index);
        let number = staff.hours.number_of_draws(index);
        let takes_part = self.conduct.trim.takes_part(id, number);
        self.note_desk(takes_part.then_some(ActorKey { population: id, number }));
        if takes_part {
            self.start_worker(worker, id, identity, 0);
        }
    }

    /// Agents go home when the work in hand is done: the last ones first.
    fn agents_leave(&mut self, id: PopulationId, count: u32) {
        let workers = (0..).map(WorkerId::new).zip(self.engine.platform().workers());
        let theirs = workers.filter(|(_, person)| person.population == id).map(|(worker, _)| worker);
        let mut there: Vec<WorkerId> = theirs.filter(|worker| self.is_there(*worker)).collect();
        there.reverse();
        there.truncate(count as usize);
        for worker in there {
            let actor = self.actor_of_worker(worker).and_then(|actor| self.actors.get(actor));
            let Some(identity) = actor.map(|actor| Rc::clone(&actor.identity)) else { continue };
            self.rotas.entry(worker).or_insert_with(|| Rota::new(identity, id, Vec::new()));
            self.cues.sent_home.push(worker);
            self.go_home(worker);
        }
    }

    fn is_there(&self, worker: WorkerId) -> bool {
        let actor = self.actor_of_worker(worker).and_then(|actor| self.actors.get(actor));
        actor.is_some() && !self.is_off_duty(worker)
    }
}

/// The name of a customer: of those who come by a cue, and of those who come again.
pub(super) fn customer_name(population: &str, index: u64, tries: u32) -> SmolStr {
    let (mark, number) = match index.checked_sub(u64::from(CUED_CUSTOMERS)) {
        Some(number) => ("cue-", number + 1),
        None => ("", index + 1),
    };
    // Who comes again is the same person: `callers-17.2` is the second try of `callers-17`.
    match tries {
        0 => smol_str::format_smolstr!("{population}-{mark}{number}"),
        tries => smol_str::format_smolstr!("{population}-{mark}{number}.{}", tries + 1),
    }
}
