//! What supervisors do, and their view of the team.

use smol_str::SmolStr;

use super::definition::{Definition, Refused};
use super::execution::{Awaited, Execution, Landed, NestedAction, RefusedBy};
use super::fields::{SID, TASK, TASK_OR_SID};
use super::floor::{Floor, FloorMut};
use crate::action::{Action, Code};
use crate::config::Mode;
use crate::desktop::{TeamFilter, field_of, locations, parse_query, state_panel};
use crate::effects::Cx;
use crate::entry::{Entry, Failure, Field, FieldKind, Group, Otherwise, Pair, Shape, Silent};
use crate::event::EndReason;
use crate::payload::{Reader, check, text_of, unread};
use crate::platform::{Done, Refusal};
use crate::units::{ConferenceId, ParticipantId, ReservationId, WorkerId};
use crate::value::{Payload, Value};

/// What supervisors ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum SupervisorCommand {
    MonitorCall { reservation: ReservationId },
    StopMonitoringCall { reservation: Option<ReservationId> },
    SelectTaskInSupervisor { reservation: Option<ReservationId> },
    SelectWorkerInSupervisor { worker: Option<WorkerId> },
    ApplyTeamsViewFilters { filters: Vec<TeamFilter>, extra: Option<SmolStr> },
    ApplyTeamsViewSearch { search: SmolStr },
}

pub(super) const ACTIONS: &[Definition<SupervisorCommand>] = &[
    Definition::new(&MONITOR_CALL, |it| Ok(SupervisorCommand::MonitorCall { reservation: it.reservation() }))
        // A call that is monitored already; and whatever the backend says, for nobody waits for it.
        .silent(|it| match it.code {
            _ if it.by == RefusedBy::Backend => Some(true),
            Code::CantMonitor => Some(monitors_already(it)),
            _ => None,
        }),
    Definition::new(&STOP_MONITORING_CALL, |it| {
        Ok(SupervisorCommand::StopMonitoringCall { reservation: it.reservation_if_any() })
    }),
    Definition::new(&SELECT_TASK_IN_SUPERVISOR, |it| {
        Ok(SupervisorCommand::SelectTaskInSupervisor { reservation: it.reservation_if_any() })
    }),
    Definition::new(&SELECT_WORKER_IN_SUPERVISOR, |it| {
        Ok(SupervisorCommand::SelectWorkerInSupervisor { worker: it.one_id("workerSid", "worker") })
    }),
    Definition::new(&APPLY_TEAMS_VIEW_FILTERS, |it| {
        let (filters, extra) = (read_filters(it), it.text_if_any("extraFilterQuery"));
        Ok(SupervisorCommand::ApplyTeamsViewFilters { filters, extra })
    })
    .kept()
    .silent(|it| match it.code {
        Code::InvalidPayload => Some(is_no_list(it)),
        Code::IncompletePayload => Some(it.payload.get("filters").is_none()),
        _ => None,
    }),
    Definition::new(&APPLY_TEAMS_VIEW_SEARCH, |it| {
        Ok(SupervisorCommand::ApplyTeamsViewSearch { search: it.text("search") })
    })
    .kept(),
];

