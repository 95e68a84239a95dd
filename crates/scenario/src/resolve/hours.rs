//! The keys `shifts`, `breaks` and `staffing`: when staff are at work.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::hours::{Break, Hours, Shift};
use super::super::path::{Aim, NodePath};
use super::super::raw::{Moment, PEOPLE_MAX, RawBreak, RawShift, RawStaff, RawStaffing, Span};
use super::levels;
use crate::checks::{Clock, Context, away};
use rushhour_engine::config::Activity;
use rushhour_engine::units::{SimSpan, SimTime};

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
    let breaks = resolver.breaks(&raw.breaks, &path.key("breaks"));
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
            if !raw.breaks.is_empty() {
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
    fn moment(&mut self, moment: Moment, path: &NodePath) -> SimTime {
        self.clock.moment(moment, path, Aim::Value, self.context)
    }

    fn breaks(&mut self, raw: &[RawBreak], path: &NodePath) -> Arc<[Break]> {
        raw.iter().enumerate().map(|(place, raw)| self.one_break(raw, &path.index(place))).collect()
    }

    fn one_break(&mut self, raw: &RawBreak, path: &NodePath) -> Break {
        let Span(length) = raw.length;
        if length.is_zero() {
            let help = "write a duration above zero: `15m`";
            self.context.issues.add(&path.key("for"), "a break takes time", help);
        }
        Break {
            at: self.moment(raw.at, &path.key("at")),
            length,
            over: raw.over.map_or(SimSpan::ZERO, |Span(span)| span),
            activity: away(raw.activity.as_deref(), "Break", &path.key("activity"), self.activities, self.context),
        }
    }

    fn shifts(&mut self, raw: &[RawShift], path: &NodePath) -> (u32, Hours) {
        if raw.is_empty() {
            let help = "write `[{from: \"08:00\", until: \"16:00\", count: 12}]`, or `count` for people who are always there";
            self.context.issues.add(path, "there is no shift in the list", help);
        }
        let mut shifts = Vec::with_capacity(raw.len());
        for (place, raw) in raw.iter().enumerate() {
            let path = path.index(place);
            let from = raw.from.map_or(SimTime::ZERO, |from| self.moment(from, &path.key("from")));
            let until = raw.until.map_or(self.clock.end(), |until| self.moment(until, &path.key("until")));
            let count = raw.count.unwrap_or(1);
            if count == 0 {
                self.context.issues.add(&path.key("count"), "a shift of nobody", "write 1 or more");
            }
            if raw.until.is_some() && until <= from && self.is_known(raw.until, raw.from) {
                let message = format!("the shift ends ({until}) before it begins ({from})");
                self.context.issues.add(&path.key("until"), message, "`until` comes after `from`");
            } else if from >= self.clock.end() {
                // Not a mistake where `--duration` shortens the run.
                let message =
                    format!("{path}: the shift begins ({from}) when the run is over ({})", self.clock.end());
                self.context.warnings.push(message);
            }
            let breaks = self.breaks(&raw.breaks, &path.key("breaks"));
            for (place, it) in breaks.iter().enumerate() {
                let path = path.key("breaks").index(place).key("at");
                if raw.until.is_none() && it.at >= self.clock.end() {
                    // Not a mistake where `--duration` shortens the run.
                    let message = format!("{path}: the break comes ({}) when the run is over ({until})", it.at);
                    self.context.warnings.push(message);
                } else if until > from && (it.at < from || it.at >= until) {
                    let message = format!("the break ({}) is not within the shift ({from} to {until})", it.at);
                    self.context.issues.add(&path, message, "choose a moment between `from` and `until`");
                }
            }
            shifts.push(Shift { from, until: until.min(self.clock.end()), count, breaks });
        }
        let count = self.total(shifts.iter().map(|shift| shift.count), path);
        (count, Hours::Shifts(shifts.into()))
    }

    /// Whether moments could be told; otherwise that has been reported.
    fn is_known(&self, until: Option<Moment>, from: Option<Moment>) -> bool {
        let by_clock = |moment| matches!(moment, Some(Moment::Clock(_)));
        self.clock.starts_at.is_some() || !(by_clock(until) || by_clock(from))
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
                if !raw.steps.is_empty() {
                    let help = "write the numbers here, or name a file";
                    self.context.issues.add_key(&path.key("file"), "`file` and moments exclude each other", help);
                }
                match levels::read(file, &raw.filter, self.clock.starts_at, path, self.context) {
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
                self.stated(raw, path)
            }
        };
        let most = levels.iter().map(|(_, count)| *count).max().unwrap_or(0);
        if most == 0 {
            let help = "write `{\"09:00\": 12, \"09:30\": 15}`: from each moment on so many";
            self.context.issues.add(path, "nobody is ever at work", help);
        }
        (self.total(std::iter::once(most), path), Hours::Levels(levels.into()))
    }

    fn stated(&mut self, raw: &RawStaffing, path: &NodePath) -> Vec<(SimTime, u32)> {
        let mut levels: Vec<(SimTime, u32)> = Vec::with_capacity(raw.steps.len());
        for (place, (moment, count)) in raw.steps.iter().enumerate() {
            let (path, aim) = match raw.keys.as_ref().and_then(|keys| keys.get(place)) {
                Some(key) => (path.key(key), Aim::Key),
                None => (path.index(place).key("at"), Aim::Value),
            };
            let at = self.clock.moment(*moment, &path, aim, self.context);
            if self.is_known(Some(*moment), None) && levels.last().is_some_and(|(before, _)| *before >= at) {
                let help = match self.clock.starts_at {
                    Some(starts_at) => {
                        SmolStr::new(format!("write the moments in order; times of day count from {starts_at} on"))
                    }
                    None => SmolStr::new_static("write the moments in order"),
                };
                let message = "this moment does not come after the one before it";
                self.context.issues.add_key(&path, message, help.as_str());
            }
            levels.push((at, *count));
        }
        levels
    }
}
