//! How many agents each interval of a day needs: the search.
//!
//! A stationary formula staffs each interval as if the others did not exist. Here the whole day is run with the plan as
//! it stands, so what an interval leaves behind is worked off by the next, and counts there. The search is in three
//! parts, all under the same random numbers: from the offered load to a plan that is near, with few replications; up
//! where an interval falls short, with all of them; then down wherever an agent fewer would do. What is left is
//! minimal: with one agent fewer in any interval, that one or one of the next two falls short.
//!
//! An interval falls short where a threshold does not hold that more agents may help, and where somebody is left waiting
//! with nobody at work. Thresholds that pull the other way are looked at when the plan is there.

use std::sync::atomic::{AtomicBool, Ordering};

use super::day::{DayPlan, DaySearch, Fewer, Judged, PlanTried, Slot, usable};
use super::day_measure::{Centre, Day, number, shortfall};
use super::trial::Broken;
use crate::run::RunError;
use rushhour_measure::{Breakdown, Kind};
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::Plan;

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
    let centre = Centre {
        base: plan.clone().with_intervals(intervals),
        population,
        intervals,
        thresholds: usable(plan).cloned().collect(),
        jobs: search.jobs,
        stop,
    };
    let planner = Planner {
        centre,
        search,
        tried: 0,
        best: None,
        last: None,
        broken: Broken::default(),
        breakdown: None,
        tell,
    };
    planner.find()
}

struct Planner<'a, T> {
    centre: Centre<'a>,
    search: DaySearch,
    tried: u32,
    /// The leanest plan of which every interval was seen to hold over all replications.
    best: Option<Measured>,
    /// The plan that was measured last.
    last: Option<Measured>,
    broken: Broken,
    breakdown: Option<Breakdown>,
    tell: T,
}

/// A plan, and what was measured of it.
#[derive(Clone)]
struct Measured {
    levels: Vec<u32>,
    day: Day,
    replications: u32,
}

/// What a search comes to when nothing stops it.
struct Found {
    plan: Measured,
    fewer: Vec<Option<Fewer>>,
    short_with_one_fewer_each: Option<u32>,
}

impl From<Measured> for Found {
    fn from(plan: Measured) -> Self {
        Self { plan, fewer: Vec::new(), short_with_one_fewer_each: None }
    }
}

impl Day {
    /// The interval that falls short among those that a change in this one reaches.
    fn first_short(&self, interval: usize) -> Option<usize> {
        (interval..interval + STRIDE).find(|place| !self.holds(*place))
    }
}

impl Fewer {
    /// Whether trying it by itself could come out otherwise.
    fn is_narrow(&self) -> bool {
        !self.alone && self.by < NARROW
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
            (Some(short), None) => short.saturating_add((short / 32).max(1)),
            (None, None) => 0,
        }
    }
}

