//! The findings of a run, as they gather: which are kept, how many there were, and whether one of them ends the run.

use std::collections::BTreeMap;

use super::control::RunControl;
use super::finding::{Failed, Finding, FindingKind, Place, Who};
use super::limits::{FAILURES_KEPT_MAX, REHEARSAL_PLACES_MAX};
use rushhour_engine::audit::Audit;
use rushhour_engine::units::SimTime;
use rushhour_script::UserViolation;
use rushhour_script::request::ScriptError;
use smol_str::SmolStr;

/// How many findings there were, kept or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FindingCounts {
    /// Violated invariants of the centre, and recoveries.
    pub violations: u64,
    /// Scripts that failed, and expressions of the scenario.
    pub scripts: u64,
    /// Listeners that failed.
    pub listeners: u64,
}

/// What a run has shown so far, but for the violations that its audit keeps.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Finding>,
    /// Its violations are recoveries alone.
    counts: FindingCounts,
    /// Checks that did not hold, each name once.
    checks: u64,
    stops_at_first: bool,
    /// Whether the run goes on past scripts that fail and checks that do not hold.
    excuses_scripts: bool,
    ends_run: bool,
    /// Failures by kind, population and place, where somebody wants to know how often each occurs.
    by_place: Option<ByPlace>,
}

/// Failures by their kind, whose they are and where.
type ByPlace = BTreeMap<(u8, SmolStr, Option<Place>), Failed>;

impl Findings {
    pub(crate) fn new(control: &RunControl) -> Self {
        Self {
            stops_at_first: control.stops_at_finding,
            excuses_scripts: control.excuses_scripts,
            by_place: control.rehearsal.map(|_| ByPlace::new()),
            ..Self::default()
        }
    }

    /// Whether the run ends with what has been found.
    pub(crate) const fn ends_run(&self) -> bool {
        self.ends_run
    }
    /// What has been found besides violations, in the order in which that was seen.
    pub(crate) fn kept(&self) -> &[Finding] {
        &self.kept
    }
    /// Violations, failed scripts and failed checks so far.
    pub(crate) const fn count(&self, audit: &Audit) -> u64 {
        audit.violated() + self.counts.violations + self.counts.scripts + self.checks
    }

    /// The audit has looked at a step.
    pub(crate) const fn audited(&mut self, audit: &Audit) {
        self.ends_run |= self.stops_at_first && audit.violated() > 0;
    }
    /// The platform is not what it was before a restart.
    pub(crate) fn recovered_otherwise(&mut self, at: SimTime, message: String) {
        self.counts.violations += 1;
        self.ends_run |= self.stops_at_first;
        if self.counts.violations <= FAILURES_KEPT_MAX {
            self.kept.push(Finding::recovery(at, message));
        }
    }
    /// Invariants of the user's own do not hold.
    pub(crate) fn user_invariant_broken(&mut self, violation: UserViolation) {
        self.ends_run |= self.stops_at_first;
        self.kept.push(Finding::from(violation));
    }
    /// An invariant of the user's own can't be asked: its script failed.
    pub(crate) fn user_invariant_failed(&mut self, name: SmolStr, at: SimTime, error: ScriptError) {
        self.ends_run |= self.stops_at_first;
        self.keep_script(Who::nobody(name), at, error);
    }
    /// An expression of the scenario failed.
    pub(crate) fn expression_failed(&mut self, at: SimTime, error: ScriptError) {
        self.keep_script(Who::nobody("the scenario"), at, error);
    }
    /// Somebody's script failed.
    pub(crate) fn script_failed(&mut self, who: Who, at: SimTime, error: ScriptError) {
        self.ends_run |= self.stops_at_first && !self.excuses_scripts;
        self.keep_script(who, at, error);
    }
    fn keep_script(&mut self, who: Who, at: SimTime, error: ScriptError) {
        self.counts.scripts += 1;
        self.keep_failure(self.counts.scripts, Finding::script(who, at, error));
    }
    /// Keeps a failure that is the one of this number of its kind.
    fn keep_failure(&mut self, number: u64, finding: Finding) {
        if let Some(by_place) = &mut self.by_place {
            let whose = finding.who.as_ref().map(|who| who.population.clone()).unwrap_or_default();
            // Functions that lead there may be others each time.
            let place = finding.place.as_ref().map(|place| Place { trace: Vec::new(), ..place.clone() });
            let key = (finding.kind.rank(), whose, place);
            if by_place.len() < REHEARSAL_PLACES_MAX || by_place.contains_key(&key) {
                by_place.entry(key).or_insert_with(|| Failed { first: finding.clone(), times: 0 }).times += 1;
            }
        }
        if number <= FAILURES_KEPT_MAX {
            self.kept.push(finding);
        }
    }
    /// Failures by their place, in the order of when they were seen first; nothing where nobody wanted to know.
    pub(crate) fn failed(&mut self) -> Vec<Failed> {
        let mut failed: Vec<Failed> = self.by_place.take().unwrap_or_default().into_values().collect();
        failed.sort_by_key(|it| it.first.at);
        failed
    }
    /// Somebody's listener failed.
    pub(crate) fn listener_failed(&mut self, who: Who, at: SimTime, error: ScriptError) {
        self.counts.listeners += 1;
        self.keep_failure(self.counts.listeners, Finding::listener(who, at, error));
    }
    /// A check of somebody's script did not hold. The first of each name is kept.
    pub(crate) fn check_failed(&mut self, who: Who, at: SimTime, name: &SmolStr) {
        let is_known = |it: &Finding| it.kind == FindingKind::Check && it.name == *name;
        if !self.kept.iter().any(is_known) {
            self.checks += 1;
            self.kept.push(Finding::check(who, at, name.clone()));
        }
        self.ends_run |= self.stops_at_first && !self.excuses_scripts;
    }

    /// All findings of a run, by kind, with what is unfinished at its end; `times` says how many looks have seen that an
    /// invariant of the user's own does not hold.
    pub(crate) fn end(
        self,
        audit: &Audit,
        unfinished: Vec<Finding>,
        times: impl Fn(&str) -> u64,
    ) -> (Vec<Finding>, FindingCounts) {
        let mut all: Vec<Finding> = audit.violations().iter().cloned().map(Finding::from).collect();
        all.extend(self.kept);
        all.extend(unfinished);
        all.sort_by_key(|finding| finding.kind.rank());
        for finding in &mut all {
            if let FindingKind::UserInvariant { times: seen } = &mut finding.kind {
                *seen = times(&finding.name);
            }
        }
        let violations = audit.violated() + self.counts.violations;
        (all, FindingCounts { violations, ..self.counts })
    }
}
