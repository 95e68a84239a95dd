//! Events as lines of JSON, for whoever wants all of it: when, in which replication, what happened, and its fields.
//!
//! Fields are those of [`Event`], but that queues, populations, activities and metrics have their names, and times are
//! seconds. Others are numbers, which are handed out in the order in which things are made.

use serde_json::{Map, Value, json};
use smol_str::SmolStr;

use rushhour_engine::event::Event;
use rushhour_engine::units::SimTime;
use rushhour_scenario::plan::Plan;

/// The names of what events have numbers of.
#[derive(Clone, Debug)]
pub struct EventNames {
    queues: Vec<SmolStr>,
    populations: Vec<SmolStr>,
    activities: Vec<SmolStr>,
    metrics: Vec<SmolStr>,
}

impl EventNames {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self {
            queues: plan.center.queues.iter().map(|queue| queue.name.clone()).collect(),
            populations: plan.populations.iter().map(|population| population.name.clone()).collect(),
            activities: plan.center.activities.iter().map(|activity| activity.name.clone()).collect(),
            metrics: plan.metrics.clone(),
        }
    }

    /// The event as one line, without a line end.
    ///
    /// # Errors
    /// The event has no JSON, which only a bug brings about.
    pub fn line(&self, replication: u32, at: SimTime, event: &Event) -> serde_json::Result<String> {
        let mut line = Map::new();
        line.insert("at_s".to_owned(), json!(at.as_secs_f64()));
        line.insert("replication".to_owned(), json!(replication));
        match serde_json::to_value(event)? {
            Value::Object(named) => {
                for (name, fields) in named {
                    let is_activity = name == "WorkerChanged";
                    line.insert("event".to_owned(), Value::String(name));
                    self.fields(&mut line, fields, is_activity);
                }
            }
            // An event without fields.
            other => drop(line.insert("event".to_owned(), other)),
        }
        serde_json::to_string(&line)
    }

    fn fields(&self, line: &mut Map<String, Value>, fields: Value, is_activity: bool) {
        let Value::Object(fields) = fields else { return };
        for (key, value) in fields {
            let (key, value) = match key.as_str() {
                "queue" => (key, named(&self.queues, value)),
                "population" => (key, named(&self.populations, value)),
                "metric" => (key, named(&self.metrics, value)),
                "activity" => (key, named(&self.activities, value)),
                "from" | "to" if is_activity => (key, named(&self.activities, value)),
                "target" => (key, self.target(value)),
                // Whether the catalogue knows it can be seen by its name.
                "action" => (key, only(value)),
                "outcome" => {
                    let (outcome, code) = outcome(value);
                    line.insert(key, outcome);
                    line.extend(code.map(|code| ("code".to_owned(), code)));
                    continue;
                }
                "expires_at" | "begun_at" => (format!("{key}_s"), seconds(value)),
                _ => (key, value),
            };
            line.insert(key, value);
        }
    }

    /// Whereto a transfer goes.
    fn target(&self, value: Value) -> Value {
        match value {
            Value::Object(target) => target
                .into_iter()
                .map(|(kind, number)| match kind.as_str() {
                    "Queue" => ("queue".to_owned(), named(&self.queues, number)),
                    _ => (kind.to_lowercase(), number),
                })
                .collect(),
            other => other,
        }
    }
}

/// The name of this number, where it has one.
fn named(names: &[SmolStr], number: Value) -> Value {
    let place = number.as_u64().and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| names.get(place)).map_or(number, |name| Value::String(name.to_string()))
}

/// The value of a variant.
fn only(value: Value) -> Value {
    match value {
        Value::Object(of) => of.into_iter().next().map_or(Value::Null, |(_, value)| value),
        other => other,
    }
}

/// How an invocation settled, and why where it was refused.
fn outcome(value: Value) -> (Value, Option<Value>) {
    match value {
        Value::String(word) => (Value::String(word.to_lowercase()), None),
        Value::Object(of) => match of.into_iter().next() {
            Some((word, code)) => (Value::String(word.to_lowercase()), Some(code)),
            None => (Value::Null, None),
        },
        other => (other, None),
    }
}

fn seconds(ns: Value) -> Value {
    ns.as_u64().map_or(ns, |ns| json!(SimTime::from_ns(ns).as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::action::{Action, ActionName, Code};
    use rushhour_engine::config::Channel;
    use rushhour_engine::event::{Outcome, TransferMode, TransferTarget};
    use rushhour_engine::units::{ContactId, InvocationId, ReservationId, TaskId, WorkerId};
    use rushhour_measure::testing::{AVAILABLE, CALLERS, OFFLINE, SALES, SUPPORT, plan, s};

    #[test]
    fn a_line_has_the_time_the_replication_the_name_and_the_fields() {
        let names = EventNames::of(&plan());
        let line = |event| names.line(3, s(1.5), &event).unwrap();
        let (contact, channel) = (ContactId::new(7), Channel::Voice);
        insta::assert_snapshot!(
            line(Event::ContactArrived { contact, population: CALLERS, channel, queue: Some(SALES) }),
            @r#"{"at_s":1.5,"replication":3,"event":"ContactArrived","contact":7,"population":"callers","channel":"voice","queue":"sales"}"#
        );
        let worker = WorkerId::new(2);
        insta::assert_snapshot!(
            line(Event::WorkerChanged { worker, from: OFFLINE, to: AVAILABLE, available: true }),
            @r#"{"at_s":1.5,"replication":3,"event":"WorkerChanged","worker":2,"from":"Offline","to":"Available","available":true}"#
        );
        let (task, initiator) = (TaskId::new(1), ReservationId::new(4));
        let target = TransferTarget::Queue(SUPPORT);
        insta::assert_snapshot!(
            line(Event::TransferStarted { task, mode: TransferMode::Cold, initiator, target }),
            @r#"{"at_s":1.5,"replication":3,"event":"TransferStarted","task":1,"mode":"cold","initiator":4,"target":{"queue":"support"}}"#
        );
        let (invocation, action) = (InvocationId::new(9), ActionName::Known(Action::AcceptTask));
        let outcome = Outcome::Rejected(Code::ReservationNotPending);
        insta::assert_snapshot!(
            line(Event::InvocationSettled { invocation, worker, action, outcome, begun_at: s(1.25) }),
            @r#"{"at_s":1.5,"replication":3,"event":"InvocationSettled","invocation":9,"worker":2,"action":"AcceptTask","outcome":"rejected","code":"ReservationNotPending","begun_at_s":1.25}"#
        );
    }
}
