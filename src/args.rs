//! The flags, as they are typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use super::flags::ScenarioArgs;
use super::flags::{some_time, span, whole};
pub(super) use super::search_args::{CapacityArgs, SearchArgs, ShrinkageArg, StaffArgs};
use rushhour_engine::units::{SimSpan, fits_a_number};
use rushhour_live::{Speed, Token};
use rushhour_tools::comparison::Tolerance;

/// A scriptable, deterministic simulation and load-test harness for contact centres.
#[derive(Debug, Parser)]
#[command(name = "rushhour", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = super::exit_codes::line())]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a scenario and report: verdict, thresholds, invariants, latencies.
    Run(RunArgs),
    /// Show a demo on a wallboard in the browser, or write it out to be changed.
    Demo(DemoArgs),
    /// Check a scenario and its scripts: what is wrong, and what makes no sense.
    Check(CheckArgs),
    /// The catalogue of actions: all of them, or one in full.
    Actions(ActionsArgs),
    /// The invariants that are checked after every event: all of them, or one explained.
    Invariants(InvariantsArgs),
    /// Print what has a limit, and what happens beyond it.
    Limits(LimitsArgs),
    /// Run many seeds with faults, until something that must hold does not; shrink what is found.
    Hunt(HuntArgs),
    /// Run a finding again, step by step; or a show as it was recorded.
    Replay(ReplayArgs),
    /// Find the least number of agents that meets the scenario's thresholds.
    Staff(StaffArgs),
    /// Find how far a value can go, typically the load, until a threshold fails; and what the floor then runs out of.
    Capacity(CapacityArgs),
    /// Make the page and the other files of a run again, of its report.json.
    Report(ReportArgs),
    /// Hold runs against exact results of queueing theory.
    Validate(ValidateArgs),
    /// Compare two reports: what got worse, what better, and what chance alone can do.
    Compare(CompareArgs),
    /// Write a scenario to begin with, and its scripts.
    New(NewArgs),
    /// Print the JSON Schema of scenarios, for editors; or that of events or of reports.
    Schema(SchemaArgs),
    /// Print completions for a shell: `rushhour completions bash > ~/.local/share/bash-completion/completions/rushhour`.
    Completions(CompletionsArgs),
    /// Print the man page of a command, or write all of them: `rushhour man -o ~/.local/share/man/man1`.
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// The scenarios, YAML files.
    #[arg(required = true, value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,
    /// Make replications until the 95 % interval of a metric's mean is as narrow: 2%, or service_level:1%. Without a
    /// name, of `wait`.
    #[arg(long, value_name = "[METRIC:]SHARE", value_parser = until)]
    pub(super) until: Option<(String, f64)>,
    /// With --until: how many replications are made at most.
    #[arg(long, value_name = "N", default_value_t = 1_000, requires = "until")]
    #[arg(value_parser = whole::<u32>(2, u32::MAX))]
    pub(super) max_replications: u32,
    /// How many replications run at once; all cores unless given. The results are the same.
    #[arg(short, long, value_name = "N", env = "RUSHHOUR_JOBS", value_parser = whole::<u16>(1, u16::MAX))]
    pub(super) jobs: Option<u16>,
    /// Run each replication twice more, side by side, and name the first event and draw that differ.
    #[arg(long)]
    pub(super) verify_determinism: bool,
    /// Write the report into this directory.
    #[arg(short, long, value_name = "DIR", env = "RUSHHOUR_OUT")]
    pub(super) out: Option<PathBuf>,
    /// Write the report as JSON to this file, or to stdout with `-` (and nothing else there).
    #[arg(long, value_name = "PATH|-")]
    pub(super) json: Option<PathBuf>,
    /// Write every event as a line of JSON to this file; compressed if it ends in .gz or .zst. Of one scenario.
    #[arg(long, value_name = "FILE")]
    pub(super) events: Option<PathBuf>,
    /// Compare with this report, or directory of a report, and say what got worse.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// With --baseline: how much worse things may get; exit code 99 beyond. 2%, or of one metric: wait.p95=500ms.
    #[arg(long, value_name = "[METRIC=]AMOUNT", requires = "baseline", allow_hyphen_values = true)]
    pub(super) tolerance: Vec<Tolerance>,
    /// No progress and no summary; the exit code says it.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) live: LiveArgs,
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Which; the first one unless given.
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Name all of them.
    #[arg(long)]
    pub(super) list: bool,
    /// Write its scenario and its scripts into this directory, to be changed; show nothing.
    #[arg(long, value_name = "DIR")]
    pub(super) write: Option<PathBuf>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,
    #[command(flatten)]
    pub(super) live: LiveArgs,
    /// Write the report into this directory.
    #[arg(short, long, value_name = "DIR", env = "RUSHHOUR_OUT")]
    pub(super) out: Option<PathBuf>,
    /// Write the report as JSON to this file, or to stdout with `-` (and nothing else there).
    #[arg(long, value_name = "PATH|-")]
    pub(super) json: Option<PathBuf>,
    /// No progress and no summary; the exit code says it.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
}

