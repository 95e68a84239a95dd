//! `rushhour run`: runs scenarios, reports, and ends with the verdict.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::RunArgs;
use super::compare::{Baseline, Words};
use super::events::EventsFile;
use super::overwriting::Touched;
use super::progress::Bar;
use super::{bug, compare, interrupt, live, output, scenario, whole_files};
use rushhour_measure::RunResult;
use rushhour_render::file_names;
use rushhour_report::{self as report, ExitCode, OutputFile, Report};
use rushhour_scenario::UntilFlag;
use rushhour_scenario::plan::Plan;
use rushhour_sim::RunControl;
use rushhour_tools::run::determinism::{self, TwoRuns};
use rushhour_tools::run::{RunError, Wanted};

/// Longer scenarios are not carried about in reports.
const TEXT_MOST_BYTES: usize = 64 * 1024;

/// Runs all scenarios, one after the other; the gravest outcome decides how the process ends.
pub(super) fn run(args: &RunArgs) -> io::Result<ExitCode> {
    if let Some(mistake) = mistake(args) {
        output::error_line(mistake);
        return Ok(ExitCode::Usage);
    }
    // Once before the scenarios are read, so that a wrong command line is told as one whatever is wrong with them.
    let alone = if args.scenarios.len() == 1 { args.out.as_slice() } else { &[] };
    if let Err(code) = touched(args, &[], alone).check() {
        return Ok(code);
    }
    let stop = interrupt::watch();
    let mut exit = ExitCode::Success;
    let mut plans = Vec::new();
    for path in &args.scenarios {
        let until = args.until.as_ref().map(|(metric, share)| UntilFlag {
            metric: metric.clone(),
            share: *share,
            at_most: args.max_replications,
        });
        let plan = scenario::load_for_run(path, &args.scenario, until, asked(args));
        match live::controlled(plan, &args.live) {
            Ok(plan) => plans.push(plan),
            Err(code) => exit = exit.worse(code),
        }
    }
    // Nothing is run unless everything can be.
    if exit != ExitCode::Success {
        return Ok(exit);
    }
    let several = plans.len() > 1;
    let directories: Vec<Option<PathBuf>> = directories(&plans)
        .iter()
        .map(|name| args.out.as_ref().map(|out| if several { out.join(name) } else { out.clone() }))
        .collect();
    let folders: Vec<PathBuf> = directories.iter().flatten().cloned().collect();
    let touched = touched(args, &plans, &folders);
    if let Err(code) = touched.check() {
        return Ok(code);
    }
    let baseline = match Baseline::of(args) {
        Ok(baseline) => baseline,
        Err(code) => return Ok(code),
    };
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    let mut documents = Vec::new();
    for (plan, directory) in plans.into_iter().zip(directories) {
        if stop.load(Ordering::Relaxed) {
            exit = exit.worse(ExitCode::Interrupted);
            break;
        }
        let Some((document, code)) = run_one(args, plan, &stop, directory.as_deref(), baseline.as_ref())? else {
            exit = exit.worse(ExitCode::Unexpected);
            continue;
        };
        exit = exit.worse(code);
        documents.push(document);
    }
    if several && !args.quiet && !stdout_is_json(args) {
        let summary = |colour| format!("\n{}", report::several(&documents, exit.code(), colour));
        exit = exit.worse(output::told(output::tell(summary)));
    }
    Ok(exit.worse(output::told(write_json(args, &documents))))
}

/// The metrics of several tags that tolerances name: a run keeps those for whom somebody asks.
fn asked(args: &RunArgs) -> Vec<(String, String)> {
    let named = args.tolerance.iter().filter_map(|tolerance| tolerance.of.as_ref());
    let joint = named.map(|(metric, _)| metric).filter(|metric| !metric.more.is_empty());
    joint.map(|metric| ("--tolerance".to_owned(), metric.to_string())).collect()
}

/// A plan with all that looks wrong about it among its warnings, as `check` tells it; nothing where a bug of our own is in the
/// way, which has been told. Where the user ends the rehearsal, the run finds that out by itself.
fn with_doubts(plan: Plan, stop: &AtomicBool) -> io::Result<Option<Plan>> {
    match scenario::doubts(&plan, stop) {
        Ok(None) => Ok(Some(plan)),
        Ok(Some(doubts)) => {
            let known = plan.warnings.len();
            Ok(Some(doubts.into_iter().skip(known).fold(plan, Plan::with_warning)))
        }
        Err(RunError::Broke(found)) => {
            bug::say(&found);
            Ok(None)
        }
        Err(error @ RunError::Scripts(_)) => Err(io::Error::other(error)),
    }
}

