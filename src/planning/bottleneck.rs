//! What a floor runs out of: the resource that is busiest where the thresholds fail, and the queue that shows it.
//!
//! Resources are populations (by their occupancy), the servers behind actions that have a limited number, and lines.

use serde::Serialize;

use super::reading::{Reading, ServersRead};
use super::trial::Trial;
use crate::observe::Judgement;
use crate::report::text::number::seconds;
use crate::scenario::plan::{Plan, PopulationKind};

/// From this share of its time on, what is busy is called saturated.
const SATURATED: f64 = 0.9;
/// Metrics that say how long contacts wait, and what comes of it.
const OF_WAITING: [&str; 6] =
    ["wait", "speed_of_answer", "p_wait", "abandon_rate", "service_level", "queue_length"];

/// What kind of resource it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Resource {
    /// People.
    Population,
    /// The servers of an action.
    Servers,
    /// Lines for calls.
    Lines,
    /// Nothing is near saturation; the name is that of the busiest.
    None,
}

/// What a floor runs out of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bottleneck {
    /// What kind of resource.
    pub kind: Resource,
    /// The population or the action.
    pub name: Option<String>,
    /// The share of its time in which it is busy; of lines, of the calls that find none.
    pub utilisation: Option<f64>,
    /// The queue whose thresholds fail, or in which the wait is longest.
    pub queue: Option<String>,
    /// All that in a sentence.
    pub sentence: String,
}

impl Bottleneck {
    /// What this trial of a plan shows.
    pub fn of(plan: &Plan, trial: &Trial) -> Self {
        let reading = &trial.reading;
        let failed: Vec<&Judgement> = trial.judgements.iter().filter(|judgement| !judgement.ok).collect();
        if failed.iter().any(|judgement| judgement.threshold.metric.name == "block_rate") {
            return Self::lines(reading);
        }
        let tagged = failed.iter().find_map(|judgement| match &judgement.threshold.metric.tag {
            Some((tag, queue)) if tag == "queue" => Some(queue.to_string()),
            Some(_) | None => None,
        });
        // Servers first: people who wait for one are busy too.
        let slow = reading.servers.iter().filter(|(_, used)| holds_up(used));
        if let Some((action, used)) = busiest(slow, |used| used.utilisation) {
            return Self::servers(action, used, tagged.or_else(|| longest(reading, |_| true)));
        }
        match busiest(reading.occupancy.iter(), |share| *share) {
            Some((name, share)) => {
                let serves = |queue: &str| serves(plan, name, queue);
                let queue = tagged.filter(|queue| serves(queue)).or_else(|| longest(reading, serves));
                Self::people(name, *share, queue, &failed)
            }
            None => Self::nobody(),
        }
    }

    fn lines(reading: &Reading) -> Self {
        let blocked = reading.block_rate.unwrap_or(0.0);
        Self {
            kind: Resource::Lines,
            name: None,
            utilisation: Some(blocked),
            queue: None,
            sentence: format!("bottleneck: the lines, of which {} of the calls find none free", percent(blocked)),
        }
    }

    fn servers(action: &str, used: &ServersRead, queue: Option<String>) -> Self {
        let servers = match used.servers {
            1 => "1 server is".to_owned(),
            several => format!("{several} servers are"),
        };
        let sentence = format!(
            "bottleneck: action `{action}`, whose {servers} busy {} of the time: a request waits {} for one{}",
            percent(used.utilisation),
            seconds(used.wait_s_mean),
            queue.as_ref().map_or_else(String::new, |queue| format!("; it shows at queue `{queue}`")),
        );
        Self {
            kind: Resource::Servers,
            name: Some(action.to_owned()),
            utilisation: Some(used.utilisation),
            queue,
            sentence,
        }
    }

    fn people(name: &str, share: f64, queue: Option<String>, failed: &[&Judgement]) -> Self {
        let place = queue.as_ref().map_or_else(String::new, |queue| format!(", at queue `{queue}`"));
        let who = format!("population `{name}`, busy {} of its time{place}", percent(share));
        let (kind, sentence) = if share >= SATURATED {
            (Resource::Population, format!("bottleneck: {who}"))
        } else {
            (Resource::None, format!("nothing is near saturation: the busiest is {who}{}", reason(failed)))
        };
        Self { kind, name: Some(name.to_owned()), utilisation: Some(share), queue, sentence }
    }

    fn nobody() -> Self {
        Self {
            kind: Resource::None,
            name: None,
            utilisation: None,
            queue: None,
            sentence: "nothing is near saturation: nobody was offered work in the measured time".to_owned(),
        }
    }
}

/// Whether requests queue for these servers longer than they are served: the servers hold others up.
fn holds_up(used: &ServersRead) -> bool {
    used.utilisation >= SATURATED && used.wait_s_mean >= used.service_s_mean
}

/// Why thresholds fail though nothing is saturated.
fn reason(failed: &[&Judgement]) -> String {
    let names: Vec<String> = failed.iter().map(|it| format!("`{}`", it.threshold.metric.key())).collect();
    if names.is_empty() {
        return String::new();
    }
    let is_of_waiting = |it: &&Judgement| OF_WAITING.contains(&it.threshold.metric.name.as_str());
    let what = if failed.iter().all(is_of_waiting) {
        "chance waits, the target and the callers' patience decide"
    } else {
        "what fails is"
    };
    format!("; {what} {}", names.join(", "))
}

/// Of several the first.
fn busiest<'a, T>(
    each: impl Iterator<Item = (&'a String, &'a T)>,
    share: impl Fn(&T) -> f64,
) -> Option<(&'a str, &'a T)> {
    each.reduce(|busiest, next| if share(next.1) > share(busiest.1) { next } else { busiest })
        .map(|(name, used)| (name.as_str(), used))
}

/// The queue with the longest mean wait among these.
fn longest(reading: &Reading, among: impl Fn(&str) -> bool) -> Option<String> {
    let waits = reading.queue_wait_s_mean.iter().filter(|(queue, _)| among(queue));
    busiest(waits, |wait| *wait).map(|(queue, _)| queue.to_owned())
}

fn serves(plan: &Plan, population: &str, queue: &str) -> bool {
    plan.populations.iter().filter(|it| it.name == population).any(|it| match &it.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
            staff.queues.iter().any(|id| plan.queue_name(*id) == queue)
        }
        PopulationKind::Customers(_) => false,
    })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
