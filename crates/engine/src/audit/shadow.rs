//! The audit's own store, keyed by ids that grow.
//!
//! A ring of places from the oldest id that is alive to the newest. It shares nothing with the platform's stores:
//! unlike them it takes whatever ids the events name, in any order, and keeps its entries unboxed, so that a run in
//! full swing allocates nothing.

use std::collections::VecDeque;
use std::marker::PhantomData;

use crate::units::ArenaKey;

/// Entries by id.
#[derive(Clone, Debug)]
pub(super) struct Shadow<K, V> {
    places: VecDeque<Option<V>>,
    first: usize,
    live: usize,
    key: PhantomData<K>,
}

impl<K, V> Default for Shadow<K, V> {
    fn default() -> Self {
        Self { places: VecDeque::new(), first: 0, live: 0, key: PhantomData }
    }
}

impl<K: ArenaKey, V> Shadow<K, V> {
    /// Puts an entry in; gives back what was there.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let old = self.place(key).replace(value);
        self.live += usize::from(old.is_none());
        old
    }
    /// The entry, made where there is none.
    pub(super) fn entry(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.live += usize::from(self.get(key).is_none());
        self.place(key).get_or_insert_with(V::default)
    }
    fn place(&mut self, key: K) -> &mut Option<V> {
        let index = key.index();
        if self.places.is_empty() {
            self.first = index;
        }
        while index < self.first {
            self.places.push_front(None);
            self.first -= 1;
        }
        while self.first + self.places.len() <= index {
            self.places.push_back(None);
        }
        &mut self.places[index - self.first]
    }
    /// The entry; none where it was never put in or is taken out.
    pub(super) fn get(&self, key: K) -> Option<&V> {
        self.places.get(key.index().checked_sub(self.first)?)?.as_ref()
    }
    /// The entry, to be changed.
    pub(super) fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.places.get_mut(key.index().checked_sub(self.first)?)?.as_mut()
    }
    /// Takes an entry out.
    pub(super) fn remove(&mut self, key: K) -> Option<V> {
        let removed = self.places.get_mut(key.index().checked_sub(self.first)?)?.take()?;
        self.live -= 1;
        while let Some(None) = self.places.front() {
            self.places.pop_front();
            self.first += 1;
        }
        Some(removed)
    }
    /// How many entries there are.
    pub(super) const fn len(&self) -> usize {
        self.live
    }
    /// All entries, by id; for the end of a run.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        let first = self.first;
        self.places
            .iter()
            .enumerate()
            .filter_map(move |(place, value)| value.as_ref().map(|value| (K::from_index(first + place), value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::TaskId;

    #[test]
    fn entries_come_in_any_order_and_are_found_by_id() {
        let mut shadow: Shadow<TaskId, char> = Shadow::default();
        for (id, value) in [(5, 'f'), (3, 'd'), (9, 'j')] {
            assert_eq!(shadow.insert(TaskId::new(id), value), None);
        }
        assert_eq!(shadow.insert(TaskId::new(5), 'x'), Some('f'));
        assert_eq!(
            shadow.iter().map(|(id, value)| (id.number(), *value)).collect::<Vec<_>>(),
            [(3, 'd'), (5, 'x'), (9, 'j')]
        );
        assert_eq!((shadow.get(TaskId::new(4)), shadow.get(TaskId::new(2)), shadow.len()), (None, None, 3));
    }

    #[test]
    fn places_at_the_old_end_are_given_back() {
        let mut shadow: Shadow<TaskId, u8> = Shadow::default();
        for id in 0..1000 {
            shadow.insert(TaskId::new(id), 0);
            if id >= 3 {
                shadow.remove(TaskId::new(id - 3));
            }
        }
        assert_eq!((shadow.places.len(), shadow.len()), (3, 3));
        assert!(shadow.places.capacity() < 16);
    }
}
