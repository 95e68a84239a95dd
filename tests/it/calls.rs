//! Calls and sessions as scripts meet them: logging out, tokens that expire, customers who are left alone or to a third
//! party, calls that nobody answers, and what listeners hear of a cold transfer.

use serde_json::Value;

use super::support::Folder;

const FLOOR: &str = "version: 1
duration: 10m
drain: 10m
center:
  queues: {help: {reservation_timeout: 60s}, experts: }
  outbound: {queue: help, caller_id: \"+15550100\", callees: away}
  latency: {default: 100ms}
agents:
  - {name: desk, script: desk.rhai, queue: help, plugins: [plugin.rhai]}
  - {name: expert, script: expert.rhai, queue: experts, plugins: [plugin.rhai]}
customers:
  - {name: ann, script: ann.rhai, queue: help, CAME}
  - {name: away, script: away.rhai}
";

const CALLER: &str = "fn run(me) { me.phone(me.queue); if me.wait_answer(\"4m\") { me.wait_end(\"8m\"); } }";
const IDLE: &str = "fn run(me) { }";

/// A floor of one agent, one expert and one customer, who calls.
fn floor(desk: &str, expert: &str, plugin: &str) -> Folder {
    let folder = Folder::with(&FLOOR.replace("CAME", "count: 1"));
    folder.write("desk.rhai", desk).write("expert.rhai", expert).write("plugin.rhai", plugin);
    folder.write("ann.rhai", CALLER).write("away.rhai", "fn run(me) { me.wait_end(); }");
    folder
}

/// A run in which all went well, and so many checks were made; its events.
fn held(folder: &Folder, checks: usize) -> Vec<Value> {
    let (ended, report) = folder.report(&["--events", "events.jsonl"]);
    assert_eq!(ended.code, 0, "{}{}{}", ended.stderr, report["checks"], report["findings"]);
    assert_eq!(report["checks"].as_object().map(serde_json::Map::len), Some(checks), "{}", report["checks"]);
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    events.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How many of these events have this name, and this word in one of their fields.
fn count(events: &[Value], name: &str, field: &str, word: &str) -> usize {
    events.iter().filter(|event| event["event"] == name && event[field] == word).count()
}

#[test]
fn a_forced_logout_rejects_nothing_and_the_offer_goes_on_by_its_timeout() {
    let desk = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            let code = "";
            try { me.invoke("Logout"); } catch (e) { code = e.code; }
            check("not without force", code == "PendingReservations" && me.desktop().signed_in);
            me.invoke("Logout", #{ forceLogout: true });
            check("signed out", !me.desktop().signed_in);
            check("the offer stays", task.status == "pending");
            sleep("70s");
            check("until it times out", task.status == "timeout");
        }"#;
    let events = held(&floor(desk, IDLE, IDLE), 4);
    assert_eq!(count(&events, "ReservationChanged", "to", "rejected"), 0);
    assert!(count(&events, "ReservationChanged", "to", "timeout") > 0);
}

#[test]
fn whoever_is_logged_out_on_a_call_leaves_it() {
    for logs_out in [r#"me.invoke("Logout", #{ forceLogout: true });"#, r#"me.invoke("Logout");"#] {
        let desk = r#"
            fn run(me) {
                me.set_activity("Available");
                let task = me.next_task();
                me.accept(task);
                LOGS_OUT
                check("signed out", !me.desktop().signed_in);
                check("their call is over", task.status == "wrapping" && task.call == ());
            }"#;
        let events = held(&floor(&desk.replace("LOGS_OUT", logs_out), IDLE, IDLE), 2);
        assert_eq!(count(&events, "ConferenceEnded", "reason", "end-on-exit"), 1);
    }
}

#[test]
fn a_token_that_expires_ends_the_call_and_a_fresh_one_lets_the_agent_go_on() {
    let desk = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            me.invoke("UpdateWorkerToken", #{ token: "short exp=60" });
            sleep(60 - now() - 1);
            check("it is good until then", me.desktop().signed_in && task.status == "accepted");
            sleep(2);
            check("and no longer", !me.desktop().signed_in && task.status == "wrapping");
            let code = "";
            try { me.complete(task); } catch (e) { code = e.code; }
            check("nothing works", code == "NotSignedIn");
            code = "";
            try { me.invoke("UpdateWorkerToken", #{ token: "short exp=60" }); } catch (e) { code = e.code; }
            check("an expired one is none", code == "TokenUpdateFailed");
            me.invoke("UpdateWorkerToken", #{ token: "fresh" });
            check("a fresh one is", me.desktop().signed_in && me.complete(task));
        }"#;
    held(&floor(desk, IDLE, IDLE), 5);
}

#[test]
fn an_external_warm_transfer_is_completed_by_leaving_and_the_customer_is_alone_at_last() {
    let desk = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            let numbers = #{ sid: task.sid, phoneNumber: "+15550199", callerId: "+15550100" };
            me.invoke("StartExternalWarmTransfer", numbers);
            sleep(10);
            let roles = task.call.participants.map(|it| it.role);
            check("three are in it", roles == ["customer", "worker", "external"]);
            check("nobody's exit ends it", task.call.participants.filter(|it| it.end_on_exit).is_empty());
            me.hang_up(task);
            check("the agent is out of it", task.status == "wrapping");
            let left = task.call.participants.map(|it| it.role);
            check("the others go on", left == ["customer", "external"]);
            me.complete(task);
            sleep("190s");
            let alone = task.call.participants.map(|it| it.role);
            check("the third party has hung up", alone == ["customer"]);
        }"#;
    let events = held(&floor(desk, IDLE, IDLE), 5);
    assert_eq!(count(&events, "ParticipantLeft", "role", "external"), 1);
    assert_eq!(
        count(&events, "ContactEnded", "how", "customer-left"),
        1,
        "who does not listen to nobody for ever"
    );
}

#[test]
fn a_customer_is_left_alone_where_the_agents_flag_says_so() {
    let desk = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            me.invoke("UpdateWorkerParticipant", #{ sid: task.sid, options: #{ endConferenceOnExit: false } });
            me.hang_up(task);
            check("it goes on", task.status == "wrapping" && task.call.participants.len() == 1);
            check("with the customer", task.call.participants[0].role == "customer");
        }"#;
    let folder = floor(desk, IDLE, IDLE);
    held(&folder, 2);
    // Which is worth an invariant of one's own.
    let alone = r#"invariant("no customer is alone", |floor| {
        floor.calls.all(|it| it.participants.len() != 1)
    });"#;
    folder.write("alone.rhai", alone);
    let text = std::fs::read_to_string(folder.path("floor.yaml")).unwrap();
    folder.write("floor.yaml", &text.replace("duration: 10m", "duration: 10m\ninvariants: alone.rhai"));
    let (ended, report) = folder.report(&[]);
    assert_ne!(ended.code, 0, "{}", report["findings"]);
    assert!(report.to_string().contains("no customer is alone"), "{}", ended.stderr);
}

#[test]
fn nobody_answers_an_outbound_call_and_nothing_is_wrapped_up() {
    let desk = r#"
        fn run(me) {
            me.set_activity("Available");
            me.dial("+15550123");
            let task = me.next_task();
            sleep(5);
            check("it rings", task.status == "pending" && task.call.participants[1].status == "ringing");
            check("nobody answers", !me.wait_answer(task));
            check("it is gone", task.status == "canceled" && me.status(task) == "");
        }"#;
    let folder = floor(desk, IDLE, IDLE);
    folder.write("ann.rhai", IDLE);
    let events = held(&folder, 3);
    assert_eq!(count(&events, "ConferenceEnded", "reason", "no-answer"), 1);
    for to in ["accepted", "wrapping"] {
        assert_eq!(count(&events, "ReservationChanged", "to", to), 0, "{to}");
    }
    assert_eq!(count(&events, "ReservationChanged", "to", "canceled"), 1);
}

#[test]
fn whoever_takes_a_cold_transfer_hears_the_desktop_take_the_customer_off_hold() {
    let desk = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            me.hold(task);
            me.transfer(task, "experts", "cold");
            me.complete(task);
        }"#;
    let expert = r#"
        fn run(me) {
            me.set_activity("Available");
            let task = me.next_task();
            me.accept(task);
            sleep(5);
            check("the customer is off hold", !task.call.participants[0].hold);
            me.wrapup(task);
            me.complete(task);
        }"#;
    let plugin = r#"
        before("UnholdCall", |me, event| { note(`${me.name} unholds`); });
    "#;
    let events = held(&floor(desk, expert, plugin), 1);
    let unholds = |event: &&Value| event["event"] == "InvocationBegun" && event["action"] == "UnholdCall";
    assert_eq!(events.iter().filter(unholds).count(), 1);
    let heard = events.iter().any(|event| event.to_string().contains("expert-1 unholds"));
    assert!(heard, "a listener hears of it");
}
