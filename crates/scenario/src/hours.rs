//! Working hours: when the people of a population are at work, and when they take their breaks.
//!
//! Part of the plan. The simulation asks for the stints of one person at a time; nobody else's number changes them.

use std::sync::Arc;

use rushhour_engine::units::{ActivityId, SimSpan, SimTime};

/// When the people of a population are at work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hours {
    /// All of them, the whole run.
    #[default]
    Always,
    /// In shifts; people are given to them in the order of their numbers.
    Shifts(Arc<[Shift]>),
    /// From each moment on so many, before the first nobody. Those with the lowest numbers come first and leave last.
    Levels(Arc<[(SimTime, u32)]>),
}

/// People who come and go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// How many people.
    pub count: u32,
    /// How many work the shifts before it in the list.
    pub first: u32,
    /// When they are at work: in a run of several days, each of their days. In order of time.
    pub times: Arc<[ShiftTime]>,
}

/// A time at which the people of a shift are at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftTime {
    /// When they come.
    pub from: SimTime,
    /// When they go home; from the end of the run on: they stay as long as it lasts.
    pub until: SimTime,
    /// Their breaks.
    pub breaks: Arc<[Break]>,
}

/// A break that everybody of a shift or a population takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// When the first of them goes, or the beginning of the run.
    pub at: SimTime,
    /// How long before the beginning of the run that was.
    pub before: SimSpan,
    /// How long each is away.
    pub length: SimSpan,
    /// Within this time all of them go, at equal distances; zero for all at once.
    pub over: SimSpan,
    /// The activity that they are in meanwhile: not an available one.
    pub activity: ActivityId,
}

/// A time of work of one person, without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stint {
    /// When it begins.
    pub from: SimTime,
    /// When it ends; none: with the run.
    pub until: Option<SimTime>,
    /// Breaks in it, in order of time.
    pub rests: Vec<Rest>,
}

/// A break of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// When it is due. Work in hand is finished first.
    pub at: SimTime,
    /// How long it lasts.
    pub length: SimSpan,
    /// The activity of that time.
    pub activity: ActivityId,
}

impl Hours {
    /// The stints of the person with this number, of a population of `count` that has these breaks beside those of its
    /// shifts, in a run whose arrivals stop at `end`. In order of time.
    pub fn stints(&self, index: u32, count: u32, breaks: &[Break], end: SimTime) -> Vec<Stint> {
        match self {
            Self::Always => stint(SimTime::ZERO, end, rests(breaks, index, count), end).into_iter().collect(),
            Self::Shifts(shifts) => {
                let Some((_, shift, place)) = shift_of(shifts, index) else { return Vec::new() };
                let mut of_all = rests(breaks, index, count);
                of_all.sort_by_key(|rest| rest.at);
                let at_work = |time: &ShiftTime| {
                    let mut taken = rests(&time.breaks, place, shift.count);
                    let from = of_all.partition_point(|rest| rest.at < time.from);
                    let until = of_all.partition_point(|rest| rest.at < time.until);
                    taken.extend_from_slice(of_all.get(from..until).unwrap_or_default());
                    stint(time.from, time.until, taken, end)
                };
                shift.times.iter().filter_map(at_work).collect()
            }
            Self::Levels(levels) => {
                let mut stints = Vec::new();
                let mut began = None;
                for (at, level) in levels.iter() {
                    match (began, *level > index) {
                        (None, true) => began = Some(*at),
                        (Some(from), false) => {
                            stints.extend(stint(from, *at, Vec::new(), end));
                            began = None;
                        }
                        (None, false) | (Some(_), true) => {}
                    }
                }
                stints.extend(began.and_then(|from| stint(from, end, Vec::new(), end)));
                stints
            }
        }
    }
}

impl Hours {
    /// Lets no shift go on behind the end of the run.
    pub(crate) fn clip(&mut self, end: SimTime) {
        if let Self::Shifts(shifts) = self {
            let clipped = |time: &ShiftTime| ShiftTime {
                until: time.until.min(end),
                breaks: time.breaks.iter().copied().filter(|it| it.at < end).collect(),
                ..time.clone()
            };
            let of_shift = |shift: &Shift| {
                let times = shift.times.iter().filter(|time| time.from < end).map(clipped).collect();
                Shift { count: shift.count, first: shift.first, times }
            };
            *shifts = shifts.iter().map(of_shift).collect();
        }
    }

