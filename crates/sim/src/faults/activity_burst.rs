//! `activity_burst`: agents leave one after the other, and come back in another order.
//!
//! Each agent's leaving is a strike of its own, with draws of its own: whether they leave, when, and when they come back.
//! So one left out moves nobody else.

use super::run::{Parts, Run};
use super::strike::{Chance, Mishap, Struck, drawn, fault_of, name_of, strikes, workers_of};
use crate::control::FaultKey;
use rushhour_engine::units::{SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::activity_burst::ActivityBurst;
use rushhour_scenario::faults::{FaultKind, PlatformEffect};
use rushhour_scenario::random::Stream;

pub(super) fn strike<'a>(burst: &ActivityBurst, key: &FaultKey, run: &mut impl Run<'a>, stream: &mut Stream) {
    let Parts { core, .. } = run.parts();
    let agents = workers_of(core, &burst.at);
    // So many leave on average, at random moments of a time in which that makes one a gap.
    let spread = SimSpan::from_ns((burst.gap.as_ns() as f64 * burst.share * agents.len() as f64) as u64);
    let back_from = core.now() + spread + drawn(&burst.length, stream);
    for worker in agents {
        let chance = Chance { fault: key.fault, worker: Some(worker), ordinal: key.ordinal };
        may_leave(run, chance, burst.share, spread, back_from);
    }
}

/// Draws whether an agent leaves, when, and when they come back.
fn may_leave<'a>(run: &mut impl Run<'a>, chance: Chance, share: f64, spread: SimSpan, back_from: SimTime) {
    let Parts { faults, core, .. } = run.parts();
    let Some((_, mut stream)) = faults.chance_of(core, chance) else { return };
    if stream.unit() >= share {
        return;
    }
    let mut within = || SimSpan::from_ns((spread.as_ns() as f64 * stream.unit()) as u64);
    let (leaves_at, back_at) = (core.now() + within(), back_from + within());
    faults.expect(core, leaves_at, Mishap::Leave(chance, back_at));
}

/// An agent leaves, if they are there to be sent away.
pub(super) fn leaves<'a>(run: &mut impl Run<'a>, chance: Chance, back_at: SimTime) {
    let Parts { faults, core, crew, shift, .. } = run.parts();
    let fault = fault_of(core, chance.fault);
    let (FaultKind::Platform(_, PlatformEffect::ActivityBurst(burst)), Some(worker)) =
        (&fault.kind, chance.worker)
    else {
        unreachable!("{chance:?} is none of an agent to leave in a burst");
    };
    let Some((key, _)) = faults.chance_of(core, chance) else { return };
    let person = core.platform().worker(worker);
    let Some(from) = person.filter(|person| person.available).map(|person| person.activity) else { return };
    let is_on = faults.is_on(core, chance.fault, fault);
    if !crew.is_at_work(worker) || shift.is_away(worker) || !is_on {
        return;
    }
    let name = name_of(core, worker);
    let words = format_args!("{name} leaves, and comes back at {back_at}");
    if !strikes(core, &key, Struck::worker(worker), words) {
        return;
    }
    faults.desk(worker).send_away(from, burst.activity);
    faults.expect(core, back_at, Mishap::ComeBack(worker));
    run.act(|engine, cx| engine.place_worker(cx, worker, burst.activity));
}

/// An agent comes back, unless they have come by themselves.
pub(super) fn comes_back<'a>(run: &mut impl Run<'a>, worker: WorkerId) {
    let Parts { faults, core, crew, shift, .. } = run.parts();
    let Some((from, to)) = faults.desk(worker).call_back() else { return };
    // Whose break or end has come meanwhile comes back from that.
    shift.comes_back_to(worker, to, from);
    let is_there = core.platform().worker(worker).is_some_and(|worker| worker.activity == to);
    if is_there && crew.is_at_work(worker) && !shift.is_away(worker) {
        run.act(|engine, cx| engine.place_worker(cx, worker, from));
    }
}
