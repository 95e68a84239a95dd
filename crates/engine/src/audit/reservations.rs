//! Invariant 15, and that the state has the reservations that the events speak of (12).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::found::Found;
use super::model::Model;
use super::number::{TERMINAL_ABSORBS, TIMEOUTS_HAPPEN};
use super::view::AuditView;
use crate::event::ReservationStatus;
use crate::units::{ReservationId, SimTime};

/// When reservations expire, the first on top. One that is not pending any more stays until it comes to the top.
#[derive(Clone, Debug, Default)]
pub(super) struct Expiries {
    heap: BinaryHeap<Reverse<(SimTime, ReservationId)>>,
}

impl Expiries {
    pub(super) fn created(&mut self, reservation: ReservationId, expires_at: SimTime) {
        self.heap.push(Reverse((expires_at, reservation)));
    }

    /// Checks the reservations that the step touched, and whether one should have expired before it.
    pub(super) fn check(&mut self, model: &Model, state: &dyn AuditView, found: &mut Found) {
        let now = found.now();
        // At its very moment a reservation may still be pending: its timeout is a step of that moment, maybe a later
        // one.
        while let Some(Reverse((expires_at, reservation))) = self.heap.peek().copied() {
            let pending = model.reservations.get(reservation).filter(|it| it.status == ReservationStatus::Pending);
            match pending {
                Some(it) if expires_at < now => {
                    found.fail(TIMEOUTS_HAPPEN, || {
                        let entities = [reservation.to_string(), it.worker.to_string(), it.task.to_string()];
                        (entities, format!("is pending, and expired {} ago", now.since(expires_at)))
                    });
                    self.heap.pop();
                }
                Some(_) => break,
                None => {
                    self.heap.pop();
                }
            }
        }
        found.hold(TIMEOUTS_HAPPEN, true, || ([], String::new()));
        for &reservation in &model.touched.reservations {
            compare(reservation, model, state, found);
        }
    }
}

fn compare(reservation: ReservationId, model: &Model, state: &dyn AuditView, found: &mut Found) {
    let seen = state.reservation(reservation);
    let Some(it) = model.reservations.get(reservation) else {
        found.hold(TERMINAL_ABSORBS, seen.is_none_or(|seen| !seen.status.is_open()), || {
            ([reservation.to_string()], "has settled by the events and not by the state".to_owned())
        });
        return;
    };
    let same = seen.is_some_and(|seen| {
        seen.status == it.status
            && seen.task == it.task
            && seen.worker == it.worker
            && seen.purpose == it.purpose
            && seen.expires_at == it.expires_at
    });
    found.hold(TERMINAL_ABSORBS, same, || {
        (
            [reservation.to_string(), it.task.to_string()],
            format!("the state is {seen:?} and the events say {it:?}"),
        )
    });
}