    /// The number under which the person with this number draws: within a shift, so that one more person in it
    /// moves nobody's draws in the others.
    pub fn number_of_draws(&self, index: u32) -> u64 {
        let Self::Shifts(shifts) = self else { return u64::from(index) };
        let Some((number, _, place)) = shift_of(shifts, index) else { return u64::from(index) };
        // The bit above is that of customers who come by cues, so from 128 shifts on the numbers begin higher up.
        let shift = if number < 128 { 24 } else { 33 };
        u64::from(place) | ((number as u64) << shift)
    }
}

/// The shift of the person with this number: its place in the list, itself, and the place of the person in it.
fn shift_of(shifts: &[Shift], index: u32) -> Option<(usize, &Shift, u32)> {
    let number = shifts.partition_point(|shift| shift.first <= index).checked_sub(1)?;
    let shift = shifts.get(number)?;
    let place = index - shift.first;
    (place < shift.count).then_some((number, shift, place))
}

/// The breaks of the person at `place` of so many: what is left of one that began before the run.
fn rests(breaks: &[Break], place: u32, count: u32) -> Vec<Rest> {
    let rest = |it: &Break| {
        let share = u128::from(it.over.as_ns()) * u128::from(place) / u128::from(count.max(1));
        let after = SimSpan::from_ns(u64::try_from(share).unwrap_or(u64::MAX));
        let goes = SimTime::ZERO + after;
        let (since, length) = (goes.since(SimTime::ZERO + it.before), it.length);
        if goes >= SimTime::ZERO + it.before {
            return Some(Rest { at: it.at + since, length, activity: it.activity });
        }
        let passed = (SimTime::ZERO + it.before).since(goes);
        let left = (SimTime::ZERO + length).since(SimTime::ZERO + passed);
        (!left.is_zero()).then_some(Rest { at: SimTime::ZERO, length: left, activity: it.activity })
    };
    breaks.iter().filter_map(rest).collect()
}

