//! Tasks as objects, people named in every way, assignments that would do nothing, and lost updates.

use super::support::Folder;

const FLOOR: &str = "version: 1
duration: 10m
drain: 5m
center: {queues: {help: , experts: }, latency: {default: 100ms, SetTaskAttributes: {uniform: {min: 100ms, max: 500ms}}}}
agents:
  - {name: desk, script: desk.rhai, queue: help, plugins: [plugin.rhai]}
  - {name: expert, script: expert.rhai, queue: experts}
customers:
  - {name: ann, script: ann.rhai, queue: help, count: 1}
";

const CALLER: &str =
    "fn run(me) { me.phone(me.queue, #{ tier: \"gold\" }); me.wait_answer(60); me.wait_end(\"5m\"); }";
const IDLE: &str = "fn run(me) { }";

/// A floor of one agent, one expert and one customer.
fn floor(agent: &str, plugin: &str, expert: &str, customer: &str) -> Folder {
    let folder = Folder::with("");
    folder.write("floor.yaml", FLOOR).write("desk.rhai", agent).write("plugin.rhai", plugin);
    folder.write("expert.rhai", expert).write("ann.rhai", customer);
    folder
}

/// All went well, and so many checks were made.
fn held(folder: &Folder, checks: usize) {
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}{}{}", ended.stderr, report["checks"], report["findings"]);
    assert_eq!(report["checks"].as_object().map(serde_json::Map::len), Some(checks), "{}", report["checks"]);
}

#[test]
fn a_task_is_the_same_object_wherever_it_is_met() {
    let agent = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            check("an offer has no call", task.call == () && task.status == "pending" && task.attributes.tier == "gold");
            me.invoke("AcceptTask", #{ task: me.desktop().tasks[0] });
            check("it is in a call now", task.call.participants.map(|it| it.role) == ["customer", "worker"]);
            me.set_attributes(task, #{ tier: "silver" });
            check("it is read as it is now", task.attributes.tier == "silver" && me.desktop().tasks[0].attributes.tier == "silver");
            check("it has an age", task.age > 0.0 && task["age"] == task.to_map().age);
            check("whatever names it is it", me.desktop().tasks[0] == task && task == task.sid);
            me.hold_participant(task, task.call.participants[0]);
            check("the customer is held", task.call.participants[0].hold && !task.call.participants[1].hold);
            me.unhold_participant(task, task.call.participants[0].sid);
            me.transfer(task, #{ sid: me.find("expert-1"), name: "expert-1" }, "warm");
            check("it is taken", me.wait_transfer(task));
            let expert = task.call.participants.filter(|it| it.name == "expert-1")[0];
            me.kick(task, expert);
            check("the expert is out", task.call.participants.len() == 2);
            me.wrapup(task);
            check("it is being wrapped up", task.status == "wrapping" && task.call == ());
            me.complete(task);
            check("it is over", task.status == "completed");
        }"#;
    let plugin = r#"
        before("AcceptTask", |me, event| {
            let task = event.payload.task;
            check("a listener sees the task", task.attributes.tier == "gold" && task.channel == "voice" && task.sid == event.payload.sid);
        });
        before("WrapupTask", |event| {
            check("and who is in its call", event.payload.task.call.participants[0].name == "customer");
        });"#;
    let expert = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            me.wait_end(task);
            me.wrapup(task);
            me.complete(task);
        }"#;
    held(&floor(agent, plugin, expert, CALLER), 12);
}

#[test]
fn a_plugin_finds_its_way_from_a_reservation_to_the_conversation() {
    let agent = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            me.send(task, "hello");
            sleep(5);
            me.wrapup(task);
            me.complete(task);
        }"#;
    let plugin = r#"
        before("WrapupTask", |me, event| {
            let task = event.payload.task;
            check("the attributes lead there", task.attributes.conversationSid == task.conversation.sid);
            me.invoke("SendMessage", #{ conversationSid: task.attributes.conversationSid, body: "Goodbye" });
        });
        before("SendMessage", |event| {
            check("a conversation is an object", event.payload.conversation.members.contains("customer"));
            check("its messages can be counted", event.payload.conversation.messages.len() <= 1);
        });"#;
    let customer = r#"
        fn run(me) {
            me.chat(me.queue);
            me.wait_answer(60);
            me.wait_message(60);
            check("the plugin said goodbye", me.wait_message(60).body == "Goodbye");
        }"#;
    held(&floor(agent, plugin, IDLE, customer), 4);
}

#[test]
fn what_reads_as_an_assignment_and_does_nothing_names_the_action() {
    for (line, code, action) in [
        ("task.attributes.vip = true;", 107, "SetTaskAttributes"),
        ("task.call.participants[0].hold = true;", 107, "HoldParticipant"),
        ("me.desktop().tasks[0].attributes.vip = true;", 104, "SetTaskAttributes"),
        ("me.desktop().location = \"/x\";", 104, "HistoryPush"),
        ("me.attributes.vip = true;", 104, "SetWorkerAttributes"),
        ("me.activity = \"Break\";", 104, "SetActivity"),
    ] {
        let agent = format!(
            "fn run(me) {{\n me.set_activity(\"Available\"); let task = me.next_task(); me.accept(task);\n {line}\n}}"
        );
        let folder = floor(&agent, "before(\"Logout\", |event| {});", IDLE, CALLER);
        let ended = folder.rushhour(&["run", "floor.yaml"]);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert_eq!(ended.code, code, "{line}: {said}");
        assert!(said.contains(action) && said.contains("desk.rhai:3:"), "{line}: {said}");
    }
}

#[test]
fn of_two_plugins_that_replace_the_same_version_one_is_refused() {
    let agent = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            sleep(5);
            check("one is kept", task.attributes.contains("one") != task.attributes.contains("two"));
            me.wrapup(task);
            me.complete(task);
        }"#;
    let plugin = r#"
        after("AcceptTask", |me, event| { adds(me, event.payload.task, "one"); });
        after("AcceptTask", |me, event| { adds(me, event.payload.task, "two"); });
        fn adds(me, task, name) {
            let attributes = task.attributes;
            attributes[name] = true;
            try {
                me.invoke("SetTaskAttributes", #{ sid: task.sid, attributes: attributes, mergeExisting: false });
                check("one is quicker", true);
            } catch (error) {
                check("the other is told", error.code == "CantSetTaskAttributes");
            }
        }"#;
    held(&floor(agent, plugin, IDLE, CALLER), 3);
}
