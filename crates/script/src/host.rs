//! The host: compiles a plan's scripts, makes fibers of them and resumes them.
//!
//! The simulation owns one for each replication, on the thread that runs it. It is cheap to make: the engines are
//! the thread's. It knows no time and no chance; whatever a script asks, the simulation answers.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use rhai::{AST, CallFnOptions, Dynamic, Engine, FnPtr, FuncArgs, Scope, Stmt};
use smol_str::SmolStr;

use super::closures::{Closures, Kept};
use super::compile::{self, ScriptProblem};
use super::engine;
use super::error::{explain, is_exit, line_and_column};
use super::expressions::Expressions;
use super::fiber::{Doom, Fiber, State, Step, Thrown, mistake};
use super::handles::{Me, Task};
use super::limits::Limits;
use super::request::{Closure, FiberEnd, Identity, Reply, ScriptError, TaskHandle};
use super::stack::StackPool;
use super::user_invariants::Scene;
use super::values::to_engine;
use super::verbs::hooks::{Event, thrown_on};
use rushhour_engine::action::{ActionName, Cause};
use rushhour_engine::config::ExpressionId;
use rushhour_engine::effects::{CallRole, ScriptCall};
use rushhour_engine::predicates::{Predicates, QueueFacts, TaskFacts};
use rushhour_engine::value::Value;
use rushhour_scenario::plan::{Plan, ScriptId, Var};

/// Runs the scripts of one replication.
pub struct Host {
    shared: Rc<Shared>,
    expressions: Rc<Expressions>,
}

/// What the fibers of a host have in common.
pub struct Shared {
    engine: Rc<Engine>,
    /// The limits that its fibers keep to.
    pub limits: Limits,
    scripts: Vec<Script>,
    vars: IndexMap<SmolStr, Dynamic>,
    closures: RefCell<Closures>,
    stacks: StackPool,
    /// What the scripts can name besides, where they state invariants; nothing for those of people.
    pub scene: Option<Scene>,
}

struct Script {
    name: SmolStr,
    ast: AST,
    /// The same for the fibers of closures: of the statements outside of functions, constants and variables alone.
    for_closures: AST,
}

impl Script {
    fn new(name: SmolStr, ast: AST) -> Self {
        let declared = ast.statements().iter().filter(|statement| matches!(statement, Stmt::Var(..))).cloned();
        let for_closures = AST::new_with_source(declared, Rc::clone(ast.shared_lib()), name.as_str());
        Self { name, ast, for_closures }
    }
    /// Where a function begins, for the errors of fibers that were ended before they did.
    fn begins(&self, function: &str) -> Option<(u32, u32)> {
        let function = self.ast.iter_fn_def().find(|known| known.name == function)?;
        line_and_column(function.body.start_position())
    }
    /// What a fiber runs, and whether statements stand outside of its functions, to be run before.
    fn for_fiber(&self, state: &State) -> (&AST, bool) {
        let ast = if state.closure { &self.for_closures } else { &self.ast };
        (ast, !ast.statements().is_empty())
    }
}

impl Host {
    /// Compiles everything that `plan` has to run.
    ///
    /// # Errors
    /// What [`super::check`] finds, so a plan that was checked never fails here.
    pub fn new(plan: &Plan) -> Result<Self, Vec<ScriptProblem>> {
        Self::with_limits(plan, Limits::DEFAULT)
    }

