//! The key `invariants`: the scripts in which users state what must hold, read. What they state is the script host's
//! to find out.

use crate::checks::{Context, beside};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::plan::{ScriptSource, UserInvariantsPlan};
use super::super::raw::{OneOrMany, RawStatements, Span};
use super::scripts::{BESIDE, is_file, read};

/// Reads them; what cannot be read, or makes no sense, is reported.
pub(super) fn resolve(raw: &OneOrMany<RawStatements>, context: &mut Context<'_>) -> Vec<UserInvariantsPlan> {
    let key = NodePath::root().key("invariants");
    let mut files = BTreeSet::new();
    let mut plans = Vec::with_capacity(raw.items.len());
    for (place, item) in raw.items.iter().enumerate() {
        let path = if raw.listed { key.index(place) } else { key.clone() };
        let at_file = if item.bare { path.clone() } else { path.key("file") };
        plans.extend(
            script(item, &at_file, &mut files, context)
                .map(|script| UserInvariantsPlan { script, every: item.every.map(|Span(span)| span) }),
        );
        if item.every.is_some_and(|Span(span)| span.is_zero()) {
            let help = "write a duration such as `10s`, or leave it out to look after everything that happens";
            context.issues.add(&path.key("every"), "the floor cannot be looked at every 0s", help);
        }
    }
    plans
}

fn script(
    item: &RawStatements,
    path: &NodePath,
    files: &mut BTreeSet<PathBuf>,
    context: &mut Context<'_>,
) -> Option<ScriptSource> {
    let name = item.file.as_str();
    if !is_file(name) {
        let help = "invariants stand in a file beside the scenario: write `checks.rhai` or the like";
        context.issues.add(path, format!("`{name}` is no file"), help);
        return None;
    }
    let file = beside(name, path, context);
    if !files.insert(file.clone()) {
        context.issues.add(path, format!("`{name}` is there twice"), "keep one of them");
        return None;
    }
    let text: Arc<str> = read(&file, BESIDE, path, context);
    Some(ScriptSource { name: SmolStr::new(name), text, built_in: false, plugin: false })
}
