//! The simulated backend: how long an action takes between the desktop and its effect.
//!
//! With `servers: N` an action's requests queue for N servers in the order of their coming, so latency grows with
//! load. How busy those servers are and how long requests wait for them is accounted for within the measured time, and
//! handed out at the end ([`super::Finished`]).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::chance::{Draws, Purpose};
use rushhour_engine::action::Action;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::plan::LatencyPlan;

/// The servers behind actions that have a limited number of them.
#[derive(Debug)]
pub(crate) struct Backend {
    limited: BTreeMap<Action, Servers>,
    /// The measured part of the run, from and until.
    measured: (SimTime, SimTime),
}

/// The servers of one action.
#[derive(Debug, Default)]
struct Servers {
    /// When each of those that are busy is free again.
    busy_until: BinaryHeap<Reverse<SimTime>>,
    /// The time that servers spend on the requests so far, within the measured time, in nanoseconds.
    busy_ns: u128,
    /// Requests that were sent within the measured time.
    requests: u64,
    /// How long those wait for a server, all together, in nanoseconds.
    waited_ns: u128,
}

/// How an action's servers were used, within the measured time of one replication or of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerUse {
    /// How many there are.
    pub servers: u32,
    /// The measured time that passed, in nanoseconds.
    pub measured_ns: u128,
    /// The time that they were busy, all servers together, in nanoseconds.
    pub busy_ns: u128,
    /// Requests that were sent.
    pub requests: u64,
    /// How long those waited for a server, all together, in nanoseconds.
    pub waited_ns: u128,
}

impl ServerUse {
    /// The share of their time in which they were busy; `None` where no time passed.
    pub fn utilisation(&self) -> Option<f64> {
        let time = self.measured_ns * u128::from(self.servers);
        (time > 0).then(|| self.busy_ns as f64 / time as f64)
    }
    /// How long a request waited for a server on average, in seconds; `None` where there was none.
    pub fn wait_s_mean(&self) -> Option<f64> {
        (self.requests > 0).then(|| self.waited_ns as f64 / self.requests as f64 / 1e9)
    }
    /// Takes in what another replication of the same plan brought.
    pub fn merge(&mut self, other: &Self) {
        self.measured_ns += other.measured_ns;
        self.busy_ns += other.busy_ns;
        self.requests += other.requests;
        self.waited_ns += other.waited_ns;
    }
}

impl Backend {
    /// A backend, idle, whose use is measured from one moment until another.
    pub(crate) fn new(from: SimTime, until: SimTime) -> Self {
        Self { limited: BTreeMap::new(), measured: (from, until) }
    }

    /// How long a request takes by itself: the next draw of the actor who sends it. Nothing where the plan says nothing
    /// of it.
    pub(crate) fn time_of(plan: &LatencyPlan, draws: &mut Draws, action: Action) -> Option<SimSpan> {
        let time = plan.by_action.get(&action).map(|latency| &latency.time).or(plan.default.as_ref())?;
        let seconds = time.sample(draws.stream(&Purpose::Latency(action.name())));
        Some(SimSpan::from_drawn_secs(seconds))
    }

    /// When a request that is sent now lands. The time it needs is a draw of the actor who sent it.
    pub(crate) fn lands_at(
        &mut self,
        plan: &LatencyPlan,
        draws: &mut Draws,
        now: SimTime,
        action: Action,
    ) -> SimTime {
        let Some(span) = Self::time_of(plan, draws, action) else { return now };
        let own = plan.by_action.get(&action);
        let Some(servers) = own.and_then(|latency| latency.servers) else { return now + span };
        let measured = self.measured;
        self.limited.entry(action).or_default().serve(servers, now, span, measured)
    }

    /// How the servers of each action that has a limited number were used until now, in the order of the plan.
    pub(crate) fn used(&self, plan: &LatencyPlan, now: SimTime) -> Vec<(Action, ServerUse)> {
        let (from, until) = self.measured;
        let limited = plan.by_action.iter().filter_map(|(action, latency)| Some((*action, latency.servers?)));
        let used = limited.map(|(action, servers)| {
            let idle = ServerUse {
                servers,
                measured_ns: ns(now.min(until).since(from)),
                busy_ns: 0,
                requests: 0,
                waited_ns: 0,
            };
            let used = self.limited.get(&action).map_or(idle, |it| ServerUse {
                busy_ns: it.busy_ns - it.to_come_ns(now, self.measured),
                requests: it.requests,
                waited_ns: it.waited_ns,
                ..idle
            });
            (action, used)
        });
        used.collect()
    }
}

