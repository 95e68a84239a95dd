//! A world in a closure: it says what each request is answered.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::check::check;
use crate::limits::Limits;
use crate::request::{FiberEnd, Identity, IdentityKind, Reply, Request, ScriptError, TalkTime, TaskHandle};
use crate::{Fiber, Host, Resumed, ScriptProblem};
use rushhour_engine::action::{Action, ActionName, Cause, Code, Rejection};
use rushhour_engine::config::{
    Activity, Center, Channel, ChannelRules, Features, Mode, Outbound, Timeouts, Workflow,
};
use rushhour_engine::task_view::TaskPart;
use rushhour_engine::units::{
    ActivityId, ChannelId, ConversationId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_engine::value::{Entries, Value};
use rushhour_scenario::plan::{LatencyPlan, Plan, PlanParts, ScenarioSource, ScriptId, ScriptSource, Var, Warmup};

/// A plan of these scripts and variables.
pub(crate) fn plan(scripts: &[&str], vars: &[(&str, Var)]) -> Plan {
    let activity = |name: &str, available| Activity { name: name.into(), available };
    Plan::unchecked(PlanParts {
        name: "test".into(),
        description: String::new(),
        source: ScenarioSource::by_hand("test.yaml", &[]),
        seed: 1,
        starts_at: None,
        weekend: rushhour_scenario::days::Week::WEEKEND,
        intervals: None,
        duration: SimSpan::from_secs(60),
        warmup: Warmup::Stated(SimSpan::ZERO),
        drain: SimSpan::ZERO,
        replications: 1,
        until: None,
        asked: Vec::new(),
        vars: vars.iter().map(|(name, value)| (SmolStr::new(name), value.clone())).collect(),
        center: Center {
            activities: vec![activity("Offline", false), activity("Available", true)],
            offline: ActivityId::new(0),
            timeout_activity: ActivityId::new(0),
            queues: vec![],
            workflow: Workflow::default(),
            timeouts: Timeouts::default(),
            outbound: Outbound::default(),
            email: None,
            features: Features::default(),
            channels: ChannelRules::standard(),
            templates: Default::default(),
            lines: None,
            mode: Mode::Strict,
        },
        latency: LatencyPlan::default(),
        populations: vec![],
        callees: None,
        distributions: IndexMap::new(),
        metrics: vec![],
        thresholds: vec![],
        faults: vec![],
        timeline: vec![],
        user_invariants: vec![],
        scripts: scripts.iter().map(|text| source(text)).collect(),
        expressions: vec![],
        warnings: vec![],
    })
}

pub(crate) fn source(text: &str) -> ScriptSource {
    ScriptSource { name: "test.rhai".into(), text: Arc::from(text), built_in: false, plugin: false }
}

/// What is wrong with a script.
pub(crate) fn problems(script: &str) -> Vec<ScriptProblem> {
    check(&[source(script)], &[], &IndexMap::new())
}

/// The host of one script.
pub(crate) fn host(script: &str) -> Host {
    Host::new(&plan(&[script], &[])).unwrap()
}

pub(crate) fn identity(kind: IdentityKind) -> Rc<Identity> {
    Rc::new(Identity {
        name: "desk-3".into(),
        population: "desk".into(),
        index: 3,
        kind,
        queue: "support".into(),
        queues: vec!["support".into()],
        attributes: map(&[("language", Value::Text("de".into()))]),
        row: None,
    })
}

pub(crate) fn agent() -> Rc<Identity> {
    identity(IdentityKind::Agent(WorkerId::new(3)))
}

pub(crate) fn customer() -> Rc<Identity> {
    identity(IdentityKind::Customer(None))
}

pub(crate) fn supervisor() -> Rc<Identity> {
    identity(IdentityKind::Supervisor(WorkerId::new(4)))
}

pub(crate) fn map(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(key, value)| (SmolStr::new(key), value.clone())).collect::<Entries>())
}

/// The first task of a test.
pub(crate) fn task() -> TaskHandle {
    TaskHandle {
        reservation: ReservationId::new(7),
        task: TaskId::new(5),
        channel: Channel::Chat,
        queue: "support".into(),
        attributes: map(&[("vip", Value::Bool(true))]),
        transferred: false,
        outbound: false,
        offered_at: SimTime::from_ns(2_500_000_000),
        conversation: Some(ConversationId::new(9)),
        interaction: Some(ChannelId::new(8)),
        call: None,
    }
}

pub(crate) fn rejection(action: Action, code: Code, cause: Cause) -> Reply {
    let message = "it is gone".to_owned();
    Reply::Settled(Err(Box::new(Rejection { action: ActionName::Known(action), code, message, cause })))
}

