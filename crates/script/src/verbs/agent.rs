//! What agents and supervisors do.

use rhai::{Dynamic, Engine, FLOAT, FnPtr, INT, ImmutableString, Map, Variant};
use smol_str::SmolStr;

use super::acting::{act, invoke, judge, settle};
use super::time::{Time, span_of};
use crate::fiber::{ask, with_current};
use crate::handles::{Me, Object, Task};
use crate::request::{TalkTime, asks};
use crate::thrown::{Thrown, mistake};
use crate::values::{files, to_engine, to_payload, to_script};
use rushhour_engine::action::{Action, Code};
use rushhour_engine::event::TransferMode;
use rushhour_engine::task_view::TaskPart;
use rushhour_engine::units::{ParseTimeError, SimSpan};
use rushhour_engine::value::{Entries, Payload, Value};

pub(super) fn register(engine: &mut Engine) {
    register_work(engine);
    register_call(engine);
    register_transfer(engine);
    register_conversation(engine);
    register_floor(engine);
    timed::<INT>(engine);
    timed::<FLOAT>(engine);
    engine
        .register_fn("next_task", |me: &mut Me, patience: ImmutableString| next_task(me, Some(patience.span()?)));
}

/// The verbs that take a number of seconds. (As text, a time of `talk` may also be the name of a distribution.)
fn timed<T: Time>(engine: &mut Engine) {
    engine
        .register_fn("next_task", |me: &mut Me, patience: T| next_task(me, Some(patience.span()?)))
        .register_fn("wait_answer", |me: &mut Me, task: Task, patience: T| {
            wait_connected(me, &task, Some(patience.span()?))
        })
        .register_fn("talk", |me: &mut Me, task: Task, time: T| talk(me, &task, TalkTime::Span(time.span()?)));
}

/// The payload that names a task by its reservation.
fn of(task: &Task) -> Payload {
    Payload::of("sid", Value::Sid(task.reservation().sid()))
}

/// Registers a verb that is one action on one task.
fn on_task(engine: &mut Engine, verb: &'static str, action: Action) {
    engine.register_fn(verb, move |me: &mut Me, task: Task| -> Result<bool, Thrown> {
        me.must_work(verb)?;
        act(action, of(&task))
    });
}

fn register_work(engine: &mut Engine) {
    engine.register_fn("reject", reject);
    on_task(engine, "complete", Action::CompleteTask);
    on_task(engine, "end", Action::EndVoiceTask);
    on_task(engine, "select", Action::SelectTask);
    engine
        .register_fn("tasks", |me: &mut Me| me.must_work("tasks").map(|()| Tasks))
        .register_fn("tasks", |me: &mut Me, options: Map| -> Result<Tasks, Thrown> {
            me.must_work("tasks")?;
            come_back("tasks", &options)?;
            Ok(Tasks)
        })
        .register_iterator_result::<Tasks, Dynamic>()
        .register_fn("next_task", |me: &mut Me| next_task(me, None))
        .register_fn("accept", accept)
        .register_fn("wait_shift", wait_shift)
        .register_fn("wrapup", wrapup)
        .register_fn("set_attributes", |me: &mut Me, task: Task, attributes: Map| -> Result<bool, Thrown> {
            me.must_work("set_attributes")?;
            let attributes = to_engine(&attributes.into())?;
            let payload = of(&task).with("attributes", attributes).with("mergeExisting", Value::Bool(true));
            act(Action::SetTaskAttributes, payload)
        })
        .register_fn("status", |me: &mut Me, task: Task| -> Result<ImmutableString, Thrown> {
            me.must_work("status")?;
            Ok(ask(asks::task_status(task.reservation()))?.as_str().into())
        })
        .register_fn("serve", |me: &mut Me, closure: FnPtr| serve(me, &closure))
        .register_fn("serve", |me: &mut Me, options: Map, closure: FnPtr| -> Result<bool, Thrown> {
            me.must_work("serve")?;
            come_back("serve", &options)?;
            serve(me, &closure)
        })
        .register_fn("start", |me: &mut Me, closure: FnPtr| start(me, &closure));
}