impl RunArgs {
    /// The run that a demo is.
    pub(super) fn of_demo(demo: &DemoArgs, live: LiveArgs) -> Self {
        Self {
            scenarios: Vec::new(),
            scenario: demo.scenario.clone(),
            until: None,
            max_replications: 1,
            jobs: None,
            verify_determinism: false,
            out: demo.out.clone(),
            json: demo.json.clone(),
            events: None,
            baseline: None,
            tolerance: Vec::new(),
            quiet: demo.quiet,
            live,
        }
    }
}

/// How a run is shown.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Live")]
pub(super) struct LiveArgs {
    /// What lets time go on: nothing but what happens, or the clock on the wall.
    #[arg(long, value_name = "CLOCK")]
    pub(super) clock: Option<ClockArg>,
    /// How many virtual seconds go by in one on the wall: 0.1 to 100000, or max. Implies --clock wall; 1 unless given.
    #[arg(long, value_name = "N|max")]
    pub(super) speed: Option<Speed>,
    /// Show the floor in a few lines of the terminal while it runs. Implies --clock wall.
    #[arg(long)]
    pub(super) live: bool,
    /// Serve a wallboard to browsers, and wait for the first one. Implies --clock wall. At 127.0.0.1:7878 unless an
    /// address is given (--wallboard 0.0.0.0:7878); anything but this machine needs a token.
    #[arg(long, value_name = "ADDR", num_args = 0..=1, require_equals = true, default_missing_value = "127.0.0.1:7878")]
    #[arg(value_parser = super::address::address)]
    pub(super) wallboard: Option<SocketAddr>,
    /// The token that the wallboard wants; one is made and printed where the address needs one.
    #[arg(long, value_name = "TOKEN", env = "RUSHHOUR_TOKEN", hide_env_values = true)]
    #[arg(value_parser = super::address::token)]
    pub(super) token: Option<Token>,
    /// Begin at once, without a browser.
    #[arg(long)]
    pub(super) no_wait: bool,
    /// End with the run; otherwise the wallboard stays until Ctrl-C.
    #[arg(long)]
    pub(super) exit: bool,
    /// Record what is done on the wallboard in this file; DIR/controls.json with --out DIR.
    #[arg(long, value_name = "FILE")]
    pub(super) record: Option<PathBuf>,
    /// Do what was recorded in this file, at its moments.
    #[arg(long, value_name = "FILE")]
    pub(super) controls: Option<PathBuf>,
}

