//! A snapshot: what the wallboard shows at a moment, as one JSON document of bounded size.
//!
//! Made by the pacer some times a second, on the simulation's thread, and handed to all browsers as the same text. An
//! agent is one letter of it, so a floor of thousands is a few kilobytes.

use serde_json::{Value as Json, json};

use super::board::{Board, Service};
use super::clock::Lag;
use super::speed::Speed;
use super::state::{Counted, State};
use rushhour_engine::Engine;
use rushhour_engine::platform::Platform;
use rushhour_engine::units::SimTime;
use rushhour_measure::SampleUnit;
use rushhour_scenario::days::{DAY, weekday_name};
use rushhour_scenario::plan::{Plan, PopulationKind as Kind};
use rushhour_scenario::timeline::Narration;
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_sim::{Finding, FindingKind, Scene};

/// So many queues and findings are told of.
const QUEUES_MAX: usize = 200;
const FINDINGS_MAX: usize = 20;

/// How the show goes, as the pacer knows it.
#[derive(Clone, Debug)]
pub(super) struct Going {
    pub(super) number: u64,
    pub(super) at: SimTime,
    pub(super) speed: Speed,
    pub(super) paused: bool,
    pub(super) waiting: bool,
    pub(super) jumping: bool,
    pub(super) ended: bool,
    pub(super) lag: Lag,
    pub(super) viewers: usize,
}

/// The document, as text.
pub(super) fn snapshot(plan: &Plan, scene: &Scene<'_>, board: &Board, going: &Going, latencies: &Json) -> String {
    let platform = scene.engine.platform();
    let states: Vec<State> = platform.workers().iter().map(|worker| State::of(worker, platform)).collect();
    let letters: String = states.iter().map(|state| state.letter()).collect();
    let counted = Counted::of(states);
    let waiting = waiting(plan, platform, going.at);
    let all_waiting: u32 = waiting.iter().map(|(count, _)| count).sum();
    let oldest = waiting
        .iter()
        .filter_map(|(_, oldest)| *oldest)
        .fold(None, |a: Option<f64>, b| Some(a.map_or(b, |a| a.max(b))));
    let queues: Vec<Json> = plan
        .center
        .queues
        .iter()
        .zip(&board.queues)
        .zip(&waiting)
        .take(QUEUES_MAX)
        .map(|((queue, service), (count, oldest))| {
            let mut entry = service_json(service, going.at);
            entry["name"] = queue.name.as_str().into();
            entry["target"] = queue.target.as_secs_f64().into();
            entry["waiting"] = (*count).into();
            entry["oldest"] = (*oldest).into();
            entry
        })
        .collect();
    let mut all = service_json(&board.all, going.at);
    all["waiting"] = all_waiting.into();
    all["oldest"] = oldest.into();
    all["arrived"] = board.arrived.into();
    all["busy"] = counted.busy().into();
    all["at_work"] = counted.at_work().into();
    all["occupancy"] = counted.occupancy().into();
    let states: serde_json::Map<String, Json> =
        counted.each().map(|(state, count)| (state.name().to_owned(), count.into())).collect();
    let speed: Json = match going.speed {
        Speed::Times(times) => times.into(),
        Speed::Max => "max".into(),
    };
    let said = board.said.as_ref().map(|(at, text)| json!({ "at": at.as_secs_f64(), "text": text }));
    let chapters: Vec<Json> =
        board.chapters.iter().map(|(at, title)| json!({ "at": at.as_secs_f64(), "title": title })).collect();
    json!({
        "n": going.number,
        "clock": {
            "at": going.at.as_secs_f64(),
            "time": time_of_day(plan, going.at),
            "speed": speed,
            "paused": going.paused,
            "waiting": going.waiting,
            "jumping": going.jumping,
            "ended": going.ended,
            "behind": going.lag.now.as_secs_f64(),
            "behind_most": going.lag.most.as_secs_f64(),
            "events": board.events,
            "viewers": going.viewers,
        },
        "question": board.question,
        "said": said,
        "chapters": chapters,
        "all": all,
        "queues": queues,
        "agents": letters,
        "states": states,
        "people": scene.actors,
        "feed": board.feed.to_json(scene.engine),
        "latency": latencies,
        "findings": findings(scene, board),
    })
    .to_string()
}

