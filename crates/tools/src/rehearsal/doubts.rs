//! What looks wrong about a plan by its rehearsal and its scripts, a sentence for each, with place and remedy.

use super::known::{Known, Told};
use super::rehearse::Rehearsed;
use super::{idle, names, takers, unfed};
use rushhour_scenario::plan::Plan;
use rushhour_script::is_endless;
use rushhour_sim::{Failed, FindingKind};

/// What looks wrong: scripts that fail, never end or never act, names that nobody has, work that nobody can take, and
/// what is measured of nothing.
pub fn warnings(plan: &Plan, rehearsed: &Rehearsed) -> Vec<String> {
    let known = Known::of(plan, rehearsed);
    let kinds: [fn(&Known<'_>, &mut Told); 5] =
        [failures, names::unknown, idle::never_act, takers::cannot_take, unfed::nothing_feeds];
    let mut warnings = Vec::new();
    for kind in kinds {
        let mut told = Told::default();
        kind(&known, &mut told);
        warnings.extend(told.warnings);
        if told.more > 0 {
            warnings.push(format!("{} more of that kind are not told", told.more));
        }
    }
    warnings
}

/// Scripts that failed, a sentence for each place.
fn failures(known: &Known<'_>, told: &mut Told) {
    let mut failures: Vec<Failed> = Vec::new();
    for failed in &known.rehearsed.failed {
        if misses_somebody(known, &failed.first.message) {
            continue;
        }
        match failures.iter_mut().find(|before| is_same_loop(before, failed)) {
            Some(before) => before.times += failed.times,
            None => failures.push(failed.clone()),
        }
    }
    failures.iter().for_each(|failed| told.add(|| failure(known, failed)));
}

/// Whether two places are of one loop that does not end, which was stopped here and there.
fn is_same_loop(one: &Failed, other: &Failed) -> bool {
    let script = |failed: &Failed| failed.first.place.as_ref().map(|place| place.script.clone());
    is_endless(&one.first.message)
        && is_endless(&other.first.message)
        && one.first.who.as_ref().map(|who| &who.population) == other.first.who.as_ref().map(|who| &who.population)
        && script(one) == script(other)
}

/// Whether a script failed for want of somebody who is there in a run: a rehearsal has fewer people.
fn misses_somebody(known: &Known<'_>, message: &str) -> bool {
    let mut quoted = message.split('`').skip(1);
    message.starts_with("there is no queue or worker `")
        && quoted.next().is_some_and(|name| known.has_worker(name))
}

fn failure(known: &Known<'_>, Failed { first, times }: &Failed) -> String {
    let place = first.place.as_ref().map_or_else(String::new, |place| format!("{}: ", known.place(place)));
    let (name, population) =
        first.who.as_ref().map_or(("", ""), |who| (who.name.as_str(), who.population.as_str()));
    let whose = match (first.kind, population) {
        (FindingKind::Listener, _) => format!("a listener of `{population}` fails"),
        (_, "") if name == "the scenario" => "an expression of the scenario fails".to_owned(),
        (_, "") => format!("the invariant \"{name}\" cannot be asked"),
        (_, _) => format!("the script of `{population}` fails"),
    };
    let how_often = match (times, population) {
        (1, "") => String::new(),
        (times, "") => format!(" ({times} times in the rehearsal)"),
        (1, _) => format!(" (once in the rehearsal, of {name} at {})", first.at),
        (times, _) => format!(" ({times} times in the rehearsal, first of {name} at {})", first.at),
    };
    format!("{place}{whose}: {}{how_often}", first.message)
}
