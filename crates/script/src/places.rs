//! Where a script broke a limit.
//!
//! An error that no script may catch (a limit, the end of a fiber) loses its place in Rhai: each call that it passes
//! on its way out puts the place of the call instead, and the outermost call has none. So [`super::compile`] lets
//! [`mark`] put the body of each function and closure into a piece of syntax of our own, which does nothing but write
//! down, on the way out, where the error was. It costs a call some tens of nanoseconds, and an operation nothing.

use std::cell::RefCell;
use std::rc::Rc;

use rhai::{
    AST, ASTNode, Dynamic, Engine, EvalAltResult, Expr, Module, ParseError, ParseErrorType, Position,
    ScriptFuncDef, Shared, Stmt, StmtBlock,
};

use super::error::describe;
use super::fiber::with_current;
use super::lost::{Lost, lost};
use super::position::called;
use super::thrown::Thrown;

/// The sign that stands for a body. Rhai keeps it for itself, so no script can use it.
const SIGN: &str = "<|";

/// The body of a function.
#[derive(Clone)]
struct Body {
    function: String,
    block: Rc<Expr>,
}

thread_local! {
    /// The body that the next sign stands for.
    static NEXT: RefCell<Option<Body>> = const { RefCell::new(None) };
}

/// Registers the syntax.
pub(crate) fn register(engine: &mut Engine) {
    engine.register_custom_syntax_with_state_raw(
        SIGN,
        |_, _, state| match NEXT.take() {
            Some(body) => {
                *state = Dynamic::from(body);
                Ok(None)
            }
            None => Err(ParseError(ParseErrorType::Reserved(SIGN.to_owned()).into(), Position::NONE)),
        },
        false,
        |context, _, state| {
            let Some(body) = state.read_lock::<Body>() else { unreachable!("a sign was parsed without a body") };
            let result = context.eval_expression_tree(&(&*body.block).into());
            result.map_err(|thrown| left(thrown, &body.function))
        },
    );
}

/// The same script, whose functions write down where they broke a limit.
pub(crate) fn mark(engine: &Engine, ast: &AST) -> AST {
    let mut functions = Module::new();
    for function in ast.iter_fn_def() {
        functions.set_script_fn(marked(engine, function).unwrap_or_else(|| Shared::clone(function)));
    }
    AST::new_with_source(ast.statements().iter().cloned(), functions, ast.source().unwrap_or_default())
}

fn marked(engine: &Engine, function: &Shared<ScriptFuncDef>) -> Option<Shared<ScriptFuncDef>> {
    let statements = statements(function);
    if statements.is_empty() {
        return None;
    }
    let (begins, ends) = (function.body.start_position(), function.body.end_position());
    let block = Rc::new(Expr::Stmt(StmtBlock::new(statements, begins, ends).into()));
    // A function's body can be made by Rhai's parser alone. The sign stands where the body began, for the errors
    // that Rhai finds before it looks into it.
    let lines = "\n".repeat(begins.line().unwrap_or(1).saturating_sub(1));
    let columns = " ".repeat(begins.position().unwrap_or(1).saturating_sub(1));
    NEXT.set(Some(Body { function: function.name.to_string(), block }));
    let made = engine.compile(format!("fn f(){{{lines}{columns}{SIGN}}}"));
    NEXT.take();
    let body = made.ok()?.iter_fn_def().next()?.body.clone();
    Some(ScriptFuncDef { body, ..(**function).clone() }.into())
}

/// The statements of a function. Rhai shows them to nobody but to those who walk through a syntax tree.
fn statements(function: &Shared<ScriptFuncDef>) -> Vec<Stmt> {
    let mut alone = Module::new();
    alone.set_script_fn(Shared::clone(function));
    let mut statements = Vec::new();
    AST::new([], alone).walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path {
            statements.push((*statement).clone());
        }
        true
    });
    statements
}

/// The error as it leaves `function`.
#[cold]
fn left(mut thrown: Thrown, function: &str) -> Thrown {
    if !thrown.is_system_exception() {
        return thrown;
    }
    let place = thrown.take_position();
    let lost = match lost(&thrown) {
        Some(mut lost) => {
            let inner = std::mem::replace(&mut lost.function, function.to_owned());
            lost.calls.push(called(&inner, place));
            lost
        }
        None => {
            let described = with_current(|state| {
                state.broke_at(place);
                Ok(describe(*thrown, &state.host.limits))
            });
            let Ok(message) = described else { unreachable!("a function of a script runs in no fiber") };
            Lost { message, place, calls: Vec::new(), function: function.to_owned() }
        }
    };
    EvalAltResult::ErrorTerminated(Dynamic::from(lost), place).into()
}
