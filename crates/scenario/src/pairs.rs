//! Tables that are no part of a scenario: two columns, read as all tables are. A flag names their file.

use crate::tables::{self, Record, plain_number};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// In which line it begins.
    pub line: usize,
    /// What stands in the first column.
    pub first: String,
    /// What stands in the second: of a number or a percentage, with a point for its decimals.
    pub second: String,
}

/// Reads the columns with these names. There may be others.
///
/// # Errors
/// What is wrong, and in which line.
pub fn pairs(text: &str, names: (&str, &str)) -> Result<Vec<Pair>, String> {
    let line = |at: usize| text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    let wrong = |at: usize, message: &str, help: &str| format!("line {}: {message}: {help}", line(at));
    let read = tables::read(text).map_err(|it| wrong(it.at, &it.message, &it.help))?;
    let expected = format!("begin with a header: the columns `{},{}`", names.0, names.1);
    let (header, rows) = read.records.split_first().ok_or_else(|| wrong(0, "the file is empty", &expected))?;
    for (place, field) in header.fields.iter().enumerate() {
        let name = field.text.trim();
        if header.fields.iter().take(place).any(|known| known.text.trim() == name) {
            let help = "give each column a name of its own";
            return Err(wrong(field.at, &format!("there are two columns `{name}`"), help));
        }
    }
    let column = |name: &str| {
        let mut same = header.fields.iter().filter(|field| field.text.trim().eq_ignore_ascii_case(name));
        if let Some(second) = same.nth(1) {
            let message = format!("there are two columns `{name}`, one of them `{}`", second.text.trim());
            return Err(wrong(second.at, &message, "give each column a name of its own"));
        }
        let place = header.fields.iter().position(|field| field.text.trim().eq_ignore_ascii_case(name));
        place.ok_or_else(|| wrong(header.at(), &format!("there is no column `{name}`"), &expected))
    };
    let (first, second) = (column(names.0)?, column(names.1)?);
    let pair = |row: &Record| {
        let field = |place: usize| row.fields.get(place).map_or("", |field| field.text.trim());
        let (number, percent) = match field(second).strip_suffix('%') {
            Some(number) => (number.trim_end(), "%"),
            None => (field(second), ""),
        };
        let number =
            plain_number(number, read.separator).map_err(|(message, help)| wrong(row.at(), &message, &help))?;
        Ok(Pair { line: line(row.at()), first: field(first).to_owned(), second: format!("{number}{percent}") })
    };
    rows.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(usize, String, String)>, String> {
        let pairs = pairs(text, ("start", "share"))?;
        Ok(pairs.into_iter().map(|it| (it.line, it.first, it.second)).collect())
    }

    #[test]
    fn two_columns_are_read_as_people_export_them() {
        let row = |line, first: &str, second: &str| (line, first.to_owned(), second.to_owned());
        assert_eq!(
            read("start,share\n09:00,30.5%\n\n12:00,0.35\n"),
            Ok(vec![row(2, "09:00", "30.5%"), row(4, "12:00", "0.35")])
        );
        assert_eq!(read("Share;note;Start\n30,5 %;a;09:00\n"), Ok(vec![row(2, "09:00", "30.5%")]));
        assert_eq!(read("start,share\n"), Ok(vec![]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        insta::assert_snapshot!(read("from,share\n1,2\n").unwrap_err(), @"line 1: there is no column `start`: begin with a header: the columns `start,share`");
        for twice in ["start,share,start\n1,2,3\n", "start,share,Share\n1,2,3\n", "start,share,x,x\n1,2,3,4\n"] {
            let told = read(twice).unwrap_err();
            assert!(told.contains("there are two columns"), "{told}");
        }
        assert!(read("").unwrap_err().contains("begin with a header"));
        assert!(read("start,share\n09:00,\"30%\n").unwrap_err().starts_with("line 2"));
    }
}
