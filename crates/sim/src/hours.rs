//! Working hours: who comes, takes a break, and goes home when.
//!
//! The rota moves people, not an action of theirs: no listener can keep anybody at work. Whoever is to go finishes the
//! work in hand first, and is offered nothing new meanwhile. Each stint is a new run of the script, on a desktop that
//! begins a new session.

use std::rc::Rc;

use super::Observer;
use super::simulation::{Item, Simulation};
use rushhour_engine::event::{PopulationId, ReservationStatus};
use rushhour_engine::units::{ActivityId, SimTime, WorkerId};
use rushhour_scenario::hours::{Rest, Stint};
use rushhour_script::request::Identity;

/// What happens at a moment of somebody's rota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotaStep {
    /// The stint at this place begins.
    Come,
    /// The break at this place of the stint is due.
    Rest(u16),
    /// The break with this number is over.
    Back(u32),
    /// The stint is over.
    Go,
}

/// The rota of one worker.
#[derive(Debug)]
pub struct Rota {
    pub(super) identity: Rc<Identity>,
    population: PopulationId,
    stints: Vec<Stint>,
    /// The stint that is on, or else the next one.
    place: usize,
    /// How many stints have begun.
    begun: u32,
    /// What they are away for, if they are.
    away: Away,
    /// Counts the breaks, so that the end of an earlier one is known to be stale.
    breaks: u32,
}

/// What somebody is away for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Away {
    /// Nothing: they work.
    No,
    /// A break is due when the work in hand is done. Afterwards they go back to `back`.
    Soon { rest: Rest, back: ActivityId },
    /// They are on a break.
    Now { rest: Rest, back: ActivityId },
    /// Their stint is over; were they still at work when the next one begins, they would go back to `back`.
    Gone { back: ActivityId },
}

