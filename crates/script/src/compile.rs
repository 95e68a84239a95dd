//! Compiles scripts and expressions, and finds what would fail only while running.
//!
//! [`super::host`] compiles with it, and [`check`] is what `rushhour check` calls, and every run before it begins.

use indexmap::IndexMap;
use rhai::{AST, Engine, ParseErrorType, Stmt};
use smol_str::SmolStr;

use super::engine;
use super::error::line_and_column;
use super::expressions::Expressions;
use super::floor;
use super::host::parameters_in_words;
use super::limits::Limits;
use super::lint::{self, Tongue};
use super::places;
use super::syntax::explain_parse;
use super::user_invariants::InvariantScripts;
use rushhour_scenario::plan::{ExpressionSource, Plan, ScriptSource, Var};

/// Something wrong in a script or an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{script}:{line}:{column}: {message}")]
pub struct ScriptProblem {
    /// The script as the scenario names it, or the path of the expression.
    pub script: SmolStr,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong, in words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// The variables of a scenario, by name.
pub type Vars = IndexMap<SmolStr, Var>;

/// All that is wrong with the scripts of a plan, of people and of invariants, and with its expressions.
pub fn check_plan(plan: &Plan) -> Vec<ScriptProblem> {
    let mut problems = check(&plan.scripts, &plan.expressions, &plan.vars);
    problems.extend(InvariantScripts::new(plan).err().unwrap_or_default());
    problems
}

/// All that is wrong with the scripts and expressions of a scenario, in their order: of a plan, its `scripts`,
/// `expressions` and `vars`.
pub fn check(scripts: &[ScriptSource], expressions: &[ExpressionSource], vars: &Vars) -> Vec<ScriptProblem> {
    let engine = engine::for_scripts(&Limits::DEFAULT);
    let mut problems = Vec::new();
    for source in scripts {
        problems.extend(script(&engine, source, vars).err().unwrap_or_default());
    }
    problems.extend(Expressions::new(expressions).err().unwrap_or_default());
    problems
}

/// Compiles one script.
///
/// # Errors
/// Everything wrong with it: where it does not parse, that alone.
pub fn script(engine: &Engine, source: &ScriptSource, vars: &Vars) -> Result<AST, Vec<ScriptProblem>> {
    let mut ast = engine
        .compile(source.text.as_ref())
        .map_err(|error| vec![parse_problem(source, error.err_type(), error.position())])?;
    ast.set_source(source.name.as_str());
    let mut problems = Vec::new();
    problems.extend(run_problem(source, &ast));
    problems.extend(lint::captures(source, &ast, &[]));
    problems.extend(lint::unknown_calls(source, &ast, Tongue::OF_PEOPLE));
    problems.extend(lint::unknown_vars(source, &ast, vars));
    problems.sort_by_key(|problem| (problem.line, problem.column));
    if problems.is_empty() { Ok(places::mark(engine, &ast)) } else { Err(problems) }
}

/// Compiles a script that states invariants.
///
/// # Errors
/// Everything wrong with it that can be seen without running it.
pub fn user_invariants(engine: &Engine, source: &ScriptSource, vars: &Vars) -> Result<AST, Vec<ScriptProblem>> {
    let mut ast = engine
        .compile(source.text.as_ref())
        .map_err(|error| vec![parse_problem(source, error.err_type(), error.position())])?;
    ast.set_source(source.name.as_str());
    let mut problems = lint::captures(source, &ast, floor::LENDS);
    problems.extend(lint::unknown_calls(source, &ast, Tongue::OF_STATEMENTS));
    problems.extend(lint::unknown_vars(source, &ast, vars));
    problems.sort_by_key(|problem| (problem.line, problem.column));
    if problems.is_empty() { Ok(places::mark(engine, &ast)) } else { Err(problems) }
}

/// A problem at a place of a script.
pub fn problem(name: &str, position: rhai::Position, message: String, help: Option<String>) -> ScriptProblem {
    let (line, column) = line_and_column(position).unwrap_or((1, 1));
    ScriptProblem { script: SmolStr::new(name), line, column, message, help }
}

fn parse_problem(source: &ScriptSource, error: &ParseErrorType, position: rhai::Position) -> ScriptProblem {
    let (mut message, mut help) = explain_parse(error);
    if let ParseErrorType::VariableUndefined(name) = error
        && let Some(constant) = top_level_kind(source, name)
    {
        message = format!("`{name}` stands outside of the functions, which do not see it");
        help = Some(if constant {
            format!("read it as `global::{name}`, or pass it on as a parameter")
        } else {
            format!(
                "make it a variable of the scenario (`vars.{name}`), or a `const` and read it as \
                 `global::{name}`, or pass it on as a parameter"
            )
        });
    }
    problem(&source.name, position, message, help)
}

/// Whether a variable of this name is declared at the top level, and then whether it is a constant.
fn top_level_kind(source: &ScriptSource, name: &str) -> Option<bool> {
    let ast = engine::lenient().compile(source.text.as_ref()).ok()?;
    ast.statements().iter().find_map(|statement| match statement {
        Stmt::Var(declared, flags, _) if declared.0.name.as_str() == name => {
            Some(flags.contains(rhai::ASTFlags::CONSTANT))
        }
        _ => None,
    })
}

fn run_problem(source: &ScriptSource, ast: &AST) -> Option<ScriptProblem> {
    let parameters = ast.iter_functions().find(|known| known.name == "run").map(|known| known.params.len());
    let message = match parameters {
        Some(1) => return None,
        Some(count) => {
            format!("`run` takes {}, and is given one: who acts", parameters_in_words(count))
        }
        // What stands outside of functions is run when a plugin is loaded.
        None if source.plugin && !ast.statements().is_empty() => return None,
        None if source.plugin => {
            "the plugin does nothing: no function `run`, and nothing outside of functions".to_owned()
        }
        None => "the script has no function `run`, which is where it begins".to_owned(),
    };
    Some(problem(&source.name, rhai::Position::NONE, message, Some("write `fn run(me) { … }`".into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, plugin: bool) -> String {
        let source = ScriptSource { name: "veto.rhai".into(), text: text.into(), built_in: false, plugin };
        let problems = check(&[source], &[], &Vars::default());
        let in_words = |problem: &ScriptProblem| format!("{problem}: {}\n", problem.help.as_deref().unwrap_or(""));
        problems.iter().map(in_words).collect()
    }

    #[test]
    fn a_plugin_runs_or_says_something_outside_of_functions() {
        for fine in ["fn run(me) { }", "note(\"loaded\");", "note(\"loaded\"); fn run(me) { }", "fn f() { } f();"]
        {
            assert_eq!(found(fine, true), "", "{fine}");
        }
        assert!(found("note(\"loaded\");", false).contains("no function `run`"));
    }

    #[test]
    fn a_plugin_that_does_nothing_or_runs_with_something_else_is_refused() {
        let idle = found("fn helper() { }", true);
        insta::assert_snapshot!(idle, @"veto.rhai:1:1: the plugin does nothing: no function `run`, and nothing outside of functions: write `fn run(me) { … }`");
        for text in ["", "// nothing yet\n", "  \n"] {
            assert_eq!(found(text, true), idle, "{text}");
        }
        insta::assert_snapshot!(found("note(\"loaded\"); fn run() { }", true), @"veto.rhai:1:1: `run` takes no parameters, and is given one: who acts: write `fn run(me) { … }`");
    }
}
