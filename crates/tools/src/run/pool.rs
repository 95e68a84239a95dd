//! Making numbered things on several threads, and handing them over in the order of their numbers as they are done.
//!
//! What is kept meanwhile does not grow with how many there are. Used for replications, for pilots and by the hunt.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whether more replications are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The next one.
    More,
    /// None: what there is will do.
    NoMore,
}

/// What the threads share.
struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    /// What runs is told to stop: interrupted, or nobody wants it any more.
    halt: AtomicBool,
}

/// How far they are.
struct State<T> {
    /// The one that is begun next.
    next: u32,
    /// How many have been handed over.
    taken: u32,
    /// Those that are done and wait for one before them.
    done: BTreeMap<u32, T>,
    /// Nothing more is begun.
    over: bool,
}

/// How often an interrupt is looked for while nothing is done.
const LOOK_UP_EVERY: Duration = Duration::from_millis(100);

/// Makes those from 0 to `count` on so many threads, and hands them over in order, until `take` wants no more or fails,
/// or `stop` is set. What is handed over is the same for any number of threads.
///
/// # Errors
/// The first one of `make`.
pub(crate) fn in_order<T: Send, E: Send>(
    count: u32,
    jobs: usize,
    stop: &AtomicBool,
    make: impl Fn(u32, &AtomicBool) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Wanted,
) -> Result<(), E> {
    let jobs = jobs.clamp(1, count.max(1) as usize);
    if jobs == 1 {
        return here(count, stop, &make, &mut take);
    }
    // So far may a thread be ahead of the one that is waited for.
    let ahead = u32::try_from(jobs.saturating_mul(2)).unwrap_or(u32::MAX);
    let shared = Shared {
        state: Mutex::new(State { next: 0, taken: 0, done: BTreeMap::new(), over: false }),
        changed: Condvar::new(),
        halt: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        // Where the system gives fewer threads, those there are do all of it.
        let spawn = |_: &usize| {
            std::thread::Builder::new().spawn_scoped(scope, || work(count, ahead, &shared, &make)).is_ok()
        };
        if (0..jobs).take_while(spawn).count() == 0 {
            return here(count, stop, &make, &mut take);
        }
        let result = hand_over(count, stop, &shared, &mut take);
        shared.end();
        result
    })
}

/// Makes them one after the other, on this thread.
fn here<T, E>(
    count: u32,
    stop: &AtomicBool,
    make: &impl Fn(u32, &AtomicBool) -> Result<T, E>,
    take: &mut impl FnMut(T) -> Wanted,
) -> Result<(), E> {
    for index in 0..count {
        if take(make(index, stop)?) == Wanted::NoMore || stop.load(Ordering::Relaxed) {
            break;
        }
    }
    Ok(())
}

impl<T> Shared<T> {
    /// What a thread that panicked leaves behind is as good as before: whole things.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Nothing more is begun, and what runs is told to stop.
    fn end(&self) {
        self.halt.store(true, Ordering::Relaxed);
        self.lock().over = true;
        self.changed.notify_all();
    }
}

/// Ends it for all where one thread panics; otherwise the others would wait for what it owes.
struct EndsAll<'a, T>(&'a Shared<T>);

impl<T> Drop for EndsAll<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}

/// One thread: takes the next number as long as there is one.
fn work<T>(count: u32, ahead: u32, shared: &Shared<T>, make: &impl Fn(u32, &AtomicBool) -> T) {
    let _guard = EndsAll(shared);
    loop {
        let mut state = shared.lock();
        while !state.over && state.next < count && state.next >= state.taken.saturating_add(ahead) {
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.over || state.next >= count || shared.halt.load(Ordering::Relaxed) {
            return;
        }
        let index = state.next;
        state.next += 1;
        drop(state);
        let made = make(index, &shared.halt);
        shared.lock().done.insert(index, made);
        shared.changed.notify_all();
    }
}

/// Takes them in their order, until enough are there.
fn hand_over<T, E>(
    count: u32,
    stop: &AtomicBool,
    shared: &Shared<Result<T, E>>,
    take: &mut impl FnMut(T) -> Wanted,
) -> Result<(), E> {
    for index in 0..count {
        let mut state = shared.lock();
        let made = loop {
            if let Some(made) = state.done.remove(&index) {
                break made?;
            }
            if stop.load(Ordering::Relaxed) {
                shared.halt.store(true, Ordering::Relaxed);
            }
            // Interrupted, and nobody will make this one; or a thread is gone, and the run with it.
            if state.over || (shared.halt.load(Ordering::Relaxed) && state.next <= index) {
                return Ok(());
            }
            let waited = shared.changed.wait_timeout(state, LOOK_UP_EVERY).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
        };
        state.taken = index + 1;
        drop(state);
        shared.changed.notify_all();
        if take(made) == Wanted::NoMore {
            return Ok(());
        }
    }
    Ok(())
}
