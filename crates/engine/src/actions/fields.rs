//! Fields that many actions share.

use crate::entry::{Field, FieldKind, Otherwise, Pair};

pub(in crate::actions) const TASK: Field = Field::optional("task", FieldKind::Task, "The task, as an object.");
pub(in crate::actions) const SID: Field = Field::optional(
    "sid",
    FieldKind::ReservationSid,
    "The task, by its reservation: not the sid of the task itself.",
);
pub(in crate::actions) const TASK_OR_SID: Pair = Pair::one_of("task", "sid");

pub(in crate::actions) const CONVERSATION: Field =
    Field::optional("conversation", FieldKind::Conversation, "The conversation, as an object.");
pub(in crate::actions) const CONVERSATION_SID: Field =
    Field::optional("conversationSid", FieldKind::ConversationSid, "The conversation, by its sid.");
pub(in crate::actions) const CONVERSATION_OR_SID: Pair = Pair::one_of("conversation", "conversationSid");

pub(in crate::actions) const TARGET_SID: Field = Field::optional(
    "targetSid",
    FieldKind::WorkerOrParticipant,
    "Which participant: an agent by worker, anyone by leg.",
);
pub(in crate::actions) const PARTICIPANT: Field =
    Field::optional("participant", FieldKind::Participant, "Which participant, as an object.");
pub(in crate::actions) const TARGET_OR_PARTICIPANT: Pair = Pair::one_of("targetSid", "participant");

pub(in crate::actions) const HOLD_MUSIC_URL: Field =
    Field::optional("holdMusicUrl", FieldKind::Text, "What they hear meanwhile.").ignored("nobody here listens");
pub(in crate::actions) const HOLD_MUSIC_METHOD: Field =
    Field::optional("holdMusicMethod", FieldKind::OneOf(&["GET", "POST"]), "How the music is fetched.")
        .ignored("nobody here fetches it");

pub(in crate::actions) const ATTRIBUTES: Field =
    Field::required("attributes", FieldKind::Map, "The new attributes.");
pub(in crate::actions) const MERGE_EXISTING: Field = Field::required(
    "mergeExisting",
    FieldKind::Bool,
    "True merges them deeply into the present ones, false replaces all.",
)
.lenient();
pub(in crate::actions) const REPLACES: &[Otherwise] =
    &[Otherwise::does("without `mergeExisting` the attributes replace the present ones")];

/// What a file is made of.
pub(in crate::actions) const FILE: &[Field] = &[
    Field::required("name", FieldKind::Word, "The file's name."),
    Field::required("type", FieldKind::Word, "Its media type: image/png."),
    Field::required("bytes", FieldKind::Natural, "Its size in bytes."),
];
