//! The host: compiles a plan's scripts, makes fibers of them and resumes them.
//!
//! The simulation owns one for each replication, on the thread that runs it. It is cheap to make: the engines are
//! the thread's. It knows no time and no chance; whatever a script asks, the simulation answers.

use std::rc::Rc;

use rhai::Dynamic;
use smol_str::SmolStr;

use super::allowance::Allowance;
use super::compile;
use super::engine;
use super::expressions::Expressions;
use super::fiber::{Fiber, Resumed, State};
use super::forms::Given;
use super::handles::{Event, Me, Original, Task};
use super::limits::Limits;
use super::problem::ScriptProblem;
use super::request::{Closure, FiberEnd, Identity, Reply, ScriptError, TaskHandle};
use super::run::{answered, call, run_outside};
use super::scene::Scene;
use super::shared::{Script, Shared};
use super::shortage::{Shortage, strike_where_memory_is_short};
use rushhour_engine::action::ActionName;
use rushhour_engine::config::ExpressionId;
use rushhour_engine::hooks::Asked;
use rushhour_engine::predicates::{Asker, Predicates, QueueFacts, TaskFacts, WorkerFacts};
use rushhour_engine::value::Value;
use rushhour_scenario::plan::{Plan, ScriptId};

/// Runs the scripts of one replication.
pub struct Host {
    shared: Rc<Shared>,
    expressions: Rc<Expressions>,
}

impl Host {
    /// Compiles everything that `plan` has to run.
    ///
    /// # Errors
    /// What the check of scripts finds, so a plan that was checked never fails here.
    pub fn new(plan: &Plan) -> Result<Self, Vec<ScriptProblem>> {
        Self::with_limits(plan, Limits::DEFAULT)
    }

