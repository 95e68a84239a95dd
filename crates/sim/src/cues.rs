//! Cues: what the timeline has happen, and what a trainer does to a running show.
//!
//! Both are one list in order of time, and a cue comes before everything else of its moment. What a trainer does gets a
//! moment after all that has happened, so a record of moments and deeds is enough to make the same run again.

use std::collections::VecDeque;

use super::pacer::{Pace, Pacer, Scene};
use super::person::PersonId;
use rushhour_engine::units::{SimSpan, SimTime, WorkerId};
use rushhour_scenario::PopulationId;
use rushhour_scenario::timeline::{Cue, TrainerCommand};

/// So short a time that nobody sees it, and still a time: a pause of a script ends at another moment than it began.
pub(crate) const INSTANT: SimSpan = SimSpan::from_ns(1);

/// The cues to come, who lets time go on, and who has come and gone by cues.
pub(crate) struct Cues<'a> {
    /// In order of time; whether a trainer made them.
    to_come: VecDeque<(Cue, bool)>,
    /// Who lets time go on.
    pacer: Option<&'a mut dyn Pacer>,
    /// The moment of the last thing on the calendar that happened.
    stepped_at: Option<SimTime>,
    /// How many customers of each population have been told to come, how many agents.
    customers: Vec<u32>,
    agents: Vec<u32>,
    /// How many of those customers are there, or were.
    came: u64,
    /// Those who were sent home, the last one last.
    sent_home: Vec<WorkerId>,
}

/// Whether the run goes on to what is next.
pub(crate) enum Paced {
    Go,
    /// Something else may be next now.
    Again,
    Stop,
}

impl<'a> Cues<'a> {
    pub(crate) fn new(timeline: &[Cue], populations: usize) -> Self {
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
    /// Time goes on as this pacer lets it.
    pub(crate) fn paced_by(&mut self, pacer: &'a mut dyn Pacer) {
        self.pacer = Some(pacer);
    }

    // The cues.

    /// The moment of the next cue.
    pub(crate) fn next_at(&self) -> Option<SimTime> {
        self.to_come.front().map(|(cue, _)| cue.at)
    }
    /// Something on the calendar happens at this moment.
    pub(crate) const fn stepped(&mut self, at: SimTime) {
        self.stepped_at = Some(at);
    }
    /// Takes the next cue out, to be carried out.
    pub(crate) fn take(&mut self) -> Option<Cue> {
        let (cue, by_hand) = self.to_come.pop_front()?;
        if let Some(pacer) = self.pacer.as_deref_mut().filter(|_| by_hand) {
            pacer.done(&cue);
        }
        Some(cue)
    }
    fn insert(&mut self, at: SimTime, deed: TrainerCommand) {
        // After what has happened, and after those that are set for the same moment.
        let at = match self.stepped_at {
            Some(stepped) if stepped >= at => stepped + INSTANT,
            Some(_) | None => at,
        };
        let place = self.to_come.partition_point(|(cue, _)| cue.at <= at);
        self.to_come.insert(place, (Cue { at, deed }, true));
    }

    // The pacer.

    /// Whether somebody is to be asked before the run goes on to `next`. What a trainer does shows at once, even while
    /// the show is paused.
    pub(crate) fn asks_before(&self, next: SimTime) -> bool {
        let is_by_hand = |(cue, by_hand): &(Cue, bool)| *by_hand && cue.at == next;
        self.pacer.is_some() && !self.to_come.front().is_some_and(is_by_hand)
    }
    /// Waits until the run may go on to `next`.
    pub(crate) fn pace(&mut self, scene: &Scene<'_>, next: SimTime) -> Paced {
        match self.pacer.as_deref_mut().map_or(Pace::Go, |pacer| pacer.pace(scene, next)) {
            Pace::Go => Paced::Go,
            Pace::Do(at, deed) => {
                self.insert(at.max(scene.now), deed);
                Paced::Again
            }
            Pace::Stop => Paced::Stop,
        }
    }
    /// A script or the timeline wants the show to wait.
    pub(crate) fn pause(&mut self) {
        if let Some(pacer) = self.pacer.as_deref_mut() {
            pacer.pause();
        }
    }
    /// Everything that happens has happened.
    pub(crate) fn end(&mut self, scene: &Scene<'_>) {
        if let Some(pacer) = self.pacer.as_deref_mut() {
            pacer.ended(scene);
        }
    }

    // Who comes and goes by cues.

    /// So many customers of a population are told to come: the place of the first of them among those.
    pub(crate) fn tell_customers(&mut self, population: PopulationId, count: u32) -> u32 {
        let told = &mut self.customers[usize::from(population.0)];
        std::mem::replace(told, told.saturating_add(count))
    }
    /// One more agent of a population is told to come: their place among those.
    pub(crate) fn tell_agent(&mut self, population: PopulationId) -> u32 {
        let told = &mut self.agents[usize::from(population.0)];
        std::mem::replace(told, told.saturating_add(1))
    }
    /// A customer's script begins.
    pub(crate) const fn customer_starts(&mut self, person: PersonId) {
        if person.is_cued() && person.time() == 0 {
            self.came += 1;
        }
    }
    /// How many customers have come by cues.
    pub(crate) const fn came(&self) -> u64 {
        self.came
    }
    /// A worker is sent home.
    pub(crate) fn send_home(&mut self, worker: WorkerId) {
        self.sent_home.push(worker);
    }
    /// The last of those who were sent home for whom this holds; they are to come back.
    pub(crate) fn recall(&mut self, is_wanted: impl Fn(WorkerId) -> bool) -> Option<WorkerId> {
        let place = self.sent_home.iter().rposition(|worker| is_wanted(*worker))?;
        Some(self.sent_home.remove(place))
    }
}
