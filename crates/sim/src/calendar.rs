//! The calendar: what happens next.
//!
//! Keyed (time, sequence), so that what is set for the same moment happens in the order in which it was set.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rushhour_engine::units::SimTime;

/// Things to come, in order.
#[derive(Debug)]
pub(crate) struct Calendar<T> {
    heap: BinaryHeap<Entry<T>>,
    sequence: u64,
    /// The length at which stale entries are swept out next.
    sweep_at: usize,
}

#[derive(Debug)]
struct Entry<T> {
    at: SimTime,
    sequence: u64,
    item: T,
}

/// A calendar shorter than this is never swept.
const SWEEP_MIN: usize = 1024;

impl<T> Default for Calendar<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), sequence: 0, sweep_at: SWEEP_MIN }
    }
}

impl<T> Calendar<T> {
    /// Sets something for a moment.
    pub(crate) fn set(&mut self, at: SimTime, item: T) {
        self.heap.push(Entry { at, sequence: self.sequence, item });
        self.sequence += 1;
    }
    /// The moment of the next thing.
    pub(crate) fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|entry| entry.at)
    }
    /// Takes the next thing out.
    pub(crate) fn pop(&mut self) -> Option<(SimTime, T)> {
        self.heap.pop().map(|entry| (entry.at, entry.item))
    }
    /// Drops what is stale, when so much has gathered that the sweep is paid for by what was set since the last:
    /// memory follows what is alive, at a constant cost for each thing.
    pub(crate) fn sweep_if_due(&mut self, is_stale: impl Fn(&T) -> bool) {
        if self.heap.len() >= self.sweep_at {
            self.heap.retain(|entry| !is_stale(&entry.item));
            self.sweep_at = (self.heap.len() * 2).max(SWEEP_MIN);
        }
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    /// Reversed, because the heap of the standard library gives its largest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.sequence).cmp(&(self.at, self.sequence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ns: u64) -> SimTime {
        SimTime::from_ns(ns)
    }

    #[test]
    fn things_come_in_order_of_time_and_then_of_setting() {
        let mut calendar = Calendar::default();
        for (ns, name) in [(5, 'a'), (3, 'b'), (5, 'c'), (3, 'd'), (1, 'e')] {
            calendar.set(at(ns), name);
        }
        let order: Vec<char> = std::iter::from_fn(|| calendar.pop()).map(|(_, name)| name).collect();
        assert_eq!(order, ['e', 'b', 'd', 'a', 'c']);
    }

    #[test]
    fn a_sweep_keeps_the_order_of_what_is_alive() {
        let mut calendar = Calendar::default();
        for n in 0..SWEEP_MIN as u64 {
            calendar.set(at(7), n);
        }
        calendar.sweep_if_due(|n| n % 2 == 1);
        assert_eq!(calendar.heap.len(), SWEEP_MIN / 2);
        let order: Vec<u64> = std::iter::from_fn(|| calendar.pop()).map(|(_, n)| n).collect();
        assert!(order.is_sorted() && order.iter().all(|n| n % 2 == 0));
    }
}
