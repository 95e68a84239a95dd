//! Timers: what time brings, and to whom it comes too late.

use super::state::Platform;
use crate::effects::{Cx, Timer};
use crate::event::{ContactEnd, EndReason, ReservationStatus};

impl Platform {
    /// Whether a timer would do nothing any more.
    pub fn is_stale(&self, timer: Timer) -> bool {
        match timer {
            Timer::Reservation(id) => {
                self.reservations.get(id).is_none_or(|r| r.status != ReservationStatus::Pending)
            }
            Timer::Route(task, serial) => {
                self.tasks.get(task).is_none_or(|task| !task.is_unaccepted() || task.route.serial != serial)
            }
            Timer::TaskTimeToLive(task) => self.tasks.get(task).is_none_or(|task| !task.is_unaccepted()),
            // A task whose call goes on without its agents is kept for the sake of that.
            Timer::Forget(task) => {
                self.tasks.get(task).is_none_or(|task| !task.status.is_settled() || task.conference.is_some())
            }
            Timer::Reoffer(task, worker) => {
                self.tasks.get(task).is_none_or(|task| !task.declined.contains(&worker))
            }
            Timer::Transfer(task, serial) => {
                self.tasks.get(task).is_none_or(|task| !task.has_transfer_in_flight(serial))
            }
            Timer::Ring(contact) => self.ringing_customer(contact).is_none(),
            Timer::Typing(conversation, member, serial) => self
                .conversations
                .get(conversation)
                .and_then(|conversation| conversation.member(member))
                .is_none_or(|member| !member.typing || member.typing_serial != serial),
            Timer::External(conference, participant) => !self.external_rings(conference, participant),
            Timer::ExternalTalk(conference, participant) => !self.talks_alone(conference, participant),
            Timer::Paused(conversation, serial) => !self.is_in_pause(conversation, serial),
        }
    }

    /// Does what a timer was set for, unless its subject has moved on.
    pub(crate) fn timer(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        if self.is_stale(timer) {
            return;
        }
        match timer {
            Timer::Reservation(reservation) => self.reservation_timed_out(cx, reservation),
            Timer::Route(task, _) => self.route_timed_out(cx, task),
            Timer::TaskTimeToLive(task) => self.drop_task(cx, task),
            Timer::Forget(task) => self.forget_task(cx, task),
            Timer::Reoffer(task, worker) => self.allow_reoffer(task, worker),
            Timer::Transfer(task, _) => self.fail_transfer(cx, task),
            Timer::Ring(contact) => self.outbound_unanswered(cx, contact, EndReason::NoAnswer),
            Timer::Typing(conversation, member, _) => self.stop_typing(cx, conversation, member),
            Timer::External(conference, participant) => self.leg_answers(cx, conference, participant),
            Timer::ExternalTalk(conference, participant) => {
                self.leg_leaves(cx, conference, participant, EndReason::HungUp, ContactEnd::Released);
            }
            Timer::Paused(conversation, _) => self.pause_is_over(cx, conversation),
        }
        self.settle_routing(cx);
    }
}
