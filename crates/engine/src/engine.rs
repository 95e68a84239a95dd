//! The engine's state, and what every part of it needs: reading, writing down, delivering.
//!
//! What changes it is stated by subject in the modules after this one, each with its `impl Engine`: [`crate::operations`],
//! [`crate::framework`], [`crate::fault_effects`], [`crate::replay`].

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::actions::{Floor, FloorMut};
use crate::config::Center;
use crate::desktop::Desktop;
use crate::effects::{Cx, Delivery, News, Notice, Out, Timer};
use crate::event::{DesktopEvent, Event};
use crate::hooks::Late;
use crate::invocation::Invocation;
use crate::journal::{Input, Journal};
use crate::platform::Platform;
use crate::predicates::Predicates;
use crate::units::{ActivityId, Arena, InvocationId, QueueId, SimTime, WorkerId};

/// The centre and its desktops.
///
/// Workers are named by the ids that [`Engine::add_worker`] gave them, queues and activities by their places in the
/// [`Center`]. These stay for good, so one that is not there never was: what reads has nothing to say of it, and what
/// changes anything panics. Contacts, tasks and invocations come to an end; one that is not there is over, and what is
/// told of it is ignored.
///
/// # Panics
/// Operations panic where they are handed a worker, a queue or an activity that there never was, and say which: that is a
/// slip in the program that embeds the engine, nothing that can happen in a centre.
#[derive(Debug)]
pub struct Engine {
    pub(crate) platform: Platform,
    pub(crate) desktops: Vec<Desktop>,
    pub(crate) invocations: Arena<InvocationId, Invocation>,
    /// Listeners of invocations that have settled.
    pub(crate) late: BTreeMap<InvocationId, Late>,
    delivery: Delivery,
    /// What it was told, where that is kept.
    pub(crate) journal: Option<Box<Journal<Self>>>,
}

impl Engine {
    /// A centre with nobody in it.
    ///
    /// # Panics
    /// Where the centre does not pass [`Center::check`].
    pub fn new(center: Arc<Center>, delivery: Delivery) -> Self {
        let wrong = center.check().err().map(|error| error.to_string());
        assert_eq!(wrong, None, "this centre does not pass its check");
        Self {
            platform: Platform::new(center),
            desktops: Vec::new(),
            invocations: Arena::default(),
            late: BTreeMap::new(),
            delivery,
            journal: None,
        }
    }

    /// Breaks a rule on purpose.
    #[cfg(any(test, feature = "planted"))]
    pub fn plant(&mut self, planted: crate::planted::Planted) {
        self.platform.plant(planted);
    }

