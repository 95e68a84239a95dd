//! The rows of a trace, as those know them who come by them: `me.row`, their queue, their attributes.
//!
//! They are read once, and shared by all replications and all copies of a plan.

use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::SmolStr;

use rushhour_engine::units::QueueId;
use rushhour_engine::value::{Entries, Value};

/// The rows of a trace that are used, in order of time.
#[derive(Debug, Default, PartialEq)]
pub struct Rows {
    /// The names of the columns.
    pub(super) columns: Vec<SmolStr>,
    /// What stands in them, row by row.
    pub(super) cells: Vec<Value>,
    /// The queue of each row, where it is taken from a column.
    pub(super) queues: Vec<Option<QueueId>>,
    /// Attributes that are taken from columns: their names, and the places of the columns.
    pub(super) attributes: Vec<(SmolStr, usize)>,
}

impl Rows {
    /// The queues that rows name, each once.
    pub(super) fn queues(&self) -> BTreeSet<QueueId> {
        self.queues.iter().copied().flatten().collect()
    }
}

/// A row of a trace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TraceRow {
    rows: Arc<Rows>,
    place: u32,
}

impl TraceRow {
    /// The row at this place.
    pub(super) fn new(rows: &Arc<Rows>, place: u32) -> Self {
        Self { rows: Arc::clone(rows), place }
    }
    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> + Clone {
        self.rows.columns.iter().map(SmolStr::as_str)
    }
    /// What stands in a column: a number, a text, or nothing where it is empty. `None` where there is no such column.
    pub fn get(&self, column: &str) -> Option<&Value> {
        let place = self.rows.columns.iter().position(|name| name == column)?;
        self.cell(place)
    }
    /// What stands in all of its columns, by their names.
    pub fn entries(&self) -> Entries {
        let cell = |(place, name): (usize, &SmolStr)| Some((name.clone(), self.cell(place)?.clone()));
        self.rows.columns.iter().enumerate().filter_map(cell).collect()
    }
    /// The queue that its column names, where the queue of a population is taken from one.
    pub fn queue(&self) -> Option<QueueId> {
        self.rows.queues.get(self.place as usize).copied().flatten()
    }
    /// These attributes, with those of its columns put over them. A column that is empty leaves what is there.
    pub fn attributes_over(&self, fixed: &Value) -> Value {
        if self.rows.attributes.is_empty() {
            return fixed.clone();
        }
        let mut entries = match fixed {
            Value::Map(entries) => Entries::clone(entries),
            _ => Entries::new(),
        };
        for (name, column) in &self.rows.attributes {
            match self.cell(*column) {
                Some(Value::Null) | None => drop(entries.entry(name.clone()).or_default()),
                Some(value) => drop(entries.insert(name.clone(), value.clone())),
            }
        }
        Value::map(entries)
    }
    fn cell(&self, column: usize) -> Option<&Value> {
        self.rows.cells.get(self.place as usize * self.rows.columns.len() + column)
    }
}

impl PartialEq for TraceRow {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place && Arc::ptr_eq(&self.rows, &other.rows)
    }
}
