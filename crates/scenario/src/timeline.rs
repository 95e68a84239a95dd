//! The timeline: what happens when, besides what customers, agents and faults do of themselves.
//!
//! Part of the plan, and the form in which what a trainer does to a running show is recorded: so a show replays as a
//! timeline. The simulation carries the cues out; nothing here knows who watches. How deeds are written is in `deeds`.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::ids::PopulationId;
use rushhour_engine::action::ActionName;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_engine::value::Payload;

/// How something is told to those who watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Narration {
    /// A remark.
    Note,
    /// A chapter of the show begins.
    Chapter,
    /// A question, and the show waits for the trainer.
    Pause,
}

impl Narration {
    /// The key by which a timeline writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Chapter => "chapter",
            Self::Pause => "pause",
        }
    }
}

rushhour_engine::coded!(Narration is "way of telling": 0 Note "note", 1 Chapter "chapter", 2 Pause "pause");

/// Something that happens at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// When. It comes before everything else of that moment.
    pub at: SimTime,
    /// What happens then.
    pub deed: TrainerCommand,
}

/// What a cue does.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainerCommand {
    /// Those who watch are told something.
    Narrate(Narration, SmolStr),
    /// Customers come.
    Burst {
        /// Of which population.
        customers: PopulationId,
        /// How many people.
        count: u32,
        /// Over how long, at equal distances; zero for all at once.
        over: SimSpan,
    },
    /// Agents come: first those who were sent home, then others.
    Join {
        /// Of which population.
        agents: PopulationId,
        /// How many people.
        count: u32,
    },
    /// Agents go home when the work in hand is done.
    Leave {
        /// Of which population.
        agents: PopulationId,
        /// How many people.
        count: u32,
    },
    /// A fault of the scenario strikes now, or for a while.
    Fault {
        /// Which of the plan's faults.
        fault: u16,
        /// How long it strikes, where it does so at a share of its chances.
        length: SimSpan,
    },
    /// A person does something at the desktop of an agent.
    Act {
        /// The agent's name.
        agent: SmolStr,
        /// The action of the catalogue that is invoked.
        action: ActionName,
        /// What is handed to the action.
        payload: Payload,
    },
}

impl TrainerCommand {
    /// Whether there is more or less to do afterwards, or other people to do it.
    pub const fn changes_the_load(&self) -> bool {
        match self {
            Self::Narrate(..) | Self::Act { .. } => false,
            Self::Burst { .. } | Self::Join { .. } | Self::Leave { .. } | Self::Fault { .. } => true,
        }
    }
}
