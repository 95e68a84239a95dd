//! Loading a scenario as `check` does, with everything that is then said of it.

use std::path::Path;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::{FileKind, Files, Overrides, Problem};
use rushhour_script::load_plan;

/// Prints why inputs are refused.
const SAY: &str = "RUSHHOUR_FUZZ_SAY";

/// Loads a scenario; what is wrong with it is put into words as a terminal would have them.
pub fn load(path: &str, overrides: &Overrides, files: &dyn Files) -> Option<Plan> {
    let error = match load_plan(Path::new(path), overrides, files) {
        Ok(plan) => return Some(plan),
        Err(error) => error,
    };
    assert!(!error.problems().is_empty(), "it is refused, and nobody says why");
    error
        .problems()
        .iter()
        .for_each(|problem| say(&format_args!("{}: {problem}; {:?}", problem.file, problem.help)));
    // To lay one out for a terminal takes ten times as long as all the rest, so some are.
    let mut is_shown = error.problems()[0].message.len().is_multiple_of(8);
    for problem in error.problems() {
        assert!(!problem.message.is_empty(), "something is wrong at `{}`, and nobody says what", problem.path);
        if std::mem::take(&mut is_shown) && is_laid_out(problem, files) {
            show(problem);
        }
        assert!(!problem.to_string().is_empty(), "it can't be said");
        if let Some((line, column)) = problem.location
            && problem.file == path
            && let Ok(text) = files.read(Path::new(path), FileKind::Scenario)
        {
            stands(&text, line, column);
        }
    }
    None
}

/// Whether a terminal can show the file as it is. Where a line has no place in the numbers that it is laid out with, the
/// command line quotes a part of it.
fn is_laid_out(problem: &Problem, files: &dyn Files) -> bool {
    const LAID_OUT: usize = 60_000;
    let text = files.read(Path::new(&problem.file), FileKind::Scenario).unwrap_or_default();
    text.split('\n').all(|line| line.len() < LAID_OUT)
}

/// Prints why something is refused, for whoever wonders.
pub fn say(why: &impl std::fmt::Display) {
    if std::env::var_os(SAY).is_some() {
        println!("{why}");
    }
}

/// Puts a problem into words.
pub fn show(problem: &dyn Diagnostic) {
    let handler = GraphicalReportHandler::new().with_links(false).with_theme(GraphicalTheme::unicode_nocolor());
    let mut told = String::new();
    assert!(handler.render_report(&mut told, problem).is_ok(), "it can't be said: {problem}");
}

/// A place that is told is one that is there, or the one right behind the end.
fn stands(text: &str, line: u32, column: u32) {
    let told = text.trim_start_matches('\u{feff}').split('\n').nth((line as usize).saturating_sub(1));
    let length = told.map(|line| line.chars().count());
    let is_there = line >= 1 && column >= 1 && length.is_some_and(|length| column as usize <= length + 1);
    assert!(is_there, "there is no place {line}:{column} in it (the line has {length:?} characters)");
}
