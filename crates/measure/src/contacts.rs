//! What happens to customers' contacts: waiting, answers, abandonment, blocking, transfers, first responses.
//!
//! A record lives as long as its contact. Fed by [`super::Observation`], which finds the contact of a task. What counts
//! as answered in time, abandoned or blocked is for [`super::service`] to say.

use std::collections::BTreeMap;

use super::buckets::Buckets;
use super::heat_map::Hours;
use super::measure::{Measure, SeriesMap};
use super::ratio::Ratio;
use super::samples::Samples;
use super::series::Tag;
use super::service::{Fate, Goal, Goals, ServiceCounts};
use super::span::Measured;
use super::tagged::{Joints, Scope, Scoped, Tagged};
use rushhour_engine::config::Channel;
use rushhour_engine::event::{ContactEnd, Member};
use rushhour_engine::units::{ContactId, ConversationId, IdMap, QueueId, SimTime};
use rushhour_scenario::PopulationId;
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::metrics::Metric;
use rushhour_scenario::plan::Plan;

/// A contact that is not over.
#[derive(Clone, Debug)]
pub(super) struct ContactRecord {
    /// What it counts for.
    pub(super) scope: Scope,
    /// Whether it began within the measured time.
    pub(super) in_window: bool,
    /// Whether it is a customer who came, and not one whom an agent went to.
    pub(super) inbound: bool,
    began_at: SimTime,
    answered_at: Option<SimTime>,
    reserved_at_once: bool,
    transferred: bool,
    responded: bool,
    conversation: Option<ConversationId>,
}

/// What became of contacts, by when they came.
#[derive(Debug)]
pub(super) struct OverTime {
    pub(super) arrived: BTreeMap<Option<Tag>, Vec<ServiceCounts>>,
    pub(super) waits: Vec<Samples>,
    /// By the hour of a run of several days.
    pub(super) by_hour: Vec<ServiceCounts>,
}

/// All contacts that are not over, and what was measured of the others.
#[derive(Clone, Debug)]
pub(super) struct Contacts {
    measured: Measured,
    buckets: Buckets,
    intervals: Option<Intervals>,
    goals: Goals,
    live: IdMap<ContactId, ContactRecord>,
    conversations: IdMap<ConversationId, ContactId>,
    arrived: u64,
    wait: Scoped<Samples>,
    speed_of_answer: Scoped<Samples>,
    first_response: Scoped<Samples>,
    p_wait: Scoped<Ratio>,
    abandon_rate: Scoped<Ratio>,
    block_rate: Scoped<Ratio>,
    service_level: Scoped<Ratio>,
    transfer_rate: Scoped<Ratio>,
    /// By when contacts came: what became of them, and how long they waited.
    arrived_over_time: Tagged<Vec<ServiceCounts>>,
    waits_over_time: Vec<Samples>,
    /// By the hour in which they came, where the run has a heat map.
    hours: Option<Hours>,
    by_hour: Vec<ServiceCounts>,
}

impl Contacts {
    pub(super) fn new(plan: &Plan, measured: Measured, buckets: Buckets) -> Self {
        Self {
            measured,
            buckets,
            intervals: plan.intervals,
            goals: Goals::of(plan),
            live: IdMap::default(),
            conversations: IdMap::default(),
            arrived: 0,
            wait: Scoped::default(),
            speed_of_answer: Scoped::default(),
            first_response: Scoped::default(),
            p_wait: Scoped::default(),
            abandon_rate: Scoped::default(),
            block_rate: Scoped::default(),
            service_level: Scoped::default(),
            transfer_rate: Scoped::default(),
            arrived_over_time: Tagged::default(),
            waits_over_time: Vec::new(),
            hours: Hours::of(plan, measured),
            by_hour: Vec::new(),
        }
    }

