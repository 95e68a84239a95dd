//! The keys `shifts`, `breaks` and `staffing`: when staff are at work.

use std::sync::Arc;

use super::super::hours::{Break, Hours, Shift, ShiftTime};
use super::super::path::{Aim, NodePath};
use super::super::raw::{ByDays, Moment, OnDays, PEOPLE_MAX, RawBreak, RawShift, RawStaff, RawStaffing, Span};
use super::levels;
use crate::checks::{Clock, Context, Noun, Turn, Turns, away, resolve_steps, seconds};
use crate::days::{Day, Days};
use rushhour_engine::config::Activity;
use rushhour_engine::units::SimSpan;

/// How many people a population has, when they are at work, and the breaks of all of them.
pub(super) struct AtWork {
    /// How many: the sum of the shifts, or the most that are at work at once.
    pub count: u32,
    /// When its people are at work.
    pub hours: Hours,
    /// Breaks beside those of the shifts.
    pub breaks: Arc<[Break]>,
}

/// Resolves when the people of a population are at work.
pub(super) fn resolve(
    raw: &RawStaff,
    activities: &[Activity],
    clock: &Clock,
    path: &NodePath,
    context: &mut Context<'_>,
) -> AtWork {
    let mut resolver = Resolver { activities, clock, context };
    let breaks = resolver.breaks(&raw.breaks, &path.key("breaks")).in_run(clock);
    let (count, hours) = match (&raw.shifts, &raw.staffing) {
        (None, None) => (raw.count.unwrap_or(1), Hours::Always),
        (Some(_), Some(_)) => {
            let help = "keep one of the two";
            resolver.context.issues.add_key(
                &path.key("staffing"),
                "`shifts` and `staffing` exclude each other",
                help,
            );
            (1, Hours::Always)
        }
        (Some(shifts), None) => resolver.shifts(shifts, &path.key("shifts")),
        (None, Some(staffing)) => {
            if !raw.breaks.0.is_empty() {
                let help = "count those who are at work, without those on a break, and leave `breaks` out";
                let message = "`staffing` and `breaks` exclude each other";
                resolver.context.issues.add_key(&path.key("breaks"), message, help);
            }
            resolver.staffing(staffing, &path.key("staffing"))
        }
    };
    if raw.count.is_some() && hours != Hours::Always {
        let key = if raw.shifts.is_some() { "shifts" } else { "staffing" };
        let message = format!("`count` and `{key}` exclude each other");
        context.issues.add_key(&path.key("count"), message, format!("`{key}` says how many there are"));
    }
    AtWork { count, hours, breaks }
}

struct Resolver<'a, 'b> {
    activities: &'a [Activity],
    clock: &'a Clock,
    context: &'a mut Context<'b>,
}

/// The breaks of a list: which days each is for, and what it is.
struct Breaks {
    days: Vec<Vec<Days>>,
    breaks: Vec<(Moment, Break, NodePath)>,
}

impl Breaks {
    /// All of them that come in the run.
    fn in_run(&self, clock: &Clock) -> Arc<[Break]> {
        let mut all = Vec::new();
        for (place, (moment, it, _)) in self.breaks.iter().enumerate() {
            let is_named = |number: i64, starts_at: crate::days::StartsAt| {
                clock.closest(starts_at.day(number), &self.days).contains(&place)
            };
            match (clock.starts_at, moment) {
                (Some(starts_at), Moment::Clock(_, time)) => {
                    let of_day =
                        clock.days(starts_at).filter(|number| *number >= 0 && is_named(*number, starts_at));
                    let at = of_day.map(|number| starts_at.midnight(number) + i64::from(time.as_secs()));
                    all.extend(at.filter_map(seconds).map(|at| Break { at, ..*it }));
                }
                (_, Moment::After(_)) | (None, Moment::Clock(..)) => all.push(*it),
            }
        }
        all.retain(|it| it.at < clock.end());
        all.into()
    }

