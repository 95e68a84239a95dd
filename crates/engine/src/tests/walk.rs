//! Walks of fixed seeds: every action is done and refused, nothing breaks, and planted bugs stop no run.

use std::collections::BTreeMap;

use crate::action::Action;
use crate::planted::Planted;
use crate::walk::Walk;
use crate::walk::reached::{Reached, Situation};

/// So many steps are walked in all, over so many seeds.
const STEPS: usize = 2_600;
const SEEDS: u64 = 40;
/// So many steps are walked with each planted bug.
const PLANTED_STEPS: usize = 600;
/// So many steps of a seed are walked to find one.
const FINDING_STEPS: usize = 1_500;

#[test]
fn whatever_anybody_does_nothing_breaks() {
    let mut tally: BTreeMap<Action, [u32; 2]> = BTreeMap::new();
    let mut reached = Reached::default();
    for seed in 0..SEEDS {
        let mut walk = Walk::new(seed);
        for _ in 0..STEPS {
            walk.step();
        }
        reached.add(&walk.reached);
        for (action, [ok, refused]) in walk.end() {
            let total = tally.entry(action).or_default();
            total[0] += ok;
            total[1] += refused;
        }
    }
    // A walk that never got anywhere would prove nothing.
    let missed: Vec<_> = Action::ALL
        .iter()
        .filter(|action| tally.get(action).is_none_or(|[ok, refused]| *ok == 0 || *refused == 0))
        .collect();
    assert!(missed.is_empty(), "never both done and refused: {missed:?}\n{tally:#?}");
    let never: Vec<_> = Situation::ALL.iter().filter(|it| reached.count(**it) == 0).collect();
    assert!(never.is_empty(), "never came to {never:?}\n{reached:#?}");
}

/// A bug is for the invariants to find: no assertion of the engine or of the audit may come before them.
#[test]
fn a_planted_bug_stops_no_run() {
    for (seed, bug) in (0..).zip(Planted::ALL) {
        let mut walk = Walk::with(*bug, seed);
        for _ in 0..PLANTED_STEPS {
            if walk.chance(4) {
                walk.struck();
            }
            walk.step();
        }
        walk.end();
    }
}

/// A bug in the rules of calls and sessions is found as a violation of the invariant that it is said to break.
#[test]
fn walks_find_planted_bugs_of_calls_and_sessions() {
    const BUGS: &[Planted] = &[
        Planted::LeaverKeepsTask,
        Planted::TwoLeftNoExit,
        Planted::ThirdKeepsExit,
        Planted::UnholdResetsExit,
        Planted::AnybodyIsAskedFor,
        Planted::RingsBeforeAgent,
        Planted::DialledIsAccepted,
        Planted::NoAnswerWraps,
        Planted::ExpiredStillActs,
        Planted::LogoutKeepsLine,
        Planted::ForcedLogoutRejects,
    ];
    let mut missed = Vec::new();
    for bug in BUGS {
        let finds = |seed: &u64| {
            let mut walk = Walk::with(*bug, *seed);
            (0..FINDING_STEPS).any(|_| {
                walk.step();
                walk.broken().any(|number| Some(number) == bug.invariant())
            })
        };
        let found = (0..SEEDS).find(finds);
        missed.extend(found.is_none().then_some(bug.name()));
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}

/// Whatever a tape leads to, in whatever order.
#[test]
fn a_walk_that_a_tape_leads_breaks_nothing() {
    let mut steps = 0;
    for seed in 0..60_u8 {
        let tape: Vec<u8> = (0..900_u32)
            .map(|place| (place.wrapping_mul(2_654_435_761) >> 13) as u8 ^ seed.wrapping_mul(37))
            .collect();
        steps += Walk::led(&[&[seed, seed / 2], tape.as_slice()].concat());
    }
    assert!(steps > 6_000, "{steps}");
}
