//! The list of invariants: what must hold, and why anybody should care.
//!
//! Checkers refer to it by [`number`], `rushhour invariants` prints it, and scenarios name entries of it.

use super::invariant::Invariant;
use super::number;

/// Who sees to an invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedBy {
    /// The audit, in every run.
    Audit,
    /// Running a seed twice and comparing the digests.
    SecondRun,
}

/// An invariant with what people want to know about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// Number, name and statement.
    pub invariant: Invariant,
    /// Why it matters, a sentence.
    pub why: &'static str,
    /// Whether the audit checks it in every run, or a second run does.
    pub checked_by: CheckedBy,
}

const fn by_audit(number: u8, name: &'static str, statement: &'static str, why: &'static str) -> Described {
    Described { invariant: Invariant { number, name, statement }, why, checked_by: CheckedBy::Audit }
}

/// How many invariants there are.
pub const COUNT: usize = 34;

/// All invariants, by number: number 1 comes first.
pub static ALL: [Described; COUNT] = [
    by_audit(
        number::CAPACITY,
        "capacity",
        "On no channel does a worker hold more pending, accepted and wrapping reservations than their capacity, work \
         of their own aside.",
        "Overbooked agents keep customers waiting who count as answered.",
    ),
    by_audit(
        number::ONE_VOICE,
        "one-voice",
        "A worker is in at most one call without being on hold there.",
        "Nobody can talk to two callers at once.",
    ),
    by_audit(
        number::OFFERED_WHEN_AVAILABLE,
        "offered-when-available",
        "Whoever is offered work is available, work of their own aside.",
        "An offer to somebody who is away only makes the customer wait for its timeout.",
    ),
    by_audit(
        number::NO_OFFER_LEFT_BEHIND,
        "no-offer-left-behind",
        "Once a worker is not available, no reservation of theirs is pending.",
        "An offer that stays behind blocks its task and its worker until it times out.",
    ),
    by_audit(
        number::ONE_OWNER,
        "one-owner",
        "A task has at most one accepted reservation, or two while a warm transfer is on its way or being talked over.",
        "Two agents who both believe that a customer is theirs answer twice, or not at all.",
    ),
    by_audit(
        number::PENDING_IS_UNOFFERED,
        "pending-is-unoffered",
        "A pending task has no pending reservation.",
        "A task that counts as waiting and as offered is routed twice.",
    ),
    by_audit(
        number::RESERVED_IS_OFFERED,
        "reserved-is-offered",
        "A task is reserved if and only if a reservation of it is pending, none is accepted and no cold transfer is on \
         its way.",
        "A reserved task that nobody is offered is never routed again: the customer waits for ever.",
    ),
    by_audit(
        number::ASSIGNED_IS_OWNED,
        "assigned-is-owned",
        "An assigned task has an accepted reservation, or a cold transfer is on its way.",
        "An assigned task of nobody is lost work that looks like work being done.",
    ),
    by_audit(
        number::WRAPPING_IS_WRAPPED,
        "wrapping-is-wrapped",
        "A wrapping task has a wrapping reservation, none that is accepted, and no transfer on its way.",
        "A task that wraps for nobody is never completed.",
    ),
    by_audit(
        number::SETTLED_IS_CLOSED,
        "settled-is-closed",
        "A completed or canceled task has no reservation that is pending, accepted or wrapping.",
        "A reservation that outlives its task occupies its worker for good.",
    ),
    by_audit(
        number::TASKS_ADD_UP,
        "tasks-add-up",
        "The tasks of all statuses together are the tasks that were created.",
        "A task that is in no count is in no report.",
    ),
    by_audit(
        number::TERMINAL_ABSORBS,
        "terminal-absorbs",
        "A task or reservation that has settled never changes again, and each change begins at the status that the \
         last one ended at.",
        "Whatever comes back from the dead was counted once already.",
    ),
    by_audit(
        number::RESERVED_WITHIN_LIMIT,
        "reserved-within-limit",
        "A task is pending with no more workers at once than its queue allows.",
        "Too many offers at once take agents from other customers for nothing.",
    ),
    by_audit(
        number::ACCEPT_RESCINDS,
        "accept-rescinds",
        "When a reservation is accepted, the others of its task that are pending are rescinded at the same instant.",
        "Otherwise a second agent accepts what is taken.",
    ),
    by_audit(
        number::TIMEOUTS_HAPPEN,
        "timeouts-happen",
        "No reservation is pending beyond its timeout.",
        "A customer who is offered to an absent agent waits until somebody notices.",
    ),
    by_audit(
        number::WRAPPING_IS_OFF_THE_LINE,
        "wrapping-is-off-the-line",
        "The agents in the call of a task are those who have accepted it and have not wrapped it up, and a cold transfer \
         that nobody takes ends its call.",
        "An agent on the line of a finished task is paid for, and overhears what is none of theirs.",
    ),
    by_audit(
        number::HOLD_NEEDS_A_LEG,
        "hold-needs-a-leg",
        "Whoever is held or muted is in a call in progress.",
        "Flags of somebody who has left decide about the next who comes.",
    ),
    by_audit(
        number::SOMEONE_TO_TALK_TO,
        "someone-to-talk-to",
        "In every call in progress a customer or a third party takes part or is ringing.",
        "Agents who talk to each other about nobody are not free for anybody.",
    ),
    by_audit(
        number::EXIT_ENDS,
        "exit-ends",
        "When a participant leaves whose exit ends the call, the call is over; the exit of an agent does so as they have \
         set it, or else while at most two are in the call.",
        "The customer stays on a line with nobody on it, or is cut off from those who could help.",
    ),
    by_audit(
        number::COACHING_HAS_A_PUPIL,
        "coaching-has-a-pupil",
        "Whoever coaches, coaches somebody who is in the call.",
        "A coach without a pupil is heard by all, or by nobody.",
    ),
    by_audit(
        number::MONITORING_IS_INVISIBLE,
        "monitoring-is-invisible",
        "Monitoring a call changes no reservation, no task and no capacity.",
        "Watching must not change what is watched.",
    ),
    by_audit(
        number::ONE_TRANSFER,
        "one-transfer",
        "At most one transfer of a task is on its way, and each settles exactly once.",
        "Two transfers at once hand the same customer to two agents.",
    ),
    by_audit(
        number::TRANSFER_UNDONE,
        "transfer-undone",
        "When a transfer cannot begin or is taken back, its initiator has the task accepted as before, if they are \
         still on the line.",
        "A canceled transfer that leaves the task with nobody is the classic stuck task.",
    ),
    by_audit(
        number::MESSAGES_ONCE_IN_ORDER,
        "messages-once-in-order",
        "Messages have growing indexes, and every other participant gets each of them exactly once and in that order.",
        "A message lost or doubled makes an agent answer a question that nobody asked.",
    ),
    by_audit(
        number::MEMBERS_SEND,
        "members-send",
        "Only a participant of a conversation sends messages to it.",
        "Whoever has left must not write to the customer any more.",
    ),
    by_audit(
        number::PAUSED_IS_AWAY,
        "paused-is-away",
        "In a paused conversation there is no agent, and it occupies nobody's capacity, after-contact work aside.",
        "Pausing is for freeing the agent; otherwise it is a leak.",
    ),
    by_audit(
        number::ONE_TASK_PER_CHANNEL,
        "one-task-per-channel",
        "An interaction channel has at most one live task, unless it is being transferred.",
        "Two tasks for one conversation send two agents to one customer.",
    ),
    by_audit(
        number::REFUSED_CHANGES_NOTHING,
        "refused-changes-nothing",
        "An invocation that was refused by a guard or aborted by a listener has changed nothing itself.",
        "Whoever is told no must be able to believe it.",
    ),
    by_audit(
        number::SETTLES_ONCE,
        "settles-once",
        "Every invocation settles exactly once, and none is left at the end.",
        "A script that waits for an answer that never comes hangs without a word.",
    ),
    Described {
        invariant: Invariant {
            number: number::SAME_SEED_SAME_RUN,
            name: "same-seed-same-run",
            statement: "The same seed gives the same digest.",
        },
        why: "A failure that cannot be repeated cannot be understood.",
        checked_by: CheckedBy::SecondRun,
    },
    by_audit(
        number::PRIORITY_FIRST,
        "priority-first",
        "Within a queue no task waits behind one of lower priority for a worker who could take either.",
        "Priorities that do not hold are promises broken to those who pay for them.",
    ),
    by_audit(
        number::NEVER_BACK,
        "never-back",
        "The clock and the versions of tasks never go back.",
        "What happened is only known by its order.",
    ),
    by_audit(
        number::TRANSFER_TO_ITS_TARGET,
        "transfer-to-its-target",
        "What is offered for a transfer goes to the worker or through the queue that the transfer was stated to go to.",
        "A customer who was promised an expert and gets anybody tells everything once more.",
    ),
    by_audit(
        number::OFFERED_AS_ASKED,
        "offered-as-asked",
        "A task whose target asks for some workers of its queue by an expression is offered to none of the others.",
        "A customer who comes back to the agent who knows them is not to be sent to one who does not.",
    ),
];

