//! Looks at the clock while somebody fuzzes by hand: what takes long, or never ends, is set aside. Tests have no clock.

use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::drive::{Target, set_aside};

/// So many milliseconds an input may take. Where it is not set, nobody looks.
const SLOW: &str = "RUSHHOUR_FUZZ_SLOW_MS";
/// An input that takes so many times that will not end.
const ENDLESS: u32 = 100;

/// The input that is being read, and since when.
type Now = Arc<Mutex<Option<(quanta::Instant, Vec<u8>)>>>;

/// A look at the clock.
#[derive(Debug)]
pub(crate) struct Watch {
    target: Target,
    looks: Option<(Duration, Now)>,
    slowest: Cell<Duration>,
}

impl Watch {
    /// Begins to look, where somebody asks for it.
    pub(crate) fn begin(target: &Target) -> Self {
        let slow = std::env::var(SLOW).ok().and_then(|text| text.parse().ok()).map(Duration::from_millis);
        let looks = slow.map(|slow| (slow, Now::default()));
        if let Some((slow, now)) = &looks {
            let (slow, now, target) = (*slow, Arc::clone(now), *target);
            std::thread::spawn(move || end_the_endless(&target, slow, &now));
        }
        Self { target: *target, looks, slowest: Cell::default() }
    }

    /// An input is about to be read.
    pub(crate) fn begins(&self, place: u64, input: &[u8]) {
        let Some((_, now)) = &self.looks else { return };
        *now.lock().unwrap_or_else(PoisonError::into_inner) = Some((quanta::Instant::now(), input.to_vec()));
        if place.is_multiple_of(100_000) {
            println!("{}: {place}", self.target.name);
        }
    }

    /// It was read.
    pub(crate) fn ends(&self, place: u64, input: &[u8]) {
        let Some((slow, now)) = &self.looks else { return };
        let Some((since, _)) = now.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let took = since.elapsed();
        if took > *slow && took > self.slowest.get() {
            self.slowest.set(took);
            println!("{}: number {place} took {took:?}: {}", self.target.name, set_aside(&self.target, input));
        }
    }
}

fn end_the_endless(target: &Target, slow: Duration, now: &Now) {
    loop {
        std::thread::sleep(slow);
        let now = now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, input)) = &*now
            && since.elapsed() > slow * ENDLESS
        {
            println!("{}: this does not end: {}", target.name, set_aside(target, input));
            std::process::exit(1);
        }
    }
}
