//! Steps of the engine, and what comes of them.

use super::Simulation;
use crate::agenda::Item;
use crate::event::Event;
use crate::invocations::Landing;
use rushhour_engine::effects::{BackendRequest, Cx, Notice, Out, ScriptCall};
use rushhour_engine::event::ConferenceEvent;
use rushhour_engine::hooks::ScriptEnd;
use rushhour_engine::units::SimSpan;
use rushhour_engine::{self as engine, Engine};

use crate::chance::Purpose;

impl Simulation<'_> {
    /// Lets the engine do something, and does what comes of it.
    pub(super) fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let result = self.core.act_alone(step);
        self.settle_step();
        result
    }

    /// States a fact of the simulation's own, and does what comes of it.
    pub(super) fn state(&mut self, event: Event) {
        self.core.state(event);
        self.settle_step();
    }

    /// Does what came of a step: the audit looks at it, the observer reads it, timers are set, those who waited are
    /// woken, and invocations that need no time land.
    pub(super) fn settle_step(&mut self) {
        loop {
            let events = self.core.take_step();
            self.findings.audited(self.core.audit());
            for event in events.iter().filter_map(Event::engine) {
                self.hear(event);
            }
            self.core.give_back(events);
            self.hear_news();
            self.take_effects();
            match self.invocations.next_landing() {
                Some(landing) => self.land_alone(landing),
                None if self.core.is_settled() => return,
                None => {}
            }
        }
    }

    /// Lets those go on whose wait is over by this event, and those take their break who waited for it.
    fn hear(&mut self, event: &engine::event::Event) {
        if let engine::event::Event::Conference(id, ConferenceEvent::Left { .. }) = event {
            self.somebody_left(*id);
        }
        if self.shift.has_rotas() {
            self.hear_for_rotas(event);
        }
        self.hear_of_timeouts(event);
        let (crew, around) = self.crew_around();
        crew.hear(around, event);
    }

    /// Lets those agents go on whose desktops show something new.
    fn hear_news(&mut self) {
        self.each(
            |out| &mut out.news,
            |this, news| {
                let (crew, around) = this.crew_around();
                crew.hear_news(around, news);
            },
        );
    }

    fn take_effects(&mut self) {
        self.each(|out| &mut out.timers, |this, (at, timer)| this.core.schedule(at, Item::Timer(timer)));
        self.each(|out| &mut out.notices, Self::send_notice);
        self.each(|out| &mut out.requests, Self::send_request);
        self.take_calls();
        self.each(|out| &mut out.settled, Self::invocation_settled);
        self.each(|out| &mut out.dialled, Self::customer_is_called);
    }

    /// Takes all of one list out of what has come of steps, in order. Most lists are empty after most steps, so that costs
    /// a look and nothing else; the others keep their memory.
    fn each<T>(&mut self, of: fn(&mut Out) -> &mut Vec<T>, mut take: impl FnMut(&mut Self, T)) {
        if of(self.core.out()).is_empty() {
            return;
        }
        let mut all = std::mem::take(of(self.core.out()));
        for one in all.drain(..) {
            take(self, one);
        }
        let list = of(self.core.out());
        assert!(list.is_empty(), "what came of a step has effects before that step is done");
        *list = all;
    }

    /// Sends a reservation event to a desktop that hears of it later.
    fn send_notice(&mut self, notice: Notice) {
        let actor = self.crew.actor_of_mut(notice.worker);
        let span = match (&self.core.plan().latency.events, actor) {
            (Some(events), Some(actor)) => events.sample(actor.draws.stream(&Purpose::EventLatency)),
            (Some(_), None) | (None, _) => 0.0,
        };
        let span = SimSpan::from_drawn_secs(span);
        let delay = self.faults.as_mut().map(|faults| faults.delay_of(&mut self.core, &notice));
        self.connections.send(&mut self.core, notice, span, delay.unwrap_or_default());
    }

    /// Sends an invocation to the backend.
    fn send_request(&mut self, request: BackendRequest) {
        let (now, latency) = (self.core.now(), &self.core.plan().latency);
        let at = match self.crew.actor_of_mut(request.worker) {
            Some(actor) => self.backend.lands_at(latency, &mut actor.draws, now, request.action),
            None => now,
        };
        if let Some(faults) = &mut self.faults {
            faults.send(&mut self.core, &mut self.crew, &mut self.invocations, request, at);
        } else if at == now {
            self.invocations.answer_at_once(Landing::Land(request.invocation));
        } else {
            self.core.schedule(at, Item::Land(request.invocation));
        }
    }

    /// Starts the functions that the engine wants called, and wakes replacements whose originals are done.
    fn take_calls(&mut self) {
        self.each(
            |out| &mut out.originals,
            |this, settled| {
                if let Some(thread) = this.invocations.take_original(settled.invocation) {
                    this.crew.wake(thread, rushhour_script::request::Reply::Settled(settled.result));
                }
            },
        );
        if self.core.out().calls.is_empty() {
            return;
        }
        // Each takes the first turn, so the last one begins.
        for call in std::mem::take(&mut self.core.out().calls).into_iter().rev() {
            if !self.call(call) {
                let nobody = ScriptEnd::Threw(None, "there is nobody any more to run its script".into());
                self.core.act_alone(|engine, cx| engine.call_ended(cx, call, nobody));
            }
        }
    }

    fn call(&mut self, call: ScriptCall) -> bool {
        let action = self.core.engine().action_name_of(call.invocation);
        action.is_some_and(|action| self.crew.call(call, action))
    }
}
