//! The board: what the wallboard tells of the past, folded from events as they come.
//!
//! An observer, fed by the simulation on its own thread; the pacer reads it between two events. What is now (who is in
//! which state, who waits) is read from the centre itself when a snapshot is made.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use smol_str::SmolStr;

use super::feed::{Acts, Feed, Said};
use rushhour_engine::action::ActionName;
use rushhour_engine::event::{
    ConferenceEvent, ContactEnd, ContactEvent, ConversationEvent, InvocationEvent, Member, ReservationEvent,
    ReservationStatus, TaskEvent,
};
use rushhour_engine::units::{
    ActorId, ConferenceId, ContactId, ConversationId, InvocationId, QueueId, ReservationId, SimSpan, SimTime,
    TaskId, WorkerId,
};
use rushhour_measure::{Fate, Goal, Goals, Samples, ServiceCounts};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::timeline::Narration;
use rushhour_scenario::{FaultId, PopulationId};
use rushhour_script::request::Identity;
use rushhour_sim::{ActorEvent, CheckEvent, CheckId, Event, FaultEvent, Move, Observer, ShowEvent, StepKey};

/// How service is told besides the whole run: of so many of these spans.
const RECENT_BUCKETS: usize = 15;
const BUCKET: SimSpan = SimSpan::from_secs(60);
/// So many chapters are kept.
const CHAPTERS_MAX: usize = 100;
/// So many times that an invariant of the user's own did not hold.
const BROKEN_MAX: usize = 100;

/// What happened so far.
#[derive(Debug)]
pub struct Board {
    pub(super) feed: Feed,
    goals: Goals,
    pub(super) queues: Vec<Service>,
    pub(super) all: Service,
    pub(super) actions: BTreeMap<ActionName, Samples>,
    pub(super) acts: Vec<Acts>,
    pub(super) chapters: Vec<(SimTime, SmolStr)>,
    /// How many chapters have begun.
    pub(super) chapters_begun: u64,
    /// What the trainer is asked, until the show goes on.
    pub(super) question: Option<SmolStr>,
    /// What was told last.
    pub(super) said: Option<(SimTime, SmolStr)>,
    /// The invariants of the user's own that did not hold: when, their names, what they say.
    pub(super) broken: Vec<(SimTime, SmolStr, SmolStr)>,
    /// How many events there were.
    pub(super) events: u64,
    pub(super) arrived: u64,
    pub(super) customers: BTreeMap<ContactId, SmolStr>,
    tasks: BTreeMap<TaskId, Work>,
    /// Since when each reservation that is open has its status.
    since: BTreeMap<ReservationId, SimTime>,
    conferences: BTreeMap<ConferenceId, TaskId>,
    /// Who writes in a conversation.
    conversations: BTreeMap<ConversationId, SmolStr>,
    contacts: BTreeMap<ContactId, Open>,
    names: BTreeMap<ActorId, PopulationId>,
    populations: Vec<SmolStr>,
    faults: Vec<SmolStr>,
    /// The names under which scripts check things.
    checks: Vec<SmolStr>,
    /// Who makes a move at the moment.
    moving: SmolStr,
}

/// A task: whose contact it is about, and who has it on their desktop.
#[derive(Clone, Debug)]
struct Work {
    contact: ContactId,
    customer: SmolStr,
    workers: Vec<WorkerId>,
}

/// A contact that is not over.
#[derive(Clone, Copy, Debug)]
struct Open {
    at: SimTime,
    queue: Option<QueueId>,
    inbound: bool,
    answered: bool,
}

impl Open {
    /// Whether it is a customer who came, and whom nobody has answered.
    fn is_waiting(&self) -> bool {
        self.inbound && !self.answered
    }
}

/// How a queue serves: what became of its contacts, as soon as that is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    pub(super) total: ServiceCounts,
    recent: VecDeque<(u64, ServiceCounts)>,
}

impl Service {
    fn count(&mut self, at: SimTime, goal: Goal, fate: Fate) {
        self.total.count(goal, fate);
        let bucket = bucket_of(at);
        if self.recent.back().is_none_or(|(last, _)| *last != bucket) {
            self.recent.push_back((bucket, ServiceCounts::default()));
            if self.recent.len() > RECENT_BUCKETS {
                self.recent.pop_front();
            }
        }
        if let Some((_, counts)) = self.recent.back_mut() {
            counts.count(goal, fate);
        }
    }
    /// Of the last quarter of an hour.
    pub(super) fn recent(&self, now: SimTime) -> ServiceCounts {
        let since = bucket_of(now).saturating_sub(RECENT_BUCKETS as u64 - 1);
        let mut sum = ServiceCounts::default();
        for (_, counts) in self.recent.iter().filter(|(bucket, _)| *bucket >= since) {
            sum.merge(counts);
        }
        sum
    }
}

