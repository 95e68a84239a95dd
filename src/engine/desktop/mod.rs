//! Desktops: what is on each agent's screen.
//!
//! A desktop has its own copy of its agent's reservations, fed by events that may arrive late. Its guards judge by
//! that copy, as a browser does; the platform judges again when the request lands.

mod history;

use smallvec::SmallVec;

pub use history::History;

use super::action::{Action, Code};
use super::config::Channel;
use super::effects::Notice;
use super::event::{Direction, ReservationStatus};
use super::platform::{Done, Platform, Refusal};
use super::value::{Entries, Payload, Value};
use crate::units::{InvocationId, ReservationId, TaskId, WorkerId};

/// One agent's screen.
#[derive(Clone, Debug, Default)]
pub struct Desktop {
    /// The reservations that are on it, in the order of their coming.
    pub tasks: SmallVec<[DesktopTask; 2]>,
    /// The selected one.
    pub selected: Option<ReservationId>,
    /// Where it has been.
    pub history: History,
    /// Its running invocations, oldest first.
    pub(super) running: SmallVec<[InvocationId; 4]>,
    /// Payloads that are refused until an event of a reservation arrives (rule 8 of the Actions framework).
    pub(super) blocked: SmallVec<[Blocked; 1]>,
}

/// A reservation as a desktop knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DesktopTask {
    /// Which.
    pub reservation: ReservationId,
    /// Its task.
    pub task: TaskId,
    /// Its channel.
    pub channel: Channel,
    /// Which way the contact began.
    pub direction: Direction,
    /// Its status, as far as this desktop has heard.
    pub status: ReservationStatus,
}

/// A payload that an action is refused with for now.
#[derive(Clone, Debug)]
pub(super) struct Blocked {
    pub(super) action: Action,
    pub(super) payload: Payload,
    pub(super) until_event_of: ReservationId,
    pub(super) invocation: InvocationId,
}

impl Desktop {
    /// The reservation on this desktop.
    pub fn task(&self, id: ReservationId) -> Option<&DesktopTask> {
        self.tasks.iter().find(|task| task.reservation == id)
    }

    /// A reservation event arrives.
    pub(super) fn receive(&mut self, platform: &Platform, notice: Notice) {
        self.blocked.retain(|blocked| blocked.until_event_of != notice.reservation);
        let known = self.tasks.iter().position(|task| task.reservation == notice.reservation);
        match (known, notice.status.is_open()) {
            (Some(place), true) => self.tasks[place].status = notice.status,
            (Some(place), false) => {
                self.tasks.remove(place);
                if self.selected == Some(notice.reservation) {
                    self.selected = None;
                }
            }
            (None, true) => {
                let Some(reservation) = platform.reservation(notice.reservation) else { return };
                let direction = platform.task(reservation.task).map_or(Direction::Inbound, |task| task.direction);
                self.tasks.push(DesktopTask {
                    reservation: notice.reservation,
                    task: reservation.task,
                    channel: reservation.channel,
                    direction,
                    status: notice.status,
                });
            }
            (None, false) => {}
        }
    }

    /// The reservation, if this desktop has it; otherwise a refusal that says whether it ever had.
    pub(super) fn require(
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

    /// What a script reads with `me.desktop()`, a map.
    pub fn view(&self) -> Value {
        let task = |task: &DesktopTask| {
            Value::map(Entries::from([
                ("sid".into(), Value::Sid(task.reservation.sid())),
                ("task_sid".into(), Value::Sid(task.task.sid())),
                ("channel".into(), Value::Text(task.channel.name().into())),
                ("status".into(), Value::Text(task.status.name().into())),
            ]))
        };
        let selected = self.selected.map_or(Value::Null, |id| Value::Sid(id.sid()));
        Value::map(Entries::from([
            ("tasks".into(), Value::list(self.tasks.iter().map(task).collect())),
            ("selected_task".into(), selected),
            ("location".into(), Value::Text(self.history.location().clone())),
            ("history".into(), Value::list(self.history.entries().cloned().map(Value::Text).collect())),
        ]))
    }
}
