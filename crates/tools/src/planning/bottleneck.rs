//! What a floor runs out of: the resource that is busiest where the thresholds fail, and the queue that shows it.
//!
//! Resources are populations (by their occupancy), the servers behind actions that have a limited number, and lines.

use serde::Serialize;

use super::reading::{Reading, ServersRead};
use super::trial::Trial;
use rushhour_measure::Judgement;
use rushhour_render::number::seconds;
use rushhour_scenario::plan::{Plan, PopulationKind};

/// From this share of its time on, what is busy is called saturated.
const SATURATED: f64 = 0.9;
/// Below this share of the measured time people are said to have been away.
const AWAY: f64 = 0.95;
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
        let named = Named { plan, reading, tagged, failed: &failed };
        // Saturated servers first: people who wait for one are busy too.
        let saturated = reading.servers.iter().filter(|(_, used)| used.utilisation >= SATURATED && holds_up(used));
        if let Some((action, used)) = busiest(saturated, |used| used.utilisation) {
            return named.servers(action, used);
        }
        let servers = busiest(reading.servers.iter(), |used| used.utilisation);
        match (servers, busiest(reading.occupancy.iter(), |share| *share)) {
            (Some((action, used)), Some((_, share))) if used.utilisation >= *share => named.servers(action, used),
            (_, Some((name, share))) => named.people(name, *share),
            (Some((action, used)), None) => named.servers(action, used),
            (None, None) => Self::nobody(),
        }
    }

    fn lines(reading: &Reading) -> Self {
        let blocked = reading.block_rate.unwrap_or(0.0);
        Self {
            kind: Resource::Lines,
            name: None,
            utilisation: Some(blocked),
            queue: None,
            sentence: format!("bottleneck: the lines, and {} of the calls find none free", percent(blocked)),
        }
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

/// What a bottleneck is named from.
struct Named<'a> {
    plan: &'a Plan,
    reading: &'a Reading,
    /// The queue whose thresholds fail.
    tagged: Option<String>,
    failed: &'a [&'a Judgement],
}

impl Named<'_> {
    fn servers(self, action: &str, used: &ServersRead) -> Bottleneck {
        let is_bottleneck = used.utilisation >= SATURATED || holds_up(used);
        let queue = self.tagged.clone().or_else(|| longest(self.reading, |_| true));
        let servers = match used.servers {
            1 => "1 server is".to_owned(),
            several => format!("{several} servers are"),
        };
        let who = format!(
            "action `{action}`, whose {servers} busy {} of the time: a request waits {} for one{}",
            percent(used.utilisation),
            seconds(used.wait_s_mean),
            queue.as_ref().map_or_else(String::new, |queue| format!(", which shows at queue `{queue}`")),
        );
        self.bottleneck(is_bottleneck.then_some(Resource::Servers), action, used.utilisation, queue, &who)
    }

    fn people(self, name: &str, share: f64) -> Bottleneck {
        let serves = |queue: &str| serves(self.plan, name, queue);
        let tagged = self.tagged.clone().filter(|queue| serves(queue));
        let queue = tagged.or_else(|| longest(self.reading, serves));
        let available = self.reading.available.get(name).copied().unwrap_or(1.0);
        let away = if available < AWAY {
            format!(" (and there for work only {} of the measured time)", percent(available))
        } else {
            String::new()
        };
        let place = queue.as_ref().map_or_else(String::new, |queue| format!(", at queue `{queue}`"));
        let who = format!("population `{name}`, busy {} of its time{away}{place}", percent(share));
        self.bottleneck((share >= SATURATED).then_some(Resource::Population), name, share, queue, &who)
    }

    fn bottleneck(
        self,
        kind: Option<Resource>,
        name: &str,
        utilisation: f64,
        queue: Option<String>,
        who: &str,
    ) -> Bottleneck {
        let sentence = match kind {
            Some(_) => format!("bottleneck: {who}"),
            None => format!("nothing is near saturation: the busiest is {who}{}", reason(self.failed)),
        };
        Bottleneck {
            kind: kind.unwrap_or(Resource::None),
            name: Some(name.to_owned()),
            utilisation: Some(utilisation),
            queue,
            sentence,
        }
    }
}

/// Whether requests queue for these servers longer than they are served: few servers hold others up long before they
/// are always busy.
fn holds_up(used: &ServersRead) -> bool {
    used.wait_s_mean >= used.service_s_mean
}

