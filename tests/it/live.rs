//! Shows: the wall clock, the wallboard, what a trainer does, and what others must not.

use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};

use super::seat;
use super::show::{Show, next_snapshot};
use super::support::{FLOOR, Folder, rushhour};

/// A show on a port of its own that begins and ends by itself.
const ALONE: [&str; 7] = ["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--no-wait", "--exit", "--json", "-"];
/// One that waits for somebody to let it begin.
const HELD: [&str; 6] = ["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--json", "-"];

fn show(folder: &Folder, args: &[&str], more: &[&str]) -> Show {
    Show::start(&folder.path(""), &[args, more].concat())
}

fn digest(folder: &Folder, more: &[&str]) -> String {
    let (ended, report) = folder.report(more);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    report["digest"].as_str().unwrap().to_owned()
}

#[test]
fn a_run_on_the_wall_clock_is_the_same_run() {
    let folder = Folder::with(FLOOR);
    let in_virtual_time = digest(&folder, &[]);
    for speed in ["max", "5000"] {
        assert_eq!(digest(&folder, &["--clock", "wall", "--speed", speed]), in_virtual_time, "{speed}");
    }
    // A clock that nobody can keep: it says so, and nothing else is different.
    let (ended, report) = folder.report(&["--speed", "100000"]);
    assert_eq!((ended.code, report["digest"].as_str()), (0, Some(in_virtual_time.as_str())), "{}", ended.stderr);
}

#[test]
fn pause_step_and_speed_reach_no_digest() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &HELD, &[]);
    let waiting = show.until("waiting", |state| state["clock"]["waiting"] == json!(true));
    assert_eq!(waiting["clock"]["at"], json!(0.0));
    // Whoever is answered finds what the step has done, each time.
    let mut first = waiting;
    for _ in 0..40 {
        show.order("/api/step", &json!({}));
        let next = show.state();
        assert_eq!(next["clock"]["paused"], json!(true));
        assert!(next["clock"]["events"].as_u64() > first["clock"]["events"].as_u64(), "{next}");
        first = next;
    }
    for speed in [json!(0.1), json!(7), json!("max"), json!("20x")] {
        show.order("/api/speed", &json!({ "speed": speed }));
    }
    assert_eq!(show.state()["clock"]["events"], first["clock"]["events"], "it is paused");
    show.order("/api/pause", &json!({}));
    assert_eq!(show.digest(), digest(&folder, &[]));
}

#[test]
fn what_a_trainer_does_replays_from_its_record() {
    let folder = Folder::with(&format!(
        "{FLOOR}faults:\n  - fail: {{name: broken, rate: 100%, action: AcceptTask, on_cue: true}}\n"
    ));
    let show = show(&folder, &HELD, &["--record", "done.json"]);
    show.order("/api/step", &json!({}));
    show.order("/api/inject", &json!({ "burst": { "count": 30, "over": "30s" } }));
    show.until("the burst is there", |state| state["all"]["arrived"].as_u64() >= Some(1));
    for _ in 0..40 {
        show.order("/api/step", &json!({}));
    }
    show.order("/api/inject", &json!({ "leave": { "agents": "desk", "count": 2 } }));
    show.order("/api/annotate", &json!({ "text": "two have gone" }));
    show.until("the note is shown", |state| state["said"]["text"] == json!("two have gone"));
    show.order("/api/inject", &json!({ "join": { "count": 5 } }));
    show.until("five have joined, two of whom were there", |state| {
        state["agents"].as_str().map(str::len) == Some(7)
    });
    show.order("/api/inject", &json!({ "fault": { "name": "broken", "for": 60 } }));
    for _ in 0..40 {
        show.order("/api/step", &json!({}));
    }
    let downloaded = show.get("/api/record").json();
    let shown = show.digest();
    let record: Value = serde_json::from_str(&std::fs::read_to_string(folder.path("done.json")).unwrap()).unwrap();
    assert_eq!(record["controls"].as_array().unwrap().len(), 5, "{record}");
    assert_eq!((&downloaded["controls"], &downloaded["files"]), (&record["controls"], &record["files"]));
    assert_eq!((&downloaded["digest"], record["digest"].as_str()), (&Value::Null, Some(shown.as_str())));
    let (again, report) = folder.report(&["--controls", "done.json"]);
    assert_eq!(report["digest"].as_str(), Some(shown.as_str()), "{} {record}", again.stderr);
    assert!(!report["actions"]["AcceptTask"]["rejected"].as_object().unwrap().is_empty(), "{report}");
    let on_the_wall = digest(&folder, &["--controls", "done.json", "--speed", "max"]);
    assert_eq!(on_the_wall, shown);
    assert_ne!(digest(&folder, &[]), shown);
    // The record alone shows it, whatever has become of the scenario.
    folder.write("floor.yaml", "gone");
    let replayed = folder.rushhour(&["replay", "done.json"]);
    assert_eq!(replayed.code, 0, "{}", replayed.stderr);
    assert!(replayed.stdout.contains(&format!("✓ the same show: digest {shown}")), "{}", replayed.stdout);
    assert!(replayed.stdout.contains("two have gone"), "{}", replayed.stdout);
    folder.write("other.json", &record.to_string().replace("two have gone", "two have left"));
    let other = folder.rushhour(&["replay", "other.json"]);
    assert_eq!(other.code, 111, "{}", other.stdout);
    assert!(other.stdout.contains(&format!("was {shown}")), "{}", other.stdout);
}

