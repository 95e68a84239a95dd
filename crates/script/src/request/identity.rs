//! Who a script is.

use smol_str::SmolStr;

use rushhour_engine::units::{QueueId, WorkerId};
use rushhour_engine::value::Value;
use rushhour_scenario::arrivals::TraceRow;

/// Who a script is, given to it when it starts: what `me` can say without asking.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// `me.name`: the population's name and a number, `desk-17`.
    pub name: SmolStr,
    /// `me.population`.
    pub population: SmolStr,
    /// `me.index`: which of the population, from 0.
    pub index: u64,
    /// What `me` may do.
    pub kind: IdentityKind,
    /// `me.queue`: the queue of the population by name; empty where there is none or several.
    pub queue: SmolStr,
    /// `me.queues`: all of them by name.
    pub queues: Vec<SmolStr>,
    /// `me.attributes`: the population's, a map.
    pub attributes: Value,
    /// `me.row`: the row of the trace by which a customer came.
    pub row: Option<TraceRow>,
}

/// What kind of actor a script plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    /// An agent, with the worker the platform knows.
    Agent(WorkerId),
    /// A supervisor, likewise.
    Supervisor(WorkerId),
    /// A customer, with the queue of their population.
    Customer(Option<QueueId>),
}
