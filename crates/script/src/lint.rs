//! What [`super::compile`] finds in the syntax tree: closures that capture what they may not or take what they are not
//! given, calls of functions that do not exist, and variables that the scenario does not have.
//!
//! Captured variables are shared, and fibers cannot share: a method called on a shared value holds Rhai's lock on
//! it while its fiber waits, and the next fiber fails. A closure that is kept may capture another closure, too, and
//! so on without a bound, until dropping the last one needs more stack than there is. So only closures that are used
//! up by the function they are given to (`filter`, `map`, `sort` …) may capture.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use rhai::{AST, ASTNode, Expr, FnCallExpr, FnPtr, Position, Stmt};
use smol_str::SmolStr;

use super::forms::{REGISTERING, form_of};
use super::limits::SCRIPT_PROBLEMS_MAX;
use super::problem::{ScriptProblem, problem};
use super::remedies::remedy;
use super::words::{STANDARD_NAMES, VERBS, Verb, WORDS};
use rushhour_engine::nearest::nearest;
use rushhour_scenario::plan::{ScriptSource, Var};

/// The functions that call a closure while they run, and do not keep it.
const USES_UP: &[&str] = &[
    "all",
    "dedup",
    "drain",
    "filter",
    "find",
    "find_map",
    "for_each",
    "index_of",
    "map",
    "order",
    "order_by",
    "reduce",
    "reduce_rev",
    "retain",
    "some",
    "sort",
    "sort_by",
    "zip",
];

/// The verbs that run a closure in a fiber of its own, and what they give it.
const FIBERS: &[(&str, &str)] = &[
    ("serve", "me.serve(|me, task| { … })"),
    ("start", "me.start(|me| { … })"),
    ("before", "before(name, |me, event| { … })"),
    ("after", "after(name, |me, event| { … })"),
    ("replace_action", "replace_action(name, |me, event, original| { … })"),
    ("register_action", "register_action(name, |me, event| { … })"),
];

/// The variables of a scenario, by name.
pub(crate) type Vars = IndexMap<SmolStr, Var>;

/// The words that a script has besides those of the language.
#[derive(Clone, Copy)]
pub(crate) struct Vocabulary {
    words: &'static [Verb],
    /// Functions of the library that are of no use here, and what to do instead.
    useless: &'static [(&'static str, &'static str)],
    /// Whether all methods are known.
    knows_methods: bool,
}

impl Vocabulary {
    /// Scripts of people.
    pub(crate) const OF_PEOPLE: Self = Self { words: VERBS, useless: &[], knows_methods: false };
    /// Scripts that state invariants.
    pub(crate) const OF_STATEMENTS: Self = Self {
        words: WORDS,
        useless: &[
            ("print", "give a text instead of `false`: it is shown where the invariant does not hold"),
            ("debug", "give a text instead of `false`: it is shown where the invariant does not hold"),
            ("exit", "`return` leaves the closure"),
        ],
        knows_methods: true,
    };

    fn methods(self) -> impl Iterator<Item = &'static Verb> {
        self.words.iter().filter(|word| word.is_method())
    }
    fn has(self, name: &str) -> bool {
        self.words.iter().any(|word| word.name == name)
    }
    /// What is said of a word that other scripts have, or that does nothing here.
    fn out_of_place(self, name: &str) -> Option<(String, String)> {
        if let Some((_, help)) = self.useless.iter().find(|(useless, _)| *useless == name) {
            return Some((format!("`{name}` does nothing here"), (*help).to_owned()));
        }
        let is_of_people = self.knows_methods && VERBS.iter().any(|verb| verb.name == name);
        is_of_people.then(|| {
            let help = "an invariant only looks at the floor: docs/hunting.md says at what".to_owned();
            (format!("`{name}` is a verb of people's scripts"), help)
        })
    }
}

