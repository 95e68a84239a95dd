//! The objects that scripts hold: `me`, a task, a message. All are cheap to clone, and none can be changed.

use std::rc::Rc;

use rhai::{Dynamic, Engine, INT, ImmutableString, Map, Position};

use super::fiber::{Thrown, mistake, with_current};
use super::request::{Identity, IdentityKind, Message, TaskHandle};
use super::values::to_script;
use rushhour_engine::units::{ReservationId, WorkerId};

/// `me`: who acts.
#[derive(Clone)]
pub struct Me(Rc<Identity>);

/// A task, as it was when it was offered.
#[derive(Clone)]
pub struct Task(Rc<TaskHandle>);

/// A message that was received.
#[derive(Clone)]
pub struct MessageHandle(Rc<Message>);

impl Me {
    /// The handle of this identity.
    pub fn new(identity: Rc<Identity>) -> Self {
        Self(identity)
    }
    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.0
    }
    /// The worker, where it is one.
    pub fn worker(&self) -> Option<WorkerId> {
        match self.0.kind {
            IdentityKind::Agent(worker) | IdentityKind::Supervisor(worker) => Some(worker),
            IdentityKind::Customer(_) => None,
        }
    }
    /// Says no to customers who use an agent's verb.
    ///
    /// # Errors
    /// A mistake that names the verb.
    pub fn must_work(&self, verb: &str) -> Result<(), Thrown> {
        match self.0.kind {
            IdentityKind::Agent(_) | IdentityKind::Supervisor(_) => Ok(()),
            IdentityKind::Customer(_) => Err(mistake(format!(
                "only agents and supervisors can `{verb}`, and {} is a customer",
                self.0.name
            ))),
        }
    }
    /// Says no to those who work in the centre and use a customer's verb.
    ///
    /// # Errors
    /// A mistake that names the verb.
    pub fn must_be_customer(&self, verb: &str) -> Result<(), Thrown> {
        match self.0.kind {
            IdentityKind::Customer(_) => Ok(()),
            IdentityKind::Agent(_) => {
                Err(mistake(format!("only customers can `{verb}`, and {} is an agent", self.0.name)))
            }
            IdentityKind::Supervisor(_) => {
                Err(mistake(format!("only customers can `{verb}`, and {} is a supervisor", self.0.name)))
            }
        }
    }
    /// Says no to everyone but supervisors.
    ///
    /// # Errors
    /// A mistake that names the verb.
    pub fn must_supervise(&self, verb: &str) -> Result<(), Thrown> {
        match self.0.kind {
            IdentityKind::Supervisor(_) => Ok(()),
            IdentityKind::Agent(_) | IdentityKind::Customer(_) => {
                Err(mistake(format!("only supervisors can `{verb}`, and {} is none", self.0.name)))
            }
        }
    }
}

impl Task {
    /// The handle of this task.
    pub fn new(handle: TaskHandle) -> Self {
        Self(Rc::new(handle))
    }
    /// The reservation by which payloads name it.
    pub fn reservation(&self) -> ReservationId {
        self.0.reservation
    }
    /// What was true when it was offered.
    pub fn handle(&self) -> &TaskHandle {
        &self.0
    }
}

impl MessageHandle {
    /// The handle of this message.
    pub fn new(message: Message) -> Self {
        Self(Rc::new(message))
    }
    /// The message as a map, for payloads.
    pub fn to_map(&self) -> Map {
        let mut map = Map::new();
        map.insert("index".into(), INT::from(self.0.index).into());
        map.insert("from".into(), self.0.from.as_str().into());
        map.insert("body".into(), self.0.body.as_str().into());
        map.insert("media".into(), to_script(&self.0.media));
        map
    }
}

/// Registers the types and what scripts can read of them.
pub fn register(engine: &mut Engine) {
    register_me(engine);
    register_task(engine);
    register_message(engine);
}

