//! Steps over time, as `profile` and `staffing` write them: a value from each moment on, on all days or on those that are named.
//!
//! `{"09:00": 12, "17:00": 0}`, `{weekdays: {"09:00": 12}, sat: 3}`, `{"mon 09:00": 12}` and
//! `[{days: weekdays, at: "09:00", count: 12}]` are all steps. What a moment comes to in a run, `checks` says.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::{Moment, OnDays, OneOrMany};
use crate::days::Days;
use crate::path::NodePath;
use rushhour_engine::units::TimeOfDay;

/// What steps have: its key where a step is an item of a list, and what one is called.
pub trait StepValue: for<'de> Deserialize<'de> {
    /// `count`, `rate`.
    const KEY: &'static str;
    /// All keys of an item: `at`, `days` and this one.
    const KEYS: &'static [&'static str];
}

/// A step.
#[derive(Clone, Debug)]
pub struct RawStep<T> {
    /// From when on.
    pub at: Moment,
    /// The days that are named with it beside those of the moment; none for every day.
    pub days: Vec<Days>,
    /// Whether what comes after it below the same days may be on the day after: not where the moment itself names its day.
    pub may_cross_midnight: bool,
    /// Whether its days are named in more than one way: by a key above, by `days`, before the time of day.
    pub is_named_twice: bool,
    /// What holds from then on.
    pub value: T,
    place: Place,
}

/// Where a step is written, below its table.
#[derive(Clone, Debug)]
enum Place {
    /// Under this key, or this one and that.
    Keys(Option<String>, String),
    /// As this item of the table, or of the list under a key.
    Item(Option<String>, usize),
}

impl<T: StepValue> RawStep<T> {
    /// Where its moment stands, and whether that is a key.
    pub(crate) fn at_path(&self, table: &NodePath) -> (NodePath, bool) {
        match &self.place {
            Place::Keys(day, key) => (below(table, day.as_deref()).key(key), true),
            Place::Item(day, place) => (below(table, day.as_deref()).index(*place).key("at"), false),
        }
    }
    /// Where its value stands.
    pub(crate) fn value_path(&self, table: &NodePath) -> NodePath {
        match &self.place {
            Place::Keys(day, key) => below(table, day.as_deref()).key(key),
            Place::Item(day, place) => below(table, day.as_deref()).index(*place).key(T::KEY),
        }
    }
}

fn below(table: &NodePath, day: Option<&str>) -> NodePath {
    day.map_or_else(|| table.clone(), |day| table.key(day))
}

/// Steps, in the order in which they are written.
#[derive(Clone, Debug)]
pub struct RawSteps<T>(pub Vec<RawStep<T>>);

impl<T> Default for RawSteps<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A key of a table, with its text. Read as a whole, so that what is wrong with it is found where it stands.
pub(crate) struct StepKey {
    text: String,
    means: Means,
}

/// What a key means.
enum Means {
    At(Moment),
    Days(Days),
}

impl StepKey {
    /// Reads a moment or days.
    ///
    /// # Errors
    /// It is neither.
    pub(crate) fn parse(text: String) -> Result<Self, String> {
        let has_letters = text.trim_start().starts_with(|c: char| c.is_alphabetic());
        let is_day = !text.contains(':') && (has_letters || text.matches('-').count() == 2);
        let means = if is_day {
            Days::parse(&text)
                .map(Means::Days)
                .map_err(|message| format!("{message}; or a moment such as `09:00`"))?
        } else {
            Means::At(Moment::parse(&text)?)
        };
        Ok(Self { text, means })
    }
}

impl<'de> Deserialize<'de> for StepKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A time of day below a day, with its text.
struct TimeKey(String, Moment);

impl<'de> Deserialize<'de> for TimeKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Moment::parse(&text) {
            Ok(at @ Moment::Clock(Days::Every, _)) => Ok(Self(text, at)),
            Ok(Moment::Clock(..) | Moment::After(_)) | Err(_) => Err(D::Error::custom(format_args!(
                "`{text}` is no time of day: below a day write `09:00` or the like"
            ))),
        }
    }
}

/// What stands under a key of a table: what holds from that moment on, or all steps of a day.
enum Entry<T> {
    Value(T),
    Times(Vec<(String, Moment, T)>),
    Items(Vec<Item<T>>),
}

/// An item of a list of steps.
struct Item<T> {
    at: Moment,
    days: Vec<Days>,
    value: T,
}

impl<T: StepValue> RawSteps<T> {
    /// Reads what stands under a key, and adds it.
    ///
    /// # Errors
    /// There is no step under it.
    pub(crate) fn entry<'de, A: MapAccess<'de>>(&mut self, key: StepKey, map: &mut A) -> Result<(), A::Error> {
        match key.means {
            Means::Days(days) => self.day(&key.text, days, map.next_value()?),
            Means::At(at) => {
                let may_cross_midnight = matches!(at, Moment::After(_) | Moment::Clock(Days::Every, _));
                let (days, value) = (own_days(at), map.next_value()?);
                let place = Place::Keys(None, key.text);
                self.0.push(RawStep { at, days, may_cross_midnight, is_named_twice: false, value, place });
            }
        }
        Ok(())
    }

