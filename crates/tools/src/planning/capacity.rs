//! How far a value of the scenario can go: the highest at which all thresholds still hold (or the least, where more is
//! better), and the curve on the way there. Bisection between round numbers, every trial under the same random numbers.
//!
//! The scenario is loaded anew for each value, by the caller: a variable may stand anywhere in it.

use std::sync::atomic::AtomicBool;

use super::range::{Precision, Range, Value};
use super::trial::{self, Effort, Purpose, Trial};
use crate::run::RunError;
use rushhour_measure::Breakdown;
use rushhour_scenario::plan::Plan;

/// Within what is searched, and how hard.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// From where to where.
    pub range: Range,
    /// Where the scenario stands: tried as well, if it is within the range.
    pub today: Option<Value>,
    /// How near to each other the last value that holds and the first that fails must be.
    pub precision: Precision,
    /// How much is done for certainty.
    pub effort: Effort,
    /// How many round values on the way are tried for the curve, at least; none with 0.
    pub points: usize,
}

/// Which way the thresholds hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Up to the highest value.
    Highest,
    /// From the least value on.
    Least,
}

/// One value, and what came of it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The value.
    pub value: Value,
    /// What it was tried for.
    pub purpose: Purpose,
    /// What came of it.
    pub trial: Trial,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// All values that were tried, in their order.
    pub tried: Vec<Tried>,
    /// Which way it was looked.
    pub direction: Direction,
    /// The last value at which the thresholds hold; none where they hold at neither end, or where the search was
    /// interrupted before it had one.
    pub limit: Option<Value>,
    /// The nearest value beyond, at which they do not; none where they hold as far as was searched.
    pub beyond: Option<Value>,
    /// From where to where the way to the limit was looked at, from the end that holds to a little beyond the limit.
    pub way: Option<(Value, Value)>,
    /// Whether the search was told to stop, or a bug stopped it.
    pub interrupted: bool,
    /// The bug of our own that ended the search, where one did.
    pub breakdown: Option<Breakdown>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError<E> {
    /// The scenario could not be loaded with a value.
    #[error("the scenario is invalid with a value that was tried")]
    Load(E),
    /// It could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Halving ends long before.
const ROUNDS_MAX: usize = 64;

/// A search under way. `attempt` tries one value; it has nothing where the search is to stop.
struct Trials<'a, A, T> {
    search: &'a Search,
    attempt: A,
    tell: T,
    tried: Vec<Tried>,
}

/// The way between a value at which the thresholds hold and one at which they do not.
#[derive(Clone, Copy)]
struct Bracket {
    holds: f64,
    fails: f64,
}

/// Searches for the limit of a value. `load` makes the plan for one; each trial is told to `tell` when it is over.
///
/// It is taken that more is worse, or, where the lower end does not hold and the upper one does, that more is better.
///
/// # Errors
/// `load` fails, or a script does not compile.
pub fn limit<E>(
    search: &Search,
    mut load: impl FnMut(&Value) -> Result<Plan, E>,
    stop: &AtomicBool,
    tell: impl FnMut(&Tried),
) -> Result<Found, SearchError<E>> {
    // Both ends are loaded before anything runs: whoever mistyped one learns it at once.
    for end in [search.range.first(), search.range.last()] {
        load(&end).map_err(SearchError::Load)?;
    }
    let mut breakdown = None;
    let attempt = |value: &Value, effort: Effort| {
        let plan = load(value).map_err(SearchError::Load)?;
        Ok::<_, SearchError<E>>(trial::run_or_stop(&plan, effort, stop, &mut breakdown)?)
    };
    let found = Trials { search, attempt, tell, tried: Vec::new() }.find()?;
    Ok(Found { breakdown, ..found })
}

