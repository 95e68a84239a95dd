//! Compiles scripts, and finds what would fail only while running.
//!
//! [`super::host`] compiles with it, and so does [`super::check`].

use rhai::{AST, Engine, ParseErrorType, Position, Stmt};

use super::engine;
use super::lint::{self, Vars, Vocabulary};
use super::places;
use super::problem::{ScriptProblem, problem};
use super::remedies::remedy;
use super::syntax::explain_parse;
use super::wording::parameters_in_words;
use super::words::LENDS;
use rushhour_scenario::plan::ScriptSource;

/// Compiles one script.
///
/// # Errors
/// Everything wrong with it: where it does not parse, that alone.
pub(crate) fn script(engine: &Engine, source: &ScriptSource, vars: &Vars) -> Result<AST, Vec<ScriptProblem>> {
    let mut ast = engine
        .compile(source.text.as_ref())
        .map_err(|error| vec![parse_problem(source, error.err_type(), error.position())])?;
    ast.set_source(source.name.as_str());
    let mut problems = Vec::new();
    problems.extend(run_problem(source, &ast));
    problems.extend(lint::captures(source, &ast, &[]));
    problems.extend(lint::forms(source, &ast));
    problems.extend(lint::unknown_calls(source, &ast, Vocabulary::OF_PEOPLE));
    problems.extend(lint::lost_assignments(source, &ast));
    problems.extend(lint::unknown_vars(source, &ast, vars));
    problems.sort_by_key(|problem| (problem.line, problem.column));
    if problems.is_empty() { Ok(places::mark(engine, &ast)) } else { Err(problems) }
}

/// Compiles a script that states invariants.
///
/// # Errors
/// Everything wrong with it that can be seen without running it.
pub(crate) fn user_invariants(
    engine: &Engine,
    source: &ScriptSource,
    vars: &Vars,
) -> Result<AST, Vec<ScriptProblem>> {
    let mut ast = engine
        .compile(source.text.as_ref())
        .map_err(|error| vec![parse_problem(source, error.err_type(), error.position())])?;
    ast.set_source(source.name.as_str());
    let mut problems = lint::captures(source, &ast, LENDS);
    problems.extend(lint::unknown_calls(source, &ast, Vocabulary::OF_STATEMENTS));
    problems.extend(lint::unknown_vars(source, &ast, vars));
    problems.sort_by_key(|problem| (problem.line, problem.column));
    if problems.is_empty() { Ok(places::mark(engine, &ast)) } else { Err(problems) }
}

fn parse_problem(source: &ScriptSource, error: &ParseErrorType, position: Position) -> ScriptProblem {
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
    if matches!(error, ParseErrorType::AssignmentToInvalidLHS(_))
        && let Some(names) = names_before(&source.text, position)
    {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some(change) = remedy(&names) {
            message = format!("`{}` can only be read: this cannot be assigned to", names.join("."));
            help = Some(format!("what changes it is {change}"));
        }
    }
    problem(&source.name, position, message, help)
}

/// The names of a chain of which a part stands at this place of a text: `me.desktop().location` is `me`, `desktop` and
/// `location`, whatever stands between parentheses or brackets. Nothing where no `=` comes behind it.
fn names_before(text: &str, position: Position) -> Option<Vec<String>> {
    let (line, column) = (position.line()?, position.position()?);
    let line: Vec<char> = text.lines().nth(line.checked_sub(1)?)?.chars().collect();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    // Where the chain begins: as far back as names, dots and what is between brackets go.
    let (mut first, mut open) = (column.checked_sub(1)?.min(line.len()), 0_usize);
    while let Some(before) = first.checked_sub(1).and_then(|place| line.get(place).copied()) {
        match before {
            ')' | ']' => open += 1,
            '(' | '[' if open > 0 => open -= 1,
            _ if open > 0 || is_name(before) || before == '.' => {}
            _ => break,
        }
        first -= 1;
    }
    let (mut names, mut name, mut open) = (Vec::new(), String::new(), 0_usize);
    for c in line.get(first..)?.iter().copied() {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' => open = open.checked_sub(1)?,
            _ if open > 0 => continue,
            _ if is_name(c) => {
                name.push(c);
                continue;
            }
            _ => {}
        }
        if !name.is_empty() {
            names.push(std::mem::take(&mut name));
        }
        if c == '=' {
            return Some(names);
        }
    }
    None
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
    Some(problem(&source.name, Position::NONE, message, Some("write `fn run(me) { … }`".into())))
}
