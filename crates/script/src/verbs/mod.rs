//! The verbs of scripts: native functions that ask the simulation and translate its answers.
//!
//! Registered once for each thread's engine. A verb holds no state: who acts comes with `me`, the rest with the
//! fiber that runs. A short verb answers `true` if it did its work and `false` if the world moved first, and throws
//! where the script is wrong.

mod acting;
mod agent;
mod both;
mod customer;
mod free;
mod hooks;
mod time;

pub(crate) use free::note;

use rhai::Engine;

/// Registers all of them.
pub(crate) fn register(engine: &mut Engine) {
    free::register(engine);
    agent::register(engine);
    customer::register(engine);
    both::register(engine);
    hooks::register(engine);
}
