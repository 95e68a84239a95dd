//! The page of what is modelled: what it says holds a rule is there, and every invariant holds one.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::support::rushhour;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Where a file of tests is that the page names: `engine/x` is short for `crates/engine/src/x`.
fn is_file(name: &str) -> bool {
    let in_engine = name.strip_prefix("engine/").map(|rest| format!("crates/engine/src/{rest}"));
    root().join(in_engine.as_deref().unwrap_or(name)).is_file()
}

#[test]
fn what_is_modelled_is_held_by_what_the_page_says() {
    let page = std::fs::read_to_string(root().join("docs/modelled.md")).unwrap();
    let json = rushhour(root(), &["invariants", "--json"]).stdout;
    let all: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let invariants: BTreeSet<&str> = all.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(!invariants.is_empty());

    let sources = ["document", "client", "manual", "ours"];
    let mut rules = 0;
    for line in page.lines().filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 2) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let (source, held_by) = (cells[1], cells[2]);
        if source == "source" || source.starts_with('-') {
            continue;
        }
        rules += 1;
        assert!(sources.iter().any(|known| source.starts_with(known)), "{line}");
        let mut holders = quoted(held_by).peekable();
        assert!(holders.peek().is_some(), "nothing holds it: {line}");
        for holder in holders {
            assert!(invariants.contains(holder) || is_file(holder), "there is no `{holder}`: {line}");
        }
    }
    assert!(rules > 50, "{rules} rules are told");
    let named: BTreeSet<&str> = page.lines().flat_map(quoted).collect();
    let missing: Vec<&&str> = invariants.iter().filter(|name| !named.contains(**name)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "invariants that hold no rule on the page");
}
