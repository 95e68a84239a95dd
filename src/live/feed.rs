//! The feed: what happened last, in lines, and what each agent did last.
//!
//! Kept as small values and put into words only when somebody looks, because most lines are never seen.

use std::collections::VecDeque;

use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use crate::engine::Engine;
use crate::engine::action::ActionName;
use crate::engine::event::{Narration, Outcome};
use crate::units::{QueueId, SimSpan, SimTime, WorkerId};

/// So many lines are kept.
const LINES_MAX: usize = 60;
/// So many actions of each agent.
const ACTIONS_MAX: usize = 12;

/// A line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    number: u64,
    at: SimTime,
    what: Said,
}

/// What it says.
#[derive(Clone, Debug)]
pub(super) enum Said {
    /// Somebody did something.
    Action(WorkerId, ActionName, Outcome),
    /// A customer gave up.
    GaveUp(SmolStr, Option<QueueId>, SimSpan),
    /// Somebody told something.
    Told(SmolStr, Narration, SmolStr),
    /// The timeline or a trainer did something.
    Cue(SmolStr),
    /// A fault struck.
    Fault(SmolStr, Option<WorkerId>),
    /// A check did not hold, a script failed.
    Failed(SmolStr, SmolStr),
}

/// The last lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    lines: VecDeque<Line>,
    made: u64,
}

impl Feed {
    pub(super) fn say(&mut self, at: SimTime, what: Said) {
        if self.lines.len() >= LINES_MAX {
            self.lines.pop_front();
        }
        self.made += 1;
        self.lines.push_back(Line { number: self.made, at, what });
    }

    /// The lines, oldest first.
    pub(super) fn to_json(&self, engine: &Engine) -> Vec<Json> {
        self.lines.iter().map(|line| line.to_json(engine)).collect()
    }
}

impl Line {
    fn to_json(&self, engine: &Engine) -> Json {
        let name = |worker: WorkerId| {
            engine.platform().worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
        };
        let (who, text, kind) = match &self.what {
            Said::Action(worker, action, outcome) => {
                let (text, kind) = said_of(action, *outcome);
                (name(*worker), text, kind)
            }
            Said::GaveUp(who, queue, waited) => {
                let queue = queue.map(|queue| format!(" in {}", engine.platform().queue_name(queue)));
                let text = format!("gave up after {:.0} s{}", waited.as_secs_f64(), queue.unwrap_or_default());
                (who.clone(), text, "abandoned")
            }
            Said::Told(who, kind, text) => (who.clone(), text.to_string(), kind.name()),
            Said::Cue(text) => (SmolStr::new_static("trainer"), text.to_string(), "cue"),
            Said::Fault(fault, worker) => {
                let who = worker.map(name).unwrap_or_else(|| SmolStr::new_static("the platform"));
                (who, format!("struck by the fault `{fault}`"), "fault")
            }
            Said::Failed(who, text) => (who.clone(), text.to_string(), "failed"),
        };
        json!({ "n": self.number, "at": self.at.as_secs_f64(), "who": who, "text": text, "kind": kind })
    }
}

fn said_of(action: &ActionName, outcome: Outcome) -> (String, &'static str) {
    match outcome {
        Outcome::Ok => (action.to_string(), "ok"),
        Outcome::Rejected(code) => (format!("{action}: {}", code.name()), "rejected"),
        Outcome::Cancelled => (format!("{action}: cancelled"), "rejected"),
        Outcome::Lost => (format!("{action}: no answer"), "rejected"),
    }
}

/// What one agent did last.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts(VecDeque<(SimTime, ActionName, Outcome)>);

impl Acts {
    pub(super) fn add(&mut self, at: SimTime, action: &ActionName, outcome: Outcome) {
        if self.0.len() >= ACTIONS_MAX {
            self.0.pop_front();
        }
        self.0.push_back((at, action.clone(), outcome));
    }
    /// Newest first.
    pub(super) fn to_json(&self) -> Vec<Json> {
        let line = |(at, action, outcome): &(SimTime, ActionName, Outcome)| {
            let (text, kind) = said_of(action, *outcome);
            json!({ "at": at.as_secs_f64(), "text": text, "kind": kind })
        };
        self.0.iter().rev().map(line).collect()
    }
}