fn bucket_of(at: SimTime) -> u64 {
    at.as_ns() / BUCKET.as_ns()
}

impl Board {
    /// A board of a run of this plan, before its first event.
    pub fn new(plan: &Plan) -> Self {
        Self {
            feed: Feed::default(),
            goals: Goals::of(plan),
            queues: vec![Service::default(); plan.center.queues.len()],
            all: Service::default(),
            actions: BTreeMap::new(),
            acts: Vec::new(),
            chapters: Vec::new(),
            chapters_begun: 0,
            question: None,
            said: None,
            broken: Vec::new(),
            events: 0,
            arrived: 0,
            customers: BTreeMap::new(),
            tasks: BTreeMap::new(),
            since: BTreeMap::new(),
            conferences: BTreeMap::new(),
            conversations: BTreeMap::new(),
            contacts: BTreeMap::new(),
            names: BTreeMap::new(),
            populations: plan.populations.iter().map(|population| population.name.clone()).collect(),
            faults: plan.faults.iter().map(|fault| fault.name.clone()).collect(),
            checks: Vec::new(),
            moving: SmolStr::default(),
        }
    }

    /// The name by which a customer's contact is known.
    pub(super) fn customer(&self, contact: ContactId) -> SmolStr {
        self.customers.get(&contact).cloned().unwrap_or_else(|| SmolStr::new_static("customer"))
    }

    /// The name of the customer whom a task is about, who may have gone.
    pub(super) fn customer_of(&self, task: TaskId) -> SmolStr {
        self.tasks.get(&task).map_or(SmolStr::new_static("customer"), |work| work.customer.clone())
    }

    /// Since when an open reservation has its status.
    pub(super) fn since(&self, reservation: ReservationId) -> Option<SimTime> {
        self.since.get(&reservation).copied()
    }

    fn acts_of(&mut self, worker: WorkerId) -> &mut Acts {
        if self.acts.len() <= worker.index() {
            self.acts.resize_with(worker.index() + 1, Acts::default);
        }
        &mut self.acts[worker.index()]
    }

    /// Something of a task changes; it is known to whom that is due when one of its agents' actions settles.
    fn changes(&mut self, at: SimTime, task: TaskId) {
        let Some(work) = self.tasks.get(&task).cloned() else { return };
        for worker in work.workers {
            self.acts_of(worker).changes(at, work.customer.clone());
        }
    }

    fn changes_call(&mut self, at: SimTime, conference: ConferenceId) {
        if let Some(task) = self.conferences.get(&conference) {
            self.changes(at, *task);
        }
    }

    fn reservation_changed(&mut self, at: SimTime, task: TaskId, worker: WorkerId, to: ReservationStatus) {
        let Some(work) = self.tasks.get_mut(&task) else { return };
        if !to.is_open() {
            work.workers.retain(|it| *it != worker);
        }
        let customer = work.customer.clone();
        self.acts_of(worker).changes(at, customer);
    }

    fn name_of(&self, actor: ActorId) -> SmolStr {
        let population = self.names.get(&actor).and_then(|id| self.populations.get(usize::from(id.0)));
        population.cloned().unwrap_or_default()
    }

    fn answered(&mut self, at: SimTime, contact: ContactId) {
        if let Some(open) = self.contacts.get_mut(&contact)
            && open.is_waiting()
        {
            open.answered = true;
            let open = *open;
            let fate = Fate::of(self.goals.get(open.queue), open.at, Some(at), None);
            self.count(at, open.queue, fate);
        }
    }

    fn ended(&mut self, at: SimTime, contact: ContactId, how: ContactEnd) {
        let name = self.customers.remove(&contact);
        let Some(open) = self.contacts.remove(&contact).filter(Open::is_waiting) else { return };
        let fate = Fate::of(self.goals.get(open.queue), open.at, None, Some((at, how)));
        self.count(at, open.queue, fate);
        let who = name.unwrap_or_else(|| SmolStr::new_static("customer"));
        let waited = at.since(open.at);
        match how {
            ContactEnd::Abandoned => self.feed.say(at, Said::GaveUp(who, open.queue, waited)),
            ContactEnd::Dropped => self.feed.say(at, Said::Dropped(who, open.queue, waited)),
            ContactEnd::CustomerLeft | ContactEnd::Released | ContactEnd::Blocked | ContactEnd::Redirected => {}
        }
    }

