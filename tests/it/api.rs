//! The wallboard's API: every error of every route is JSON of one form, nothing unknown is overlooked, and nobody can ask for more
//! than there is.

use std::io::Write;

use serde_json::{Value, json};

use super::show::{Answer, Show};
use super::support::{FLOOR, Folder};

const JSON: &str = "Content-Type: application/json\r\n";

fn show(folder: &Folder) -> Show {
    Show::start(&folder.path(""), &["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--json", "-"])
}

/// An error is an object with a message and what to do about it, and nothing else.
fn is_problem(what: &str, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert!(answer.head.to_lowercase().contains("content-type: application/json"), "{what}: {}", answer.head);
    let body = answer.json();
    let error = body["error"].as_object().unwrap();
    assert!(body.as_object().unwrap().len() == 1 && error.len() == 2, "{what}: {body}");
    for key in ["message", "help"] {
        assert!(error[key].as_str().is_some_and(|text| !text.is_empty()), "{what}: {body}");
    }
}

#[test]
fn every_route_refuses_what_it_does_not_know_as_json() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    let described = show.get("/openapi.json").json();
    let mut routes = 0;
    for (path, methods) in described["paths"].as_object().unwrap() {
        let path = path.replace("{name}", "desk-1");
        for (method, described) in methods.as_object().unwrap() {
            routes += 1;
            let ask = |method: &str, path: &str, headers: &str, body: &str| {
                let answer = show.ask(method, path, headers, body);
                let told = answer.status.to_string();
                let responses = described["responses"].as_object().unwrap();
                assert!(responses.contains_key(&told), "{method} {path}: {told} is not described");
                answer
            };
            let upper = method.to_uppercase();
            let body = if upper == "POST" { "{}" } else { "" };
            let odd = ask(&upper, &format!("{path}?nosuch=1"), JSON, body);
            is_problem(&format!("{method} {path}?nosuch"), &odd, 400);
            assert!(odd.message().contains("nosuch"), "{}", odd.body);
            is_problem("two tokens", &ask(&upper, &format!("{path}?token=a&token=b"), JSON, body), 400);
            is_problem("DELETE", &show.ask("DELETE", &path, JSON, "{}"), 405);
            is_problem(
                "another host",
                &ask(&upper, &path, "Host: example.org\r\nContent-Type: application/json\r\n", body),
                421,
            );
            if upper != "POST" {
                continue;
            }
            is_problem("plain", &ask(&upper, &path, "Content-Type: text/plain\r\n", "{}"), 415);
            for wrong in
                ["{", "[]", "3", "\"x\"", "null", "\u{0}", "{\"nosuch\": 1}", "{\"speed\": 1, \"nosuch\": 2}"]
            {
                is_problem(&format!("{path} {wrong}"), &ask(&upper, &path, JSON, wrong), 400);
            }
            let large = format!("{{\"text\": \"{}\"}}", "x".repeat(17_000));
            is_problem("large", &ask(&upper, &path, JSON, &large), 413);
        }
    }
    assert!(routes > 14, "{routes}");
    for (path, status) in
        [("/api/nothing", 404), ("/nothing", 404), ("/api/agents/nobody", 404), ("/api/seats/nobody", 404)]
    {
        is_problem(path, &show.get(path), status);
    }
    for path in ["/api/agents/%ff", "/api/queues/%00%ff", "/api/seats/%ff"] {
        is_problem(path, &show.get(path), 400);
    }
    is_problem("act", &show.ask("POST", "/api/seats/%ff", JSON, "{\"action\": \"AcceptTask\"}"), 400);
    for page in ["/", "/app.js", "/openapi.json"] {
        is_problem(page, &show.get(&format!("{page}?nosuch=1")), 400);
    }
    // An order that has nothing to say may say nothing, too.
    assert_eq!(show.ask("POST", "/api/pause", JSON, "").status, 200);
    let _ = show.digest();
}

#[test]
fn whoever_asks_for_too_much_is_told_and_the_others_are_answered() {
    let folder = Folder::with(FLOOR);
    let show = show(&folder);
    let port = show.address.port();
    // They begin a request and never end it: with half a head, or half a body.
    let slow: Vec<_> = (0..300)
        .map(|number| {
            let mut stream = show.connect();
            let begun = if number % 2 == 0 {
                format!("GET /api/state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: ")
            } else {
                format!(
                    "POST /api/pause HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{JSON}Content-Length: 9000\r\n\r\n{{"
                )
            };
            stream.write_all(begun.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(show.get("/api/state").status, 200);
    let many: String = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect();
    assert_eq!(show.ask("GET", "/api/state", &many, "").status, 431);
    let long = format!("X: {}\r\n", "x".repeat(100_000));
    assert_eq!(show.ask("GET", "/api/state", &long, "").status, 431);
    let mut endless = show.connect();
    write!(
        endless,
        "POST /api/annotate HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{JSON}Transfer-Encoding: chunked\r\n\r\n"
    )
    .unwrap();
    let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
    let refused = (0..100_000).any(|_| endless.write_all(chunk.as_bytes()).is_err());
    assert!(refused, "an endless body is not taken");
    assert_eq!(show.post("/api/pause", &json!({})).status, 200);
    drop(slow);
    let limits: Value = serde_json::from_str(&folder.rushhour(&["limits", "--json"]).stdout).unwrap();
    assert!(limits.as_array().unwrap().iter().any(|it| it["name"] == "connections to the wallboard"));
}
