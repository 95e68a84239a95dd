//! The map of the sources: ARCHITECTURE.md leads to every crate, and the page of a crate names its modules.

use std::path::Path;

use super::{read, root, targets};

/// A module that a crate declares.
struct Declared {
    name: String,
    is_public: bool,
}

/// The modules of a `lib.rs` that are not for tests alone.
fn declared(source: &str) -> Vec<Declared> {
    let is_for_tests = |it: &syn::Attribute| {
        let syn::Meta::List(list) = &it.meta else { return false };
        it.path().is_ident("cfg") && list.tokens.to_string().contains("test")
    };
    let file = syn::parse_file(source).unwrap();
    let modules = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Mod(it) if !it.attrs.iter().any(is_for_tests) => Some(it),
        _ => None,
    });
    modules
        .map(|it| Declared { name: it.ident.to_string(), is_public: matches!(it.vis, syn::Visibility::Public(_)) })
        .collect()
}

/// The page of a crate: what stands at the top of its `lib.rs`.
fn page(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_map_leads_to_every_crate_and_each_page_names_its_modules() {
    let mut libraries = vec![root().join("src/lib.rs")];
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        libraries.push(entry.unwrap().path().join("src/lib.rs"));
    }
    libraries.sort();
    let map = targets(&root().join("ARCHITECTURE.md"));
    let mut missing = Vec::new();
    for library in libraries {
        let readme = library.parent().and_then(Path::parent).unwrap().join("README.md");
        let by_readme = map.contains(&readme) && targets(&readme).contains(&library);
        let name = library.strip_prefix(root()).unwrap().display().to_string();
        if !map.contains(&library) && !by_readme {
            missing.push(format!("ARCHITECTURE.md has no link to {name}"));
        }
        let source = read(&library);
        let page = page(&source);
        for Declared { name: module, is_public } in declared(&source) {
            // rustdoc refuses links to what it doesn't show, so a private module is only named.
            let named = if is_public { format!("[`{module}`]") } else { format!("`{module}`") };
            if !page.contains(&named) {
                missing.push(format!("the page of {name} does not name {named}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
