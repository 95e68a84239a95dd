//! The keys `center.email`, `center.features` and `center.channels`: what agents may begin, what is switched on, and
//! what may be sent.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Bytes;

/// E-mails that agents begin.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawEmail {
    /// Whether agents may begin any; yes unless set.
    pub enabled: Option<bool>,
    /// The queue of those that name none.
    pub queue: Option<String>,
    /// The sender's address of those that name none.
    pub from: Option<String>,
    /// The sender's name of those that name none.
    pub from_name: Option<String>,
}

/// What is switched on in the centre.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawFeatures {
    /// Calls reach agents in their browsers; yes unless set.
    pub browser_voice: Option<bool>,
    /// Agents may call third parties into a conference; yes unless set.
    pub external_transfer: Option<bool>,
    /// Agents may leave a conversation that stays open; yes unless set.
    pub leave: Option<bool>,
    /// Agents may pause conversations; yes unless set.
    pub pause: Option<bool>,
    /// Who leaves a conversation has after-contact work to do; no unless set.
    pub wrap_on_leave: Option<bool>,
    /// Who pauses a conversation has after-contact work to do; no unless set.
    pub wrap_on_pause: Option<bool>,
    /// Files may be sent; yes unless set.
    pub attachments: Option<bool>,
}

/// What may be sent on a channel. What is left out is as the channel has it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping")]
pub struct RawRules {
    /// How many characters a message may have.
    pub message_length: Option<u32>,
    /// How many files one message may carry.
    pub files: Option<u32>,
    /// How large one of them may be.
    pub file_size: Option<Bytes>,
    /// How large all of them may be together.
    pub total_size: Option<Bytes>,
    /// Which media types they may have: `image/png`, or `image/` for all that begin so; any unless set.
    pub types: Option<Vec<String>>,
}
