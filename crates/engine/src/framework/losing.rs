//! Invocations that are lost: nobody waits for them any more, and what the backend was asked for happens nevertheless.

use smallvec::SmallVec;

use crate::effects::{Cx, Settled};
use crate::engine::Engine;
use crate::event::Outcome;
use crate::invocation::{Invocation, Loss, Phase};
use crate::journal::Input;
use crate::units::{InvocationId, WorkerId};

impl Engine {
    /// The run is over: whatever has not settled never will.
    pub fn lose_all(&mut self, cx: &mut Cx<'_>) {
        self.note(cx.now, || Input::LoseAll);
        let ids: Vec<InvocationId> = self.invocations.iter().map(|(id, _)| id).collect();
        for id in ids {
            let Some(running) = self.invocations.remove(id) else {
                unreachable!("{id:?} was there a moment ago, and nothing else has been done since")
            };
            self.desktops[running.worker.index()].running.retain(|other| *other != id);
            if !running.lost {
                self.state_settled(cx, id, &running, Outcome::Lost);
            }
        }
    }

    /// A desktop forgets what it was waiting for, but for `but` and what invoked that.
    pub(crate) fn lose_running(&mut self, cx: &mut Cx<'_>, worker: WorkerId, but: Option<InvocationId>) {
        let mut kept: Vec<InvocationId> = but.into_iter().collect();
        while let Some(parent) = kept.last().and_then(|id| self.invocations.get(*id)?.invoker.waiter()) {
            kept.push(parent);
        }
        let running = self.desktops[worker.index()].running.clone();
        let lost: Vec<InvocationId> = running.into_iter().filter(|id| !kept.contains(id)).collect();
        self.lose(cx, &lost, Loss::Desktop);
    }

    /// A worker's scripts have ended: whatever waits for one of them never goes on.
    pub(crate) fn lose_scripted(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        let waits = |id: &InvocationId| {
            self.invocations
                .get(*id)
                .is_some_and(|running| running.listening.is_some() || running.phase == Phase::Replaced)
        };
        self.late.retain(|_, late| late.worker != worker);
        let desktop = &self.desktops[worker.index()];
        let lost: Vec<InvocationId> = desktop.running.iter().copied().filter(waits).collect();
        self.lose(cx, &lost, Loss::Desktop);
    }

    /// A desktop's invocations that wait for the backend.
    pub(crate) fn waiting_for_backend(&self, worker: WorkerId) -> SmallVec<[InvocationId; 4]> {
        let waits = |id: &InvocationId| self.invocations.get(*id).is_some_and(Invocation::waits_for_backend);
        self.desktops[worker.index()].running.iter().copied().filter(waits).collect()
    }

    /// Settles invocations as lost, those that others have invoked first.
    pub(crate) fn lose(&mut self, cx: &mut Cx<'_>, lost: &[InvocationId], how: Loss) {
        for id in lost.iter().rev() {
            // Losing one of them may have settled another.
            let Some(running) = self.invocations.get_mut(*id) else { continue };
            // What waits for the backend stays, to land.
            let waits = running.waits_for_backend();
            let (worker, invoker, action) = (running.worker, running.invoker, running.action.clone());
            running.lost = true;
            running.listening = None;
            // Each that stands in but the first has somebody who waits for it.
            let waited_for = running.stand_ins.len().saturating_sub(1);
            let desktop = &mut self.desktops[worker.index()];
            desktop.running.retain(|other| other != id);
            desktop.unblock(*id);
            self.state_settled(cx, *id, self.running(*id), Outcome::Lost);
            if !waits {
                self.invocations.remove(*id);
            }
            let refusal = how.refusal();
            for _ in 0..waited_for {
                let result = Err(Box::new(refusal.clone().into_rejection(action.clone())));
                cx.out.originals.push(Settled { invocation: *id, result });
            }
            // What waits for it is lost with it, or is told.
            if invoker.waiter().is_none_or(|parent| !lost.contains(&parent)) {
                self.tell(cx, *id, invoker, action, Err(refusal));
            }
        }
    }
}