#[test]
fn a_crowd_and_a_browser_that_reads_nothing_harm_nobody() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &HELD, &[]);
    let mut crowd: Vec<_> = (0..50).map(|_| show.watch()).collect();
    // They ask, and never read.
    let stalled: Vec<_> = (0..5)
        .map(|_| {
            let mut stream = show.connect();
            let port = show.address.port();
            std::io::Write::write_all(
                &mut stream,
                format!("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes(),
            )
            .unwrap();
            stream
        })
        .collect();
    let seen = show.until("all watch", |state| state["clock"]["viewers"].as_u64() >= Some(55));
    assert_eq!(seen["clock"]["waiting"], json!(false), "the first browser lets it begin");
    for stream in &mut crowd {
        let snapshot = next_snapshot(stream);
        assert_eq!(snapshot["agents"].as_str().map(str::len), Some(4));
    }
    assert_eq!(show.digest(), digest(&folder, &[]));
    drop(stalled);
}

#[test]
fn nonsense_gets_a_clear_answer_and_the_run_goes_on() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &HELD, &[]);
    let json_body = "Content-Type: application/json\r\n";
    for (path, body, status, told) in [
        ("/api/inject", "{", 400, "it ends within an object"),
        ("/api/inject", "[]", 400, "an object belongs"),
        ("/api/inject", "{}", 422, "nothing happens here"),
        ("/api/inject", "{\"burst\": {\"cuont\": 3}}", 400, "unknown key `cuont`"),
        ("/api/inject", "{\"burst\": {\"count\": 0}}", 422, "burst.count: 0 people"),
        ("/api/inject", "{\"burst\": {\"count\": 99999}}", 422, "burst.count"),
        (
            "/api/inject",
            "{\"burst\": {\"count\": 1, \"customers\": \"calers\"}}",
            422,
            "no customers called `calers`",
        ),
        ("/api/inject", "{\"join\": {\"count\": 1}, \"leave\": {\"count\": 1}}", 422, "several things"),
        ("/api/inject", "{\"fault\": {\"name\": \"flood\"}}", 422, "no fault called `flood`"),
        ("/api/annotate", "{\"text\": \" \"}", 422, "nothing to tell"),
        ("/api/speed", "{\"speed\": 0}", 422, "`0.0` is no speed"),
        ("/api/speed", "{\"speed\": \"fast\"}", 422, "`fast` is no speed"),
        ("/api/speed", "{\"speed\": null}", 422, "a number or `max`"),
        ("/api/speed", "{}", 400, "the key `speed` is missing"),
    ] {
        let answer = show.ask("POST", path, json_body, body);
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
        assert!(answer.message().contains(told), "{path} {body}: {}", answer.body);
    }
    assert_eq!(show.get("/api/nothing").status, 404);
    assert_eq!(show.get("/api/agents/nobody").status, 404);
    assert_eq!(show.get("/api/queues/%00%ff").status, 400);
    assert_eq!(show.get("/api/pause").status, 405);
    let large = format!("{{\"text\": \"{}\"}}", "x".repeat(17_000));
    assert_ne!(show.ask("POST", "/api/annotate", json_body, &large).status, 200);
    for garbage in
        ["", "\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}garbage\r\n\r\n", "POST /api/pause HTTP/9.9\r\n\r\n"]
    {
        let stream = show.connect();
        std::io::Write::write_all(&mut &stream, garbage.as_bytes()).unwrap();
    }
    assert_eq!(show.digest(), digest(&folder, &[]));
}

