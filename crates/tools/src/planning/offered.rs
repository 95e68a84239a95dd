//! The work that comes to a centre, held against the people who are there to do it, before the centre is run.
//!
//! When customers come and people are at work is in the plan. How long an agent is busy with a contact is in the
//! scripts, so that is tried in a rehearsal. `check` calls it. The effect of transfers, second calls, impatience and resting agents on the load is left out, so it warns only of overloads
//! that none of these explains.

use std::cell::RefCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

use smol_str::SmolStr;

use crate::rehearsal::{Rehearsed, process_of};
use rushhour_engine::config::Channel;
use rushhour_engine::units::{QueueId, SimSpan, SimTime};
use rushhour_measure::{Kind, Measure, Metric, Observed, SampleUnit, Series, Tag};
use rushhour_render::number::three;
use rushhour_scenario::absences::absences;
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::{Plan, Population, PopulationKind, Staff, queues_of_each};

/// Of a process that makes more arrivals than that, one in so many is counted, and counts for them all.
const ARRIVALS_MOST: usize = 200_000;
/// Load and people are compared in so many parts of the run.
const PARTS: u64 = 48;
/// Fewer agents than this, on average, are none.
const AGENTS_LEAST: f64 = 1e-6;
/// What would be worked off within this time needs no warning.
const WAIT_LEAST: SimSpan = SimSpan::from_secs(300);

/// More work than the people can do.
#[derive(Clone, Debug, PartialEq)]
pub struct Overload {
    /// The queues that it comes to; those who serve any of them are too few.
    pub queues: Vec<SmolStr>,
    /// Between which labels of the clock; none: over the whole run.
    pub stretch: Option<(SmolStr, SmolStr)>,
    /// Contacts an hour.
    pub contacts_per_hour: f64,
    /// How long an agent is busy with one, in seconds.
    pub handle_s: f64,
    /// The load in erlangs, a place for work of an agent who has several counting in part.
    pub offered: f64,
    /// People at work, on average.
    pub agents: f64,
    /// How long the last one would wait for what came before, in seconds.
    pub wait_s: f64,
}

impl fmt::Display for Overload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.queues.iter().map(|name| format!("`{name}`")).collect();
        let (subject, is, have) = match names.as_slice() {
            [one] => (format!("the queue {one}"), "is", "has"),
            several => (format!("the queues {} together", several.join(", ")), "are", "have"),
        };
        if let Some((from, until)) = &self.stretch {
            write!(f, "from {from} to {until} ")?;
        }
        write!(
            f,
            "{subject} {is} offered {} erlangs ({} contacts an hour that keep an agent busy for {} s each) and {have} ",
            three(self.offered),
            three(self.contacts_per_hour),
            three(self.handle_s),
        )?;
        // Sums of seconds may leave a trace of somebody who is not there.
        if self.agents < AGENTS_LEAST {
            write!(f, "0 agents")?;
        } else {
            let share = 100.0 * self.offered / self.agents;
            write!(f, "{} agents: {share:.0} % of what they can do", three(self.agents))?;
        }
        match &self.stretch {
            None => write!(
                f,
                "; who does not give up waits longer and longer, and every number depends on how long is run"
            ),
            Some(_) => {
                let (number, unit) = match self.wait_s / 60.0 {
                    minutes if minutes < 120.0 => (format!("{minutes:.0}"), "min"),
                    minutes => (format!("{:.1}", minutes / 60.0), "h"),
                };
                write!(f, "; who comes at the end of it and does not give up waits about {number} {unit}")
            }
        }
    }
}

/// Where more work comes than people can do, as a rehearsal shows how long it takes: over the whole run, or for so long a
/// part of it that who comes then waits for minutes. The gravest of each group of queues.
pub fn overloads(plan: &Plan, rehearsed: &Rehearsed) -> Vec<Overload> {
    let part = SimSpan::from_secs(plan.duration.as_ns().div_ceil(PARTS * 1_000_000_000).max(1));
    let parts = Intervals::new(part, plan.duration, plan.starts_at);
    let work = Work::new(plan, parts, coming(plan, rehearsed, parts));
    let mut found: Vec<Overload> = Vec::new();
    let mut known: BTreeSet<QueueId> = BTreeSet::new();
    // Single queues first: where one has too few, those around it are not to blame.
    let single = work.queues.keys().map(|queue| vec![*queue]);
    for group in single.chain(work.groups()) {
        if group.iter().any(|queue| known.contains(queue)) {
            continue;
        }
        if let Some(overload) = work.overload(&group) {
            known.extend(group);
            found.push(overload);
        }
    }
    found
}

