//! The words of people's scripts: verbs, properties, and the names of the library.

/// A verb or a property of `me`, a task or a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    /// What scripts write: `hold`.
    pub(crate) name: &'static str,
    /// How it is called: `me.hold(task)`.
    pub(crate) usage: &'static str,
    /// What it does, a sentence.
    pub(crate) summary: &'static str,
}

impl Verb {
    /// Whether it is called on something: `me.hold(task)`. The others are functions: `sleep(3)`.
    pub(crate) fn is_method(&self) -> bool {
        !self.usage.starts_with(self.name)
    }
}

const fn verb(name: &'static str, usage: &'static str, summary: &'static str) -> Verb {
    Verb { name, usage, summary }
}

/// What a script can read of `me`, a task or a message.
pub(crate) const PROPERTIES: &[&str] = &[
    "name",
    "index",
    "population",
    "queue",
    "queues",
    "attributes",
    "row",
    "activity",
    "sid",
    "task_sid",
    "channel",
    "transferred",
    "outbound",
    "offered_at",
    "conversation_sid",
    "channel_sid",
    "from",
    "body",
    "media",
    "subject",
    "status",
    "age",
    "priority",
    "worker_sid",
    "call_sid",
    "conversation",
    "call",
];

/// All verbs, in the order in which a reader meets them.
pub(crate) const VERBS: &[Verb] = &[
    // Everyone.
    verb("sleep", "sleep(time)", "Nothing happens for so long."),
    verb("sample", "sample(name)", "Draws from a distribution of the scenario; seconds where it is one of time."),
    verb("chance", "chance(p)", "Whether something of this probability happens."),
    verb("random", "random() or random(low, high)", "A number from [0, 1), or a whole number of the range."),
    verb("now", "now()", "Seconds since the run began."),
    verb("record", "record(metric, value)", "Records a value of a metric that the scenario declares."),
    verb("check", "check(name, ok)", "Checks something; returns whether it held."),
    verb("note", "note(text)", "Says something in the run's record."),
    verb("chapter", "chapter(title)", "Begins a chapter of the show, for those who watch."),
    verb(
        "pause_for_trainer",
        "pause_for_trainer(question)",
        "Waits until the trainer lets the show go on; nobody waits where nobody watches.",
    ),
    verb("fail", "fail(text)", "Fails, with this text."),
    verb("start", "me.start(|me| { … })", "Runs a closure of its own beside this one."),
    // Agents: work.
    verb(
        "tasks",
        "for task in me.tasks() { … }, or me.tasks(#{ back_after: time })",
        "The tasks that are offered, one after the other, until the shift ends.",
    ),
    verb("next_task", "me.next_task() or me.next_task(patience)", "The next offered task, or nothing."),
    verb(
        "serve",
        "me.serve(|me, task| { … }), or me.serve(#{ back_after: time }, |me, task| { … })",
        "Handles as many tasks at once as there is capacity.",
    ),
    verb("wait_shift", "me.wait_shift()", "Waits for the end of the shift."),
    verb("accept", "me.accept(task)", "Accepts an offered task; false if it is gone."),
    verb("reject", "me.reject(task)", "Rejects it; it is offered to somebody else."),
    verb(
        "talk",
        "me.talk(task, time)",
        "Talks for a time or as a distribution says; false if the caller left first.",
    ),
    verb("wrapup", "me.wrapup(task)", "Ends the contact and begins the work after it."),
    verb("complete", "me.complete(task)", "Is done with the task."),
    verb("end", "me.end(task)", "Hangs up, wraps up or completes, whichever comes next."),
    verb("select", "me.select(task)", "Opens the task on the desktop."),
    verb("set_attributes", "me.set_attributes(task, #{ … })", "Merges attributes into the task's."),
    verb("status", "me.status(task)", "The status of the reservation on the desktop; empty when it is gone."),
    // Agents: calls.
    verb("hold", "me.hold(task)", "Puts the caller on hold."),
    verb("unhold", "me.unhold(task)", "Takes the caller back."),
    verb("mute", "me.mute()", "Mutes or unmutes the agent's own leg."),
    verb("hang_up", "me.hang_up(task), or me.hang_up() for customers", "Ends the call."),
    verb("dial", "me.dial(number) or me.dial(number, #{ … })", "Calls somebody; the call comes as a task."),
    verb(
        "transfer",
        "me.transfer(task, target) or me.transfer(task, target, \"warm\")",
        "Hands the task to a worker or a queue.",
    ),
    verb("wait_transfer", "me.wait_transfer(task)", "Waits until the transfer settles; whether it was taken."),
    verb("cancel_transfer", "me.cancel_transfer(task)", "Takes a transfer back that nobody has accepted."),
    verb("hold_participant", "me.hold_participant(task, target)", "Puts one participant on hold."),
    verb("unhold_participant", "me.unhold_participant(task, target)", "Takes one participant back."),
    verb("kick", "me.kick(task, target)", "Removes one participant."),
    verb("end_conference", "me.end_conference(task)", "Ends the call for all."),
    // Agents: conversations.
    verb("send", "me.send(task, text), or me.send(text) for customers", "Sends a message."),
    verb(
        "send_media",
        "me.send_media(task, name, type, bytes), or without the task for customers",
        "Sends a file.",
    ),
    verb("typing", "me.typing(task)", "Shows that one is typing."),
    verb("leave", "me.leave(task)", "Leaves the conversation; it stays open."),
    verb(
        "wait_message",
        "me.wait_message(task, patience); customers without the task",
        "The next message, or nothing.",
    ),
    verb("messages", "me.messages(task); customers without the task", "The messages of the conversation so far."),
    verb(
        "wait_end",
        "me.wait_end(task, patience); customers without the task",
        "Waits until the contact is over.",
    ),
    // Agents: the floor.
    verb(
        "set_activity",
        "me.set_activity(name) or me.set_activity(name, reject_pending)",
        "Changes one's activity.",
    ),
    verb("set_worker_activity", "me.set_worker_activity(worker, name)", "Changes another worker's activity."),
    verb("find", "me.find(name)", "The sid of a worker or a queue, for payloads."),
    verb("desktop", "me.desktop()", "The state of the desktop, a map."),
    verb(
        "before",
        "before(action, |event| { … })",
        "Listens before an action: `event.payload` can be changed, `event.abort()` stops it.",
    ),
    verb("after", "after(action, |event| { … })", "Listens after an action that did its work."),
    verb(
        "remove_listener",
        "remove_listener(listener) or remove_listener(\"beforeAcceptTask\", function)",
        "Takes out what `before` or `after` has registered; false where it is not there.",
    ),
    verb(
        "replace_action",
        "replace_action(action, |event, original, next| { … })",
        "Stands in for an action; `original.call()` runs the action itself, `next.call()` the replacement before this one.",
    ),
    verb(
        "register_action",
        "register_action(name, |event| { … })",
        "Makes an action of one's own, or swaps the body of one that is there.",
    ),
    verb("abort", "event.abort()", "Stops the invocation that a before-listener hears of."),
    verb("coach", "me.coach(on)", "Whispers to the agent of the monitored call, or stops."),
    verb("barge", "me.barge(on)", "Speaks to all of the monitored call, or stops."),
    verb("invoke", "me.invoke(action) or me.invoke(action, payload)", "Invokes any action; throws its rejection."),
    // Customers.
    verb("phone", "me.phone(), me.phone(queue) or me.phone(queue, #{ … })", "Calls the centre."),
    verb("chat", "me.chat(), me.chat(queue) or me.chat(queue, #{ … })", "Opens a chat."),
    verb("email", "me.email(queue, text)", "Writes an e-mail."),
    verb(
        "wait_answer",
        "me.wait_answer(patience); agents me.wait_answer(task, patience)",
        "Waits for an agent, or for whom the agent dialled; false when patience or the call is over.",
    ),
    verb("answer", "me.answer()", "Answers an agent's call."),
    verb("decline", "me.decline()", "Declines it."),
];