/// What must hold when the platform restarts. It is no statement about the state, so it is not in the list: the
/// simulation sees to it where a fault makes the platform restart.
pub static RECOVERY: Invariant = Invariant {
    number: number::RECOVERY,
    name: "recovery",
    statement: "After a restart the platform is what its journal makes of it, and that is what it was before.",
};

/// The invariants that the audit checks.
pub fn audited() -> impl Iterator<Item = &'static Invariant> {
    ALL.iter().filter(|it| it.checked_by == CheckedBy::Audit).map(|it| &it.invariant)
}

/// The invariant of this name or number.
pub fn find(name: &str) -> Option<&'static Described> {
    let number = name.parse::<u8>().ok();
    ALL.iter().find(|it| it.invariant.name.eq_ignore_ascii_case(name) || number == Some(it.invariant.number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_up_from_one_and_names_are_kebab_case_and_unique() {
        for (place, it) in ALL.iter().enumerate() {
            assert_eq!(usize::from(it.invariant.number), place + 1);
            let name = it.invariant.name;
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(ALL.iter().filter(|other| other.invariant.name == name).count(), 1, "{name}");
            assert!(it.invariant.statement.ends_with('.') && it.why.ends_with('.'), "{name}");
        }
    }

    #[test]
    fn an_invariant_is_found_by_name_and_by_number() {
        assert_eq!(find("capacity").map(|it| it.invariant.number), Some(1));
        assert_eq!(find("32").map(|it| it.invariant.name), Some("never-back"));
        assert!(find("35").is_none() && find("0").is_none() && find("nothing").is_none());
    }
}
