//! Invariants of the user's own: scripts state them with `invariant(name, |floor| …)`, the simulation has them asked.
//!
//! What stands outside of a script's functions is run once, for a replication, and may state any number; then each look
//! asks those that are due, in a fiber for each script, of a platform that is lent to it. A look draws nothing, states
//! no event and changes nothing but what closures have captured, so a run is the same with and without.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use rhai::Dynamic;
use smol_str::SmolStr;

use super::allowance::Allowance;
use super::fiber::{Resumed, State};
use super::floor;
use super::handles::Floor;
use super::host::Host;
use super::problem::ScriptProblem;
use super::request::{FiberEnd, Identity, IdentityKind, ScriptError};
use super::run::{ask_function, run_outside};
use super::scene::Stated;
use super::thrown::{Thrown, mistake};
use super::values::noun;
use rushhour_engine::audit;
use rushhour_engine::platform::Platform;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_engine::value::Value;
use rushhour_scenario::plan::Plan;

/// Said where an invariant has asked the simulation for something: its engine knows no verb.
const WAITS: &str = "an invariant waits, and nothing that it can call does";

/// The invariants of one run.
pub struct InvariantScripts {
    host: Host,
    identity: Rc<Identity>,
    scripts: Vec<Script>,
    checked: u64,
    looked_at: Option<SimTime>,
}

struct Script {
    name: SmolStr,
    every: Option<SimSpan>,
    /// When it is asked next, where it is not asked at every moment.
    due: SimTime,
    statements: Rc<Vec<Statement>>,
    /// What the look brought; kept to reuse its memory.
    answers: Rc<Answers>,
}

struct Statement {
    stated: Stated,
    /// Whether it is asked no more: it has failed.
    is_over: Cell<bool>,
    /// How many looks have found it broken.
    times: Cell<u64>,
}

#[derive(Default)]
struct Answers {
    /// The one that is being asked.
    current: Cell<usize>,
    asked: Cell<u64>,
    /// Those that do not hold, with what they say of it.
    broken: RefCell<Vec<(usize, Option<String>)>>,
    failed: RefCell<Vec<(usize, ScriptError)>>,
}

/// An invariant of the user's own that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserViolation {
    /// Its name.
    pub name: SmolStr,
    /// The script that states it.
    pub script: SmolStr,
    /// The line where it does.
    pub line: u32,
    /// When it was seen first.
    pub at: SimTime,
    /// What was seen then.
    pub message: String,
    /// How many looks have seen it.
    pub times: u64,
}

/// What a look has brought that no look before it had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What does not hold.
    pub broken: Vec<UserViolation>,
    /// What could not be told, by the name of the invariant: its script failed, and it is asked no more.
    pub failed: Vec<(SmolStr, ScriptError)>,
}

impl InvariantScripts {
    /// Lets the scripts of a plan state their invariants.
    ///
    /// # Errors
    /// Everything wrong with any of them, so a plan that was checked never fails here.
    pub fn new(plan: &Plan) -> Result<Self, Vec<ScriptProblem>> {
        let host = Host::of_user_invariants(plan)?;
        let identity = Rc::new(Identity {
            name: SmolStr::new_static("the scenario"),
            population: SmolStr::default(),
            index: 0,
            kind: IdentityKind::Customer(None),
            queue: SmolStr::default(),
            queues: Vec::new(),
            attributes: Value::Null,
            row: None,
        });
        let mut problems = Vec::new();
        let mut scripts = Vec::with_capacity(plan.user_invariants.len());
        for (place, source) in (0..).zip(&plan.user_invariants) {
            let name = source.script.name.clone();
            match stated_by(&host, place, &identity) {
                Ok(stated) => scripts.push(Script {
                    name,
                    every: source.every,
                    due: SimTime::ZERO,
                    statements: Rc::new(stated.into_iter().map(Statement::new).collect()),
                    answers: Rc::default(),
                }),
                Err(error) => problems.push(problem_of(error)),
            }
        }
        problems.extend(confused(&scripts));
        if problems.is_empty() {
            Ok(Self { host, identity, scripts, checked: 0, looked_at: None })
        } else {
            Err(problems)
        }
    }

