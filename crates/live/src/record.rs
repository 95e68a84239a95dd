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

/// Keeps what was done, and writes the record anew with each command where there is a file for it: there are few, and the
/// process may be ended at any time.
#[derive(Debug)]
pub struct Recorder {
    path: Option<PathBuf>,
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
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path, controls: Vec::new(), files: OnceCell::new(), digest: None, failed: None }
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
        if let Some(path) = &self.path {
            let written = write(path, &self.document(plan));
            self.failed = written.err().map(|error| format!("{}: {error}", path.display()));
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

    /// What was recorded and where, or why it could not be; nothing where there was nothing to record.
    pub fn told(&self) -> Option<String> {
        let things = match self.controls.len() {
            0 => return None,
            1 => String::from("1 thing was done to the floor"),
            several => format!("{several} things were done to the floor"),
        };
        Some(match (&self.failed, &self.path) {
            (Some(failed), _) => format!("{things}, and the record could not be written: {failed}"),
            (None, Some(path)) => {
                let path = path.display();
                format!("{things}, recorded in {path}; `rushhour replay {path}` does it again")
            }
            (None, None) => {
                format!(
                    "{things}, and written to no file: `--record FILE` does that, and so does the page until it goes"
                )
            }
        })
    }
}

fn write(path: &Path, document: &Json) -> std::io::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    let mut text = serde_json::to_string_pretty(document).map_err(std::io::Error::other)?;
    text.push('\n');
    std::fs::write(path, text)
}
