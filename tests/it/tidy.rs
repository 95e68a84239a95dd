//! House rules that a compiler can't check.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn files_are_short_say_what_they_are_for_and_hide_nothing() {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src"), &mut found);
    sources(&root.join("crates"), &mut found);
    assert!(found.len() > 300, "the sources are no longer where this looks for them");
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display();
        let in_tests = path.components().any(|part| part.as_os_str() == "tests");
        assert!(text.lines().count() <= 600, "{name} is too long");
        assert!(in_tests || text.starts_with("//!"), "{name} does not say what it is for");
        for word in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("#[al", "low(")] {
            assert!(!text.contains(word), "{name} contains {word}");
        }
    }
}
