//! Who may watch a run.

use super::chance::Draw;
use super::control::{FaultKey, Move, StepKey};
use super::event::{ActorEvent, CheckEvent, CheckId, Event, FaultEvent, ShowEvent};
use rushhour_engine::action::ActionName;
use rushhour_engine::event as engine;
use rushhour_engine::event::{
    ChannelEvent, ConferenceEvent, ContactEvent, ConversationEvent, DesktopEvent, InvocationEvent,
    ReservationEvent, TaskEvent, WorkerEvent,
};
use rushhour_engine::units::{
    ActorId, ChannelId, ConferenceId, ContactId, ConversationId, InvocationId, ReservationId, SimSpan, SimTime,
    TaskId, WorkerId,
};
use rushhour_scenario::FaultId;
use rushhour_script::request::Identity;

/// Folds the events of one replication into something. An observer never changes what it watches, but it may end it.
pub trait Observer {
    /// Something happened. Events come in the order in which they happened.
    ///
    /// Whoever reads all events, whatever they are about, reads them here; others read some subjects below.
    fn event(&mut self, at: SimTime, event: &Event) {
        self.by_subject(at, event);
    }

    /// Hands an event on by its subject.
    fn by_subject(&mut self, at: SimTime, event: &Event) {
        match event {
            Event::Engine(engine::Event::Contact(id, event)) => self.contact(at, *id, event),
            Event::Engine(engine::Event::Task(id, event)) => self.task(at, *id, event),
            Event::Engine(engine::Event::Reservation(id, event)) => self.reservation(at, *id, event),
            Event::Engine(engine::Event::Conference(id, event)) => self.conference(at, *id, event),
            Event::Engine(engine::Event::Conversation(id, event)) => self.conversation(at, *id, event),
            Event::Engine(engine::Event::Channel(id, event)) => self.channel(at, *id, event),
            Event::Engine(engine::Event::Worker(id, event)) => self.worker(at, *id, event),
            Event::Engine(engine::Event::Desktop(id, event)) => self.desktop(at, *id, event),
            Event::Engine(engine::Event::Invocation(id, event)) => self.invocation(at, *id, event),
            Event::Actor(id, event) => self.actor(at, *id, event),
            Event::Check(id, event) => self.check(at, *id, event),
            Event::Fault(id, event) => self.fault(at, *id, event),
            Event::Show(event) => self.show(at, event),
        }
    }

    // By subject: an observer reads those that it is about.

    /// Something happened to a customer's contact.
    fn contact(&mut self, _at: SimTime, _id: ContactId, _event: &ContactEvent) {}
    /// Something happened to a task.
    fn task(&mut self, _at: SimTime, _id: TaskId, _event: &TaskEvent) {}
    /// Something happened to a reservation.
    fn reservation(&mut self, _at: SimTime, _id: ReservationId, _event: &ReservationEvent) {}
    /// Something happened to a call.
    fn conference(&mut self, _at: SimTime, _id: ConferenceId, _event: &ConferenceEvent) {}
    /// Something happened to a conversation.
    fn conversation(&mut self, _at: SimTime, _id: ConversationId, _event: &ConversationEvent) {}
    /// Something happened to an interaction channel.
    fn channel(&mut self, _at: SimTime, _id: ChannelId, _event: &ChannelEvent) {}
    /// Something happened to a worker.
    fn worker(&mut self, _at: SimTime, _id: WorkerId, _event: &WorkerEvent) {}
    /// Something changed on a worker's desktop.
    fn desktop(&mut self, _at: SimTime, _id: WorkerId, _event: &DesktopEvent) {}
    /// Something happened to an invocation of an action.
    fn invocation(&mut self, _at: SimTime, _id: InvocationId, _event: &InvocationEvent) {}
    /// Something happened to a person's script, or it did something.
    fn actor(&mut self, _at: SimTime, _id: ActorId, _event: &ActorEvent) {}
    /// A script checked something.
    fn check(&mut self, _at: SimTime, _id: CheckId, _event: &CheckEvent) {}
    /// A fault did something.
    fn fault(&mut self, _at: SimTime, _id: FaultId, _event: &FaultEvent) {}
    /// Those who watch are told something.
    fn show(&mut self, _at: SimTime, _event: &ShowEvent) {}

    /// These things happened in one step, in this order. The simulation tells of a step by one call, so that who watches
    /// costs it one indirect call a step and not one an event.
    fn step(&mut self, at: SimTime, events: &[Event]) {
        for event in events {
            self.event(at, event);
        }
    }

    /// How often it wants to be asked whether the run ends before its time; never, unless it says so.
    fn looks_every(&self) -> Option<SimSpan> {
        None
    }

    /// Whether the run ends here, all that came before this moment having happened.
    fn ends_at(&mut self, _at: SimTime) -> bool {
        false
    }

    /// The engine spent so many nanoseconds of wall time on one invocation of an action. Not part of the digest.
    fn engine_time(&mut self, _action: &ActionName, _ns: u64) {}

    /// Somebody makes a move; the events that come of it follow.
    fn moved(&mut self, _at: SimTime, _step: &StepKey, _who: &Identity, _what: &Move) {}

    /// A fault strikes; the events that come of it follow.
    fn struck(&mut self, _at: SimTime, _key: &FaultKey, _what: &str) {}

    /// An invariant of the user's own does not hold, for the first time.
    fn broke(&mut self, _at: SimTime, _name: &str, _message: &str) {}

    /// Somebody is about to draw, where the run is conducted so that draws are told.
    fn drew(&mut self, _at: SimTime, _draw: &Draw) {}
}
