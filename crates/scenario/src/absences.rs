//! Absences: when somebody is away on the breaks of a stint, if no work holds them up.
//!
//! Breaks follow each other: one that falls due before the end of another begins with that end, and each lasts its full
//! time, up to the end of the stint. Warnings and planning reckon with it; the simulation lets people go by its own
//! clockwork, because work may hold them up.

use rushhour_engine::units::SimTime;

use super::hours::{Rest, Stint};

/// A break as it would be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The break.
    pub rest: Rest,
    /// When it begins: when it is due, or when the one before it is over.
    pub from: SimTime,
    /// When it is over: at the latest with the stint.
    pub until: SimTime,
}

/// The breaks of a stint in order, in a run whose arrivals stop at `end`; those are left out for which no time is left.
pub fn absences(stint: &Stint, end: SimTime) -> impl Iterator<Item = Absence> {
    let end = stint.until.unwrap_or(end);
    let mut free_from = stint.from;
    let taken = stint.rests.iter().map(move |rest| {
        let from = rest.at.max(free_from);
        free_from = from + rest.length;
        Absence { rest: *rest, from, until: free_from.min(end) }
    });
    taken.filter(|absence| absence.from < absence.until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::units::{ActivityId, SimSpan};

    fn at(minutes: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(60 * minutes)
    }

    #[test]
    fn breaks_follow_each_other_up_to_the_end_of_the_stint() {
        let rest = |minute, length: u64| Rest {
            at: at(minute),
            length: SimSpan::from_secs(60 * length),
            activity: ActivityId::new(2),
        };
        let rests = vec![rest(10, 30), rest(20, 5), rest(50, 20), rest(65, 10)];
        let stint = |until| Stint { from: at(0), until, rests: rests.clone() };
        let edges = |until: Option<SimTime>| {
            absences(&stint(until), at(500)).map(|it| (it.from, it.until)).collect::<Vec<_>>()
        };
        let all = [(at(10), at(40)), (at(40), at(45)), (at(50), at(70)), (at(70), at(80))];
        assert_eq!(edges(None), all);
        assert_eq!(edges(Some(at(60))), [all[0], all[1], (at(50), at(60))]);
    }
}
