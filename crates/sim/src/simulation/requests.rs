//! What a script asks for, done.
//!
//! Each request is answered at once, or its thread is left to wait.

use smol_str::SmolStr;

use super::Simulation;
use crate::actor::{CustomerState, Wait};
use crate::agenda::Item;
use crate::chance::Purpose;
use crate::control::Move;
use crate::event::{ActorEvent, CheckEvent, Event};
use crate::faults::is_cut_off;
use crate::finding::Who;
use crate::limits::{CONTACTS_MAX, grouped};
use crate::moves::{self, LeftOut, refusal};
use rushhour_engine::action::ActionName;
use rushhour_engine::config::Channel;
use rushhour_engine::nearest::did_you_mean;
use rushhour_engine::platform::OpenContact;
use rushhour_engine::units::{ActorId, ContactId, FiberId, SimSpan};
use rushhour_engine::value::Value;
use rushhour_scenario::MetricId;
use rushhour_scenario::random::Stream;
use rushhour_script::request::{Closure, NewContact, Reply, Request, TalkTime};

impl Simulation<'_> {
    /// Does what a thread asks for. `None` where it has to wait for the answer.
    pub(super) fn answer(&mut self, thread: FiberId, request: Request) -> Option<Reply> {
        let actor = self.crew.thread(thread)?.actor;
        match moves::leaves_out(&mut self.core, &mut self.crew, actor, &request) {
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
            Request::Now => Some(Reply::Time(self.core.now())),
            Request::Record(metric, value) => Some(self.record(actor, &metric, value)),
            Request::Check(name, ok) => {
                if let Some(too_many) = self.names.check(&name) {
                    return Some(Reply::Abort(too_many));
                }
                if !ok {
                    let who = Who::from(&*self.crew.owner(actor).identity);
                    self.findings.check_failed(who, self.core.now(), &name);
                }
                let check = self.core.check_id(name);
                self.state(Event::Check(check, CheckEvent::Checked { actor, ok }));
                Some(Reply::Done(ok))
            }
            Request::Note(text) => {
                self.state(Event::Actor(actor, ActorEvent::Noted { text }));
                Some(Reply::Done(true))
            }
            Request::Narrate(kind, text) => self.script_narrates(thread, actor, kind, text),
            Request::Start(closure) => Some(self.start_closure(actor, closure)),
            Request::Register { action, role, closure } => {
                if let Some(too_many) = self.names.action(&action) {
                    return Some(Reply::Abort(too_many));
                }
                Some(self.register(actor, action, role, closure))
            }
            Request::RemoveListener { action, role, closure } => {
                Some(self.remove_listener(actor, &action, role, closure))
            }
            Request::Hook(asked) => self.hook(thread, asked),
            Request::NextTask { patience } => {
                self.comes_for_more(thread);
                self.wait(thread, Wait::NextTask, patience)
            }
            Request::Serve(closure) => self.serve(thread, actor, closure),
            Request::BackAfter(span) => {
                self.comes_back_after(actor, span);
                Some(Reply::Done(true))
            }
            // As for whoever serves, with nothing to serve.
            Request::WaitShift => self.wait(thread, Wait::Serve, None),
            Request::Invoke { action, payload } => match self.names.action(&action) {
                Some(too_many) => Some(Reply::Abort(too_many)),
                None => self.invoke(thread, actor, action, payload),
            },
            Request::Talk { task, time } => match self.talk_time(actor, time) {
                Ok(span) => self.wait(thread, Wait::Talk(task), Some(span)),
                Err(mistake) => Some(mistake),
            },
            Request::WaitConnected { task, patience } => self.wait(thread, Wait::Connected(task), patience),
            Request::WaitTransfer { task } => match self.core.platform().reservation(task) {
                Some(reservation) => self.wait(thread, Wait::Transfer(reservation.task), None),
                None => Some(Reply::Done(false)),
            },
            Request::TaskStatus { task } => {
                let worker = self.crew.worker_of(actor)?;
                let status = self.core.engine().desktop(worker).and_then(|desktop| desktop.task(task));
                Some(Reply::Text(SmolStr::new_static(status.map_or("", |task| task.status.name()))))
            }
            Request::TaskPart { task, part } => {
                let (reader, now) = (self.crew.worker_of(actor), self.core.now());
                Some(Reply::Value(self.core.engine().task_part(now, reader, task, part)))
            }
            Request::Object(sid) => Some(Reply::Value(self.core.engine().object_view(sid))),
            Request::Worker => {
                let worker = self.crew.worker_of(actor)?;
                Some(Reply::Value(self.core.engine().worker_view(worker)))
            }
            Request::FindTarget(name) => Some(self.find_target(&name)),
            Request::Desktop => {
                let worker = self.crew.worker_of(actor)?;
                Some(Reply::Value(self.core.engine().desktop_for_script(worker)?))
            }
            Request::Activity => {
                let worker = self.crew.worker_of(actor)?;
                Some(Reply::Text(self.core.engine().activity_name(worker)?))
            }
            Request::Coach(on) => {
                let worker = self.crew.worker_of(actor)?;
                let done = !is_cut_off(&self.core, worker) && self.act(|engine, cx| engine.coach(cx, worker, on));
                Some(Reply::Done(done))
            }
            Request::Barge(on) => {
                let worker = self.crew.worker_of(actor)?;
                let done = !is_cut_off(&self.core, worker) && self.act(|engine, cx| engine.barge(cx, worker, on));
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
            Request::Send { body, media } => Some(self.customer_writes(actor, body, media)),
            Request::Messages { task } => {
                let (crew, around) = self.crew_around();
                Some(Reply::Messages(crew.messages(around, actor, task)))
            }
            Request::WaitMessage { task, patience } => self.wait(thread, Wait::Message(task), patience),
            Request::WaitEnd { task: None, patience } => self.wait_goodbye(thread, actor, patience),
            Request::WaitEnd { task, patience } => self.wait(thread, Wait::End(task), patience),
        }
    }

    // Waiting.

    /// Lets a thread wait, for at most `patience`; or answers at once where what it waits for is there.
    pub(super) fn wait(&mut self, id: FiberId, wait: Wait, patience: Option<SimSpan>) -> Option<Reply> {
        let actor = self.crew.thread(id)?.actor;
        let (crew, around) = self.crew_around();
        if let Some(reply) = crew.is_over(around, actor, wait) {
            return Some(reply);
        }
        let number = self.crew.set_wait(id, wait)?;
        if let Some(patience) = patience {
            self.core.schedule_in(patience, Item::Wake(id, number));
        }
        None
    }

    /// A thread's time is over, if it still waits as it did when the time was set.
    pub(super) fn wait_is_over(&mut self, id: FiberId, number: u32) {
        let Some(thread) = self.crew.thread(id).filter(|thread| thread.serial == number) else { return };
        let actor = thread.actor;
        let reply = match thread.wait {
            Wait::Sleep | Wait::Talk(_) => Reply::Done(true),
            Wait::LeftOut(action) => refusal(ActionName::Known(action)),
            Wait::NextTask => Reply::Task(None),
            Wait::Message(_) => Reply::Message(None),
            Wait::End(_) | Wait::Connected(_) | Wait::Transfer(_) | Wait::Serve => Reply::Done(false),
            Wait::Answer => {
                // Patience is over: they hang up.
                if let Some(contact) = self.crew.contact_of(actor) {
                    self.crew.set_wait(id, Wait::Nothing);
                    moves::must_move(&mut self.core, &mut self.crew, actor, &Move::GivesUp);
                    self.act(|engine, cx| engine.customer_leaves(cx, contact));
                }
                Reply::Done(false)
            }
            Wait::Nothing | Wait::Invocation(_) | Wait::Original(_) | Wait::Shown(_) => {
                unreachable!("no time was set for {:?}", thread.wait)
            }
        };
        self.crew.wake(id, reply);
    }

    /// A thread comes back for its next task: what it was handed before is done, as far as it knows.
    fn comes_for_more(&mut self, thread: FiberId) {
        if let Some((actor, reservation)) = self.crew.take_handed(thread) {
            self.lets_go(actor, reservation);
        }
    }

    // Chance.

    fn draws<R>(&mut self, actor: ActorId, purpose: &Purpose, draw: impl FnOnce(&mut Stream) -> R) -> R {
        draw(self.crew.owner(actor).draws.stream(purpose))
    }

    fn sample(&mut self, actor: ActorId, name: &SmolStr) -> Reply {
        let Some(sampler) = self.core.plan().distributions.get(name) else {
            let known = self.core.plan().distributions.keys().map(SmolStr::as_str);
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
        let p = self.core.control().odds.of(p);
        Reply::Done(self.draws(actor, &Purpose::Chance, |stream| stream.unit()) < p)
    }

    fn talk_time(&mut self, actor: ActorId, time: TalkTime) -> Result<SimSpan, Reply> {
        match time {
            TalkTime::Span(span) => Ok(span),
            TalkTime::Sample(name) => match self.sample(actor, &name) {
                Reply::Number(seconds) => Ok(SimSpan::from_drawn_secs(seconds)),
                mistake => Err(mistake),
            },
        }
    }

    fn record(&mut self, actor: ActorId, metric: &SmolStr, value: f64) -> Reply {
        if !value.is_finite() {
            return Reply::Mistake(format!("record(\"{metric}\", {value}): only finite numbers can be recorded"));
        }
        match self.core.plan().metrics.iter().position(|known| known == metric).map(u16::try_from) {
            Some(Ok(place)) => {
                self.state(Event::Actor(actor, ActorEvent::Recorded { metric: MetricId(place), value }));
                Reply::Done(true)
            }
            Some(Err(_)) | None => Reply::Mistake(format!(
                "the scenario declares no metric `{metric}`{}; list it under `metrics`",
                did_you_mean(metric, self.core.plan().metrics.iter().map(SmolStr::as_str))
            )),
        }
    }

    // Threads.

    fn start_closure(&mut self, actor: ActorId, closure: Closure) -> Reply {
        if let Some(too_many) = self.crew.has_most_threads(actor) {
            return Reply::Abort(too_many);
        }
        self.crew.start_closure(actor, closure);
        Reply::Done(true)
    }

    fn serve(&mut self, thread: FiberId, actor: ActorId, closure: Closure) -> Option<Reply> {
        let duty = self.crew.agent_mut(actor)?;
        if duty.serving.is_some() {
            return Some(Reply::Mistake(String::from("this agent serves already")));
        }
        duty.serving = Some(closure);
        let (crew, around) = self.crew_around();
        crew.serve_offered(around, actor);
        self.wait(thread, Wait::Serve, None)
    }

    fn find_target(&self, name: &SmolStr) -> Reply {
        let platform = self.core.platform();
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

    /// A customer writes, if there is somewhere to write to. What the channel does not take is the script's mistake.
    fn customer_writes(&mut self, actor: ActorId, body: SmolStr, media: Value) -> Reply {
        let contact = self.crew.contact_of(actor).and_then(|contact| self.core.platform().contact(contact));
        let conversation = contact.and_then(|contact| contact.conversation);
        let is_full = |id| self.core.platform().conversation_is_full(id, body.len());
        if let Some(full) = conversation.and_then(is_full) {
            return Reply::Abort(full);
        }
        let channel = contact.map(|contact| contact.channel).filter(|channel| *channel != Channel::Voice);
        if let Some(channel) = channel
            && let Err(why) = self.core.engine().message_fits(channel, &body, &media)
        {
            return Reply::Mistake(format!("this {} takes no such message: {why}", channel.name()));
        }
        self.with_contact(actor, |it, id| it.act(|e, cx| e.customer_writes(cx, id, body, media)))
    }

    fn with_contact(&mut self, actor: ActorId, then: impl FnOnce(&mut Self, ContactId) -> bool) -> Reply {
        let contact = self.crew.contact_of(actor);
        Reply::Done(contact.is_some_and(|contact| then(self, contact)))
    }

    fn come(&mut self, id: ActorId, channel: Channel, how: NewContact, text: Option<SmolStr>) -> Reply {
        let actor = self.crew.owner(id);
        let (population, identity) = (actor.population(), std::rc::Rc::clone(&actor.identity));
        let Some(visit) = actor.visit() else { return Reply::Stop };
        if visit.contact.is_some_and(|contact| self.core.platform().contact(contact).is_some()) {
            return Reply::Mistake(String::from("this customer has an open contact: hang up first"));
        }
        if visit.contacts >= CONTACTS_MAX {
            let most = grouped(CONTACTS_MAX as usize);
            return Reply::Abort(format!(
                "one customer makes at most {most} contacts: let several customers come"
            ));
        }
        let contacts = visit.contacts + 1;
        let dialled = how.queue.as_ref().unwrap_or(&identity.queue);
        let queue = self.core.platform().queue_named(dialled);
        if queue.is_none() && !dialled.is_empty() {
            let queues = self.core.plan().center.queues.iter().map(|queue| queue.name.as_str());
            return Reply::Mistake(format!("there is no queue `{dialled}`{}", did_you_mean(dialled, queues)));
        }
        let workflow = &self.core.plan().center.workflow;
        if queue.is_none() && workflow.filters.is_empty() && workflow.default.is_empty() {
            return Reply::Mistake(String::from(
                "no queue: name one here, or give the population a `queue`, or the centre a `workflow`",
            ));
        }
        let attributes = identity.attributes.merged(&how.attributes);
        let attributes = if how.attributes == Value::Null { identity.attributes.clone() } else { attributes };
        let open = OpenContact { group: population.into(), channel, queue, attributes };
        let contact = self.core.act_alone(|engine, cx| engine.open_contact(cx, open));
        self.crew.add_contact(contact, id);
        if let Some(visit) = self.crew.customer_mut(id) {
            *visit = CustomerState { contact: Some(contact), contacts, ..CustomerState::default() };
        }
        let admitted = self.core.platform().contact(contact).is_some();
        self.settle_step();
        if let Some(text) = text {
            self.act(|engine, cx| engine.customer_writes(cx, contact, text, Value::Null));
        }
        Reply::Done(admitted)
    }
}
