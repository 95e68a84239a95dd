//! `rushhour hunt`: many seeds, and the least of what they show.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use serde_json::json;

use super::args::HuntArgs;
use super::hunt_setup::{faults_of, prepared, settle};
use super::overwriting::Touched;
use super::remedies::exit_code;
use super::{bug, interrupt, output, scenario, whole_files};
use rushhour_measure::{Breakdown, BreakdownCause};
use rushhour_render::FileNames;
use rushhour_report::ExitCode;
use rushhour_scenario::{FileKind, read_file};
use rushhour_script::Shortage;
use rushhour_tools::hunt::{self, Circumstances, FindingKind, Found, Hunt, Package, PastSeeds, Tally, package};

/// A hunt of a time has no number of seeds: it ends when the time is over.
const SEEDS_MAX: u64 = 1_000_000_000;

/// Hunts, writes what it finds, and says so.
pub(super) fn hunt(args: &HuntArgs) -> io::Result<ExitCode> {
    #[cfg(feature = "planted")]
    if let Some(done) = super::planted::instead(args)? {
        return Ok(done);
    }
    let stop = interrupt::watch();
    // The command line asks for it.
    let file = args.scenario_file.as_deref().unwrap_or_else(|| Path::new(""));
    let plan = match scenario::load(file, &args.scenario, None) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    if scenario::is_refused(&plan, &args.scenario) {
        return Ok(ExitCode::Invalid);
    }
    if args.time.is_none() && plan.seed.checked_add(u64::from(args.seeds) - 1).is_none() {
        let (seeds, first) = (args.seeds, plan.seed);
        output::error_line(&format!(
            "there are no {seeds} seeds from {first} on, and {} is the last one: write fewer --seeds, or a smaller --seed",
            u64::MAX
        ));
        return Ok(ExitCode::Usage);
    }
    let plan_drain = plan.drain;
    if let Some(settle) = args.settle.filter(|settle| *settle > hunt::SETTLE_MAX) {
        let most = hunt::SETTLE_MAX.as_secs_f64() / 86_400.0;
        output::error_line(&format!("--settle {settle}: write at most {most}d, which is as long as any run"));
        return Ok(ExitCode::Usage);
    }
    let faults = faults_of(args, &plan);
    let mut touched = Touched::default();
    touched.reads_plan(&plan);
    // What nobody can write into is told as that, before anything is sought in it.
    if let Some(out) = &args.out {
        touched.writes_into(out, |path| path == Path::new(SEEDS_FILE));
        if let Err(code) = touched.check_and_try() {
            return Ok(code);
        }
    }
    let (out, mut past) = match directory(args, file) {
        Ok(found) => found,
        Err(error) => {
            output::error_line(&error.to_string());
            let is_opened = error.kind() == io::ErrorKind::InvalidData;
            return Ok(if is_opened { ExitCode::Invalid } else { exit_code(&error, ExitCode::Usage) });
        }
    };
    if args.out.is_none() {
        touched.writes_into(&out, |path| path == Path::new(SEEDS_FILE));
        if let Err(code) = touched.check_and_try() {
            return Ok(code);
        }
    }
    let is_shared = past.of_another(file).map(ToOwned::to_owned);
    if let Some(other) = &is_shared {
        let (out, file) = (out.display(), file.display());
        output::note(&format!("warning: {out} has findings of {other}; those of {file} are written beside them"));
    }
    past.begin(file);
    let hunted = Hunt { seeds: seeds(args, plan.seed, &past), ..prepared(args, plan, faults) };
    let hunted_with = Circumstances { faults, settle: settle(args, plan_drain) };
    let mut keeper = Keeper {
        args,
        out: &out,
        touched,
        is_shared: is_shared.is_some(),
        folders: FileNames::default(),
        file,
        hunted_with,
        past,
        written: Vec::new(),
        breakdowns: Vec::new(),
        failed: None,
    };
    let clock = quanta::Instant::now();
    let mut time_is_up = false;
    let told = hunt::hunt(
        &hunted,
        &stop,
        |tally| {
            if args.time.is_some_and(|time| clock.elapsed().as_secs_f64() >= time.as_secs_f64()) {
                time_is_up = true;
                stop.store(true, Ordering::Relaxed);
            }
            progress(args, tally);
        },
        |found| keeper.keep(found),
    );
    let mut tally = told.map_err(io::Error::other)?;
    tally.breakdowns.append(&mut keeper.breakdowns);
    for found in &tally.breakdowns {
        bug::say(found);
        if !found.is_bug() {
            continue;
        }
        output::note(&format!("  {}", shows_again(args, file, found)));
        if let Err(error) = keeper.remember(found.seed, "bug".to_owned()) {
            keeper.failed.get_or_insert(error);
        }
    }
    let Keeper { written, failed, .. } = keeper;
    let is_written = output::told(failed.map_or(Ok(()), Err));
    // A hunt of a time ends by its time, which is no interrupt.
    tally.interrupted &= !time_is_up;
    let printed = if args.json {
        let bugs = tally.breakdowns.iter().filter(|found| found.is_bug());
        let bugs = bugs.map(|found| (found, shows_again(args, file, found)));
        output::print_data(&as_json(&tally, &written, bugs)?)
    } else if !args.quiet {
        output::print(&summary(&tally))
    } else {
        Ok(())
    };
    let is_told = is_written.worse(output::told(printed));
    Ok(is_told.worse(ExitCode::gravest([
        (!tally.breakdowns.is_empty(), ExitCode::Unexpected),
        (!written.is_empty(), ExitCode::InvariantViolated),
        (tally.interrupted, ExitCode::Interrupted),
    ])))
}

