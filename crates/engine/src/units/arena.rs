//! A store of entities whose ids are handed out in order of creation.
//!
//! Lookup is an index into a ring, iteration is in the order of ids, and what is gone at the old end gives its
//! place back: memory follows what is alive, and no hash decides an order.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An id that an [`Arena`] can hand out.
pub trait ArenaKey: Copy + Debug {
    /// The id that was handed out as number `index`.
    ///
    /// # Panics
    /// Where there are no ids left: two entities would have the same one otherwise.
    fn from_index(index: usize) -> Self;
    /// The number of this id.
    fn index(self) -> usize;
}

/// Entities of one kind, by id.
///
/// Whether an entity is there is asked with [`Arena::get`]. Where it must be there, `arena[id]` says so, and the run
/// stops if it is not.
#[derive(Clone, Debug)]
pub struct Arena<K, V> {
    // Boxed, so that a long-lived entity among thousands that are gone costs a pointer for each of them, no more.
    slots: VecDeque<Option<Box<V>>>,
    first: usize,
    live: usize,
    kind: PhantomData<K>,
}

impl<K: ArenaKey, V> Default for Arena<K, V> {
    fn default() -> Self {
        Self { slots: VecDeque::new(), first: 0, live: 0, kind: PhantomData }
    }
}

impl<K: ArenaKey, V> Arena<K, V> {
    /// The id that the next entity will get.
    pub fn next_key(&self) -> K {
        K::from_index(self.first + self.slots.len())
    }
    /// Adds an entity and returns its id.
    pub fn insert(&mut self, value: V) -> K {
        let key = self.next_key();
        self.slots.push_back(Some(Box::new(value)));
        self.live += 1;
        key
    }
    /// The entity, if it exists.
    pub fn get(&self, key: K) -> Option<&V> {
        self.slots.get(key.index().checked_sub(self.first)?)?.as_deref()
    }
    /// The entity, if it exists, to be changed.
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.slots.get_mut(key.index().checked_sub(self.first)?)?.as_deref_mut()
    }
    /// Takes the entity out. Its id is never given again.
    pub fn remove(&mut self, key: K) -> Option<V> {
        let removed = self.slots.get_mut(key.index().checked_sub(self.first)?)?.take()?;
        self.live -= 1;
        while let Some(None) = self.slots.front() {
            self.slots.pop_front();
            self.first += 1;
        }
        Some(*removed)
    }
    /// Whether the id was ever handed out.
    pub(crate) fn ever_had(&self, key: K) -> bool {
        key.index() < self.first + self.slots.len()
    }
    /// How many exist now.
    pub fn len(&self) -> usize {
        self.live
    }
    /// Whether none exists now.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }
    /// All that exist, in the order of creation.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.slots.iter().enumerate().filter_map(move |(slot, value)| {
            value.as_deref().map(|value| (K::from_index(self.first + slot), value))
        })
    }
}

impl<K: ArenaKey, V> Index<K> for Arena<K, V> {
    type Output = V;

    #[track_caller]
    fn index(&self, key: K) -> &V {
        let Some(value) = self.get(key) else { unreachable!("{key:?} must exist here, and does not") };
        value
    }
}

impl<K: ArenaKey, V> IndexMut<K> for Arena<K, V> {
    #[track_caller]
    fn index_mut(&mut self, key: K) -> &mut V {
        let Some(value) = self.get_mut(key) else { unreachable!("{key:?} must exist here, and does not") };
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::TaskId;

    #[test]
    #[should_panic(expected = "TaskId(1) must exist here")]
    fn what_must_exist_and_does_not_stops_the_run() {
        let mut arena: Arena<TaskId, char> = Arena::default();
        let (a, b) = (arena.insert('a'), arena.insert('b'));
        arena[a] = 'c';
        assert_eq!(arena[a], 'c');
        arena.remove(b);
        let _ = arena[b];
    }

    #[test]
    fn ids_count_up_and_are_never_given_again() {
        let mut arena: Arena<TaskId, char> = Arena::default();
        let (a, b, c) = (arena.insert('a'), arena.insert('b'), arena.insert('c'));
        assert_eq!(arena.remove(a), Some('a'));
        assert_eq!(arena.remove(a), None);
        assert_eq!(arena.get(a), None);
        assert_eq!(arena.get(b), Some(&'b'));
        assert_eq!(arena.remove(c), Some('c'));
        assert_eq!(arena.insert('d').number(), 3);
        assert_eq!(
            arena.iter().map(|(key, value)| (key.number(), *value)).collect::<Vec<_>>(),
            [(1, 'b'), (3, 'd')]
        );
        assert_eq!(arena.len(), 2);
        assert!(arena.ever_had(c) && !arena.ever_had(TaskId::new(9)));
    }

    #[test]
    fn places_at_the_old_end_are_given_back() {
        let mut arena: Arena<TaskId, u8> = Arena::default();
        for _ in 0..1000 {
            let key = arena.insert(0);
            arena.remove(key);
        }
        assert_eq!(arena.slots.len(), 0);
        assert!(arena.slots.capacity() < 16);
    }
}
