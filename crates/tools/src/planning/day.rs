//! How many agents each interval of a day needs.
//!
//! A stationary formula staffs each interval as if the others did not exist. Here the whole day is run with the plan as
//! it stands, so what an interval leaves behind is worked off by the next, and counts there. The search is in three
//! parts, all under the same random numbers: from the offered load to a plan that is near, with few replications; up
//! where an interval falls short, with all of them; then down wherever an agent fewer would do. What is left is
//! minimal: with one agent fewer in any interval, that one or one of the next two falls short.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::run::{self, RunError, Wanted};
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_measure::RunResult;
use rushhour_measure::{Kind, Measure, Metric, Observed, Series, Tag};
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::metrics::TagName;
use rushhour_scenario::plan::{Plan, Statistic, Threshold};
use rushhour_sim::Quiet;

/// What is searched, and how hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySearch {
    /// How long an interval is.
    pub interval: SimSpan,
    /// The fewest and the most agents in one.
    pub agents: (u32, u32),
    /// How many times each plan is run.
    pub replications: u32,
    /// How many replications run at once.
    pub jobs: usize,
}

/// How a threshold came out in one interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The threshold.
    pub threshold: Threshold,
    /// What kind of number its metric is.
    pub kind: Kind,
    /// The mean over replications, of percentiles the pooled one; nothing where nobody came.
    pub observed: Option<f64>,
    /// Half-width of the 95 % confidence interval, where it is a mean or a share.
    pub ci95: Option<f64>,
    /// Whether it held. Where nobody came there was nothing to be held.
    pub ok: bool,
}

/// An interval of the day, and what it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// When it begins.
    pub from: SimTime,
    /// Customers who came in it, on average.
    pub contacts: f64,
    /// The load that they bring: customers times the mean handling time over the length of the interval.
    pub offered_erlangs: f64,
    /// The agents it needs.
    pub agents: u32,
    /// How the thresholds came out in it.
    pub judged: Vec<Judged>,
    /// The same with one agent fewer in it and as many as before in the others.
    pub one_fewer: Option<Fewer>,
}

/// What one agent fewer in an interval does.
#[derive(Clone, Debug, PartialEq)]
pub struct Fewer {
    /// How the thresholds came out in the interval itself.
    pub judged: Vec<Judged>,
    /// The interval that falls short then: this one, or one that inherits what it leaves behind.
    pub short: u32,
    /// By how much it does.
    by: f64,
    /// Whether it was tried by itself, and not with others nearby.
    alone: bool,
}

impl Fewer {
    /// Whether trying it by itself could come out otherwise.
    fn is_narrow(&self) -> bool {
        !self.alone && self.by < NARROW
    }
}

/// A plan for the day.
#[derive(Clone, Debug)]
pub struct DayPlan {
    /// The intervals, in order.
    pub slots: Vec<Slot>,
    /// Whether every interval meets the thresholds.
    pub met: bool,
    /// How many intervals fall short with one agent fewer in each of them at once.
    pub short_with_one_fewer_each: Option<u32>,
    /// How many times each plan was run.
    pub replications: u32,
    /// How many plans were tried.
    pub tried: u32,
    /// Whether the search was told to stop; the plan is the best known then.
    pub interrupted: bool,
}

/// A plan that was tried, as it is reported while the search goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanTried {
    /// How many plans were tried.
    pub tried: u32,
    /// How many intervals fell short in the last one.
    pub short: u32,
    /// How many intervals there are.
    pub intervals: u32,
}

/// Rough plans are run so many times at most, and so often.
const ROUGH_REPLICATIONS: u32 = 6;
const ROUGH_SWEEPS: u32 = 12;
/// After so many rises a plan that still falls short is given up.
const RISES_MAX: u32 = 40;
/// Reductions so many intervals apart are tried together: what one leaves behind is gone by then.
const STRIDE: usize = 3;
/// What falls short by less than this when reductions were tried together is tried again with fewer others.
const NARROW: f64 = 0.005;
/// So many intervals apart at least: half a day of half hours.
const STRIDE_NARROW: usize = 8;

/// The thresholds of a plan that an interval can be held to: those of whole metrics that are told by interval.
pub fn usable(plan: &Plan) -> Vec<&Threshold> {
    let by_interval = |threshold: &&Threshold| {
        let metric = Metric::find(&threshold.metric.name, &plan.metrics);
        threshold.metric.tag.is_none()
            && metric.is_some_and(|metric| metric.entry().tags.contains(&TagName::Interval))
    };
    plan.thresholds.iter().filter(by_interval).collect()
}

