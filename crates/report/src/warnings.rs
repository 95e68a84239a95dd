//! What a document warns of: what ran but looks wrong.

use rushhour_engine::units::SimTime;
use rushhour_measure::{OffersTimedOut, RunResult, Truncation, Unsettled};
use rushhour_render::number::{count, seconds, three};
use rushhour_scenario::PopulationId;
use rushhour_sim::{Lost, Stuck};

/// What the scenario was warned of, what makes the numbers doubtful, and listeners that failed: the framework notes that
/// and goes on.
pub(super) fn warnings(run: &RunResult) -> Vec<String> {
    let mut warnings = run.plan.warnings.clone();
    warnings.extend(precision(run));
    warnings.extend(settling(run));
    warnings.extend(breaks(run));
    warnings.extend(never_settled(run));
    warnings.extend(timed_out(run));
    if run.not_kept > 0 {
        warnings.push(format!(
            "{} more findings, or replications that a threshold ended, are not listed: there were too many",
            run.not_kept
        ));
    }
    if let Some((_, first)) = run.listener_failures().next() {
        let (place, who) = (first.place.as_ref().map(ToString::to_string), first.who.as_ref());
        warnings.push(format!(
            "{} failed, which stops no action; the first, at {} on the desktop of {}: {}",
            if run.listeners_failed == 1 {
                "a listener".into()
            } else {
                format!("{} listeners", run.listeners_failed)
            },
            place.unwrap_or_default(),
            who.map_or("", |who| who.name.as_str()),
            first.message,
        ));
    }
    warnings
}

/// The invocations that never settled: whose, of what, and since when.
fn never_settled(run: &RunResult) -> Option<String> {
    let stuck = &run.never_settled;
    let one =
        |it: &Stuck| format!("`{}` of {} since {}, which waits for {}", it.action, it.who, it.since, it.waits_for);
    let named: Vec<String> = stuck.first.iter().map(one).collect();
    let more = match stuck.count.saturating_sub(named.len() as u64) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    match stuck.count {
        0 => None,
        1 => Some(format!("an invocation never settled: {}", named.join("; "))),
        many => Some(format!("{many} invocations never settled: {}{more}", named.join("; "))),
    }
}

/// Breaks that were not taken in full, by whom, and by how much.
fn breaks(run: &RunResult) -> Vec<String> {
    let mut warnings = Vec::new();
    for (population, lost) in &run.breaks_lost {
        let name = run.plan.population(*population).map_or("", |population| population.name.as_str());
        let mut tell = |lost: Lost, verb: &str, whole: &str, part: &str| {
            let (time, is) = (clock(SimTime::ZERO + lost.time), if lost.breaks == 1 { "was" } else { "were" });
            match lost.breaks {
                0 => {}
                1 => warnings.push(format!("a break of `{name}` {is} {verb}: {time} {part}, {whole}")),
                many => {
                    warnings.push(format!("{many} breaks of `{name}` {is} {verb}: {time} in all {part}, {whole}"))
                }
            }
        };
        let by_whom = "as their script or a supervisor put them into an activity in which work is offered";
        tell(lost.ended_early, "cut short", by_whom, "of break time was not taken");
        let when = "as the time at work or the run was over first";
        tell(lost.not_taken, "not taken in full", when, "of break time was left");
    }
    warnings
}

/// Agents whom an offer that timed out has left where nobody is offered work.
fn timed_out(run: &RunResult) -> Vec<String> {
    let Some(observed) = &run.observed else { return Vec::new() };
    let center = &run.plan.center;
    let activity = center.activities.get(center.timeout_activity.index()).map_or("", |it| it.name.as_str());
    let left = observed.timed_out.iter().filter(|(_, it)| it.left > 0);
    let tell = |(population, it): (&PopulationId, &OffersTimedOut)| {
        let name = run.plan.population(*population).map_or("", |population| population.name.as_str());
        let offers = if it.offers == 1 { "an offer".to_owned() } else { format!("{} offers", count(it.offers)) };
        let agents = if it.left == 1 { "one agent".to_owned() } else { format!("{} agents", count(it.left)) };
        format!(
            "{offers} to `{name}` timed out, and that left {agents} in the activity `{activity}`, where nobody is offered \
             work: {} in all, at most {} without a break; they should accept in time, or come back: \
             `back_after_timeout: 30s` in the population, or `me.tasks(#{{back_after: \"30s\"}})` in the script",
            seconds(it.away.as_secs_f64()),
            seconds(it.longest.as_secs_f64()),
        )
    };
    left.map(tell).collect()
}

/// How well the metric is known for whose sake replications were made, where that is not as well as was asked for.
fn precision(run: &RunResult) -> Option<String> {
    let precision = run.precision.as_ref().filter(|precision| !precision.reached)?;
    let is = match precision.relative {
        Some(relative) => format!("is {:.2} % of its mean", relative * 100.0),
        None => "can't be told".to_owned(),
    };
    let wanted = precision.wanted * 100.0;
    let metric = &precision.metric;
    Some(format!(
        "after {} replications the half-width of `{metric}` {is}, and not {wanted} %: allow more with \
         --max-replications, or run longer",
        run.replications
    ))
}

/// That the measured time is not that of a centre which has settled. Nothing where it was not meant to settle, or was
/// stopped on the way.
fn settling(run: &RunResult) -> Option<String> {
    let presence = run
        .observed
        .as_ref()
        .filter(|_| !run.interrupted && run.aborts.is_empty())
        .map(|observed| &observed.presence)?;
    let truncation = presence.truncation();
    if !run.plan.is_steady() {
        // That `auto` does not go with such a plan is said by the plan.
        return None;
    }
    match presence.unsettled() {
        Some(Unsettled::Filling { until, before, after }) => Some(format!(
            "the centre was still filling up when it was measured: there were {} contacts in it on average until {}, and \
             {} from then on; {}",
            three(before),
            clock(until),
            three(after),
            match truncation {
                Truncation::Stated(_) => {
                    format!("leave that out with `warmup: {}` or `warmup: auto`", until.since(SimTime::ZERO))
                }
                Truncation::Found(_) | Truncation::NotFound(_) =>
                    "`warmup: auto` sees more if `duration` is longer".to_owned(),
            }
        )),
        Some(Unsettled::Changing { first, second }) => Some(format!(
            "the centre has not settled: there were {} contacts in it on average in the first half of the measured time, and \
             {} in the second; {}",
            three(first),
            three(second),
            if first < second {
                "either more come than the agents can ever work off, and then every number depends on how long is run, or \
                 `duration` and `warmup` have to be longer"
            } else {
                "lengthen `warmup`, or write `warmup: auto`, and lengthen `duration`"
            }
        )),
        None => match truncation {
            Truncation::NotFound(half) => Some(format!(
                "`warmup: auto` found no moment from which the number of contacts keeps its level, and left out half of \
                 the run ({half}): lengthen `duration`, unless more come than the agents can ever work off"
            )),
            Truncation::Stated(_) | Truncation::Found(_) => None,
        },
    }
}

/// A moment without its milliseconds.
fn clock(at: SimTime) -> String {
    at.to_string().trim_end_matches(".000").to_owned()
}
