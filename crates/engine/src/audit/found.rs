//! What the checkers found: counts, and the first violations of each invariant.

use super::invariant::{Invariant, Violation};
use super::list::{ALL, COUNT};
use crate::units::SimTime;

/// So many violations of each invariant are kept; all are counted. The first ones tell most: the rest are often their
/// consequences.
pub const KEPT_MAX: usize = 10;

/// What was found so far, in the order in which it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    at: SimTime,
    kept: Vec<Violation>,
    kept_of: [usize; COUNT],
    violated: u64,
    checked: u64,
}

impl Default for Found {
    fn default() -> Self {
        Self { at: SimTime::default(), kept: Vec::new(), kept_of: [0; COUNT], violated: 0, checked: 0 }
    }
}

impl Found {
    /// Violations from here on are of this moment.
    pub(super) const fn at(&mut self, at: SimTime) {
        self.at = at;
    }
    /// The moment that [`Found::at`] has set.
    pub(super) const fn now(&self) -> SimTime {
        self.at
    }
    /// One statement was checked, and it holds or does not. What was involved is asked for only where it does not.
    pub(super) fn hold<const N: usize>(
        &mut self,
        number: u8,
        holds: bool,
        say: impl FnOnce() -> ([String; N], String),
    ) {
        self.checked += 1;
        if !holds {
            self.fail(number, say);
        }
    }
    /// A statement does not hold.
    pub(super) fn fail<const N: usize>(&mut self, number: u8, say: impl FnOnce() -> ([String; N], String)) {
        self.violated += 1;
        let place = usize::from(number).checked_sub(1);
        let listed = place.and_then(|place| Some((ALL.get(place)?, self.kept_of.get_mut(place)?)));
        let Some((described, kept)) = listed else {
            unreachable!("a checker names invariant {number}: there is none")
        };
        if *kept < KEPT_MAX {
            *kept += 1;
            let (entities, message) = say();
            let invariant: Invariant = described.invariant;
            self.kept.push(Violation { invariant, at: self.at, entities: entities.into(), message });
        }
    }
    pub(super) fn kept(&self) -> &[Violation] {
        &self.kept
    }
    pub(super) const fn violated(&self) -> u64 {
        self.violated
    }
    pub(super) const fn checked(&self) -> u64 {
        self.checked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_first_of_each_are_kept() {
        let mut found = Found::default();
        for n in 0..100 {
            found.hold(1, false, || ([], n.to_string()));
            found.hold(2, n != 50, || ([], n.to_string()));
        }
        assert_eq!((found.checked(), found.violated(), found.kept().len()), (200, 101, KEPT_MAX + 1));
        assert_eq!(found.kept().last().map(|it| it.message.as_str()), Some("50"));
    }
}
