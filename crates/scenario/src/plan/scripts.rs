//! The scripts and expressions of a plan, as texts: the script host compiles them.

use std::sync::Arc;

use smol_str::SmolStr;

use rushhour_engine::units::SimSpan;

/// A script, read.
#[derive(Clone, Debug)]
pub struct ScriptSource {
    /// How people know it: the path as the scenario writes it, or the name of a built-in.
    pub name: SmolStr,
    /// The whole of it, in Rhai.
    pub text: Arc<str>,
    /// Whether it is one of those built in.
    pub built_in: bool,
    /// Whether it is only loaded as a plugin: then it need not have a function `run`.
    pub plugin: bool,
}

/// The name of the built-in script of those who are played by a person.
pub const SEAT_SCRIPT: &str = "human";

impl ScriptSource {
    /// Whether whoever it is for is played by a person.
    pub fn is_seat(&self) -> bool {
        self.built_in && self.name == SEAT_SCRIPT
    }
}

/// A script with invariants of the user's own.
#[derive(Clone, Debug)]
pub struct UserInvariantsPlan {
    /// The script itself; its name is the path as the scenario writes it.
    pub script: ScriptSource,
    /// How often the floor is looked at; after everything that happens where nothing is said.
    pub every: Option<SimSpan>,
}

/// The place of a script in the plan's list of scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScriptId(pub u32);
