//! Which queues somebody may serve, and which is called so: found without going through all queues.
//!
//! Made once of how the centre is set up. [`super::worker`] judges those that are found here.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::config::Center;
use crate::skills::SKILLS;
use crate::units::QueueId;
use crate::value::Value;

/// The queues by what they are found by.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    by_name: BTreeMap<SmolStr, QueueId>,
    /// By the first skill that they ask for: who lacks that serves none of them by skills.
    by_skill: BTreeMap<SmolStr, Vec<QueueId>>,
    by_expression: Vec<QueueId>,
}

impl Finding {
    pub(super) fn new(center: &Center) -> Self {
        let mut finding = Self { by_name: BTreeMap::new(), by_skill: BTreeMap::new(), by_expression: Vec::new() };
        for (place, queue) in center.queues.iter().enumerate() {
            let id = QueueId::from_index(place);
            finding.by_name.entry(queue.name.clone()).or_insert(id);
            if let Some((skill, _)) = queue.skills.first() {
                finding.by_skill.entry(skill.clone()).or_default().push(id);
            }
            if queue.workers.is_some() {
                finding.by_expression.push(id);
            }
        }
        finding
    }

    /// The queue with this name; of several the first.
    pub(super) fn named(&self, name: &str) -> Option<QueueId> {
        self.by_name.get(name).copied()
    }

    /// The queues that somebody with these attributes may serve, who names these queues: all others they do not serve.
    pub(super) fn candidates(&self, named: &[QueueId], attributes: &Value) -> BTreeSet<QueueId> {
        let mut found: BTreeSet<QueueId> = named.iter().chain(&self.by_expression).copied().collect();
        if let Some(Value::Map(skills)) = attributes.get(SKILLS) {
            found.extend(skills.keys().filter_map(|skill| self.by_skill.get(skill)).flatten());
        }
        found
    }
}
