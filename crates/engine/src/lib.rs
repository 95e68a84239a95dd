//! The action engine: the system under test.
//!
//! Sans-IO: no clock, no chance, no files, no scripts. Input and the time go in, events and effects come out. One
//! desktop per worker, and one platform that all desktops share.

pub mod action;
mod actions;
pub mod audit;
pub mod catalog;
mod compat;
pub mod config;
pub mod desktop;
pub mod effects;
pub mod event;
mod fault_effects;
mod framework;
pub mod hooks;
mod journal;
pub mod payload;
pub mod planted;
pub mod platform;
pub mod predicates;
pub mod skills;
#[cfg(test)]
mod tests;
pub mod value;

pub mod nearest;
pub mod units;

use std::sync::Arc;

use smol_str::SmolStr;

use self::config::{Center, WorkerSetup};
use self::desktop::Desktop;
use self::effects::{Cx, Notice, Timer};
use self::event::{DesktopChange, Event, PopulationId, ReservationStatus};
use self::framework::Running;
pub use self::journal::Recovery;
use self::journal::{Input, Journal};
use self::planted::planted;
use self::platform::{OpenContact, Platform};
use self::value::Value;
use crate::units::{ActivityId, Arena, ContactId, InvocationId, ReservationId, WorkerId};

/// The centre and its desktops.
#[derive(Debug)]
pub struct Engine {
    platform: Platform,
    desktops: Vec<Desktop>,
    invocations: Arena<InvocationId, Running>,
    /// Whether reservation events need time to reach desktops; otherwise they are there at once.
    events_lag: bool,
    /// What it was told, where that is kept.
    journal: Option<Box<Journal>>,
}

impl Engine {
    /// A centre with nobody in it. Where `events_lag`, reservation events come out as notices, to be handed to
    /// [`Engine::deliver`] when they arrive.
    pub fn new(center: Arc<Center>, events_lag: bool) -> Self {
        Self {
            platform: Platform::new(center),
            desktops: Vec::new(),
            invocations: Arena::default(),
            events_lag,
            journal: None,
        }
    }

    /// Breaks a rule on purpose.
    #[cfg(any(test, feature = "planted"))]
    pub fn plant(&mut self, planted: planted::Planted) {
        self.platform.plant(planted);
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
    pub fn activity_name(&self, worker: WorkerId) -> SmolStr {
        let activity = self.platform.worker(worker).map(|worker| worker.activity);
        let activities = &self.platform.center().activities;
        activity.and_then(|id| activities.get(id.index())).map(|it| it.name.clone()).unwrap_or_default()
    }

    /// Makes a worker known, with a desktop, in the offline activity.
    pub fn add_worker(&mut self, cx: &mut Cx<'_>, setup: &WorkerSetup, population: PopulationId) -> WorkerId {
        self.note(cx.now, || Input::AddWorker(Box::new(setup.clone()), population));
        self.desktops.push(Desktop::default());
        self.platform.add_worker(cx, setup, population)
    }

    /// A worker goes home: calls they are on are hung up, what they have accepted is completed, and they are offline.
    pub fn sign_off(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.note(cx.now, || Input::SignOff(worker));
        self.platform.sign_off(cx, worker);
        self.deliver_at_once(cx);
        self.lose_scripted(cx, worker);
    }

    /// The rota puts a worker into an activity: what is offered to them is rejected where it is not an available one.
    pub fn place_worker(&mut self, cx: &mut Cx<'_>, worker: WorkerId, activity: ActivityId) {
        self.note(cx.now, || Input::PlaceWorker(worker, activity));
        // Refused only where pending work is to be kept, which it is not.
        if self.platform.withdraw(cx, worker, activity, true).is_ok() {
            self.deliver_at_once(cx);
        }
    }

    /// A worker who has gone home comes back: they sign in anew, and nothing is on their desktop but what is theirs.
    pub fn begin_session(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.note(cx.now, || Input::BeginSession(worker));
        let Some(desktop) = self.desktops.get_mut(worker.index()) else { return };
        let news = desktop.reload(&self.platform, worker);
        desktop.hooks = None;
        desktop.session = desktop::Session::default();
        tell(cx, worker, news);
        cx.emit(Event::DesktopChanged {
            worker,
            change: DesktopChange::Panel("signed_in".into(), Value::Bool(true)),
        });
    }

    /// What a script reads with `me.desktop()`, a map.
    pub fn desktop_view(&self, worker: WorkerId) -> Value {
        let Some(desktop) = self.desktops.get(worker.index()) else { return Value::Null };
        let mut entries = desktop.view(&self.platform);
        let monitors = self.platform.monitoring_leg(worker).is_some();
        let monitored = desktop.panels.monitored.filter(|_| monitors);
        entries.insert("monitored".into(), monitored.map_or(Value::Null, |id| Value::Sid(id.sid())));
        if self.platform.worker(worker).is_some_and(|worker| worker.supervisor) {
            entries.extend(self.team_view(worker));
        }
        Value::map(entries)
    }

    /// A hash over all that there is but running invocations: two states are the same if and only if it is.
    pub fn fingerprint(&self) -> blake3::Hash {
        blake3::hash(format!("{:?} {:?}", self.platform, self.desktops).as_bytes())
    }

    /// A customer calls or writes.
    pub fn open_contact(&mut self, cx: &mut Cx<'_>, open: OpenContact) -> ContactId {
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

    /// Does what a timer was set for, unless its subject has moved on.
    pub fn timer(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        self.note(cx.now, || Input::Timer(timer));
        self.platform.timer(cx, timer);
        self.deliver_at_once(cx);
    }
    /// Whether a timer would do nothing any more.
    pub fn is_stale(&self, timer: Timer) -> bool {
        self.platform.is_stale(timer)
    }

    /// A reservation event reaches its worker's desktop.
    pub fn deliver(&mut self, cx: &mut Cx<'_>, notice: Notice) {
        self.note(cx.now, || Input::Deliver(notice));
        self.deliver_now(cx, notice);
    }

    fn deliver_now(&mut self, cx: &mut Cx<'_>, notice: Notice) {
        let Notice { worker, reservation, status, .. } = notice;
        if let Some(desktop) = self.desktops.get_mut(worker.index())
            && desktop.receive(&self.platform, notice)
        {
            cx.emit(Event::DesktopUpdated { worker, reservation, status });
        }
    }

    fn deliver_at_once(&mut self, cx: &mut Cx<'_>) {
        if self.events_lag {
            return;
        }
        let mut notices = std::mem::take(&mut cx.out.notices);
        for notice in notices.drain(..) {
            self.deliver_now(cx, notice);
        }
        cx.out.notices = notices;
    }
}

/// States what a desktop has learned by fetching it.
fn tell(cx: &mut Cx<'_>, worker: WorkerId, news: Vec<(ReservationId, ReservationStatus)>) {
    for (reservation, status) in news {
        cx.emit(Event::DesktopUpdated { worker, reservation, status });
    }
}
