//! The key `faults`: what goes wrong on purpose.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::values::{Moment, OneOrMany, PerTime, RawDistribution, Share, Span};

/// A fault: a mapping with its kind as the key.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RawFault {
    /// An action takes longer than it would: `latency: {rate: 2%, action: AcceptTask, extra: 5s}`.
    Latency(RawLatencyFault),
    /// An action fails as the backend would: `fail: {rate: 1%, actions: [HoldCall, UnholdCall]}`.
    Fail(RawFailFault),
    /// An action has its effect, and its response is lost: `lost_response: {rate: 1%}`.
    LostResponse(RawLostResponseFault),
    /// An invocation is delivered twice: `duplicate: {rate: 1%, after: 500ms}`.
    Duplicate(RawDuplicateFault),
    /// Reservation events come late, and those behind them too: `late_events: {rate: 5%, delay: 2s}`.
    LateEvents(RawLateEventsFault),
    /// Reservation events come late, and those behind them overtake: `reorder_events: {rate: 5%, delay: 2s}`.
    ReorderEvents(RawLateEventsFault),
    /// A desktop is loaded anew: `reload: {rate: 1/h}`.
    Reload(RawReloadFault),
    /// A desktop has no connection: `disconnect: {rate: 1/h, for: 20s}`.
    Disconnect(RawOutageFault),
    /// A session expires: `token_expiry: {rate: 1/h, for: 1m}`.
    TokenExpiry(RawOutageFault),
    /// A customer hangs up at a bad moment: `hang_up: {rate: 2%, during: [accept, transfer]}`.
    HangUp(RawHangUpFault),
    /// Agents leave one by one and come back in another order: `activity_burst: {rate: 2/h, share: 30%, for: 1m}`.
    ActivityBurst(RawActivityBurstFault),
    /// The platform restarts: `restart: {rate: 1/h, for: 10s}`.
    Restart(RawRestartFault),
}

/// What every fault may say.
#[derive(Clone, Copy, Debug)]
pub struct RawFaultHeader<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// From when on it strikes.
    pub from: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
    /// Whether it strikes only when the timeline or a trainer says so.
    pub on_cue: bool,
}

/// Defines the keys of a kind of fault: those that all have, and its own.
macro_rules! fault {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, expecting = "a mapping")]
        pub struct $name {
            /// Its name in reports, unique; its kind unless set.
            pub name: Option<String>,
            /// From when on it strikes; the beginning of the run unless set.
            pub from: Option<Moment>,
            /// Until when; until nobody comes any more unless set.
            pub until: Option<Moment>,
            /// Strikes only when the timeline or a trainer says so; no unless set.
            pub on_cue: Option<bool>,
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $name {
            fn header(&self) -> RawFaultHeader<'_> {
                RawFaultHeader {
                    name: self.name.as_deref(),
                    from: self.from,
                    until: self.until,
                    on_cue: self.on_cue.unwrap_or(false),
                }
            }
        }
    };
}

fault! {
    /// Invocations that take longer.
    RawLatencyFault {
        /// The share of invocations that it strikes.
        rate: Share,
        /// By how much longer.
        extra: RawDistribution,
        /// One population whose invocations it strikes; everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
        /// One action that it strikes; all that ask the backend unless set.
        action: Option<String>,
        /// Several of them.
        actions: Option<Vec<String>>,
    }
}

fault! {
    /// Invocations that the backend fails.
    RawFailFault {
        /// The share of invocations that it strikes.
        rate: Share,
        /// One population whose invocations it strikes; everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
        /// One action that it strikes; all that ask the backend unless set.
        action: Option<String>,
        /// Several of them.
        actions: Option<Vec<String>>,
    }
}

fault! {
    /// Invocations whose response is lost.
    RawLostResponseFault {
        /// The share of invocations that it strikes.
        rate: Share,
        /// How long the desktop waits for the response; `10s` unless set.
        after: Option<Span>,
        /// One population whose invocations it strikes; everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
        /// One action that it strikes; all that ask the backend unless set.
        action: Option<String>,
        /// Several of them.
        actions: Option<Vec<String>>,
    }
}

fault! {
    /// Invocations that are delivered twice.
    RawDuplicateFault {
        /// The share of invocations that it strikes.
        rate: Share,
        /// How long after the first delivery the second comes; `1s` unless set.
        after: Option<RawDistribution>,
        /// One population whose invocations it strikes; everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
        /// One action that it strikes; all that ask the backend unless set.
        action: Option<String>,
        /// Several of them.
        actions: Option<Vec<String>>,
    }
}

fault! {
    /// Reservation events that come late.
    RawLateEventsFault {
        /// The share of events that it strikes.
        rate: Share,
        /// By how much later.
        delay: RawDistribution,
        /// One population at whose desktops it strikes; at everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
    }
}

fault! {
    /// Desktops that are loaded anew.
    RawReloadFault {
        /// How often, for each desktop.
        rate: PerTime,
        /// One population whose desktops it strikes; everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
    }
}

fault! {
    /// Desktops that are cut off for a while.
    RawOutageFault {
        /// How often, for each desktop.
        rate: PerTime,
        /// For how long.
        r#for: RawDistribution,
        /// One population whose desktops it strikes; everybody's unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
    }
}

fault! {
    /// Customers who hang up at a bad moment.
    RawHangUpFault {
        /// The share of those moments that it strikes.
        rate: Share,
        /// Which moments: `accept`, `hold`, `transfer`, `wrapup`; all of them unless set.
        during: Option<OneOrMany<String>>,
        /// One population of customers that it strikes; all of them unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
    }
}

fault! {
    /// Agents who leave and come back.
    RawActivityBurstFault {
        /// How often.
        rate: PerTime,
        /// The share of the agents at work who leave; all of them unless set.
        share: Option<Share>,
        /// How long it is from one to the next, on average; `1s` unless set.
        gap: Option<Span>,
        /// How long after the last has left the first comes back.
        r#for: RawDistribution,
        /// The activity they go to, an unavailable one; that of those whose offer timed out unless set.
        activity: Option<String>,
        /// One population whose agents leave; all of them unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
    }
}

fault! {
    /// A platform that restarts.
    RawRestartFault {
        /// How often.
        rate: PerTime,
        /// For how long it answers no request.
        r#for: RawDistribution,
    }
}

impl RawFault {
    /// The key by which it is written.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Latency(_) => "latency",
            Self::Fail(_) => "fail",
            Self::LostResponse(_) => "lost_response",
            Self::Duplicate(_) => "duplicate",
            Self::LateEvents(_) => "late_events",
            Self::ReorderEvents(_) => "reorder_events",
            Self::Reload(_) => "reload",
            Self::Disconnect(_) => "disconnect",
            Self::TokenExpiry(_) => "token_expiry",
            Self::HangUp(_) => "hang_up",
            Self::ActivityBurst(_) => "activity_burst",
            Self::Restart(_) => "restart",
        }
    }
    /// What every fault may say.
    pub fn header(&self) -> RawFaultHeader<'_> {
        match self {
            Self::Latency(raw) => raw.header(),
            Self::Fail(raw) => raw.header(),
            Self::LostResponse(raw) => raw.header(),
            Self::Duplicate(raw) => raw.header(),
            Self::LateEvents(raw) | Self::ReorderEvents(raw) => raw.header(),
            Self::Reload(raw) => raw.header(),
            Self::Disconnect(raw) | Self::TokenExpiry(raw) => raw.header(),
            Self::HangUp(raw) => raw.header(),
            Self::ActivityBurst(raw) => raw.header(),
            Self::Restart(raw) => raw.header(),
        }
    }
}
