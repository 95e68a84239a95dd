//! Looks at the floor: invariants of the user's own are asked when all that happens at one moment has happened.
//!
//! A look is no act: nothing is woken, drawn or stated by it, so what happens is the same with and without.

use smol_str::SmolStr;

use super::Observer;
use super::simulation::{SCRIPT_FAILURES_KEPT, ScriptFailure, Simulation};
use rushhour_script::{InvariantScripts, Look, UserViolation};

/// How a run's invariants of the user's own came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserInvariantsResult {
    /// The names of all of them.
    pub names: Vec<SmolStr>,
    /// How often one was asked.
    pub checked: u64,
    /// Those that did not hold, in the order in which that was seen.
    pub broken: Vec<UserViolation>,
}

/// The invariants of the user's own in a run, and what was seen of them.
pub(super) struct UserInvariants {
    statements: InvariantScripts,
    broken: Vec<UserViolation>,
}

impl UserInvariants {
    pub(super) const fn new(statements: InvariantScripts) -> Self {
        Self { statements, broken: Vec::new() }
    }

    /// How they came out.
    pub(super) fn end(mut self) -> UserInvariantsResult {
        for broken in &mut self.broken {
            broken.times = self.statements.times(&broken.name);
        }
        let names = self.statements.names().cloned().collect();
        UserInvariantsResult { names, checked: self.statements.checked(), broken: self.broken }
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Looks at the floor as it is now, if anybody wants that, and nothing has been found that ends the run.
    pub(super) fn look(&mut self) {
        if self.interrupted || self.has_found {
            return;
        }
        let Some(user_invariants) = &mut self.user_invariants else { return };
        let Look { broken, failed } = user_invariants.statements.look(self.now, self.engine.platform());
        self.has_found |= self.conduct.stops_at_finding && !(broken.is_empty() && failed.is_empty());
        for broken in broken {
            self.observer.broke(self.now, &broken.name, &broken.message);
            user_invariants.broken.push(broken);
        }
        for (name, error) in failed {
            self.failed += 1;
            if self.failures.len() < SCRIPT_FAILURES_KEPT {
                let population = SmolStr::default();
                self.failures.push(ScriptFailure { actor: name, population, at: self.now, error });
            }
        }
    }
}