    /// Does one operation at `now`, and hands over what came of it. A centre whose set-up holds no expression takes
    /// [`NoExpressions`](crate::predicates::NoExpressions). Whoever calls often keeps an [`Out`] and makes the
    /// [`Cx`] themselves, so that nothing is allocated anew.
    pub fn step<R>(
        &mut self,
        now: SimTime,
        predicates: &dyn Predicates,
        operation: impl FnOnce(&mut Self, &mut Cx<'_>) -> R,
    ) -> (R, Out) {
        let mut out = Out::default();
        let result = operation(self, &mut Cx { now, out: &mut out, predicates });
        (result, out)
    }

    /// The platform, to be read.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }
    /// A worker's desktop, to be read.
    pub fn desktop(&self, worker: WorkerId) -> Option<&Desktop> {
        self.desktops.get(worker.index())
    }
    /// The name of the activity that a worker is in.
    pub fn activity_name(&self, worker: WorkerId) -> Option<SmolStr> {
        let activity = self.platform.worker(worker)?.activity;
        Some(self.platform.center().activities[activity.index()].name.clone())
    }

    /// Whether a timer would do nothing any more.
    pub fn is_stale(&self, timer: Timer) -> bool {
        self.platform.is_stale(timer)
    }

    /// A hash over all that there is but running invocations: two states are the same if and only if it is.
    pub fn fingerprint(&self) -> blake3::Hash {
        blake3::hash(format!("{:?} {:?}", self.platform, self.desktops).as_bytes())
    }

    // What operations are handed.

    /// That there is such a worker.
    #[track_caller]
    pub(crate) fn assert_worker(&self, worker: WorkerId) {
        assert!(worker.index() < self.desktops.len(), "there is no worker {worker} in this engine");
    }
    /// That there is such a queue.
    #[track_caller]
    pub(crate) fn assert_queue(&self, queue: QueueId) {
        assert!(self.platform.has_queue(queue), "there is no queue {queue} in this centre");
    }
    /// That there is such an activity.
    #[track_caller]
    pub(crate) fn assert_activity(&self, activity: ActivityId) {
        let known = activity.index() < self.platform.center().activities.len();
        assert!(known, "there is no activity {activity} in this centre");
    }

    /// What guards judge by.
    pub(crate) fn floor(&self) -> Floor<'_> {
        Floor { platform: &self.platform, desktops: &self.desktops }
    }
    /// What actions change.
    pub(crate) fn floor_mut(&mut self) -> FloorMut<'_> {
        FloorMut { platform: &mut self.platform, desktops: &mut self.desktops }
    }

    /// An invocation that has just been seen at work: the framework leads it, and nothing has settled it since.
    pub(crate) fn running(&self, id: InvocationId) -> &Invocation {
        let Some(running) = self.invocations.get(id) else { unreachable!("{id:?} is at work and is not there") };
        running
    }
    /// The same, to be changed.
    pub(crate) fn running_mut(&mut self, id: InvocationId) -> &mut Invocation {
        let Some(running) = self.invocations.get_mut(id) else {
            unreachable!("{id:?} is at work and is not there")
        };
        running
    }

    // The journal.

    /// Keeps a journal from here on.
    pub fn keep_journal(&mut self) {
        self.journal = Some(Box::new(Journal::new(self.copy(), self.size())));
    }

    /// Writes down what the engine is told, before it is done.
    pub(crate) fn note(&mut self, now: SimTime, input: impl FnOnce() -> Input) {
        let Some(mut journal) = self.journal.take() else { return };
        if journal.is_full() {
            *journal = Journal::new(self.copy(), self.size());
        }
        journal.since.push((now, input()));
        self.journal = Some(journal);
    }

    /// The same for what happens at no time of its own.
    pub(crate) fn note_timeless(&mut self, input: impl FnOnce() -> Input) {
        let now = self.journal.as_ref().map_or(SimTime::ZERO, |journal| journal.last_at());
        self.note(now, input);
    }

    /// The same state, without a journal.
    fn copy(&self) -> Self {
        Self {
            platform: self.platform.clone(),
            desktops: self.desktops.clone(),
            invocations: self.invocations.clone(),
            late: self.late.clone(),
            delivery: self.delivery,
            journal: None,
        }
    }

    /// How large the state is, in entities.
    fn size(&self) -> usize {
        let (contacts, _) = self.platform.open();
        self.desktops.len() + self.invocations.len() + contacts + self.platform.tasks_known()
    }

    // Desktops.

    /// A reservation event is at its worker's desktop.
    pub(crate) fn deliver_now(&mut self, cx: &mut Cx<'_>, notice: Notice) {
        let Notice { worker, reservation, status, .. } = notice;
        if self.desktops[worker.index()].receive(&self.platform, notice) {
            if self.delivery == Delivery::ByNotice {
                cx.emit(Event::Desktop(worker, DesktopEvent::Updated { reservation, status }));
            }
            cx.out.news.push(News { worker, reservation, status });
        }
    }

    /// What an operation has sent to desktops is there, unless that takes time.
    pub(crate) fn deliver_at_once(&mut self, cx: &mut Cx<'_>) {
        if self.delivery == Delivery::ByNotice {
            return;
        }
        let mut notices = std::mem::take(&mut cx.out.notices);
        for notice in notices.drain(..) {
            self.deliver_now(cx, notice);
        }
        cx.out.notices = notices;
    }
}
