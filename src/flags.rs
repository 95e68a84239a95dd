//! Flags that several commands have, and how their values are read.

use clap::Args;

use rushhour_engine::units::{SimSpan, fits_a_number};

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
    #[arg(long, value_name = "N", env = "RUSHHOUR_SEED", value_parser = whole::<u64>(0, u64::MAX))]
    pub(super) seed: Option<u64>,
    /// How long customers arrive: 30m, 8h.
    #[arg(long, value_name = "TIME", env = "RUSHHOUR_DURATION", value_parser = span)]
    pub(super) duration: Option<SimSpan>,
    /// How many times the scenario is run, each with draws of its own.
    #[arg(long, value_name = "N", env = "RUSHHOUR_REPLICATIONS", value_parser = whole::<u32>(1, u32::MAX))]
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

/// Reads a whole number from one to another, both included.
pub(super) fn whole<N>(least: N, most: N) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: TryFrom<u64> + Into<u64> + Copy,
{
    let (least, most): (u64, u64) = (least.into(), most.into());
    move |text| {
        fits_a_number(text)?;
        let text = text.trim();
        let digits = text.strip_prefix('+').unwrap_or(text);
        let is_whole = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
        let between = || format!("write a whole number from {least} to {most}, in digits alone");
        if !is_whole {
            return Err(between());
        }
        // One that 64 bits do not hold is beyond the most, too.
        let number = digits.parse::<u64>().ok().filter(|number| (least..=most).contains(number));
        number.and_then(|number| N::try_from(number).ok()).ok_or_else(between)
    }
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
