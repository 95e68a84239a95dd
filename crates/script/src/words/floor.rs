//! The words of scripts that state invariants.

use super::people::Verb;

const fn word(name: &'static str, usage: &'static str, summary: &'static str) -> Verb {
    Verb { name, usage, summary }
}

/// What invariants call.
pub(crate) const WORDS: &[Verb] = &[
    word("invariant", "invariant(name, |floor| …)", "States what must hold."),
    word("agents", "floor.agents or floor.agents(population)", "Those who work in the centre."),
    word("queue", "floor.queue(name)", "A queue."),
    word("waiting", "floor.waiting or floor.waiting(queue)", "The tasks that nobody has accepted yet."),
    word("load", "agent.load(channel)", "How much work of a channel an agent has."),
    word("capacity", "agent.capacity(channel)", "How much they may have."),
    word("is_free", "agent.is_free(channel)", "Whether routing may offer them work of a channel."),
    word("idle", "agent.idle(channel)", "For how many seconds they have been free; 0.0 where they are not."),
    word("all", "list.all(|it| …)", "Whether it is true of each."),
    word("any", "list.any(|it| …)", "Whether it is true of one of them."),
    word("none", "list.none(|it| …)", "Whether it is true of none."),
    word("count", "list.count(|it| …)", "Of how many it is true."),
    word("find", "list.find(|it| …)", "The first of which it is true, or nothing."),
    word("filter", "list.filter(|it| …)", "Those of which it is true."),
    word("map", "list.map(|it| …)", "What the closure makes of each."),
    word("max", "list.max(|it| …)", "The largest number that the closure makes of one; nothing of an empty list."),
    word("min", "list.min(|it| …)", "The least."),
    word("sum", "list.sum(|it| …)", "All of them together."),
    word("first", "list.first()", "The first, or nothing."),
    word("last", "list.last()", "The last, or nothing."),
];

/// The functions that use a closure up, or keep it where it harms nobody: it may capture.
pub(crate) const LENDS: &[&str] = &["any", "count", "invariant", "max", "min", "none", "sum"];

/// What can be read of each type, by the name that messages give it.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("the floor", &["now", "agents", "supervisors", "queues", "waiting", "tasks", "calls", "chats", "contacts"]),
    (
        "an agent",
        &[
            "name",
            "sid",
            "population",
            "activity",
            "available",
            "attributes",
            "queues",
            "work",
            "tasks",
            "calls",
            "paused",
        ],
    ),
    ("a queue", &["name", "waiting", "agents", "target", "priority"]),
    (
        "a task",
        &[
            "sid",
            "status",
            "channel",
            "queue",
            "dialled",
            "priority",
            "attributes",
            "age",
            "waited",
            "outbound",
            "transferring",
            "agents",
            "work",
            "conference",
            "chat",
            "contact",
        ],
    ),
    ("a piece of work", &["sid", "status", "channel", "queue", "age", "agent", "task"]),
    ("a call", &["sid", "task", "held", "participants"]),
    ("a participant", &["name", "role", "joined", "hold", "muted", "coaching"]),
    (
        "a conversation",
        &["sid", "status", "participants", "messages", "last_from", "silence", "paused", "task", "contact"],
    ),
    ("a contact", &["number", "channel", "dialled", "answered", "outbound", "task", "chat"]),
];

/// What can be read of the type with this name; nothing where it is not one of the floor's.
pub(crate) fn property_names(noun: &str) -> Option<&'static [&'static str]> {
    PROPERTIES.iter().find(|(name, _)| *name == noun).map(|(_, properties)| *properties)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANUAL: &str = include_str!("../../../../docs/hunting.md");

    #[test]
    fn the_manual_has_all_that_can_be_read_and_called() {
        for (noun, properties) in PROPERTIES {
            let row = MANUAL.lines().find(|line| line.starts_with(&format!("| {noun}"))).unwrap_or("");
            for property in *properties {
                assert!(row.contains(&format!("`{property}`")), "{noun}: `{property}` is not in docs/hunting.md");
            }
        }
        for word in WORDS {
            assert!(MANUAL.contains(word.name), "{}", word.name);
        }
    }
}
