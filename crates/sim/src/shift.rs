//! The shift: who of the staff is at work, on a break or at home by their hours, and whether all of it is over.
//!
//! Whoever is to go finishes the work in hand first, and is offered nothing new meanwhile. A break then lasts its full
//! time, and one that falls due before the end of another follows it. What could not be taken in full is counted. This
//! keeps the rotas and says what they come to; the simulation moves the people.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::agenda::{Item, RotaStep};
use super::breaks::BreaksLost;
use super::core::Core;
use rushhour_engine::event::ReservationStatus;
use rushhour_engine::units::{ActivityId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::PopulationId;
use rushhour_scenario::hours::{Rest, Stint};
use rushhour_script::request::Identity;

/// When the staff is at work.
#[derive(Debug, Default)]
pub(crate) struct Shift {
    /// Whether it is over for all.
    over: bool,
    /// Of those who are not there all the time, when they are.
    rotas: BTreeMap<WorkerId, Rota>,
    /// The breaks that were not taken in full.
    lost: BTreeMap<PopulationId, BreaksLost>,
}

/// The rota of one worker.
#[derive(Debug)]
pub(crate) struct Rota {
    identity: Rc<Identity>,
    population: PopulationId,
    stints: Vec<Stint>,
    /// The stint that is on, or else the next one.
    place: usize,
    /// How many stints have begun.
    begun: u32,
    /// What they are away for, if they are.
    away: Away,
    /// Breaks that have fallen due before the one that they are away for was over, in order.
    waiting: VecDeque<Rest>,
    /// Counts the breaks, so that the end of an earlier one is known to be stale.
    breaks: u32,
}

/// What somebody is away for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Away {
    /// Nothing: they work.
    No,
    /// A break is due when the work in hand is done. Afterwards they go back to `back`.
    Soon { rest: Rest, back: ActivityId },
    /// They are on a break until this moment. It has become theirs when their script waits for work again: what they set
    /// before that comes from the work before the break, and ends no break.
    Now { rest: Rest, back: ActivityId, until: SimTime, is_theirs: bool },
    /// Their stint is over; were they still at work when the next one begins, they would go back to `back`.
    Gone { back: ActivityId },
}

/// A stint that begins, and whose it is.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) identity: Rc<Identity>,
    pub(crate) population: PopulationId,
    /// Its number among those of its worker, from 0.
    pub(crate) stint: u32,
    /// Where they were before they were to go home, if they were.
    pub(crate) back: Option<ActivityId>,
}

/// A break whose end has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BreakOver {
    /// They go back to work.
    Back {
        /// The activity of the break.
        from: ActivityId,
        /// Where they go back to.
        to: ActivityId,
    },
    /// Another break is due, in this activity.
    Next(ActivityId),
}

impl Rota {
    pub(crate) const fn new(identity: Rc<Identity>, population: PopulationId, stints: Vec<Stint>) -> Self {
        Self {
            identity,
            population,
            stints,
            place: 0,
            begun: 0,
            away: Away::No,
            waiting: VecDeque::new(),
            breaks: 0,
        }
    }

    /// Their time is over: what they have not taken of the breaks that are on or due is counted.
    fn not_taken(&mut self, lost: &mut BTreeMap<PopulationId, BreaksLost>, now: SimTime) {
        for lacks in self.call_off(now) {
            lost.entry(self.population).or_default().not_taken.add(lacks);
        }
    }

    /// Calls off the breaks that are on or due; how much of each was not taken by `now`.
    fn call_off(&mut self, now: SimTime) -> impl Iterator<Item = SimSpan> + use<> {
        let first = match self.away {
            Away::No | Away::Gone { .. } => None,
            Away::Soon { rest, .. } => Some(rest.length),
            Away::Now { until, .. } => Some(until.since(now)),
        };
        let waiting = std::mem::take(&mut self.waiting).into_iter().map(|rest| rest.length);
        first.into_iter().chain(waiting).filter(|lacks| !lacks.is_zero())
    }
}