/// A finding, and its directory where it has one.
type Written = (Found, Option<(Package, PathBuf)>);

const SEEDS_FILE: &str = "seeds.json";

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// Where findings go, and the seeds that are remembered there. Where nobody names a directory, two scenarios with files of
/// the same name have one each.
fn directory(args: &HuntArgs, file: &Path) -> io::Result<(PathBuf, PastSeeds)> {
    let mut folders = FileNames::default();
    loop {
        let own = || Path::new("reports/hunt").join(folders.name(&stem(file)));
        let out = args.out.clone().unwrap_or_else(own);
        let past = PastSeeds::read(&out.join(SEEDS_FILE))?;
        if args.out.is_some() || past.of_another(file).is_none() {
            return Ok((out, past));
        }
    }
}

/// Past ones first, then those that are asked for.
fn seeds(args: &HuntArgs, first: u64, past: &PastSeeds) -> Vec<u64> {
    let count = if args.time.is_some() { 100_000 } else { u64::from(args.seeds) };
    let mut seeds = past.seeds();
    let known: std::collections::BTreeSet<u64> = seeds.iter().copied().collect();
    let last = first.saturating_add(count.clamp(1, SEEDS_MAX) - 1);
    let asked = (first..=last).filter(|seed| !known.contains(seed));
    seeds.extend(asked);
    seeds
}

/// Writes what is found, as it comes.
struct Keeper<'a> {
    args: &'a HuntArgs,
    out: &'a Path,
    /// What the hunt reads, which no finding may take the place of.
    touched: Touched,
    /// Whether another scenario's findings are there too.
    is_shared: bool,
    /// The directories of this hunt.
    folders: FileNames,
    file: &'a Path,
    hunted_with: Circumstances,
    past: PastSeeds,
    written: Vec<Written>,
    /// What no directory could be made of, by a bug of our own.
    breakdowns: Vec<Breakdown>,
    /// The first thing that could not be written.
    failed: Option<io::Error>,
}

