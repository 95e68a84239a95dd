//! The key `arrivals`: when customers come.

use std::sync::Arc;

use super::super::path::{Aim, NodePath};
use super::super::plan::Arrivals;
use super::super::raw::{
    Moment, PEOPLE_MAX, PerTime, RawArrivals, RawBurst, RawProfile, RawRamp, RawSteady, Span,
};
use super::super::window::Window;
use super::clock::Clock;
use super::context::Context;
use super::trace::Trace;
use rushhour_engine::units::{Rate, SimSpan, SimTime};

/// More arrivals than this in a second are a slip: a rate per second that was meant per hour.
const RATE_PER_S_MAX: f64 = 100_000.0;

/// Resolves one kind of arrivals. `None` where it was reported, or where its trace was.
pub(super) fn resolve(
    raw: &RawArrivals,
    trace: Option<&Trace>,
    clock: &Clock,
    path: &NodePath,
    context: &mut Context<'_>,
) -> Option<Arrivals> {
    match raw {
        RawArrivals::Constant(steady) => {
            let (rate, window) = steady_flow(steady, clock, &path.key("constant"), context);
            Some(Arrivals::Constant { rate, window })
        }
        RawArrivals::Poisson(steady) => {
            let (rate, window) = steady_flow(steady, clock, &path.key("poisson"), context);
            Some(Arrivals::Poisson { rate, window })
        }
        RawArrivals::Ramp(raw) => Some(ramp(raw, &path.key("ramp"), context)),
        RawArrivals::Profile(raw) => Some(profile(raw, clock, &path.key("profile"), context)),
        RawArrivals::Burst(raw) => Some(burst(raw, clock, &path.key("burst"), context)),
        RawArrivals::Trace(_) => recorded(trace?, clock, &path.key("trace"), context),
    }
}

fn steady_flow(raw: &RawSteady, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> (Rate, Window) {
    let rate = checked(raw.rate, &path.key("rate"), context);
    if rate.as_per_second() <= 0.0 {
        let help = "write a rate above zero: `900/h`";
        context.issues.add(&path.key("rate"), "at this rate nobody ever comes", help);
    }
    let mut edge = |moment: Option<Moment>, key: &str, default: SimTime| {
        moment.map_or(default, |moment| clock.moment(moment, &path.key(key), Aim::Value, context))
    };
    let from = edge(raw.from, "from", SimTime::ZERO);
    let until = edge(raw.until, "until", clock.end());
    if raw.until.is_some() && until <= from {
        let help = "`until` comes after `from`";
        context.issues.add(
            &path.key("until"),
            format!("the arrivals end ({until}) before they begin ({from})"),
            help,
        );
    } else if from >= clock.end() {
        // Not a mistake where `--duration` shortens the run.
        let at = path.key("from");
        context.warnings.push(format!("{at}: the arrivals begin ({from}) when the run is over ({})", clock.end()));
    }
    (rate, Window { from, until }.before(clock.end()))
}

fn checked(PerTime(rate): PerTime, path: &NodePath, context: &mut Context<'_>) -> Rate {
    if rate.as_per_second() > RATE_PER_S_MAX {
        let message = format!("{rate} is more than {RATE_PER_S_MAX} a second");
        context.issues.add(path, message, "is the unit right? `900/h`, `15/m`, `0.25/s`");
    }
    rate
}

fn ramp(raw: &RawRamp, path: &NodePath, context: &mut Context<'_>) -> Arrivals {
    if raw.stages.is_empty() {
        let help = "write `stages: [{over: 10m, to: 900/h}]`";
        context.issues.add(&path.key("stages"), "a ramp without stages goes nowhere", help);
    }
    let from = raw.from.map_or_else(Rate::default, |rate| checked(rate, &path.key("from"), context));
    let mut stages = Vec::with_capacity(raw.stages.len());
    for (place, stage) in raw.stages.iter().enumerate() {
        let path = path.key("stages").index(place);
        let Span(over) = stage.over;
        if over.is_zero() {
            let help = "write a duration above zero; for a jump, a `profile` fits";
            context.issues.add(&path.key("over"), "a stage takes time", help);
        }
        stages.push((over, checked(stage.to, &path.key("to"), context)));
    }
    Arrivals::Ramp { from, stages }
}

fn profile(raw: &RawProfile, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Arrivals {
    if raw.steps.is_empty() {
        context.issues.add(path, "a profile without steps brings nobody", "write `{\"09:00\": 300/h}`");
    }
    let mut steps: Vec<(SimTime, Rate)> = Vec::with_capacity(raw.steps.len());
    for (place, (moment, rate)) in raw.steps.iter().enumerate() {
        let (at_path, rate_path) = match raw.keys.as_ref().and_then(|keys| keys.get(place)) {
            Some(key) => (path.key(key), path.key(key)),
            None => (path.index(place).key("at"), path.index(place).key("rate")),
        };
        let aim = if raw.keys.is_some() { Aim::Key } else { Aim::Value };
        let at = clock.moment(*moment, &at_path, aim, context);
        // Where the run has no time of day, that has been said.
        let is_known = clock.starts_at.is_some() || matches!(moment, Moment::After(_));
        if is_known && steps.last().is_some_and(|(before, _)| *before >= at) {
            let help = match clock.starts_at {
                Some(starts_at) => format!("write the steps in order; times of day count from {starts_at} on"),
                None => "write the steps in order".to_owned(),
            };
            context.issues.add_key(&at_path, "this step does not come after the one before it", help);
        }
        steps.push((at, checked(*rate, &rate_path, context)));
    }
    Arrivals::Profile { steps }
}

fn burst(raw: &RawBurst, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Arrivals {
    if raw.count == 0 || raw.count > PEOPLE_MAX {
        let help = format!("write a number from 1 to {PEOPLE_MAX}");
        context.issues.add(&path.key("count"), format!("a burst of {}", raw.count), help);
    }
    let at = raw.at.map_or(SimTime::ZERO, |at| clock.moment(at, &path.key("at"), Aim::Value, context));
    if at >= clock.end() {
        let path = path.key("at");
        context.warnings.push(format!("{path}: the burst comes ({at}) when the run is over ({})", clock.end()));
    }
    Arrivals::Burst { at, count: raw.count, over: raw.over.map_or(SimSpan::ZERO, |Span(span)| span) }
}

fn recorded(trace: &Trace, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Option<Arrivals> {
    let Some(base) = trace.base(clock.starts_at) else {
        let starts_at = clock.starts_at.unwrap_or_default();
        let message = format!("the trace begins before the run does ({starts_at})");
        context.issues.add(path, message, "leave `starts_at` out, or set it to the trace's beginning");
        return None;
    };
    let moment =
        |span: SimSpan| SimTime::ZERO + SimTime::from_ns(span.as_ns()).since(SimTime::from_ns(base.as_ns()));
    Some(match trace {
        Trace::Counted { intervals, .. } => Arrivals::Counted {
            intervals: Arc::new(
                intervals.iter().map(|(start, length, calls)| (moment(*start), *length, *calls)).collect(),
            ),
        },
        Trace::Recorded { moments, .. } => {
            Arrivals::Recorded { moments: Arc::new(moments.iter().map(|at| moment(*at)).collect()) }
        }
    })
}