fn register_me(engine: &mut Engine) {
    engine
        .register_type_with_name::<Me>("Me")
        .register_get("name", |me: &mut Me| ImmutableString::from(me.0.name.as_str()))
        .register_get("population", |me: &mut Me| ImmutableString::from(me.0.population.as_str()))
        .register_get("index", |me: &mut Me| INT::try_from(me.0.index).unwrap_or(INT::MAX))
        .register_get("queue", |me: &mut Me| ImmutableString::from(me.0.queue.as_str()))
        .register_get("queues", |me: &mut Me| -> Dynamic {
            me.0.queues.iter().map(|queue| Dynamic::from(queue.to_string())).collect::<Vec<_>>().into()
        })
        .register_get("attributes", |me: &mut Me| to_script(&me.0.attributes))
        .register_get("sid", |me: &mut Me| -> Result<ImmutableString, Thrown> {
            let worker = me.worker().ok_or_else(|| mistake("a customer has no sid"))?;
            Ok(worker.to_string().into())
        })
        .register_fn("to_string", |me: &mut Me| ImmutableString::from(me.0.name.as_str()))
        .register_fn("to_debug", |me: &mut Me| ImmutableString::from(me.0.name.as_str()));
}

fn register_task(engine: &mut Engine) {
    engine
        .register_type_with_name::<Task>("Task")
        .register_get("sid", |task: &mut Task| ImmutableString::from(task.0.reservation.to_string()))
        .register_get("task_sid", |task: &mut Task| ImmutableString::from(task.0.task.to_string()))
        .register_get("channel", |task: &mut Task| ImmutableString::from(task.0.channel.name()))
        .register_get("queue", |task: &mut Task| ImmutableString::from(task.0.queue.as_str()))
        .register_get("attributes", |task: &mut Task| to_script(&task.0.attributes))
        .register_get("transferred", |task: &mut Task| task.0.transferred)
        .register_get("outbound", |task: &mut Task| task.0.outbound)
        .register_get("offered_at", |task: &mut Task| task.0.offered_at.as_secs_f64())
        .register_get("conversation_sid", |task: &mut Task| -> Dynamic {
            task.0.conversation.map_or(Dynamic::UNIT, |conversation| conversation.to_string().into())
        })
        .register_get("channel_sid", |task: &mut Task| -> Dynamic {
            task.0.interaction.map_or(Dynamic::UNIT, |channel| channel.to_string().into())
        })
        .register_get("call_sid", |task: &mut Task| -> Dynamic {
            task.0.call.map_or(Dynamic::UNIT, |call| call.to_string().into())
        })
        .register_fn("==", |one: &mut Task, other: Task| one.0.reservation == other.0.reservation)
        .register_fn("!=", |one: &mut Task, other: Task| one.0.reservation != other.0.reservation)
        .register_fn("to_string", |task: &mut Task| ImmutableString::from(task.0.reservation.to_string()))
        .register_fn("to_debug", |task: &mut Task| ImmutableString::from(task.0.reservation.to_string()));
}

fn register_message(engine: &mut Engine) {
    engine
        .register_type_with_name::<MessageHandle>("Message")
        .register_get("index", |message: &mut MessageHandle| INT::from(message.0.index))
        .register_get("from", |message: &mut MessageHandle| ImmutableString::from(message.0.from.as_str()))
        .register_get("body", |message: &mut MessageHandle| ImmutableString::from(message.0.body.as_str()))
        .register_get("media", |message: &mut MessageHandle| to_script(&message.0.media))
        .register_fn("to_string", |message: &mut MessageHandle| ImmutableString::from(message.0.body.as_str()))
        .register_fn("to_debug", |message: &mut MessageHandle| Dynamic::from(message.to_map()).to_string());
}

/// Registers `vars.name`, the scenario's variables. As a piece of syntax, and not as a variable that holds a map: a
/// function sees no variables from outside, a closure would capture it, and a map would be copied at each reading.
///
/// # Errors
/// When Rhai refuses the syntax; no version we know does.
pub fn register_vars(engine: &mut Engine) -> Result<(), rhai::ParseError> {
    engine.register_custom_syntax(["vars", ".", "$ident$"], false, |_, inputs| {
        let place = inputs.first().map_or(Position::NONE, |input| input.position());
        let name = inputs.first().and_then(|input| input.get_string_value()).unwrap_or_default();
        with_current(|state| state.host.var(name)).map_err(|mut error| {
            error.set_position(place);
            error
        })
    })?;
    Ok(())
}
