//! The key `timeline`: moments become times, names ids, and what makes no sense is reported.

use super::super::path::{Aim, NodePath};
use super::super::raw::{Moment, RawCue};
use super::super::timeline::Cue;
use super::super::trainer_commands::{Known, check_sums};
use crate::checks::{Clock, Context};
use crate::limits::{CUES_MAX, PEOPLE_MAX};
use crate::plan::{Population, PopulationKind};

/// Resolves the timeline, in order of time.
pub(super) fn resolve(
    raw: &[RawCue],
    known: &Known<'_>,
    populations: &[Population],
    clock: &Clock,
    context: &mut Context<'_>,
) -> Vec<Cue> {
    let path = NodePath::root().key("timeline");
    let mut cues: Vec<Cue> = Vec::with_capacity(raw.len());
    // Of each thing that happens, the entry that it is of.
    let mut places: Vec<usize> = Vec::with_capacity(raw.len());
    for (place, raw) in raw.iter().enumerate() {
        let path = path.index(place);
        let at = clock.moment(raw.at, &path.key("at"), Aim::Value, context);
        let is_known = clock.starts_at.is_some() || matches!(raw.at, Moment::After(_));
        if is_known && at >= clock.end() {
            // Not a mistake where `--duration` shortens the run.
            context.warnings.push(format!("{path}: it never happens: the run ends at {}", clock.end()));
        }
        match known.deed(&raw.deed()) {
            // By a time of day it happens on every day of the run, or on those that are named.
            Ok(deed) => {
                let all = clock.moments(raw.at);
                let all = if all.is_empty() { vec![at] } else { all };
                places.resize(places.len() + all.len(), place);
                cues.extend(all.into_iter().map(|at| Cue { at, deed: deed.clone() }));
            }
            Err(wrong) => {
                let path = wrong.at.iter().fold(path, |path, key| path.key(key));
                context.issues.add(&path, wrong.message, wrong.help);
            }
        }
        if cues.len() > CUES_MAX {
            break;
        }
    }
    if let Err(wrong) = check_sums(populations, cues.iter().map(|cue| &cue.deed)) {
        let path = wrong.place.map_or_else(|| NodePath::root().key("agents"), |place| path.index(places[place]));
        // One that is too large by itself has been told.
        let is_told = wrong.place.is_none() && populations.iter().any(is_too_large);
        if !is_told {
            context.issues.add(&path, wrong.message, wrong.help);
        }
    }
    cues.sort_by_key(|cue| cue.at);
    cues
}

fn is_too_large(population: &Population) -> bool {
    match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.count > PEOPLE_MAX,
        PopulationKind::Customers(_) => false,
    }
}
