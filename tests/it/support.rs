//! A folder with a scenario and its scripts, and the binary to run on it.

use std::io::Write;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// An agent as the manual shows it.
pub(crate) const AGENT: &str = r#"fn run(me) {                                   // an agent
    me.set_activity("Available");
    for task in me.tasks() {                   // suspends until work is offered; ends with the shift
        if !me.accept(task) { continue; }      // somebody else has it, or the caller gave up
        me.talk(task, "talk");                 // false if the caller left first
        if chance(0.2) { me.hold(task); sleep(sample("hold")); me.unhold(task); }
        me.wrapup(task);                       // hangs up a live call; harmless if it is wrapping already
        sleep("30s");
        me.complete(task);
    }
}
"#;

/// A caller as the manual shows it.
pub(crate) const CALLER: &str = r#"fn run(me) {                                   // a customer, in another file
    me.phone(me.queue);
    if me.wait_answer(sample("patience")) { me.wait_end(); }   // leaving the script hangs up
}
"#;

/// A small floor: four agents, a call a minute, ten minutes.
pub(crate) const FLOOR: &str = "version: 1
duration: 10m
center:
  queues:
    support: {target: 20s}
  latency:
    default: {exponential: {mean: 100ms}}
agents:
  - {name: desk, count: 4, script: agent.rhai, queue: support}
customers:
  - {name: callers, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 60/h}}}
distributions:
  talk: {exponential: {mean: 1m}}
  hold: {exponential: {mean: 10s}}
  patience: {exponential: {mean: 1m}}
";

/// How a run of the binary ended.
pub(crate) struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A folder of a test's own.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// With the manual's scripts in it, and this scenario as `floor.yaml`.
    pub(crate) fn with(scenario: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("floor.yaml", scenario).write("agent.rhai", AGENT).write("caller.rhai", CALLER);
        folder
    }
    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.path(name), text).unwrap();
        self
    }
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    /// Runs the binary in this folder.
    pub(crate) fn rushhour(&self, args: &[&str]) -> Ended {
        rushhour(self.0.path(), args)
    }
    /// Runs `floor.yaml` and reads the report.
    pub(crate) fn report(&self, more: &[&str]) -> (Ended, Value) {
        let ended = self.rushhour(&[&["run", "floor.yaml", "--json", "-"], more].concat());
        let report = serde_json::from_str(&ended.stdout).unwrap_or(Value::Null);
        (ended, report)
    }
}

/// Runs the binary somewhere.
pub(crate) fn rushhour(directory: &Path, args: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_rushhour"))
        .current_dir(directory)
        .args(args)
        .env_remove("RUSHHOUR_SEED")
        .timeout(std::time::Duration::from_secs(120))
        .output()
        .unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A Chromium: the one that `CHROMIUM` names, or one in the path. Where there is none that is said, past the harness, which
/// keeps what a test prints for itself.
pub(crate) fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = || {
        std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|it| it.is_file())
    };
    let found = std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(in_path);
    if found.is_none() {
        let told = "SKIPPED: there is no Chromium in PATH, and CHROMIUM names none; a page was not opened in one";
        let _ = writeln!(std::io::stderr(), "{told}");
    }
    found
}

/// The report without what differs from run to run.
pub(crate) fn lasting(mut report: Value) -> Value {
    report["time"]["wall_s"].take();
    for action in report["actions"].as_object_mut().unwrap().values_mut() {
        action["engine_ns"].take();
    }
    report["engine_ns"].take();
    report
}
