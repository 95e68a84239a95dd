//! What comes to the wallboard by HTTP: which fault of a request is told first, how long a head may be, and what of it is said
//! in words.

use std::io::{Read, Write};
use std::time::Duration;

use serde_json::json;

use super::show::{Answer, Show};
use super::support::{FLOOR, Folder};

const JSON: &str = "Content-Type: application/json\r\n";
const PLAIN: &str = "Content-Type: text/plain\r\n";
/// The most bytes of a head, and the most headers, as `rushhour limits` tells.
const HEAD_MOST: usize = 32_768;
const HEADERS_MOST: usize = 64;

fn show(folder: &Folder) -> Show {
    Show::start(&folder.path(""), &["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--json", "-"])
}

fn is_problem(what: &str, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{what}: {} {}", answer.head, answer.body);
    let error = answer.json()["error"].clone();
    assert!(error["message"].is_string() && error["help"].is_string(), "{what}: {}", answer.body);
}

fn allowed(answer: &Answer) -> Option<String> {
    answer.head.lines().find_map(|line| line.to_lowercase().strip_prefix("allow: ").map(str::to_uppercase))
}

#[test]
fn the_page_comes_first_then_the_method_the_type_the_length_the_json_and_the_meaning() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    let large = "x".repeat(17_000);
    for (method, path, headers, body, status) in [
        ("POST", "/api/nothing", PLAIN, large.as_str(), 404),
        ("POST", "/api/nothing?nosuch=1", "", "", 404),
        ("DELETE", "/nothing", "", "", 404),
        ("POST", "/api/state", PLAIN, large.as_str(), 405),
        ("PUT", "/api/pause?nosuch=1", "", "", 405),
        ("OPTIONS", "/api/inject", "", "", 405),
        ("BREW", "/api/inject", "", "", 405),
        ("POST", "/", "", "", 405),
        ("DELETE", "/api/seats/%ff", "", "", 405),
        ("POST", "/api/annotate", PLAIN, large.as_str(), 415),
        ("POST", "/api/annotate", "", "{", 415),
        ("POST", "/api/annotate", JSON, large.as_str(), 413),
        ("POST", "/api/annotate", JSON, "{", 400),
        ("POST", "/api/annotate", JSON, "{\"text\": \"\"}", 422),
        ("POST", "/api/annotate", "Content-Type: Application/JSON; charset=utf-8\r\n", "{\"text\": \"\"}", 422),
    ] {
        let what = format!("{method} {path} {headers}");
        is_problem(&what, &show.ask(method, path, headers, body), status);
    }
    for (method, path, allow) in [
        ("PUT", "/api/pause", "POST"),
        ("POST", "/api/state", "GET,HEAD"),
        ("DELETE", "/api/seats/desk-1", "GET,HEAD,POST"),
        ("POST", "/app.js", "GET,HEAD"),
    ] {
        assert_eq!(allowed(&show.ask(method, path, "", "")).as_deref(), Some(allow), "{method} {path}");
    }
    let _ = show.digest();
}

/// A request whose head has exactly so many bytes, in so many headers.
fn head_of(show: &Show, bytes: usize, headers: usize) -> String {
    let mut head =
        format!("GET /api/state HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", show.address.port());
    for number in 0..headers - 3 {
        head.push_str(&format!("X-{number}: 1\r\n"));
    }
    head.push_str("X: ");
    let filling = bytes.saturating_sub(head.len() + 4);
    head.push_str(&"x".repeat(filling));
    head.push_str("\r\n\r\n");
    head
}