/// Runs one scenario, holds it against what it is compared with, and reports into this directory, too, if there is one. What
/// can't be written is told, and the rest is done. Nothing where a bug of our own was met before, which has been told.
pub(super) fn run_one(
    args: &RunArgs,
    plan: Plan,
    stop: &AtomicBool,
    directory: Option<&Path>,
    baseline: Option<&Baseline>,
) -> io::Result<Option<(Report, ExitCode)>> {
    let plan = match args.scenario.strict {
        true => with_doubts(plan, stop)?,
        false => Some(plan),
    };
    let Some(plan) = plan else { return Ok(None) };
    let plan = Arc::new(if args.live.is_wanted() { live::one_replication(plan, args.quiet) } else { plan });
    for warning in plan.warnings.iter().filter(|_| !args.quiet) {
        output::note(&format!("warning: {warning}"));
    }
    let clock = quanta::Instant::now();
    let bar = Bar::new(&plan, args.quiet);
    let mut show = None;
    let result = if args.live.is_wanted() {
        live::show(args, &plan, stop, &bar).map(|(result, shown)| {
            show = Some(shown);
            (result, Ok(()))
        })
    } else {
        run_all(args, &plan, stop, &bar)
    };
    bar.clear();
    let (mut result, events) = result?;
    result.strict = args.scenario.strict;
    let mut document = report::report(&result, clock.elapsed().as_secs_f64());
    document.scenario.flags = scenario::flags(&args.scenario);
    document.scenario.text = text_of(&plan);
    let mut code = report::exit_code(&result);
    if !args.quiet && !stdout_is_json(args) {
        code = code.worse(output::told(output::tell(|colour| report::summary(&document, colour))));
    }
    code = code.worse(output::told(events));
    let mut files = Vec::new();
    if let Some(baseline) = baseline {
        code = code.worse(baseline.hold(&document, words(args), &mut files)?);
    }
    if let Some(directory) = directory {
        code = code.worse(output::told(write_report(directory, &document, &result, files)));
    }
    if let Some(found) = &result.breakdown {
        bug::say(found);
    }
    // A replication that a bug ends does so each time.
    if args.verify_determinism && result.breakdown.is_none() {
        code = code.worse(verify(args, &plan, stop)?);
    }
    if let Some(mut show) = show {
        // Whatever else went wrong: a show that was cut off ended at no moment of its own.
        if !result.interrupted {
            show.pacer().note_digest(document.digest.clone());
        }
        code = code.worse(live::tell_how_it_went(&mut show, args));
        if args.live.lingers()
            && result.breakdown.is_none()
            && !show.is_told_to_go()
            && !stop.load(Ordering::Relaxed)
        {
            output::note("the show is over; the wallboard stays until Ctrl-C");
            show.linger();
        }
        show.part();
    }
    Ok(Some((document, code)))
}

/// What makes no sense together.
fn mistake(args: &RunArgs) -> Option<&'static str> {
    if args.events.is_some() && args.scenarios.len() > 1 {
        return Some("--events takes the events of one scenario: run them one by one");
    }
    if args.events.as_deref() == Some(Path::new("-")) {
        return Some("--events writes a file: name one, or write ./- for one of this name");
    }
    if args.events.is_some() && args.live.is_wanted() {
        return Some(
            "--events takes the events of a run in virtual time, which are the same: leave the wall clock out, and \
             give what was recorded to --controls",
        );
    }
    args.live.mistake(args.scenarios.len(), args.until.is_some())
}

/// What a run of these plans reads and writes, into these directories.
pub(super) fn touched(args: &RunArgs, plans: &[Plan], directories: &[PathBuf]) -> Touched {
    let mut touched = Touched::default();
    args.scenarios.iter().chain(&args.live.controls).for_each(|path| touched.reads(path));
    args.baseline.iter().flat_map(|path| compare::files(path)).for_each(|path| touched.reads(&path));
    plans.iter().for_each(|plan| touched.reads_plan(plan));
    let files = [("--json", &args.json), ("--events", &args.events), ("--record", &args.live.record)];
    for (flag, path) in files {
        path.iter().for_each(|path| touched.writes(flag, path));
    }
    let (compares, records) =
        (args.baseline.is_some(), args.live.wallboard.is_some() && args.live.record.is_none());
    for directory in directories {
        touched.writes_into(directory, move |path| {
            report::is_of_a_run(path)
                || compares && compare::is_written(path)
                || records && path == Path::new(live::RECORD_FILE)
        });
    }
    touched
}

fn stdout_is_json(args: &RunArgs) -> bool {
    args.json.as_deref() == Some(Path::new("-"))
}

/// Where the text of a comparison goes.
fn words(args: &RunArgs) -> Words {
    match (args.quiet, stdout_is_json(args)) {
        (true, _) => Words::Nowhere,
        (false, true) => Words::Stderr,
        (false, false) => Words::Stdout,
    }
}