/// A stint within the run; nothing where the run is over before.
fn stint(from: SimTime, until: SimTime, mut rests: Vec<Rest>, end: SimTime) -> Option<Stint> {
    let until = (until < end).then_some(until);
    rests.retain(|rest| rest.at >= from && rest.at < until.unwrap_or(end));
    rests.sort_by_key(|rest| rest.at);
    (from < end).then_some(Stint { from, until, rests })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: u64) -> SimTime {
        SimTime::ZERO + span(minutes)
    }
    fn span(minutes: u64) -> SimSpan {
        SimSpan::from_secs(60 * minutes)
    }
    fn lunch(begin: u64, over: u64) -> Break {
        Break {
            at: at(begin),
            before: SimSpan::ZERO,
            length: span(30),
            over: span(over),
            activity: ActivityId::new(2),
        }
    }
    fn shift(count: u32, from: SimTime, until: SimTime, breaks: Arc<[Break]>) -> Shift {
        Shift { count, first: 0, times: [ShiftTime { from, until, breaks }].into() }
    }
    fn in_order(shifts: impl IntoIterator<Item = Shift>) -> Hours {
        let mut first = 0;
        let placed = |shift: Shift| {
            let placed = Shift { first, ..shift };
            first += placed.count;
            placed
        };
        Hours::Shifts(shifts.into_iter().map(placed).collect())
    }
    fn edges(stints: &[Stint]) -> Vec<(SimTime, Option<SimTime>)> {
        stints.iter().map(|stint| (stint.from, stint.until)).collect()
    }

    #[test]
    fn levels_make_one_stint_of_neighbouring_intervals_and_the_lowest_numbers_stay() {
        let levels = [(at(0), 2), (at(30), 3), (at(60), 1), (at(90), 0), (at(120), 2)];
        let hours = Hours::Levels(levels.into());
        let of = |index| edges(&hours.stints(index, 3, &[], at(180)));
        assert_eq!(of(0), [(at(0), Some(at(90))), (at(120), None)]);
        assert_eq!(of(1), [(at(0), Some(at(60))), (at(120), None)]);
        assert_eq!(of(2), [(at(30), Some(at(60)))]);
        assert_eq!(of(3), []);
    }

    #[test]
    fn shifts_are_filled_in_order_and_take_their_breaks_one_after_the_other() {
        let early = shift(2, at(0), at(240), [lunch(120, 60)].into());
        let late = shift(1, at(120), at(480), [lunch(460, 0), lunch(100, 0)].into());
        let hours = in_order([early, late]);
        let rests = |index| {
            let stints = hours.stints(index, 3, &[], at(480));
            stints[0].rests.iter().map(|rest| rest.at).collect::<Vec<_>>()
        };
        assert_eq!((rests(0), rests(1)), (vec![at(120)], vec![at(150)]));
        // What lies outside of the shift is left out, and its end is that of the run.
        assert_eq!(rests(2), [at(460)]);
        assert_eq!(edges(&hours.stints(2, 3, &[], at(480))), [(at(120), None)]);
        assert_eq!(hours.stints(3, 3, &[], at(480)), []);
    }

    #[test]
    fn everybody_draws_under_a_number_of_their_own() {
        let of = |count| shift(count, at(0), at(60), [].into());
        let numbers = |first| {
            let hours = in_order([of(first), of(2)]);
            (0..first + 2).map(|index| hours.number_of_draws(index)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(2)[2..], numbers(3)[3..]);
        let mut all = numbers(3);
        all.dedup();
        assert_eq!(all.len(), 5);
        assert_eq!(Hours::Always.number_of_draws(7), 7);
    }

    #[test]
    fn numbers_of_draws_never_meet_those_of_customers_who_come_by_cues() {
        let hours = in_order((0..400).map(|_| shift(1, at(0), at(60), [].into())));
        let mut numbers: Vec<u64> = (0..400).map(|index| hours.number_of_draws(index)).collect();
        assert!(numbers.iter().all(|number| number & (1 << 31) == 0));
        numbers.dedup();
        assert_eq!(numbers.len(), 400);
    }

    #[test]
    fn the_people_of_a_shift_come_on_each_of_its_days() {
        let time =
            |day: u64, lunch| ShiftTime { from: at(1_440 * day), until: at(1_440 * day + 480), breaks: lunch };
        let week = [time(0, [lunch(240, 0)].into()), time(1, [].into()), time(2, [lunch(3_100, 0)].into())];
        let hours = Hours::Shifts([Shift { count: 2, first: 0, times: week.into() }].into());
        let stints = hours.stints(1, 2, &[lunch(1_500, 0)], at(4_320));
        assert_eq!(
            edges(&stints),
            [(at(0), Some(at(480))), (at(1_440), Some(at(1_920))), (at(2_880), Some(at(3_360)))]
        );
        let rests: Vec<usize> = stints.iter().map(|stint| stint.rests.len()).collect();
        assert_eq!(rests, [1, 1, 1]);
        assert_eq!(hours.stints(2, 2, &[], at(4_320)), []);
    }

    #[test]
    fn who_is_always_there_takes_the_breaks_of_the_population() {
        let stints = Hours::Always.stints(3, 4, &[lunch(60, 40)], at(480));
        assert_eq!(edges(&stints), [(at(0), None)]);
        assert_eq!(stints[0].rests[0].at, at(90));
    }

    #[test]
    fn a_break_that_began_before_the_run_is_taken_as_far_as_it_is_left() {
        let begun = Break { before: span(10), ..lunch(0, 80) };
        let rests = |index| Hours::Always.stints(index, 4, &[begun], at(480))[0].rests.clone();
        let of = |index: u32| rests(index).first().map(|rest| (rest.at, rest.length));
        assert_eq!(
            (of(0), of(1), of(3)),
            (Some((at(0), span(20))), Some((at(10), span(30))), Some((at(50), span(30))))
        );
        let over = Break { before: span(30), ..lunch(0, 0) };
        assert_eq!(Hours::Always.stints(0, 4, &[over], at(480))[0].rests, []);
    }

    #[test]
    fn a_shift_that_begins_when_the_run_is_over_is_none() {
        let late = shift(1, at(500), at(600), [].into());
        assert_eq!(Hours::Shifts([late].into()).stints(0, 1, &[], at(480)), []);
    }
}
