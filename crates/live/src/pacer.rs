//! The pacer: holds virtual time to the clock on the wall, and the trainer's hand on it.
//!
//! Asked by the simulation before each thing that happens, on the simulation's own thread. It waits on a timer of the
//! runtime or for an order of the server, whichever comes first, and publishes a snapshot some times a second. How fast
//! the show goes, and where it stops, changes nothing of what happens.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use super::board::Board;
use super::clock::{Lag, WallClock};
use super::orders::{Answer, Order, Orders, Refused, ToObey, What};
use super::record::Recorder;
use super::speed::Speed;
use super::sums::Sums;
use super::{detail, seat, snapshot, terminal};
use rushhour_engine::units::{QueueId, SimTime, WorkerId};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::timeline::{Cue, TrainerCommand};
use rushhour_sim::{Glance, Pace, Pacer, Scene};

/// How often a snapshot is published, and an interrupt looked for.
const PUBLISH_EVERY: Duration = Duration::from_millis(125);
/// How often latencies are worked out: they cost more, and move less.
const LATENCIES_EVERY: u64 = 8;
/// Of so many agents what was on their desktops at the end can still be looked at.
const KEPT_AT_THE_END_MAX: usize = 2_000;

/// Where the run is, for those who show its progress.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// How far the run is.
    pub glance: Glance<'a>,
    /// How far it is behind.
    pub lag: Lag,
    /// The floor in a few lines.
    pub lines: Vec<String>,
}

/// What a pacer is made of.
pub(super) struct Parts<'a> {
    pub(super) plan: Arc<Plan>,
    pub(super) board: Rc<RefCell<Board>>,
    pub(super) runtime: Handle,
    pub(super) orders: ToObey,
    pub(super) keeps_open: Orders,
    pub(super) screen: watch::Sender<Arc<str>>,
    pub(super) recorder: Recorder,
    pub(super) stop: &'a AtomicBool,
    pub(super) tell: Box<dyn FnMut(Moment<'_>) + 'a>,
    pub(super) speed: Speed,
    pub(super) waits: bool,
}

/// A single step: it is done when there are more events than these, and then whoever ordered it is answered.
#[derive(Debug)]
struct Step {
    from: u64,
    answer: oneshot::Sender<Answer>,
}

/// Holds virtual time to the wall.
pub struct WallPacer<'a> {
    plan: Arc<Plan>,
    board: Rc<RefCell<Board>>,
    runtime: Handle,
    orders: ToObey,
    /// While there is a sender, waiting for an order is no error.
    _keeps_open: Orders,
    screen: watch::Sender<Arc<str>>,
    recorder: Recorder,
    /// How much was done to the floor by hand.
    done: Sums,
    stop: &'a AtomicBool,
    tell: Box<dyn FnMut(Moment<'_>) + 'a>,
    clock: WallClock,
    /// Where virtual time is: at what happened last, or on the way to what is next.
    at: SimTime,
    paused: bool,
    /// For the first browser.
    waiting: bool,
    /// A single step that is on its way.
    step: Option<Step>,
    /// The number of chapters at which a jump ends.
    jump_from: Option<u64>,
    published: u64,
    publish_at: Instant,
    latencies: Json,
    ended: bool,
    wants_exit: bool,
    /// What can be looked at after the end.
    floor: Json,
    agents: BTreeMap<String, Json>,
    queues: BTreeMap<String, Json>,
}

impl<'a> WallPacer<'a> {
    pub(super) fn new(parts: Parts<'a>) -> Self {
        let Parts { plan, board, runtime, orders, keeps_open, screen, recorder, stop, tell, speed, waits } = parts;
        Self {
            plan,
            board,
            runtime,
            orders,
            _keeps_open: keeps_open,
            screen,
            recorder,
            done: Sums::default(),
            stop,
            tell,
            clock: WallClock::new(speed),
            at: SimTime::ZERO,
            paused: false,
            waiting: waits,
            step: None,
            jump_from: None,
            published: 0,
            publish_at: Instant::now(),
            latencies: Json::Array(Vec::new()),
            ended: false,
            wants_exit: false,
            floor: Json::Null,
            agents: BTreeMap::new(),
            queues: BTreeMap::new(),
        }
    }

    pub(super) fn lag(&self) -> Lag {
        self.clock.lag
    }

    pub(super) fn is_told_to_go(&self) -> bool {
        self.wants_exit
    }

    /// The show has come to its end, with this digest: it goes into the record.
    pub fn note_digest(&mut self, digest: String) {
        self.recorder.ended(&self.plan, digest);
    }

    /// What was recorded, in words.
    ///
    /// # Errors
    /// The record could not be written; in words, too.
    pub fn recorded(&self) -> Result<Option<String>, String> {
        self.recorder.told()
    }

    fn is_halted(&self) -> bool {
        self.waiting || self.paused
    }

