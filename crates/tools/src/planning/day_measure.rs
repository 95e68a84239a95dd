//! A plan for the day, run: how every interval came out.
//!
//! The search of [`super::day_search`] calls it once for each plan; it does not know why.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::day::Judged;
use super::left_waiting::{LeftWaiting, has_capacity};
use super::trial::Broken;
use crate::run::{self, RunError, Wanted};
use rushhour_measure::{Kind, Measure, Metric, Observed, Pooled, RunResult, Series, Tag};
use rushhour_scenario::PopulationId;
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::{Plan, Statistic, Threshold};
use rushhour_sim::Quiet;

/// A centre whose plans are tried.
pub(super) struct Centre<'a> {
    /// Told by these intervals.
    pub(super) base: Plan,
    pub(super) population: usize,
    pub(super) intervals: Intervals,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) jobs: usize,
    pub(super) stop: &'a AtomicBool,
}

/// What came of one plan, interval by interval.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) judged: Vec<Vec<Judged>>,
    /// Whether somebody was left waiting with nobody at work.
    pub(super) left_waiting: Vec<bool>,
    pub(super) contacts: Vec<f64>,
    handle_s: f64,
    pub(super) broken: Broken,
}

impl Day {
    /// Whether an interval has as many agents as it needs.
    pub(super) fn holds(&self, interval: usize) -> bool {
        let is_short = |judged: &Vec<Judged>| judged.iter().any(Judged::is_short);
        !self.judged.get(interval).is_some_and(is_short) && self.left_waiting.get(interval) != Some(&true)
    }
    /// How many intervals need more.
    pub(super) fn short(&self) -> u32 {
        number((0..self.judged.len()).filter(|it| !self.holds(*it)).count())
    }
    /// Whether all thresholds hold in all intervals.
    pub(super) fn is_met(&self) -> bool {
        self.short() == 0 && self.judged.iter().flatten().all(|judged| judged.ok)
    }
    /// By how much an interval falls short.
    pub(super) fn shortfall(&self, interval: usize) -> f64 {
        if self.left_waiting.get(interval) == Some(&true) {
            return 1.0;
        }
        let judged = self.judged.get(interval).into_iter().flatten();
        judged.filter(|judged| judged.is_short()).map(shortfall).fold(0.0, f64::max)
    }
    /// The offered load of an interval, in erlangs.
    pub(super) fn load(&self, place: usize, intervals: Intervals) -> f64 {
        let length = intervals.length_of(number(place));
        self.contacts[place] * self.handle_s / length.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

impl Centre<'_> {
    /// Runs a plan, or the scenario as it is, so many times; nothing where it was told to stop meanwhile: what was
    /// measured until then is not all of it.
    pub(super) fn run(&self, levels: Option<&[u32]>, replications: u32) -> Result<Option<Day>, RunError> {
        let plan = self.base.clone().with_replications(replications);
        let plan = match levels {
            Some(levels) => {
                let steps = (0..).zip(levels).map(|(place, level)| (self.intervals.begin(place), *level));
                plan.with_people_by_time(self.population, steps.collect())
            }
            None => plan,
        };
        let looking = LeftWaiting::new(&plan, self.population, self.intervals, levels.unwrap_or_default());
        let plan = Arc::new(plan);
        let mut result = RunResult::begin(Arc::clone(&plan));
        let mut left_waiting = vec![false; self.intervals.count() as usize];
        run::run_watched(&plan, self.jobs, self.stop, &Quiet, &looking, |replication, looking| {
            result.take(replication);
            for (mine, left) in left_waiting.iter_mut().zip(looking.finish()) {
                *mine |= left;
            }
            Wanted::More
        })?;
        let is_whole = !self.stop.load(Ordering::Relaxed);
        Ok(is_whole.then(|| self.day(&result, levels.unwrap_or_default(), left_waiting)))
    }

    fn day(&self, result: &RunResult, levels: &[u32], left_waiting: Vec<bool>) -> Day {
        let observed = result.observed.as_ref();
        let contacts = |interval: u32| {
            let seen = pooled(observed, &Series::part(Metric::BlockRate, Tag::Interval(interval)));
            match seen.map(|seen| &seen.measure) {
                Some(Measure::Ratio(ratio)) => ratio.denominator as f64 / f64::from(result.replications.max(1)),
                Some(Measure::Samples(_)) | None => 0.0,
            }
        };
        let place = PopulationId(u16::try_from(self.population).unwrap_or(u16::MAX));
        let handle = pooled(observed, &Series::part(Metric::Handle, Tag::Population(place)));
        let judge = |interval| {
            let nobody = levels.get(interval as usize) == Some(&0);
            self.thresholds.iter().filter_map(move |it| self.judge(observed, it, interval, nobody))
        };
        Day {
            judged: (0..self.intervals.count()).map(|interval| judge(interval).collect()).collect(),
            left_waiting,
            contacts: (0..self.intervals.count()).map(contacts).collect(),
            handle_s: handle.and_then(|handle| handle.measure.mean(Kind::Time)).unwrap_or(0.0),
            broken: Broken::of(result),
        }
    }

    /// Whether nobody but the population is offered work.
    fn is_alone(&self) -> bool {
        let others = self.base.populations.iter().enumerate().filter(|(place, _)| *place != self.population);
        !others.map(|(_, it)| it).any(has_capacity)
    }

    fn judge(
        &self,
        observed: Option<&Observed>,
        threshold: &Threshold,
        interval: u32,
        nobody: bool,
    ) -> Option<Judged> {
        let metric = Metric::find(&threshold.metric.name, &self.base.metrics)?;
        // Who finishes work in hand after hours is busy all that time, and more people would not change it.
        let is_finishing = nobody && metric == Metric::Occupancy && self.is_alone();
        let seen = pooled(observed, &Series::part(metric, Tag::Interval(interval))).filter(|_| !is_finishing);
        let observed = seen.and_then(|seen| match threshold.statistic {
            Statistic::Mean | Statistic::Value => seen.means.mean(),
            Statistic::Count | Statistic::Min | Statistic::Max | Statistic::Percentile(_) => {
                seen.measure.statistic(threshold.statistic, metric.kind())
            }
        });
        Some(Judged {
            threshold: threshold.clone(),
            // A number of samples is a number, whatever they are samples of.
            kind: if threshold.statistic == Statistic::Count { Kind::Plain } else { metric.kind() },
            observed,
            // The interval is the mean's.
            ci95: match threshold.statistic {
                Statistic::Mean | Statistic::Value => seen.and_then(Pooled::ci95),
                Statistic::Count | Statistic::Min | Statistic::Max | Statistic::Percentile(_) => None,
            },
            ok: observed.is_none_or(|seen| threshold.comparison.holds(seen, threshold.limit)),
        })
    }
}

fn pooled<'a>(observed: Option<&'a Observed>, series: &Series) -> Option<&'a Pooled> {
    observed.and_then(|observed| observed.series.get(series))
}

/// The place of an interval, or how many there are: [`Intervals`] counts in these.
pub(super) fn number(place: usize) -> u32 {
    let Ok(number) = u32::try_from(place) else {
        unreachable!("a day has {place} intervals, more than can be counted")
    };
    number
}

/// By how much a threshold is missed: of shares in points, of anything else in parts of the limit.
pub(super) fn shortfall(judged: &Judged) -> f64 {
    let Some(seen) = judged.observed.filter(|_| !judged.ok) else { return 0.0 };
    let by = (judged.threshold.limit - seen).abs();
    match judged.kind {
        Kind::Share | Kind::TimeShare => by,
        Kind::Time | Kind::Plain | Kind::TimeMean => by / judged.threshold.limit.abs().max(f64::MIN_POSITIVE),
    }
}
