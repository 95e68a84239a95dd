//! Fibers: one thread of one actor's script on a stack of its own, which yields a [`Request`] where it waits and
//! goes on with a [`Reply`].
//!
//! [`super::host`] makes and resumes them; native functions call [`ask`] from within. A fiber that was told to end
//! (or broke a limit) is *doomed*: each further host call and operation fails at once, so that its function returns
//! by itself and drops what it holds. No stack is ever unwound from outside.

#![expect(unsafe_code, reason = "a native function finds its fiber by a pointer that `resume` has put in place")]

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::rc::Rc;

use corosensei::{Coroutine, CoroutineResult, Yielder};
use rhai::Position;

use super::allowance::too_much;
use super::guard::{self, Bounds, Trip};
use super::limits::{FIBER_BYTES_MAX, SCRIPTS_BYTES_MAX, TURN_BYTES_MAX};
use super::request::asks::Ask;
use super::request::{Answer, FiberEnd, Identity, Reply, ReplyKind, Request, ScriptError};
use super::shared::Shared;
use super::stack::Slot;
use super::thrown::{Thrown, mistake, terminated};
use super::wording::grouped;

type Yields = Yielder<Reply, Request>;

/// Why a fiber has to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Doom {
    /// The simulation is done with it; no error.
    Stopped,
    /// It broke a limit: of the simulation's, or of ours.
    Broke(String),
}

/// Which of the limits of memory is nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// That of one turn.
    Turn,
    /// That of what this fiber keeps.
    Fiber,
    /// That of what all fibers keep.
    All,
}

/// What native functions know of the fiber they run in.
pub(crate) struct State {
    yielder: Cell<*const Yields>,
    /// The kind of reply that answers what was asked last; nothing before that.
    awaits: Cell<Option<ReplyKind>>,
    doom: RefCell<Option<Doom>>,
    /// Where its script was when it was doomed.
    doomed_at: Cell<Position>,
    /// How many operations it has in this turn.
    turn: Cell<u32>,
    /// What bounds the memory that it may take in this turn.
    room: Cell<Room>,
    /// The host that runs it.
    pub(crate) host: Rc<Shared>,
    /// Who acts.
    pub(crate) identity: Rc<Identity>,
    /// The place of the script in the plan.
    pub(crate) script: u32,
    /// Whether it runs a closure: of what stands outside of the script's functions it needs the constants alone, for
    /// the rest has been done.
    pub(crate) closure: bool,
}

/// One thread of a script.
pub struct Fiber {
    coroutine: Option<Coroutine<Reply, Request, std::thread::Result<FiberEnd>, Slot>>,
    state: Rc<State>,
    bounds: Bounds,
    deep: bool,
    /// The bytes that it keeps from turn to turn, or more: what it has handed over counts until it is looked at.
    kept: isize,
    /// What the first resume answers where the fiber could not even begin.
    stillborn: Option<ScriptError>,
}

/// What a fiber did with its turn.
#[derive(Debug)]
pub enum Resumed {
    /// It waits for the answer to this.
    Asks(Request),
    /// It is over, and is not resumed again.
    Ended(FiberEnd),
}

thread_local! {
    static CURRENT: Cell<*const State> = const { Cell::new(ptr::null()) };
}

