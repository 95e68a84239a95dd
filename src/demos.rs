//! The demos: scenarios and scripts inside the binary, for trainers who have nothing but it.
//!
//! They are the files of `scenarios/` and `scripts/`, so whoever wants to change one has the same to begin with.

use crate::embedded::{Embedded, embedded};
use rushhour_live::Speed;

/// A demo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demo {
    /// Its name.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub summary: &'static str,
    /// Its scenario.
    pub scenario: &'static str,
    /// How fast it begins.
    pub speed: Speed,
}

/// All demos; the first one is shown unless another is named.
pub(crate) const DEMOS: &[Demo] = &[
    Demo {
        name: "first_day",
        summary: "One agent's first day, step by step: accept, hold, hand on, wrap up, chat.",
        scenario: "scenarios/demo_first_day.yaml",
        speed: Speed::REAL,
    },
    Demo {
        name: "monday_morning",
        summary: "A surge of calls, a queue that grows, and what more agents do.",
        scenario: "scenarios/demo_monday_morning.yaml",
        speed: Speed::Times(10.0),
    },
    Demo {
        name: "warm_transfer",
        summary: "A call is handed to a colleague with a consultation, step by step.",
        scenario: "scenarios/demo_warm_transfer.yaml",
        speed: Speed::REAL,
    },
];

/// All files of the demos.
pub(crate) const FILES: Embedded = embedded![
    "scenarios/demo_first_day.yaml",
    "scenarios/demo_monday_morning.yaml",
    "scenarios/demo_warm_transfer.yaml",
    "scripts/demo_first_agent.rhai",
    "scripts/demo_colleague.rhai",
    "scripts/demo_second_line.rhai",
    "scripts/demo_visitor.rhai",
    "scripts/demo_warm_agent.rhai",
    "scripts/patient_caller.rhai",
    "scripts/phone_agent.rhai",
    "scripts/caller.rhai",
];

/// The demo with this name.
pub(crate) fn demo(name: &str) -> Option<&'static Demo> {
    DEMOS.iter().find(|demo| demo.name == name)
}