pub(super) fn guard(floor: Floor<'_>, worker: WorkerId, command: &SupervisorCommand) -> Done<Execution> {
    match command {
        SupervisorCommand::MonitorCall { reservation } => guard_monitor(floor, worker, *reservation),
        SupervisorCommand::StopMonitoringCall { reservation } => guard_stop(floor, worker, *reservation),
        SupervisorCommand::SelectTaskInSupervisor { reservation } => {
            guard_select_task(floor, worker, *reservation)
        }
        SupervisorCommand::SelectWorkerInSupervisor { worker: person } => {
            guard_select_worker(floor, worker, *person)
        }
        SupervisorCommand::ApplyTeamsViewFilters { filters, extra } => {
            guard_filters(floor, worker, filters, extra.as_ref())
        }
        SupervisorCommand::ApplyTeamsViewSearch { .. } => {
            supervises(floor, worker, "have the team's view").map(|()| Execution::ON_DESKTOP)
        }
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: SupervisorCommand,
) -> Done<Landed> {
    match command {
        SupervisorCommand::MonitorCall { reservation } => monitor(floor, cx, worker, reservation),
        SupervisorCommand::StopMonitoringCall { reservation } => stop(floor, cx, worker, reservation),
        SupervisorCommand::SelectTaskInSupervisor { reservation } => select(floor, cx, worker, reservation, None),
        SupervisorCommand::SelectWorkerInSupervisor { worker: person } => select(floor, cx, worker, None, person),
        SupervisorCommand::ApplyTeamsViewFilters { filters: applied, extra } => {
            filters(floor, cx, worker, applied, extra)
        }
        SupervisorCommand::ApplyTeamsViewSearch { search: text } => search(floor, cx, worker, text),
    }
}

fn read_filters(payload: &Reader<'_>) -> Vec<TeamFilter> {
    let filter = |item: &Value| {
        Some(TeamFilter {
            name: item.get("name").and_then(text_of)?,
            condition: item.get("condition").and_then(text_of)?,
            values: item.get("values")?.clone(),
        })
    };
    payload.items("filters").iter().map(|item| filter(item).unwrap_or_else(|| unread("filters"))).collect()
}

/// Filters that are no list are ignored; a filter that makes no sense is not.
fn is_no_list(it: &Refused<'_>) -> bool {
    !matches!(it.payload.get("filters"), Some(Value::List(_))) && it.by == RefusedBy::Payload
}

// What the catalogue says.

const FILTER: &[Field] = &[
    Field::required(
        "name",
        FieldKind::Word,
        "What is compared: data.activity, data.activity_sid, data.name, data.worker_sid, data.queues or \
         data.attributes and a path.",
    ),
    Field::required("condition", FieldKind::OneOf(&["IN", "NOT_IN", "CONTAINS"]), "How."),
    Field::required("values", FieldKind::Any, "With what: text, or a list."),
];
const VIEW: &str = "The desktop is a supervisor's.";
const NO_VIEW: Failure = Failure::new(Code::NotAuthorized, "the desktop is no supervisor's");

static MONITOR_CALL: Entry = Entry {
    summary: "Listens in to an agent's call.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::optional("extraParams", FieldKind::Any, "For the backend of calls.")
            .ignored("there is none behind this one"),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "Whoever invokes it is a supervisor, is in no call and monitors none; the call is in progress and is an \
            agent's, not their own.",
    effect: "The supervisor joins the conference, muted. No reservation, task or capacity changes.",
    errors: &[
        Failure::new(Code::NotAuthorized, "it is invoked by no supervisor"),
        Failure::new(Code::CantMonitor, "there is no call in progress, or the supervisor is busy"),
        Failure::new(Code::TaskNotFound, "there is no such reservation"),
    ],
    silent: &[
        Silent::new(&[Code::CantMonitor], "a call that is monitored already: nothing happens"),
        Silent::new(
            &[Code::BackendUnavailable, Code::CantMonitor],
            "joining is not waited for, so its failure is not noticed",
        ),
    ],
    example: r#"me.invoke("MonitorCall", #{ sid: task.sid });"#,
    ..Entry::new(Action::MonitorCall, Group::Supervisor)
};

static STOP_MONITORING_CALL: Entry = Entry {
    summary: "Stops listening in.",
    shape: Shape::OptionalObject,
    fields: &[TASK, SID],
    pairs: &[Pair::optional("task", "sid")],
    backend: true,
    legal: "The supervisor monitors a call.",
    effect: "The supervisor's leg leaves; the others notice nothing.",
    errors: &[Failure::new(Code::NotMonitoring, "no call is being monitored")],
    silent: &[Silent::new(&[Code::NotMonitoring], "no leg is active: nothing happens")],
    otherwise: &[Otherwise::does("the payload is ignored, and whatever leg is active is dropped")],
    example: r#"me.invoke("StopMonitoringCall", #{ sid: task.sid });"#,
    ..Entry::new(Action::StopMonitoringCall, Group::Supervisor)
};

static SELECT_TASK_IN_SUPERVISOR: Entry = Entry {
    summary: "Shows an agent's task in the team's view.",
    shape: Shape::OptionalObject,
    fields: &[TASK, SID],
    pairs: &[Pair::optional("task", "sid")],
    legal: VIEW,
    effect: "The task is selected, no worker is, the panel for outbound calls is hidden and the location is the \
             task's page. Without a task nothing is selected any more.",
    errors: &[NO_VIEW, Failure::new(Code::TaskNotFound, "there is no such reservation")],
    silent: &[Silent::new(&[Code::TaskNotFound], "there is no such reservation: nothing happens")],
    invokes: &[Action::HistoryReplace],
    example: r#"me.invoke("SelectTaskInSupervisor", #{ sid: task.sid });"#,
    ..Entry::new(Action::SelectTaskInSupervisor, Group::Supervisor)
};

static SELECT_WORKER_IN_SUPERVISOR: Entry = Entry {
    summary: "Shows a worker in the team's view.",
    shape: Shape::OptionalObject,
    fields: &[
        Field::optional("worker", FieldKind::Worker, "The worker, as an object."),
        Field::optional("workerSid", FieldKind::WorkerSid, "The worker, by their sid."),
    ],
    pairs: &[Pair::optional("worker", "workerSid")],
    legal: VIEW,
    effect: "The worker is selected, no task is, the panel for outbound calls is hidden and the location is the \
             worker's page. Without a worker nobody is selected any more.",
    errors: &[NO_VIEW, Failure::new(Code::WorkerNotFound, "there is no such worker")],
    silent: &[Silent::new(&[Code::WorkerNotFound], "there is no such worker: nothing happens")],
    invokes: &[Action::HistoryReplace],
    slip: Some("The line with its name repeats SelectTaskInSupervisor."),
    example: r#"me.invoke("SelectWorkerInSupervisor", #{ workerSid: me.find("desk-2") });"#,
    ..Entry::new(Action::SelectWorkerInSupervisor, Group::Supervisor)
};

static APPLY_TEAMS_VIEW_FILTERS: Entry = Entry {
    summary: "Filters the team's view.",
    shape: Shape::Object,
    fields: &[
        Field::required("filters", FieldKind::Records(FILTER), "The filters; all must take a worker."),
        Field::optional(
            "extraFilterQuery",
            FieldKind::Text,
            "More filters: `data.attributes.team IN [\"red\"] AND …`.",
        ),
    ],
    legal: VIEW,
    effect: "These filters replace those before, and the view shows who is left.",
    errors: &[
        NO_VIEW,
        Failure::new(
            Code::InvalidPayload,
            "`filters` is no list of filters, one is called what no field is called, or `extraFilterQuery` can't be \
             read",
        ),
    ],
    silent: &[Silent::new(
        &[Code::InvalidPayload, Code::IncompletePayload],
        "`filters` that are missing or no list are ignored",
    )],
    otherwise: &[Otherwise::does(
        "a filter that is called what no field is called finds nobody; a notice tells of it",
    )],
    example: r#"me.invoke("ApplyTeamsViewFilters", #{ filters: [#{ name: "data.activity", condition: "IN", values: ["Break"] }] });"#,
    ..Entry::new(Action::ApplyTeamsViewFilters, Group::Supervisor)
};

static APPLY_TEAMS_VIEW_SEARCH: Entry = Entry {
    summary: "Searches the team's view.",
    shape: Shape::Object,
    fields: &[Field::required("search", FieldKind::Text, "What to look for; empty shows all.")],
    legal: VIEW,
    effect: "The text replaces the one before, and the view shows whom it finds.",
    errors: &[NO_VIEW, Failure::new(Code::IncompletePayload, "`search` is missing")],
    silent: &[Silent::new(&[Code::IncompletePayload], "without a text nothing happens")],
    example: r#"me.invoke("ApplyTeamsViewSearch", #{ search: "desk-1" });"#,
    ..Entry::new(Action::ApplyTeamsViewSearch, Group::Supervisor)
};

// Guards and effects.

/// That somebody has the team's view.
pub(super) fn supervises(floor: Floor<'_>, worker: WorkerId, what: &str) -> Done {
    if floor.platform.worker(worker).is_some_and(|worker| worker.supervisor) {
        return Ok(());
    }
    Err(Refusal::caller(Code::NotAuthorized, format!("only supervisors {what}")))
}

// Monitoring.

fn guard_monitor(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    supervises(floor, worker, "monitor calls")?;
    floor.platform.may_monitor(id, worker)?;
    Ok(Execution::AT_BACKEND)
}

fn monitor(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, id: ReservationId) -> Done<Landed> {
    floor.platform.monitor(cx, id, worker)?;
    floor.desktops[worker.index()].panels.monitored = Some(id);
    state_panel(cx, worker, "monitored");
    Landed::nothing()
}

/// Whether what was refused is to monitor the very call that the desktop monitors.
fn monitors_already(it: &Refused<'_>) -> bool {
    let monitored = it.floor.desktops[it.worker.index()].panels.monitored;
    let named =
        check(&MONITOR_CALL, it.payload, Mode::Compat).is_ok().then(|| Reader::new(it.payload).reservation());
    it.floor.platform.monitoring_leg(it.worker).is_some() && named.is_some() && monitored == named
}

/// The leg that StopMonitoringCall takes out. In compat mode that is whatever leg is active, whatever the payload.
fn leg_to_drop(
    floor: Floor<'_>,
    worker: WorkerId,
    id: Option<ReservationId>,
) -> Done<(ConferenceId, ParticipantId)> {
    if floor.platform.center().mode == Mode::Compat
        && let Some(leg) = floor.platform.active_leg(worker)
    {
        return Ok(leg);
    }
    let Some(leg) = floor.platform.monitoring_leg(worker) else {
        return Err(Refusal::world(Code::NotMonitoring, "no call is being monitored"));
    };
    let monitored = floor.desktops[worker.index()].panels.monitored;
    match (id, monitored) {
        (Some(named), Some(monitored)) if named != monitored => {
            Err(Refusal::caller(Code::NotMonitoring, format!("it is {monitored} that is monitored, not {named}")))
        }
        (_, _) => Ok(leg),
    }
}

fn guard_stop(floor: Floor<'_>, worker: WorkerId, id: Option<ReservationId>) -> Done<Execution> {
    leg_to_drop(floor, worker, id).map(|_| Execution::AT_BACKEND)
}

fn stop(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, id: Option<ReservationId>) -> Done<Landed> {
    let (conference, participant) = leg_to_drop(floor.as_is(), worker, id)?;
    floor.platform.remove_participant(cx, conference, participant, EndReason::HungUp);
    floor.desktops[worker.index()].panels.monitored = None;
    state_panel(cx, worker, "monitored");
    Landed::nothing()
}

// The team's view.

fn guard_select_task(floor: Floor<'_>, worker: WorkerId, id: Option<ReservationId>) -> Done<Execution> {
    supervises(floor, worker, "have the team's view")?;
    match id {
        Some(id) if floor.platform.reservation(id).is_none() => {
            let message = format!("there is no reservation {id}");
            Err(if floor.platform.ever_reserved(id) {
                Refusal::world(Code::TaskNotFound, message)
            } else {
                Refusal::caller(Code::TaskNotFound, message)
            })
        }
        Some(_) | None => Ok(Execution::ON_DESKTOP),
    }
}

fn guard_select_worker(floor: Floor<'_>, worker: WorkerId, id: Option<WorkerId>) -> Done<Execution> {
    supervises(floor, worker, "have the team's view")?;
    match id {
        Some(id) if floor.platform.worker(id).is_none() => {
            Err(Refusal::caller(Code::WorkerNotFound, format!("there is no worker {id}")))
        }
        Some(_) | None => Ok(Execution::ON_DESKTOP),
    }
}

/// Selects a task or a worker of the team, or neither; the dialer hides.
fn select(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    task: Option<ReservationId>,
    person: Option<WorkerId>,
) -> Done<Landed> {
    let panels = &mut floor.desktops[worker.index()].panels;
    panels.team.task = task;
    panels.team.worker = person;
    panels.dialer = false;
    state_panel(cx, worker, "team_selection");
    let location = match (task, person) {
        (Some(task), _) => locations::team_task(task),
        (None, Some(person)) => locations::team_worker(person),
        (None, None) => locations::TEAMS.to_owned(),
    };
    let payload = Payload::Bare(Value::Text(location.into()));
    Ok(Landed::then(NestedAction { action: Action::HistoryReplace, payload, awaited: Awaited::Success }))
}

fn guard_filters(
    floor: Floor<'_>,
    worker: WorkerId,
    filters: &[TeamFilter],
    extra: Option<&SmolStr>,
) -> Done<Execution> {
    supervises(floor, worker, "have the team's view")?;
    let extra = match extra {
        None => Vec::new(),
        Some(extra) => parse_query(extra).map_err(|message| {
            Refusal::caller(Code::InvalidPayload, format!("`extraFilterQuery` can't be read: {message}"))
        })?,
    };
    if floor.platform.center().mode == Mode::Strict
        && let Some(message) = unknown_field(filters, &extra)
    {
        return Err(Refusal::caller(Code::InvalidPayload, message));
    }
    Ok(Execution::ON_DESKTOP)
}

/// That a filter is called what nothing of a worker is called, if one is, and what may be meant.
fn unknown_field(filters: &[TeamFilter], extra: &[TeamFilter]) -> Option<String> {
    let named = |filter: &TeamFilter| field_of(&filter.name).err();
    let unknown = |(place, filter)| named(filter).map(|message| format!("`filters[{place}].name`: {message}"));
    let in_query = || extra.iter().find_map(named).map(|message| format!("`extraFilterQuery`: {message}"));
    filters.iter().enumerate().find_map(unknown).or_else(in_query)
}

fn filters(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    filters: Vec<TeamFilter>,
    extra: Option<SmolStr>,
) -> Done<Landed> {
    let panels = &mut floor.desktops[worker.index()].panels;
    if floor.platform.center().mode == Mode::Compat {
        let query = extra.as_deref().map(parse_query).and_then(Result::ok).unwrap_or_default();
        if let Some(message) = unknown_field(&filters, &query) {
            panels.tell(message);
        }
    }
    panels.team.filters = filters;
    panels.team.extra = extra;
    state_panel(cx, worker, "team_filters");
    Landed::nothing()
}

fn search(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, search: SmolStr) -> Done<Landed> {
    floor.desktops[worker.index()].panels.team.search = search.clone();
    state_panel(cx, worker, "team_search");
    Landed::nothing()
}
