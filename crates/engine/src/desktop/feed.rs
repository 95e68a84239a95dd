//! The order of a desktop's reservation events: what has come, what is still missing, what is stale.
//!
//! The platform numbers the events of each worker. They may come in any order, twice, or be covered by a fetch; a
//! desktop asks here whether one still says something new. What is remembered is what is missing: where events come in
//! order, that is nothing.

use smallvec::SmallVec;

use crate::units::ReservationId;

/// What a desktop has heard, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    /// All events with lower numbers have come, or a fetch has told what they would have.
    next: u32,
    /// Those that have come before their time, in order.
    ahead: SmallVec<[u32; 2]>,
    /// Reservations that were seen to end, and by which event, while earlier events are missing.
    ended: SmallVec<[(ReservationId, u32); 1]>,
}

impl Feed {
    /// An event comes. False where it says nothing new: it has come before, a fetch was quicker, or its reservation
    /// was seen to end by a later one.
    pub(super) fn take(&mut self, reservation: ReservationId, number: u32) -> bool {
        if number < self.next {
            return false;
        }
        let Err(place) = self.ahead.binary_search(&number) else { return false };
        let has_ended = self.ended.iter().any(|(ended, by)| *ended == reservation && *by > number);
        self.ahead.insert(place, number);
        while self.ahead.first() == Some(&self.next) {
            self.ahead.remove(0);
            self.next += 1;
        }
        let next = self.next;
        self.ended.retain(|(_, by)| *by >= next);
        !has_ended
    }
    /// A reservation has ended, by the event with this number: what comes late of it is stale.
    pub(super) fn ends(&mut self, reservation: ReservationId, number: u32) {
        if number >= self.next {
            self.ended.push((reservation, number));
        }
    }
    /// Everything before this number is known now.
    pub(super) fn fetched(&mut self, next: u32) {
        *self = Self { next, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: ReservationId = ReservationId::new(1);

    #[test]
    fn in_order_nothing_is_remembered() {
        let mut feed = Feed::default();
        for number in 0..1000 {
            assert!(feed.take(ONE, number));
            feed.ends(ReservationId::new(number), number);
            assert!(feed.ahead.is_empty() && feed.ended.is_empty());
        }
        assert!(!feed.take(ONE, 999) && !feed.take(ONE, 0));
    }

    #[test]
    fn an_end_is_remembered_until_what_came_before_it_has_come() {
        let mut feed = Feed::default();
        assert!(feed.take(ONE, 2));
        feed.ends(ONE, 2);
        assert!(!feed.take(ONE, 2), "twice");
        assert!(feed.take(ReservationId::new(2), 0), "another's");
        assert!(!feed.take(ONE, 1), "stale, and the last that was missing");
        assert!(feed.ended.is_empty() && feed.ahead.is_empty());
        assert_eq!(feed.next, 3);
    }

    #[test]
    fn a_fetch_covers_all_that_was_sent_before_it() {
        let mut feed = Feed::default();
        assert!(feed.take(ONE, 1));
        feed.ends(ONE, 1);
        feed.fetched(4);
        assert!(!feed.take(ONE, 0) && !feed.take(ONE, 3) && feed.take(ONE, 4));
        assert!(feed.ended.is_empty());
    }
}
