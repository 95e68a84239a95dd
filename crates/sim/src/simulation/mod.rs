//! One replication: the parts of the simulation, and the loop that drives them.
//!
//! The loop takes the next thing off the calendar, lets the engine or a fiber act, and then does what came of it:
//! the audit looks at the step, the observer reads its events, timers are set, and whoever waited for it is woken. It is
//! single-threaded, and everything in it is a function of the plan, the seed and the number of the replication.
//!
//! Each part keeps its own state. What lets one part act on the others is here: `settle` does what comes of a step,
//! `requests`, `hooks` and `invocations` do what scripts ask for, `turns` runs scripts, `people` lets people come and
//! `closing` go, `silence` those whom everybody has left, and `rota`, `cues` and `mishaps` do what hours, the timeline and faults bring about.

mod closing;
mod cues;
mod hooks;
mod invocations;
mod mishaps;
mod people;
mod requests;
mod rota;
mod settle;
mod silence;
mod turns;
mod way_back;

use std::sync::atomic::{AtomicBool, Ordering};

use super::agenda::Item;
use super::backend::Backend;
use super::bustle::{Bustle, Measure, People};
use super::control::{Rehearsal, RunControl};
use super::core::Core;
use super::crew::{Crew, Surroundings};
use super::cues::{Cues, Paced};
use super::doors::Doors;
use super::faults::Faults;
use super::findings::Findings;
use super::finished::Finished;
use super::invocations::Invocations;
use super::limits::{self, Most};
use super::names::Names;
use super::notices::Connections;
use super::observer::Observer;
use super::pacer::{Pacer, Scene};
use super::progress::Progress;
use super::shift::Shift;
use super::user_invariants::UserInvariants;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::plan::Plan;
use rushhour_script::{Allowance, Host, ScriptProblem};

/// After how many things off the calendar an interrupt is looked for and progress is told.
const LOOK_UP_EVERY: u32 = 1024;

static NOBODY_STOPS: AtomicBool = AtomicBool::new(false);

/// One replication, running.
pub struct Simulation<'a> {
    core: Core<'a>,
    crew: Crew,
    shift: Shift,
    doors: Doors,
    invocations: Invocations,
    backend: Backend,
    connections: Connections,
    /// What goes wrong on purpose, if anything does.
    faults: Option<Box<Faults>>,
    cues: Cues<'a>,
    user_invariants: UserInvariants,
    findings: Findings,
    names: Names,
    bustle: Bustle,
    /// How many there may be at once.
    most: Most,
    /// Whether somebody wants it to end.
    stop: &'a AtomicBool,
    /// Whether it was seen that somebody does.
    interrupted: bool,
    /// When the observer is asked next whether the run ends before its time, and how often.
    next_look: Option<(SimTime, SimSpan)>,
    /// Whether it has ended so.
    ended_early: bool,
}

impl<'a> Simulation<'a> {
    /// A replication of a plan, at its beginning.
    ///
    /// # Errors
    /// Where a script does not compile, which `check` finds before.
    pub fn new(
        plan: &'a Plan,
        replication: u32,
        observer: &'a mut dyn Observer,
    ) -> Result<Self, Vec<ScriptProblem>> {
        let crew = Crew::new(Host::new(plan)?);
        Ok(Self {
            core: Core::new(plan, replication, crew.expressions(), observer),
            crew,
            shift: Shift::default(),
            doors: Doors::new(plan.populations.len()),
            invocations: Invocations::default(),
            backend: Backend::new(SimTime::ZERO, SimTime::ZERO + plan.duration),
            connections: Connections::default(),
            faults: Faults::of(plan),
            cues: Cues::new(&plan.timeline, plan.populations.len()),
            user_invariants: UserInvariants::new(plan)?,
            findings: Findings::default(),
            names: Names::default(),
            bustle: Bustle::default(),
            most: Most::default(),
            stop: &NOBODY_STOPS,
            interrupted: false,
            next_look: None,
            ended_early: false,
        })
    }

