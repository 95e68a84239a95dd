//! Navigation history: entries and a cursor, as a browser keeps them.

use std::collections::VecDeque;

use smol_str::SmolStr;

use super::locations::AGENT_DESKTOP;

/// What browsers keep of a tab's history.
const ENTRIES_MAX: usize = 50;

/// Where a desktop has been, and where in that it is.
#[derive(Clone, Debug)]
pub struct History {
    entries: VecDeque<SmolStr>,
    cursor: usize,
}

impl Default for History {
    fn default() -> Self {
        Self { entries: VecDeque::from([SmolStr::new_static(AGENT_DESKTOP)]), cursor: 0 }
    }
}

impl History {
    /// The current location.
    pub fn location(&self) -> &SmolStr {
        &self.entries[self.cursor]
    }
    /// All entries, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &SmolStr> {
        self.entries.iter()
    }
    /// Goes to a new location; what was ahead is dropped, and beyond 50 entries the oldest.
    pub(crate) fn push(&mut self, location: SmolStr) {
        self.entries.truncate(self.cursor + 1);
        self.entries.push_back(location);
        if self.entries.len() > ENTRIES_MAX {
            self.entries.pop_front();
        }
        self.cursor = self.entries.len() - 1;
    }
    /// Overwrites the current location.
    pub(crate) fn replace(&mut self, location: SmolStr) {
        self.entries[self.cursor] = location;
    }
    /// Moves by so many entries. Beyond either end nothing happens, and the answer is false.
    pub(crate) fn go(&mut self, delta: i64) -> bool {
        let target = i64::try_from(self.cursor).ok().and_then(|cursor| cursor.checked_add(delta));
        let target = target.and_then(|target| usize::try_from(target).ok());
        match target.filter(|target| *target < self.entries.len()) {
            Some(target) => {
                self.cursor = target;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushing_drops_what_was_ahead_and_going_too_far_does_nothing() {
        let mut history = History::default();
        history.push("/a".into());
        history.push("/b".into());
        assert!(history.go(-1) && !history.go(2) && !history.go(i64::MIN));
        assert_eq!(history.location(), "/a");
        history.push("/c".into());
        assert_eq!(history.entries().collect::<Vec<_>>(), [AGENT_DESKTOP, "/a", "/c"]);
        history.replace("/d".into());
        assert_eq!(history.location(), "/d");
        assert!(!history.go(1));
    }

    #[test]
    fn the_history_is_bounded() {
        let mut history = History::default();
        (0..200).for_each(|n| history.push(format!("/{n}").into()));
        assert_eq!((history.entries().count(), history.location().as_str()), (50, "/199"));
    }
}
