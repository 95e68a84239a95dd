//! The scenario's Rhai expressions: workflow filters, targets and queue memberships.
//!
//! The engine asks through [`Predicates`] and never sees Rhai. Expressions run on the simulation's own stack, know
//! no verbs and are bounded; the common ones (comparisons of attributes) are answered without Rhai. One that fails
//! counts as false or nothing, and its first error is kept.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rhai::{AST, ASTNode, Dynamic, Engine, Expr, Map, Position, Scope};
use smol_str::SmolStr;

use super::allowance::Allowance;
use super::engine;
use super::error::explain;
use super::fast_path::{Condition, Facts, workers_entry};
use super::limits::Limits;
use super::problem::{ScriptProblem, problem};
use super::request::ScriptError;
use super::syntax::explain_parse;
use super::thrown::{Thrown, mistake};
use super::values::{noun, to_script};
use rushhour_engine::config::ExpressionId;
use rushhour_engine::nearest::nearest;
use rushhour_engine::predicates::{Asker, Predicates, QueueFacts, TaskFacts, WorkerFacts};
use rushhour_engine::value::Value;
use rushhour_scenario::plan::{ExpressionSource, Sees};

/// What `workers` tells besides how many are in each activity.
pub(crate) const OF_WORKERS: &[&str] = &["available", "unavailable", "eligible", "free"];

/// What an expression may name, by what it is about.
const fn names(sees: &Sees) -> &'static [&'static str] {
    match sees {
        Sees::Task => &["task", "queue", "channel", "priority"],
        Sees::Worker => &["worker"],
        Sees::TaskAndWorker => &["task", "worker", "queue", "channel", "priority"],
        Sees::Queue(_) => &["workers", "queue"],
    }
}

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