impl State {
    /// The state of a fiber that has not begun.
    pub(crate) fn new(host: Rc<Shared>, identity: Rc<Identity>, script: u32, closure: bool) -> Rc<Self> {
        // A script that the plan does not have is told by whoever wants it, and not when its first turn comes.
        let _ = host.script(script);
        Rc::new(Self {
            yielder: Cell::new(ptr::null()),
            awaits: Cell::new(None),
            doom: RefCell::new(None),
            doomed_at: Cell::new(Position::NONE),
            turn: Cell::new(host.limits.operations_max),
            room: Cell::new(Room::Turn),
            host,
            identity,
            script,
            closure,
        })
    }
    /// Why the fiber has to end, if it has.
    pub(crate) fn doom(&self) -> Option<Doom> {
        self.doom.borrow().clone()
    }
    /// Where the script was then, if it is known.
    pub(crate) fn doomed_at(&self) -> Position {
        self.doomed_at.get()
    }
    /// Notes where a limit was broken. For a doomed fiber the first place counts: what a `catch` does afterwards
    /// fails only because of it.
    pub(crate) fn broke_at(&self, place: Position) {
        if self.doom.borrow().is_some() && self.doomed_at.get().is_none() {
            self.doomed_at.set(place);
        }
    }
    /// Makes sure that a reply is of the kind that the fiber asked for. The simulation has made a mistake where it is
    /// not: a script can ask for anything, but the answers are not its own.
    fn assert_awaits(&self, reply: &Reply) {
        if let (Some(awaited), Some(given)) = (self.awaits.get(), reply.kind()) {
            assert!(
                awaited == given,
                "a script of {} asked for something that is answered by {awaited:?}, and was answered {reply:?}",
                self.identity.name
            );
        }
    }
    fn doom_with(&self, doom: Doom) {
        self.doom.borrow_mut().get_or_insert(doom);
        guard::doom();
    }
}

impl Fiber {
    /// A fiber that runs `body` on `slot` when it is resumed for the first time.
    pub(crate) fn new(state: Rc<State>, slot: Slot, body: impl FnOnce(&State) -> FiberEnd + 'static) -> Self {
        let bounds = Bounds {
            red_line: slot.red_line(),
            warm_line: slot.warm_line(),
            operations_left: state.host.limits.operations_max,
            weight: state.host.weight.get(),
        };
        let inner = Rc::clone(&state);
        let coroutine = Coroutine::with_stack(slot, move |yielder: &Yields, first: Reply| {
            inner.yielder.set(yielder);
            if let Some(doom) = told_to_end(first) {
                inner.doom_with(doom);
            }
            // A panic does not cross to the stack of whoever resumes: it is caught here and goes on there.
            catch_unwind(AssertUnwindSafe(|| body(&inner)))
        });
        Self { coroutine: Some(coroutine), state, bounds, deep: false, kept: 0, stillborn: None }
    }

    /// A fiber that fails as soon as it is resumed.
    pub(crate) fn stillborn(state: Rc<State>, error: ScriptError) -> Self {
        let bounds = Bounds { red_line: 0, warm_line: 0, operations_left: 0, weight: 1 };
        Self { coroutine: None, state, bounds, deep: false, kept: 0, stillborn: Some(error) }
    }

    /// Runs it until it asks for something or is over. The first reply is not looked at, unless it is one that
    /// ends a fiber. A fiber that is over is not resumed. Where the fiber has panicked, that goes on here.
    pub(crate) fn resume(&mut self, reply: Reply) -> Resumed {
        if let Some(error) = self.stillborn.take() {
            return Resumed::Ended(FiberEnd::Failed(error));
        }
        self.state.assert_awaits(&reply);
        if let Some(allowance) = self.state.host.allowance.get() {
            self.bounds.operations_left = allowance.turn(self.state.host.limits.operations_max);
            self.state.turn.set(self.bounds.operations_left);
        }
        let room = self.room();
        let Some(coroutine) = &mut self.coroutine else {
            unreachable!("a script of {} is over and was resumed", self.state.identity.name)
        };
        let entered = Entered::enter(&self.state, self.bounds, room);
        let before = guard::bytes();
        let result = coroutine.resume(reply);
        let (left, taken) = (guard::operations_left(), guard::bytes() - before);
        self.bounds.weight = guard::weight();
        drop(entered);
        if let Some(allowance) = self.state.host.allowance.get() {
            allowance.spend(u64::from(self.bounds.operations_left.saturating_sub(left)));
        }
        self.keep((self.kept + taken).max(0));
        self.deep |= guard::take_deep();
        match result {
            CoroutineResult::Yield(request) => Resumed::Asks(request),
            CoroutineResult::Return(end) => {
                self.give_back();
                match end {
                    Ok(end) => Resumed::Ended(end),
                    // Nothing that a script does makes us panic, so this is a bug of ours, and no failure of the script.
                    Err(panic) => resume_unwind(panic),
                }
            }
        }
    }

