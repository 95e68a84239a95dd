//! Bustle: how much happens within a second of virtual time.
//!
//! What goes round while hardly any time passes would keep a run for ever: offers that time out at once, faults a
//! nanosecond apart, people who come again in the moment in which they gave up. So steps are counted, and there may be so
//! many for each person. Where there are more, scripts that go round are ended first, for they may be what makes them; only
//! where there are twice as many, it is none of them.

use super::limits::{STEPS_A_PERSON_MAX, STEPS_A_SECOND_MAX};
use rushhour_engine::units::{SimSpan, SimTime};

/// The steps of the second that is under way.
#[derive(Debug, Default)]
pub(crate) struct Bustle {
    /// When it began.
    since: SimTime,
    steps: u64,
    /// How many customers had come when it was looked for last whether there are too many steps, and how many steps there
    /// may be.
    came: u64,
    most: u64,
}

/// How many people there are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People {
    /// Who is there now.
    pub(crate) there: u64,
    /// Customers who have come so far.
    pub(crate) came: u64,
}

impl Bustle {
    /// One more step happens. Whether there may be too many.
    pub(crate) fn step(&mut self, at: SimTime) -> bool {
        if at.since(self.since) >= SimSpan::from_secs(1) {
            *self = Self { since: at, steps: 0, came: 0, most: STEPS_A_SECOND_MAX };
        }
        self.steps += 1;
        self.steps >= self.most.max(STEPS_A_SECOND_MAX)
    }

    /// Whether there are too many for so many people.
    pub(crate) fn measure(&mut self, People { there, came }: People) -> Measure {
        // Who came before this was looked for is not known; that only brings the next look nearer.
        let before = if self.came == 0 { came } else { self.came };
        self.came = before;
        // Who leaves meanwhile has had steps before.
        self.most = self.most.max(STEPS_A_SECOND_MAX + STEPS_A_PERSON_MAX * (there + came.saturating_sub(before)));
        if self.steps > 2 * self.most {
            Measure::Beyond
        } else if self.steps > self.most {
            Measure::TooMuch { until: self.since + SimSpan::from_secs(1) }
        } else {
            Measure::Bearable
        }
    }
}

/// How much happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// So much may be.
    Bearable,
    /// Nobody may go on more often than their share until the second is over.
    TooMuch { until: SimTime },
    /// And that was not enough.
    Beyond,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many steps come to pass at one moment, with so many people there, and with one who comes at each step or not.
    fn steps(wanted: fn(Measure) -> bool, there: u64, comes: bool, at_most: u64) -> u64 {
        let mut bustle = Bustle::default();
        (1..=at_most)
            .find(|step| {
                let came = if comes { *step } else { 7 };
                bustle.step(SimTime::ZERO) && wanted(bustle.measure(People { there, came }))
            })
            .unwrap_or(at_most)
    }

    #[test]
    fn few_people_have_few_steps_and_many_have_many() {
        let too_much = |measure| measure != Measure::Bearable;
        assert_eq!(steps(too_much, 2, false, 1_000_000), STEPS_A_SECOND_MAX + 2_001);
        assert_eq!(steps(too_much, 500, false, 1_000_000), STEPS_A_SECOND_MAX + 500_001);
        assert_eq!(steps(too_much, 2, true, 1_000_000), 1_000_000);
    }

    #[test]
    fn scripts_that_go_round_have_time_to_be_ended_before_the_run_is() {
        let beyond = |measure| measure == Measure::Beyond;
        assert_eq!(steps(beyond, 2, false, 1_000_000), 2 * (STEPS_A_SECOND_MAX + 2_000) + 1);
    }

    #[test]
    fn who_leaves_within_the_second_has_had_steps() {
        let mut bustle = Bustle::default();
        let mut measure = |there| {
            bustle.step(SimTime::ZERO);
            bustle.measure(People { there, came: 0 })
        };
        while measure(500) == Measure::Bearable {}
        assert_ne!(measure(0), Measure::Beyond);
    }

    #[test]
    fn another_second_begins_anew() {
        let mut bustle = Bustle::default();
        let mut at = SimTime::ZERO;
        for _ in 0..3 {
            at = at + SimSpan::from_secs(1);
            assert!((1..STEPS_A_SECOND_MAX).all(|_| !bustle.step(at)));
        }
    }
}
