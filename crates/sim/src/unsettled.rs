//! Invocations that never settle: who has made them, and since when. A run says so at its end, for nobody else would.

use smol_str::SmolStr;

use super::core::Core;
use super::crew::Crew;
use rushhour_engine::WaitsFor;
use rushhour_engine::units::{SimSpan, SimTime};

/// So many of them are named.
const NAMED_MAX: usize = 3;
/// What has begun later than so long before the end was cut off by that, and may be on its way still.
const ON_ITS_WAY: SimSpan = SimSpan::from_secs(60);

/// The invocations of a run that never settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeverSettled {
    /// How many there were.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Stuck>,
}

/// An invocation that never settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// On whose desktop.
    pub who: SmolStr,
    /// What was invoked.
    pub action: SmolStr,
    /// Since when.
    pub since: SimTime,
    /// What it waits for, in words.
    pub waits_for: String,
}

impl NeverSettled {
    /// Another replication's too.
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.truncate(NAMED_MAX);
    }

    /// Those of a run that is over. Where something would still happen, what waits for the backend or has only just begun
    /// might settle.
    pub(crate) fn at_end(core: &Core<'_>, crew: &Crew) -> Self {
        let goes_on = core.agenda().next_at().is_some();
        let mut found = Self::default();
        for open in core.engine().unsettled() {
            let is_young = open.begun_at + ON_ITS_WAY > core.now();
            if goes_on && (is_young || open.waits_for == WaitsFor::Backend) {
                continue;
            }
            found.count += 1;
            if found.first.len() < NAMED_MAX {
                let who = crew.actor_of(open.worker).map(|(_, actor)| actor.identity.name.clone());
                found.first.push(Stuck {
                    who: who.unwrap_or_default(),
                    action: SmolStr::new(open.action.as_str()),
                    since: open.begun_at,
                    waits_for: open.waits_for.to_string(),
                });
            }
        }
        found
    }
}
