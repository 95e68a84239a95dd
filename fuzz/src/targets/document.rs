//! Documents in JSON that rushhour writes and reads again: reports, findings, records of shows, the seeds of a hunt.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

use rushhour_engine::units::SimSpan;
use rushhour_live::{is_record, read_controls, read_record};
use rushhour_measure::{RunResult, Truncation};
use rushhour_render::Colour;
use rushhour_report::{TOOL, page, read, report, schema, summary, views, write};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::{Disk, Overrides};
use rushhour_sim::{ENCODING_VERSION, Quiet};
use rushhour_tools::comparison::{Options, Side, compare};
use rushhour_tools::hunt::{FaultsOf, Finding, FindingKind, PastSeeds, Reproduction, Swarm};
use rushhour_tools::packed::Packed;
use rushhour_tools::run::replicate;
use serde_json::{Value, json};

use crate::corpus::root;
use crate::drive::{Bounds, Target};
use crate::tape::Tape;
use crate::tree::{self, Grammar};
use crate::{odd, text};

const BOUNDS: Bounds = Bounds { bytes: (64 << 20, 2_000), allocations: (1_000_000, 400) };

/// The target of reports.
pub(super) const REPORT: Target = Target {
    name: "report",
    ending: "json",
    executions: 150,
    tape: 96,
    good: || vec![REPORTED.to_string().into_bytes()],
    make: make_report,
    feed: feed_report,
    bounds: BOUNDS,
};
/// The target of findings.
pub(super) const FINDING: Target = Target {
    name: "finding",
    ending: "json",
    executions: 1_500,
    tape: 96,
    good: || vec![FOUND.to_string().into_bytes()],
    make: make_finding,
    feed: feed_finding,
    bounds: BOUNDS,
};
/// The target of records of shows.
pub(super) const RECORD: Target = Target {
    name: "record",
    ending: "json",
    executions: 300,
    tape: 96,
    good: || vec![RECORDED.to_string().into_bytes()],
    make: make_record,
    feed: feed_record,
    bounds: BOUNDS,
};
/// The target of a hunt's seeds.
pub(super) const SEEDS: Target = Target {
    name: "seeds",
    ending: "json",
    executions: 7_000,
    tape: 64,
    good: || vec![PAST.to_string().into_bytes()],
    make: make_seeds,
    feed: feed_seeds,
    bounds: BOUNDS,
};

/// A small floor, for what stands beside a finding or in a record.
static PLAN: LazyLock<Arc<Plan>> = LazyLock::new(|| floor_for(120.0));

fn floor_for(seconds: f64) -> Arc<Plan> {
    let overrides = Overrides { duration: SimSpan::from_secs_f64(seconds), ..Overrides::default() };
    let path = root().join("fuzz/corpus/floor.yaml");
    match rushhour_script::load_plan(&path, &overrides, &Disk) {
        Ok(plan) => Arc::new(plan),
        Err(error) => unreachable!("a shipped scenario can't be loaded: {:?}", error.problems()),
    }
}

/// A report of its first ten seconds, as a run writes one: a short one, since all of it is read a million times.
static REPORTED: LazyLock<Value> = LazyLock::new(|| {
    let plan = Arc::new((*floor_for(10.0)).clone().with_replications(2));
    let replications = (0..2).map(|index| {
        match replicate(&plan, Truncation::Stated(SimSpan::ZERO), index, &AtomicBool::new(false), &Quiet) {
            Ok(replication) => replication,
            Err(error) => unreachable!("a shipped scenario can't be run: {error}"),
        }
    });
    let mut run = RunResult::new(Arc::clone(&plan), replications.collect());
    run.end();
    serde_json::to_value(report(&run, 1.5)).unwrap_or_default()
});

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::of(&schema()));

/// A document with changes to its tree, to its text, or to both.
fn changed(tape: &mut Tape<'_>, base: &Value, grammar: &Grammar, words: &[String]) -> Vec<u8> {
    let tree = if tape.chance(70) {
        tree::changed(tape, base, std::slice::from_ref(base), grammar)
    } else {
        base.clone()
    };
    let is_changed = tree != *base;
    let mut written = tree.to_string();
    if !is_changed || tape.chance(15) {
        written = text::changed(tape, &written, &[], words);
    }
    written.into_bytes()
}