#[test]
fn what_is_there_can_be_looked_at() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &HELD, &[]);
    for (path, kind) in [
        ("/", "text/html"),
        ("/app.js", "text/javascript"),
        ("/floor.js", "text/javascript"),
        ("/seat.js", "text/javascript"),
        ("/words.js", "text/javascript"),
        ("/style.css", "text/css"),
    ] {
        let page = show.get(path);
        let head = page.head.to_lowercase();
        assert!(page.status == 200 && head.contains(kind), "{path}: {head}");
        assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
        assert!(
            !page.body.contains("http://") && !page.body.contains("https://"),
            "{path} needs nothing from elsewhere"
        );
    }
    let described = show.get("/openapi.json").json();
    for path in described["paths"].as_object().unwrap().keys().filter(|path| !path.contains("events")) {
        let path = path.replace("{name}", "support");
        let answer = show.ask("OPTIONS", &path, "Content-Type: application/json\r\n", "");
        assert_eq!(answer.status, 405, "{path} is described and there");
    }
    let floor = show.get("/api/floor").json();
    assert_eq!(floor["agents"], json!(["desk-1", "desk-2", "desk-3", "desk-4"]));
    assert_eq!(floor["customers"], json!(["callers"]));
    for _ in 0..4 {
        show.order("/api/step", &json!({}));
    }
    show.until("all are available", |state| {
        let all = state["states"]["available"] == json!(4);
        if !all {
            show.order("/api/step", &json!({}));
        }
        all
    });
    show.order("/api/inject", &json!({ "burst": { "count": 9 } }));
    // A caller of the scenario may have come before them.
    let busy = show.until("all wait", |state| {
        let arrived = &state["all"]["arrived"];
        arrived.as_u64() >= Some(9) && state["queues"][0]["waiting"] == *arrived
    });
    assert_eq!(busy["states"]["offered"], json!(4), "{busy}");
    let queue = show.get("/api/queues/support").json();
    let waiting = queue["waiting"].as_array().unwrap();
    assert_eq!(Some(waiting.len() as u64), busy["all"]["arrived"].as_u64());
    assert!(waiting.iter().any(|it| it["customer"] == json!("callers-cue-1")), "{queue}");
    let agent = show.get("/api/agents/desk-1").json();
    assert_eq!((&agent["state"], &agent["tasks"][0]["status"]), (&json!("offered"), &json!("pending")));
    assert_eq!(show.get("/api/agents/0").json()["name"], json!("desk-1"));
    for _ in 0..60 {
        show.order("/api/step", &json!({}));
    }
    let later = show.until("they talk", |state| state["states"]["talking"].as_u64() > Some(0));
    let is_accepted =
        |line: &Value| (&line["text"], &line["about"]) == (&json!("AcceptTask"), &json!("callers-cue-1"));
    assert!(later["feed"].as_array().unwrap().iter().any(is_accepted), "{later}");
    assert!(later["latency"].as_array().is_some());
}

