//! The keys `skills` and `prefer`: what workers know, and what queues ask for.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::super::path::{Aim, NodePath};
use super::super::raw::{RawQueue, RawScenario, RawSkills, RawStaff};
use crate::checks::{Context, check_name};
use rushhour_engine::skills::{Level, SKILLS};
use rushhour_engine::value::{Entries, Value};

/// The skills that a queue asks for.
pub(super) fn of_queue(raw: &RawQueue, path: &NodePath, context: &mut Context<'_>) -> Vec<(SmolStr, Level)> {
    let Some(raw) = &raw.skills else { return Vec::new() };
    let path = path.key("skills");
    if raw.items.is_empty() {
        let help = "name at least one skill, or leave the key out: then those who name the queue serve it";
        context.issues.add(&path, "the queue asks for no skill", help);
    }
    checked(raw, &path, context)
}

/// The skill that a queue prefers.
pub(super) fn preferred(raw: &RawQueue, path: &NodePath, context: &mut Context<'_>) -> Option<SmolStr> {
    let name = raw.prefer.as_ref()?;
    check_name(name, "skill", &path.key("prefer"), Aim::Value, context);
    Some(SmolStr::new(name))
}

/// Whether any population has skills.
pub(super) fn any(raw: &RawScenario) -> bool {
    raw.agents.iter().chain(&raw.supervisors).any(|staff| staff.skills.is_some())
}

/// Puts a population's skills into its attributes. Where `any` population has some, one without gets none of them, and
/// not no attribute: `worker.skills.german` is an expression over all workers.
pub(super) fn into_attributes(
    raw: &RawStaff,
    any: bool,
    attributes: &mut Entries,
    path: &NodePath,
    context: &mut Context<'_>,
) {
    let Some(skills) = &raw.skills else {
        if any {
            attributes.entry(SmolStr::new_static(SKILLS)).or_insert_with(|| Value::map(Entries::new()));
        }
        return;
    };
    if attributes.contains_key(SKILLS) {
        let help = "keep one of them: the key `skills` becomes this attribute";
        let message = "`skills` is a key of the population and an attribute";
        context.issues.add_key(&path.key("attributes").key(SKILLS), message, help);
    }
    let levels = checked(skills, &path.key("skills"), context);
    let levels = levels.into_iter().map(|(name, level)| (name, Value::Int(i64::from(level.number()))));
    attributes.insert(SmolStr::new_static(SKILLS), Value::map(levels.collect()));
}

/// Names and levels; names that make no sense, or stand there twice, are reported.
fn checked(raw: &RawSkills, path: &NodePath, context: &mut Context<'_>) -> Vec<(SmolStr, Level)> {
    let mut before = BTreeSet::new();
    for (place, (name, _)) in raw.items.iter().enumerate() {
        let (path, aim) = if raw.listed { (path.index(place), Aim::Value) } else { (path.key(name), Aim::Key) };
        if !before.insert(name) {
            context.issues.add(&path, format!("the skill `{name}` is there twice"), "keep one");
        }
        check_name(name, "skill", &path, aim, context);
    }
    raw.items.iter().map(|(name, level)| (SmolStr::new(name), *level)).collect()
}