/// The time of day, where the run has one, and otherwise the time since it began.
pub(super) fn time_of_day(plan: &Plan, at: SimTime) -> String {
    match plan.starts_at {
        Some(starts_at) => {
            let (number, time) = starts_at.at(at);
            let seconds = time.as_secs();
            let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
            match starts_at.day(number).weekday {
                _ if plan.duration <= DAY => clock,
                Some(weekday) => format!("{} {clock}", weekday_name(weekday)),
                None => format!("day {} {clock}", number + 1),
            }
        }
        None => {
            let seconds = at.as_ns() / 1_000_000_000;
            format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
    }
}

fn service_json(service: &Service, now: SimTime) -> Json {
    let total = service.total;
    let recent = service.recent(now);
    json!({
        "answered": total.answered,
        "abandoned": total.abandoned,
        "admitted": total.admitted(),
        "blocked": total.blocked,
        "service_level": total.service_level(),
        "abandon_rate": total.abandon_rate(),
        "recent": { "service_level": recent.service_level(), "abandon_rate": recent.abandon_rate() },
    })
}

/// Of each queue how many contacts nobody has accepted, and how long the oldest has waited, in seconds.
pub(super) fn waiting(plan: &Plan, platform: &Platform, now: SimTime) -> Vec<(u32, Option<f64>)> {
    let mut queues = vec![(0, None::<f64>); plan.center.queues.len()];
    for (_, task) in platform.tasks().filter(|(_, task)| task.is_unaccepted()) {
        let Some((count, oldest)) = task.queue.and_then(|queue| queues.get_mut(queue.index())) else { continue };
        *count += 1;
        let waited = now.since(task.created_at).as_secs_f64();
        *oldest = Some(oldest.map_or(waited, |oldest| oldest.max(waited)));
    }
    queues
}

/// The modelled latencies of each action that was ever invoked.
pub(super) fn latencies(board: &Board) -> Json {
    let line = |(action, samples): (&rushhour_engine::action::ActionName, &rushhour_measure::Samples)| {
        let summary = samples.summary(SampleUnit::Seconds);
        json!({
            "action": action.as_str(),
            "count": summary.count,
            "p50": summary.p50,
            "p90": summary.p90,
            "p99": summary.p99,
            "max": summary.max,
        })
    };
    board.actions.iter().map(line).collect()
}

fn findings(scene: &Scene<'_>, board: &Board) -> Vec<Json> {
    let violated = scene
        .violations
        .iter()
        .map(|it| json!({ "at": it.at.as_secs_f64(), "what": it.invariant.name, "text": it.message }));
    let of = |kind: FindingKind| scene.found.iter().filter(move |it| it.kind == kind);
    let recovered = of(FindingKind::Recovery)
        .map(|it| json!({ "at": it.at.as_secs_f64(), "what": it.name.as_str(), "text": it.message }));
    let who = |it: &Finding| it.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let failed = of(FindingKind::Script).map(|it| {
        json!({ "at": it.at.as_secs_f64(), "what": "script", "text": format!("{}: {}", who(it), it.message) })
    });
    let broken =
        board.broken.iter().map(|(at, name, text)| json!({ "at": at.as_secs_f64(), "what": name, "text": text }));
    let unchecked = of(FindingKind::Check).map(|it| {
        let text = format!("{}: `{}` does not hold", who(it), it.name);
        json!({ "at": it.at.as_secs_f64(), "what": "check", "text": text })
    });
    violated.chain(recovered).chain(broken).chain(failed).chain(unchecked).take(FINDINGS_MAX).collect()
}

/// Who is there and what can be done: what a page needs once, and again when somebody joins.
pub(super) fn floor(plan: &Plan, engine: &Engine) -> Json {
    let platform = engine.platform();
    let agents: Vec<&str> = platform.workers().iter().map(|worker| worker.name.as_str()).collect();
    let of = |kind: fn(&Kind) -> bool| -> Vec<&str> {
        plan.populations.iter().filter(|it| kind(&it.kind)).map(|it| it.name.as_str()).collect()
    };
    let chapters: Vec<Json> = plan
        .timeline
        .iter()
        .filter_map(|cue| {
            let TrainerCommand::Narrate(Narration::Chapter, title) = &cue.deed else { return None };
            Some(json!({ "at": cue.at.as_secs_f64(), "time": time_of_day(plan, cue.at), "title": title }))
        })
        .collect();
    json!({
        "name": plan.name,
        "description": plan.description,
        "seed": plan.seed,
        "duration": plan.duration.as_secs_f64(),
        "starts_at": plan.starts_at.map(|starts_at| starts_at.time.as_secs()),
        "agents": agents,
        "seats": super::seat::names(plan, engine),
        "queues": plan.center.queues.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(),
        "customers": of(|kind| matches!(kind, Kind::Customers(_))),
        "staff": of(|kind| matches!(kind, Kind::Agents(_) | Kind::Supervisors(_))),
        "faults": plan.faults.iter().map(|fault| fault.name.as_str()).collect::<Vec<_>>(),
        "chapters": chapters,
        "states": State::ALL.map(|state| json!({ "letter": state.letter().to_string(), "name": state.name() })),
    })
}