    /// As [`Host::new`], under other limits.
    ///
    /// # Errors
    /// As for [`Host::new`].
    pub(crate) fn with_limits(plan: &Plan, limits: Limits) -> Result<Self, Vec<ScriptProblem>> {
        let engine = engine::for_scripts(&limits);
        let mut problems = Vec::new();
        let mut scripts = Vec::with_capacity(plan.scripts.len());
        for source in &plan.scripts {
            match compile::script(&engine, source, &plan.vars) {
                Ok(ast) => {
                    scripts.push(Script::new(source.name.clone(), ast));
                }
                Err(found) => problems.extend(found),
            }
        }
        let expressions = match Expressions::new(&plan.expressions) {
            Ok(expressions) => Rc::new(expressions),
            Err(found) => {
                problems.extend(found);
                return Err(problems);
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { shared: Rc::new(Shared::new(plan, engine, limits, scripts, None)), expressions })
    }

    /// A host of the scripts of a plan that state invariants.
    ///
    /// # Errors
    /// Everything wrong with any of them that can be seen without running them.
    pub(crate) fn of_user_invariants(plan: &Plan) -> Result<Self, Vec<ScriptProblem>> {
        let limits = Limits::DEFAULT;
        let engine = engine::for_user_invariants(&limits);
        let mut problems = Vec::new();
        let mut scripts = Vec::with_capacity(plan.user_invariants.len());
        for source in plan.user_invariants.iter().map(|it| &it.script) {
            match compile::user_invariants(&engine, source, &plan.vars) {
                Ok(ast) => scripts.push(Script::new(source.name.clone(), ast)),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let expressions = Rc::new(Expressions::new(&[])?);
        let shared = Shared::new(plan, engine, limits, scripts, Some(Scene::of(plan)));
        Ok(Self { shared: Rc::new(shared), expressions })
    }

    /// A fiber that does something with one of the scripts that state invariants.
    pub(crate) fn spawn_user_invariants(
        &self,
        script: u32,
        identity: &Rc<Identity>,
        body: impl FnOnce(&State) -> FiberEnd + 'static,
    ) -> Fiber {
        self.fiber(State::new(Rc::clone(&self.shared), Rc::clone(identity), script, true), body)
    }

    /// What the scripts that state invariants can name, and what they have stated.
    pub(crate) fn scene(&self) -> Option<&Scene> {
        self.shared.scene.as_ref()
    }

    /// Lets its fibers do no more than this together.
    pub fn allow(&self, allowance: Allowance) {
        let known = self.shared.allowance.set(allowance);
        debug_assert!(known.is_ok(), "a host is given one allowance");
    }
    /// What its fibers may do together, if that is bounded.
    pub fn allowance(&self) -> Option<&Allowance> {
        self.shared.allowance.get()
    }

    /// The expressions of the plan, to be held beside the host: the engine asks them while the simulation has the
    /// host.
    pub fn expressions(&self) -> Rc<Expressions> {
        Rc::clone(&self.expressions)
    }

    /// The errors of expressions since the last call, the first one of each expression in a run.
    pub fn take_expression_errors(&self) -> Vec<ScriptError> {
        self.expressions.take_errors()
    }

    /// A fiber that runs `fn run(me)` of a script. It begins when it is resumed.
    pub fn spawn(&self, script: ScriptId, identity: Rc<Identity>) -> Fiber {
        let me = Me::new(Rc::clone(&identity));
        let state = State::new(Rc::clone(&self.shared), identity, script.0, false);
        self.fiber(state, move |state| call(state, "run", (me,)))
    }

    /// A fiber that runs a closure which a script gave to `serve` (with a task) or `start` (without).
    pub fn spawn_closure(&self, closure: Closure, identity: Rc<Identity>, task: Option<TaskHandle>) -> Fiber {
        let me = Me::new(Rc::clone(&identity));
        let Some(kept) = self.shared.closures.borrow_mut().start(closure) else {
            // Whoever served was ended, which releases the closure, and a task was offered before their actor was gone.
            let state = State::new(Rc::clone(&self.shared), identity, 0, true);
            return self.stillborn(state, "the closure to run is gone: this is a fault of rushhour");
        };
        let state = State::new(Rc::clone(&self.shared), identity, kept.script, true);
        match (task, kept.parameters) {
            (Some(task), 2) => {
                let task = Task::new(task);
                self.fiber(state, move |state| call(state, &kept.function, (me, task)))
            }
            (None, 1) => self.fiber(state, move |state| call(state, &kept.function, (me,))),
            (task, takes) => unreachable!(
                "a closure of {takes} parameters was started {} a task: `serve` and `start` keep no such closure",
                if task.is_some() { "with" } else { "without" }
            ),
        }
    }

    /// A fiber that loads a plugin into a desktop: what stands outside of its functions is run, and then its
    /// `fn run(me)`, if it has one.
    pub fn spawn_plugin(&self, script: ScriptId, identity: Rc<Identity>) -> Fiber {
        let me = Me::new(Rc::clone(&identity));
        let state = State::new(Rc::clone(&self.shared), identity, script.0, false);
        if self.shared.parameters_of(script.0, "run").is_some() {
            return self.fiber(state, move |state| call(state, "run", (me,)));
        }
        self.fiber(state, |state| run_outside(state, "the plugin"))
    }

    /// A fiber that calls a function which a script has registered on a desktop, for the sake of an invocation.
    pub fn spawn_hook(&self, closure: Closure, identity: Rc<Identity>, action: ActionName) -> Fiber {
        let Some(registered) = self.shared.closures.borrow().registered(closure).cloned() else {
            unreachable!("the function {} for {action} is gone: what was registered is never released", closure.0)
        };
        let state = State::new(Rc::clone(&self.shared), Rc::clone(&identity), registered.script, true);
        self.fiber(state, move |state| {
            let given = |given: &Given| match given {
                Given::Me => Dynamic::from(Me::new(Rc::clone(&identity))),
                Given::Event => Dynamic::from(Event::new(action.clone(), Rc::clone(&identity))),
                Given::Original => Original(Asked::Original).pointer().into(),
                Given::Next => Original(Asked::Next).pointer().into(),
            };
            answered(state, &registered.function, registered.form.iter().map(given).collect())
        })
    }

    /// Runs a fiber until it asks for something or is over. The first time there is nothing to answer yet.
    pub fn resume(&self, fiber: &mut Fiber, reply: Option<Reply>) -> Resumed {
        strike_where_memory_is_short();
        fiber.resume(reply.unwrap_or(Reply::Done(true)))
    }

    /// How many closures are kept.
    #[cfg(test)]
    pub(crate) fn closures(&self) -> usize {
        self.shared.closures.borrow().len()
    }

    /// A fiber that calls a function of the first script with `me` and a value.
    #[cfg(test)]
    pub(crate) fn spawn_function(&self, function: &'static str, identity: Rc<Identity>, value: Dynamic) -> Fiber {
        let me = Me::new(Rc::clone(&identity));
        let state = State::new(Rc::clone(&self.shared), identity, 0, false);
        self.fiber(state, move |state| call(state, function, (me, value)))
    }

    /// A fiber of its own stack. Where there is no room for one, the machine has ended, and not the script.
    fn fiber(&self, state: Rc<State>, body: impl FnOnce(&State) -> FiberEnd + 'static) -> Fiber {
        match self.shared.stacks.take() {
            Ok(slot) => Fiber::new(state, slot, body),
            Err(error) => Shortage::of_stacks(&error).strike(),
        }
    }

    fn stillborn(&self, state: Rc<State>, message: &str) -> Fiber {
        let script = self.shared.script(state.script).name.clone();
        let error = ScriptError { script, position: None, message: message.to_owned(), trace: Vec::new() };
        Fiber::stillborn(state, error)
    }
}

impl Predicates for Host {
    fn task_matches(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> bool {
        self.expressions.task_matches(expression, task)
    }
    fn worker_name(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> Option<SmolStr> {
        self.expressions.worker_name(expression, task)
    }
    fn skips(&self, expression: ExpressionId, facts: QueueFacts<'_>) -> bool {
        self.expressions.skips(expression, facts)
    }
    fn suits(
        &self,
        expression: ExpressionId,
        task: &TaskFacts<'_>,
        worker: &WorkerFacts<'_>,
        asker: Asker,
    ) -> bool {
        self.expressions.suits(expression, task, worker, asker)
    }
    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool {
        self.expressions.worker_matches(expression, attributes)
    }
}
