//! The search: seeds side by side, their findings one by one, each cause once.
//!
//! Results are taken in the order in which the seeds are tried, so what is found does not depend on the number of
//! threads. A finding is handed over as soon as it is shrunk: an interrupt loses none.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use smol_str::SmolStr;

use super::finding::{Cause, Finding};
use super::probe::{ProbeResult, Subject, probe};
use super::shrink::{Shrunk, shrink};
use super::swarm::{Swarm, has_plugins};
use crate::run::{RunError, Wanted, pool};
use rushhour_engine::units::SimSpan;
use rushhour_measure::Breakdown;
use rushhour_scenario::plan::Plan;
use rushhour_sim::RunControl;

/// What is hunted, and how.
#[derive(Clone, Debug)]
pub struct Hunt {
    /// The scenario, with the faults that are to strike.
    pub plan: Plan,
    /// The seeds, in the order in which they are tried.
    pub seeds: Vec<u64>,
    /// How many seeds run at once.
    pub jobs: usize,
    /// Whether the hunt goes on after the first finding.
    pub keeps_going: bool,
    /// Whether each seed has options of its own.
    pub swarm: bool,
    /// How long everything may take to settle after the scenario's time.
    pub settle: SimSpan,
    /// How many candidates shrinking may run for one finding.
    pub shrink_runs: u32,
    /// The rule of the engine that is broken on purpose, by name.
    pub planted: Option<String>,
    /// Whether each seed is run twice, to see that it is the same.
    pub verifies: bool,
}

/// Something that was found, and the least that shows it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The seed.
    pub seed: u64,
    /// The options that it gave the run: which faults and actions were off, how often the others came.
    pub swarm: Swarm,
    /// What it shows, shrunk.
    pub finding: Finding,
    /// The run that is left.
    pub shrunk: Shrunk,
    /// The run as it was found, of which nothing has been left out.
    pub whole: Shrunk,
}

/// What a hunt came to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many seeds were run.
    pub seeds: u64,
    /// How many seeds showed each cause, the first of them first.
    pub causes: Vec<(Cause, u64, u64)>,
    /// Seeds in which a script failed, or a check, only because of faults or options: no finding.
    pub scripts_only_under_faults: u64,
    /// Bugs of our own, each with the seed that showed it: at most one of each seed, and those that came while findings
    /// were shrunk. The last one may be the end of the machine, which ends the hunt.
    pub breakdowns: Vec<Breakdown>,
    /// Whether it was told to stop.
    pub interrupted: bool,
}

impl Hunt {
    /// How many seeds there are.
    fn count(&self) -> u32 {
        let Ok(count) = u32::try_from(self.seeds.len()) else { unreachable!("a hunt has fewer than 2^32 seeds") };
        count
    }

    /// The plan of every seed, before its options.
    fn bare(&self) -> Plan {
        self.plan.clone().with_replications(1).without_thresholds().with_drain_of_at_least(self.settle)
    }

    /// The run of a seed.
    pub fn subject(&self, seed: u64) -> (Subject, Swarm) {
        let plan = self.bare().with_seed(seed);
        let mut conduct = RunControl { liveness: true, stops_at_finding: true, ..RunControl::default() };
        let faults: Vec<SmolStr> = plan.faults.iter().map(|fault| fault.name.clone()).collect();
        let mut swarm = if self.swarm { Swarm::of_seed(seed, &faults) } else { Swarm::none() };
        if has_plugins(&plan) {
            swarm.actions_off.clear();
        }
        let plan = swarm.apply(plan, &mut conduct);
        (Subject { plan, conduct, planted: self.planted.clone() }, swarm)
    }

    /// Runs a seed. `None` for what it shows where that is no finding.
    fn try_seed(&self, seed: u64, stop: &AtomicBool) -> Result<Tried, RunError> {
        let (mut subject, swarm) = self.subject(seed);
        let mut outcome = probe(&subject, stop)?;
        let first = outcome.findings.first();
        let mut scripts_foiled = false;
        if let Some(first) = first.filter(|it| it.kind.is_of_scripts()).cloned()
            && !self.shows_without_faults(&subject, &first, stop)?
        {
            // The engine has to cope all the same.
            scripts_foiled = true;
            subject.conduct.excuses_scripts = true;
            outcome = probe(&subject, stop)?;
        }
        let tried = |shows| Ok(Tried { seed, swarm, scripts_foiled, shows });
        if let Some(first) = outcome.findings.first().cloned() {
            return tried(Shows::Finding(Box::new((subject, outcome, first))));
        }
        if self.verifies && !outcome.interrupted {
            let again = probe(&subject, stop)?;
            if again.digest != outcome.digest && !again.interrupted {
                let finding = Finding::two_runs_differ(&outcome.digest, &again.digest);
                return tried(Shows::Finding(Box::new((subject, outcome, finding))));
            }
        }
        tried(Shows::Nothing { interrupted: outcome.interrupted })
    }

