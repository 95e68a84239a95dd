//! What to do about an error of the system, where it says that something of the machine has ended. Errors come here as
//! text: on their way they were wrapped in others, which say which file was meant.

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
}
