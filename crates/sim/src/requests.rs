//! What a script asks for, done.
//!
//! Each request is answered at once, or its thread is left to wait; `waits` says for what, `wakes` says when it is
//! over.

use smol_str::SmolStr;

use super::actor::{ActorRole, ThreadPurpose, Wait};
use super::chance::Purpose;
use super::simulation::{Invoked, Item, Landing, Simulation, THREADS_PER_ACTOR_MAX};
use super::steps::LeftOut;
use super::{Observer, actor::CustomerState};
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::config::{Channel, Mode};
use rushhour_engine::effects::{BackendRequest, Notice, Settled};
use rushhour_engine::event::{Event, MetricId, ReservationStatus};
use rushhour_engine::nearest::did_you_mean;
use rushhour_engine::platform::{OpenContact, Reservation};
use rushhour_engine::units::{ActorId, ContactId, FiberId, InvocationId, ReservationId, SimSpan, WorkerId};
use rushhour_engine::value::{Payload, Value};
use rushhour_script::request::{Closure, NewContact, Reply, Request, TalkTime};

impl<O: Observer> Simulation<'_, O> {
    /// Does what a thread asks for. `None` where it has to wait for the answer.
    pub(super) fn answer(&mut self, thread: FiberId, request: Request) -> Option<Reply> {
        let actor = self.threads.get(thread)?.actor;
        match self.leaves_out(actor, &request) {
            Some(LeftOut::Now(refusal)) => return Some(refusal),
            Some(LeftOut::After(action, time)) => return self.wait(thread, Wait::LeftOut(action), Some(time)),
            None => {}
        }
        match request {
            Request::Sleep(span) => self.wait(thread, Wait::Sleep, Some(span)),
            Request::Sample(name) => Some(self.sample(actor, &name)),
            Request::Chance(p) => Some(self.chance(actor, p)),
            Request::Random => Some(Reply::Number(self.draws(actor, &Purpose::Random, |stream| stream.unit()))),
            Request::RandomInt(low, high) if low > high => {
                Some(Reply::Mistake(format!("random({low}, {high}): the range is empty")))
            }
            Request::RandomInt(low, high) => {
                Some(Reply::Int(self.draws(actor, &Purpose::Random, |stream| stream.whole(low, high))))
            }
            Request::Now => Some(Reply::Time(self.now)),
            Request::Record(metric, value) => Some(self.record(actor, &metric, value)),
            Request::Check(name, ok) => {
                if !ok {
                    self.check_failed(actor, &name);
                }
                self.state(Event::Checked { actor, name, ok });
                Some(Reply::Done(ok))
            }
            Request::Note(text) => {
                self.state(Event::Noted { actor, text });
                Some(Reply::Done(true))
            }
            Request::Narrate(kind, text) => self.script_narrates(thread, actor, kind, text),
            Request::Start(closure) => Some(self.start_closure(actor, closure)),
            Request::Register { action, role, closure } => Some(self.register(actor, action, role, closure)),
            Request::Hook(invocation, asked) => self.hook(thread, invocation, asked),
            Request::NextTask { patience } => {
                self.comes_for_more(thread);
                self.wait(thread, Wait::NextTask, patience)
            }
            Request::Serve(closure) => self.serve(thread, actor, closure),
            // As for whoever serves, with nothing to serve.
            Request::WaitShift => self.wait(thread, Wait::Serve, None),
            Request::Invoke { action, payload } => self.invoke(thread, actor, action, payload),
            Request::Talk { task, time } => match self.talk_time(actor, time) {
                Ok(span) => self.wait(thread, Wait::Talk(task), Some(span)),
                Err(mistake) => Some(mistake),
            },
            Request::WaitConnected { task, patience } => self.wait(thread, Wait::Connected(task), patience),
            Request::WaitTransfer { task } => match self.engine.platform().reservation(task) {
                Some(reservation) => self.wait(thread, Wait::Transfer(reservation.task), None),
                None => Some(Reply::Done(false)),
            },
            Request::TaskStatus { task } => {
                let worker = self.worker_of(actor)?;
                let status = self.engine.desktop(worker).and_then(|desktop| desktop.task(task));
                Some(Reply::Text(SmolStr::new_static(status.map_or("", |task| task.status.name()))))
            }
            Request::FindTarget(name) => Some(self.find_target(&name)),
            Request::Desktop => {
                let worker = self.worker_of(actor)?;
                Some(Reply::Value(self.engine.desktop_view(worker)))
            }
            Request::Activity => {
                let worker = self.worker_of(actor)?;
                Some(Reply::Text(self.engine.activity_name(worker)))
            }
            Request::Coach(on) => {
                let worker = self.worker_of(actor)?;
                let done = !self.is_cut_off(worker) && self.act(|engine, cx| engine.coach(cx, worker, on));
                Some(Reply::Done(done))
            }
            Request::Barge(on) => {
                let worker = self.worker_of(actor)?;
                let done = !self.is_cut_off(worker) && self.act(|engine, cx| engine.barge(cx, worker, on));
                Some(Reply::Done(done))
            }
            Request::Phone(contact) => Some(self.come(actor, Channel::Voice, contact, None)),
            Request::Chat(contact) => Some(self.come(actor, Channel::Chat, contact, None)),
            Request::Email(contact, text) => Some(self.come(actor, Channel::Email, contact, Some(text))),
            Request::WaitAnswer { patience } => self.wait(thread, Wait::Answer, patience),
            Request::HangUp => Some(self.with_contact(actor, |it, id| it.act(|e, cx| e.customer_leaves(cx, id)))),
            Request::Answer => {
                Some(self.with_contact(actor, |it, id| it.act(|e, cx| e.outbound_answered(cx, id))))
            }
            Request::Decline => {
                Some(self.with_contact(actor, |it, id| it.act(|e, cx| e.outbound_declined(cx, id))))
            }
            Request::Send { body, media } => {
                Some(self.with_contact(actor, |it, id| it.act(|e, cx| e.customer_writes(cx, id, body, media))))
            }
            Request::WaitMessage { task, patience } => self.wait(thread, Wait::Message(task), patience),
            Request::WaitEnd { task, patience } => self.wait(thread, Wait::End(task), patience),
        }
    }

    /// States a fact of the simulation's own.
    fn state(&mut self, event: Event) {
        self.out.events.push(event);
        self.settle_step();
    }

    pub(super) fn worker_of(&self, actor: ActorId) -> Option<WorkerId> {
        self.actors.get(actor)?.worker()
    }

    // Chance.

    fn draws<R>(
        &mut self,
        actor: ActorId,
        purpose: &Purpose,
        draw: impl FnOnce(&mut rushhour_scenario::random::Stream) -> R,
    ) -> R
    where
        R: Default,
    {
        match self.actors.get_mut(actor) {
            Some(actor) => draw(actor.draws.stream(purpose)),
            None => R::default(),
        }
    }

    fn sample(&mut self, actor: ActorId, name: &SmolStr) -> Reply {
        let Some(sampler) = self.plan.distributions.get(name) else {
            let known = self.plan.distributions.keys().map(SmolStr::as_str);
            return Reply::Mistake(format!(
                "the scenario has no distribution `{name}`{}",
                did_you_mean(name, known)
            ));
        };
        let purpose = Purpose::Sample(name.clone());
        Reply::Number(self.draws(actor, &purpose, |stream| sampler.sample(stream)))
    }

    fn chance(&mut self, actor: ActorId, p: f64) -> Reply {
        if !(0.0..=1.0).contains(&p) {
            return Reply::Mistake(format!("chance({p}): a probability is between 0 and 1"));
        }
        let p = self.conduct.odds.of(p);
        Reply::Done(self.draws(actor, &Purpose::Chance, |stream| stream.unit()) < p)
    }

    fn talk_time(&mut self, actor: ActorId, time: TalkTime) -> Result<SimSpan, Reply> {
        match time {
            TalkTime::Span(span) => Ok(span),
            TalkTime::Sample(name) => match self.sample(actor, &name) {
                Reply::Number(seconds) => Ok(SimSpan::from_secs_f64(seconds).unwrap_or(SimSpan::ZERO)),
                mistake => Err(mistake),
            },
        }
    }

    fn record(&mut self, actor: ActorId, metric: &SmolStr, value: f64) -> Reply {
        if !value.is_finite() {
            return Reply::Mistake(format!("record(\"{metric}\", {value}): only finite numbers can be recorded"));
        }
        match self.plan.metrics.iter().position(|known| known == metric).map(u16::try_from) {
            Some(Ok(place)) => {
                self.state(Event::Recorded { actor, metric: MetricId(place), value });
                Reply::Done(true)
            }
            Some(Err(_)) | None => Reply::Mistake(format!(
                "the scenario declares no metric `{metric}`{}; list it under `metrics`",
                did_you_mean(metric, self.plan.metrics.iter().map(SmolStr::as_str))
            )),
        }
    }

    // Threads.

    fn start_closure(&mut self, id: ActorId, closure: Closure) -> Reply {
        let Some(actor) = self.actors.get(id) else { return Reply::Stop };
        if actor.fibers.len() >= THREADS_PER_ACTOR_MAX {
            return Reply::Abort(format!("{THREADS_PER_ACTOR_MAX} started functions run at once: start fewer"));
        }
        let fiber = self.host.spawn_closure(closure, std::rc::Rc::clone(&actor.identity), None);
        self.start_thread(id, fiber, ThreadPurpose::Script);
        Reply::Done(true)
    }

    fn serve(&mut self, thread: FiberId, id: ActorId, closure: Closure) -> Option<Reply> {
        let duty = self.actors.get_mut(id)?.duty()?;
        if duty.serving.is_some() {
            return Some(Reply::Mistake(String::from("this agent serves already")));
        }
        duty.serving = Some(closure);
        self.serve_offered(id);
        self.wait(thread, Wait::Serve, None)
    }

    /// Starts a thread for each offered task, while somebody serves.
    pub(super) fn serve_offered(&mut self, id: ActorId) {
        loop {
            let Some(actor) = self.actors.get_mut(id) else { return };
            let identity = std::rc::Rc::clone(&actor.identity);
            let Some(duty) = actor.duty() else { return };
            let (Some(closure), worker) = (duty.serving, duty.worker) else { return };
            if self.is_off_duty(worker) {
                return;
            }
            let duty = self.actors.get_mut(id).and_then(|actor| actor.duty());
            let Some(reservation) = duty.and_then(|duty| duty.offered.pop_front()) else { return };
            if let Some(handle) = self.task_handle(worker, reservation) {
                let fiber = self.host.spawn_closure(closure, identity, Some(handle));
                self.start_thread(id, fiber, ThreadPurpose::Serve(reservation));
            }
        }
    }

    // Invocations.

    fn invoke(&mut self, thread: FiberId, id: ActorId, action: ActionName, payload: Payload) -> Option<Reply> {
        let worker = self.worker_of(id)?;
        let invocation = self.invoke_for(Some(thread), id, worker, action, payload);
        self.set_wait(thread, Wait::Invocation(invocation));
        self.settle_step();
        None
    }

    /// Invokes an action for a thread that will wait for it, or for a person.
    pub(super) fn invoke_for(
        &mut self,
        thread: Option<FiberId>,
        id: ActorId,
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
    ) -> InvocationId {
        let began = self.clock.raw();
        let name = action.clone();
        let about = if self.faults.is_some() { self.reservation_about(worker, &payload) } else { None };
        let invocation = self.act_alone(|engine, cx| engine.invoke(cx, worker, action, payload));
        let engine_ns = self.clock.delta_as_nanos(began, self.clock.raw());
        // The move has been counted.
        let ordinal = self.actors.get(id).map_or(0, |actor| actor.moves.saturating_sub(1));
        let had_chance = smallvec::SmallVec::new();
        let invoked = Invoked { thread, action: name, engine_ns, about, ordinal, had_chance };
        self.invocations.insert(invocation, invoked);
        invocation
    }

    /// An invocation that a thread waits for has settled.
    pub(super) fn invocation_settled(&mut self, settled: Settled) {
        if let Some(Invoked { thread, action, engine_ns, about, .. }) =
            self.invocations.remove(&settled.invocation)
        {
            self.observer.engine_time(&action, engine_ns);
            // A person reads on the page how it went.
            let Some(thread) = thread else { return };
            let result = match self.faults {
                Some(_) => self.as_taken(thread, &action, about, settled.result),
                None => settled.result,
            };
            let accepted = match (&action, &result) {
                // The sid, where a replacement has handed on what the original returned.
                (ActionName::Known(Action::AcceptTask), Ok(Value::Ref(sid) | Value::Sid(sid))) => {
                    ReservationId::try_from(*sid).ok().filter(|task| self.has_settled_offer(*task))
                }
                _ => None,
            };
            let actor = self.threads.get(thread).map(|thread| thread.actor);
            match (accepted, actor) {
                // In compat mode a call's accept is done as soon as the order is taken, whatever the desktop shows.
                (Some(task), Some(actor))
                    if !self.accepts_blindly(task) && self.is_shown(actor, task).is_none() =>
                {
                    self.set_wait(thread, Wait::Shown(task));
                }
                (Some(_) | None, _) => self.wake(thread, Reply::Settled(result)),
            }
        }
    }

    /// Whether a reservation is pending no more, whatever the desktop shows.
    fn has_settled_offer(&self, task: ReservationId) -> bool {
        let reservation = self.engine.platform().reservation(task);
        reservation.is_some_and(|reservation| reservation.status != ReservationStatus::Pending)
    }

    fn accepts_blindly(&self, task: ReservationId) -> bool {
        let is_call = |reservation: &Reservation| reservation.channel == Channel::Voice;
        self.plan.center.mode == Mode::Compat && self.engine.platform().reservation(task).is_some_and(is_call)
    }

    /// Sends an invocation to the backend.
    pub(super) fn send_request(&mut self, request: BackendRequest) {
        let actor = self.actor_of_worker(request.worker).and_then(|actor| self.actors.get_mut(actor));
        let at = match actor {
            Some(actor) => self.backend.lands_at(&self.plan.latency, &mut actor.draws, self.now, request.action),
            None => self.now,
        };
        if self.faults.is_some() {
            self.send_with_faults(request, at);
        } else if at == self.now {
            self.landings.push_back(Landing::Land(request.invocation));
        } else {
            self.schedule(at, Item::Land(request.invocation));
        }
    }

    /// The backend answers, and what comes of it is done.
    pub(super) fn land(&mut self, invocation: InvocationId) {
        self.land_alone(Landing::Land(invocation));
        self.settle_step();
    }

    pub(super) fn land_alone(&mut self, landing: Landing) {
        let (Landing::Land(invocation) | Landing::Fail(invocation)) = landing;
        let began = self.clock.raw();
        self.act_alone(|engine, cx| match landing {
            Landing::Land(_) => engine.land(cx, invocation),
            Landing::Fail(_) => engine.fail(cx, invocation),
        });
        let spent = self.clock.delta_as_nanos(began, self.clock.raw());
        if let Some(invoked) = self.invocations.get_mut(&invocation) {
            invoked.engine_ns += spent;
        }
    }

    /// Sends a reservation event to a desktop that hears of it later.
    pub(super) fn send_notice(&mut self, notice: Notice) {
        let actor = self.actor_of_worker(notice.worker).and_then(|actor| self.actors.get_mut(actor));
        let span = match (&self.plan.latency.events, actor) {
            (Some(events), Some(actor)) => events.sample(actor.draws.stream(&Purpose::EventLatency)),
            (Some(_), None) | (None, _) => 0.0,
        };
        let at = self.now + SimSpan::from_secs_f64(span).unwrap_or(SimSpan::ZERO);
        let delay = self.delay_of(&notice);
        // Events of one desktop come over one connection: none overtakes another, unless a fault says so.
        let at = (at + delay.extra).max(self.last_notice_at(notice.worker));
        if !delay.overtaken {
            self.note_notice(notice.worker, at);
        }
        self.schedule(at, Item::Deliver(notice));
    }

    fn find_target(&self, name: &SmolStr) -> Reply {
        let platform = self.engine.platform();
        if let Some(worker) = platform.worker_named(name) {
            return Reply::Value(Value::Sid(worker.sid()));
        }
        if let Some(queue) = platform.queue_named(name) {
            return Reply::Value(Value::Sid(queue.sid()));
        }
        let queues = platform.center().queues.iter().map(|queue| queue.name.as_str());
        let workers = platform.workers().iter().map(|worker| worker.name.as_str());
        Reply::Mistake(format!(
            "there is no queue or worker `{name}`{}",
            did_you_mean(name, queues.chain(workers))
        ))
    }

    // Customers.

    fn with_contact(&mut self, actor: ActorId, then: impl FnOnce(&mut Self, ContactId) -> bool) -> Reply {
        let contact = self.actors.get_mut(actor).and_then(|actor| actor.visit()?.contact);
        Reply::Done(contact.is_some_and(|contact| then(self, contact)))
    }

    fn come(&mut self, id: ActorId, channel: Channel, how: NewContact, text: Option<SmolStr>) -> Reply {
        let Some(actor) = self.actors.get_mut(id) else { return Reply::Stop };
        let (population, identity) = (actor.population, std::rc::Rc::clone(&actor.identity));
        let Some(visit) = actor.visit() else { return Reply::Stop };
        if visit.contact.is_some_and(|contact| self.engine.platform().contact(contact).is_some()) {
            return Reply::Mistake(String::from("this customer has an open contact: hang up first"));
        }
        let dialled = how.queue.as_ref().unwrap_or(&identity.queue);
        let queue = self.engine.platform().queue_named(dialled);
        if queue.is_none() && !dialled.is_empty() {
            let queues = self.plan.center.queues.iter().map(|queue| queue.name.as_str());
            return Reply::Mistake(format!("there is no queue `{dialled}`{}", did_you_mean(dialled, queues)));
        }
        let workflow = &self.plan.center.workflow;
        if queue.is_none() && workflow.filters.is_empty() && workflow.default.is_empty() {
            return Reply::Mistake(String::from(
                "no queue: name one here, or give the population a `queue`, or the centre a `workflow`",
            ));
        }
        let attributes = identity.attributes.merged(&how.attributes);
        let attributes = if how.attributes == Value::Null { identity.attributes.clone() } else { attributes };
        let open = OpenContact { population, channel, queue, attributes };
        let contact = self.act_alone(|engine, cx| engine.open_contact(cx, open));
        self.contact_actors.insert(contact, id);
        if let Some(visit) = self.actors.get_mut(id).and_then(|actor| actor.visit()) {
            *visit = CustomerState { contact: Some(contact), tries: visit.tries, ..CustomerState::default() };
        }
        let admitted = self.engine.platform().contact(contact).is_some();
        self.settle_step();
        if let Some(text) = text {
            self.act(|engine, cx| engine.customer_writes(cx, contact, text, Value::Null));
        }
        Reply::Done(admitted)
    }

    /// An agent's outbound call rings: whoever is called gets a script.
    pub(super) fn customer_is_called(&mut self, contact: ContactId) {
        // Without a population to play them, nobody answers, and the call rings out.
        let Some(population) = self.plan.callees else { return };
        let index = self.next_of(population);
        let visit = CustomerState { contact: Some(contact), called: true, ..CustomerState::default() };
        if let Some(actor) = self.start_customer(population, index, visit) {
            self.contact_actors.insert(contact, actor);
        }
    }

    pub(super) fn part_of(&self, actor: ActorId) -> Option<&ActorRole> {
        self.actors.get(actor).map(|actor| &actor.part)
    }
}
