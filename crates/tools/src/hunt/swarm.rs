//! Swarm testing: each seed is hunted under options of its own.
//!
//! A run with everything on everywhere finds the same few things again and again, for one behaviour hides another
//! (Groce et al., Swarm Testing, ISSTA 2012). So each seed leaves out a random subset of faults and of what agents do
//! besides the necessary, weighs the faults that are left, makes chances rarer or likelier, and brings more or fewer
//! customers. One seed in four has everything as the scenario says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::bounded;
use rushhour_engine::action::{Action, ActionName};
use rushhour_scenario::plan::{Plan, PopulationKind};
use rushhour_scenario::random::{Stream, StreamKey};
use rushhour_sim::{Move, Odds, RunControl};

/// The options of one seed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Swarm {
    /// Faults that are left out.
    pub faults_off: BTreeSet<SmolStr>,
    /// By what the rates of the others are multiplied, where not by 1.
    #[serde(deserialize_with = "bounded::weights")]
    pub fault_weights: BTreeMap<SmolStr, f64>,
    /// Actions that agents don't get to invoke.
    pub actions_off: BTreeSet<SmolStr>,
    /// How scripts' chances fall.
    pub odds: Odds,
    /// By what rates of arrivals are multiplied.
    #[serde(default = "bounded::one", deserialize_with = "bounded::factor")]
    pub load: f64,
}

/// What agents can do without: a script is told that the world was faster.
const DISPENSABLE: [Action; 22] = [
    Action::RejectTask,
    Action::SelectTask,
    Action::SetTaskAttributes,
    Action::TransferTask,
    Action::CancelTransfer,
    Action::ToggleMute,
    Action::HangupCall,
    Action::HoldCall,
    Action::HoldParticipant,
    Action::KickParticipant,
    Action::StartExternalWarmTransfer,
    Action::SendDTMFDigits,
    Action::StartOutboundCall,
    Action::StartOutboundEmailTask,
    Action::SendRichContentMessage,
    Action::SendTyping,
    Action::AttachFiles,
    Action::LeaveChannel,
    Action::PauseChannel,
    Action::MonitorCall,
    Action::SetWorkerActivity,
    Action::SetWorkerAttributes,
];

/// What brings work to an end, or on its way there.
const ENDS_WORK: [Action; 18] = [
    Action::AcceptTask,
    Action::RejectTask,
    Action::EndVoiceTask,
    Action::WrapupTask,
    Action::CompleteTask,
    Action::HangupCall,
    Action::EndConferenceForAll,
    Action::UnholdCall,
    Action::UnholdParticipant,
    Action::CancelTransfer,
    Action::LeaveChannel,
    Action::ResumeChannel,
    Action::StopMonitoringCall,
    Action::IssueCallToWorker,
    Action::DequeueTask,
    Action::RedirectCallTask,
    Action::SetActivity,
    Action::Logout,
];

/// Whether work comes to an end without a move.
pub(super) fn is_dispensable(it: &Move) -> bool {
    match it {
        Move::Invokes(ActionName::Known(action)) => DISPENSABLE.contains(action) || !ENDS_WORK.contains(action),
        Move::Coaches(on) | Move::Barges(on) => *on,
        Move::Phones | Move::Chats | Move::Emails | Move::Writes(_) => true,
        Move::Invokes(ActionName::Other(_))
        | Move::Answers
        | Move::Declines
        | Move::HangsUp
        | Move::GivesUp
        | Move::Leaves => false,
    }
}

/// Whether anybody's desktop has plugins. A plugin that replaces an action may invoke others in its place, so none of them may be
/// disabled.
pub(super) fn has_plugins(plan: &Plan) -> bool {
    plan.populations.iter().any(|population| match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => !staff.plugins.is_empty(),
        PopulationKind::Customers(_) => false,
    })
}

impl Swarm {
    /// Everything as the scenario says.
    pub fn none() -> Self {
        Self { load: 1.0, ..Self::default() }
    }

