//! The key `timeline`: what happens when. The same entries make a file of controls, and without `at` what the wallboard
//! is told to do.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::{Moment, Span};

/// An entry: a moment, and one thing that happens then.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawCue {
    /// When.
    pub at: Moment,
    /// Those who watch are told something.
    pub note: Option<String>,
    /// A chapter of the show begins.
    pub chapter: Option<String>,
    /// The show waits until the trainer lets it go on; nobody waits where nobody watches.
    pub pause: Option<String>,
    /// Customers come.
    pub burst: Option<RawBurstCue>,
    /// Agents come to work.
    pub join: Option<RawStaffCue>,
    /// Agents go home.
    pub leave: Option<RawStaffCue>,
    /// A fault of the scenario strikes.
    pub fault: Option<RawFaultCue>,
    /// An agent who is played by a person does something.
    pub act: Option<RawActCue>,
}

/// What happens, without a moment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "an object")]
pub struct RawDeed {
    /// Those who watch are told something.
    pub note: Option<String>,
    /// A chapter of the show begins.
    pub chapter: Option<String>,
    /// The show waits.
    pub pause: Option<String>,
    /// Customers come.
    pub burst: Option<RawBurstCue>,
    /// Agents come to work.
    pub join: Option<RawStaffCue>,
    /// Agents go home.
    pub leave: Option<RawStaffCue>,
    /// A fault of the scenario strikes.
    pub fault: Option<RawFaultCue>,
    /// An agent who is played by a person does something.
    pub act: Option<RawActCue>,
}

/// Customers who come: `burst: {customers: callers, count: 20, over: 1m}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawBurstCue {
    /// Of which population; may be left out where there is only one.
    pub customers: Option<String>,
    /// How many.
    pub count: u32,
    /// Over how long; all at once unless set.
    pub over: Option<Span>,
}

/// Agents who come or go: `join: {agents: desk, count: 10}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawStaffCue {
    /// Of which population; may be left out where there is only one.
    pub agents: Option<String>,
    /// How many.
    pub count: u32,
}

/// A fault that strikes: `fault: {name: slow_backend, for: 5m}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawFaultCue {
    /// Which of the scenario's.
    pub name: String,
    /// How long, where it strikes a share of its chances; `5m` unless set.
    #[serde(rename = "for")]
    pub length: Option<Span>,
}

/// What a person does at the desktop of their agent: `act: {agent: alex-1, action: SetActivity, payload: {…}}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawActCue {
    /// Whose desktop; may be left out where there is only one such agent.
    pub agent: Option<String>,
    /// Which action of the catalogue.
    pub action: String,
    /// With what.
    #[serde(default)]
    pub payload: Json,
}

impl RawCue {
    /// What happens.
    pub fn deed(&self) -> RawDeed {
        let Self { at: _, note, chapter, pause, burst, join, leave, fault, act } = self.clone();
        RawDeed { note, chapter, pause, burst, join, leave, fault, act }
    }
}
