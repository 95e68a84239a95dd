//! The scenario's Rhai expressions: workflow filters, targets and queue memberships.
//!
//! The engine asks through [`Predicates`] and never sees Rhai. Expressions run on the simulation's own stack, know
//! no verbs and are bounded; the common ones (comparisons of attributes) are answered without Rhai. One that fails
//! counts as false or nothing, and its first error is kept.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rhai::{AST, ASTNode, Dynamic, Engine, Expr, Map, Scope};
use smol_str::SmolStr;

use super::allowance::Allowance;
use super::engine;
use super::error::explain;
use super::fast_path::{Condition, Facts};
use super::limits::Limits;
use super::problem::{ScriptProblem, problem};
use super::request::ScriptError;
use super::syntax::explain_parse;
use super::thrown::{Thrown, mistake};
use super::values::{noun, to_script};
use rushhour_engine::config::ExpressionId;
use rushhour_engine::nearest::nearest;
use rushhour_engine::predicates::{Predicates, QueueFacts, TaskFacts};
use rushhour_engine::value::Value;
use rushhour_scenario::plan::ExpressionSource;

/// What expressions may name; which of them an expression has depends on where it stands.
const NAMES: &[&str] = &["task", "queue", "channel", "priority", "worker", "workers"];

/// What it costs to ask an expression, in operations of Rhai; and to have Rhai evaluate one, besides its operations.
const ANSWER_COST: u64 = 5;
const EVALUATION_COST: u64 = 100;

/// All expressions of a plan, compiled.
pub struct Expressions {
    engine: Rc<Engine>,
    compiled: Vec<Compiled>,
    errors: RefCell<Vec<ScriptError>>,
    /// What they may do together with the scripts, where that is bounded.
    allowance: OnceCell<Allowance>,
}

struct Compiled {
    path: SmolStr,
    ast: AST,
    /// The same without Rhai, where it has the common form.
    fast_path: Option<Condition>,
    /// Whether an error of it was kept already: one a run is enough.
    failed: std::cell::Cell<bool>,
}

impl Expressions {
    /// Compiles all of them.
    ///
    /// # Errors
    /// Everything wrong with any of them.
    pub fn new(sources: &[ExpressionSource]) -> Result<Self, Vec<ScriptProblem>> {
        let engine = engine::for_expressions();
        let mut problems = Vec::new();
        let mut compiled = Vec::with_capacity(sources.len());
        for source in sources {
            match compile(&engine, source) {
                Ok(expression) => compiled.push(expression),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(Self { engine, compiled, errors: RefCell::default(), allowance: OnceCell::new() })
        } else {
            Err(problems)
        }
    }

    /// Counts what they do as done by scripts. Only the first call has a say.
    pub fn allow(&self, allowance: Allowance) {
        let _ = self.allowance.set(allowance);
    }

    /// The errors since the last call.
    pub fn take_errors(&self) -> Vec<ScriptError> {
        self.errors.take()
    }

    fn compiled(&self, expression: ExpressionId) -> &Compiled {
        let Some(compiled) = self.compiled.get(expression.0 as usize) else {
            unreachable!(
                "expression {} of {} is wanted, which the plan does not have",
                expression.0,
                self.compiled.len()
            )
        };
        compiled
    }

    fn truth(&self, expression: ExpressionId, facts: &Facts<'_>) -> bool {
        let compiled = self.compiled(expression);
        self.spend(ANSWER_COST);
        if let Some(answer) = compiled.fast_path.as_ref().and_then(|condition| condition.answer(facts)) {
            return answer;
        }
        let Some(value) = self.evaluate(compiled, facts) else {
            return false;
        };
        value.as_bool().unwrap_or_else(|_| {
            self.keep(compiled, mistake(format!("it gives {}, not true or false", noun(&value))));
            false
        })
    }

    /// The expression's value; nothing where it failed.
    fn evaluate(&self, compiled: &Compiled, facts: &Facts<'_>) -> Option<Dynamic> {
        let mut scope = scope_of(facts);
        let begun = engine::operations_of_expressions();
        let evaluated = self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, &compiled.ast);
        self.spend(EVALUATION_COST + engine::operations_of_expressions().wrapping_sub(begun));
        match evaluated {
            Ok(value) => Some(value),
            Err(error) => {
                self.keep(compiled, error);
                None
            }
        }
    }

