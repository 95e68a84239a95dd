//! The exit codes of the program: all of them, and which one wins.

use rushhour_measure::RunResult;

/// How the program ends, in the order of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitCode {
    /// All held.
    Success,
    /// A threshold failed; failed checks are one.
    ThresholdFailed,
    /// Interrupted; the report covers what ran.
    Interrupted,
    /// A script failed while running.
    ScriptFailed,
    /// An invariant was violated, liveness failed, or two runs that must agree did not.
    InvariantViolated,
    /// A wrong command line, or a file that it names and that cannot be opened; nothing was run.
    Usage,
    /// The scenario, a variable or a script is invalid, or a file is not what it should be; nothing was run.
    Invalid,
    /// An unexpected error: a bug in rushhour, I/O and the like.
    Unexpected,
}

impl ExitCode {
    /// All of them, the gravest last. Help, reference and man pages are made of this list.
    pub const ALL: [Self; 8] = [
        Self::Success,
        Self::ThresholdFailed,
        Self::Interrupted,
        Self::ScriptFailed,
        Self::InvariantViolated,
        Self::Usage,
        Self::Invalid,
        Self::Unexpected,
    ];

    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::ThresholdFailed => 99,
            Self::Invalid => 104,
            Self::Interrupted => 105,
            Self::ScriptFailed => 107,
            Self::InvariantViolated => 111,
        }
    }

    /// What it says, in a few words: for one line of help.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Success => "all held",
            Self::Unexpected => "unexpected error",
            Self::Usage => "wrong command line",
            Self::ThresholdFailed => "a threshold failed",
            Self::Invalid => "the scenario is invalid, nothing was run",
            Self::Interrupted => "interrupted",
            Self::ScriptFailed => "a script failed",
            Self::InvariantViolated => "an invariant was violated",
        }
    }

    /// What it says, in full sentences: for the reference and the man pages.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "All held.",
            Self::Unexpected => {
                "An unexpected error: a file could not be written, or rushhour itself has a bug. What is printed says \
                 which."
            }
            Self::Usage => "The command line is wrong, or a file that it names cannot be opened. Nothing was run.",
            Self::ThresholdFailed => {
                "A threshold failed, or a check of a script; with --strict, there was a warning. Of a comparison: \
                 something got worse by more than the tolerance, or has data on one side only. Of a search: no value holds. Of a validation: theory and simulation differ."
            }
            Self::Invalid => {
                "The scenario, a variable or a script is invalid, or a file that it needs is not there; with --strict, it has a \
                 warning; or a file is not what it should be: a report, a finding, a plan, a record. Nothing was run."
            }
            Self::Interrupted => {
                "Interrupted, by Ctrl-C, SIGTERM or SIGHUP. The report covers what ran; `check` tells what it has looked at."
            }
            Self::ScriptFailed => "A script failed while it ran.",
            Self::InvariantViolated => {
                "An invariant was violated, work never ended, or two runs that must be the same were not. Of a hunt: \
                 there is a finding."
            }
        }
    }

    /// Whether something ran before the program ended so. Only of these several can be true at once.
    pub const fn is_of_a_run(self) -> bool {
        match self {
            Self::Success
            | Self::ThresholdFailed
            | Self::Interrupted
            | Self::ScriptFailed
            | Self::InvariantViolated
            | Self::Unexpected => true,
            Self::Usage | Self::Invalid => false,
        }
    }

    /// The code of a run.
    pub fn of_run(run: &RunResult) -> Self {
        Self::gravest([
            (run.breakdown.is_some(), Self::Unexpected),
            (run.is_violated(), Self::InvariantViolated),
            (run.script_failures().next().is_some(), Self::ScriptFailed),
            (run.interrupted, Self::Interrupted),
            (run.judgements.iter().any(|judgement| !judgement.ok), Self::ThresholdFailed),
        ])
    }

    /// The gravest code of those whose reason is true.
    pub fn gravest(reasons: impl IntoIterator<Item = (bool, Self)>) -> Self {
        let true_ones = reasons.into_iter().filter(|(is_true, _)| *is_true);
        true_ones.map(|(_, code)| code).max().unwrap_or(Self::Success)
    }

    /// The code of two runs together, as of several scenarios: the graver one.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.code())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Verdict;
    use crate::testing::{bug, failure, replication, violation};
    use rushhour_measure::Replication;
    use rushhour_measure::testing::{plan, threshold};
    use rushhour_scenario::plan::{Comparison, Plan, Statistic};

    fn came_out(run: &RunResult) -> (Verdict, u8) {
        let code = ExitCode::of_run(run);
        (Verdict::of(code), code.code())
    }

    fn two() -> Arc<Plan> {
        Arc::new(plan().with_replications(2))
    }

    #[test]
    fn replications_are_put_in_the_order_of_their_index() {
        let plan = two();
        let (first, second) = (replication(&plan, 0, 5.0), replication(&plan, 1, 9.0));
        let run = RunResult::new(Arc::clone(&plan), vec![first.clone(), second.clone()]);
        let reversed = RunResult::new(plan, vec![second, first]);
        assert_eq!(run.observed, reversed.observed);
        assert_eq!((run.replications, run.simulated_s, run.invariants_checked), (2, 260.0, 20));
        assert_eq!(came_out(&run), (Verdict::Pass, 0));
    }

    #[test]
    fn a_run_that_lacks_replications_was_interrupted() {
        let plan = two();
        let run = RunResult::new(Arc::clone(&plan), vec![replication(&plan, 0, 5.0)]);
        assert_eq!(came_out(&run), (Verdict::Interrupted, 105));
        let nothing = RunResult::new(plan, Vec::new());
        assert_eq!((came_out(&nothing).0, nothing.observed.is_none()), (Verdict::Interrupted, true));
    }

    #[test]
    fn what_went_wrong_decides_the_verdict() {
        let limit = threshold("wait", Statistic::Mean, Comparison::Less, 1.0);
        let plan = Arc::new(plan().varied(|plan| plan.thresholds = vec![limit]));
        let mut one = replication(&plan, 0, 5.0);
        let code = |one: &Replication| came_out(&RunResult::new(Arc::clone(&plan), vec![one.clone()]));
        assert_eq!(code(&one), (Verdict::Fail, 99));
        one.finished.interrupted = true;
        assert_eq!(code(&one), (Verdict::Interrupted, 105));
        one.finished.findings.push(failure(0));
        assert_eq!(code(&one), (Verdict::Fail, 107));
        one.finished.findings.push(violation());
        assert_eq!(code(&one), (Verdict::Fail, 111));
        let mut run = RunResult::new(Arc::clone(&plan), vec![one]);
        run.breakdown = Some(bug());
        assert_eq!(came_out(&run), (Verdict::Fail, 1));
    }

    #[test]
    fn the_gravest_reason_gives_the_code() {
        let order = [
            ExitCode::Unexpected,
            ExitCode::InvariantViolated,
            ExitCode::ScriptFailed,
            ExitCode::Interrupted,
            ExitCode::ThresholdFailed,
        ];
        for (place, code) in order.iter().enumerate() {
            let reasons = order.iter().enumerate().rev().map(|(other, code)| (other >= place, *code));
            assert_eq!(ExitCode::gravest(reasons), *code);
        }
        assert_eq!(ExitCode::gravest([(false, ExitCode::Unexpected)]), ExitCode::Success);
        assert_eq!(ExitCode::ThresholdFailed.worse(ExitCode::Success), ExitCode::ThresholdFailed);
        assert_eq!(ExitCode::ThresholdFailed.worse(ExitCode::ScriptFailed), ExitCode::ScriptFailed);
    }

    #[test]
    fn the_list_has_every_code_once_and_the_gravest_last() {
        assert!(ExitCode::ALL.is_sorted_by(|one, next| one < next));
        assert_eq!(ExitCode::ALL.len(), ExitCode::Unexpected as usize + 1);
        let numbers: std::collections::BTreeSet<u8> = ExitCode::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(numbers.len(), ExitCode::ALL.len());
    }
}
