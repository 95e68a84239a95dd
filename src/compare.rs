//! `rushhour compare`, and what `run --baseline` does after a run: reads reports and says what differs.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::args::{CompareArgs, RunArgs};
use super::overwriting::Touched;
use super::remedies::exit_code;
use super::{given, output, whole_files};
use rushhour_render::{Colour, FileNames};
use rushhour_report::{self as report, ExitCode, OutputFile, Report};
use rushhour_scenario::{FileKind, read_file, read_json};
use rushhour_tools::comparison::{self, Comparison, Options, Side};

/// The file that holds a report, in the directory of a run.
const REPORT_FILE: &str = "report.json";

/// How the files of a comparison end.
const ENDINGS: [&str; 3] = ["html", "json", "txt"];

/// Reports by the name of their scenario.
type Scenarios = IndexMap<String, Vec<Report>>;

/// Why reports could not be read, and what the program exits with then.
#[derive(Debug)]
struct Unreadable(String, ExitCode);

impl Unreadable {
    /// Tells it, and says what the program exits with.
    fn told(&self) -> ExitCode {
        output::error_line(&self.0);
        self.1
    }
}

/// Two sides that are compared.
struct Pair {
    a: Side,
    b: Side,
}

/// Compares the second side with the first, scenario by scenario where there are several.
pub(super) fn compare(args: &CompareArgs) -> io::Result<ExitCode> {
    if let Err(code) = touched(args).check() {
        return Ok(code);
    }
    let alone;
    let pairs = match (read(&args.a), read(&args.b)) {
        (Ok(a), Ok(b)) => {
            alone = alone_on_a_side(args, &a, &b);
            pairs(args, a, b)
        }
        (a, b) => {
            let errors = [a.err(), b.err()].into_iter().flatten();
            return Ok(errors.fold(ExitCode::Success, |exit, error| exit.worse(error.told())));
        }
    };
    if pairs.len() > 1 && args.out.as_deref().is_some_and(is_page) {
        output::error_line("these are several scenarios: give `-o` a directory");
        return Ok(ExitCode::Usage);
    }
    if let Err(code) = touched(args).check_and_try() {
        return Ok(code);
    }
    let options = Options { tolerances: args.tolerance.clone(), parts: args.parts, anyway: args.anyway };
    let several = pairs.len() > 1;
    let mut exit = if pairs.is_empty() { ExitCode::Invalid } else { ExitCode::Success };
    for line in &alone {
        output::note(line);
    }
    // What is not compared keeps no tolerance.
    if !alone.is_empty() && !args.tolerance.is_empty() {
        exit = exit.worse(ExitCode::ThresholdFailed);
    }
    let mut documents = Vec::new();
    let mut folders = FileNames::default();
    for Pair { a, b } in pairs {
        let Some(comparison) = compared(&a, &b, &options, &mut exit) else { continue };
        if !args.json && !args.quiet {
            let text = |colour| comparison::text(&comparison, args.all, colour);
            exit = exit.worse(output::told(output::tell(text)));
        }
        exit = exit.worse(output::told(match &args.out {
            Some(out) if is_page(out) => output::write_file(out, &comparison::page(&comparison, &a, &b)),
            Some(out) if several => write(&out.join(folders.name(&comparison.scenario)), &comparison, &a, &b),
            Some(out) => write(out, &comparison, &a, &b),
            None => Ok(()),
        }));
        documents.push(comparison);
    }
    if args.json {
        output::print_data(&match documents.as_slice() {
            [one] => json(one)?,
            several => json(several)?,
        })?;
    }
    Ok(exit)
}

/// Whether a page is meant, and not a directory.
fn is_page(out: &Path) -> bool {
    out.extension().is_some_and(|ending| ending == "html")
}

/// What is read and written.
fn touched(args: &CompareArgs) -> Touched {
    let mut touched = Touched::default();
    [&args.a, &args.b].into_iter().flat_map(|path| files(path)).for_each(|path| touched.reads(&path));
    match &args.out {
        Some(out) if is_page(out) => touched.writes("-o", out),
        Some(out) => {
            touched.writes_into(out, |path| path.file_name().is_some_and(|name| is_written(Path::new(name))))
        }
        None => {}
    }
    touched
}

/// The files that are read for a path that names reports.
pub(super) fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let folders = folders(path).unwrap_or_default();
    std::iter::once(path.to_path_buf()).chain(folders).map(|folder| folder.join(REPORT_FILE)).collect()
}

