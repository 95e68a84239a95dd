//! The tables of a scenario: rows of fields, each with its line and column for messages; and which of the rows are wanted.
//!
//! Read for traces, for empirical distributions and for staffing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::context::{Context, beside};
use crate::path::{Aim, NodePath};
use crate::problem::{Elsewhere, Issue};
use crate::spot::Spot;
use crate::tables::{self, Field, Record, Separator, Wrong};
use crate::text::FileKind;
use crate::values::Scalar;
use rushhour_engine::nearest::suggestion;

/// A CSV file with its header.
pub(crate) struct Table {
    /// Its name, for messages.
    pub file: String,
    text: Arc<str>,
    separator: Separator,
    header: Record,
    /// Its rows; each has as many fields as the header.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Row(Record);

impl Row {
    /// The text of a field.
    pub(crate) fn get(&self, column: usize) -> &str {
        self.0.fields.get(column).map_or("", |field| &field.text)
    }
}

impl Table {
    /// Reads the file that the key `file` of the node at `path` names. `begin` is what an empty one should begin with.
    ///
    /// # Errors
    /// It cannot be read, there is no header, or a row has too many or too few fields.
    pub(crate) fn open(
        file: &str,
        begin: &str,
        path: &NodePath,
        context: &Context<'_>,
    ) -> Result<Self, Box<Issue>> {
        let file_path = path.key("file");
        let file = beside(file, &file_path, context);
        let name = file.display().to_string();
        let text = context.inputs.files.read(&file, FileKind::Table).map_err(|error| {
            let help = "paths are relative to the scenario's file, those in `-e` to the working directory";
            Box::new(Issue::of_reading(&file_path, &name, &error, help))
        })?;
        Self::parse(&name, text, begin, path)
    }

    fn parse(file: &str, text: Arc<str>, begin: &str, path: &NodePath) -> Result<Self, Box<Issue>> {
        // Where lines end as those of old Macs do, messages would have no lines.
        let text =
            if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n").into() } else { text };
        let header = Record { fields: Vec::new() };
        let mut table =
            Self { file: file.to_owned(), text, separator: Separator::default(), header, rows: Vec::new() };
        let read = tables::read(&table.text).map_err(|wrong| table.wrong(path, wrong))?;
        table.separator = read.separator;
        let mut records = read.records.into_iter();
        let Some(header) = records.next() else {
            return Err(table.issue_with_file(path, "the file is empty".to_owned(), begin));
        };
        table.header = header;
        table.check_names(path)?;
        table.rows = records.map(Row).collect();
        let wanted = table.header.fields.len();
        match table.rows.iter().find(|row| row.0.fields.len() != wanted) {
            Some(row) => Err(table.uneven(row, path)),
            None => Ok(table),
        }
    }

    /// Each column has a name of its own.
    fn check_names(&self, path: &NodePath) -> Result<(), Box<Issue>> {
        let mut before = BTreeSet::new();
        for (place, field) in self.header.fields.iter().enumerate() {
            if field.text.is_empty() {
                let help = "name every column; where a line ends with a separator, take that away";
                let message = format!("column {} of the header has no name", place + 1);
                return Err(self.issue_at(Some(self.spot(field.at, field.end)), path, message, help));
            }
            if !before.insert(&field.text) {
                let message = format!("there are two columns `{}`", field.text);
                return Err(self.issue_at(
                    Some(self.spot(field.at, field.end)),
                    path,
                    message,
                    "give each column a name of its own",
                ));
            }
        }
        Ok(())
    }

    /// A row that has more or fewer fields than the header.
    fn uneven(&self, row: &Row, path: &NodePath) -> Box<Issue> {
        let count = |number: usize| format!("{number} field{}", if number == 1 { "" } else { "s" });
        let (found, wanted) = (row.0.fields.len(), self.header.fields.len());
        let message = format!("the row has {}, and the header {}", count(found), count(wanted));
        let opens_late =
            |field: &Field| self.text[..field.at].ends_with(' ') && self.text[field.at..].starts_with('"');
        let help = if found > wanted && row.0.fields.iter().any(opens_late) {
            "a quote opens a field only right behind the separator: take the blank before it away"
        } else if found > wanted && self.separator == Separator::Comma {
            "give every row a field for every column; a field with a comma in it stands in double quotes"
        } else {
            "give every row a field for every column"
        };
        self.issue_at(Some(self.spot(row.0.at(), row.0.end())), path, message, help)
    }

    /// What is wrong with the text.
    fn wrong(&self, path: &NodePath, wrong: Wrong) -> Box<Issue> {
        self.issue_at(Some(self.spot(wrong.at, wrong.end)), path, wrong.message, &wrong.help)
    }

    /// The names of its columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.header.fields.iter().map(|field| field.text.as_str())
    }

    /// By what its columns are separated.
    pub(crate) fn separator(&self) -> Separator {
        self.separator
    }

