//! Who somebody is: the number of a person within their population, with what sets their draws apart.
//!
//! One number says it all, because it goes into the keys of random streams, into names and into the files of the hunt.
//! Its bits are known here and nowhere else.

use serde::{Deserialize, Serialize};

/// The bits from this one on count how often somebody has been there before: the stints of an agent, the tries of a customer.
const TIME_SHIFT: u32 = 40;
/// Customers who come by a cue have this bit, so that they take the numbers of nobody else.
const CUED: u32 = 1 << 31;

/// A person of a population, and which of their stints or tries this is.
///
/// The persons of one population are in order: those who come of themselves, then those who come by a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(u64);

impl PersonId {
    /// The person with this number among those who come of themselves, from 0, when they are there for the first time.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }
    /// The customer who is the `place`th to come by a cue, from 0, when they come for the first time.
    pub const fn cued(place: u32) -> Self {
        assert!(place < CUED, "more customers have come by cues than there are numbers for them");
        Self((CUED | place) as u64)
    }
    /// The same person, when they were there so many times before.
    #[must_use]
    pub const fn at_time(self, time: u32) -> Self {
        Self(self.0 | ((time as u64) << TIME_SHIFT))
    }
    /// The same person, whichever stint or try this is.
    #[must_use]
    pub const fn person(self) -> Self {
        Self(self.0 & ((1 << TIME_SHIFT) - 1))
    }
    /// How many times a customer was there before.
    pub const fn time(self) -> u32 {
        (self.0 >> TIME_SHIFT) as u32
    }
    /// Whether a customer came by a cue.
    pub const fn is_cued(self) -> bool {
        self.person().0 >= CUED as u64
    }
    /// The number of a customer among those who came as they did, from 0.
    pub const fn place(self) -> u64 {
        let person = self.person().0;
        if self.is_cued() { person - CUED as u64 } else { person }
    }
    /// All of it as one number: what random streams are keyed by.
    pub const fn key(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_each_time() {
        let person = PersonId::new(5);
        assert_eq!((person.at_time(3).person(), person.at_time(3).time()), (person, 3));
        assert_eq!(person.at_time(3).key(), 5 | (3 << 40));
    }

    #[test]
    fn who_comes_by_a_cue_takes_the_number_of_nobody_else() {
        let cued = PersonId::cued(2);
        assert_eq!((cued.key(), cued.place(), cued.is_cued()), ((1 << 31) | 2, 2, true));
        assert!(cued.at_time(1).is_cued() && cued.at_time(1).place() == 2);
        let other = PersonId::new(2);
        assert!(!other.is_cued() && other.place() == 2 && other < cued);
    }
}