/// Whether a comparison that is written into a directory has this file.
pub(super) fn is_written(path: &Path) -> bool {
    ENDINGS.iter().any(|ending| path == Path::new(&format!("comparison.{ending}")))
}

/// Compares, tells why if that can't be done, and notes what the program is to exit with.
fn compared(a: &Side, b: &Side, options: &Options, exit: &mut ExitCode) -> Option<Comparison> {
    match comparison::compare(a, b, options) {
        Ok(comparison) => {
            if comparison.exit_code != ExitCode::Success.code() {
                *exit = exit.worse(ExitCode::ThresholdFailed);
            }
            Some(comparison)
        }
        Err(error) => {
            output::error_line(&error.to_string());
            *exit = exit.worse(match error {
                comparison::CompareError::Other(_) => ExitCode::Invalid,
                comparison::CompareError::Tolerance(_) => ExitCode::Usage,
            });
            None
        }
    }
}

/// The scenarios that one side alone has, where there are several, in a line each.
fn alone_on_a_side(args: &CompareArgs, a: &Scenarios, b: &Scenarios) -> Vec<String> {
    if a.len() == 1 && b.len() == 1 {
        return Vec::new();
    }
    let refused = if args.tolerance.is_empty() { "" } else { ", so its tolerance is not kept" };
    let alone = |path: &Path, of: &Scenarios, other: &Scenarios| {
        let names = of.keys().filter(|name| !other.contains_key(*name));
        names.map(|name| format!("`{name}` is in {} alone{refused}", path.display())).collect::<Vec<_>>()
    };
    [alone(&args.a, a, b), alone(&args.b, b, a)].concat()
}

/// What is compared with what: of several scenarios those of one name, of one scenario a side those two.
fn pairs(args: &CompareArgs, mut a: Scenarios, mut b: Scenarios) -> Vec<Pair> {
    let side = |path: &Path, runs| Side { name: path.display().to_string(), runs };
    if a.len() == 1 && b.len() == 1 {
        let runs = |of: Scenarios| of.into_values().next().unwrap_or_default();
        return vec![Pair { a: side(&args.a, runs(a)), b: side(&args.b, runs(b)) }];
    }
    let names: Vec<String> = a.keys().filter(|name| b.contains_key(*name)).cloned().collect();
    let pair = |name: &String| {
        Some(Pair { a: side(&args.a, a.shift_remove(name)?), b: side(&args.b, b.shift_remove(name)?) })
    };
    let pairs: Vec<Pair> = names.iter().filter_map(pair).collect();
    if pairs.is_empty() {
        output::error_line("no scenario is on both sides");
    }
    pairs
}

/// Where the text of a comparison goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Words {
    /// Where it was asked for.
    Stdout,
    /// Where it does not mix with what a program reads.
    Stderr,
    /// It is not wanted.
    Nowhere,
}

/// What runs are held against.
pub(super) struct Baseline {
    path: PathBuf,
    scenarios: Scenarios,
    options: Options,
}

impl Baseline {
    /// What the command line names; nothing where it names none. What can't be read is told.
    pub(super) fn of(args: &RunArgs) -> Result<Option<Self>, ExitCode> {
        let Some(path) = &args.baseline else { return Ok(None) };
        match read(path) {
            Ok(scenarios) => Ok(Some(Self {
                path: path.clone(),
                scenarios,
                options: Options { tolerances: args.tolerance.clone(), ..Options::default() },
            })),
            Err(error) => Err(error.told()),
        }
    }

    /// Holds a run against it, tells what comes out and adds it to the files that are to be written, and says what the program
    /// is to exit with. `words` says where the text goes.
    pub(super) fn hold(&self, run: &Report, words: Words, files: &mut Vec<OutputFile>) -> io::Result<ExitCode> {
        let only = if self.scenarios.len() == 1 { self.scenarios.values().next() } else { None };
        let named = self.scenarios.get(&name_and_file(run)).or_else(|| self.scenarios.get(&run.scenario.name));
        let Some(runs) = named.or(only) else {
            let (path, name) = (self.path.display(), &run.scenario.name);
            output::error_line(&format!("there is no run of `{name}` in {path}"));
            return Ok(ExitCode::Invalid);
        };
        let a = Side { name: self.path.display().to_string(), runs: runs.clone() };
        let b = Side { name: "this run".to_owned(), runs: vec![run.clone()] };
        let mut exit = ExitCode::Success;
        if let Some(comparison) = compared(&a, &b, &self.options, &mut exit) {
            match words {
                Words::Stdout => {
                    let text = |colour| format!("\n{}", comparison::text(&comparison, false, colour));
                    exit = exit.worse(output::told(output::tell(text)));
                }
                Words::Stderr => output::note(comparison::text(&comparison, false, Colour::Never).trim_end()),
                Words::Nowhere => {}
            }
            files.extend(written(&comparison, &a, &b)?);
        }
        Ok(exit)
    }
}

