//! A restart of the platform: its state is made again from the journal, by telling a snapshot what came after it.

use crate::effects::{Cx, Out};
use crate::engine::Engine;
use crate::journal::{Input, Recovery};

impl Engine {
    /// The platform restarts: its state is made again from the journal. What was on its way to it is gone, with all
    /// connections: each desktop has to be reconnected. Nothing where no journal is kept.
    pub fn restart(&mut self, cx: &mut Cx<'_>) -> Option<Recovery> {
        let journal = *self.journal.take()?;
        let inputs = journal.since.len();
        let mut recovered = journal.snapshot;
        for (now, input) in journal.since {
            // What comes of it has been done.
            let mut ignored = Out::default();
            input.tell(&mut recovered, &mut Cx { now, out: &mut ignored, predicates: cx.predicates });
        }
        let is_exact = recovered.fingerprint() == self.fingerprint()
            && format!("{:?}", recovered.invocations) == format!("{:?}", self.invocations);
        self.platform = recovered.platform;
        self.cut_all(cx);
        self.keep_journal();
        Some(Recovery { inputs, is_exact })
    }
}

impl Input {
    /// Tells an engine.
    fn tell(self, engine: &mut Engine, cx: &mut Cx<'_>) {
        match self {
            Self::AddWorker(setup, group) => {
                engine.add_worker(cx, &setup, group);
            }
            Self::SignOff(worker) => engine.sign_off(cx, worker),
            Self::PlaceWorker(worker, activity) => engine.place_worker(cx, worker, activity),
            Self::KeepWorker(worker, activity) => engine.keep_worker(cx, worker, activity),
            Self::LetWorkerGo(worker) => {
                engine.let_worker_go(cx.now, worker);
            }
            Self::BeginSession(worker) => engine.begin_session(cx, worker),
            Self::OpenContact(open) => {
                engine.open_contact(cx, *open);
            }
            Self::CustomerLeaves(contact) => {
                engine.customer_leaves(cx, contact);
            }
            Self::CustomerWrites(contact, body, media) => {
                engine.customer_writes(cx, contact, body, media);
            }
            Self::OutboundAnswered(contact) => {
                engine.outbound_answered(cx, contact);
            }
            Self::OutboundDeclined(contact) => {
                engine.outbound_declined(cx, contact);
            }
            Self::Timer(timer) => engine.timer(cx, timer),
            Self::Deliver(notice) => engine.deliver(cx, notice),
            Self::Invoke(worker, action, payload) => {
                engine.invoke(cx, worker, action, payload);
            }
            Self::Land(invocation) => engine.land(cx, invocation),
            Self::Coach(worker, on) => {
                engine.coach(cx, worker, on);
            }
            Self::Barge(worker, on) => {
                engine.barge(cx, worker, on);
            }
            Self::LoseAll => engine.lose_all(cx),
            Self::Register(worker, action, role, function) => engine.register(worker, action, role, function),
            Self::RemoveListener(worker, action, role, function) => {
                engine.remove_listener(worker, &action, role, function);
            }
            Self::SetPayload(call, payload) => engine.set_payload(&call, payload),
            Self::Abort(invocation) => engine.abort(invocation),
            Self::ListenerWaits(call) => engine.listener_waits(cx, &call),
            Self::CallEnded(call, end) => engine.call_ended(cx, call, *end),
            Self::RunOriginal(call, asked, payload) => {
                engine.run_original(cx, &call, asked, payload);
            }
            Self::Fail(invocation) => engine.fail(cx, invocation),
            Self::LoseResponse(invocation) => engine.lose_response(invocation),
            Self::GiveUp(invocation) => engine.give_up(cx, invocation),
            Self::LandAgain(request) => engine.land_again(cx, *request),
            Self::Reload(worker) => engine.reload(cx, worker),
            Self::Disconnect(worker) => engine.disconnect(cx, worker),
            Self::Reconnect(worker) => engine.reconnect(cx, worker),
            Self::ExpireSession(worker) => {
                engine.expire_session(cx, worker);
            }
            Self::RenewSession(worker) => engine.renew_session(cx, worker),
        }
    }
}
