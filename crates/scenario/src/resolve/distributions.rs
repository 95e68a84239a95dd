//! The key `distributions`, and distributions wherever they stand.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::raw::RawDistribution;
use crate::checks::{Context, sampler};
use crate::random::Sampler;

/// All named distributions.
pub(super) fn resolve(
    raw: &IndexMap<String, RawDistribution>,
    context: &mut Context<'_>,
) -> IndexMap<SmolStr, Sampler> {
    let path = NodePath::root().key("distributions");
    let mut samplers = IndexMap::with_capacity(raw.len());
    for (name, distribution) in raw {
        let path = path.key(name);
        if name.trim().is_empty() {
            context.issues.add_key(&path, "a distribution needs a name", "scripts draw from it by name");
        }
        samplers.insert(SmolStr::new(name), sampler(distribution, &path, context));
    }
    samplers
}

/// Adds those that built-in scripts draw from and the scenario does not declare.
pub(super) fn add_missing(declared: &mut IndexMap<SmolStr, Sampler>, built_in: &[(&'static str, Sampler)]) {
    for (name, sampler) in built_in {
        declared.entry(SmolStr::new_static(name)).or_insert_with(|| sampler.clone());
    }
}