    /// Waits until `until`, or for an order.
    fn wait(&mut self, until: Instant) -> Option<Order> {
        let orders = &mut self.orders;
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                order = orders.recv() => order,
                () = tokio::time::sleep_until(until) => None,
            }
        })
    }

    /// Does what is ordered. Something that is to be done to the floor comes back.
    fn obey(&mut self, order: Order, scene: Option<&Scene<'_>>) -> Option<TrainerCommand> {
        let Order { what, answer } = order;
        if let (What::Step, Some(_)) = (&what, scene) {
            self.go_on();
            self.paused = true;
            self.step = Some(Step { from: self.board.borrow().events, answer });
            return None;
        }
        let mut command = None;
        let done: Answer = match (what, scene) {
            (What::Look, _) => {
                if std::mem::take(&mut self.waiting) {
                    self.clock.restart(self.at);
                }
                Ok(Json::Null)
            }
            (What::Exit, _) => {
                self.wants_exit = true;
                Ok(Json::Null)
            }
            (What::Record, _) => Ok(self.recorder.document(&self.plan)),
            (What::Floor, Some(scene)) => Ok(snapshot::floor(&self.plan, scene.engine)),
            (What::Floor, None) => Ok(self.floor.clone()),
            (What::Agent(name), Some(scene)) => detail::find(scene.engine, &name)
                .and_then(|worker| self.agent(scene, worker))
                .ok_or(Refused::Unknown),
            (What::Agent(name), None) => self.agents.get(&name).cloned().ok_or(Refused::Unknown),
            (What::Queue(name), Some(scene)) => {
                let queue = scene.engine.platform().queue_named(&name);
                queue.and_then(|queue| self.queue(scene, queue)).ok_or(Refused::Unknown)
            }
            (What::Queue(name), None) => self.queues.get(&name).cloned().ok_or(Refused::Unknown),
            (
                What::Pause
                | What::Resume
                | What::Step
                | What::Speed(_)
                | What::Jump
                | What::Do(_)
                | What::Seat(_)
                | What::Act(..),
                None,
            ) => Err(Refused::Over),
            (What::Seat(name), Some(scene)) => detail::find(scene.engine, &name)
                .and_then(|worker| seat::desk(&self.plan, scene.engine, &self.board.borrow(), self.at, worker))
                .ok_or(Refused::Unknown),
            (What::Act(agent, action, payload), Some(scene)) => {
                let objection = seat::objection(scene.engine, &agent, &action, &payload);
                let act = TrainerCommand::Act { agent, action, payload };
                match (objection, self.done.too_much(&act, &self.plan, scene)) {
                    (Some((why, code)), _) => Err(Refused::Illegal(why, code)),
                    (None, Some((what, help))) => Err(Refused::TooMuch(what, help)),
                    (None, None) => {
                        self.done.count(&act);
                        let words = act.words(&self.plan);
                        command = Some(act);
                        Ok(json!({ "does": words }))
                    }
                }
            }
            (What::Pause, Some(scene)) => {
                self.halt();
                self.publish(scene);
                Ok(Json::Null)
            }
            // A step was taken care of above.
            (What::Resume | What::Step, Some(scene)) => {
                self.go_on();
                self.publish(scene);
                Ok(Json::Null)
            }
            (What::Speed(speed), Some(scene)) => {
                self.clock.speed = speed;
                self.clock.restart(self.at);
                self.publish(scene);
                Ok(Json::Null)
            }
            (What::Jump, Some(_)) => {
                self.go_on();
                self.jump_from = Some(self.board.borrow().chapters_begun);
                Ok(Json::Null)
            }
            (What::Do(it), Some(scene)) => match self.done.too_much(&it, &self.plan, scene) {
                Some((what, help)) => Err(Refused::TooMuch(what, help)),
                None => {
                    self.done.count(&it);
                    let words = it.words(&self.plan);
                    command = Some(it);
                    Ok(json!({ "does": words }))
                }
            },
        };
        // Whoever asked may be gone.
        let _ = answer.send(done);
        self.publish_at = Instant::now();
        command
    }

    /// Answers the order of a single step: it is done, or something else came first.
    fn end_step(&mut self) {
        if let Some(step) = self.step.take() {
            // Whoever asked may be gone.
            let _ = step.answer.send(Ok(Json::Null));
        }
    }

    fn halt(&mut self) {
        self.paused = true;
        self.end_step();
        self.jump_from = None;
    }

    fn go_on(&mut self) {
        self.paused = false;
        self.waiting = false;
        self.end_step();
        self.board.borrow_mut().question = None;
        self.clock.restart(self.at);
    }

    fn agent(&self, scene: &Scene<'_>, worker: WorkerId) -> Option<Json> {
        detail::agent(&self.plan, scene.engine, &self.board.borrow(), self.at, worker)
    }

    fn queue(&self, scene: &Scene<'_>, queue: QueueId) -> Option<Json> {
        detail::queue(&self.plan, scene.engine, &self.board.borrow(), self.at, queue)
    }

    fn publish_if_due(&mut self, scene: &Scene<'_>, now: Instant) {
        if now >= self.publish_at {
            self.publish(scene);
            self.publish_at = now + PUBLISH_EVERY;
            let lines = terminal::lines(&self.plan, scene, &self.board.borrow(), &self.going());
            (self.tell)(Moment { glance: scene.glance(), lag: self.clock.lag, lines });
        }
    }

    fn going(&self) -> snapshot::Going {
        snapshot::Going {
            number: self.published,
            at: self.at,
            speed: self.clock.speed,
            paused: self.paused,
            waiting: self.waiting,
            jumping: self.jump_from.is_some(),
            ended: self.ended,
            lag: self.clock.lag,
            viewers: self.screen.receiver_count().saturating_sub(1),
        }
    }

    fn publish(&mut self, scene: &Scene<'_>) {
        self.published += 1;
        let going = self.going();
        let board = self.board.borrow();
        if self.ended || self.published % LATENCIES_EVERY == 1 {
            self.latencies = snapshot::latencies(&board);
        }
        let text = snapshot::snapshot(&self.plan, scene, &board, &going, &self.latencies);
        self.screen.send_replace(Arc::from(text));
    }

    /// Virtual time is where the clock says, on the way to what is next.
    fn move_on(&mut self, scene: &Scene<'_>, next: SimTime) {
        if !self.is_halted() {
            let at = self.clock.position(Instant::now()).max(self.at);
            self.at = at.clamp(scene.now.min(next), next);
        }
    }

    /// Ends a step or a jump that has come to where it leads.
    fn settle_leaps(&mut self, scene: &Scene<'_>) {
        let (events, chapters) = {
            let board = self.board.borrow();
            (board.events, board.chapters_begun)
        };
        if self.jump_from.is_some_and(|from| chapters > from) {
            self.jump_from = None;
            self.clock.restart(self.at);
        }
        if self.step.as_ref().is_some_and(|step| events > step.from) {
            // Whoever is answered finds the new state.
            self.publish(scene);
            self.end_step();
        }
    }

    /// Answers orders after the end, until somebody wants it to go.
    pub(super) fn linger(&mut self) {
        while !self.wants_exit && !self.stop.load(Ordering::Relaxed) {
            if let Some(order) = self.wait(Instant::now() + PUBLISH_EVERY) {
                self.obey(order, None);
            }
        }
    }
}

