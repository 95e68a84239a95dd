//! Offers that timed out, and the agents whom that left in the timeout activity: nobody is offered work there, so a desk
//! that is left so is empty for as long as nobody brings its agent back.

use std::collections::{BTreeMap, BTreeSet};

use rushhour_engine::units::{ActivityId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::PopulationId;
use rushhour_scenario::plan::Plan;

/// Whoever stays away for longer than this, or than a tenth of the time in which customers come, is left there. Those who
/// see it and come back are not.
const LEFT: SimSpan = SimSpan::from_secs(300);

/// The offers of one population that timed out, and how long that kept its agents from work while customers came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OffersTimedOut {
    /// How many offers.
    pub offers: u64,
    /// How many agents they were made to; of several replications, in all of them.
    pub agents: u64,
    /// How many of them were left in the timeout activity.
    pub left: u64,
    /// The time that they all spent there.
    pub away: SimSpan,
    /// The longest time without a break.
    pub longest: SimSpan,
}

/// Folds what happens to offers and agents. It costs nothing as long as none times out.
#[derive(Clone, Debug)]
pub(super) struct TimedOut {
    timeout_activity: ActivityId,
    offline: ActivityId,
    end: SimTime,
    left: SimSpan,
    populations: BTreeMap<PopulationId, OffersTimedOut>,
    agents: BTreeMap<WorkerId, Agent>,
    left_behind: BTreeSet<WorkerId>,
}

/// Somebody to whom an offer was made that timed out.
#[derive(Clone, Copy, Debug)]
struct Agent {
    population: PopulationId,
    /// Since when they are away because of it.
    since: Option<SimTime>,
    /// Whether they have gone from there on a break, after which they are there again.
    on_a_break: bool,
}

impl OffersTimedOut {
    /// Takes in those of other replications.
    pub(super) fn merge(&mut self, other: &Self) {
        self.offers += other.offers;
        self.agents += other.agents;
        self.left += other.left;
        self.away += other.away;
        self.longest = self.longest.max(other.longest);
    }
}