/// All words of Rhai's standard library: a function that is neither here nor a verb nor the script's own does not
/// exist.
pub(crate) const STANDARD_NAMES: &[&str] = &[
    "E",
    "PI",
    "Fn",
    "abs",
    "acos",
    "acosh",
    "all",
    "append",
    "as_string",
    "concat",
    "equals",
    "merge",
    "next",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "bits",
    "blob",
    "bytes",
    "call",
    "ceiling",
    "chars",
    "chop",
    "clear",
    "clone",
    "collect",
    "contains",
    "cos",
    "cosh",
    "crop",
    "curry",
    "debug",
    "dedup",
    "drain",
    "elapsed",
    "ends_with",
    "exclusive",
    "exit",
    "exp",
    "extract",
    "fill_with",
    "filter",
    "find",
    "find_map",
    "floor",
    "for_each",
    "fraction",
    "get",
    "get_bit",
    "get_bits",
    "get_fn_metadata_list",
    "hypot",
    "inclusive",
    "index_of",
    "insert",
    "int",
    "is_anonymous",
    "is_def_fn",
    "is_def_var",
    "is_empty",
    "is_even",
    "is_exclusive",
    "is_finite",
    "is_inclusive",
    "is_infinite",
    "is_nan",
    "is_odd",
    "is_shared",
    "is_zero",
    "keys",
    "len",
    "ln",
    "log",
    "make_lower",
    "make_upper",
    "map",
    "max",
    "min",
    "mixin",
    "name",
    "order",
    "order_by",
    "order_desc",
    "pad",
    "parse_be_float",
    "parse_be_int",
    "parse_float",
    "parse_int",
    "parse_json",
    "parse_le_float",
    "parse_le_int",
    "pop",
    "print",
    "push",
    "range",
    "reduce",
    "reduce_rev",
    "remove",
    "replace",
    "retain",
    "reverse",
    "round",
    "rsplit",
    "rsplitn",
    "set",
    "set_bit",
    "set_bits",
    "set_tag",
    "shift",
    "sign",
    "sin",
    "sinh",
    "some",
    "sort",
    "sort_by",
    "sort_desc",
    "splice",
    "split",
    "split_at",
    "split_rev",
    "split_whitespace",
    "splitn",
    "sqrt",
    "start",
    "starts_with",
    "step",
    "sub_string",
    "tag",
    "take",
    "tan",
    "tanh",
    "to_array",
    "to_binary",
    "to_blob",
    "to_chars",
    "to_debug",
    "to_degrees",
    "to_float",
    "to_hex",
    "to_int",
    "to_json",
    "to_lower",
    "to_octal",
    "to_radians",
    "to_string",
    "to_upper",
    "trim",
    "truncate",
    "type_of",
    "values",
    "write_ascii",
    "write_be",
    "write_le",
    "write_utf8",
    "zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `check` refuses what it does not find in the table, so the table must have all that there is.
    #[test]
    fn the_standard_library_is_the_one_whose_words_are_listed() {
        use rhai::packages::{Package, StandardPackage};
        let (_, functions, _) = StandardPackage::new().as_shared_module().count();
        assert_eq!(functions, 793, "bring `STANDARD_NAMES` up to the new library, then this number");
    }

    #[test]
    fn a_verb_is_called_on_something_or_is_a_function() {
        let methods = |wanted| VERBS.iter().filter(move |verb| verb.is_method() == wanted).map(|verb| verb.name);
        let functions: Vec<&str> = methods(false).collect();
        let expected = "sleep sample chance random now record check note chapter pause_for_trainer fail before after remove_listener \
                        replace_action register_action";
        assert_eq!(functions.join(" "), expected);
        for verb in VERBS.iter().filter(|verb| verb.is_method()) {
            assert!(verb.usage.contains(&format!(".{}(", verb.name)), "{}", verb.name);
        }
    }

    #[test]
    fn each_usage_shows_its_verb() {
        for verb in VERBS {
            assert!(verb.usage.contains(verb.name), "{}", verb.name);
        }
    }

    #[test]
    fn the_manual_has_every_verb() {
        let manual = include_str!("../../../../docs/scripts.md");
        for verb in VERBS {
            let call = if verb.is_method() { format!(".{}(", verb.name) } else { format!("{}(", verb.name) };
            assert!(manual.contains(&call), "`{}` is not in docs/scripts.md", verb.name);
        }
    }
}