#[test]
fn what_is_found_is_shown_as_it_happens() {
    let folder = Folder::with(&format!("{FLOOR}invariants: [own.rhai]\n"));
    folder.write("own.rhai", "invariant(\"nobody comes\", |floor| floor.waiting(`support`).is_empty());");
    folder.write(
        "agent.rhai",
        "fn run(me) { sleep(30); check(\"a promise\", false); sleep(30); if me.name == \"desk-2\" { throw \"broken\"; } }",
    );
    // It stays after the end, however long it takes until somebody looks.
    let show = show(&folder, &["run", "floor.yaml", "--wallboard=127.0.0.1:0"], &[]);
    show.order("/api/speed", &json!({ "speed": 100 }));
    show.order("/api/resume", &json!({}));
    let kinds = ["nobody comes", "check", "script"];
    let is_told = |state: &Value, what: &str| {
        state["findings"].as_array().unwrap().iter().any(|it| it["what"] == json!(what))
    };
    let state = show.until("all three are told", |state| kinds.iter().all(|what| is_told(state, what)));
    let of = |what: &str| {
        let found = state["findings"].as_array().unwrap().iter().find(|it| it["what"] == json!(what)).unwrap();
        (found["at"].as_f64().unwrap(), found["text"].as_str().unwrap().to_owned())
    };
    assert!(of("nobody comes").0 > 0.0, "{state}");
    assert_eq!(of("check"), (30.0, String::from("desk-1: `a promise` does not hold")));
    let (at, text) = of("script");
    assert!(at == 60.0 && text.starts_with("desk-2: ") && text.contains("broken"), "{text}");
    show.post("/api/exit", &json!({}));
}

/// Holds answers against the description of the API that the show itself serves.
#[test]
fn answers_are_as_the_api_describes_them() {
    let folder = seat::folder();
    folder.write(
        "floor.yaml",
        &format!("{}timeline: [{{at: 0s, chapter: One}}, {{at: 0s, note: Hello}}]\n", seat::SEAT),
    );
    let show = show(&folder, &HELD, &[]);
    let described = show.get("/openapi.json").json();
    let is_as_described = |path: &str, method: &str, answer: &Value| {
        let schema =
            &described["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {path} says what it answers");
        let mut schema = schema.clone();
        schema["components"] = described["components"].clone();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(answer).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:?} {answer}");
    };
    let post = |path: &str, name: &str, body: &Value| {
        let answer = show.post(&path.replace("{name}", name), body);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        is_as_described(path, "post", &answer.json());
    };
    let get = |path: &str, name: &str| {
        let answer = show.get(&path.replace("{name}", name));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        is_as_described(path, "get", &answer.json());
        answer.json()
    };
    get("/api/state", "");
    post("/api/step", "", &json!({}));
    let away = json!({ "action": "SetActivity", "payload": { "activityName": "Available" } });
    post("/api/seats/{name}", "alex-1", &away);
    post("/api/inject", "", &json!({ "burst": { "customers": "visitors", "count": 2 } }));
    post("/api/annotate", "", &json!({ "text": "two have come" }));
    let state = show.until("somebody is offered work", |state| {
        let is_offered = state["states"]["offered"] == json!(1);
        if !is_offered {
            post("/api/step", "", &json!({}));
        }
        is_offered
    });
    is_as_described("/api/state", "get", &state);
    assert!(state["feed"].as_array().unwrap().len() > 3 && !state["said"].is_null(), "{state}");
    assert_eq!(get("/api/floor", "")["chapters"].as_array().unwrap().len(), 1);
    assert!(!get("/api/agents/{name}", "alex-1")["tasks"].as_array().unwrap().is_empty());
    let seat = get("/api/seats/{name}", "alex-1");
    assert!(!seat["tasks"][0]["buttons"].as_array().unwrap().is_empty(), "{seat}");
    assert!(!get("/api/queues/{name}", "web")["waiting"].as_array().unwrap().is_empty());
    assert_eq!(get("/api/record", "")["controls"].as_array().unwrap().len(), 3);
    post("/api/speed", "", &json!({ "speed": 10 }));
    // The last one leads to the end, for there is no other chapter.
    for path in ["/api/pause", "/api/resume", "/api/pause", "/api/jump"] {
        post(path, "", &json!({}));
    }
}

