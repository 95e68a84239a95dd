//! The hunt: many seeds, each a run of its own, until something that must hold does not; and then the least that shows it.
//!
//! `search` runs seeds side by side, each under a `swarm` of its own; `probe` is one run, which ends with its first
//! `finding`; `shrink` leaves out people, faults and moves as long as the finding stays; `reproduction` writes what is
//! left into a directory, and reads it again for `replay`, if its numbers are `bounded`; `timeline` tells what happened in it. The command line calls
//! it; it knows no flags and prints nothing.

mod bounded;
mod finding;
mod minimal;
mod package;
mod probe;
mod reproduction;
mod search;
mod seeds;
mod shrink;
mod swarm;
mod timeline;

pub use bounded::SETTLE_MAX;
pub use finding::{Cause, Finding, FindingKind};
pub use package::{Circumstances, FINDING_FILE, Package, ReplayError, package, replay};
pub use probe::{ProbeResult, Subject, probe};
pub use reproduction::{FaultsOf, Reproduction, ReproductionError};
pub use search::{Found, Hunt, Tally, hunt};
pub use seeds::PastSeeds;
pub use shrink::{Shrunk, shrink};
pub use swarm::Swarm;
pub use timeline::{Line, Timeline};
