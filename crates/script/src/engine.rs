//! The Rhai engines: one that runs scripts, one that asks invariants of the user's own, one that evaluates expressions.
//! Each thread builds them once; they hold nothing of any plan, and every host of the thread shares them.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use rhai::packages::{Package, StandardPackage};
use rhai::{Dynamic, Engine, FLOAT, INT, Module, OptimizationLevel, Token};

use super::limits::{EXPRESSION_OPERATIONS_MAX, Limits};
use super::thrown::{Thrown, mistake};
use super::{error, fiber, floor, guard, handles, math, places, properties, stating, texts, verbs};

thread_local! {
    static STANDARD: OnceCell<Rc<Module>> = const { OnceCell::new() };
    static SCRIPTS: OnceCell<Rc<Engine>> = const { OnceCell::new() };
    static FOR_USER_INVARIANTS: OnceCell<Rc<Engine>> = const { OnceCell::new() };
    static EXPRESSIONS: OnceCell<Rc<Engine>> = const { OnceCell::new() };
    /// How many operations expressions have run.
    static OPERATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The engine that runs scripts under these limits.
pub(crate) fn for_scripts(limits: &Limits) -> Rc<Engine> {
    if *limits == Limits::DEFAULT {
        SCRIPTS.with(|cell| Rc::clone(cell.get_or_init(|| Rc::new(build_for_scripts(limits, true)))))
    } else {
        Rc::new(build_for_scripts(limits, true))
    }
}

/// The engine that runs invariants of the user's own: the language, what can be read of the floor, and no verb.
pub(crate) fn for_user_invariants(limits: &Limits) -> Rc<Engine> {
    FOR_USER_INVARIANTS.with(|cell| Rc::clone(cell.get_or_init(|| Rc::new(build_for_user_invariants(limits)))))
}

fn build_for_user_invariants(limits: &Limits) -> Engine {
    let mut engine = build(limits);
    properties::register_vars(&mut engine);
    floor::register(&mut engine);
    stating::register(&mut engine);
    guarded(&mut engine);
    lend_handles(&mut engine);
    engine.set_strict_variables(true);
    engine.on_print(|_| {}).on_debug(|_, _, _| {});
    // Rhai's own would block the thread.
    engine
        .register_fn("sleep", |_: INT| -> Result<(), Thrown> { Err(only_looks()) })
        .register_fn("sleep", |_: FLOAT| -> Result<(), Thrown> { Err(only_looks()) });
    engine
}

/// A captured variable is shared, and Rhai locks it while something is called on it: in
/// `floor.agents.all(|it| … floor.waiting …)` the closure could not read `floor`. What is on the floor can't be changed,
/// so a copy is read instead, and nothing is locked.
#[expect(deprecated, reason = "Rhai marks what may change in a later version so")]
fn lend_handles(engine: &mut Engine) {
    engine.on_var(|name, _, context| {
        let value = context.scope().get(name).filter(|value| value.is_shared());
        // What is locked is none of ours.
        let value = value.filter(|value| !value.is_locked()).map(Dynamic::flatten_clone);
        Ok(value.filter(|value| handles::noun(value).is_some()))
    });
}

fn only_looks() -> Thrown {
    mistake("an invariant only looks: it can't wait")
}

/// An engine that parses the same, but lets functions name variables that do not exist.
pub(crate) fn lenient() -> Engine {
    build_for_scripts(&Limits::DEFAULT, false)
}

/// How many operations expressions have run on this thread: what one of them took is the difference.
pub(crate) fn operations_of_expressions() -> u64 {
    OPERATIONS.get()
}

/// The engine that evaluates expressions: the language and its library, and none of the verbs.
pub(crate) fn for_expressions() -> Rc<Engine> {
    EXPRESSIONS.with(|cell| {
        Rc::clone(cell.get_or_init(|| {
            let mut engine = build(&Limits::DEFAULT);
            engine.set_max_operations(EXPRESSION_OPERATIONS_MAX);
            engine.set_max_call_levels(8);
            engine.on_print(|_| {}).on_debug(|_, _, _| {});
            engine.on_progress(|_| {
                OPERATIONS.set(OPERATIONS.get().wrapping_add(1));
                None
            });
            engine.set_allow_anonymous_fn(false);
            // What a task or a worker does not have contains nothing.
            engine.register_fn("contains", |(): (), _: rhai::Dynamic| false);
            // Rhai's own would block the thread.
            engine
                .register_fn("sleep", |_: INT| -> Result<(), Thrown> { Err(no_waiting()) })
                .register_fn("sleep", |_: FLOAT| -> Result<(), Thrown> { Err(no_waiting()) });
            Rc::new(engine)
        }))
    })
}

fn no_waiting() -> Thrown {
    mistake("an expression cannot wait")
}

fn build_for_scripts(limits: &Limits, strict: bool) -> Engine {
    let mut engine = build(limits);
    properties::register(&mut engine);
    properties::register_vars(&mut engine);
    verbs::register(&mut engine);
    error::register_notes(&mut engine);
    guarded(&mut engine);
    engine.set_strict_variables(strict);
    engine
}

/// What runs in fibers: it writes down where it broke a limit, and is asked before each operation.
fn guarded(engine: &mut Engine) {
    places::register(engine);
    engine.on_progress(|_| match guard::operation() {
        Ok(()) => None,
        Err(trip) => {
            fiber::tripped(trip);
            Some(Dynamic::UNIT)
        }
    });
}

/// What both have in common.
fn build(limits: &Limits) -> Engine {
    let mut engine = Engine::new_raw();
    engine.register_global_module(
        STANDARD.with(|cell| Rc::clone(cell.get_or_init(|| StandardPackage::new().as_shared_module()))),
    );
    // Never `Full`: it evaluates calls with constant arguments while compiling, `sleep(2)` among them.
    engine.set_optimization_level(OptimizationLevel::Simple);
    keep_texts(&mut engine);
    engine
        .set_max_call_levels(limits.call_levels_max)
        .set_max_expr_depths(limits.expression_depth_max, limits.expression_depth_max)
        .set_max_variables(limits.variables_max)
        .set_max_functions(limits.functions_max)
        .set_max_string_size(limits.string_bytes_max)
        .set_max_array_size(limits.list_elements_max)
        .set_max_map_size(limits.map_entries_max)
        .set_max_modules(0);
    // No code from outside the scenario; and `curry` could nest functions without a bound that anybody counts.
    for symbol in ["eval", "import", "export", "curry"] {
        engine.disable_symbol(symbol);
    }
    math::register(&mut engine);
    texts::register(&mut engine);
    error::register(&mut engine);
    read_calls(&mut engine);
    engine
}

/// `call` is a word of the language (`closure.call()`), and a task has a call: behind a dot it is a name like others.
#[expect(deprecated, reason = "Rhai marks what may change in a later version so")]
fn read_calls(engine: &mut Engine) {
    let is_behind_dot = Cell::new(false);
    engine.on_parse_token(move |token, _, _| {
        let behind_dot = is_behind_dot.replace(matches!(token, Token::Period | Token::Elvis));
        match token {
            Token::Reserved(word) if behind_dot && *word == "call" => Token::Identifier(word),
            token => token,
        }
    });
}

/// Rhai keeps short texts for all scripts of a thread. Its table never grows while a script runs, for that would count as
/// the script's: it has room for so many from the beginning, and clears itself in place.
fn keep_texts(engine: &mut Engine) {
    engine.set_max_strings_interned(100);
    for _ in 0..2 {
        let _ = engine.get_interned_string("me");
    }
}
