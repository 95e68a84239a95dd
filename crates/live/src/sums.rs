//! Sums: how much was done to the floor by hand, all in all, and what would be too much.
//!
//! Each request has limits of its own; these hold however many there are. What is refused was not done, and is in no record.

use rushhour_scenario::limits::{CUES_MAX, STAFF_MAX};
use rushhour_scenario::plan::{Plan, Population, PopulationKind};
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_sim::Scene;
use rushhour_sim::limits::PEOPLE_ALIVE_MAX;

/// What was done so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// How many things.
    things: usize,
    /// How many customers were brought.
    customers: usize,
    /// How many agents and supervisors.
    staff: u64,
}

/// Agents and supervisors of all populations, and those who join by the timeline: as the scenario is held to it, and a
/// record, so that whatever was done can be done again.
fn staff_of(plan: &Plan) -> u64 {
    let of = |population: &Population| match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => u64::from(staff.count),
        PopulationKind::Customers(_) => 0,
    };
    let joining = plan.timeline.iter().map(|cue| match &cue.deed {
        TrainerCommand::Join { count, .. } => u64::from(*count),
        TrainerCommand::Narrate(..)
        | TrainerCommand::Burst { .. }
        | TrainerCommand::Act { .. }
        | TrainerCommand::Leave { .. }
        | TrainerCommand::Fault { .. } => 0,
    });
    plan.populations.iter().map(of).sum::<u64>() + joining.sum::<u64>()
}

impl Sums {
    /// Why something is too much, and what to do instead.
    pub(super) fn too_much(
        &self,
        command: &TrainerCommand,
        plan: &Plan,
        scene: &Scene<'_>,
    ) -> Option<(String, String)> {
        if self.things + plan.timeline.len() >= CUES_MAX {
            let what = format!("{CUES_MAX} things are done to a floor at most, those of the timeline among them");
            return Some((what, String::from("let the show go on, or start another one")));
        }
        match command {
            TrainerCommand::Join { count, .. } => {
                let (there, most) = (staff_of(plan) + self.staff, u64::from(STAFF_MAX));
                let what = || {
                    format!(
                        "a run has at most {most} agents and supervisors, those among them who join by its timeline: \
                         there are {there} by now"
                    )
                };
                (there + u64::from(*count) > most)
                    .then(|| (what(), format!("let at most {} more join", most.saturating_sub(there))))
            }
            TrainerCommand::Burst { count, .. } => {
                let (there, brought) = (scene.actors, self.customers);
                let room = PEOPLE_ALIVE_MAX.saturating_sub(there.max(brought));
                let what = || {
                    format!(
                        "a show takes at most {PEOPLE_ALIVE_MAX} people at once, and as many brought by hand in all: \
                         {there} are there, and {brought} were brought"
                    )
                };
                (*count as usize > room).then(|| (what(), format!("let at most {room} more come")))
            }
            TrainerCommand::Narrate(..)
            | TrainerCommand::Act { .. }
            | TrainerCommand::Leave { .. }
            | TrainerCommand::Fault { .. } => None,
        }
    }

    /// It is done.
    pub(super) const fn count(&mut self, command: &TrainerCommand) {
        self.things += 1;
        match command {
            TrainerCommand::Burst { count, .. } => self.customers = self.customers.saturating_add(*count as usize),
            TrainerCommand::Join { count, .. } => self.staff += *count as u64,
            TrainerCommand::Narrate(..)
            | TrainerCommand::Act { .. }
            | TrainerCommand::Leave { .. }
            | TrainerCommand::Fault { .. } => {}
        }
    }
}
