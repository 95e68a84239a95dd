//! What stands in for the body of an invocation: replacements, bodies of scripts, and what replacements ask for.
//!
//! The newest replacement is called. It may ask for the original, the body that the invocation had when it began, or for
//! the next one, the replacement before it; that one may do the same. Each waits for what it has asked for, so what stands
//! in is a stack, and the last one is at work.

use crate::action::{Cause, Code};
use crate::effects::{CallRole, Cx, ScriptCall, Settled};
use crate::engine::Engine;
use crate::hooks::{Asked, Part, ScriptEnd, StandIn};
use crate::invocation::Phase;
use crate::journal::Input;
use crate::platform::{Done, Refusal};
use crate::units::InvocationId;
use crate::value::{Payload, Value};

impl Engine {
    /// Runs the body, or what stands in for it.
    pub(super) fn run_body(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let replacement = self.hook(id).and_then(|hook| hook.replacement(None));
        match replacement.or(self.running(id).own_body.map(Part::Body)) {
            Some(part) => {
                self.running_mut(id).phase = Phase::Replaced;
                self.stand_in(cx, id, part, None);
            }
            None => {
                self.running_mut(id).phase = Phase::Body;
                self.native_body(cx, id);
            }
        }
    }

    /// A replacement asks for the body that it stands in for. False where it may not: the invocation has settled, or
    /// something else is at work in its place.
    pub fn run_original(
        &mut self,
        cx: &mut Cx<'_>,
        call: &ScriptCall,
        asked: Asked,
        payload: Option<Payload>,
    ) -> bool {
        self.note(cx.now, || Input::RunOriginal(*call, asked, payload.clone()));
        let id = call.invocation;
        let Some(running) = self.invocations.get(id).filter(|it| it.phase == Phase::Replaced && !it.lost) else {
            return false;
        };
        let older = match running.stand_ins.last().map(|it| it.part) {
            Some(Part::Replacement(function, older)) if call.calls(CallRole::Replacement, function) => older,
            Some(_) | None => return false,
        };
        let body = running.own_body.map_or(Part::Native, Part::Body);
        let part = match asked {
            Asked::Original => body,
            Asked::Next => self.hook(id).and_then(|hook| hook.replacement(Some(older))).unwrap_or(body),
        };
        self.stand_in(cx, id, part, payload.map(Box::new));
        self.deliver_at_once(cx);
        true
    }

    fn stand_in(&mut self, cx: &mut Cx<'_>, id: InvocationId, part: Part, payload: Option<Box<Payload>>) {
        let running = self.running_mut(id);
        running.stand_ins.push(StandIn { part, payload });
        match part.call() {
            Some((role, function)) => {
                cx.out.calls.push(ScriptCall { invocation: id, worker: running.worker, function, role });
            }
            None => self.native_body(cx, id),
        }
    }

    pub(super) fn scripted_body_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        let running = self.running_mut(call.invocation);
        let is_it = |it: &StandIn| it.part.call() == Some((call.role, call.function));
        let Some(place) = running.stand_ins.iter().rposition(is_it) else { return };
        // Whoever has ended waits for nothing any more.
        running.stand_ins.truncate(place + 1);
        let result = match end {
            ScriptEnd::Returned(value) => Ok(value),
            ScriptEnd::Threw(rejection, message) => {
                let (code, cause) = rejection.unwrap_or((Code::ActionFailed, Cause::Caller));
                Err(Refusal { code, message: message.into(), cause })
            }
        };
        self.stand_in_done(cx, call.invocation, result);
    }

    /// What was at work in place of the body is done. Whoever has asked for it goes on; nobody has asked for the first.
    pub(super) fn stand_in_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Done<Value>) {
        let running = self.running_mut(id);
        running.stand_ins.pop();
        if running.stand_ins.is_empty() {
            return self.body_done(cx, id, result);
        }
        let action = running.action.clone();
        let result = result.map_err(|refusal| Box::new(refusal.into_rejection(action)));
        cx.out.originals.push(Settled { invocation: id, result });
    }
}
