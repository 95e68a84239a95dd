//! The keys `shifts`, `breaks` and `staffing`: when staff are at work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::hours::{Break, Hours, Shift, ShiftTime};
use super::super::path::{Aim, NodePath};
use super::super::raw::{ByDays, Moment, OnDays, RawBreak, RawShift, RawStaff, RawStaffing, Span};
use super::levels;
use super::rests::Breaks;
use crate::checks::{Clock, Context, Noun, Turn, Turns, away, resolve_steps};
use crate::days::{Day, Days};
use crate::limits::PEOPLE_MAX;
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
    let breaks: Arc<[Break]> = resolver.breaks(&raw.breaks, &path.key("breaks")).in_run(clock).into();
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

impl Resolver<'_, '_> {
    fn breaks(&mut self, raw: &ByDays<RawBreak>, path: &NodePath) -> Breaks {
        let mut all = Breaks { days: Vec::new(), breaks: Vec::new() };
        for item in &raw.0 {
            let path = item.path(path);
            let days = self.days(item.days, &item.value.days.items, Some(item.value.at), &path);
            let days = days.unwrap_or_else(|| vec![Days::Every]);
            all.breaks.push((item.value.at, self.one_break(&item.value, &path), path));
            all.days.push(days);
        }
        all
    }

    /// The days of a break or a shift: those under which it stands, those that it names, those before its time of day. Nothing
    /// where they are named twice or cannot be told, which is reported.
    fn days(
        &mut self,
        key: Option<OnDays>,
        own: &[OnDays],
        at: Option<Moment>,
        path: &NodePath,
    ) -> Option<Vec<Days>> {
        let mut all: Vec<Days> = own.iter().map(|OnDays(days)| *days).collect();
        let before_time = at.and_then(|at| match at {
            Moment::After(_) | Moment::Clock(Days::Every, _) => None,
            Moment::Clock(days, _) => Some(days),
        });
        all.extend(key.map(|OnDays(days)| days));
        all.extend(before_time);
        if usize::from(key.is_some()) + usize::from(!own.is_empty()) + usize::from(before_time.is_some()) > 1 {
            let help = "name them once: by the key above, with `days`, or before the time of day";
            self.context.issues.add(path, "the days are named twice", help);
            return None;
        }
        let aim = if own.is_empty() { path.clone() } else { path.key("days") };
        if !all.iter().all(|days| self.clock.knows(*days, &aim, Aim::Value, self.context)) {
            return None;
        }
        if all.is_empty() {
            all.push(Days::Every);
        }
        Some(all)
    }

