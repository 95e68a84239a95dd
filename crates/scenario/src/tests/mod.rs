//! Scenarios, good and bad, from text to plan or to the message that people read.

mod bad_arrivals;
mod bad_command_line;
mod bad_names;
mod bad_settings;
mod bad_text;
mod days;
mod empirical;
mod good;
mod good_settings;
mod skills;
mod variations;
mod workflow;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::plan::Plan;
use super::{BuiltIns, FileKind, Files, LoadError, Overrides, load_with};

/// Files in memory.
#[derive(Clone, Default)]
struct Memory(BTreeMap<PathBuf, String>);

impl Files for Memory {
    fn read(&self, path: &Path, _: FileKind) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A scenario and what lies beside it.
#[derive(Default)]
struct Case {
    files: Memory,
    overrides: Overrides,
}

impl Case {
    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.0.insert(PathBuf::from(path), text.to_owned());
        self
    }
    fn var(mut self, name: &str, value: &str) -> Self {
        self.overrides.vars.push((name.to_owned(), value.to_owned()));
        self
    }
    fn set(mut self, path: &str, value: &str) -> Self {
        self.overrides.set.push((path.to_owned(), value.to_owned()));
        self
    }
    fn load(self, yaml: &str) -> Result<Plan, LoadError> {
        let case = self.file("day/rush.yaml", yaml);
        let text = |name: &str| ["phone_agent", "caller", "chatter"].contains(&name).then_some("fn run(me) {}");
        let built_ins = BuiltIns { names: &["phone_agent", "caller", "chatter"], text: &text, distributions: &[] };
        load_with(Path::new("day/rush.yaml"), &case.overrides, &built_ins, &case.files)
    }
    fn plan(self, yaml: &str) -> Plan {
        let plan = self.load(yaml).unwrap_or_else(|error| panic!("{}", render(&error)));
        // What the engine asks of a centre is what a scenario is checked for.
        assert_eq!(plan.center.check(), Ok(()));
        plan
    }
    fn rejected(self, yaml: &str) -> String {
        render(&self.load(yaml).unwrap_err())
    }
}

/// What the terminal shows, without colours.
fn render(error: &LoadError) -> String {
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    handler.with_width(100).render_report(&mut text, error).unwrap();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A scenario that is fine, to be extended: agents at `desk`, callers for the queue `sales`.
const BASE: &str = "\
version: 1
duration: 1h
agents:
  - {name: desk, script: phone_agent, count: 5, queue: sales}
";

/// [`BASE`] with more below it.
fn with(more: &str) -> String {
    format!("{BASE}{more}")
}

fn rejected(yaml: &str) -> String {
    Case::default().rejected(yaml)
}

/// What is wrong, each problem in two lines: place, path and message; remedy.
fn listed(yaml: &str) -> String {
    list(&Case::default().load(yaml).unwrap_err())
}

fn list(error: &LoadError) -> String {
    let mut text = String::new();
    for problem in error.problems() {
        let (line, column) = problem.location.unwrap_or_default();
        let help = problem.help.as_deref().unwrap_or("-");
        text.push_str(&format!("{}:{line}:{column}: {problem}\n    {help}\n", problem.file));
    }
    text
}
