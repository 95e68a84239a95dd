//! Seats: an agent whom a person plays by way of the wallboard, and what comes of it.

use serde_json::{Value, json};

use super::show::Show;
use super::support::Folder;

/// One agent who is played by a person, one who is not, a call and a chat.
pub(crate) const SEAT: &str = "version: 1
duration: 5m
center:
  queues:
    support: {target: 20s, reservation_timeout: 2m}
    web: {target: 20s, reservation_timeout: 2m}
    billing: {target: 20s}
agents:
  - {name: alex, script: human, queues: [support, web], capacity: {voice: 1, chat: 2}}
  - {name: sam, script: agent.rhai, queue: billing}
customers:
  - {name: callers, script: caller.rhai, queue: support, arrivals: {burst: {at: 10s, count: 1}}}
  - {name: visitors, script: visitor.rhai, queue: web, arrivals: {burst: {at: 20s, count: 1}}}
distributions:
  talk: 30s
  hold: 10s
  patience: 4m
";

/// Writes, waits for an answer, thanks.
const VISITOR: &str = "fn run(me) {
    if !me.chat() { return; }
    me.send(\"Hello?\");
    if me.wait_answer(\"4m\") && me.wait_message(\"4m\") != () {
        me.send(\"Thank you\");
        me.wait_end();
    }
}
";

const HELD: [&str; 6] = ["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--json", "-"];

pub(crate) fn folder() -> Folder {
    let folder = Folder::with(SEAT);
    folder.write("visitor.rhai", VISITOR);
    folder
}

fn desk(show: &Show) -> Value {
    let answer = show.get("/api/seats/alex-1");
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The task of this channel on the desktop.
fn task(show: &Show, channel: &str) -> Option<Value> {
    let desk = desk(show);
    desk["tasks"].as_array().unwrap().iter().find(|task| task["channel"] == json!(channel)).cloned()
}

/// Does single steps until a task is like this.
fn step_until(show: &Show, channel: &str, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut left = 400;
    loop {
        if let Some(task) = task(show, channel).filter(|task| is_so(task)) {
            return task;
        }
        assert!(left > 0, "it never came to be: {what}; {}", desk(show));
        left -= 1;
        show.order("/api/step", &json!({}));
    }
}

fn sid(task: &Value) -> Value {
    json!({ "sid": task["sid"] })
}

fn act(show: &Show, action: &str, payload: &Value) {
    show.order("/api/seats/alex-1", &json!({ "action": action, "payload": payload }));
}

/// Why it is refused.
fn refused(show: &Show, action: &str, payload: &Value) -> String {
    let answer = show.post("/api/seats/alex-1", &json!({ "action": action, "payload": payload }));
    assert_eq!(answer.status, 409, "{action}: {}", answer.body);
    answer.message()
}

fn button(task: &Value, label: &str) -> Value {
    let buttons = task["buttons"].as_array().unwrap();
    buttons.iter().find(|button| button["label"] == json!(label)).unwrap_or(&Value::Null).clone()
}

#[test]
fn a_person_plays_an_agent_and_the_show_replays_from_its_record() {
    let folder = folder();
    let show = Show::start(&folder.path(""), &[&HELD[..], &["--record", "done.json"]].concat());
    assert_eq!(show.get("/api/floor").json()["seats"], json!(["alex-1"]));
    show.order("/api/step", &json!({}));
    act(&show, "SetActivity", &json!({ "activityName": "Available" }));
    let call = step_until(&show, "voice", "it rings", |task| task["status"] == json!("pending"));
    assert_eq!(button(&call, "Accept")["why_not"], Value::Null, "{call}");
    act(&show, "AcceptTask", &sid(&call));
    let call = step_until(&show, "voice", "they talk", |task| task["status"] == json!("accepted"));
    let live = "the call is still live";
    assert!(button(&call, "Complete")["why_not"].as_str().unwrap().contains(live), "{call}");
    assert!(refused(&show, "CompleteTask", &sid(&call)).contains(live));
    assert!(refused(&show, "AcceptTask", &sid(&call)).contains("accepted already"));
    assert!(refused(&show, "UnholdCall", &json!({})).contains("sid"));
    act(&show, "HoldCall", &sid(&call));
    let held = step_until(&show, "voice", "on hold", |task| button(task, "Take back") != Value::Null);
    act(&show, "UnholdCall", &sid(&held));
    let chat = step_until(&show, "chat", "a chat comes", |task| task["status"] == json!("pending"));
    act(&show, "AcceptTask", &sid(&chat));
    let chat = step_until(&show, "chat", "the chat is open", |task| task["status"] == json!("accepted"));
    let mut message = chat["write"]["payload"].clone();
    assert_eq!(chat["write"]["why_not"], Value::Null, "{chat}");
    message["body"] = json!("What can I do for you?");
    act(&show, "SendMessage", &message);
    step_until(&show, "chat", "they thank", |task| {
        task["messages"].as_array().is_some_and(|messages| messages.len() == 3)
    });
    for task in [&chat, &call] {
        act(&show, "WrapupTask", &sid(task));
        let channel = task["channel"].as_str().unwrap();
        step_until(&show, channel, "wrapping", |task| task["status"] == json!("wrapping"));
        act(&show, "CompleteTask", &sid(task));
    }
    show.until("both are done", |_| desk(&show)["tasks"] == json!([]));
    act(&show, "SetActivity", &json!({ "activityName": "Offline" }));
    let shown = show.digest();
    let record: Value = serde_json::from_str(&std::fs::read_to_string(folder.path("done.json")).unwrap()).unwrap();
    assert_eq!(record["controls"].as_array().unwrap().len(), 11, "what was refused is not there: {record}");
    for more in [&[][..], &["--speed", "max"]] {
        let (again, report) = folder.report(&[&["--controls", "done.json"], more].concat());
        assert_eq!(report["digest"].as_str(), Some(shown.as_str()), "{} {record}", again.stderr);
        assert_eq!((&report["totals"]["contacts"], &report["totals"]["open"]), (&json!(2), &json!(0)), "{report}");
    }
}

#[test]
fn what_is_no_seat_or_no_action_is_told() {
    let folder = folder();
    let show = Show::start(&folder.path(""), &HELD);
    assert_eq!(show.get("/api/seats/sam-1").status, 404, "a script plays them");
    assert_eq!(show.get("/api/seats/nobody").status, 404);
    let told = |name: &str, body: &Value| {
        let answer = show.post(&format!("/api/seats/{name}"), body);
        (answer.status, answer.message())
    };
    let away = json!({ "action": "SetActivity", "payload": { "activityName": "Offline" } });
    let (status, message) = told("sam-1", &away);
    assert!(
        status == 422 && message.contains("no agent `sam-1` who is played by a person"),
        "{status}: {message}"
    );
    let (status, message) = told("alex-9", &away);
    assert!(status == 409 && message.contains("no agent `alex-9` at the moment"), "{status}: {message}");
    let (status, message) = told("alex-1", &json!({ "action": "AcceptTsak" }));
    assert!(status == 422 && message.contains("no action called `AcceptTsak`"), "{status}: {message}");
    let (status, message) = told("alex-1", &json!({ "action": "SetActivity", "payload": {} }));
    assert!(status == 409 && message.contains("activityName"), "{status}: {message}");
    assert_eq!(told("alex-1", &json!({ "payload": {} })).0, 400);
    assert_eq!(told("alex-1", &json!({ "action": "AcceptTask", "more": 1 })).0, 400);
    let answer = show.ask("POST", "/api/seats/alex-1", "Content-Type: application/json\r\n", "[[[");
    assert_eq!(answer.status, 400);
    let cross = "Content-Type: application/json\r\nOrigin: https://evil.example\r\n";
    assert_eq!(show.ask("POST", "/api/seats/alex-1", cross, &away.to_string()).status, 403);
    let inject = json!({ "act": { "action": "SetActivity", "payload": { "activityName": "Available" } } });
    show.order("/api/inject", &inject);
    show.order("/api/step", &json!({}));
    show.until("the only one is meant", |_| desk(&show)["activity"] == json!("Available"));
}

#[test]
fn without_a_wallboard_a_seat_stays_empty() {
    let folder = folder();
    let checked = folder.rushhour(&["check", "floor.yaml"]);
    assert!(checked.code == 0, "{}", checked.stderr);
    let told = format!("{}{}", checked.stdout, checked.stderr);
    assert!(told.contains("the agents `alex` are played by persons"), "{told}");
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("without `--wallboard`, they stay offline"), "{}", ended.stderr);
    assert_eq!(report["totals"]["contacts"], json!(2));
    assert_eq!(report["actions"]["AcceptTask"], Value::Null, "{report}");
}

#[test]
fn a_timeline_can_act_for_a_person() {
    let folder = folder();
    let cue =
        "timeline:\n  - {at: 1s, act: {agent: alex-1, action: SetActivity, payload: {activityName: Available}}}\n";
    folder.write("floor.yaml", &format!("{SEAT}{cue}"));
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(report["actions"]["SetActivity"]["ok"].as_u64(), Some(2), "alex and sam: {report}");
    for (act, told) in [
        ("{agent: sam-1, action: SetActivity}", "there is no agent `sam-1` who is played by a person"),
        ("{action: SetActivty}", "there is no action called `SetActivty`"),
    ] {
        folder.write("floor.yaml", &format!("{SEAT}timeline:\n  - {{at: 1s, act: {act}}}\n"));
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert!(ended.code == 104 && ended.stderr.contains(told), "{act}: {}", ended.stderr);
    }
}
