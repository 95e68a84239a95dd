//! `rushhour hunt`: many seeds, and the least of what they show.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::args::{FaultsArg, HuntArgs};
use super::{interrupt, output, scenario};
use crate::hunt::{self, FaultsOf, Found, Hunt, Package, PastSeeds, Source, Tally, package};
use crate::report::ExitCode;
use crate::scenario::Disk;
use crate::scenario::plan::Plan;

/// A hunt of a time has no number of seeds: it ends when the time is over.
const SEEDS_MAX: u64 = 1_000_000_000;

/// Hunts, writes what it finds, and says so.
pub(super) fn hunt(args: &HuntArgs) -> io::Result<ExitCode> {
    let Some(plan) = scenario::load(&args.scenario_file, &args.scenario, None) else {
        return Ok(ExitCode::Invalid);
    };
    let faults = faults_of(args, &plan);
    let out = args.out.clone().unwrap_or_else(|| Path::new("reports/hunt").join(stem(&args.scenario_file)));
    let mut past = PastSeeds::read(&out.join(SEEDS_FILE))?;
    let stop = interrupt::watch();
    let hunted = Hunt {
        seeds: seeds(args, plan.seed, &past),
        plan: faults.put_into(plan),
        jobs: args.jobs.map_or_else(all_cores, usize::from),
        keeps_going: args.keep_going,
        swarm: !args.no_swarm,
        settle: args.settle,
        shrink_runs: args.shrink_runs,
        planted: None,
    };
    let overrides = scenario::overrides(&args.scenario, None);
    let source =
        Source { path: &args.scenario_file, overrides: &overrides, files: &Disk, faults, settle: args.settle };
    let clock = quanta::Instant::now();
    let is_time_up = |stop: &AtomicBool| {
        if args.time.is_some_and(|time| clock.elapsed().as_secs_f64() >= time.as_secs_f64()) {
            stop.store(true, Ordering::Relaxed);
            true
        } else {
            false
        }
    };
    let mut time_is_up = false;
    let mut written: Vec<(Found, Package, PathBuf)> = Vec::new();
    let mut failed: Option<io::Error> = None;
    let told = hunt::hunt(
        &hunted,
        &stop,
        |tally| {
            time_is_up |= is_time_up(&stop);
            progress(args, tally);
        },
        |found| {
            if let Err(error) = take(args, &out, source, &mut past, found, &mut written) {
                failed.get_or_insert(error);
            }
        },
    );
    let mut tally = match told {
        Ok(tally) => tally,
        Err(problems) => {
            let said = problems.first().map(ToString::to_string).unwrap_or_default();
            return Err(io::Error::other(said));
        }
    };
    if let Some(error) = failed {
        return Err(error);
    }
    // A hunt of a time ends by its time, which is no interrupt.
    tally.interrupted &= !time_is_up;
    if args.json {
        output::print(&as_json(&tally, &written)?)?;
    } else if !args.quiet {
        output::print(&summary(&tally))?;
    }
    Ok(match (written.is_empty(), tally.interrupted) {
        (false, _) => ExitCode::InvariantViolated,
        (true, true) => ExitCode::Interrupted,
        (true, false) => ExitCode::Success,
    })
}

const SEEDS_FILE: &str = "seeds.json";

fn all_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn faults_of(args: &HuntArgs, plan: &Plan) -> FaultsOf {
    match args.faults {
        Some(FaultsArg::Standard) => FaultsOf::Standard,
        Some(FaultsArg::Scenario) => FaultsOf::Scenario,
        Some(FaultsArg::None) => FaultsOf::None,
        None => FaultsOf::usual(plan),
    }
}

/// Past ones first, then those that are asked for.
fn seeds(args: &HuntArgs, first: u64, past: &PastSeeds) -> Vec<u64> {
    let count = if args.time.is_some() { 100_000 } else { u64::from(args.seeds) };
    let mut seeds = past.seeds();
    let known: std::collections::BTreeSet<u64> = seeds.iter().copied().collect();
    let asked = (first..first.saturating_add(count.min(SEEDS_MAX))).filter(|seed| !known.contains(seed));
    seeds.extend(asked);
    seeds
}

/// Writes a finding's directory, remembers its seed, and says where it is.
fn take(
    args: &HuntArgs,
    out: &Path,
    source: Source<'_>,
    past: &mut PastSeeds,
    found: Found,
    written: &mut Vec<(Found, Package, PathBuf)>,
) -> io::Result<()> {
    let slug = found.finding.cause().slug();
    let folder = out.join(format!("{slug}-{}", found.seed));
    // Not to be interrupted: what was found is to be kept.
    let Some(package) = package(&found, source, &AtomicBool::new(false)) else {
        let message = format!("seed {} shows {}, but no directory of it does", found.seed, found.finding);
        return Err(io::Error::other(message));
    };
    for (name, text) in &package.files {
        output::write_file(&folder.join(name), text)?;
    }
    past.remember(found.seed, slug);
    output::write_file(&out.join(SEEDS_FILE), &past.text())?;
    if !args.quiet && !args.json {
        output::print(&told(&found, &package, &folder))?;
    }
    written.push((found, package, folder));
    Ok(())
}

fn told(found: &Found, package: &Package, folder: &Path) -> String {
    let reproduction = &package.reproduction;
    format!(
        "✗ seed {}: {}\n  {} steps of {} after {} runs; options of the seed: {}\n  rushhour replay {}\n\n",
        found.seed,
        reproduction.finding,
        reproduction.steps,
        reproduction.steps_before,
        found.shrunk.runs,
        found.swarm.words(),
        folder.display()
    )
}

fn progress(args: &HuntArgs, tally: &Tally) {
    if !args.quiet && !args.json && tally.seeds.is_multiple_of(100) {
        output::note(&format!("{} seeds, {} causes", tally.seeds, tally.causes.len()));
    }
}

fn summary(tally: &Tally) -> String {
    let mut text = match tally.causes.len() {
        0 => format!("✓ {} seeds, nothing found\n", tally.seeds),
        causes => {
            let seeds: u64 = tally.causes.iter().map(|(_, _, seeds)| seeds).sum();
            format!("{} seeds, of which {seeds} show something; causes: {causes}\n", tally.seeds)
        }
    };
    if tally.scripts_only_under_faults > 0 {
        text.push_str(&format!(
            "  in {} of them a script failed, or a check, only because of faults: that is no finding\n",
            tally.scripts_only_under_faults
        ));
    }
    if tally.interrupted {
        text.push_str("  interrupted\n");
    }
    text
}

fn as_json(tally: &Tally, written: &[(Found, Package, PathBuf)]) -> io::Result<String> {
    let findings = written.iter().map(|(found, package, folder)| {
        json!({
            "seed": found.seed,
            "finding": package.reproduction.finding,
            "steps": package.reproduction.steps,
            "steps_before": package.reproduction.steps_before,
            "runs": found.shrunk.runs,
            "digest": package.reproduction.digest,
            "options": found.swarm,
            "directory": folder.display().to_string(),
        })
    });
    let document = json!({
        "version": 1,
        "seeds": tally.seeds,
        "findings": findings.collect::<Vec<_>>(),
        "seeds_by_cause": tally.causes.iter().map(|(cause, first, seeds)| {
            json!({"cause": cause.slug(), "first_seed": first, "seeds": seeds})
        }).collect::<Vec<_>>(),
        "scripts_only_under_faults": tally.scripts_only_under_faults,
        "interrupted": tally.interrupted,
    });
    Ok(serde_json::to_string_pretty(&document).map_err(io::Error::other)? + "\n")
}
