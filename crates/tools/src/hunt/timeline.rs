//! What happened, line by line: who did what when, and how the state changed by it.
//!
//! An observer: it reads moves, faults and events, and keeps a line for each that people would tell. For short runs,
//! such as reproductions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use smol_str::SmolStr;

use rushhour_engine::event::{
    ChannelEvent, ConferenceEvent, ContactEvent, ConversationEvent, InvocationEvent, Member, Outcome,
    ReservationEvent, Role, TaskEvent, WorkerEvent,
};
use rushhour_engine::units::{
    ChannelId, ConferenceId, ContactId, ConversationId, GroupId, InvocationId, ReservationId, SimTime, TaskId,
    WorkerId,
};
use rushhour_scenario::plan::Plan;
use rushhour_script::request::Identity;
use rushhour_sim::{FaultKey, Move, Observer, ShowEvent, StepKey};

/// A line of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// When, in seconds since the run began.
    pub at_s: f64,
    /// The same to the nanosecond.
    #[serde(skip)]
    pub at: SimTime,
    /// Who did it; empty where the centre did.
    pub who: SmolStr,
    /// What kind of line it is: `move`, `fault`, `action`, `state`, `show`, `finding`.
    pub kind: &'static str,
    /// What was done or has changed.
    pub what: String,
    /// The state before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The state after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Names and sids of whom and what it is about.
    pub about: Vec<String>,
}

/// The lines of a run, kept in order as it goes on.
#[derive(Debug, Default)]
pub struct Timeline {
    lines: Vec<Line>,
    populations: Vec<SmolStr>,
    /// How many workers of each population are known.
    known: BTreeMap<GroupId, u32>,
    workers: BTreeMap<WorkerId, SmolStr>,
}

impl Timeline {
    /// A timeline of runs of this plan.
    pub fn of(plan: &Plan) -> Self {
        let populations = plan.populations.iter().map(|population| population.name.clone()).collect();
        Self { populations, ..Self::default() }
    }

    /// All lines, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The lines that are about a name, a sid or the number of one (`task 3`), and those about what is named beside
    /// it.
    pub fn around(&self, entity: &str) -> Vec<&Line> {
        let is_about = |line: &&Line| {
            line.who == entity || line.about.iter().any(|it| it == entity) || line.what.contains(entity)
        };
        let mut near: BTreeSet<&str> = [entity].into();
        for line in self.lines.iter().filter(is_about) {
            // A worker is named in many lines that are about something else.
            near.extend(line.about.iter().map(String::as_str).filter(|it| !self.is_somebody(it)));
        }
        let related = |line: &&Line| is_about(line) || line.about.iter().any(|it| near.contains(it.as_str()));
        self.lines.iter().filter(related).collect()
    }

    fn is_somebody(&self, name: &str) -> bool {
        self.workers.values().any(|worker| worker == name)
    }

    /// As text, a line each, times aligned.
    pub fn text<'a>(lines: impl IntoIterator<Item = &'a Line>) -> String {
        let lines: Vec<&Line> = lines.into_iter().collect();
        let wide = |text: fn(&Line) -> usize| lines.iter().map(|line| text(line)).max().unwrap_or(0).min(40);
        let who = wide(|line| line.who.chars().count());
        let mut text = String::new();
        for line in &lines {
            let change = match (&line.from, &line.to) {
                (Some(from), Some(to)) => format!(": {from} → {to}"),
                (None, Some(to)) => format!(": {to}"),
                (Some(from), None) => format!(": {from} →"),
                (None, None) => String::new(),
            };
            let sign = match line.kind {
                "move" => "▸",
                "fault" => "⚡",
                "show" => "★",
                "finding" => "✗",
                _ => " ",
            };
            text.push_str(&format!("{}  {sign} {:<who$}  {}{change}\n", line.at, line.who, line.what));
        }
        text
    }

    fn name_of(&self, id: WorkerId) -> SmolStr {
        self.workers.get(&id).cloned().unwrap_or_default()
    }

    fn member(&self, member: Member) -> SmolStr {
        match member {
            Member::Customer => SmolStr::new_static("the customer"),
            Member::Worker(worker) => self.name_of(worker),
        }
    }

    fn role(&self, role: Role) -> SmolStr {
        match role {
            Role::Customer => SmolStr::new_static("the customer"),
            Role::Worker(worker) | Role::Supervisor(worker) => self.name_of(worker),
            Role::External => SmolStr::new_static("a third party"),
        }
    }

    fn add(&mut self, at: SimTime, kind: &'static str, who: SmolStr, what: String, about: Vec<String>) {
        let line = Line { at_s: at.as_secs_f64(), at, who, kind, what, from: None, to: None, about };
        self.lines.push(line);
    }

    fn change(&mut self, at: SimTime, what: String, from: &str, to: &str, about: Vec<String>) {
        self.add(at, "state", SmolStr::default(), what, about);
        if let Some(line) = self.lines.last_mut() {
            line.from = Some(from.to_owned()).filter(|from| !from.is_empty());
            line.to = Some(to.to_owned()).filter(|to| !to.is_empty());
        }
    }
}

