//! Faults: what goes wrong in a run on purpose, how often, when, and for whom.
//!
//! MixturePart of the plan, checked and resolved; the simulation lets them strike. Here is also the standard set, for those
//! who hunt with a scenario that says nothing of faults.

use std::sync::Arc;

use smol_str::SmolStr;

use super::window::Window;
use crate::random::{Distribution, DistributionKind, Quantity, Sampler};
use rushhour_engine::action::Action;
use rushhour_engine::event::PopulationId;
use rushhour_engine::units::{ActivityId, Rate, SimSpan, SimTime};

/// A fault.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultPlan {
    /// Its name, unique in the scenario; its draws are keyed by it.
    pub name: SmolStr,
    /// From when to when it may strike.
    pub window: Window,
    /// What it does.
    pub kind: FaultKind,
}

impl FaultPlan {
    /// Has it strike no more from the end of the run on. What waits for its cue keeps waiting.
    pub(crate) fn clip(&mut self, end: SimTime) {
        if self.window != Window::NEVER {
            self.window = self.window.before(end);
        }
    }
}

/// What a fault does. A `share` is that of its chances at which it strikes, 0 to 1; a `rate` is how often it strikes.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// A request takes longer than it would.
    Latency {
        /// Of invocations.
        share: f64,
        /// Whose, and which.
        of: Invocations,
        /// By how much, in seconds.
        extra: Sampler,
    },
    /// The backend fails: a request has no effect, and is rejected.
    Fail {
        /// Of invocations.
        share: f64,
        /// Whose, and which.
        of: Invocations,
    },
    /// A request has its effect, and its response is lost.
    LostResponse {
        /// Of invocations.
        share: f64,
        /// Whose, and which.
        of: Invocations,
        /// How long its desktop waits for it.
        after: SimSpan,
    },
    /// A request reaches the platform twice.
    Duplicate {
        /// Of invocations.
        share: f64,
        /// Whose, and which.
        of: Invocations,
        /// How long after the first time, in seconds.
        after: Sampler,
    },
    /// Reservation events come late, and hold up those behind them.
    LateEvents {
        /// Of events.
        share: f64,
        /// At whose desktops.
        at: People,
        /// By how much, in seconds.
        delay: Sampler,
    },
    /// Reservation events come late, and those behind them overtake.
    ReorderEvents {
        /// Of events.
        share: f64,
        /// At whose desktops.
        at: People,
        /// By how much, in seconds.
        delay: Sampler,
    },
    /// A desktop is loaded anew.
    Reload {
        /// For each desktop.
        rate: Rate,
        /// Of which populations the desktops or agents are.
        at: People,
    },
    /// A desktop loses its connection.
    Disconnect {
        /// For each desktop.
        rate: Rate,
        /// Of which populations the desktops or agents are.
        at: People,
        /// For how long, in seconds.
        length: Sampler,
    },
    /// A session expires.
    TokenExpiry {
        /// For each desktop.
        rate: Rate,
        /// Of which populations the desktops or agents are.
        at: People,
        /// For how long, in seconds, unless it is renewed before.
        length: Sampler,
    },
    /// A customer hangs up while something is done about their contact.
    HangUp {
        /// Of the chances, for each customer.
        share: f64,
        /// Of which populations of customers.
        of: People,
        /// While what is done.
        during: Arc<[HangUpStage]>,
    },
    /// Agents leave one after the other, and come back in another order.
    ActivityBurst {
        /// Of the platform.
        rate: Rate,
        /// Whose agents.
        at: People,
        /// The share of them who leave.
        share: f64,
        /// How long it is from one to the next, on average.
        gap: SimSpan,
        /// How long after the last has left the first comes back, in seconds.
        length: Sampler,
        /// Where they go.
        activity: ActivityId,
    },
    /// The platform restarts and recovers from its journal.
    Restart {
        /// Of the platform.
        rate: Rate,
        /// How long it answers nobody, in seconds.
        length: Sampler,
    },
}

/// Populations; all that come into question where none is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People(pub Option<Arc<[PopulationId]>>);

/// Invocations: whose, and of which actions; all that ask the backend where none is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocations {
    /// Of which populations those are who invoke.
    pub people: People,
    /// Of which actions.
    pub actions: Option<Arc<[Action]>>,
}

/// What is done about a contact at a moment that is bad for hanging up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HangUpStage {
    /// It is accepted.
    Accept,
    /// It is put on hold, or taken off it.
    Hold,
    /// It is transferred, or the transfer is taken back.
    Transfer,
    /// It is ended.
    Wrapup,
}

