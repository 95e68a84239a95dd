//! What is said of breaks that can't be taken as they are written: they overlap, or reach behind the end of a shift.

use rushhour_engine::config::Activity;
use rushhour_engine::units::SimTime;

use super::super::hours::{Rest, Stint};
use super::super::plan::{Population, PopulationKind};
use super::moments::Moments;
use crate::absences::absences;
use crate::checks::Clock;
use crate::limits::{PEOPLE_LOOKED_AT_MAX, STINTS_LOOKED_AT_MAX};

/// How many people it is true of, and the first of them.
struct Found {
    people: u32,
    first: Option<String>,
}

impl Found {
    const NONE: Self = Self { people: 0, first: None };

    fn add(&mut self, words: Option<impl FnOnce() -> String>) {
        if let Some(words) = words {
            self.people += 1;
            self.first.get_or_insert_with(words);
        }
    }
    fn told(self, what_happens: &str, warnings: &mut Vec<String>) {
        if let Some(first) = self.first {
            let others = match self.people - 1 {
                0 => String::new(),
                1 => ", and so it is for one other".to_owned(),
                others => format!(", and so it is for {others} others"),
            };
            warnings.push(format!("{first}{others}: {what_happens}"));
        }
    }
}

/// Adds a warning for the people of each population whose breaks overlap, and for those whose breaks their shift is too
/// short for.
pub(super) fn warn(
    populations: &[Population],
    activities: &[Activity],
    clock: &Clock,
    warnings: &mut Vec<String>,
) {
    let teller = Teller { activities, moments: Moments::of(clock) };
    for population in populations {
        let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &population.kind else {
            continue;
        };
        if staff.is_always_there() {
            continue;
        }
        let (mut overlapping, mut too_late) = (Found::NONE, Found::NONE);
        // The hours of the first people are those of the others, in most plans; a year of many is too long to go through.
        let mut looked_at = 0;
        for index in 0..staff.count.min(PEOPLE_LOOKED_AT_MAX) {
            if looked_at >= STINTS_LOOKED_AT_MAX {
                break;
            }
            let stints = staff.stints(index, clock.end());
            looked_at += stints.iter().map(|stint| 1 + stint.rests.len()).sum::<usize>();
            let name = || format!("{}-{}", population.name, index + 1);
            let overlap = stints.iter().find_map(overlap);
            overlapping.add(overlap.map(|pair| move || teller.overlap(&name(), pair)));
            let late = stints.iter().find_map(cut_off);
            too_late.add(late.map(|(rest, until)| move || teller.too_late(&name(), rest, until)));
        }
        overlapping.told("the one follows the other, and each lasts its full time", warnings);
        too_late.told("what is left of it is not taken", warnings);
    }
}

/// The first break of a stint that falls due before the one before it is over, and that one.
fn overlap(stint: &Stint) -> Option<(Rest, Rest)> {
    let pairs = stint.rests.iter().zip(stint.rests.iter().skip(1));
    let overlaps = |(first, second): &(&Rest, &Rest)| second.at < first.at + first.length;
    pairs.filter(overlaps).map(|(first, second)| (*first, *second)).next()
}

/// The first break of a stint that its end cuts off, and that end. What the end of the run cuts off is no mistake.
fn cut_off(stint: &Stint) -> Option<(Rest, SimTime)> {
    let until = stint.until?;
    let endless = Stint { until: None, ..stint.clone() };
    let late = absences(&endless, SimTime::MAX).find(|absence| absence.until > until)?;
    Some((late.rest, until))
}

/// What things are called.
#[derive(Clone, Copy)]
struct Teller<'a> {
    activities: &'a [Activity],
    moments: Moments,
}

impl Teller<'_> {
    fn overlap(self, name: &str, (first, second): (Rest, Rest)) -> String {
        let (first, second) = (self.rest(first), self.rest(second));
        format!("of `{name}` {second} begins before {first} is over")
    }
    fn too_late(self, name: &str, rest: Rest, until: SimTime) -> String {
        let (rest, until) = (self.rest(rest), self.moments.label(until));
        format!("of `{name}` {rest} would last longer than the shift, which ends at {until}")
    }
    /// `the break (Lunch, 12:00 to 12:30)`.
    fn rest(self, rest: Rest) -> String {
        let activity = self.activities.get(rest.activity.index()).map_or("", |activity| activity.name.as_str());
        let (from, until) = (self.moments.label(rest.at), self.moments.label(rest.at + rest.length));
        format!("the break ({activity}, {from} to {until})")
    }
}
