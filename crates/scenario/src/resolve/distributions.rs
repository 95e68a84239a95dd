//! The key `distributions`, and distributions wherever they stand.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::raw::{RawDistribution, RawEmpirical};
use super::context::Context;
use super::empirical;
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

/// The sampler of a distribution, its files read; a problem is reported at the parameter that has it.
pub(super) fn sampler(stated: &RawDistribution, path: &NodePath, context: &mut Context<'_>) -> Sampler {
    let mut values = |raw: &RawEmpirical, steps: &[String]| {
        empirical::resolve(raw, &path.descend(steps.iter().map(String::as_str)), context)
    };
    let distribution = match stated.try_map(&mut values) {
        Ok(distribution) => distribution,
        Err(issue) => {
            context.issues.push(*issue);
            return Sampler::constant(0.0);
        }
    };
    distribution.sampler().unwrap_or_else(|error| {
        let path = path.descend(error.path.iter().map(String::as_str));
        context.issues.add(&path, error.message, error.help);
        Sampler::constant(0.0)
    })
}
