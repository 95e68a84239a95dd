//! What scripts read: an agent's desktop, and of a supervisor's the view of the team.

use smol_str::{SmolStr, ToSmolStr};

use crate::actions;
use crate::config::Channel;
use crate::desktop::{TeamField, TeamFilter, field_of, parse_query};
use crate::engine::Engine;
use crate::platform::Worker;
use crate::task_view::TaskPart;
use crate::units::{ReservationId, SimTime, WorkerId};
use crate::value::{Entries, Value};

/// How many workers one page of the team's view shows.
const TEAM_PAGE: usize = 50;

impl Engine {
    /// What a script reads with `me.desktop()`, a map. Tasks are objects, of which scripts read what they need.
    pub fn desktop_for_script(&self, worker: WorkerId) -> Option<Value> {
        self.desktop_of(worker, |id| Value::Ref(id.sid()))
    }

    /// The same for people: tasks are maps of what shows of them.
    pub fn desktop_view(&self, worker: WorkerId) -> Option<Value> {
        self.desktop_of(worker, |id| {
            let part =
                |part: TaskPart| (part.name().into(), self.task_part(SimTime::ZERO, Some(worker), id, part));
            let shown =
                [TaskPart::Sid, TaskPart::TaskSid, TaskPart::Channel, TaskPart::Status, TaskPart::Attributes];
            Value::map(shown.into_iter().map(part).collect())
        })
    }

    fn desktop_of(&self, worker: WorkerId, task: impl Fn(ReservationId) -> Value) -> Option<Value> {
        let desktop = self.desktop(worker)?;
        let mut entries = desktop.view(|shown| task(shown.reservation));
        let monitors = self.platform.monitoring_leg(worker).is_some();
        let monitored = desktop.panels.monitored.filter(|_| monitors);
        entries.insert("monitored".into(), monitored.map_or(Value::Null, |id| Value::Sid(id.sid())));
        if self.platform.worker(worker).is_some_and(|worker| worker.supervisor) {
            entries.extend(self.team_view(worker, task));
        }
        Some(Value::map(entries))
    }

    /// Whether a customer's message keeps to the rules of its channel. They bind whoever writes, as on messaging
    /// platforms, which take a message that is too long or too large from neither side.
    ///
    /// # Errors
    /// It does not; why, in words.
    pub fn message_fits(&self, channel: Channel, body: &str, media: &Value) -> Result<(), String> {
        actions::message_fits(self.floor(), channel, body, media)
    }

    /// The workers whom a supervisor's view of the team shows, in the order of their ids. Supervisors are no part of
    /// the team.
    pub(crate) fn visible_workers(&self, supervisor: WorkerId) -> Vec<WorkerId> {
        let team = &self.desktops[supervisor.index()].panels.team;
        let extra = match team.extra.as_deref().map(parse_query).transpose() {
            Ok(extra) => extra.unwrap_or_default(),
            Err(message) => unreachable!("the guard let a query pass that can't be read: {message}"),
        };
        let wanted = team.search.to_lowercase();
        let shown = |&(id, worker): &(WorkerId, &Worker)| {
            !worker.supervisor
                && worker.name.to_lowercase().contains(&wanted)
                && team.filters.iter().chain(&extra).all(|filter| self.takes(filter, (id, worker)))
        };
        // Workers are numbered in the order of the list.
        let workers = (0..).map(WorkerId::new).zip(self.platform.workers());
        workers.filter(shown).map(|(id, _)| id).collect()
    }

    /// The team as a supervisor's script reads it: how many the view shows, and the first page of them with their
    /// tasks.
    fn team_view(&self, supervisor: WorkerId, task: impl Fn(ReservationId) -> Value) -> [(SmolStr, Value); 2] {
        let visible = self.visible_workers(supervisor);
        let page = visible.iter().take(TEAM_PAGE).map(|id| self.member_view(*id, &task)).collect();
        let count = i64::try_from(visible.len()).unwrap_or(i64::MAX);
        [("team_count".into(), Value::Int(count)), ("team".into(), Value::list(page))]
    }

    fn member_view(&self, id: WorkerId, task: &impl Fn(ReservationId) -> Value) -> Value {
        let worker = &self.platform.workers()[id.index()];
        Value::map(Entries::from([
            ("name".into(), Value::Text(worker.name.clone())),
            ("sid".into(), Value::Sid(id.sid())),
            ("activity".into(), self.activity_name(id).map_or(Value::Null, Value::Text)),
            ("tasks".into(), Value::list(worker.open.iter().map(|id| task(*id)).collect())),
        ]))
    }

    fn takes(&self, filter: &TeamFilter, worker: (WorkerId, &Worker)) -> bool {
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
    fn facts(&self, name: &str, (id, worker): (WorkerId, &Worker)) -> Vec<SmolStr> {
        // Compat mode lets names pass that there are not: nobody has what they name.
        let Ok(field) = field_of(name) else { return Vec::new() };
        match field {
            TeamField::ActivityName => {
                let activity = self.platform.center().activities.get(worker.activity.index());
                activity.map(|activity| activity.name.clone()).into_iter().collect()
            }
            TeamField::ActivitySid => vec![worker.activity.sid().to_smolstr()],
            TeamField::WorkerName => vec![worker.name.clone()],
            TeamField::WorkerSid => vec![id.sid().to_smolstr()],
            TeamField::QueueNames => {
                worker.queues.iter().map(|member| self.platform.queue_name(member.queue).into()).collect()
            }
            TeamField::Attribute(path) => {
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
        Value::Sid(sid) => Some(sid.to_smolstr()),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(value.to_string().into()),
        Value::Map(_) => value.get("name").or(value.get("value")).or(value.get("sid")).and_then(named),
        Value::Null | Value::Ref(_) | Value::List(_) => None,
    }
}
