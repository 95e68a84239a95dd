//! A fault of the plan, and the list of all kinds by what they strike: each in one line, of which everything is made that
//! goes over all kinds.

use schemars::JsonSchema;
use serde::Deserialize;
use smol_str::SmolStr;

use super::checks::Checks;
use super::kind::{Keys, Kind, RawFaultHeader};
use super::set::StandardSet;
use super::target::{ContactTarget, DesktopTarget, EventTarget, PlatformTarget, RequestTarget};
use super::{
    activity_burst, disconnect, duplicate, fail, hang_up, late_events, latency, lost_response, reload,
    reorder_events, restart, token_expiry,
};
use crate::window::Windows;
use rushhour_engine::units::{ActivityId, SimSpan, SimTime};

/// A fault. The simulation lets it strike.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultPlan {
    /// Its name, unique in the scenario; its draws are keyed by it.
    pub name: SmolStr,
    /// From when to when it may strike.
    pub windows: Windows,
    /// What it strikes, and what it does.
    pub kind: FaultKind,
}

impl FaultPlan {
    /// Has it strike no more from the end of the run on. What waits for its cue keeps waiting.
    pub(crate) fn clip(&mut self, end: SimTime) {
        self.windows = self.windows.before(end);
    }
}

/// Makes of the list what goes over all kinds. A kind's line is its name, its file, and what a scenario writes there; the
/// key of a kind is the name of its file.
macro_rules! kinds {
    ($(
        $(#[$target_doc:meta])*
        $target:ident($target_type:ident, $effect:ident): {
            $($(#[$doc:meta])* $kind:ident: $file:ident, $raw:ident;)*
        }
    )*) => {
        /// A fault: a mapping with its kind as the key.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum RawFault {
            $($($(#[$doc])* $kind($file::$raw),)*)*
        }

        /// What a fault strikes, how often, and what it does then.
        #[derive(Clone, Debug, PartialEq)]
        pub enum FaultKind {
            $($(#[$target_doc])* $target($target_type, $effect),)*
        }

        $(
            $(#[$target_doc])*
            #[derive(Clone, Debug, PartialEq)]
            pub enum $effect {
                $($(#[$doc])* $kind($file::$kind),)*
            }
        )*

        impl RawFault {
            /// The key by which it is written.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $($(Self::$kind(_) => stringify!($file),)*)*
                }
            }
            /// What every fault may say.
            pub fn header(&self) -> RawFaultHeader<'_> {
                match self {
                    $($(Self::$kind(raw) => raw.header(),)*)*
                }
            }
        }

        impl FaultKind {
            /// The same, striking so many times as often: shares up to all of the chances.
            #[must_use]
            pub fn weighed(mut self, factor: f64) -> Self {
                match &mut self {
                    $(Self::$target(target, _) => target.weigh(factor),)*
                }
                self
            }
        }

        /// What a fault comes to. What it strikes is checked first.
        fn resolve_kind(raw: &RawFault, checks: &mut Checks<'_, '_>) -> FaultKind {
            match raw {
                $($(RawFault::$kind(raw) => {
                    let target = raw.target(checks);
                    FaultKind::$target(target, $effect::$kind(Kind::resolve(raw, checks)))
                })*)*
            }
        }

        /// All kinds as they are in the standard set, each with its key.
        fn standard_kinds(set: &StandardSet) -> Vec<(&'static str, FaultKind)> {
            vec![$($({
                let (target, effect) = Kind::standard(set);
                (stringify!($file), FaultKind::$target(target, $effect::$kind(effect)))
            },)*)*]
        }
    };
}

kinds! {
    /// Strikes a share of the requests to the backend.
    Request(RequestTarget, RequestEffect): {
        /// An action takes longer than it would: `latency: {rate: 2%, action: AcceptTask, extra: 5s}`.
        Latency: latency, RawLatencyFault;
        /// An action fails as the backend would: `fail: {rate: 1%, actions: [HoldCall, UnholdCall]}`.
        Fail: fail, RawFailFault;
        /// An action has its effect, and its response is lost: `lost_response: {rate: 1%}`.
        LostResponse: lost_response, RawLostResponseFault;
        /// An invocation is delivered twice: `duplicate: {rate: 1%, after: 500ms}`.
        Duplicate: duplicate, RawDuplicateFault;
    }
    /// Strikes a share of the reservation events on their way to desktops.
    Event(EventTarget, EventEffect): {
        /// Reservation events come late, and those behind them too: `late_events: {rate: 5%, delay: 2s}`.
        LateEvents: late_events, RawLateEventsFault;
        /// Reservation events come late, and those behind them overtake: `reorder_events: {rate: 5%, delay: 2s}`.
        ReorderEvents: reorder_events, RawLateEventsFault;
    }
    /// Strikes desktops, each of them now and then.
    Desktop(DesktopTarget, DesktopEffect): {
        /// A desktop is loaded anew: `reload: {rate: 1/h}`.
        Reload: reload, RawReloadFault;
        /// A desktop has no connection: `disconnect: {rate: 1/h, for: 20s}`.
        Disconnect: disconnect, RawOutageFault;
        /// A session expires: `token_expiry: {rate: 1/h, for: 1m}`.
        TokenExpiry: token_expiry, RawOutageFault;
    }
    /// Strikes a share of the customers about whose contact something is done.
    Contact(ContactTarget, ContactEffect): {
        /// A customer hangs up at a bad moment: `hang_up: {rate: 2%, during: [accept, transfer]}`.
        HangUp: hang_up, RawHangUpFault;
    }
    /// Strikes the platform now and then.
    Platform(PlatformTarget, PlatformEffect): {
        /// Agents leave one by one and come back in another order: `activity_burst: {rate: 2/h, share: 30%, for: 1m}`.
        ActivityBurst: activity_burst, RawActivityBurstFault;
        /// The platform restarts: `restart: {rate: 1/h, for: 10s}`.
        Restart: restart, RawRestartFault;
    }
}

impl FaultPlan {
    /// A fault with a name and a window, of which its kind checks the rest.
    pub(super) fn resolve(name: SmolStr, windows: Windows, raw: &RawFault, checks: &mut Checks<'_, '_>) -> Self {
        Self { name, windows, kind: resolve_kind(raw, checks) }
    }
    /// Whether it makes the platform recover from its journal, which has to be kept for that.
    pub const fn asks_for_a_journal(&self) -> bool {
        matches!(self.kind, FaultKind::Platform(_, PlatformEffect::Restart(_)))
    }
}

/// All kinds, each as often as it makes a run interesting and leaves most of it alone. docs/scenario.md has them as a
/// scenario writes them. They strike within the duration; bursts put agents into the activity `unavailable`.
pub fn standard(duration: SimSpan, unavailable: ActivityId) -> Vec<FaultPlan> {
    let windows = Windows::all(SimTime::ZERO + duration);
    let kinds = standard_kinds(&StandardSet { unavailable });
    kinds.into_iter().map(|(name, kind)| FaultPlan { name: name.into(), windows: windows.clone(), kind }).collect()
}