impl Compiled {
    /// The answer without Rhai, where that can be had.
    fn at_once(&self, facts: &Facts<'_>) -> Option<bool> {
        self.fast_path.as_ref()?.answer(facts)
    }
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
        if let Some(answer) = compiled.at_once(facts) {
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

    /// The same for somebody who only looks: nothing is counted or kept.
    fn truth_seen(&self, expression: ExpressionId, facts: &Facts<'_>) -> bool {
        let compiled = self.compiled(expression);
        compiled.at_once(facts).unwrap_or_else(|| {
            let value = self.engine.eval_ast_with_scope::<Dynamic>(&mut scope_of(facts), &compiled.ast);
            value.is_ok_and(|value| value.as_bool().unwrap_or(false))
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

    fn skips(&self, expression: ExpressionId, facts: QueueFacts<'_>) -> bool {
        self.truth(expression, &Facts::Queue(facts))
    }

    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool {
        self.truth(expression, &Facts::Worker(attributes))
    }

    fn suits(
        &self,
        expression: ExpressionId,
        task: &TaskFacts<'_>,
        worker: &WorkerFacts<'_>,
        asker: Asker,
    ) -> bool {
        let facts = Facts::Pair(*task, *worker);
        match asker {
            Asker::Routing => self.truth(expression, &facts),
            Asker::Onlooker => self.truth_seen(expression, &facts),
        }
    }
}

fn compile(engine: &Engine, source: &ExpressionSource) -> Result<Compiled, ScriptProblem> {
    let at = |position, message, help| problem(&source.path, position, message, help);
    let ast = engine.compile_expression(source.text.as_ref()).map_err(|error| {
        let (message, help) = explain_parse(error.err_type());
        at(error.position(), message, help)
    })?;
    let names = names(&source.sees);
    let mut unknown = None;
    ast.walk(&mut |path| {
        unknown = match path.last() {
            Some(ASTNode::Expr(Expr::Variable(variable, _, position)))
                if !names.contains(&variable.1.as_str()) =>
            {
                Some((variable.1.to_string(), *position, nearest(&variable.1, names.iter().copied())))
            }
            Some(ASTNode::Expr(Expr::Dot(chain, _, _))) => unknown_number(&chain.lhs, &chain.rhs, &source.sees),
            _ => None,
        };
        unknown.is_none()
    });
    if let Some((name, position, meant)) = unknown {
        let help = meant
            .map_or_else(|| format!("it may name {}", in_words(names)), |meant| format!("is `{meant}` meant?"));
        return Err(at(position, format!("there is no `{name}` here"), Some(help)));
    }
    let fast_path = Condition::compile(&ast);
    Ok(Compiled { path: SmolStr::new(&source.path), ast, fast_path, failed: std::cell::Cell::new(false) })
}

/// What follows `workers` or `queue` in an expression about a queue where there is no such number, its place, and what may
/// be meant.
fn unknown_number<'a>(of: &Expr, key: &Expr, sees: &'a Sees) -> Option<(String, Position, Option<&'a str>)> {
    let (Sees::Queue(activities), Expr::Variable(variable, ..)) = (sees, of) else { return None };
    let (name, position) = match key {
        Expr::Property(property, position) => (property.2.as_str(), *position),
        _ => return None,
    };
    let activities = activities.iter().map(SmolStr::as_str);
    let known: Vec<&str> = match variable.1.as_str() {
        "workers" => OF_WORKERS.iter().copied().chain(activities).collect(),
        _ => vec!["waiting"],
    };
    let of = variable.1.as_str();
    (!known.contains(&name)).then(|| (format!("{of}.{name}"), position, nearest(name, known.iter().copied())))
}

fn in_words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

fn scope_of(facts: &Facts<'_>) -> Scope<'static> {
    let mut scope = Scope::new();
    match facts {
        Facts::Task(task) => push_task(&mut scope, task),
        Facts::Queue(facts) => {
            let mut workers: Map = OF_WORKERS.iter().filter_map(|key| number(facts, key)).collect();
            for activity in facts.activities {
                let entry =
                    number(facts, &activity.name).filter(|_| !workers.contains_key(activity.name.as_str()));
                workers.extend(entry);
            }
            scope.push("workers", workers);
            scope.push("queue", Map::from([("waiting".into(), Dynamic::from(i64::from(facts.waiting)))]));
        }
        Facts::Worker(attributes) => {
            scope.push_dynamic("worker", to_script(attributes));
        }
        Facts::Pair(task, worker) => {
            push_task(&mut scope, task);
            scope.push("worker", worker_map(worker));
        }
    }
    scope
}

fn push_task(scope: &mut Scope<'_>, task: &TaskFacts<'_>) {
    scope.push_dynamic("task", to_script(task.attributes));
    scope.push("queue", rhai::ImmutableString::from(task.queue));
    scope.push("channel", rhai::ImmutableString::from(task.channel.name()));
    scope.push("priority", i64::from(task.priority));
}

/// The attributes of a worker, and who they are where these do not say.
fn worker_map(worker: &WorkerFacts<'_>) -> Map {
    let mut map = to_script(worker.attributes).try_cast::<Map>().unwrap_or_default();
    let mut add = |key: &str, text: String| {
        map.entry(key.into()).or_insert_with(|| text.into());
    };
    add("id", worker.name.to_owned());
    add("name", worker.name.to_owned());
    add("sid", worker.id.sid().to_string());
    add("activity_name", worker.activity_name.to_owned());
    add("activity_sid", worker.activity.sid().to_string());
    map
}

fn number(facts: &QueueFacts<'_>, key: &str) -> Option<(rhai::Identifier, Dynamic)> {
    workers_entry(facts, key).map(|number| (key.into(), Dynamic::from(i64::from(number))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::config::{Activity, Channel};
    use rushhour_engine::units::{ActivityId, WorkerId};
    use rushhour_engine::value::Entries;

    fn expressions(sees: &Sees, texts: &[&str]) -> Expressions {
        Expressions::new(&sources(sees, texts)).unwrap()
    }

    fn sources(sees: &Sees, texts: &[&str]) -> Vec<ExpressionSource> {
        let source = |text: &&str| ExpressionSource {
            path: format!("when `{text}`"),
            text: (*text).into(),
            sees: sees.clone(),
        };
        texts.iter().map(source).collect()
    }

    /// What is wrong with expressions, and what would be right.
    fn problems(sees: &Sees, texts: &[&str]) -> String {
        let problems = Expressions::new(&sources(sees, texts)).err().unwrap_or_default();
        let line = |p: &ScriptProblem| {
            format!("{}:{} {} ({})", p.line, p.column, p.message, p.help.as_deref().unwrap_or(""))
        };
        problems.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn of_queue() -> Sees {
        Sees::Queue(["Available", "On break"].map(SmolStr::new).into())
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
        let expressions = expressions(&Sees::Task, &[text]);
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
        let expressions = expressions(&Sees::Task, &["task.missing.deeper == 1"]);
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
        let expressions = expressions(&Sees::Task, &["task.language + \"-1\"", "task.missing", "\"\""]);
        let attributes = attributes();
        let task = TaskFacts { attributes: &attributes, queue: "", channel: Channel::Chat, priority: 0 };
        assert_eq!(expressions.worker_name(ExpressionId(0), &task), Some("de-1".into()));
        assert_eq!(expressions.worker_name(ExpressionId(1), &task), None);
        assert_eq!(expressions.worker_name(ExpressionId(2), &task), None);
        assert!(expressions.take_errors().is_empty());
    }

    #[test]
    fn a_skip_sees_how_many_of_the_queue_do_what_and_how_many_wait() {
        let texts = [
            ("workers.available == 3", true),
            ("workers.unavailable == 4", true),
            ("workers.eligible == 7 && workers.free == 1", true),
            ("workers.Available == 3", true),
            ("workers[\"On break\"] < 4", false),
            ("queue.waiting > 2", false),
            ("1 == 1", true),
        ];
        let expressions = expressions(&of_queue(), &texts.map(|(text, _)| text));
        let activity = |name: &str, available| Activity { name: name.into(), available };
        let activities = [activity("Available", true), activity("On break", false)];
        let facts = QueueFacts { in_activity: &[3, 4], activities: &activities, free: 1, waiting: 2 };
        for ((text, expected), place) in texts.iter().zip(0..) {
            assert_eq!(expressions.skips(ExpressionId(place), facts), *expected, "{text}");
            let slow = expressions.evaluate(&expressions.compiled[place as usize], &Facts::Queue(facts));
            assert_eq!(slow.and_then(|value| value.as_bool().ok()), Some(*expected), "{text}");
        }
        assert!(expressions.take_errors().is_empty());
    }

    /// Whether a target with this expression asks for a worker with the usual attributes, who is called desk-7.
    fn asks_for(text: &str, task: &Value, asker: Asker) -> (bool, Vec<ScriptError>) {
        let expressions = expressions(&Sees::TaskAndWorker, &[text]);
        let worker = attributes();
        let task = TaskFacts { attributes: task, queue: "support", channel: Channel::Voice, priority: 5 };
        let worker = WorkerFacts {
            attributes: &worker,
            name: "desk-7",
            id: WorkerId::new(7),
            activity: ActivityId::new(1),
            activity_name: "On break",
        };
        let answer = expressions.suits(ExpressionId(0), &task, &worker, asker);
        let slow = expressions.evaluate(&expressions.compiled[0], &Facts::Pair(task, worker));
        assert_eq!(answer, slow.is_some_and(|value| value.as_bool().unwrap_or(false)), "{text}");
        (answer, expressions.take_errors())
    }

    fn preferring(agents: &[&str]) -> Value {
        let agents = agents.iter().map(|name| Value::Text((*name).into())).collect();
        let entries = [("preferred_agents", Value::list(agents)), ("language", Value::Text("de".into()))];
        Value::map(entries.into_iter().map(|(key, value)| (SmolStr::new(key), value)).collect::<Entries>())
    }

    #[test]
    fn a_target_compares_the_worker_with_the_task() {
        let task = preferring(&["desk-1", "desk-7"]);
        for (text, expected) in [
            ("worker.id in task.preferred_agents", true),
            ("worker.name == \"desk-7\"", true),
            ("worker.language == task.language && worker.orders >= 3", true),
            ("worker.language != task.language", false),
            ("worker.activity_name in [\"On break\", \"Available\"]", true),
            ("worker.sid == \"WK00000000000000000000000000000007\"", true),
            ("worker.activity_sid.starts_with(\"WA\")", true),
            ("worker.team == task.team", true),
            ("worker.team == \"gold\"", false),
            ("\"web\" in worker.tags && queue == \"support\" && channel == \"voice\"", true),
            ("worker.id in task.others", false),
        ] {
            assert_eq!(asks_for(text, &task, Asker::Routing), (expected, vec![]), "{text}");
        }
        assert!(!asks_for("worker.id in task.preferred_agents", &preferring(&["desk-1"]), Asker::Routing).0);
    }

    #[test]
    fn an_expression_that_fails_for_an_onlooker_is_not_told() {
        let task = preferring(&[]);
        let text = "task.missing.deeper == worker.id";
        assert_eq!(asks_for(text, &task, Asker::Routing).1.len(), 1);
        let expressions = expressions(&Sees::TaskAndWorker, &[text]);
        let facts = TaskFacts { attributes: &task, queue: "", channel: Channel::Chat, priority: 0 };
        let worker = attributes();
        let worker = WorkerFacts {
            attributes: &worker,
            name: "desk-7",
            id: WorkerId::new(7),
            activity: ActivityId::new(1),
            activity_name: "On break",
        };
        assert!(!expressions.suits(ExpressionId(0), &facts, &worker, Asker::Onlooker));
        assert!(expressions.take_errors().is_empty());
    }

    #[test]
    fn a_worker_is_judged_by_attributes() {
        let expressions = expressions(&Sees::Worker, &["worker.language == \"de\" && worker.orders >= 3"]);
        assert!(expressions.worker_matches(ExpressionId(0), &attributes()));
        assert!(!expressions.worker_matches(ExpressionId(0), &Value::map(Entries::new())));
    }

    #[test]
    fn unknown_names_and_broken_syntax_are_found_before_the_run() {
        insta::assert_snapshot!(problems(&Sees::Task, &["tsak.vip", "task.vip ==", "worker.level > 2"]), @"
        1:1 there is no `tsak` here (is `task` meant?)
        1:12 the script ends in the middle of something (close what is open: a `}`, `)`, `]` or a quote is missing)
        1:1 there is no `worker` here (it may name `task`, `queue`, `channel` and `priority`)
        ");
        insta::assert_snapshot!(problems(&of_queue(), &["workers.avialable == 0", "workers.WAx < 2", "task.vip", "queue.wating > 1"]), @"
        1:9 there is no `workers.avialable` here (is `available` meant?)
        1:9 there is no `workers.WAx` here (it may name `workers` and `queue`)
        1:6 there is no `task.vip` here (it may name `workers` and `queue`)
        1:7 there is no `queue.wating` here (is `waiting` meant?)
        ");
        assert_eq!(
            problems(&of_queue(), &["workers.Available == 0", "queue.waiting > 1 || workers.free == 0"]),
            ""
        );
    }

    #[test]
    fn an_expression_cannot_run_on_for_ever() {
        assert!(Expressions::new(&sources(&Sees::Task, &["{ loop {} }"])).is_err());
        let (answer, errors) = matches("range(0, 1000000000).len() > 0");
        assert!(answer || !errors.is_empty());
    }
}