impl Observer for Timeline {
    fn contact(&mut self, at: SimTime, id: ContactId, event: &ContactEvent) {
        let what = format!("contact {}", id.number());
        match event {
            ContactEvent::Arrived { channel, .. } => {
                self.change(at, format!("{what} by {}", channel.name()), "", "arrived", Vec::new());
            }
            ContactEvent::Ended { how } => self.change(at, what, "open", &format!("over ({how:?})"), Vec::new()),
            ContactEvent::Placed { .. } | ContactEvent::Answered { .. } | ContactEvent::Redirected { .. } => {}
        }
    }

    fn task(&mut self, at: SimTime, id: TaskId, event: &TaskEvent) {
        let about = vec![id.sid().to_string()];
        match event {
            TaskEvent::Created { contact, .. } => {
                let what = format!("task {} of contact {}", id.number(), contact.number());
                self.change(at, what, "", "pending", about);
            }
            TaskEvent::Changed { from, to } => {
                self.change(at, format!("task {}", id.number()), from.name(), to.name(), about);
            }
            TaskEvent::TransferStarted { mode, .. } => {
                let what = format!("{mode:?} transfer of task {}", id.number()).to_lowercase();
                self.change(at, what, "", "in flight", about);
            }
            TaskEvent::TransferSettled { outcome } => {
                let to = format!("{outcome:?}").to_lowercase();
                self.change(at, format!("transfer of task {}", id.number()), "in flight", &to, about);
            }
            TaskEvent::Queued { .. }
            | TaskEvent::AttributesChanged { .. }
            | TaskEvent::Removed
            | TaskEvent::ConsultationEnded => {}
        }
    }

    fn reservation(&mut self, at: SimTime, id: ReservationId, event: &ReservationEvent) {
        match event {
            ReservationEvent::Created { task, worker, .. } => {
                let name = self.name_of(*worker);
                let what = format!("reservation {} of task {} for {name}", id.number(), task.number());
                self.change(
                    at,
                    what,
                    "",
                    "pending",
                    vec![id.sid().to_string(), task.sid().to_string(), name.into()],
                );
            }
            ReservationEvent::Changed { task, worker, from, to } => {
                let name = self.name_of(*worker);
                let what = format!("reservation {} of {name}", id.number());
                let about = vec![id.sid().to_string(), task.sid().to_string(), name.into()];
                self.change(at, what, from.name(), to.name(), about);
            }
            ReservationEvent::WorkerCalled { .. } => {}
        }
    }