/// Runs all replications, and writes their events where that is wanted. How that went stands beside the result: a run whose
/// events have no room goes on.
fn run_all(
    args: &RunArgs,
    plan: &Arc<Plan>,
    stop: &AtomicBool,
    bar: &Bar,
) -> io::Result<(RunResult, io::Result<()>)> {
    let mut result = RunResult::begin(Arc::clone(plan));
    let mut take = |replication| {
        result.take(replication);
        if result.is_precise() { Wanted::NoMore } else { Wanted::More }
    };
    let mut taken = Ok(());
    let ran = match &args.events {
        None => rushhour_tools::run::run(plan, jobs(args), stop, bar, take),
        Some(path) => {
            let file = EventsFile::create(path, plan)?;
            let taking = |replication, lines| {
                if taken.is_ok() {
                    taken = file.take(lines);
                }
                take(replication)
            };
            let ran = rushhour_tools::run::run_watched(plan, jobs(args), stop, bar, &file, taking);
            if taken.is_ok() {
                taken = file.keep();
            }
            ran
        }
    };
    rushhour_tools::run::end(&mut result, ran).map_err(io::Error::other)?;
    Ok((result, taken))
}

/// Runs each replication twice and says whether the two are the same.
fn verify(args: &RunArgs, plan: &Plan, stop: &AtomicBool) -> io::Result<ExitCode> {
    let mut exit = ExitCode::Success;
    for replication in 0..plan.replications {
        let compared =
            determinism::verify(plan, replication, &RunControl::default(), stop).map_err(io::Error::other)?;
        let words = match compared {
            TwoRuns::Same { events, draws } => {
                format!("✓ replication {replication} is the same twice: {events} events, {draws} draws")
            }
            TwoRuns::Different(it) => {
                exit = exit.worse(ExitCode::InvariantViolated);
                let or = |words: &Option<String>, none: &str| words.clone().unwrap_or_else(|| none.to_owned());
                format!(
                    "✗ replication {replication} differs after {} events and {} draws\n  first:  {}\n  second: {}\n  \
                     the last event that was the same: {}\n  the last draw that was the same: {}",
                    it.events,
                    it.draws,
                    or(&it.first, "it had ended"),
                    or(&it.second, "it had ended"),
                    or(&it.last_event, "none"),
                    or(&it.last_draw, "none"),
                )
            }
            TwoRuns::Interrupted => {
                exit = exit.worse(ExitCode::Interrupted);
                format!("replication {replication} was not compared to its end")
            }
        };
        if !args.quiet || exit != ExitCode::Success {
            output::note(&words);
        }
    }
    Ok(exit)
}

/// How many replications run at once.
fn jobs(args: &RunArgs) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or_else(all, usize::from)
}

/// The directories of several scenarios: each is named after its file, and has a number where another has that name.
fn directories(plans: &[Plan]) -> Vec<String> {
    let stem = |plan: &Plan| {
        let stem = plan.source.file().file_stem();
        stem.map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
    };
    let stems: Vec<String> = plans.iter().map(stem).collect();
    file_names(stems.iter().map(String::as_str))
}

/// Writes all that is told of a run, and `report.json` last: where that is, the others are of the same run.
fn write_report(
    directory: &Path,
    document: &Report,
    result: &RunResult,
    mut files: Vec<OutputFile>,
) -> io::Result<()> {
    files.extend(report::views(document).map_err(io::Error::other)?);
    let histograms = report::histograms(result).map_err(io::Error::other)?;
    if let Some(told) = histograms.told() {
        output::note(&format!("warning: {}: {told}", directory.display()));
    }
    files.extend(histograms.files);
    files.push(OutputFile { path: "report.json".into(), text: json(document)? });
    whole_files::write_set(directory, &named(&files))
}

/// What can be made of the document alone.
pub(super) fn write_views(directory: &Path, document: &Report) -> io::Result<()> {
    let files = report::views(document).map_err(io::Error::other)?;
    whole_files::write_loose(directory, &named(&files))
}

fn named(files: &[OutputFile]) -> Vec<(PathBuf, &str)> {
    files.iter().map(|file| (file.path.clone(), file.text.as_str())).collect()
}

/// The text of the scenario's file, where it is not too long to be carried about.
fn text_of(plan: &Plan) -> Option<String> {
    let text = plan.source.text();
    (text.len() <= TEXT_MOST_BYTES).then(|| text.to_owned())
}

fn json(document: &Report) -> io::Result<String> {
    let mut text = Vec::new();
    report::write(document, &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// One scenario is one document, several are a list of them.
pub(super) fn write_json(args: &RunArgs, documents: &[Report]) -> io::Result<()> {
    let Some(path) = &args.json else { return Ok(()) };
    let texts: Vec<String> = documents.iter().map(json).collect::<io::Result<_>>()?;
    let text = match texts.as_slice() {
        [one] => one.clone(),
        several => format!("[\n{}]\n", several.join(",\n")),
    };
    if path.as_os_str() == "-" { output::print_data(&text) } else { output::write_file(path, &text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_that_is_changed_while_it_runs_is_quoted_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("day.yaml");
        let text = "version: 1\nduration: 1h\nagents: [{name: desk, script: phone_agent, queue: sales}]\n";
        std::fs::write(&file, text).unwrap();
        let plan = rushhour_script::load_plan(&file, &Default::default(), &rushhour_scenario::Disk).unwrap();
        std::fs::write(&file, "changed").unwrap();
        assert_eq!(text_of(&plan).as_deref(), Some(text));
    }
}