impl Pacer for WallPacer<'_> {
    fn pace(&mut self, scene: &Scene<'_>, next: SimTime) -> Pace {
        self.settle_leaps(scene);
        loop {
            if self.wants_exit || self.stop.load(Ordering::Relaxed) {
                return Pace::Stop;
            }
            if let Ok(order) = self.orders.try_recv() {
                self.move_on(scene, next);
                if let Some(command) = self.obey(order, Some(scene)) {
                    return Pace::Do(self.at, command);
                }
                continue;
            }
            let now = Instant::now();
            self.publish_if_due(scene, now);
            let leaps = self.jump_from.is_some() || self.step.is_some();
            let due = match self.clock.due(next) {
                _ if leaps => None,
                _ if self.is_halted() => Some(self.publish_at),
                due => due,
            };
            match due {
                Some(due) if self.is_halted() || due > now => {
                    let order = self.wait(due.min(self.publish_at));
                    self.move_on(scene, next);
                    if let Some(command) = order.and_then(|order| self.obey(order, Some(scene))) {
                        return Pace::Do(self.at, command);
                    }
                }
                Some(due) => {
                    self.clock.happens(due, now);
                    self.at = next;
                    return Pace::Go;
                }
                None => {
                    self.at = next;
                    return Pace::Go;
                }
            }
        }
    }

    fn pause(&mut self) {
        // Where nobody can let it go on, nobody waits. The server has a receiver of its own. Whoever jumps ahead has
        // left the question behind.
        if self.screen.receiver_count() > 1 && self.jump_from.is_none() {
            self.halt();
            self.publish_at = Instant::now();
        } else {
            let board = &mut *self.board.borrow_mut();
            board.said = board.question.take().map(|text| (self.at, text));
        }
    }

    fn done(&mut self, cue: &Cue) {
        self.recorder.note(cue, &self.plan);
        self.at = self.at.max(cue.at);
        self.publish_at = Instant::now();
    }

    fn ended(&mut self, scene: &Scene<'_>) {
        self.at = scene.now;
        self.ended = true;
        self.board.borrow_mut().close(scene.now);
        self.paused = false;
        self.floor = snapshot::floor(&self.plan, scene.engine);
        let workers = (0..).map(WorkerId::new).zip(scene.engine.platform().workers());
        for (worker, person) in workers.take(KEPT_AT_THE_END_MAX) {
            if let Some(agent) = self.agent(scene, worker) {
                self.agents.insert(worker.number().to_string(), agent.clone());
                self.agents.insert(person.name.to_string(), agent);
            }
        }
        for (place, queue) in (0..).zip(&self.plan.clone().center.queues) {
            if let Some(detail) = self.queue(scene, QueueId::new(place)) {
                self.queues.insert(queue.name.to_string(), detail);
            }
        }
        self.publish(scene);
        self.end_step();
    }
}
