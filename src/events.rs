//! `run --events FILE`: every event as a line of JSON, compressed as the file's ending says.
//!
//! Replications run side by side, and their events stand in the file one after the other: the first goes there at once,
//! each later one to a temporary file until it is its turn. Compressed files are made of parts for that (members,
//! frames), as both formats allow. The file is in its place once all of them are in it, those of an interrupted run too.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::whole_files::WholeFile;
use rushhour_engine::units::SimTime;
use rushhour_report::EventNames;
use rushhour_scenario::plan::Plan;
use rushhour_sim::Event;
use rushhour_sim::Observer;
use rushhour_tools::run::Watch;

/// So much is compressed at once with Zstandard.
const FRAME_BYTES: usize = 1 << 20;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstandard,
}

/// The file, and what its lines need.
#[derive(Debug)]
pub(super) struct EventsFile {
    path: PathBuf,
    file: WholeFile,
    packing: Packing,
    names: EventNames,
}

/// Writes the events of one replication.
pub(super) struct EventLines {
    replication: u32,
    names: EventNames,
    text: String,
    /// Nothing after the first error.
    to: io::Result<Writer>,
}

/// Where lines go.
enum Writer {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstandard(Frames),
}

/// Zstandard, a frame for each piece.
struct Frames {
    piece: Vec<u8>,
    to: BufWriter<File>,
}

impl EventsFile {
    /// Makes the file, and the directories it is in.
    pub(super) fn create(path: &Path, plan: &Plan) -> io::Result<Self> {
        let packing = match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Packing::Gzip,
            Some("zst") => Packing::Zstandard,
            Some(_) | None => Packing::None,
        };
        Ok(Self { path: path.to_path_buf(), file: WholeFile::begin(path)?, packing, names: EventNames::of(plan) })
    }

    /// All lines are there.
    pub(super) fn keep(self) -> io::Result<()> {
        self.file.keep()
    }

    /// Takes the lines of a replication whose turn it is.
    pub(super) fn take(&self, lines: EventLines) -> io::Result<()> {
        let is_first = lines.replication == 0;
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display()));
        let mut part = lines.to.and_then(Writer::finish).map_err(named)?;
        if !is_first {
            part.rewind().and_then(|()| io::copy(&mut part, &mut &self.file.file)).map_err(named)?;
        }
        Ok(())
    }

    /// Where the lines of a replication go until it is their turn.
    fn part(&self, replication: u32) -> io::Result<Writer> {
        let file = match replication {
            0 => self.file.file.try_clone()?,
            _ => tempfile::tempfile_in(self.file.spare())?,
        };
        let to = BufWriter::with_capacity(1 << 16, file);
        Ok(match self.packing {
            Packing::None => Writer::Plain(to),
            Packing::Gzip => Writer::Gzip(GzEncoder::new(to, Compression::default())),
            Packing::Zstandard => Writer::Zstandard(Frames { piece: Vec::new(), to }),
        })
    }
}

impl Watch for EventsFile {
    type Watcher = EventLines;

    fn watch(&self, replication: u32) -> EventLines {
        EventLines { replication, names: self.names.clone(), text: String::new(), to: self.part(replication) }
    }
}

impl Observer for EventLines {
    fn event(&mut self, at: SimTime, event: &Event) {
        let Ok(to) = &mut self.to else { return };
        self.text.clear();
        self.names.line(self.replication, at, event, &mut self.text);
        self.text.push('\n');
        if let Err(error) = to.line(&self.text) {
            self.to = Err(error);
        }
    }
}

impl Writer {
    fn line(&mut self, line: &str) -> io::Result<()> {
        match self {
            Self::Plain(to) => to.write_all(line.as_bytes()),
            Self::Gzip(to) => to.write_all(line.as_bytes()),
            Self::Zstandard(to) => to.line(line),
        }
    }
    /// Everything is in the file.
    fn finish(self) -> io::Result<File> {
        let to = match self {
            Self::Plain(to) => to,
            Self::Gzip(to) => to.finish()?,
            Self::Zstandard(mut frames) => {
                frames.flush()?;
                frames.to
            }
        };
        to.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

impl Frames {
    fn line(&mut self, line: &str) -> io::Result<()> {
        self.piece.extend_from_slice(line.as_bytes());
        if self.piece.len() >= FRAME_BYTES { self.flush() } else { Ok(()) }
    }
    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let frame = compress_to_vec(self.piece.as_slice(), CompressionLevel::Fastest);
        self.piece.clear();
        self.to.write_all(&frame)
    }
}
