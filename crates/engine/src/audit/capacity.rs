//! Invariants 1, 3 and 4: what workers are offered and hold.

use super::found::Found;
use super::model::{Model, Worker};
use super::number::{CAPACITY, NO_OFFER_LEFT_BEHIND, OFFERED_WHEN_AVAILABLE};
use super::view::AuditView;
use crate::config::Channel;
use crate::event::{Purpose, ReservationStatus};
use crate::units::WorkerId;

/// Checks the workers that the step touched.
pub(super) fn check(model: &Model, state: &dyn AuditView, found: &mut Found) {
    for &worker in &model.touched.workers {
        let Some(it) = model.workers.get(worker) else { continue };
        for channel in Channel::ALL {
            check_capacity(worker, it, channel, found);
        }
        check_pending(worker, it, found);
        compare(worker, it, state, found);
    }
    for &reservation in &model.touched.reservations {
        let Some(it) = model.reservations.get(reservation) else { continue };
        let Some(worker) = model.workers.get(it.worker) else { continue };
        let exempt = it.purpose == Purpose::Own || it.status != ReservationStatus::Pending;
        found.hold(OFFERED_WHEN_AVAILABLE, exempt || worker.available, || {
            let entities = [reservation.to_string(), it.worker.to_string(), it.task.to_string()];
            (entities, "is offered to a worker who is not available".to_owned())
        });
    }
}

fn check_capacity(worker: WorkerId, it: &Worker, channel: Channel, found: &mut Found) {
    let place = channel.index();
    let (open, own, capacity) = (it.open[place], it.own[place], it.capacity[place]);
    // Work of their own may push a worker beyond their capacity, but it occupies it: nothing is routed on top.
    let routed_on_top = it.got_routed[place] && !it.got_own;
    let counted = if routed_on_top { open } else { open - own.min(open) };
    found.hold(CAPACITY, counted <= capacity, || {
        let message = format!("has {counted} reservations on {} with a capacity of {capacity}", channel.name());
        ([worker.to_string()], message)
    });
}

fn check_pending(worker: WorkerId, it: &Worker, found: &mut Found) {
    if it.available {
        return;
    }
    // Own work may be offered to whoever is away, but on going away nothing stays behind.
    let all_count = it.went_away && !it.got_own;
    let pending = if all_count { it.pending } else { it.pending.saturating_sub(it.own_pending) };
    found.hold(NO_OFFER_LEFT_BEHIND, pending == 0, || {
        ([worker.to_string()], format!("is not available and has {pending} pending reservations"))
    });
}

fn compare(worker: WorkerId, it: &Worker, state: &dyn AuditView, found: &mut Found) {
    let Some(seen) = state.worker(worker) else {
        return found.fail(CAPACITY, || ([worker.to_string()], "is not known to the platform".to_owned()));
    };
    let occupied = state.occupied(worker);
    found.hold(CAPACITY, occupied == it.open && seen.capacity == it.capacity, || {
        let message = format!(
            "occupies {occupied:?} of {:?} by the state, and {:?} of {:?} by the events",
            seen.capacity, it.open, it.capacity
        );
        ([worker.to_string()], message)
    });
    found.hold(OFFERED_WHEN_AVAILABLE, seen.available == it.available, || {
        let message = format!("available: {} by the state, {} by the events", seen.available, it.available);
        ([worker.to_string()], message)
    });
}
