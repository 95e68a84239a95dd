//! Invariants 21, 28, 29 and 32: that invocations settle once, that a refused one changes nothing, that watching
//! changes nothing, and that the clock goes on.

use super::found::Found;
use super::number::{MONITORING_IS_INVISIBLE, NEVER_BACK, REFUSED_CHANGES_NOTHING, SETTLES_ONCE};
use crate::action::{ActionName, Code};
use crate::event::{
    ConferenceEvent, ContactEvent, ConversationEvent, Event, Outcome, ReservationEvent, Role, TaskEvent,
    WorkerEvent,
};
use crate::units::{IdMap, InvocationId, SimTime, WorkerId};

/// At the end so many invocations that did not settle are named.
const NAMED_MAX: usize = 10;

/// An invocation that has not settled.
#[derive(Clone, Debug)]
struct Open {
    worker: WorkerId,
    action: ActionName,
    nested: bool,
}

/// What a step settled and changed.
#[derive(Clone, Debug, Default)]
struct StepSummary {
    /// The first invocation of the step's own that was refused, and how many others settled.
    refused: Option<(InvocationId, ActionName, WorkerId)>,
    others: u32,
    /// Who was the first to join a call or to leave one.
    first_move: Option<Move>,
    /// Whose flags changed: a supervisor's, somebody else's.
    supervisor_changed: bool,
    other_changed: bool,
    /// Changes of the platform's state, and what the first one was; those of work among them.
    changes: u32,
    work_changes: u32,
    first_change: &'static str,
}

impl StepSummary {
    /// What a supervisor did in this step, if that was all that was done. Whoever goes home leaves calls too, but after
    /// other changes.
    fn watching(&self) -> Option<&'static str> {
        match self.first_move {
            Some(Move { supervisor: true, joins: true, .. }) => Some("listens in"),
            Some(Move { supervisor: true, joins: false, work_before: 0 }) => Some("stops listening"),
            Some(_) => None,
            None => (self.supervisor_changed && !self.other_changed).then_some("coaches or barges in"),
        }
    }
}

/// Somebody joins a call or leaves it, and how many changes of work went before that.
#[derive(Clone, Copy, Debug)]
struct Move {
    supervisor: bool,
    joins: bool,
    work_before: u32,
}

/// The invocations that have not settled, and what the present step is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Invocations {
    now: SimTime,
    open: IdMap<InvocationId, Open>,
    begun: u64,
    settled: u64,
    step: StepSummary,
}