    /// The run is over: nobody will answer those who still wait.
    pub(super) fn close(&mut self, at: SimTime) {
        let waiting: Vec<Open> =
            std::mem::take(&mut self.contacts).into_values().filter(Open::is_waiting).collect();
        for open in waiting {
            self.count(at, open.queue, Fate::of(self.goals.get(open.queue), open.at, None, None));
        }
    }

    /// Counts a contact whose fate is known, for the centre and for its queue.
    fn count(&mut self, at: SimTime, queue: Option<QueueId>, fate: Fate) {
        let goal = self.goals.get(queue);
        if let Some(queue) = queue {
            self.queues[queue.index()].count(at, goal, fate);
        }
        self.all.count(at, goal, fate);
    }

    fn narrated(&mut self, at: SimTime, by: Option<ActorId>, kind: Narration, text: &SmolStr) {
        match kind {
            Narration::Note => self.said = Some((at, text.clone())),
            Narration::Chapter => {
                self.chapters_begun += 1;
                self.said = None;
                if self.chapters.len() < CHAPTERS_MAX {
                    self.chapters.push((at, text.clone()));
                }
            }
            Narration::Pause => self.question = Some(text.clone()),
        }
        let who = by.map_or(SmolStr::new_static("trainer"), |actor| self.name_of(actor));
        self.feed.say(at, Said::Told(who, kind, text.clone()));
    }

    /// A conversation is about a customer: whatever an agent writes in it concerns them.
    fn written(&mut self, at: SimTime, conversation: ConversationId, worker: WorkerId) {
        if let Some(customer) = self.conversations.get(&conversation).cloned() {
            self.acts_of(worker).changes(at, customer);
        }
    }

    /// An unanswered contact counts for the first queue that its task is put in.
    fn queued(&mut self, task: TaskId, queue: QueueId) {
        let contact = self.tasks.get(&task).and_then(|work| self.contacts.get_mut(&work.contact));
        if let Some(contact) = contact.filter(|contact| !contact.answered) {
            contact.queue.get_or_insert(queue);
        }
    }
}

