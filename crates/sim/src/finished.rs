//! What a replication leaves behind besides what its observer made of the events.

use std::collections::BTreeMap;

use super::backend::ServerUse;
use super::breaks::BreaksLost;
use super::finding::{Failed, Finding};
use super::findings::FindingCounts;
use super::unsettled::NeverSettled;
use super::user_invariants::UserInvariantsAsked;
use rushhour_engine::action::Action;
use rushhour_engine::audit::Invariant;
use rushhour_engine::units::SimTime;
use rushhour_scenario::PopulationId;

/// How a replication ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The moment of the last thing that happened.
    pub ended_at: SimTime,
    /// Whether it was told to stop early.
    pub interrupted: bool,
    /// What must not be, in the order of the kinds; of one kind in the order in which it was seen. The first violations
    /// of each invariant, the first failures of scripts and of listeners, and the first of each check.
    pub findings: Vec<Finding>,
    /// How many there were, kept or not.
    pub counts: FindingCounts,
    /// What failed in scripts, by place, where the run was a rehearsal.
    pub failed: Vec<Failed>,
    /// How many times an invariant was checked.
    pub invariants_checked: u64,
    /// The invariants that were checked.
    pub invariants: Vec<Invariant>,
    /// Which invariants of the user's own were asked.
    pub user_invariants: UserInvariantsAsked,
    /// How the servers were used of each action that has a limited number of them, in the order of the plan.
    pub servers: Vec<(Action, ServerUse)>,
    /// The invocations that never settled.
    pub never_settled: NeverSettled,
    /// The breaks that were not taken, or not in full, of each population of which there were any.
    pub breaks_lost: BTreeMap<PopulationId, BreaksLost>,
}