    /// How many customers came.
    pub(super) fn arrived(&self) -> u64 {
        self.arrived
    }
    /// How many of them are not through.
    pub(super) fn open(&self) -> u64 {
        self.live.iter().filter(|(_, contact)| contact.inbound).count() as u64
    }
    /// A contact that is not over.
    pub(super) fn get(&self, contact: ContactId) -> Option<&ContactRecord> {
        self.live.get(contact)
    }

    /// A customer came.
    pub(super) fn arrive(
        &mut self,
        at: SimTime,
        contact: ContactId,
        population: PopulationId,
        channel: Channel,
        queue: Option<QueueId>,
    ) {
        self.arrived += 1;
        let interval = self.intervals.map(|intervals| intervals.of(at));
        let scope = Scope { queue, population: Some(population), channel: Some(channel), interval };
        self.begin(at, contact, scope, true);
    }
    /// An agent went to a customer.
    pub(super) fn place(&mut self, at: SimTime, contact: ContactId, channel: Channel) {
        self.begin(at, contact, Scope { channel: Some(channel), ..Scope::default() }, false);
    }
    fn begin(&mut self, at: SimTime, contact: ContactId, scope: Scope, inbound: bool) {
        let record = ContactRecord {
            scope,
            in_window: self.measured.contains(at),
            inbound,
            began_at: at,
            answered_at: None,
            reserved_at_once: false,
            transferred: false,
            responded: false,
            conversation: None,
        };
        self.live.insert(contact, record);
    }

    /// A task of it waits in a queue. The first one counts, unless the customer dialled one, or was answered before:
    /// a queue that gets it by a transfer has neither earned nor missed its answer.
    pub(super) fn queued(&mut self, contact: ContactId, queue: QueueId) {
        if let Some(contact) = self.live.get_mut(contact)
            && contact.answered_at.is_none()
        {
            contact.scope.queue.get_or_insert(queue);
        }
    }
    /// A task of it was reserved for somebody.
    pub(super) fn reserved(&mut self, at: SimTime, contact: ContactId) {
        if let Some(contact) = self.live.get_mut(contact) {
            contact.reserved_at_once |= contact.began_at == at;
        }
    }
    /// Somebody started to transfer it.
    pub(super) fn transferred(&mut self, contact: ContactId) {
        if let Some(contact) = self.live.get_mut(contact) {
            contact.transferred = true;
        }
    }
    /// An agent took it.
    pub(super) fn answered(&mut self, at: SimTime, contact: ContactId) {
        let Some(contact) = self.live.get_mut(contact) else { return };
        if contact.answered_at.is_some() {
            return;
        }
        contact.answered_at = Some(at);
        if contact.inbound && contact.in_window {
            let waited = at.since(contact.began_at);
            self.wait.of(contact.scope).span(waited);
            self.speed_of_answer.of(contact.scope).span(waited);
        }
    }
    /// It is over.
    pub(super) fn ended(&mut self, at: SimTime, contact: ContactId, how: ContactEnd) {
        let Some(contact) = self.live.remove(contact) else { return };
        if let Some(conversation) = contact.conversation {
            self.conversations.remove(conversation);
        }
        self.count(&contact, Some((at, how)));
    }

    /// It is held in this conversation.
    pub(super) fn conversation_opened(&mut self, conversation: ConversationId, contact: ContactId) {
        if let Some(record) = self.live.get_mut(contact) {
            record.conversation = Some(conversation);
            self.conversations.insert(conversation, contact);
        }
    }
    /// The conversation is gone.
    pub(super) fn conversation_removed(&mut self, conversation: ConversationId) {
        self.conversations.remove(conversation);
    }
    /// Somebody wrote.
    pub(super) fn message(&mut self, at: SimTime, conversation: ConversationId, author: Member) {
        match author {
            Member::Customer => return,
            Member::Worker(_) => {}
        }
        let contact = self.conversations.get(conversation).and_then(|contact| self.live.get_mut(*contact));
        let Some(contact) = contact else { return };
        if contact.inbound && contact.in_window && !contact.responded {
            contact.responded = true;
            let waited = at.since(contact.began_at);
            self.first_response.of(contact.scope).span(waited);
        }
    }