/// What an event changes of the platform's state, in words.
enum Change {
    Nothing,
    /// Tasks, reservations, transfers, workers.
    Work(&'static str),
    /// Calls and conversations.
    Talk(&'static str),
}

impl Invocations {
    /// A step begins at `at`.
    pub(super) fn clock(&mut self, at: SimTime, found: &mut Found) {
        found.at(at);
        let before = std::mem::replace(&mut self.now, at);
        found.hold(NEVER_BACK, before <= at, || ([], format!("the clock went back by {}", before.since(at))));
    }

    pub(super) fn begun(
        &mut self,
        invocation: InvocationId,
        worker: WorkerId,
        action: &ActionName,
        nested: bool,
        found: &mut Found,
    ) {
        let old = self.open.insert(invocation, Open { worker, action: action.clone(), nested });
        self.begun += 1;
        found.hold(SETTLES_ONCE, old.is_none(), || said(invocation, action, "began twice"));
    }
    pub(super) fn settled(
        &mut self,
        invocation: InvocationId,
        action: &ActionName,
        outcome: Outcome,
        begun_at: SimTime,
        found: &mut Found,
    ) {
        let open = self.open.remove(invocation);
        self.settled += 1;
        found.hold(SETTLES_ONCE, open.is_some(), || said(invocation, action, "settled twice, or never began"));
        found.hold(NEVER_BACK, begun_at <= self.now, || said(invocation, action, "settled before it was meant"));
        match open {
            Some(open) if !open.nested && was_refused(outcome) => {
                self.step.refused.get_or_insert((invocation, open.action, open.worker));
            }
            Some(_) | None => self.step.others += 1,
        }
    }
    /// Somebody joined a call, or left one.
    pub(super) fn moved(&mut self, role: Role, joins: bool) {
        let (supervisor, work_before) = (is_supervisor(role), self.step.work_changes);
        self.step.first_move.get_or_insert(Move { supervisor, joins, work_before });
    }
    /// Somebody's hold, mute or coaching changed.
    pub(super) const fn flags_changed(&mut self, role: Role) {
        if is_supervisor(role) {
            self.step.supervisor_changed = true;
        } else {
            self.step.other_changed = true;
        }
    }
    /// Notes what an event changes.
    pub(super) fn note_change(&mut self, event: &Event) {
        let (what, work) = match change(event) {
            Change::Nothing => return,
            Change::Work(what) => (what, true),
            Change::Talk(what) => (what, false),
        };
        if self.step.changes == 0 || (work && self.step.work_changes == 0) {
            self.step.first_change = what;
        }
        self.step.changes += 1;
        self.step.work_changes += u32::from(work);
    }

    /// Checks the step.
    ///
    /// A step is one input. If all that settled in it was refused, and no invocation was another's part, then the
    /// input was that invocation's, and whatever changed is its doing. If anything else settled, the change may be
    /// that one's, and nothing can be said.
    pub(super) fn check(&mut self, found: &mut Found) {
        let step = std::mem::take(&mut self.step);
        if let Some(what) = step.watching() {
            found.hold(MONITORING_IS_INVISIBLE, step.work_changes == 0, || {
                ([], format!("a supervisor {what}, and {} changed with it", step.first_change))
            });
        }
        if let Some((invocation, action, worker)) = step.refused
            && step.others == 0
        {
            found.hold(REFUSED_CHANGES_NOTHING, step.changes == 0, || {
                let entities = [label(invocation), action.to_string(), worker.to_string()];
                (entities, format!("was refused, and {} changes were made: {}", step.changes, step.first_change))
            });
        }
    }

    /// The run is over: nothing is left.
    pub(super) fn end(&self, found: &mut Found) {
        for (invocation, open) in self.open.iter().take(NAMED_MAX) {
            let Open { worker, action, .. } = open;
            found.fail(SETTLES_ONCE, || {
                ([label(invocation), action.to_string(), worker.to_string()], "never settled".to_owned())
            });
        }
        found.hold(SETTLES_ONCE, self.begun == self.settled, || {
            let left = self.open.len();
            ([], format!("{} invocations began and {} settled; {left} are open", self.begun, self.settled))
        });
    }
}

const fn is_supervisor(role: Role) -> bool {
    match role {
        Role::Supervisor(_) => true,
        Role::Customer | Role::Worker(_) | Role::External => false,
    }
}

fn label(invocation: InvocationId) -> String {
    format!("invocation {}", invocation.number())
}

fn said(invocation: InvocationId, action: &ActionName, what: &str) -> ([String; 2], String) {
    ([label(invocation), action.to_string()], what.to_owned())
}

/// Whether a guard or a listener refused an invocation, so that it has no right to any effect.
fn was_refused(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Ok | Outcome::Lost => false,
        Outcome::Cancelled => true,
        // It is no guard's: the work was begun, and what it left is undone by events of its own.
        Outcome::Rejected(code) => code != Code::BackendUnavailable,
    }
}

fn change(event: &Event) -> Change {
    match event {
        Event::Contact(_, ContactEvent::Redirected { .. }) => Change::Talk("a call was redirected"),
        Event::Contact(..) => Change::Work("a contact"),
        Event::Task(_, event) => match event {
            TaskEvent::Created { .. } => Change::Work("a task was created"),
            TaskEvent::Queued { .. } => Change::Work("a task was queued"),
            TaskEvent::Changed { .. } => Change::Work("a task's status"),
            TaskEvent::AttributesChanged { .. } => Change::Work("a task's attributes"),
            TaskEvent::TransferStarted { .. }
            | TaskEvent::TransferSettled { .. }
            | TaskEvent::ConsultationEnded => Change::Work("a transfer"),
            // Nobody can look back on what has long been settled, and no state of the platform changes by it.
            TaskEvent::Removed => Change::Nothing,
        },
        Event::Reservation(_, event) => match event {
            ReservationEvent::Created { .. } => Change::Work("a reservation was made"),
            ReservationEvent::Changed { .. } => Change::Work("a reservation's status"),
            ReservationEvent::WorkerCalled { .. } => Change::Talk("an agent's phone"),
        },
        Event::Conference(_, event) => match event {
            ConferenceEvent::Started { .. } | ConferenceEvent::Ended { .. } => Change::Talk("a conference"),
            ConferenceEvent::Ringing { .. }
            | ConferenceEvent::Joined { .. }
            | ConferenceEvent::ParticipantChanged { .. }
            | ConferenceEvent::Left { .. } => Change::Talk("a participant"),
            ConferenceEvent::TonesSent { .. } => Change::Talk("tones"),
        },
        Event::Conversation(_, event) => match event {
            ConversationEvent::Opened { .. } | ConversationEvent::Removed => Change::Talk("a conversation"),
            ConversationEvent::Joined { .. } | ConversationEvent::Left { .. } => {
                Change::Talk("a conversation's members")
            }
            ConversationEvent::Sent { .. } | ConversationEvent::Delivered { .. } => Change::Talk("a message"),
            ConversationEvent::TypingChanged { .. } => Change::Talk("typing"),
        },
        Event::Channel(..) => Change::Talk("an interaction channel"),
        Event::Worker(_, event) => match event {
            WorkerEvent::Added { .. } | WorkerEvent::Changed { .. } => Change::Work("a worker's activity"),
            WorkerEvent::AttributesChanged => Change::Work("a worker's attributes"),
        },
        // What desktops show, and that an invocation goes on, changes no state of the platform.
        Event::Desktop(..) | Event::Invocation(..) => Change::Nothing,
    }
}
