//! Sums: how much was done to the floor by hand, all in all, and what would be too much.
//!
//! Each request has limits of its own; these hold however many there are. What is refused was not done, and is in no record.

use rushhour_scenario::limits::{CUES_MAX, STAFF_MAX};
use rushhour_scenario::plan::Plan;
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
                let (there, most) = (scene.engine.platform().workers().len(), STAFF_MAX as usize);
                let what = || format!("a floor has at most {most} agents and supervisors, and has {there} by now");
                (there + *count as usize > most)
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
        if let TrainerCommand::Burst { count, .. } = command {
            self.customers = self.customers.saturating_add(*count as usize);
        }
    }
}
