//! The record of a show: what a trainer did to the floor, with its virtual time, and the floor itself, so that it can be run
//! again as it was.
//!
//! What was done is written as a scenario's timeline is. The scenario stands beside it with all its files, and the digest
//! of the show once it has ended.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use rushhour_scenario::plan::Plan;
use rushhour_scenario::timeline::Cue;
use rushhour_sim::ENCODING_VERSION;
use rushhour_tools::TOOL;
use rushhour_tools::packed::Packed;

/// The version of records. Those of version 1 have neither the scenario nor a digest.
pub(super) const RECORD_VERSION: u32 = 2;

/// Writes a file, whole or not at all; an error names its path.
pub type WriteFile = fn(&Path, &str) -> std::io::Result<()>;

/// Keeps what was done, and writes the record anew with each command where there is a file for it: there are few, and the
/// process may be ended at any time.
#[derive(Debug)]
pub struct Recorder {
    /// The file, and what writes it.
    to: Option<(PathBuf, WriteFile)>,
    controls: Vec<Json>,
    /// The scenario with its files, once somebody has asked: it is the same all through the show, and may be large.
    files: OnceCell<Json>,
    /// The digest of the show, once it has come to its end.
    digest: Option<String>,
    /// Why the file could not be written, the last time.
    failed: Option<String>,
}

impl Recorder {
    /// A record that goes to this file, once there is anything.
    pub fn new(path: Option<PathBuf>, write: WriteFile) -> Self {
        Self {
            to: path.map(|path| (path, write)),
            controls: Vec::new(),
            files: OnceCell::new(),
            digest: None,
            failed: None,
        }
    }

    /// Something was done.
    pub(super) fn note(&mut self, cue: &Cue, plan: &Plan) {
        self.controls.push(cue.to_json(plan));
        self.write(plan);
    }

    /// The show has come to its end, with this digest.
    pub(super) fn ended(&mut self, plan: &Plan, digest: String) {
        self.digest = Some(digest);
        if !self.controls.is_empty() {
            self.write(plan);
        }
    }

    fn write(&mut self, plan: &Plan) {
        if let Some((path, write)) = &self.to {
            let text = format!("{:#}\n", self.document(plan));
            self.failed = write(path, &text).err().map(|error| error.to_string());
        }
    }

    /// The whole record.
    pub(super) fn document(&self, plan: &Plan) -> Json {
        json!({
            "version": RECORD_VERSION,
            "tool": TOOL,
            "encoding": ENCODING_VERSION,
            "scenario": plan.name,
            "seed": plan.seed,
            "digest": self.digest,
            "controls": self.controls,
            "files": self.files.get_or_init(|| json!(Packed::of_plan(plan))),
        })
    }

    /// What was recorded and where; nothing where there was nothing to record.
    ///
    /// # Errors
    /// The record could not be written; in words.
    pub fn told(&self) -> Result<Option<String>, String> {
        let things = match self.controls.len() {
            0 => return Ok(None),
            1 => String::from("1 thing was done to the floor"),
            several => format!("{several} things were done to the floor"),
        };
        if let Some(failed) = &self.failed {
            return Err(format!("{things}, and the record could not be written: {failed}"));
        }
        Ok(Some(match &self.to {
            Some((path, _)) => {
                let path = path.display();
                format!("{things}, recorded in {path}; `rushhour replay {path}` does it again")
            }
            None => {
                format!(
                    "{things}, and written to no file: `--record FILE` does that, and so does the page until it goes"
                )
            }
        }))
    }
}