impl<A, T, E> Trials<'_, A, T>
where
    A: FnMut(&Value, Effort) -> Result<Option<Trial>, E>,
    T: FnMut(&Tried),
{
    /// Both ends, then the way between them, then the curve.
    fn find(mut self) -> Result<Found, E> {
        let range = &self.search.range;
        let (first, last) = (range.first(), range.last());
        let mut found = Found {
            tried: Vec::new(),
            direction: Direction::Highest,
            limit: None,
            beyond: None,
            way: None,
            interrupted: false,
            breakdown: None,
        };
        let effort = self.search.effort;
        let lower = self.holds(first.amount(), Purpose::Search, effort)?;
        let upper = if lower.is_some() { self.holds(last.amount(), Purpose::Search, effort)? } else { None };
        let bracket = match (lower, upper) {
            (Some(true), Some(true)) => {
                found.limit = Some(last);
                None
            }
            (Some(false), Some(false)) => {
                found.beyond = Some(first);
                None
            }
            (Some(true), Some(false)) => Some(Bracket { holds: first.amount(), fails: last.amount() }),
            (Some(false), Some(true)) => {
                found.direction = Direction::Least;
                Some(Bracket { holds: last.amount(), fails: first.amount() })
            }
            (None, _) | (Some(_), None) => {
                found.interrupted = true;
                None
            }
        };
        if let Some(bracket) = bracket {
            let (bracket, whole) = self.halve(bracket)?;
            found.limit = Some(range.value(bracket.holds));
            found.beyond = Some(range.value(bracket.fails));
            found.interrupted = !whole;
        }
        if let (Some(limit), false) = (&found.limit, found.interrupted) {
            let (low, high) = self.way(limit.amount(), found.direction);
            found.way = Some((range.value(low), range.value(high)));
            found.interrupted = !self.curve(low, high)?;
        }
        found.tried = self.tried;
        found.tried.sort_by(|one, other| one.value.amount().total_cmp(&other.value.amount()));
        Ok(found)
    }

    /// Whether the thresholds hold at a value; `None` where the search is to stop.
    fn holds(&mut self, amount: f64, purpose: Purpose, effort: Effort) -> Result<Option<bool>, E> {
        let value = self.search.range.value(amount);
        let Some(trial) = (self.attempt)(&value, effort)? else { return Ok(None) };
        let tried = Tried { value, purpose, trial };
        (self.tell)(&tried);
        let met = tried.trial.met;
        self.tried.push(tried);
        Ok(Some(met))
    }

    /// Halves the way until it is short enough, beginning where the scenario stands. What is left of it, and whether
    /// it was not interrupted.
    fn halve(&mut self, mut bracket: Bracket) -> Result<(Bracket, bool), E> {
        let Search { range, today, precision, effort, points: _ } = self.search;
        let mut next = today.as_ref().map(Value::amount).filter(|today| bracket.is_between(*today));
        for _ in 0..ROUNDS_MAX {
            if next.is_none() && range.is_fine(bracket.holds, bracket.fails, *precision) {
                break;
            }
            let (low, high) = bracket.ends();
            let amount = next.take().unwrap_or_else(|| range.between(low, high));
            if !bracket.is_between(amount) {
                break;
            }
            match self.holds(amount, Purpose::Search, *effort)? {
                None => return Ok((bracket, false)),
                Some(true) => bracket.holds = amount,
                Some(false) => bracket.fails = amount,
            }
        }
        Ok((bracket, true))
    }

    /// From the end that holds to a little beyond the limit.
    fn way(&self, limit: f64, direction: Direction) -> (f64, f64) {
        let (first, last) = (self.search.range.first().amount(), self.search.range.last().amount());
        let beyond = |way: f64| 0.2 * way + 0.02 * (last - first);
        match direction {
            Direction::Highest => (first, (limit + beyond(limit - first)).min(last)),
            Direction::Least => ((limit - beyond(last - limit)).max(first), last),
        }
    }

    /// Tries round numbers on the way; whether it was not interrupted.
    fn curve(&mut self, low: f64, high: f64) -> Result<bool, E> {
        let effort = self.search.effort.for_a_curve();
        let is_new = |amount: &f64| self.tried.iter().all(|tried| tried.value.amount() != *amount);
        let mut points = Vec::new();
        // So many besides those that the search has tried, if there are.
        let wanted = self.search.points;
        for at_least in wanted..2 * wanted {
            points = self.search.range.spread(low, high, at_least);
            points.retain(is_new);
            if points.len() >= wanted {
                break;
            }
        }
        for amount in points {
            if self.holds(amount, Purpose::Curve, effort)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Bracket {
    fn ends(self) -> (f64, f64) {
        (self.holds.min(self.fails), self.holds.max(self.fails))
    }
    fn is_between(self, amount: f64) -> bool {
        let (low, high) = self.ends();
        low < amount && amount < high
    }
}

impl Found {
    /// The trial of a value.
    pub fn trial(&self, value: &Value) -> Option<&Trial> {
        self.tried.iter().find(|tried| tried.value == *value).map(|tried| &tried.trial)
    }

    /// The value at which a bottleneck shows: the first that fails, or the last that was searched.
    pub fn judged(&self) -> Option<(&Value, &Trial)> {
        let value = self.beyond.as_ref().or(self.limit.as_ref())?;
        Some((value, self.trial(value)?))
    }

    /// Whether the limit is beyond doubt: it holds, and what lies beyond does not.
    pub fn is_certain(&self) -> bool {
        let sides = [&self.limit, &self.beyond].into_iter().flatten();
        let mut sides = sides.map(|value| self.trial(value).is_some_and(|trial| trial.certain));
        self.limit.is_some() && sides.all(|certain| certain)
    }

    /// How much more there may be than there is today, as a share of it; negative where there is too much already.
    /// Where more is better, how much less.
    pub fn headroom(&self, today: Option<&Value>) -> Option<f64> {
        let (limit, today) = (self.limit.as_ref()?.amount(), today?.amount());
        let way = match self.direction {
            Direction::Highest => limit - today,
            Direction::Least => today - limit,
        };
        (today > 0.0).then(|| way / today)
    }

    /// Values on the wrong side of the limit, beyond doubt: then there is not one limit, and what was found is one of
    /// several.
    pub fn contradictions(&self) -> impl Iterator<Item = &Tried> {
        self.tried
            .iter()
            .filter(|tried| tried.trial.certain && self.should_hold(&tried.value) == Some(!tried.trial.met))
    }

    /// What the limit says of a value; nothing of one between the last that holds and the first that fails.
    fn should_hold(&self, value: &Value) -> Option<bool> {
        // Above zero: farther than the other, in the direction of what fails.
        let farther = |than: &Value| match self.direction {
            Direction::Highest => value.amount() - than.amount(),
            Direction::Least => than.amount() - value.amount(),
        };
        match (&self.limit, &self.beyond) {
            (Some(limit), _) if farther(limit) <= 0.0 => Some(true),
            (_, Some(beyond)) if farther(beyond) >= 0.0 => Some(false),
            (_, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a range where the thresholds hold at these values, and stops after so many trials.
    fn searched(range: (&str, &str), today: Option<f64>, holds: impl Fn(f64) -> bool, trials: usize) -> Found {
        let range = Range::parse(range.0, range.1).unwrap();
        let search = Search {
            today: today.map(|today| range.value(today)),
            range,
            precision: Precision::Share(0.01),
            effort: Effort { replications: (5, 40), jobs: 1 },
            points: 6,
        };
        let mut left = trials;
        let attempt = |value: &Value, effort: Effort| -> Result<Option<Trial>, ()> {
            let met = holds(value.amount());
            let is_left = left > 0;
            left = left.saturating_sub(1);
            Ok(is_left.then(|| Trial::made_up(met, effort.replications.0)))
        };
        Trials { search: &search, attempt, tell: |_: &Tried| {}, tried: Vec::new() }.find().unwrap()
    }

    fn amount(value: Option<&Value>) -> Option<f64> {
        value.map(Value::amount)
    }

    #[test]
    fn the_limit_is_found_within_the_precision_and_the_way_there_is_looked_at() {
        for limit in [400.5, 431.0, 987.6, 1999.0] {
            let found = searched(("400/h", "2000/h"), Some(780.0), |load| load <= limit, 100);
            let (holds, fails) = (amount(found.limit.as_ref()).unwrap(), amount(found.beyond.as_ref()).unwrap());
            assert!(holds <= limit && limit < fails && fails - holds <= 0.01 * holds, "{limit}: {holds}..{fails}");
            let way: Vec<f64> = found
                .tried
                .iter()
                .filter(|tried| tried.purpose == Purpose::Curve)
                .map(|tried| tried.value.amount())
                .collect();
            assert!(way.len() >= 6 && way.iter().all(|load| *load <= limit + 0.2 * limit + 32.0), "{way:?}");
            assert!(found.tried.is_sorted_by(|one, other| one.value.amount() < other.value.amount()));
            assert!(found.tried.iter().any(|tried| tried.value.amount() == 780.0), "today is tried");
            assert_eq!(
                (found.direction, found.interrupted, found.contradictions().count()),
                (Direction::Highest, false, 0)
            );
        }
    }

    #[test]
    fn where_more_is_better_the_least_is_found() {
        let found = searched(("10", "60"), Some(40.0), |agents| agents >= 23.0, 100);
        assert_eq!(
            (found.direction, amount(found.limit.as_ref()), amount(found.beyond.as_ref())),
            (Direction::Least, Some(23.0), Some(22.0))
        );
        assert_eq!(found.headroom(Some(&found.tried[0].value)).map(|it| it < 0.0), Some(true), "10 are too few");
        assert_eq!(found.judged().map(|(value, _)| value.amount()), Some(22.0));
        assert_eq!(found.contradictions().count(), 0);
    }

    #[test]
    fn where_the_ends_agree_there_is_nothing_between_them_to_find() {
        let all = searched(("1", "9"), None, |_| true, 100);
        assert_eq!((amount(all.limit.as_ref()), amount(all.beyond.as_ref())), (Some(9.0), None));
        assert_eq!(all.judged().map(|(value, _)| value.amount()), Some(9.0));
        let none = searched(("1", "9"), None, |_| false, 100);
        assert_eq!(
            (amount(none.limit.as_ref()), amount(none.beyond.as_ref()), none.tried.len()),
            (None, Some(1.0), 2)
        );
        assert_eq!(none.judged().map(|(value, _)| value.amount()), Some(1.0));
        // And if there is, it is told.
        let island = searched(("1", "9"), None, |load| load != 5.0, 100);
        assert_eq!(island.contradictions().map(|it| it.value.amount()).collect::<Vec<_>>(), [5.0]);
    }

    #[test]
    fn what_was_tried_before_an_interruption_is_kept() {
        for trials in 0..12 {
            let found = searched(("100", "200"), None, |load| load <= 150.0, trials);
            assert_eq!((found.interrupted, found.tried.len()), (true, trials), "{trials}");
            assert_eq!(found.limit.is_some(), trials >= 2);
        }
    }

    #[test]
    fn headroom_is_a_share_of_today() {
        let found = searched(("100", "200"), Some(120.0), |load| load <= 150.0, 100);
        let today = |amount| Range::parse("100", "200").unwrap().value(amount);
        assert_eq!(found.headroom(Some(&today(120.0))), Some(0.25));
        assert_eq!(found.headroom(Some(&today(200.0))), Some(-0.25));
        assert_eq!((found.headroom(Some(&today(0.0))), found.headroom(None)), (None, None));
    }
}
