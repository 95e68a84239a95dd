//! A run: what its replications brought, put together, and how it came out.
//!
//! Whoever runs replications makes a [`RunResult`] of them. How it came out as a whole is for reports to say.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::abort::Abort;
use super::breakdown::Breakdown;
use super::limits::FINDINGS_KEPT_MAX;
use super::observed::Observed;
use super::series::Series;
use super::threshold::{Judgement, judge, note_aborts};
use rushhour_engine::action::Action;
use rushhour_engine::audit::Invariant;
use rushhour_engine::units::SimSpan;
use rushhour_scenario::PopulationId;
use rushhour_scenario::plan::{Plan, Warmup};
use rushhour_sim::{BreaksLost, Finding, FindingKind, Finished, NeverSettled, ServerUse};

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
    /// What must not be, each with the index of its replication, in their order; of one replication as that has handed
    /// them over. The first [`FINDINGS_KEPT_MAX`] of each kind.
    pub findings: Vec<(u32, Finding)>,
    /// How many findings there were of each kind, kept or not.
    found: BTreeMap<u8, u64>,
    /// How many findings, and replications that a threshold ended, are not kept: there were too many.
    pub not_kept: u64,
    /// The names of all invariants of the user's own.
    pub stated: Vec<SmolStr>,
    /// How many listeners failed in all, which stops nobody.
    pub listeners_failed: u64,
    /// How the servers were used of each action that has a limited number of them, in the order of the plan.
    pub servers: IndexMap<Action, ServerUse>,
    /// The invocations that never settled.
    pub never_settled: NeverSettled,
    /// The breaks that were not taken, or not in full, of each population of which there were any.
    pub breaks_lost: BTreeMap<PopulationId, BreaksLost>,
    /// Virtual time that passed, the sum over replications, in seconds.
    pub simulated_s: f64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// The bug of our own that ended it, where one did: in the replication after those that are in it.
    pub breakdown: Option<Breakdown>,
    /// How well the metric is known that decides how many replications are made; nothing where none does.
    pub precision: Option<Precision>,
    /// The thresholds that ended replications before their time, each with the index of the replication.
    pub aborts: Vec<(u32, Abort)>,
    /// Whether warnings fail it.
    pub strict: bool,
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
            findings: Vec::new(),
            found: BTreeMap::new(),
            not_kept: 0,
            stated: Vec::new(),
            listeners_failed: 0,
            servers: IndexMap::new(),
            never_settled: NeverSettled::default(),
            breaks_lost: BTreeMap::new(),
            simulated_s: 0.0,
            interrupted: false,
            breakdown: None,
            precision: None,
            aborts: Vec::new(),
            strict: false,
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
        note_aborts(&mut self.judgements, &self.aborts);
    }

    /// Whether the metric of the plan's `until` is known as well as that asks for, from the second replication on.
    pub fn is_precise(&mut self) -> bool {
        let Some(until) = &self.plan.until else { return false };
        let series = Series::resolve(&self.plan, &until.metric);
        let pooled = self.observed.as_ref().and_then(|observed| observed.series.get(&series?));
        let relative = pooled.and_then(|pooled| {
            let mean = pooled.means.mean()?;
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

    /// Violated invariants of the centre, each with the index of its replication.
    pub fn violations(&self) -> impl Iterator<Item = &(u32, Finding)> {
        self.findings.iter().filter(|(_, it)| it.kind.invariant().is_some())
    }
    /// Invariants of the user's own that did not hold, likewise.
    pub fn user_violations(&self) -> impl Iterator<Item = &(u32, Finding)> {
        self.findings.iter().filter(|(_, it)| matches!(it.kind, FindingKind::UserInvariant { .. }))
    }
    /// What should have come to an end and did not, likewise.
    pub fn unfinished(&self) -> impl Iterator<Item = &(u32, Finding)> {
        self.findings.iter().filter(|(_, it)| matches!(it.kind, FindingKind::Liveness(_)))
    }
    /// Whether it is the centre that something was found out about, and not a script.
    pub fn is_violated(&self) -> bool {
        self.findings.iter().any(|(_, it)| is_violation(it.kind))
    }
    /// Scripts that failed, likewise: the first ones of each replication.
    pub fn script_failures(&self) -> impl Iterator<Item = &(u32, Finding)> {
        self.findings.iter().filter(|(_, it)| it.kind == FindingKind::Script)
    }
    /// Listeners that failed, likewise.
    pub fn listener_failures(&self) -> impl Iterator<Item = &(u32, Finding)> {
        self.findings.iter().filter(|(_, it)| it.kind == FindingKind::Listener)
    }

    /// Takes in the replication that follows those that are there.
    pub fn take(&mut self, replication: Replication) {
        self.replications += 1;
        let index = replication.index;
        if let Some(abort) = replication.observed.abort {
            if (self.aborts.len() as u64) < FINDINGS_KEPT_MAX {
                self.aborts.push((index, abort));
            } else {
                self.not_kept += 1;
            }
        }
        match &mut self.observed {
            Some(observed) => observed.merge(replication.observed),
            None => self.observed = Some(replication.observed),
        }
        let finished = replication.finished;
        if self.invariants.is_empty() {
            self.invariants = finished.invariants;
        }
        let asked = finished.user_invariants;
        if self.stated.is_empty() {
            self.stated = asked.names;
        }
        self.invariants_checked += finished.invariants_checked + asked.checked;
        for finding in finished.findings {
            let found = self.found.entry(finding.kind.rank()).or_default();
            *found += 1;
            if *found <= FINDINGS_KEPT_MAX {
                self.findings.push((index, finding));
            } else {
                self.not_kept += 1;
            }
        }
        self.listeners_failed += finished.counts.listeners;
        for (action, used) in finished.servers {
            self.servers.entry(action).and_modify(|all| all.merge(&used)).or_insert(used);
        }
        self.never_settled.merge(finished.never_settled);
        for (population, lost) in finished.breaks_lost {
            self.breaks_lost.entry(population).or_default().merge(lost);
        }
        self.simulated_s += finished.ended_at.as_secs_f64();
        self.interrupted |= finished.interrupted;
    }
}

/// Whether it is the centre that a finding is about, and not a script.
const fn is_violation(kind: FindingKind) -> bool {
    match kind {
        FindingKind::Invariant(_)
        | FindingKind::Recovery
        | FindingKind::UserInvariant { .. }
        | FindingKind::Liveness(_) => true,
        FindingKind::Script | FindingKind::Check | FindingKind::Listener => false,
    }
}
