//! The simulated backend: how long an action takes between the desktop and its effect.
//!
//! With `servers: N` an action's requests queue for N servers in the order of their coming, so latency grows with
//! load.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::chance::{Draws, Purpose};
use crate::engine::action::Action;
use crate::scenario::plan::LatencyPlan;
use crate::units::{SimSpan, SimTime};

/// The servers behind actions that have a limited number of them: when each is free again.
#[derive(Debug, Default)]
pub struct Backend {
    busy_until: BTreeMap<Action, BinaryHeap<Reverse<SimTime>>>,
}

impl Backend {
    /// When a request that is sent now lands. The time it needs is a draw of the actor who sent it.
    pub fn lands_at(&mut self, plan: &LatencyPlan, draws: &mut Draws, now: SimTime, action: Action) -> SimTime {
        let own = plan.by_action.get(&action);
        let Some(time) = own.map(|latency| &latency.time).or(plan.default.as_ref()) else { return now };
        let seconds = time.sample(draws.stream(&Purpose::Latency(action.name())));
        let span = SimSpan::from_secs_f64(seconds).unwrap_or(SimSpan::ZERO);
        let Some(servers) = own.and_then(|latency| latency.servers) else { return now + span };
        let busy = self.busy_until.entry(action).or_default();
        // First come, first served: as many servers as there are requests still with them.
        while busy.peek().is_some_and(|Reverse(until)| *until <= now) {
            busy.pop();
        }
        let begins = if busy.len() < servers as usize { now } else { busy.pop().map_or(now, |Reverse(at)| at) };
        let lands = begins + span;
        busy.push(Reverse(lands));
        lands
    }
}
