//! A run: what its replications brought, put together, and how it came out.
//!
//! Whoever ran the replications makes a [`RunResult`] of them; [`super::report()`] makes a document of that.

use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::document::Verdict;
use super::exit::ExitCode;
use rushhour_engine::action::Action;
use rushhour_engine::audit::{Invariant, Violation};
use rushhour_engine::units::SimSpan;
use rushhour_measure::{Judgement, Observed, Series, judge};
use rushhour_scenario::plan::{Plan, Warmup};
use rushhour_script::UserViolation;
use rushhour_sim::{Finished, ScriptFailure, ServerUse};

/// What one replication brought.
#[derive(Clone, Debug)]
pub struct Replication {
    /// Its index, from 0.
    pub index: u32,
    /// What was observed.
    pub observed: Observed,
    /// How it ended, and what went wrong.
    pub finished: Finished,
}

/// A run, all replications together.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// What was run.
    pub plan: Arc<Plan>,
    /// How many replications are in it; fewer than the plan's where it was interrupted.
    pub replications: u32,
    /// What was observed, pooled; `None` where nothing ran.
    pub observed: Option<Observed>,
    /// How the thresholds came out.
    pub judgements: Vec<Judgement>,
    /// The invariants that were checked.
    pub invariants: Vec<Invariant>,
    /// How often one was.
    pub invariants_checked: u64,
    /// InvariantScripts that did not hold, each with the index of its replication, in their order.
    pub violations: Vec<(u32, Violation)>,
    /// Invariants of the user's own that did not hold, likewise.
    pub broken: Vec<(u32, UserViolation)>,
    /// The names of all invariants of the user's own.
    pub stated: Vec<SmolStr>,
    /// Scripts that failed, likewise.
    pub script_errors: Vec<(u32, ScriptFailure)>,
    /// Listeners that failed, which stops nobody: the first of each replication, and how many there were.
    pub listener_errors: Vec<(u32, ScriptFailure)>,
    /// How many listeners failed in all.
    pub listeners_failed: u64,
    /// How the servers were used of each action that has a limited number of them, in the order of the plan.
    pub servers: IndexMap<Action, ServerUse>,
    /// Virtual time that passed, the sum over replications, in seconds.
    pub simulated_s: f64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// How well the metric is known that decides how many replications are made; nothing where none does.
    pub precision: Option<Precision>,
}

/// How well a metric is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Which: `wait{queue:support}`.
    pub metric: String,
    /// The half-width of its confidence interval should be this share of its mean, at most.
    pub wanted: f64,
    /// What share it is; nothing where that can't be said.
    pub relative: Option<f64>,
    /// Whether that is little enough.
    pub reached: bool,
}

impl RunResult {
    /// A run of which nothing is there yet.
    pub fn begin(plan: Arc<Plan>) -> Self {
        Self {
            plan,
            replications: 0,
            observed: None,
            judgements: Vec::new(),
            invariants: Vec::new(),
            invariants_checked: 0,
            violations: Vec::new(),
            broken: Vec::new(),
            stated: Vec::new(),
            script_errors: Vec::new(),
            listener_errors: Vec::new(),
            listeners_failed: 0,
            servers: IndexMap::new(),
            simulated_s: 0.0,
            interrupted: false,
            precision: None,
        }
    }

    /// Puts replications together, in the order of their index whatever order they come in.
    pub fn new(plan: Arc<Plan>, mut replications: Vec<Replication>) -> Self {
        replications.sort_by_key(|replication| replication.index);
        let mut run = Self::begin(plan);
        for replication in replications {
            run.take(replication);
        }
        run.end();
        run
    }

    /// All that will come has come: the thresholds are judged.
    pub fn end(&mut self) {
        let enough = self.precision.as_ref().is_some_and(|precision| precision.reached);
        self.interrupted |= self.replications < self.plan.replications && !enough;
        self.judgements = self.observed.as_ref().map_or_else(Vec::new, |observed| judge(&self.plan, observed));
    }

    /// Whether the metric of the plan's `until` is known as well as that asks for, from the second replication on.
    pub fn is_precise(&mut self) -> bool {
        let Some(until) = &self.plan.until else { return false };
        let series = Series::resolve(&self.plan, &until.metric);
        let pooled = self.observed.as_ref().and_then(|observed| observed.series.get(&series?));
        let relative = pooled.and_then(|pooled| {
            let mean = pooled.means.iter().sum::<f64>() / pooled.means.len() as f64;
            let half = pooled.ci95()?;
            // Of what is always zero the mean is known exactly.
            if half == 0.0 { Some(0.0) } else { (mean != 0.0).then(|| half / mean.abs()) }
        });
        let reached =
            self.replications >= until.at_least && relative.is_some_and(|relative| relative <= until.share);
        self.precision = Some(Precision { metric: until.metric.key(), wanted: until.share, relative, reached });
        reached
    }