impl Shift {
    /// Whether the shift is over for all.
    pub(crate) const fn is_over(&self) -> bool {
        self.over
    }
    /// The shift is over for all.
    pub(crate) const fn end(&mut self) {
        self.over = true;
    }
    /// Whether an agent goes home: with everybody, or because their stint is over. `None` is no agent.
    pub(crate) fn is_over_for(&self, worker: Option<WorkerId>) -> bool {
        self.over || worker.is_some_and(|worker| self.is_off_duty(worker))
    }
    /// Whether a worker's stint is over.
    pub(crate) fn is_off_duty(&self, worker: WorkerId) -> bool {
        self.rotas.get(&worker).is_some_and(|rota| matches!(rota.away, Away::Gone { .. }))
    }
    /// Whether a worker's rota has them away from work, or is about to.
    pub(crate) fn is_away(&self, worker: WorkerId) -> bool {
        self.rotas.get(&worker).is_some_and(|rota| rota.away != Away::No)
    }
    /// Whether anybody has a rota.
    pub(crate) fn has_rotas(&self) -> bool {
        !self.rotas.is_empty()
    }
    /// Whether no stint of a worker is to come.
    pub(crate) fn has_no_stint_ahead(&self, worker: WorkerId) -> bool {
        self.rotas.get(&worker).is_none_or(|rota| rota.stints.get(rota.place).is_none())
    }

    /// Keeps a worker's rota; the moment when their first stint begins, if they have any.
    pub(crate) fn add(&mut self, worker: WorkerId, rota: Rota) -> Option<SimTime> {
        let first = rota.stints.first().map(|stint| stint.from);
        self.rotas.insert(worker, rota);
        first
    }
    /// A worker who is always there is given a rota, by which they can be sent home.
    pub(crate) fn add_if_new(&mut self, worker: WorkerId, make: impl FnOnce() -> Rota) {
        self.rotas.entry(worker).or_insert_with(make);
    }

    /// Whoever was `elsewhere` when their break or end came comes back to `to`, not to there.
    pub(crate) fn comes_back_to(&mut self, worker: WorkerId, elsewhere: ActivityId, to: ActivityId) {
        match self.rotas.get_mut(&worker).map(|rota| &mut rota.away) {
            Some(Away::Soon { back, .. } | Away::Now { back, .. } | Away::Gone { back }) if *back == elsewhere => {
                *back = to;
            }
            Some(Away::No | Away::Soon { .. } | Away::Now { .. } | Away::Gone { .. }) | None => {}
        }
    }

    /// A worker who was sent home is to come back now, and to stay until the end of the run.
    pub(crate) fn call_back(&mut self, worker: WorkerId, now: SimTime) {
        let Some(rota) = self.rotas.get_mut(&worker) else {
            unreachable!("{worker:?} was sent home without a rota")
        };
        rota.stints.truncate(rota.place);
        rota.stints.resize(rota.place, Stint { from: now, until: None, rests: Vec::new() });
        rota.stints.push(Stint { from: now, until: None, rests: Vec::new() });
        // The first stint of those who are always there has no rota.
        rota.begun = rota.begun.max(1);
    }

    /// A worker's next stint begins; its breaks and its end are set. Nothing where they have been sent home for good.
    pub(crate) fn begin_stint(&mut self, core: &mut Core<'_>, worker: WorkerId) -> Option<Arrival> {
        let rota = self.rotas.get_mut(&worker)?;
        let stint = rota.stints.get(rota.place)?;
        for (place, rest) in (0..).zip(&stint.rests) {
            core.schedule(rest.at, Item::Rota(worker, RotaStep::Rest(rota.begun, place)));
        }
        if let Some(until) = stint.until {
            core.schedule(until, Item::Rota(worker, RotaStep::Go(rota.begun)));
        }
        let back = match std::mem::replace(&mut rota.away, Away::No) {
            Away::Gone { back } => Some(back),
            Away::No | Away::Soon { .. } | Away::Now { .. } => None,
        };
        let stint = rota.begun;
        rota.begun += 1;
        Some(Arrival { identity: Rc::clone(&rota.identity), population: rota.population, stint, back })
    }

    /// Whether a worker's stint with this number is on: it is not where they were sent home, nor when they have been
    /// called back since.
    pub(crate) fn is_on(&self, worker: WorkerId, stint: u32) -> bool {
        self.rotas
            .get(&worker)
            .is_some_and(|rota| rota.begun == stint + 1 && !matches!(rota.away, Away::Gone { .. }))
    }

    // Breaks.

    /// A worker's break at this place of the stint is due, who is in `activity`. Its activity, if they go now; otherwise
    /// it follows the break that they are away for.
    pub(crate) fn break_is_due(
        &mut self,
        worker: WorkerId,
        place: u16,
        activity: ActivityId,
    ) -> Option<ActivityId> {
        let rota = self.rotas.get_mut(&worker)?;
        let rest = *rota.stints.get(rota.place)?.rests.get(usize::from(place))?;
        match rota.away {
            Away::No => {
                rota.away = Away::Soon { rest, back: activity };
                Some(rest.activity)
            }
            Away::Soon { .. } | Away::Now { .. } => {
                rota.waiting.push_back(rest);
                None
            }
            Away::Gone { .. } => None,
        }
    }