    fn conference(&mut self, at: SimTime, id: ConferenceId, event: &ConferenceEvent) {
        let (call, sid) = (format!("call {}", id.number()), id.sid().to_string());
        match event {
            ConferenceEvent::Started { task } => {
                let about = vec![sid, task.sid().to_string()];
                self.change(at, format!("{call} of task {}", task.number()), "", "live", about);
            }
            ConferenceEvent::Ringing { role, .. } => {
                self.change(at, format!("{} in {call}", self.role(*role)), "", "ringing", vec![sid]);
            }
            ConferenceEvent::Joined { role, .. } => {
                self.change(at, format!("{} in {call}", self.role(*role)), "", "joined", vec![sid]);
            }
            ConferenceEvent::ParticipantChanged { role, hold, muted, coaching, .. } => {
                let flags = [(*hold, "on hold"), (*muted, "muted"), (coaching.is_some(), "coaching")];
                let flags: Vec<&str> = flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag).collect();
                let now = if flags.is_empty() { "heard by all".to_owned() } else { flags.join(", ") };
                self.change(at, format!("{} in {call}", self.role(*role)), "", &now, vec![sid]);
            }
            ConferenceEvent::Left { role, reason, .. } => {
                let to = format!("left ({reason:?})");
                self.change(at, format!("{} in {call}", self.role(*role)), "joined", &to, vec![sid]);
            }
            ConferenceEvent::Ended { task, reason } => {
                let about = vec![sid, task.sid().to_string()];
                self.change(at, call, "live", &format!("over ({reason:?})"), about);
            }
            ConferenceEvent::TonesSent { .. } => {}
        }
    }

    fn conversation(&mut self, at: SimTime, id: ConversationId, event: &ConversationEvent) {
        let (this, about) = (format!("conversation {}", id.number()), vec![id.sid().to_string()]);
        match event {
            ConversationEvent::Opened { contact, .. } => {
                self.change(at, format!("{this} of contact {}", contact.number()), "", "open", about);
            }
            ConversationEvent::Joined { member, .. } => {
                self.change(at, format!("{} in {this}", self.member(*member)), "", "joined", about);
            }
            ConversationEvent::Left { member } => {
                self.change(at, format!("{} in {this}", self.member(*member)), "joined", "left", about);
            }
            ConversationEvent::Sent { index, author, .. } => {
                let what = format!("message {index} of {} in {this}", self.member(*author));
                self.change(at, what, "", "sent", about);
            }
            ConversationEvent::Delivered { index, to } => {
                let to = format!("delivered to {}", self.member(*to));
                self.change(at, format!("message {index} in {this}"), "", &to, about);
            }
            ConversationEvent::TypingChanged { .. } | ConversationEvent::Removed => {}
        }
    }

    fn channel(&mut self, at: SimTime, _: ChannelId, event: &ChannelEvent) {
        let ChannelEvent::Changed { conversation, from, to } = event;
        let about = vec![conversation.sid().to_string()];
        let (from, to) = (format!("{from:?}").to_lowercase(), format!("{to:?}").to_lowercase());
        self.change(at, format!("conversation {}", conversation.number()), &from, &to, about);
    }

    fn worker(&mut self, at: SimTime, id: WorkerId, event: &WorkerEvent) {
        match event {
            WorkerEvent::Added { group, .. } => {
                let number = self.known.entry(*group).or_default();
                *number += 1;
                let name = self.populations.get(usize::from(group.0)).cloned().unwrap_or_default();
                self.workers.insert(id, SmolStr::new(format!("{name}-{number}")));
            }
            WorkerEvent::Changed { available, .. } => {
                let name = self.name_of(id);
                let to = if *available { "available" } else { "not available" };
                self.change(at, name.to_string(), "", to, vec![name.into()]);
            }
            WorkerEvent::AttributesChanged => {}
        }
    }

    fn invocation(&mut self, at: SimTime, _: InvocationId, event: &InvocationEvent) {
        match event {
            InvocationEvent::Settled { worker, action, outcome, .. } => {
                let name = self.name_of(*worker);
                let how = match outcome {
                    Outcome::Ok => "ok".to_owned(),
                    Outcome::Rejected(code) => format!("rejected, {}", code.name()),
                    Outcome::Cancelled => "cancelled by a listener".to_owned(),
                    Outcome::Lost => "lost".to_owned(),
                };
                let about = vec![name.to_string()];
                self.add(at, "action", name, format!("{}: {how}", action.as_str()), about);
            }
            InvocationEvent::Begun { .. } | InvocationEvent::ListenerFailed { .. } => {}
        }
    }

    fn show(&mut self, at: SimTime, event: &ShowEvent) {
        let what = match event {
            ShowEvent::Cued { text } => text.to_string(),
            ShowEvent::Narrated { kind, text, .. } => format!("{}: {text}", kind.name()),
        };
        self.add(at, "show", SmolStr::default(), what, Vec::new());
    }

    fn moved(&mut self, at: SimTime, _: &StepKey, who: &Identity, what: &Move) {
        self.add(at, "move", who.name.clone(), what.words(), vec![who.name.to_string()]);
    }

    fn broke(&mut self, at: SimTime, name: &str, message: &str) {
        self.add(
            at,
            "finding",
            SmolStr::default(),
            format!("invariant `{name}`: {message}"),
            vec![name.to_owned()],
        );
    }

    fn struck(&mut self, at: SimTime, _: &FaultKey, what: &str) {
        self.add(at, "fault", SmolStr::default(), what.to_owned(), Vec::new());
    }
}
