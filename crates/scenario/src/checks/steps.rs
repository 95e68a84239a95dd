//! Steps over time, laid out in a run: what holds from each of its moments on.
//!
//! The steps of a day hold from its first moment on until those of the next day begin. They may cross midnight: a time of day
//! that is earlier than the one before it is on the day after. On a day of which nothing is said nothing holds, from
//! midnight on or when the night of the day before is over.

use std::collections::BTreeMap;

use super::clock::{Clock, seconds};
use super::context::Context;
use crate::days::{DAY_S, Days, StartsAt, since_midnight};
use crate::path::{Aim, NodePath};
use crate::values::{Moment, RawSteps, StepValue};
use rushhour_engine::units::SimTime;

/// A step, as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Step<V> {
    /// From when on.
    pub(crate) at: Moment,
    /// On which days; none for every day.
    pub(crate) days: Vec<Days>,
    /// Whether it may be on the day after that of the one before it.
    pub(crate) may_cross_midnight: bool,
    /// What holds from then on.
    pub(crate) value: V,
}

/// Steps in a run.
#[derive(Debug, PartialEq)]
pub(crate) struct LaidOut<V> {
    /// In order of time, from the beginning of the run on.
    pub(crate) steps: Vec<(SimTime, V)>,
    /// The days of the run of which nothing is said, where something is of others.
    pub(crate) unnamed: Vec<i64>,
    /// The dates of which something is said and which are no days of the run.
    pub(crate) outside: Vec<Days>,
}

impl<V> LaidOut<V> {
    /// What is said of days that have nothing, and of dates that never come; `where_it_is` said, and `nothing_is` then.
    pub(crate) fn warn(&self, where_it_is: &str, nothing_is: &str, clock: &Clock, warnings: &mut Vec<String>) {
        let Some(starts_at) = clock.starts_at else { return };
        if !self.unnamed.is_empty() {
            let days = Clock::names(starts_at, &self.unnamed);
            warnings.push(format!("{where_it_is}: nothing is said of {days}: {nothing_is} then"));
        }
        for date in &self.outside {
            warnings.push(format!("{where_it_is}: {date} is no day of the run"));
        }
    }
}

/// Why steps cannot be laid out; with the place of the step that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It does not come after the one before it.
    Order(usize),
    /// Its days are named by another step as closely, whose place is the second.
    Clash(usize, usize),
}

/// The steps of a day: seconds since its midnight, in order.
struct OfDay<V> {
    days: Vec<Days>,
    first_place: usize,
    steps: Vec<(i64, V)>,
    /// The first and the last of those that may cross midnight: each is compared with these alone.
    crossing: Option<(i64, i64)>,
}

impl<V> OfDay<V> {
    /// Whether they reach into the day after.
    fn crosses_midnight(&self) -> bool {
        self.steps.last().is_some_and(|(at, _)| *at >= DAY_S)
    }
    /// When the same steps would begin again.
    fn is_over_at(&self) -> i64 {
        self.steps.first().map_or(0, |(at, _)| at + DAY_S)
    }
}

