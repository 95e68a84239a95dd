//! Tables: CSV text as every kind of thing that a scenario or a flag reads it for.

use std::sync::LazyLock;

use rushhour_scenario::Overrides;
use rushhour_tools::planning::rostered::Shrinkage;

use crate::corpus::Corpus;
use crate::drive::{Bounds, Target};
use crate::loading::load;
use crate::shelf::Shelf;
use crate::tape::Tape;
use crate::text;

/// The target of traces and lists of values.
pub(super) const TABLE: Target = Target {
    name: "table",
    ending: "csv",
    executions: 400,
    tape: 64,
    good,
    make,
    feed,
    bounds: Bounds { bytes: (32 << 20, 2_000), allocations: (400_000, 200) },
};

/// The target of plans that `staff` writes.
pub(super) const PLAN: Target = Target {
    name: "plan",
    ending: "csv",
    executions: 600,
    tape: 64,
    good: good_plans,
    make: make_plan,
    feed: feed_plan,
    bounds: Bounds { bytes: (32 << 20, 2_000), allocations: (400_000, 200) },
};

/// What reads a table, each in its own way.
const READ_BY: [(&str, &str); 6] = [
    ("scenarios/a.yaml", "{trace: {file: tried.csv}}"),
    ("scenarios/b.yaml", "{trace: {file: tried.csv, where: {day: 3}, counts: poisson}}"),
    (
        "scenarios/c.yaml",
        "{trace: {file: tried.csv, columns: {date: Date, start: Interval, calls: Offered}, times: \"%d.%m.%Y\", durations: [AHT]}}",
    ),
    (
        "scenarios/d.yaml",
        "{trace: {file: tried.csv, columns: {at: \"Call start\"}, durations: {\"Talk Time\": \"mm:ss\"}}}",
    ),
    (
        "scenarios/e.yaml",
        "{poisson: {rate: 1/h}}\ndistributions: {talk: {empirical: {file: tried.csv, column: seconds, weights: n}}}",
    ),
    ("scenarios/f.yaml", "{trace: {file: tried.csv, counts: rounded, scale: 0.5}}"),
];

/// Tables of the project's own that no document has.
const OWN: &[&str] = &[
    "at\n0\n1.5\n60\n",
    "at,queue,x\r\n10s,q,1\r\n20s,\"q\"\"q\",\"a,\nb\"\r\n",
    "start;calls\n09:00;1\n09:30;2\n",
    "start\tcalls\n2026-03-02 09:00\t3\n2026-03-02 09:30\t0\n",
    "seconds,n,queue\n12.5,3,q\n40,1,q\n90,2,r\n",
    "sep=;\nstart;calls\nmon 23:30;4\ntue 00:00;5\n",
    "start,end,calls\n09:00,09:15,4\n09:15,09:30,2\n",
];

/// Plans of the project's own.
const PLANS: &[&str] = &[
    "start,agents\n09:00,3\n09:30,5\n17:00,0\n",
    "start,agents,offered_load,shrinkage,rostered,cost\nmon 22:00,1,0.5,30%,1.43,12.5\ntue 00:00,2,1.5,30%,2.86,25\n",
    "start;agents\n00:00;1\n23:45;2\n",
    "start,agents\n0s,3\n30m,5\n",
    "start,shrinkage\n09:00,30%\n12:00,0.35\n",
];

static CORPUS: LazyLock<Corpus> =
    LazyLock::new(|| Corpus::of(&["scenarios", "fuzz/corpus"], &["csv"]).and_examples("csv"));

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    const WORDS: &[&str] = &[
        "at",
        "start",
        "end",
        "calls",
        "agents",
        "day",
        "date",
        "seconds",
        "n",
        "queue",
        "shrinkage",
        "sep=;",
        "Call start",
        "Talk Time",
        "AHT",
        "Offered",
        "Interval",
        "Date",
        "09:00 - 09:30",
        "2026-03-29 02:30",
        "02.03.2026",
        "1.234,5",
        "1,234.5",
        "12:00 AM",
        "00:00:60",
        "30%",
        "mon 09:00",
        "24:00",
        "99999999999",
        "1e9",
        ";",
        "\t",
        "\"",
    ];
    WORDS.iter().map(|word| (*word).to_owned()).collect()
});

fn changed(tape: &mut Tape<'_>, own: &[&'static str], percent: usize) -> Vec<u8> {
    let shipped = CORPUS.texts();
    let base = if tape.chance(percent) { tape.pick(own).copied() } else { tape.pick(&shipped).copied() };
    text::changed(tape, base.unwrap_or_default(), &[own, &shipped].concat(), &WORDS).into_bytes()
}

fn good() -> Vec<Vec<u8>> {
    // What names days is read by scenarios that have some.
    OWN.iter().filter(|text| !text.contains("mon")).map(|text| text.as_bytes().to_vec()).collect()
}

fn good_plans() -> Vec<Vec<u8>> {
    PLANS.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    changed(tape, OWN, 55)
}

fn make_plan(tape: &mut Tape<'_>) -> Vec<u8> {
    changed(tape, PLANS, 90)
}

/// A scenario whose customers come so; what stands behind a line end are keys of its own.
fn scenario(arrivals: &str) -> String {
    let (arrivals, rest) = arrivals.split_once('\n').unwrap_or((arrivals, ""));
    format!(
        "version: 1\nduration: 2h\ncenter: {{queues: {{q: {{}}}}}}\n\
         agents: [{{name: a, script: phone_agent, queue: q}}]\n\
         customers: [{{name: c, script: phone_customer, queue: q, arrivals: {arrivals}}}]\n{rest}\n"
    )
}

fn feed(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let mut good = false;
    // Each is read in two of the ways: by what its header has, and by its length.
    let by_header = match () {
        () if text.contains("Interval") => 2,
        () if text.contains("Call start") => 3,
        () if text.contains("seconds") => 4,
        () if text.contains("day") => 1,
        () => 0,
    };
    for way in [by_header, text.len() % READ_BY.len()] {
        let (file, arrivals) = READ_BY[way];
        let scenario = scenario(arrivals);
        let shelf = Shelf::with("scenarios/tried.csv", &text).and(file, &scenario);
        good |= load(file, &Overrides::default(), &shelf).is_some();
    }
    good
}

fn feed_plan(input: &[u8]) -> bool {
    const FILE: &str = "scenarios/plan.yaml";
    let text = String::from_utf8_lossy(input);
    let begins = ["09:00", "mon 09:00", "2026-03-02 00:00"][text.len() % 3];
    let scenario = format!(
        "version: 1\nduration: 30h\nstarts_at: {begins}\ncenter: {{queues: {{q: {{}}}}}}\nagents: [{{name: a, script: phone_agent, queue: q, staffing: {{file: tried.csv}}}}]\n"
    );
    let shelf = Shelf::with("scenarios/tried.csv", &text).and(FILE, &scenario);
    let shrinkage = Shrinkage::read(&text);
    if let Err(message) = &shrinkage {
        assert!(!message.is_empty(), "it is refused, and nobody says why");
    }
    load(FILE, &Overrides::default(), &shelf).is_some() || shrinkage.is_ok()
}
