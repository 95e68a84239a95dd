//! The record of a show: what a trainer did to the floor, with its virtual time, so that it can be run again.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use rushhour_scenario::plan::Plan;
use rushhour_scenario::timeline::Cue;

/// Keeps what was done, and writes the record anew with each command where there is a file for it: there are few, and the
/// process may be ended at any time.
#[derive(Debug)]
pub struct Recorder {
    path: Option<PathBuf>,
    controls: Vec<Json>,
    /// Why the file could not be written, the last time.
    failed: Option<String>,
}

impl Recorder {
    /// A record that goes to this file, once there is anything.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path, controls: Vec::new(), failed: None }
    }

    /// Something was done.
    pub(super) fn note(&mut self, cue: &Cue, plan: &Plan) {
        self.controls.push(cue.to_json(plan));
        if let Some(path) = &self.path {
            let written = write(path, &self.document(plan));
            self.failed = written.err().map(|error| format!("{}: {error}", path.display()));
        }
    }

    /// The whole record.
    pub(super) fn document(&self, plan: &Plan) -> Json {
        json!({
            "version": 1,
            "scenario": plan.name,
            "seed": plan.seed,
            "controls": self.controls,
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
                format!("{things}, recorded in {path}; `--controls {path}` does it again")
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