impl Rota {
    pub(super) fn new(identity: Rc<Identity>, population: PopulationId, stints: Vec<Stint>) -> Self {
        Self { identity, population, stints, place: 0, begun: 0, away: Away::No, breaks: 0 }
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Sets a worker's rota going, at the beginning of the run.
    pub(super) fn start_rota(&mut self, worker: WorkerId, rota: Rota) {
        let first = rota.stints.first().map(|stint| stint.from);
        self.rotas.insert(worker, rota);
        match first {
            Some(SimTime::ZERO) => self.come_to_work(worker),
            Some(at) => self.schedule(at, Item::Rota(worker, RotaStep::Come)),
            None => {}
        }
    }

    /// Does a step of somebody's rota.
    pub(super) fn step_rota(&mut self, worker: WorkerId, step: RotaStep) {
        match step {
            RotaStep::Come => self.come_to_work(worker),
            RotaStep::Rest(place) => self.break_is_due(worker, place),
            RotaStep::Back(number) => self.back_from_break(worker, number),
            // Whoever was sent home before their time has gone.
            RotaStep::Go if self.is_off_duty(worker) => {}
            RotaStep::Go => self.go_home(worker),
        }
    }

    /// Whether a worker's stint is over.
    pub(super) fn is_off_duty(&self, worker: WorkerId) -> bool {
        self.rotas.get(&worker).is_some_and(|rota| matches!(rota.away, Away::Gone { .. }))
    }

    /// Whether a worker's rota has them away from work, or is about to.
    pub(super) fn rota_is_away(&self, worker: WorkerId) -> bool {
        self.rotas.get(&worker).is_some_and(|rota| rota.away != Away::No)
    }

    /// Whoever was elsewhere when their break or end came comes back to `to`, not to there.
    pub(super) fn rota_comes_back_to(&mut self, worker: WorkerId, elsewhere: ActivityId, to: ActivityId) {
        let Some(rota) = self.rotas.get_mut(&worker) else { return };
        match &mut rota.away {
            Away::Soon { back, .. } | Away::Now { back, .. } | Away::Gone { back } if *back == elsewhere => {
                *back = to
            }
            Away::No | Away::Soon { .. } | Away::Now { .. } | Away::Gone { .. } => {}
        }
    }

    /// Whether no stint of a worker is to come.
    pub(super) fn has_no_stint_ahead(&self, worker: WorkerId) -> bool {
        self.rotas.get(&worker).is_none_or(|rota| rota.stints.get(rota.place).is_none())
    }

    /// A worker who was sent home comes back, and stays until the end of the run.
    pub(super) fn call_back(&mut self, worker: WorkerId) {
        let now = self.now;
        if let Some(rota) = self.rotas.get_mut(&worker) {
            rota.stints.truncate(rota.place);
            rota.stints.resize(rota.place, Stint { from: now, until: None, rests: Vec::new() });
            rota.stints.push(Stint { from: now, until: None, rests: Vec::new() });
            // The first stint of those who are always there has no rota.
            rota.begun = rota.begun.max(1);
            self.come_to_work(worker);
        }
    }

    fn come_to_work(&mut self, worker: WorkerId) {
        let Some(rota) = self.rotas.get_mut(&worker) else { return };
        let Some(stint) = rota.stints.get(rota.place).cloned() else { return };
        let (identity, population, begun) = (Rc::clone(&rota.identity), rota.population, rota.begun);
        let away = std::mem::replace(&mut rota.away, Away::No);
        rota.begun += 1;
        for (place, rest) in (0..).zip(&stint.rests) {
            self.schedule(rest.at, Item::Rota(worker, RotaStep::Rest(place)));
        }
        if let Some(until) = stint.until {
            self.schedule(until, Item::Rota(worker, RotaStep::Go));
        }
        let is_there = self.actor_of_worker(worker).is_some_and(|actor| self.actors.get(actor).is_some());
        match away {
            // Still at work on what was in hand: they go on.
            Away::Gone { back } if is_there => {
                self.act(|engine, cx| engine.place_worker(cx, worker, back));
            }
            Away::No | Away::Soon { .. } | Away::Now { .. } | Away::Gone { .. } => {
                if begun > 0 {
                    self.act(|engine, cx| engine.begin_session(cx, worker));
                }
                self.start_worker(worker, population, identity, begun);
            }
        }
    }

    fn break_is_due(&mut self, worker: WorkerId, place: u16) {
        let Some(back) = self.activity_at_work(worker) else { return };
        let Some(rota) = self.rotas.get_mut(&worker) else { return };
        let rest = rota.stints.get(rota.place).and_then(|stint| stint.rests.get(usize::from(place))).copied();
        let (Some(rest), Away::No) = (rest, rota.away) else { return };
        rota.away = Away::Soon { rest, back };
        self.act(|engine, cx| engine.place_worker(cx, worker, rest.activity));
        self.may_rest(worker);
    }

    /// The activity of a worker whose script runs.
    fn activity_at_work(&self, worker: WorkerId) -> Option<ActivityId> {
        self.actors.get(self.actor_of_worker(worker)?)?;
        self.engine.platform().worker(worker).map(|worker| worker.activity)
    }

    /// A reservation of a worker has settled: if that was the last, a break that is due begins.
    pub(super) fn work_is_done(&mut self, worker: WorkerId, status: ReservationStatus) {
        if !self.rotas.is_empty() && !status.is_open() {
            self.may_rest(worker);
        }
    }

    fn may_rest(&mut self, worker: WorkerId) {
        let is_busy = self.engine.platform().worker(worker).is_none_or(|worker| !worker.open.is_empty());
        let Some(rota) = self.rotas.get_mut(&worker).filter(|_| !is_busy) else { return };
        if let Away::Soon { rest, back } = rota.away {
            rota.away = Away::Now { rest, back };
            rota.breaks += 1;
            let number = rota.breaks;
            self.schedule(self.now + rest.length, Item::Rota(worker, RotaStep::Back(number)));
        }
    }

    fn back_from_break(&mut self, worker: WorkerId, number: u32) {
        let activity = self.activity_at_work(worker);
        let Some(rota) = self.rotas.get_mut(&worker).filter(|rota| rota.breaks == number) else { return };
        let Away::Now { rest, back } = rota.away else { return };
        rota.away = Away::No;
        // Who has come back by themselves, or was called back, stays where they are.
        if activity == Some(rest.activity) {
            self.act(|engine, cx| engine.place_worker(cx, worker, back));
        }
    }

    pub(super) fn go_home(&mut self, worker: WorkerId) {
        let now_in = self.activity_at_work(worker);
        let Some(rota) = self.rotas.get_mut(&worker) else { return };
        let back = match rota.away {
            Away::Soon { back, .. } | Away::Now { back, .. } | Away::Gone { back } => back,
            Away::No => now_in.unwrap_or(self.plan.center.offline),
        };
        rota.away = Away::Gone { back };
        rota.place += 1;
        let next = rota.stints.get(rota.place).map(|stint| stint.from);
        if now_in.is_some() {
            let offline = self.plan.center.offline;
            self.act(|engine, cx| engine.place_worker(cx, worker, offline));
        }
        if let Some(actor) = self.actor_of_worker(worker) {
            self.poke(actor);
        }
        if let Some(at) = next {
            self.schedule(at, Item::Rota(worker, RotaStep::Come));
        }
    }
}