/// Closures that capture what they may not. Those that are given to one of `lends` may.
pub(crate) fn captures(source: &ScriptSource, ast: &AST, lends: &[&str]) -> Vec<ScriptProblem> {
    let mut problems = Vec::new();
    let functions: BTreeSet<&str> = ast.iter_functions().map(|function| function.name).collect();
    ast.walk(&mut |path| {
        if let [.., ASTNode::Stmt(Stmt::Share(captured))] = path {
            let names: Vec<String> = captured.iter().map(|(variable, _)| format!("`{}`", variable.name)).collect();
            let position = captured.first().map_or(Position::NONE, |(variable, _)| variable.pos);
            let taker = path.iter().rev().nth(2).and_then(call_of).map(|(call, _)| call.name.as_str());
            let own = |name: &str| functions.contains(name);
            if !taker.is_some_and(|taker| lends.contains(&taker) && !own(taker)) {
                problems.extend(capture_problem(source, ast, &names.join(", "), position, taker));
            }
        }
        problems.len() < SCRIPT_PROBLEMS_MAX
    });
    problems
}

fn capture_problem(
    source: &ScriptSource,
    ast: &AST,
    names: &str,
    position: Position,
    taker: Option<&str>,
) -> Option<ScriptProblem> {
    if let Some(taker) = taker {
        if let Some((verb, shape)) = FIBERS.iter().find(|(verb, _)| *verb == taker) {
            let message = format!("the closure given to `{verb}` captures {names}, which fibers cannot share");
            let help = format!("what it needs comes as a parameter: `{shape}`; numbers and names can be `vars`");
            return Some(problem(&source.name, position, message, Some(help)));
        }
        // A function of the script's by such a name might keep what it is given.
        if USES_UP.contains(&taker) && !ast.iter_functions().any(|known| known.name == taker) {
            return None;
        }
    }
    let message = format!("this closure captures {names}, and only one that is used up on the spot may");
    let help = "give it directly to `filter`, `map`, `sort` or the like, or let it take a parameter".to_owned();
    Some(problem(&source.name, position, message, Some(help)))
}

fn call_of<'a>(node: &ASTNode<'a>) -> Option<(&'a FnCallExpr, Position)> {
    match node {
        ASTNode::Expr(Expr::FnCall(call, position) | Expr::MethodCall(call, position))
        | ASTNode::Stmt(Stmt::FnCall(call, position)) => Some((&**call, *position)),
        _ => None,
    }
}

/// Closures that are registered and take parameters which fit no form.
pub(crate) fn forms(source: &ScriptSource, ast: &AST) -> Vec<ScriptProblem> {
    let mut problems = Vec::new();
    let functions: BTreeSet<&str> = ast.iter_functions().map(|function| function.name).collect();
    ast.walk(&mut |path| {
        if let Some((call, position)) = path.last().and_then(call_of)
            && let Some((verb, role)) = REGISTERING.iter().find(|(verb, _)| *verb == call.name.as_str())
            && !functions.contains(verb)
            && let Some(closure) = call.args.last().and_then(closure_of)
            && let Some(function) = ast.iter_functions().find(|known| known.name == closure)
            && let Err(message) = form_of(verb, *role, &function.params)
        {
            let (message, help) = message.split_once(": ").unwrap_or((&message, ""));
            problems.push(problem(&source.name, position, message.to_owned(), Some(help.to_owned())));
        }
        problems.len() < SCRIPT_PROBLEMS_MAX
    });
    problems
}

/// The function of a closure that captures nothing.
fn closure_of(expression: &Expr) -> Option<String> {
    let Expr::DynamicConstant(value, _) = expression else { return None };
    value.read_lock::<FnPtr>().map(|pointer| pointer.fn_name().to_owned())
}

