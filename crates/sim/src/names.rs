//! Names that scripts make up, for actions and for checks: how many there may be in a run.
//!
//! Reports have a row for each, so a script that makes up another name each time would make them grow without end.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::limits::{ACTION_NAMES_MAX, CHECK_NAMES_MAX, grouped};
use rushhour_engine::action::ActionName;

/// The names so far.
#[derive(Debug, Default)]
pub(crate) struct Names {
    actions: BTreeSet<SmolStr>,
    checks: BTreeSet<SmolStr>,
}

impl Names {
    /// A script names an action. That there are too many names, if it is one too many.
    pub(crate) fn action(&mut self, action: &ActionName) -> Option<String> {
        match action {
            ActionName::Known(_) => None,
            ActionName::Other(name) => add(&mut self.actions, name, ACTION_NAMES_MAX).then(|| {
                let most = grouped(ACTION_NAMES_MAX);
                format!("{most} names of actions are made up in this run: what differs goes into the payload")
            }),
        }
    }
    /// A script checks something. That there are too many names, if this is one too many.
    pub(crate) fn check(&mut self, name: &SmolStr) -> Option<String> {
        add(&mut self.checks, name, CHECK_NAMES_MAX).then(|| {
            let most = grouped(CHECK_NAMES_MAX);
            format!("{most} names of checks are used in this run: what is checked alike has one name")
        })
    }
}

/// Adds a name; whether it is one too many.
fn add(names: &mut BTreeSet<SmolStr>, name: &SmolStr, most: usize) -> bool {
    if names.contains(name) {
        return false;
    }
    if names.len() >= most {
        return true;
    }
    names.insert(name.clone());
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_cost_nothing_and_new_ones_come_to_an_end() {
        let mut names = BTreeSet::new();
        assert!(!add(&mut names, &"a".into(), 2) && !add(&mut names, &"b".into(), 2));
        assert!(add(&mut names, &"c".into(), 2) && !add(&mut names, &"a".into(), 2));
        let mut names = Names::default();
        assert_eq!(names.action(&ActionName::new("AcceptTask")), None);
        assert!(names.actions.is_empty());
    }
}
