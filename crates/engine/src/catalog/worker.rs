//! Entries: the worker's activity, attributes and session.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Pair, Shape, Silent};
use super::fields::{ATTRIBUTES, MERGE_EXISTING};
use crate::action::{Action, Code};

const ACTIVITY_SID: Field = Field::optional("activitySid", FieldKind::ActivitySid, "The activity, by its sid.");
const ACTIVITY_NAME: Field = Field::optional("activityName", FieldKind::Word, "The activity, by its name.");
const ACTIVITY_AVAILABLE: Field = Field::optional(
    "activityAvailable",
    FieldKind::Bool,
    "Whether it is an available one; follows from the activity and decides nothing.",
);
const ACTIVITY_OPTIONS: &[Field] = &[Field::optional(
    "rejectPendingReservations",
    FieldKind::Bool,
    "Whether offers that wait are rejected on the way out; true unless set.",
)];
const OPTIONS: Field =
    Field::optional("options", FieldKind::Record(ACTIVITY_OPTIONS), "What becomes of waiting offers.");
const ACTIVITY: Pair = Pair::one_of("activitySid", "activityName");

pub(super) static SET_ACTIVITY: Entry = Entry {
    summary: "Changes the agent's activity.",
    shape: Shape::Object,
    fields: &[ACTIVITY_SID, ACTIVITY_NAME, ACTIVITY_AVAILABLE, OPTIONS],
    pairs: &[ACTIVITY],
    backend: true,
    legal: "The activity exists; where it is not available, no offer waits or `rejectPendingReservations` is on.",
    effect: "The activity changes, and with it whether work is offered; the present one changes nothing. On the way \
             to one that is not available all pending reservations are rejected; otherwise they stay.",
    errors: &[
        Failure::new(Code::CantSetActivity, "the backend refused"),
        Failure::new(Code::ActivityNotFound, "there is no such activity"),
        Failure::new(Code::PendingReservations, "offers wait, and they are not to be rejected"),
    ],
    silent: &[
        Silent::new(&[Code::PendingReservations], "a refusal because of waiting offers is shown, and that is all"),
        Silent::new(&[Code::ActivityNotFound], "an unknown activity: nothing happens"),
    ],
    example: r#"me.invoke("SetActivity", #{ activityName: "Break" });"#,
    verb: Some(r#"me.set_activity("Break");"#),
    ..Entry::new(Action::SetActivity, Group::Worker)
};

pub(super) static SET_WORKER_ACTIVITY: Entry = Entry {
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
            Code::WorkerNotFound,
            Code::ActivityNotFound,
            Code::PendingReservations,
            Code::BackendUnavailable,
        ],
        "whatever fails is shown, and that is all",
    )],
    example: r#"me.invoke("SetWorkerActivity", #{ workerSid: me.find("desk-2"), activityName: "Break" });"#,
    ..Entry::new(Action::SetWorkerActivity, Group::Worker)
};

pub(super) static LOGOUT: Entry = Entry {
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

pub(super) static SET_WORKER_ATTRIBUTES: Entry = Entry {
    summary: "Changes the agent's attributes.",
    shape: Shape::Object,
    fields: &[ATTRIBUTES, MERGE_EXISTING],
    backend: true,
    legal: "The attributes then have at most 4,096 characters as JSON.",
    effect: "The attributes are merged or replaced, and with them the queues that the agent belongs to. \
             Reservations stay.",
    errors: &[Failure::new(Code::CantSetWorkerAttributes, "they would be too long")],
    slip: Some("No field is listed. Merging is said to be the default; the published client replaces without it."),
    example: r#"me.invoke("SetWorkerAttributes", #{ attributes: #{ languages: ["de"] }, mergeExisting: true });"#,
    ..Entry::new(Action::SetWorkerAttributes, Group::Worker)
};

pub(super) static UPDATE_WORKER_TOKEN: Entry = Entry {
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
