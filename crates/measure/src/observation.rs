//! The observer of one replication: sends each event to whoever counts it.
//!
//! The simulation feeds it. The cost of an event does not depend on the size of the floor, and what is kept is what
//! is alive.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::actions::Actions;
use super::buckets::{Buckets, Levels};
use super::contacts::Contacts;
use super::course::Course;
use super::digest::Digest;
use super::measure::{Pooled, SeriesMap};
use super::observed::{Observed, Totals};
use super::scripts::Scripts;
use super::series::Series;
use super::span::{Measured, Truncation};
use super::tagged::Scope;
use super::tasks::{NewTask, Tasks};
use super::warmup_detection::Census;
use super::workers::Workers;
use rushhour_engine::action::ActionName;
use rushhour_engine::config::Channel;
use rushhour_engine::event::{Direction, Event, Role};
use rushhour_engine::units::{ContactId, SimTime};
use rushhour_scenario::plan::{Plan, Statistic};
use rushhour_sim::Observer;

/// Folds the events of one replication.
#[derive(Clone, Debug)]
pub struct Observation {
    digest: Digest,
    contacts: Contacts,
    tasks: Tasks,
    workers: Workers,
    actions: Actions,
    scripts: Scripts,
    census: Census,
    measured: Measured,
    buckets: Buckets,
    events: u64,
    faults: BTreeMap<SmolStr, u64>,
    thresholds: Vec<(Option<Series>, Statistic)>,
}

impl Observation {
    /// An observation of a replication of this plan, before its first event, which measures nothing of so much of the
    /// beginning.
    pub fn new(plan: &Plan, truncation: Truncation) -> Self {
        let (measured, buckets) = (Measured::of(plan, truncation), Buckets::of(plan));
        let thresholds = plan.thresholds.iter();
        Self {
            digest: Digest::default(),
            contacts: Contacts::new(plan, measured, buckets),
            tasks: Tasks::new(measured, buckets),
            workers: Workers::new(plan, measured, buckets),
            actions: Actions::new(measured, buckets),
            scripts: Scripts::new(plan, measured),
            census: Census::new(measured, truncation),
            measured,
            buckets,
            events: 0,
            faults: plan.faults.iter().map(|fault| (fault.name.clone(), 0)).collect(),
            thresholds: thresholds
                .map(|threshold| (Series::resolve(plan, &threshold.metric), threshold.statistic))
                .collect(),
        }
    }

    /// What was observed, the replication having ended at `ended_at`.
    pub fn finish(mut self, ended_at: SimTime) -> Observed {
        let mut totals = Totals {
            contacts: self.contacts.arrived(),
            open: self.contacts.open(),
            events: self.events,
            actors_peak: self.scripts.peak(),
            ..Totals::default()
        };
        let mut series = SeriesMap::new();
        let over_time = self.contacts.finish(&mut series);
        let (settled, latencies) = self.actions.take_course();
        // The run itself is one thing that is there until it ends.
        let mut run = Levels::default();
        run.up(self.buckets, SimTime::ZERO);
        let course = Course {
            buckets: self.buckets,
            replications: 1,
            covered: run.finish(self.buckets, ended_at),
            arrived: over_time.arrived,
            waits: over_time.waits,
            waiting: self.tasks.take_course(ended_at),
            agents: self.workers.take_course(ended_at),
            settled,
            latencies,
        };
        self.tasks.finish(ended_at, &mut series);
        self.workers.finish(ended_at, &mut series);
        let actions = self.actions.finish(&mut series);
        let checks = self.scripts.finish(&mut series);
        for stats in actions.values() {
            totals.actions += stats.settled();
            totals.rejected += stats.rejections();
        }
        let threshold_values = self.thresholds.into_iter().map(|(named, statistic)| {
            let named = named.and_then(|named| series.get(&named).map(|measure| (named.metric.kind(), measure)));
            named.and_then(|(kind, measure)| measure.statistic(statistic, kind)).into_iter().collect()
        });
        let threshold_values = threshold_values.collect();
        let pooled = |(series, measure): (Series, _)| {
            let kind = series.metric.kind();
            (series, Pooled::of(measure, kind))
        };
        let series: BTreeMap<Series, Pooled> = series.into_iter().map(pooled).collect();
        let presence = self.census.finish(ended_at);
        Observed {
            series,
            actions,
            checks,
            faults: self.faults,
            totals,
            presence,
            course,
            streams: vec![self.digest.finish()],
            threshold_values,
        }
    }

    fn new_task(&self, at: SimTime, contact: ContactId, channel: Channel, direction: Direction) -> NewTask {
        let inbound = match direction {
            Direction::Inbound => true,
            Direction::Outbound => false,
        };
        match self.contacts.get(contact) {
            Some(known) => NewTask {
                contact,
                scope: Scope { channel: Some(channel), ..known.scope },
                in_window: known.in_window,
                inbound,
            },
            // A conversation may make a task after its contact is over.
            None => NewTask {
                contact,
                scope: Scope { channel: Some(channel), ..Scope::default() },
                in_window: self.measured.contains(at),
                inbound,
            },
        }
    }
}

