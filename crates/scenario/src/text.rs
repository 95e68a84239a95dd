//! Text as files have it: the one place that makes text of the bytes of a file.
//!
//! Everything that rushhour reads from a disk comes by way of [`read_file`]: scenarios, scripts, tables, reports, findings,
//! records, plans. Only regular files are read, and none that is larger than its kind may be. A byte order mark at the beginning is no text. What is no UTF-8 is told with what it is instead, and
//! with its place where it has one.

use std::fmt;
use std::fs::{File, FileType};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::limits::{DOCUMENT_BYTES_MAX, SCENARIO_BYTES_MAX, SCRIPT_BYTES_MAX, TABLE_BYTES_MAX};
use super::spot::Spot;

/// What editors of some systems put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What files begin with that are no text, and what they are then.
const BINARY: [(&[u8], &str, &str); 5] = [
    (b"PK\x03\x04", "a ZIP archive, as workbooks of Excel are", "export the sheet as CSV in UTF-8"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old Excel, or the like", "export the sheet as CSV in UTF-8"),
    (b"\x1f\x8b", "compressed by gzip", "unpack it first"),
    (b"\x89PNG", "a picture", "name a text file"),
    (b"%PDF-", "a PDF", "export what is in it as text in UTF-8"),
];

/// The remedy for text of another encoding.
const SAVE_AS_UTF8: &str = "save it as UTF-8 (in Excel: `CSV UTF-8`)";

/// The characters of the bytes from 0x80 to 0x9f in Windows-1252; the others are those of Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What a file is read as. How large it may be depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The text of a scenario.
    Scenario,
    /// A script, or invariants.
    Script,
    /// A table in CSV.
    Table,
    /// What rushhour itself writes and reads again: a report, a finding, a record, a plan.
    Document,
}

impl FileKind {
    /// The most bytes that such a file may have.
    const fn bytes_max(self) -> u64 {
        match self {
            Self::Scenario => SCENARIO_BYTES_MAX,
            Self::Script => SCRIPT_BYTES_MAX,
            Self::Table => TABLE_BYTES_MAX,
            Self::Document => DOCUMENT_BYTES_MAX,
        }
    }
    const fn noun(self) -> &'static str {
        match self {
            Self::Scenario => "a scenario",
            Self::Script => "a script",
            Self::Table => "a table",
            Self::Document => "such a file",
        }
    }
}

/// Why the bytes of a file are no text that rushhour reads. The error within an [`io::Error`] of [`Files::read`].
///
/// [`Files::read`]: super::files::Files::read
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotText {
    message: String,
    help: &'static str,
    /// The text as far as it can be made out, and the place in it.
    place: Option<(Arc<str>, Spot)>,
}

impl NotText {
    fn whole(message: String, help: &'static str) -> Self {
        Self { message, help, place: None }
    }
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.help
    }
    /// The text as far as it can be made out, and the place that the message is about, where it is about one.
    pub(crate) fn place(&self) -> Option<(&Arc<str>, Spot)> {
        self.place.as_ref().map(|(text, spot)| (text, *spot))
    }
}

/// A file that could not be read.
#[derive(Debug)]
pub struct FileError {
    file: String,
    error: io::Error,
}

impl FileError {
    /// The file, by its name, with what reading it gave.
    pub(crate) fn new(file: &str, error: io::Error) -> Self {
        Self { file: file.to_owned(), error }
    }
    /// Whether the file was there and could be opened, but what is in it is no text.
    pub fn was_opened(&self) -> bool {
        not_text(&self.error).is_some()
    }
    /// Whether the machine had nothing left to read it with.
    pub fn is_of_machine(&self) -> bool {
        is_of_machine(&self.error)
    }
    /// Whether there is no such file.
    pub fn is_not_there(&self) -> bool {
        self.error.kind() == io::ErrorKind::NotFound
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(it) = not_text(&self.error) else { return f.write_str(&reading_failed(&self.file, &self.error)) };
        match it.place() {
            Some((_, Spot { line, column, .. })) => write!(f, "{}:{line}:{column}: {it}; {}", self.file, it.help),
            None => write!(f, "{}: {it}; {}", self.file, it.help),
        }
    }
}

impl std::error::Error for FileError {}

