//! Desktops: what is on each agent's screen.
//!
//! A desktop has its own copy of its agent's reservations, fed by events that may arrive late. Its guards judge by
//! that copy, as a browser does; the platform judges again when the request lands.

mod feed;
mod history;
pub(crate) mod locations;
mod news;
mod team_filter;
pub(crate) mod panels;

use smallvec::SmallVec;
use smol_str::SmolStr;

pub use history::History;
pub(crate) use news::{state_news, state_panel, state_switch};
pub use panels::{Dialpad, DraftState, Panels, PausedEntry, Player, Team};
pub use team_filter::TeamFilter;
pub(crate) use team_filter::{TeamField, field_of, parse_query};

use crate::action::{Action, Code};
use crate::config::Channel;
use crate::effects::Notice;
use crate::event::{Direction, ReservationStatus};
use crate::hooks::Hooks;
use crate::limits::{DESKTOP_BYTES_MAX, grouped};
use crate::platform::{Done, Platform, Refusal};
use crate::units::{InvocationId, ReservationId, TaskId, WorkerId};
use crate::value::{Entries, Payload, Value};

/// A payload of so many bytes is a short one: of such, other parts of a desktop than components keep a few.
const SHORT_BYTES: usize = 1_024;

/// One agent's screen.
#[derive(Clone, Debug)]
pub struct Desktop {
    /// The reservations that are on it, in the order of their coming.
    pub tasks: SmallVec<[DesktopTask; 2]>,
    /// The reservation that is selected, one of the tasks.
    pub selected: Option<ReservationId>,
    /// The addresses within the desktop that were shown, and which of them is now.
    pub history: History,
    /// What shows beside the tasks: drafts, dialpads, lists, the team's view.
    pub panels: Panels,
    /// Whether its agent is signed in, and by which token.
    pub session: Session,
    /// Whether it has a connection: without one, no event reaches it and no request leaves it.
    pub connected: bool,
    /// What scripts have registered on it; nothing on most desktops.
    pub(crate) hooks: Option<Box<Hooks>>,
    /// Its running invocations, oldest first.
    pub(crate) running: SmallVec<[InvocationId; 4]>,
    /// Payloads that are refused until an event of a reservation arrives (rule 8 of the Actions framework).
    pub(crate) blocked: SmallVec<[Blocked; 1]>,
    /// Which reservation events have come.
    feed: feed::Feed,
}

/// An agent's session on their desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whether they are signed in: otherwise nothing but renewing the token and reloading works.
    pub signed_in: bool,
    /// The token, where it was renewed.
    pub token: Option<SmolStr>,
    /// Whether it was a fault that signed them out.
    pub expired: bool,
}

impl Default for Session {
    fn default() -> Self {
        Self { signed_in: true, token: None, expired: false }
    }
}

impl Default for Desktop {
    fn default() -> Self {
        Self {
            tasks: SmallVec::new(),
            selected: None,
            history: History::default(),
            panels: Panels::default(),
            session: Session::default(),
            connected: true,
            hooks: None,
            running: SmallVec::new(),
            blocked: SmallVec::new(),
            feed: feed::Feed::default(),
        }
    }
}

/// A reservation as a desktop knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DesktopTask {
    /// The reservation, by which actions name it.
    pub reservation: ReservationId,
    /// The task that it reserves.
    pub task: TaskId,
    /// The channel of that task.
    pub channel: Channel,
    /// Which way the contact began.
    pub direction: Direction,
    /// Its status, as far as this desktop has heard.
    pub status: ReservationStatus,
    /// The number of the event that told of it.
    heard: u32,
}

/// A payload that an action is refused with for now.
#[derive(Clone, Debug)]
pub(crate) struct Blocked {
    pub(crate) action: Action,
    pub(crate) payload: Payload,
    pub(crate) until_event_of: ReservationId,
    pub(crate) invocation: InvocationId,
}

impl Desktop {
    /// The reservation on this desktop.
    pub fn task(&self, id: ReservationId) -> Option<&DesktopTask> {
        self.tasks.iter().find(|task| task.reservation == id)
    }

    /// A reservation event arrives. False where it says nothing new: it came late, and the desktop knows better.
    pub(crate) fn receive(&mut self, platform: &Platform, notice: Notice) -> bool {
        let Notice { reservation: id, status, number, .. } = notice;
        if !self.connected || !self.feed.take(id, number) {
            return false;
        }
        let known = self.tasks.iter().position(|task| task.reservation == id);
        if known.is_some_and(|place| self.tasks[place].heard > number) {
            return false;
        }
        self.blocked.retain(|blocked| blocked.until_event_of != id);
        match (known, status.is_open()) {
            (Some(place), true) => {
                let task = &mut self.tasks[place];
                (task.status, task.heard) = (status, number);
            }
            (Some(place), false) => {
                let gone = self.tasks.remove(place);
                self.forget(platform, gone);
                self.feed.ends(id, number);
            }
            (None, true) => self.tasks.extend(DesktopTask::new(platform, id, status, number)),
            // Whatever was said of it before will come to nothing.
            (None, false) => self.feed.ends(id, number),
        }
        true
    }

    /// An invocation was refused or lost: no event need come of it, so it blocks nothing any more.
    pub(crate) fn unblock(&mut self, invocation: InvocationId) {
        self.blocked.retain(|blocked| blocked.invocation != invocation);
    }

    /// Whether it keeps one payload more. Short ones always have room, but for states of components,
    /// of which there may be any number.
    pub(crate) fn has_room_for(&self, payload: &Payload) -> Done {
        self.has_room(payload.bytes(), 0)
    }

