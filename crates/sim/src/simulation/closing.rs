//! The end: the shift is over when nothing is open any more, and everyone goes home.

use super::Simulation;
use crate::event::ActorEnd;
use crate::finding::Finding;
use crate::finished::Finished;
use crate::liveness;
use crate::unsettled::NeverSettled;
use rushhour_engine::Engine;
use rushhour_engine::audit::audited;
use rushhour_engine::units::{FiberId, SimTime};

impl Simulation<'_> {
    /// When arrivals have stopped and nothing is open any more, the shift is over.
    pub(super) fn close_if_done(&mut self) {
        if self.shift.is_over() || self.core.now() < self.core.arrivals_end() {
            return;
        }
        let (contacts, tasks) = self.core.platform().open();
        if contacts == 0 && tasks == 0 && self.invocations.is_empty() {
            self.end_shift();
        }
    }

    fn end_shift(&mut self) {
        self.shift.end();
        for actor in self.crew.workers() {
            self.poke(actor);
        }
        self.run_ready();
    }

    /// Ends the run: what is unfinished is found, and whoever is there still is stopped.
    pub(super) fn finish(mut self, limit: SimTime) -> Finished {
        let unfinished = self.unfinished();
        if !self.is_stopped() && !self.shift.is_over() {
            // Something is still open when the drain is over.
            self.core.advance(limit.max(self.core.now()));
        }
        let never_settled = match self.is_whole() {
            true => NeverSettled::at_end(&self.core, &self.crew),
            false => NeverSettled::default(),
        };
        self.look();
        // What a run that was cut off left of breaks says nothing.
        let breaks_lost = self.is_whole().then(|| std::mem::take(&mut self.shift).breaks_lost(self.core.now()));
        self.stop_everybody();
        self.act(Engine::lose_all);
        self.core.end_audit();
        for error in self.crew.take_expression_errors() {
            self.findings.expression_failed(self.core.now(), error);
        }
        let scene = super::scene(&self.core, &self.crew, &self.findings, self.doors.came() + self.cues.came());
        self.cues.end(&scene);
        let (core, asked) = (self.core, self.user_invariants);
        let failed = self.findings.failed();
        let (findings, counts) = self.findings.end(core.audit(), unfinished, |name| asked.times(name));
        Finished {
            ended_at: core.now(),
            interrupted: self.interrupted,
            findings,
            counts,
            failed,
            invariants_checked: core.audit().checked(),
            invariants: audited().copied().collect(),
            user_invariants: asked.asked(),
            breaks_lost: breaks_lost.unwrap_or_default(),
            never_settled,
            servers: self.backend.used(&core.plan().latency, core.now()),
        }
    }

    /// Whether the run was conducted to its end.
    const fn is_whole(&self) -> bool {
        !self.is_stopped() && self.core.control().trim.ends_at.is_none()
    }

    /// What has not come to an end. Nothing where the run was not conducted to its end, or nobody asks.
    fn unfinished(&self) -> Vec<Finding> {
        if !self.core.control().liveness || !self.is_whole() {
            return Vec::new();
        }
        liveness::unfinished(&self.core, &self.crew, self.shift.is_over())
    }

    fn stop_everybody(&mut self) {
        let threads: Vec<FiberId> = self.crew.threads().map(|(id, _)| id).collect();
        for id in threads {
            // Nobody's script runs meanwhile, so no thread ends but these.
            let actor = self.crew.stop_thread(id);
            if self.crew.owner(actor).fibers.is_empty() {
                self.actor_ended(actor, ActorEnd::Stopped);
            }
        }
    }
}
