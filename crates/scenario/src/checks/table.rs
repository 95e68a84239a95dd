//! CSV files: rows of fields, each with its line and column for messages; and which of the rows are wanted.
//!
//! Read for traces and for empirical distributions. A record is a line: no field has a line break in it.

use std::sync::Arc;

use indexmap::IndexMap;

use super::context::{Context, beside};
use crate::path::{Aim, NodePath};
use crate::problem::{Elsewhere, Issue};
use crate::spot::Spot;
use crate::values::Scalar;
use rushhour_engine::nearest::suggestion;

/// A CSV file with its header.
pub(crate) struct Table {
    /// Its name, for messages.
    pub file: String,
    text: Arc<str>,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows; each has as many fields as the header.
    pub rows: Vec<Row>,
}

/// A row.
pub(crate) struct Row {
    /// Its line, from 1.
    pub line: u32,
    fields: Vec<Field>,
}

/// A field: its text, and its column and length in characters.
struct Field {
    text: String,
    column: u32,
    length: u32,
}

impl Row {
    /// The text of a field.
    pub(crate) fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| &field.text)
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
        let text = context.inputs.files.read(&file).map_err(|error| {
            let help = "paths are relative to the scenario's file, those in `-e` to the working directory";
            Box::new(Issue::of_reading(&file_path, &name, &error, help))
        })?;
        Self::parse(&name, &text, begin, path)
    }

    fn parse(file: &str, text: &Arc<str>, begin: &str, path: &NodePath) -> Result<Self, Box<Issue>> {
        let mut table =
            Self { file: file.to_owned(), text: Arc::clone(text), header: Vec::new(), rows: Vec::new() };
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (place, line) in lines {
            let line_number = u32::try_from(place + 1).unwrap_or(u32::MAX);
            let row = Row { line: line_number, fields: split(line.trim_start_matches('\u{feff}')) };
            if !line.matches('"').count().is_multiple_of(2) {
                let help = "close it with another `\"`: a field ends in the row in which it begins";
                let last = row.fields.len().saturating_sub(1);
                return Err(table.issue(&row, last, path, "a quote of this row is not closed".to_owned(), help));
            }
            if table.header.is_empty() {
                table.header = row.fields.into_iter().map(|field| field.text).collect();
                continue;
            }
            if row.fields.len() != table.header.len() {
                let (found, wanted) = (row.fields.len(), table.header.len());
                let message = format!("the row has {found} fields and the header {wanted}");
                return Err(table.issue(&row, 0, path, message, "give every row a field for every column"));
            }
            table.rows.push(row);
        }
        if table.header.is_empty() {
            return Err(table.issue_with_file(path, "the file is empty".to_owned(), begin));
        }
        Ok(table)
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The place of a column that the node at `path` names.
    ///
    /// # Errors
    /// There is none of this name.
    pub(crate) fn named(&self, name: &str, aim: Aim, path: &NodePath) -> Result<usize, Box<Issue>> {
        self.column(name).ok_or_else(|| {
            let help = match self.separator() {
                Some(help) => help.to_owned(),
                None => suggestion(name, self.header.iter().map(String::as_str), "columns"),
            };
            let mut issue = issue(path, format!("`{}` has no column `{name}`", self.file), help);
            issue.aim = aim;
            issue
        })
    }

    /// What to do about a file whose columns are not separated by commas.
    pub(crate) fn separator(&self) -> Option<&'static str> {
        let is_other = self.header.len() == 1 && self.header[0].contains([';', '\t']);
        is_other.then_some("separate the columns with commas")
    }

    /// The names of the columns, for messages.
    pub(crate) fn columns(&self) -> String {
        listed(&self.header)
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
            let kept: Vec<&Row> = rows.iter().copied().filter(|row| is_same(row.get(column), wanted)).collect();
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
        let spot = row.fields.get(column).map_or(Spot { line: row.line, column: 1, length: 1 }, |field| Spot {
            line: row.line,
            column: field.column,
            length: field.length,
        });
        self.issue_at(Some(spot), path, message, help)
    }

    /// A problem with the header.
    pub(crate) fn issue_with_header(&self, path: &NodePath, message: String, help: &str) -> Box<Issue> {
        self.issue_at(Some(Spot::whole_line(&self.text)), path, message, help)
    }

    /// A problem with the file as a whole.
    pub(crate) fn issue_with_file(&self, path: &NodePath, message: String, help: &str) -> Box<Issue> {
        self.issue_at(None, path, message, help)
    }

    fn issue_at(&self, spot: Option<Spot>, path: &NodePath, message: String, help: &str) -> Box<Issue> {
        Box::new(Issue {
            path: path.clone(),
            aim: Aim::Value,
            message,
            help: Some(help.to_owned()),
            elsewhere: Some(Elsewhere { file: self.file.clone(), text: Arc::clone(&self.text), spot }),
        })
    }
}

/// A problem at a node of the scenario.
pub(crate) fn issue(path: &NodePath, message: String, help: String) -> Box<Issue> {
    Box::new(Issue { path: path.clone(), aim: Aim::Value, message, help: Some(help), elsewhere: None })
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The values that a column has, for a message.
fn there_are(name: &str, column: usize, rows: &[&Row]) -> String {
    let mut there: Vec<String> = Vec::new();
    for row in rows {
        let value = row.get(column);
        if !there.iter().any(|known| known == value) {
            there.push(value.to_owned());
        }
    }
    let more = there.len().saturating_sub(20);
    there.truncate(20);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("the values of `{name}` are {}{rest}", listed(&there))
}

/// Whether a field has the value: the same text or the same number.
fn is_same(field: &str, wanted: &str) -> bool {
    field == wanted.trim()
        || matches!((field.parse::<f64>(), wanted.trim().parse::<f64>()), (Ok(field), Ok(wanted)) if field == wanted)
}

/// Splits a line at its commas; a field may stand in double quotes.
fn split(line: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut text = String::new();
    let mut is_quoted = false;
    let mut begin = 0;
    let characters: Vec<char> = line.chars().collect();
    for place in 0..=characters.len() {
        match characters.get(place) {
            Some('"') => is_quoted = !is_quoted,
            Some(',') if !is_quoted => {
                fields.push(field(&text, begin, place));
                text.clear();
                begin = place + 1;
            }
            Some(c) => text.push(*c),
            None => fields.push(field(&text, begin, place)),
        }
    }
    fields
}

fn field(text: &str, begin: usize, end: usize) -> Field {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let column = begin + text.chars().take_while(|c| c.is_whitespace()).count();
    Field {
        text: text.trim().to_owned(),
        column: small(column + 1),
        length: small(end.saturating_sub(column).max(1)),
    }
}