#[test]
fn a_head_has_as_many_bytes_and_headers_as_the_table_of_limits_says() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    let whole = head_of(&show, HEAD_MOST, 4);
    assert_eq!(whole.len(), HEAD_MOST);
    assert_eq!(show.raw(whole.as_bytes()).status, 200);
    for bytes in [HEAD_MOST + 1, 40_000, 60_000] {
        let answer = show.raw(head_of(&show, bytes, 4).as_bytes());
        is_problem(&format!("{bytes} bytes"), &answer, 431);
        assert!(answer.message().contains("32768 bytes"), "{}", answer.body);
        assert!(answer.head.to_lowercase().contains("connection: close"), "{}", answer.head);
    }
    assert_eq!(show.raw(head_of(&show, 200_000, 4).as_bytes()).status, 431);
    // It makes no difference in how many pieces it comes.
    let mut stream = show.connect();
    for piece in whole.as_bytes().chunks(5_000) {
        stream.write_all(piece).unwrap();
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    // An address counts as well.
    let long = format!("/api/state?token={}", "x".repeat(HEAD_MOST));
    is_problem("a long address", &show.get(&long), 431);
    assert_eq!(show.raw(head_of(&show, 0, HEADERS_MOST).as_bytes()).status, 200);
    is_problem("65 headers", &show.raw(head_of(&show, 0, HEADERS_MOST + 1).as_bytes()), 431);
    assert_eq!(show.raw(head_of(&show, 0, 1_000).as_bytes()).status, 431);
    let _ = show.digest();
}

