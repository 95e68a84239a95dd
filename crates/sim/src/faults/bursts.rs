//! Faults of the platform as a whole: bursts of activity changes, restarts.
//!
//! In a burst each agent's leaving is a strike of its own, with draws of its own: whether they leave, when, and when
//! they come back. So one left out moves nobody else.

use super::super::Observer;
use super::super::control::FaultKey;
use super::super::simulation::Simulation;
use super::desktops::drawn;
use super::{Chance, Mishap, Struck};
use rushhour_engine::audit::{RECOVERY, Violation};
use rushhour_engine::units::{SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::{FaultKind, People};
use rushhour_scenario::random::Stream;

impl<O: Observer> Simulation<'_, O> {
    /// A fault may strike the platform.
    pub(super) fn platform_has_chance(&mut self, kind: &FaultKind, key: &FaultKey, stream: &mut Stream) {
        match kind {
            FaultKind::ActivityBurst { at, share, gap, length, .. } => {
                let agents = self.workers_of(at);
                // So many leave on average, at random moments of a time in which that makes one a gap.
                let spread = SimSpan::from_ns((gap.as_ns() as f64 * share * agents.len() as f64) as u64);
                let back_from = self.now + spread + drawn(length, stream);
                for worker in agents {
                    self.may_leave(key, worker, *share, spread, back_from);
                }
            }
            FaultKind::Restart { length, .. } => {
                let until = self.now + drawn(length, stream);
                let words = format_args!("the platform restarts, and answers nobody until {until}");
                if self.strikes(key, Struck::default(), words) {
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
            self.recoveries.push(Violation {
                invariant: RECOVERY,
                at: self.now,
                entities: Vec::new(),
                message: format!("{} inputs after the snapshot made another state of it", recovery.inputs),
            });
            self.has_found |= self.conduct.stops_at_finding;
        }
        if let Some(faults) = &mut self.faults {
            // What was on its way a second time is gone too.
            faults.to_come.retain(|_, mishap| !matches!(mishap, Mishap::Again(..)));
        }
        for worker in self.workers_of(&People::default()) {
            self.doubt_all_of(worker);
            self.cut_off(worker, until);
        }
    }

    pub(super) fn workers_of(&self, people: &People) -> Vec<WorkerId> {
        let workers = (0..).map(WorkerId::new).zip(self.engine.platform().workers());
        workers.filter(|(_, it)| people.include(it.population)).map(|(worker, _)| worker).collect()
    }

    /// Draws whether an agent leaves in a burst, when, and when they come back.
    fn may_leave(&mut self, burst: &FaultKey, worker: WorkerId, share: f64, spread: SimSpan, back_from: SimTime) {
        let chance = Chance { fault: burst.fault, worker: Some(worker), ordinal: burst.ordinal };
        let Some((_, mut stream)) = self.chance_of(chance) else { return };
        if stream.unit() >= share {
            return;
        }
        let mut within = || SimSpan::from_ns((spread.as_ns() as f64 * stream.unit()) as u64);
        let (leaves_at, back_at) = (self.now + within(), back_from + within());
        self.expect(leaves_at, Mishap::Leave(chance, back_at));
    }

    /// An agent leaves, if they are there to be sent away.
    pub(super) fn leaves_in_burst(&mut self, chance: Chance, back_at: SimTime) {
        let plan = self.plan;
        let Some(fault) = plan.faults.get(usize::from(chance.fault)) else { return };
        let (FaultKind::ActivityBurst { activity, .. }, Some(worker)) = (&fault.kind, chance.worker) else {
            return;
        };
        let Some((key, _)) = self.chance_of(chance) else { return };
        let person = self.engine.platform().worker(worker);
        let Some(from) = person.filter(|person| person.available).map(|person| person.activity) else { return };
        if !self.is_at_work(worker) || self.rota_is_away(worker) || !self.is_on(chance.fault, fault) {
            return;
        }
        let name = self.name_of(worker);
        let words = format_args!("{name} leaves, and comes back at {back_at}");
        if !self.strikes(&key, Struck::worker(worker), words) {
            return;
        }
        if let Some(desk) = self.faults.as_mut().and_then(|faults| faults.desk(worker)) {
            desk.away = Some((from, *activity));
        }
        self.expect(back_at, Mishap::ComeBack(worker));
        self.act(|engine, cx| engine.place_worker(cx, worker, *activity));
    }

    /// An agent comes back, unless they have come by themselves.
    pub(super) fn comes_back(&mut self, worker: WorkerId) {
        let desk = self.faults.as_mut().and_then(|faults| faults.desk(worker));
        let Some((from, to)) = desk.and_then(|desk| desk.away.take()) else { return };
        // Whose break or end has come meanwhile comes back from that.
        self.rota_comes_back_to(worker, to, from);
        let is_there = self.engine.platform().worker(worker).is_some_and(|worker| worker.activity == to);
        if is_there && self.is_at_work(worker) {
            self.act(|engine, cx| engine.place_worker(cx, worker, from));
        }
    }
}
