//! Closures that scripts have handed over, to be run in fibers of their own.

use indexmap::IndexSet;
use rhai::ImmutableString;

use super::forms::Form;
use super::request::Closure;
use super::thrown::{Thrown, mistake};

/// A function of a script, by name. Closures have generated names; they capture nothing, so the name is all there
/// is to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptClosure {
    /// The place of the script in the plan.
    pub script: u32,
    /// The function's name.
    pub function: ImmutableString,
    /// How many parameters it takes: 1 for `me`, 2 for `me` and a task.
    pub parameters: usize,
    /// Whether it goes once it has been started.
    pub once: bool,
}

/// A function that a script has registered, with what it is given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Registered {
    /// The place of the script in the plan.
    pub script: u32,
    /// The function's name.
    pub function: ImmutableString,
    /// What it is given.
    pub form: Form,
}

/// The closures of one host. Places are used again.
#[derive(Debug, Default)]
pub(crate) struct Closures {
    kept: Vec<Option<KeptClosure>>,
    free: Vec<u32>,
    /// Functions that were registered, each once however often it was. They stay.
    registered: IndexSet<Registered>,
}

impl Closures {
    /// Keeps a closure.
    ///
    /// # Errors
    /// A mistake of a script that has handed over more closures than have numbers.
    pub(crate) fn keep(&mut self, closure: KeptClosure) -> Result<Closure, Thrown> {
        let place = match self.free.pop() {
            Some(place) => place,
            None => {
                let next = u32::try_from(self.kept.len());
                let next = next.map_err(|_| mistake("too many closures were handed over"))?;
                self.kept.push(None);
                next
            }
        };
        self.kept[place as usize] = Some(closure);
        Ok(Closure(place))
    }

    /// The closure, to be started; taken out where it is for one use.
    pub(crate) fn start(&mut self, closure: Closure) -> Option<KeptClosure> {
        let kept = self.kept.get(closure.0 as usize)?.clone()?;
        if kept.once {
            self.release(closure);
        }
        Some(kept)
    }

    /// Forgets the closure. Forgetting it twice does nothing.
    pub(crate) fn release(&mut self, closure: Closure) {
        if self.kept.get_mut(closure.0 as usize).is_some_and(|slot| slot.take().is_some()) {
            self.free.push(closure.0);
        }
    }

    /// Keeps a function that is registered. The same one is always the same closure.
    pub(crate) fn register(&mut self, function: Registered) -> Closure {
        Closure(number(self.registered.insert_full(function).0))
    }
    /// The function, where it was ever registered.
    pub(crate) fn find_registered(&self, function: &Registered) -> Option<Closure> {
        self.registered.get_index_of(function).map(|place| Closure(number(place)))
    }
    /// The function of this number.
    pub(crate) fn registered(&self, closure: Closure) -> Option<&Registered> {
        self.registered.get_index(closure.0 as usize)
    }

    /// How many are kept.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.kept.len() - self.free.len() + self.registered.len()
    }
}

/// Scripts have fewer functions than there are numbers.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(once: bool) -> KeptClosure {
        KeptClosure { script: 0, function: "f".into(), parameters: 1, once }
    }

    #[test]
    fn a_closure_for_one_use_goes_when_it_starts_and_the_other_stays() {
        let mut closures = Closures::default();
        let (once, always) = (closures.keep(kept(true)).unwrap(), closures.keep(kept(false)).unwrap());
        assert!(closures.start(once).is_some() && closures.start(once).is_none());
        assert!(closures.start(always).is_some() && closures.start(always).is_some());
        assert_eq!(closures.len(), 1);
        closures.release(always);
        closures.release(always);
        assert_eq!(closures.len(), 0);
        assert!(closures.keep(kept(false)).unwrap().0 < 2);
    }
}
