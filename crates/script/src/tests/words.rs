//! The words of others held against scripts: examples of the catalogue compile, and misspelt verbs are recognised.

use rushhour_engine::catalog;
use rushhour_engine::nearest::nearest;

#[test]
fn every_example_is_valid_rhai_that_names_its_action() {
    let engine = rhai::Engine::new_raw();
    for entry in catalog::entries() {
        assert!(engine.compile(entry.example).is_ok(), "{}: {}", entry.action, entry.example);
        assert!(entry.example.contains(&format!("\"{}\"", entry.action)), "{}", entry.example);
        if let Some(verb) = entry.verb {
            assert!(engine.compile(verb).is_ok(), "{}: {verb}", entry.action);
        }
    }
}

#[test]
fn a_misspelt_verb_finds_the_one_that_was_meant() {
    let names = || crate::words::VERBS.iter().map(|verb| verb.name);
    assert_eq!(nearest("hodl", names()), Some("hold"));
    assert_eq!(nearest("wrap_up", names()), Some("wrapup"));
    assert_eq!(nearest("xyzzy", names()), None);
}
