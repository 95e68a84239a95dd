//! Whether a centre makes sense: what an engine takes for granted of it, and never asks again.
//!
//! The scenario finds the same mistakes in its own words, with their places in the text; this is for programs that make a
//! centre themselves.

use std::fmt;

use smol_str::SmolStr;

use super::{Center, Queue, Target, TargetTo};
use crate::units::{ActivityId, QueueId};

/// For so many workers at once a queue may reserve a task.
const MAX_RESERVED: std::ops::RangeInclusive<u8> = 1..=50;

/// What is wrong with a centre.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CenterError {
    /// A name that two activities have.
    #[error("two activities are named `{0}`")]
    ActivityTwice(SmolStr),
    /// A name that two queues have.
    #[error("two queues are named `{0}`")]
    QueueTwice(SmolStr),
    /// An activity that is not in the list.
    #[error("{by} is {activity}, and there is no such activity")]
    UnknownActivity {
        /// Where it is named.
        by: Named,
        /// What is named there.
        activity: ActivityId,
    },
    /// An activity in which workers are offered work, named where they must not be.
    #[error("{by} is `{activity}`, in which workers are offered work")]
    ActivityIsAvailable {
        /// Where it is named.
        by: Named,
        /// Its name.
        activity: SmolStr,
    },
    /// A queue that is not in the list.
    #[error("{by} is {queue}, and there is no such queue")]
    UnknownQueue {
        /// Where it is named.
        by: Named,
        /// What is named there.
        queue: QueueId,
    },
    /// A queue that reserves a task for nobody, or for too many.
    #[error("the queue `{queue}` reserves a task for {max_reserved} workers at once, not for 1 to 50")]
    MaxReserved {
        /// Its name.
        queue: SmolStr,
        /// What it says.
        max_reserved: u8,
    },
    /// The queue whose overflow leads back to it, at once or by way of others.
    #[error("the overflow of the queue `{0}` leads back to it")]
    OverflowCircle(SmolStr),
}

/// Where a centre names an activity or a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// [`Center::offline`].
    Offline,
    /// [`Center::timeout_activity`].
    TimeoutActivity,
    /// [`Queue::overflow`] of the queue with this name.
    Overflow(SmolStr),
    /// A target of the workflow's filter with this name.
    Filter(SmolStr),
    /// A target of those tasks that no filter takes.
    Default,
    /// [`Outbound::queue`](super::Outbound::queue).
    Outbound,
    /// [`OutboundEmail::queue`](super::OutboundEmail::queue).
    Email,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => f.write_str("the activity of those who are offline"),
            Self::TimeoutActivity => f.write_str("the activity of those who let an offer time out"),
            Self::Overflow(queue) => write!(f, "the overflow of the queue `{queue}`"),
            Self::Filter(filter) => write!(f, "a target of the filter `{filter}`"),
            Self::Default => f.write_str("a target of the workflow's default"),
            Self::Outbound => f.write_str("the queue of outbound calls"),
            Self::Email => f.write_str("the queue of outbound e-mails"),
        }
    }
}

impl Center {
    /// Whether it makes sense: names are unique, the ids that it names are there, nobody is offered work where they should
    /// not be, a queue reserves a task for 1 to 50 workers, and no overflow leads back to where it began. An engine asks for
    /// this when it is made.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn check(&self) -> Result<(), CenterError> {
        self.check_activities()?;
        self.check_queues()?;
        self.check_workflow()?;
        let outbound = self.outbound.queue.map_or(Ok(()), |queue| self.check_queue(Named::Outbound, queue));
        let email = self.email.as_ref().and_then(|email| email.queue);
        outbound.and(email.map_or(Ok(()), |queue| self.check_queue(Named::Email, queue)))
    }

    fn check_activities(&self) -> Result<(), CenterError> {
        if let Some(name) = twice(self.activities.iter().map(|activity| &activity.name)) {
            return Err(CenterError::ActivityTwice(name));
        }
        let away = [(Named::Offline, self.offline), (Named::TimeoutActivity, self.timeout_activity)];
        away.into_iter().try_for_each(|(by, id)| match self.activities.get(id.index()) {
            None => Err(CenterError::UnknownActivity { by, activity: id }),
            Some(it) if it.available => Err(CenterError::ActivityIsAvailable { by, activity: it.name.clone() }),
            Some(_) => Ok(()),
        })
    }

    fn check_queues(&self) -> Result<(), CenterError> {
        if let Some(name) = twice(self.queues.iter().map(|queue| &queue.name)) {
            return Err(CenterError::QueueTwice(name));
        }
        for queue in &self.queues {
            let Queue { name, max_reserved, overflow, .. } = queue;
            if !MAX_RESERVED.contains(max_reserved) {
                return Err(CenterError::MaxReserved { queue: name.clone(), max_reserved: *max_reserved });
            }
            if let Some((_, to)) = overflow {
                self.check_queue(Named::Overflow(name.clone()), *to)?;
            }
        }
        let overflows: Vec<Option<usize>> =
            self.queues.iter().map(|queue| Some(queue.overflow?.1.index())).collect();
        let circle = in_circles(&overflows).iter().position(|is_in| *is_in);
        circle.map_or(Ok(()), |place| Err(CenterError::OverflowCircle(self.queues[place].name.clone())))
    }

    fn check_workflow(&self) -> Result<(), CenterError> {
        let check = |by: Named, targets: &[Target]| {
            targets.iter().try_for_each(|target| match target.to {
                TargetTo::Queue(queue) => self.check_queue(by.clone(), queue),
                TargetTo::Worker(_) => Ok(()),
            })
        };
        let filters = &self.workflow.filters;
        filters.iter().try_for_each(|filter| check(Named::Filter(filter.name.clone()), &filter.targets))?;
        check(Named::Default, &self.workflow.default)
    }

    fn check_queue(&self, by: Named, queue: QueueId) -> Result<(), CenterError> {
        let known = queue.index() < self.queues.len();
        if known { Ok(()) } else { Err(CenterError::UnknownQueue { by, queue }) }
    }
}