    /// Forgets those who wait and may still be answered in time, or give up so soon that they count in another way: nobody can
    /// say yet how they count.
    pub(super) fn leave_out_undecided(&mut self, at: SimTime) {
        let goals = &self.goals;
        let undecided = |contact: &ContactRecord| {
            contact.answered_at.is_none() && goals.get(contact.scope.queue).is_open(at.since(contact.began_at))
        };
        let ids: Vec<ContactId> =
            self.live.iter().filter(|(_, contact)| undecided(contact)).map(|(id, _)| id).collect();
        for id in ids {
            self.live.remove(id);
        }
    }

    /// What was measured, and what became of contacts over time. Those that are still open count in the shares, as far
    /// as their story is known.
    pub(super) fn finish(mut self, joints: &Joints, into: &mut SeriesMap) -> OverTime {
        for (_, contact) in std::mem::take(&mut self.live).iter() {
            self.count(contact, None);
        }
        self.wait.into_series(Metric::Wait, joints, into, Measure::samples);
        self.speed_of_answer.into_series(Metric::SpeedOfAnswer, joints, into, Measure::samples);
        self.first_response.into_series(Metric::FirstResponse, joints, into, Measure::samples);
        self.p_wait.into_series(Metric::PWait, joints, into, Measure::Ratio);
        self.abandon_rate.into_series(Metric::AbandonRate, joints, into, Measure::Ratio);
        self.block_rate.into_series(Metric::BlockRate, joints, into, Measure::Ratio);
        self.service_level.into_series(Metric::ServiceLevel, joints, into, Measure::Ratio);
        self.transfer_rate.into_series(Metric::TransferRate, joints, into, Measure::Ratio);
        self.waits_over_time.iter_mut().for_each(Samples::settle);
        OverTime {
            arrived: self.arrived_over_time.into_parts().into_iter().collect(),
            waits: self.waits_over_time,
            by_hour: self.by_hour,
        }
    }

    /// Counts a contact in the shares, once, when its queue and its fate are known.
    fn count(&mut self, contact: &ContactRecord, end: Option<(SimTime, ContactEnd)>) {
        if !contact.inbound {
            return;
        }
        let goal = self.goals.get(contact.scope.queue);
        let fate = Fate::of(goal, contact.began_at, contact.answered_at, end);
        let in_time = fate.in_time(goal.service_level);
        self.count_over_time(contact, goal, fate);
        if !contact.in_window {
            return;
        }
        if let Some(hours) = self.hours {
            hours.count(&mut self.by_hour, contact.began_at, goal, fate);
        }
        self.block_rate.of(contact.scope).count(fate.is_blocked());
        if fate.is_blocked() {
            return;
        }
        self.p_wait.of(contact.scope).count(!contact.reserved_at_once);
        self.abandon_rate.of(contact.scope).count(fate.is_abandoned());
        if let Some(in_time) = in_time {
            self.service_level.of(contact.scope).count(in_time);
        }
        if fate.is_answered() {
            self.transfer_rate.of(contact.scope).count(contact.transferred);
        } else if let Some(waited) = fate.waited() {
            self.wait.of(contact.scope).span(waited);
        }
    }
    fn count_over_time(&mut self, contact: &ContactRecord, goal: Goal, fate: Fate) {
        let (buckets, at) = (self.buckets, contact.began_at);
        let scope = Scope { channel: None, interval: None, ..contact.scope };
        self.arrived_over_time.each(scope, |arrived| {
            if let Some(arrived) = buckets.entry(arrived, at) {
                arrived.count(goal, fate);
            }
        });
        if let Some(waited) = fate.waited()
            && let Some(waits) = buckets.entry(&mut self.waits_over_time, at)
        {
            waits.span(waited);
        }
    }
}
