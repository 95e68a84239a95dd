//! The turn of scripts: running threads until they wait or end, and what their end means.

use smol_str::SmolStr;

use super::Simulation;
use crate::actor::{Actor, ActorRole, ThreadPurpose};
use crate::agenda::Item;
use crate::chance::Purpose;
use crate::control::Move;
use crate::crew::Turn;
use crate::event::{ActorEnd, ActorEvent, Event};
use crate::finding::Who;
use crate::moves;
use rushhour_engine::units::{ActorId, FiberId, ReservationId, SimSpan};
use rushhour_scenario::plan::PopulationKind;
use rushhour_script::Resumed;
use rushhour_script::request::{FiberEnd, Reply, ScriptError};

impl Simulation<'_> {
    /// Gives all threads that are ready their turn.
    pub(super) fn run_ready(&mut self) {
        while !self.is_stopped()
            && let Some(turn) = self.crew.next_turn()
        {
            match turn {
                Turn::Goes(thread, reply) => self.run_thread(thread, reply),
                Turn::ListenerWaits(call) => self.act(|engine, cx| engine.listener_waits(cx, &call)),
                Turn::CallEnded(ended) => self.act(|engine, cx| engine.call_ended(cx, ended.0, ended.1)),
            }
        }
    }

    /// Runs a thread until it waits or ends, or the run is told to stop: at one moment, scripts that let no time pass
    /// can keep it for minutes.
    fn run_thread(&mut self, id: FiberId, mut reply: Option<Reply>) {
        while !self.is_told_to_stop()
            // It may have been stopped since it was woken.
            && let Some(step) = self.crew.take_turn(id, reply, self.core.now())
        {
            match step {
                Resumed::Asks(request) => match self.answer(id, request) {
                    Some(answer) => reply = Some(answer),
                    None => return self.thread_waits(id),
                },
                Resumed::Ended(end) => return self.thread_ended(id, end),
            }
        }
    }

    fn thread_ended(&mut self, id: FiberId, end: FiberEnd) {
        let thread = self.crew.remove_thread(id);
        let actor = thread.actor;
        match thread.task {
            ThreadPurpose::Call(call) => self.call_is_over(call, thread.serial == 0, &end),
            ThreadPurpose::Serve(reservation) => self.lets_go(actor, reservation),
            ThreadPurpose::Script => {}
        }
        if self.crew.owner(actor).fibers.is_empty() {
            self.tell_ended(actor);
        }
        let was_last = self.crew.owner(actor).fibers.is_empty();
        match end {
            FiberEnd::Returned | FiberEnd::Answered(_) | FiberEnd::Threw(..) => {
                if was_last {
                    self.actor_ended(actor, ActorEnd::Returned);
                } else {
                    self.poke(actor);
                    self.may_come_to_rest(actor);
                }
            }
            FiberEnd::Stopped => {
                if was_last {
                    self.actor_ended(actor, ActorEnd::Stopped);
                }
            }
            FiberEnd::Failed(error) => self.actor_failed(actor, error),
            // That a fault has foiled them is no finding: they go home.
            FiberEnd::Foiled(_) => self.actor_gives_up(actor),
        }
    }

    /// A script failed: the actor's other threads are ended too, and others are unharmed.
    fn actor_failed(&mut self, id: ActorId, error: ScriptError) {
        let message = SmolStr::new(&error.message);
        let actor = self.crew.owner(id);
        let who = Who::from(&*actor.identity);
        self.findings.script_failed(who, self.core.now(), error);
        self.state(Event::Actor(id, ActorEvent::Failed { message }));
        self.actor_gives_up(id);
    }

    fn actor_gives_up(&mut self, id: ActorId) {
        for thread in self.crew.owner(id).fibers.clone() {
            self.crew.stop_thread(thread);
        }
        self.actor_ended(id, ActorEnd::Failed);
    }

    /// Lets a customer who was blocked, or gave up, come again, if their population does so and chance will.
    fn may_return(&mut self, actor: &mut Actor) {
        let PopulationKind::Customers(customers) = &self.core.population(actor.population()).kind else {
            unreachable!("{} is a customer of a population of the staff", actor.identity.name);
        };
        let tries = actor.key.person.time();
        let Some(retry) = customers.retry.as_ref().filter(|retry| tries < retry.max) else { return };
        if actor.draws.stream(&Purpose::Retry).unit() >= retry.chance {
            return;
        }
        let delay = retry.delay.sample(actor.draws.stream(&Purpose::RetryDelay));
        let at = self.core.now() + SimSpan::from_drawn_secs(delay);
        // Nobody comes once arrivals have stopped.
        if at < self.core.arrivals_end() {
            let again = actor.key.person.person().at_time(tries + 1);
            self.doors.will_return(actor.population(), again, actor.identity.row.as_ref());
            self.core.schedule(at, Item::Customer(actor.population(), again));
        }
    }

    /// Whoever leaves their script leaves the centre: a customer hangs up, an agent signs off.
    pub(super) fn actor_ended(&mut self, id: ActorId, how: ActorEnd) {
        let contact = self.crew.contact_of(id);
        let is_open = contact.is_some_and(|contact| self.core.platform().contact(contact).is_some());
        if how == ActorEnd::Returned && is_open {
            moves::must_move(&mut self.core, &mut self.crew, id, &Move::Leaves);
        }
        let mut actor = self.crew.remove(id);
        match &actor.part {
            ActorRole::Customer(visit) => {
                // Whoever leaves the script while nobody has answered gives up by that.
                let gave_up = !visit.called && (visit.gave_up || (is_open && !visit.answered));
                if let Some(contact) = visit.contact {
                    if how != ActorEnd::Stopped {
                        self.act(|engine, cx| engine.customer_leaves(cx, contact));
                    }
                    self.crew.forget_contact(contact);
                }
                if gave_up && how == ActorEnd::Returned {
                    self.may_return(&mut actor);
                }
            }
            ActorRole::Worker(duty) => {
                let worker = duty.worker;
                if how != ActorEnd::Stopped {
                    self.shift.leaves(worker);
                    self.act(|engine, cx| engine.sign_off(cx, worker));
                }
            }
        }
        self.state(Event::Actor(id, ActorEvent::Ended { how }));
    }

    /// Something happened to somebody: those of their threads for whom that was the end of their wait go on.
    pub(super) fn poke(&mut self, id: ActorId) {
        let (crew, around) = self.crew_around();
        crew.poke(around, id);
    }

    /// Somebody who was handed a reservation is done with it, as far as they know.
    pub(super) fn lets_go(&mut self, actor: ActorId, reservation: ReservationId) {
        if let Some(faults) = &mut self.faults {
            faults.lets_go(&mut self.core, &self.crew, actor, reservation);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use crate::event::{ActorEvent, Event};
    use crate::limits::Most;
    use crate::{Finished, Observer, Quiet, Simulation};
    use rushhour_engine::units::SimTime;
    use rushhour_scenario::{BuiltIns, FileKind, Files, Overrides, load_with};

    struct One;

    impl Files for One {
        fn read(&self, _: &Path, _: FileKind) -> io::Result<String> {
            Ok("{version: 1, duration: 1h, agents: [{name: desk, count: 9, script: restless}]}".to_owned())
        }
    }

    /// Stops the run at a note.
    struct Impatient<'a>(&'a AtomicBool);

    impl Observer for Impatient<'_> {
        fn event(&mut self, _: SimTime, event: &Event) {
            if matches!(event, Event::Actor(_, ActorEvent::Noted { .. })) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
    }

    fn run(script: &str, stop: &AtomicBool) -> Finished {
        run_with(script, stop, Most::default())
    }

    fn run_with(script: &str, stop: &AtomicBool, most: Most) -> Finished {
        let text = |_: &str| Some(script.to_owned().leak() as &str);
        let built_ins = BuiltIns { names: &["restless"], text: &text, distributions: &[] };
        let plan = load_with(Path::new("x.yaml"), &Overrides::default(), &built_ins, &One).unwrap();
        let mut observer = Impatient(stop);
        Simulation::new(&plan, 0, &mut observer).unwrap().with_at_most(most).run(stop, &Quiet)
    }

    #[test]
    fn threads_of_all_people_are_bounded() {
        let starts = "fn run(me) { if me.index == 8 { sleep(1); } for n in 0..9 { me.start(|me| sleep(9)); } }";
        let finished = run_with(starts, &AtomicBool::new(false), Most { threads: 80, ..Most::default() });
        assert_eq!(finished.findings.len(), 1);
        let (message, place) = (&finished.findings[0].message, finished.findings[0].place.as_ref().unwrap());
        assert!(message.starts_with("80 threads of scripts"), "{message}");
        assert_eq!((place.line, place.column), (Some(1), Some(64)));
    }

    #[test]
    fn more_people_than_may_be_are_no_verdict() {
        let run = || {
            run_with("fn run(me) { sleep(9); }", &AtomicBool::new(false), Most { people: 8, ..Most::default() })
        };
        let ended = std::panic::catch_unwind(run).unwrap_err();
        let shortage = ended.downcast::<rushhour_script::Shortage>().unwrap();
        assert!(shortage.what.starts_with("8 people are there at once"), "{shortage}");
    }

    #[test]
    fn scripts_that_let_no_time_pass_can_be_interrupted() {
        for script in [
            "fn run(me) { sleep(1); note(\"enough\"); loop { now(); } }",
            "fn run(me) { sleep(1); note(\"enough\"); loop { me.start(|me| now()); sleep(0); } }",
        ] {
            let finished = run(script, &AtomicBool::new(false));
            assert!(finished.interrupted, "{script}");
            assert_eq!(finished.findings, [], "{script}");
            assert_eq!(finished.ended_at, SimTime::from_ns(1_000_000_000), "{script}");
        }
    }

    #[test]
    fn a_run_that_is_stopped_before_it_begins_runs_no_script() {
        let finished = run("fn run(me) { loop { } }", &AtomicBool::new(true));
        assert!(finished.interrupted);
        assert_eq!((finished.findings.len(), finished.ended_at), (0, SimTime::ZERO));
    }
}
