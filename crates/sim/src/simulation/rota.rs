//! Working hours: people come, take their breaks and go home.
//!
//! The rota moves people, not an action of theirs: no listener can keep anybody at work. Each stint is a new run of the
//! script, on a desktop that begins a new session.

use super::Simulation;
use crate::agenda::{Item, RotaStep};
use crate::shift::{BreakOver, Rota};
use rushhour_engine::event::{Event, ReservationEvent, WorkerEvent};
use rushhour_engine::units::{ActivityId, ActorId, SimTime, WorkerId};

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
            RotaStep::Back(number) => self.break_is_over(worker, number),
            // Whoever was sent home before that has gone, or is there until the end of the run.
            RotaStep::Rest(stint, _) | RotaStep::Go(stint) if !self.shift.is_on(worker, stint) => {}
            RotaStep::Rest(_, place) => self.break_is_due(worker, place),
            RotaStep::Go(_) => self.go_home(worker),
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
        let now_in = self.would_be_in(worker, now_in);
        if let Some(activity) = self.shift.break_is_due(worker, place, now_in) {
            self.go_on_break(worker, activity);
        }
    }

    /// A worker goes on a break as soon as the work in hand is done.
    fn go_on_break(&mut self, worker: WorkerId, activity: ActivityId) {
        self.act(|engine, cx| engine.keep_worker(cx, worker, activity));
        if self.shift.may_rest(&mut self.core, worker) {
            self.may_be_theirs(worker);
        }
    }

    /// The last work in hand is done, or somebody is back at work before their break is over.
    pub(super) fn hear_for_rotas(&mut self, event: &Event) {
        if let Event::Reservation(_, ReservationEvent::Changed { worker, to, .. }) = event
            && self.shift.work_is_done(&mut self.core, *worker, *to)
        {
            self.may_be_theirs(*worker);
        }
        if let Event::Worker(worker, WorkerEvent::Changed { available: true, .. }) = event {
            self.shift.comes_back(*worker, self.core.now());
        }
    }

    /// Lets a worker come back early from the break that they are on, if their script waits for work again.
    pub(super) fn may_be_theirs(&mut self, worker: WorkerId) {
        if self.shift.is_kept(worker) && self.crew.waits_for_work(worker) {
            let now = self.core.now();
            let set = self.core.engine_mut().let_worker_go(now, worker);
            self.shift.is_theirs(worker, set);
        }
    }

    /// The same for the agent whose thread waits or has ended.
    pub(super) fn may_come_to_rest(&mut self, actor: ActorId) {
        if self.shift.has_rotas()
            && let Some(worker) = self.crew.worker_of(actor)
        {
            self.may_be_theirs(worker);
        }
    }

    /// The activity of a worker whose script runs.
    fn activity_at_work(&self, worker: WorkerId) -> Option<ActivityId> {
        self.crew.actor_of(worker)?;
        self.core.platform().worker(worker).map(|worker| worker.activity)
    }

    fn break_is_over(&mut self, worker: WorkerId, number: u32) {
        let activity = self.activity_at_work(worker);
        match self.shift.break_is_over(worker, number) {
            None => {}
            Some(BreakOver::Next(next)) => self.go_on_break(worker, next),
            Some(BreakOver::Back { from, to }) => self.act(|engine, cx| {
                let set = engine.let_worker_go(cx.now, worker);
                // Who has gone somewhere else by themselves stays there.
                if activity == Some(from) {
                    engine.place_worker(cx, worker, set.unwrap_or(to));
                }
            }),
        }
    }

    /// A worker's stint is over, or they are sent home.
    pub(super) fn go_home(&mut self, worker: WorkerId) {
        let now_in = self.activity_at_work(worker);
        let offline = self.core.plan().center.offline;
        let next = self.shift.go_home(worker, now_in.unwrap_or(offline), self.core.now());
        if now_in.is_some() {
            self.act(|engine, cx| {
                // Of a break, too, that they are kept on.
                engine.let_worker_go(cx.now, worker);
                engine.place_worker(cx, worker, offline);
            });
        }
        if let Some(actor) = self.crew.last_actor_of(worker) {
            self.poke(actor);
        }
        if let Some(at) = next {
            self.core.schedule(at, Item::Rota(worker, RotaStep::Come));
        }
    }
}
