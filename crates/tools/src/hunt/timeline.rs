//! What happened, line by line: who did what when, and how the state changed by it.
//!
//! An observer: it reads moves, faults and events, and keeps a line for each that people would tell. For short runs,
//! such as reproductions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use smol_str::SmolStr;

use rushhour_engine::event::{Event, Member, Outcome, PopulationId, Role};
use rushhour_engine::units::{ContactId, SimTime, TaskId, WorkerId};
use rushhour_scenario::plan::Plan;
use rushhour_script::request::Identity;
use rushhour_sim::{FaultKey, Move, Observer, StepKey};

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
    /// What kind of line it is: `move`, `fault`, `action`, `state`, `finding`.
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
    known: BTreeMap<PopulationId, u32>,
    workers: BTreeMap<WorkerId, SmolStr>,
    contacts: BTreeMap<TaskId, ContactId>,
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
                "finding" => "✗",
                _ => " ",
            };
            text.push_str(&format!("{}  {sign} {:<who$}  {}{change}\n", line.at, line.who, line.what));
        }
        text
    }

    fn worker(&self, id: WorkerId) -> SmolStr {
        self.workers.get(&id).cloned().unwrap_or_default()
    }

    fn member(&self, member: Member) -> SmolStr {
        match member {
            Member::Customer => SmolStr::new_static("the customer"),
            Member::Worker(worker) => self.worker(worker),
        }
    }

    fn role(&self, role: Role) -> SmolStr {
        match role {
            Role::Customer => SmolStr::new_static("the customer"),
            Role::Worker(worker) | Role::Supervisor(worker) => self.worker(worker),
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

    fn of_voice(&mut self, at: SimTime, event: &Event) {
        match event {
            Event::ConferenceStarted { conference, task } => {
                let about = vec![conference.sid().to_string(), task.sid().to_string()];
                self.change(
                    at,
                    format!("call {} of task {}", conference.number(), task.number()),
                    "",
                    "live",
                    about,
                );
            }
            Event::ParticipantRinging { conference, role, .. } => {
                let (name, about) = (self.role(*role), vec![conference.sid().to_string()]);
                self.change(at, format!("{name} in call {}", conference.number()), "", "ringing", about);
            }
            Event::ParticipantJoined { conference, role, .. } => {
                let (name, about) = (self.role(*role), vec![conference.sid().to_string()]);
                self.change(at, format!("{name} in call {}", conference.number()), "", "joined", about);
            }
            Event::ParticipantChanged { conference, role, hold, muted, coaching, .. } => {
                let flags = [(*hold, "on hold"), (*muted, "muted"), (coaching.is_some(), "coaching")];
                let flags: Vec<&str> = flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag).collect();
                let now = if flags.is_empty() { "heard by all".to_owned() } else { flags.join(", ") };
                let (name, about) = (self.role(*role), vec![conference.sid().to_string()]);
                self.change(at, format!("{name} in call {}", conference.number()), "", &now, about);
            }
            Event::ParticipantLeft { conference, role, reason, .. } => {
                let (name, about) = (self.role(*role), vec![conference.sid().to_string()]);
                let what = format!("{name} in call {}", conference.number());
                self.change(at, what, "joined", &format!("left ({reason:?})"), about);
            }
            Event::ConferenceEnded { conference, task, reason } => {
                let about = vec![conference.sid().to_string(), task.sid().to_string()];
                self.change(
                    at,
                    format!("call {}", conference.number()),
                    "live",
                    &format!("over ({reason:?})"),
                    about,
                );
            }
            _ => {}
        }
    }

    fn of_conversations(&mut self, at: SimTime, event: &Event) {
        match event {
            Event::ConversationOpened { conversation, contact, .. } => {
                let about = vec![conversation.sid().to_string()];
                let what = format!("conversation {} of contact {}", conversation.number(), contact.number());
                self.change(at, what, "", "open", about);
            }
            Event::ChannelChanged { conversation, from, to, .. } => {
                let about = vec![conversation.sid().to_string()];
                let (from, to) = (format!("{from:?}").to_lowercase(), format!("{to:?}").to_lowercase());
                self.change(at, format!("conversation {}", conversation.number()), &from, &to, about);
            }
            Event::MemberJoined { conversation, member, .. } => {
                let (name, about) = (self.member(*member), vec![conversation.sid().to_string()]);
                self.change(at, format!("{name} in conversation {}", conversation.number()), "", "joined", about);
            }
            Event::MemberLeft { conversation, member } => {
                let (name, about) = (self.member(*member), vec![conversation.sid().to_string()]);
                self.change(
                    at,
                    format!("{name} in conversation {}", conversation.number()),
                    "joined",
                    "left",
                    about,
                );
            }
            Event::MessageSent { conversation, index, author, .. } => {
                let (name, about) = (self.member(*author), vec![conversation.sid().to_string()]);
                let what = format!("message {index} of {name} in conversation {}", conversation.number());
                self.change(at, what, "", "sent", about);
            }
            Event::MessageDelivered { conversation, index, to } => {
                let (name, about) = (self.member(*to), vec![conversation.sid().to_string()]);
                let what = format!("message {index} in conversation {}", conversation.number());
                self.change(at, what, "", &format!("delivered to {name}"), about);
            }
            _ => {}
        }
    }

    fn of_work(&mut self, at: SimTime, event: &Event) {
        match event {
            Event::ContactArrived { contact, channel, .. } => {
                let what = format!("contact {} by {}", contact.number(), channel.name());
                self.change(at, what, "", "arrived", Vec::new());
            }
            Event::ContactEnded { contact, how } => {
                let what = format!("contact {}", contact.number());
                self.change(at, what, "open", &format!("over ({how:?})"), Vec::new());
            }
            Event::TaskCreated { task, contact, .. } => {
                self.contacts.insert(*task, *contact);
                let what = format!("task {} of contact {}", task.number(), contact.number());
                self.change(at, what, "", "pending", vec![task.sid().to_string()]);
            }
            Event::TaskChanged { task, from, to } => {
                let what = format!("task {}", task.number());
                self.change(at, what, from.name(), to.name(), vec![task.sid().to_string()]);
            }
            Event::ReservationCreated { reservation, task, worker, .. } => {
                let name = self.worker(*worker);
                let what = format!("reservation {} of task {} for {name}", reservation.number(), task.number());
                let about = vec![reservation.sid().to_string(), task.sid().to_string(), name.to_string()];
                self.change(at, what, "", "pending", about);
            }
            Event::ReservationChanged { reservation, task, worker, from, to } => {
                let name = self.worker(*worker);
                let what = format!("reservation {} of {name}", reservation.number());
                let about = vec![reservation.sid().to_string(), task.sid().to_string(), name.to_string()];
                self.change(at, what, from.name(), to.name(), about);
            }
            Event::TransferStarted { task, mode, .. } => {
                let what = format!("{mode:?} transfer of task {}", task.number()).to_lowercase();
                self.change(at, what, "", "in flight", vec![task.sid().to_string()]);
            }
            Event::TransferSettled { task, outcome } => {
                let what = format!("transfer of task {}", task.number());
                let to = format!("{outcome:?}").to_lowercase();
                self.change(at, what, "in flight", &to, vec![task.sid().to_string()]);
            }
            _ => {}
        }
    }
}

