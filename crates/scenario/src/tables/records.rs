//! CSV text to records of fields, each with its place.
//!
//! The parser is that of the `csv` crate, which never says that a text is wrong. What no program writes is found here by
//! what it makes of a field: a quote that is not closed, or one that is closed in the middle.

use csv_core::{ReadFieldResult, ReaderBuilder};
use smol_str::SmolStr;

use super::separator::Separator;

/// A table as it stands in a text: its header and its rows.
#[derive(Debug)]
pub(crate) struct Records {
    /// By what its columns are separated.
    pub(crate) separator: Separator,
    /// Its records, the header first; nothing where the text has none.
    pub(crate) records: Vec<Record>,
}

/// A record: a row of a table, or its header.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its fields; at least one.
    pub(crate) fields: Vec<Field>,
}

/// A field.
#[derive(Debug)]
pub(crate) struct Field {
    /// What it says, without outer blanks and quotes.
    pub(crate) text: SmolStr,
    /// Where it begins in the text, in bytes, its quote included.
    pub(crate) at: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

/// What is wrong with the text of a table, and where.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// Where it begins, in bytes.
    pub(crate) at: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: String,
}

/// Splits a text into records. Lines without anything in them are none.
///
/// # Errors
/// Nobody can tell by what its columns are separated, or a quote is not as it should be.
pub(crate) fn read(text: &str) -> Result<Records, Wrong> {
    let (begin, separator) = begin(text)?;
    let mut parser = ReaderBuilder::new().delimiter(separator.byte()).build();
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut buffer = vec![0; 256];
    let (mut written, mut at, mut place) = (0, begin, begin);
    loop {
        let (result, read, wrote) = parser.read_field(&text.as_bytes()[place..], &mut buffer[written..]);
        place += read;
        written += wrote;
        match result {
            // The text is over: asked once more, the parser gives the last field.
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => buffer.resize(buffer.len() * 2, 0),
            ReadFieldResult::Field { record_end } => {
                let value = String::from_utf8_lossy(&buffer[..written]);
                fields.push(field(text, at..place, separator, &value)?);
                (written, at) = (0, place);
                if record_end {
                    let record = Record { fields: std::mem::take(&mut fields) };
                    if !record.is_blank(text) {
                        records.push(record);
                    }
                }
            }
            ReadFieldResult::End => return Ok(Records { separator, records }),
        }
    }
}

impl Record {
    /// Where it begins.
    pub(crate) fn at(&self) -> usize {
        self.fields.first().map_or(0, |field| field.at)
    }
    /// Where it ends.
    pub(crate) fn end(&self) -> usize {
        self.fields.last().map_or(0, |field| field.end)
    }
    /// Whether nothing stands in it but blanks and separators, as in lines that spreadsheets leave at the end.
    fn is_blank(&self, text: &str) -> bool {
        self.fields.iter().all(|field| text[field.at..field.end].trim().is_empty())
    }
}

/// Where the header begins, and by what its columns are separated.
fn begin(text: &str) -> Result<(usize, Separator), Wrong> {
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if let Some(separator) = Separator::stated(line) {
            return Ok((at + line.len(), separator));
        }
        if !line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    let header = &text[at..];
    let separator = Separator::of_header(header).map_err(|found| {
        let names: Vec<&str> = found.iter().map(|it| it.noun()).collect();
        let line = header.lines().next().unwrap_or_default();
        Wrong {
            at,
            end: at + line.len(),
            message: format!("the header has {}: which of them separate the columns?", names.join(" and ")),
            help: "put each name that has one of them in it into double quotes: `start;\"calls, offered\"`"
                .to_owned(),
        }
    })?;
    Ok((at, separator))
}