    /// The names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &SmolStr> {
        self.scripts.iter().flat_map(|script| script.statements.iter().map(|it| &it.stated.name))
    }
    /// How often one was asked.
    pub const fn checked(&self) -> u64 {
        self.checked
    }
    /// How many looks have found this one broken.
    pub fn times(&self, name: &str) -> u64 {
        let mut all = self.scripts.iter().flat_map(|script| script.statements.iter());
        all.find(|it| it.stated.name == name).map_or(0, |it| it.times.get())
    }

    /// Lets the invariants do no more than this together. When it is spent, they are asked no more.
    pub fn allow(&self, allowance: Allowance) {
        self.host.allow(allowance);
    }

    /// Asks those that are due, at most once at each moment.
    pub fn look(&mut self, now: SimTime, platform: &Platform) -> Look {
        let mut look = Look::default();
        if self.looked_at.replace(now) == Some(now) {
            return look;
        }
        if let Some(allowance) = self.host.allowance() {
            if allowance.is_spent() {
                return look;
            }
            allowance.spend_turn();
        }
        for (place, script) in (0..).zip(&mut self.scripts) {
            if !script.is_due(now) {
                continue;
            }
            floor::show(platform, now, || ask(&self.host, place, &self.identity, script));
            self.checked += script.answers.asked.take();
            script.tell(now, &mut look);
        }
        look
    }
}

impl Statement {
    fn new(stated: Stated) -> Self {
        Self { stated, is_over: Cell::new(false), times: Cell::new(0) }
    }

    /// Asks whether it holds, and writes down what it says. False where its fiber must end.
    fn ask(&self, state: &State, place: usize, answers: &Answers) -> bool {
        answers.current.set(place);
        answers.asked.set(answers.asked.get() + 1);
        let mut arguments = self.stated.captured.clone();
        arguments.push(Dynamic::from(Floor));
        let end = ask_function(state, &self.stated.function, arguments, |given| {
            if let Some(message) = verdict(&given)? {
                answers.broken.borrow_mut().push((place, message));
            }
            Ok(())
        });
        match end {
            FiberEnd::Failed(error) | FiberEnd::Foiled(error) | FiberEnd::Threw(_, error) => {
                answers.failed.borrow_mut().push((place, error));
            }
            FiberEnd::Returned | FiberEnd::Answered(_) | FiberEnd::Stopped => {}
        }
        state.doom().is_none()
    }
}

/// What a statement says: nothing where it holds, or what is wrong, if it says so.
fn verdict(given: &Dynamic) -> Result<Option<Option<String>>, Thrown> {
    if let Ok(holds) = given.as_bool() {
        return Ok(if holds { None } else { Some(None) });
    }
    let remedy = "an invariant gives `true`, `false`, or a text that says what is wrong";
    match given.as_immutable_string_ref() {
        Ok(text) if text.trim().is_empty() => Err(mistake(format!("it gives an empty text: {remedy}"))),
        Ok(text) => Ok(Some(Some(text.to_string()))),
        Err(_) => Err(mistake(format!("it gives {}: {remedy}", noun(given)))),
    }
}

/// Asks the statements of a script, each in its turn. One that breaks a limit ends its fiber, so the next ones get another.
fn ask(host: &Host, place: u32, identity: &Rc<Identity>, script: &Script) {
    let mut first = 0;
    while first < script.statements.len() {
        let (statements, answers) = (Rc::clone(&script.statements), Rc::clone(&script.answers));
        answers.current.set(first);
        let mut fiber = host.spawn_user_invariants(place, identity, move |state| {
            let asked = statements.iter().enumerate().skip(first).filter(|(_, it)| !it.is_over.get());
            for (place, statement) in asked {
                if !statement.ask(state, place, &answers) {
                    return FiberEnd::Stopped;
                }
            }
            answers.current.set(statements.len());
            FiberEnd::Returned
        });
        let current = |answers: &Answers| answers.current.get();
        match host.resume(&mut fiber, None) {
            Resumed::Ended(FiberEnd::Failed(error)) => {
                script.answers.failed.borrow_mut().push((current(&script.answers), error));
            }
            Resumed::Ended(_) => {}
            Resumed::Asks(request) => unreachable!("{WAITS}: {request:?}"),
        }
        first = current(&script.answers) + 1;
    }
}