/// Lays out the steps of the table at `path`, and reports what is wrong with them; warns of days of which nothing is said,
/// and on which therefore, in words, `nothing_is`.
pub(crate) fn resolve_steps<T: StepValue, V: Copy>(
    raw: &RawSteps<T>,
    (nothing, nothing_is): (V, &str),
    clock: &Clock,
    path: &NodePath,
    context: &mut Context<'_>,
    mut value: impl FnMut(&T, &NodePath, &mut Context<'_>) -> V,
) -> Vec<(SimTime, V)> {
    let mut steps = Vec::with_capacity(raw.0.len());
    let mut is_known = true;
    for raw in &raw.0 {
        let (at_path, is_key) = raw.at_path(path);
        let aim = if is_key { Aim::Key } else { Aim::Value };
        match raw.at {
            Moment::After(_) if !raw.days.is_empty() => {
                let help = "write a time of day: `09:00`";
                context.issues.add_key(&at_path, "a duration since the beginning has no days", help);
            }
            Moment::Clock(_, time) => is_known &= clock.starts_at(time, &at_path, aim, context).is_some(),
            Moment::After(_) => {}
        }
        if raw.is_named_twice {
            let help = "name them once: by the key above, with `days`, or before the time of day";
            context.issues.add_key(&at_path, "the days are named twice", help);
        }
        is_known &= raw.days.iter().all(|days| clock.knows(*days, &at_path, aim, context));
        let value = value(&raw.value, &raw.value_path(path), context);
        let (days, may_cross_midnight) = (raw.days.clone(), raw.may_cross_midnight);
        steps.push(Step { at: raw.at, days, may_cross_midnight, value });
    }
    if !is_known {
        return Vec::new();
    }
    match lay_out(&steps, nothing, clock) {
        Ok(laid) => {
            laid.warn(&path.to_string(), nothing_is, clock, &mut context.warnings);
            laid.steps
        }
        Err(wrong) => {
            let at = |place: usize| raw.0.get(place).map_or_else(|| path.clone(), |raw| raw.at_path(path).0);
            match wrong {
                Wrong::Order(place) => {
                    let help = "write the steps in order; what crosses midnight ends before it would begin again";
                    context.issues.add_key(&at(place), "this step does not come after the one before it", help);
                }
                Wrong::Clash(place, other) => {
                    let message = format!("{} says something of the same days", at(other));
                    context.issues.add_key(&at(place), message, "let one of the two name the days more closely");
                }
            }
            Vec::new()
        }
    }
}

/// Lays steps out. Times of day are left out where the run has none, and days that it cannot tell: that is reported
/// elsewhere.
///
/// # Errors
/// They are out of order, or two of them are for the same day.
pub(crate) fn lay_out<V: Copy>(steps: &[Step<V>], nothing: V, clock: &Clock) -> Result<LaidOut<V>, Wrong> {
    let mut once: Vec<(SimTime, V)> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let Moment::After(span) = step.at else { continue };
        let at = SimTime::ZERO + span;
        if once.last().is_some_and(|(before, _)| *before >= at) {
            return Err(Wrong::Order(place));
        }
        once.push((at, step.value));
    }
    let days = by_day(steps)?;
    let Some(starts_at) = clock.starts_at.filter(|_| !days.is_empty()) else {
        return Ok(LaidOut { steps: once, unnamed: Vec::new(), outside: Vec::new() });
    };
    let (daily, unnamed) = day_by_day(&days, nothing, clock, starts_at)?;
    let mut all = from_the_beginning(daily, clock);
    all.extend(once);
    // A stable sort: a duration goes after a time of day at the same moment.
    all.sort_by_key(|(at, _)| *at);
    let numbers = clock.days(starts_at);
    let comes = |days: &Days| numbers.clone().any(|number| days.contain(starts_at.day(number), clock.weekend));
    let outside = days.iter().flat_map(|of| of.days.iter().copied());
    let outside = outside.filter(|days| days.rank() == Days::Number(1).rank() && !comes(days)).collect();
    Ok(LaidOut { steps: all, unnamed, outside })
}

/// The times of day below each set of days.
fn by_day<V: Copy>(steps: &[Step<V>]) -> Result<Vec<OfDay<V>>, Wrong> {
    let mut all: Vec<OfDay<V>> = Vec::new();
    // By what they are written as: days have no order of their own.
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (place, step) in steps.iter().enumerate() {
        let Moment::Clock(_, time) = step.at else { continue };
        let mut at = since_midnight(time);
        let days = if step.days.is_empty() { vec![Days::Every] } else { step.days.clone() };
        let known = *places.entry(format!("{days:?}")).or_insert_with(|| {
            all.push(OfDay { days, first_place: place, steps: Vec::new(), crossing: None });
            all.len() - 1
        });
        let of = &mut all[known];
        if step.may_cross_midnight {
            if let Some((first, before)) = of.crossing {
                if at <= before {
                    at += DAY_S;
                }
                if at <= before || at >= first + DAY_S {
                    return Err(Wrong::Order(place));
                }
            }
            of.crossing = Some((of.crossing.map_or(at, |(first, _)| first), at));
        }
        // Those that name their day themselves may stand in any order.
        let after = of.steps.partition_point(|(known, _)| *known < at);
        if of.steps.get(after).is_some_and(|(known, _)| *known == at) {
            return Err(Wrong::Order(place));
        }
        of.steps.insert(after, (at, step.value));
    }
    Ok(all)
}

