//! What faults do to invocations and desktops: a backend that fails, responses and connections that are lost, requests
//! that come twice, pages that reload, sessions that expire.
//!
//! The simulation says when and to whom. Nothing here is legal or illegal: it happens. What a desktop is told of it is
//! a refusal that names the fault as its cause.

use crate::action::{ActionName, Code};
use crate::actions::{Command, RefusedBy};
use crate::catalog;
use crate::config::Channel;
use crate::desktop::{state_news, state_switch};
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::{EndReason, Event};
use crate::invocation::{Loss, RequestCopy};
use crate::journal::Input;
use crate::payload::reservation_of;
use crate::platform::Refusal;
use crate::units::{InvocationId, WorkerId};

impl Engine {
    /// The backend fails: the request has no effect, and is refused with the code that its action has for that.
    /// Nothing where the invocation has settled meanwhile.
    pub fn fail(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        self.note(cx.now, || Input::Fail(id));
        // It may have settled meanwhile, or its request may have landed.
        let Some(running) = self.invocations.get_mut(id) else { return };
        let (worker, lost) = (running.worker, running.lost);
        if running.command.take().is_none() {
            return;
        }
        if lost {
            self.invocations.remove(id);
            return;
        }
        let ActionName::Known(action) = running.action else {
            unreachable!("only an action of the catalogue has a body that asks the backend")
        };
        let reservation = reservation_of(running.body_payload());
        let channel = reservation.and_then(|id| self.platform.reservation(id)).map(|it| it.channel);
        let code = catalog::failing(action, channel == Some(Channel::Voice)).unwrap_or(Code::BackendUnavailable);
        let cut = !self.desktops[worker.index()].connected;
        let message = if cut { "the desktop has no connection" } else { "the backend failed" };
        self.refused(cx, id, Refusal::fault(code, message), RefusedBy::Backend);
        self.deliver_at_once(cx);
    }

    /// The response of a request will never come: its effect lands, and its desktop does not hear of that.
    pub fn lose_response(&mut self, id: InvocationId) {
        self.note_timeless(|| Input::LoseResponse(id));
        // It may have settled meanwhile.
        if let Some(running) = self.invocations.get_mut(id) {
            running.response_lost = true;
        }
    }

    /// A desktop waits for a response no longer. Nothing where the invocation has settled meanwhile.
    pub fn give_up(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        self.note(cx.now, || Input::GiveUp(id));
        if self.invocations.get(id).is_some_and(|running| running.response_lost && !running.lost) {
            self.lose(cx, &[id], Loss::Response);
            self.deliver_at_once(cx);
        }
    }

    /// What an invocation asks the backend for, to be delivered once more; nothing where its request is not on its way.
    pub fn request(&self, id: InvocationId) -> Option<RequestCopy> {
        let running = self.invocations.get(id).filter(|running| running.waits_for_backend())?;
        Some(RequestCopy { worker: running.worker, command: running.command.clone()? })
    }

    /// A request lands that nobody waits for.
    ///
    /// # Panics
    /// Where the engine that made the copy has workers whom this one has not.
    pub fn land_again(&mut self, cx: &mut Cx<'_>, request: RequestCopy) {
        self.assert_worker(request.worker);
        self.note(cx.now, || Input::LandAgain(Box::new(request.clone())));
        self.land_unheard(cx, None, request.worker, request.command);
    }

    /// The effect of a request without its answer: what the answer would do to the desktop is undone.
    pub(crate) fn land_unheard(
        &mut self,
        cx: &mut Cx<'_>,
        id: Option<InvocationId>,
        worker: WorkerId,
        command: Command,
    ) {
        let desktop = self.desktops[worker.index()].clone();
        let told = cx.out.events.len();
        // Whether it was refused is known to nobody.
        let _ = self.land_command(cx, id, worker, command);
        self.desktops[worker.index()] = desktop;
        let mut place = 0;
        cx.out.events.retain(|event| {
            place += 1;
            place <= told || !matches!(event, Event::Desktop(_, change) if !change.is_news())
        });
        self.deliver_at_once(cx);
    }

    /// The outermost invocation for whose sake this one was invoked; itself where nobody's.
    pub fn root_of(&self, id: InvocationId) -> InvocationId {
        let mut root = id;
        while let Some(parent) = self.invocations.get(root).and_then(|running| running.invoker.waiter()) {
            root = parent;
        }
        root
    }

    // Desktops.

    /// A page is loaded anew without anybody's having asked for it.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn reload(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.assert_worker(worker);
        self.note(cx.now, || Input::Reload(worker));
        let running = self.desktops[worker.index()].running.clone();
        self.lose(cx, &running, Loss::Reload);
        let legs = self.platform.workers()[worker.index()].legs.clone();
        for (conference, participant) in legs {
            self.platform.remove_participant(cx, conference, participant, EndReason::HungUp);
        }
        let news = self.desktops[worker.index()].reload(&self.platform, worker);
        state_news(cx, worker, news);
        state_switch(cx, worker, "reloaded", false);
        self.deliver_at_once(cx);
    }

    /// A desktop has no connection any more: reservation events don't reach it, and nobody will know how its requests
    /// went that are on their way.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn disconnect(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.assert_worker(worker);
        self.note(cx.now, || Input::Disconnect(worker));
        self.cut(cx, worker);
        let asked = self.waiting_for_backend(worker);
        self.lose(cx, &asked, Loss::Connection);
        self.deliver_at_once(cx);
    }

    fn cut(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        let desktop = &mut self.desktops[worker.index()];
        if std::mem::take(&mut desktop.connected) {
            state_switch(cx, worker, "connected", false);
        }
    }

    /// All connections break at once, and whatever was on its way to the platform is gone.
    pub(crate) fn cut_all(&mut self, cx: &mut Cx<'_>) {
        for worker in (0..).map(WorkerId::new).take(self.desktops.len()) {
            self.cut(cx, worker);
            let asked = self.waiting_for_backend(worker);
            self.lose(cx, &asked, Loss::Connection);
        }
        let lost = self.invocations.iter().filter(|(_, running)| running.lost);
        let gone: Vec<InvocationId> = lost.map(|(id, _)| id).collect();
        for id in gone {
            self.invocations.remove(id);
        }
        self.deliver_at_once(cx);
    }

    /// A desktop is connected again, and fetches its tasks. Nothing where it is connected.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn reconnect(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.assert_worker(worker);
        self.note(cx.now, || Input::Reconnect(worker));
        let desktop = &mut self.desktops[worker.index()];
        if std::mem::replace(&mut desktop.connected, true) {
            return;
        }
        let news = desktop.fetch(&self.platform, worker);
        state_switch(cx, worker, "connected", true);
        state_news(cx, worker, news);
    }

    /// A session expires. False where nobody was signed in.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn expire_session(&mut self, cx: &mut Cx<'_>, worker: WorkerId) -> bool {
        self.assert_worker(worker);
        self.note(cx.now, || Input::ExpireSession(worker));
        let desktop = &mut self.desktops[worker.index()];
        if !std::mem::take(&mut desktop.session.signed_in) {
            return false;
        }
        desktop.session.expired = true;
        state_switch(cx, worker, "signed_in", false);
        true
    }

    /// An expired session is renewed. Nothing where that has been done.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn renew_session(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        self.assert_worker(worker);
        self.note(cx.now, || Input::RenewSession(worker));
        let desktop = &mut self.desktops[worker.index()];
        if std::mem::take(&mut desktop.session.expired) {
            desktop.session.signed_in = true;
            state_switch(cx, worker, "signed_in", true);
        }
    }
}