impl Observer for Observation {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.digest.event(at, event);
        self.events += 1;
        match event {
            Event::ContactArrived { contact, population, channel, queue } => {
                self.contacts.arrive(at, *contact, *population, *channel, *queue);
                self.census.arrived(at);
            }
            Event::ContactPlaced { contact, channel, worker: _ } => self.contacts.place(at, *contact, *channel),
            Event::ContactAnswered { contact, .. } => self.contacts.answered(at, *contact),
            Event::ContactEnded { contact, how } => {
                if self.contacts.get(*contact).is_some_and(|contact| contact.inbound) {
                    self.census.left(at);
                }
                self.contacts.ended(at, *contact, *how);
            }
            Event::TaskCreated { task, contact, channel, direction, priority: _ } => {
                let about = self.new_task(at, *contact, *channel, *direction);
                self.tasks.created(at, *task, about);
            }
            Event::TaskQueued { task, queue, .. } => {
                self.tasks.queued(at, *task, *queue);
                if let (Some(contact), Some(queue)) = (self.tasks.contact_of(*task), *queue) {
                    self.contacts.queued(contact, queue);
                }
            }
            Event::TaskChanged { task, from: _, to } => self.tasks.changed(at, *task, *to),
            Event::TaskRemoved { task } => self.tasks.removed(*task),
            Event::ReservationCreated { reservation, task, queue, .. } => {
                self.tasks.offered(*reservation, *task, *queue);
                if let Some(contact) = self.tasks.contact_of(*task) {
                    self.contacts.reserved(at, contact);
                }
            }
            Event::ReservationChanged { reservation, task, worker, from, to } => {
                self.workers.reservation(at, *worker, *from, *to);
                self.tasks.reservation(at, *reservation, *task, self.workers.population(*worker), *to);
            }
            Event::TransferStarted { task, .. } => {
                if let Some(contact) = self.tasks.contact_of(*task) {
                    self.contacts.transferred(contact);
                }
            }
            Event::ConferenceStarted { conference, task } => self.tasks.conference_started(*conference, *task),
            Event::ParticipantChanged { conference, role: Role::Customer, hold, .. } => {
                self.tasks.customer_hold(at, *conference, *hold);
            }
            Event::ParticipantLeft { conference, role: Role::Customer, .. } => {
                self.tasks.customer_hold(at, *conference, false);
            }
            Event::ConferenceEnded { conference, .. } => self.tasks.conference_ended(at, *conference),
            Event::ConversationOpened { conversation, contact, .. } => {
                self.contacts.conversation_opened(*conversation, *contact);
            }
            Event::MessageSent { conversation, author, .. } => self.contacts.message(at, *conversation, *author),
            Event::ConversationRemoved { conversation } => self.contacts.conversation_removed(*conversation),
            Event::WorkerAdded { worker, population, capacity, activity } => {
                self.workers.added(at, *worker, *population, capacity, *activity);
            }
            Event::WorkerChanged { worker, from: _, to, available } => {
                self.workers.changed(at, *worker, *to, *available);
            }
            Event::InvocationSettled { action, outcome, begun_at, .. } => {
                self.actions.settled(at, action, *outcome, *begun_at);
            }
            Event::ActorStarted { actor, population } => self.scripts.started(at, *actor, *population),
            Event::ActorEnded { actor, .. } => self.scripts.ended(*actor),
            Event::Recorded { actor, metric, value } => self.scripts.recorded(at, *actor, *metric, *value),
            Event::Checked { actor, name, ok } => self.scripts.checked(*actor, name, *ok),
            Event::FaultStruck { name, .. } => match self.faults.get_mut(name) {
                Some(struck) => *struck += 1,
                None => drop(self.faults.insert(name.clone(), 1)),
            },
            // Facts that only the digest counts.
            Event::TaskAttributesChanged { .. }
            | Event::TransferSettled { .. }
            | Event::ConsultationEnded { .. }
            | Event::ParticipantRinging { .. }
            | Event::ParticipantJoined { .. }
            | Event::ParticipantChanged { .. }
            | Event::ParticipantLeft { .. }
            | Event::TonesSent { .. }
            | Event::ChannelChanged { .. }
            | Event::MemberJoined { .. }
            | Event::MemberLeft { .. }
            | Event::MessageDelivered { .. }
            | Event::TypingChanged { .. }
            | Event::WorkerAttributesChanged { .. }
            | Event::DesktopUpdated { .. }
            | Event::DesktopChanged { .. }
            | Event::InvocationBegun { .. }
            | Event::ScriptFailed { .. }
            | Event::WorkerCalled { .. }
            | Event::CallRedirected { .. }
            | Event::ListenerFailed { .. }
            | Event::Narrated { .. }
            | Event::Cued { .. }
            | Event::Noted { .. } => {}
        }
    }

    fn engine_time(&mut self, action: &ActionName, ns: u64) {
        self.actions.engine_time(action, ns);
    }
}