impl<T: FnMut(PlanTried)> Planner<'_, T> {
    fn find(mut self) -> Result<DayPlan, RunError> {
        let found = self.search()?;
        let interrupted = found.is_none();
        // The best that is known when the search ends before its time.
        let known = found.or_else(|| self.best.take().or(self.last.take()).map(Found::from));
        Ok(self.told(known, interrupted))
    }

    /// Nothing where it was stopped.
    fn search(&mut self) -> Result<Option<Found>, RunError> {
        let Some(mut levels) = self.rough()? else { return Ok(None) };
        let Some(day) = self.rise(&mut levels)? else { return Ok(None) };
        if day.short() > 0 {
            return Ok(Some(self.measured(levels, day).into()));
        }
        let Some(fewer) = self.reduce(&mut levels)? else { return Ok(None) };
        let Some(day) = self.rise(&mut levels)? else { return Ok(None) };
        if let Some(best) = self.best.take_if(|_| day.short() > 0) {
            return Ok(Some(best.into()));
        }
        let one_fewer: Vec<u32> = levels.iter().map(|level| level.saturating_sub(1)).collect();
        // What holds is known by now: an interruption here costs a number, and nothing else.
        let all_fewer = self.run(Some(&one_fewer), self.search.replications)?;
        let Some(all_fewer) = all_fewer else { return Ok(None) };
        let short_with_one_fewer_each = Some(all_fewer.short());
        Ok(Some(Found { plan: self.measured(levels, day), fewer, short_with_one_fewer_each }))
    }

    fn measured(&self, levels: Vec<u32>, day: Day) -> Measured {
        Measured { levels, day, replications: self.search.replications }
    }

    /// From the offered load to a plan that is near.
    fn rough(&mut self) -> Result<Option<Vec<u32>>, RunError> {
        let rough = self.search.replications.min(ROUGH_REPLICATIONS);
        let Some(pilot) = self.run(None, 1)? else { return Ok(None) };
        let mut levels: Vec<u32> = (0..pilot.contacts.len())
            .map(|place| {
                let load = pilot.load(place, self.centre.intervals);
                self.within((load + 0.5 * load.sqrt()).ceil())
            })
            .collect();
        let mut known = vec![Bracket::default(); levels.len()];
        for _ in 0..ROUGH_SWEEPS {
            let Some(day) = self.run(Some(&levels), rough)? else { return Ok(None) };
            let brackets = known.iter_mut().zip(&levels).enumerate();
            let next = brackets.map(|(place, (bracket, level))| {
                bracket.learn(*level, day.holds(place));
                bracket.next().clamp(self.search.agents.0, self.search.agents.1)
            });
            let next: Vec<u32> = next.collect();
            if next == levels {
                break;
            }
            levels = next;
        }
        Ok(Some(levels))
    }

    fn within(&self, agents: f64) -> u32 {
        let (fewest, most) = self.search.agents;
        // The cast saturates.
        (agents as u32).clamp(fewest, most)
    }

    /// More agents wherever an interval falls short, until none does.
    fn rise(&mut self, levels: &mut [u32]) -> Result<Option<Day>, RunError> {
        let most = self.search.agents.1;
        for _ in 0..RISES_MAX {
            let Some(day) = self.run(Some(levels), self.search.replications)? else { return Ok(None) };
            if day.short() == 0 {
                return Ok(Some(day));
            }
            let mut rose = false;
            for (place, level) in levels.iter_mut().enumerate().filter(|(place, _)| !day.holds(*place)) {
                let short = day.judged[place].iter().filter(|it| it.is_short());
                let up = short.map(|it| stride(it, *level)).max().unwrap_or(1);
                let to = level.saturating_add(up).min(most);
                rose |= to > *level;
                *level = to;
            }
            if !rose {
                return Ok(Some(day));
            }
        }
        self.run(Some(levels), self.search.replications)
    }

    /// Fewer agents wherever that does no harm. What is left cannot be reduced, and says why.
    fn reduce(&mut self, levels: &mut [u32]) -> Result<Option<Vec<Option<Fewer>>>, RunError> {
        let mut needed: Vec<Option<Fewer>> = vec![None; levels.len()];
        loop {
            let mut reduced = false;
            for offset in 0..STRIDE {
                let group: Vec<usize> = (offset..levels.len())
                    .step_by(STRIDE)
                    .filter(|place| needed[*place].is_none() && levels[*place] > self.search.agents.0)
                    .collect();
                match self.try_fewer(levels, &group, &mut needed)? {
                    Some(any) => reduced |= any,
                    None => return Ok(None),
                }
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
                if group.is_empty() {
                    return Ok(Some(needed));
                }
                group.iter().for_each(|place| needed[*place] = None);
                if self.try_fewer(levels, &group, &mut needed)?.is_none() {
                    return Ok(None);
                }
            }
        }
    }

    /// Tries one agent fewer in each of these intervals, at once. Whether any was reduced; nothing where it was stopped.
    fn try_fewer(
        &mut self,
        levels: &mut [u32],
        group: &[usize],
        needed: &mut [Option<Fewer>],
    ) -> Result<Option<bool>, RunError> {
        if group.is_empty() {
            return Ok(Some(false));
        }
        let mut tried = levels.to_vec();
        for place in group {
            tried[*place] -= 1;
        }
        let Some(day) = self.run(Some(&tried), self.search.replications)? else { return Ok(None) };
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
                        left_waiting: day.left_waiting[*place],
                        short: number(short),
                        by: day.shortfall(short),
                        alone: group.windows(2).all(|it| it[1] - it[0] >= STRIDE_NARROW),
                    });
                }
            }
        }
        Ok(Some(reduced))
    }

    /// Runs a plan, or the scenario as it is; nothing where the search is to end: it was told to stop, or a bug of our own
    /// ended a replication.
    fn run(&mut self, levels: Option<&[u32]>, replications: u32) -> Result<Option<Day>, RunError> {
        if self.centre.stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let day = match self.centre.run(levels, replications) {
            Ok(Some(day)) => day,
            Ok(None) => return Ok(None),
            Err(RunError::Broke(bug)) => {
                self.breakdown = Some(*bug);
                return Ok(None);
            }
            Err(error @ RunError::Scripts(_)) => return Err(error),
        };
        self.tried += 1;
        self.broken.add(&day.broken);
        if let Some(levels) = levels {
            let measured = Measured { levels: levels.to_vec(), day: day.clone(), replications };
            if day.short() == 0 && replications == self.search.replications {
                self.best = Some(measured.clone());
            }
            self.last = Some(measured);
        }
        let intervals = self.centre.intervals.count();
        (self.tell)(PlanTried { tried: self.tried, short: day.short(), intervals });
        Ok(Some(day))
    }

    fn told(self, found: Option<Found>, interrupted: bool) -> DayPlan {
        let intervals = self.centre.intervals;
        let slots = |found: &Found| {
            let Measured { levels, day, .. } = &found.plan;
            let slot = |(place, agents): (usize, &u32)| Slot {
                from: intervals.begin(number(place)),
                contacts: day.contacts[place],
                offered_erlangs: day.load(place, intervals),
                agents: *agents,
                judged: day.judged[place].clone(),
                left_waiting: day.left_waiting[place],
                one_fewer: found.fewer.get(place).cloned().flatten(),
            };
            levels.iter().enumerate().map(slot).collect()
        };
        let replications = found.as_ref().map_or(0, |found| found.plan.replications);
        DayPlan {
            slots: found.as_ref().map(slots).unwrap_or_default(),
            // A plan that held over few replications is not known to hold.
            met: found.as_ref().is_some_and(|it| it.plan.day.is_met()) && replications == self.search.replications,
            short_with_one_fewer_each: found.as_ref().and_then(|found| found.short_with_one_fewer_each),
            replications,
            tried: self.tried,
            interrupted,
            breakdown: self.breakdown,
            broken: self.broken,
        }
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