impl Script {
    /// Whether it is to be asked now: at every moment, or at the first one of each interval.
    fn is_due(&mut self, now: SimTime) -> bool {
        let Some(every) = self.every else { return true };
        if now < self.due {
            return false;
        }
        let begun = now.as_ns() / every.as_ns().max(1);
        self.due = SimTime::ZERO + SimSpan::from_ns(begun.saturating_add(1).saturating_mul(every.as_ns()));
        true
    }

    /// Takes the answers of a look, and tells those that are news.
    fn tell(&self, now: SimTime, look: &mut Look) {
        for (place, message) in self.answers.broken.borrow_mut().drain(..) {
            let statement = &self.statements[place];
            let times = statement.times.get() + 1;
            statement.times.set(times);
            if times == 1 {
                look.broken.push(UserViolation {
                    name: statement.stated.name.clone(),
                    script: self.name.clone(),
                    line: statement.stated.position.0,
                    at: now,
                    message: message.unwrap_or_else(|| "it does not hold".to_owned()),
                    times,
                });
            }
        }
        for (place, mut error) in self.answers.failed.borrow_mut().drain(..) {
            let statement = &self.statements[place];
            statement.is_over.set(true);
            error.position = error.position.or(Some(statement.stated.position));
            look.failed.push((statement.stated.name.clone(), error));
        }
    }
}

/// Runs what stands outside of a script's functions, and takes what it states.
fn stated_by(host: &Host, place: u32, identity: &Rc<Identity>) -> Result<Vec<Stated>, ScriptError> {
    let Some(scene) = host.scene() else {
        unreachable!("the host of invariants has no place for what they state")
    };
    scene.stated.replace(Some(Vec::new()));
    let mut fiber = host.spawn_user_invariants(place, identity, |state| run_outside(state, "the script"));
    let step = host.resume(&mut fiber, None);
    drop(fiber);
    let Some(stated) = scene.stated.take() else { unreachable!("what a script states was taken while it ran") };
    match step {
        Resumed::Ended(FiberEnd::Failed(error) | FiberEnd::Foiled(error) | FiberEnd::Threw(_, error)) => {
            Err(error)
        }
        Resumed::Ended(FiberEnd::Returned | FiberEnd::Answered(_) | FiberEnd::Stopped) => Ok(stated),
        Resumed::Asks(request) => unreachable!("{WAITS}: {request:?}"),
    }
}

fn problem_of(error: ScriptError) -> ScriptProblem {
    let (line, column) = error.position.unwrap_or((1, 1));
    ScriptProblem { script: error.script, line, column, message: error.message, help: None }
}

/// Scripts that state nothing, and names that are taken.
fn confused(scripts: &[Script]) -> Vec<ScriptProblem> {
    let mut problems = Vec::new();
    let mut names: BTreeMap<&str, (&Script, u32)> = BTreeMap::new();
    let help = |text: &str| Some(text.to_owned());
    for script in scripts {
        if script.statements.is_empty() {
            let message = "the script states no invariant".to_owned();
            let help = help("write `invariant(\"what must hold\", |floor| …);`, outside of functions");
            problems.push(ScriptProblem { script: script.name.clone(), line: 1, column: 1, message, help });
        }
        for stated in script.statements.iter().map(|it| &it.stated) {
            let name = stated.name.as_str();
            let message = match names.insert(name, (script, stated.position.0)) {
                Some((other, line)) => {
                    format!("there is an invariant \"{name}\" already: {}, line {line}", other.name)
                }
                None if audit::ALL.iter().any(|it| it.invariant.name == name) => {
                    format!("`{name}` is the name of an invariant that is checked anyway")
                }
                None => continue,
            };
            let (line, column) = stated.position;
            let help = help("give it another name");
            problems.push(ScriptProblem { script: script.name.clone(), line, column, message, help });
        }
    }
    problems
}