/// The option of what waits for work.
const BACK_AFTER: &str = "back_after";

/// What `me.tasks()` returns: each step waits for the next task.
#[derive(Clone)]
struct Tasks;

impl Iterator for Tasks {
    type Item = Result<Dynamic, Thrown>;

    fn next(&mut self) -> Option<Self::Item> {
        match wait_task(None) {
            Ok(Some(task)) => Some(Ok(Dynamic::from(task))),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// What waits for work may say how the agent comes back when an offer has timed out: `#{back_after: "30s"}`.
fn come_back(verb: &str, options: &Map) -> Result<(), Thrown> {
    for (key, value) in options {
        if key != BACK_AFTER {
            return Err(mistake(format!(
                "`me.{verb}` has no option `{key}`: write `#{{{BACK_AFTER}: \"30s\"}}`, how long after an offer has timed out \
                 the agent comes back"
            )));
        }
        ask(asks::back_after(span_of(value)?))?;
    }
    Ok(())
}

fn wait_task(patience: Option<SimSpan>) -> Result<Option<Task>, Thrown> {
    Ok(ask(asks::next_task(patience))?.map(|task| Task::new(*task)))
}

fn next_task(me: &mut Me, patience: Option<SimSpan>) -> Result<Dynamic, Thrown> {
    me.must_work("next_task")?;
    Ok(wait_task(patience)?.map_or(Dynamic::UNIT, Dynamic::from))
}

/// A call or an e-mail of one's own the desktop accepts by itself: that it has, or is about to, is no error.
fn accept(me: &mut Me, task: Task) -> Result<bool, Thrown> {
    me.must_work("accept")?;
    let rejection = match settle(Action::AcceptTask.into(), of(&task))? {
        Ok(_) => return Ok(true),
        Err(rejection) => rejection,
    };
    let by_itself = matches!(
        rejection.code,
        Code::ActionPending | Code::ActionBlocked | Code::ReservationNotPending | Code::ReservationNotFound
    );
    if task.was_begun() && by_itself {
        let status = ask(asks::task_status(task.reservation()))?;
        // A call rings on; in an e-mail the agent takes part once the desktop's own accept has landed.
        if status.as_str() == "pending" && !task.is_dialled() {
            return ask(asks::wait_connected(task.reservation(), None));
        }
        return Ok(matches!(status.as_str(), "pending" | "accepted" | "wrapping"));
    }
    judge(&rejection)
}

/// A call or an e-mail of one's own the desktop has accepted by itself, perhaps before its agent could reject it: that is no
/// error, and the task is still there.
fn reject(me: &mut Me, task: Task) -> Result<bool, Thrown> {
    me.must_work("reject")?;
    match settle(Action::RejectTask.into(), of(&task))? {
        Ok(_) => Ok(true),
        Err(rejection) if task.was_begun() && rejection.code == Code::ReservationNotPending => Ok(false),
        Err(rejection) => judge(&rejection),
    }
}

/// Wrapping up what is wrapping already is no error: ending the call has done it.
fn wrapup(me: &mut Me, task: Task) -> Result<bool, Thrown> {
    me.must_work("wrapup")?;
    let rejection = match settle(Action::WrapupTask.into(), of(&task))? {
        Ok(_) => return Ok(true),
        Err(rejection) => rejection,
    };
    if rejection.code == Code::ReservationNotAccepted {
        let status = ask(asks::task_status(task.reservation()))?;
        if status.as_str() == "wrapping" {
            return Ok(true);
        }
        // It rings, and nobody has answered: it is given up.
        if status.as_str() == "pending" && task.is_dialled() {
            return act(Action::HangupCall, of(&task));
        }
    }
    judge(&rejection)
}

fn serve(me: &mut Me, closure: &FnPtr) -> Result<bool, Thrown> {
    me.must_work("serve")?;
    let closure = with_current(|state| state.host.keep_closure(state.script, closure, "serve", &["me", "task"]))?;
    let served = ask(asks::serve(closure));
    with_current(|state| {
        state.host.release_closure(closure);
        Ok(())
    })?;
    served
}

fn wait_shift(me: &mut Me) -> Result<bool, Thrown> {
    me.must_work("wait_shift")?;
    ask(asks::wait_shift())
}

fn start(_: &mut Me, closure: &FnPtr) -> Result<bool, Thrown> {
    let closure = with_current(|state| state.host.keep_closure(state.script, closure, "start", &["me"]))?;
    ask(asks::start(closure))
}

fn register_call(engine: &mut Engine) {
    on_task(engine, "hold", Action::HoldCall);
    on_task(engine, "unhold", Action::UnholdCall);
    on_task(engine, "hang_up", Action::HangupCall);
    on_task(engine, "end_conference", Action::EndConferenceForAll);
    engine
        .register_fn("talk", |me: &mut Me, task: Task, time: ImmutableString| {
            // A distribution may be named as anything but a duration.
            let time = match time.parse() {
                Ok(span) => TalkTime::Span(span),
                Err(error @ ParseTimeError::TwoParts(..)) => return Err(mistake(error.to_string())),
                Err(_) => TalkTime::Sample(SmolStr::new(&time)),
            };
            talk(me, &task, time)
        })
        .register_fn("mute", |me: &mut Me| -> Result<bool, Thrown> {
            me.must_work("mute")?;
            act(Action::ToggleMute, Payload::Absent)
        })
        .register_fn("wait_answer", |me: &mut Me, task: Task| wait_connected(me, &task, None))
        .register_fn("wait_answer", |me: &mut Me, task: Task, patience: ImmutableString| {
            wait_connected(me, &task, Some(patience.span()?))
        })
        .register_fn("dial", |me: &mut Me, number: ImmutableString| dial(me, &number, Map::new()))
        .register_fn("dial", |me: &mut Me, number: ImmutableString, with: Map| dial(me, &number, with));
}

fn wait_connected(me: &mut Me, task: &Task, patience: Option<SimSpan>) -> Result<bool, Thrown> {
    me.must_work("wait_answer")?;
    ask(asks::wait_connected(task.reservation(), patience))
}

fn talk(me: &mut Me, task: &Task, time: TalkTime) -> Result<bool, Thrown> {
    me.must_work("talk")?;
    // Nobody talks to a telephone that rings.
    if task.is_dialled() && !wait_connected(me, task, None)? {
        return Ok(false);
    }
    ask(asks::talk(task.reservation(), time))
}

/// Besides the fields of the action, `queue` (a name), `caller_id` and `attributes` may be given.
fn dial(me: &mut Me, number: &str, with: Map) -> Result<bool, Thrown> {
    me.must_work("dial")?;
    let mut fields = Map::new();
    for (key, value) in with {
        match key.as_str() {
            "queue" => {
                let name = value
                    .into_immutable_string()
                    .map_err(|kind| mistake(format!("`queue` is {kind}, not text")))?;
                fields.insert("queueSid".into(), to_script(&find(&name)?));
            }
            "caller_id" => {
                fields.insert("callerId".into(), value);
            }
            "attributes" => {
                fields.insert("taskAttributes".into(), value);
            }
            _ => {
                fields.insert(key, value);
            }
        }
    }
    let payload = to_payload(&fields.into())?.with("destination", Value::text(number));
    act(Action::StartOutboundCall, payload)
}

/// The sid that a text spells, or that of the worker or queue it names.
fn find(name: &str) -> Result<Value, Thrown> {
    match Value::text(name) {
        sid @ Value::Sid(_) => Ok(sid),
        Value::Text(name) => ask(asks::find_target(name)),
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Ref(_)
        | Value::List(_)
        | Value::Map(_)) => Ok(other),
    }
}

/// Who is meant, as scripts name somebody: a sid or a name as text, a participant of `task.call`, a worker of the team.
trait Whom: Variant + Clone {
    /// The sid by which actions on a call name them.
    fn in_call(self) -> Result<Value, Thrown>;
    /// The sid by which they are somebody who works in the centre, or a queue.
    fn at_work(self) -> Result<Value, Thrown>;
}

impl Whom for ImmutableString {
    fn in_call(self) -> Result<Value, Thrown> {
        find(&self)
    }
    fn at_work(self) -> Result<Value, Thrown> {
        find(&self)
    }
}

impl Whom for Map {
    fn in_call(self) -> Result<Value, Thrown> {
        match self.get("sid").map(to_engine).transpose()? {
            Some(sid @ Value::Sid(_)) => Ok(sid),
            _ => Err(mistake("this map names nobody: a participant and a worker have a `sid`")),
        }
    }
    fn at_work(self) -> Result<Value, Thrown> {
        // A participant has a sid for the call, and another as somebody who works here.
        match self.get("worker_sid").map(to_engine).transpose()? {
            Some(sid @ Value::Sid(_)) => Ok(sid),
            Some(_) => Err(mistake("this participant does not work in the centre: they have no `worker_sid`")),
            None => self.in_call(),
        }
    }
}

impl Whom for Object {
    fn in_call(self) -> Result<Value, Thrown> {
        Ok(Value::Sid(self.0))
    }
    fn at_work(self) -> Result<Value, Thrown> {
        Ok(Value::Sid(self.0))
    }
}

impl Whom for Me {
    fn in_call(self) -> Result<Value, Thrown> {
        self.worker().map(|worker| Value::Sid(worker.sid())).ok_or_else(|| mistake("a customer has no sid"))
    }
    fn at_work(self) -> Result<Value, Thrown> {
        self.in_call()
    }
}

/// Registers the verbs that are about somebody, for one way to name them.
fn about<W: Whom>(engine: &mut Engine) {
    on_participant::<W>(engine, "hold_participant", Action::HoldParticipant);
    on_participant::<W>(engine, "unhold_participant", Action::UnholdParticipant);
    on_participant::<W>(engine, "kick", Action::KickParticipant);
    engine
        .register_fn("transfer", |me: &mut Me, task: Task, target: W| transfer(me, &task, target, None))
        .register_fn("transfer", |me: &mut Me, task: Task, target: W, mode: ImmutableString| {
            transfer(me, &task, target, Some(&mode))
        })
        .register_fn("set_worker_activity", |me: &mut Me, worker: W, name: ImmutableString| {
            me.must_work("set_worker_activity")?;
            let payload = Payload::of("workerSid", worker.at_work()?).with("activityName", Value::text(&name));
            act(Action::SetWorkerActivity, payload)
        });
}

fn register_transfer(engine: &mut Engine) {
    on_task(engine, "cancel_transfer", Action::CancelTransfer);
    about::<ImmutableString>(engine);
    about::<Map>(engine);
    about::<Object>(engine);
    about::<Me>(engine);
    engine.register_fn("wait_transfer", |me: &mut Me, task: Task| -> Result<bool, Thrown> {
        me.must_work("wait_transfer")?;
        ask(asks::wait_transfer(task.reservation()))
    });
}

/// Registers a verb that is one action on a participant of a task's call.
fn on_participant<W: Whom>(engine: &mut Engine, verb: &'static str, action: Action) {
    engine.register_fn(verb, move |me: &mut Me, task: Task, target: W| -> Result<bool, Thrown> {
        me.must_work(verb)?;
        act(action, of(&task).with("targetSid", target.in_call()?))
    });
}

fn transfer<W: Whom>(me: &mut Me, task: &Task, target: W, mode: Option<&str>) -> Result<bool, Thrown> {
    me.must_work("transfer")?;
    let mut payload = of(task).with("targetSid", target.at_work()?);
    if let Some(mode) = mode {
        let Some(mode) = TransferMode::from_word(mode) else {
            return Err(mistake(format!("a transfer is \"warm\" or \"cold\", not \"{mode}\"")));
        };
        payload = payload.with("options", map_of("mode", Value::Text(SmolStr::new_static(mode.word()))));
    }
    act(Action::TransferTask, payload)
}

fn map_of(key: &'static str, value: Value) -> Value {
    Value::map(Entries::from([(SmolStr::new_static(key), value)]))
}

fn register_conversation(engine: &mut Engine) {
    engine
        .register_fn("send", |me: &mut Me, task: Task, text: ImmutableString| -> Result<bool, Thrown> {
            me.must_work("send")?;
            act(Action::SendMessage, conversation("send", &task)?.with("body", Value::text(&text)))
        })
        .register_fn(
            "send_media",
            |me: &mut Me, task: Task, name: ImmutableString, kind: ImmutableString, bytes: Dynamic| {
                me.must_work("send_media")?;
                let payload = conversation("send_media", &task)?
                    .with("body", Value::Text(SmolStr::default()))
                    .with("attachedFiles", files(name, kind, bytes)?);
                act(Action::SendMessage, payload)
            },
        )
        .register_fn("typing", |me: &mut Me, task: Task| -> Result<bool, Thrown> {
            me.must_work("typing")?;
            act(Action::SendTyping, conversation("typing", &task)?)
        })
        .register_fn("leave", |me: &mut Me, task: Task| -> Result<bool, Thrown> {
            me.must_work("leave")?;
            let channel = match task.part(TaskPart::ChannelSid)? {
                Value::Null => return Err(no_conversation("leave")),
                channel => channel,
            };
            act(Action::LeaveChannel, Payload::of("channelSid", channel))
        });
}

/// The payload that names the conversation of a task.
fn conversation(verb: &str, task: &Task) -> Result<Payload, Thrown> {
    match task.part(TaskPart::ConversationSid)? {
        Value::Null => Err(no_conversation(verb)),
        conversation => Ok(Payload::of("conversationSid", conversation)),
    }
}

fn no_conversation(verb: &str) -> Thrown {
    mistake(format!("`{verb}` needs a task with a conversation (chat, e-mail, messaging), and this one is a call"))
}

fn register_floor(engine: &mut Engine) {
    engine
        .register_fn("set_activity", |me: &mut Me, name: ImmutableString| set_activity(me, &name, None))
        .register_fn("set_activity", |me: &mut Me, name: ImmutableString, reject_pending: bool| {
            set_activity(me, &name, Some(reject_pending))
        })
        .register_fn("find", |me: &mut Me, name: ImmutableString| -> Result<Dynamic, Thrown> {
            me.must_work("find")?;
            Ok(to_script(&find(&name)?))
        })
        .register_fn("desktop", |me: &mut Me| -> Result<Dynamic, Thrown> {
            me.must_work("desktop")?;
            Ok(to_script(&ask(asks::desktop())?))
        })
        .register_fn("coach", |me: &mut Me, on: bool| -> Result<bool, Thrown> {
            me.must_supervise("coach")?;
            ask(asks::coach(on))
        })
        .register_fn("barge", |me: &mut Me, on: bool| -> Result<bool, Thrown> {
            me.must_supervise("barge")?;
            ask(asks::barge(on))
        })
        .register_fn("invoke", |me: &mut Me, name: ImmutableString| -> Result<Dynamic, Thrown> {
            me.must_work("invoke")?;
            invoke(&name, Payload::Absent)
        })
        .register_fn("invoke", |me: &mut Me, name: ImmutableString, payload: Dynamic| {
            me.must_work("invoke")?;
            invoke(&name, to_payload(&payload)?)
        });
}

fn set_activity(me: &mut Me, name: &str, reject_pending: Option<bool>) -> Result<bool, Thrown> {
    me.must_work("set_activity")?;
    let mut payload = Payload::of("activityName", Value::text(name));
    if let Some(reject) = reject_pending {
        payload = payload.with("options", map_of("rejectPendingReservations", Value::Bool(reject)));
    }
    act(Action::SetActivity, payload)
}