    fn one_break(&mut self, raw: &RawBreak, path: &NodePath) -> Break {
        let Span(length) = raw.length;
        if length.is_zero() {
            let help = "write a duration above zero: `15m`";
            self.context.issues.add(&path.key("for"), "a break takes time", help);
        }
        Break {
            at: self.clock.moment(raw.at, &path.key("at"), Aim::Value, self.context),
            before: SimSpan::ZERO,
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
        let days: Vec<Option<Vec<Days>>> = raw
            .0
            .iter()
            .map(|item| self.days(item.days, &item.value.days.items, item.value.from, &item.path(path)))
            .collect();
        let known: Vec<Vec<Days>> = days.iter().flatten().cloned().collect();
        let is_known = known.len() == days.len();
        let chosen = self.chosen(&known);
        let mut shifts = Vec::with_capacity(raw.0.len());
        for (place, item) in raw.0.iter().enumerate() {
            let path = item.path(path);
            if is_known {
                let is_for = |day: Day| chosen.get(&day.number).is_some_and(|chosen| chosen.contains(&place));
                shifts.push(shift(&item.value, item.days, is_for, &path, self));
            }
        }
        let count = self.total(shifts.iter().map(|shift| shift.count), path);
        let mut first = 0_u32;
        for shift in &mut shifts {
            shift.first = first;
            first = first.saturating_add(shift.count);
        }
        (count, Hours::Shifts(shifts.into()))
    }

    /// Of each day of the run, and of those before it whose shifts may reach into it, the places of what is chosen for it.
    fn chosen(&self, days: &[Vec<Days>]) -> BTreeMap<i64, BTreeSet<usize>> {
        let Some(starts_at) = self.clock.starts_at else { return BTreeMap::new() };
        let numbers = Turns::EARLIEST..=*self.clock.days(starts_at).end();
        let of = |number| (number, self.clock.closest(starts_at.day(number), days).into_iter().collect());
        numbers.map(of).collect()
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
                if raw.steps.0.is_empty() {
                    let help = "write `{\"09:00\": 12, \"09:30\": 15}`: from each moment on so many";
                    self.context.issues.add(path, "nobody is ever at work", help);
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
    key: Option<OnDays>,
    is_for: impl Fn(Day) -> bool,
    path: &NodePath,
    resolver: &mut Resolver<'_, '_>,
) -> Shift {
    let clock = resolver.clock;
    let count = raw.count.unwrap_or(1);
    let breaks = resolver.breaks(&raw.breaks, &path.key("breaks"));
    let own: Vec<OnDays> = raw.days.items.iter().copied().chain(key).collect();
    let turns = Turns::of((raw.from, raw.until, &own), Noun::Shift, path, resolver.context);
    if count == 0 && turns.days.is_empty() {
        let help = "write 1 or more; 0 is for days on which nobody comes, with `days`";
        resolver.context.issues.add(&path.key("count"), "a shift of nobody", help);
    }
    let mut times: Vec<ShiftTime> = Vec::new();
    let mut outside: Option<(usize, Turn)> = None;
    let mut unused: BTreeSet<usize> = (0..breaks.breaks.len()).collect();
    for turn in turns.in_run(is_for, clock, path, resolver.context) {
        let of_turn = breaks.within(&turn, clock);
        unused.retain(|place| turn.of_day.is_some() && !of_turn.chosen.contains(place));
        outside = outside.or(of_turn.outside.first().map(|place| (*place, turn)));
        times.push(ShiftTime { from: turn.window.from, until: turn.window.until, breaks: of_turn.within.into() });
    }
    if let Some((until, at)) = times.iter().find_map(|time| breaks.beyond(time, count)) {
        let message =
            format!("{at}: the last to go would take the break when the shift is over ({until}), and takes none");
        resolver.context.warnings.push(message);
    }
    if !times.is_empty() {
        for (moment, _, at) in unused.iter().filter_map(|place| breaks.breaks.get(*place)) {
            if matches!(moment, Moment::Clock(..)) {
                let message =
                    format!("{at}: the shift has none of its days in the run, so nobody takes the break");
                resolver.context.warnings.push(message);
            }
        }
    }
    // Not a mistake where `--duration` shortens the run.
    if times.iter().all(|time| time.from >= clock.end()) && count > 0 && turns.days.is_empty() {
        let begin = times.first().map_or_else(String::new, |time| format!(" ({})", time.from));
        let message = format!("{path}: the shift begins{begin} when the run is over ({})", clock.end());
        resolver.context.warnings.push(message);
    }
    if let Some((place, turn)) = outside {
        let Some((moment, it, at)) = breaks.breaks.get(place) else { unreachable!("a break has a place") };
        not_within(raw, &turn, (*moment, *it), &at.key("at"), clock, resolver.context);
    }
    times.retain(|time| time.from < time.until);
    Shift { count, first: 0, times: times.into() }
}

/// Reports a break that is not within a time of its shift.
fn not_within(
    raw: &RawShift,
    turn: &Turn,
    (moment, it): (Moment, Break),
    path: &NodePath,
    clock: &Clock,
    context: &mut Context<'_>,
) {
    let window = turn.window;
    let is_clipped = raw.until.is_none() || (window.until > window.from && turn.of_day.is_none());
    if it.at >= clock.end() && is_clipped {
        // Not a mistake where `--duration` shortens the run.
        let message = format!("{path}: the break comes ({}) when the run is over ({})", it.at, clock.end());
        context.warnings.push(message);
    } else if window.until > window.from {
        let (message, help) = match (turn.of_day, moment, raw.from, raw.until) {
            (Some(_), Moment::After(_), ..) => (
                "a duration since the beginning is one moment of the run, and the shift comes again every day"
                    .to_owned(),
                "write a time of day: `\"12:00\"`",
            ),
            (Some(_), _, Some(Moment::Clock(_, from)), Some(Moment::Clock(_, until))) => (
                format!("the break is not within the shift ({from} to {until})"),
                "choose a moment between `from` and `until`",
            ),
            (Some(_) | None, ..) => (
                format!("the break ({}) is not within the shift ({} to {})", it.at, window.from, window.until),
                "choose a moment between `from` and `until`",
            ),
        };
        context.issues.add(path, message, help);
    }
}