#[test]
fn a_token_is_wanted_where_one_is_set() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &HELD, &["--token", "open-sesame"]);
    assert!(show.told.contains("#token=open-sesame"), "{}", show.told);
    let ask = |method: &str, path: &str, headers: &str| {
        show.ask(method, path, headers, if method == "POST" { "{}" } else { "" }).status
    };
    let json = "Content-Type: application/json\r\n";
    let bearer = |token: &str| format!("{json}Authorization: Bearer {token}\r\n");
    assert_eq!(ask("GET", "/", ""), 200);
    assert_eq!(ask("GET", "/api/state", ""), 401);
    assert_eq!(ask("GET", "/api/state?token=open-sesame", ""), 200);
    assert_eq!(ask("GET", "/api/state?token=open-barley", ""), 403);
    assert_eq!(ask("POST", "/api/pause", json), 401);
    assert_eq!(ask("POST", "/api/pause?token=open-sesame", json), 401);
    assert_eq!(ask("POST", "/api/pause", &bearer("open-barley")), 403);
    assert_eq!(ask("POST", "/api/pause", &bearer("open-sesame")), 200);
    assert_eq!(show.digest(), digest(&folder, &[]));
}

#[test]
fn whoever_is_not_on_this_machine_needs_a_token() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &["run", "floor.yaml", "--wallboard=0.0.0.0:0", "--exit", "--json", "-"], &[]);
    let token = show.token.clone().unwrap();
    assert_eq!(token.len(), 32, "{}", show.told);
    assert_eq!(show.ask("GET", "/api/state", "Host: trainer.example:7878\r\n", "").status, 401);
    let bearer = format!("Host: trainer.example:7878\r\nAuthorization: Bearer {token}\r\n");
    assert_eq!(show.ask("GET", "/api/state", &bearer, "").status, 200);
    assert_eq!(show.digest(), digest(&folder, &[]));
}

#[test]
fn pages_of_others_and_rebound_names_are_turned_away() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &HELD, &[]);
    let port = show.address.port();
    let json = "Content-Type: application/json\r\n";
    let pause = |headers: &str| show.ask("POST", "/api/pause", headers, "{}");
    assert_eq!(pause(&format!("{json}Origin: https://evil.example\r\n")).status, 403);
    assert_eq!(pause(&format!("{json}Origin: null\r\n")).status, 403);
    assert_eq!(pause(&format!("{json}Origin: http://127.0.0.1:1\r\n")).status, 403);
    assert_eq!(pause(&format!("{json}Sec-Fetch-Site: cross-site\r\n")).status, 403);
    assert_eq!(pause(&format!("{json}Host: evil.example:{port}\r\n")).status, 421);
    assert_eq!(pause(&format!("{json}Host: 127.0.0.1:1\r\n")).status, 421);
    assert_eq!(pause("Content-Type: text/plain\r\n").status, 415);
    assert_eq!(pause("Content-Type: application/x-www-form-urlencoded\r\n").status, 415);
    assert_eq!(show.ask("GET", "/api/state", "Host: evil.example\r\n", "").status, 421);
    assert_eq!(show.ask("GET", "/", "Host: evil.example\r\n", "").status, 421);
    assert_eq!(show.state()["clock"]["paused"], json!(false), "none of them did anything");
    assert_eq!(pause(&format!("{json}Origin: http://127.0.0.1:{port}\r\n")).status, 200);
    assert_eq!(pause(&format!("{json}Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n")).status, 200);
    assert_eq!(show.digest(), digest(&folder, &[]));
}

#[test]
fn a_port_in_use_is_told() {
    let folder = Folder::with(FLOOR);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let ended = folder.rushhour(&["run", "floor.yaml", &format!("--wallboard={port}")]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains(&format!("can't be served at 127.0.0.1:{port}")), "{}", ended.stderr);
    assert!(ended.stderr.contains("--wallboard 127.0.0.1:0"), "{}", ended.stderr);
}

