//! `restart`: the platform restarts from its journal. All desktops lose their connections until it answers again.

use super::run::{Parts, Run};
use super::strike::{Struck, drawn, strikes, workers_of};
use crate::control::FaultKey;
use rushhour_engine::units::SimTime;
use rushhour_scenario::faults::People;
use rushhour_scenario::faults::restart::Restart;
use rushhour_scenario::random::Stream;

pub(super) fn strike<'a>(restart: &Restart, key: &FaultKey, run: &mut impl Run<'a>, stream: &mut Stream) {
    let Parts { core, .. } = run.parts();
    let until = core.now() + drawn(&restart.length, stream);
    let words = format_args!("the platform restarts, and answers nobody until {until}");
    if strikes(core, key, Struck::default(), words) {
        restarts(run, until);
    }
}

fn restarts<'a>(run: &mut impl Run<'a>, until: SimTime) {
    let recovery = run.act(|engine, cx| engine.restart(cx));
    let Parts { faults, core, findings, .. } = run.parts();
    if let Some(recovery) = recovery.filter(|recovery| !recovery.is_exact) {
        let message = format!("{} inputs after the snapshot made another state of it", recovery.inputs);
        findings.recovered_otherwise(core.now(), message);
    }
    faults.lose_duplicates();
    for worker in workers_of(core, &People::default()) {
        faults.doubt_all_of(core, worker);
        faults.cut_off(core, worker, until);
    }
}