    /// The entries of `state` are set in a component's state.
    pub(crate) fn set_component(&mut self, name: &SmolStr, state: &Value) -> Done {
        let (bytes, gone) = self.panels.component_change(name, state);
        self.has_room(bytes, gone)?;
        self.panels.set_component(name, state, bytes, gone);
        Ok(())
    }

    /// Whether it keeps so many bytes more, in place of others that components keep.
    fn has_room(&self, bytes: usize, gone: usize) -> Done {
        let mut kept = self.panels.component_bytes().saturating_sub(gone);
        if bytes > SHORT_BYTES {
            let token = self.session.token.as_ref().map_or(0, SmolStr::len);
            kept += self.panels.other_bytes() + self.history.entries().map(SmolStr::len).sum::<usize>() + token;
        }
        if kept.saturating_add(bytes) <= DESKTOP_BYTES_MAX {
            return Ok(());
        }
        Err(Refusal::limit(format!(
            "a desktop keeps at most {} bytes: {} are kept, and {} would come in addition; keep less there",
            grouped(DESKTOP_BYTES_MAX),
            grouped(kept),
            grouped(bytes)
        )))
    }

    fn forget(&mut self, platform: &Platform, gone: DesktopTask) {
        let conversation = platform.task(gone.task).and_then(|task| task.conversation);
        self.panels.forget(gone.reservation, conversation);
        if self.selected == Some(gone.reservation) {
            self.selected = None;
        }
    }

    /// Fetches its tasks from the platform; events that are on their way are covered by that. Returns what is new to
    /// it: reservations and their statuses, those that are gone first.
    pub(crate) fn fetch(
        &mut self,
        platform: &Platform,
        worker: WorkerId,
    ) -> Vec<(ReservationId, ReservationStatus)> {
        let person = &platform.workers()[worker.index()];
        let fetched = person.open.iter().filter_map(|id| {
            let status = platform.reservation(*id)?.status;
            DesktopTask::new(platform, *id, status, person.notices)
        });
        let before = std::mem::replace(&mut self.tasks, fetched.collect());
        self.feed.fetched(person.notices);
        let mut news = Vec::new();
        for gone in before.iter().filter(|task| self.task(task.reservation).is_none()) {
            // What has been forgotten since was completed before.
            let status = platform.reservation(gone.reservation).map(|reservation| reservation.status);
            news.push((gone.reservation, status.unwrap_or(ReservationStatus::Completed)));
        }
        let knew = |now: &DesktopTask| {
            before.iter().any(|old| old.reservation == now.reservation && old.status == now.status)
        };
        news.extend(self.tasks.iter().filter(|task| !knew(task)).map(|task| (task.reservation, task.status)));
        for gone in before {
            if self.task(gone.reservation).is_none() {
                self.forget(platform, gone);
            }
        }
        // It knows how they stand. Where an event was lost meanwhile, no other may ever come.
        self.blocked.clear();
        news
    }

    /// The page is loaded anew: what it showed is forgotten, and its tasks are fetched from the platform. Where it
    /// has been, the browser knows; what plugins registered, they register again. Returns what is new to it.
    pub(crate) fn reload(
        &mut self,
        platform: &Platform,
        worker: WorkerId,
    ) -> Vec<(ReservationId, ReservationStatus)> {
        // Without a connection it shows what the browser has kept.
        let news = if self.connected { self.fetch(platform, worker) } else { Vec::new() };
        self.selected = None;
        self.panels = Panels::default();
        // Also where nothing was fetched: the page that was to be kept from asking twice is gone.
        self.blocked.clear();
        news
    }

    /// The reservation, if this desktop has it; otherwise a refusal that says whether it ever had.
    pub(crate) fn require(
        &self,
        platform: &Platform,
        worker: WorkerId,
        id: ReservationId,
        code: Code,
    ) -> Done<DesktopTask> {
        if let Some(task) = self.task(id) {
            return Ok(*task);
        }
        let theirs = platform.reservation(id).map(|reservation| reservation.worker == worker);
        let message = format!("reservation {id} is not on this desktop");
        Err(match theirs {
            // A reservation of this agent that has settled, or one that is long gone.
            Some(true) => Refusal::world(code, message),
            None if platform.ever_reserved(id) => Refusal::world(code, message),
            Some(false) | None => Refusal::caller(code, message),
        })
    }

    /// What shows on it, as far as the desktop knows it by itself; each of its tasks as `task` says.
    pub(crate) fn view(&self, task: impl FnMut(&DesktopTask) -> Value) -> Entries {
        let selected = self.selected.map_or(Value::Null, |id| Value::Sid(id.sid()));
        let mut entries = self.panels.view();
        entries.extend([
            ("tasks".into(), Value::list(self.tasks.iter().map(task).collect())),
            ("selected_task".into(), selected),
            ("location".into(), Value::Text(self.history.location().clone())),
            ("view".into(), Value::text(locations::view_of(self.history.location()))),
            ("history".into(), Value::list(self.history.entries().cloned().map(Value::Text).collect())),
            ("signed_in".into(), Value::Bool(self.session.signed_in)),
        ]);
        entries
    }
}

impl DesktopTask {
    /// A reservation as the desktop takes it in.
    fn new(platform: &Platform, id: ReservationId, status: ReservationStatus, heard: u32) -> Option<Self> {
        let reservation = platform.reservation(id)?;
        let direction = platform.task(reservation.task).map_or(Direction::Inbound, |task| task.direction);
        Some(Self {
            reservation: id,
            task: reservation.task,
            channel: reservation.channel,
            direction,
            status,
            heard,
        })
    }
}
