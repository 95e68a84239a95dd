//! `rushhour report`: everything that can be made of a stored report, made again.

use std::io;
use std::path::{Path, PathBuf};

use super::args::ReportArgs;
use super::overwriting::Touched;
use super::{given, output, run};
use rushhour_report::{self as report, ExitCode};

/// The file that holds a report, in the directory of a run.
const REPORT_FILE: &str = "report.json";

/// Reads reports and writes what is made of them beside them.
pub(super) fn report(args: &ReportArgs) -> io::Result<ExitCode> {
    if args.schema {
        output::print_data(&report::schema())?;
        return Ok(ExitCode::Success);
    }
    let files: Vec<PathBuf> = args
        .reports
        .iter()
        .map(|path| if path.is_dir() { path.join(REPORT_FILE) } else { path.clone() })
        .collect();
    let mut touched = Touched::default();
    for file in &files {
        touched.reads(file);
        touched.writes_into(&args.out.clone().unwrap_or_else(|| folder(file)), report::is_view);
    }
    if let Err(code) = touched.check() {
        return Ok(code);
    }
    let mut is_tried = false;
    let mut exit = ExitCode::Success;
    for file in files {
        let text = match given::read(&file) {
            Ok(text) => text,
            Err(code) => {
                exit = exit.worse(code);
                continue;
            }
        };
        let document = match report::read(&text) {
            Ok(document) => document,
            Err(error) => {
                output::error_line(&format!(
                    "{}: {error}; `rushhour run SCENARIO -o DIR` writes one",
                    file.display()
                ));
                exit = exit.worse(ExitCode::Invalid);
                continue;
            }
        };
        // A report that is not there is told before a directory is made.
        if !std::mem::replace(&mut is_tried, true)
            && let Err(code) = touched.check_and_try()
        {
            return Ok(exit.worse(code));
        }
        let directory = args.out.clone().unwrap_or_else(|| folder(&file));
        let written = output::told(run::write_views(&directory, &document));
        exit = exit.worse(written);
        if !args.quiet {
            exit = exit.worse(output::told(output::tell(|colour| report::summary(&document, colour))));
        }
        if !args.quiet && written == ExitCode::Success {
            output::note(&format!("written: {}", directory.join("report.html").display()));
        }
    }
    Ok(exit)
}

fn folder(file: &Path) -> PathBuf {
    file.parent().unwrap_or_else(|| Path::new("")).to_path_buf()
}
