//! The exit codes, told to people: in a line of the help, in the reference, in the man pages.
//!
//! Numbers and words are those of [`ExitCode`].

use rushhour_report::ExitCode;

/// All of them, the lowest number first.
pub(crate) fn by_number() -> [ExitCode; 8] {
    let mut codes = ExitCode::ALL;
    codes.sort_by_key(|it| it.code());
    codes
}

/// All of them in one line.
pub(crate) fn line() -> String {
    let told: Vec<String> = by_number().iter().map(|it| format!("{} {}", it.code(), it.phrase())).collect();
    format!("Exit codes: {}", told.join(" · "))
}

/// Which one counts where several are true.
pub(crate) fn gravest_first() -> String {
    let graver = ExitCode::ALL.iter().rev().filter(|it| it.is_of_a_run() && **it != ExitCode::Success);
    let numbers: Vec<String> = graver.map(|it| it.code().to_string()).collect();
    format!("Where several are true, the first of these counts: {}.", numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_tells_them_in_a_line() {
        insta::assert_snapshot!(line(), @"Exit codes: 0 all held · 1 unexpected error · 2 wrong command line · 99 a threshold failed · 104 the scenario is invalid, nothing was run · 105 interrupted · 107 a script failed · 111 an invariant was violated");
    }

    #[test]
    fn the_gravest_is_named_first() {
        assert!(gravest_first().ends_with("1, 111, 107, 105, 99."), "{}", gravest_first());
    }
}