impl TimedOut {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            timeout_activity: plan.center.timeout_activity,
            offline: plan.center.offline,
            end: SimTime::ZERO + plan.duration,
            left: LEFT.min(SimSpan::from_ns(plan.duration.as_ns() / 10)),
            populations: BTreeMap::new(),
            agents: BTreeMap::new(),
            left_behind: BTreeSet::new(),
        }
    }

    /// An offer to a worker has timed out, who is in the timeout activity now.
    pub(super) fn offer(&mut self, at: SimTime, worker: WorkerId, population: PopulationId) {
        let of_population = self.populations.entry(population).or_default();
        of_population.offers += 1;
        let agent = self.agents.entry(worker).or_insert_with(|| {
            of_population.agents += 1;
            Agent { population, since: None, on_a_break: false }
        });
        agent.since.get_or_insert(at);
    }

    /// A worker is in this activity from now on.
    pub(super) fn changed(&mut self, at: SimTime, worker: WorkerId, activity: ActivityId, available: bool) {
        if self.agents.is_empty() {
            return;
        }
        let was_away = self.comes_back(at, worker);
        let Some(agent) = self.agents.get_mut(&worker) else { return };
        if activity == self.timeout_activity {
            agent.since = agent.on_a_break.then_some(at);
        } else {
            agent.on_a_break = (was_away || agent.on_a_break) && !available && activity != self.offline;
        }
    }

    /// Somebody is away no more; whether they were.
    fn comes_back(&mut self, at: SimTime, worker: WorkerId) -> bool {
        let Some(agent) = self.agents.get_mut(&worker) else { return false };
        let Some(since) = agent.since.take() else { return false };
        let away = at.min(self.end).since(since.min(self.end));
        let population = self.populations.entry(agent.population).or_default();
        population.away += away;
        population.longest = population.longest.max(away);
        if away > self.left && self.left_behind.insert(worker) {
            population.left += 1;
        }
        true
    }

    /// What there was of each population of which an offer timed out.
    pub(super) fn finish(mut self, ended_at: SimTime) -> BTreeMap<PopulationId, OffersTimedOut> {
        let agents: Vec<WorkerId> = self.agents.keys().copied().collect();
        for worker in agents {
            self.comes_back(ended_at, worker);
        }
        self.populations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: PopulationId = PopulationId(3);
    const AVAILABLE: ActivityId = ActivityId::new(0);
    const OFFLINE: ActivityId = ActivityId::new(1);
    const UNAVAILABLE: ActivityId = ActivityId::new(2);
    const LUNCH: ActivityId = ActivityId::new(3);
    const ANN: WorkerId = WorkerId::new(0);
    const BEN: WorkerId = WorkerId::new(1);

    /// Customers come for 1,000 s, and whoever is away for more than 100 s is left.
    fn timed_out() -> TimedOut {
        TimedOut {
            timeout_activity: UNAVAILABLE,
            offline: OFFLINE,
            end: at(1000),
            left: SimSpan::from_secs(100),
            populations: BTreeMap::new(),
            agents: BTreeMap::new(),
            left_behind: BTreeSet::new(),
        }
    }

    fn at(s: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(s)
    }

    /// An offer times out, which puts the worker away.
    fn times_out(story: &mut TimedOut, s: u64, worker: WorkerId) {
        story.changed(at(s), worker, UNAVAILABLE, false);
        story.offer(at(s), worker, DESK);
    }

    /// Offers, agents, those left, seconds away and the longest.
    fn ended(story: TimedOut, s: u64) -> [u64; 5] {
        let it = story.finish(at(s))[&DESK];
        [it.offers, it.agents, it.left, it.away.as_ns() / 1_000_000_000, it.longest.as_ns() / 1_000_000_000]
    }

    #[test]
    fn whoever_comes_back_soon_is_not_left() {
        let mut story = timed_out();
        times_out(&mut story, 10, ANN);
        story.changed(at(40), ANN, AVAILABLE, true);
        times_out(&mut story, 50, ANN);
        story.changed(at(150), ANN, AVAILABLE, true);
        times_out(&mut story, 200, BEN);
        story.changed(at(205), BEN, AVAILABLE, true);
        assert_eq!(ended(story, 1200), [3, 2, 0, 135, 100]);
    }

    #[test]
    fn whoever_stays_is_left_once_and_only_while_customers_come() {
        let mut story = timed_out();
        times_out(&mut story, 10, ANN);
        story.changed(at(211), ANN, AVAILABLE, true);
        times_out(&mut story, 300, ANN);
        story.changed(at(500), ANN, OFFLINE, false);
        times_out(&mut story, 950, BEN);
        assert_eq!(ended(story, 1200), [3, 2, 1, 201 + 200 + 50, 201]);
    }

    #[test]
    fn another_offer_meanwhile_and_a_break_do_not_bring_them_back() {
        let mut story = timed_out();
        times_out(&mut story, 10, ANN);
        story.offer(at(20), ANN, DESK);
        story.changed(at(60), ANN, LUNCH, false);
        story.changed(at(400), ANN, UNAVAILABLE, false);
        story.changed(at(460), ANN, AVAILABLE, true);
        // By themselves, and with no offer.
        story.changed(at(500), ANN, UNAVAILABLE, false);
        assert_eq!(ended(story, 1000), [2, 1, 0, 50 + 60, 60]);
    }

    #[test]
    fn nobody_is_away_whom_no_offer_put_there() {
        let mut story = timed_out();
        story.changed(at(10), ANN, UNAVAILABLE, false);
        assert!(story.finish(at(1000)).is_empty());
    }

    #[test]
    fn replications_add_up() {
        let second = SimSpan::from_secs(1);
        let mut one = OffersTimedOut { offers: 2, agents: 1, left: 0, away: second, longest: second };
        one.merge(&OffersTimedOut {
            offers: 3,
            agents: 2,
            left: 1,
            away: second + second,
            longest: second + second,
        });
        let three = second + second + second;
        let sum = OffersTimedOut { offers: 5, agents: 3, left: 1, away: three, longest: second + second };
        assert_eq!(one, sum);
    }
}