/// Of things that each lead to another one or to nothing, those from which one comes back to where one began. Each is
/// looked at twice, however long the way is.
pub fn in_circles(next: &[Option<usize>]) -> Vec<bool> {
    let mut circles = vec![false; next.len()];
    // From which beginning each was come by first.
    let mut seen_from: Vec<Option<usize>> = vec![None; next.len()];
    for beginning in 0..next.len() {
        let mut at = Some(beginning).filter(|place| seen_from[*place].is_none());
        while let Some(place) = at.filter(|place| *place < next.len()) {
            match seen_from[place] {
                None => {
                    seen_from[place] = Some(beginning);
                    at = next[place];
                }
                // Back on the way that began here: a circle that nobody has seen yet.
                Some(from) if from == beginning && !circles[place] => {
                    circles[place] = true;
                    at = next[place];
                }
                Some(_) => break,
            }
        }
    }
    circles
}

/// A name that is there twice.
fn twice<'a>(names: impl Iterator<Item = &'a SmolStr>) -> Option<SmolStr> {
    let mut names: Vec<&SmolStr> = names.collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Activity, Filter, OutboundEmail};
    use crate::units::SimSpan;

    const NOWHERE: QueueId = QueueId::new(7);

    /// What is said of a centre with the queues `a`, `b` and `c` after a change.
    fn said(change: impl FnOnce(&mut Center)) -> String {
        let queues = ["a", "b", "c"].map(Queue::new).to_vec();
        let mut center = Center { queues, ..Center::default() };
        assert_eq!(center.check(), Ok(()));
        change(&mut center);
        center.check().unwrap_err().to_string()
    }

    fn to(queue: u32) -> Option<(SimSpan, QueueId)> {
        Some((SimSpan::from_secs(10), QueueId::new(queue)))
    }

    #[test]
    fn names_are_unique() {
        assert_eq!(said(|it| it.queues[2].name = "a".into()), "two queues are named `a`");
        let again = Activity { name: "Away".into(), available: true };
        assert_eq!(said(|it| it.activities.push(again)), "two activities are named `Away`");
    }

    #[test]
    fn whoever_is_away_is_in_an_activity_that_is_there_and_offers_no_work() {
        let unknown = said(|it| it.offline = ActivityId::new(9));
        let sid = ActivityId::new(9);
        assert_eq!(
            unknown,
            format!("the activity of those who are offline is {sid}, and there is no such activity")
        );
        let available = said(|it| it.timeout_activity = Center::AVAILABLE);
        assert!(available.ends_with("time out is `Available`, in which workers are offered work"), "{available}");
    }

    #[test]
    fn a_task_is_reserved_for_one_to_fifty() {
        for wrong in [0, 51] {
            let message = said(|it| it.queues[1].max_reserved = wrong);
            assert!(message.starts_with(&format!("the queue `b` reserves a task for {wrong} ")), "{message}");
        }
    }

    #[test]
    fn no_overflow_leads_back() {
        assert_eq!(said(|it| it.queues[0].overflow = to(0)), "the overflow of the queue `a` leads back to it");
        let circle = |it: &mut Center| {
            for (place, next) in [(0, 1), (1, 2), (2, 1)] {
                it.queues[place].overflow = to(next);
            }
        };
        assert_eq!(said(circle), "the overflow of the queue `b` leads back to it");
    }

    #[test]
    fn queues_are_there_wherever_one_is_named() {
        let target = || Target {
            to: TargetTo::Queue(NOWHERE),
            priority: None,
            expression: None,
            timeout: None,
            skip_if: None,
        };
        let filter =
            || Filter { name: "vip".into(), when: crate::config::ExpressionId(0), targets: vec![target()] };
        let email = || OutboundEmail { queue: Some(NOWHERE), ..OutboundEmail::default() };
        for (by, message) in [
            ("the overflow of the queue `a`", said(|it| it.queues[0].overflow = to(7))),
            ("a target of the filter `vip`", said(|it| it.workflow.filters.push(filter()))),
            ("a target of the workflow's default", said(|it| it.workflow.default.push(target()))),
            ("the queue of outbound calls", said(|it| it.outbound.queue = Some(NOWHERE))),
            ("the queue of outbound e-mails", said(|it| it.email = Some(email()))),
        ] {
            assert_eq!(message, format!("{by} is {NOWHERE}, and there is no such queue"));
        }
    }
}
