//! What to do about an error of the system, where it says that something of the machine has ended. Errors come here as
//! text: on their way they were wrapped in others, which say which file was meant.

use std::io;

use rushhour_report::ExitCode;
use rushhour_scenario::is_of_machine;

/// What to raise, by the number that Linux gives such an error.
const REMEDIES: [(&str, &str); 7] = [
    ("(os error 11)", "allow more processes and threads (`ulimit -u`, `pids.max` of the container)"),
    ("(os error 12)", "allow more address space (`ulimit -v`) or memory"),
    ("(os error 23)", "the whole system has no more open files to give: raise `sysctl fs.file-max`"),
    ("(os error 24)", "allow more open files (`ulimit -n`; 32 are plenty)"),
    ("(os error 27)", "allow larger files (`ulimit -f`)"),
    ("(os error 28)", "make room on the disk, or write to another one"),
    ("(os error 122)", "the disk quota is used up: make room, or write to another disk"),
];

/// What to do about what a message says, where nobody has said it yet.
pub(super) fn remedy(message: &str) -> Option<&'static str> {
    if message.contains("help: ") {
        return None;
    }
    REMEDIES.iter().find(|(number, _)| message.contains(number)).map(|(_, remedy)| *remedy)
}

/// What the program exits with by reason of an error: otherwise than for what was typed wrongly, where the machine has no more
/// to give.
pub(super) fn exit_code(error: &io::Error, otherwise: ExitCode) -> ExitCode {
    if is_of_machine(error) { ExitCode::Unexpected } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_machine_says_what_to_raise_once() {
        let error = std::io::Error::from_raw_os_error(24);
        assert!(remedy(&format!("out/report.json: {error}")).is_some_and(|remedy| remedy.contains("ulimit -n")));
        assert_eq!(remedy(&format!("{error}\n  help: do this")), None);
        assert_eq!(remedy(&std::io::Error::from_raw_os_error(2).to_string()), None);
    }

    #[test]
    fn what_the_machine_lacks_is_no_wrong_command_line() {
        use crate::whole_files::because;
        use std::path::Path;
        for (number, code) in [(2, ExitCode::Usage), (12, ExitCode::Unexpected), (24, ExitCode::Unexpected)] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(exit_code(&error, ExitCode::Usage), code, "{error}");
            let named = because(Path::new("out (os error 24)"), &error);
            assert_eq!(exit_code(&named, ExitCode::Usage), code, "{named}");
        }
    }
}