/// Steps in seconds since the beginning of the run, and the numbers of days.
type ByDay<V> = (Vec<(i64, V)>, Vec<i64>);

/// The steps of all days, from the day before the beginning on; and the days without any.
fn day_by_day<V: Copy>(
    all: &[OfDay<V>],
    nothing: V,
    clock: &Clock,
    starts_at: StartsAt,
) -> Result<ByDay<V>, Wrong> {
    let names: Vec<Vec<Days>> = all.iter().map(|of| of.days.clone()).collect();
    let mut laid: Vec<(i64, V)> = Vec::new();
    let mut unnamed = Vec::new();
    let mut before: Option<(i64, &OfDay<V>)> = None;
    for number in clock.days(starts_at) {
        let midnight = starts_at.midnight(number);
        let mut of_day = match clock.closest(starts_at.day(number), &names).as_slice() {
            [] => None,
            [one] => all.get(*one),
            [one, another, ..] => {
                let place = |it: &usize| all.get(*it).map_or(0, |of| of.first_place);
                return Err(Wrong::Clash(place(another), place(one)));
            }
        };
        // Of the day before, nothing holds but the night that reaches into the run.
        if number < 0 {
            of_day = of_day.filter(|of| of.crosses_midnight());
        }
        let begins = match (of_day, before) {
            (Some(of), _) => of.steps.first().map(|(at, _)| midnight + at),
            (None, Some((day, of))) if of.crosses_midnight() => Some(starts_at.midnight(day) + of.is_over_at()),
            (None, Some(_)) => Some(midnight),
            (None, None) => None,
        };
        if let Some(begins) = begins {
            laid.truncate(laid.partition_point(|(at, _)| *at < begins));
            match of_day {
                Some(of) => laid.extend(of.steps.iter().map(|(at, value)| (midnight + at, *value))),
                None => laid.push((begins, nothing)),
            }
        }
        if of_day.is_none() && number >= 0 {
            unnamed.push(number);
        }
        before = of_day.map(|of| (number, of));
    }
    Ok((laid, unnamed))
}

