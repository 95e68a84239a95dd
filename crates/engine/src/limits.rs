//! Limits: what a file, a script or a request can make grow, and how far.
//!
//! Each crate that bounds something has a `limits.rs` with the rows of its own, written by [`limits!`](crate::limits!). A
//! row is a constant, which the code compares with, and beside it what people are told of it: `rushhour limits` prints the
//! rows of all crates as one table. All of them count; none of them looks at a clock.

/// A limit, as people are told of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// What has the limit: `people of a population`. No two limits have the same name.
    pub name: &'static str,
    /// How many there may be.
    pub value: f64,
    /// Of what: `people`, `bytes`.
    pub unit: &'static str,
    /// What is counted, and over what: for a run, a script, a desktop.
    pub counts: &'static str,
    /// What happens beyond it, with the exit code or the code of the refusal.
    pub beyond: &'static str,
    /// How to have more.
    pub change: &'static str,
}

/// A number with its thousands apart: `1,000,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Makes a constant of each limit, and `LIMITS`, the table of all of them.
///
/// ```
/// rushhour_engine::limits! {
///     /// The most people in one population.
///     PEOPLE_MAX: u32 = 1_000_000 people {
///         name: "people of a population",
///         counts: "agents or customers of one population",
///         beyond: "the scenario is refused (104)",
///         change: "make several populations of them",
///     }
/// }
/// assert_eq!(PEOPLE_MAX, 1_000_000);
/// assert_eq!(LIMITS[0].value, 1e6);
/// assert_eq!(LIMITS[0].unit, "people");
/// ```
#[macro_export]
macro_rules! limits {
    ($($(#[$doc:meta])* $constant:ident: $kind:ty = $value:literal $unit:ident {
        name: $name:expr,
        counts: $counts:expr,
        beyond: $beyond:expr,
        change: $change:expr,
    })*) => {
        $($(#[$doc])* pub const $constant: $kind = $value;)*

        /// The limits of this crate, as people are told of them.
        pub const LIMITS: &[$crate::limits::Limit] = &[$($crate::limits::Limit {
            name: $name,
            value: $constant as f64,
            unit: stringify!($unit),
            counts: $counts,
            beyond: $beyond,
            change: $change,
        }),*];
    };
}

limits! {
    /// Names that are compared with one that does not exist.
    NAMES_COMPARED_MAX: usize = 1_000 names {
        name: "names compared with an unknown one",
        counts: "names that exist, of which a message proposes the nearest: `did you mean …?`",
        beyond: "the others are not proposed",
        change: "look for the name in the file",
    }
    /// Names that are compared in all messages about one file.
    NAMES_COMPARED_OF_FILE_MAX: usize = 30_000 names {
        name: "names compared for a file",
        counts: "the same, for all messages about one scenario, or one rehearsal, in sum",
        beyond: "the messages that follow propose nothing",
        change: "mend the first ones",
    }
    /// The longest attributes of a worker.
    ATTRIBUTES_CHARS_MAX: usize = 4_096 characters {
        name: "attributes of a worker",
        counts: "the characters of one worker's attributes, written as JSON",
        beyond: "SetWorkerAttributes is refused (CantSetWorkerAttributes), and the script fails (107)",
        change: "keep it short: the service has the same limit",
    }
    /// The longest attributes of a task.
    TASK_ATTRIBUTES_BYTES_MAX: usize = 262_144 bytes {
        name: "attributes of a task",
        counts: "the bytes of texts and names in one task's attributes, and 16 for each value",
        beyond: "SetTaskAttributes is refused (LimitReached), and the script fails (107)",
        change: "keep less there",
    }
    /// What a desktop keeps of texts.
    DESKTOP_BYTES_MAX: usize = 1_048_576 bytes {
        name: "state of a desktop",
        counts: "what one desktop keeps: states of components, drafts, locations, dialpads, filters, the last call's payload; \
                 the bytes of texts and names, and 16 for each value",
        beyond: "the action is refused (LimitReached), and the script fails (107)",
        change: "keep less there: a script has variables for what it needs itself",
    }
    /// Messages of a conversation.
    MESSAGES_MAX: usize = 10_000 messages {
        name: "messages of a conversation",
        counts: "those of the customer and of agents, until the conversation is closed",
        beyond: "the action is refused (LimitReached), and the script fails (107)",
        change: "hang up, and begin another conversation",
    }
    /// The text of a conversation.
    MESSAGE_BYTES_MAX: usize = 4_194_304 bytes {
        name: "text of a conversation",
        counts: "the bytes of all its messages in sum",
        beyond: "the action is refused (LimitReached), and the script fails (107)",
        change: "hang up, and begin another conversation",
    }
    /// Legs of a call.
    PARTICIPANTS_MAX: usize = 250 participants {
        name: "participants of a call",
        counts: "who is in one call, and third parties who are being called",
        beyond: "the action is refused (LimitReached), and the script fails (107)",
        change: "let some of them hang up; the service has the same limit",
    }
    /// What an agent may have begun and not ended.
    OPEN_OF_WORKER_MAX: usize = 1_000 reservations {
        name: "open work of an agent",
        counts: "reservations on one desktop, where the agent begins one more: by dialling, or by writing an e-mail",
        beyond: "the action is refused (LimitReached), and the script fails (107)",
        change: "complete some of it first",
    }
    /// What scripts register on a desktop.
    HOOKS_MAX: usize = 1_000 functions {
        name: "functions on a desktop",
        counts: "listeners, replacements and actions that scripts register on one desktop, each time that they do",
        beyond: "the script fails (107)",
        change: "register once, outside of loops",
    }
}