/// Assignments to what can only be read of `me`: they would do nothing.
pub(crate) fn lost_assignments(source: &ScriptSource, ast: &AST) -> Vec<ScriptProblem> {
    let mut problems = Vec::new();
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::Assignment(assignment))) = path.last() {
            let mut names = Vec::new();
            let position = assigned_to(&assignment.1.lhs, &mut names);
            // An event's own payload can be written.
            if let ["me", _, ..] = names.as_slice() {
                let message = format!("`{}` can only be read: this assignment does nothing", names.join("."));
                let help = remedy(&names).map(|change| format!("what changes it is {change}"));
                problems.push(problem(&source.name, position, message, help));
            }
        }
        problems.len() < SCRIPT_PROBLEMS_MAX
    });
    problems
}

/// The names along a chain such as `me.attributes.vip`, and where it begins.
fn assigned_to<'a>(expression: &'a Expr, names: &mut Vec<&'a str>) -> Position {
    match expression {
        Expr::Variable(variable, _, position) => {
            names.push(variable.1.as_str());
            *position
        }
        Expr::Property(property, position) => {
            names.push(property.2.as_str());
            *position
        }
        Expr::Dot(chain, ..) => {
            let position = assigned_to(&chain.lhs, names);
            assigned_to(&chain.rhs, names);
            position
        }
        // What is between the brackets says which of several; what comes behind them goes on.
        Expr::Index(chain, ..) => {
            let position = assigned_to(&chain.lhs, names);
            if let Expr::Dot(..) | Expr::Index(..) = &chain.rhs {
                assigned_to(&chain.rhs, names);
            }
            position
        }
        _ => Position::NONE,
    }
}

/// Calls of functions that do not exist. Those of methods only where they are spelt almost like a verb: an entry of a
/// map may be a function, and then any name may be called on it. Invariants have no such maps.
pub(crate) fn unknown_calls(source: &ScriptSource, ast: &AST, vocabulary: Vocabulary) -> Vec<ScriptProblem> {
    let mut problems = Vec::new();
    let functions: BTreeSet<&str> = ast.iter_functions().map(|function| function.name).collect();
    ast.walk(&mut |path| {
        if let Some((call, position)) = path.last().and_then(call_of) {
            let name = call.name.as_str();
            let is_word = name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
            let own = functions.contains(name);
            let known = own || vocabulary.has(name) || STANDARD_NAMES.contains(&name);
            let out_of_place = vocabulary.out_of_place(name).filter(|_| !own && !vocabulary.has(name));
            if let Some((message, help)) = out_of_place {
                problems.push(problem(&source.name, position, message, Some(help)));
            } else if is_word && !known && call.namespace.is_empty() {
                let found = match path.last() {
                    Some(ASTNode::Expr(Expr::MethodCall(..))) => unknown_method(name, is_on_me(path), vocabulary),
                    _ => Some(unknown_function(name, ast, vocabulary)),
                };
                let message = format!("there is no function `{name}`");
                problems.extend(found.map(|(meant, help)| {
                    let meant = meant.map_or_else(String::new, |meant| format!(": is `{meant}` meant?"));
                    problem(&source.name, position, format!("{message}{meant}"), Some(help))
                }));
            }
        }
        problems.len() < SCRIPT_PROBLEMS_MAX
    });
    problems
}

/// What is meant by a call on something, and how it is written.
fn unknown_method(name: &str, on_me: bool, vocabulary: Vocabulary) -> Option<(Option<String>, String)> {
    let verbs = || vocabulary.methods();
    // What is called on a list or a text is rather a word of the library.
    let others = STANDARD_NAMES.iter().copied().filter(|_| !on_me);
    let meant = nearest(name, verbs().map(|verb| verb.name).chain(others));
    let Some(verb) = meant.and_then(|meant| verbs().find(|verb| verb.name == meant)) else {
        let help = "docs/hunting.md says what can be asked of the floor".to_owned();
        return vocabulary.knows_methods.then(|| (meant.map(ToOwned::to_owned), help));
    };
    Some((Some(verb.name.to_owned()), format!("write `{}`", verb.usage)))
}

