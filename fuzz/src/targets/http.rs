//! Requests to the wallboard: the method, the address and the body, by way of its routes and without a socket.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use rushhour_live::testing::Unbound;
use serde_json::{Value, json};

use crate::drive::{Bounds, Target};
use crate::tape::Tape;
use crate::tree::{self, Grammar};
use crate::{odd, text};

/// The target.
pub(super) const HTTP: Target = Target {
    name: "http",
    ending: "http",
    executions: 1_000,
    tape: 64,
    good: Vec::new,
    make,
    feed,
    bounds: Bounds { bytes: (8 << 20, 500), allocations: (100_000, 100) },
};

/// What is asked, as `METHOD PATH`, a line end and the body.
static ASKED: LazyLock<Vec<(&str, Value)>> = LazyLock::new(|| {
    vec![
        ("POST /api/speed", json!({"speed": 10})),
        ("POST /api/speed", json!({"speed": "max"})),
        ("POST /api/jump", json!({})),
        ("POST /api/pause", json!({})),
        ("POST /api/annotate", json!({"text": "now"})),
        ("POST /api/inject", json!({"burst": {"customers": "callers", "count": 3, "over": "1m"}})),
        ("POST /api/inject", json!({"join": {"agents": "desk", "count": 2}})),
        ("POST /api/inject", json!({"fault": {"name": "fail", "for": "1m"}})),
        (
            "POST /api/inject",
            json!({"act": {"agent": "alex-1", "action": "SetActivity", "payload": {"activityName": "Available"}}}),
        ),
        (
            "POST /api/seats/alex-1",
            json!({"action": "AcceptTask", "payload": {"sid": "WR00000000000000000000000000000001"}}),
        ),
        ("POST /api/seats/alex-1", json!({"action": "SetActivity"})),
        ("GET /api/agents/alex-1", Value::Null),
        ("GET /api/queues/support?token=open-sesame", Value::Null),
        ("GET /api/state", Value::Null),
        ("GET /api/record", Value::Null),
        ("GET /openapi.json", Value::Null),
    ]
});

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::of(&rushhour_scenario::schema()));

const WORDS: &[&str] = &[
    "speed",
    "text",
    "burst",
    "join",
    "act",
    "activity",
    "note",
    "action",
    "payload",
    "agent",
    "population",
    "count",
    "over",
    "/api/",
    "..",
    "%2e",
    "%00",
    "%ff",
    "?token=",
    "&",
    "DELETE",
    "PUT",
    "HEAD",
    "OPTIONS",
    "GET",
    "POST",
    "/api/exit",
    "/api/step",
    "/api/events",
    "1e999",
];

thread_local! {
    static WALLBOARD: RefCell<Option<Unbound>> = const { RefCell::new(None) };
}

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    let Some((head, body)) = tape.pick(&ASKED) else { return Vec::new() };
    let bodies: Vec<Value> = ASKED.iter().map(|(_, body)| body.clone()).collect();
    let body = if tape.chance(80) { tree::changed(tape, body, &bodies, &GRAMMAR) } else { body.clone() };
    let words: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    let (mut head, mut body) = ((*head).to_owned(), body.to_string());
    if tape.chance(20) {
        head = text::changed(tape, &head, &[], &words);
    }
    if tape.chance(25) {
        body = text::changed(tape, &body, &[], &words);
    }
    if tape.chance(2) {
        body = odd::scalar(tape).to_owned();
    }
    format!("{head}\n{body}").into_bytes()
}

fn feed(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let (head, body) = text.split_once('\n').unwrap_or((&text, ""));
    let (method, path) = head.split_once(' ').unwrap_or(("POST", head));
    let answer = WALLBOARD.with_borrow_mut(|board| {
        let board = board.get_or_insert_with(|| match Unbound::new(Arc::new(super::floor().clone())) {
            Ok(board) => board,
            Err(error) => unreachable!("there is no runtime: {error}"),
        });
        board.ask(method, path, body.as_bytes().to_vec())
    });
    let Some(answer) = answer else { return false };
    let told = String::from_utf8_lossy(&answer.body);
    // Nobody carries out orders here, so whoever gives one is told that the run takes none.
    assert!(answer.status < 500 || answer.status == 503, "it answers {}: {told}", answer.status);
    if answer.status >= 400 && method != "HEAD" {
        let told: Value = serde_json::from_str(&told).unwrap_or_default();
        let says = |key: &str| told["error"][key].as_str().is_some_and(|text| !text.is_empty());
        assert!(
            says("message") && says("help"),
            "{} says neither what is wrong nor what would be right: {told}",
            answer.status
        );
    }
    answer.status == 200 || !answer.ordered.is_empty()
}
