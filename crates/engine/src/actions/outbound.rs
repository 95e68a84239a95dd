//! Calls and e-mails that agents begin.

use smol_str::SmolStr;

use super::definition::Definition;
use super::execution::{Execution, Invoked, Landed};
use super::floor::{Floor, FloorMut};
use crate::action::{Action, Code};
use crate::config::{Center, Channel};
use crate::desktop::state_switch;
use crate::effects::Cx;
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Shape, Silent};
use crate::event::{Direction, ReservationStatus};
use crate::payload::Reader;
use crate::platform::{Done, Refusal};
use crate::units::{QueueId, WorkerId};
use crate::value::{Entries, Fields, Value};

/// What agents begin.
#[derive(Clone, Debug, PartialEq)]
pub enum OutboundCommand {
    StartOutboundCall(OutboundCall),
    ToggleOutboundDialer,
    StartOutboundEmailTask(OutboundEmail),
}

/// The payload of StartOutboundCall.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundCall {
    /// Whom to call, without blanks at the ends.
    destination: SmolStr,
    /// The queue it counts for.
    queue: Option<QueueId>,
    /// The number that they see.
    caller_id: Option<SmolStr>,
    /// Attributes of the task: a map, or nothing.
    attributes: Value,
}

/// The payload of StartOutboundEmailTask.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundEmail {
    /// To whom, without blanks at the ends.
    destination: SmolStr,
    /// The queue it counts for.
    queue: Option<QueueId>,
    /// The sender's address; the centre's where it is not given.
    from: Option<SmolStr>,
    /// The sender's name; the centre's where it is not given.
    from_name: Option<SmolStr>,
    /// Attributes of the task: a map, or nothing.
    attributes: Value,
}

pub(super) const ACTIONS: &[Definition<OutboundCommand>] = &[
    Definition::new(&START_OUTBOUND_CALL, |it| Ok(OutboundCommand::StartOutboundCall(read_call(it))))
        .one_at_a_time(Code::OutboundCallAlreadyPending, "the agent is dialling already")
        .filled(fill_call)
        .kept(),
    Definition::new(&TOGGLE_OUTBOUND_DIALER, |_| Ok(OutboundCommand::ToggleOutboundDialer)),
    Definition::new(&START_OUTBOUND_EMAIL_TASK, |it| Ok(OutboundCommand::StartOutboundEmailTask(read_email(it))))
        .filled(fill_email),
];

