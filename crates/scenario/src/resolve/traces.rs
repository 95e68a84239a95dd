//! The files of all traces: read before anything else is resolved, since the run may begin and end with them.

use std::collections::BTreeMap;

use super::super::path::NodePath;
use super::super::raw::{RawCustomers, RawTurnTo};
use super::attributes;
use super::queues::Queues;
use crate::arrivals::{self, FromColumns, TraceFile};
use crate::checks::Context;
use crate::days::StartsAt;
use rushhour_engine::units::SimSpan;

/// All traces of a scenario, by the place of their population and their place among its arrivals.
#[derive(Default)]
pub(super) struct Traces {
    /// Each with the place of its key.
    traces: BTreeMap<(usize, usize), (TraceFile, NodePath)>,
    /// Whether one of them could not be read, which was reported.
    pub failed: bool,
}

impl Traces {
    /// The trace of these arrivals of this population.
    pub(super) fn get(&self, population: usize, item: usize) -> Option<&TraceFile> {
        self.traces.get(&(population, item)).map(|(trace, _)| trace)
    }
    /// When the first of them begins: by its date where any has one.
    pub(super) fn begin(&self) -> Option<StartsAt> {
        let by_clock = self.traces.values().map(|(trace, _)| trace).filter(|trace| trace.by_clock());
        let key = |trace: &&TraceFile| (trace.first_day().is_none(), trace.first_day(), trace.first());
        by_clock.min_by_key(key)?.begins_at()
    }
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.traces.is_empty()
    }
    /// How long after the beginning of the run the last of them ends, and where that is written. Nothing of those that begin
    /// before the run does.
    pub(super) fn end(&self, starts_at: Option<StartsAt>) -> Option<(SimSpan, &NodePath)> {
        let length = |trace: &TraceFile| Some(trace.shift(starts_at)?.of(trace.end()));
        let lengths = self.traces.values().filter_map(|it| Some((length(&it.0)?, &it.1)));
        lengths.max_by_key(|(length, _)| *length)
    }
}

/// Reads the traces of all customers.
pub(super) fn read_all(customers: &[RawCustomers], queues: &Queues, context: &mut Context<'_>) -> Traces {
    let mut traces = Traces::default();
    for (population, customers) in customers.iter().enumerate() {
        let Some(arrivals) = &customers.arrivals else { continue };
        let from = from_columns(customers, population, queues);
        for (item, arrival) in arrivals.items.iter().enumerate() {
            let Some(raw) = arrival.trace() else { continue };
            let path = NodePath::root().key("customers").index(population).key("arrivals");
            let path = if arrivals.listed { path.index(item) } else { path }.key("trace");
            match arrivals::read_trace(raw, &from, &path, context) {
                Ok(trace) => {
                    context.warnings.extend(trace.warnings.clone());
                    traces.traces.insert((population, item), (trace, path));
                }
                Err(issue) => {
                    context.issues.push(*issue);
                    traces.failed = true;
                }
            }
        }
    }
    traces
}

/// What these customers take from the columns of their traces.
fn from_columns<'a>(customers: &'a RawCustomers, population: usize, queues: &'a Queues) -> FromColumns<'a> {
    let path = NodePath::root().key("customers").index(population);
    let queue = customers.queue.as_ref().and_then(RawTurnTo::column).map(|column| (column, path.key("queue")));
    let attributes = match attributes::from_columns(&customers.attributes) {
        Ok(named) => named.into_iter().map(|it| (it.name, it.column, it.at.of(&path))).collect(),
        // What is wrong with them is said where they are resolved.
        Err(_) => Vec::new(),
    };
    FromColumns { queue, attributes, queues: &queues.names, places: Some(queues.places()) }
}
