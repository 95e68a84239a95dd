//! The scripts that come with the program, and the distributions they rely on.

use std::path::Path;

use rushhour_scenario::plan::{Plan, SEAT_SCRIPT};
use rushhour_scenario::random::{Distribution, DistributionKind, Number, Quantity, Sampler};
use rushhour_scenario::{self as scenario, BuiltIns, Files, LoadError, Overrides};

/// A script that scenarios name without a file: `script: phone_agent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BuiltIn {
    /// Its name.
    name: &'static str,
    /// What its people do, a sentence.
    summary: &'static str,
    /// Its text.
    text: &'static str,
}

/// All of them.
const BUILT_IN_SCRIPTS: &[BuiltIn] = &[
    BuiltIn {
        name: "phone_agent",
        summary: "Takes calls one after the other, holds some of them, wraps up.",
        text: include_str!("built_in/phone_agent.rhai"),
    },
    BuiltIn {
        name: "chat_agent",
        summary: "Serves as many chats at once as there is capacity.",
        text: include_str!("built_in/chat_agent.rhai"),
    },
    BuiltIn {
        name: "phone_customer",
        summary: "Calls, waits as long as patience lasts, talks until the agent ends.",
        text: include_str!("built_in/phone_customer.rhai"),
    },
    BuiltIn {
        name: "chat_customer",
        summary: "Opens a chat, asks a few questions, thanks and leaves.",
        text: include_str!("built_in/chat_customer.rhai"),
    },
    BuiltIn {
        name: "callee",
        summary: "Is called by an agent: lets it ring, answers as a rule, talks until the end.",
        text: include_str!("built_in/callee.rhai"),
    },
    BuiltIn {
        name: SEAT_SCRIPT,
        summary: "Is played by a person, at the wallboard of a show.",
        text: include_str!("built_in/human.rhai"),
    },
];

/// The text of a built-in script.
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN_SCRIPTS.iter().find(|script| script.name == name).map(|script| script.text)
}

/// A distribution that built-in scripts draw from, for scenarios that declare none of this name.
#[derive(Clone, Copy, Debug, PartialEq)]
struct BuiltInDistribution {
    /// Its name: `sample("talk")`.
    name: &'static str,
    /// Its mean in seconds.
    mean_s: f64,
    /// Its shape.
    shape: Shape,
    /// What it is the time of.
    what: &'static str,
}

/// The shape of a [`BuiltInDistribution`].
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// Lognormal with this coefficient of variation.
    Lognormal {
        /// Standard deviation over mean.
        cv: f64,
    },
    /// Exponential.
    Exponential,
}

const fn lognormal(name: &'static str, mean_s: f64, cv: f64, what: &'static str) -> BuiltInDistribution {
    BuiltInDistribution { name, mean_s, shape: Shape::Lognormal { cv }, what }
}

/// All distributions that built-in scripts draw from. The means are usual ones of the trade; a scenario that cares
/// declares its own under the same names.
const BUILT_IN_DISTRIBUTIONS: &[BuiltInDistribution] = &[
    lognormal("talk", 180.0, 0.8, "how long an agent and a caller talk"),
    lognormal("hold", 26.0, 0.8, "how long a caller is put on hold"),
    lognormal("wrapup", 30.0, 0.6, "the work after a contact"),
    BuiltInDistribution {
        name: "patience",
        mean_s: 120.0,
        shape: Shape::Exponential,
        what: "how long a customer waits for an agent",
    },
    lognormal("first_response", 15.0, 0.6, "how long an agent takes to greet in a chat"),
    lognormal("typing", 20.0, 0.6, "how long an agent takes to write an answer"),
    lognormal("message_gap", 30.0, 0.8, "how long a customer takes to write the next message"),
    lognormal("ring", 8.0, 0.5, "how long it rings before a called person answers"),
];

impl BuiltInDistribution {
    /// It, ready to draw.
    fn sampler(&self) -> Sampler {
        let mean = Quantity(self.mean_s);
        let kind = match self.shape {
            Shape::Lognormal { cv } => {
                let (mean, cv) = (Some(mean), Some(Number(cv)));
                DistributionKind::Lognormal { mean, cv, median: None, p90: None, p95: None, p99: None }
            }
            Shape::Exponential => DistributionKind::Exponential { mean },
        };
        let Ok(sampler) = Distribution::Of(kind).sampler() else {
            unreachable!("the parameters of `{}` in the table of distributions are out of range", self.name)
        };
        sampler
    }
}

/// Loads a scenario that may name built-in scripts.
///
/// # Errors
/// As [`scenario::load_with`].
pub fn load_plan(path: &Path, overrides: &Overrides, files: &dyn Files) -> Result<Plan, LoadError> {
    let names: Vec<&str> = BUILT_IN_SCRIPTS.iter().map(|it| it.name).collect();
    let distributions: Vec<_> = BUILT_IN_DISTRIBUTIONS.iter().map(|it| (it.name, it.sampler())).collect();
    let built_ins = BuiltIns { names: &names, text: &built_in, distributions: &distributions };
    scenario::load_with(path, overrides, &built_ins, files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use rushhour_scenario::plan::ScriptSource;

    #[test]
    fn every_built_in_script_passes_its_own_check() {
        let sources: Vec<ScriptSource> = BUILT_IN_SCRIPTS
            .iter()
            .map(|script| ScriptSource {
                name: script.name.into(),
                text: script.text.into(),
                built_in: true,
                plugin: false,
            })
            .collect();
        assert_eq!(check(&sources, &[], &Default::default()), vec![]);
    }

    #[test]
    fn every_distribution_they_draw_from_has_a_default_and_is_named_at_their_head() {
        for script in BUILT_IN_SCRIPTS {
            let head: String = script.text.lines().take_while(|line| line.starts_with("//")).collect();
            let code: String = script.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            for part in code.split("sample(\"").skip(1).chain(code.split("talk(task, \"").skip(1)) {
                let name = part.split('"').next().unwrap_or("");
                assert!(BUILT_IN_DISTRIBUTIONS.iter().any(|known| known.name == name), "{name}");
                assert!(head.contains(&format!("`{name}`")), "{}: {name}", script.name);
            }
        }
    }

    #[test]
    fn the_default_distributions_have_the_means_they_say() {
        for default in BUILT_IN_DISTRIBUTIONS {
            let mean = default.sampler().mean();
            assert!((mean - default.mean_s).abs() < 1e-6, "{}: {mean}", default.name);
        }
    }

    #[test]
    fn a_script_is_found_by_its_name() {
        assert!(built_in("phone_agent").is_some_and(|text| text.contains("fn run(me)")));
        assert_eq!(built_in("nobody"), None);
    }
}
