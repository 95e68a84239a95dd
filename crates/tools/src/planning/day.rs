//! A plan for the day: how many agents each interval needs, and what came of it.
//!
//! What the search of [`super::day_search`] hands over, and documents and pages are made of.

use super::pull::Pull;
use super::trial::Broken;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_measure::{Breakdown, Kind, Metric};
use rushhour_scenario::metrics::TagName;
use rushhour_scenario::plan::{Plan, Threshold};

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

impl Judged {
    /// Which way the number of agents must go for it to hold; nothing where it does.
    pub fn pull(&self) -> Option<Pull> {
        (!self.ok).then(|| Pull::of(&self.threshold, self.observed))
    }
    /// Whether it is missed and more agents may help.
    pub(super) fn is_short(&self) -> bool {
        self.pull() == Some(Pull::More)
    }
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
    /// Whether somebody was left waiting in it, with nobody at work.
    pub left_waiting: bool,
    /// The same with one agent fewer in it and as many as before in the others.
    pub one_fewer: Option<Fewer>,
}

impl Slot {
    /// Whether more agents are needed than it has.
    pub fn is_short(&self) -> bool {
        self.left_waiting || self.judged.iter().any(Judged::is_short)
    }
}

/// What one agent fewer in an interval does.
#[derive(Clone, Debug, PartialEq)]
pub struct Fewer {
    /// How the thresholds came out in the interval itself.
    pub judged: Vec<Judged>,
    /// Whether somebody was left waiting in it then.
    pub left_waiting: bool,
    /// The interval that falls short then: this one, or one that inherits what it leaves behind.
    pub short: u32,
    /// By how much it does.
    pub(super) by: f64,
    /// Whether it was tried by itself, and not with others nearby.
    pub(super) alone: bool,
}

/// A plan for the day.
#[derive(Clone, Debug)]
pub struct DayPlan {
    /// The intervals, in order; none where the search was stopped before it had measured any plan.
    pub slots: Vec<Slot>,
    /// Whether every interval was seen to meet all thresholds.
    pub met: bool,
    /// How many intervals fall short with one agent fewer in each of them at once.
    pub short_with_one_fewer_each: Option<u32>,
    /// How many times this plan was run.
    pub replications: u32,
    /// How many plans were tried.
    pub tried: u32,
    /// Whether the search was told to stop, or a bug stopped it; the plan is the best known then.
    pub interrupted: bool,
    /// The bug of our own that ended the search, where one did.
    pub breakdown: Option<Breakdown>,
    /// What went wrong in any plan that was tried, thresholds aside.
    pub broken: Broken,
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

/// The thresholds of a plan that an interval can be held to: those of whole metrics that are told by interval.
pub fn usable(plan: &Plan) -> impl Iterator<Item = &Threshold> {
    plan.thresholds.iter().filter(|threshold| is_usable(plan, threshold))
}

/// The thresholds of a plan that no interval can be held to.
pub fn not_looked_at(plan: &Plan) -> impl Iterator<Item = &Threshold> {
    plan.thresholds.iter().filter(|threshold| !is_usable(plan, threshold))
}

fn is_usable(plan: &Plan, threshold: &Threshold) -> bool {
    let metric = Metric::find(&threshold.metric.name, &plan.metrics);
    threshold.metric.tag.is_none() && metric.is_some_and(|metric| metric.entry().tags.contains(&TagName::Interval))
}