impl Observer for Timeline {
    fn event(&mut self, at: SimTime, event: &Event) {
        match event {
            Event::WorkerAdded { worker, population, .. } => {
                let number = self.known.entry(*population).or_default();
                *number += 1;
                let name = self.populations.get(usize::from(population.0)).cloned().unwrap_or_default();
                self.workers.insert(*worker, SmolStr::new(format!("{name}-{number}")));
            }
            Event::WorkerChanged { worker, available, .. } => {
                let name = self.worker(*worker);
                let to = if *available { "available" } else { "not available" };
                self.change(at, format!("{name}"), "", to, vec![name.to_string()]);
            }
            Event::InvocationSettled { worker, action, outcome, .. } => {
                let name = self.worker(*worker);
                let how = match outcome {
                    Outcome::Ok => "ok".to_owned(),
                    Outcome::Rejected(code) => format!("rejected, {}", code.name()),
                    Outcome::Cancelled => "cancelled by a listener".to_owned(),
                    Outcome::Lost => "lost".to_owned(),
                };
                let about = vec![name.to_string()];
                self.add(at, "action", name, format!("{}: {how}", action.as_str()), about);
            }
            other => {
                self.of_work(at, other);
                self.of_voice(at, other);
                self.of_conversations(at, other);
            }
        }
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