/// What lets time go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ClockArg {
    /// Nothing but what happens: as fast as it goes.
    Virtual,
    /// The clock on the wall.
    Wall,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// What is compared with: a directory that `run -o` wrote, its report.json, or a directory of several such runs.
    #[arg(value_name = "A")]
    pub(super) a: PathBuf,
    /// What is compared, likewise.
    #[arg(value_name = "B")]
    pub(super) b: PathBuf,
    /// How much worse things may get; exit code 99 beyond. 2% of everything that gets better one way, or so much of one
    /// metric or number: wait=5%, wait.p95=500ms, service_level=2pp.
    #[arg(long, value_name = "[METRIC=]AMOUNT", allow_hyphen_values = true)]
    pub(super) tolerance: Vec<Tolerance>,
    /// Look at the parts of metrics too: by queue, population, channel and action.
    #[arg(long)]
    pub(super) parts: bool,
    /// Show all numbers, not only those that differ.
    #[arg(long)]
    pub(super) all: bool,
    /// Compare runs of different scenarios as well.
    #[arg(long)]
    pub(super) anyway: bool,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Write a page with curves: a file that ends in .html, or a directory for page, JSON and text.
    #[arg(short, long, value_name = "FILE.html|DIR")]
    pub(super) out: Option<PathBuf>,
    /// Print nothing; the exit code says it.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The directory, and the name of the scenario in it; that of the template unless given.
    #[arg(value_name = "NAME|DIR")]
    pub(super) directory: Option<PathBuf>,
    /// What it is about.
    #[arg(long, value_name = "WHICH", default_value = "voice")]
    pub(super) template: TemplateArg,
}

/// Scenarios to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum TemplateArg {
    /// Callers, one queue, agents.
    Voice,
    /// Visitors who chat, agents who serve three at once.
    Chat,
    /// Calls and chats, three queues.
    Mixed,
    /// Agents who dial a list.
    Outbound,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Of which command; of the whole program unless given.
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
    /// Write the pages of all commands into this directory.
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    pub(super) out: Option<PathBuf>,
    /// All commands, flags, variables and exit codes as a page of documentation (docs/reference.md is made by it).
    #[arg(long, conflicts_with_all = ["command", "out"])]
    pub(super) markdown: bool,
}

/// Of what a JSON Schema is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// Scenarios, as people write them.
    Scenario,
    /// The lines of `run --events`.
    Events,
    /// report.json.
    Report,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Of what.
    #[arg(value_name = "WHAT", value_enum, default_value_t = SchemaOf::Scenario)]
    pub(super) what: SchemaOf,
    /// All events and their bytes as a page of documentation (docs/events.md is made by it).
    #[arg(long)]
    pub(super) markdown: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The scenarios, YAML files.
    #[arg(required = true, value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,
}

#[derive(Debug, Args)]
pub(super) struct ActionsArgs {
    /// One action, in full.
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// All of them as a page of documentation (docs/actions.md is made by it).
    #[arg(long, conflicts_with_all = ["name", "json"])]
    pub(super) markdown: bool,
}

