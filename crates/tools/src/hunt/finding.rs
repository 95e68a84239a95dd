//! Findings: what a run showed that must not be, and when two of them have the same cause.

use std::fmt;

use serde::{Deserialize, Serialize};

use rushhour_engine::units::SimTime;
use rushhour_sim as sim;
use rushhour_sim::{Finished, Unfinished};

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// An invariant was violated.
    Invariant,
    /// An invariant of the user's own did not hold.
    Statement,
    /// Something should have come to an end and did not.
    Liveness,
    /// A script failed.
    Script,
    /// A check of a script did not hold.
    Check,
    /// Two runs of one seed differed.
    Determinism,
}

impl FindingKind {
    /// Whether it is about scripts, and not about the centre.
    pub const fn is_of_scripts(self) -> bool {
        match self {
            Self::Script | Self::Check => true,
            Self::Invariant | Self::Statement | Self::Liveness | Self::Determinism => false,
        }
    }
}

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The invariant, the kind of thing that is stuck, the place in a script, or the name of the check.
    pub name: String,
    /// What was seen, and what should have been.
    pub message: String,
    /// Who and what was involved: sids and names.
    pub entities: Vec<String>,
    /// When, in nanoseconds since the run began.
    pub at_ns: u64,
    /// What is unfinished, of a finding of liveness that a run has shown; no file says it.
    #[serde(skip)]
    pub unfinished: Option<Unfinished>,
}

/// What findings with one cause have in common: the message without what differs from run to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cause {
    kind: FindingKind,
    name: String,
    shape: String,
}

impl Finding {
    /// What a run that has ended shows, the earliest first; of one moment: violations, the user's own, script errors,
    /// checks, what is unfinished.
    pub fn of(finished: &Finished) -> Vec<Self> {
        let mut findings: Vec<Self> = finished.findings.iter().filter_map(Self::seen).collect();
        findings.sort_by_key(|finding| finding.at_ns);
        findings
    }

    /// What a run has seen. That a listener fails is no finding of a hunt.
    fn seen(found: &sim::Finding) -> Option<Self> {
        let (kind, unfinished) = match found.kind {
            sim::FindingKind::Invariant(_) | sim::FindingKind::Recovery => (FindingKind::Invariant, None),
            sim::FindingKind::UserInvariant { .. } => (FindingKind::Statement, None),
            sim::FindingKind::Script => (FindingKind::Script, None),
            sim::FindingKind::Check => (FindingKind::Check, None),
            sim::FindingKind::Liveness(what) => (FindingKind::Liveness, Some(what)),
            sim::FindingKind::Listener => return None,
        };
        let name = match (kind, &found.place) {
            // A reproduction keeps its scripts elsewhere, so of their path only the last part tells.
            (FindingKind::Script, Some(place)) => {
                let line = place.line.map_or_else(String::new, |line| format!(":{line}"));
                format!("{}{line}", file_name(&place.script))
            }
            _ => found.name.to_string(),
        };
        let (message, entities) = (found.message.clone(), found.entities.clone());
        Some(Self { kind, name, message, entities, at_ns: found.at.as_ns(), unfinished })
    }

    /// Two runs of one seed had these digests.
    pub fn two_runs_differ(one: &str, other: &str) -> Self {
        Self {
            kind: FindingKind::Determinism,
            name: "same-seed".to_owned(),
            message: format!("two runs of this seed differ: their digests are {one} and {other}"),
            entities: Vec::new(),
            at_ns: 0,
            unfinished: None,
        }
    }

    /// Whether it is about work that somebody has in hand, and which leaving out their moves would leave unfinished too.
    pub(super) fn is_about_work_in_hand(&self) -> bool {
        self.unfinished.is_some_and(Unfinished::is_in_hand)
    }

    /// When it was seen, in the time of the run.
    pub fn at(&self) -> SimTime {
        SimTime::from_ns(self.at_ns)
    }

    /// Its cause, as far as that can be told from what is seen.
    pub fn cause(&self) -> Cause {
        // What a user's invariant says may name anything; which one it is says enough.
        let says_enough = matches!(self.kind, FindingKind::Statement | FindingKind::Determinism);
        let shape = if says_enough { String::new() } else { shape(&self.message) };
        Cause { kind: self.kind, name: self.name.clone(), shape }
    }
}

impl Cause {
    /// What kind of thing it is.
    pub const fn kind(&self) -> FindingKind {
        self.kind
    }
    /// A short name for files: `capacity`, `liveness-task`.
    pub fn slug(&self) -> String {
        let kind = match self.kind {
            FindingKind::Invariant => "",
            FindingKind::Statement => "invariant-",
            FindingKind::Liveness => "liveness-",
            FindingKind::Script => "script-",
            FindingKind::Check => "check-",
            FindingKind::Determinism => "",
        };
        let name = self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        let slug: String = format!("{kind}{}", name.collect::<String>());
        slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").chars().take(60).collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            FindingKind::Invariant | FindingKind::Statement => "invariant",
            FindingKind::Liveness => "liveness",
            FindingKind::Script => "script",
            FindingKind::Check => "check",
            FindingKind::Determinism => "invariant",
        };
        write!(f, "{kind} `{}` at {}: {}", self.name, self.at(), self.message)?;
        if self.entities.is_empty() { Ok(()) } else { write!(f, " ({})", self.entities.join(", ")) }
    }
}

/// The last part of a path: a reproduction keeps its scripts elsewhere.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A message without its numbers, sids and names that end in a number.
fn shape(message: &str) -> String {
    let mut shape = String::with_capacity(message.len());
    for word in message.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.' || c == '_')) {
        let bare = word.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.' || c == '_'));
        let rest = &word[bare.len()..];
        if bare.chars().any(|c| c.is_ascii_digit()) {
            shape.push('#')
        } else {
            shape.push_str(bare)
        }
        shape.push_str(rest);
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(name: &str, message: &str) -> Finding {
        Finding {
            kind: FindingKind::Invariant,
            name: name.to_owned(),
            message: message.to_owned(),
            entities: Vec::new(),
            at_ns: 0,
            unfinished: None,
        }
    }

    #[test]
    fn findings_that_differ_in_who_and_how_many_have_one_cause() {
        let one = finding("capacity", "desk-3 has 2 tasks of 1 (WR0000000000000000000000000000000a)");
        let other = finding("capacity", "desk-17 has 3 tasks of 2 (WR0000000000000000000000000000001b)");
        assert_eq!(one.cause(), other.cause());
        assert_ne!(one.cause(), finding("capacity", "desk-3 is offline").cause());
        assert_ne!(one.cause(), finding("clock", &one.message).cause());
    }

    #[test]
    fn a_slug_is_fit_for_a_directory() {
        assert_eq!(finding("priority-first", "").cause().slug(), "priority-first");
        let script = Finding { kind: FindingKind::Script, ..finding("../scripts/desk.rhai:12", "") };
        assert_eq!(script.cause().slug(), "script-scripts-desk-rhai-12");
    }
}
