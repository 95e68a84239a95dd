//! Workers: activities, availability, capacity.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use super::lines::{Membership, One};
use super::records::{Kept, Worker};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::{Channel, WorkerSetup};
use crate::effects::Cx;
use crate::event::{Event, ReservationStatus, WorkerEvent};
use crate::planted::planted;
use crate::skills::{self, Level};
use crate::units::{ActivityId, ConferenceId, GroupId, ParticipantId, QueueId, ReservationId, WorkerId};
use crate::value::Value;

impl Platform {
    /// Makes a worker known, in the offline activity. Workers are numbered in the order of their adding.
    pub(crate) fn add_worker(&mut self, cx: &mut Cx<'_>, setup: &WorkerSetup, group: GroupId) -> WorkerId {
        let id = WorkerId::from_index(self.workers.len());
        let mut worker = Worker::new(setup, group, self.center.offline, cx.now);
        worker.queues = self.queues_of(cx, &setup.queues, &setup.attributes);
        let (capacity, activity) = (worker.capacity, worker.activity);
        cx.emit(Event::Worker(id, WorkerEvent::Added { group, capacity, activity }));
        self.names.insert(setup.name.clone(), id);
        self.workers.push(worker);
        self.count_staff(id, One::More);
        id
    }

    /// Counts a worker among those of their queues, or no more.
    fn count_staff(&mut self, id: WorkerId, one: One) {
        let worker = &self.workers[id.index()];
        let there = Channel::ALL.map(|channel| worker.is_there_for(channel));
        for membership in &worker.queues {
            self.lines.count(membership.queue, worker.activity, there, one);
        }
    }

    /// Puts a worker into an activity. Going to where they are is nothing; going to an unavailable one rejects their
    /// pending reservations, or is refused where `reject_pending` is off.
    ///
    /// # Errors
    /// `PendingReservations`.
    pub(crate) fn set_activity(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        to: ActivityId,
        reject_pending: bool,
    ) -> Done {
        if self.workers[worker.index()].activity == to {
            return Ok(());
        }
        self.withdraw(cx, worker, to, reject_pending)
    }

    /// Puts a worker into an activity by their own will. Whom the rota keeps where they are goes there later.
    ///
    /// # Errors
    /// `PendingReservations`.
    pub(crate) fn set_own_activity(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        to: ActivityId,
        reject_pending: bool,
    ) -> Done {
        if self.workers[worker.index()].kept.wants(to) {
            return Ok(());
        }
        self.set_activity(cx, worker, to, reject_pending)
    }

    /// The same for a worker who stops working: where they are in that activity already, what is pending for them, work
    /// of their own, is rejected even so, or in the way.
    ///
    /// # Errors
    /// `PendingReservations`.
    pub(crate) fn withdraw(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        to: ActivityId,
        reject_pending: bool,
    ) -> Done {
        let pending = self.pending_of(worker);
        let available = self.center.activities.get(to.index()).is_some_and(|activity| activity.available);
        if !available && !pending.is_empty() && !reject_pending {
            let name = &self.workers[worker.index()].name;
            return Err(Refusal::world(
                Code::PendingReservations,
                format!("{name} has {} pending reservations", pending.len()),
            ));
        }
        self.go_to_activity(cx, worker, to);
        self.settle_routing(cx);
        Ok(())
    }

    /// Keeps a worker in the activity that they are in: of their own will they leave it when they are let go.
    pub(crate) fn keep(&mut self, worker: WorkerId) {
        let kept = &mut self.workers[worker.index()].kept;
        if *kept == Kept::No {
            *kept = Kept::Yes;
        }
    }
    /// Keeps a worker no more; the activity that they have set meanwhile.
    pub(crate) fn let_go(&mut self, worker: WorkerId) -> Option<ActivityId> {
        std::mem::take(&mut self.workers[worker.index()].kept).wanted()
    }

    /// Puts a worker into an activity; on the way to an unavailable one their pending reservations are rejected.
    pub(super) fn go_to_activity(&mut self, cx: &mut Cx<'_>, worker: WorkerId, to: ActivityId) {
        let pending = self.pending_of(worker);
        self.enter_activity(cx, worker, to);
        if !self.workers[worker.index()].available && !planted!(self, BreakKeepsOffer) {
            for reservation in pending {
                self.settle_pending(cx, reservation, ReservationStatus::Rejected);
            }
        }
    }