fn make_report(tape: &mut Tape<'_>) -> Vec<u8> {
    changed(tape, &REPORTED, &GRAMMAR, &GRAMMAR.words())
}

fn feed_report(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let document = match read(&text) {
        Ok(document) => document,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "it is refused, and nobody says why");
            crate::loading::say(&error);
            return false;
        }
    };
    let mut written = Vec::new();
    assert!(write(&document, &mut written).is_ok(), "a report that was read can't be written");
    let again = read(&String::from_utf8_lossy(&written));
    assert!(again.is_ok_and(|again| again == document), "a report that was written is read as another one");
    // Pages and views take a hundred times as long as reading.
    if text.len().is_multiple_of(128) {
        summary(&document, Colour::Always);
        page(&document);
        let _ = views(&document);
    }
    if text.len().is_multiple_of(64) {
        let side = |name: &str, runs| Side { name: name.to_owned(), runs };
        let usual = serde_json::from_value(REPORTED.clone()).into_iter().collect();
        let (a, b) = (side("a", usual), side("b", vec![document]));
        if let Ok(comparison) = compare(&a, &b, &Options::default()) {
            rushhour_tools::comparison::text(&comparison, true, Colour::Never);
            rushhour_tools::comparison::page(&comparison, &a, &b);
        }
    }
    true
}

/// A finding, as a hunt writes one.
static FOUND: LazyLock<Value> = LazyLock::new(|| {
    let population = PLAN.populations.first().map_or_else(String::new, |population| population.name.to_string());
    let reproduction = Reproduction {
        format: 1,
        tool: TOOL.to_owned(),
        encoding: ENCODING_VERSION,
        finding: Finding {
            kind: FindingKind::Liveness,
            name: "task".to_owned(),
            message: "a task is unfinished".to_owned(),
            entities: vec!["WT1".to_owned()],
            at_ns: 1_000_000_000,
            unfinished: None,
        },
        digest: "2-0123".to_owned(),
        steps: 3,
        steps_before: 10,
        scenario: "floor.yaml".to_owned(),
        seed: 7,
        planted: None,
        faults: FaultsOf::Scenario,
        swarm: Swarm::of_seed(9, &["fail".into(), "latency".into()]),
        excuses_scripts: true,
        settle_s: 60.0,
        duration_s: 120.0,
        ends_at_ns: Some(90_000_000_000),
        people: BTreeMap::from([(population.clone(), [rushhour_sim::PersonId::new(0)].into())]),
        struck: None,
        disabled: Vec::new(),
        skipped: Vec::new(),
    };
    let mut value = serde_json::to_value(reproduction).unwrap_or_default();
    value["struck"] = json!([{"fault": "fail", "who": {"population": population, "number": 0}, "ordinal": 1}, {"fault": "latency", "ordinal": 0}]);
    value["skipped"] = json!([{"who": {"population": population, "number": 1}, "ordinal": 2}]);
    value["disabled"] = json!([{"Known": "HoldCall"}, {"Other": "NoSuchAction"}]);
    value
});

/// The words of findings and records.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = Vec::new();
    for tree in [&*FOUND, &*RECORDED] {
        tree.as_object().into_iter().for_each(|map| words.extend(map.keys().cloned()));
    }
    words.extend(
        ["none", "scenario", "standard", "even", "rare", "often", "invariant", "script", "check"]
            .map(str::to_owned),
    );
    words
});

/// A document of which no schema tells the keys.
static PLAIN: LazyLock<Grammar> = LazyLock::new(Grammar::default);

fn make_finding(tape: &mut Tape<'_>) -> Vec<u8> {
    changed(tape, &FOUND, &PLAIN, &WORDS)
}