    fn spend(&self, operations: u64) {
        if let Some(allowance) = self.allowance.get() {
            allowance.spend(operations);
        }
    }

    #[cold]
    fn keep(&self, compiled: &Compiled, error: Thrown) {
        if !compiled.failed.replace(true) {
            let mut error = explain(compiled.path.clone(), "", error, &Limits::DEFAULT);
            error.trace.clear();
            self.errors.borrow_mut().push(error);
        }
    }
}

impl Predicates for Expressions {
    fn task_matches(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> bool {
        self.truth(expression, &Facts::Task(*task))
    }

    fn worker_name(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> Option<SmolStr> {
        let compiled = self.compiled(expression);
        let value = self.evaluate(compiled, &Facts::Task(*task))?;
        if value.is_unit() {
            return None;
        }
        let name = value.as_immutable_string_ref().ok().map(|name| SmolStr::new(name.as_str()));
        if name.is_none() {
            self.keep(compiled, mistake(format!("it gives {}, not the name of a worker", noun(&value))));
        }
        name.filter(|name| !name.is_empty())
    }

    fn skips(&self, expression: ExpressionId, facts: QueueFacts) -> bool {
        self.truth(expression, &Facts::Queue(facts))
    }

    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool {
        self.truth(expression, &Facts::Worker(attributes))
    }
}

fn compile(engine: &Engine, source: &ExpressionSource) -> Result<Compiled, ScriptProblem> {
    let at = |position, message, help| problem(&source.path, position, message, help);
    let ast = engine.compile_expression(source.text.as_ref()).map_err(|error| {
        let (message, help) = explain_parse(error.err_type());
        at(error.position(), message, help)
    })?;
    let mut unknown = None;
    ast.walk(&mut |path| {
        if let Some(ASTNode::Expr(Expr::Variable(variable, _, position))) = path.last()
            && !NAMES.contains(&variable.1.as_str())
        {
            unknown = Some((variable.1.to_string(), *position));
        }
        unknown.is_none()
    });
    if let Some((name, position)) = unknown {
        let meant = nearest(&name, NAMES.iter().copied()).map(|meant| format!("is `{meant}` meant?"));
        return Err(at(position, format!("there is no `{name}` here"), meant));
    }
    let fast_path = Condition::compile(&ast);
    Ok(Compiled { path: SmolStr::new(&source.path), ast, fast_path, failed: std::cell::Cell::new(false) })
}

fn scope_of(facts: &Facts<'_>) -> Scope<'static> {
    let mut scope = Scope::new();
    match facts {
        Facts::Task(task) => {
            scope.push_dynamic("task", to_script(task.attributes));
            scope.push("queue", rhai::ImmutableString::from(task.queue));
            scope.push("channel", rhai::ImmutableString::from(task.channel.name()));
            scope.push("priority", i64::from(task.priority));
        }
        Facts::Queue(facts) => {
            scope.push("workers", map_of("available", facts.workers_available));
            scope.push("queue", map_of("waiting", facts.waiting));
        }
        Facts::Worker(attributes) => {
            scope.push_dynamic("worker", to_script(attributes));
        }
    }
    scope
}

fn map_of(key: &str, count: u32) -> Map {
    Map::from([(key.into(), Dynamic::from(i64::from(count)))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::config::Channel;
    use rushhour_engine::value::Entries;

    fn expressions(texts: &[&str]) -> Expressions {
        Expressions::new(&sources(texts)).unwrap()
    }

    fn sources(texts: &[&str]) -> Vec<ExpressionSource> {
        let source = |text: &&str| ExpressionSource { path: format!("when `{text}`"), text: (*text).into() };
        texts.iter().map(source).collect()
    }

    fn attributes() -> Value {
        let entries: [(&str, Value); 4] = [
            ("vip", Value::Bool(true)),
            ("language", Value::Text("de".into())),
            ("orders", Value::Int(3)),
            ("tags", Value::list(vec![Value::Text("new".into()), Value::Text("web".into())])),
        ];
        Value::map(entries.into_iter().map(|(key, value)| (SmolStr::new(key), value)).collect::<Entries>())
    }

    fn matches(text: &str) -> (bool, Vec<ScriptError>) {
        let expressions = expressions(&[text]);
        let attributes = attributes();
        let task = TaskFacts { attributes: &attributes, queue: "support", channel: Channel::Voice, priority: 5 };
        let fast =
            expressions.compiled[0].fast_path.as_ref().and_then(|condition| condition.answer(&Facts::Task(task)));
        let slow = expressions
            .evaluate(&expressions.compiled[0], &Facts::Task(task))
            .and_then(|value| value.as_bool().ok())
            .unwrap_or(false);
        if let Some(fast) = fast {
            assert_eq!(fast, slow, "Rhai and the fast path differ over {text}");
        }
        (expressions.task_matches(ExpressionId(0), &task), expressions.take_errors())
    }

    #[test]
    fn filters_see_the_task_the_queue_the_channel_and_the_priority() {
        for (text, expected) in [
            ("task.vip", true),
            ("task.vip == true && queue == \"support\"", true),
            ("task.language != \"de\" || priority >= 5", true),
            ("channel == \"voice\" && !(task.orders > 3)", true),
            ("\"web\" in task.tags", true),
            ("\"old\" in task.tags", false),
            ("task.missing == \"x\"", false),
            ("task.missing != \"x\"", true),
            ("task.orders == 3.0", true),
            ("task.language.len() == 2", true),
            ("true", true),
            ("task.orders < 3", false),
            ("task.language == 3", false),
            ("priority <= 4 || task.orders <= 3", true),
        ] {
            assert_eq!(matches(text), (expected, vec![]), "{text}");
        }
    }

    #[test]
    fn an_expression_that_fails_is_false_and_its_first_error_is_kept() {
        let expressions = expressions(&["task.missing.deeper == 1"]);
        let attributes = attributes();
        let task = TaskFacts { attributes: &attributes, queue: "", channel: Channel::Chat, priority: 0 };
        assert!(!expressions.task_matches(ExpressionId(0), &task));
        assert!(!expressions.task_matches(ExpressionId(0), &task));
        let errors = expressions.take_errors();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].script, "when `task.missing.deeper == 1`");
        assert!(expressions.take_errors().is_empty());
    }

    #[test]
    fn what_gives_no_truth_is_an_error() {
        assert!(matches("task.orders").1[0].message.contains("not true or false"));
    }

    #[test]
    fn a_target_names_a_worker_or_nobody() {
        let expressions = expressions(&["task.language + \"-1\"", "task.missing", "\"\""]);
        let attributes = attributes();
        let task = TaskFacts { attributes: &attributes, queue: "", channel: Channel::Chat, priority: 0 };
        assert_eq!(expressions.worker_name(ExpressionId(0), &task), Some("de-1".into()));
        assert_eq!(expressions.worker_name(ExpressionId(1), &task), None);
        assert_eq!(expressions.worker_name(ExpressionId(2), &task), None);
        assert!(expressions.take_errors().is_empty());
    }

    #[test]
    fn a_skip_sees_the_free_workers_and_the_queue() {
        let expressions = expressions(&["workers.available == 0", "queue.waiting > 2"]);
        let facts = QueueFacts { workers_available: 0, waiting: 2 };
        assert!(expressions.skips(ExpressionId(0), facts));
        assert!(!expressions.skips(ExpressionId(1), facts));
    }

    #[test]
    fn a_worker_is_judged_by_attributes() {
        let expressions = expressions(&["worker.language == \"de\" && worker.orders >= 3"]);
        assert!(expressions.worker_matches(ExpressionId(0), &attributes()));
        assert!(!expressions.worker_matches(ExpressionId(0), &Value::map(Entries::new())));
    }

    #[test]
    fn unknown_names_and_broken_syntax_are_found_before_the_run() {
        let problems = Expressions::new(&sources(&["tsak.vip", "task.vip ==", "sleep(3)"])).err().unwrap();
        let messages: Vec<String> =
            problems.iter().map(|p| format!("{}:{} {} ({:?})", p.line, p.column, p.message, p.help)).collect();
        insta::assert_snapshot!(messages.join("\n"), @r#"
        1:1 there is no `tsak` here (Some("is `task` meant?"))
        1:12 the script ends in the middle of something (Some("close what is open: a `}`, `)`, `]` or a quote is missing"))
        "#);
    }

    #[test]
    fn an_expression_cannot_run_on_for_ever() {
        assert!(Expressions::new(&sources(&["{ loop {} }"])).is_err());
        let (answer, errors) = matches("range(0, 1000000000).len() > 0");
        assert!(answer || !errors.is_empty());
    }
}
