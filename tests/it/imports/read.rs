//! Reads the sources of a crate: its files, their modules, and which file imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A crate, by its files.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) name: String,
    /// The names of the workspace's crates on which it depends.
    pub(crate) depends: Vec<String>,
    /// Its top-level modules, in the order in which they are declared.
    pub(crate) order: Vec<String>,
    /// Its files by their path within `src`, and the files that each imports.
    pub(crate) files: BTreeMap<String, BTreeSet<String>>,
}

/// A file that has been read: where its module hangs, what it declares and what it names.
#[derive(Debug, Default)]
struct Source {
    module: Vec<String>,
    /// Modules with files of their own.
    declares: Vec<String>,
    /// Names that it hands on, and where they come from.
    hands_on: Vec<(String, Vec<String>)>,
    /// Paths that it names, those of its `use` among them.
    names: Vec<Vec<String>>,
}

impl Crate {
    pub(crate) fn read(name: &str, folder: &Path) -> Self {
        let mut files = Vec::new();
        sources(&folder.join("src"), "", &mut files);
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let sections = manifest.split("\n[").filter(|section| section.starts_with("dependencies]"));
        let depends = sections.flat_map(str::lines).filter(|line| line.starts_with("rushhour-"));
        let depends = depends.map(|line| line.split(['.', ' ', '=']).next().unwrap().to_owned()).collect();
        Self::of(name, files.into_iter(), depends)
    }

    /// A crate of these files: path within `src`, and text.
    pub(crate) fn of(name: &str, files: impl Iterator<Item = (String, String)>, depends: Vec<String>) -> Self {
        let sources: BTreeMap<String, Source> = files
            .filter(|(path, _)| !is_test(path))
            .map(|(path, text)| (path.clone(), source(&path, &text)))
            .collect();
        let order = sources.get("lib.rs").map(|lib| lib.declares.clone()).unwrap_or_default();
        let homes: BTreeMap<&[String], &str> =
            sources.iter().map(|(path, source)| (&source.module[..], path.as_str())).collect();
        let imports = |source: &Source| {
            let found = source.names.iter().filter_map(|path| home(path, &homes, &sources, 0));
            found.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let files = sources
            .iter()
            .map(|(path, source)| {
                let mut imported = imports(source);
                imported.remove(path);
                (path.clone(), imported)
            })
            .collect();
        Self { name: name.to_owned(), depends, order, files }
    }
}

fn is_test(path: &str) -> bool {
    path == "main.rs" || path.ends_with("tests.rs") || path.starts_with("tests/") || path.contains("/tests/")
}

fn sources(folder: &Path, within: &str, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, &format!("{within}{name}/"), found);
        } else if name.ends_with(".rs") {
            found.push((format!("{within}{name}"), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The file that defines what a path of modules and names leads to; nothing where the path leads out of the crate.
fn home<'a>(
    path: &[String],
    homes: &BTreeMap<&[String], &'a str>,
    sources: &BTreeMap<String, Source>,
    depth: usize,
) -> Option<&'a str> {
    let known = (0..=path.len()).rev().find(|length| homes.contains_key(&path[..*length]))?;
    let file = homes[&path[..known]];
    let Some(name) = path.get(known) else { return Some(file) };
    let handed_on = sources[file].hands_on.iter().find(|(handed, _)| handed == name);
    match handed_on {
        // A face hands on what another file defines.
        Some((_, from)) if depth < 8 => home(from, homes, sources, depth + 1).or(Some(file)),
        _ => Some(file),
    }
}

fn source(path: &str, text: &str) -> Source {
    let parts = path.trim_end_matches(".rs").split('/').filter(|part| !matches!(*part, "mod" | "lib"));
    let module: Vec<String> = parts.map(str::to_owned).collect();
    let mut reader = Reader { source: Source { module, ..Source::default() }, inside: Vec::new() };
    let parsed = syn::parse_file(text).map_err(|error| format!("{path}: {error}"));
    reader.visit_file(&parsed.unwrap());
    reader.source
}

struct Reader {
    source: Source,
    /// Modules within the file that we are in.
    inside: Vec<String>,
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<TokenStream>().is_ok_and(|tokens| tokens.to_string() == "test")
    })
}

impl Reader {
    /// The path from the crate's root, if it leads into this crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base = [&self.source.module[..], &self.inside].concat();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            // A name in scope: a module that this file declares, or something from elsewhere.
            first if self.source.declares.iter().any(|declared| declared == first) => {}
            _ => return None,
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn name(&mut self, path: &[String]) {
        // `pub(crate)`, where a macro is given it.
        if let [only] = path
            && matches!(only.as_str(), "crate" | "super" | "self")
        {
            return;
        }
        if let Some(path) = self.absolute(path) {
            self.source.names.push(path);
        }
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: &[String], is_public: bool) {
        let with = |last: String| [before, &[last]].concat();
        let (path, name) = match tree {
            syn::UseTree::Path(path) => {
                return self.use_tree(&path.tree, &with(path.ident.to_string()), is_public);
            }
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.use_tree(tree, before, is_public));
            }
            syn::UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned()),
            syn::UseTree::Name(name) => (with(name.ident.to_string()), Some(name.ident.to_string())),
            syn::UseTree::Rename(rename) => (with(rename.ident.to_string()), Some(rename.rename.to_string())),
            syn::UseTree::Glob(_) => (before.to_vec(), None),
        };
        if let Some(path) = self.absolute(&path) {
            if is_public && let Some(name) = name {
                self.source.hands_on.push((name, path.clone()));
            }
            self.source.names.push(path);
        }
    }

    /// Paths within what a macro is given, which nobody parses. `$crate` is where the macro is used, not where it stands.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut is_variable = false;
        for token in tokens {
            let was_variable = std::mem::replace(&mut is_variable, is_dollar(&token));
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.name(&std::mem::take(&mut path));
                    }
                    path.push(if was_variable { format!("${ident}") } else { ident.to_string() });
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.name(&std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.name(&path);
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_file(&mut self, file: &'ast syn::File) {
        // What it declares is known before its paths are read.
        for item in &file.items {
            if let syn::Item::Mod(module) = item
                && module.content.is_none()
                && !is_for_tests(&module.attrs)
            {
                self.source.declares.push(module.ident.to_string());
            }
        }
        visit::visit_file(self, file);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            self.inside.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.inside.pop();
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.use_tree(&item.tree, &[], !matches!(item.vis, syn::Visibility::Inherited));
        }
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(crate)` names no file.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.name(&parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}

fn is_dollar(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '$')
}
