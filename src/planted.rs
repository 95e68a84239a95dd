//! `rushhour hunt --plant`: bugs that were planted, to see that the hunt finds them. Only in builds with the feature
//! `planted`.

use std::fmt::Write;
use std::io;
use std::path::Path;

use super::args::HuntArgs;
use super::hunt_setup::{faults_of, prepared};
use super::{interrupt, output, scenario};
use rushhour_engine::nearest::suggestion;
use rushhour_engine::planted::Planted;
use rushhour_report::ExitCode;
use rushhour_tools::hunt::{self, Found, Hunt};

/// Does what `--plant list` and `--plant all` ask for in place of a hunt, and refuses the name of a bug that does not exist.
pub(super) fn instead(args: &HuntArgs) -> io::Result<Option<ExitCode>> {
    match args.plant.as_deref() {
        Some("list") => list().map(Some),
        Some("all") => all(args).map(Some),
        Some(name) if Planted::find(name).is_none() => {
            let help = suggestion(name, Planted::ALL.iter().map(|it| it.name()), "planted bugs");
            output::error_line(&format!("there is no planted bug `{name}`: {help}"));
            Ok(Some(ExitCode::Usage))
        }
        Some(_) | None => Ok(None),
    }
}

fn broken(planted: Planted) -> String {
    match planted.invariant() {
        Some(0) => "recovery".to_owned(),
        Some(number) => format!("invariant {number}"),
        None => "liveness".to_owned(),
    }
}

fn list() -> io::Result<ExitCode> {
    let mut text = String::new();
    for planted in Planted::ALL {
        let _ = writeln!(text, "{:<32} {:<13} {}", planted.name(), broken(*planted), planted.about());
    }
    output::print(&text)?;
    Ok(ExitCode::Success)
}

/// Hunts for each planted bug, and makes a table.
fn all(args: &HuntArgs) -> io::Result<ExitCode> {
    let Some(file) = args.scenario_file.as_deref() else {
        output::error_line("--plant all needs a scenario to hunt in");
        return Ok(ExitCode::Usage);
    };
    let plan = match scenario::load(file, &args.scenario, None) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    let faults = faults_of(args, &plan);
    let first = plan.seed;
    let stop = interrupt::watch();
    let prepared = prepared(args, plan, faults);
    let mut rows = Vec::new();
    for planted in Planted::ALL {
        let mut hunted = Hunt {
            seeds: (first..first + u64::from(args.seeds)).collect(),
            planted: Some(planted.name().to_owned()),
            keeps_going: false,
            verifies: planted.invariant() == Some(30),
            ..prepared.clone()
        };
        if hunted.verifies {
            // A restart would show it too, as a recovery that goes another way.
            hunted.plan = hunted.plan.with_faults(Vec::new());
        }
        let clock = quanta::Instant::now();
        let mut found = None;
        let tally = hunt::hunt(&hunted, &stop, |_| {}, |it| found = Some(it)).map_err(io::Error::other)?;
        if tally.interrupted {
            return Ok(ExitCode::Interrupted);
        }
        let row = Row { planted: *planted, found, seeds: tally.seeds, seconds: clock.elapsed().as_secs_f64() };
        if !args.quiet {
            output::note(&row.line());
        }
        rows.push(row);
    }
    if args.markdown {
        output::print(&markdown(file, &rows))?;
    }
    let all_found = rows.iter().all(|row| row.found.is_some());
    Ok(if all_found { ExitCode::Success } else { ExitCode::ThresholdFailed })
}

/// What came of one planted bug.
struct Row {
    planted: Planted,
    found: Option<Found>,
    seeds: u64,
    seconds: f64,
}

impl Row {
    fn steps(&self) -> Option<(usize, usize)> {
        let shrunk = &self.found.as_ref()?.shrunk;
        Some((shrunk.steps_before, shrunk.outcome.steps_taken()))
    }

    fn line(&self) -> String {
        let name = self.planted.name();
        match (&self.found, self.steps()) {
            (Some(found), Some((before, after))) => format!(
                "{name}: {} seeds, {before} → {after} steps, {:.1} s: {}",
                self.seeds, self.seconds, found.finding
            ),
            (_, _) => format!("{name}: NOT FOUND in {} seeds, {:.1} s", self.seeds, self.seconds),
        }
    }
}

fn markdown(file: &Path, rows: &[Row]) -> String {
    let mut text = String::new();
    let mut after: Vec<usize> = rows.iter().filter_map(|row| row.steps().map(|(_, after)| after)).collect();
    after.sort_unstable();
    let (median, most) = (after.get(after.len() / 2).copied().unwrap_or(0), after.last().copied().unwrap_or(0));
    let found = rows.iter().filter(|row| row.found.is_some()).count();
    let _ = writeln!(
        text,
        "Found: {found} of {}. Steps after shrinking: {median} in the median, {most} at most. Scenario: `{}`.\n",
        rows.len(),
        file.display()
    );
    text.push_str("| planted bug | breaks | found as | seeds | steps before | after | seconds |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for row in rows {
        let shown = row.found.as_ref().map_or("not found", |found| found.finding.name.as_str());
        let steps = |steps: Option<usize>| steps.map_or_else(|| "–".to_owned(), |steps| steps.to_string());
        let _ = writeln!(
            text,
            "| `{}`: {} | {} | {shown} | {} | {} | {} | {:.1} |",
            row.planted.name(),
            row.planted.about(),
            broken(row.planted),
            row.seeds,
            steps(row.steps().map(|(before, _)| before)),
            steps(row.steps().map(|(_, after)| after)),
            row.seconds
        );
    }
    text
}
