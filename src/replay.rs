//! `rushhour replay`: a finding of a hunt again, step by step; or a show as it was recorded.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::ReplayArgs;
use super::live::RECORD_FILE;
use super::{given, interrupt, output};
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_live::{self as live, RecordedShow};
use rushhour_measure::Truncation;
use rushhour_report::ExitCode;
use rushhour_scenario::Disk;
use rushhour_sim::Quiet;
use rushhour_tools::hunt::{self, FINDING_FILE, Line, ReplayError, Reproduction, Timeline};
use rushhour_tools::run;

/// Runs a finding or a recorded show again and tells what happened.
pub(super) fn replay(args: &ReplayArgs) -> io::Result<ExitCode> {
    let stop = interrupt::watch();
    let Some(file) = file_of(&args.file) else {
        let what = format!("there is neither {FINDING_FILE} nor {RECORD_FILE} in it");
        output::error_line(&format!("{}: {what}", args.file.display()));
        return Ok(ExitCode::Usage);
    };
    let text = match given::read(&file) {
        Ok(text) => text,
        Err(code) => return Ok(code),
    };
    if live::is_record(&text) {
        return match live::read_record(&text) {
            Ok(recorded) => show(args, &recorded, &stop),
            Err(error) => Ok(invalid(&file, &format!("{error}\n  help: {}", error.help))),
        };
    }
    match Reproduction::read(&text) {
        Ok(reproduction) => finding(args, &file, &reproduction, &stop),
        Err(error) => Ok(invalid(&file, &error.to_string())),
    }
}

/// The file that is meant: of a directory, the finding or the record in it, if there is one.
fn file_of(given: &Path) -> Option<PathBuf> {
    if !given.is_dir() {
        return Some(given.to_path_buf());
    }
    [FINDING_FILE, RECORD_FILE].map(|name| given.join(name)).into_iter().find(|file| file.is_file())
}

/// A finding again.
fn finding(
    args: &ReplayArgs,
    file: &Path,
    reproduction: &Reproduction,
    stop: &AtomicBool,
) -> io::Result<ExitCode> {
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let (outcome, timeline) = match hunt::replay(reproduction, folder, &Disk, stop) {
        Ok((_, outcome, timeline)) => (outcome, timeline),
        Err(ReplayError::Invalid(message)) => return Ok(invalid(file, &message)),
        // A bug is said as any error is.
        Err(error @ ReplayError::Run(_)) => return Err(io::Error::other(error)),
    };
    if !args.quiet {
        print(args, &tell(args, &timeline, |_| true)?)?;
    }
    if stop.load(Ordering::Relaxed) {
        return interrupted(args);
    }
    let cause = reproduction.finding.cause();
    let shown = outcome.findings.iter().find(|finding| finding.cause() == cause);
    let word = match (shown, outcome.digest == reproduction.digest) {
        (Some(finding), true) => format!("✗ {finding}\n  the same run: digest {}\n", outcome.digest),
        (Some(finding), false) => format!(
            "✗ {finding}\n  but not the same run: the digest is {}, and was {}; was the scenario changed?\n",
            outcome.digest, reproduction.digest
        ),
        (None, _) => format!("✓ the finding is not there any more: {}\n", reproduction.finding),
    };
    say(args, &word)?;
    Ok(if shown.is_some() { ExitCode::InvariantViolated } else { ExitCode::Success })
}

/// A show again, in virtual time. Of all that happened, what the trainer and the timeline did is told, and what went wrong,
/// unless somebody asks for one entity.
fn show(args: &ReplayArgs, recorded: &RecordedShow, stop: &AtomicBool) -> io::Result<ExitCode> {
    let RecordedShow { plan, digest } = recorded;
    for warning in plan.warnings.iter().filter(|_| !args.quiet) {
        output::note(&format!("warning: {warning}"));
    }
    // What is measured makes no difference to the digest, unless a threshold ends the run by it.
    let measured = if plan.thresholds.iter().any(|threshold| threshold.abort.is_some()) {
        run::resolve_warmup(plan, 1, stop, &Quiet).map_err(io::Error::other)?
    } else {
        Some(Truncation::Stated(SimSpan::ZERO))
    };
    let Some(measured) = measured else { return interrupted(args) };
    let ran = run::watched(plan, measured, 0, stop, &Quiet, Timeline::of(plan));
    let (replication, timeline) = ran.map_err(io::Error::other)?;
    if !args.quiet {
        let is_of_the_show = |line: &Line| matches!(line.kind, "show" | "fault" | "finding");
        print(args, &tell(args, &timeline, is_of_the_show)?)?;
    }
    for finding in hunt::Finding::of(&replication.finished) {
        say(args, &format!("✗ {finding}\n"))?;
    }
    if replication.finished.interrupted {
        return interrupted(args);
    }
    let now = replication.observed.digest();
    let (word, code) = match digest {
        Some(then) if *then == now => (format!("✓ the same show: digest {now}\n"), ExitCode::Success),
        Some(then) => {
            (format!("✗ not the same show: the digest is {now}, and was {then}\n"), ExitCode::InvariantViolated)
        }
        None => (
            format!("✓ digest {now}; the show itself was interrupted, so there is none to hold it against\n"),
            ExitCode::Success,
        ),
    };
    say(args, &word)?;
    Ok(code)
}

/// A replay that was told to stop has shown nothing either way.
fn interrupted(args: &ReplayArgs) -> io::Result<ExitCode> {
    say(args, "interrupted: whether it is the same can't be said\n")?;
    Ok(ExitCode::Interrupted)
}

/// Prints a timeline, which is for people or for programs.
fn print(args: &ReplayArgs, timeline: &str) -> io::Result<()> {
    if args.json { output::print_data(timeline) } else { output::print(timeline) }
}

/// Says how it went, where stdout is not for lines of JSON.
fn say(args: &ReplayArgs, word: &str) -> io::Result<()> {
    if !args.quiet && !args.json {
        output::print(word)?;
    } else if !args.quiet {
        output::note(word.trim_end());
    }
    Ok(())
}

fn invalid(file: &Path, message: &str) -> ExitCode {
    output::error_line(&format!("{}: {message}", file.display()));
    ExitCode::Invalid
}

/// The timeline, as far as it is asked for; where nobody is named, of those lines.
fn tell(args: &ReplayArgs, timeline: &Timeline, otherwise: impl Fn(&Line) -> bool) -> io::Result<String> {
    let until = args.until.map_or(SimTime::MAX, |until| SimTime::ZERO + until);
    let all = match &args.around {
        Some(entity) => timeline.around(entity),
        None => timeline.lines().iter().filter(|line| otherwise(line)).collect(),
    };
    let lines: Vec<&Line> = all.into_iter().filter(|line| line.at <= until).collect();
    if args.json {
        let line = |line: &&Line| Ok(serde_json::to_string(line).map_err(io::Error::other)? + "\n");
        return lines.iter().map(line).collect();
    }
    Ok(Timeline::text(lines) + "\n")
}