fn feed_finding(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let reproduction = match Reproduction::read(&text) {
        Ok(reproduction) => reproduction,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "it is refused, and nobody says why");
            crate::loading::say(&error);
            return false;
        }
    };
    let again = Reproduction::read(&reproduction.text());
    assert!(again.is_ok_and(|again| again == reproduction), "a finding that was written is read as another one");
    // `replay` runs what comes of it; whether the run ends is for the simulation.
    let plan = reproduction.faults.put_into((**PLAN).clone());
    let subject = reproduction.subject(plan);
    if let Err(error) = &subject {
        assert!(!error.to_string().is_empty(), "it is refused, and nobody says why");
        crate::loading::say(error);
    }
    subject.is_ok()
}

/// A record, as a show writes one.
static RECORDED: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "version": 2,
        "tool": TOOL,
        "encoding": ENCODING_VERSION,
        "scenario": PLAN.name,
        "seed": PLAN.seed,
        "digest": "2-0123",
        "controls": [
            {"at": "10s", "note": "it begins"},
            {"at": "20s", "burst": {"customers": "callers", "count": 3, "over": "30s"}},
            {"at": "30s", "join": {"agents": "desk", "count": 2}},
            {"at": "09:01", "leave": {"agents": "desk", "count": 1}},
            {"at": "40s", "fault": {"name": "fail", "for": "30s"}},
            {"at": "50s", "chapter": "two"},
            {"at": "1m", "act": {"agent": "alex-1", "action": "SetActivity", "payload": {"activityName": "Available"}}},
        ],
        "files": Packed::of_plan(&PLAN),
    })
});

static CONTROLS: LazyLock<Grammar> = LazyLock::new(|| Grammar::of(&rushhour_scenario::schema()));

fn make_record(tape: &mut Tape<'_>) -> Vec<u8> {
    let mut base = RECORDED.clone();
    // The files are most of it, and are a scenario's: mostly they are left alone.
    if tape.chance(70) {
        base["files"] = Value::Null;
    }
    let controls = base["controls"].take();
    let changed_controls = tree::changed(tape, &controls, std::slice::from_ref(&controls), &CONTROLS);
    base["controls"] = if tape.chance(80) { changed_controls } else { controls };
    if tape.chance(20) { changed(tape, &base, &CONTROLS, &WORDS) } else { base.to_string().into_bytes() }
}

fn feed_record(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let is_one = is_record(&text);
    let plan = read_controls(&text, (**PLAN).clone());
    let read = read_record(&text).err();
    for error in plan.as_ref().err().into_iter().chain(read.as_ref()) {
        assert!(!error.message.is_empty() && !error.help.is_empty(), "it is refused, and nobody says why");
    }
    let Ok(plan) = plan else { return false };
    assert!(is_one, "it was read as a record, and does not look like one");
    // What was done to the floor is written into the next record, and means the same there.
    let done = |plan: &Plan| plan.timeline.iter().map(|cue| cue.to_json(plan)).collect::<Vec<_>>();
    match Packed::of_plan(&plan).load() {
        Ok(again) => assert_eq!(done(&plan), done(&again), "it was written as something else"),
        Err(error) => unreachable!("what was packed can't be loaded: {:?}", error.problems()),
    }
    true
}

/// Seeds, as a hunt writes them.
static PAST: LazyLock<Value> = LazyLock::new(
    || json!({"scenario": "scenarios/quickstart.yaml", "seeds": [{"seed": 3, "cause": "capacity"}, {"seed": 18_446_744_073_709_551_615_u64, "cause": "script"}]}),
);

fn make_seeds(tape: &mut Tape<'_>) -> Vec<u8> {
    changed(tape, &PAST, &PLAIN, &[odd::scalar(&mut Tape::new(b"seeds")).to_owned()])
}

fn feed_seeds(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Ok(mut past) = serde_json::from_str::<PastSeeds>(&text) else { return false };
    let again: Option<PastSeeds> = serde_json::from_str(&past.text()).ok();
    assert!(again.as_ref() == Some(&past), "seeds that were written are read as others");
    past.remember(1, "again".to_owned());
    assert!(past.seeds().last() == Some(&1), "the last one is forgotten");
    true
}

/// The plan of a small floor.
pub(super) fn floor() -> &'static Plan {
    &PLAN
}
