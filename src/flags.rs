//! Flags that several commands have, and how their values are read.

use clap::Args;

use rushhour_engine::units::SimSpan;

/// What changes a scenario, the same for every command that reads one.
#[derive(Clone, Debug, Args)]
pub(super) struct ScenarioArgs {
    /// Give a variable of the scenario another value.
    #[arg(short = 'e', long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(super) vars: Vec<(String, String)>,
    /// Change a value of the scenario by its path: agents.desk.count=60.
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub(super) set: Vec<(String, String)>,
    /// The seed: the same seed gives the same run.
    #[arg(long, value_name = "N", env = "RUSHHOUR_SEED")]
    pub(super) seed: Option<u64>,
    /// How long customers arrive: 30m, 8h.
    #[arg(long, value_name = "TIME", env = "RUSHHOUR_DURATION", value_parser = span)]
    pub(super) duration: Option<SimSpan>,
    /// How many times the scenario is run, each with draws of its own.
    #[arg(long, value_name = "N", env = "RUSHHOUR_REPLICATIONS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) replications: Option<u32>,
    /// Let no warning pass: a run with one ends with 99, and what reads a scenario first with 104.
    #[arg(long, env = "RUSHHOUR_STRICT", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) strict: bool,
}

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, _)) if name.trim().is_empty() => {
            Err(String::from("there is no name before the `=`: write NAME=VALUE"))
        }
        Some((name, value)) if value.trim().is_empty() => {
            let name = name.trim();
            Err(format!("a value is missing: write {name}=VALUE, or {name}='\"\"' for an empty text"))
        }
        Some((name, value)) => Ok((name.trim().to_owned(), value.to_owned())),
        None => Err(String::from("write NAME=VALUE")),
    }
}

/// The same of a value that is read as YAML.
pub(super) fn setting(text: &str) -> Result<(String, String), String> {
    let (path, value) = assignment(text)?;
    if rushhour_scenario::is_no_value(&value) {
        return Err(format!(
            "a value is missing: YAML reads `{value}` as nothing. Write {path}=VALUE, {path}='\"\"' for an empty text, \
             or {path}=null where nothing is meant"
        ));
    }
    Ok((path, value))
}

/// A duration in which something can be done.
pub(super) fn some_time(text: &str) -> Result<SimSpan, String> {
    match span(text)? {
        SimSpan::ZERO => Err(String::from("in no time nothing is done: write `30s` or `10m`")),
        time => Ok(time),
    }
}

pub(super) fn span(text: &str) -> Result<SimSpan, String> {
    text.parse().map_err(|error: rushhour_engine::units::ParseTimeError| error.to_string())
}
