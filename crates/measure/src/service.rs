//! The rule of service: what counts as answered in time, and what becomes of a contact that is not answered.
//!
//! There is one such rule, and it is here. The report's shares ([`super::contacts`]), the run over time
//! ([`super::course`]) and the wallboard all ask it, so they say the same of one run:
//!
//! | how it went | service level | abandon rate | block rate |
//! | --- | --- | --- | --- |
//! | answered within the queue's target | in time | counts, did not give up | not blocked |
//! | answered later | too late | counts, did not give up | not blocked |
//! | gave up | too late | counts, gave up | not blocked |
//! | gave up sooner than the queue's `short_abandon` | left out | counts, gave up | not blocked |
//! | dropped, released or redirected, unanswered | too late | counts, did not give up | not blocked |
//! | still waits when the run ends | too late | counts, did not give up | not blocked |
//! | found no line free | left out | left out | blocked |
//!
//! That is the service level over what was *offered*. A queue may have another one ([`ServiceLevel`]): over those that were
//! *answered*, which leaves out everybody else, or one that is *met by short abandons*, which are in time then. Where queues
//! are put together, each contact counts by the rule of its own queue.
//!
//! Who was answered once is answered, however it ended later: a transfer changes nothing here. Contacts that an agent
//! began are in none of it. Nothing here knows of events, of measured time, or of how shares are split.

use super::ratio::Ratio;
use rushhour_engine::config::{Queue, ServiceLevel};
use rushhour_engine::event::ContactEnd;
use rushhour_engine::units::{QueueId, SimSpan, SimTime};
use rushhour_scenario::plan::Plan;

/// How soon contacts of a queue should be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Who is answered after exactly this time is in time.
    pub target: SimSpan,
    /// Who gives up sooner than this has given up very soon.
    pub short_abandon: SimSpan,
    /// Of which contacts the service level is a share.
    pub service_level: ServiceLevel,
}

/// The goals of all queues of a plan.
#[derive(Clone, Debug)]
pub struct Goals(Vec<Goal>);

/// What became of a contact, or stands to become of it as long as nothing else happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No line was free.
    Blocked,
    /// An agent took it.
    Answered {
        /// From its beginning to the answer.
        waited: SimSpan,
        /// Whether that was within the target.
        in_time: bool,
    },
    /// The customer gave up before anyone answered.
    Abandoned {
        /// From its beginning to its end.
        waited: SimSpan,
        /// Whether that was too short for anybody to answer, so that it is left out of the service level.
        short: bool,
    },
    /// The centre ended it before anyone answered: dropped it, released it, or sent it elsewhere.
    TurnedAway {
        /// From its beginning to its end.
        waited: SimSpan,
    },
    /// Nobody has answered yet.
    Waiting,
}

/// How many contacts went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceCounts {
    /// All of them.
    pub offered: u64,
    /// Those that found no line free.
    pub blocked: u64,
    /// Those that an agent took.
    pub answered: u64,
    /// Those that gave up, however soon.
    pub abandoned: u64,
    /// How many were answered in time, out of those that count for the service level.
    pub in_time: Ratio,
    /// Nanoseconds waited, out of how many contacts whose wait is over.
    pub waited_ns: Ratio,
}

impl Goal {
    /// The goal of contacts that no queue took.
    pub const NO_QUEUE: Self = Self {
        target: SimSpan::from_secs(20),
        short_abandon: SimSpan::ZERO,
        service_level: ServiceLevel::Offered,
    };

    /// Whether it is open after so long a wait how a contact will count: it may be answered in time, or give up soon enough to
    /// be left out or met.
    pub(crate) fn is_open(&self, waited: SimSpan) -> bool {
        waited <= self.target.max(self.short_abandon)
    }
    fn of(queue: &Queue) -> Self {
        Self {
            target: queue.target,
            short_abandon: queue.short_abandon.unwrap_or(SimSpan::ZERO),
            service_level: queue.service_level,
        }
    }
}

impl Goals {
    /// The goals of this plan's queues.
    pub fn of(plan: &Plan) -> Self {
        Self(plan.center.queues.iter().map(Goal::of).collect())
    }
    /// The goal of contacts of this queue.
    pub fn get(&self, queue: Option<QueueId>) -> Goal {
        queue.map_or(Goal::NO_QUEUE, |queue| self.0[queue.index()])
    }
}

impl Fate {
    /// Of a contact that began at `began_at`, was answered at `answered_at` if it was, and ended as `end` says if it has.
    pub fn of(
        goal: Goal,
        began_at: SimTime,
        answered_at: Option<SimTime>,
        end: Option<(SimTime, ContactEnd)>,
    ) -> Self {
        if let Some(answered_at) = answered_at {
            let waited = answered_at.since(began_at);
            return Self::Answered { waited, in_time: waited <= goal.target };
        }
        let Some((ended_at, how)) = end else { return Self::Waiting };
        let waited = ended_at.since(began_at);
        match how {
            ContactEnd::Blocked => Self::Blocked,
            ContactEnd::Abandoned => Self::Abandoned { waited, short: waited < goal.short_abandon },
            // "Left" says that it was answered before; of a contact that was not, the customer got no service either.
            ContactEnd::CustomerLeft | ContactEnd::Released | ContactEnd::Dropped | ContactEnd::Redirected => {
                Self::TurnedAway { waited }
            }
        }
    }
    /// Whether it was in time, where it counts for such a service level.
    pub const fn in_time(self, of: ServiceLevel) -> Option<bool> {
        match (self, of) {
            (Self::Answered { in_time, .. }, _) => Some(in_time),
            (Self::Blocked, _) => None,
            (_, ServiceLevel::Answered) => None,
            (Self::Abandoned { short: true, .. }, ServiceLevel::Offered) => None,
            (Self::Abandoned { short: true, .. }, ServiceLevel::MetByShortAbandons) => Some(true),
            // Left out, a centre that answers ten callers and forgets a thousand would look perfect.
            (Self::Abandoned { short: false, .. } | Self::TurnedAway { .. } | Self::Waiting, _) => Some(false),
        }
    }
    /// How long it waited, where its wait is over.
    pub const fn waited(self) -> Option<SimSpan> {
        match self {
            Self::Answered { waited, .. } | Self::Abandoned { waited, .. } | Self::TurnedAway { waited } => {
                Some(waited)
            }
            Self::Blocked | Self::Waiting => None,
        }
    }
    /// Whether it found no line free.
    pub const fn is_blocked(self) -> bool {
        matches!(self, Self::Blocked)
    }
    /// Whether an agent took it.
    pub const fn is_answered(self) -> bool {
        matches!(self, Self::Answered { .. })
    }
    /// Whether the customer gave up.
    pub const fn is_abandoned(self) -> bool {
        matches!(self, Self::Abandoned { .. })
    }
}