/// The same for a call of a function.
fn unknown_function(name: &str, ast: &AST, vocabulary: Vocabulary) -> (Option<String>, String) {
    let verbs = |methods| vocabulary.words.iter().filter(move |verb| verb.is_method() == methods);
    if is_variable(name, ast) {
        return (None, format!("a closure in a variable is called by `{name}.call(…)`"));
    }
    let own: Vec<_> = ast.iter_functions().filter(|own| !own.name.starts_with("anon$")).collect();
    let known = verbs(false).map(|verb| verb.name).chain(own.iter().map(|own| own.name));
    if let Some(meant) = nearest(name, known) {
        let verb = verbs(false).find(|verb| verb.name == meant).map(|verb| verb.usage.to_owned());
        let own =
            own.iter().find(|own| own.name == meant).map(|own| format!("{meant}({})", own.params.join(", ")));
        let Some(written) = own.or(verb) else { unreachable!("`{meant}` is neither a verb nor a function") };
        return (Some(meant.to_owned()), format!("write `{written}`"));
    }
    if let Some(verb) = nearest(name, verbs(true).map(|verb| verb.name))
        .and_then(|meant| verbs(true).find(|verb| verb.name == meant))
    {
        return (Some(verb.name.to_owned()), format!("write `{}`", verb.usage));
    }
    match nearest(name, STANDARD_NAMES.iter().copied()) {
        Some(meant) => (Some(meant.to_owned()), format!("write `{meant}(…)`")),
        None => (None, format!("write it: `fn {name}(…) {{ … }}`")),
    }
}

/// Whether a variable or a parameter somewhere in the script has this name.
fn is_variable(name: &str, ast: &AST) -> bool {
    let mut found = ast.iter_functions().any(|function| function.params.contains(&name));
    ast.walk(&mut |path| {
        found |= matches!(path.last(), Some(ASTNode::Stmt(Stmt::Var(declared, ..))) if declared.0.name == name);
        !found
    });
    found
}

/// Whether the call at the end of the path is one on `me`: `me.accept(task)`, `me.desktop().len()`.
fn is_on_me(path: &[ASTNode<'_>]) -> bool {
    // `a.b.c` is `a.(b.c)`: what `b` is called on stands one step further up than what `c` is called on.
    let [.., above, ASTNode::Expr(parent @ Expr::Dot(chain, ..)), ASTNode::Expr(call)] = path else {
        return matches!(path, [ASTNode::Expr(Expr::Dot(chain, ..)), _] if is_me(&chain.lhs));
    };
    if !std::ptr::eq(&raw const chain.lhs, *call) {
        return is_me(&chain.lhs);
    }
    matches!(above, ASTNode::Expr(Expr::Dot(outer, ..)) if std::ptr::eq(&raw const outer.rhs, *parent) && is_me(&outer.lhs))
}

fn is_me(expression: &Expr) -> bool {
    matches!(expression, Expr::Variable(variable, ..) if variable.1 == "me")
}

/// Readings of variables that the scenario does not have.
pub(crate) fn unknown_vars(source: &ScriptSource, ast: &AST, vars: &Vars) -> Vec<ScriptProblem> {
    let mut problems = Vec::new();
    ast.walk(&mut |path| {
        // `vars.name` is the only syntax of our own.
        if let Some(ASTNode::Expr(Expr::Custom(custom, _))) = path.last()
            // `vars.contains(…)` reads none.
            && let [Expr::Variable(variable, _, position)] = custom.inputs.as_slice()
            && !vars.contains_key(variable.1.as_str())
        {
            let name = variable.1.as_str();
            let help = nearest(name, vars.keys().map(SmolStr::as_str)).map_or_else(
                || format!("declare it: `vars: {{ {name}: … }}`"),
                |meant| format!("is `vars.{meant}` meant?"),
            );
            let message = format!("the scenario has no variable `{name}`");
            problems.push(problem(&source.name, *position, message, Some(help)));
        }
        problems.len() < SCRIPT_PROBLEMS_MAX
    });
    problems
}
