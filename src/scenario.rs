//! Loading what the command line names: the scenario, its overrides, its scripts.

use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceOffset};

use super::args::ScenarioArgs;
use super::excerpt::{self, Excerpt};
use super::output;
use rushhour_report::ExitCode;
use rushhour_scenario::plan::{Plan, ScriptSource};
use rushhour_scenario::{Disk, Files, LoadError, Overrides, UntilFlag};
use rushhour_script::{self as script, ScriptProblem};
use rushhour_tools::limits::PROBLEMS_SHOWN;
use rushhour_tools::planning::offered;
use rushhour_tools::rehearsal;
use rushhour_tools::run::RunError;

/// Loads and checks a scenario; what is wrong with it goes to stderr, and what the program is to exit with is handed over.
pub(super) fn load(path: &Path, args: &ScenarioArgs, until: Option<UntilFlag>) -> Result<Plan, ExitCode> {
    load_from(path, args, until, &Disk)
}

/// The same for a run, with what its flags name besides: metrics, each with the flag.
pub(super) fn load_for_run(
    path: &Path,
    args: &ScenarioArgs,
    until: Option<UntilFlag>,
    asked: Vec<(String, String)>,
) -> Result<Plan, ExitCode> {
    load_by(path, &Overrides { asked, ..overrides(args, until) }, &Disk)
}

/// What looks wrong about a scenario before it is run, in a line each: what its reader warns of, what a rehearsal shows
/// of its scripts, and what more comes than can be worked off.
///
/// Nothing where the user has ended the rehearsal.
///
/// # Errors
/// A bug of our own ended the rehearsal, or the machine has no room for it.
pub(super) fn doubts(plan: &Plan, stop: &AtomicBool) -> Result<Option<Vec<String>>, RunError> {
    let rehearsed = rehearsal::rehearse(plan, stop)?;
    if rehearsed.is_interrupted() {
        return Ok(None);
    }
    if rehearsed.is_small() {
        output::note(&format!(
            "{}: rehearsed with one of each population of the staff and few customers: the machine has no room for more \
             (`ulimit -v`)",
            plan.source.file().display()
        ));
    }
    let overloads = offered::overloads(plan, &rehearsed);
    let overloads = overloads.iter().map(ToString::to_string);
    let seen = rehearsal::warnings(plan, &rehearsed);
    Ok(Some(plan.warnings.iter().cloned().chain(seen).chain(overloads).collect()))
}

/// Tells of the warnings that a plan has where none may pass, and says whether there are any.
pub(super) fn is_refused(plan: &Plan, args: &ScenarioArgs) -> bool {
    if !args.strict || plan.warnings.is_empty() {
        return false;
    }
    plan.warnings.iter().for_each(|warning| output::note(&format!("warning: {warning}")));
    output::error_line(&refused(&plan.source.file().display().to_string(), plan.warnings.len()));
    true
}

/// That warnings fail a scenario.
pub(super) fn refused(file: &str, warnings: usize) -> String {
    let (number, are) =
        if warnings == 1 { ("a warning".to_owned(), "it") } else { (format!("{warnings} warnings"), "them") };
    format!("{file}: {number}, and --strict does not let {are} pass")
}

/// The same, with files from elsewhere.
pub(super) fn load_from(
    path: &Path,
    args: &ScenarioArgs,
    until: Option<UntilFlag>,
    files: &dyn Files,
) -> Result<Plan, ExitCode> {
    load_by(path, &overrides(args, until), files)
}

fn load_by(path: &Path, overrides: &Overrides, files: &dyn Files) -> Result<Plan, ExitCode> {
    let plan = match script::load_plan(path, overrides, files) {
        Ok(plan) => plan,
        Err(error) => {
            tell(&error);
            return Err(if error.is_of_machine() {
                ExitCode::Unexpected
            } else if error.is_of_opening() || error.is_of_usage() {
                ExitCode::Usage
            } else {
                ExitCode::Invalid
            });
        }
    };
    let problems = script::check_plan(&plan);
    for problem in problems.iter().take(PROBLEMS_SHOWN) {
        show(&Quoted::new(problem, &plan));
    }
    tell_more(problems.len().saturating_sub(PROBLEMS_SHOWN));
    if problems.is_empty() { Ok(plan) } else { Err(ExitCode::Invalid) }
}