impl ServiceCounts {
    /// One contact more, of a queue with this goal.
    pub fn count(&mut self, goal: Goal, fate: Fate) {
        self.offered += 1;
        self.blocked += u64::from(fate.is_blocked());
        self.answered += u64::from(fate.is_answered());
        self.abandoned += u64::from(fate.is_abandoned());
        if let Some(in_time) = fate.in_time(goal.service_level) {
            self.in_time.count(in_time);
        }
        if let Some(waited) = fate.waited() {
            self.waited_ns.numerator += u128::from(waited.as_ns());
            self.waited_ns.denominator += 1;
        }
    }
    /// Takes in what was counted elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.offered += other.offered;
        self.blocked += other.blocked;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.in_time.merge(&other.in_time);
        self.waited_ns.merge(&other.waited_ns);
    }
    /// How many found a line.
    pub const fn admitted(&self) -> u64 {
        self.offered - self.blocked
    }
    /// The share that was answered in time, out of those that count; `None` where none does.
    pub fn service_level(&self) -> Option<f64> {
        self.in_time.value()
    }
    /// The share that gave up, out of those that found a line; `None` where nobody did.
    pub fn abandon_rate(&self) -> Option<f64> {
        let (numerator, denominator) = (u128::from(self.abandoned), u128::from(self.admitted()));
        Ratio { numerator, denominator }.value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{SALES, plan, s};

    #[test]
    fn each_end_has_its_fate() {
        let goal = Goals::of(&plan()).get(Some(SALES));
        let of = |answered_at: Option<f64>, end| Fate::of(goal, s(10.0), answered_at.map(s), end);
        let unanswered = |at, how| of(None, Some((s(at), how)));
        let told = |fate: Fate| {
            (fate.in_time(ServiceLevel::Offered), fate.waited().map(|it| it.as_secs_f64()), fate.is_abandoned())
        };
        assert_eq!(told(of(Some(30.0), None)), (Some(true), Some(20.0), false), "the target itself is in time");
        assert_eq!(told(of(Some(30.1), None)), (Some(false), Some(20.1), false));
        assert_eq!(told(unanswered(14.9, ContactEnd::Abandoned)), (None, Some(4.9), true));
        assert_eq!(told(unanswered(15.0, ContactEnd::Abandoned)), (Some(false), Some(5.0), true));
        for how in [ContactEnd::Dropped, ContactEnd::Released, ContactEnd::Redirected] {
            assert_eq!(told(unanswered(12.0, how)), (Some(false), Some(2.0), false), "{how:?}");
        }
        assert_eq!(told(unanswered(10.0, ContactEnd::Blocked)), (None, None, false));
        assert_eq!(told(of(None, None)), (Some(false), None, false));
        let later = of(Some(12.0), Some((s(90.0), ContactEnd::Dropped)));
        assert_eq!(later, of(Some(12.0), None), "who was answered is answered, however it ended");
    }

    #[test]
    fn shares_leave_out_who_does_not_count() {
        let mut counts = ServiceCounts::default();
        assert_eq!((counts.service_level(), counts.abandon_rate()), (None, None));
        let waited = SimSpan::from_secs(3);
        for fate in [
            Fate::Answered { waited, in_time: true },
            Fate::Abandoned { waited, short: true },
            Fate::TurnedAway { waited },
            Fate::Waiting,
            Fate::Blocked,
        ] {
            counts.count(Goal::NO_QUEUE, fate);
        }
        assert_eq!((counts.offered, counts.admitted(), counts.blocked), (5, 4, 1));
        assert_eq!((counts.service_level(), counts.abandon_rate()), (Some(1.0 / 3.0), Some(0.25)));
    }

    #[test]
    fn each_definition_takes_its_own_share() {
        let waited = SimSpan::from_secs(3);
        let level = |service_level| {
            let (goal, mut counts) = (Goal { service_level, ..Goal::NO_QUEUE }, ServiceCounts::default());
            // Four answered in time, two late, one gave up very soon, two later, one blocked: of nine that were offered.
            for (times, fate) in [
                (4, Fate::Answered { waited, in_time: true }),
                (2, Fate::Answered { waited, in_time: false }),
                (1, Fate::Abandoned { waited, short: true }),
                (2, Fate::Abandoned { waited, short: false }),
                (1, Fate::Blocked),
            ] {
                (0..times).for_each(|_| counts.count(goal, fate));
            }
            counts.service_level()
        };
        assert_eq!(level(ServiceLevel::Offered), Some(4.0 / 8.0));
        assert_eq!(level(ServiceLevel::Answered), Some(4.0 / 6.0));
        assert_eq!(level(ServiceLevel::MetByShortAbandons), Some(5.0 / 9.0));
    }
}
