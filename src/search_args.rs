//! The flags of the searches: `staff` and `capacity`.

use std::path::PathBuf;

use clap::Args;

use super::flags::{ScenarioArgs, assignment, span, whole};
use rushhour_engine::units::{SimSpan, fits_a_number};
use rushhour_tools::planning::range::Range;
use rushhour_tools::planning::rostered::{Cost, Shrinkage};

#[derive(Debug, Args)]
pub(super) struct StaffArgs {
    /// The scenario, a YAML file.
    #[arg(value_name = "SCENARIO")]
    pub(super) scenario_file: PathBuf,
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,
    /// Whose number is sought; need not be said where there is one population of agents.
    #[arg(long, value_name = "NAME")]
    pub(super) population: Option<String>,
    /// Plan each interval of the day: 30m. With --out, the plan is also written as plan.csv, for `staffing`.
    #[arg(long, value_name = "TIME", value_parser = span)]
    pub(super) per: Option<SimSpan>,
    /// The fewest that are tried.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::<u32>(0, 1_000_000))]
    pub(super) min: u32,
    /// The most that are tried.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = whole::<u32>(0, 1_000_000))]
    pub(super) max: u32,
    /// The part of the paid time that people are not at work (breaks, training, illness): 30%; from each moment on so much
    /// (09:00=30%,12:00=35%); or a CSV file with the columns start,shrinkage. Gives rostered hours.
    #[arg(long, value_name = "SHARE|FILE", value_parser = shrinkage, allow_hyphen_values = true)]
    pub(super) shrinkage: Option<ShrinkageArg>,
    /// What a rostered hour costs, with its currency or without: 32, "32 EUR". Gives money.
    #[arg(long, value_name = "AMOUNT", value_parser = Cost::parse, allow_hyphen_values = true)]
    pub(super) cost_per_hour: Option<Cost>,
    #[command(flatten)]
    pub(super) search: SearchArgs,
}

#[derive(Debug, Args)]
pub(super) struct CapacityArgs {
    /// The scenario, a YAML file.
    #[arg(value_name = "SCENARIO")]
    pub(super) scenario_file: PathBuf,
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,
    /// What is varied, from where to where, as the scenario writes it: a variable (calls=400/h..2000/h), or a value by
    /// its path (agents.desk.count=10..60, duration=1h..8h).
    #[arg(long, value_name = "NAME=A..B", value_parser = vary)]
    pub(super) vary: Vary,
    /// How finely the limit is looked for: a share of it (1%), or so much of it (5/h). Whole numbers stay whole.
    #[arg(long, value_name = "SHARE|AMOUNT", default_value = "1%", allow_hyphen_values = true)]
    #[arg(value_parser = short)]
    pub(super) precision: String,
    /// How many round values on the way to the limit are tried for the curve, at least; none with 0.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = whole::<u16>(0, 100))]
    pub(super) points: u16,
    #[command(flatten)]
    pub(super) search: SearchArgs,
}

/// A shrinkage, as it is typed.
#[derive(Clone, Debug)]
pub(super) enum ShrinkageArg {
    /// In the flag itself.
    Given(Shrinkage),
    /// In this file.
    File(PathBuf),
}

/// What is varied, as it is typed.
#[derive(Clone, Debug)]
pub(super) struct Vary {
    /// The variable or the path.
    pub(super) name: String,
    /// From where to where.
    pub(super) range: Range,
}

/// How a search over variants is made and what becomes of it.
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// How many replications each trial gets at most, where a threshold is too close to call.
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = whole::<u32>(1, u32::MAX))]
    pub(super) max_replications: u32,
    /// How many replications run at once; all cores unless given. The results are the same.
    #[arg(short, long, value_name = "N", env = "RUSHHOUR_JOBS", value_parser = whole::<u16>(1, u16::MAX))]
    pub(super) jobs: Option<u16>,
    /// Write a page with curves, the JSON and the text into this directory.
    #[arg(short, long, value_name = "DIR", env = "RUSHHOUR_OUT")]
    pub(super) out: Option<PathBuf>,
    /// As JSON, to stdout.
    #[arg(long)]
    pub(super) json: bool,
    /// Do not tell what is being tried.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
}

fn shrinkage(text: &str) -> Result<ShrinkageArg, String> {
    match Shrinkage::parse(text) {
        Some(given) => given.map(ShrinkageArg::Given),
        None => Ok(ShrinkageArg::File(text.into())),
    }
}

/// What is read when it is known what it is of; it is no longer than a number.
fn short(text: &str) -> Result<String, String> {
    fits_a_number(text).map(|()| text.to_owned())
}

fn vary(text: &str) -> Result<Vary, String> {
    let (name, range) = assignment(text)
        .map_err(|_| String::from("a value is missing: write NAME=A..B, like calls=400/h..2000/h"))?;
    let (from, to) = range.split_once("..").ok_or("write both ends, with two dots between them: 400..2000")?;
    Ok(Vary { name, range: Range::parse(from.trim(), to.trim())? })
}
