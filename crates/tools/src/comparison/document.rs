//! A comparison as a document: the keys that other programs rely on. Text and page are made of it.
//!
//! As in the report of a run, keys are only ever added, times are seconds, shares 0 to 1, and `null` means that there
//! is no data.

use serde::Serialize;

use rushhour_measure::SeriesKey;
use rushhour_report::MetricKind;

/// The version of this document.
pub(super) const VERSION: u32 = 1;

/// Two sides, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The version of the document: 1.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// The scenario's name, on the first side.
    pub scenario: String,
    /// What is compared with.
    pub a: SideReport,
    /// What is compared.
    pub b: SideReport,
    /// What is different about what was run, in words.
    pub differs: Vec<String>,
    /// Whether replications are compared one by one, because both sides have the same seeds.
    pub paired: bool,
    /// How many pairs there are, where they are.
    pub pairs: Option<usize>,
    /// How sure one can be of everything together that is called a difference.
    pub confidence: f64,
    /// How many numbers were tested, for which `p` is corrected.
    pub tested: usize,
    /// How it came out.
    pub verdict: Verdict,
    /// What the program exits with.
    pub exit_code: u8,
    /// Number by number, the worst first.
    pub metrics: Vec<RowReport>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// A side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SideReport {
    /// Where it was read.
    pub name: String,
    /// The program that made it.
    pub tool: String,
    /// The seeds of its runs.
    pub seeds: Vec<u64>,
    /// How many runs.
    pub runs: usize,
    /// How many replications, all runs together.
    pub replications: usize,
    /// The hashes of everything that happened.
    pub digests: Vec<String>,
}

/// How a comparison came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything that happened is the same.
    Identical,
    /// Nothing is shown to differ.
    Equal,
    /// Something got better and nothing worse.
    Better,
    /// Something got worse and nothing better.
    Worse,
    /// Some of both.
    Mixed,
    /// What differs is neither.
    Changed,
    /// There are too few replications to say anything.
    CannotTell,
}

/// How one number came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    /// It got worse.
    Worse,
    /// The first side has data of it, the second has none.
    OnlyA,
    /// The second side has data of it, the first has none.
    OnlyB,
    /// It differs, and nobody can say whether that is good.
    Changed,
    /// It got better.
    Better,
    /// Too few replications, or runs.
    CannotTell,
    /// It is not shown to differ.
    Same,
}

/// One number on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowReport {
    /// `wait`, `wait{queue:support}`; `wall_s` and `engine_s{action:…}` of what is measured on the wall.
    pub metric: SeriesKey,
    /// Which number of it: `mean`, `p50`, `p95`, `p99`, `value`.
    pub statistic: &'static str,
    /// What kind of number it is.
    pub kind: MetricKind,
    /// Whether it is measured on the wall, so that the unit is the run.
    pub wall: bool,
    /// The mean over the units of the first side.
    pub a: Option<f64>,
    /// The mean over the units of the second side.
    pub b: Option<f64>,
    /// How many units there are on each side; the same where they are pairs.
    pub n: (usize, usize),
    /// The second less the first.
    pub difference: Option<f64>,
    /// The 95 % confidence interval of the difference, of this number alone.
    pub interval: Option<(f64, f64)>,
    /// The difference as a share of the first.
    pub relative: Option<f64>,
    /// How likely chance alone makes such a difference, corrected for the number of those tested.
    pub p: Option<f64>,
    /// How it came out.
    pub verdict: RowVerdict,
    /// How it stands to its tolerance, where it has one.
    pub tolerance: Option<Judged>,
}

/// How a number stands to its tolerance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// How much worse it may get, as it was written.
    pub allowed: String,
    /// Whether the tolerance names this metric; otherwise it is the one of everything.
    pub named: bool,
    /// Whether it did.
    pub outcome: WithinTolerance,
}

/// Whether something got worse by more than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WithinTolerance {
    /// It is shown that it did.
    Beyond,
    /// It is shown that it did not.
    Within,
    /// Neither is shown.
    Unclear,
    /// One side has no data of it, so there is nothing that could have kept it.
    OneSide,
    /// A side has fewer than two replications, or runs, with data: no test is possible.
    Untested,
}
