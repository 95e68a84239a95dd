//! When a run begins, how long it lasts, and which part of it counts.

use super::super::intervals::Intervals;
use super::super::path::NodePath;
use super::super::plan::Warmup;
use super::super::raw::{Beginning, FirstDay, RawScenario, RawWarmup, Span};
use super::super::vars::on_command_line;
use super::traces::Traces;
use crate::checks::{Clock, Context};
use crate::days::{StartsAt, StartsOn, Week, weekday};
use crate::limits::{DAYS_MAX, INTERVALS_MAX};
use rushhour_engine::units::{SimSpan, TimeOfDay};

/// The edges of the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edges {
    /// When it begins, and how long customers arrive.
    pub(super) clock: Clock,
    /// What the metrics leave out.
    pub(super) warmup: Warmup,
    /// How long what is open may take afterwards.
    pub(super) drain: SimSpan,
    /// The intervals of reports.
    pub(super) intervals: Option<Intervals>,
}

const DRAIN: SimSpan = SimSpan::from_secs(300);
/// A year of virtual time.
const DURATION_MAX: SimSpan = SimSpan::from_secs(DAYS_MAX * 86_400);

/// Finds the edges of the run: as the command line says, as the scenario says, as the traces say.
pub(super) fn resolve(raw: &RawScenario, traces: &Traces, context: &mut Context<'_>) -> Edges {
    let root = NodePath::root();
    let starts_at = beginning(raw, traces, context);
    let weekend = weekend(raw, context);
    let known = duration(raw, traces, starts_at, context);
    // What is wrong with it has been said: nothing is held against a length that nobody wrote.
    let duration = known.unwrap_or(SimSpan::from_secs(3600));
    let warmup = match raw.warmup {
        None => Warmup::Stated(SimSpan::ZERO),
        Some(RawWarmup::Auto) => Warmup::Auto,
        Some(RawWarmup::For(warmup)) => {
            if known.is_some_and(|duration| warmup >= duration) {
                let message = format!("the warm-up ({warmup}) leaves nothing of the duration ({duration})");
                context.issues.add(&root.key("warmup"), message, "shorten `warmup` or lengthen `duration`");
            }
            Warmup::Stated(warmup)
        }
    };
    let drain = raw.drain.map_or(DRAIN, |Span(span)| span);
    if drain > DURATION_MAX {
        let message = format!("nobody waits {drain} for what is left to end");
        context.issues.add(&NodePath::root().key("drain"), message, "write a duration of up to a year: `4h`");
    }
    let stated = raw.interval.zip(known);
    let intervals = stated.and_then(|(Span(length), known)| intervals(length, known, starts_at, context));
    warn_of_uneven_intervals(raw, starts_at, context);
    Edges { clock: Clock { starts_at, weekend, duration }, warmup, drain, intervals }
}

/// How long customers arrive: as the command line says, as the scenario says, to the end of the last trace. Nothing where that
/// cannot be told: it is reported, here or where the traces are resolved.
fn duration(
    raw: &RawScenario,
    traces: &Traces,
    starts_at: Option<StartsAt>,
    context: &mut Context<'_>,
) -> Option<SimSpan> {
    let root = NodePath::root();
    let given = context.inputs.overrides.duration;
    let stated = raw.duration.map(|Span(span)| span);
    let is_possible = |duration: SimSpan| !duration.is_zero() && duration <= DURATION_MAX;
    if let Some(duration) = given.or(stated) {
        if is_possible(duration) {
            return Some(duration);
        }
        let help = "write a duration above zero and up to a year: `30m`, `8h`";
        let message = format!("the run cannot last {duration}");
        match given {
            Some(given) => {
                let issue = on_command_line(&format!("--duration {given}"), message, help.to_owned());
                context.issues.push(issue);
            }
            None => context.issues.add(&root.key("duration"), message, help),
        }
        return None;
    }
    match traces.end(starts_at) {
        Some((duration, _)) if is_possible(duration) => Some(duration),
        Some((duration, path)) => {
            let message = format!("the trace ends {duration} after the run begins, and a run lasts up to a year");
            let help = "choose the rows that are meant with `where`, or say how much of it is run: `duration: 8h`";
            context.issues.add(&path.key("file"), message, help);
            None
        }
        // What is wrong with them is said of them.
        None if traces.failed || !traces.is_empty() => None,
        None => {
            let help = "add `duration: 1h`; only a scenario with a trace can do without";
            context.issues.add(&root, "the scenario does not say how long it runs", help);
            None
        }
    }
}

