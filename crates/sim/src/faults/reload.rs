//! `reload`: a desktop is loaded anew.

use super::chances::DesktopChance;
use super::run::{Parts, Run};
use super::strike::strikes;

pub(super) fn strike<'a>(chance: &DesktopChance, run: &mut impl Run<'a>) {
    let Parts { faults, core, .. } = run.parts();
    let words = format_args!("the desktop of {} reloads", chance.name);
    if strikes(core, &chance.key, chance.whom(), words) {
        faults.doubt_all_of(core, chance.worker);
        run.act(|engine, cx| engine.reload(cx, chance.worker));
    }
}
