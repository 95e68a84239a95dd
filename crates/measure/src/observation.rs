//! The observer of one replication: sends each event to whoever counts it.
//!
//! The simulation feeds it. The cost of an event does not depend on the size of the floor, and what is kept is what
//! is alive.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::abort::{Abort, Aborts};
use super::actions::Actions;
use super::buckets::{Buckets, Levels};
use super::contacts::Contacts;
use super::course::Course;
use super::digest::{Digest, Streams};
use super::measure::{Pooled, SeriesMap};
use super::observed::{Observed, Totals};
use super::scripts::Scripts;
use super::series::Series;
use super::span::{Measured, Truncation};
use super::tagged::{Joints, Scope};
use super::tasks::{NewTask, Tasks};
use super::timed_out::TimedOut;
use super::warmup_detection::Census;
use super::workers::Workers;
use rushhour_engine::action::ActionName;
use rushhour_engine::config::Channel;
use rushhour_engine::event::{
    ConferenceEvent, ContactEvent, ConversationEvent, Direction, InvocationEvent, ReservationEvent,
    ReservationStatus, Role, TaskEvent, WorkerEvent,
};
use rushhour_engine::units::{
    ActorId, ConferenceId, ContactId, ConversationId, InvocationId, ReservationId, SimSpan, SimTime, TaskId,
    WorkerId,
};
use rushhour_scenario::plan::{Plan, Statistic};
use rushhour_scenario::{FaultId, PopulationId};
use rushhour_sim::Event;
use rushhour_sim::{ActorEvent, CheckEvent, CheckId, FaultEvent, Observer};

/// Folds the events of one replication.
#[derive(Clone, Debug)]
pub struct Observation {
    digest: Digest,
    contacts: Contacts,
    tasks: Tasks,
    workers: Workers,
    timed_out: TimedOut,
    actions: Actions,
    scripts: Scripts,
    census: Census,
    measured: Measured,
    buckets: Buckets,
    events: u64,
    /// How often each fault of the plan has struck.
    faults: Vec<(SmolStr, u64)>,
    thresholds: Vec<(Option<Series>, Statistic)>,
    joints: Joints,
    aborts: Option<Aborts>,
    abort: Option<Abort>,
}

impl Observation {
    /// An observation of a replication of this plan, before its first event, which measures nothing of so much of the
    /// beginning.
    pub fn new(plan: &Plan, truncation: Truncation) -> Self {
        let (measured, buckets) = (Measured::of(plan, truncation), Buckets::of(plan));
        let thresholds = plan.thresholds.iter();
        let joints = Joints::of(plan);
        Self {
            digest: Digest::default(),
            contacts: Contacts::new(plan, measured, buckets),
            tasks: Tasks::new(measured, buckets, &joints),
            workers: Workers::new(plan, measured, buckets, &joints),
            timed_out: TimedOut::new(plan),
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
            joints,
            aborts: Aborts::of(plan),
            abort: None,
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
        let over_time = self.contacts.finish(&self.joints, &mut series);
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
        let heat_map = self.workers.take_attendance().finish(&over_time.by_hour, ended_at);
        self.tasks.finish(ended_at, &self.joints, &mut series);
        self.workers.finish(ended_at, &self.joints, &mut series);
        let actions = self.actions.finish(&mut series);
        let checks = self.scripts.finish(&self.joints, &mut series);
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
            faults: self.faults.into_iter().collect(),
            timed_out: self.timed_out.finish(ended_at),
            totals,
            presence,
            course,
            heat_map,
            streams: Streams::of(self.digest.finish()),
            threshold_values,
            abort: self.abort,
        }
    }

    /// The first threshold that is broken by now, of those that end the run.
    fn broken(&self, at: SimTime) -> Option<Abort> {
        let aborts = self.aborts.as_ref()?;
        aborts.due(at).next()?;
        let mut so_far = self.clone();
        so_far.contacts.leave_out_undecided(at);
        let observed = so_far.finish(at);
        aborts.due(at).find_map(|(place, series, threshold)| {
            let measure = &observed.series.get(series)?.measure;
            let value = measure.statistic(threshold.statistic, series.metric.kind())?;
            let holds = threshold.comparison.holds(value, threshold.limit);
            (!holds).then_some(Abort { threshold: place, at, observed: value })
        })
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
        self.by_subject(at, event);
    }

    fn looks_every(&self) -> Option<SimSpan> {
        self.aborts.as_ref().map(|aborts| aborts.every)
    }

    fn ends_at(&mut self, at: SimTime) -> bool {
        self.abort = self.broken(at);
        self.abort.is_some()
    }

    fn contact(&mut self, at: SimTime, id: ContactId, event: &ContactEvent) {
        match event {
            ContactEvent::Arrived { group, channel, queue } => {
                self.contacts.arrive(at, id, PopulationId::from(*group), *channel, *queue);
                self.census.arrived(at);
            }
            ContactEvent::Placed { channel, worker: _ } => self.contacts.place(at, id, *channel),
            ContactEvent::Answered { .. } => self.contacts.answered(at, id),
            ContactEvent::Ended { how } => {
                if self.contacts.get(id).is_some_and(|contact| contact.inbound) {
                    self.census.left(at);
                }
                self.contacts.ended(at, id, *how);
            }
            ContactEvent::Redirected { .. } => {}
        }
    }