/// What a request is answered where a test does not care. Tasks are offered once for each fiber, if at all: the
/// shift is over.
pub(crate) fn usual(request: &Request) -> Reply {
    match request {
        Request::Sample(_) => Reply::Number(12.5),
        Request::Random => Reply::Number(0.5),
        Request::RandomInt(low, _) => Reply::Int(*low),
        Request::Now => Reply::Time(SimTime::from_ns(1_500_000_000)),
        Request::NextTask { .. } => Reply::Task(None),
        Request::Invoke { .. } => Reply::Settled(Ok(Value::Null)),
        Request::TaskStatus { .. } => Reply::Text("accepted".into()),
        Request::Activity => Reply::Text("Available".into()),
        Request::FindTarget(_) => Reply::Value(Value::Sid(WorkerId::new(77).sid())),
        Request::Desktop => Reply::Value(map(&[("dialpad", Value::Bool(false))])),
        Request::WaitMessage { .. } => Reply::Message(None),
        Request::TaskPart { part, .. } => Reply::Value(match part {
            TaskPart::Status => Value::Text("accepted".into()),
            TaskPart::Attributes => task().attributes,
            _ => Value::Null,
        }),
        Request::Object(_) => Reply::Value(Value::Null),
        Request::Worker => Reply::Value(map(&[
            ("attributes", map(&[("language", Value::Text("de".into()))])),
            ("queues", Value::list(vec![Value::Text("support".into())])),
        ])),
        Request::Messages { .. } => Reply::Messages(Vec::new()),
        Request::Check(_, ok) => Reply::Done(*ok),
        Request::Sleep(_)
        | Request::Chance(_)
        | Request::Record(..)
        | Request::Note(_)
        | Request::Narrate(..)
        | Request::Start(_)
        | Request::Register { .. }
        | Request::RemoveListener { .. }
        | Request::Hook(..)
        | Request::Serve(_)
        | Request::BackAfter(_)
        | Request::WaitShift
        | Request::Talk { .. }
        | Request::WaitTransfer { .. }
        | Request::WaitConnected { .. }
        | Request::Coach(_)
        | Request::Barge(_)
        | Request::Phone(_)
        | Request::Chat(_)
        | Request::Email(..)
        | Request::WaitAnswer { .. }
        | Request::HangUp
        | Request::Answer
        | Request::Decline
        | Request::Send { .. }
        | Request::WaitEnd { .. } => Reply::Done(true),
    }
}

/// Runs a fiber to its end, and returns what it asked, as short text, and how it ended.
pub(crate) fn drive(
    host: &Host,
    fiber: &mut Fiber,
    mut world: impl FnMut(&Request) -> Reply,
) -> (Vec<String>, FiberEnd) {
    let mut asked = Vec::new();
    let mut reply = None;
    for _ in 0..10_000 {
        match host.resume(fiber, reply.take()) {
            Resumed::Asks(request) => {
                asked.push(short(&request));
                reply = Some(world(&request));
            }
            Resumed::Ended(end) => return (asked, end),
        }
    }
    panic!("the script never ends: {asked:?}");
}

/// Runs `script` as an agent in the usual world.
pub(crate) fn run(script: &str) -> (Vec<String>, FiberEnd) {
    run_as(agent(), script, usual)
}

pub(crate) fn run_as(
    who: Rc<Identity>,
    script: &str,
    world: impl FnMut(&Request) -> Reply,
) -> (Vec<String>, FiberEnd) {
    let host = host(script);
    let mut fiber = host.spawn(ScriptId(0), who);
    drive(&host, &mut fiber, world)
}

/// Runs the body of an agent's `run`, in which `task` is a task, and returns what it noted.
pub(crate) fn notes(body: &str) -> Vec<String> {
    notes_of(agent(), body, usual)
}

pub(crate) fn notes_of(who: Rc<Identity>, body: &str, mut world: impl FnMut(&Request) -> Reply) -> Vec<String> {
    let mut noted = Vec::new();
    let (_, end) = run_as(who, &format!("fn run(me) {{ {body} }}"), |request| {
        if let Request::Note(text) = request {
            noted.push(text.to_string());
        }
        world(request)
    });
    assert_eq!(end, FiberEnd::Returned, "{noted:?}");
    noted
}

/// The error that the script ends with.
pub(crate) fn error(script: &str) -> ScriptError {
    failure(run(script).1)
}

pub(crate) fn failure(end: FiberEnd) -> ScriptError {
    match end {
        FiberEnd::Failed(error) | FiberEnd::Foiled(error) => error,
        FiberEnd::Returned | FiberEnd::Answered(_) | FiberEnd::Threw(..) | FiberEnd::Stopped => {
            panic!("it did not fail: {end:?}")
        }
    }
}

/// The error of the body of an agent's `run`.
pub(crate) fn message(body: &str) -> String {
    error(&format!("fn run(me) {{ {body} }}")).message
}

/// The error of the body of `run` under small limits.
pub(crate) fn limited(limits: Limits, script: &str) -> ScriptError {
    let host = Host::with_limits(&plan(&[script], &[]), limits).unwrap();
    let mut fiber = host.spawn(ScriptId(0), agent());
    failure(drive(&host, &mut fiber, usual).1)
}

/// A request as tests read it.
pub(crate) fn short(request: &Request) -> String {
    match request {
        Request::Invoke { action, payload } => {
            let fields = match payload {
                rushhour_engine::value::Payload::Absent => String::new(),
                rushhour_engine::value::Payload::Bare(value) => value.to_string(),
                rushhour_engine::value::Payload::Fields(fields) => fields
                    .iter()
                    .map(|(key, value)| format!("{key}={}", plain(value)))
                    .collect::<Vec<_>>()
                    .join(" "),
            };
            format!("{action} {fields}").trim_end().to_owned()
        }
        Request::Talk { time: TalkTime::Sample(name), .. } => format!("Talk {name}"),
        Request::Talk { time: TalkTime::Span(span), .. } => format!("Talk {span}"),
        Request::Sleep(span) => format!("Sleep {span}"),
        other => format!("{other:?}"),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Sid(sid) => format!("{}{}", sid.kind().prefix(), sid.number()),
        other => other.to_string(),
    }
}
