//! The feed: what happened last, in lines, and what each agent did last.
//!
//! Kept as small values and put into words only when somebody looks, because most lines are never seen.

use std::collections::VecDeque;

use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use rushhour_engine::Engine;
use rushhour_engine::action::ActionName;
use rushhour_engine::config::Channel;
use rushhour_engine::event::Outcome;
use rushhour_engine::units::{QueueId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::timeline::Narration;

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
    /// An agent did something.
    Action(WorkerId, Act),
    /// A customer came.
    Came(SmolStr, Channel, Option<QueueId>),
    /// A customer gave up.
    GaveUp(SmolStr, Option<QueueId>, SimSpan),
    /// The centre dropped a customer whom nobody had answered.
    Dropped(SmolStr, Option<QueueId>, SimSpan),
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
        let after = |what: &str, queue: Option<QueueId>, waited: SimSpan| {
            let queue = queue.map(|queue| format!(" in {}", engine.platform().queue_name(queue)));
            format!("{what} after {:.0} s{}", waited.as_secs_f64(), queue.unwrap_or_default())
        };
        let (who, text, kind) = match &self.what {
            Said::Action(worker, act) => {
                let (text, kind) = act.in_words();
                (name(*worker), text, kind)
            }
            Said::Came(who, channel, queue) => {
                let does = match channel {
                    Channel::Voice => "calls",
                    Channel::Chat | Channel::Messaging => "begins a chat",
                    Channel::Email => "writes an e-mail",
                };
                let queue = queue.map(|queue| format!(", for {}", engine.platform().queue_name(queue)));
                (who.clone(), format!("{does}{}", queue.unwrap_or_default()), "came")
            }
            Said::GaveUp(who, queue, waited) => (who.clone(), after("gave up", *queue, *waited), "abandoned"),
            Said::Dropped(who, queue, waited) => (who.clone(), after("was dropped", *queue, *waited), "abandoned"),
            Said::Told(who, kind, text) => (who.clone(), text.to_string(), kind.name()),
            Said::Cue(text) => (SmolStr::new_static("trainer"), text.to_string(), "cue"),
            Said::Fault(fault, worker) => {
                let who = worker.map(name).unwrap_or_else(|| SmolStr::new_static("the platform"));
                (who, format!("struck by the fault `{fault}`"), "fault")
            }
            Said::Failed(who, text) => (who.clone(), text.to_string(), "failed"),
        };
        let about = match &self.what {
            Said::Action(_, act) => act.about.as_ref(),
            Said::Came(..)
            | Said::GaveUp(..)
            | Said::Dropped(..)
            | Said::Told(..)
            | Said::Cue(_)
            | Said::Fault(..)
            | Said::Failed(..) => None,
        };
        json!({
            "n": self.number, "at": self.at.as_secs_f64(), "who": who, "text": text, "about": about, "kind": kind,
        })
    }
}

/// Something that an agent did.
#[derive(Clone, Debug)]
pub(super) struct Act {
    action: ActionName,
    outcome: Outcome,
    /// Whose contact that changed, if it did.
    about: Option<SmolStr>,
}

impl Act {
    fn in_words(&self) -> (String, &'static str) {
        let action = &self.action;
        match self.outcome {
            Outcome::Ok => (action.to_string(), "ok"),
            Outcome::Rejected(code) => (format!("{action}: {}", code.name()), "rejected"),
            Outcome::Cancelled => (format!("{action}: cancelled"), "rejected"),
            Outcome::Lost => (format!("{action}: no answer"), "rejected"),
        }
    }
}

/// What one agent did last.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts {
    done: VecDeque<(SimTime, Act)>,
    /// What changed last of their work: when, and whose contact it is.
    changed: Option<(SimTime, SmolStr)>,
}

impl Acts {
    /// A contact that the agent has at hand changes.
    pub(super) fn changes(&mut self, at: SimTime, customer: SmolStr) {
        self.changed = Some((at, customer));
    }
    /// An action settles. What changed at this moment, changed by it.
    pub(super) fn add(&mut self, at: SimTime, action: &ActionName, outcome: Outcome) -> Act {
        let about = self.changed.take().filter(|(when, _)| *when == at).map(|(_, customer)| customer);
        let act = Act { action: action.clone(), outcome, about };
        if self.done.len() >= ACTIONS_MAX {
            self.done.pop_front();
        }
        self.done.push_back((at, act.clone()));
        act
    }
    /// Newest first.
    pub(super) fn to_json(&self) -> Vec<Json> {
        let line = |(at, act): &(SimTime, Act)| {
            let (text, kind) = act.in_words();
            json!({ "at": at.as_secs_f64(), "text": text, "about": act.about, "kind": kind })
        };
        self.done.iter().rev().map(line).collect()
    }
}
