//! What faults bring about later: at its moment, each mishap goes back to the file that set it.

use super::run::Run;
use super::strike::Mishap;
use super::{activity_burst, belief, disconnect, hang_up, now_and_then, token_expiry};

/// What was set under this number happens, unless it is void by now.
pub(crate) fn happen<'a>(run: &mut impl Run<'a>, number: u32) {
    let Some(mishap) = run.parts().faults.take(number) else { return };
    match mishap {
        Mishap::Chance(chance) => now_and_then::has_chance(run, chance),
        Mishap::Fail(invocation) => run.act(|engine, cx| engine.fail(cx, invocation)),
        Mishap::GiveUp(invocation) => run.act(|engine, cx| engine.give_up(cx, invocation)),
        Mishap::Again(request) => run.act(|engine, cx| engine.land_again(cx, *request)),
        Mishap::HangUp(key, contact, stage) => hang_up::happens(run, &key, contact, stage),
        Mishap::Reconnect(worker) => disconnect::ends(run, worker),
        Mishap::Renew(worker) => token_expiry::ends(run, worker),
        Mishap::Leave(chance, back_at) => activity_burst::leaves(run, chance, back_at),
        Mishap::ComeBack(worker) => activity_burst::comes_back(run, worker),
        Mishap::LookAgain(actor, reservation) => belief::looks_again(run, actor, reservation),
    }
}
