//! The end: the shift is over when nothing is open any more, and everyone goes home.

use smol_str::SmolStr;

use super::Observer;
use super::simulation::{Finished, SCRIPT_FAILURES_KEPT, ScriptFailure, Simulation};
use rushhour_engine::Engine;
use rushhour_engine::audit::audited;
use rushhour_engine::event::ActorEnd;
use rushhour_engine::units::{ActorId, FiberId, SimTime, WorkerId};

impl<O: Observer> Simulation<'_, O> {
    /// When arrivals have stopped and nothing is open any more, the shift is over.
    pub(super) fn close_if_done(&mut self) {
        if self.shift_over || self.now < SimTime::ZERO + self.plan.duration {
            return;
        }
        let (contacts, tasks) = self.engine.platform().open();
        if contacts == 0 && tasks == 0 && self.invocations.is_empty() {
            self.end_shift();
        }
    }

    pub(super) fn end_shift(&mut self) {
        self.shift_over = true;
        for actor in self.worker_actors.clone().into_iter().flatten() {
            self.poke(actor);
        }
        self.run_ready();
    }

    /// Whether an agent goes home: with everybody, or because their stint is over.
    pub(super) fn shift_is_over(&self, actor: ActorId) -> bool {
        self.shift_over || self.worker_of(actor).is_some_and(|worker| self.is_off_duty(worker))
    }

    pub(super) fn finish(mut self, limit: SimTime) -> Finished {
        let stuck = self.find_stuck();
        if !self.interrupted && !self.has_found && !self.shift_over {
            // Something is still open when the drain is over.
            self.now = limit;
        }
        self.look();
        let threads: Vec<FiberId> = self.threads.iter().map(|(id, _)| id).collect();
        for id in threads {
            let Some(actor) = self.threads.get(id).map(|thread| thread.actor) else { continue };
            self.stop_thread(id);
            if self.actors.get(actor).is_some_and(|actor| actor.fibers.is_empty()) {
                self.actor_ended(actor, ActorEnd::Stopped);
            }
        }
        self.act(Engine::lose_all);
        self.audit.end(self.now);
        self.expression_failures();
        self.pacing_is_over();
        Finished {
            ended_at: self.now,
            interrupted: self.interrupted,
            violations_total: self.audit.violated() + self.recoveries.len() as u64,
            invariants_checked: self.audit.checked(),
            invariants: audited().copied().collect(),
            violations: self.audit.violations().iter().cloned().chain(self.recoveries).collect(),
            asked: self.user_invariants.map(|user_invariants| user_invariants.end()).unwrap_or_default(),
            failures: self.failures,
            failed: self.failed,
            listener_failures: self.listener_failures,
            listeners_failed: self.listeners_failed,
            failed_checks: self.failed_checks,
            stuck,
            servers: self.backend.used(&self.plan.latency, self.now),
        }
    }

    /// Expressions of the scenario that failed while they were asked.
    pub(super) fn expression_failures(&mut self) {
        for error in self.host.take_expression_errors() {
            self.failed += 1;
            if self.failures.len() < SCRIPT_FAILURES_KEPT {
                self.failures.push(ScriptFailure {
                    actor: SmolStr::new_static("the scenario"),
                    population: SmolStr::default(),
                    at: self.now,
                    error,
                });
            }
        }
    }

    /// The actor behind a worker.
    pub(super) fn actor_of_worker(&self, worker: WorkerId) -> Option<ActorId> {
        self.worker_actors.get(worker.index()).copied().flatten()
    }
}