impl People {
    /// Whether a population is among them.
    pub fn include(&self, population: PopulationId) -> bool {
        self.0.as_ref().is_none_or(|populations| populations.contains(&population))
    }
}

impl Invocations {
    /// Whether an invocation is among them.
    pub fn include(&self, population: PopulationId, action: Action) -> bool {
        self.people.include(population) && self.actions.as_ref().is_none_or(|actions| actions.contains(&action))
    }
}

impl HangUpStage {
    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [Self::Accept, Self::Hold, Self::Transfer, Self::Wrapup];
    /// How many there are.
    pub const COUNT: usize = 4;

    /// Its name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Hold => "hold",
            Self::Transfer => "transfer",
            Self::Wrapup => "wrapup",
        }
    }
    /// Its place among all.
    pub const fn index(self) -> usize {
        self as usize
    }
    /// What an action does about a contact; nothing where a hang-up meanwhile is no worse than at any other moment.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::AcceptTask | Action::IssueCallToWorker | Action::DequeueTask => Some(Self::Accept),
            Action::HoldCall | Action::UnholdCall | Action::UpdateCustomerParticipant => Some(Self::Hold),
            Action::TransferTask
            | Action::CancelTransfer
            | Action::StartExternalWarmTransfer
            | Action::RedirectCallTask => Some(Self::Transfer),
            Action::WrapupTask | Action::HangupCall | Action::EndConferenceForAll | Action::CompleteTask => {
                Some(Self::Wrapup)
            }
            // Of tasks and calls, what leaves the customer where they are.
            Action::RejectTask
            | Action::EndVoiceTask
            | Action::SelectTask
            | Action::SetTaskAttributes
            | Action::StartOutboundCall
            | Action::StartOutboundEmailTask
            | Action::ToggleMute
            | Action::KickParticipant
            | Action::HoldParticipant
            | Action::UnholdParticipant
            | Action::UpdateWorkerParticipant
            | Action::MonitorCall
            | Action::StopMonitoringCall
            | Action::SendDTMFDigits => None,
            // Of conversations.
            Action::LeaveChannel
            | Action::PauseChannel
            | Action::ResumeChannel
            | Action::GetPausedChannels
            | Action::GetPausedEmailConversations
            | Action::SelectPausedConversation
            | Action::SendMessage
            | Action::SendRichContentMessage
            | Action::SendTyping
            | Action::SetInputText
            | Action::AttachFiles
            | Action::DetachFile
            | Action::DownloadMedia => None,
            // Of the agent and the desktop.
            Action::SetActivity
            | Action::SetWorkerActivity
            | Action::SetWorkerAttributes
            | Action::UpdateWorkerToken
            | Action::Logout
            | Action::ToggleOutboundDialer
            | Action::ToggleDTMFDialpad
            | Action::SetDTMFDialpadDigits
            | Action::HistoryPush
            | Action::HistoryReplace
            | Action::HistoryGo
            | Action::HistoryGoBack
            | Action::HistoryGoForward
            | Action::ShowDirectory
            | Action::HideDirectory
            | Action::ToggleSidebar
            | Action::SetComponentState
            | Action::ReloadWindow
            | Action::SelectTaskInSupervisor
            | Action::SelectWorkerInSupervisor
            | Action::ApplyTeamsViewFilters
            | Action::ApplyTeamsViewSearch
            | Action::InsightsPlayerPlay
            | Action::InsightsPlayerInitialized
            | Action::InsightsPlayerHide
            | Action::InsightsPlayerShow => None,
        }
    }
}

