//! The rules that imports keep, and the graph as text.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::read::Crate;

/// How many files may know each other.
const CIRCLE_MAX: usize = 3;

/// An import that should not be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A file imports from a module that its crate declares later.
    Order { of: String, from: String, to: String },
    /// So many files know each other.
    Circle { of: String, files: Vec<String> },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { of, from, to } => {
                write!(f, "{of}: {from} imports {to}, which lib.rs declares later")
            }
            Self::Circle { of, files } => {
                write!(f, "{of}: {} files import each other in a circle: {}", files.len(), files.join(" "))
            }
        }
    }
}

/// The top-level module of a file.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// All that breaks a rule.
pub(crate) fn broken(crates: &[Crate]) -> Vec<Broken> {
    let mut found = Vec::new();
    for it in crates {
        let place = |path: &str| it.order.iter().position(|name| name == module(path)).unwrap_or(usize::MAX);
        for (from, imported) in &it.files {
            for to in imported {
                if place(from) < place(to) {
                    found.push(Broken::Order { of: it.name.clone(), from: from.clone(), to: to.clone() });
                }
            }
        }
        let circles = circles(it).into_iter().filter(|files| files.len() > CIRCLE_MAX);
        found.extend(circles.map(|files| Broken::Circle { of: it.name.clone(), files }));
    }
    found
}

/// Whether each crate depends only on those before it.
pub(crate) fn crates_in_order(crates: &[Crate]) -> Result<(), String> {
    for (place, it) in crates.iter().enumerate() {
        for name in &it.depends {
            if !crates[..place].iter().any(|before| before.name == *name) {
                return Err(format!("{} depends on {name}, which does not come before it", it.name));
            }
        }
    }
    Ok(())
}

/// The graph of files, crate by crate, each with what it imports, and the circles.
pub(crate) fn graph(crates: &[Crate]) -> String {
    let mut text = String::new();
    for it in crates {
        let _ = writeln!(
            text,
            "{} (after {})",
            it.name,
            if it.depends.is_empty() { "none".into() } else { it.depends.join(", ") }
        );
        let _ = writeln!(text, "  modules: {}", it.order.join(" → "));
        for (file, imported) in &it.files {
            let imported: Vec<&str> = imported.iter().map(String::as_str).collect();
            let _ = writeln!(text, "  {file}: {}", imported.join(" "));
        }
        for circle in circles(it) {
            let _ = writeln!(text, "  circle: {}", circle.join(" ↔ "));
        }
    }
    text
}

/// Files that import each other, directly or by way of others: Tarjan's strongly connected components.
fn circles(of: &Crate) -> Vec<Vec<String>> {
    let mut walk =
        Walk { of, number: BTreeMap::new(), low: BTreeMap::new(), stack: Vec::new(), found: Vec::new() };
    for file in of.files.keys() {
        if !walk.number.contains_key(file.as_str()) {
            walk.visit(file);
        }
    }
    walk.found
}

struct Walk<'a> {
    of: &'a Crate,
    number: BTreeMap<&'a str, usize>,
    low: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: Vec<Vec<String>>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, file: &'a str) {
        let number = self.number.len();
        self.number.insert(file, number);
        self.low.insert(file, number);
        self.stack.push(file);
        for to in &self.of.files[file] {
            if !self.number.contains_key(to.as_str()) {
                self.visit(to);
                let low = self.low[to.as_str()].min(self.low[file]);
                self.low.insert(file, low);
            } else if self.stack.contains(&to.as_str()) {
                let low = self.number[to.as_str()].min(self.low[file]);
                self.low.insert(file, low);
            }
        }
        if self.low[file] == number {
            let at = self.stack.iter().position(|it| *it == file).unwrap();
            let mut files: Vec<String> = self.stack.split_off(at).into_iter().map(str::to_owned).collect();
            files.sort();
            if files.len() > 1 {
                self.found.push(files);
            }
        }
    }
}
