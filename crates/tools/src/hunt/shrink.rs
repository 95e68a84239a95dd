//! Shrinking: the least of a run that still shows the finding.
//!
//! Delta debugging (Zeller and Hildebrandt, IEEE Transactions on Software Engineering 28, 2002) over what took part:
//! first people, the most recently active ones kept first, then the faults that struck, then single moves; if much is
//! left, once more with whole actions before single moves. Each person has random draws of their own, so those who stay
//! act as before, except for what the absence of the others changes. A candidate counts if its first finding has the same cause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::finding::{Cause, Finding, FindingKind};
use super::probe::{MoveMade, ProbeResult, Subject, probe};
use super::swarm::has_plugins;
use crate::run::RunError;
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::PopulationId;
use rushhour_sim::{FaultKey, PersonId, StepKey, Subset};

/// How much later than at first a candidate may show the finding: without the others, some things take longer.
const GRACE: SimSpan = SimSpan::from_secs(120);
/// What is so few steps is good enough.
const FEW: usize = 20;
/// A candidate is run so often before it is taken to be the same every time.
const RUNS_TO_DIFFER: u32 = 6;
/// The end of runs that differ is sought by halving, down to a thousandth.
const HALVINGS: u32 = 10;

/// A run after shrinking.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The run that shows the finding.
    pub subject: Subject,
    /// What comes of it.
    pub outcome: ProbeResult,
    /// How many steps the run took before shrinking.
    pub steps_before: usize,
    /// How many candidates were run.
    pub runs: u32,
}

impl Shrunk {
    /// A run of which nothing has been left out.
    pub(super) fn not_yet(subject: &Subject, outcome: ProbeResult) -> Self {
        let steps_before = outcome.steps_taken();
        Self { subject: subject.clone(), outcome, steps_before, runs: 0 }
    }
    /// The finding of this cause that is left.
    pub fn finding(&self, cause: &Cause) -> Option<Finding> {
        shows(&self.outcome, cause).cloned()
    }
}

/// A person of a population, whichever stint or try.
type Person = (PopulationId, PersonId);

/// Shrinks a run that shows a finding of this cause, with at most so many candidates. `outcome` is what came of it.
///
/// # Errors
/// A script does not compile, or a bug of our own ends a run.
pub fn shrink(
    subject: &Subject,
    outcome: ProbeResult,
    cause: &Cause,
    runs_max: u32,
    stop: &AtomicBool,
) -> Result<Shrunk, RunError> {
    let one = attempt(subject, outcome.clone(), cause, runs_max.div_ceil(2), Order::People, stop)?;
    if one.outcome.steps_taken() <= FEW || stop.load(Ordering::Relaxed) {
        return Ok(one);
    }
    let runs = one.runs;
    let other = attempt(subject, outcome, cause, runs_max - runs, Order::ActionsToo, stop)?;
    let runs = runs + other.runs;
    let is_less = other.outcome.steps_taken() < one.outcome.steps_taken();
    Ok(Shrunk { runs, ..if is_less { other } else { one } })
}

/// In what order things are left out. Each order has least runs of its own, from which no single thing can be left out and
/// which may be far from the least there is: where one ends high, another is worth its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// People, faults, single moves.
    People,
    /// Before single moves, whole actions, and after those people again: for what scripts do again and again.
    ActionsToo,
}

fn attempt(
    subject: &Subject,
    outcome: ProbeResult,
    cause: &Cause,
    runs_max: u32,
    order: Order,
    stop: &AtomicBool,
) -> Result<Shrunk, RunError> {
    let best = Shrunk::not_yet(subject, outcome);
    let stuck = best.outcome.findings.iter().filter(|it| it.kind == FindingKind::Liveness).map(Finding::cause);
    let stuck = stuck.collect();
    let mut shrinker = Shrinker { best, cause, stuck, runs_max, stop };
    shrinker.shorten()?;
    loop {
        let before = shrinker.size();
        match order {
            Order::People => {
                shrinker.fewer_people()?;
                shrinker.fewer_faults()?;
            }
            Order::ActionsToo => shrinker.fewer_at_once()?,
        }
        shrinker.fewer_moves()?;
        if shrinker.size() >= before || shrinker.is_over() {
            break;
        }
    }
    shrinker.cut_the_end()?;
    Ok(shrinker.best)
}

