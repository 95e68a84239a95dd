//! `token_expiry`: a session expires, and is renewed later.

use super::chances::DesktopChance;
use super::run::{Parts, Run};
use super::strike::{drawn, strikes};
use rushhour_engine::units::WorkerId;
use rushhour_scenario::faults::token_expiry::TokenExpiry;
use rushhour_scenario::random::Stream;

pub(super) fn strike<'a>(
    expiry: &TokenExpiry,
    chance: &DesktopChance,
    run: &mut impl Run<'a>,
    stream: &mut Stream,
) {
    let Parts { faults, core, .. } = run.parts();
    let until = core.now() + drawn(&expiry.length, stream);
    let signed_in = core.engine().desktop(chance.worker).is_some_and(|desktop| desktop.session.signed_in);
    let words = format_args!("the session of {} expires, until {until}", chance.name);
    if signed_in && strikes(core, &chance.key, chance.whom(), words) {
        faults.expire(core, chance.worker, until);
        run.act(|engine, cx| engine.expire_session(cx, chance.worker));
    }
}

/// The session is renewed, unless it has expired once more.
pub(super) fn ends<'a>(run: &mut impl Run<'a>, worker: WorkerId) {
    let Parts { faults, core, .. } = run.parts();
    if faults.desk(worker).may_renew(core.now()) {
        run.act(|engine, cx| engine.renew_session(cx, worker));
    }
}