impl Keeper<'_> {
    /// A finding that can't be written is one all the same.
    fn keep(&mut self, found: Found) {
        let directory = self.write(&found).unwrap_or_else(|error| {
            self.failed.get_or_insert(error);
            None
        });
        self.written.push((found, directory));
    }

    /// Remembers a seed, to be tried first the next time.
    fn remember(&mut self, seed: u64, cause: String) -> io::Result<()> {
        self.past.remember(seed, cause);
        output::write_file(&self.out.join(SEEDS_FILE), &self.past.text())
    }

    /// Writes a finding's directory, remembers its seed, and says where it is.
    fn write(&mut self, found: &Found) -> io::Result<Option<(Package, PathBuf)>> {
        let slug = found.finding.cause().slug();
        self.remember(found.seed, slug.clone())?;
        if found.finding.kind == FindingKind::Determinism {
            self.say(&differs(found, self.file))?;
            return Ok(None);
        }
        // Not to be interrupted: what was found is to be kept.
        let package = match package(found, self.hunted_with, &AtomicBool::new(false)) {
            Ok(package) => package,
            Err(bug) => {
                self.breakdowns.push(bug);
                return Ok(None);
            }
        };
        let folder = self.folder(&format!("{slug}-{}", found.seed), &package.reproduction.finding.name);
        // They wait in the directory of the hunt, where the next one takes away what a killed one has left.
        let within = folder.strip_prefix(self.out).unwrap_or(&folder);
        let files: Vec<(PathBuf, &str)> =
            package.files.iter().map(|(name, text)| (within.join(name), text.as_str())).collect();
        if let Err(error) = whole_files::write_set(self.out, &files) {
            self.say(&told(found, &package, None))?;
            return Err(error);
        }
        self.say(&told(found, &package, Some(&folder)))?;
        Ok(Some((package, folder)))
    }

    /// A directory that has no other finding: what an earlier hunt found again may be written again.
    fn folder(&mut self, name: &str, finding: &str) -> PathBuf {
        loop {
            let folder = self.out.join(self.folders.name(name));
            if self.touched.is_read_in(&folder) {
                continue;
            }
            let there = read_file(&folder.join(hunt::FINDING_FILE), FileKind::Document).ok();
            let there = there.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
            if there.is_none_or(|there| !self.is_shared && there["finding"]["name"] == finding) {
                return folder;
            }
        }
    }

    fn say(&self, text: &str) -> io::Result<()> {
        if self.args.quiet || self.args.json { Ok(()) } else { output::print(text) }
    }
}

fn differs(found: &Found, file: &Path) -> String {
    let (seed, file) = (found.seed, file.display());
    let (before, after) = (found.shrunk.steps_before, found.shrunk.outcome.steps_taken());
    format!(
        "✗ seed {seed}: {}\n  of {before} steps {after} are enough for that\n  rushhour run {file} --verify-determinism --seed {seed} names the first event\n\n",
        found.finding
    )
}

fn told(found: &Found, package: &Package, folder: Option<&Path>) -> String {
    let reproduction = &package.reproduction;
    let again = folder.map_or_else(
        || "its directory could not be written".to_owned(),
        |folder| format!("rushhour replay {}", folder.display()),
    );
    format!(
        "✗ seed {}: {}\n  {} steps of {} after {} runs; options of the seed: {}\n  {again}\n\n",
        found.seed,
        reproduction.finding,
        reproduction.steps,
        reproduction.steps_before,
        found.shrunk.runs,
        found.swarm.words(),
    )
}

/// The command that shows a bug of our own again.
fn shows_again(args: &HuntArgs, file: &Path, bug: &Breakdown) -> String {
    let mut words = vec!["rushhour hunt".to_owned(), file.display().to_string()];
    words.extend(scenario::flags(&args.scenario));
    if let Some(faults) = args.faults.and_then(|faults| faults.to_possible_value()) {
        words.extend(["--faults".to_owned(), faults.get_name().to_owned()]);
    }
    if args.no_swarm {
        words.push("--no-swarm".to_owned());
    }
    if let Some(settle) = args.settle {
        words.push(format!("--settle {}", settle.to_string().replace(' ', "")));
    }
    words.push(format!("--seed {} --seeds 1", bug.seed));
    words.join(" ")
}

