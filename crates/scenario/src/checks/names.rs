//! The names that scenarios give.

use super::context::Context;
use crate::limits::NAME_CHARS_MAX;
use crate::path::{Aim, NodePath};

/// Checks a name that paths, tags and reports use.
pub(crate) fn check_name(name: &str, noun: &str, path: &NodePath, aim: Aim, context: &mut Context<'_>) {
    let (message, help) = if name.trim().is_empty() {
        (format!("a {noun} needs a name"), "write one")
    } else if name.contains(['.', ',', ':', '[', ']', '{', '}', '"']) || name.trim() != name {
        let help = "leave out `.`, `,`, `:`, brackets, quotes and outer spaces: paths and tags are made of them";
        (format!("`{name}` is no name for a {noun}"), help)
    } else if name.contains(char::is_control) {
        let help = "leave out control characters: a terminal obeys them, and files can't hold them";
        (format!("`{name}` is no name for a {noun}"), help)
    } else if name.chars().count() > NAME_CHARS_MAX {
        (format!("the name of a {noun} is too long"), "use at most 100 characters")
    } else {
        return;
    };
    match aim {
        Aim::Key => context.issues.add_key(path, message, help),
        Aim::Value => context.issues.add(path, message, help),
    }
}