    /// Changes the activity itself; what becomes of pending reservations is the caller's business.
    pub(super) fn enter_activity(&mut self, cx: &mut Cx<'_>, id: WorkerId, to: ActivityId) {
        let available = if planted!(self, BreakCountsAsAvailable) {
            to != self.center.offline
        } else {
            self.center.activities.get(to.index()).is_some_and(|activity| activity.available)
        };
        let worker = &mut self.workers[id.index()];
        let from = worker.activity;
        if from == to {
            return;
        }
        if available && !worker.available {
            // Whoever comes back stands at the end of the line, as one who has just finished work does.
            worker.idle_since = [cx.now; Channel::COUNT];
        }
        let was_available = worker.available;
        self.count_staff(id, One::Less);
        let worker = &mut self.workers[id.index()];
        worker.activity = to;
        worker.available = available;
        cx.emit(Event::Worker(id, WorkerEvent::Changed { from, to, available }));
        self.count_staff(id, One::More);
        if available || !planted!(self, AwayStillListed) {
            self.index_worker(id);
        }
        if was_available && !available {
            let queues = std::mem::take(&mut self.workers[id.index()].queues);
            self.think_of_handed_on(&queues);
            self.workers[id.index()].queues = queues;
        }
        // Targets may ask for people in another activity than the one that they were in.
        if was_available && available && self.center.workflow.asks_for_workers() {
            self.lines.freed.push_back(id);
        }
    }

    /// Replaces a worker's attributes and recomputes the queues they serve. Reservations are kept.
    pub(crate) fn set_worker_attributes(&mut self, cx: &mut Cx<'_>, id: WorkerId, attributes: Value) {
        let queues = self.queues_of(cx, &self.workers[id.index()].named_queues, &attributes);
        self.unindex_worker(id);
        self.count_staff(id, One::Less);
        let worker = &mut self.workers[id.index()];
        worker.attributes = attributes;
        worker.version += 1;
        let before = std::mem::replace(&mut worker.queues, queues);
        cx.emit(Event::Worker(id, WorkerEvent::AttributesChanged));
        self.count_staff(id, One::More);
        self.index_worker(id);
        self.think_of_handed_on(&before);
        self.settle_routing(cx);
    }

    /// The queues that a worker with these attributes serves, in order.
    pub(super) fn queues_of(&self, cx: &Cx<'_>, named: &[QueueId], attributes: &Value) -> Vec<Membership> {
        let known: BTreeSet<QueueId> = named.iter().copied().collect();
        let membership = |id: QueueId| {
            let queue = self.center.queues.get(id.index())?;
            let matches =
                || queue.workers.is_some_and(|expression| cx.predicates.worker_matches(expression, attributes));
            let serves = known.contains(&id) || skills::has_all(attributes, &queue.skills) || matches();
            let level = queue.prefer.as_ref().and_then(|skill| Level::of(attributes, skill));
            serves.then_some(Membership { queue: id, level })
        };
        self.finding.candidates(named, attributes).into_iter().filter_map(membership).collect()
    }

    /// The worker's pending reservations.
    pub(crate) fn pending_of(&self, worker: WorkerId) -> SmallVec<[ReservationId; 4]> {
        let pending = |id: &ReservationId| {
            self.reservations.get(*id).is_some_and(|r| r.status == ReservationStatus::Pending)
        };
        self.workers[worker.index()].open.iter().copied().filter(pending).collect()
    }

    /// The leg that a worker talks on: joined and not on hold.
    pub(crate) fn active_leg(&self, worker: WorkerId) -> Option<(ConferenceId, ParticipantId)> {
        self.worker(worker)?.legs.iter().copied().find(|(conference, participant)| {
            self.conferences.get(*conference).is_some_and(|conference| {
                conference.participant(*participant).is_some_and(|leg| leg.is_joined() && !leg.hold)
            })
        })
    }
}

impl Platform {
    /// A worker goes home: pending reservations are rejected, calls they are on are hung up, whatever they have
    /// accepted or are wrapping is completed, and they are offline.
    pub(crate) fn sign_off(&mut self, cx: &mut Cx<'_>, id: WorkerId) {
        let open = self.workers[id.index()].open.clone();
        self.workers[id.index()].kept = Kept::No;
        self.enter_activity(cx, id, self.center.offline);
        for reservation in open {
            // One that a planted bug has left behind may be forgotten.
            let Some((status, task)) = self.reservations.get(reservation).map(|it| (it.status, it.task)) else {
                continue;
            };
            match status {
                ReservationStatus::Pending => self.settle_pending(cx, reservation, ReservationStatus::Rejected),
                ReservationStatus::Accepted | ReservationStatus::Wrapping => {
                    self.worker_leg_leaves(cx, task, id);
                    self.finish(cx, reservation);
                }
                // Settled by what became of those before it.
                ReservationStatus::Completed
                | ReservationStatus::Rejected
                | ReservationStatus::Timeout
                | ReservationStatus::Canceled
                | ReservationStatus::Rescinded => {}
            }
        }
        // Legs of calls that are not their own work: monitored ones.
        for (conference, participant) in self.workers[id.index()].legs.clone() {
            self.remove_participant(cx, conference, participant, crate::event::EndReason::HungUp);
        }
        self.settle_routing(cx);
    }
}
