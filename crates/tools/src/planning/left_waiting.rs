//! Whether somebody is left waiting in an interval in which nobody is at work.
//!
//! Contacts are judged by the interval in which they came. One that is left over from an interval that met its thresholds
//! anyhow would wait for as long as nobody comes to work, and no threshold would tell. A plan in which that happens is
//! none.

use std::collections::{BTreeMap, BTreeSet};

use crate::run::Watch;
use rushhour_engine::event::{Direction, TaskEvent, TaskStatus};
use rushhour_engine::units::{QueueId, SimSpan, SimTime, TaskId};
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::{Plan, Population, PopulationKind, queues_of_each};
use rushhour_sim::Observer;

/// Where to look.
#[derive(Clone, Debug)]
pub(super) struct LeftWaiting {
    intervals: Intervals,
    end: SimTime,
    /// Of each interval, whether nobody is at work in it.
    nobody: Vec<bool>,
    /// Of each queue, how long one may wait in it: those that nobody else serves.
    queues: Vec<Option<SimSpan>>,
}

/// Who looks.
#[derive(Clone, Debug)]
pub(super) struct Looking {
    at: LeftWaiting,
    /// Those who came and are not done with yet.
    contacts: BTreeMap<TaskId, Contact>,
    /// Of each interval, whether somebody was left waiting in it.
    left: Vec<bool>,
}

/// Somebody who came.
#[derive(Clone, Copy, Debug, Default)]
struct Contact {
    queue: Option<QueueId>,
    /// Since when they wait in that queue, as far as it is not counted yet; nothing while somebody deals with them.
    since: Option<SimTime>,
    /// How long they have waited without a break while nobody was at work, over however many intervals and queues.
    alone: SimSpan,
}

impl LeftWaiting {
    /// In the intervals in which this plan has nobody of the population at this place at work.
    pub(super) fn new(plan: &Plan, population: usize, intervals: Intervals, levels: &[u32]) -> Self {
        let of_each = queues_of_each(&plan.populations, &plan.center);
        // How many populations serve each queue, and whether this one does.
        let (mut serving, mut is_served) = (vec![0_u32; plan.center.queues.len()], BTreeSet::new());
        let able = plan.populations.iter().zip(of_each).enumerate().filter(|(_, (it, _))| has_capacity(it));
        let mut able_count = 0;
        let mut is_able = false;
        for (place, (_, queues)) in able {
            able_count += 1;
            is_able |= place == population;
            queues.iter().for_each(|queue| serving[queue.index()] += 1);
            if place == population {
                is_served.extend(queues);
            }
        }
        let queues = (0..).map(QueueId::new).zip(&plan.center.queues).map(|(id, queue)| {
            let is_theirs_alone = match queue.workers {
                Some(_) => is_able && able_count == 1,
                None => is_served.contains(&id) && serving[id.index()] == 1,
            };
            is_theirs_alone.then_some(queue.target)
        });
        Self {
            intervals,
            end: SimTime::ZERO + plan.duration,
            nobody: levels.iter().map(|level| *level == 0).collect(),
            queues: queues.collect(),
        }
    }
}

/// Whether people are offered work at all.
pub(super) fn has_capacity(population: &Population) -> bool {
    match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
            staff.capacity.iter().any(|places| *places > 0)
        }
        PopulationKind::Customers(_) => false,
    }
}

impl Watch for LeftWaiting {
    type Watcher = Looking;

    fn watch(&self, _replication: u32) -> Looking {
        Looking { left: vec![false; self.nobody.len()], at: self.clone(), contacts: BTreeMap::new() }
    }
}

impl Looking {
    /// Of each interval, whether somebody was left waiting in it.
    pub(super) fn finish(mut self) -> Vec<bool> {
        let end = self.at.end;
        while let Some((_, mut contact)) = self.contacts.pop_first() {
            self.count(&mut contact, end);
        }
        self.left
    }

    /// Counts how long they have waited until now. A wait of an interval with nobody at work goes on in the next one like it,
    /// and is over in one with somebody.
    fn count(&mut self, contact: &mut Contact, until: SimTime) {
        let Some(since) = contact.since.take() else { return };
        let most = contact.queue.and_then(|queue| self.at.queues.get(queue.index()).copied().flatten());
        let Some(most) = most else {
            contact.alone = SimSpan::ZERO;
            return;
        };
        for (interval, part) in self.at.intervals.parts(since, until) {
            let place = interval as usize;
            let is_alone = self.at.nobody.get(place) == Some(&true);
            contact.alone = if is_alone { contact.alone + part } else { SimSpan::ZERO };
            if contact.alone > most {
                self.left[place] = true;
            }
        }
    }

