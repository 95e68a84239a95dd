//! What scripts call, and by which names, as far as that is written in them: read, and never run.
//!
//! `check` holds the names against the scenario, and whatever is measured against the scripts that could feed it.

use std::collections::BTreeSet;

use rhai::{ASTNode, Expr, FnCallExpr, Position, Stmt};
use smol_str::SmolStr;

use super::engine;
use super::limits::Limits;
use super::position::line_and_column;
use super::words::VERBS;
use rushhour_engine::action::Action;
use rushhour_scenario::plan::{Plan, ScriptSource, Var};

/// The calls of verbs in one script of people.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// In the order in which they stand there.
    pub all: Vec<Call>,
}

/// A call of a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The verb: `transfer`.
    pub verb: &'static str,
    /// What it is given, without what it is called on: each text that is written there, or that is a variable of the
    /// scenario, and nothing for what is known only when the script runs.
    pub texts: Vec<Option<SmolStr>>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl Calls {
    /// The calls of a verb.
    pub fn of<'a>(&'a self, verb: &'a str) -> impl Iterator<Item = &'a Call> {
        self.all.iter().filter(move |call| call.verb == verb)
    }
    /// Whether any of these verbs is called.
    pub fn has_any(&self, verbs: &[&str]) -> bool {
        self.all.iter().any(|call| verbs.contains(&call.verb))
    }
}

impl Call {
    /// The text at this place of its arguments, if it is known.
    pub fn text(&self, place: usize) -> Option<&str> {
        self.texts.get(place)?.as_deref()
    }
}

/// The calls in each script of a plan, by the script's place. Of a script that does not compile there are none.
pub fn calls(plan: &Plan) -> Vec<Calls> {
    let engine = engine::for_scripts(&Limits::DEFAULT);
    plan.scripts.iter().map(|source| calls_of(&engine, source, plan)).collect()
}

fn calls_of(engine: &rhai::Engine, source: &ScriptSource, plan: &Plan) -> Calls {
    let mut calls = Calls::default();
    let Ok(ast) = engine.compile(source.text.as_ref()) else { return calls };
    let own: BTreeSet<&str> = ast.iter_functions().map(|function| function.name).collect();
    ast.walk(&mut |path| {
        if let Some((call, position, is_method)) = path.last().and_then(called)
            && let Some(verb) = VERBS.iter().find(|verb| verb.name == call.name)
            && !own.contains(call.name.as_str())
        {
            let (line, column) = line_and_column(position).unwrap_or((1, 1));
            // `transfer(me, task, target)` is another way to write `me.transfer(task, target)`.
            let given = call.args.iter().skip(usize::from(verb.is_method() && !is_method));
            let texts = given.map(|argument| text_of(argument, plan)).collect();
            calls.all.push(Call { verb: verb.name, texts, line, column });
        }
        true
    });
    calls.all.sort_by_key(|call| (call.line, call.column));
    calls
}

/// A call, where it stands, and whether something stands before it: `me.accept(task)`.
fn called<'a>(node: &ASTNode<'a>) -> Option<(&'a FnCallExpr, Position, bool)> {
    match node {
        ASTNode::Expr(Expr::MethodCall(call, position)) => Some((&**call, *position, true)),
        ASTNode::Expr(Expr::FnCall(call, position)) | ASTNode::Stmt(Stmt::FnCall(call, position)) => {
            Some((&**call, *position, false))
        }
        _ => None,
    }
}

fn text_of(argument: &Expr, plan: &Plan) -> Option<SmolStr> {
    match argument {
        Expr::StringConstant(text, _) => Some(SmolStr::new(text.as_str())),
        // `vars.name`, the only syntax of our own.
        Expr::Custom(custom, _) => match custom.inputs.as_slice() {
            [Expr::Variable(variable, ..)] => match plan.vars.get(variable.1.as_str())? {
                Var::Text(text) => Some(text.as_str().into()),
                Var::Int(_) | Var::Float(_) | Var::Bool(_) | Var::Span(_) => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The actions of the catalogue that a verb may invoke; none for verbs that ask for something else. `invoke` invokes
/// any.
pub fn actions_of(verb: &str) -> &'static [Action] {
    match verb {
        "accept" => &[Action::AcceptTask],
        "reject" => &[Action::RejectTask],
        "complete" => &[Action::CompleteTask],
        "end" => &[Action::EndVoiceTask, Action::HangupCall, Action::WrapupTask, Action::CompleteTask],
        "select" => &[Action::SelectTask],
        "set_attributes" => &[Action::SetTaskAttributes],
        "wrapup" => &[Action::WrapupTask],
        "hold" => &[Action::HoldCall],
        "unhold" => &[Action::UnholdCall],
        "hang_up" => &[Action::HangupCall],
        "end_conference" => &[Action::EndConferenceForAll],
        "mute" => &[Action::ToggleMute],
        "dial" => &[Action::StartOutboundCall],
        "cancel_transfer" => &[Action::CancelTransfer],
        "hold_participant" => &[Action::HoldParticipant],
        "unhold_participant" => &[Action::UnholdParticipant],
        "kick" => &[Action::KickParticipant],
        "transfer" => &[Action::TransferTask],
        "send" | "send_media" => &[Action::SendMessage],
        "typing" => &[Action::SendTyping],
        "leave" => &[Action::LeaveChannel],
        "set_worker_activity" => &[Action::SetWorkerActivity],
        "set_activity" => &[Action::SetActivity],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world::plan;

    #[test]
    fn texts_of_calls_are_those_that_are_written() {
        let text = "fn run(me) { for task in me.tasks() { let to = \"x\"; me.transfer(task, \"sales\"); me.transfer(task, to); \
             transfer(me, task, \"back\", \"warm\"); } }";
        let plan = plan(&[text], &[]);
        let calls = &calls(&plan)[0];
        let texts: Vec<Option<&str>> = calls.of("transfer").map(|call| call.text(1)).collect();
        assert_eq!(texts, [Some("sales"), None, Some("back")]);
        assert!(calls.has_any(&["tasks"]) && !calls.has_any(&["accept"]));
    }
}
