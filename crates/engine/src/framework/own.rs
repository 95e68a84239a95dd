//! What a desktop does by itself when it hears of a reservation: invocations as any others, which listeners see.
//!
//! A call or an e-mail that its agent has just begun it accepts, and then selects. When its agent has taken over a call that
//! was handed on cold, it takes the customer off hold. Nobody waits for these: whoever wants to know listens.

use crate::action::Action;
use crate::config::Channel;
use crate::effects::{Cx, News};
use crate::engine::Engine;
use crate::event::{Direction, Purpose, ReservationStatus, TransferMode};
use crate::invocation::{Invoker, OwnDoing};
use crate::units::{InvocationId, ReservationId, WorkerId};
use crate::value::{Payload, Value};

impl Engine {
    /// A desktop has heard of a reservation: perhaps it does something about that. `cause` is the invocation whose landing
    /// has brought the news, if one has.
    pub(crate) fn desktop_heard(&mut self, cx: &mut Cx<'_>, news: News, cause: Option<InvocationId>) {
        if !self.desktops[news.worker.index()].session.signed_in {
            return;
        }
        let doing = match news.status {
            ReservationStatus::Pending if self.was_begun_here(news.reservation) => OwnDoing::Accept,
            ReservationStatus::Accepted if self.was_handed_on_cold(news.reservation) => OwnDoing::Unhold,
            _ => return,
        };
        self.begin_own(cx, news.worker, news.reservation, doing, cause);
    }

    /// A page has been loaded: what its agent had begun it accepts, as if it had just heard of it.
    pub(crate) fn desktop_loaded(&mut self, cx: &mut Cx<'_>, worker: WorkerId, cause: Option<InvocationId>) {
        let tasks = self.desktops[worker.index()].tasks.clone();
        for task in tasks.iter().filter(|task| task.status == ReservationStatus::Pending) {
            let news = News { worker, reservation: task.reservation, status: task.status };
            self.desktop_heard(cx, news, cause);
        }
    }

    /// Something that the desktop did has settled: what comes next, if it did its work.
    pub(super) fn own_settled(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        doing: OwnDoing,
        reservation: ReservationId,
    ) {
        let there = self.desktops[worker.index()].task(reservation).is_some();
        if doing == OwnDoing::Accept && there {
            self.begin_own(cx, worker, reservation, OwnDoing::Select, None);
        }
    }

    fn begin_own(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        reservation: ReservationId,
        doing: OwnDoing,
        cause: Option<InvocationId>,
    ) {
        let action = match doing {
            OwnDoing::Accept => Action::AcceptTask,
            OwnDoing::Select => Action::SelectTask,
            OwnDoing::Unhold => Action::UnholdCall,
        };
        let payload = Payload::of("sid", Value::Sid(reservation.sid()));
        self.begin(cx, worker, action.into(), payload, Invoker::Desktop { cause, doing, reservation });
    }

    /// Whether a reservation is that of a call or an e-mail that its agent has begun and nobody has answered.
    fn was_begun_here(&self, id: ReservationId) -> bool {
        let Some(reservation) = self.platform.reservation(id).filter(|it| it.purpose == Purpose::Own) else {
            return false;
        };
        let task = self.platform.task(reservation.task).filter(|task| task.direction == Direction::Outbound);
        let contact = task.and_then(|task| self.platform.contact(task.contact));
        contact.is_some_and(|contact| !contact.answered)
    }

    fn was_handed_on_cold(&self, id: ReservationId) -> bool {
        let reservation = self.platform.reservation(id);
        reservation.is_some_and(|it| it.channel == Channel::Voice && it.handed_on == Some(TransferMode::Cold))
    }
}
