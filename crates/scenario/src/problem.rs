//! Problems of a scenario: what is wrong, where, and what to do about it.
//!
//! The stages of loading collect [`Issue`]s by path; at the end each becomes a [`Problem`] with its line and column.
//! Nothing here prints: the edge renders a [`LoadError`] with `miette`.

use std::fmt;
use std::io;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceSpan};

use super::origin::{Origin, Origins};
use super::path::{Aim, NodePath};
use super::places::Places;
use super::spot::Spot;
use super::text::{GIVE_MORE, is_of_machine, not_text, reading_failed};
use crate::limits::PROBLEMS_KEPT_MAX;
use rushhour_engine::nearest::Search;
use rushhour_engine::shown::shown_lines;

/// A problem that knows its path and not yet its line.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    /// Where.
    pub path: NodePath,
    /// At which part of it to point.
    pub aim: Aim,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A place in another file, where the problem is there.
    pub elsewhere: Option<Elsewhere>,
    /// Whether only the machine had no more to give.
    pub is_of_machine: bool,
}

/// A place in a file other than the scenario.
#[derive(Clone, Debug)]
pub(crate) struct Elsewhere {
    /// The file, as the scenario names it.
    pub file: String,
    /// The whole text of that file.
    pub text: Arc<str>,
    /// The place in it; none for the file as a whole.
    pub spot: Option<Spot>,
}

/// Where the stages of loading put what they find.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issues {
    all: Vec<Issue>,
    /// Those of flags that give the scenario nothing, but ask something of its run.
    of_usage: Vec<Issue>,
    /// How many were not kept.
    more: usize,
    /// Looks for what was meant.
    search: Search,
}

impl Issues {
    /// The remedy for an unknown name: the nearest known one, or the list of all. `noun` is what they are, in the plural.
    pub(crate) fn suggestion<'a, I>(&self, name: &str, known: I, noun: &str) -> String
    where
        I: IntoIterator<Item = &'a str> + Clone,
        I::IntoIter: Clone,
    {
        if self.is_full() {
            return String::new();
        }
        self.search.suggestion(name, known, noun)
    }
    /// Whether what is added now is only counted, so that nobody reads its words.
    fn is_full(&self) -> bool {
        self.all.len() >= PROBLEMS_KEPT_MAX
    }
    /// Adds a problem with the value at `path`.
    pub(crate) fn add(&mut self, path: &NodePath, message: impl Into<String>, help: impl Into<String>) {
        self.push(Issue {
            path: path.clone(),
            aim: Aim::Value,
            message: message.into(),
            help: Some(help.into()).filter(|help| !help.is_empty()),
            elsewhere: None,
            is_of_machine: false,
        });
    }
    /// Adds a problem with the key at `path`.
    pub(crate) fn add_key(&mut self, path: &NodePath, message: impl Into<String>, help: impl Into<String>) {
        self.push(Issue {
            path: path.clone(),
            aim: Aim::Key,
            message: message.into(),
            help: Some(help.into()).filter(|help| !help.is_empty()),
            elsewhere: None,
            is_of_machine: false,
        });
    }
    /// Adds a problem.
    pub(crate) fn push(&mut self, issue: Issue) {
        if self.is_full() {
            self.more += 1;
        } else {
            self.all.push(issue);
        }
    }
    /// Adds a problem of a flag that asks of the run what it does not have.
    pub(crate) fn push_of_usage(&mut self, issue: Issue) {
        self.of_usage.push(issue);
    }
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.of_usage.is_empty()
    }
    /// The first one.
    pub(crate) fn into_first(self) -> Option<Issue> {
        self.all.into_iter().next()
    }
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len() + self.of_usage.len() + self.more
    }
    /// Finds the places of all of them.
    pub(crate) fn locate(self, file: &str, text: &str, places: &Places, origins: &Origins) -> LoadError {
        let source = Source::new(file, text);
        let is_of_usage = self.all.is_empty();
        let issues = self.all.into_iter().chain(self.of_usage);
        let mut problems: Vec<Problem> =
            issues.map(|issue| issue.locate(&source, text, places, origins)).collect();
        // In the order of the file, those without a line first.
        problems.sort_by_key(|problem| (problem.file != file, problem.location));
        LoadError { file: file.to_owned(), problems, more: self.more, unreadable: false, is_of_usage }
    }
}

/// A file to quote from.
#[derive(Clone)]
struct Source(Arc<NamedSource<String>>);

impl Source {
    fn new(file: &str, text: &str) -> Self {
        Self(Arc::new(NamedSource::new(file, without_lone_returns(text))))
    }
}

/// A text as it is quoted: a carriage return that ends no line is a blank there, or lines would be counted in two ways.
fn without_lone_returns(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        quoted.push(if c == '\r' && characters.peek() != Some(&'\n') { ' ' } else { c });
    }
    quoted
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?})", self.0.name())
    }
}

