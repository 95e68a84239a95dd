//! The turn of scripts: running threads until they wait or end, and what their end means.

use smol_str::SmolStr;

use super::Observer;
use super::actor::{Actor, ActorRole, ThreadPurpose};
use super::chance::Purpose;
use super::control::Move;
use super::simulation::{Item, RESUMES_PER_INSTANT_MAX, SCRIPT_FAILURES_KEPT, ScriptFailure, Simulation};
use rushhour_engine::event::{ActorEnd, Event};
use rushhour_engine::units::{ActorId, FiberId, SimSpan, SimTime};
use rushhour_scenario::plan::PopulationKind;
use rushhour_script::Resumed;
use rushhour_script::request::{FiberEnd, Reply, ScriptError};

impl<O: Observer> Simulation<'_, O> {
    pub(super) fn run_ready(&mut self) {
        while !self.interrupted
            && !self.has_found
            && let Some((thread, reply)) = self.ready.pop_front()
        {
            self.run_thread(thread, reply);
        }
    }

    /// Runs a thread until it waits or ends, or the run is told to stop: at one moment, scripts that let no time pass
    /// can keep it for minutes.
    pub(super) fn run_thread(&mut self, id: FiberId, mut reply: Option<Reply>) {
        loop {
            if self.is_told_to_stop() {
                return;
            }
            let Some(thread) = self.threads.get_mut(id) else { return };
            thread.started = true;
            if let (Some(Reply::Task(Some(task))), true) = (&reply, self.faults.is_some()) {
                thread.handed = Some(task.reservation);
            }
            let Some(actor) = self.actors.get_mut(thread.actor) else { return };
            let resumes = if actor.resumed_at == self.now { actor.resumes + 1 } else { 1 };
            (actor.resumes, actor.resumed_at) = (resumes, self.now);
            if resumes > RESUMES_PER_INSTANT_MAX {
                reply = Some(Reply::Abort(format!(
                    "no time passes: this script has suspended {RESUMES_PER_INSTANT_MAX} times at {}; a loop must \
                     sleep or wait for something",
                    self.now
                )));
            }
            match self.host.resume(&mut thread.fiber, reply) {
                Resumed::Asks(request) => match self.answer(id, request) {
                    Some(answer) => reply = Some(answer),
                    None => return self.thread_waits(id),
                },
                Resumed::Ended(end) => return self.thread_ended(id, end),
            }
        }
    }

    pub(super) fn thread_ended(&mut self, id: FiberId, end: FiberEnd) {
        let Some(thread) = self.threads.remove(id) else { return };
        let actor_id = thread.actor;
        let Some(actor) = self.actors.get_mut(actor_id) else { return };
        actor.fibers.retain(|fiber| *fiber != id);
        match thread.task {
            ThreadPurpose::Call(call) => self.call_is_over(call, &end),
            ThreadPurpose::Serve(reservation) => self.lets_go(actor_id, reservation),
            ThreadPurpose::Script => {}
        }
        let Some(actor) = self.actors.get_mut(actor_id) else { return };
        match end {
            FiberEnd::Returned | FiberEnd::Answered(_) | FiberEnd::Threw(..) => {
                if actor.fibers.is_empty() {
                    self.actor_ended(actor_id, ActorEnd::Returned);
                } else {
                    self.poke(actor_id);
                }
            }
            FiberEnd::Stopped => {
                if actor.fibers.is_empty() {
                    self.actor_ended(actor_id, ActorEnd::Stopped);
                }
            }
            FiberEnd::Failed(error) => self.actor_failed(actor_id, error),
            // That a fault has foiled them is no finding: they go home.
            FiberEnd::Foiled(_) => self.actor_gives_up(actor_id),
        }
    }

    /// A script failed: the actor's other threads are ended too, and others are unharmed.
    pub(super) fn actor_failed(&mut self, id: ActorId, error: ScriptError) {
        let Some(actor) = self.actors.get(id) else { return };
        self.failed += 1;
        self.has_found |= self.conduct.stops_at_finding && !self.conduct.excuses_scripts;
        let population = actor.population;
        let message = SmolStr::new(&error.message);
        if self.failures.len() < SCRIPT_FAILURES_KEPT {
            self.failures.push(ScriptFailure {
                actor: actor.identity.name.clone(),
                population: actor.identity.population.clone(),
                at: self.now,
                error,
            });
        }
        self.out.events.push(Event::ScriptFailed { actor: id, population, message });
        self.settle_step();
        self.actor_gives_up(id);
    }

    fn actor_gives_up(&mut self, id: ActorId) {
        for thread in self.actors.get(id).map(|actor| actor.fibers.clone()).unwrap_or_default() {
            self.stop_thread(thread);
        }
        self.actor_ended(id, ActorEnd::Failed);
    }

    pub(super) fn stop_thread(&mut self, id: FiberId) {
        if let Some(mut thread) = self.threads.remove(id) {
            if let Some(actor) = self.actors.get_mut(thread.actor) {
                actor.fibers.retain(|fiber| *fiber != id);
            }
            // A stopped script may ask for nothing more, so this ends it. One that has not begun never does.
            if thread.started {
                self.host.resume(&mut thread.fiber, Some(Reply::Stop));
            }
        }
    }

    /// Lets a customer who was blocked, or gave up, come again, if their population does so and chance will.
    fn may_return(&mut self, actor: &mut Actor, tries: u32) {
        let Some(PopulationKind::Customers(customers)) = self.plan.population(actor.population).map(|it| &it.kind)
        else {
            return;
        };
        let Some(retry) = customers.retry.as_ref().filter(|retry| tries < retry.max) else { return };
        if actor.draws.stream(&Purpose::Retry).unit() >= retry.chance {
            return;
        }
        let delay = SimSpan::from_secs_f64(retry.delay.sample(actor.draws.stream(&Purpose::RetryDelay)));
        let at = self.now + delay.unwrap_or(SimSpan::ZERO);
        // Who would come after the doors have closed does not.
        if let (true, Ok(index)) = (at < SimTime::ZERO + self.plan.duration, u32::try_from(actor.identity.index)) {
            self.schedule(at, Item::Return(actor.population, index, tries + 1));
        }
    }

    /// Whoever leaves their script leaves the centre: a customer hangs up, an agent signs off.
    pub(super) fn actor_ended(&mut self, id: ActorId, how: ActorEnd) {
        if how == ActorEnd::Returned
            && self.contact_of(id).is_some_and(|it| self.engine.platform().contact(it).is_some())
        {
            self.moves(id, &Move::Leaves);
        }
        let Some(mut actor) = self.actors.remove(id) else { return };
        match &actor.part {
            ActorRole::Customer(visit) => {
                // Whoever leaves the script while nobody has answered gives up by that.
                let leaves = |contact| !visit.answered && self.engine.platform().contact(contact).is_some();
                let (tries, came) = (visit.tries, !visit.called);
                let gave_up = came && (visit.gave_up || visit.contact.is_some_and(leaves));
                if let Some(contact) = visit.contact {
                    if how != ActorEnd::Stopped {
                        self.act(|engine, cx| engine.customer_leaves(cx, contact));
                    }
                    self.contact_actors.remove(&contact);
                }
                if gave_up && how == ActorEnd::Returned {
                    self.may_return(&mut actor, tries);
                }
            }
            ActorRole::Worker(duty) => {
                let worker = duty.worker;
                if how != ActorEnd::Stopped {
                    self.act(|engine, cx| engine.sign_off(cx, worker));
                }
            }
        }
        self.out.events.push(Event::ActorEnded { actor: id, population: actor.population, how });
        self.settle_step();
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::{Finished, Quiet};
    use rushhour_engine::units::SimTime;
    use rushhour_scenario::{BuiltIns, Files, Overrides, load_with};

    struct One;

    impl Files for One {
        fn read(&self, _: &Path) -> io::Result<String> {
            Ok("{version: 1, duration: 1h, agents: [{name: desk, count: 9, script: restless}]}".to_owned())
        }
    }

    /// Stops the run at a note.
    struct Impatient<'a>(&'a AtomicBool);

    impl Observer for Impatient<'_> {
        fn event(&mut self, _: SimTime, event: &Event) {
            if matches!(event, Event::Noted { .. }) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
    }

    fn run(script: &str, stop: &AtomicBool) -> Finished {
        let text = |_: &str| Some(script.to_owned().leak() as &str);
        let built_ins = BuiltIns { names: &["restless"], text: &text, distributions: &[] };
        let plan = load_with(Path::new("x.yaml"), &Overrides::default(), &built_ins, &One).unwrap();
        let mut observer = Impatient(stop);
        Simulation::new(&plan, 0, &mut observer).unwrap().run(stop, &Quiet)
    }

    #[test]
    fn scripts_that_let_no_time_pass_can_be_interrupted() {
        for script in [
            "fn run(me) { sleep(1); note(\"enough\"); loop { now(); } }",
            "fn run(me) { sleep(1); note(\"enough\"); loop { me.start(|me| now()); sleep(0); } }",
        ] {
            let finished = run(script, &AtomicBool::new(false));
            assert!(finished.interrupted, "{script}");
            assert_eq!((finished.failed, finished.violations_total), (0, 0), "{script}");
            assert_eq!(finished.ended_at, SimTime::from_ns(1_000_000_000), "{script}");
        }
    }

    #[test]
    fn a_run_that_is_stopped_before_it_begins_runs_no_script() {
        let finished = run("fn run(me) { loop { } }", &AtomicBool::new(true));
        assert!(finished.interrupted);
        assert_eq!((finished.failed, finished.ended_at), (0, SimTime::ZERO));
    }
}