    /// Conducts the run in a way of its own.
    #[must_use]
    pub fn conducted(mut self, control: RunControl) -> Self {
        self.findings = Findings::new(&control);
        if let Some(Rehearsal { people, invariants }) = control.rehearsal {
            let people = Allowance::new(people);
            self.crew.expressions().allow(people.clone());
            self.crew.allow(people);
            self.user_invariants.allow(Allowance::new(invariants));
        }
        self.core.conduct(control);
        self
    }

    /// The same, with so much of the beginning left out of what is measured of the backend's servers.
    #[must_use]
    pub fn without_the_first(mut self, warmup: SimSpan) -> Self {
        self.backend = Backend::new(SimTime::ZERO + warmup, self.core.arrivals_end());
        self
    }

    /// The same, with time that goes on as this pacer lets it.
    #[must_use]
    pub fn paced(mut self, pacer: &'a mut dyn Pacer) -> Self {
        self.cues.paced_by(pacer);
        self
    }

    /// The same, with fewer at once than otherwise: limits are tested so.
    #[cfg(test)]
    pub(crate) fn with_at_most(mut self, most: Most) -> Self {
        self.crew.bound(most);
        self.most = most;
        self
    }

    /// Breaks a rule of the engine on purpose.
    #[cfg(feature = "planted")]
    pub fn plant(&mut self, planted: rushhour_engine::planted::Planted) {
        self.core.plant(planted);
    }

    /// Runs to the end, or until `stop` says so.
    pub fn run(mut self, stop: &'a AtomicBool, progress: &dyn Progress) -> Finished {
        self.stop = stop;
        let limit = self.limit();
        self.next_look = self.core.looks_every().map(|every| (SimTime::ZERO + every, every));
        self.begin();
        let mut until_look_up = LOOK_UP_EVERY;
        while let Some(at) = self.next_at() {
            let is_over = at > limit || (self.shift.is_over() && !self.core.agenda().has_acts());
            if !(is_over || self.is_stopped()) {
                match self.pace(at) {
                    Paced::Go => {}
                    Paced::Again => continue,
                    Paced::Stop => break,
                }
            }
            if at > self.core.now() {
                // All of this moment has happened, and nobody has put in anything else.
                self.look();
            }
            if is_over || self.is_stopped() || self.ends_before(at) {
                break;
            }
            until_look_up -= 1;
            if until_look_up == 0 {
                until_look_up = LOOK_UP_EVERY;
                progress.tell(self.core.replication(), &self.scene().glance());
                if self.is_told_to_stop() {
                    break;
                }
            }
            if self.bustle.step(at) {
                let people = self.people();
                match self.bustle.measure(people) {
                    Measure::Bearable => {}
                    Measure::TooMuch { until } if self.crew.is_crowded(until) => {}
                    Measure::TooMuch { .. } | Measure::Beyond => limits::too_many_steps(at).strike(),
                }
            }
            if self.cues.next_at() == Some(at) {
                self.follow_cue();
            } else {
                self.step();
            }
        }
        self.finish(limit)
    }

    /// How many people are there, and how many customers have come so far.
    fn people(&self) -> People {
        People { there: self.crew.len() as u64, came: self.doors.came() + self.cues.came() }
    }

    /// The moment after which nothing happens any more.
    fn limit(&self) -> SimTime {
        let limit = self.core.arrivals_end() + self.core.plan().drain;
        self.core.control().trim.ends_at.map_or(limit, |at| at.min(limit))
    }

    /// The staff is there, faults and arrivals are set going, and everybody who is there has their first turn.
    fn begin(&mut self) {
        self.staff_the_floor();
        if let Some(faults) = &mut self.faults {
            faults.begin(&mut self.core);
        }
        self.doors.open(&mut self.core);
        let (plan, end) = (self.core.plan(), self.core.arrivals_end());
        self.core.schedule(end, Item::Closing);
        if plan.has_seats() {
            // The run goes on while a person has something in hand, even if nothing else would happen.
            self.core.schedule(end + plan.drain, Item::Closing);
        }
        self.run_ready();
    }