    /// The options of a seed, for a plan with these faults.
    pub fn of_seed(seed: u64, faults: &[SmolStr]) -> Self {
        let key = StreamKey { seed, replication: 0, owner: "hunt", index: 0, purpose: "swarm" };
        let mut stream = Stream::new(&key);
        let mut swarm = Self::none();
        if stream.unit() < 0.25 {
            return swarm;
        }
        for fault in faults {
            // Two draws for each, so that one more fault moves the options of those before it not at all.
            let (is_off, weight) = (stream.unit() < 0.4, pick(&mut stream, &[0.3, 1.0, 1.0, 4.0]));
            if is_off {
                swarm.faults_off.insert(fault.clone());
            } else if weight != 1.0 {
                swarm.fault_weights.insert(fault.clone(), weight);
            }
        }
        for action in DISPENSABLE {
            if stream.unit() < 0.15 {
                swarm.actions_off.insert(SmolStr::new(action.name()));
            }
        }
        swarm.odds = [Odds::Even, Odds::Rare, Odds::Often][pick(&mut stream, &[0, 1, 2])];
        swarm.load = pick(&mut stream, &[0.5, 1.0, 1.0, 2.0]);
        swarm
    }

    /// The plan with these options, which are put into the conduct of its run too.
    pub fn apply(&self, plan: Plan, conduct: &mut RunControl) -> Plan {
        conduct.odds = self.odds;
        conduct.disabled.extend(self.actions_off.iter().map(|name| ActionName::new(name)));
        // A fault that is left out keeps its place, and never strikes.
        let weight = |fault: &str| match self.faults_off.contains(fault) {
            true => 0.0,
            false => self.fault_weights.get(fault).copied().unwrap_or(1.0),
        };
        plan.with_faults_weighed(weight).with_load(self.load)
    }

    /// In a line, for people.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        let list = |names: &BTreeSet<SmolStr>| names.iter().map(SmolStr::as_str).collect::<Vec<_>>().join(", ");
        if !self.faults_off.is_empty() {
            parts.push(format!("without the faults {}", list(&self.faults_off)));
        }
        for (fault, weight) in &self.fault_weights {
            parts.push(format!("{fault} × {weight}"));
        }
        if !self.actions_off.is_empty() {
            parts.push(format!("without {}", list(&self.actions_off)));
        }
        match self.odds {
            Odds::Even => {}
            Odds::Rare => parts.push("chances rare".to_owned()),
            Odds::Often => parts.push("chances likely".to_owned()),
        }
        if self.load != 1.0 {
            parts.push(format!("arrivals × {}", self.load));
        }
        if parts.is_empty() { "everything as the scenario says".to_owned() } else { parts.join("; ") }
    }
}

fn pick<T: Copy>(stream: &mut Stream, among: &[T]) -> T {
    let last = i64::try_from(among.len()).unwrap_or(1) - 1;
    among[usize::try_from(stream.whole(0, last)).unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_follow_from_the_seed_and_differ_between_seeds() {
        let faults: Vec<SmolStr> = ["fail", "reload", "restart"].map(SmolStr::new_static).into();
        let of = |seed| Swarm::of_seed(seed, &faults);
        assert_eq!(of(3), of(3));
        let whole = (0..400).filter(|seed| of(*seed) == Swarm::none()).count();
        assert!((60..140).contains(&whole), "{whole}");
        let off = (0..400).filter(|seed| of(*seed).faults_off.contains("reload")).count();
        assert!((80..170).contains(&off), "{off}");
    }

    #[test]
    fn options_survive_being_written_and_read() {
        for seed in 0..20 {
            let swarm = Swarm::of_seed(seed, &["fail".into()]);
            let text = serde_json::to_string(&swarm).unwrap();
            assert_eq!(serde_json::from_str::<Swarm>(&text).unwrap(), swarm);
        }
    }
}
