//! The worker's activity, attributes and session.

use smol_str::SmolStr;

use super::definition::Definition;
use super::execution::{Execution, Landed};
use super::fields::{ATTRIBUTES, MERGE_EXISTING, REPLACES};
use super::floor::{Floor, FloorMut};
use super::supervisor::supervises;
use crate::action::{Action, Code};
use crate::desktop::state_switch;
use crate::effects::Cx;
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Pair, Shape, Silent};
use crate::limits::ATTRIBUTES_CHARS_MAX;
use crate::nearest::did_you_mean;
use crate::payload::{Either, Reader, unread};
use crate::platform::{Done, Refusal};
use crate::units::{ActivityId, SimSpan, SimTime, WorkerId};
use crate::value::Value;

/// The name of an activity.
type ActivityName = SmolStr;
/// An activity, by sid or by name.
type ActivityRef = Either<ActivityId, ActivityName>;

/// What is asked for of a worker.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkerCommand {
    SetActivity { activity: ActivityRef, reject_pending: Option<bool> },
    SetWorkerActivity { worker: WorkerId, activity: ActivityRef, reject_pending: Option<bool> },
    Logout { force: bool, activity: Option<ActivityId> },
    SetWorkerAttributes { attributes: Value, merge: bool, known: Option<u32> },
    UpdateWorkerToken { token: SmolStr },
}

pub(super) const ACTIONS: &[Definition<WorkerCommand>] = &[
    Definition::new(&SET_ACTIVITY, |it| {
        let (activity, reject_pending) = (read_activity(it), it.option_flag("rejectPendingReservations"));
        Ok(WorkerCommand::SetActivity { activity, reject_pending })
    })
    // An unknown name does nothing; an unknown sid is an error.
    .silent(|it| (it.code == Code::ActivityNotFound).then(|| it.payload.get("activitySid").is_none())),
    Definition::new(&SET_WORKER_ACTIVITY, |it| {
        let (activity, reject_pending) = (read_activity(it), it.option_flag("rejectPendingReservations"));
        Ok(WorkerCommand::SetWorkerActivity { worker: it.id("workerSid"), activity, reject_pending })
    })
    .silent(|it| match it.code {
        // An unknown sid is an error here too.
        Code::ActivityNotFound => Some(it.payload.get("activitySid").is_none()),
        // Nobody is named, so nothing happens; what else is missing is said.
        Code::IncompletePayload => Some(it.payload.get("workerSid").is_none()),
        _ => None,
    }),
    Definition::new(&LOGOUT, |it| {
        let force = it.flag("forceLogout") == Some(true);
        Ok(WorkerCommand::Logout { force, activity: it.id_if_any("activitySid") })
    }),
    Definition::new(&SET_WORKER_ATTRIBUTES, |it| {
        let merge = it.flag("mergeExisting") == Some(true);
        Ok(WorkerCommand::SetWorkerAttributes { attributes: it.value("attributes"), merge, known: None })
    }),
    Definition::new(&UPDATE_WORKER_TOKEN, |it| Ok(WorkerCommand::UpdateWorkerToken { token: it.text("token") }))
        .signs_in()
        .kept(),
];

impl WorkerCommand {
    /// The same, asked for by who knew this version.
    pub(super) fn knowing(mut self, version: u32) -> Self {
        if let Self::SetWorkerAttributes { known, .. } = &mut self {
            *known = Some(version);
        }
        self
    }
}