    /// The moment of the next thing that happens. A cue comes before all others of its moment.
    fn next_at(&self) -> Option<SimTime> {
        match (self.core.agenda().next_at(), self.cues.next_at()) {
            (Some(item), Some(cue)) => Some(item.min(cue)),
            (item, cue) => item.or(cue),
        }
    }

    /// Does the next thing on the calendar and all that comes of it.
    fn step(&mut self) {
        let crew = &self.crew;
        self.core.sweep(|thread, wait| crew.waits_no_more(thread, wait));
        // What was next, and all that followed, may just have been swept out.
        let Some(item) = self.core.next() else { return };
        self.crew.spend_turn();
        self.cues.stepped(self.core.now());
        match item {
            Item::Wake(thread, wait) => self.wait_is_over(thread, wait),
            Item::Land(invocation) => self.land(invocation),
            Item::Timer(timer) => self.act(|engine, cx| engine.timer(cx, timer)),
            Item::Silence(contact) => self.has_been_silent(contact),
            Item::Deliver(notice) => self.act(|engine, cx| engine.deliver(cx, notice)),
            Item::Arrive(process) => self.customer_arrives(process),
            Item::Customer(population, person) => self.customer_comes(population, person),
            Item::Rota(worker, step) => self.step_rota(worker, step),
            Item::WayBack(worker, since) => self.way_back(worker, since),
            Item::Mishap(number) => self.mishap(number),
            Item::Closing => {}
        }
        self.run_ready();
        if !self.interrupted {
            self.close_if_done();
        }
    }

    /// Looks at the floor as it is now, if anybody wants that, and nothing has been found that ends the run.
    fn look(&mut self) {
        if !self.is_stopped() {
            self.user_invariants.look(&mut self.core, &mut self.findings);
        }
    }

    /// Whether the run ends before its time.
    const fn is_stopped(&self) -> bool {
        self.interrupted || self.ended_early || self.findings.ends_run()
    }

    /// Whether the observer ends the run before `next`, at one of the moments at which it is asked.
    fn ends_before(&mut self, next: SimTime) -> bool {
        while let Some((at, every)) = self.next_look.filter(|(at, _)| *at <= next) {
            self.next_look = Some((at + every, every));
            // It may have been put off: the moment of a look that time has passed is over.
            if at > self.core.now() && self.core.is_ended_at(at) {
                self.core.advance(at);
                self.ended_early = true;
            }
            if self.ended_early {
                return true;
            }
        }
        false
    }

    /// Whether somebody wants the run to end.
    fn is_told_to_stop(&mut self) -> bool {
        self.interrupted |= self.stop.load(Ordering::Relaxed) || self.crew.has_spent_all();
        self.interrupted
    }

    /// The run at this moment, for those who look at it from outside.
    fn scene(&self) -> Scene<'_> {
        scene(&self.core, &self.crew, &self.findings, self.doors.came() + self.cues.came())
    }

    /// Waits until the run may go on to `next`.
    fn pace(&mut self, next: SimTime) -> Paced {
        if !self.cues.asks_before(next) {
            return Paced::Go;
        }
        let contacts = self.doors.came() + self.cues.came();
        let paced = self.cues.pace(&scene(&self.core, &self.crew, &self.findings, contacts), next);
        self.interrupted |= matches!(paced, Paced::Stop);
        paced
    }

    /// The crew, and what it can see of the world around it.
    fn crew_around(&mut self) -> (&mut Crew, Surroundings<'_, 'a>) {
        let doubts = self.faults.as_deref().map(Faults::doubts);
        (&mut self.crew, Surroundings { core: &self.core, shift: &self.shift, doubts })
    }
}

/// The parts of a run that may be looked at from outside, when so many customers have come.
fn scene<'s>(core: &'s Core<'_>, crew: &Crew, findings: &'s Findings, contacts: u64) -> Scene<'s> {
    Scene {
        now: core.now(),
        engine: core.engine(),
        violations: core.violations(),
        found: findings.kept(),
        actors: crew.len(),
        contacts,
        findings: findings.count(core.audit()),
    }
}
