//! The direction of imports, read from the sources: crates in the order that ARCHITECTURE.md states, modules in the
//! order in which their crate declares them, and no circle of more than three files.
//!
//! `cargo test --test it imports -- --nocapture` prints the graph of files.

mod read;
mod rules;

use std::path::Path;

use self::read::Crate;
use self::rules::{Broken, broken, crates_in_order, graph};

/// The crates of this workspace, in the order that ARCHITECTURE.md states.
fn workspace() -> Vec<Crate> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let stated = map.lines().find(|line| line.starts_with("engine →")).unwrap();
    let names: Vec<&str> = stated.split('→').map(str::trim).collect();
    let on_disk = std::fs::read_dir(root.join("crates")).unwrap().count();
    assert_eq!(names.len(), on_disk + 1, "ARCHITECTURE.md names every crate: {stated}");
    names
        .into_iter()
        .map(|name| match name {
            "cli" => Crate::read("rushhour", root),
            name => Crate::read(&format!("rushhour-{name}"), &root.join("crates").join(name)),
        })
        .collect()
}

#[test]
fn imports_go_one_way() {
    let crates = workspace();
    print!("{}", graph(&crates));
    let broken = broken(&crates);
    assert!(broken.is_empty(), "{}", broken.iter().map(|broken| format!("{broken}\n")).collect::<String>());
}

#[test]
fn crates_depend_only_on_those_before_them() {
    assert_eq!(crates_in_order(&workspace()), Ok(()));
}

/// A crate of these files: path within `src`, and text.
fn made_up(files: &[(&str, &str)]) -> Vec<Crate> {
    vec![Crate::of("made-up", files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())), vec![])]
}

#[test]
fn an_import_that_is_turned_round_is_found() {
    let right = [("lib.rs", "mod a; mod b;"), ("a.rs", "pub struct A;"), ("b.rs", "use crate::a::A;")];
    assert_eq!(broken(&made_up(&right)), []);
    let wrong = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", "pub struct B;")];
    let found = broken(&made_up(&wrong));
    assert!(matches!(&found[..], [Broken::Order { from, to, .. }] if from == "a.rs" && to == "b.rs"), "{found:?}");
}

#[test]
fn an_import_by_way_of_a_face_or_within_a_macro_is_one_too() {
    let face = [("lib.rs", "mod a; mod b; pub use b::B;"), ("a.rs", "use crate::B;"), ("b.rs", "pub struct B;")];
    assert_eq!(broken(&made_up(&face)).len(), 1);
    let inside = [("lib.rs", "mod a; mod b;"), ("a.rs", "fn f() { m!(x, super::b::C) }"), ("b.rs", "")];
    assert_eq!(broken(&made_up(&inside)).len(), 1);
    let test =
        [("lib.rs", "mod a; mod b;"), ("a.rs", "#[cfg(test)] mod tests { use crate::b::B; }"), ("b.rs", "")];
    assert_eq!(broken(&made_up(&test)), []);
}

#[test]
fn three_files_may_know_each_other_and_four_may_not() {
    let ring = |files: usize| {
        let mut made = vec![("lib.rs".to_owned(), "mod m;".to_owned())];
        made.push(("m/mod.rs".to_owned(), (0..files).map(|n| format!("mod f{n};")).collect()));
        made.extend((0..files).map(|n| (format!("m/f{n}.rs"), format!("use super::f{}::T;", (n + 1) % files))));
        broken(&[Crate::of("made-up", made.into_iter(), vec![])])
    };
    assert_eq!(ring(3), []);
    assert!(matches!(&ring(4)[..], [Broken::Circle { files, .. }] if files.len() == 4));
}
