//! Bodies: what supervisors do, and their view of the team.

use smol_str::SmolStr;

use super::{Course, Done, Engine, Landed, Nested, Refusal, panel};
use crate::action::{Action, Code};
use crate::config::Mode;
use crate::desktop::panels::filter_view;
use crate::effects::Cx;
use crate::event::EndReason;
use crate::journal::Input;
use crate::payload::{Command, TeamFilter};
use crate::platform::Worker;
use crate::units::{ConferenceId, InvocationId, ParticipantId, ReservationId, WorkerId};
use crate::value::{Entries, Payload, Value};

/// That somebody has the team's view.
pub(super) fn supervises(engine: &Engine, worker: WorkerId, what: &str) -> Done {
    if engine.platform.worker(worker).is_some_and(|worker| worker.supervisor) {
        return Ok(());
    }
    Err(Refusal::caller(Code::NotAuthorized, format!("only supervisors {what}")))
}

// Monitoring.

pub(super) fn guard_monitor(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Course> {
    supervises(engine, worker, "monitor calls")?;
    engine.platform.may_monitor(id, worker)?;
    Ok(Course::Remote)
}

pub(super) fn monitor(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, id: ReservationId) -> Done<Landed> {
    engine.platform.monitor(cx, id, worker)?;
    engine.desktops[worker.index()].panels.monitored = Some(id);
    panel(cx, worker, "monitored", Value::Sid(id.sid()));
    Landed::nothing()
}

/// Whether an invocation of MonitorCall names the very call that its desktop monitors.
pub(crate) fn monitors_already(engine: &Engine, id: InvocationId) -> bool {
    let Some(running) = engine.invocations.get(id) else { return false };
    let worker = running.worker;
    let monitored = engine.desktops[worker.index()].panels.monitored;
    let command = crate::payload::parse(Action::MonitorCall, running.asked());
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

pub(super) fn guard_stop(engine: &Engine, worker: WorkerId, id: Option<ReservationId>) -> Done<Course> {
    leg_to_drop(engine, worker, id).map(|_| Course::Remote)
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
    panel(cx, worker, "monitored", Value::Null);
    Landed::nothing()
}

impl Engine {
    /// A supervisor whispers to the agent whose call they monitor, or stops. False where they monitor none.
    pub fn coach(&mut self, cx: &mut Cx<'_>, supervisor: WorkerId, on: bool) -> bool {
        self.note(cx.now, || Input::Coach(supervisor, on));
        let monitored = self.desktops.get(supervisor.index()).and_then(|desktop| desktop.panels.monitored);
        monitored.is_some_and(|id| self.platform.coach(cx, supervisor, id, on))
    }
    /// A supervisor speaks to everybody in the call that they monitor, or stops. False where they monitor none.
    pub fn barge(&mut self, cx: &mut Cx<'_>, supervisor: WorkerId, on: bool) -> bool {
        self.note(cx.now, || Input::Barge(supervisor, on));
        self.platform.barge(cx, supervisor, on)
    }
}

// The team's view.

pub(super) fn guard_select_task(engine: &Engine, worker: WorkerId, id: Option<ReservationId>) -> Done<Course> {
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
        Some(_) | None => Ok(Course::Local),
    }
}

pub(super) fn guard_select_worker(engine: &Engine, worker: WorkerId, id: Option<WorkerId>) -> Done<Course> {
    supervises(engine, worker, "have the team's view")?;
    match id {
        Some(id) if engine.platform.worker(id).is_none() => {
            Err(Refusal::caller(Code::WorkerNotFound, format!("there is no worker {id}")))
        }
        Some(_) | None => Ok(Course::Local),
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
    panel(cx, worker, "team_selection", sid.map_or(Value::Null, Value::Sid));
    let location = match (task, person) {
        (Some(task), _) => format!("/teams/task/{task}"),
        (None, Some(person)) => format!("/teams/worker/{person}"),
        (None, None) => String::from("/teams"),
    };
    let payload = Payload::Bare(Value::Text(location.into()));
    Ok(Landed::then(Nested { action: Action::HistoryReplace, payload, must_succeed: true }))
}

pub(super) fn guard_filters(engine: &Engine, worker: WorkerId, extra: Option<&SmolStr>) -> Done<Course> {
    supervises(engine, worker, "have the team's view")?;
    if let Some(extra) = extra {
        parse_query(extra).map_err(|message| {
            Refusal::caller(Code::InvalidPayload, format!("`extraFilterQuery` can't be read: {message}"))
        })?;
    }
    Ok(Course::Local)
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
    panel(cx, worker, "team_filters", view);
    Landed::nothing()
}

pub(super) fn search(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, search: SmolStr) -> Done<Landed> {
    engine.desktops[worker.index()].panels.team.search = search.clone();
    panel(cx, worker, "team_search", Value::Text(search));
    Landed::nothing()
}

/// How many workers one page of the team's view shows.
const TEAM_PAGE: usize = 50;

impl Engine {
    /// The workers whom a supervisor's view of the team shows, in the order of their ids. Supervisors are no part of
    /// the team.
    pub fn visible_workers(&self, supervisor: WorkerId) -> Vec<WorkerId> {
        let Some(team) = self.desktops.get(supervisor.index()).map(|desktop| &desktop.panels.team) else {
            return Vec::new();
        };
        let extra = team.extra.as_ref().and_then(|query| parse_query(query).ok()).unwrap_or_default();
        let wanted = team.search.to_lowercase();
        let shown = |(_, worker): &(usize, &Worker)| {
            !worker.supervisor
                && worker.name.to_lowercase().contains(&wanted)
                && team.filters.iter().chain(&extra).all(|filter| self.takes(filter, worker))
        };
        let id = |(place, _): (usize, &Worker)| u32::try_from(place).ok().map(WorkerId::new);
        self.platform.workers().iter().enumerate().filter(shown).filter_map(id).collect()
    }

    /// The team as a supervisor's script reads it: how many the view shows, and the first page of them with their
    /// tasks.
    pub(crate) fn team_view(&self, supervisor: WorkerId) -> [(SmolStr, Value); 2] {
        let visible = self.visible_workers(supervisor);
        let page = visible.iter().take(TEAM_PAGE).map(|id| self.member_view(*id)).collect();
        let count = i64::try_from(visible.len()).unwrap_or(i64::MAX);
        [("team_count".into(), Value::Int(count)), ("team".into(), Value::list(page))]
    }

    fn member_view(&self, id: WorkerId) -> Value {
        let Some(worker) = self.platform.worker(id) else { return Value::Null };
        let task = |id: &ReservationId| {
            let reservation = self.platform.reservation(*id)?;
            Some(Value::map(Entries::from([
                ("sid".into(), Value::Sid(id.sid())),
                ("task_sid".into(), Value::Sid(reservation.task.sid())),
                ("channel".into(), Value::Text(reservation.channel.name().into())),
                ("status".into(), Value::Text(reservation.status.name().into())),
            ])))
        };
        Value::map(Entries::from([
            ("name".into(), Value::Text(worker.name.clone())),
            ("sid".into(), Value::Sid(id.sid())),
            ("activity".into(), Value::Text(self.activity_name(id))),
            ("tasks".into(), Value::list(worker.open.iter().filter_map(task).collect())),
        ]))
    }

    fn takes(&self, filter: &TeamFilter, worker: &Worker) -> bool {
        let values: Vec<SmolStr> = match &filter.values {
            Value::List(items) => items.iter().filter_map(named).collect(),
            other => named(other).into_iter().collect(),
        };
        let found = self.facts(&filter.name, worker);
        let any = |matches: &dyn Fn(&SmolStr, &SmolStr) -> bool| {
            found.iter().any(|fact| values.iter().any(|value| matches(fact, value)))
        };
        match filter.condition.to_ascii_uppercase().as_str() {
            "IN" => any(&|fact, value| fact == value),
            "NOT_IN" => !any(&|fact, value| fact == value),
            _ => any(&|fact, value| fact.contains(value.as_str())),
        }
    }

    /// What a filter compares: the values of a worker's field, as text.
    fn facts(&self, field: &str, worker: &Worker) -> Vec<SmolStr> {
        let field = field.strip_prefix("data.").unwrap_or(field);
        match field {
            "activity_name" => {
                let activity = self.platform.center().activities.get(worker.activity.index());
                activity.map(|activity| activity.name.clone()).into_iter().collect()
            }
            "friendly_name" | "name" => vec![worker.name.clone()],
            "queues" | "queue" => {
                worker.queues.iter().map(|member| self.platform.queue_name(member.queue).into()).collect()
            }
            field => {
                let path = field.strip_prefix("attributes.").unwrap_or(field);
                let value = path.split('.').try_fold(&worker.attributes, |value, key| value.get(key));
                match value {
                    Some(Value::List(items)) => items.iter().filter_map(named).collect(),
                    Some(value) => named(value).into_iter().collect(),
                    None => Vec::new(),
                }
            }
        }
    }
}

/// A value to be compared, as text; of a queue as an object, its name.
fn named(value: &Value) -> Option<SmolStr> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Sid(sid) => Some(smol_str::ToSmolStr::to_smolstr(sid)),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(value.to_string().into()),
        Value::Map(_) => value.get("name").or(value.get("value")).or(value.get("sid")).and_then(named),
        Value::Null | Value::Ref(_) | Value::List(_) => None,
    }
}