    /// How much memory it may take in the turn that begins.
    fn room(&mut self) -> isize {
        let all = self.state.host.kept.get();
        if self.kept <= FIBER_BYTES_MAX - TURN_BYTES_MAX && all <= SCRIPTS_BYTES_MAX - TURN_BYTES_MAX {
            self.state.room.set(Room::Turn);
            return TURN_BYTES_MAX;
        }
        self.room_where_much_is_kept()
    }

    /// What fibers take in their turns and hand over is given back by others, so what is counted may be more than what is
    /// kept. All that is kept is some of what the thread has taken since the host began.
    #[cold]
    fn room_where_much_is_kept(&mut self) -> isize {
        let host = Rc::clone(&self.state.host);
        let most = (guard::bytes() - host.bytes_before).max(0);
        self.keep(self.kept.min(most));
        host.kept.set(host.kept.get().min(most));
        let rooms = [
            (TURN_BYTES_MAX, Room::Turn),
            (FIBER_BYTES_MAX - self.kept, Room::Fiber),
            (SCRIPTS_BYTES_MAX - host.kept.get(), Room::All),
        ];
        let (bytes, room) = rooms.into_iter().min_by_key(|(bytes, _)| *bytes).unwrap_or(rooms[0]);
        self.state.room.set(room);
        bytes.max(0)
    }

    /// It keeps so much by now.
    fn keep(&mut self, bytes: isize) {
        let all = &self.state.host.kept;
        all.set((all.get() + bytes - self.kept).max(0));
        self.kept = bytes;
    }

    /// Gives the stack of a fiber that has returned back to its pool.
    fn give_back(&mut self) {
        if let Some(coroutine) = self.coroutine.take() {
            let mut slot = coroutine.into_stack();
            slot.deep = self.deep;
        }
        self.keep(0);
    }
}

impl Drop for Fiber {
    fn drop(&mut self) {
        // A fiber that is waiting ends by itself once its host calls fail: it is doomed after one reply. The bound
        // is for what we have not thought of; `Coroutine` unwinds the stack itself then.
        for _ in 0..3 {
            let waiting = self.coroutine.as_ref().is_some_and(|it| it.started() && !it.done());
            if !waiting {
                break;
            }
            // A panic while another one unwinds this stack would end the process, and the first one is told anyway.
            let end = || self.resume(Reply::Stop);
            match catch_unwind(AssertUnwindSafe(end)) {
                Err(panic) if !std::thread::panicking() => resume_unwind(panic),
                Ok(_) | Err(_) => {}
            }
        }
        self.keep(0);
    }
}

/// While it lives, the fiber is the current one of this thread.
struct Entered {
    state_before: *const State,
    bounds_before: Bounds,
    line_before: isize,
}

impl Entered {
    fn enter(state: &Rc<State>, bounds: Bounds, room: isize) -> Self {
        let state_before = CURRENT.replace(Rc::as_ptr(state));
        let bounds_before = guard::enter(bounds);
        if state.doom.borrow().is_some() {
            guard::doom();
        }
        Self { state_before, bounds_before, line_before: guard::begin_turn(room) }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.state_before);
        guard::enter(self.bounds_before);
        guard::end_turn(self.line_before);
    }
}

/// Does something with the state of the fiber that runs now.
///
/// # Errors
/// When none runs: a script's verb was called outside of a run.
pub(crate) fn with_current<T>(work: impl FnOnce(&State) -> Result<T, Thrown>) -> Result<T, Thrown> {
    // SAFETY: the pointer is null or was set by `Entered::enter` from a reference count that the `Fiber` being
    // resumed holds. That fiber is borrowed until its coroutine suspends or returns, and `Entered` takes the pointer
    // back then. `work` runs on the coroutine's stack: while it is suspended in `ask`, the fiber keeps the state
    // alive, because `Fiber` declares `coroutine` before `state` and finishes the former before it is dropped.
    let state = unsafe { CURRENT.get().as_ref() };
    state.map_or_else(|| Err(mistake("this only works while a script runs")), work)
}