#[test]
fn the_address_may_stand_behind_the_flag() {
    let folder = Folder::with(FLOOR);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for args in [["run", "floor.yaml", "--wallboard", &address], ["run", "--wallboard", &address, "floor.yaml"]] {
        let ended = folder.rushhour(&args);
        assert_eq!(ended.code, 1);
        assert!(ended.stderr.contains(&format!("can't be served at {address}")), "{}", ended.stderr);
    }
    // What is no address is a scenario.
    let ended = folder.rushhour(&["run", "--wallboard", "no.yaml"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("no.yaml"), "{}", ended.stderr);
}

#[test]
fn what_makes_no_sense_on_the_command_line_is_told() {
    let folder = Folder::with(FLOOR);
    for (args, told) in [
        (&["--speed", "0"][..], "`0` is no speed"),
        (&["--speed", "fast"], "`fast` is no speed"),
        (&["--exit"], "add --wallboard"),
        (&["--no-wait"], "add --wallboard"),
        (&["--record", "x.json"], "add --wallboard"),
        (&["--clock", "virtual", "--speed", "2"], "no speed"),
        (&["--clock", "wall", "--until", "5%"], "one of the two"),
        (&["--wallboard=everywhere"], "write an address and a port"),
        (&["--wallboard", "127.0.0.1:99999"], "write an address and a port"),
        (&["--speed", "1e300"], "`1e300` is no speed"),
        (&["--wallboard", "--token", "short"], "at least 8"),
        (&["floor.yaml", "--clock", "wall"], "one scenario at a time"),
    ] {
        let ended = folder.rushhour(&[&["run", "floor.yaml"], args].concat());
        assert_eq!(ended.code, 2, "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(told), "{args:?}: {}", ended.stderr);
    }
}

#[test]
fn controls_that_make_no_sense_are_told() {
    let folder = Folder::with(FLOOR);
    for (text, told) in [
        (
            "controls: [{at: 1m, burst: {count: 20, customers: nobody}}]",
            "controls[0].burst.customers: there are no customers",
        ),
        ("controls: [{at: 1m}]", "controls[0]: nothing happens here"),
        ("controls: [{at: '09:00', note: x}]", "controls[0].at: the run has no time of day"),
        (
            "controls: [{at: 1m, burst: {count: 99999999999}}]",
            "controls[0].burst.count: `99999999999` people are too many",
        ),
        ("controls: [{at: 1m, brust: {count: 20}}]", "controls[0].brust: unknown key `brust`"),
        ("{version: 7, controls: []}", "version"),
        ("what", "record of controls"),
    ] {
        folder.write("controls.json", text);
        let ended = folder.rushhour(&["run", "floor.yaml", "--controls", "controls.json"]);
        assert_eq!(ended.code, 104, "{text}: {}", ended.stderr);
        assert!(ended.stderr.contains(told), "{text}: {}", ended.stderr);
    }
    assert_eq!(folder.rushhour(&["run", "floor.yaml", "--controls", "no.json"]).code, 2);
}

#[test]
fn an_interrupted_show_has_no_digest_even_where_a_script_failed_in_it() {
    let odd = "customers:\n  - {name: odd, script: odd.rhai, arrivals: {burst: {at: 1s, count: 1}}}\n";
    let folder = Folder::with(&FLOOR.replace("customers:\n", odd));
    folder.write("odd.rhai", "fn run(me) { throw \"odd\"; }");
    let show = show(&folder, &HELD, &["--record", "done.json"]);
    for _ in 0..20 {
        show.order("/api/step", &json!({}));
    }
    show.order("/api/annotate", &json!({ "text": "that was it" }));
    show.interrupt();
    let (code, _, stderr) = show.end();
    assert_eq!(code, 107, "{stderr}");
    let record: Value = serde_json::from_str(&std::fs::read_to_string(folder.path("done.json")).unwrap()).unwrap();
    assert_eq!(record["digest"], Value::Null, "{record}");
    let replayed = folder.rushhour(&["replay", "done.json"]);
    assert_eq!(replayed.code, 0, "{}", replayed.stderr);
    assert!(replayed.stdout.contains("was interrupted") && replayed.stdout.contains("odd"), "{}", replayed.stdout);
}

#[test]
fn records_that_cannot_be_the_same_show_are_refused_and_say_why() {
    let folder = Folder::with(FLOOR);
    for (text, told) in [
        ("{version: 1, scenario: floor, seed: 1, controls: []}", "before records had them"),
        ("{controls: [{at: 1m, note: x}]}", "before records had them"),
        ("{version: 2, encoding: 1, tool: rushhour 0.0.9, controls: [], files: {}}", "encoding 1"),
        ("{version: 2, encoding: 2, tool: rushhour 0.0.9, controls: [], files: {}}", "rushhour 0.0.9"),
        ("{version: 2, controls: what}", "controls"),
        ("{version: 2, encoding: 99999999999999999999, controls: []}", "99999999999999999999 has too many digits"),
        ("{version: 99999999999999999999, controls: []}", "(line 1 column 11)"),
        ("{format: 1}", "reproduction"),
    ] {
        folder.write("record.json", text);
        let ended = folder.rushhour(&["replay", "record.json"]);
        assert_eq!(ended.code, 104, "{text}: {}", ended.stderr);
        assert!(ended.stderr.contains(told), "{text}: {}", ended.stderr);
    }
    std::fs::write(folder.path("picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    std::fs::create_dir(folder.path("empty")).unwrap();
    let neither = "neither finding.json nor controls.json";
    for (file, code, told) in [("picture.png", 104, "no text"), ("empty", 2, neither)] {
        let ended = folder.rushhour(&["replay", file]);
        assert_eq!(ended.code, code, "{file}: {}", ended.stderr);
        assert!(ended.stderr.contains(told), "{file}: {}", ended.stderr);
    }
}

#[test]
fn a_timeline_sends_customers_agents_and_faults() {
    let quiet = FLOOR.replace("{poisson: {rate: 60/h}}", "{burst: {at: 9m, count: 1}}");
    let folder = Folder::with(&format!(
        "{quiet}faults:
  - fail: {{name: broken, rate: 100%, action: AcceptTask, on_cue: true}}
timeline:
  - {{at: 0s, chapter: The beginning}}
  - {{at: 30s, leave: {{agents: desk, count: 4}}}}
  - {{at: 1m, burst: {{customers: callers, count: 8}}}}
  - {{at: 70s, join: {{agents: desk, count: 6}}}}
  - {{at: 2m, pause: Nobody waits where nobody watches}}
  - {{at: 5m, fault: {{name: broken, for: 10s}}}}
  - {{at: 5m, burst: {{customers: callers, count: 3, over: 6s}}}}
"
    ));
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(report["totals"]["contacts"], 12, "{report}");
    assert!(report["metrics"]["wait"]["max"].as_f64().unwrap() >= 10.0, "nobody was there for ten seconds");
    assert!(!report["actions"]["AcceptTask"]["rejected"].as_object().unwrap().is_empty(), "{report}");
    let same = digest(&folder, &["--speed", "max"]);
    assert_eq!(report["digest"].as_str(), Some(same.as_str()));
}

#[test]
fn mistakes_of_a_timeline_are_told_with_their_line() {
    let folder = Folder::with(&format!(
        "{FLOOR}timeline:
  - {{at: 1m, burst: {{customers: calers, count: 8}}}}
  - {{at: 2m, leave: {{agents: callers, count: 1}}}}
  - {{at: 3m}}
  - {{at: 4m, note: a, chapter: b}}
  - {{at: '09:00', note: c}}
  - {{at: 5m, fault: {{name: flood}}}}
"
    ));
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 104);
    for told in [
        "there are no customers called `calers`",
        "there are no agents called `callers`",
        "nothing happens here",
        "several things in one entry",
        "the run has no time of day",
        "there is no fault called `flood`",
        "floor.yaml:17:",
    ] {
        assert!(ended.stderr.contains(told), "{told}: {}", ended.stderr);
    }
}

#[test]
fn a_script_tells_its_story() {
    let folder = Folder::with(FLOOR);
    folder.write(
        "agent.rhai",
        "fn run(me) { chapter(\"One\"); note(\"hello\"); sleep(5); pause_for_trainer(\"Why?\"); chapter(\"Two\"); \
         sleep(\"9m\"); }",
    );
    let alone = digest(&folder, &["--set", "agents.desk.count=1"]);
    let show = show(&folder, &HELD, &["--set", "agents.desk.count=1", "--speed", "max"]);
    let watching = show.watch();
    let asked = show.until("it waits for the trainer", |state| state["question"] == json!("Why?"));
    assert_eq!((&asked["clock"]["paused"], &asked["clock"]["at"]), (&json!(true), &json!(5.0)));
    assert_eq!(asked["chapters"], json!([{ "at": 0.0, "title": "One" }]));
    assert_eq!(show.digest(), alone);
    drop(watching);
}

#[test]
fn one_can_jump_to_the_next_chapter() {
    let folder = Folder::with(&format!(
        "{FLOOR}timeline:
  - {{at: 4m, pause: Nobody asks who jumps}}
  - {{at: 8m, chapter: Late}}
  - {{at: 8m, pause: Now?}}
"
    ));
    let show = show(&folder, &HELD, &["--speed", "1"]);
    let watching = show.watch();
    show.order("/api/jump", &json!({}));
    let there = show.until("the chapter has begun", |state| state["question"] == json!("Now?"));
    assert_eq!((&there["clock"]["at"], &there["clock"]["speed"]), (&json!(480.0), &json!(1.0)));
    assert_eq!(show.digest(), digest(&folder, &[]));
    drop(watching);
}

#[test]
fn the_wallboard_stays_until_it_is_told_to_go() {
    let folder = Folder::with(FLOOR);
    let args = ["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--no-wait", "--speed", "max", "-q"];
    let show = show(&folder, &args, &[]);
    let ended = show.until("the end", |state| state["clock"]["ended"] == json!(true));
    assert!(ended["all"]["arrived"].as_u64() > Some(0));
    assert_eq!(show.get("/api/agents/desk-2").status, 200, "it can still be looked at");
    assert_eq!(show.post("/api/inject", &json!({ "burst": { "count": 1 } })).status, 409);
    assert_eq!(show.post("/api/pause", &json!({})).status, 409);
    show.order("/api/exit", &json!({}));
    assert_eq!(show.end().0, 0);
}

#[test]
fn a_show_that_is_told_to_go_reports_what_ran() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder, &ALONE, &[]);
    show.order("/api/exit", &json!({}));
    let (code, stdout, _) = show.end();
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &report["verdict"]), (105, &json!("interrupted")));
}

