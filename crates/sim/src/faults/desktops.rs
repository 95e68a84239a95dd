//! Faults of desktops: reloads, lost connections, expired sessions.

use super::super::Observer;
use super::super::control::FaultKey;
use super::super::simulation::Simulation;
use super::{Mishap, Struck};
use rushhour_engine::units::{SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::FaultKind;
use rushhour_scenario::random::{Sampler, Stream};

impl<O: Observer> Simulation<'_, O> {
    /// A fault may strike a desktop: it does where a script is at work there, and there is something to strike.
    pub(super) fn desktop_has_chance(
        &mut self,
        kind: &FaultKind,
        key: &FaultKey,
        worker: WorkerId,
        stream: &mut Stream,
    ) {
        if !self.is_at_work(worker) || self.is_cut_off(worker) {
            return;
        }
        let (whom, name) = (Struck::worker(worker), self.name_of(worker));
        match kind {
            FaultKind::Reload { .. } => {
                let words = format_args!("the desktop of {name} reloads");
                if self.strikes(key, whom, words) {
                    self.doubt_all_of(worker);
                    self.act(|engine, cx| engine.reload(cx, worker));
                }
            }
            FaultKind::Disconnect { length, .. } => {
                let until = self.now + drawn(length, stream);
                let words = format_args!("the desktop of {name} has no connection until {until}");
                if self.strikes(key, whom, words) {
                    self.cut_off(worker, until);
                    self.doubt_all_of(worker);
                    self.act(|engine, cx| engine.disconnect(cx, worker));
                }
            }
            FaultKind::TokenExpiry { length, .. } => {
                let until = self.now + drawn(length, stream);
                let signed_in = self.engine.desktop(worker).is_some_and(|desktop| desktop.session.signed_in);
                let words = format_args!("the session of {name} expires, until {until}");
                if signed_in && self.strikes(key, whom, words) {
                    if let Some(desk) = self.faults.as_mut().and_then(|faults| faults.desk(worker)) {
                        desk.expired_until = until;
                    }
                    self.expect(until, Mishap::Renew(worker));
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

    /// A desktop will not be connected before `until`.
    pub(super) fn cut_off(&mut self, worker: WorkerId, until: SimTime) {
        if let Some(desk) = self.faults.as_mut().and_then(|faults| faults.desk(worker)) {
            desk.cut_until = desk.cut_until.max(until);
        }
        self.expect(until, Mishap::Reconnect(worker));
    }

    /// A desktop's connection is there again, unless it was lost once more.
    pub(super) fn may_reconnect(&mut self, worker: WorkerId) {
        let desk = self.faults.as_mut().and_then(|faults| faults.desk(worker));
        if desk.is_some_and(|desk| desk.cut_until <= self.now) {
            self.doubt_all_of(worker);
            self.act(|engine, cx| engine.reconnect(cx, worker));
        }
    }

    /// A session is renewed, unless it has expired once more.
    pub(super) fn may_renew(&mut self, worker: WorkerId) {
        let desk = self.faults.as_mut().and_then(|faults| faults.desk(worker));
        if desk.is_some_and(|desk| desk.expired_until <= self.now) {
            self.act(|engine, cx| engine.renew_session(cx, worker));
        }
    }
}

/// A span of time, drawn.
pub(super) fn drawn(sampler: &Sampler, stream: &mut Stream) -> SimSpan {
    SimSpan::from_secs_f64(sampler.sample(stream)).unwrap_or_default()
}