    /// Whether what a script shows is there without faults and options too: otherwise it met what it was not written
    /// for, and that is no finding by itself.
    fn shows_without_faults(
        &self,
        subject: &Subject,
        finding: &Finding,
        stop: &AtomicBool,
    ) -> Result<bool, RunError> {
        // Without the faults themselves and not only without their striking: while events may be late, even one that is
        // not comes over the wire, after what its agent does at the same instant.
        let plan = self.bare().with_seed(subject.plan.seed).with_faults(Vec::new());
        let conduct = RunControl { liveness: true, stops_at_finding: true, ..RunControl::default() };
        let calm = Subject { plan, conduct, planted: subject.planted.clone() };
        let outcome = probe(&calm, stop)?;
        Ok(outcome.findings.iter().any(|it| it.cause() == finding.cause()))
    }
}

/// What came of one seed.
struct Tried {
    seed: u64,
    swarm: Swarm,
    /// A script failed, or a check, only because of faults or options.
    scripts_foiled: bool,
    shows: Shows,
}

enum Shows {
    Nothing { interrupted: bool },
    Finding(Box<(Subject, ProbeResult, Finding)>),
    Broke(Box<Breakdown>),
}

/// Hunts. `tell` is told after each seed; `take` is handed each new finding, shrunk. A bug of our own, or the end of the machine, is no finding and is
/// not shrunk: the tally has it.
///
/// # Errors
/// A script does not compile.
pub fn hunt(
    hunt: &Hunt,
    stop: &AtomicBool,
    mut tell: impl FnMut(&Tally),
    take: impl FnMut(Found),
) -> Result<Tally, RunError> {
    let make = |place: u32, halt: &AtomicBool| {
        let seed = hunt.seeds[place as usize];
        match hunt.try_seed(seed, halt) {
            Err(RunError::Broke(broke)) => {
                let shows = Shows::Broke(broke);
                Ok(Tried { seed, swarm: Swarm::none(), scripts_foiled: false, shows })
            }
            tried => tried,
        }
    };
    let mut taking = Taking { hunt, stop, take, tally: Tally::default(), known: BTreeMap::new() };
    let mut failed = None;
    pool::in_order(hunt.count(), hunt.jobs, stop, make, |tried| {
        if matches!(tried.shows, Shows::Nothing { interrupted: true }) {
            return Wanted::NoMore;
        }
        let wanted = taking.take(tried).unwrap_or_else(|error| {
            failed = Some(error);
            Wanted::NoMore
        });
        tell(&taking.tally);
        wanted
    })?;
    match failed {
        Some(error) => Err(error),
        None => Ok(Tally { interrupted: stop.load(Ordering::Relaxed), ..taking.tally }),
    }
}

/// Takes what seeds show, one by one.
struct Taking<'a, T> {
    hunt: &'a Hunt,
    stop: &'a AtomicBool,
    take: T,
    tally: Tally,
    /// The place of each cause in the tally.
    known: BTreeMap<Cause, usize>,
}

impl<T: FnMut(Found)> Taking<'_, T> {
    fn take(&mut self, tried: Tried) -> Result<Wanted, RunError> {
        let Tried { seed, swarm, scripts_foiled, shows } = tried;
        self.tally.seeds += 1;
        self.tally.scripts_only_under_faults += u64::from(scripts_foiled);
        match shows {
            Shows::Nothing { .. } => return Ok(Wanted::More),
            Shows::Broke(broke) => self.tally.breakdowns.push(*broke),
            Shows::Finding(shown) => {
                let (subject, outcome, finding) = *shown;
                let cause = finding.cause();
                match self.known.get(&cause) {
                    Some(place) => self.tally.causes[*place].2 += 1,
                    None => {
                        self.known.insert(cause.clone(), self.tally.causes.len());
                        self.tally.causes.push((cause.clone(), seed, 1));
                        let whole = Shrunk::not_yet(&subject, outcome);
                        let shrunk = self.shrunk(&whole, &cause)?;
                        let finding = shrunk.finding(&cause).unwrap_or(finding);
                        (self.take)(Found { seed, swarm, finding, shrunk, whole });
                    }
                }
            }
        }
        // Where the machine has no more to give, the next seed has no better chance.
        let goes_on = self.hunt.keeps_going && self.tally.breakdowns.iter().all(Breakdown::is_bug);
        Ok(if goes_on { Wanted::More } else { Wanted::NoMore })
    }

    /// Shrinks a run; where a bug of our own or the machine ends a candidate, the run is left as it was found.
    fn shrunk(&mut self, whole: &Shrunk, cause: &Cause) -> Result<Shrunk, RunError> {
        match shrink(&whole.subject, whole.outcome.clone(), cause, self.hunt.shrink_runs, self.stop) {
            Err(RunError::Broke(broke)) => {
                self.tally.breakdowns.push(*broke);
                Ok(whole.clone())
            }
            shrunk => shrunk,
        }
    }
}