fn progress(args: &HuntArgs, tally: &Tally) {
    if !args.quiet && !args.json && tally.seeds.is_multiple_of(100) {
        output::note(&format!("{} seeds, {} causes", tally.seeds, tally.causes.len()));
    }
}

fn summary(tally: &Tally) -> String {
    let mut text = match tally.causes.len() {
        0 if tally.breakdowns.is_empty() => format!("✓ {} seeds, nothing found\n", tally.seeds),
        0 => format!("{} seeds\n", tally.seeds),
        causes => {
            let seeds: u64 = tally.causes.iter().map(|(_, _, seeds)| seeds).sum();
            format!("{} seeds, of which {seeds} show something; causes: {causes}\n", tally.seeds)
        }
    };
    if tally.scripts_only_under_faults > 0 {
        text.push_str(&format!(
            "  in {} of them a script failed, or a check, only because of faults or of the options of its seed: that is no finding\n",
            tally.scripts_only_under_faults
        ));
    }
    match tally.breakdowns.iter().filter(|found| found.is_bug()).count() {
        0 => {}
        1 => text.push_str("✗ one of them met a bug in rushhour, which is told of above\n"),
        several => text.push_str(&format!("✗ {several} of them met a bug in rushhour, which are told of above\n")),
    }
    if let Some(short) = shortage(tally) {
        text.push_str(&format!("✗ the hunt ended there: {}\n", short.what));
    }
    if tally.interrupted {
        text.push_str("  interrupted\n");
    }
    text
}

/// What the machine had no more of, where that ended the hunt.
fn shortage(tally: &Tally) -> Option<&Shortage> {
    tally.breakdowns.iter().find_map(|found| match &found.cause {
        BreakdownCause::Machine(shortage) => Some(shortage),
        BreakdownCause::Bug { .. } => None,
    })
}

fn as_json<'a>(
    tally: &Tally,
    written: &[Written],
    bugs: impl Iterator<Item = (&'a Breakdown, String)>,
) -> io::Result<String> {
    let bugs = bugs.filter_map(|(bug, command)| {
        let BreakdownCause::Bug { place, message } = &bug.cause else { return None };
        let (seed, at) = (bug.seed, bug.at.as_secs_f64());
        Some(json!({"seed": seed, "at_s": at, "place": place, "message": message, "command": command}))
    });
    let findings = written.iter().map(|(found, written)| {
        let reproduction = written.as_ref().map(|(package, _)| &package.reproduction);
        json!({
            "seed": found.seed,
            "finding": reproduction.map_or(&found.finding, |it| &it.finding),
            "steps": reproduction.map(|it| it.steps),
            "steps_before": reproduction.map(|it| it.steps_before),
            "runs": found.shrunk.runs,
            "digest": reproduction.map(|it| &it.digest),
            "options": found.swarm,
            "directory": written.as_ref().map(|(_, folder)| folder.display().to_string()),
        })
    });
    let document = json!({
        "version": 1,
        "seeds": tally.seeds,
        "findings": findings.collect::<Vec<_>>(),
        "bugs": bugs.collect::<Vec<_>>(),
        "ended_by_the_machine": shortage(tally).map(|short| &short.what),
        "seeds_by_cause": tally.causes.iter().map(|(cause, first, seeds)| {
            json!({"cause": cause.slug(), "first_seed": first, "seeds": seeds})
        }).collect::<Vec<_>>(),
        "scripts_only_under_faults": tally.scripts_only_under_faults,
        "interrupted": tally.interrupted,
    });
    Ok(serde_json::to_string_pretty(&document).map_err(io::Error::other)? + "\n")
}