/// The text of a file on the disk.
///
/// # Errors
/// It cannot be opened, is larger than its kind may be, or is no text.
pub fn read_file(path: &Path, kind: FileKind) -> Result<String, FileError> {
    read(path, kind).map_err(|error| FileError::new(&path.display().to_string(), error))
}

/// The same, with the error as it is. Whatever is asked of a file before it is read (its kind, its size) is asked here.
pub(crate) fn read(path: &Path, kind: FileKind) -> io::Result<String> {
    // To open a pipe that nobody writes into would wait for ever.
    let file_type = std::fs::metadata(path)?.file_type();
    if !file_type.is_file() {
        return Err(io::Error::new(
            no_file(file_type),
            format!("it is {}, and a file is wanted", noun_of(file_type)),
        ));
    }
    let file = File::open(path)?;
    let at_most = kind.bytes_max();
    let no_text = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    // A file that has no end has no length either, or a wrong one: so it is counted what comes.
    let expected = file.metadata()?.len();
    if expected > at_most {
        return Err(no_text(too_large(kind, expected)));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(expected).unwrap_or(usize::MAX))?;
    file.take(at_most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > at_most {
        return Err(no_text(too_large(kind, bytes.len() as u64)));
    }
    decode(bytes).map_err(no_text)
}

fn no_file(file_type: FileType) -> io::ErrorKind {
    if file_type.is_dir() { io::ErrorKind::IsADirectory } else { io::ErrorKind::Unsupported }
}

/// What a path leads to that is no file.
fn noun_of(file_type: FileType) -> &'static str {
    if file_type.is_dir() {
        return "a directory";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file_type.is_fifo() {
            return "a pipe";
        }
        if file_type.is_socket() {
            return "a socket";
        }
        if file_type.is_char_device() || file_type.is_block_device() {
            return "a device";
        }
    }
    "something else"
}

fn too_large(kind: FileKind, bytes: u64) -> NotText {
    let (noun, at_most) = (kind.noun(), kind.bytes_max());
    NotText::whole(
        format!("it has {bytes} bytes or more, and {noun} may have {at_most}"),
        "is it the right file? `rushhour limits` tells what may be read",
    )
}

