//! Messages: what goes with them, what is unread for who comes to a conversation, and the conversation so far.

use super::support::Folder;

/// Runs an agent and a customer with these scripts; there are no findings, and so many checks held.
fn run(agent: &str, customer: &str, expert: &str, held: usize) -> Folder {
    let folder = Folder::with("");
    folder.write(
        "floor.yaml",
        "version: 1
duration: 10m
drain: 5m
center: {queues: {help: , experts: }, latency: {default: 100ms}}
agents:
  - {name: desk, script: desk.rhai, queue: help}
  - {name: expert, script: expert.rhai, queue: experts}
customers:
  - {name: ann, script: ann.rhai, queue: help, count: 1}
",
    );
    folder.write("desk.rhai", agent).write("ann.rhai", customer).write("expert.rhai", expert);
    let (ended, report) = folder.report(&["--events", "events.jsonl"]);
    assert_eq!(ended.code, 0, "{}{}{}", ended.stderr, report["checks"], report["findings"]);
    assert_eq!(report["checks"].as_object().map(serde_json::Map::len), Some(held), "{}", report["checks"]);
    folder
}

#[test]
fn attributes_and_subject_arrive_with_the_message_and_stand_in_the_event() {
    let folder = run(
        r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            let first = me.wait_message(task, 0);
            check("an e-mail has a subject", first.subject == "Bill 4711" && first.attributes == ());
            me.invoke("SendMessage", #{ conversationSid: task.conversation_sid, body: "Here it is", subject: "Re: Bill 4711",
                messageAttributes: #{ template: "bill" } });
            me.wrapup(task);
            me.complete(task);
        }"#,
        r#"
        fn run(me) {
            me.email(me.queue, "Where is my bill?", #{ subject: "Bill 4711" });
            me.wait_answer("5m");
            let answer = me.wait_message("1m");
            check("the answer has them too", answer.subject == "Re: Bill 4711" && answer.attributes.template == "bill");
        }"#,
        "fn run(me) { }",
        2,
    );
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let sent: Vec<&str> = events.lines().filter(|line| line.contains("\"MessageSent\"")).collect();
    assert_eq!(sent.len(), 2);
    assert!(
        sent[0].contains(r#""messageSubject":"Bill 4711""#) && !sent[0].contains("messageAttributes"),
        "{}",
        sent[0]
    );
    assert!(sent[1].contains(r#""messageAttributes":{"template":"bill"}"#), "{}", sent[1]);
}

#[test]
fn what_nobody_has_answered_is_unread_for_who_takes_over_and_delivered_to_nobody_again() {
    let folder = run(
        r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            sleep(3);
            me.accept(task);
            check("the first comes first", me.wait_message(task, 0).body == "one");
            check("and then the second", me.wait_message(task, 0).body == "two");
            check("and no more", me.wait_message(task, 0) == ());
            me.send(task, "hello");
            me.wait_message(task, "1m");
            me.transfer(task, "experts", "warm");
            me.wait_transfer(task);
            me.wrapup(task);
            me.complete(task);
            check("who is out of it reads nothing", me.messages(task).is_empty());
        }"#,
        r#"
        fn run(me) {
            me.chat(me.queue);
            me.send("one");
            me.send("two");
            me.wait_answer(60);
            me.wait_message(60);
            me.send("three");
            check("customers read what was said", me.messages().map(|it| it.from).len() == 4);
            me.wait_end("5m");
        }"#,
        r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            check("the customer's last word is unread", me.wait_message(task, 0).body == "three");
            let said = me.messages(task).map(|it| it.body);
            check("all that was said can be read", said == ["one", "two", "hello", "three"]);
            me.wrapup(task);
            me.complete(task);
        }"#,
        7,
    );
    // Reading is no delivery: each message was delivered once to each who was there when it was sent.
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let delivered = events.lines().filter(|line| line.contains("\"MessageDelivered\"")).count();
    assert_eq!(delivered, 2, "{events}");
}
