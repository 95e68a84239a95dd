//! Routes: the way of a task through its workflow.

use crate::config::ExpressionId;
use crate::platform::lines::LineId;
use crate::units::SimSpan;

/// How far a task's workflow has brought it.
#[derive(Clone, Debug, Default)]
pub(in crate::platform) struct Route {
    pub(in crate::platform) targets: Targets,
    pub(in crate::platform) step: usize,
    /// Counts the steps entered, so that the timer of an earlier one is known to be stale.
    pub(in crate::platform) serial: u32,
    /// The sum of the timeouts of the targets before this one.
    pub(in crate::platform) spent: SimSpan,
    /// The timeout of this one.
    pub(in crate::platform) timeout: Option<SimSpan>,
    /// Only workers for whom this is true are asked for.
    pub(in crate::platform) only: Option<ExpressionId>,
    /// It has just entered its step: a `skip_if` still applies.
    pub(in crate::platform) fresh: bool,
    /// The line it waits in, or returns to when a reservation comes to nothing.
    pub(in crate::platform) line: Option<LineId>,
}

/// Which list of targets a task follows.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::platform) enum Targets {
    /// The queue that was dialled, and then those that each overflows to.
    #[default]
    Dialled,
    /// Those that the workflow has for tasks that no filter takes.
    Default,
    /// Those of the filter at this place.
    Filter(usize),
}
