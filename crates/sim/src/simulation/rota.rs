//! Working hours: people come, take their breaks and go home.
//!
//! The rota moves people, not an action of theirs: no listener can keep anybody at work. Each stint is a new run of the
//! script, on a desktop that begins a new session.

use super::Simulation;
use crate::agenda::{Item, RotaStep};
use crate::shift::Rota;
use rushhour_engine::units::{ActivityId, SimTime, WorkerId};

impl Simulation<'_> {
    /// Sets a worker's rota going, at the beginning of the run.
    pub(super) fn start_rota(&mut self, worker: WorkerId, rota: Rota) {
        match self.shift.add(worker, rota) {
            Some(SimTime::ZERO) => self.come_to_work(worker),
            Some(at) => self.core.schedule(at, Item::Rota(worker, RotaStep::Come)),
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
            RotaStep::Go if self.shift.is_off_duty(worker) => {}
            RotaStep::Go => self.go_home(worker),
        }
    }

    /// A worker's next stint begins.
    pub(super) fn come_to_work(&mut self, worker: WorkerId) {
        let Some(arrival) = self.shift.begin_stint(&mut self.core, worker) else { return };
        match arrival.back {
            // Still at work on what was in hand: they go on.
            Some(back) if self.crew.is_at_work(worker) => {
                self.act(|engine, cx| engine.place_worker(cx, worker, back));
            }
            Some(_) | None => {
                if arrival.stint > 0 {
                    self.act(|engine, cx| engine.begin_session(cx, worker));
                }
                self.start_worker(worker, arrival.population, arrival.identity, arrival.stint);
            }
        }
    }

    fn break_is_due(&mut self, worker: WorkerId, place: u16) {
        let Some(now_in) = self.activity_at_work(worker) else { return };
        let Some(activity) = self.shift.break_is_due(worker, place, now_in) else { return };
        self.act(|engine, cx| engine.place_worker(cx, worker, activity));
        self.shift.may_rest(&mut self.core, worker);
    }

    /// The activity of a worker whose script runs.
    fn activity_at_work(&self, worker: WorkerId) -> Option<ActivityId> {
        self.crew.actor_of(worker)?;
        self.core.platform().worker(worker).map(|worker| worker.activity)
    }

    fn back_from_break(&mut self, worker: WorkerId, number: u32) {
        let activity = self.activity_at_work(worker);
        let Some(over) = self.shift.break_is_over(worker, number) else { return };
        // Who has come back by themselves, or was called back, stays where they are.
        if activity == Some(over.from) {
            self.act(|engine, cx| engine.place_worker(cx, worker, over.to));
        }
    }

    /// A worker's stint is over, or they are sent home.
    pub(super) fn go_home(&mut self, worker: WorkerId) {
        let now_in = self.activity_at_work(worker);
        let offline = self.core.plan().center.offline;
        let next = self.shift.go_home(worker, now_in.unwrap_or(offline));
        if now_in.is_some() {
            self.act(|engine, cx| engine.place_worker(cx, worker, offline));
        }
        if let Some(actor) = self.crew.last_actor_of(worker) {
            self.poke(actor);
        }
        if let Some(at) = next {
            self.core.schedule(at, Item::Rota(worker, RotaStep::Come));
        }
    }
}