    /// How much of the beginning is not measured; nothing where that was to be found and nothing ran.
    pub fn warmup(&self) -> SimSpan {
        match (&self.observed, self.plan.warmup) {
            (Some(observed), _) => observed.presence.truncation().span(),
            (None, Warmup::Stated(span)) => span,
            (None, Warmup::Auto) => SimSpan::ZERO,
        }
    }
    /// What the program exits with.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::of_run(
            !(self.violations.is_empty() && self.broken.is_empty()),
            !self.script_errors.is_empty(),
            self.interrupted,
            self.judgements.iter().any(|judgement| !judgement.ok),
        )
    }
    /// How it came out, in a word.
    pub fn verdict(&self) -> Verdict {
        match self.exit_code() {
            ExitCode::Success => Verdict::Pass,
            ExitCode::Interrupted => Verdict::Interrupted,
            ExitCode::Unexpected
            | ExitCode::Usage
            | ExitCode::ThresholdFailed
            | ExitCode::Invalid
            | ExitCode::ScriptFailed
            | ExitCode::InvariantViolated => Verdict::Fail,
        }
    }

    /// Takes in the replication that follows those that are there.
    pub fn take(&mut self, replication: Replication) {
        self.replications += 1;
        let index = replication.index;
        match &mut self.observed {
            Some(observed) => observed.merge(replication.observed),
            None => self.observed = Some(replication.observed),
        }
        let finished = replication.finished;
        if self.invariants.is_empty() {
            self.invariants = finished.invariants;
        }
        let asked = finished.asked;
        if self.stated.is_empty() {
            self.stated = asked.names;
        }
        self.invariants_checked += finished.invariants_checked + asked.checked;
        self.broken.extend(asked.broken.into_iter().map(|broken| (index, broken)));
        self.violations.extend(finished.violations.into_iter().map(|violation| (index, violation)));
        self.script_errors.extend(finished.failures.into_iter().map(|failure| (index, failure)));
        self.listener_errors.extend(finished.listener_failures.into_iter().map(|failure| (index, failure)));
        self.listeners_failed += finished.listeners_failed;
        for (action, used) in finished.servers {
            self.servers.entry(action).and_modify(|all| all.merge(&used)).or_insert(used);
        }
        self.simulated_s += finished.ended_at.as_secs_f64();
        self.interrupted |= finished.interrupted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{failure, replication, violation};
    use rushhour_measure::testing::{plan, threshold};
    use rushhour_scenario::plan::{Comparison, Statistic};

    fn two() -> Arc<Plan> {
        Arc::new(Plan { replications: 2, ..plan() })
    }

    #[test]
    fn replications_are_put_in_the_order_of_their_index() {
        let plan = two();
        let (first, second) = (replication(&plan, 0, 5.0), replication(&plan, 1, 9.0));
        let run = RunResult::new(Arc::clone(&plan), vec![first.clone(), second.clone()]);
        let reversed = RunResult::new(plan, vec![second, first]);
        assert_eq!(run.observed, reversed.observed);
        assert_eq!((run.replications, run.simulated_s, run.invariants_checked), (2, 260.0, 20));
        assert_eq!((run.verdict(), run.exit_code()), (Verdict::Pass, ExitCode::Success));
    }

    #[test]
    fn a_run_that_lacks_replications_was_interrupted() {
        let plan = two();
        let run = RunResult::new(Arc::clone(&plan), vec![replication(&plan, 0, 5.0)]);
        assert_eq!((run.verdict(), run.exit_code().code()), (Verdict::Interrupted, 105));
        let nothing = RunResult::new(plan, Vec::new());
        assert_eq!((nothing.verdict(), nothing.observed.is_none()), (Verdict::Interrupted, true));
    }

    #[test]
    fn what_went_wrong_decides_the_verdict() {
        let limit = threshold("wait", Statistic::Mean, Comparison::Less, 1.0);
        let plan = Arc::new(Plan { thresholds: vec![limit], ..plan() });
        let mut one = replication(&plan, 0, 5.0);
        let code = |one: &Replication| {
            let run = RunResult::new(Arc::clone(&plan), vec![one.clone()]);
            (run.verdict(), run.exit_code().code())
        };
        assert_eq!(code(&one), (Verdict::Fail, 99));
        one.finished.interrupted = true;
        assert_eq!(code(&one), (Verdict::Interrupted, 105));
        one.finished.failures.push(failure(0));
        assert_eq!(code(&one), (Verdict::Fail, 107));
        one.finished.violations.push(violation());
        assert_eq!(code(&one), (Verdict::Fail, 111));
    }
}