    /// Those of a time of a shift; and the places of those that belong to its day and are not within it.
    fn within(&self, turn: &Turn, clock: &Clock) -> (Vec<Break>, Vec<usize>) {
        let window = turn.window;
        let (mut within, mut outside) = (Vec::new(), Vec::new());
        let chosen = turn.of_day.map(|(day, ..)| clock.closest(day, &self.days));
        for (place, (moment, it, _)) in self.breaks.iter().enumerate() {
            match (moment, turn.of_day) {
                (Moment::Clock(_, time), Some((_, begin, end))) => {
                    if !chosen.as_ref().is_some_and(|chosen| chosen.contains(&place)) {
                        continue;
                    }
                    let begin_by_clock = clock.starts_at.map_or(0, |it| i64::from(it.time.as_secs())) + begin;
                    let after = (i64::from(time.as_secs()) - begin_by_clock).rem_euclid(crate::days::DAY_S);
                    if begin + after >= end {
                        outside.push(place);
                    } else if let Some(at) = seconds(begin + after).filter(|at| *at < clock.end()) {
                        within.push(Break { at, ..*it });
                    }
                }
                (Moment::After(_), _) | (Moment::Clock(..), None) => {
                    if window.contains(it.at) {
                        within.push(*it);
                    } else {
                        outside.push(place);
                    }
                }
            }
        }
        (within, outside)
    }
}

impl Resolver<'_, '_> {
    fn breaks(&mut self, raw: &ByDays<RawBreak>, path: &NodePath) -> Breaks {
        let mut all = Breaks { days: Vec::new(), breaks: Vec::new() };
        for item in &raw.0 {
            let path = item.path(path);
            let days = self.days(item.days, &item.value.days.items, Some(item.value.at), &path);
            all.breaks.push((item.value.at, self.one_break(&item.value, &path), path));
            all.days.push(days);
        }
        all
    }

    /// The days of a break or a shift: those under which it stands, those that it names, those before its time of day.
    fn days(&mut self, key: Option<OnDays>, own: &[OnDays], at: Option<Moment>, path: &NodePath) -> Vec<Days> {
        let mut all: Vec<Days> = own.iter().map(|OnDays(days)| *days).collect();
        if key.is_some() && !own.is_empty() {
            let help = "name them once";
            self.context.issues.add_key(&path.key("days"), "the days are named by the key above already", help);
        }
        all.extend(key.map(|OnDays(days)| days));
        if let Some(Moment::Clock(days, _)) = at.filter(|at| !matches!(at, Moment::Clock(Days::Every, _))) {
            if !all.is_empty() {
                let help = "name them once";
                self.context.issues.add(path, "the days are named twice", help);
            }
            all.push(days);
        }
        for days in &all {
            if !self.clock.knows(*days, path, Aim::Value, self.context) {
                return vec![Days::Every];
            }
        }
        if all.is_empty() { vec![Days::Every] } else { all }
    }

    fn one_break(&mut self, raw: &RawBreak, path: &NodePath) -> Break {
        let Span(length) = raw.length;
        if length.is_zero() {
            let help = "write a duration above zero: `15m`";
            self.context.issues.add(&path.key("for"), "a break takes time", help);
        }
        Break {
            at: self.clock.moment(raw.at, &path.key("at"), Aim::Value, self.context),
            length,
            over: raw.over.map_or(SimSpan::ZERO, |Span(span)| span),
            activity: away(raw.activity.as_deref(), "Break", &path.key("activity"), self.activities, self.context),
        }
    }

    fn shifts(&mut self, raw: &ByDays<RawShift>, path: &NodePath) -> (u32, Hours) {
        if raw.0.is_empty() {
            let help = "write `[{from: \"08:00\", until: \"16:00\", count: 12}]`, or `count` for people who are always there";
            self.context.issues.add(path, "there is no shift in the list", help);
        }
        let days: Vec<Vec<Days>> = raw
            .0
            .iter()
            .map(|item| self.days(item.days, &item.value.days.items, item.value.from, &item.path(path)))
            .collect();
        let mut shifts = Vec::with_capacity(raw.0.len());
        for (place, item) in raw.0.iter().enumerate() {
            let is_for = |day: Day| self.clock.closest(day, &days).contains(&place);
            let own: Vec<OnDays> = item.value.days.items.iter().copied().chain(item.days).collect();
            shifts.push(shift(&item.value, &own, is_for, &item.path(path), self));
        }
        let count = self.total(shifts.iter().map(|shift| shift.count), path);
        (count, Hours::Shifts(shifts.into()))
    }

    fn total(&mut self, counts: impl Iterator<Item = u32>, path: &NodePath) -> u32 {
        let total = counts.fold(0, u32::saturating_add);
        if total > PEOPLE_MAX {
            let message = format!("a population of {total} is too large");
            self.context.issues.add(path, message, format!("at most {PEOPLE_MAX} people are in one"));
        }
        total
    }

