//! What is looked at before a request is understood, without a socket and without a wait.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::testing::Unbound;
use rushhour_scenario::{Disk, Overrides};
use rushhour_script::load_plan;

fn unbound(body_within: Duration) -> Unbound {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/demo_monday_morning.yaml");
    let plan = Arc::new(load_plan(&scenario, &Overrides::default(), &Disk).unwrap());
    Unbound::patient(plan, body_within).unwrap()
}

#[test]
fn a_body_that_does_not_come_to_its_end_is_answered_408() {
    let mut wallboard = unbound(Duration::from_millis(20));
    for begun in ["", "{", "{}"] {
        let answer = wallboard.ask_without_end("POST", "/api/annotate", begun.into()).unwrap();
        let told = String::from_utf8(answer.body).unwrap();
        assert_eq!(answer.status, 408, "{told}");
        assert!(told.contains("did not come to its end") && told.contains("within 0.02 seconds"), "{told}");
        assert!(answer.ordered.is_empty(), "{:?}", answer.ordered);
    }
    // What can be told before all has come is told at once.
    for (method, path, begun, status) in [
        ("POST", "/api/nothing", "{".to_owned(), 404),
        ("PUT", "/api/annotate", "{".to_owned(), 405),
        ("POST", "/api/annotate?nosuch", "{".to_owned(), 400),
        ("POST", "/api/annotate", "x".repeat(20_000), 413),
    ] {
        assert_eq!(
            wallboard.ask_without_end(method, path, begun.into()).unwrap().status,
            status,
            "{method} {path}"
        );
    }
}

#[test]
fn whoever_is_let_in_is_obeyed() {
    let mut wallboard = unbound(Duration::from_secs(60));
    let limit = crate::limits::BODY_BYTES_MAX;
    let padded = |length: usize| format!("{:length$}", "{\"speed\": 7}").into_bytes();
    assert_eq!(wallboard.ask("POST", "/api/speed", padded(limit + 1)).unwrap().status, 413);
    // Nobody carries it out, so nobody answers; that it was ordered is seen by who asks for an order.
    assert_eq!(wallboard.ask("POST", "/api/speed", b"{\"speed\": 7, \"speed\": 8}".to_vec()).unwrap().status, 400);
}