#[derive(Debug, Args)]
pub(super) struct InvariantsArgs {
    /// One invariant, by name or number.
    #[arg(value_name = "NAME|NUMBER")]
    pub(super) name: Option<String>,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct LimitsArgs {
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// As a page of documentation (docs/limits.md is made by it).
    #[arg(long, conflicts_with = "json")]
    pub(super) markdown: bool,
}

#[derive(Debug, Args)]
pub(super) struct HuntArgs {
    /// The scenario, a YAML file. Its thresholds are left out.
    #[arg(value_name = "SCENARIO")]
    #[cfg_attr(feature = "planted", arg(required_unless_present = "plant"))]
    #[cfg_attr(not(feature = "planted"), arg(required = true))]
    pub(super) scenario_file: Option<PathBuf>,
    /// Break a rule of the engine on purpose, by name; `list` names them, `all` hunts for each and makes a table.
    #[cfg(feature = "planted")]
    #[arg(long, value_name = "NAME|list|all")]
    pub(super) plant: Option<String>,
    /// With --plant all: the table as a page of documentation (docs/hunting.md has it).
    #[cfg(feature = "planted")]
    #[arg(long)]
    pub(super) markdown: bool,
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,
    /// How many seeds, from --seed (or the scenario's) on.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = whole::<u32>(1, u32::MAX))]
    pub(super) seeds: u32,
    /// Hunt for so long, however many seeds that are.
    #[arg(long = "for", value_name = "TIME", value_parser = some_time, conflicts_with = "seeds")]
    pub(super) time: Option<SimSpan>,
    /// Which faults strike: those of the scenario, the standard set, or none. Those of the scenario where it has any,
    /// and otherwise the standard set, unless given.
    #[arg(long, value_name = "WHICH")]
    pub(super) faults: Option<FaultsArg>,
    /// Go on after the first finding.
    #[arg(long)]
    pub(super) keep_going: bool,
    /// The same options for every seed: everything as the scenario says.
    #[arg(long)]
    pub(super) no_swarm: bool,
    /// Run each seed twice, to see that it is the same.
    #[arg(long)]
    pub(super) verify_determinism: bool,
    /// How long everything may take to settle after the scenario's time, when faults have stopped; 4 h, or twelve times
    /// the scenario's `drain` if that is longer, unless given.
    #[arg(long, value_name = "TIME", value_parser = span)]
    pub(super) settle: Option<SimSpan>,
    /// How many runs shrinking a finding may take.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = whole::<u32>(0, u32::MAX))]
    pub(super) shrink_runs: u32,
    /// How many seeds run at once; all cores unless given. The findings are the same.
    #[arg(short, long, value_name = "N", env = "RUSHHOUR_JOBS", value_parser = whole::<u16>(1, u16::MAX))]
    pub(super) jobs: Option<u16>,
    /// Where findings go, and the seeds that showed them; reports/hunt/NAME unless given.
    #[arg(short, long, value_name = "DIR", env = "RUSHHOUR_OUT")]
    pub(super) out: Option<PathBuf>,
    /// What was found as JSON, to stdout.
    #[arg(long)]
    pub(super) json: bool,
    /// No progress and no summary; the exit code says it.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
}

/// Which faults strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FaultsArg {
    /// The standard set, whatever the scenario has.
    Standard,
    /// Those of the scenario.
    Scenario,
    /// None.
    None,
}

#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// The finding or the record: finding.json, controls.json, or the directory that it is in.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Tell what happened until then.
    #[arg(long, value_name = "TIME", value_parser = span)]
    pub(super) until: Option<SimSpan>,
    /// Tell only what is about somebody or something: a name (desk-3), a sid, or the like of "task 3".
    #[arg(long, value_name = "ENTITY")]
    pub(super) around: Option<String>,
    /// As JSON lines.
    #[arg(long)]
    pub(super) json: bool,
    /// Tell nothing; the exit code says whether the finding is there.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Directories that `run -o` wrote, or the report.json in them.
    #[arg(required_unless_present = "schema", value_name = "DIR")]
    pub(super) reports: Vec<PathBuf>,
    /// Print the JSON Schema of report.json.
    #[arg(long, conflicts_with = "reports")]
    pub(super) schema: bool,
    /// Write into this directory, and not beside the report.
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// No summary.
    #[arg(short, long, env = "RUSHHOUR_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct ValidateArgs {
    /// Only these cases: C02, A01 …
    #[arg(value_name = "CASE")]
    pub(super) cases: Vec<String>,
    /// How many replications of each.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = whole::<u32>(2, u32::MAX))]
    pub(super) replications: u32,
    /// How many replications run at once; all cores unless given.
    #[arg(short, long, value_name = "N", env = "RUSHHOUR_JOBS", value_parser = whole::<u16>(1, u16::MAX))]
    pub(super) jobs: Option<u16>,
    /// As a page of documentation (docs/validation.md is made by it).
    #[arg(long)]
    pub(super) markdown: bool,
}

fn until(text: &str) -> Result<(String, f64), String> {
    fits_a_number(text)?;
    let (metric, share) = text.rsplit_once(':').unwrap_or(("wait", text));
    let percent = share.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    match percent {
        Some(percent) if percent > 0.0 && percent < 100.0 => Ok((metric.trim().to_owned(), percent / 100.0)),
        Some(_) | None => {
            Err(String::from("write a share of the mean, like 2%, or a metric before it: service_level:1%"))
        }
    }
}