    fn task(&mut self, at: SimTime, id: TaskId, event: &TaskEvent) {
        match event {
            TaskEvent::Created { contact, channel, direction, priority: _ } => {
                let about = self.new_task(at, *contact, *channel, *direction);
                self.tasks.created(at, id, about);
            }
            TaskEvent::Queued { queue, .. } => {
                self.tasks.queued(at, id, *queue);
                if let (Some(contact), Some(queue)) = (self.tasks.contact_of(id), *queue) {
                    self.contacts.queued(contact, queue);
                }
            }
            TaskEvent::Changed { from: _, to } => self.tasks.changed(at, id, *to),
            TaskEvent::Removed => self.tasks.removed(id),
            TaskEvent::TransferStarted { .. } => {
                if let Some(contact) = self.tasks.contact_of(id) {
                    self.contacts.transferred(contact);
                }
            }
            TaskEvent::AttributesChanged { .. }
            | TaskEvent::TransferSettled { .. }
            | TaskEvent::ConsultationEnded => {}
        }
    }

    fn reservation(&mut self, at: SimTime, id: ReservationId, event: &ReservationEvent) {
        match event {
            ReservationEvent::Created { task, queue, .. } => {
                self.tasks.offered(id, *task, *queue);
                if let Some(contact) = self.tasks.contact_of(*task) {
                    self.contacts.reserved(at, contact);
                }
            }
            ReservationEvent::Changed { task, worker, from, to } => {
                self.workers.reservation(at, *worker, *from, *to);
                let population = self.workers.population(*worker);
                self.tasks.reservation(at, id, *task, population, *to);
                if let (ReservationStatus::Timeout, Some(population)) = (to, population) {
                    self.timed_out.offer(at, *worker, population);
                }
            }
            ReservationEvent::WorkerCalled { .. } => {}
        }
    }

    fn conference(&mut self, at: SimTime, id: ConferenceId, event: &ConferenceEvent) {
        match event {
            ConferenceEvent::Started { task } => self.tasks.conference_started(id, *task),
            ConferenceEvent::ParticipantChanged { role: Role::Customer, hold, .. } => {
                self.tasks.customer_hold(at, id, *hold);
            }
            ConferenceEvent::Left { role: Role::Customer, .. } => self.tasks.customer_hold(at, id, false),
            ConferenceEvent::Ended { .. } => self.tasks.conference_ended(at, id),
            ConferenceEvent::Ringing { .. }
            | ConferenceEvent::Joined { .. }
            | ConferenceEvent::ParticipantChanged { .. }
            | ConferenceEvent::Left { .. }
            | ConferenceEvent::TonesSent { .. } => {}
        }
    }

    fn conversation(&mut self, at: SimTime, id: ConversationId, event: &ConversationEvent) {
        match event {
            ConversationEvent::Opened { contact, channel: _ } => self.contacts.conversation_opened(id, *contact),
            ConversationEvent::Sent { author, .. } => self.contacts.message(at, id, *author),
            ConversationEvent::Removed => self.contacts.conversation_removed(id),
            ConversationEvent::Joined { .. }
            | ConversationEvent::Left { .. }
            | ConversationEvent::Delivered { .. }
            | ConversationEvent::TypingChanged { .. } => {}
        }
    }

    fn worker(&mut self, at: SimTime, id: WorkerId, event: &WorkerEvent) {
        match event {
            WorkerEvent::Added { group, capacity, activity } => {
                self.workers.added(at, id, PopulationId::from(*group), capacity, *activity);
            }
            WorkerEvent::Changed { from: _, to, available } => {
                self.workers.changed(at, id, *to, *available);
                self.timed_out.changed(at, id, *to, *available);
            }
            WorkerEvent::AttributesChanged => {}
        }
    }

    fn invocation(&mut self, at: SimTime, _: InvocationId, event: &InvocationEvent) {
        match event {
            InvocationEvent::Settled { action, outcome, begun_at, worker: _ } => {
                self.actions.settled(at, action, *outcome, *begun_at);
            }
            InvocationEvent::Begun { .. } | InvocationEvent::ListenerFailed { .. } => {}
        }
    }

    fn actor(&mut self, at: SimTime, id: ActorId, event: &ActorEvent) {
        match event {
            ActorEvent::Started { population } => self.scripts.started(at, id, *population),
            ActorEvent::Ended { .. } => self.scripts.ended(id),
            ActorEvent::Recorded { metric, value } => self.scripts.recorded(at, id, *metric, *value),
            ActorEvent::Failed { .. } | ActorEvent::Noted { .. } => {}
        }
    }

    fn check(&mut self, _: SimTime, id: CheckId, event: &CheckEvent) {
        match event {
            CheckEvent::Named { name } => self.scripts.check_named(id, name),
            CheckEvent::Checked { actor, ok } => self.scripts.checked(*actor, id, *ok),
        }
    }

    fn fault(&mut self, _: SimTime, id: FaultId, event: &FaultEvent) {
        match event {
            FaultEvent::Struck { .. } => self.faults[usize::from(id.0)].1 += 1,
        }
    }

    fn engine_time(&mut self, action: &ActionName, ns: u64) {
        self.actions.engine_time(action, ns);
    }
}