struct Shrinker<'a> {
    best: Shrunk,
    cause: &'a Cause,
    /// The causes of all that was stuck at first.
    stuck: BTreeSet<Cause>,
    runs_max: u32,
    stop: &'a AtomicBool,
}

type Tried = Result<bool, RunError>;

impl Shrinker<'_> {
    fn is_over(&self) -> bool {
        self.best.runs >= self.runs_max || self.stop.load(Ordering::Relaxed)
    }

    /// How large what is left is.
    fn size(&self) -> (usize, usize) {
        (self.best.outcome.steps_taken(), self.people().len())
    }

    /// Runs a candidate; it becomes the best if it shows the finding.
    fn try_it(&mut self, subject: Subject) -> Tried {
        self.try_within(subject, usize::MAX)
    }

    /// The same, but not if it takes more steps than that.
    fn try_within(&mut self, subject: Subject, steps_max: usize) -> Tried {
        if self.is_over() {
            return Ok(false);
        }
        self.best.runs += 1;
        let outcome = self.probe(&subject)?;
        let is_like = outcome.findings.iter().all(|it| !self.is_foreign(it));
        let is_like = is_like && outcome.steps_taken() <= steps_max;
        let shows = !outcome.interrupted && is_like && shows(&outcome, self.cause).is_some();
        if shows {
            self.best.subject = subject;
            self.best.outcome = outcome;
        }
        Ok(shows)
    }

    /// Runs a candidate: several times where the finding is that runs differ, for chance has it that some do not.
    fn probe(&self, subject: &Subject) -> Result<ProbeResult, RunError> {
        let mut outcome = probe(subject, self.stop)?;
        if self.cause.kind() == FindingKind::Determinism && outcome.findings.is_empty() {
            for _ in 1..RUNS_TO_DIFFER {
                let again = probe(subject, self.stop)?;
                if again.digest != outcome.digest && !again.interrupted {
                    outcome.findings.push(Finding::two_runs_differ(&outcome.digest, &again.digest));
                    break;
                }
            }
        }
        Ok(outcome)
    }

    /// Whether something is stuck that was not at first: leaving out a move can bring that about by itself.
    fn is_foreign(&self, finding: &Finding) -> bool {
        finding.kind == FindingKind::Liveness && !self.stuck.contains(&finding.cause())
    }

    fn try_trim(&mut self, change: impl FnOnce(&mut Subset)) -> Tried {
        let mut subject = self.best.subject.clone();
        change(&mut subject.conduct.trim);
        self.try_it(subject)
    }

    fn found_at(&self) -> SimTime {
        shows(&self.best.outcome, self.cause).map_or(self.best.outcome.ended_at, Finding::at)
    }

    /// A run need not go on after the finding; where something never ends, customers need not come for so long.
    fn shorten(&mut self) -> Result<(), RunError> {
        if self.cause.kind() == FindingKind::Liveness {
            while !self.is_over() {
                let mut subject = self.best.subject.clone();
                let half = SimSpan::from_ns(subject.plan.duration.as_ns() / 2);
                if half < SimSpan::from_secs(30) {
                    break;
                }
                subject.plan = subject.plan.with_duration(half);
                if !self.try_it(subject)? {
                    break;
                }
            }
            return Ok(());
        }
        if self.cause.kind() == FindingKind::Determinism {
            return self.end_where_they_differ();
        }
        let end = self.found_at() + GRACE;
        self.try_trim(|trim| trim.ends_at = Some(end)).map(|_| ())
    }

    /// The earliest end by which runs differ; when they begin to, nobody knows.
    fn end_where_they_differ(&mut self) -> Result<(), RunError> {
        let mut same = SimTime::ZERO;
        for _ in 0..HALVINGS {
            let ends_at = self.best.subject.conduct.trim.ends_at.unwrap_or(self.best.outcome.ended_at);
            let middle = same + SimSpan::from_ns(ends_at.since(same).as_ns() / 2);
            if !self.try_trim(|trim| trim.ends_at = Some(middle))? {
                same = middle;
            }
        }
        Ok(())
    }

    /// The end of the run right behind the finding.
    fn cut_the_end(&mut self) -> Result<(), RunError> {
        match self.cause.kind() {
            FindingKind::Liveness => return Ok(()),
            FindingKind::Determinism => return self.end_where_they_differ(),
            FindingKind::Invariant | FindingKind::Statement | FindingKind::Script | FindingKind::Check => {}
        }
        let end = self.found_at();
        self.try_trim(|trim| trim.ends_at = Some(end)).map(|_| ())
    }

    /// Who made a move, those who did so last at the end.
    fn people(&self) -> Vec<Person> {
        let mut last: BTreeMap<Person, usize> = BTreeMap::new();
        for (place, step) in self.best.outcome.steps.iter().enumerate() {
            last.insert((step.key.actor.population, step.key.actor.person.person()), place);
        }
        let mut people: Vec<(usize, Person)> = last.into_iter().map(|(person, place)| (place, person)).collect();
        people.sort_unstable();
        people.into_iter().map(|(_, person)| person).collect()
    }

    /// All that takes many moves with it: single ones cost a run each, and there may be thousands.
    fn fewer_at_once(&mut self) -> Result<(), RunError> {
        loop {
            let before = self.size();
            self.fewer_people()?;
            self.fewer_faults()?;
            self.fewer_actions()?;
            if self.size() >= before || self.is_over() {
                return Ok(());
            }
        }
    }

    fn fewer_people(&mut self) -> Result<(), RunError> {
        let populations = self.best.subject.plan.populations.len();
        let people = self.people();
        let keep = move |kept: &[Person], trim: &mut Subset| {
            let everybody = (0..populations).filter_map(|place| u16::try_from(place).ok());
            trim.people = everybody.map(|place| (PopulationId(place), BTreeSet::new())).collect();
            for (population, person) in kept {
                trim.people.entry(*population).or_default().insert(*person);
            }
        };
        // Those who never moved go first, and then all but the last few.
        let mut kept = people.clone();
        if self.try_trim(|trim| keep(&people, trim))? {
            let mut few = 2;
            while few < people.len() {
                let last = &people[people.len() - few..];
                if self.try_trim(|trim| keep(last, trim))? {
                    kept = last.to_vec();
                    break;
                }
                few *= 2;
            }
            minimize(kept, |kept| self.try_trim(|trim| keep(kept, trim)))?;
        }
        Ok(())
    }

    fn fewer_faults(&mut self) -> Result<(), RunError> {
        let struck: Vec<FaultKey> = self.best.outcome.struck.clone();
        let keep = |kept: &[FaultKey], trim: &mut Subset| trim.faults = Some(kept.iter().copied().collect());
        if self.try_trim(|trim| keep(&struck, trim))? {
            minimize(struck, |kept| self.try_trim(|trim| keep(kept, trim)))?;
        }
        Ok(())
    }

    /// The steps that may be left out. What never ends because nobody ends it is another finding.
    fn candidates(&self) -> impl Iterator<Item = &MoveMade> {
        let is_work = shows(&self.best.outcome, self.cause).is_some_and(Finding::is_about_work_in_hand);
        self.best.outcome.steps.iter().filter(move |step| step.can_be_skipped && (step.can_be_spared || !is_work))
    }

    /// Whole actions that nobody gets to invoke: what a script does again and again goes at once. Some do something else
    /// all the more if they can't: those stay.
    fn fewer_actions(&mut self) -> Result<(), RunError> {
        if has_plugins(&self.best.subject.plan) {
            return Ok(());
        }
        let all: BTreeSet<Action> = self.candidates().filter_map(|step| step.action).collect();
        let disabled = self.best.subject.conduct.disabled.clone();
        minimize(all.iter().copied().collect(), |kept| {
            let mut subject = self.best.subject.clone();
            let gone = all.iter().filter(|action| !kept.contains(action));
            subject.conduct.disabled = disabled.clone();
            subject.conduct.disabled.extend(gone.map(|action| ActionName::Known(*action)));
            let steps_max = self.best.outcome.steps_taken();
            self.try_within(subject, steps_max)
        })?;
        Ok(())
    }

    fn fewer_moves(&mut self) -> Result<(), RunError> {
        let moves: Vec<StepKey> = self.candidates().map(|step| step.key).collect();
        let skipped = self.best.subject.conduct.trim.skipped.clone();
        let all: BTreeSet<StepKey> = moves.iter().copied().collect();
        minimize(moves, |kept| {
            let mut left_out = skipped.clone();
            let kept: BTreeSet<StepKey> = kept.iter().copied().collect();
            left_out.extend(all.difference(&kept));
            self.try_trim(|trim| trim.skipped = left_out)
        })?;
        Ok(())
    }
}

