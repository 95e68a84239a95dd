//! The floor in a few lines, for a terminal without a browser. None is wider than an ordinary terminal.

use super::board::Board;
use super::clock::Lag;
use super::snapshot::{Going, time_of_day, waiting};
use super::speed::Speed;
use super::state::{Counted, State};
use rushhour_engine::shown::shown;
use rushhour_scenario::plan::Plan;
use rushhour_sim::Scene;

/// So wide is a line at most, in characters.
const WIDTH: usize = 79;
/// So many queues are told of, those with most waiting.
const QUEUES_MAX: usize = 6;

/// The lines, the most important ones first.
pub(super) fn lines(plan: &Plan, scene: &Scene<'_>, board: &Board, going: &Going) -> Vec<String> {
    let mut lines = vec![clock(plan, scene, board, going), service(scene, board, going), agents(scene)];
    lines.extend(queues(plan, scene, board, going));
    let said = board.question.as_ref().or(board.said.as_ref().map(|(_, text)| text));
    lines.extend(said.map(|text| format!("» {text}")));
    for line in &mut lines {
        *line = shown(line).into_owned();
        if line.chars().count() > WIDTH {
            *line = line.chars().take(WIDTH - 1).chain(['…']).collect();
        }
    }
    lines
}

fn clock(plan: &Plan, scene: &Scene<'_>, board: &Board, going: &Going) -> String {
    let speed = match going.speed {
        Speed::Times(times) => format!("{times}×"),
        Speed::Max => String::from("as fast as it goes"),
    };
    let behind = going.lag.now;
    let behind =
        if behind >= Lag::SEEN { format!(", {:.1} s behind", behind.as_secs_f64()) } else { String::new() };
    let findings = match scene.findings + board.broken.len() as u64 {
        0 => String::new(),
        1 => String::from("   1 finding"),
        several => format!("   {several} findings"),
    };
    let (time, contacts) = (time_of_day(plan, going.at), scene.contacts);
    format!("{time}   {speed}{behind}   {contacts} contacts{findings}   {}", plan.name)
}

fn service(scene: &Scene<'_>, board: &Board, going: &Going) -> String {
    let recent = board.all.recent(going.at);
    let occupancy = counted(scene).occupancy();
    format!(
        "service level {}, gave up {} (of 15 minutes)   occupancy {}",
        percent(recent.service_level()),
        percent(recent.abandon_rate()),
        percent(occupancy),
    )
}

fn agents(scene: &Scene<'_>) -> String {
    let states = counted(scene).each().filter(|(_, count)| *count > 0);
    let states: Vec<String> = states.map(|(state, count)| format!("{count} {}", state.name())).collect();
    if states.is_empty() { String::from("no agents") } else { states.join(", ") }
}

fn counted(scene: &Scene<'_>) -> Counted {
    let platform = scene.engine.platform();
    Counted::of(platform.workers().iter().map(|worker| State::of(worker, platform)))
}

/// A queue in a line.
struct Row<'a> {
    name: &'a str,
    waiting: u32,
    oldest: Option<f64>,
    level: Option<f64>,
}

fn queues(plan: &Plan, scene: &Scene<'_>, board: &Board, going: &Going) -> Vec<String> {
    let waiting = waiting(plan, scene.engine.platform(), going.at);
    let mut rows: Vec<Row<'_>> = plan
        .center
        .queues
        .iter()
        .zip(&board.queues)
        .zip(waiting)
        .map(|((queue, service), (waiting, oldest))| Row {
            name: &queue.name,
            waiting,
            oldest,
            level: service.recent(going.at).service_level(),
        })
        .collect();
    // Of many the fullest, each at its place.
    let mut counts: Vec<u32> = rows.iter().map(|row| row.waiting).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let least = counts.get(QUEUES_MAX - 1).copied().unwrap_or(0);
    rows.retain(|row| row.waiting >= least);
    rows.truncate(QUEUES_MAX);
    let wide = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).min(24);
    let line = |row: &Row<'_>| {
        let oldest = row.oldest.map(|oldest| format!(", oldest {oldest:.0} s")).unwrap_or_default();
        format!("{:wide$}  {:>4} waiting{oldest}, in time {}", row.name, row.waiting, percent(row.level))
    };
    rows.iter().map(line).collect()
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| String::from("–"), |share| format!("{:.0} %", share * 100.0))
}