    fn staffing(&mut self, raw: &RawStaffing, path: &NodePath) -> (u32, Hours) {
        let levels = match &raw.file {
            Some(file) => {
                if !raw.steps.0.is_empty() {
                    let help = "write the numbers here, or name a file";
                    self.context.issues.add_key(&path.key("file"), "`file` and moments exclude each other", help);
                }
                match levels::read(file, &raw.filter, self.clock, path, self.context) {
                    Ok(levels) => levels,
                    Err(issue) => {
                        self.context.issues.push(*issue);
                        return (1, Hours::Always);
                    }
                }
            }
            None => {
                if !raw.filter.is_empty() {
                    let help = "add `file: plan.csv`, or leave it out";
                    self.context.issues.add_key(&path.key("where"), "`where` keeps rows of a file", help);
                }
                let nothing = (0, "nobody is at work");
                resolve_steps(&raw.steps, nothing, self.clock, path, self.context, |count, _, _| *count)
            }
        };
        let most = levels.iter().map(|(_, count)| *count).max().unwrap_or(0);
        if most == 0 && self.clock.starts_at.is_some() {
            // Not a mistake where a plan says that nobody is needed.
            self.context.warnings.push(format!("{path}: nobody is ever at work"));
        }
        (self.total(std::iter::once(most), path), Hours::Levels(levels.into()))
    }
}

/// A shift of this population, which `is_for` the days that it says.
fn shift(
    raw: &RawShift,
    own: &[OnDays],
    is_for: impl Fn(Day) -> bool,
    path: &NodePath,
    resolver: &mut Resolver<'_, '_>,
) -> Shift {
    let clock = resolver.clock;
    let count = raw.count.unwrap_or(1);
    let breaks = resolver.breaks(&raw.breaks, &path.key("breaks"));
    if count == 0 && own.is_empty() {
        let help = "write 1 or more; 0 is for days on which nobody comes, with `days`";
        resolver.context.issues.add(&path.key("count"), "a shift of nobody", help);
    }
    let turns = Turns::of((raw.from, raw.until, own), Noun::Shift, path, resolver.context);
    let mut times: Vec<ShiftTime> = Vec::new();
    let mut outside: Option<(usize, Turn)> = None;
    for turn in turns.in_run(is_for, clock, path, resolver.context) {
        let (within, left) = breaks.within(&turn, clock);
        outside = outside.or(left.first().map(|place| (*place, turn)));
        times.push(ShiftTime { from: turn.window.from, until: turn.window.until, breaks: within.into() });
    }
    // Not a mistake where `--duration` shortens the run.
    if times.iter().all(|time| time.from >= clock.end()) && count > 0 {
        let begin = times.first().map_or_else(String::new, |time| format!(" ({})", time.from));
        let message = format!("{path}: the shift begins{begin} when the run is over ({})", clock.end());
        resolver.context.warnings.push(message);
    }
    if let Some((place, turn)) = outside {
        let Some((_, it, at)) = breaks.breaks.get(place) else { unreachable!("a break has a place") };
        let window = turn.window;
        if raw.until.is_none() && it.at >= clock.end() {
            // Not a mistake where `--duration` shortens the run.
            let message =
                format!("{}: the break comes ({}) when the run is over ({})", at.key("at"), it.at, clock.end());
            resolver.context.warnings.push(message);
        } else if window.until > window.from && turn.of_day.is_none() && it.at >= clock.end() {
            let message =
                format!("{}: the break comes ({}) when the run is over ({})", at.key("at"), it.at, clock.end());
            resolver.context.warnings.push(message);
        } else if window.until > window.from {
            let message = match (turn.of_day, raw.from, raw.until) {
                (Some(_), Some(Moment::Clock(_, from)), Some(Moment::Clock(_, until))) => {
                    format!("the break is not within the shift ({from} to {until})")
                }
                _ => {
                    format!("the break ({}) is not within the shift ({} to {})", it.at, window.from, window.until)
                }
            };
            resolver.context.issues.add(&at.key("at"), message, "choose a moment between `from` and `until`");
        }
    }
    times.retain(|time| time.from < time.until);
    Shift { count, times: times.into() }
}
