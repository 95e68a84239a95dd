//! Bodies: what supervisors do, and their view of the team.

use smol_str::SmolStr;

use crate::action::{Action, Code};
use crate::config::Mode;
use crate::desktop::panels::filter_view;
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::EndReason;
use crate::invocation::{Execution, Landed, NestedAction};
use crate::payload::{Command, TeamFilter};
use crate::platform::{Done, Refusal};
use crate::units::{ConferenceId, InvocationId, ParticipantId, ReservationId, WorkerId};
use crate::value::{Payload, Value};
use crate::views::parse_query;

/// That somebody has the team's view.
pub(super) fn supervises(engine: &Engine, worker: WorkerId, what: &str) -> Done {
    if engine.platform.worker(worker).is_some_and(|worker| worker.supervisor) {
        return Ok(());
    }
    Err(Refusal::caller(Code::NotAuthorized, format!("only supervisors {what}")))
}

// Monitoring.

pub(super) fn guard_monitor(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    supervises(engine, worker, "monitor calls")?;
    engine.platform.may_monitor(id, worker)?;
    Ok(Execution::AtBackend)
}

pub(super) fn monitor(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, id: ReservationId) -> Done<Landed> {
    engine.platform.monitor(cx, id, worker)?;
    engine.desktops[worker.index()].panels.monitored = Some(id);
    state_panel(cx, worker, "monitored", Value::Sid(id.sid()));
    Landed::nothing()
}

/// Whether an invocation of MonitorCall names the very call that its desktop monitors.
pub(crate) fn monitors_already(engine: &Engine, id: InvocationId) -> bool {
    let running = engine.running(id);
    let worker = running.worker;
    let monitored = engine.desktops[worker.index()].panels.monitored;
    let command = crate::payload::parse(Action::MonitorCall, running.body_payload());
    let named = match command {
        Ok(Command::MonitorCall { reservation }) => Some(reservation),
        _ => None,
    };
    engine.platform.monitoring_leg(worker).is_some() && named.is_some() && monitored == named
}

/// The leg that StopMonitoringCall takes out. In compat mode that is whatever leg is active, whatever the payload.
fn leg_to_drop(
    engine: &Engine,
    worker: WorkerId,
    id: Option<ReservationId>,
) -> Done<(ConferenceId, ParticipantId)> {
    if engine.platform.center().mode == Mode::Compat
        && let Some(leg) = engine.platform.active_leg(worker)
    {
        return Ok(leg);
    }
    let Some(leg) = engine.platform.monitoring_leg(worker) else {
        return Err(Refusal::world(Code::NotMonitoring, "no call is being monitored"));
    };
    let monitored = engine.desktops[worker.index()].panels.monitored;
    match (id, monitored) {
        (Some(named), Some(monitored)) if named != monitored => {
            Err(Refusal::caller(Code::NotMonitoring, format!("it is {monitored} that is monitored, not {named}")))
        }
        (_, _) => Ok(leg),
    }
}

pub(super) fn guard_stop(engine: &Engine, worker: WorkerId, id: Option<ReservationId>) -> Done<Execution> {
    leg_to_drop(engine, worker, id).map(|_| Execution::AtBackend)
}

pub(super) fn stop(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: Option<ReservationId>,
) -> Done<Landed> {
    let (conference, participant) = leg_to_drop(engine, worker, id)?;
    engine.platform.remove_participant(cx, conference, participant, EndReason::HungUp);
    engine.desktops[worker.index()].panels.monitored = None;
    state_panel(cx, worker, "monitored", Value::Null);
    Landed::nothing()
}

// The team's view.

pub(super) fn guard_select_task(engine: &Engine, worker: WorkerId, id: Option<ReservationId>) -> Done<Execution> {
    supervises(engine, worker, "have the team's view")?;
    match id {
        Some(id) if engine.platform.reservation(id).is_none() => {
            let message = format!("there is no reservation {id}");
            Err(if engine.platform.ever_reserved(id) {
                Refusal::world(Code::TaskNotFound, message)
            } else {
                Refusal::caller(Code::TaskNotFound, message)
            })
        }
        Some(_) | None => Ok(Execution::OnDesktop),
    }
}

pub(super) fn guard_select_worker(engine: &Engine, worker: WorkerId, id: Option<WorkerId>) -> Done<Execution> {
    supervises(engine, worker, "have the team's view")?;
    match id {
        Some(id) if engine.platform.worker(id).is_none() => {
            Err(Refusal::caller(Code::WorkerNotFound, format!("there is no worker {id}")))
        }
        Some(_) | None => Ok(Execution::OnDesktop),
    }
}

/// Selects a task or a worker of the team, or neither; the dialer hides.
pub(super) fn select(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    task: Option<ReservationId>,
    person: Option<WorkerId>,
) -> Done<Landed> {
    let panels = &mut engine.desktops[worker.index()].panels;
    panels.team.task = task;
    panels.team.worker = person;
    panels.dialer = false;
    let sid = task.map(ReservationId::sid).or(person.map(WorkerId::sid));
    state_panel(cx, worker, "team_selection", sid.map_or(Value::Null, Value::Sid));
    let location = match (task, person) {
        (Some(task), _) => format!("/teams/task/{task}"),
        (None, Some(person)) => format!("/teams/worker/{person}"),
        (None, None) => String::from("/teams"),
    };
    let payload = Payload::Bare(Value::Text(location.into()));
    Ok(Landed::then(NestedAction { action: Action::HistoryReplace, payload, must_succeed: true }))
}

pub(super) fn guard_filters(engine: &Engine, worker: WorkerId, extra: Option<&SmolStr>) -> Done<Execution> {
    supervises(engine, worker, "have the team's view")?;
    if let Some(extra) = extra {
        parse_query(extra).map_err(|message| {
            Refusal::caller(Code::InvalidPayload, format!("`extraFilterQuery` can't be read: {message}"))
        })?;
    }
    Ok(Execution::OnDesktop)
}

pub(super) fn filters(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    filters: Vec<TeamFilter>,
    extra: Option<SmolStr>,
) -> Done<Landed> {
    let view = Value::list(filters.iter().map(filter_view).collect());
    let team = &mut engine.desktops[worker.index()].panels.team;
    team.filters = filters;
    team.extra = extra;
    state_panel(cx, worker, "team_filters", view);
    Landed::nothing()
}

pub(super) fn search(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, search: SmolStr) -> Done<Landed> {
    engine.desktops[worker.index()].panels.team.search = search.clone();
    state_panel(cx, worker, "team_search", Value::Text(search));
    Landed::nothing()
}
