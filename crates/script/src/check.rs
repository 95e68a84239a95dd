//! Checks scripts and expressions before a run: what `rushhour check` calls, and every run before it begins.

use super::compile;
use super::engine;
use super::expressions::Expressions;
use super::limits::Limits;
use super::lint::Vars;
use super::problem::ScriptProblem;
use super::user_invariants::InvariantScripts;
use rushhour_scenario::plan::{ExpressionSource, Plan, ScriptSource};

/// All that is wrong with the scripts of a plan, of people and of invariants, and with its expressions.
pub fn check_plan(plan: &Plan) -> Vec<ScriptProblem> {
    let mut problems = check(&plan.scripts, &plan.expressions, &plan.vars);
    problems.extend(InvariantScripts::new(plan).err().unwrap_or_default());
    problems
}

/// All that is wrong with the scripts and expressions of a scenario, in their order: of a plan, its `scripts`,
/// `expressions` and `vars`.
pub(crate) fn check(
    scripts: &[ScriptSource],
    expressions: &[ExpressionSource],
    vars: &Vars,
) -> Vec<ScriptProblem> {
    let engine = engine::for_scripts(&Limits::DEFAULT);
    let mut problems = Vec::new();
    for source in scripts {
        problems.extend(compile::script(&engine, source, vars).err().unwrap_or_default());
    }
    problems.extend(Expressions::new(expressions).err().unwrap_or_default());
    problems
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
