//! CSV files of arrivals: rows of fields, each with its line and column for messages.
//!
//! A record is a line: no field of a trace has a line break in it.

use std::sync::Arc;

use super::super::locate::Spot;
use super::super::path::NodePath;
use super::super::problem::{Aim, Elsewhere, Fault};

/// A CSV file with its header.
pub struct Table {
    /// Its name, for messages.
    pub file: String,
    text: Arc<str>,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows; each has as many fields as the header.
    pub rows: Vec<Row>,
}

/// A row.
pub struct Row {
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
    pub fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| &field.text)
    }
}

impl Table {
    /// Reads a file. `path` is the node that names it.
    ///
    /// # Errors
    /// There is no header, or a row has too many or too few fields.
    pub fn read(file: &str, text: &str, path: &NodePath) -> Result<Self, Box<Fault>> {
        let mut table =
            Self { file: file.to_owned(), text: Arc::from(text), header: Vec::new(), rows: Vec::new() };
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (place, line) in lines {
            let line_number = u32::try_from(place + 1).unwrap_or(u32::MAX);
            let row = Row { line: line_number, fields: split(line.trim_start_matches('\u{feff}')) };
            if table.header.is_empty() {
                table.header = row.fields.into_iter().map(|field| field.text).collect();
                continue;
            }
            if row.fields.len() != table.header.len() {
                let (found, wanted) = (row.fields.len(), table.header.len());
                let message = format!("the row has {found} fields and the header {wanted}");
                return Err(table.fault(&row, 0, path, message, "give every row a field for every column"));
            }
            table.rows.push(row);
        }
        if table.header.is_empty() {
            return Err(table.fault_of_file(path, "the file is empty".to_owned(), EXPECTED));
        }
        Ok(table)
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// A problem with a field.
    pub fn fault(&self, row: &Row, column: usize, path: &NodePath, message: String, help: &str) -> Box<Fault> {
        let spot = row.fields.get(column).map_or(Spot { line: row.line, column: 1, length: 1 }, |field| Spot {
            line: row.line,
            column: field.column,
            length: field.length,
        });
        self.fault_at(Some(spot), path, message, help)
    }

    /// A problem with the header.
    pub fn fault_of_header(&self, path: &NodePath, message: String, help: &str) -> Box<Fault> {
        self.fault_at(Some(Spot::whole_line(&self.text)), path, message, help)
    }

    /// A problem with the file as a whole.
    pub fn fault_of_file(&self, path: &NodePath, message: String, help: &str) -> Box<Fault> {
        self.fault_at(None, path, message, help)
    }

    fn fault_at(&self, spot: Option<Spot>, path: &NodePath, message: String, help: &str) -> Box<Fault> {
        Box::new(Fault {
            path: path.clone(),
            aim: Aim::Value,
            message,
            help: Some(help.to_owned()),
            elsewhere: Some(Elsewhere { file: self.file.clone(), text: Arc::clone(&self.text), spot }),
        })
    }
}

/// What every trace begins with.
pub const EXPECTED: &str = "begin it with a header: the columns `start,calls`, or `at`";

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