/// A run that begins with its first call has intervals that begin at odd times.
fn warn_of_uneven_intervals(raw: &RawScenario, starts_at: Option<StartsAt>, context: &mut Context<'_>) {
    let (None, Some(starts_at), Some(Span(length))) = (raw.starts_at, starts_at, raw.interval) else { return };
    let (begins, length) = (starts_at.time.as_secs(), length.as_ns() / 1_000_000_000);
    let Some(length) = u32::try_from(length).ok().filter(|length| *length > 0 && 86_400 % *length == 0) else {
        return;
    };
    if let Some(round) = TimeOfDay::from_secs(begins - begins % length).filter(|_| begins % length > 0) {
        context.warnings.push(format!(
            "interval: the run begins with its trace, at {}, and so do its intervals; for intervals from a round time write \
             `starts_at: \"{round}\"`",
            starts_at.time
        ));
    }
}

/// When the run begins: as the scenario says, and where it doesn't, as the traces do.
fn beginning(raw: &RawScenario, traces: &Traces, context: &mut Context<'_>) -> Option<StartsAt> {
    let stated = raw.starts_at.map(|Beginning(starts_at)| starts_at);
    let on = raw.starts_on.map(|FirstDay(day)| day);
    let traced = traces.begin();
    // A trace with dates says on which day the run begins that the scenario lets begin at some time of day.
    let begun = match stated {
        Some(StartsAt { time, day: None }) => Some(StartsAt { time, day: traced.and_then(|it| it.day) }),
        stated => stated.or(traced),
    };
    // So does one where a day of the week is stated; it must be that.
    let traced_day = traced.and_then(|it| it.day);
    if let (Some(day), Some(traced)) = (stated.and_then(|it| it.day), traced_day) {
        let is_other =
            day.weekday() != traced.weekday() || day.date().zip(traced.date()).is_some_and(|(a, b)| a < b);
        if is_other && day.date().is_none() {
            let message = format!("the run begins on {day}, and the trace on {traced}");
            let help = format!("write `starts_on: {traced}`, or leave the day out");
            context.issues.add(&NodePath::root().key("starts_at"), message, help);
        }
    }
    let begun = match (begun, traced_day) {
        (Some(StartsAt { time, day: Some(StartsOn::Weekday(_)) }), Some(day @ StartsOn::Date(_))) => {
            Some(StartsAt { time, day: Some(day) })
        }
        (begun, _) => begun,
    };
    let (Some(on), day) = (on, begun.and_then(|it| it.day)) else { return begun };
    let path = NodePath::root().key("starts_on");
    if let Some(day) =
        day.filter(|day| day.weekday() != on.weekday() || day.date().zip(on.date()).is_some_and(|(a, b)| a != b))
    {
        let other =
            if stated.is_some_and(|it| it.day.is_some()) { "`starts_at` says" } else { "the trace begins on" };
        context.issues.add(&path, format!("the run begins on {on}, and {other} {day}"), "say one of the two");
    }
    // A date says more than a day of the week.
    let day = match day {
        Some(StartsOn::Date(date)) => StartsOn::Date(date),
        Some(StartsOn::Weekday(_)) | None => on,
    };
    let time = begun.map_or_else(TimeOfDay::default, |it| it.time);
    Some(StartsAt { time, day: Some(day) })
}

/// The days of the weekend.
fn weekend(raw: &RawScenario, context: &mut Context<'_>) -> Week {
    let Some(days) = &raw.weekend else { return Week::WEEKEND };
    let path = NodePath::root().key("weekend");
    let mut week = Week::NONE;
    for (place, name) in days.items.iter().enumerate() {
        let path = if days.listed { path.index(place) } else { path.clone() };
        match weekday(name) {
            Some(weekday) => week = week.with(weekday),
            None => {
                let help = "write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`";
                context.issues.add(&path, format!("`{name}` is no day of the week"), help);
            }
        }
    }
    week
}

fn intervals(
    length: SimSpan,
    duration: SimSpan,
    starts_at: Option<StartsAt>,
    context: &mut Context<'_>,
) -> Option<Intervals> {
    let least = SimSpan::from_ns(duration.as_ns() / INTERVALS_MAX);
    if length.is_zero() || length < least {
        const ROUND_S: [u64; 10] = [60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
        let message = format!("intervals of {length} are more than {}", INTERVALS_MAX);
        let round = ROUND_S.map(SimSpan::from_secs).into_iter().find(|round| *round >= least).unwrap_or(least);
        let path = NodePath::root().key("interval");
        context.issues.add(&path, message, format!("write `{round}` or more"));
        return None;
    }
    Some(Intervals::new(length, duration, starts_at))
}