/// Finds a plan for the population at this place.
///
/// # Errors
/// A script does not compile.
pub fn plan(
    plan: &Plan,
    population: usize,
    search: DaySearch,
    stop: &AtomicBool,
    tell: impl FnMut(PlanTried),
) -> Result<DayPlan, RunError> {
    let intervals = Intervals::new(search.interval, plan.duration, plan.starts_at);
    let thresholds = usable(plan).into_iter().cloned().collect();
    let base = plan.clone().with_intervals(intervals);
    Planner { base, population, search, intervals, thresholds, stop, tried: 0, best: None, tell }.find()
}

struct Planner<'a, T> {
    base: Plan,
    population: usize,
    search: DaySearch,
    intervals: Intervals,
    thresholds: Vec<Threshold>,
    stop: &'a AtomicBool,
    tried: u32,
    /// The leanest plan of which every interval was seen to hold over all replications.
    best: Option<(Vec<u32>, Day)>,
    tell: T,
}

/// What came of one plan, interval by interval.
#[derive(Clone)]
struct Day {
    judged: Vec<Vec<Judged>>,
    contacts: Vec<f64>,
    handle_s: f64,
}

impl Day {
    fn holds(&self, interval: usize) -> bool {
        self.judged.get(interval).is_none_or(|judged| judged.iter().all(|it| it.ok))
    }
    fn short(&self) -> u32 {
        number((0..self.judged.len()).filter(|it| !self.holds(*it)).count())
    }
    /// The interval that falls short among those that a change in this one reaches.
    fn first_short(&self, interval: usize) -> Option<usize> {
        (interval..interval + STRIDE).find(|place| !self.holds(*place))
    }
}

/// Between what numbers of agents the one lies that an interval needs, as far as that is known. What its neighbours leave
/// behind moves it, so what is known gives way to what is seen.
#[derive(Clone, Copy, Debug, Default)]
struct Bracket {
    /// The most that fell short.
    short: Option<u32>,
    /// The fewest that held.
    held: Option<u32>,
}

impl Bracket {
    fn learn(&mut self, level: u32, holds: bool) {
        if holds {
            self.held = Some(level);
            self.short = self.short.filter(|short| *short < level);
        } else {
            self.short = Some(level);
            self.held = self.held.filter(|held| *held > level);
        }
    }

    /// What to try next: halfway, or beyond the end that is known. A queue that is nearly full goes from holding to
    /// falling short within a few agents of hundreds, so no slope says how far it is.
    fn next(self) -> u32 {
        match (self.short, self.held) {
            (Some(short), Some(held)) if held - short <= 1 => held,
            (Some(short), Some(held)) => short + (held - short) / 2,
            (None, Some(held)) => held - (held / 32).max(1).min(held),
            (Some(short), None) => short + (short / 32).max(1),
            (None, None) => 0,
        }
    }
}

