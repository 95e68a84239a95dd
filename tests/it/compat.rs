//! The two modes as scripts meet them: one script, run in both.

use serde_json::Value;

use super::support::Folder;

const FLOOR: &str = "version: 1
duration: 3m
seed: 5
center:
  activities: [Available, Break]
  queues: {calls: {}, chats: {}}
  mode: MODE
agents:
  - {name: desk, script: desk.rhai, queue: calls}
  - {name: writer, script: writer.rhai, queue: chats}
supervisors:
  - {name: lead, script: lead.rhai}
customers:
  - {name: callers, script: caller.rhai, queue: calls, count: 1}
  - {name: chatters, script: chatter.rhai, queue: chats, count: 1}
";

const TRIES: &str = r#"
fn tries(me, action, payload) {
    try { me.invoke(action, payload); note(`${action}: ok`); } catch (e) { note(`${action}: ${e.code}`); }
}
fn tries(me, action) {
    try { me.invoke(action); note(`${action}: ok`); } catch (e) { note(`${action}: ${e.code}`); }
}
"#;

const DESK: &str = r#"fn run(me) {
    me.set_activity("Available");
    let task = me.next_task();
    me.accept(task);
    let absent = me.find("writer-1");
    tries(me, "SelectTask", #{ sid: "WR00000000000000000000000000000077" });
    tries(me, "SelectPausedConversation", #{ sid: "CH00000000000000000000000000000077" });
    tries(me, "StartExternalWarmTransfer", #{ sid: task.sid, phoneNumber: "nobody", callerId: "+15550100" });
    tries(me, "SetTaskAttributes", #{ sid: task.sid, attributes: #{ colour: "red" } });
    tries(me, "SetWorkerAttributes", #{ attributes: #{ colour: "red" } });
    tries(me, "HoldParticipant", #{ sid: task.sid, targetSid: absent });
    tries(me, "UnholdParticipant", #{ sid: task.sid, targetSid: absent });
    tries(me, "SetActivity", #{ activityName: "Siesta" });
    me.wait_shift();
}
"#;

const WRITER: &str = r#"fn run(me) {
    me.set_activity("Available");
    let task = me.next_task();
    me.accept(task);
    tries(me, "TransferTask", #{ sid: task.sid, targetSid: me.find("chats") });
    me.wait_shift();
}
"#;

const LEAD: &str = r#"fn run(me) {
    sleep("30s");
    tries(me, "SelectTaskInSupervisor", #{ sid: "WR00000000000000000000000000000077" });
    tries(me, "SelectWorkerInSupervisor", #{ workerSid: "WK00000000000000000000000000000077" });
    tries(me, "ApplyTeamsViewFilters");
    tries(me, "ApplyTeamsViewSearch");
    tries(me, "InsightsPlayerPlay", #{ segmentId: "e5c4" });
    tries(me, "SetWorkerActivity", #{ activityName: "Break" });
    tries(me, "SetWorkerActivity", #{ workerSid: me.find("desk-1"), activitySid: "WA00000000000000000000000000000077" });
}
"#;

/// What is tried, and how it settles in strict and in compat mode.
const TABLE: [(&str, &str, &str); 16] = [
    ("SelectTask", "TaskNotFound", "ok"),
    ("SelectPausedConversation", "ConversationNotFound", "ok"),
    ("StartExternalWarmTransfer", "InvalidPayload", "ok"),
    ("SetTaskAttributes", "IncompletePayload", "ok"),
    ("SetWorkerAttributes", "IncompletePayload", "ok"),
    ("HoldParticipant", "ParticipantNotFound", "ok"),
    ("UnholdParticipant", "ParticipantNotFound", "ok"),
    ("SetActivity", "ActivityNotFound", "ok"),
    ("TransferTask", "ok", "CantTransferTask"),
    ("SelectTaskInSupervisor", "TaskNotFound", "ok"),
    ("SelectWorkerInSupervisor", "WorkerNotFound", "ok"),
    ("ApplyTeamsViewFilters", "IncompletePayload", "ok"),
    ("ApplyTeamsViewSearch", "IncompletePayload", "ok"),
    ("InsightsPlayerPlay", "PlaybackFailed", "ok"),
    ("SetWorkerActivity", "IncompletePayload", "ok"),
    ("SetWorkerActivity", "ActivityNotFound", "ActivityNotFound"),
];

/// What scripts have noted in a run in this mode.
fn noted(mode: &str) -> Vec<String> {
    let folder = Folder::with(&FLOOR.replace("MODE", mode));
    for (name, script) in [("desk.rhai", DESK), ("writer.rhai", WRITER), ("lead.rhai", LEAD)] {
        folder.write(name, &format!("{script}{TRIES}"));
    }
    folder.write("caller.rhai", "fn run(me) { me.phone(me.queue); if me.wait_answer(\"1m\") { me.wait_end(); } }");
    folder.write("chatter.rhai", "fn run(me) { me.chat(me.queue); me.send(\"hello\"); me.wait_end(\"3m\"); }");
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--events", "events.jsonl"]);
    assert_eq!(ended.code, 0, "{mode}: {}{}", ended.stdout, ended.stderr);
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let events = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.filter(|it| it["event"] == "Noted").map(|it| it["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn strict_mode_tells_of_what_compat_mode_passes_over_and_the_other_way_round() {
    let sorted = |mut lines: Vec<String>| {
        lines.sort_unstable();
        lines
    };
    let expected = |place: fn(&(&str, &str, &str)) -> String| sorted(TABLE.iter().map(place).collect());
    assert_eq!(sorted(noted("strict")), expected(|(action, strict, _)| format!("{action}: {strict}")));
    assert_eq!(sorted(noted("compat")), expected(|(action, _, compat)| format!("{action}: {compat}")));
}
