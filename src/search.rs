//! What `staff` and `capacity` have in common: how hard they try, and what becomes of what they find.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{SearchArgs, ShrinkageArg, StaffArgs};
use super::overwriting::Touched;
use super::{bug, given, output, whole_files};
use rushhour_measure::Breakdown;
use rushhour_render::Colour;
use rushhour_report::ExitCode;
use rushhour_scenario::plan::Plan;
use rushhour_tools::planning::rostered::{Roster, Shrinkage};
use rushhour_tools::planning::trial::{Effort, REPLICATIONS_MIN, Trial};

/// How much is done for certainty.
pub(super) fn effort(plan: &Plan, args: &SearchArgs) -> Effort {
    let jobs = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let replications = plan.replications.max(REPLICATIONS_MIN);
    Effort { replications: (replications, args.max_replications.max(replications)), jobs }
}

/// Whether there is anything to search for; otherwise that is said.
pub(super) fn has_thresholds(plan: &Plan, any: &str) -> bool {
    if plan.thresholds.is_empty() {
        output::error_line(&format!(
            "the scenario has no thresholds, so any {any} meets them: say what must hold under `thresholds`, or with \
             --set 'thresholds.service_level=value >= 80%'",
        ));
    }
    !plan.thresholds.is_empty()
}

/// What is asked of a plan besides how many are at work; otherwise what is wrong has been said.
///
/// # Errors
/// A file that cannot be opened, or that is not what it should be.
pub(super) fn roster(args: &StaffArgs) -> Result<Roster, ExitCode> {
    let shrinkage = match &args.shrinkage {
        None => None,
        Some(ShrinkageArg::Given(shrinkage)) => Some(shrinkage.clone()),
        Some(ShrinkageArg::File(path)) => Some(shrinkage_in(path)?),
    };
    Ok(Roster { shrinkage, cost: args.cost_per_hour.clone() })
}

/// How a search ends whose shrinkage does not fit the run: by the flag where it is typed there, otherwise by its file.
pub(super) fn shrinkage_exit(args: &StaffArgs) -> ExitCode {
    match args.shrinkage {
        Some(ShrinkageArg::Given(_)) => ExitCode::Usage,
        Some(ShrinkageArg::File(_)) | None => ExitCode::Invalid,
    }
}

fn shrinkage_in(path: &Path) -> Result<Shrinkage, ExitCode> {
    let text = given::read(path)?;
    Shrinkage::read(&text).map_err(|message| {
        output::error_line(&format!("{}: {message}", path.display()));
        ExitCode::Invalid
    })
}

/// How the files of a search end.
const ENDINGS: [&str; 3] = ["html", "json", "txt"];

/// What a search reads and writes: its files have this name, and those of `besides` are written too.
pub(super) fn touched(
    plan: &Plan,
    args: &SearchArgs,
    name: &'static str,
    besides: &'static [&'static str],
) -> Touched {
    let mut touched = Touched::default();
    touched.reads_plan(plan);
    if let Some(directory) = &args.out {
        touched.writes_into(directory, move |path| {
            ENDINGS.iter().any(|ending| path == Path::new(&format!("{name}.{ending}")))
                || besides.iter().any(|file| path == Path::new(file))
        });
    }
    touched
}

/// What was found, in all its forms.
pub(super) struct Findings<'a, D> {
    /// The name of the files: `staff`.
    pub(super) name: &'a str,
    /// What was found.
    pub(super) document: &'a D,
    /// As text.
    pub(super) text: &'a dyn Fn(&D, Colour) -> String,
    /// As a page.
    pub(super) page: &'a dyn Fn(&D) -> String,
    /// What is written besides: the name of the file, and its text.
    pub(super) besides: Vec<(&'static str, String)>,
}

impl<D: Serialize> Findings<'_, D> {
    /// Prints what was asked for, and writes the files, the one for programs last. What can't be written is told, and decides
    /// what the program exits with.
    pub(super) fn tell(&self, args: &SearchArgs) -> io::Result<ExitCode> {
        let json = serde_json::to_string_pretty(self.document).map_err(io::Error::other)? + "\n";
        let text = |colour| (self.text)(self.document, colour);
        let printed = output::told(if args.json { output::print_data(&json) } else { output::tell(text) });
        let Some(directory) = &args.out else { return Ok(printed) };
        let [page, data, words] = ENDINGS.map(|ending| PathBuf::from(format!("{}.{ending}", self.name)));
        let page_text = (self.page)(self.document);
        let words_text = text(Colour::Never);
        let mut files = vec![(page, page_text.as_str()), (words, words_text.as_str())];
        files.extend(self.besides.iter().map(|(path, text)| (PathBuf::from(path), text.as_str())));
        files.push((data, &json));
        Ok(printed.worse(output::told(whole_files::write_set(directory, &files))))
    }
}

/// What the program exits with. A bug of our own, or the end of the machine, that ended the search is said.
pub(super) fn exit_code<'a>(
    trials: impl Iterator<Item = &'a Trial> + Clone,
    breakdown: Option<&Breakdown>,
    interrupted: bool,
    found: bool,
) -> ExitCode {
    if let Some(found) = breakdown {
        bug::say(found);
    }
    ExitCode::gravest([
        (breakdown.is_some(), ExitCode::Unexpected),
        (trials.clone().any(|trial| trial.broken.violations > 0), ExitCode::InvariantViolated),
        (trials.clone().any(|trial| trial.broken.scripts > 0), ExitCode::ScriptFailed),
        (interrupted, ExitCode::Interrupted),
        (!found, ExitCode::ThresholdFailed),
    ])
}