/// The finding of this cause, if it is the first that a run shows.
pub(super) fn shows<'a>(outcome: &'a ProbeResult, cause: &Cause) -> Option<&'a Finding> {
    let first = outcome.findings.first()?;
    outcome.findings.iter().take_while(|it| it.at_ns == first.at_ns).find(|it| it.cause() == *cause)
}

/// Delta debugging: the least of these items, in their order, of which `test` still says yes. Minimal in that none can
/// be left out by itself. Empty if even nothing will do.
///
/// # Errors
/// As `test`.
fn minimize<T: Clone, E>(mut items: Vec<T>, mut test: impl FnMut(&[T]) -> Result<bool, E>) -> Result<Vec<T>, E> {
    if items.is_empty() || test(&[])? {
        return Ok(Vec::new());
    }
    let mut parts = 2;
    while items.len() > 1 {
        let length = items.len().div_ceil(parts);
        let mut reduced = false;
        let mut begin = 0;
        while begin < items.len() {
            let rest = [&items[..begin], &items[(begin + length).min(items.len())..]].concat();
            if !rest.is_empty() && test(&rest)? {
                items = rest;
                reduced = true;
                // What follows has moved into this place.
            } else {
                begin += length;
            }
        }
        if length == 1 && !reduced {
            break;
        }
        parts = if reduced { 2.max(items.len().div_ceil(length)) } else { (parts * 2).min(items.len()) };
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(count: u32, needed: &[u32]) -> (Vec<u32>, u32) {
        let mut tests = 0;
        let found = minimize((0..count).collect(), |kept| {
            tests += 1;
            Ok::<_, ()>(needed.iter().all(|it| kept.contains(it)))
        });
        (found.unwrap(), tests)
    }

    #[test]
    fn only_what_is_needed_stays() {
        for needed in [&[][..], &[0], &[99], &[17, 18], &[0, 50, 99], &[3, 4, 5, 6, 70]] {
            assert_eq!(least(100, needed).0, needed);
        }
        assert_eq!(least(1, &[0]).0, [0]);
        assert_eq!(least(0, &[]).0, [0_u32; 0]);
    }

    #[test]
    fn the_number_of_tests_is_far_below_that_of_the_items() {
        assert!(least(1000, &[500]).1 < 60, "{}", least(1000, &[500]).1);
        assert!(least(1000, &[1, 999]).1 < 120, "{}", least(1000, &[1, 999]).1);
    }

    /// A scenario that lies nowhere.
    struct Text(&'static str);

    impl rushhour_scenario::Files for Text {
        fn read(&self, _: &std::path::Path, _: rushhour_scenario::FileKind) -> std::io::Result<String> {
            Ok(self.0.to_owned())
        }
    }

    #[test]
    fn what_differs_from_run_to_run_is_shrunk_by_running_it_again() {
        let floor = Text(
            "version: 1
duration: 10m
center: {queues: {support: {}}}
agents: [{name: desk, script: phone_agent, count: 8, queue: support}]
customers:
  - {name: callers, script: phone_customer, queue: support, arrivals: {poisson: {rate: 120/h}}}
",
        );
        let overrides = rushhour_scenario::Overrides::default();
        let plan = rushhour_script::load_plan(std::path::Path::new("floor.yaml"), &overrides, &floor).unwrap();
        let planted = Some("free-in-hash-order".to_owned());
        let subject = Subject { plan, conduct: rushhour_sim::RunControl::default(), planted };
        let stop = AtomicBool::new(false);
        let outcome = probe(&subject, &stop).unwrap();
        let cause = Finding::two_runs_differ("one", "other").cause();
        let shrunk = shrink(&subject, outcome, &cause, 300, &stop).unwrap();
        assert!(shrunk.steps_before > 60, "{}", shrunk.steps_before);
        let left = shrunk.outcome.steps_taken();
        assert!((1..=20).contains(&left), "{left} of {} in {} runs", shrunk.steps_before, shrunk.runs);
        assert!(shrunk.finding(&cause).is_some());
    }
}