impl FaultKind {
    /// The key by which a scenario writes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Fail { .. } => "fail",
            Self::LostResponse { .. } => "lost_response",
            Self::Duplicate { .. } => "duplicate",
            Self::LateEvents { .. } => "late_events",
            Self::ReorderEvents { .. } => "reorder_events",
            Self::Reload { .. } => "reload",
            Self::Disconnect { .. } => "disconnect",
            Self::TokenExpiry { .. } => "token_expiry",
            Self::HangUp { .. } => "hang_up",
            Self::ActivityBurst { .. } => "activity_burst",
            Self::Restart { .. } => "restart",
        }
    }
    /// At whose desktops it strikes now and then; nothing where it does not.
    pub const fn desktops(&self) -> Option<&People> {
        match self {
            Self::Reload { at, .. } | Self::Disconnect { at, .. } | Self::TokenExpiry { at, .. } => Some(at),
            Self::Latency { .. }
            | Self::Fail { .. }
            | Self::LostResponse { .. }
            | Self::Duplicate { .. }
            | Self::LateEvents { .. }
            | Self::ReorderEvents { .. }
            | Self::HangUp { .. }
            | Self::ActivityBurst { .. }
            | Self::Restart { .. } => None,
        }
    }
    /// Whether it strikes the platform now and then.
    pub const fn strikes_platform(&self) -> bool {
        matches!(self, Self::ActivityBurst { .. } | Self::Restart { .. })
    }
    /// Whether it changes how reservation events come to desktops.
    pub const fn delays_events(&self) -> bool {
        matches!(self, Self::LateEvents { .. } | Self::ReorderEvents { .. })
    }
    /// How often it strikes now and then; never where it strikes at a share of its chances.
    pub fn rate(&self) -> Rate {
        match self {
            Self::Reload { rate, .. }
            | Self::Disconnect { rate, .. }
            | Self::TokenExpiry { rate, .. }
            | Self::ActivityBurst { rate, .. }
            | Self::Restart { rate, .. } => *rate,
            Self::Latency { .. }
            | Self::Fail { .. }
            | Self::LostResponse { .. }
            | Self::Duplicate { .. }
            | Self::LateEvents { .. }
            | Self::ReorderEvents { .. }
            | Self::HangUp { .. } => Rate::default(),
        }
    }
    /// The same, striking so many times as often: shares up to all of the chances.
    #[must_use]
    pub fn weighed(mut self, factor: f64) -> Self {
        match &mut self {
            Self::Latency { share, .. }
            | Self::Fail { share, .. }
            | Self::LostResponse { share, .. }
            | Self::Duplicate { share, .. }
            | Self::LateEvents { share, .. }
            | Self::ReorderEvents { share, .. }
            | Self::HangUp { share, .. } => *share = (*share * factor).clamp(0.0, 1.0),
            Self::Reload { rate, .. }
            | Self::Disconnect { rate, .. }
            | Self::TokenExpiry { rate, .. }
            | Self::ActivityBurst { rate, .. }
            | Self::Restart { rate, .. } => {
                *rate = Rate::per_second(rate.as_per_second() * factor).unwrap_or_default();
            }
        }
        self
    }
}

/// All kinds, each as often as it makes a run interesting and leaves most of it alone. docs/scenario.md has them as a
/// scenario writes them. They strike within the duration; bursts put agents into the activity `unavailable`.
pub fn standard(duration: SimSpan, unavailable: ActivityId) -> Vec<FaultPlan> {
    let window = Window { from: SimTime::ZERO, until: SimTime::ZERO + duration };
    let everybody = People::default;
    let (median, p95) = (Some(Quantity(2.0)), Some(Quantity(10.0)));
    let spike = DistributionKind::Lognormal { mean: None, cv: None, median, p90: None, p95, p99: None };
    let kinds = [
        FaultKind::Latency { share: 0.02, of: Invocations::default(), extra: drawn(spike) },
        FaultKind::Fail { share: 0.01, of: Invocations::default() },
        FaultKind::LostResponse { share: 0.01, of: Invocations::default(), after: SimSpan::from_secs(10) },
        FaultKind::Duplicate { share: 0.01, of: Invocations::default(), after: mean(0.5) },
        FaultKind::LateEvents { share: 0.05, at: everybody(), delay: mean(2.0) },
        FaultKind::ReorderEvents { share: 0.05, at: everybody(), delay: mean(1.0) },
        FaultKind::Reload { rate: hourly(0.5), at: everybody() },
        FaultKind::Disconnect { rate: hourly(0.5), at: everybody(), length: between(5.0, 40.0) },
        FaultKind::TokenExpiry { rate: hourly(0.25), at: everybody(), length: between(10.0, 60.0) },
        FaultKind::HangUp { share: 0.02, of: everybody(), during: HangUpStage::ALL.into() },
        FaultKind::ActivityBurst {
            rate: hourly(2.0),
            at: everybody(),
            share: 0.3,
            gap: SimSpan::from_secs(1),
            length: between(5.0, 60.0),
            activity: unavailable,
        },
        FaultKind::Restart { rate: hourly(1.0), length: between(5.0, 30.0) },
    ];
    kinds.into_iter().map(|kind| FaultPlan { name: kind.name().into(), window, kind }).collect()
}

fn hourly(rate: f64) -> Rate {
    Rate::per_hour(rate).unwrap_or_default()
}

fn mean(seconds: f64) -> Sampler {
    drawn(DistributionKind::Exponential { mean: Quantity(seconds) })
}

fn between(min: f64, max: f64) -> Sampler {
    drawn(DistributionKind::Uniform { min: Quantity(min), max: Quantity(max) })
}

fn drawn(kind: DistributionKind) -> Sampler {
    // The parameters above are within range.
    Distribution::Of(kind).sampler().unwrap_or_else(|_| Sampler::constant(0.0))
}