/// What a queue gets.
struct Coming {
    /// By which channel its contacts come.
    channel: Channel,
    /// How long an agent is busy with a contact, in seconds.
    handle_s: f64,
    /// Contacts in each part of the run.
    contacts: Vec<f64>,
}

struct Work<'a> {
    plan: &'a Plan,
    parts: Intervals,
    queues: BTreeMap<QueueId, Coming>,
    /// The places of those who serve each of these queues, with how many of its contacts one of them can have at once.
    serving: BTreeMap<QueueId, Vec<(usize, u16)>>,
    /// Seconds that people of each population are at work in each part of the run; made when they are asked for.
    present: RefCell<BTreeMap<usize, Rc<[f64]>>>,
}

impl<'a> Work<'a> {
    fn new(plan: &'a Plan, parts: Intervals, queues: BTreeMap<QueueId, Coming>) -> Self {
        let mut serving: BTreeMap<QueueId, Vec<(usize, u16)>> = BTreeMap::new();
        let by_expression =
            |id: &QueueId| plan.center.queues.get(id.index()).is_some_and(|it| it.workers.is_some());
        let of_all: Vec<QueueId> = queues.keys().copied().filter(by_expression).collect();
        for (place, named) in queues_of_each(&plan.populations, &plan.center).into_iter().enumerate() {
            let Some(staff) = plan.populations.get(place).and_then(staff) else { continue };
            for id in named.into_iter().filter(|id| !by_expression(id)).chain(of_all.iter().copied()) {
                let Some(coming) = queues.get(&id) else { continue };
                match staff.capacity[coming.channel.index()] {
                    0 => {}
                    places => serving.entry(id).or_default().push((place, places)),
                }
            }
        }
        Self { plan, parts, queues, serving, present: RefCell::default() }
    }