fn write(directory: &Path, comparison: &Comparison, a: &Side, b: &Side) -> io::Result<()> {
    let files = written(comparison, a, b)?;
    let files: Vec<(PathBuf, &str)> = files.iter().map(|file| (file.path.clone(), file.text.as_str())).collect();
    whole_files::write_set(directory, &files)
}

/// The files of a comparison, the one for programs last.
fn written(comparison: &Comparison, a: &Side, b: &Side) -> io::Result<[OutputFile; 3]> {
    let [page, data, text] = ENDINGS.map(|ending| PathBuf::from(format!("comparison.{ending}")));
    Ok([
        OutputFile { path: page, text: comparison::page(comparison, a, b) },
        OutputFile { path: text, text: comparison::text(comparison, true, Colour::Never) },
        OutputFile { path: data, text: json(comparison)? },
    ])
}

fn json<T: serde::Serialize + ?Sized>(of: &T) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(of).map_err(io::Error::other)? + "\n")
}

/// The reports that a path names: one, a list of several, that of a directory, or those of the directories in it.
fn read(path: &Path) -> Result<Scenarios, Unreadable> {
    let mut reports = Vec::new();
    if path.is_dir() {
        if path.join(REPORT_FILE).is_file() {
            reports.extend(reports_in(&path.join(REPORT_FILE))?);
        } else {
            for folder in folders(path)? {
                reports.extend(reports_in(&folder.join(REPORT_FILE))?);
            }
        }
        if reports.is_empty() {
            let message = format!(
                "{}: there is no {REPORT_FILE} in it, nor in a directory of it; `rushhour run SCENARIO -o DIR` writes one",
                path.display()
            );
            return Err(Unreadable(message, ExitCode::Usage));
        }
    } else {
        reports.extend(reports_in(path)?);
    }
    Ok(by_name(reports))
}

/// Reports by the name of their scenario; where two scenarios of different files have one name, by name and file.
fn by_name(reports: Vec<Report>) -> Scenarios {
    let is_other = |one: &Report, two: &Report| {
        let (one, two) = (&one.scenario, &two.scenario);
        one.file != two.file
            && (&one.text, &one.populations, &one.queues) != (&two.text, &two.populations, &two.queues)
    };
    let key = |report: &Report| {
        let same_name = |other: &&Report| other.scenario.name == report.scenario.name;
        let is_shared = reports.iter().filter(same_name).any(|other| is_other(report, other));
        if is_shared { name_and_file(report) } else { report.scenario.name.clone() }
    };
    let keys: Vec<String> = reports.iter().map(key).collect();
    let mut scenarios = Scenarios::new();
    for (key, report) in keys.into_iter().zip(reports) {
        scenarios.entry(key).or_default().push(report);
    }
    scenarios
}

fn name_and_file(report: &Report) -> String {
    format!("{} ({})", report.scenario.name, report.scenario.file)
}

/// The directories with a report in this one, by name.
fn folders(path: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let unreadable =
        |error: io::Error| Unreadable(format!("{}: {error}", path.display()), exit_code(&error, ExitCode::Usage));
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let folder = entry.map_err(unreadable)?.path();
        if folder.join(REPORT_FILE).is_file() {
            folders.push(folder);
        }
    }
    folders.sort();
    Ok(folders)
}

fn reports_in(path: &Path) -> Result<Vec<Report>, Unreadable> {
    let named = |error: &dyn fmt::Display| Unreadable(format!("{}: {error}", path.display()), ExitCode::Invalid);
    let text =
        read_file(path, FileKind::Document).map_err(|error| Unreadable(error.to_string(), given::code(&error)))?;
    let one = |text: &str| {
        report::read(text).map_err(|error| {
            named(&format!("{error}; `rushhour run SCENARIO -o DIR` or `--json PATH` writes one"))
        })
    };
    if !text.trim_start().starts_with('[') {
        return Ok(vec![one(&text)?]);
    }
    let list: Vec<serde_json::Value> = read_json(&text).map_err(|error| named(&error))?;
    list.iter().map(|report| one(&report.to_string())).collect()
}