pub(super) fn guard(floor: Floor<'_>, worker: WorkerId, command: &WorkerCommand) -> Done<Execution> {
    match command {
        WorkerCommand::SetActivity { activity: to, .. } => activity(floor, to).map(|_| Execution::AT_BACKEND),
        WorkerCommand::SetWorkerActivity { worker: target, activity: to, .. } => {
            let course = guard_other(floor, worker, *target)?;
            activity(floor, to).map(|_| course)
        }
        WorkerCommand::Logout { force, activity } => guard_logout(floor, *force, *activity),
        WorkerCommand::SetWorkerAttributes { attributes, merge, .. } => {
            guard_attributes(floor, worker, attributes, *merge)
        }
        WorkerCommand::UpdateWorkerToken { token } => guard_token(token),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: WorkerCommand,
) -> Done<Landed> {
    match command {
        WorkerCommand::SetActivity { activity, reject_pending } => {
            let to = self::activity(floor.as_is(), &activity)?;
            floor.platform.set_own_activity(cx, worker, to, reject_pending.unwrap_or(true))?;
            Landed::nothing()
        }
        WorkerCommand::SetWorkerActivity { worker, activity, reject_pending } => {
            let to = self::activity(floor.as_is(), &activity)?;
            floor.platform.set_activity(cx, worker, to, reject_pending.unwrap_or(true))?;
            if floor.platform.worker(worker).is_some_and(|worker| worker.available) {
                // Whoever is called back is kept nowhere any more.
                floor.platform.let_go(worker);
            }
            Landed::nothing()
        }
        WorkerCommand::Logout { force, activity } => logout(floor, cx, worker, force, activity),
        WorkerCommand::SetWorkerAttributes { attributes, merge, known } => {
            set_attributes(floor, cx, worker, &attributes, (merge, known))
        }
        WorkerCommand::UpdateWorkerToken { token } => renew(floor, cx, worker, token),
    }
}

fn read_activity(payload: &Reader<'_>) -> ActivityRef {
    let named = Either::new(payload.id_if_any("activitySid"), payload.word_if_any("activityName"));
    named.unwrap_or_else(|| unread("activitySid"))
}

// What the catalogue says.

const ACTIVITY_SID: Field = Field::optional("activitySid", FieldKind::ActivitySid, "The activity, by its sid.");
const ACTIVITY_NAME: Field = Field::optional("activityName", FieldKind::Word, "The activity, by its name.");
const ACTIVITY_AVAILABLE: Field =
    Field::optional("activityAvailable", FieldKind::Bool, "Whether it is an available one.")
        .ignored("that follows from the activity");
const ACTIVITY_OPTIONS: &[Field] = &[Field::optional(
    "rejectPendingReservations",
    FieldKind::Bool,
    "Whether offers that wait are rejected on the way out; true unless set.",
)];
const OPTIONS: Field =
    Field::optional("options", FieldKind::Record(ACTIVITY_OPTIONS), "What becomes of waiting offers.");
const ACTIVITY: Pair = Pair::one_of("activitySid", "activityName");

static SET_ACTIVITY: Entry = Entry {
    summary: "Changes the agent's activity.",
    shape: Shape::Object,
    fields: &[ACTIVITY_SID, ACTIVITY_NAME, ACTIVITY_AVAILABLE, OPTIONS],
    pairs: &[ACTIVITY],
    backend: true,
    failing: Failing::with(Code::CantSetActivity),
    legal: "The activity exists; where it is not available, no offer waits or `rejectPendingReservations` is on.",
    effect: "The activity changes, and with it whether work is offered; the present one changes nothing. On the way \
             to one that is not available all pending reservations are rejected; otherwise they stay. While a break of \
             the agent's working hours waits, or their script comes from the work before it, the activity changes when \
             the break is over.",
    errors: &[
        Failure::new(Code::CantSetActivity, "the backend refused"),
        Failure::new(Code::ActivityNotFound, "there is no such activity"),
        Failure::new(Code::PendingReservations, "offers wait, and they are not to be rejected"),
    ],
    silent: &[
        Silent::new(&[Code::PendingReservations], "a refusal because of waiting offers is shown, and that is all"),
        Silent::new(
            &[Code::ActivityNotFound],
            "no activity has that name: nothing happens; an unknown `activitySid` is an error",
        ),
    ],
    example: r#"me.invoke("SetActivity", #{ activityName: "Break" });"#,
    verb: Some(r#"me.set_activity("Break");"#),
    ..Entry::new(Action::SetActivity, Group::Worker)
};

static SET_WORKER_ACTIVITY: Entry = Entry {
    summary: "Changes another worker's activity.",
    shape: Shape::Object,
    fields: &[
        Field::required("workerSid", FieldKind::WorkerSid, "Whose."),
        ACTIVITY_SID,
        ACTIVITY_NAME,
        ACTIVITY_AVAILABLE,
        OPTIONS,
    ],
    pairs: &[ACTIVITY],
    backend: true,
    legal: "Whoever invokes it is a supervisor; worker and activity exist; the rest as for SetActivity.",
    effect: "As SetActivity, on that worker.",
    errors: &[
        Failure::new(Code::NotAuthorized, "it is invoked by no supervisor"),
        Failure::new(Code::WorkerNotFound, "there is no such worker"),
        Failure::new(Code::ActivityNotFound, "there is no such activity"),
        Failure::new(Code::PendingReservations, "offers wait, and they are not to be rejected"),
    ],
    silent: &[Silent::new(
        &[
            Code::NotAuthorized,
            Code::IncompletePayload,
            Code::WorkerNotFound,
            Code::ActivityNotFound,
            Code::PendingReservations,
            Code::BackendUnavailable,
        ],
        "whatever fails is shown, and that is all: also that no `workerSid` is given, or that no activity has that \
         name; an unknown `activitySid` is an error",
    )],
    example: r#"me.invoke("SetWorkerActivity", #{ workerSid: me.find("desk-2"), activityName: "Break" });"#,
    ..Entry::new(Action::SetWorkerActivity, Group::Worker)
};

static LOGOUT: Entry = Entry {
    summary: "Ends the agent's session.",
    shape: Shape::OptionalObject,
    fields: &[
        Field::optional("forceLogout", FieldKind::Bool, "Whether to go even if the activity cannot be changed."),
        Field::optional(
            "activitySid",
            FieldKind::ActivitySid,
            "The activity to leave behind; the centre's offline one.",
        ),
    ],
    backend: true,
    failing: Failing::with(Code::LogoutActivityFailed),
    legal: "No offer waits and the activity can be changed, or `forceLogout` is on.",
    effect: "The activity is offline and the session closed: until the desktop is reloaded or the token renewed, no other \
             action works. Tasks that are open stay assigned.",
    errors: &[
        Failure::new(Code::LogoutActivityFailed, "the activity could not be changed"),
        Failure::new(Code::PendingReservations, "offers wait"),
    ],
    example: r#"me.invoke("Logout", #{ forceLogout: true });"#,
    ..Entry::new(Action::Logout, Group::Worker)
};

static SET_WORKER_ATTRIBUTES: Entry = Entry {
    summary: "Changes the agent's attributes.",
    shape: Shape::Object,
    fields: &[ATTRIBUTES, MERGE_EXISTING],
    backend: true,
    failing: Failing::with(Code::CantSetWorkerAttributes),
    legal: "The attributes then have at most 4,096 characters as JSON.",
    effect: "The attributes are merged or replaced, and with them the queues that the agent belongs to. \
             Reservations stay.",
    errors: &[Failure::new(Code::CantSetWorkerAttributes, "they would be too long, or somebody was faster")],
    otherwise: REPLACES,
    slip: Some("No field is listed. Merging is said to be the default; the published client replaces without it."),
    example: r#"me.invoke("SetWorkerAttributes", #{ attributes: #{ languages: ["de"] }, mergeExisting: true });"#,
    ..Entry::new(Action::SetWorkerAttributes, Group::Worker)
};

static UPDATE_WORKER_TOKEN: Entry = Entry {
    summary: "Renews the token of the agent's session.",
    shape: Shape::Object,
    fields: &[Field::required("token", FieldKind::Text, "The new token.")],
    backend: true,
    legal: "The token is not empty and not expired: one with `exp=` and a number is good until so many seconds of \
            the run. It may be renewed after a logout, too, which signs in again.",
    effect: "The session goes on with the new token. Routing does not notice.",
    errors: &[Failure::new(Code::TokenUpdateFailed, "the token is empty or has expired")],
    example: r#"me.invoke("UpdateWorkerToken", #{ token: "renewed" });"#,
    ..Entry::new(Action::UpdateWorkerToken, Group::Worker)
};

// Guards and effects.

/// The activity that a payload names, by sid, by name or by both.
fn activity(floor: Floor<'_>, activity: &ActivityRef) -> Done<ActivityId> {
    let activities = &floor.platform.center().activities;
    let by_name = |name: &ActivityName| {
        let place = activities.iter().position(|activity| activity.name == *name);
        place.and_then(|place| u32::try_from(place).ok()).map(ActivityId::new).ok_or_else(|| {
            let hint = did_you_mean(name, activities.iter().map(|activity| activity.name.as_str()));
            Refusal::caller(Code::ActivityNotFound, format!("there is no activity `{name}`{hint}"))
        })
    };
    let by_sid = |id: &ActivityId| match activities.get(id.index()) {
        Some(_) => Ok(*id),
        None => Err(Refusal::caller(Code::ActivityNotFound, format!("there is no activity {id}"))),
    };
    match activity {
        Either::First(id) => by_sid(id),
        Either::Second(name) => by_name(name),
        Either::Both(id, name) if by_sid(id)? == by_name(name)? => Ok(*id),
        Either::Both(..) => Err(Refusal::caller(
            Code::InvalidPayload,
            "`activitySid` and `activityName` name different activities",
        )),
    }
}

fn guard_other(floor: Floor<'_>, actor: WorkerId, target: WorkerId) -> Done<Execution> {
    supervises(floor, actor, "set others' activities")?;
    if floor.platform.worker(target).is_none() {
        return Err(Refusal::caller(Code::WorkerNotFound, format!("there is no worker {target}")));
    }
    Ok(Execution::AT_BACKEND)
}

/// The activity that a logout leaves the agent in; one in which no work is offered.
fn activity_after(floor: Floor<'_>, named: Option<ActivityId>) -> Done<ActivityId> {
    let center = floor.platform.center();
    let Some(id) = named else { return Ok(center.offline) };
    match center.activities.get(id.index()) {
        Some(activity) if !activity.available => Ok(id),
        Some(activity) => Err(Refusal::caller(
            Code::LogoutActivityFailed,
            format!("in `{}` work is offered, so nobody can log out into it", activity.name),
        )),
        None => Err(Refusal::caller(Code::LogoutActivityFailed, format!("there is no activity {id}"))),
    }
}

fn guard_logout(floor: Floor<'_>, force: bool, activity: Option<ActivityId>) -> Done<Execution> {
    if !force {
        activity_after(floor, activity)?;
    }
    Ok(Execution::AT_BACKEND)
}

/// The session ends. Forced, it does so whatever is offered and whatever activity was asked for.
fn logout(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    force: bool,
    activity: Option<ActivityId>,
) -> Done<Landed> {
    let to = match activity_after(floor.as_is(), activity) {
        Err(_) if force => floor.platform.center().offline,
        activity => activity?,
    };
    floor.platform.withdraw(cx, worker, to, force)?;
    floor.platform.let_go(worker);
    floor.desktops[worker.index()].session.signed_in = false;
    state_switch(cx, worker, "signed_in", false);
    Landed::nothing()
}

/// The attributes as they would be.
fn merged(floor: Floor<'_>, worker: WorkerId, attributes: &Value, merge: bool) -> Done<Value> {
    let present = &floor.platform.workers()[worker.index()].attributes;
    let merged = if merge { present.merged(attributes) } else { attributes.clone() };
    let length = merged.to_string().chars().count();
    if length > ATTRIBUTES_CHARS_MAX {
        let message =
            format!("the attributes have {length} characters as JSON, {ATTRIBUTES_CHARS_MAX} are allowed");
        return Err(Refusal::caller(Code::CantSetWorkerAttributes, message));
    }
    Ok(merged)
}

fn guard_attributes(floor: Floor<'_>, worker: WorkerId, attributes: &Value, merge: bool) -> Done<Execution> {
    merged(floor, worker, attributes, merge)?;
    let knows = floor.platform.worker(worker).map(|worker| worker.version);
    Ok(Execution { knows, ..Execution::AT_BACKEND })
}

fn set_attributes(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    attributes: &Value,
    (merge, known): (bool, Option<u32>),
) -> Done<Landed> {
    let version = floor.platform.worker(worker).map_or(0, |worker| worker.version);
    if known.is_some_and(|known| known != version) {
        let message = "somebody was faster: the attributes have changed meanwhile; read them again";
        return Err(Refusal::world(Code::CantSetWorkerAttributes, message));
    }
    let attributes = merged(floor.as_is(), worker, attributes, merge)?;
    floor.platform.set_worker_attributes(cx, worker, attributes);
    Landed::nothing()
}

fn guard_token(token: &str) -> Done<Execution> {
    if token.trim().is_empty() {
        return Err(Refusal::caller(Code::TokenUpdateFailed, "the token is empty"));
    }
    Ok(Execution::AT_BACKEND)
}

/// A token that carries `exp=` and a number of seconds is good until then.
fn expiry(token: &str) -> Option<SimTime> {
    let digits = token.split("exp=").nth(1)?;
    let digits = digits.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().map(|seconds| SimTime::ZERO + SimSpan::from_secs(seconds))
}

fn renew(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, token: SmolStr) -> Done<Landed> {
    if expiry(&token).is_some_and(|expiry| expiry <= cx.now) {
        return Err(Refusal::caller(Code::TokenUpdateFailed, "the token has expired"));
    }
    let session = &mut floor.desktops[worker.index()].session;
    session.token = Some(token);
    session.signed_in = true;
    session.expired = false;
    state_switch(cx, worker, "signed_in", true);
    Landed::nothing()
}
