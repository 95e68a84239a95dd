//! The targets: one file for each kind of thing that is read, and one for the engine.

mod document;
mod engine;
mod events;
mod http;
mod scenario;
mod script;
mod table;
mod words;

use super::drive::Target;
use rushhour_scenario::plan::Plan;

/// All of them.
pub const ALL: &[Target] = &[
    scenario::SCENARIO,
    script::SCRIPT,
    table::TABLE,
    table::PLAN,
    document::REPORT,
    document::FINDING,
    document::RECORD,
    document::SEEDS,
    words::WORDS,
    events::EVENTS,
    http::HTTP,
    engine::ENGINE,
];

/// The plan of a small floor.
fn floor() -> &'static Plan {
    document::floor()
}
