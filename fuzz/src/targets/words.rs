//! Short texts that keys and flags have: durations, rates, thresholds, tolerances, ranges, expressions, and what `--set` puts in.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::LazyLock;

use rushhour_engine::action::Action;
use rushhour_engine::units::{Rate, Sid, SimSpan, TimeOfDay};
use rushhour_live::{Speed, Token};
use rushhour_measure::SeriesKey;
use rushhour_scenario::metrics::Kind;
use rushhour_scenario::plan::{ExpressionSource, Sees};
use rushhour_scenario::{Overrides, parse_threshold};
use rushhour_script::Expressions;
use rushhour_tools::comparison::Tolerance;
use rushhour_tools::planning::range::Range;
use rushhour_tools::planning::rostered::{Cost, Shrinkage};

use crate::drive::{Bounds, Target};
use crate::loading::load;
use crate::shelf::Shelf;
use crate::tape::Tape;
use crate::{odd, text};

/// The target.
pub(super) const WORDS: Target = Target {
    name: "words",
    ending: "txt",
    executions: 400,
    tape: 48,
    good,
    make,
    feed,
    bounds: Bounds { bytes: (16 << 20, 4_000), allocations: (400_000, 400) },
};

/// What is written.
const USUAL: &[&str] = &[
    "30s",
    "1h30m",
    "1.5h",
    "90 min",
    "60/h",
    "2/s",
    "0.5/min",
    "09:30",
    "24:00",
    "10x",
    "max",
    "p(95) < 20s",
    "avg >= 0.5",
    "value<80%",
    "rate == 1",
    "wait.mean=5%",
    "wait{queue:a,population:b}.p95=500ms",
    "2pp",
    "400/h..2000/h",
    "60s..5m",
    "1..10",
    "30%",
    "09:00=30%,12:00=0.35",
    "32.50 EUR",
    "€32/h",
    "agents.a.count=3",
    "customers[0].arrivals=null",
    "center.queues.q.target=10s",
    "duration=10m",
    "task.attributes.skill == \"german\"",
    "queue == \"q\" && priority > 3",
    "worker.attributes.level in [1, 2]",
    "workers_available == 0",
    "${x}",
    "$${x}",
    "WT00000000000000000000000000000001",
    "AcceptTask",
    "open-sesame",
    "null",
    "{a: [1, 2]}",
    "[]",
];

/// So many characters a short text has at most.
const LONGEST: usize = 50_000;

/// A floor for what `--set` and `-e` put in.
const FLOOR: &str = "version: 1\nduration: 10m\nvars: {x: 3, y: 10s, z: \"a\"}\ncenter: {queues: {q: {}}}\n\
    agents: [{name: a, count: \"${x}\", script: phone_agent, queue: q}]\n\
    customers: [{name: c, script: phone_customer, queue: q, arrivals: [{poisson: {rate: 60/h}}]}]\n";

static DICTIONARY: LazyLock<Vec<String>> = LazyLock::new(|| {
    let more = [
        "p(", ")", "avg", "min", "max", "value", "rate", "count", "<=", ">=", "..", "=", "/h", "/s", "h", "m",
        "s", "ms", "%", "{", "}", ":", "[0]",
    ];
    USUAL.iter().chain(&more).map(|word| (*word).to_owned()).collect()
});

fn good() -> Vec<Vec<u8>> {
    USUAL
        .iter()
        .filter(|word| !["null", "[]", "{a: [1, 2]}", "${x}", "$${x}"].contains(word))
        .map(|word| word.as_bytes().to_vec())
        .collect()
}

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    let base = if tape.chance(85) { tape.pick(USUAL).copied().unwrap_or_default() } else { odd::scalar(tape) };
    let made = text::changed(tape, base, USUAL, &DICTIONARY);
    // Longer ones stand in files, which have targets of their own.
    made.chars().take(LONGEST).collect::<String>().into_bytes()
}

fn feed(input: &[u8]) -> bool {
    let text = &*String::from_utf8_lossy(input);
    let mut good = false;
    good |= means_the_same::<SimSpan>(text);
    good |= means_the_same::<Rate>(text);
    good |= means_the_same::<TimeOfDay>(text);
    good |= means_the_same::<Speed>(text);
    good |= means_the_same::<Sid>(text);
    good |= means_the_same::<Action>(text);
    for kind in [Kind::Time, Kind::Plain, Kind::Share, Kind::TimeShare, Kind::TimeMean] {
        good |= parse_threshold(text, kind).is_ok();
    }
    good |= text.parse::<Tolerance>().is_ok();
    let key = SeriesKey::read(text).in_order();
    assert!(key.to_string().len() <= 2 * text.len() + 16, "a name became longer: {key}");
    if let Some((from, to)) = text.split_once("..") {
        good |= said(Range::parse(from, to)).is_some_and(|range| {
            range.spread(0.0, 100.0, 5);
            true
        });
    }
    good |= Shrinkage::parse(text).is_some_and(|it| said(it).is_some());
    good |= said(Cost::parse(text)).is_some();
    good |= said(Token::chosen(text)).is_some();
    good |= expression(text);
    good | set(text)
}

/// What is refused says why.
fn said<T>(read: Result<T, String>) -> Option<T> {
    read.map_err(|message| assert!(!message.is_empty(), "it is refused, and nobody says why")).ok()
}

/// What is read, told, and read again is the same.
fn means_the_same<T: FromStr<Err: Display> + Display + PartialEq>(text: &str) -> bool {
    match text.parse::<T>() {
        Ok(read) => {
            let told = read.to_string();
            assert!(
                told.parse::<T>().is_ok_and(|again| again == read),
                "`{text}` is told as `{told}`, which is something else"
            );
            true
        }
        Err(error) => {
            assert!(!error.to_string().is_empty(), "`{text}` is refused, and nobody says why");
            false
        }
    }
}

fn expression(text: &str) -> bool {
    let is_one = |sees: Sees| {
        let source = ExpressionSource { path: "center.workflow[0].filter".into(), text: text.into(), sees };
        Expressions::new(&[source]).is_ok()
    };
    let of_queue = Sees::Queue(["Available", "Break"].map(Into::into).into());
    // Each is tried, whether or not one before it makes sense.
    [Sees::Task, Sees::Worker, Sees::TaskAndWorker, of_queue].map(is_one).contains(&true)
}

/// What `--set PATH=VALUE` and `-e NAME=VALUE` do with it.
fn set(text: &str) -> bool {
    const FILE: &str = "scenarios/tried.yaml";
    let Some((path, value)) = text.split_once('=') else { return false };
    let pair = (path.trim().to_owned(), value.to_owned());
    let overrides = if path.contains(['.', '[', 'd']) {
        Overrides { set: vec![pair], ..Overrides::default() }
    } else {
        Overrides { vars: vec![pair], ..Overrides::default() }
    };
    load(FILE, &overrides, &Shelf::with(FILE, FLOOR)).is_some()
}
