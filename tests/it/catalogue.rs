//! What the binary knows of itself.

use std::path::Path;

use super::support::rushhour;

fn said(args: &[&str]) -> String {
    let ended = rushhour(Path::new(env!("CARGO_MANIFEST_DIR")), args);
    assert_eq!(ended.code, 0, "{args:?}: {}", ended.stderr);
    ended.stdout
}

#[test]
fn all_67_actions_are_listed_and_each_is_shown() {
    let all: Vec<serde_json::Value> = serde_json::from_str(&said(&["actions", "--json"])).unwrap();
    assert_eq!(all.len(), 67);
    let list = said(&["actions"]);
    for action in &all {
        let name = action["name"].as_str().unwrap();
        assert!(list.contains(name), "{name}");
    }
    let hold = said(&["actions", "HoldCall"]);
    for part in ["sid", "CantHoldCall", "me.hold(task)"] {
        assert!(hold.contains(part), "{hold}");
    }
}

#[test]
fn pages_are_what_the_binary_says() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/actions.md")).unwrap();
    assert!(page == said(&["actions", "--markdown"]), "run `rushhour actions --markdown > docs/actions.md`");
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/events.md")).unwrap();
    assert!(
        page == said(&["schema", "events", "--markdown"]),
        "run `rushhour schema events --markdown > docs/events.md`"
    );
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md")).unwrap();
    assert!(page == said(&["limits", "--markdown"]), "run `rushhour limits --markdown > docs/limits.md`");
}

#[test]
fn every_invariant_is_explained() {
    let all: Vec<serde_json::Value> = serde_json::from_str(&said(&["invariants", "--json"])).unwrap();
    assert_eq!(all.len(), 33);
    assert!(said(&["invariants", "1"]).contains("capacity"));
}

#[test]
fn another_word_for_an_action_gets_the_right_one() {
    let asked = |name: &str| rushhour(Path::new(env!("CARGO_MANIFEST_DIR")), &["actions", name]);
    for (name, meant) in [
        ("EndCall", "did you mean `EndConferenceForAll` or `HangupCall`?"),
        ("hangup", "did you mean `HangupCall`?"),
        ("Answer", "did you mean `AcceptTask`?"),
        ("ParkInteraction", "did you mean `PauseChannel`?"),
        ("hold_call", "did you mean `HoldCall`?"),
    ] {
        let ended = asked(name);
        assert!(ended.code == 2 && ended.stderr.contains(meant), "{name}: {}", ended.stderr);
    }
    assert!(asked("Xyzzy").stderr.contains("`rushhour actions` names all of them"));
}

#[test]
fn an_action_tells_in_what_the_modes_differ() {
    assert!(
        said(&["actions", "TransferTask"]).contains("rejected with CantTransferTask, where strict mode does it")
    );
    assert!(said(&["actions", "SetTaskAttributes"]).contains("required in strict mode"));
    assert!(said(&["actions", "AcceptTask"]).contains("Strict and compat mode\n  the same"));
}