/// The field that stands in this part of the text, with what ends it.
fn field(text: &str, part: std::ops::Range<usize>, separator: Separator, value: &str) -> Result<Field, Wrong> {
    let whole = &text[part.clone()];
    // The end of the line before can be at the beginning, and what separates this field from the next at the end.
    let rest = whole.trim_start_matches(['\r', '\n']);
    let at = part.start + (whole.len() - rest.len());
    let raw = rest.trim_end_matches(['\r', '\n']);
    let raw = match raw.strip_suffix(char::from(separator.byte())) {
        Some(field) if raw.len() == rest.len() => field,
        Some(_) | None => raw,
    };
    if raw.starts_with('"') {
        closed(raw, at)?;
    }
    // Blanks at the beginning are not pointed at.
    let blanks = raw.len() - raw.trim_start().len();
    Ok(Field {
        text: SmolStr::new(value.trim()),
        at: at + blanks,
        end: (at + raw.trim_end().len()).max(at + blanks),
    })
}

/// Whether a field that begins with a quote ends with it.
fn closed(raw: &str, at: usize) -> Result<(), Wrong> {
    let mut rest = raw.get(1..).unwrap_or_default();
    loop {
        let Some(quote) = rest.find('"') else {
            let first = raw.lines().next().unwrap_or_default();
            return Err(Wrong {
                at,
                end: at + first.len(),
                message: "the quote that opens here is not closed".to_owned(),
                help: "close it with another `\"`; a quote within a quoted field is written twice: `\"5\"\" screen\"`"
                    .to_owned(),
            });
        };
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(more) => rest = more,
            None if rest.trim().is_empty() => return Ok(()),
            None => {
                let end = at + raw.len();
                return Err(Wrong {
                    at: end - rest.len(),
                    end,
                    message: "text follows the quote that closes this field".to_owned(),
                    help:
                        "write a quote within a quoted field twice: `\"5\"\" screen\"`; or close the quote above"
                            .to_owned(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let records = read(text).unwrap_or_else(|wrong| panic!("{wrong:?}")).records;
        records.iter().map(|it| it.fields.iter().map(|field| field.text.to_string()).collect()).collect()
    }

    fn wrong(text: &str) -> (String, String) {
        let wrong = read(text).unwrap_err();
        (text[wrong.at..wrong.end].to_owned(), wrong.message)
    }

    #[test]
    fn quotes_and_line_breaks_are_as_in_the_rules() {
        let text = "start,calls,note\r\n09:00,12,\"says \"\"hi\"\", then left\"\r\n\r\n09:30,20,\"two\r\nlines\"";
        let rows = rows(text);
        assert_eq!(rows[1], ["09:00", "12", "says \"hi\", then left"]);
        assert_eq!(rows[2], ["09:30", "20", "two\r\nlines"]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn each_field_knows_its_place() {
        let text = "a,b\n1, two \n\n\"x,y\",\"\"\n3,";
        let records = read(text).unwrap().records;
        let places = |row: usize| -> Vec<&str> {
            records[row].fields.iter().map(|field| &text[field.at..field.end]).collect()
        };
        assert_eq!(places(0), ["a", "b"]);
        assert_eq!(places(1), ["1", "two"]);
        assert_eq!(places(2), ["\"x,y\"", "\"\""]);
        assert_eq!(places(3), ["3", ""]);
        assert_eq!(records.len(), 4);
    }

    #[test]
    fn lines_with_nothing_in_them_are_no_rows() {
        assert_eq!(rows("\n  \nsep=;\na;b\n;\n1;2\n  ;  \n\n"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("a\tb\r1\t2\r"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("").len(), 0);
    }

    #[test]
    fn a_quote_that_is_not_as_it_should_be_is_told_where_it_opened() {
        assert_eq!(wrong("a,b\n1,\"two\n3,4\n").0, "\"two");
        assert_eq!(wrong("a,b\n1,\"").0, "\"");
        assert_eq!(wrong("a,b\n1,\"5\" screen\"\n").0, " screen\"");
        let (place, message) = wrong("a,b;c\n1,2\n");
        assert_eq!((place.as_str(), message.contains("commas and semicolons")), ("a,b;c", true));
    }
}
