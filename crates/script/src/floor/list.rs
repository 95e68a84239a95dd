//! What scripts do with lists of what is on the floor.

use std::cmp::Ordering;
use std::rc::Rc;

use rhai::{Dynamic, Engine, FLOAT, FnPtr, INT, ImmutableString, NativeCallContext, Variant};

use crate::handles::List;
use crate::limits::Limits;
use crate::thrown::{Thrown, mistake};
use crate::values::{count, noun, to_engine};
use crate::wording::grouped;

/// So many elements are told in a text.
const TOLD_MAX: usize = 10;

/// What can be an element.
pub(crate) trait Element: Variant + Clone {
    /// As messages name it.
    fn told(&self) -> String;
    /// Whether it is the same as another.
    fn is_same(&self, other: &Self) -> Result<bool, Thrown>;
}

impl<T: Clone> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = Elements<T>;
    fn into_iter(self) -> Elements<T> {
        Elements { list: self.0, next: 0 }
    }
}

/// The elements of a list, one after the other.
pub(crate) struct Elements<T> {
    list: Rc<[T]>,
    next: usize,
}

impl<T: Clone> Iterator for Elements<T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        self.next += 1;
        self.list.get(self.next - 1).cloned()
    }
}

impl Element for Dynamic {
    fn told(&self) -> String {
        self.to_string()
    }
    fn is_same(&self, other: &Self) -> Result<bool, Thrown> {
        Ok(to_engine(self)? == to_engine(other)?)
    }
}

/// Registers a list of a kind, under the name by which messages speak of it.
pub(super) fn register<T: Element>(engine: &mut Engine, name: &'static str) {
    type C<'a> = NativeCallContext<'a>;
    engine
        .register_type_with_name::<List<T>>(name)
        .register_iterator::<List<T>>()
        .register_fn("len", |list: &mut List<T>| count(list.0.len()))
        .register_get("len", |list: &mut List<T>| count(list.0.len()))
        .register_fn("is_empty", |list: &mut List<T>| list.0.is_empty())
        .register_fn("first", |list: &mut List<T>| list.0.first().map_or(Dynamic::UNIT, of))
        .register_fn("last", |list: &mut List<T>| list.0.last().map_or(Dynamic::UNIT, of))
        .register_indexer_get(|list: &mut List<T>, index: INT| list.at(index))
        .register_fn("contains", |list: &mut List<T>, wanted: T| list.has(&wanted))
        .register_fn("to_array", |list: &mut List<T>| list.to_array())
        .register_fn("to_string", |list: &mut List<T>| list.told())
        .register_fn("to_debug", |list: &mut List<T>| list.told())
        .register_fn("all", |context: C<'_>, list: &mut List<T>, test: FnPtr| {
            list.place(&context, &test, "all", false).map(|place| place.is_none())
        })
        .register_fn("none", |context: C<'_>, list: &mut List<T>, test: FnPtr| {
            list.place(&context, &test, "none", true).map(|place| place.is_none())
        })
        .register_fn("find", |context: C<'_>, list: &mut List<T>, test: FnPtr| -> Result<Dynamic, Thrown> {
            let place = list.place(&context, &test, "find", true)?;
            Ok(place.and_then(|place| list.0.get(place)).map_or(Dynamic::UNIT, of))
        })
        .register_fn("filter", |context: C<'_>, list: &mut List<T>, test: FnPtr| {
            list.those(&context, &test, "filter")
        })
        .register_fn("count", |context: C<'_>, list: &mut List<T>, test: FnPtr| {
            list.those(&context, &test, "count").map(|those| count(those.0.len()))
        })
        .register_fn("map", |context: C<'_>, list: &mut List<T>, map: FnPtr| list.map(&context, &map))
        .register_fn("max", |context: C<'_>, list: &mut List<T>, map: FnPtr| {
            list.map(&context, &map)?.extreme(Ordering::Greater)
        })
        .register_fn("min", |context: C<'_>, list: &mut List<T>, map: FnPtr| {
            list.map(&context, &map)?.extreme(Ordering::Less)
        })
        .register_fn("sum", |context: C<'_>, list: &mut List<T>, map: FnPtr| list.map(&context, &map)?.sum());
    for word in ["any", "some"] {
        engine.register_fn(word, move |context: C<'_>, list: &mut List<T>, test: FnPtr| {
            list.place(&context, &test, word, true).map(|place| place.is_some())
        });
    }
}