/// The view's own language: comparisons of the kind `data.attributes.team IN ["red", "blue"]`, joined by `AND`.
fn parse_query(query: &str) -> Result<Vec<TeamFilter>, String> {
    let comparison = |text: &str| {
        let text = text.trim();
        let shape =
            || format!("`{text}` is no comparison: write `name IN [\"value\"]`, NOT_IN, CONTAINS, == or !=");
        let (name, rest) = text.split_once(char::is_whitespace).ok_or_else(shape)?;
        let (condition, values) = rest.trim().split_once(char::is_whitespace).ok_or_else(shape)?;
        let condition = match condition.to_ascii_uppercase().as_str() {
            "IN" | "==" => "IN",
            "NOT_IN" | "!=" => "NOT_IN",
            "CONTAINS" => "CONTAINS",
            _ => return Err(shape()),
        };
        let values: serde_json::Value = serde_json::from_str(values).map_err(|_| shape())?;
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Value::Text(text.as_str().into()),
            other => Value::Text(other.to_string().into()),
        };
        let values = match &values {
            serde_json::Value::Array(items) => Value::list(items.iter().map(text).collect()),
            one => Value::list(vec![text(one)]),
        };
        Ok(TeamFilter { name: name.into(), condition: condition.into(), values })
    };
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    query.split(" AND ").map(comparison).collect()
}