impl Issue {
    /// A file that the node at `path` names and that could not be read; `missing` is what to do where it can't be opened.
    pub(crate) fn of_reading(path: &NodePath, file: &str, error: &io::Error, missing: &str) -> Self {
        let mut issue = Self {
            path: path.clone(),
            aim: Aim::Value,
            message: reading_failed(file, error),
            help: Some(if is_of_machine(error) { GIVE_MORE } else { missing }.to_owned()),
            elsewhere: None,
            is_of_machine: is_of_machine(error),
        };
        if let Some(it) = not_text(error) {
            issue.help = Some(it.help().to_owned());
            if let Some((text, spot)) = it.place() {
                issue.message = it.to_string();
                let (file, text) = (file.to_owned(), Arc::clone(text));
                issue.elsewhere = Some(Elsewhere { file, text, spot: Some(spot) });
            }
        }
        issue
    }
    fn locate(self, scenario: &Source, text: &str, places: &Places, origins: &Origins) -> Problem {
        let path = self.path.to_string();
        let mut problem = Problem {
            path,
            message: self.message,
            help: self.help,
            file: scenario.0.name().to_owned(),
            location: None,
            quote: None,
            is_of_machine: self.is_of_machine,
        };
        if let Some(elsewhere) = self.elsewhere {
            problem.file.clone_from(&elsewhere.file);
            if let Some(spot) = elsewhere.spot {
                problem.quote(&Source::new(&elsewhere.file, &elsewhere.text), &elsewhere.text, spot);
            }
            return problem;
        }
        match origins.of(&self.path) {
            Some(Origin::Set { text }) => {
                problem.file = "command line".to_owned();
                problem.quote(&Source::new("command line", text), text, Spot::whole_line(text));
                return problem;
            }
            Some(Origin::Var { name, value }) => {
                let note = format!("`{name}` is `{value}` because of `-e {name}={value}`");
                problem.help = Some(match problem.help {
                    Some(help) => format!("{help}\n{note}"),
                    None => note,
                });
            }
            None => {}
        }
        if let Some(spot) = places.find(text, &self.path, self.aim) {
            problem.quote(scenario, text, spot);
        }
        problem
    }
}

/// A problem of a scenario, with its place. As a [`Diagnostic`] it quotes the line.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where in the scenario: `agents[0].count`. Empty for the scenario as a whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file that it is in, or `command line`.
    pub file: String,
    /// Line and column in it, from 1, in characters.
    pub location: Option<(u32, u32)>,
    quote: Option<(Source, SourceSpan)>,
    /// Whether only the machine had no more to give.
    is_of_machine: bool,
}

impl Problem {
    /// A problem without a place.
    pub(super) fn unplaced(file: &str, message: String, help: &str) -> Self {
        Self {
            path: String::new(),
            message,
            help: Some(help.to_owned()).filter(|help| !help.is_empty()),
            file: file.to_owned(),
            location: None,
            quote: None,
            is_of_machine: false,
        }
    }
    /// A problem at a place of the scenario's text.
    pub(super) fn at(file: &str, text: &str, spot: Spot, message: String, help: &str) -> Self {
        let mut problem = Self::unplaced(file, message, help);
        problem.quote(&Source::new(file, text), text, spot);
        problem
    }
    fn quote(&mut self, source: &Source, text: &str, spot: Spot) {
        self.location = Some((spot.line, spot.column));
        let (offset, length) = spot.bytes(text);
        self.quote = Some((source.clone(), SourceSpan::new(offset.into(), length)));
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = escaped(&self.message);
        if self.path.is_empty() { f.write_str(&message) } else { write!(f, "{}: {message}", escaped(&self.path)) }
    }
}

/// Text that was read may hold what steers a terminal.
fn escaped(text: &str) -> String {
    shown_lines(text).into_owned()
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.help.as_ref().map(|help| Box::new(escaped(help)) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.quote.as_ref().map(|(source, _)| &*source.0 as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, span) = self.quote.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::underline(*span))))
    }
}

/// A scenario that cannot be run: all its problems, in the order of the file.
#[derive(Clone, Debug)]
pub struct LoadError {
    file: String,
    problems: Vec<Problem>,
    /// How many were found besides.
    more: usize,
    unreadable: bool,
    is_of_usage: bool,
}

impl LoadError {
    /// From problems that have their places.
    pub(super) fn new(file: &str, problems: Vec<Problem>) -> Self {
        Self { file: file.to_owned(), problems, more: 0, unreadable: false, is_of_usage: false }
    }
    /// The scenario's file could not be read.
    pub(super) fn of_reading(file: &str, error: &io::Error) -> Self {
        let problem = match not_text(error) {
            None if is_of_machine(error) => {
                Problem { is_of_machine: true, ..Problem::unplaced(file, reading_failed(file, error), GIVE_MORE) }
            }
            None => Problem::unplaced(file, reading_failed(file, error), "check the path"),
            Some(it) => match it.place() {
                Some((text, spot)) => Problem::at(file, text, spot, it.to_string(), it.help()),
                None => Problem::unplaced(file, reading_failed(file, error), it.help()),
            },
        };
        let unreadable = not_text(error).is_none();
        Self { file: file.to_owned(), problems: vec![problem], more: 0, unreadable, is_of_usage: false }
    }
    /// Whether the scenario's own file could not be opened, so that nobody knows what is in it.
    pub const fn is_of_opening(&self) -> bool {
        self.unreadable
    }
    /// Whether the machine had nothing left to read a file with, so that nobody knows whether the scenario can be run.
    pub fn is_of_machine(&self) -> bool {
        self.problems.iter().any(|problem| problem.is_of_machine)
    }
    /// Whether flags alone are at fault, which ask of the run what it does not have: a wrong command line.
    pub const fn is_of_usage(&self) -> bool {
        self.is_of_usage
    }
    /// The scenario's file.
    pub fn file(&self) -> &str {
        &self.file
    }
    /// What is wrong with it; at least one problem.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
    /// How many problems it has besides, of which nothing is kept.
    pub const fn more(&self) -> usize {
        self.more
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unreadable {
            return write!(f, "{} cannot be read", self.file);
        }
        match self.problems.len() + self.more {
            1 => write!(f, "{} has a problem", self.file),
            count => write!(f, "{} has {count} problems", self.file),
        }
    }
}

impl std::error::Error for LoadError {}

impl Diagnostic for LoadError {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.problems.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}