/// Why a file could not be read, the same on every system where that can be.
pub(crate) fn reading_failed(file: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{file}`"),
        io::ErrorKind::PermissionDenied => format!("`{file}` may not be read"),
        io::ErrorKind::IsADirectory => format!("`{file}` is a directory, and a file is wanted"),
        io::ErrorKind::InvalidData => match not_text(error) {
            Some(it) => format!("`{file}` can't be read as text: {it}"),
            None => format!("`{file}` is no UTF-8 text"),
        },
        _ => format!("`{file}` cannot be read: {error}"),
    }
}

/// Whether an error says that the machine has no more to give (memory, open files, threads), so that nothing is wrong with the
/// file or the command line that it came of. An error within another one counts.
pub fn is_of_machine(error: &io::Error) -> bool {
    // By their numbers on Linux: too many threads, no memory, too many open files in the system and in the process.
    const AT_AN_END: [i32; 4] = [11, 12, 23, 24];
    error.kind() == io::ErrorKind::OutOfMemory
        || error.raw_os_error().is_some_and(|number| AT_AN_END.contains(&number))
        || error.get_ref().is_some_and(|within| {
            if let Some(file) = within.downcast_ref::<FileError>() {
                return file.is_of_machine();
            }
            within.source().and_then(|source| source.downcast_ref()).is_some_and(is_of_machine)
        })
}

/// What to do about such an error.
pub(crate) const GIVE_MORE: &str = "nothing is wrong with the file: let the process have more (`ulimit -n` for open files, `ulimit -v` \
                                    and the container for memory), or run less beside it";

/// Why the bytes are no text, where that is what was wrong.
pub(crate) fn not_text(error: &io::Error) -> Option<&NotText> {
    error.get_ref()?.downcast_ref()
}

/// A text without the byte order mark that it may begin with.
pub(crate) fn unmarked(text: String) -> String {
    match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The text that these bytes are.
fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    if let Some((_, what, help)) = BINARY.iter().find(|(begin, ..)| bytes.starts_with(begin)) {
        return Err(NotText::whole(format!("this is {what}, and no text"), help));
    }
    if let Some(encoding) = wide_encoding(&bytes) {
        return Err(NotText::whole(format!("this is {encoding}, and rushhour reads UTF-8"), SAVE_AS_UTF8));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => unmarked(text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            return Err(foreign(error.as_bytes(), at));
        }
    };
    match text.find('\0') {
        None => Ok(text),
        Some(at) => {
            let help = "export the file again, or remove what is no text";
            let place = Some((Arc::from(text.replace('\0', "␀")), Spot::at_byte(&text, at, 1)));
            Err(NotText { message: "here is a NUL, which no text has".to_owned(), help, place })
        }
    }
}

/// The encoding of more than a byte a character, where the bytes leave no doubt.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32 text"),
        [0xff, 0xfe, ..] => return Some("UTF-16 text (little-endian)"),
        [0xfe, 0xff, ..] => return Some("UTF-16 text (big-endian)"),
        _ => {}
    }
    // Without a mark: plain letters have a NUL as every second byte.
    let begin = &bytes[..bytes.len().min(512) / 2 * 2];
    let count = |place: usize| begin.iter().skip(place).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, enough) = (count(0), count(1), begin.len() / 4);
    match begin.len() >= 4 {
        true if odd > enough && even == 0 => Some("UTF-16 text (little-endian, without a mark)"),
        true if even > enough && odd == 0 => Some("UTF-16 text (big-endian, without a mark)"),
        true | false => None,
    }
}

/// What bytes are of which the one at this place begins no character of UTF-8.
fn foreign(bytes: &[u8], at: usize) -> NotText {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| of_windows_1252(*byte)));
    }
    let byte = bytes.get(at).copied().unwrap_or_default();
    // What is before the place is as it was.
    let spot = Spot::at_byte(&text, at, 1);
    let meant = of_windows_1252(byte);
    let message = if meant.is_control() {
        format!("this is no text: the byte {byte:#04x} is neither UTF-8 nor Windows-1252")
    } else {
        format!("this is no UTF-8 text: the byte {byte:#04x} here would be `{meant}` in Windows-1252 or Latin-1")
    };
    NotText { message, help: SAVE_AS_UTF8, place: Some((Arc::from(text), spot)) }
}

fn of_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> String {
        let error = decode(bytes.to_vec()).unwrap_err();
        let place = error.place().map(|(_, spot)| format!("{}:{}: ", spot.line, spot.column)).unwrap_or_default();
        format!("{place}{error}")
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(decode(b"\xef\xbb\xbfversion: 1\r\n".to_vec()).unwrap(), "version: 1\r\n");
        assert_eq!(decode(b"\xef\xbb\xbf".to_vec()).unwrap(), "");
        assert_eq!(decode("a\u{feff}ü".as_bytes().to_vec()).unwrap(), "a\u{feff}ü");
    }

    #[test]
    fn other_encodings_are_named() {
        let text = "start,calls\n09:00,1\n";
        assert!(told(&wide(&format!("\u{feff}{text}"), u16::to_le_bytes)).contains("UTF-16 text (little-endian)"));
        assert!(told(&wide(&format!("\u{feff}{text}"), u16::to_be_bytes)).contains("UTF-16 text (big-endian)"));
        assert!(told(&wide(text, u16::to_le_bytes)).contains("little-endian, without a mark"));
        assert!(told(&wide(text, u16::to_be_bytes)).contains("big-endian, without a mark"));
        assert!(told(b"PK\x03\x04\x00\x00").contains("ZIP"));
        let latin = told(b"start,note\n09:00,f\xfcr \x93x\x94\n");
        assert_eq!(
            latin,
            "2:8: this is no UTF-8 text: the byte 0xfc here would be `ü` in Windows-1252 or Latin-1"
        );
        assert!(
            told("ü\n".as_bytes().iter().chain(b"a\x81").copied().collect::<Vec<_>>().as_slice())
                .starts_with("2:2: ")
        );
    }

    #[test]
    fn a_nul_is_told_at_its_place() {
        assert!(told(b"start,calls\n09:\x0000,1\n").starts_with("2:4: here is a NUL"));
    }
}
