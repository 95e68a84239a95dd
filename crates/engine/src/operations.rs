//! What comes from outside the desktops: people who are hired, come and go, customers, timers, and notices on their way.

use smol_str::SmolStr;

use crate::config::WorkerSetup;
use crate::desktop::{Desktop, Session, state_news, state_switch};
use crate::effects::{Cx, Notice, Timer};
use crate::engine::Engine;
use crate::journal::Input;
use crate::planted::planted;
use crate::platform::OpenContact;
use crate::units::{ActivityId, ContactId, GroupId, SimTime, WorkerId};
use crate::value::Value;

impl Engine {
    // People who work here.

    /// Makes a worker known, with a desktop, in the offline activity.
    ///
    /// # Panics
    /// Where one of their queues is not there, or somebody has their name.
    pub fn add_worker(&mut self, cx: &mut Cx<'_>, setup: &WorkerSetup, group: GroupId) -> WorkerId {
        setup.queues.iter().for_each(|queue| self.assert_queue(*queue));
        let name = &setup.name;
        assert!(self.platform.worker_named(name).is_none(), "there is a worker named `{name}` already");
        self.note(cx.now, || Input::AddWorker(Box::new(setup.clone()), group));
        self.desktops.push(Desktop::default());
        self.platform.add_worker(cx, setup, group)
    }

    /// A worker goes home: calls they are on are hung up, what they have accepted is completed, and they are offline.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn sign_off(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.assert_worker(worker);
        self.note(cx.now, || Input::SignOff(worker));
        self.platform.sign_off(cx, worker);
        self.deliver_at_once(cx);
        self.lose_scripted(cx, worker);
    }

    /// The rota puts a worker into an activity: what is offered to them is rejected where it is not an available one.
    ///
    /// # Panics
    /// Where there is no such worker or activity.
    pub fn place_worker(&mut self, cx: &mut Cx<'_>, worker: WorkerId, activity: ActivityId) {
        self.assert_worker(worker);
        self.assert_activity(activity);
        self.note(cx.now, || Input::PlaceWorker(worker, activity));
        // Refused only where pending work is to be kept, which it is not.
        if self.platform.withdraw(cx, worker, activity, true).is_ok() {
            self.deliver_at_once(cx);
        }
    }

    /// The rota puts a worker into an activity and keeps them there: what they set themselves meanwhile, and what would
    /// follow from the end of their work, is where they go when they are let go. A supervisor can call them back.
    ///
    /// # Panics
    /// Where there is no such worker or activity.
    pub fn keep_worker(&mut self, cx: &mut Cx<'_>, worker: WorkerId, activity: ActivityId) {
        self.assert_worker(worker);
        self.assert_activity(activity);
        self.note(cx.now, || Input::KeepWorker(worker, activity));
        self.platform.keep(worker);
        // Refused only where pending work is to be kept, which it is not.
        if self.platform.withdraw(cx, worker, activity, true).is_ok() {
            self.deliver_at_once(cx);
        }
    }

    /// The rota lets a worker go whom it has kept. They stay where they are; the activity that they have set meanwhile.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn let_worker_go(&mut self, now: SimTime, worker: WorkerId) -> Option<ActivityId> {
        self.assert_worker(worker);
        self.note(now, || Input::LetWorkerGo(worker));
        self.platform.let_go(worker)
    }

    /// A worker who has gone home comes back: they sign in anew, and nothing is on their desktop but what is theirs.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn begin_session(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.assert_worker(worker);
        self.note(cx.now, || Input::BeginSession(worker));
        let desktop = &mut self.desktops[worker.index()];
        let news = desktop.reload(&self.platform, worker);
        desktop.hooks = None;
        let renewed = desktop.session.renewed + 1;
        desktop.session = Session { renewed, ..Session::default() };
        self.platform.phone_is_back(worker);
        state_news(cx, worker, &news);
        state_switch(cx, worker, "signed_in", true);
    }

    /// A supervisor whispers to the agent whose call they monitor, or stops. False where they monitor none.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn coach(&mut self, cx: &mut Cx<'_>, supervisor: WorkerId, on: bool) -> bool {
        self.assert_worker(supervisor);
        self.note(cx.now, || Input::Coach(supervisor, on));
        let monitored = self.desktops[supervisor.index()].panels.monitored;
        monitored.is_some_and(|id| self.platform.coach(cx, supervisor, id, on))
    }
    /// A supervisor speaks to everybody in the call that they monitor, or stops. False where they monitor none.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn barge(&mut self, cx: &mut Cx<'_>, supervisor: WorkerId, on: bool) -> bool {
        self.assert_worker(supervisor);
        self.note(cx.now, || Input::Barge(supervisor, on));
        self.platform.barge(cx, supervisor, on)
    }

    /// A worker's session is over without their having asked for it: nothing works until they sign in again, and their
    /// phone is gone.
    pub(crate) fn session_ends(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        let still_acts = planted!(self.platform, ExpiredStillActs);
        self.desktops[worker.index()].session.signed_in = still_acts;
        state_switch(cx, worker, "signed_in", false);
        if !still_acts {
            self.platform.phone_is_gone(cx, worker);
        }
    }

    // Customers.

    /// A customer calls or writes.
    ///
    /// # Panics
    /// Where there is no such queue.
    pub fn open_contact(&mut self, cx: &mut Cx<'_>, open: OpenContact) -> ContactId {
        open.queue.iter().for_each(|queue| self.assert_queue(*queue));
        self.note(cx.now, || Input::OpenContact(Box::new(open.clone())));
        let contact = self.platform.open_contact(cx, open);
        self.deliver_at_once(cx);
        contact
    }

    /// A customer hangs up or leaves the conversation. False where their contact was over already.
    pub fn customer_leaves(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> bool {
        if !planted!(self.platform, HangUpNotWrittenDown) {
            self.note(cx.now, || Input::CustomerLeaves(contact));
        }
        let left = self.platform.customer_leaves(cx, contact);
        self.deliver_at_once(cx);
        left
    }

    /// A customer writes. False where the conversation is over.
    pub fn customer_writes(&mut self, cx: &mut Cx<'_>, contact: ContactId, body: SmolStr, media: Value) -> bool {
        self.note(cx.now, || Input::CustomerWrites(contact, body.clone(), media.clone()));
        let wrote = self.platform.customer_writes(cx, contact, body, media);
        self.deliver_at_once(cx);
        wrote
    }

    /// A customer answers an agent's call. False where it is over already.
    pub fn outbound_answered(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> bool {
        self.note(cx.now, || Input::OutboundAnswered(contact));
        let answered = self.platform.outbound_answered(cx, contact);
        self.deliver_at_once(cx);
        answered
    }

    /// A customer declines an agent's call. False where it is over already.
    pub fn outbound_declined(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> bool {
        self.note(cx.now, || Input::OutboundDeclined(contact));
        let declined = self.platform.outbound_declined(cx, contact);
        self.deliver_at_once(cx);
        declined
    }

    // Time.

    /// Does what a timer was set for, unless its subject has moved on.
    pub fn timer(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        self.note(cx.now, || Input::Timer(timer));
        match timer {
            Timer::Session(worker, _) if !self.is_stale(timer) => self.session_ends(cx, worker),
            timer => self.platform.timer(cx, timer),
        }
        self.deliver_at_once(cx);
    }

    /// A reservation event reaches its worker's desktop.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn deliver(&mut self, cx: &mut Cx<'_>, notice: Notice) {
        self.assert_worker(notice.worker);
        self.note(cx.now, || Input::Deliver(notice));
        self.deliver_now(cx, notice, None);
    }
}
