//! Faults that strike desktops and the platform, at a moment of their own or because they are told to.
//!
//! In a burst of activity changes each agent's leaving is a strike of its own, with draws of its own: whether they leave,
//! when, and when they come back. So one left out moves nobody else.

use super::Simulation;
use crate::control::FaultKey;
use crate::faults::{Chance, Mishap, Struck, drawn, fault_of, is_cut_off, name_of, strikes};
use rushhour_engine::units::{SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::{FaultKind, People};
use rushhour_scenario::random::Stream;

impl Simulation<'_> {
    /// A fault may strike a desktop, or the platform. None does when customers come no more, even if it is told to.
    pub(super) fn may_strike(&mut self, key: &FaultKey, desktop: Option<WorkerId>, stream: &mut Stream) {
        if self.core.now() >= self.core.arrivals_end() {
            return;
        }
        let kind = &fault_of(&self.core, key.fault).kind;
        match desktop {
            Some(worker) => self.desktop_has_chance(kind, key, worker, stream),
            None => self.platform_has_chance(kind, key, stream),
        }
        self.settle_step();
    }

    /// A fault may strike a desktop: it does where a script is at work there, and there is something to strike.
    fn desktop_has_chance(&mut self, kind: &FaultKind, key: &FaultKey, worker: WorkerId, stream: &mut Stream) {
        if !self.crew.is_at_work(worker) || is_cut_off(&self.core, worker) {
            return;
        }
        let (whom, name) = (Struck::worker(worker), name_of(&self.core, worker));
        match kind {
            FaultKind::Reload { .. } => {
                let words = format_args!("the desktop of {name} reloads");
                if strikes(&mut self.core, key, whom, words) {
                    self.with_faults(|faults, core| faults.doubt_all_of(core, worker));
                    self.act(|engine, cx| engine.reload(cx, worker));
                }
            }
            FaultKind::Disconnect { length, .. } => {
                let until = self.core.now() + drawn(length, stream);
                let words = format_args!("the desktop of {name} has no connection until {until}");
                if strikes(&mut self.core, key, whom, words) {
                    self.with_faults(|faults, core| {
                        faults.cut_off(core, worker, until);
                        faults.doubt_all_of(core, worker);
                    });
                    self.act(|engine, cx| engine.disconnect(cx, worker));
                }
            }
            FaultKind::TokenExpiry { length, .. } => {
                let until = self.core.now() + drawn(length, stream);
                let desktop = self.core.engine().desktop(worker);
                let signed_in = desktop.is_some_and(|desktop| desktop.session.signed_in);
                let words = format_args!("the session of {name} expires, until {until}");
                if signed_in && strikes(&mut self.core, key, whom, words) {
                    self.with_faults(|faults, core| faults.expire(core, worker, until));
                    self.act(|engine, cx| engine.expire_session(cx, worker));
                }
            }
            FaultKind::Latency { .. }
            | FaultKind::Fail { .. }
            | FaultKind::LostResponse { .. }
            | FaultKind::Duplicate { .. }
            | FaultKind::LateEvents { .. }
            | FaultKind::ReorderEvents { .. }
            | FaultKind::HangUp { .. }
            | FaultKind::ActivityBurst { .. }
            | FaultKind::Restart { .. } => {}
        }
    }

    /// A fault may strike the platform.
    fn platform_has_chance(&mut self, kind: &FaultKind, key: &FaultKey, stream: &mut Stream) {
        match kind {
            FaultKind::ActivityBurst { at, share, gap, length, .. } => {
                let agents = self.workers_of(at);
                // So many leave on average, at random moments of a time in which that makes one a gap.
                let spread = SimSpan::from_ns((gap.as_ns() as f64 * share * agents.len() as f64) as u64);
                let back_from = self.core.now() + spread + drawn(length, stream);
                for worker in agents {
                    self.may_leave(key, worker, *share, spread, back_from);
                }
            }
            FaultKind::Restart { length, .. } => {
                let until = self.core.now() + drawn(length, stream);
                let words = format_args!("the platform restarts, and answers nobody until {until}");
                if strikes(&mut self.core, key, Struck::default(), words) {
                    self.platform_restarts(until);
                }
            }
            FaultKind::Latency { .. }
            | FaultKind::Fail { .. }
            | FaultKind::LostResponse { .. }
            | FaultKind::Duplicate { .. }
            | FaultKind::LateEvents { .. }
            | FaultKind::ReorderEvents { .. }
            | FaultKind::Reload { .. }
            | FaultKind::Disconnect { .. }
            | FaultKind::TokenExpiry { .. }
            | FaultKind::HangUp { .. } => {}
        }
    }

    /// The platform restarts from its journal. All desktops lose their connections until it answers again.
    fn platform_restarts(&mut self, until: SimTime) {
        let recovery = self.act(|engine, cx| engine.restart(cx));
        if let Some(recovery) = recovery.filter(|recovery| !recovery.is_exact) {
            let message = format!("{} inputs after the snapshot made another state of it", recovery.inputs);
            self.findings.recovered_otherwise(self.core.now(), message);
        }
        self.with_faults(|faults, _| faults.lose_duplicates());
        for worker in self.workers_of(&People::default()) {
            self.with_faults(|faults, core| {
                faults.doubt_all_of(core, worker);
                faults.cut_off(core, worker, until);
            });
        }
    }

    /// Draws whether an agent leaves in a burst, when, and when they come back.
    fn may_leave(&mut self, burst: &FaultKey, worker: WorkerId, share: f64, spread: SimSpan, back_from: SimTime) {
        let chance = Chance { fault: burst.fault, worker: Some(worker), ordinal: burst.ordinal };
        let Some((_, mut stream)) = self.chance_of(chance) else { return };
        if stream.unit() >= share {
            return;
        }
        let mut within = || SimSpan::from_ns((spread.as_ns() as f64 * stream.unit()) as u64);
        let (leaves_at, back_at) = (self.core.now() + within(), back_from + within());
        self.with_faults(|faults, core| faults.expect(core, leaves_at, Mishap::Leave(chance, back_at)));
    }
}
