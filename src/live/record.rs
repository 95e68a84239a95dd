//! The record of a show: what a trainer did to the floor, with its virtual time, so that it can be run again.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use crate::scenario::plan::Plan;
use crate::scenario::timeline::Cue;

/// Writes the record anew with each deed: there are few, and the process may be ended at any time.
#[derive(Debug)]
pub struct Recorder {
    path: PathBuf,
    controls: Vec<Json>,
    /// Why the file could not be written, the last time.
    failed: Option<String>,
}

impl Recorder {
    /// A record that goes to this file, once there is anything.
    pub fn new(path: PathBuf) -> Self {
        Self { path, controls: Vec::new(), failed: None }
    }

    /// Something was done.
    pub(super) fn note(&mut self, cue: &Cue, plan: &Plan) {
        self.controls.push(cue.to_json(plan));
        let document = json!({
            "version": 1,
            "scenario": plan.name,
            "seed": plan.seed,
            "controls": self.controls,
        });
        self.failed = self.write(&document).err().map(|error| format!("{}: {error}", self.path.display()));
    }

    fn write(&self, document: &Json) -> std::io::Result<()> {
        if let Some(parent) = self.path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent)?;
        }
        let mut text = serde_json::to_string_pretty(document).map_err(std::io::Error::other)?;
        text.push('\n');
        std::fs::write(&self.path, text)
    }

    /// What was recorded and where, or why it could not be; nothing where there was nothing to record.
    pub fn told(&self) -> Option<String> {
        match (&self.failed, self.controls.len()) {
            (Some(failed), _) => Some(format!("the record could not be written: {failed}")),
            (None, 0) => None,
            (None, count) => {
                let path = self.path.display();
                Some(format!("{count} controls are recorded in {path}; `--controls {path}` runs the show again"))
            }
        }
    }
}