    /// The place of a column; capitals make a difference only where there is another of the same name.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        let exact = self.names().position(|column| column == name);
        exact.or_else(|| self.names().position(|column| column.eq_ignore_ascii_case(name)))
    }

    /// A field as a number is written in scenarios: with a point for the mark of its decimals. What is no number is as it
    /// stands.
    ///
    /// # Errors
    /// Nobody can tell what its marks stand for.
    pub(crate) fn plain<'a>(
        &self,
        row: &'a Row,
        column: usize,
        path: &NodePath,
    ) -> Result<Cow<'a, str>, Box<Issue>> {
        tables::plain_number(row.get(column), self.separator)
            .map_err(|(message, help)| self.issue(row, column, path, message, &help))
    }

    /// The place of a column that the node at `path` names.
    ///
    /// # Errors
    /// There is none of this name.
    pub(crate) fn named(&self, name: &str, aim: Aim, path: &NodePath) -> Result<usize, Box<Issue>> {
        self.column(name).ok_or_else(|| {
            let help = suggestion(name, self.names(), "columns");
            let mut issue = issue(path, format!("`{}` has no column `{name}`", self.file), help);
            issue.aim = aim;
            issue
        })
    }

    /// The names of the columns, for messages.
    pub(crate) fn columns(&self) -> String {
        listed(self.names())
    }

    /// The rows whose columns have the values that the key `where` of the node at `path` wants.
    ///
    /// # Errors
    /// There is no such column, or no such row.
    pub(crate) fn select(
        &self,
        filter: &IndexMap<String, Scalar>,
        path: &NodePath,
    ) -> Result<Vec<&Row>, Box<Issue>> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        for (name, Scalar(wanted)) in filter {
            let path = path.key("where").key(name);
            let column = self.named(name, Aim::Key, &path)?;
            let kept: Vec<&Row> =
                rows.iter().copied().filter(|row| self.is_same(row.get(column), wanted)).collect();
            if kept.is_empty() && !rows.is_empty() {
                let message = format!("no row of `{}` has the {name} `{wanted}`", self.file);
                return Err(issue(&path, message, there_are(name, column, &rows)));
            }
            rows = kept;
        }
        if rows.is_empty() {
            let message = "there is no row below the header".to_owned();
            return Err(self.issue_with_file(path, message, "write at least one"));
        }
        Ok(rows)
    }

    /// A problem with a field.
    pub(crate) fn issue(
        &self,
        row: &Row,
        column: usize,
        path: &NodePath,
        message: String,
        help: &str,
    ) -> Box<Issue> {
        let spot = match row.0.fields.get(column) {
            Some(field) => self.spot(field.at, field.end),
            None => self.spot(row.0.at(), row.0.end()),
        };
        self.issue_at(Some(spot), path, message, help)
    }

    /// A problem with the header.
    pub(crate) fn issue_with_header(&self, path: &NodePath, message: String, help: &str) -> Box<Issue> {
        self.issue_at(Some(self.spot(self.header.at(), self.header.end())), path, message, help)
    }

    /// A problem with the file as a whole.
    pub(crate) fn issue_with_file(&self, path: &NodePath, message: String, help: &str) -> Box<Issue> {
        self.issue_at(None, path, message, help)
    }

    /// The place of a part of the text; of several lines, the first.
    fn spot(&self, at: usize, end: usize) -> Spot {
        let line = self.text.get(at..end).and_then(|part| part.lines().next()).unwrap_or_default();
        Spot::at_byte(&self.text, at, line.chars().count().max(1))
    }

    /// Whether a field has the value: the same text or the same number.
    fn is_same(&self, field: &str, wanted: &str) -> bool {
        let plain = tables::plain_number(field, self.separator).unwrap_or(Cow::Borrowed(field));
        field == wanted.trim()
            || matches!((plain.parse::<f64>(), wanted.trim().parse::<f64>()), (Ok(field), Ok(wanted)) if field == wanted)
    }

    fn issue_at(&self, spot: Option<Spot>, path: &NodePath, message: String, help: &str) -> Box<Issue> {
        Box::new(Issue {
            path: path.clone(),
            aim: Aim::Value,
            message,
            help: Some(help.to_owned()),
            elsewhere: Some(Elsewhere { file: self.file.clone(), text: Arc::clone(&self.text), spot }),
            is_of_machine: false,
        })
    }
}

/// A problem at a node of the scenario.
pub(crate) fn issue(path: &NodePath, message: String, help: String) -> Box<Issue> {
    Box::new(Issue {
        path: path.clone(),
        aim: Aim::Value,
        message,
        help: Some(help),
        elsewhere: None,
        is_of_machine: false,
    })
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The values that a column has, for a message.
fn there_are(name: &str, column: usize, rows: &[&Row]) -> String {
    let mut known = BTreeSet::new();
    let mut there: Vec<&str> =
        rows.iter().map(|row| row.get(column)).filter(|value| known.insert(*value)).collect();
    let more = there.len().saturating_sub(20);
    there.truncate(20);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("the values of `{name}` are {}{rest}", listed(there.into_iter()))
}