/// Registers what lists of plain values have besides.
pub(super) fn register_values(engine: &mut Engine) {
    engine
        .register_fn("max", |list: &mut List<Dynamic>| list.extreme(Ordering::Greater))
        .register_fn("min", |list: &mut List<Dynamic>| list.extreme(Ordering::Less))
        .register_fn("sum", |list: &mut List<Dynamic>| list.sum());
}

fn of<T: Element>(item: &T) -> Dynamic {
    Dynamic::from(item.clone())
}

impl<T: Element> List<T> {
    /// The element at a place; places below zero count from the end.
    fn at(&self, index: INT) -> Result<Dynamic, Thrown> {
        let length = count(self.0.len());
        let place = if index < 0 { index.saturating_add(length) } else { index };
        let item = usize::try_from(place).ok().and_then(|place| self.0.get(place));
        item.map(of).ok_or_else(|| mistake(format!("there is no element {index} in a list of {length}")))
    }

    fn has(&self, wanted: &T) -> Result<bool, Thrown> {
        for item in self.0.iter() {
            if item.is_same(wanted)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The place of the first element of which the answer of a test is this.
    fn place(
        &self,
        context: &NativeCallContext<'_>,
        test: &FnPtr,
        verb: &str,
        wanted: bool,
    ) -> Result<Option<usize>, Thrown> {
        for (place, item) in self.0.iter().enumerate() {
            if truth(context, test, verb, item)? == wanted {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    fn those(&self, context: &NativeCallContext<'_>, test: &FnPtr, verb: &str) -> Result<Self, Thrown> {
        let mut those = Vec::new();
        for item in self.0.iter() {
            if truth(context, test, verb, item)? {
                those.push(item.clone());
            }
        }
        Ok(those.into_iter().collect())
    }

    fn map(&self, context: &NativeCallContext<'_>, map: &FnPtr) -> Result<List<Dynamic>, Thrown> {
        let values: Result<Vec<Dynamic>, Thrown> =
            self.0.iter().map(|item| map.call_within_context(context, (item.clone(),))).collect();
        values.map(|values| values.into_iter().collect())
    }

    fn to_array(&self) -> Result<Dynamic, Thrown> {
        let most = Limits::DEFAULT.list_elements_max;
        if self.0.len() > most {
            let (length, most) = (grouped(self.0.len()), grouped(most));
            return Err(mistake(format!("a list of {length} is too long for an array, which holds {most}")));
        }
        Ok(self.0.iter().map(of).collect::<rhai::Array>().into())
    }

    fn told(&self) -> ImmutableString {
        let mut told: Vec<String> = self.0.iter().take(TOLD_MAX).map(Element::told).collect();
        if self.0.len() > TOLD_MAX {
            told.push(format!("and {} more", self.0.len() - TOLD_MAX));
        }
        told.join(", ").into()
    }
}

fn truth<T: Element>(context: &NativeCallContext<'_>, test: &FnPtr, verb: &str, item: &T) -> Result<bool, Thrown> {
    let answer: Dynamic = test.call_within_context(context, (item.clone(),))?;
    answer
        .as_bool()
        .map_err(|_| mistake(format!("the closure given to `{verb}` gives {}, not true or false", noun(&answer))))
}

impl List<Dynamic> {
    /// The largest or the least number; nothing where there is none.
    fn extreme(&self, wanted: Ordering) -> Result<Dynamic, Thrown> {
        let mut best: Option<(FLOAT, &Dynamic)> = None;
        for value in self.0.iter() {
            let number = number(value)?;
            if best.is_none_or(|(best, _)| number.total_cmp(&best) == wanted) {
                best = Some((number, value));
            }
        }
        Ok(best.map_or(Dynamic::UNIT, |(_, value)| value.clone()))
    }

    /// All numbers together: a whole one where all are.
    fn sum(&self) -> Result<Dynamic, Thrown> {
        let whole = self.0.iter().try_fold(0, |sum: INT, value| sum.checked_add(value.as_int().ok()?));
        if let Some(whole) = whole {
            return Ok(whole.into());
        }
        let numbers: Result<Vec<FLOAT>, Thrown> = self.0.iter().map(number).collect();
        Ok(numbers?.into_iter().sum::<FLOAT>().into())
    }
}

fn number(value: &Dynamic) -> Result<FLOAT, Thrown> {
    let whole = || value.as_int().ok().map(|whole| whole as FLOAT);
    let number = value.as_float().ok().or_else(whole);
    number.ok_or_else(|| mistake(format!("numbers are wanted here, and {} was given", noun(value))))
}