/// What is now (who waits, who is in which state) is read from the centre when somebody looks; here is what is past.
impl Observer for Board {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.events += 1;
        self.by_subject(at, event);
    }

    fn contact(&mut self, at: SimTime, id: ContactId, event: &ContactEvent) {
        match event {
            ContactEvent::Arrived { channel, queue, .. } => {
                self.arrived += 1;
                self.customers.insert(id, self.moving.clone());
                self.contacts.insert(id, Open { at, queue: *queue, inbound: true, answered: false });
                self.feed.say(at, Said::Came(self.moving.clone(), *channel, *queue));
            }
            ContactEvent::Placed { .. } => {
                self.contacts.insert(id, Open { at, queue: None, inbound: false, answered: false });
            }
            ContactEvent::Answered { .. } => self.answered(at, id),
            ContactEvent::Ended { how } => self.ended(at, id, *how),
            ContactEvent::Redirected { .. } => {}
        }
    }

    fn task(&mut self, at: SimTime, id: TaskId, event: &TaskEvent) {
        match event {
            TaskEvent::Created { contact, .. } => {
                let customer = self.customer(*contact);
                self.tasks.insert(id, Work { contact: *contact, customer, workers: Vec::new() });
            }
            TaskEvent::Queued { queue, .. } => {
                if let Some(queue) = queue {
                    self.queued(id, *queue);
                }
            }
            TaskEvent::TransferStarted { .. } | TaskEvent::TransferSettled { .. } => self.changes(at, id),
            TaskEvent::Removed => drop(self.tasks.remove(&id)),
            TaskEvent::Changed { .. } | TaskEvent::AttributesChanged { .. } | TaskEvent::ConsultationEnded => {}
        }
    }

    fn reservation(&mut self, at: SimTime, id: ReservationId, event: &ReservationEvent) {
        match event {
            ReservationEvent::Created { task, worker, .. } => {
                self.since.insert(id, at);
                if let Some(work) = self.tasks.get_mut(task) {
                    work.workers.push(*worker);
                }
            }
            ReservationEvent::Changed { task, worker, to, .. } => {
                if to.is_open() {
                    self.since.insert(id, at);
                } else {
                    self.since.remove(&id);
                }
                self.reservation_changed(at, *task, *worker, *to);
            }
            ReservationEvent::WorkerCalled { .. } => {}
        }
    }

    fn conference(&mut self, at: SimTime, id: ConferenceId, event: &ConferenceEvent) {
        match event {
            ConferenceEvent::Started { task } => drop(self.conferences.insert(id, *task)),
            ConferenceEvent::Ended { .. } => {
                self.changes_call(at, id);
                self.conferences.remove(&id);
            }
            ConferenceEvent::ParticipantChanged { .. } | ConferenceEvent::Left { .. } => self.changes_call(at, id),
            ConferenceEvent::Ringing { .. }
            | ConferenceEvent::Joined { .. }
            | ConferenceEvent::TonesSent { .. } => {}
        }
    }

    fn conversation(&mut self, at: SimTime, id: ConversationId, event: &ConversationEvent) {
        match event {
            ConversationEvent::Opened { contact, .. } => {
                let customer = self.customer(*contact);
                self.conversations.insert(id, customer);
            }
            ConversationEvent::Sent { author: Member::Worker(worker), .. } => self.written(at, id, *worker),
            ConversationEvent::Removed => drop(self.conversations.remove(&id)),
            ConversationEvent::Sent { author: Member::Customer, .. }
            | ConversationEvent::Joined { .. }
            | ConversationEvent::Left { .. }
            | ConversationEvent::Delivered { .. }
            | ConversationEvent::TypingChanged { .. } => {}
        }
    }

    fn invocation(&mut self, at: SimTime, _: InvocationId, event: &InvocationEvent) {
        match event {
            InvocationEvent::Settled { worker, action, outcome, begun_at } => {
                let act = self.acts_of(*worker).add(at, action, *outcome);
                self.feed.say(at, Said::Action(*worker, act));
                match self.actions.get_mut(action) {
                    Some(samples) => samples.span(at.since(*begun_at)),
                    None => self.actions.entry(action.clone()).or_default().span(at.since(*begun_at)),
                }
            }
            InvocationEvent::Begun { .. } | InvocationEvent::ListenerFailed { .. } => {}
        }
    }

    fn actor(&mut self, at: SimTime, id: ActorId, event: &ActorEvent) {
        match event {
            ActorEvent::Started { population } => drop(self.names.insert(id, *population)),
            ActorEvent::Ended { .. } => drop(self.names.remove(&id)),
            ActorEvent::Failed { message } => self.feed.say(at, Said::Failed(self.name_of(id), message.clone())),
            ActorEvent::Noted { text } => self.narrated(at, Some(id), Narration::Note, text),
            ActorEvent::Recorded { .. } => {}
        }
    }

    fn check(&mut self, at: SimTime, id: CheckId, event: &CheckEvent) {
        match event {
            CheckEvent::Named { name } => self.checks.push(name.clone()),
            CheckEvent::Checked { actor, ok: false } => {
                let name = &self.checks[id.0 as usize];
                let text = smol_str::format_smolstr!("the check `{name}` does not hold");
                self.feed.say(at, Said::Failed(self.name_of(*actor), text));
            }
            CheckEvent::Checked { ok: true, .. } => {}
        }
    }

    fn fault(&mut self, at: SimTime, id: FaultId, event: &FaultEvent) {
        match event {
            FaultEvent::Struck { worker, .. } => {
                let name = self.faults[usize::from(id.0)].clone();
                self.feed.say(at, Said::Fault(name, *worker));
            }
        }
    }

    fn show(&mut self, at: SimTime, event: &ShowEvent) {
        match event {
            ShowEvent::Narrated { by, kind, text } => self.narrated(at, *by, *kind, text),
            ShowEvent::Cued { text } => self.feed.say(at, Said::Cue(text.clone())),
        }
    }
}

/// Feeds a board with what happens.
#[derive(Debug)]
pub struct Watch(Rc<RefCell<Board>>);

impl Watch {
    pub(super) fn new(board: &Rc<RefCell<Board>>) -> Self {
        Self(Rc::clone(board))
    }
}

impl Observer for Watch {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.0.borrow_mut().event(at, event);
    }
    fn broke(&mut self, at: SimTime, name: &str, message: &str) {
        let mut board = self.0.borrow_mut();
        let (name, message) = (SmolStr::new(name), SmolStr::new(message));
        let text = smol_str::format_smolstr!("the invariant `{name}` does not hold: {message}");
        board.feed.say(at, Said::Failed(SmolStr::new_static("the floor"), text));
        if board.broken.len() < BROKEN_MAX {
            board.broken.push((at, name, message));
        }
    }
    fn moved(&mut self, _at: SimTime, _step: &StepKey, who: &Identity, what: &Move) {
        let comes = match what {
            Move::Phones | Move::Chats | Move::Emails => true,
            Move::Invokes(_)
            | Move::Coaches(_)
            | Move::Barges(_)
            | Move::Answers
            | Move::Declines
            | Move::Writes(_)
            | Move::HangsUp
            | Move::GivesUp
            | Move::Leaves => false,
        };
        if comes {
            self.0.borrow_mut().moving = who.name.clone();
        }
    }
}