/// What flags and environment put over a scenario.
pub(super) fn overrides(args: &ScenarioArgs, until: Option<UntilFlag>) -> Overrides {
    Overrides {
        vars: args.vars.clone(),
        set: args.set.clone(),
        seed: args.seed,
        duration: args.duration,
        replications: args.replications,
        until,
        asked: Vec::new(),
    }
}

/// The flags that made the scenario what it is, but for the seed and how often it ran.
pub(super) fn flags(args: &ScenarioArgs) -> Vec<String> {
    let mut flags = Vec::new();
    for (name, value) in &args.vars {
        flags.extend(["-e".to_owned(), format!("{name}={value}")]);
    }
    for (path, value) in &args.set {
        flags.extend(["--set".to_owned(), format!("{path}={value}")]);
    }
    if let Some(duration) = args.duration {
        flags.extend(["--duration".to_owned(), duration.to_string().replace(' ', "")]);
    }
    flags
}

fn tell(error: &LoadError) {
    let problems = error.problems();
    problems.iter().take(PROBLEMS_SHOWN).for_each(|problem| show(problem));
    let more = problems.len().saturating_sub(PROBLEMS_SHOWN) + error.more();
    tell_more(more);
}

/// That so many problems are not shown.
fn tell_more(more: usize) {
    if more > 0 {
        output::note(&format!("{more} more problems are not shown: mend these first"));
    }
}

/// A script's problem, with the line it is about.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Quoted {
    message: String,
    help: Option<String>,
    quoted: Option<NamedSource<String>>,
    at: SourceOffset,
}

impl Quoted {
    fn new(problem: &ScriptProblem, plan: &Plan) -> Self {
        let mut scripts = plan.scripts.iter().chain(plan.user_invariants.iter().map(|it| &it.script));
        let source = scripts.find(|script| script.name == problem.script);
        let script = source.map(|script| &script.text);
        let expression = plan.expressions.iter().find(|it| problem.script == it.path.as_str()).map(|it| &it.text);
        let text = script.or(expression).map(|text| text.to_string());
        let (line, column) = (problem.line as usize, problem.column as usize);
        Self {
            message: problem.message.clone(),
            help: problem.help.clone(),
            at: SourceOffset::from_location(text.as_deref().unwrap_or_default(), line, column),
            quoted: text.map(|text| NamedSource::new(shown_path(problem, source, plan), text)),
        }
    }
}

/// Where a script lies, as seen from here and not from its scenario: terminals and editors open that.
fn shown_path(problem: &ScriptProblem, source: Option<&ScriptSource>, plan: &Plan) -> String {
    match (source, plan.source.file().parent()) {
        (Some(source), Some(folder)) if !source.built_in => folder.join(&problem.script).display().to_string(),
        (Some(_) | None, _) => problem.script.to_string(),
    }
}

impl Diagnostic for Quoted {
    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.quoted.as_ref().map(|source| source as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.quoted.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::underline((self.at.offset(), 1)))))
    }
}

/// A diagnosis as a terminal may show it: all that would steer it is shown by its number, and the place is moved with it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Shown {
    message: String,
    help: Option<String>,
    quoted: Option<Excerpt>,
}

impl Shown {
    fn of(diagnostic: &dyn Diagnostic) -> Self {
        let lines = |text: String| excerpt::sentence(&text);
        Self {
            message: lines(diagnostic.to_string()),
            help: diagnostic.help().map(|help| lines(help.to_string())),
            quoted: Self::quoted(diagnostic),
        }
    }

    fn quoted(diagnostic: &dyn Diagnostic) -> Option<Excerpt> {
        let label = diagnostic.labels()?.next()?;
        let contents = diagnostic.source_code()?.read_span(label.inner(), usize::MAX, usize::MAX).ok()?;
        let text = String::from_utf8_lossy(contents.data());
        Some(Excerpt::new(contents.name().unwrap_or_default(), &text, label.offset(), label.len()))
    }
}

impl Diagnostic for Shown {
    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.quoted.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.quoted.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::underline(excerpt.place()))))
    }
}

/// Writes a diagnosis to stderr, with the line it is about.
fn show(diagnostic: &dyn Diagnostic) {
    let diagnostic = &Shown::of(diagnostic);
    let mut text = String::new();
    let handler = miette::GraphicalReportHandler::new().with_links(false);
    let handler = if output::error_colours() {
        handler
    } else {
        handler.with_theme(miette::GraphicalTheme::unicode_nocolor())
    };
    if handler.render_report(&mut text, diagnostic).is_err() {
        text = diagnostic.to_string();
    }
    output::note_painted(text.trim_end());
}
