//! The exit codes of the program: all of them, and which one wins.

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitCode {
    /// All held.
    Success,
    /// An unexpected error: I/O and the like.
    Unexpected,
    /// A wrong command line.
    Usage,
    /// A threshold failed; failed checks are one.
    ThresholdFailed,
    /// The scenario, a variable or a script is invalid; nothing was run.
    Invalid,
    /// Interrupted; the report covers what ran.
    Interrupted,
    /// A script failed while running.
    ScriptFailed,
    /// An invariant was violated, liveness failed, or two runs that must agree did not.
    InvariantViolated,
}

impl ExitCode {
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

    /// The code of a run of which these are true: a broken invariant before a failed script before an interruption
    /// before a failed threshold.
    pub const fn of_run(violated: bool, script_failed: bool, interrupted: bool, threshold_failed: bool) -> Self {
        if violated {
            Self::InvariantViolated
        } else if script_failed {
            Self::ScriptFailed
        } else if interrupted {
            Self::Interrupted
        } else if threshold_failed {
            Self::ThresholdFailed
        } else {
            Self::Success
        }
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
    use super::*;

    #[test]
    fn the_gravest_reason_gives_the_code() {
        assert_eq!(ExitCode::of_run(true, true, true, true).code(), 111);
        assert_eq!(ExitCode::of_run(false, true, true, true).code(), 107);
        assert_eq!(ExitCode::of_run(false, false, true, true).code(), 105);
        assert_eq!(ExitCode::of_run(false, false, false, true).code(), 99);
        assert_eq!(ExitCode::of_run(false, false, false, false).code(), 0);
        assert_eq!(ExitCode::ThresholdFailed.worse(ExitCode::Success), ExitCode::ThresholdFailed);
        assert_eq!(ExitCode::ThresholdFailed.worse(ExitCode::ScriptFailed), ExitCode::ScriptFailed);
    }

    #[test]
    fn the_manual_has_every_code() {
        let manual = include_str!("../../../README.md");
        let all = [
            ExitCode::Success,
            ExitCode::Unexpected,
            ExitCode::Usage,
            ExitCode::ThresholdFailed,
            ExitCode::Invalid,
            ExitCode::Interrupted,
            ExitCode::ScriptFailed,
            ExitCode::InvariantViolated,
        ];
        for code in all {
            assert!(manual.contains(&format!("\n| {} |", code.code())), "{code:?}");
        }
    }
}