#[test]
fn a_key_that_stands_twice_is_refused_and_named() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    for (path, body, key) in [
        ("/api/annotate", r#"{"text": "a", "text": "b"}"#, "text"),
        ("/api/speed", r#"{"speed": 1, "speed": 2}"#, "speed"),
        ("/api/speed", r#"{"speed": {"a": 1, "a": 2}}"#, "a"),
        ("/api/inject", r#"{"note": "a", "note": "b"}"#, "note"),
        ("/api/inject", r#"{"burst": {"count": 1, "count": 2}}"#, "count"),
        ("/api/pause", r#"{"x": 1, "x": 1}"#, "x"),
        ("/api/seats/desk-1", r#"{"action": "HoldCall", "payload": {"sid": 1, "sid": 2}}"#, "sid"),
        ("/api/seats/desk-1", r#"{"action": "HoldCall", "payload": [{"s\u0069d": 1, "sid": 2}]}"#, "sid"),
        ("/api/inject", r#"{"act": {"action": "HoldCall", "payload": {"a": {"b": 1, "b": 2}}}}"#, "b"),
    ] {
        let answer = show.ask("POST", path, JSON, body);
        is_problem(body, &answer, 400);
        assert!(answer.message().contains(&format!("the key `{key}` stands twice")), "{body}: {}", answer.body);
    }
    let _ = show.digest();
}

#[test]
fn what_is_wrong_is_said_in_words_of_our_own() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    let wide = "9".repeat(400);
    let bodies = [
        ("/api/inject", "{\"burst\": {\"count\": 1e999}}".to_owned()),
        ("/api/inject", format!("{{\"burst\": {{\"count\": {wide}}}}}")),
        ("/api/inject", "{\"burst\": {\"count\": 4294967296}}".to_owned()),
        ("/api/inject", "{\"burst\": {\"count\": -1}}".to_owned()),
        ("/api/inject", "{\"burst\": {\"count\": 1.5}}".to_owned()),
        ("/api/inject", "{\"burst\": {\"count\": \"five\"}}".to_owned()),
        ("/api/inject", "{\"burst\": {\"count\": null}}".to_owned()),
        ("/api/inject", "{\"burst\": {\"count\": 1, \"over\": \"soon\"}}".to_owned()),
        ("/api/inject", "{\"burst\": {\"count\": 1, \"over\": [1]}}".to_owned()),
        ("/api/inject", "{\"burst\": []}".to_owned()),
        ("/api/inject", "{\"burst\": 3}".to_owned()),
        ("/api/inject", "{\"join\": {}}".to_owned()),
        ("/api/inject", "{\"fault\": {\"for\": \"1m\"}}".to_owned()),
        ("/api/annotate", "{\"text\": 3}".to_owned()),
        ("/api/annotate", "{}".to_owned()),
        ("/api/annotate", "{\"text\": \"a\"} {}".to_owned()),
        ("/api/annotate", "{\"text\": \"a\",}".to_owned()),
        ("/api/annotate", "{'text': 'a'}".to_owned()),
        ("/api/annotate", "{\"text\": \"\\ud800\"}".to_owned()),
        ("/api/annotate", "{\"text\": \"a".to_owned()),
        ("/api/annotate", "[".repeat(5_000)),
        ("/api/annotate", "\"text\"".to_owned()),
        ("/api/annotate", String::new()),
        ("/api/pause", "3".to_owned()),
        ("/api/speed", "{\"speed\": 1e999}".to_owned()),
    ];
    for (path, body) in bodies {
        let answer = show.ask("POST", path, JSON, &body);
        is_problem(&body, &answer, 400);
        for raw in [
            "invalid type",
            "invalid value",
            "expected",
            "EOF",
            "u32",
            "u64",
            "i64",
            "struct",
            "missing field",
            "unknown field",
            "trailing",
            "ident",
            "recursion",
            "Failed",
            "eserialize",
            "a map ",
            "sequence",
            "out of range",
        ] {
            assert!(!answer.body.contains(raw), "{path} {body}: `{raw}` in {}", answer.body);
        }
    }
    for path in
        ["/api/state?nosuch=1", "/api/state?token=a&token=b", "/api/state?%ff=%00", "/api/agents/%ff", "/?x"]
    {
        let answer = show.get(path);
        is_problem(path, &answer, 400);
        assert!(!answer.body.contains("eserialize") && !answer.body.contains("URL"), "{path}: {}", answer.body);
    }
    // Bytes that are no text at all.
    let port = show.address.port();
    let mut request = format!("POST /api/annotate HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{JSON}Content-Length: 12\r\n\r\n{{\"text\": \"").into_bytes();
    request.extend([0xff, b'"']);
    let answer = show.raw(&request);
    is_problem("no UTF-8", &answer, 400);
    assert!(answer.message().contains("no UTF-8: byte 11"), "{}", answer.body);
    let _ = show.digest();
}

#[test]
fn what_a_cue_does_lasts_a_year_at_most() {
    let folder = Folder::with(&format!(
        "{FLOOR}faults:\n  - fail: {{name: broken, rate: 100%, action: AcceptTask, on_cue: true}}\n"
    ));
    let show = show(&folder);
    for (body, place) in [
        (json!({ "burst": { "count": 1, "over": "400d" } }), "burst.over"),
        (json!({ "burst": { "count": 1, "over": 1e12 } }), "burst.over"),
        (json!({ "fault": { "name": "broken", "for": "367d" } }), "fault.for"),
    ] {
        let answer = show.post("/api/inject", &body);
        assert!(answer.status == 422 || answer.status == 400, "{body}: {}", answer.body);
        assert!(answer.message().contains(place), "{body}: {}", answer.body);
    }
    show.order("/api/inject", &json!({ "burst": { "count": 1, "over": "366d" } }));
    let scenario = std::fs::read_to_string(folder.path("floor.yaml")).unwrap();
    for (cue, place) in
        [("burst: {count: 1, over: 400d}", "burst.over"), ("fault: {name: broken, for: 400d}", "fault.for")]
    {
        folder.write("long.yaml", &format!("{scenario}timeline: [{{at: 1m, {cue}}}]\n"));
        folder.write("record.yaml", &format!("controls: [{{at: 1m, {cue}}}]\n"));
        for args in [&["check", "long.yaml"][..], &["run", "floor.yaml", "-q", "--controls", "record.yaml"]] {
            let ended = folder.rushhour(args);
            assert_eq!(ended.code, 104, "{args:?}: {}", ended.stderr);
            assert!(
                ended.stderr.contains("longer than any run") && ended.stderr.contains("a year"),
                "{}",
                ended.stderr
            );
            assert!(ended.stderr.contains(place) || args[0] == "check", "{}", ended.stderr);
        }
    }
    let _ = show.digest();
}

#[test]
fn more_agents_than_a_run_may_have_do_not_join() {
    // They come to work when the run is over, so none of them has to be played.
    let many = FLOOR.replace("count: 4,", "shifts: [{from: 9m, until: 10m, count: 199990}],");
    let late = "  - {name: late, count: 1, script: agent.rhai, queue: support}\ncustomers:";
    let folder = Folder::with(&many.replace("customers:", late));
    let show = show(&folder);
    show.order("/api/step", &json!({}));
    show.order("/api/inject", &json!({ "join": { "agents": "late", "count": 5 } }));
    let refused = show.post("/api/inject", &json!({ "join": { "agents": "late", "count": 5 } }));
    is_problem("five more", &refused, 409);
    assert!(refused.message().contains("200000") && refused.body.contains("at most 4 more"), "{}", refused.body);
    show.order("/api/inject", &json!({ "join": { "agents": "late", "count": 4 } }));
    is_problem("one more", &show.post("/api/inject", &json!({ "join": { "agents": "late", "count": 1 } })), 409);
}

/// All that comes back to bytes, however broken they are; the connection is half closed behind them.
fn half_closed(show: &Show, request: &[u8]) -> String {
    let mut stream = show.connect();
    let _ = stream.write_all(request);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn http_that_is_odd_or_broken_is_answered_or_closed_and_harms_nobody() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    let host = format!("Host: 127.0.0.1:{}\r\n", show.address.port());
    let starts = |request: String, status: &str| {
        let mut stream = show.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        // Who turns a request away before it has come may close with the rest unread.
        let _ = stream.read_to_string(&mut answer);
        assert!(answer.starts_with(status), "{request:?}: {answer:?}");
        answer
    };
    starts(format!("GET /api/state HTTP/1.0\r\n{host}\r\n"), "HTTP/1.0 200");
    starts("GET /api/state HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "HTTP/1.1 421");
    let two =
        format!("GET /api/floor HTTP/1.1\r\n{host}\r\nGET /nothing HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
    let answer = starts(two, "HTTP/1.1 200");
    assert!(answer.contains("HTTP/1.1 404"), "both of two requests in one go are answered: {answer}");
    let length = "Content-Length: 2\r\nConnection: close\r\n";
    let go_on = format!("POST /api/pause HTTP/1.1\r\n{host}{JSON}{length}Expect: 100-continue\r\n\r\n{{}}");
    assert!(starts(go_on, "HTTP/1.1 100").contains("HTTP/1.1 200"));
    // Nobody is told to send what would not be read.
    let no = format!("POST /api/pause HTTP/1.1\r\n{host}{PLAIN}{length}Expect: 100-continue\r\n\r\n{{}}");
    starts(no, "HTTP/1.1 415");
    let large = format!(
        "POST /api/pause HTTP/1.1\r\n{host}{JSON}Content-Length: 99999999\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
    );
    starts(large, "HTTP/1.1 413");
    let chunked =
        format!("POST /api/pause HTTP/1.1\r\n{host}{JSON}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    starts(format!("{chunked}2\r\n{{}}\r\n0\r\n\r\n"), "HTTP/1.1 200");
    starts(format!("{chunked}zz\r\n{{}}\r\n0\r\n\r\n"), "HTTP/1.1 400");
    assert!(half_closed(&show, format!("{chunked}2\r\n{{").as_bytes()).starts_with("HTTP/1.1 400"));
    for path in [
        "/../../etc/passwd",
        "/api/../api/state",
        "/%2e%2e/api/state",
        "//api/state",
        "/api//state",
        "/api/state/",
    ] {
        starts(format!("GET {path} HTTP/1.1\r\n{host}Connection: close\r\n\r\n"), "HTTP/1.1 404");
    }
    starts(format!("GET /api/agents/%00%0a HTTP/1.1\r\n{host}Connection: close\r\n\r\n"), "HTTP/1.1 404");
    starts(format!("GET /api/agents/.. HTTP/1.1\r\n{host}Connection: close\r\n\r\n"), "HTTP/1.1 404");
    for broken in [
        format!("GET /api/state HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
        format!("POST /api/pause HTTP/1.1\r\n{host}{JSON}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("GET /api/state HTTP/1.1\r\n{host}bad header\r\n\r\n"),
        format!("GET /a b HTTP/1.1\r\n{host}\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "GET / HTTP/3\r\n\r\n".to_owned(),
    ] {
        let answer = half_closed(&show, broken.as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{broken:?}: {answer:?}");
    }
    // A client that sends all and hears nothing of it leaves nothing behind.
    drop(show.connect());
    assert_eq!(show.get("/api/state").status, 200);
    let _ = show.digest();
}
