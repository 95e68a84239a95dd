//! `rushhour replay`: a finding again, step by step.

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::args::ReplayArgs;
use super::output;
use rushhour_engine::units::SimTime;
use rushhour_report::ExitCode;
use rushhour_scenario::Disk;
use rushhour_tools::hunt::{self, FINDING_FILE, Line, ReplayError, Reproduction, Timeline};

/// Runs a finding again and tells what happened.
pub(super) fn replay(args: &ReplayArgs) -> io::Result<ExitCode> {
    let file = if args.file.is_dir() { args.file.join(FINDING_FILE) } else { args.file.clone() };
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(&file).map_err(named)?;
    let reproduction = match Reproduction::read(&text) {
        Ok(reproduction) => reproduction,
        Err(error) => return Ok(invalid(&file, &error.to_string())),
    };
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let (outcome, timeline) = match hunt::replay(&reproduction, folder, &Disk, &AtomicBool::new(false)) {
        Ok((_, outcome, timeline)) => (outcome, timeline),
        Err(ReplayError::Invalid(message)) => return Ok(invalid(&file, &message)),
        // A bug is said as any error is.
        Err(error @ ReplayError::Run(_)) => return Err(io::Error::other(error)),
    };
    if !args.quiet {
        output::print(&tell(args, &timeline)?)?;
    }
    let cause = reproduction.finding.cause();
    let shown = outcome.findings.iter().find(|finding| finding.cause() == cause);
    let agrees = outcome.digest == reproduction.digest;
    let word = match (shown, agrees) {
        (Some(finding), true) => format!("✗ {finding}\n  the same run: digest {}\n", outcome.digest),
        (Some(finding), false) => format!(
            "✗ {finding}\n  but not the same run: the digest is {}, and was {}; was the scenario changed?\n",
            outcome.digest, reproduction.digest
        ),
        (None, _) => format!("✓ the finding is not there any more: {}\n", reproduction.finding),
    };
    if !args.quiet && !args.json {
        output::print(&word)?;
    } else if !args.quiet {
        output::note(word.trim_end());
    }
    Ok(if shown.is_some() { ExitCode::InvariantViolated } else { ExitCode::Success })
}

fn invalid(file: &Path, message: &str) -> ExitCode {
    output::error_line(&format!("{}: {message}", file.display()));
    ExitCode::Invalid
}

/// The timeline, as far as it is asked for.
fn tell(args: &ReplayArgs, timeline: &Timeline) -> io::Result<String> {
    let until = args.until.map_or(SimTime::MAX, |until| SimTime::ZERO + until);
    let all = match &args.around {
        Some(entity) => timeline.around(entity),
        None => timeline.lines().iter().collect(),
    };
    let lines: Vec<&Line> = all.into_iter().filter(|line| line.at <= until).collect();
    if args.json {
        let line = |line: &&Line| Ok(serde_json::to_string(line).map_err(io::Error::other)? + "\n");
        return lines.iter().map(line).collect();
    }
    Ok(Timeline::text(lines) + "\n")
}