/// Why thresholds fail though nothing is saturated.
fn reason(failed: &[&Judgement]) -> String {
    let names: Vec<String> = failed.iter().map(|it| format!("`{}`", it.threshold.metric.key())).collect();
    if names.is_empty() {
        return String::new();
    }
    let names = names.join(", ");
    if failed.iter().all(|it| OF_WAITING.contains(&it.threshold.metric.name.as_str())) {
        format!(
            "; what fails is {names}, not for lack of time: look at the target, at patience, and at how few share the work"
        )
    } else {
        format!("; what fails is {names}")
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_measure::testing::{plan, threshold};
    use rushhour_scenario::plan::{Comparison, Statistic};

    const SLOW: ServersRead =
        ServersRead { servers: 1, utilisation: 0.97, wait_s_mean: 30.0, service_s_mean: 1.0 };

    /// A floor with these occupancies and servers, on which thresholds of these metrics fail; `sales` waits longest.
    fn shown(people: &[(&str, f64)], servers: &[ServersRead], failed: &[&str]) -> Bottleneck {
        let owned = |(name, share): &(&str, f64)| (name.to_string(), *share);
        let failed = failed.iter().map(|metric| Judgement {
            aborts: Vec::new(),
            threshold: threshold(metric, Statistic::Value, Comparison::Less, 0.1),
            kind: None,
            ok: false,
            certain: true,
            observed: None,
            implicit: false,
        });
        let reading = Reading {
            block_rate: Some(0.125),
            occupancy: people.iter().map(owned).collect(),
            available: people.iter().map(|(name, _)| (name.to_string(), 1.0)).collect(),
            servers: servers.iter().map(|used| ("AcceptTask".to_owned(), *used)).collect(),
            queue_wait_s_mean: [("sales".to_owned(), 9.0), ("support".to_owned(), 2.0)].into(),
            ..Reading::default()
        };
        Bottleneck::of(&plan(), &Trial { judgements: failed.collect(), reading, ..Trial::made_up(false, 5) })
    }

    #[test]
    fn the_busiest_population_is_named_with_its_queue() {
        let it = shown(&[("desk", 0.982), ("bosses", 0.4)], &[], &["service_level"]);
        assert_eq!((it.kind, it.utilisation), (Resource::Population, Some(0.982)));
        insta::assert_snapshot!(it.sentence, @"bottleneck: population `desk`, busy 98.2 % of its time, at queue `sales`");
        let it = shown(&[("desk", 0.982)], &[], &["service_level{queue:support}"]);
        assert_eq!(
            it.queue.as_deref(),
            Some("support"),
            "the queue that fails goes before the one that waits longest"
        );
    }

    #[test]
    fn saturated_servers_are_named_before_the_people_who_wait_for_them() {
        let it = shown(&[("desk", 0.999)], &[SLOW], &["wait"]);
        assert_eq!((it.kind, it.name.as_deref()), (Resource::Servers, Some("AcceptTask")));
        insta::assert_snapshot!(it.sentence, @"bottleneck: action `AcceptTask`, whose 1 server is busy 97.0 % of the time: a request waits 30.0 s for one, which shows at queue `sales`");
        // Many servers may be busy without anybody waiting for them.
        let quick = ServersRead { servers: 20, utilisation: 0.93, wait_s_mean: 0.2, service_s_mean: 0.9 };
        assert_eq!(shown(&[("desk", 0.999)], &[quick], &["wait"]).kind, Resource::Population);
        // And one holds others up long before it is always busy.
        let one = ServersRead { utilisation: 0.75, wait_s_mean: 3.0, ..SLOW };
        assert_eq!(shown(&[("desk", 0.4)], &[one], &["wait"]).kind, Resource::Servers);
        assert_eq!(shown(&[("desk", 0.95)], &[one], &["wait"]).kind, Resource::Population);
    }

    #[test]
    fn what_is_not_saturated_is_no_bottleneck() {
        let it = shown(&[("desk", 0.8)], &[], &["service_level"]);
        assert_eq!((it.kind, it.name.as_deref()), (Resource::None, Some("desk")));
        insta::assert_snapshot!(it.sentence, @"nothing is near saturation: the busiest is population `desk`, busy 80.0 % of its time, at queue `sales`; what fails is `service_level`, not for lack of time: look at the target, at patience, and at how few share the work");
        insta::assert_snapshot!(shown(&[("desk", 0.8)], &[], &["checks"]).sentence, @"nothing is near saturation: the busiest is population `desk`, busy 80.0 % of its time, at queue `sales`; what fails is `checks`");
        insta::assert_snapshot!(shown(&[("desk", 0.8)], &[], &[]).sentence, @"nothing is near saturation: the busiest is population `desk`, busy 80.0 % of its time, at queue `sales`");
        assert_eq!(shown(&[], &[], &["wait"]).name, None);
    }

    #[test]
    fn calls_that_find_no_line_free_speak_for_the_lines() {
        let it = shown(&[("desk", 0.99)], &[SLOW], &["block_rate"]);
        assert_eq!(it.kind, Resource::Lines);
        insta::assert_snapshot!(it.sentence, @"bottleneck: the lines, and 12.5 % of the calls find none free");
    }
}
