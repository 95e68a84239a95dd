//! The threads of scripts: starting them, letting them wait, and giving them their turn.

use std::rc::Rc;

use super::Crew;
use super::turn::Turn;
use crate::actor::{Thread, ThreadPurpose, Wait};
use crate::limits::{STEPS_A_PERSON_MAX, STEPS_A_SECOND_MAX, THREADS_MAX, TURNS_A_SECOND_MAX, grouped};
use rushhour_engine::action::ActionName;
use rushhour_engine::effects::ScriptCall;
use rushhour_engine::hooks::ScriptEnd;
use rushhour_engine::units::{ActorId, FiberId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_script::request::{Closure, Reply, TaskHandle};
use rushhour_script::{Fiber, Resumed, too_often};

impl Crew {
    /// A thread, if it lives.
    pub(crate) fn thread(&self, id: FiberId) -> Option<&Thread> {
        self.threads.get(id)
    }
    /// All threads that live.
    pub(crate) fn threads(&self) -> impl Iterator<Item = (FiberId, &Thread)> {
        self.threads.iter()
    }
    /// Whether a thread does not wait any more as it did when its wait had this number.
    pub(crate) fn waits_no_more(&self, id: FiberId, wait: u32) -> bool {
        self.threads.get(id).is_none_or(|thread| thread.serial != wait)
    }
    /// That somebody may start no thread more, if there are as many as may be: of theirs, or of all people.
    pub(crate) fn has_most_threads(&self, actor: ActorId) -> Option<String> {
        let of_run = self.most.threads;
        if self.threads.len() >= of_run {
            return Some(format!("{} threads of scripts run at once in this run: start fewer", grouped(of_run)));
        }
        let allowance = self.host.allowance();
        let most = allowance.map_or(THREADS_MAX, |it| it.threads(THREADS_MAX));
        let theirs = self.actors.get(actor).map_or(0, |actor| actor.fibers.len());
        (theirs >= most).then(|| {
            format!("{} started functions run at once: start fewer; does one of them call itself?", grouped(most))
        })
    }

    // Starting them.

    /// Another thread of an actor's script, to be run when those before it have had their turn.
    pub(crate) fn start_thread(&mut self, actor: ActorId, fiber: Fiber, task: ThreadPurpose) -> FiberId {
        let thread = self.new_thread(actor, fiber, task);
        self.ready.push_back(Turn::Goes(thread, None));
        thread
    }

    /// A thread that is not about to run yet.
    fn new_thread(&mut self, actor: ActorId, fiber: Fiber, task: ThreadPurpose) -> FiberId {
        if let Some(allowance) = self.host.allowance() {
            allowance.spend_thread();
        }
        let thread = self.threads.insert(Thread {
            fiber,
            actor,
            wait: Wait::Nothing,
            serial: 0,
            task,
            started: false,
            handed: None,
        });
        self.owner(actor).fibers.push(thread);
        thread
    }

    /// Starts a closure of somebody's.
    pub(crate) fn start_closure(&mut self, actor: ActorId, closure: Closure) {
        let identity = Rc::clone(&self.owner(actor).identity);
        let fiber = self.host.spawn_closure(closure, identity, None);
        self.start_thread(actor, fiber, ThreadPurpose::Script);
    }

    /// Starts a closure of somebody's that handles a task.
    pub(super) fn start_serving(&mut self, actor: ActorId, closure: Closure, task: TaskHandle) {
        let purpose = ThreadPurpose::Serve(task.reservation);
        let identity = Rc::clone(&self.owner(actor).identity);
        let fiber = self.host.spawn_closure(closure, identity, Some(task));
        self.start_thread(actor, fiber, purpose);
    }

    /// Calls a registered function for the sake of an invocation. Its turn comes before that of all others: a listener
    /// that throws at once must be known to have done so before the next one begins. False where there is nobody any
    /// more to run its script.
    pub(crate) fn call(&mut self, call: ScriptCall, action: ActionName) -> bool {
        let Some((id, actor)) = self.actor_of(call.worker) else { return false };
        let identity = Rc::clone(&actor.identity);
        let closure = Closure(call.function.0);
        // A listener that invokes its own action calls itself.
        let too_many = self.has_most_threads(id).map(Reply::Abort);
        let fiber = self.host.spawn_hook(closure, identity, action);
        let thread = self.new_thread(id, fiber, ThreadPurpose::Call(call));
        self.ready.push_front(Turn::Goes(thread, too_many));
        self.in_front += 1;
        true
    }

    // Waiting.

    /// A thread waits for this from now on. The number of the wait; nothing where the thread has ended.
    pub(crate) fn set_wait(&mut self, id: FiberId, wait: Wait) -> Option<u32> {
        let thread = self.threads.get_mut(id)?;
        thread.wait = wait;
        thread.serial = thread.serial.wrapping_add(1);
        if let Wait::Transfer(task) = wait {
            self.transfer_waits.entry(task).or_default().push(id);
        }
        Some(thread.serial)
    }

    /// Lets a thread go on with this answer when its turn comes.
    pub(crate) fn wake(&mut self, id: FiberId, reply: Reply) {
        if self.set_wait(id, Wait::Nothing).is_some() {
            self.ready.push_back(Turn::Goes(id, Some(reply)));
        }
    }

    /// What a thread was handed last, which it is not handling any more.
    pub(crate) fn take_handed(&mut self, id: FiberId) -> Option<(ActorId, ReservationId)> {
        let thread = self.threads.get_mut(id)?;
        Some((thread.actor, thread.handed.take()?))
    }

    /// Whether a thread of somebody's is at work on a reservation.
    pub(crate) fn is_handled(&self, actor: ActorId, reservation: ReservationId) -> bool {
        let threads = self.actors.get(actor).map(|actor| actor.fibers.as_slice()).unwrap_or_default();
        threads
            .iter()
            .filter_map(|thread| self.threads.get(*thread))
            .any(|thread| thread.handed == Some(reservation) || thread.task == ThreadPurpose::Serve(reservation))
    }
    /// A reservation is there for an agent to be taken again.
    pub(crate) fn offer_again(&mut self, actor: ActorId, reservation: ReservationId) {
        if let Some(duty) = self.agent_mut(actor).filter(|duty| !duty.offered.contains(&reservation)) {
            duty.offered.push_back(reservation);
        }
    }

    /// Whether somebody's script waits for work, and does nothing beside that: no thread of theirs handles a task, or is
    /// about to go on, or waits for an action.
    pub(crate) fn waits_for_work(&self, worker: WorkerId) -> bool {
        let Some((_, actor)) = self.actor_of(worker) else { return false };
        let threads = || actor.fibers.iter().filter_map(|thread| self.threads.get(*thread));
        let is_idle = |thread: &Thread| match thread.wait {
            Wait::Nothing | Wait::Invocation(_) | Wait::Original(_) | Wait::Shown(_) | Wait::LeftOut(_) => false,
            Wait::Sleep
            | Wait::NextTask
            | Wait::Serve
            | Wait::Talk(_)
            | Wait::Connected(_)
            | Wait::Transfer(_)
            | Wait::Answer
            | Wait::Message(_)
            | Wait::End(_) => thread.task == ThreadPurpose::Script,
        };
        threads().all(is_idle) && threads().any(|thread| thread.wait.is_for_work())
    }

    // Their turn.

    /// So much happens that nobody may go on more often than their share until then. Whether anybody has, whose script is
    /// ended: if not, something else makes so much happen.
    pub(crate) fn is_crowded(&mut self, until: SimTime) -> bool {
        if self.crowded_until == until {
            return true;
        }
        self.crowded_until = until;
        self.actors.iter().any(|(_, actor)| u64::from(actor.turns) > STEPS_A_PERSON_MAX)
    }

    /// What is to be done next.
    pub(crate) fn next_turn(&mut self) -> Option<Turn> {
        self.in_front = 0;
        self.ready.pop_front()
    }
    /// A listener has begun to wait. It is told as such when the functions have had their turn that were called since its own
    /// began: what it has invoked runs up to its first wait before the next listener begins.
    pub(crate) fn listener_waits(&mut self, call: ScriptCall) {
        self.ready.insert(self.in_front, Turn::ListenerWaits(call));
    }
    /// A function has ended, which is told when all that is to be done by now is done: whoever waits for it on a desktop
    /// goes on behind them.
    pub(crate) fn call_ended(&mut self, call: ScriptCall, end: ScriptEnd) {
        self.ready.push_back(Turn::CallEnded(Box::new((call, end))));
    }
    /// The first function of a worker's whose end has not been told yet.
    pub(crate) fn take_ended(&mut self, worker: WorkerId) -> Option<(ScriptCall, ScriptEnd)> {
        let is_theirs = |turn: &Turn| matches!(turn, Turn::CallEnded(it) if it.0.worker == worker);
        let place = self.ready.iter().position(is_theirs)?;
        match self.ready.remove(place) {
            Some(Turn::CallEnded(ended)) => Some(*ended),
            Some(Turn::Goes(..) | Turn::ListenerWaits(_)) | None => None,
        }
    }

    /// Runs a thread until it asks for something or ends. Nothing where it was stopped before its turn came.
    pub(crate) fn take_turn(&mut self, id: FiberId, mut reply: Option<Reply>, now: SimTime) -> Option<Resumed> {
        let thread = self.threads.get_mut(id)?;
        thread.started = true;
        if let Some(Reply::Task(Some(task))) = &reply {
            thread.handed = Some(task.reservation);
        }
        let Some(actor) = self.actors.get_mut(thread.actor) else {
            unreachable!("{id:?} is a thread of nobody");
        };
        if now.since(actor.counted_from) >= SECOND {
            (actor.turns, actor.counted_from) = (0, now);
        }
        actor.turns += 1;
        if actor.turns > TURNS_A_SECOND_MAX {
            reply = Some(Reply::Abort(no_time(now, now.since(actor.counted_from))));
        } else if now < self.crowded_until && u64::from(actor.turns) > STEPS_A_PERSON_MAX {
            reply = Some(Reply::Abort(no_time_for_all(actor.turns, now)));
        }
        if let Some(allowance) = self.host.allowance() {
            allowance.spend_turn();
            let turns = actor.rehearsed.turn(now);
            if turns > allowance.turns_in_second() {
                reply = Some(Reply::Abort(too_often(turns)));
            }
        }
        Some(self.host.resume(&mut thread.fiber, reply))
    }

    /// A thread has ended by itself.
    pub(crate) fn remove_thread(&mut self, id: FiberId) -> Thread {
        let Some(thread) = self.threads.remove(id) else { unreachable!("{id:?} ended twice") };
        self.owner(thread.actor).fibers.retain(|fiber| *fiber != id);
        thread
    }

    /// Ends a thread, wherever it is; the actor whose it was.
    pub(crate) fn stop_thread(&mut self, id: FiberId) -> ActorId {
        let mut thread = self.remove_thread(id);
        // A stopped script may ask for nothing more, so this ends it. One that has not begun never does.
        if thread.started {
            self.host.resume(&mut thread.fiber, Some(Reply::Stop));
        }
        thread.actor
    }
}

/// The span within which turns are counted.
const SECOND: SimSpan = SimSpan::from_secs(1);

fn no_time_for_all(turns: u32, now: SimTime) -> String {
    format!(
        "hardly any time passes: more than {} steps came within a second, until {now}, and this script has suspended {} \
         times; where so much happens at once, each may {} times: a loop must sleep longer, or wait for something",
        grouped(STEPS_A_SECOND_MAX as usize),
        grouped(turns as usize),
        grouped(STEPS_A_PERSON_MAX as usize)
    )
}

fn no_time(now: SimTime, within: SimSpan) -> String {
    let most = grouped(TURNS_A_SECOND_MAX as usize);
    if within == SimSpan::ZERO {
        format!(
            "no time passes: this script has suspended {most} times at {now}; a loop must sleep or wait for something"
        )
    } else {
        format!(
            "hardly any time passes: this script has suspended {most} times within a second, until {now}; a loop must \
             sleep longer, or wait for something"
        )
    }
}
