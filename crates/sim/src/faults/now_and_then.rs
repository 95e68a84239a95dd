//! Faults that strike desktops and the platform, at a moment of their own or because they are told to.

use super::chances::DesktopChance;
use super::run::{Parts, Run};
use super::strike::{Chance, fault_of, is_cut_off, name_of, workers_of};
use super::{activity_burst, disconnect, reload, restart, token_expiry};
use crate::control::FaultKey;
use rushhour_engine::units::{SimSpan, WorkerId};
use rushhour_scenario::faults::{DesktopEffect, FaultKind, PlatformEffect};
use rushhour_scenario::random::Stream;

/// A fault has its chance, and the next one is set.
pub(super) fn has_chance<'a>(run: &mut impl Run<'a>, chance: Chance) {
    let next = Chance { ordinal: chance.ordinal.wrapping_add(1), ..chance };
    let Parts { faults, core, .. } = run.parts();
    faults.expect_chance(core, next, core.now());
    let Some((key, mut stream)) = faults.chance_of(core, chance) else { return };
    // The first draw was when.
    stream.unit();
    may_strike(run, &key, chance.worker, &mut stream);
}

/// A fault strikes now: each of its desktops, or the platform; or so long a share of its chances.
pub(crate) fn is_cued<'a>(run: &mut impl Run<'a>, place: u16, length: SimSpan) {
    let Parts { faults, core, .. } = run.parts();
    let struck: Option<Vec<Option<WorkerId>>> = match &fault_of(core, place).kind {
        FaultKind::Desktop(target, _) => Some(workers_of(core, &target.at).into_iter().map(Some).collect()),
        FaultKind::Platform(..) => Some(vec![None]),
        FaultKind::Request(..) | FaultKind::Event(..) | FaultKind::Contact(..) => None,
    };
    let ordinal = faults.cue(core, place, length, struck.is_some());
    for worker in struck.into_iter().flatten() {
        let Parts { faults, core, .. } = run.parts();
        if let Some((key, mut stream)) = faults.chance_of(core, Chance { fault: place, worker, ordinal }) {
            may_strike(run, &key, worker, &mut stream);
        }
    }
}

/// A fault may strike a desktop, or the platform. None does when customers come no more, even if it is told to.
fn may_strike<'a>(run: &mut impl Run<'a>, key: &FaultKey, desktop: Option<WorkerId>, stream: &mut Stream) {
    let Parts { core, .. } = run.parts();
    if core.now() >= core.arrivals_end() {
        return;
    }
    let kind = &fault_of(core, key.fault).kind;
    match (kind, desktop) {
        (FaultKind::Desktop(_, effect), Some(worker)) => desktop_has_chance(run, effect, key, worker, stream),
        (FaultKind::Platform(_, effect), None) => platform_has_chance(run, effect, key, stream),
        (FaultKind::Desktop(..), None)
        | (FaultKind::Platform(..), Some(_))
        | (FaultKind::Request(..) | FaultKind::Event(..) | FaultKind::Contact(..), _) => {
            unreachable!("{key:?} is no chance of a fault that strikes now and then")
        }
    }
    run.settle();
}

/// A fault may strike a desktop: it does where a script is at work there, and there is something to strike.
fn desktop_has_chance<'a>(
    run: &mut impl Run<'a>,
    effect: &DesktopEffect,
    key: &FaultKey,
    worker: WorkerId,
    stream: &mut Stream,
) {
    let Parts { core, crew, .. } = run.parts();
    if !crew.is_at_work(worker) || is_cut_off(core, worker) {
        return;
    }
    let chance = DesktopChance { key: *key, worker, name: name_of(core, worker) };
    match effect {
        DesktopEffect::Reload(_) => reload::strike(&chance, run),
        DesktopEffect::Disconnect(it) => disconnect::strike(it, &chance, run, stream),
        DesktopEffect::TokenExpiry(it) => token_expiry::strike(it, &chance, run, stream),
    }
}

/// A fault may strike the platform.
fn platform_has_chance<'a>(run: &mut impl Run<'a>, effect: &PlatformEffect, key: &FaultKey, stream: &mut Stream) {
    match effect {
        PlatformEffect::ActivityBurst(it) => activity_burst::strike(it, key, run, stream),
        PlatformEffect::Restart(it) => restart::strike(it, key, run, stream),
    }
}
