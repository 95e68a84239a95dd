//! Invariant 16: that the agents who are in the call of a task are those who have accepted it, and no others.
//!
//! A call may go on when its agents have left it. What must not be is an agent in it who has nothing to do with its task
//! any more, or one who has accepted the task and is not there.

use super::found::Found;
use super::model::{Model, Task};
use super::number::WRAPPING_IS_OFF_THE_LINE;
use super::view::AuditView;
use super::voice::Voice;
use crate::config::Channel;
use crate::event::{Purpose, ReservationStatus};
use crate::units::{ConferenceId, ReservationId, TaskId};

/// Checks the calls of the tasks that the step touched.
pub(super) fn check(
    model: &Model,
    voice: &Voice,
    state: &dyn AuditView,
    scratch: &mut Vec<ReservationId>,
    found: &mut Found,
) {
    for &task in &model.touched.tasks {
        let Some(it) = model.tasks.get(task).filter(|it| it.channel == Channel::Voice) else { continue };
        found.hold(WRAPPING_IS_OFF_THE_LINE, !it.just_dropped || it.conference.is_none(), || {
            let live = it.conference.map(|it| it.to_string()).unwrap_or_default();
            ([task.to_string(), live], "nobody took its cold transfer, and its call goes on".to_owned())
        });
        if let Some(conference) = it.conference {
            check_agents(task, it, conference, voice, state, scratch, found);
        }
    }
}

fn check_agents(
    task: TaskId,
    it: &Task,
    conference: ConferenceId,
    voice: &Voice,
    state: &dyn AuditView,
    scratch: &mut Vec<ReservationId>,
    found: &mut Found,
) {
    scratch.clear();
    state.open_reservations_of_task(task, scratch);
    let open = || scratch.iter().filter_map(|id| state.reservation(*id));
    for accepted in open().filter(|it| it.status == ReservationStatus::Accepted) {
        found.hold(WRAPPING_IS_OFF_THE_LINE, voice.is_in(Some(conference), accepted.worker), || {
            let entities = [task.to_string(), accepted.worker.to_string(), conference.to_string()];
            (entities, "has accepted the task and is not in its call".to_owned())
        });
    }
    for agent in voice.agents_in(conference) {
        // Whoever has dialled is there before their customer.
        let has_it = |status, purpose| match status {
            ReservationStatus::Accepted => true,
            ReservationStatus::Pending => purpose == Purpose::Own,
            _ => false,
        };
        let theirs = open().any(|it| it.worker == agent && has_it(it.status, it.purpose));
        found.hold(WRAPPING_IS_OFF_THE_LINE, theirs, || {
            let entities = [task.to_string(), agent.to_string(), conference.to_string()];
            (entities, format!("is in the call of a task that is {} and not in their hands", it.status.name()))
        });
    }
}