    /// A reservation of a worker has settled: if that was the last, a break that is due begins. Whether one does.
    pub(crate) fn work_is_done(
        &mut self,
        core: &mut Core<'_>,
        worker: WorkerId,
        status: ReservationStatus,
    ) -> bool {
        !status.is_open() && self.may_rest(core, worker)
    }

    /// A break that is due begins, if the work in hand is done. Whether it does.
    pub(crate) fn may_rest(&mut self, core: &mut Core<'_>, worker: WorkerId) -> bool {
        let is_busy = core.platform().worker(worker).is_none_or(|worker| !worker.open.is_empty());
        let Some(rota) = self.rotas.get_mut(&worker).filter(|_| !is_busy) else { return false };
        let Away::Soon { rest, back } = rota.away else { return false };
        let until = core.now() + rest.length;
        rota.away = Away::Now { rest, back, until, is_theirs: false };
        rota.breaks += 1;
        core.schedule(until, Item::Rota(worker, RotaStep::Back(rota.breaks)));
        true
    }

    /// Whether a worker is on a break that has not become theirs.
    pub(crate) fn is_kept(&self, worker: WorkerId) -> bool {
        let rota = self.rotas.get(&worker);
        rota.is_some_and(|rota| matches!(rota.away, Away::Now { is_theirs: false, .. }))
    }

    /// A worker's break has become theirs. Afterwards they go to what they have set last, if they have.
    pub(crate) fn is_theirs(&mut self, worker: WorkerId, set: Option<ActivityId>) {
        if let Some(rota) = self.rotas.get_mut(&worker)
            && let Away::Now { back, is_theirs, .. } = &mut rota.away
        {
            *is_theirs = true;
            *back = set.unwrap_or(*back);
        }
    }

    /// The break of a worker with this number is over; nothing where it was cut short.
    pub(crate) fn break_is_over(&mut self, worker: WorkerId, number: u32) -> Option<BreakOver> {
        let rota = self.rotas.get_mut(&worker).filter(|rota| rota.breaks == number)?;
        let Away::Now { rest, back, .. } = rota.away else { return None };
        if let Some(next) = rota.waiting.pop_front() {
            rota.away = Away::Soon { rest: next, back };
            return Some(BreakOver::Next(next.activity));
        }
        rota.away = Away::No;
        Some(BreakOver::Back { from: rest.activity, to: back })
    }

    /// A worker is in an available activity, by their own will or a supervisor's: the breaks that they were away for are
    /// off.
    pub(crate) fn comes_back(&mut self, worker: WorkerId, now: SimTime) {
        let Some(rota) = self.rotas.get_mut(&worker) else { return };
        for lacks in rota.call_off(now) {
            self.lost.entry(rota.population).or_default().ended_early.add(lacks);
        }
        match rota.away {
            Away::Soon { .. } | Away::Now { .. } => rota.away = Away::No,
            Away::No | Away::Gone { .. } => {}
        }
    }

    /// A worker's script has ended: they take no more breaks before their next stint.
    pub(crate) fn leaves(&mut self, worker: WorkerId) {
        if let Some(rota) = self.rotas.get_mut(&worker) {
            rota.waiting.clear();
            match rota.away {
                Away::Soon { .. } | Away::Now { .. } => rota.away = Away::No,
                Away::No | Away::Gone { .. } => {}
            }
        }
    }

    /// A worker goes home, who would otherwise be in `activity` when they come back. The moment of their next stint.
    pub(crate) fn go_home(&mut self, worker: WorkerId, activity: ActivityId, now: SimTime) -> Option<SimTime> {
        let Some(rota) = self.rotas.get_mut(&worker) else { unreachable!("{worker:?} has no rota to go home by") };
        rota.not_taken(&mut self.lost, now);
        let back = match rota.away {
            Away::Soon { back, .. } | Away::Now { back, .. } | Away::Gone { back } => back,
            Away::No => activity,
        };
        rota.away = Away::Gone { back };
        rota.place += 1;
        rota.stints.get(rota.place).map(|stint| stint.from)
    }

    /// The run is over: the breaks that were not taken in full, of each population.
    pub(crate) fn breaks_lost(mut self, now: SimTime) -> BTreeMap<PopulationId, BreaksLost> {
        for rota in self.rotas.values_mut() {
            rota.not_taken(&mut self.lost, now);
        }
        self.lost
    }
}
