//! A map keyed by ids that grow, for those who read events: the audit and what measures.
//!
//! A ring of places from the oldest id that is alive to the newest, so looking up is an index, and memory follows what is
//! alive and how far it lies apart. Unlike an [`Arena`](super::Arena), the platform's store, it takes whatever ids the
//! events name, in any order, and keeps its entries unboxed, so that a run in full swing allocates nothing.

use std::collections::VecDeque;
use std::marker::PhantomData;

use super::ArenaKey;

/// Entries by id.
#[derive(Clone, Debug)]
pub struct IdMap<K, V> {
    places: VecDeque<Option<V>>,
    first: usize,
    live: usize,
    key: PhantomData<K>,
}

impl<K, V> Default for IdMap<K, V> {
    fn default() -> Self {
        Self { places: VecDeque::new(), first: 0, live: 0, key: PhantomData }
    }
}

impl<K: ArenaKey, V> IdMap<K, V> {
    /// Puts an entry in; gives back what was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        // Ids grow, so most are the next one.
        if !self.places.is_empty() && key.index() == self.first + self.places.len() {
            self.places.push_back(Some(value));
            self.live += 1;
            return None;
        }
        let old = self.place(key).replace(value);
        self.live += usize::from(old.is_none());
        old
    }
    /// The entry, made where there is none.
    pub fn entry(&mut self, key: K) -> &mut V
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
    pub fn get(&self, key: K) -> Option<&V> {
        self.places.get(key.index().checked_sub(self.first)?)?.as_ref()
    }
    /// The entry, to be changed.
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.places.get_mut(key.index().checked_sub(self.first)?)?.as_mut()
    }
    /// Takes an entry out.
    pub fn remove(&mut self, key: K) -> Option<V> {
        let removed = self.places.get_mut(key.index().checked_sub(self.first)?)?.take()?;
        self.live -= 1;
        while let Some(None) = self.places.front() {
            self.places.pop_front();
            self.first += 1;
        }
        Some(removed)
    }
    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.live
    }
    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }
    /// All entries, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
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
        let mut map: IdMap<TaskId, char> = IdMap::default();
        for (id, value) in [(5, 'f'), (3, 'd'), (9, 'j')] {
            assert_eq!(map.insert(TaskId::new(id), value), None);
        }
        assert_eq!(map.insert(TaskId::new(5), 'x'), Some('f'));
        assert_eq!(
            map.iter().map(|(id, value)| (id.number(), *value)).collect::<Vec<_>>(),
            [(3, 'd'), (5, 'x'), (9, 'j')]
        );
        assert_eq!((map.get(TaskId::new(4)), map.get(TaskId::new(2)), map.len()), (None, None, 3));
    }

    #[test]
    fn places_at_the_old_end_are_given_back() {
        let mut map: IdMap<TaskId, u8> = IdMap::default();
        for id in 0..1000 {
            map.insert(TaskId::new(id), 0);
            if id >= 3 {
                map.remove(TaskId::new(id - 3));
            }
        }
        assert_eq!((map.places.len(), map.len()), (3, 3));
        assert!(map.places.capacity() < 16);
    }
}