impl<T: FnMut(PlanTried)> Planner<'_, T> {
    fn find(mut self) -> Result<DayPlan, RunError> {
        let rough = self.search.replications.min(ROUGH_REPLICATIONS);
        let pilot = self.run(None, 1)?;
        let mut levels: Vec<u32> = (0..pilot.contacts.len())
            .map(|place| {
                let load = pilot.load(place, self.intervals);
                self.within((load + 0.5 * load.sqrt()).ceil())
            })
            .collect();
        let mut known = vec![Bracket::default(); levels.len()];
        for _ in 0..ROUGH_SWEEPS {
            let day = self.run(Some(&levels), rough)?;
            let brackets = known.iter_mut().zip(&levels).enumerate();
            let next = brackets.map(|(place, (bracket, level))| {
                bracket.learn(*level, day.holds(place));
                bracket.next().clamp(self.search.agents.0, self.search.agents.1)
            });
            let next: Vec<u32> = next.collect();
            if self.is_stopped() || next == levels {
                break;
            }
            levels = next;
        }
        let day = self.rise(&mut levels)?;
        if day.short() > 0 || self.is_stopped() {
            return Ok(self.give_up(&levels, &day));
        }
        let fewer = self.reduce(&mut levels)?;
        let day = self.rise(&mut levels)?;
        if self.is_stopped() {
            return Ok(self.give_up(&levels, &day));
        }
        let one_fewer: Vec<u32> = levels.iter().map(|level| level.saturating_sub(1)).collect();
        let all_fewer = self.run(Some(&one_fewer), self.search.replications)?;
        let short = (!self.is_stopped()).then(|| all_fewer.short());
        Ok(self.finish(&levels, &day, fewer, short))
    }

    /// The best that is known when the search ends before its time, or finds nothing.
    fn give_up(mut self, levels: &[u32], day: &Day) -> DayPlan {
        match self.best.take() {
            Some((levels, day)) => self.finish(&levels, &day, Vec::new(), None),
            None => DayPlan { met: false, ..self.finish(levels, day, Vec::new(), None) },
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn within(&self, agents: f64) -> u32 {
        let (fewest, most) = self.search.agents;
        // The cast saturates.
        (agents as u32).clamp(fewest, most)
    }

    /// More agents wherever an interval falls short, until none does.
    fn rise(&mut self, levels: &mut [u32]) -> Result<Day, RunError> {
        let most = self.search.agents.1;
        for _ in 0..RISES_MAX {
            let day = self.run(Some(levels), self.search.replications)?;
            if self.is_stopped() || day.short() == 0 {
                return Ok(day);
            }
            let mut rose = false;
            for (place, level) in levels.iter_mut().enumerate() {
                let up = day.judged[place].iter().filter(|it| !it.ok).map(|it| stride(it, *level)).max();
                let to = level.saturating_add(up.unwrap_or(0)).min(most);
                rose |= to > *level;
                *level = to;
            }
            if !rose {
                return Ok(day);
            }
        }
        self.run(Some(levels), self.search.replications)
    }

    /// Fewer agents wherever that does no harm. What is left cannot be reduced, and says why.
    fn reduce(&mut self, levels: &mut [u32]) -> Result<Vec<Option<Fewer>>, RunError> {
        let mut needed: Vec<Option<Fewer>> = vec![None; levels.len()];
        loop {
            let mut reduced = false;
            for offset in 0..STRIDE {
                let group: Vec<usize> = (offset..levels.len())
                    .step_by(STRIDE)
                    .filter(|place| needed[*place].is_none() && levels[*place] > self.search.agents.0)
                    .collect();
                reduced |= self.try_fewer(levels, &group, &mut needed)?;
            }
            if !reduced {
                // Reductions that were tried together and fell just short may do by themselves.
                let narrow = |place: &usize| needed[*place].as_ref().is_some_and(Fewer::is_narrow);
                let mut group: Vec<usize> = Vec::new();
                for place in (0..levels.len()).filter(narrow) {
                    if group.last().is_none_or(|last| place >= last + STRIDE_NARROW) {
                        group.push(place);
                    }
                }
                if group.is_empty() || self.is_stopped() {
                    return Ok(needed);
                }
                group.iter().for_each(|place| needed[*place] = None);
                self.try_fewer(levels, &group, &mut needed)?;
            }
        }
    }

    /// Tries one agent fewer in each of these intervals, at once. Whether any was reduced.
    fn try_fewer(
        &mut self,
        levels: &mut [u32],
        group: &[usize],
        needed: &mut [Option<Fewer>],
    ) -> Result<bool, RunError> {
        if group.is_empty() || self.is_stopped() {
            return Ok(false);
        }
        let mut tried = levels.to_vec();
        for place in group {
            tried[*place] -= 1;
        }
        let day = self.run(Some(&tried), self.search.replications)?;
        if self.is_stopped() {
            return Ok(false);
        }
        let mut reduced = false;
        for place in group {
            match day.first_short(*place) {
                None => {
                    levels[*place] -= 1;
                    reduced = true;
                }
                Some(short) => {
                    needed[*place] = Some(Fewer {
                        judged: day.judged[*place].clone(),
                        short: number(short),
                        by: day.judged[short].iter().map(shortfall).fold(0.0, f64::max),
                        alone: group.windows(2).all(|it| it[1] - it[0] >= STRIDE_NARROW),
                    });
                }
            }
        }
        Ok(reduced)
    }

    /// Runs a plan, or the scenario as it is.
    fn run(&mut self, levels: Option<&[u32]>, replications: u32) -> Result<Day, RunError> {
        let plan = self.base.clone().with_replications(replications);
        let plan = match levels {
            Some(levels) => {
                let steps = (0..).zip(levels).map(|(place, level)| (self.intervals.begin(place), *level));
                plan.with_people_by_time(self.population, steps.collect())
            }
            None => plan,
        };
        let plan = Arc::new(plan);
        let mut result = RunResult::begin(Arc::clone(&plan));
        run::run(&plan, self.search.jobs, self.stop, &Quiet, |replication| {
            result.take(replication);
            Wanted::More
        })?;
        let day = self.day(&plan, result.observed.as_ref(), result.replications);
        self.tried += 1;
        let holds = day.short() == 0 && replications == self.search.replications && !self.is_stopped();
        if let Some(levels) = levels.filter(|_| holds) {
            self.best = Some((levels.to_vec(), day.clone()));
        }
        (self.tell)(PlanTried { tried: self.tried, short: day.short(), intervals: self.intervals.count() });
        Ok(day)
    }

    fn day(&self, plan: &Plan, observed: Option<&Observed>, replications: u32) -> Day {
        let pooled = |series: &Series| observed.and_then(|observed| observed.series.get(series));
        let judge = |threshold: &Threshold, interval: u32| {
            let metric = Metric::find(&threshold.metric.name, &plan.metrics)?;
            let seen = pooled(&Series::part(metric, Tag::Interval(interval)));
            let mean = |means: &[f64]| means.iter().sum::<f64>() / means.len() as f64;
            let observed = seen.and_then(|seen| match threshold.statistic {
                Statistic::Mean | Statistic::Value => (!seen.means.is_empty()).then(|| mean(&seen.means)),
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
                    Statistic::Mean | Statistic::Value => seen.and_then(rushhour_measure::Pooled::ci95),
                    Statistic::Count | Statistic::Min | Statistic::Max | Statistic::Percentile(_) => None,
                },
                ok: observed.is_none_or(|seen| threshold.comparison.holds(seen, threshold.limit)),
            })
        };
        let contacts = |interval: u32| {
            let seen = pooled(&Series::part(Metric::BlockRate, Tag::Interval(interval)));
            match seen.map(|seen| &seen.measure) {
                Some(Measure::Ratio(ratio)) => ratio.denominator as f64 / f64::from(replications.max(1)),
                Some(Measure::Samples(_)) | None => 0.0,
            }
        };
        let place = rushhour_scenario::PopulationId(u16::try_from(self.population).unwrap_or(u16::MAX));
        let handle = pooled(&Series::part(Metric::Handle, Tag::Population(place)));
        Day {
            judged: (0..self.intervals.count())
                .map(|interval| self.thresholds.iter().filter_map(|it| judge(it, interval)).collect())
                .collect(),
            contacts: (0..self.intervals.count()).map(contacts).collect(),
            handle_s: handle.and_then(|handle| handle.measure.mean(Kind::Time)).unwrap_or(0.0),
        }
    }

    fn finish(self, levels: &[u32], day: &Day, mut fewer: Vec<Option<Fewer>>, short: Option<u32>) -> DayPlan {
        fewer.resize(levels.len(), None);
        let slots = levels.iter().zip(fewer).enumerate().map(|(place, (agents, one_fewer))| Slot {
            from: self.intervals.begin(number(place)),
            contacts: day.contacts[place],
            offered_erlangs: day.load(place, self.intervals),
            agents: *agents,
            judged: day.judged[place].clone(),
            one_fewer,
        });
        DayPlan {
            slots: slots.collect(),
            met: day.short() == 0,
            short_with_one_fewer_each: short,
            replications: self.search.replications,
            tried: self.tried,
            interrupted: self.is_stopped(),
        }
    }
}