    /// Queues that share agents with each other, where they are several.
    fn groups(&self) -> Vec<Vec<QueueId>> {
        // Each queue leads to one of its group, and the first of a group to itself.
        let mut leads: BTreeMap<QueueId, QueueId> = self.queues.keys().map(|id| (*id, *id)).collect();
        let mut by_population: BTreeMap<usize, QueueId> = BTreeMap::new();
        for (id, serving) in &self.serving {
            for (population, _) in serving {
                let other = *by_population.entry(*population).or_insert(*id);
                let (one, other) = (first_of(&mut leads, *id), first_of(&mut leads, other));
                leads.insert(one.max(other), one.min(other));
            }
        }
        let mut groups: BTreeMap<QueueId, Vec<QueueId>> = BTreeMap::new();
        for id in self.queues.keys() {
            groups.entry(first_of(&mut leads, *id)).or_default().push(*id);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// How many seconds it takes to work so many seconds of work off, from the part at this place on: by those who are there then, and
    /// when the run is over, by as many as `agents`.
    fn worked_off_s(&self, mut work_s: f64, present: &[f64], from: usize, agents: f64) -> f64 {
        let mut passed_s = 0.0;
        for (length_s, present_s) in self.lengths_s().into_iter().zip(present).skip(from) {
            if work_s <= *present_s {
                return passed_s + length_s * work_s / present_s.max(f64::MIN_POSITIVE);
            }
            work_s -= present_s;
            passed_s += length_s;
        }
        passed_s + work_s / agents.max(1.0)
    }

    fn coming(&self, id: QueueId) -> Option<&Coming> {
        self.queues.get(&id)
    }

    fn overload(&self, group: &[QueueId]) -> Option<Overload> {
        let none = Vec::new();
        let serving_of = |queue: &QueueId| self.serving.get(queue).unwrap_or(&none);
        let serving: BTreeSet<usize> = group.iter().flat_map(serving_of).map(|(place, _)| *place).collect();
        if serving.is_empty() {
            // That nobody serves it is said elsewhere.
            return None;
        }
        let present = self.present(&serving);
        let mut work = vec![0.0_f64; present.len()];
        let mut contacts = vec![0.0; present.len()];
        for (id, queue) in group.iter().filter_map(|id| Some((id, self.coming(*id)?))) {
            let places: f64 = serving_of(id).iter().map(|(_, places)| f64::from(*places)).sum();
            let places = places / serving_of(id).len().max(1) as f64;
            for (part, count) in queue.contacts.iter().enumerate() {
                work[part] += count * queue.handle_s / places.max(1.0);
                contacts[part] += count;
            }
        }
        let all = 0..work.len();
        let sum = |of: &[f64], range: &std::ops::Range<usize>| of[range.clone()].iter().sum::<f64>();
        let surplus = |range: &std::ops::Range<usize>| sum(&work, range) - sum(&present, range);
        let is_whole = surplus(&all) > 0.0;
        let stretch = if is_whole {
            all
        } else {
            stretches(&work, &present).into_iter().max_by(|a, b| surplus(a).total_cmp(&surplus(b)))?
        };
        let length_s = sum(&self.lengths_s(), &stretch).max(f64::MIN_POSITIVE);
        let agents = sum(&present, &stretch) / length_s;
        let grave_s = surplus(&stretch) / agents.max(1.0);
        if grave_s < WAIT_LEAST.as_secs_f64() && !is_whole || sum(&contacts, &stretch) < 1.0 {
            return None;
        }
        let handle_s: f64 = group
            .iter()
            .filter_map(|queue| self.coming(*queue))
            .map(|queue| queue.handle_s * sum(&queue.contacts, &stretch))
            .sum::<f64>()
            / sum(&contacts, &stretch);
        Some(Overload {
            queues: group
                .iter()
                .filter_map(|queue| self.plan.center.queues.get(queue.index()).map(|queue| queue.name.clone()))
                .collect(),
            stretch: (!is_whole).then(|| (self.label(stretch.start), self.label(stretch.end))),
            contacts_per_hour: sum(&contacts, &stretch) * 3600.0 / length_s,
            handle_s,
            offered: sum(&work, &stretch) / length_s,
            agents,
            wait_s: self.worked_off_s(surplus(&stretch), &present, stretch.end, agents),
        })
    }

    fn lengths_s(&self) -> Vec<f64> {
        (0..self.parts.count()).map(|part| self.parts.length_of(part).as_secs_f64()).collect()
    }

    fn label(&self, part: usize) -> SmolStr {
        let Ok(part) = u32::try_from(part) else {
            unreachable!("a run has at most {PARTS} parts, and this is {part}")
        };
        if part < self.parts.count() { self.parts.label(part) } else { self.parts.end_label() }
    }

    /// Seconds that people are at work in each part of the run, all together.
    fn present(&self, populations: &BTreeSet<usize>) -> Vec<f64> {
        let mut present = vec![0.0; self.parts.count() as usize];
        for place in populations {
            let theirs =
                Rc::clone(self.present.borrow_mut().entry(*place).or_insert_with(|| self.present_of(*place)));
            present.iter_mut().zip(theirs.iter()).for_each(|(all, theirs)| *all += theirs);
        }
        // What sums of seconds leave behind is nobody.
        present.iter_mut().for_each(|seconds| *seconds = if *seconds < 1e-6 { 0.0 } else { *seconds });
        present
    }

    /// The same of the people of one population.
    fn present_of(&self, place: usize) -> Rc<[f64]> {
        let end = SimTime::ZERO + self.plan.duration;
        let mut present = vec![0.0; self.parts.count() as usize];
        let mut add = |from: SimTime, until: SimTime, sign: f64| {
            for (place, seconds) in (0..).zip(&mut present) {
                let begin = self.parts.begin(place);
                let ends = begin + self.parts.length_of(place);
                if from < ends && until > begin {
                    *seconds += sign * until.min(ends).since(from.max(begin)).as_secs_f64();
                }
            }
        };
        let Some(staff) = self.plan.populations.get(place).and_then(staff) else { return present.into() };
        if staff.is_always_there() {
            add(SimTime::ZERO, end, f64::from(staff.count));
            return present.into();
        }
        for index in 0..staff.count {
            for stint in staff.hours.stints(index, staff.count, &staff.breaks, end) {
                add(stint.from, stint.until.unwrap_or(end), 1.0);
                for absence in absences(&stint, end) {
                    add(absence.from, absence.until, -1.0);
                }
            }
        }
        present.into()
    }
}

/// The first queue of the group of one, by which ways lead there; they are shortened on the way.
fn first_of(leads: &mut BTreeMap<QueueId, QueueId>, id: QueueId) -> QueueId {
    let mut at = id;
    while let Some(next) = leads.get(&at).copied().filter(|next| *next != at) {
        if let Some(after) = leads.get(&next).copied() {
            leads.insert(at, after);
        }
        at = next;
    }
    at
}

/// The longest stretches in which more work comes than people are there.
fn stretches(work: &[f64], present: &[f64]) -> Vec<std::ops::Range<usize>> {
    let is_over = |part: &usize| work[*part] > present[*part];
    let mut stretches: Vec<std::ops::Range<usize>> = Vec::new();
    for part in (0..work.len()).filter(is_over) {
        match stretches.last_mut() {
            Some(last) if last.end == part => last.end += 1,
            Some(_) | None => stretches.push(part..part + 1),
        }
    }
    stretches
}

fn staff(population: &Population) -> Option<&Staff> {
    match &population.kind {
        PopulationKind::Agents(staff) => Some(staff),
        // Supervisors take work where they must, and nobody counts on it.
        PopulationKind::Supervisors(_) | PopulationKind::Customers(_) => None,
    }
}

/// The contacts that come to each queue that customers name, and how long one takes. A queue to which the rehearsal brought no
/// work is left out.
fn coming(plan: &Plan, rehearsed: &Rehearsed, parts: Intervals) -> BTreeMap<QueueId, Coming> {
    let mut queues: BTreeMap<QueueId, Coming> = BTreeMap::new();
    for population in &plan.populations {
        let PopulationKind::Customers(customers) = &population.kind else { continue };
        for (number, arrivals) in customers.arrivals.iter().enumerate() {
            let process = |share| process_of(plan, population, number, arrivals, share);
            let first: Vec<SimTime> = process(1.0).take(ARRIVALS_MOST).collect();
            let covered = first.last().map_or(1.0, |at| at.as_secs_f64() / plan.duration.as_secs_f64());
            // What was counted or recorded, and a burst, is known as it is, and each arrival counts for itself alone.
            let can_be_thinned = arrivals.clone().at_random().has_random_rate();
            let is_thinned = can_be_thinned && first.len() == ARRIVALS_MOST;
            let share = if is_thinned { covered.clamp(1e-9, 1.0) } else { 1.0 };
            let mut process = process(share);
            while let Some(at) = process.next() {
                let row = process.row().and_then(|row| arrivals.row(row));
                let Some(queue) = row.and_then(|row| row.queue()).or(customers.queue) else { continue };
                let Some(coming) = known_of(queue, &mut queues, rehearsed, parts) else { continue };
                if let Some(count) = coming.contacts.get_mut(parts.of(at) as usize) {
                    *count += 1.0 / share;
                }
            }
        }
    }
    queues
}

/// What a queue gets; nothing where the rehearsal brought it no work.
fn known_of<'q>(
    queue: QueueId,
    queues: &'q mut BTreeMap<QueueId, Coming>,
    rehearsed: &Rehearsed,
    parts: Intervals,
) -> Option<&'q mut Coming> {
    match queues.entry(queue) {
        Entry::Occupied(known) => Some(known.into_mut()),
        Entry::Vacant(unknown) => {
            let handle_s = handle_s(&rehearsed.observed, queue)?;
            let channel = rehearsed.channel_of(queue)?;
            Some(unknown.insert(Coming { channel, handle_s, contacts: vec![0.0; parts.count() as usize] }))
        }
    }
}

/// How long agents were busy with what came by a queue, in seconds a piece.
fn handle_s(handled: &Observed, queue: QueueId) -> Option<f64> {
    match &handled.series.get(&Series::part(Metric::Handle, Tag::Queue(queue)))?.measure {
        Measure::Samples(samples) if samples.count() > 0 => samples.mean(SampleUnit::of(Kind::Time)),
        Measure::Samples(_) | Measure::Ratio(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nobody_there_is_no_share() {
        let overload = Overload {
            queues: vec!["q".into()],
            stretch: Some(("10:00".into(), "10:20".into())),
            contacts_per_hour: 60.0,
            handle_s: 50.0,
            offered: 0.833,
            agents: 0.0,
            wait_s: 1000.0,
        };
        insta::assert_snapshot!(overload.to_string(), @"from 10:00 to 10:20 the queue `q` is offered 0.83 erlangs (60.0 contacts an hour that keep an agent busy for 50.0 s each) and has 0 agents; who comes at the end of it and does not give up waits about 17 min");
        let two = Overload { agents: 0.5, ..overload };
        assert!(two.to_string().contains("has 0.50 agents: 167 % of what they can do"), "{two}");
    }
}
