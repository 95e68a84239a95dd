//! Distributions, wherever they stand in a scenario.

use super::context::Context;
use super::empirical;
use crate::path::NodePath;
use crate::random::Sampler;
use crate::values::{RawDistribution, RawEmpirical};

/// The sampler of a distribution, its files read; a problem is reported at the parameter that has it.
pub(crate) fn sampler(stated: &RawDistribution, path: &NodePath, context: &mut Context<'_>) -> Sampler {
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