    /// As [`Host::new`], under other limits.
    ///
    /// # Errors
    /// As for [`Host::new`].
    pub fn with_limits(plan: &Plan, limits: Limits) -> Result<Self, Vec<ScriptProblem>> {
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
    pub fn of_user_invariants(plan: &Plan) -> Result<Self, Vec<ScriptProblem>> {
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
    pub fn spawn_user_invariants(
        &self,
        script: u32,
        identity: &Rc<Identity>,
        body: impl FnOnce(&State) -> FiberEnd + 'static,
    ) -> Fiber {
        self.fiber(State::new(Rc::clone(&self.shared), Rc::clone(identity), script, true), body)
    }

    /// What the scripts that state invariants can name, and what they have stated.
    pub fn scene(&self) -> Option<&Scene> {
        self.shared.scene.as_ref()
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
        let kept = self.shared.closures.borrow_mut().start(closure);
        let me = Me::new(Rc::clone(&identity));
        let state =
            State::new(Rc::clone(&self.shared), identity, kept.as_ref().map_or(0, |kept| kept.script), true);
        let Some(kept) = kept else {
            return self.stillborn(state, "the closure to run is gone: this is a fault of rushhour");
        };
        match (task, kept.parameters) {
            (Some(task), 2) => {
                let task = Task::new(task);
                self.fiber(state, move |state| call(state, &kept.function, (me, task)))
            }
            (None, 1) => self.fiber(state, move |state| call(state, &kept.function, (me,))),
            (Some(_) | None, _) => {
                self.stillborn(state, "the closure to run takes other parameters: this is a fault of rushhour")
            }
        }
    }

    /// A fiber that loads a plugin into a desktop: what stands outside of its functions is run, and then its
    /// `fn run(me)`, if it has one.
    pub fn spawn_plugin(&self, script: ScriptId, identity: Rc<Identity>) -> Fiber {
        let me = Me::new(Rc::clone(&identity));
        let state = State::new(Rc::clone(&self.shared), identity, script.0, false);
        let has_run = self
            .shared
            .scripts
            .get(script.0 as usize)
            .is_some_and(|script| script.ast.iter_functions().any(|known| known.name == "run"));
        if has_run {
            return self.fiber(state, move |state| call(state, "run", (me,)));
        }
        self.fiber(state, |state| {
            ended(state, "the plugin", |host, script| host.engine.eval_ast::<Dynamic>(&script.ast))
        })
    }

    /// A fiber that calls a function which a script has registered on a desktop, for the sake of an invocation.
    pub fn spawn_hook(
        &self,
        closure: Closure,
        identity: Rc<Identity>,
        call: ScriptCall,
        action: ActionName,
    ) -> Fiber {
        let kept = self.shared.closures.borrow_mut().start(closure);
        let script = kept.as_ref().map_or(0, |kept| kept.script);
        let state = State::new(Rc::clone(&self.shared), Rc::clone(&identity), script, true);
        let Some(kept) = kept else {
            return self.stillborn(state, "the function to run is gone: this is a fault of rushhour");
        };
        let me = Me::new(Rc::clone(&identity));
        let event = Event::new(call.invocation, action, identity);
        self.fiber(state, move |state| {
            let mut arguments: Vec<Dynamic> = vec![Dynamic::from(event.clone())];
            if call.role == CallRole::Replacement {
                match event.original() {
                    Ok(original) => arguments.push(original.into()),
                    Err(thrown) => return FiberEnd::Failed(failure(state, "the replacement", thrown)),
                }
            }
            if kept.parameters > arguments.len() {
                arguments.insert(0, Dynamic::from(me));
            }
            answered(state, &kept.function, arguments)
        })
    }

    /// Runs a fiber until it asks for something or is over. The first time there is nothing to answer yet.
    pub fn resume(&self, fiber: &mut Fiber, reply: Option<Reply>) -> Step {
        fiber.resume(reply.unwrap_or(Reply::Done(true)))
    }

    /// Forgets a closure that will not be started (any more). `serve` does so by itself when it returns, and a
    /// closure given to `start` goes when it is started.
    pub fn release_closure(&self, closure: Closure) {
        self.shared.release_closure(closure);
    }

    /// How many closures are kept.
    pub fn closures(&self) -> usize {
        self.shared.closures.borrow().len()
    }

    /// A fiber that calls a function of the first script with `me` and a value.
    #[cfg(test)]
    pub fn spawn_function(&self, function: &'static str, identity: Rc<Identity>, value: Dynamic) -> Fiber {
        let me = Me::new(Rc::clone(&identity));
        let state = State::new(Rc::clone(&self.shared), identity, 0, false);
        self.fiber(state, move |state| call(state, function, (me, value)))
    }

    fn fiber(&self, state: Rc<State>, body: impl FnOnce(&State) -> FiberEnd + 'static) -> Fiber {
        match self.shared.stacks.take() {
            Ok(slot) => Fiber::new(state, slot, body),
            Err(error) => self.stillborn(state, &format!("there is no room for another script's stack: {error}")),
        }
    }

    fn stillborn(&self, state: Rc<State>, message: &str) -> Fiber {
        let script = self.shared.script_name(state.script);
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
    fn skips(&self, expression: ExpressionId, facts: QueueFacts) -> bool {
        self.expressions.skips(expression, facts)
    }
    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool {
        self.expressions.worker_matches(expression, attributes)
    }
}

impl Shared {
    fn new(plan: &Plan, engine: Rc<Engine>, limits: Limits, scripts: Vec<Script>, scene: Option<Scene>) -> Self {
        let vars = plan.vars.iter().map(|(name, value)| (name.clone(), var_to_script(value))).collect();
        let (stacks, closures) = (StackPool::default(), RefCell::default());
        Self { engine, limits, scripts, vars, closures, stacks, scene }
    }

    /// How many parameters a function of a script takes, if there is one of this name.
    pub fn parameters_of(&self, script: u32, function: &str) -> Option<usize> {
        let script = self.scripts.get(script as usize)?;
        script.ast.iter_functions().find(|known| known.name == function).map(|known| known.params.len())
    }

    /// The name of a script of the plan.
    pub fn script_name(&self, script: u32) -> SmolStr {
        self.scripts.get(script as usize).map_or_else(SmolStr::default, |script| script.name.clone())
    }

    /// A variable of the scenario.
    ///
    /// # Errors
    /// A mistake where there is none of this name.
    pub fn var(&self, name: &str) -> Result<Dynamic, Thrown> {
        // `check` has found it, unless the host runs another plan than was checked.
        self.vars.get(name).cloned().ok_or_else(|| mistake(format!("the scenario has no variable `{name}`")))
    }

    /// Keeps a closure for `verb`, which gives it these parameters.
    ///
    /// # Errors
    /// A mistake where it captures something or takes other parameters.
    pub fn keep_closure(
        &self,
        script: u32,
        closure: &FnPtr,
        verb: &str,
        parameters: &[&str],
    ) -> Result<Closure, Thrown> {
        let shape = format!("me.{verb}(|{}| {{ … }})", parameters.join(", "));
        if closure.is_curried() {
            return Err(mistake(format!(
                "the closure given to `{verb}` captures variables from outside, which fibers cannot share: \
                 it gets what it needs as parameters, `{shape}`"
            )));
        }
        let function = closure.fn_name();
        let takes = self.parameters_of(script, function);
        match takes {
            Some(count) if count == parameters.len() => {
                let once = verb != "serve";
                let kept = Kept { script, function: function.into(), parameters: count, once };
                Ok(self.closures.borrow_mut().keep(kept))
            }
            Some(count) => Err(mistake(format!(
                "the closure given to `{verb}` takes {}: write `{shape}`",
                parameters_in_words(count)
            ))),
            None => Err(mistake(format!("`{verb}` takes a closure of this script: write `{shape}`"))),
        }
    }

    /// Keeps a function that a script registers. It takes the event (and for a replacement the original), and before
    /// them `me`, if it wants.
    ///
    /// # Errors
    /// As for [`Shared::keep_closure`].
    pub fn keep_hook(&self, script: u32, closure: &FnPtr, verb: &str, role: CallRole) -> Result<Closure, Thrown> {
        let given: &[&str] = if role == CallRole::Replacement { &["event", "original"] } else { &["event"] };
        let shape = format!("{verb}(name, |{}| {{ … }})", given.join(", "));
        if closure.is_curried() {
            return Err(mistake(format!(
                "the closure given to `{verb}` captures variables from outside, which fibers cannot share: what it \
                 needs it finds in the event, `{shape}`, and `event.me` is who acts"
            )));
        }
        let function = closure.fn_name();
        let takes = self.parameters_of(script, function);
        match takes {
            Some(count) if count == given.len() || count == given.len() + 1 => {
                let kept = Kept { script, function: function.into(), parameters: count, once: false };
                Ok(self.closures.borrow_mut().keep(kept))
            }
            Some(count) => Err(mistake(format!(
                "the closure given to `{verb}` takes {}: write `{shape}`",
                parameters_in_words(count)
            ))),
            None => Err(mistake(format!("`{verb}` takes a closure of this script: write `{shape}`"))),
        }
    }

    /// Forgets a closure.
    pub fn release_closure(&self, closure: Closure) {
        self.closures.borrow_mut().release(closure);
    }
}

/// `no parameters`, `1 parameter`, `2 parameters`.
pub fn parameters_in_words(count: usize) -> String {
    match count {
        0 => "no parameters".into(),
        1 => "1 parameter".into(),
        more => format!("{more} parameters"),
    }
}

/// Runs what stands outside of the functions of the fiber's script, once.
pub fn run_outside(state: &State) -> FiberEnd {
    ended(state, "the script", |host, script| host.engine.eval_ast::<Dynamic>(&script.ast))
}

/// Asks a function of the fiber's script, and hands what it gives to `take`.
pub fn ask_function(
    state: &State,
    function: &str,
    arguments: Vec<Dynamic>,
    take: impl FnOnce(Dynamic) -> Result<(), Thrown>,
) -> FiberEnd {
    ended(state, function, |host, script| {
        let (ast, has_statements) = script.for_fiber(state);
        let options = CallFnOptions::new().eval_ast(has_statements);
        let given = host.engine.call_fn_with_options(options, &mut Scope::new(), ast, function, arguments)?;
        take(given).map(|()| Dynamic::UNIT)
    })
}

/// Calls a function of the fiber's script, and says how it ended.
fn call(state: &State, function: &str, arguments: impl FuncArgs) -> FiberEnd {
    ended(state, function, |host, script| {
        let (ast, has_statements) = script.for_fiber(state);
        let options = CallFnOptions::new().eval_ast(has_statements);
        host.engine.call_fn_with_options(options, &mut Scope::new(), ast, function, arguments)
    })
}

/// The same for a function that was registered: what it returned or threw matters to others.
fn answered(state: &State, function: &str, arguments: Vec<Dynamic>) -> FiberEnd {
    let mut outcome = None;
    let end = ended(state, function, |host, script| {
        let (ast, has_statements) = script.for_fiber(state);
        let options = CallFnOptions::new().eval_ast(has_statements);
        let result: Result<Dynamic, Thrown> =
            host.engine.call_fn_with_options(options, &mut Scope::new(), ast, function, arguments);
        outcome = Some(match &result {
            // What cannot be handed over, a function for example, is nothing.
            Ok(value) => Ok(to_engine(value).unwrap_or_default()),
            Err(thrown) => Err(thrown_on(thrown).map(Box::new)),
        });
        result
    });
    match (end, outcome) {
        (FiberEnd::Returned, Some(Ok(value))) => FiberEnd::Answered(value),
        (FiberEnd::Returned, _) => FiberEnd::Answered(Value::Null),
        (FiberEnd::Failed(error) | FiberEnd::Foiled(error), Some(Err(on))) if state.doom().is_none() => {
            FiberEnd::Threw(on, error)
        }
        (end, _) => end,
    }
}

/// Does something with the fiber's script, and says how it ended.
fn ended(
    state: &State,
    function: &str,
    run: impl FnOnce(&Shared, &Script) -> Result<Dynamic, Thrown>,
) -> FiberEnd {
    let host = &state.host;
    let Some(script) = host.scripts.get(state.script as usize) else {
        return FiberEnd::Failed(ScriptError {
            script: SmolStr::default(),
            position: None,
            message: "the plan has no such script: this is a fault of rushhour".into(),
            trace: Vec::new(),
        });
    };
    let result = run(host, script);
    match (state.doom(), result) {
        (Some(Doom::Stopped), _) => FiberEnd::Stopped,
        (Some(Doom::Broke(message)), result) => {
            let mut error = match result {
                Err(thrown) => failure(state, function, thrown),
                Ok(_) => {
                    let script = script.name.clone();
                    ScriptError { script, position: None, message: String::new(), trace: Vec::new() }
                }
            };
            error.message = message;
            error.position =
                line_and_column(state.doomed_at()).or(error.position).or_else(|| script.begins(function));
            FiberEnd::Failed(error)
        }
        (None, Ok(_)) => FiberEnd::Returned,
        (None, Err(thrown)) if is_exit(&thrown) => FiberEnd::Returned,
        (None, Err(thrown)) => {
            let foiled = thrown_on(&thrown).is_some_and(|rejection| rejection.cause == Cause::Fault);
            let error = failure(state, function, thrown);
            if foiled { FiberEnd::Foiled(error) } else { FiberEnd::Failed(error) }
        }
    }
}

fn failure(state: &State, function: &str, thrown: Thrown) -> ScriptError {
    explain(state.host.script_name(state.script), function, thrown, &state.host.limits)
}

fn var_to_script(value: &Var) -> Dynamic {
    match value {
        Var::Int(value) => (*value).into(),
        Var::Float(value) => (*value).into(),
        Var::Bool(value) => (*value).into(),
        Var::Span(value) => value.as_secs_f64().into(),
        Var::Text(value) => value.as_str().into(),
    }
}