    fn day(&mut self, key: &str, days: Days, entry: Entry<T>) {
        let step = |at, value, place| RawStep {
            at,
            days: vec![days],
            may_cross_midnight: true,
            is_named_twice: false,
            value,
            place,
        };
        match entry {
            // From midnight on.
            Entry::Value(value) => {
                let midnight = Moment::Clock(Days::Every, TimeOfDay::default());
                self.0.push(step(midnight, value, Place::Keys(None, key.to_owned())));
            }
            Entry::Times(times) => {
                for (time, at, value) in times {
                    self.0.push(step(at, value, Place::Keys(Some(key.to_owned()), time)));
                }
            }
            Entry::Items(items) => {
                for (place, item) in items.into_iter().enumerate() {
                    let is_named_twice = !item.days.is_empty() || !own_days(item.at).is_empty();
                    let place = Place::Item(Some(key.to_owned()), place);
                    self.0.push(RawStep { is_named_twice, ..step(item.at, item.value, place) });
                }
            }
        }
    }

    /// Reads a list of steps, and adds them.
    ///
    /// # Errors
    /// An item is no step.
    pub(crate) fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(Item { at, days, value }) = list.next_element()? {
            let place = Place::Item(None, self.0.len());
            let named = own_days(at);
            let may_cross_midnight = named.is_empty();
            let is_named_twice = !named.is_empty() && !days.is_empty();
            let days = if named.is_empty() { days } else { named };
            self.0.push(RawStep { at, days, may_cross_midnight, is_named_twice, value, place });
        }
        Ok(())
    }
}

/// The days that a moment names itself.
fn own_days(at: Moment) -> Vec<Days> {
    match at {
        Moment::After(_) | Moment::Clock(Days::Every, _) => Vec::new(),
        Moment::Clock(days, _) => vec![days],
    }
}

impl<'de, T: StepValue> Deserialize<'de> for RawSteps<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfSteps<T>(PhantomData<T>);
        impl<'de, T: StepValue> Visitor<'de> for OfSteps<T> {
            type Value = RawSteps<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a mapping of moments, or a list of `{{at, {}}}`", T::KEY)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawSteps<T>, A::Error> {
                let mut steps = RawSteps::default();
                while let Some(key) = map.next_key()? {
                    steps.entry(key, &mut map)?;
                }
                Ok(steps)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RawSteps<T>, A::Error> {
                let mut steps = RawSteps::default();
                steps.list(list)?;
                Ok(steps)
            }
        }
        deserializer.deserialize_any(OfSteps(PhantomData))
    }
}

impl<'de, T: StepValue> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfEntry<T>(PhantomData<T>);
        impl<'de, T: StepValue> Visitor<'de> for OfEntry<T> {
            type Value = Entry<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "the {} of the whole day, or a mapping of its times of day", T::KEY)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Entry<T>, E> {
                T::deserialize(text.into_deserializer()).map(Entry::Value)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Entry<T>, E> {
                T::deserialize(number.into_deserializer()).map(Entry::Value)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Entry<T>, E> {
                T::deserialize(number.into_deserializer()).map(Entry::Value)
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Entry<T>, E> {
                T::deserialize(number.into_deserializer()).map(Entry::Value)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry<T>, A::Error> {
                let mut times = Vec::new();
                while let Some(TimeKey(key, at)) = map.next_key()? {
                    times.push((key, at, map.next_value()?));
                }
                Ok(Entry::Times(times))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Entry<T>, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Entry::Items)
            }
        }
        deserializer.deserialize_any(OfEntry(PhantomData))
    }
}

impl<'de, T: StepValue> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfItem<T>(PhantomData<T>);
        impl<'de, T: StepValue> Visitor<'de> for OfItem<T> {
            type Value = Item<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "`{{at, {}}}`", T::KEY)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<T>, A::Error> {
                let (mut at, mut days, mut value) = (None, Vec::new(), None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "at" => at = Some(map.next_value()?),
                        "days" => {
                            days = map.next_value::<OneOrMany<OnDays>>()?.items;
                            if days.is_empty() {
                                return Err(A::Error::custom("no day is named: leave the key out for every day"));
                            }
                        }
                        key if key == T::KEY => value = Some(map.next_value()?),
                        key => return Err(A::Error::unknown_field(key, T::KEYS)),
                    }
                }
                let days = days.into_iter().map(|OnDays(days)| days).collect();
                let missing = A::Error::missing_field;
                Ok(Item {
                    at: at.ok_or_else(|| missing("at"))?,
                    days,
                    value: value.ok_or_else(|| missing(T::KEY))?,
                })
            }
        }
        deserializer.deserialize_map(OfItem(PhantomData))
    }
}