impl Servers {
    /// First come, first served: as many are busy as there are requests still with them. When this one is done.
    fn serve(&mut self, servers: u32, now: SimTime, span: SimSpan, measured: (SimTime, SimTime)) -> SimTime {
        while self.busy_until.peek().is_some_and(|Reverse(until)| *until <= now) {
            self.busy_until.pop();
        }
        let is_free = self.busy_until.len() < servers as usize;
        let begins = if is_free { now } else { self.busy_until.pop().map_or(now, |Reverse(at)| at) };
        let lands = begins + span;
        self.busy_until.push(Reverse(lands));
        self.busy_ns += overlap_ns(begins, lands, measured);
        let (from, until) = measured;
        if from <= now && now <= until {
            self.requests += 1;
            self.waited_ns += ns(begins.since(now));
        }
        lands
    }

    /// What of the accounted time has not passed yet. A busy server is busy from now on until it is free.
    fn to_come_ns(&self, now: SimTime, measured: (SimTime, SimTime)) -> u128 {
        self.busy_until.iter().map(|Reverse(until)| overlap_ns(now, *until, measured)).sum()
    }
}

fn overlap_ns(begin: SimTime, end: SimTime, (from, until): (SimTime, SimTime)) -> u128 {
    ns(end.min(until).since(begin.max(from)))
}

fn ns(span: SimSpan) -> u128 {
    u128::from(span.as_ns())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(seconds)
    }

    /// Servers that are sent requests of so many seconds at these moments; measured from 10 to 100.
    fn served(servers: u32, requests: &[(u64, u64)]) -> (Servers, Vec<u64>) {
        let mut them = Servers::default();
        let lands = requests.iter().map(|(sent, takes)| {
            them.serve(servers, at(*sent), SimSpan::from_secs(*takes), (at(10), at(100))).as_ns() / 1_000_000_000
        });
        let lands = lands.collect();
        (them, lands)
    }

    #[test]
    fn requests_queue_for_the_server_that_is_free_first() {
        let (two, lands) = served(2, &[(20, 10), (20, 4), (21, 5), (22, 1), (40, 1)]);
        assert_eq!(lands, [30, 24, 29, 30, 41]);
        // The third waits from 21 to 24, the fourth from 22 to 29.
        assert_eq!((two.requests, two.waited_ns), (5, 10_000_000_000));
        assert_eq!(two.busy_ns, 21_000_000_000);
    }

    #[test]
    fn only_the_measured_time_counts() {
        // From 5 to 15, and from 95 to 115 though the run is measured until 100.
        let (one, _) = served(1, &[(5, 10), (95, 20)]);
        assert_eq!((one.busy_ns, one.requests), (10_000_000_000, 1));
    }

    #[test]
    fn what_had_not_passed_when_the_run_was_stopped_is_taken_out_again() {
        let (one, lands) = served(1, &[(20, 10), (20, 10), (20, 10)]);
        assert_eq!(lands, [30, 40, 50]);
        assert_eq!(one.busy_ns - one.to_come_ns(at(35), (at(10), at(100))), 15_000_000_000);
        assert_eq!(one.to_come_ns(at(60), (at(10), at(100))), 0);
    }

    #[test]
    fn a_share_of_no_time_is_none() {
        let mut used = ServerUse { servers: 2, measured_ns: 0, busy_ns: 0, requests: 0, waited_ns: 0 };
        assert_eq!((used.utilisation(), used.wait_s_mean()), (None, None));
        used.merge(&ServerUse {
            servers: 2,
            measured_ns: 100,
            busy_ns: 50,
            requests: 4,
            waited_ns: 8_000_000_000,
        });
        assert_eq!((used.utilisation(), used.wait_s_mean()), (Some(0.25), Some(2.0)));
    }
}