/// Asks the simulation for something and waits for the answer.
///
/// # Errors
/// A mistake of the script's, which it may catch; or its end, which it may not.
pub(crate) fn ask<A: Answer>(ask: Ask<A>) -> Result<A, Thrown> {
    exchange(ask.into_request(), Ask::<A>::KIND).map(Ask::<A>::answer)
}

/// Suspends the fiber that runs with a request, until it is resumed with a reply of this kind.
fn exchange(request: Request, awaited: ReplyKind) -> Result<Reply, Thrown> {
    with_current(|state| {
        if state.doom.borrow().is_some() {
            return Err(terminated());
        }
        state.awaits.set(Some(awaited));
        // SAFETY: `Fiber::new` has set the pointer to the yielder of the coroutine that runs now. It lives at the
        // base of that coroutine's stack, and we are above it on the same stack.
        let reply = unsafe { &*state.yielder.get() }.suspend(request);
        match reply {
            Reply::Mistake(text) => Err(mistake(text)),
            Reply::Stop => {
                state.doom_with(Doom::Stopped);
                Err(terminated())
            }
            Reply::Abort(message) => {
                state.doom_with(Doom::Broke(message));
                Err(terminated())
            }
            answer @ (Reply::Done(_)
            | Reply::Number(_)
            | Reply::Int(_)
            | Reply::Time(_)
            | Reply::Text(_)
            | Reply::Value(_)
            | Reply::Task(_)
            | Reply::Message(_)
            | Reply::Messages(_)
            | Reply::Settled(_)) => Ok(answer),
        }
    })
}

/// Notes that the guard has stopped an operation of the running fiber.
#[cold]
pub(crate) fn tripped(trip: Trip) {
    // Without a current fiber nothing is bounded, and nothing trips.
    let _ = with_current(|state| {
        match trip {
            Trip::Again => {}
            Trip::Stack => state.doom_with(Doom::Broke(
                "it has run out of stack: functions call each other too deeply, or never stop doing so".into(),
            )),
            Trip::Memory => state.doom_with(Doom::Broke(too_much_memory(state.room.get()))),
            Trip::Operations => {
                let remedy = match state.host.scene {
                    None => "a loop that never ends, or one without `sleep`?",
                    Some(_) => "a loop that never ends?",
                };
                let most = state.host.limits.operations_max;
                state.doom_with(Doom::Broke(too_much(state.turn.get(), most, remedy)));
            }
        }
        Ok(())
    });
}

/// What is said of a script that took too much memory.
fn too_much_memory(room: Room) -> String {
    let bytes = |most: isize| grouped(most.unsigned_abs());
    match room {
        Room::Turn => format!(
            "it has taken more than {} bytes of memory without waiting for anything: does a list or a map grow without \
             an end?",
            bytes(TURN_BYTES_MAX)
        ),
        Room::Fiber => format!(
            "it keeps more than {} bytes of memory, which is the limit: does a list or a map grow without an end?",
            bytes(FIBER_BYTES_MAX)
        ),
        Room::All => format!(
            "all scripts together keep more than {} bytes of memory, which is the limit, and this one takes more: each \
             must keep less",
            bytes(SCRIPTS_BYTES_MAX)
        ),
    }
}

/// Why a fiber has to end before it begins, if its first reply says so.
fn told_to_end(first: Reply) -> Option<Doom> {
    match first {
        Reply::Stop => Some(Doom::Stopped),
        Reply::Abort(message) => Some(Doom::Broke(message)),
        Reply::Done(_)
        | Reply::Number(_)
        | Reply::Int(_)
        | Reply::Time(_)
        | Reply::Text(_)
        | Reply::Value(_)
        | Reply::Task(_)
        | Reply::Message(_)
        | Reply::Messages(_)
        | Reply::Settled(_)
        | Reply::Mistake(_) => None,
    }
}