pub(super) fn guard(floor: Floor<'_>, worker: WorkerId, command: &OutboundCommand) -> Done<Execution> {
    match command {
        OutboundCommand::StartOutboundCall(call) => guard_call(floor, worker, call),
        OutboundCommand::ToggleOutboundDialer => guard_toggle_dialer(floor, worker),
        OutboundCommand::StartOutboundEmailTask(email) => guard_email(floor, worker, email),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    invoked: Option<Invoked<'_>>,
    worker: WorkerId,
    command: OutboundCommand,
) -> Done<Landed> {
    match command {
        OutboundCommand::StartOutboundCall(order) => call(floor, cx, invoked, worker, &order),
        OutboundCommand::ToggleOutboundDialer => toggle_dialer(floor, cx, worker),
        OutboundCommand::StartOutboundEmailTask(order) => email(floor, cx, worker, &order),
    }
}

// Payloads.

fn read_call(payload: &Reader<'_>) -> OutboundCall {
    OutboundCall {
        destination: payload.word("destination"),
        queue: payload.id_if_any("queueSid"),
        caller_id: payload.word_if_any("callerId"),
        attributes: payload.value("taskAttributes"),
    }
}

fn read_email(payload: &Reader<'_>) -> OutboundEmail {
    OutboundEmail {
        destination: payload.word("destination"),
        queue: payload.id_if_any("queueSid"),
        from: payload.word_if_any("from"),
        from_name: payload.text_if_any("fromName"),
        attributes: payload.value("taskAttributes"),
    }
}

fn fill_call(fields: &mut Fields, center: &Center) {
    fill_in(fields, "queueSid", || center.outbound.queue.map(of_queue));
    fill_in(fields, "callerId", || center.outbound.caller_id.clone().map(Value::Text));
}

fn fill_email(fields: &mut Fields, center: &Center) {
    let Some(email) = &center.email else { return };
    fill_in(fields, "queueSid", || email.queue.map(of_queue));
    fill_in(fields, "from", || email.from.clone().map(Value::Text));
    fill_in(fields, "fromName", || email.from_name.clone().map(Value::Text));
}

fn of_queue(queue: QueueId) -> Value {
    Value::Sid(queue.sid())
}

/// Sets a field that is not there to what the centre says, if it says anything.
fn fill_in(fields: &mut Fields, name: &'static str, value: impl FnOnce() -> Option<Value>) {
    if fields.get(name).is_none_or(|value| matches!(value, Value::Null))
        && let Some(value) = value()
    {
        fields.set(SmolStr::new_static(name), value);
    }
}

// What the catalogue says.

const QUEUE_SID: Field =
    Field::optional("queueSid", FieldKind::QueueSid, "The queue it counts for; the centre's default.");
const TASK_ATTRIBUTES: Field = Field::optional("taskAttributes", FieldKind::Map, "Attributes of the new task.");

static START_OUTBOUND_CALL: Entry = Entry {
    summary: "Calls a customer.",
    shape: Shape::Object,
    fields: &[
        Field::required("destination", FieldKind::Phone, "Whom to call.")
            .missing(Code::InvalidDestination)
            .invalid(Code::InvalidDestination),
        QUEUE_SID,
        Field::optional("callerId", FieldKind::Phone, "The number that they see; the centre's default."),
        TASK_ATTRIBUTES,
    ],
    backend: true,
    failing: Failing::with(Code::CantCreateTask),
    legal: "Outbound calls are switched on; the agent is not offline, is in no call and has no call waiting, \
            accepted or being dialled; a queue and a caller id are given or configured.",
    effect: "A voice task for this very agent is created, whatever their activity and capacity, with a pending \
             reservation; the action settles when that exists. Once agent and customer are on the line there is a \
             conference.",
    errors: &[
        Failure::new(Code::OutboundCallAlreadyPending, "another call is being started"),
        Failure::new(Code::OutboundDisabled, "outbound calls are switched off"),
        Failure::new(Code::VoiceCallAlreadyLive, "the agent is in a call"),
        Failure::new(Code::PendingInboundCall, "a call is being offered to the agent"),
        Failure::new(Code::CallTaskExists, "the agent has accepted a call, or is dialling one"),
        Failure::new(Code::OutboundWhenOffline, "the agent is offline"),
        Failure::new(Code::InvalidDestination, "the destination is missing, is no number, or is a client's"),
        Failure::new(Code::MissingQueue, "no queue is given or configured"),
        Failure::new(Code::MissingFrom, "no caller id is given or configured"),
        Failure::new(Code::BrowserVoiceDisabled, "the agent's browser carries no calls"),
        Failure::new(Code::CantCreateTask, "routing refused the task"),
        Failure::new(Code::OutboundGeneric, "the agent had logged out before the task could be reserved for them"),
    ],
    silent: &[Silent::new(
        &[Code::BrowserVoiceDisabled],
        "without a microphone or a voice connection the agent sees a notice, and no call is made",
    )],
    example: r#"me.invoke("StartOutboundCall", #{ destination: "+15550123" });"#,
    ..Entry::new(Action::StartOutboundCall, Group::Outbound)
};

static TOGGLE_OUTBOUND_DIALER: Entry = Entry {
    summary: "Shows or hides the panel for outbound calls.",
    legal: "Outbound calls are switched on; to open it, the agent is in no call.",
    effect: "The panel is shown or hidden.",
    errors: &[
        Failure::new(Code::OutboundDisabled, "outbound calls are switched off"),
        Failure::new(Code::VoiceCallAlreadyLive, "it would open, and the agent is in a call"),
    ],
    example: r#"me.invoke("ToggleOutboundDialer");"#,
    ..Entry::new(Action::ToggleOutboundDialer, Group::Outbound)
};

static START_OUTBOUND_EMAIL_TASK: Entry = Entry {
    summary: "Begins an e-mail to a customer.",
    shape: Shape::Object,
    fields: &[
        Field::required("destination", FieldKind::Address, "To whom.").missing(Code::MissingDestination),
        QUEUE_SID,
        Field::optional("from", FieldKind::Address, "The sender's address; the centre's default."),
        Field::optional("fromName", FieldKind::Text, "The sender's name."),
        TASK_ATTRIBUTES,
    ],
    backend: true,
    failing: Failing::with(Code::CantCreateTask),
    legal: "Outbound e-mail is configured; a queue and a sender are given or configured.",
    effect: "An e-mail task for this very agent is created with a pending reservation, an interaction channel and a \
             conversation.",
    errors: &[
        Failure::new(Code::OutboundSettingsMissing, "outbound e-mail is not configured"),
        Failure::new(Code::MissingDestination, "the destination is missing or blank"),
        Failure::new(Code::MissingQueue, "no queue is given or configured"),
        Failure::new(Code::MissingFrom, "no sender is given or configured"),
        Failure::new(
            Code::CantCreateTask,
            "routing refused the task, or the agent had logged out before it was made",
        ),
    ],
    slip: Some("No field is listed; they are known from the published types."),
    example: r#"me.invoke("StartOutboundEmailTask", #{ destination: "ann@example.org", from: "help@example.com" });"#,
    ..Entry::new(Action::StartOutboundEmailTask, Group::Outbound)
};

// Guards and effects.

fn guard_call(floor: Floor<'_>, worker: WorkerId, call: &OutboundCall) -> Done<Execution> {
    let outbound = &floor.platform.center().outbound;
    enabled(floor)?;
    voice_in_browser(floor)?;
    free_to_call(floor, worker)?;
    floor.platform.may_begin(worker)?;
    if floor.platform.workers()[worker.index()].activity == floor.platform.center().offline {
        return Err(Refusal::caller(Code::OutboundWhenOffline, "the agent is offline"));
    }
    if call.destination.trim().is_empty() || call.destination.starts_with("client:") {
        return Err(Refusal::caller(
            Code::InvalidDestination,
            format!("`{}` is no number that can be dialled", call.destination),
        ));
    }
    let queue = call.queue.or(outbound.queue);
    if queue.is_none_or(|queue| !floor.platform.has_queue(queue)) {
        return Err(Refusal::caller(
            Code::MissingQueue,
            "no queue: name one in `queueSid` or set `center.outbound.queue`",
        ));
    }
    if call.caller_id.as_ref().or(outbound.caller_id.as_ref()).is_none() {
        return Err(Refusal::caller(
            Code::MissingFrom,
            "no caller id: name one in `callerId` or set `center.outbound.caller_id`",
        ));
    }
    Ok(Execution::AT_BACKEND)
}

fn enabled(floor: Floor<'_>) -> Done {
    if floor.platform.center().outbound.enabled {
        return Ok(());
    }
    Err(Refusal::caller(Code::OutboundDisabled, "outbound calls are off: set `center.outbound.enabled`"))
}

/// That calls reach agents in their browsers.
pub(super) fn voice_in_browser(floor: Floor<'_>) -> Done {
    if floor.platform.center().features.browser_voice {
        return Ok(());
    }
    let message = "agents' browsers carry no calls in this centre: see `center.features.browser_voice`";
    Err(Refusal::caller(Code::BrowserVoiceDisabled, message))
}

/// That the agent has not logged out while the request was on its way: nobody is there to reserve a task for.
fn still_there(floor: Floor<'_>, worker: WorkerId, code: Code) -> Done {
    if floor.desktops[worker.index()].session.signed_in {
        return Ok(());
    }
    Err(Refusal::world(code, "the agent had logged out before the task could be reserved for them"))
}

/// That nothing keeps an agent from calling: no live leg, no call offered, no call accepted.
fn free_to_call(floor: Floor<'_>, worker: WorkerId) -> Done {
    if floor.platform.active_leg(worker).is_some() {
        return Err(Refusal::world(Code::VoiceCallAlreadyLive, "the agent is on a call"));
    }
    for task in floor.desktops[worker.index()].tasks.iter().filter(|task| task.channel == Channel::Voice) {
        match (task.status, task.direction) {
            (ReservationStatus::Pending, Direction::Inbound) => {
                return Err(Refusal::world(Code::PendingInboundCall, "a call is being offered to the agent"));
            }
            (ReservationStatus::Pending, Direction::Outbound) | (ReservationStatus::Accepted, _) => {
                return Err(Refusal::world(Code::CallTaskExists, "the agent has another call"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn call(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    invoked: Option<Invoked<'_>>,
    worker: WorkerId,
    call: &OutboundCall,
) -> Done<Landed> {
    still_there(floor.as_is(), worker, Code::OutboundGeneric)?;
    let outbound = &floor.platform.center().outbound;
    let from = call.caller_id.as_ref().or(outbound.caller_id.as_ref()).cloned();
    let (Some(queue), Some(from)) = (call.queue.or(outbound.queue), from) else {
        unreachable!("the guard let a call pass that has no queue or no caller id")
    };
    let facts = Value::map(Entries::from([
        ("direction".into(), Value::Text("outbound".into())),
        ("outbound_to".into(), Value::Text(call.destination.clone())),
        ("from".into(), Value::Text(from)),
    ]));
    let attributes = call.attributes.merged(&facts);
    floor.platform.dial(cx, worker, queue, attributes);
    let asked_with = invoked.map(|invoked| invoked.payload.clone());
    floor.desktops[worker.index()].panels.last_outbound = asked_with;
    Landed::nothing()
}

// The panel.

fn guard_toggle_dialer(floor: Floor<'_>, worker: WorkerId) -> Done<Execution> {
    enabled(floor)?;
    let opens = !floor.desktops[worker.index()].panels.dialer;
    if opens && floor.platform.active_leg(worker).is_some() {
        return Err(Refusal::world(Code::VoiceCallAlreadyLive, "the agent is on a call"));
    }
    Ok(Execution::ON_DESKTOP)
}

fn toggle_dialer(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId) -> Done<Landed> {
    let dialer = &mut floor.desktops[worker.index()].panels.dialer;
    *dialer = !*dialer;
    let shown = *dialer;
    state_switch(cx, worker, "dialer", shown);
    Landed::nothing()
}

// E-mail.

/// Queue and sender of an e-mail.
fn sender(floor: Floor<'_>, email: &OutboundEmail) -> Done<(QueueId, SmolStr)> {
    let Some(settings) = &floor.platform.center().email else {
        let message = "outbound e-mail is not set up: add `center.email`";
        return Err(Refusal::caller(Code::OutboundSettingsMissing, message));
    };
    let queue = email.queue.or(settings.queue).filter(|queue| floor.platform.has_queue(*queue));
    let queue = queue.ok_or_else(|| {
        let message = "no queue: name one in `queueSid` or set `center.email.queue`";
        Refusal::caller(Code::MissingQueue, message)
    })?;
    let from = email.from.as_ref().or(settings.from.as_ref()).cloned().ok_or_else(|| {
        let message = "no sender: name one in `from` or set `center.email.from`";
        Refusal::caller(Code::MissingFrom, message)
    })?;
    Ok((queue, from))
}

fn guard_email(floor: Floor<'_>, worker: WorkerId, email: &OutboundEmail) -> Done<Execution> {
    sender(floor, email)?;
    floor.platform.may_begin(worker)?;
    Ok(Execution::AT_BACKEND)
}

fn email(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, email: &OutboundEmail) -> Done<Landed> {
    let (queue, from) = sender(floor.as_is(), email)?;
    still_there(floor.as_is(), worker, Code::CantCreateTask)?;
    // Others may have been on their way.
    floor.platform.may_begin(worker)?;
    let mut facts = Entries::from([
        ("direction".into(), Value::Text("outbound".into())),
        ("customerAddress".into(), Value::Text(email.destination.clone())),
        ("from".into(), Value::Text(from)),
    ]);
    let settings = floor.platform.center().email.as_ref();
    if let Some(name) = email.from_name.as_ref().or(settings.and_then(|settings| settings.from_name.as_ref())) {
        facts.insert("fromName".into(), Value::Text(name.clone()));
    }
    let attributes = email.attributes.merged(&Value::map(facts));
    floor.platform.compose(cx, worker, queue, attributes);
    Landed::nothing()
}
