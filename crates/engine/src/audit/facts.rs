//! What the audit knows of the centre before the first event.

use crate::config::Center;

/// What the audit must know before the first event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupFacts {
    /// Whether each activity is an available one.
    pub available: Vec<bool>,
    /// For how many workers at once each queue may reserve a task.
    pub max_reserved: Vec<u16>,
}

impl From<&Center> for SetupFacts {
    fn from(center: &Center) -> Self {
        Self {
            available: center.activities.iter().map(|activity| activity.available).collect(),
            max_reserved: center.queues.iter().map(|queue| u16::from(queue.max_reserved)).collect(),
        }
    }
}
