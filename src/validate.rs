//! `rushhour validate`: the queues of the textbooks, theory beside simulation.

use std::fmt::Write;
use std::io;

use super::args::ValidateArgs;
use super::{interrupt, output};
use crate::embedded::{Embedded, embedded};
use rushhour_engine::nearest::did_you_mean;
use rushhour_report::ExitCode;
use rushhour_tools::validation::{CASES, Case, Row};

/// What the cases run.
const FILES: Embedded =
    embedded!["scenarios/erlang.yaml", "scripts/erlang_agent.rhai", "scripts/erlang_caller.rhai"];

/// Runs the cases that are asked for, or all.
pub(super) fn validate(args: &ValidateArgs) -> io::Result<ExitCode> {
    let unknown = args.cases.iter().find(|name| !CASES.iter().any(|case| case.name.eq_ignore_ascii_case(name)));
    if let Some(name) = unknown {
        let hint = did_you_mean(name, CASES.iter().map(|case| case.name));
        let all = if hint.is_empty() {
            "; docs/validation.md names all of them, and without a name all are held"
        } else {
            ""
        };
        output::error_line(&format!("there is no case `{name}`{hint}{all}"));
        return Ok(ExitCode::Usage);
    }
    let wanted =
        |case: &&Case| args.cases.is_empty() || args.cases.iter().any(|name| case.name.eq_ignore_ascii_case(name));
    let jobs = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let stop = interrupt::watch();
    let mut exit = ExitCode::Success;
    if args.markdown {
        output::print(&head(args.replications))?;
    }
    for case in CASES.iter().filter(wanted) {
        let rows = case.run(&FILES, args.replications, jobs, None, &stop).map_err(io::Error::other)?;
        let Some(rows) = rows else {
            output::note(&format!("interrupted: {} was not run to its end", case.name));
            return Ok(exit.worse(ExitCode::Interrupted));
        };
        if rows.iter().any(|row| !row.agrees || !row.precise) {
            exit = exit.worse(ExitCode::ThresholdFailed);
        }
        let table = if args.markdown { markdown(case, &rows) } else { text(case, &rows) };
        output::print(&table)?;
    }
    Ok(exit)
}

fn flags(case: &Case) -> String {
    case.flags().iter().map(|(name, value)| format!("-e {name}={value}")).collect::<Vec<_>>().join(" ")
}

/// The word for how a row came out.
const fn word(row: &Row) -> &'static str {
    match (row.agrees, row.precise) {
        (true, true) => "agrees",
        (true, false) => "agrees, but the interval is wide",
        (false, _) => "DIFFERS",
    }
}

fn z(row: &Row) -> String {
    row.z.map_or_else(|| "–".to_owned(), |z| format!("{z:+.2}"))
}

fn text(case: &Case, rows: &[Row]) -> String {
    let mut table = format!("{} · {}\n", case.name, case.about);
    let _ = writeln!(table, "  {:<16}{:>12}{:>12}{:>12}{:>8}", "", "theory", "simulated", "± 95 %", "z");
    for row in rows {
        let _ = writeln!(
            table,
            "  {:<16}{:>12.6}{:>12.6}{:>12.6}{:>8}  {}",
            row.metric,
            row.exact,
            row.simulated,
            row.half_width,
            z(row),
            word(row)
        );
    }
    table.push('\n');
    table
}

fn head(replications: u32) -> String {
    format!(
        "# Validation\n\n\
         The queues of the textbooks have exact results. `scenarios/erlang.yaml` makes them by the ordinary path: scripts \
         act, the engine routes, the invariants are checked, the metrics are those of every report. Here is theory beside \
         simulation, over {replications} replications of each case. `z` is the distance in standard errors; within 4 the \
         two agree. Times are in seconds.\n\n\
         Made by `rushhour validate --markdown > docs/validation.md`. The exact results are computed by `crates/tools/crates/tools/src/theory`, \
         which is held against published values.\n"
    )
}

fn markdown(case: &Case, rows: &[Row]) -> String {
    let mut table = format!("\n## {}: {}\n\n`{}`\n\n", case.name, case.about, flags(case));
    table.push_str("| metric | theory | simulated | ± 95 % | z | |\n| --- | --- | --- | --- | --- | --- |\n");
    for row in rows {
        let _ = writeln!(
            table,
            "| `{}` | {:.6} | {:.6} | {:.6} | {} | {} |",
            row.metric,
            row.exact,
            row.simulated,
            row.half_width,
            z(row),
            word(row)
        );
    }
    table
}
