//! Runs held against queueing theory: the scenario `erlang.yaml`, by the ordinary path, beside exact results.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::run::{self, RunError, Wanted};
use crate::theory::{Exact, Queue};
use rushhour_measure::{Means, RunResult, SeriesKey};
use rushhour_scenario::{self as scenario, BuiltIns, Files, LoadError, Overrides};
use rushhour_sim::Quiet;

/// A queue whose exact results are known.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    calls_per_hour: u32,
    handle_s: u32,
    agents: u32,
    patience_s: Option<u32>,
    lines: Option<u32>,
    /// How long each replication takes, and how much of its beginning is left out: at least five times the time in
    /// which such a queue forgets where it began.
    hours: u32,
    warmup_min: u32,
    /// How wide half of an interval may be, as a share of the exact value.
    precision: f64,
}

/// One measure of a case: theory beside simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The metric.
    pub metric: &'static str,
    /// What theory says.
    pub exact: f64,
    /// The mean over replications.
    pub simulated: f64,
    /// Half of its 95 % interval.
    pub half_width: f64,
    /// How many standard errors lie between the two; nothing where both are zero.
    pub z: Option<f64>,
    /// Whether they agree: within four standard errors.
    pub agrees: bool,
    /// Whether the interval is as narrow as the case asks for.
    pub precise: bool,
}

/// Why a case could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ValidationError {
    /// The scenario that is built in cannot be read.
    #[error("the scenario of the textbooks is invalid: {0}")]
    Scenario(#[from] Box<LoadError>),
    /// It cannot be run.
    #[error(transparent)]
    Run(#[from] RunError),
}

const fn case(
    name: &'static str,
    about: &'static str,
    load: (u32, u32, u32),
    hours: u32,
    warmup_min: u32,
) -> Case {
    let (calls_per_hour, handle_s, agents) = load;
    let (patience_s, lines) = (None, None);
    Case { name, about, calls_per_hour, handle_s, agents, patience_s, lines, hours, warmup_min, precision: 0.05 }
}

/// The cases, the quick ones among them first.
pub const CASES: &[Case] = &[
    Case { lines: Some(10), ..case("B01", "Erlang B: as many lines as agents", (200, 180, 10), 100, 60) },
    Case { patience_s: Some(300), ..case("A02", "Erlang A, patience 5 min", (200, 180, 13), 220, 60) },
    case("C02", "Erlang C, 1 erlang", (30, 120, 3), 220, 60),
    case("C03", "Erlang C, 5 erlangs", (60, 300, 8), 420, 120),
    case("C06", "Erlang C, 10 erlangs", (200, 180, 14), 220, 60),
    Case { patience_s: Some(180), ..case("A06", "Erlang A, overloaded", (1000, 300, 80), 60, 60) },
    Case { patience_s: Some(120), ..case("A01", "Erlang A, 48 erlangs", (2880, 60, 50), 40, 30) },
    case("C08", "Erlang C, 48 erlangs", (720, 240, 55), 260, 120),
    Case { precision: 0.1, ..case("C11", "Erlang C, 250 erlangs", (3000, 300, 260), 110, 300) },
];

/// The service level is of those answered within this time.
const TARGET_S: f64 = 20.0;

impl Case {
    /// The queue of theory.
    pub fn queue(&self) -> Queue {
        Queue {
            arrival_rate: f64::from(self.calls_per_hour) / 3600.0,
            service_s: f64::from(self.handle_s),
            servers: self.agents,
            patience_s: self.patience_s.map(f64::from),
            lines: self.lines,
        }
    }

    /// The flags that make the scenario this case.
    pub fn flags(&self) -> Vec<(String, String)> {
        let span =
            |seconds: Option<u32>| seconds.map_or_else(|| "none".to_owned(), |seconds| format!("{seconds}s"));
        [
            ("calls_per_hour", self.calls_per_hour.to_string()),
            ("handle", format!("{}s", self.handle_s)),
            ("agents", self.agents.to_string()),
            ("patience", span(self.patience_s)),
            ("lines", self.lines.map_or_else(|| "none".to_owned(), |lines| lines.to_string())),
            ("duration", format!("{}h", self.hours)),
            ("warmup", format!("{}m", self.warmup_min)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// Runs the case, for this many hours in place of its own where given, and compares. The scenario
    /// `scenarios/erlang.yaml` and its scripts are read from `files`. `None` where it was told to stop before its end.
    ///
    /// # Errors
    /// The scenario is not there or is broken.
    pub fn run(
        &self,
        files: &dyn Files,
        replications: u32,
        jobs: usize,
        hours: Option<u32>,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Row>>, ValidationError> {
        let case = Self { hours: hours.unwrap_or(self.hours), ..*self };
        let overrides = Overrides { vars: case.flags(), replications: Some(replications), ..Overrides::default() };
        let built_ins = BuiltIns { names: &[], text: &|_| None, distributions: &[] };
        let plan = scenario::load_with(Path::new("scenarios/erlang.yaml"), &overrides, &built_ins, files)
            .map_err(Box::new)?;
        let mut result = RunResult::begin(Arc::new(plan));
        run::run(&Arc::clone(&result.plan), jobs, stop, &Quiet, |replication| {
            result.take(replication);
            Wanted::More
        })?;
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let Some(exact) = case.queue().exact(TARGET_S) else {
            unreachable!("every case of the textbooks has exact results, and {} has none", case.name)
        };
        Ok(Some(case.rows(&exact, &result)))
    }

    fn rows(&self, exact: &Exact, result: &RunResult) -> Vec<Row> {
        let measures = [
            ("p_wait", exact.wait),
            ("wait", exact.mean_wait_s),
            ("speed_of_answer", exact.mean_wait_served_s),
            ("service_level", exact.service_level),
            ("occupancy", exact.occupancy),
            ("abandon_rate", exact.abandoned),
            ("block_rate", exact.blocked),
        ];
        let means = |metric: &str| {
            let series = result.observed.iter().flat_map(|observed| &observed.series);
            let found =
                series.into_iter().find(|(series, _)| series.key(&result.plan) == SeriesKey::whole(metric));
            found.map(|(_, pooled)| pooled.means.clone()).unwrap_or_default()
        };
        measures.into_iter().map(|(metric, exact)| self.row(metric, exact, &means(metric))).collect()
    }

    fn row(&self, metric: &'static str, exact: f64, means: &Means) -> Row {
        let simulated = means.mean().unwrap_or(f64::NAN);
        let error = (means.variance().unwrap_or(f64::NAN) / means.count() as f64).sqrt();
        let half_width = means.ci95().unwrap_or(f64::NAN);
        // What never happens has no error: then theory must say the same.
        let z = (error > 0.0).then(|| (simulated - exact) / error);
        let same = (simulated - exact).abs() < 1e-9;
        Row {
            metric,
            exact,
            simulated,
            half_width,
            z,
            agrees: z.map_or(same, |z| z.abs() <= 4.0),
            precise: same || half_width <= self.precision * exact,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of this project.
    struct Project;

    impl Files for Project {
        fn read(&self, path: &Path, _: rushhour_scenario::FileKind) -> std::io::Result<String> {
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path))
        }
    }

    /// A few of the cases, shorter and fewer: what is wrong by more than chance shows all the same.
    #[test]
    fn short_runs_agree_with_theory() {
        for case in CASES.iter().filter(|case| ["B01", "A02", "C02"].contains(&case.name)) {
            for row in case.run(&Project, 10, 1, Some(16), &AtomicBool::new(false)).unwrap().unwrap() {
                assert!(row.agrees, "{}: {row:?}", case.name);
            }
        }
    }
}