#[test]
fn every_demo_is_the_same_show_on_the_wall_and_in_virtual_time() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = rushhour(root, &["demo", "--list"]);
    let names: Vec<&str> = listed.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["first_day", "monday_morning", "warm_transfer"]);
    for name in names {
        let scenario = format!("scenarios/demo_{name}.yaml");
        let plain = rushhour(root, &["run", &scenario, "--json", "-"]);
        let args =
            ["demo", name, "--wallboard=127.0.0.1:0", "--no-wait", "--exit", "--speed", "max", "--json", "-"];
        let shown = rushhour(root, &args);
        assert_eq!((plain.code, shown.code), (0, 0), "{name}: {} {}", plain.stderr, shown.stderr);
        let report = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let (plain, shown) = (report(&plain.stdout), report(&shown.stdout));
        assert_eq!(plain["digest"], shown["digest"], "{name}");
    }
}

#[test]
fn a_demo_can_be_written_out_and_changed() {
    let folder = Folder::with(FLOOR);
    let written = folder.rushhour(&["demo", "first_day", "--write", "mine"]);
    assert_eq!(written.code, 0, "{}", written.stderr);
    let ended = folder.rushhour(&["check", "mine/scenarios/demo_first_day.yaml", "-e", "talk=40s"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(folder.rushhour(&["demo", "first_day", "--write", "mine"]).code, 1, "nothing is overwritten");
    let unknown = folder.rushhour(&["demo", "frist_day"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("first_day"), "{}", unknown.stderr);
}
