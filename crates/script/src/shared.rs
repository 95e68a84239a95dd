//! What the fibers of a host have in common: its scripts, variables, limits, closures and stacks.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use rhai::{AST, Dynamic, Engine, FnPtr, Stmt};
use smol_str::SmolStr;

use super::allowance::Allowance;
use super::closures::{Closures, KeptClosure, Registered};
use super::forms::{first_shape, form_of};
use super::guard;
use super::limits::Limits;
use super::position::line_and_column;
use super::request::Closure;
use super::scene::Scene;
use super::stack::StackPool;
use super::thrown::{Thrown, mistake};
use super::wording::parameters_in_words;
use rushhour_engine::effects::CallRole;
use rushhour_scenario::plan::{Plan, Var};

/// What the fibers of a host have in common.
pub(crate) struct Shared {
    pub(crate) engine: Rc<Engine>,
    /// The limits that its fibers keep to.
    pub(crate) limits: Limits,
    scripts: Vec<Script>,
    vars: IndexMap<SmolStr, Dynamic>,
    pub(crate) closures: RefCell<Closures>,
    pub(crate) stacks: StackPool,
    /// What each operation of a fiber counts for from its beginning: a text may stand in a script or a variable.
    pub(crate) weight: Cell<u32>,
    /// The bytes that its fibers keep.
    pub(crate) kept: Cell<isize>,
    /// The bytes that this thread had taken before.
    pub(crate) bytes_before: isize,
    /// What its fibers may do together; nothing where each has its limits and no more is asked.
    pub(crate) allowance: OnceCell<Allowance>,
    /// What the scripts can name besides, where they state invariants; nothing for those of people.
    pub(crate) scene: Option<Scene>,
}

/// A script of the plan, compiled.
pub(crate) struct Script {
    /// As the scenario names it.
    pub(crate) name: SmolStr,
    pub(crate) ast: AST,
    /// The same for the fibers of closures: of the statements outside of functions, constants and variables alone.
    for_closures: AST,
}

impl Script {
    pub(crate) fn new(name: SmolStr, ast: AST) -> Self {
        let declared = ast.statements().iter().filter(|statement| matches!(statement, Stmt::Var(..))).cloned();
        let for_closures = AST::new_with_source(declared, Rc::clone(ast.shared_lib()), name.as_str());
        Self { name, ast, for_closures }
    }
    /// Where a function begins, for the errors of fibers that were ended before they did.
    pub(crate) fn begins(&self, function: &str) -> Option<(u32, u32)> {
        let function = self.ast.iter_fn_def().find(|known| known.name == function)?;
        line_and_column(function.body.start_position())
    }
    /// What a fiber runs (of a closure, where it is one's), and whether statements stand outside of its functions, to be
    /// run before.
    pub(crate) fn for_fiber(&self, closure: bool) -> (&AST, bool) {
        let ast = if closure { &self.for_closures } else { &self.ast };
        (ast, !ast.statements().is_empty())
    }
}

impl Shared {
    pub(crate) fn new(
        plan: &Plan,
        engine: Rc<Engine>,
        limits: Limits,
        scripts: Vec<Script>,
        scene: Option<Scene>,
    ) -> Self {
        let vars = plan.vars.iter().map(|(name, value)| (name.clone(), var_to_script(value))).collect();
        let (stacks, closures) = (StackPool::default(), RefCell::default());
        Self {
            engine,
            limits,
            scripts,
            vars,
            closures,
            stacks,
            weight: Cell::new(guard::weight_of(longest_text(plan))),
            kept: Cell::new(0),
            bytes_before: guard::bytes(),
            allowance: OnceCell::new(),
            scene,
        }
    }

    /// How many parameters a function of a script takes, if there is one of this name.
    pub(crate) fn parameters_of(&self, script: u32, function: &str) -> Option<usize> {
        self.script(script)
            .ast
            .iter_functions()
            .find(|known| known.name == function)
            .map(|known| known.params.len())
    }

    /// A script, by its place in the plan.
    pub(crate) fn script(&self, place: u32) -> &Script {
        let Some(script) = self.scripts.get(place as usize) else {
            unreachable!("script {place} of {} is wanted, which the plan does not have", self.scripts.len())
        };
        script
    }

    /// A variable of the scenario.
    ///
    /// # Errors
    /// A mistake where there is none of this name.
    pub(crate) fn var(&self, name: &str) -> Result<Dynamic, Thrown> {
        // `check` has found it, unless the host runs another plan than was checked.
        self.vars.get(name).cloned().ok_or_else(|| mistake(format!("the scenario has no variable `{name}`")))
    }

    /// Keeps a closure for `verb`, which gives it these parameters.
    ///
    /// # Errors
    /// A mistake where it captures something or takes other parameters.
    pub(crate) fn keep_closure(
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
                let kept = KeptClosure { script, function: function.into(), parameters: count, once };
                self.closures.borrow_mut().keep(kept)
            }
            Some(count) => Err(mistake(format!(
                "the closure given to `{verb}` takes {}: write `{shape}`",
                parameters_in_words(count)
            ))),
            None => Err(mistake(format!("`{verb}` takes a closure of this script: write `{shape}`"))),
        }
    }

    /// Keeps a function that a script registers.
    ///
    /// # Errors
    /// As for [`Shared::keep_closure`].
    pub(crate) fn keep_hook(
        &self,
        script: u32,
        closure: &FnPtr,
        verb: &str,
        role: CallRole,
    ) -> Result<Closure, Thrown> {
        let function = self.hook_of(script, closure, verb, role)?;
        Ok(self.closures.borrow_mut().register(function))
    }

    /// A function that a script has registered in such a role, if it has.
    ///
    /// # Errors
    /// As for [`Shared::keep_closure`].
    pub(crate) fn known_hook(
        &self,
        script: u32,
        closure: &FnPtr,
        verb: &str,
        role: CallRole,
    ) -> Result<Option<Closure>, Thrown> {
        let function = self.hook_of(script, closure, verb, role)?;
        Ok(self.closures.borrow().find_registered(&function))
    }

    fn hook_of(&self, script: u32, closure: &FnPtr, verb: &str, role: CallRole) -> Result<Registered, Thrown> {
        let shape = first_shape(verb, role);
        if closure.is_curried() {
            return Err(mistake(format!(
                "the closure given to `{verb}` captures variables from outside, which fibers cannot share: what it \
                 needs it finds in the event, `{shape}`, and `event.me` is who acts"
            )));
        }
        let name = closure.fn_name();
        let known = self.script(script).ast.iter_functions().find(|known| known.name == name);
        let Some(known) = known else {
            return Err(mistake(format!("`{verb}` takes a closure of this script: write `{shape}`")));
        };
        let form = form_of(verb, role, &known.params).map_err(mistake)?;
        Ok(Registered { script, function: name.into(), form })
    }

    /// Forgets a closure that will not be started any more. One that was given to `start` goes when it is started.
    pub(crate) fn release_closure(&self, closure: Closure) {
        self.closures.borrow_mut().release(closure);
    }
}

/// The bytes of the longest text that scripts find: one that stands in them, between quotes, or a variable.
fn longest_text(plan: &Plan) -> usize {
    let vars = plan.vars.values().map(|var| match var {
        Var::Text(text) => text.len(),
        Var::Int(_) | Var::Float(_) | Var::Bool(_) | Var::Span(_) => 0,
    });
    let sources = plan.scripts.iter().chain(plan.user_invariants.iter().map(|it| &it.script));
    let texts = sources.flat_map(|source| source.text.split(['"', '`']).skip(1).map(str::len));
    vars.chain(texts).max().unwrap_or(0)
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
