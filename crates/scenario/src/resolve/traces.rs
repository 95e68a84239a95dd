//! The files of all traces: read before anything else is resolved, since the run may begin and end with them.

use std::collections::BTreeMap;

use super::super::path::NodePath;
use super::super::raw::RawCustomers;
use crate::arrivals::{self, TraceFile};
use crate::checks::Context;
use crate::days::StartsAt;
use rushhour_engine::units::{SimSpan, TimeOfDay};

/// All traces of a scenario, by the place of their population and their place among its arrivals.
#[derive(Default)]
pub(super) struct Traces {
    traces: BTreeMap<(usize, usize), TraceFile>,
    /// Whether one of them could not be read, which was reported.
    pub failed: bool,
}

impl Traces {
    /// The trace of these arrivals of this population.
    pub(super) fn get(&self, population: usize, item: usize) -> Option<&TraceFile> {
        self.traces.get(&(population, item))
    }
    /// The time of day at which the first of them begins.
    pub(super) fn begin(&self) -> Option<StartsAt> {
        let first = self.traces.values().filter(|trace| trace.by_clock()).map(TraceFile::first).min()?;
        TimeOfDay::from_secs(u32::try_from(first.as_ns() / 1_000_000_000).ok()?).map(StartsAt::time)
    }
    /// How long after the beginning of the run the last of them ends.
    pub(super) fn end(&self, starts_at: Option<StartsAt>) -> Option<SimSpan> {
        let length = |trace: &TraceFile| {
            let base = trace.base(starts_at)?;
            SimSpan::from_ns(trace.end().as_ns().saturating_sub(base.as_ns())).into()
        };
        self.traces.values().filter_map(length).max()
    }
}

/// Reads the traces of all customers.
pub(super) fn read_all(customers: &[RawCustomers], context: &mut Context<'_>) -> Traces {
    let mut traces = Traces::default();
    for (population, customers) in customers.iter().enumerate() {
        let Some(arrivals) = &customers.arrivals else { continue };
        for (item, arrival) in arrivals.items.iter().enumerate() {
            let Some(raw) = arrival.trace() else { continue };
            let path = NodePath::root().key("customers").index(population).key("arrivals");
            let path = if arrivals.listed { path.index(item) } else { path }.key("trace");
            match arrivals::read_trace(raw, &path, context) {
                Ok(trace) => {
                    traces.traces.insert((population, item), trace);
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
