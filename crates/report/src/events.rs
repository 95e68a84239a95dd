//! Events as lines of JSON, for whoever wants all of it: when, in which replication, what happened, and its fields.
//!
//! What stands in a line is said by the table of events. Here are the names: queues, populations, activities, metrics,
//! faults and checks have theirs; all else is numbers, which are handed out in the order in which things are made.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::json;
use rushhour_engine::action::{Action, Code};
use rushhour_engine::event::{Names, schema};
use rushhour_engine::units::SimTime;
use rushhour_scenario::plan::Plan;
use rushhour_sim::{CheckEvent, Event};

/// The names of what events have numbers of.
#[derive(Clone, Debug)]
pub struct EventNames {
    queues: Vec<SmolStr>,
    populations: Vec<SmolStr>,
    activities: Vec<SmolStr>,
    metrics: Vec<SmolStr>,
    faults: Vec<SmolStr>,
    /// Names that scripts made up, in the order in which the events told them.
    checks: Vec<SmolStr>,
}

impl EventNames {
    /// Those of a plan. Names of checks are learned from the events of a replication.
    pub fn of(plan: &Plan) -> Self {
        Self {
            queues: plan.center.queues.iter().map(|queue| queue.name.clone()).collect(),
            populations: plan.populations.iter().map(|population| population.name.clone()).collect(),
            activities: plan.center.activities.iter().map(|activity| activity.name.clone()).collect(),
            metrics: plan.metrics.clone(),
            faults: plan.faults.iter().map(|fault| fault.name.clone()).collect(),
            checks: Vec::new(),
        }
    }

    /// Writes the next event of a replication as one line at the end of `text`, without a line end.
    pub fn line(&mut self, replication: u32, at: SimTime, event: &Event, text: &mut String) {
        if let Event::Check(_, CheckEvent::Named { name }) = event {
            self.checks.push(name.clone());
        }
        event.json(at, replication, self, text);
    }
}

impl Names for EventNames {
    fn name_of(&self, kind: &str, number: u32) -> Option<&str> {
        let names = match kind {
            "queue" => &self.queues,
            "population" => &self.populations,
            "activity" => &self.activities,
            "metric" => &self.metrics,
            "fault" => &self.faults,
            "check" => &self.checks,
            other => unreachable!("nothing is called a {other}"),
        };
        names.get(number as usize).map(SmolStr::as_str)
    }
}

/// The JSON Schema of the lines.
pub fn event_schema() -> String {
    json::printed(&schema("An event of a run, as a line of `run --events`", Event::kinds()))
}

/// The page about events and their bytes, in Markdown.
pub fn event_page() -> String {
    let mut tables = String::new();
    let mut types: BTreeMap<&str, String> = BTreeMap::new();
    let mut subject = "";
    for kind in Event::kinds() {
        if kind.subject != subject {
            subject = kind.subject;
            tables.push_str(&format!(
                "\n### About a {subject}\n\n| number | `event` | says | fields |\n| --- | --- | --- | --- |\n"
            ));
        }
        let fields: Vec<String> = kind
            .fields()
            .map(|field| {
                // What may be missing is written alike for all types.
                if !field.of.starts_with("Option<") {
                    types.entry(field.of).or_insert_with(field.layout);
                }
                format!("`{}`: `{}`", field.key, field.of)
            })
            .collect();
        let doc = kind.doc().replace(" \n ", " ").replace('\n', " ");
        tables.push_str(&format!("| {} | `{}` | {doc} | {} |\n", kind.code, kind.name, fields.join(", ")));
    }
    let mut layouts = String::from("| type | bytes |\n| --- | --- |\n");
    layouts.push_str("| `Option<T>` | 1 byte: 0 for none, or 1, then `T` |\n");
    for (of, layout) in types {
        layouts.push_str(&format!("| `{of}` | {layout} |\n"));
    }
    let numbered = |names: &mut dyn Iterator<Item = &'static str>| {
        let all: Vec<String> = names.enumerate().map(|(place, name)| format!("{place} `{name}`")).collect();
        all.join(", ")
    };
    PAGE.replace("{kinds}\n", tables.trim_start())
        .replace("{types}\n", &layouts)
        .replace("{actions}", &numbered(&mut Action::ALL.iter().map(|action| action.name())))
        .replace("{codes}", &numbered(&mut Code::ALL.iter().map(|code| code.name())))
}

/// The page, but for its tables.
const PAGE: &str = include_str!("events.md");

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::action::ActionName;
    use rushhour_engine::config::Channel;
    use rushhour_engine::event::{
        self as engine, ContactEvent, InvocationEvent, Outcome, TaskEvent, TransferMode, TransferTarget,
        WorkerEvent,
    };
    use rushhour_engine::units::{ActorId, ContactId, InvocationId, ReservationId, TaskId, WorkerId};
    use rushhour_measure::testing::{AVAILABLE, CALLERS, OFFLINE, SALES, SUPPORT, plan, s};
    use rushhour_sim::CheckId;

    #[test]
    fn a_line_has_the_time_the_replication_the_subject_the_name_and_the_fields() {
        let mut names = EventNames::of(&plan());
        let mut line = |event: Event| {
            let mut text = String::new();
            names.line(3, s(1.5), &event, &mut text);
            text
        };
        let (contact, channel) = (ContactId::new(7), Channel::Voice);
        let arrived = ContactEvent::Arrived { group: CALLERS.into(), channel, queue: Some(SALES) };
        insta::assert_snapshot!(
            line(engine::Event::Contact(contact, arrived).into()),
            @r#"{"at_s":1.5,"replication":3,"subject":"contact","event":"ContactArrived","contact":7,"population":"callers","channel":"voice","queue":"sales"}"#
        );
        let worker = WorkerId::new(2);
        let changed = WorkerEvent::Changed { from: OFFLINE, to: AVAILABLE, available: true };
        insta::assert_snapshot!(
            line(engine::Event::Worker(worker, changed).into()),
            @r#"{"at_s":1.5,"replication":3,"subject":"worker","event":"WorkerChanged","worker":2,"from":"Offline","to":"Available","available":true}"#
        );
        let (task, initiator) = (TaskId::new(1), ReservationId::new(4));
        let target = TransferTarget::Queue(SUPPORT);
        let started = TaskEvent::TransferStarted { mode: TransferMode::Cold, initiator, target };
        insta::assert_snapshot!(
            line(engine::Event::Task(task, started).into()),
            @r#"{"at_s":1.5,"replication":3,"subject":"task","event":"TransferStarted","task":1,"mode":"cold","initiator":4,"target":{"queue":"support"}}"#
        );
        let (invocation, action) = (InvocationId::new(9), ActionName::Known(Action::AcceptTask));
        let outcome = Outcome::Rejected(Code::ReservationNotPending);
        let settled = InvocationEvent::Settled { worker, action, outcome, begun_at: s(1.25) };
        insta::assert_snapshot!(
            line(engine::Event::Invocation(invocation, settled).into()),
            @r#"{"at_s":1.5,"replication":3,"subject":"invocation","event":"InvocationSettled","invocation":9,"worker":2,"action":"AcceptTask","outcome":"rejected","code":"ReservationNotPending","begun_at_s":1.25}"#
        );
        line(Event::Check(CheckId(0), CheckEvent::Named { name: "greeted".into() }));
        insta::assert_snapshot!(
            line(Event::Check(CheckId(0), CheckEvent::Checked { actor: ActorId::new(5), ok: true })),
            @r#"{"at_s":1.5,"replication":3,"subject":"check","event":"Checked","check":"greeted","actor":5,"ok":true}"#
        );
    }
}
