//! Entries: what supervisors do.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Pair, Shape, Silent};
use super::fields::{SID, TASK, TASK_OR_SID};
use crate::action::{Action, Code};

const FILTER: &[Field] = &[
    Field::required("name", FieldKind::Word, "What is compared: data.activity_name."),
    Field::required("condition", FieldKind::OneOf(&["IN", "NOT_IN", "CONTAINS"]), "How."),
    Field::required("values", FieldKind::Any, "With what: text, or a list."),
];
const VIEW: &str = "The desktop is a supervisor's.";
const NO_VIEW: Failure = Failure::new(Code::NotAuthorized, "the desktop is no supervisor's");

pub(super) static MONITOR_CALL: Entry = Entry {
    summary: "Listens in to an agent's call.",
    shape: Shape::Object,
    fields: &[TASK, SID, Field::optional("extraParams", FieldKind::Any, "Looked at by nobody.")],
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
        Silent::new(&[Code::BackendUnavailable], "joining is not waited for, so its failure is not noticed"),
    ],
    example: r#"me.invoke("MonitorCall", #{ sid: task.sid });"#,
    ..Entry::new(Action::MonitorCall, Group::Supervisor)
};

pub(super) static STOP_MONITORING_CALL: Entry = Entry {
    summary: "Stops listening in.",
    shape: Shape::OptionalObject,
    fields: &[TASK, SID],
    pairs: &[Pair::optional("task", "sid")],
    backend: true,
    legal: "The supervisor monitors a call.",
    effect: "The supervisor's leg leaves; the others notice nothing.",
    errors: &[Failure::new(Code::NotMonitoring, "no call is being monitored")],
    silent: &[Silent::new(
        &[Code::NotMonitoring],
        "the payload is ignored and whatever leg is active is dropped; without one nothing happens",
    )],
    example: r#"me.invoke("StopMonitoringCall", #{ sid: task.sid });"#,
    ..Entry::new(Action::StopMonitoringCall, Group::Supervisor)
};

pub(super) static SELECT_TASK_IN_SUPERVISOR: Entry = Entry {
    summary: "Shows an agent's task in the team's view.",
    shape: Shape::OptionalObject,
    fields: &[TASK, SID],
    pairs: &[Pair::optional("task", "sid")],
    legal: VIEW,
    effect: "The task is selected, no worker is, the panel for outbound calls is hidden and the location is the \
             task's page. Without a task nothing is selected any more.",
    errors: &[NO_VIEW, Failure::new(Code::TaskNotFound, "there is no such reservation")],
    invokes: &[Action::HistoryReplace],
    example: r#"me.invoke("SelectTaskInSupervisor", #{ sid: task.sid });"#,
    ..Entry::new(Action::SelectTaskInSupervisor, Group::Supervisor)
};

pub(super) static SELECT_WORKER_IN_SUPERVISOR: Entry = Entry {
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
    invokes: &[Action::HistoryReplace],
    slip: Some("The line with its name repeats SelectTaskInSupervisor."),
    example: r#"me.invoke("SelectWorkerInSupervisor", #{ workerSid: me.find("desk-2") });"#,
    ..Entry::new(Action::SelectWorkerInSupervisor, Group::Supervisor)
};

pub(super) static APPLY_TEAMS_VIEW_FILTERS: Entry = Entry {
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
        Failure::new(Code::InvalidPayload, "`filters` is no list of filters, or `extraFilterQuery` can't be read"),
    ],
    silent: &[Silent::new(&[Code::InvalidPayload], "`filters` that are no list are ignored")],
    example: r#"me.invoke("ApplyTeamsViewFilters", #{ filters: [#{ name: "data.activity_name", condition: "IN", values: ["Break"] }] });"#,
    ..Entry::new(Action::ApplyTeamsViewFilters, Group::Supervisor)
};

pub(super) static APPLY_TEAMS_VIEW_SEARCH: Entry = Entry {
    summary: "Searches the team's view.",
    shape: Shape::Object,
    fields: &[Field::required("search", FieldKind::Text, "What to look for; empty shows all.")],
    legal: VIEW,
    effect: "The text replaces the one before, and the view shows whom it finds.",
    errors: &[NO_VIEW, Failure::new(Code::IncompletePayload, "`search` is missing")],
    example: r#"me.invoke("ApplyTeamsViewSearch", #{ search: "desk-1" });"#,
    ..Entry::new(Action::ApplyTeamsViewSearch, Group::Supervisor)
};
