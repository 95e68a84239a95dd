//! Looks at the floor: invariants of the user's own are asked when all that happens at one moment has happened.
//!
//! A look is no act: nothing is woken, drawn or stated by it, so what happens is the same with and without.

use smol_str::SmolStr;

use super::core::Core;
use super::findings::Findings;
use rushhour_scenario::plan::Plan;
use rushhour_script::{Allowance, InvariantScripts, Look, ScriptProblem};

/// Which invariants of the user's own a run has asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserInvariantsAsked {
    /// The names of all of them.
    pub names: Vec<SmolStr>,
    /// How many times one was asked.
    pub checked: u64,
}

/// The invariants of the user's own in a run, if there are any.
pub(crate) struct UserInvariants(Option<Box<InvariantScripts>>);

impl UserInvariants {
    /// Those of a plan.
    ///
    /// # Errors
    /// A script does not compile.
    pub(crate) fn new(plan: &Plan) -> Result<Self, Vec<ScriptProblem>> {
        Ok(Self(match plan.user_invariants.is_empty() {
            true => None,
            false => Some(Box::new(InvariantScripts::new(plan)?)),
        }))
    }

    /// Lets them do no more than this together.
    pub(crate) fn allow(&self, allowance: Allowance) {
        if let Some(scripts) = &self.0 {
            scripts.allow(allowance);
        }
    }

    /// Looks at the floor as it is now.
    pub(crate) fn look(&mut self, core: &mut Core<'_>, findings: &mut Findings) {
        let Some(scripts) = &mut self.0 else { return };
        let now = core.now();
        let Look { broken, failed } = scripts.look(now, core.platform());
        for broken in broken {
            core.tell_broken(&broken.name, &broken.message);
            findings.user_invariant_broken(broken);
        }
        for (name, error) in failed {
            findings.user_invariant_failed(name, now, error);
        }
    }

    /// How many looks have seen that the invariant with this name does not hold.
    pub(crate) fn times(&self, name: &str) -> u64 {
        self.0.as_ref().map_or(0, |scripts| scripts.times(name))
    }
    /// Which were asked.
    pub(crate) fn asked(&self) -> UserInvariantsAsked {
        self.0.as_ref().map_or_else(UserInvariantsAsked::default, |scripts| UserInvariantsAsked {
            names: scripts.names().cloned().collect(),
            checked: scripts.checked(),
        })
    }
}