impl Day {
    /// The offered load of an interval, in erlangs.
    fn load(&self, place: usize, intervals: Intervals) -> f64 {
        let length = intervals.length_of(number(place));
        self.contacts[place] * self.handle_s / length.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// The place of an interval, or how many there are: [`Intervals`] counts in these.
fn number(place: usize) -> u32 {
    let Ok(number) = u32::try_from(place) else {
        unreachable!("a day has {place} intervals, more than can be counted")
    };
    number
}

/// By how much a threshold is missed: of shares in points, of anything else in parts of the limit.
fn shortfall(judged: &Judged) -> f64 {
    let Some(seen) = judged.observed.filter(|_| !judged.ok) else { return 0.0 };
    let by = (judged.threshold.limit - seen).abs();
    match judged.kind {
        Kind::Share | Kind::TimeShare => by,
        Kind::Time | Kind::Plain | Kind::TimeMean => by / judged.threshold.limit.abs().max(f64::MIN_POSITIVE),
    }
}

/// How many agents more or fewer move a share all the way, about: one of ten is worth a fifth of it near a service level
/// of four in five, one of two hundred a fiftieth. What this gets wrong the next run shows.
fn worth(agents: u32) -> f64 {
    let agents = f64::from(agents);
    0.12 * agents + 1.4 * agents.sqrt()
}

/// How many more agents a missed threshold wants.
fn stride(judged: &Judged, agents: u32) -> u32 {
    let more = match judged.kind {
        Kind::Share | Kind::TimeShare => shortfall(judged) * worth(agents),
        Kind::Time | Kind::Plain | Kind::TimeMean => f64::from(agents) * 0.02,
    };
    (more.round() as u32).max(1)
}