/// What holds at the beginning of the run, and what comes in it.
fn from_the_beginning<V: Copy>(laid: Vec<(i64, V)>, clock: &Clock) -> Vec<(SimTime, V)> {
    let begun = laid.iter().rev().find(|(at, _)| *at <= 0).map(|(_, value)| (SimTime::ZERO, *value));
    let later = laid.iter().filter(|(at, _)| *at > 0);
    let later = later.filter_map(|(at, value)| seconds(*at).map(|at| (at, *value)));
    begun.into_iter().chain(later).filter(|(at, _)| *at < clock.end()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::{StartsOn, Week};
    use rushhour_engine::units::SimSpan;

    fn clock(at: &str, day: Option<&str>, hours: u64) -> Clock {
        let day = day.map(|day| StartsOn::parse(day).unwrap());
        let starts_at = Some(StartsAt { time: at.parse().unwrap(), day });
        Clock { starts_at, weekend: Week::WEEKEND, duration: SimSpan::from_secs(3_600 * hours) }
    }
    /// Steps as `days time value`, the days left out for every day.
    fn steps(text: &str) -> Vec<Step<u32>> {
        let step = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (days, time, value) = match words.as_slice() {
                [days, time, value] => (vec![Days::parse(days).unwrap()], *time, *value),
                [time, value] => (Vec::new(), *time, *value),
                _ => unreachable!("{line}"),
            };
            let at = Moment::parse(time).unwrap();
            Step { at, days, may_cross_midnight: true, value: value.parse().unwrap() }
        };
        text.split(';').map(step).collect()
    }
    /// What holds from each hour on.
    fn hours(text: &str, clock: &Clock) -> Vec<(u64, u32)> {
        let laid = lay_out(&steps(text), 0, clock).unwrap();
        laid.steps.iter().map(|(at, value)| (at.as_ns() / 3_600_000_000_000, *value)).collect()
    }

    #[test]
    fn times_of_day_come_again_every_day() {
        let it = clock("08:00", None, 50);
        assert_eq!(hours("09:00 5; 17:00 0", &it), [(1, 5), (9, 0), (25, 5), (33, 0), (49, 5)]);
    }

    #[test]
    fn a_day_goes_before_its_group_and_that_before_what_is_plain() {
        let it = clock("00:00", Some("2026-03-05"), 96);
        let text = "08:00 1; 09:00 0; weekends 10:00 2; sat 11:00 3; 2026-03-06 12:00 4";
        // Thursday is plain, Friday has a date, Saturday a name, Sunday is of the weekend. Each holds until the next begins.
        assert_eq!(hours(text, &it), [(8, 1), (9, 0), (36, 4), (59, 3), (82, 2)]);
    }

    #[test]
    fn nights_cross_midnight_and_reach_into_the_run() {
        assert_eq!(hours("22:00 5; 02:00 1", &clock("22:00", None, 4)), [(0, 5)]);
        assert_eq!(hours("22:00 5; 02:00 1", &clock("01:00", None, 4)), [(0, 5), (1, 1)]);
        assert_eq!(hours("22:00 5; 02:00 1", &clock("23:00", None, 4)), [(0, 5), (3, 1)]);
        // The night of Friday ends on Saturday, on which nothing is said.
        let it = clock("20:00", Some("fri"), 60);
        let laid = lay_out(&steps("weekdays 22:00 5; weekdays 02:00 0"), 0, &it).unwrap();
        assert_eq!(laid.unnamed, [1, 2]);
        assert_eq!(hours("weekdays 22:00 5; weekdays 02:00 0", &it), [(0, 0), (2, 5), (6, 0), (26, 0)]);
    }

    #[test]
    fn a_day_of_which_nothing_is_said_has_nothing() {
        let it = clock("12:00", Some("fri"), 72);
        assert_eq!(hours("mon-fri 09:00 5; mon-fri 17:00 1", &it), [(0, 5), (5, 1), (12, 0), (69, 5)]);
    }

    #[test]
    fn a_run_that_begins_in_the_middle_of_a_day_has_what_holds_then() {
        assert_eq!(hours("09:00 5; 12:00 7; 17:00 0", &clock("13:00", None, 6)), [(0, 7), (4, 0)]);
        // Before the first step of the first day nothing holds.
        assert_eq!(hours("09:00 5; 17:00 1", &clock("08:00", None, 2)), [(1, 5)]);
    }

    #[test]
    fn both_forms_of_a_day_are_steps_of_it() {
        let mut all = steps("mon 22:00 5; mon 08:00 12");
        all[0].may_cross_midnight = false;
        let laid = lay_out(&all, 0, &clock("00:00", Some("mon"), 24)).unwrap();
        let hours: Vec<u64> = laid.steps.iter().map(|(at, _)| at.as_ns() / 3_600_000_000_000).collect();
        assert_eq!(hours, [8, 22]);
    }

    #[test]
    fn what_is_out_of_order_is_found() {
        let wrong = |text: &str| lay_out(&steps(text), 0, &clock("08:00", Some("mon"), 24)).unwrap_err();
        assert_eq!(wrong("09:00 1; 17:00 2; 12:00 3"), Wrong::Order(2));
        assert_eq!(wrong("09:00 1; 09:00 2"), Wrong::Order(1));
        assert_eq!(wrong("10m 1; 5m 2"), Wrong::Order(1));
        assert_eq!(wrong("weekdays 09:00 1; mon-thu 09:00 2"), Wrong::Clash(1, 0));
    }
}