    /// They wait from now on, or still do, in this queue where another one is named.
    fn waits(&mut self, id: TaskId, at: SimTime, queue: Option<Option<QueueId>>) {
        let Some(mut contact) = self.contacts.get(&id).copied() else { return };
        self.count(&mut contact, at);
        contact.queue = queue.unwrap_or(contact.queue);
        contact.since = Some(at);
        self.contacts.insert(id, contact);
    }

    /// Somebody deals with them. They may come back.
    fn is_served(&mut self, id: TaskId, at: SimTime) {
        let Some(mut contact) = self.contacts.get(&id).copied() else { return };
        self.count(&mut contact, at);
        self.contacts.insert(id, Contact { alone: SimSpan::ZERO, ..contact });
    }

    fn is_over(&mut self, id: TaskId, at: SimTime) {
        if let Some(mut contact) = self.contacts.remove(&id) {
            self.count(&mut contact, at);
        }
    }
}

impl Observer for Looking {
    fn task(&mut self, at: SimTime, id: TaskId, event: &TaskEvent) {
        match event {
            TaskEvent::Created { direction: Direction::Inbound, .. } => {
                self.contacts.insert(id, Contact { since: Some(at), ..Contact::default() });
            }
            TaskEvent::Queued { queue, .. } => self.waits(id, at, Some(*queue)),
            TaskEvent::Changed { to, .. } => match to {
                TaskStatus::Pending | TaskStatus::Reserved => self.waits(id, at, None),
                TaskStatus::Assigned | TaskStatus::Wrapping => self.is_served(id, at),
                TaskStatus::Completed | TaskStatus::Canceled => self.is_over(id, at),
            },
            TaskEvent::Removed => self.is_over(id, at),
            TaskEvent::Created { direction: Direction::Outbound, .. }
            | TaskEvent::AttributesChanged { .. }
            | TaskEvent::TransferStarted { .. }
            | TaskEvent::TransferSettled { .. }
            | TaskEvent::ConsultationEnded => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60;

    fn at(minutes: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(minutes * MINUTE)
    }

    /// Six intervals of ten minutes, in some of which nobody is at work, and a queue with a target of ten minutes.
    fn looking(nobody: [bool; 6]) -> Looking {
        let hour = SimSpan::from_secs(60 * MINUTE);
        let target = SimSpan::from_secs(10 * MINUTE);
        let at = LeftWaiting {
            intervals: Intervals::new(target, hour, Default::default()),
            end: SimTime::ZERO + hour,
            nobody: nobody.to_vec(),
            queues: vec![Some(target)],
        };
        Looking { left: vec![false; 6], at, contacts: BTreeMap::new() }
    }

    fn comes(looking: &mut Looking, minutes: u64) -> TaskId {
        let id = TaskId::new(1);
        looking.contacts.insert(id, Contact { since: Some(at(minutes)), ..Contact::default() });
        looking.waits(id, at(minutes), Some(Some(QueueId::new(0))));
        id
    }

    #[test]
    fn a_wait_goes_on_over_intervals_that_are_no_longer_than_the_target() {
        let mut alone = looking([false, true, true, true, false, false]);
        comes(&mut alone, 5);
        assert_eq!(alone.finish(), [false, false, true, true, false, false]);
        let mut apart = looking([false, true, false, true, false, true]);
        comes(&mut apart, 5);
        assert_eq!(apart.finish(), [false; 6], "somebody is at work in between");
    }

    #[test]
    fn who_was_with_somebody_and_waits_again_is_looked_at_again() {
        let mut back = looking([false, false, false, true, true, true]);
        let id = comes(&mut back, 5);
        back.is_served(id, at(6));
        back.waits(id, at(30), None);
        assert_eq!(back.clone().finish(), [false, false, false, false, true, true]);
        back.is_served(id, at(39));
        back.is_over(id, at(60));
        assert_eq!(back.finish(), [false; 6]);
    }
}
