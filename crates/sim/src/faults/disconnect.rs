//! `disconnect`: a desktop loses its connection, and has it again later.

use super::chances::DesktopChance;
use super::run::{Parts, Run};
use super::strike::{drawn, strikes};
use rushhour_engine::units::WorkerId;
use rushhour_scenario::faults::disconnect::Disconnect;
use rushhour_scenario::random::Stream;

pub(super) fn strike<'a>(
    disconnect: &Disconnect,
    chance: &DesktopChance,
    run: &mut impl Run<'a>,
    stream: &mut Stream,
) {
    let Parts { faults, core, .. } = run.parts();
    let until = core.now() + drawn(&disconnect.length, stream);
    let words = format_args!("the desktop of {} has no connection until {until}", chance.name);
    if strikes(core, &chance.key, chance.whom(), words) {
        faults.cut_off(core, chance.worker, until);
        faults.doubt_all_of(core, chance.worker);
        run.act(|engine, cx| engine.disconnect(cx, chance.worker));
    }
}

/// The connection is there again, unless it was lost once more.
pub(super) fn ends<'a>(run: &mut impl Run<'a>, worker: WorkerId) {
    let Parts { faults, core, .. } = run.parts();
    if faults.desk(worker).may_reconnect(core.now()) {
        faults.doubt_all_of(core, worker);
        run.act(|engine, cx| engine.reconnect(cx, worker));
    }
}
