//! Reading a record of controls: what a trainer did becomes part of the plan's timeline.
//!
//! A record is a list of timeline entries, so it can be written by hand, too. What is wrong gets its place, and what to
//! write instead.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::record::RECORD_VERSION;
use rushhour_engine::units::SimTime;
use rushhour_scenario::limits::SCENARIO_BYTES_MAX;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::raw::{Moment, RawCue, Scalar};
use rushhour_scenario::timeline::Cue;
use rushhour_scenario::trainer_commands::{Known, check_sums};
use rushhour_scenario::{is_json, read_json_strictly, read_yaml};
use rushhour_sim::ENCODING_VERSION;
use rushhour_tools::TOOL;
use rushhour_tools::packed::Packed;

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ControlsError {
    /// What, and where.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a record of controls")]
struct Record {
    version: Option<Scalar>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people who read the file")]
    scenario: Option<String>,
    seed: Option<u64>,
    controls: Vec<RawCue>,
    // What only a replay reads.
    tool: Option<String>,
    encoding: Option<u32>,
    digest: Option<String>,
    files: Option<Packed>,
}

/// A show as it was recorded: the floor with what was done to it, and what its digest was.
#[derive(Clone, Debug)]
pub struct RecordedShow {
    /// Its plan, of one replication, the controls in its timeline.
    pub plan: Plan,
    /// The digest of the show; none where it was interrupted, for then it ended at no moment of its own.
    pub digest: Option<String>,
}

/// Whether a text is meant as the record of a show, of whatever version. One written by hand may be YAML, and what is
/// wrong with it is for its reader to say.
pub fn is_record(text: &str) -> bool {
    // Nothing else of it matters yet, not even whether its numbers have a place in memory.
    #[derive(Deserialize)]
    struct Looks {
        #[serde(rename = "controls")]
        _controls: serde::de::IgnoredAny,
    }
    let is_named = || ["controls:", "\"controls\":"].iter().any(|key| text.contains(key));
    if is_json(text) { serde_json::from_str::<Looks>(text).is_ok() } else { is_named() }
}

/// A show from its record.
///
/// # Errors
/// The text is no record, or one of another version, with which the show can't be the same.
pub fn read_record(text: &str) -> Result<RecordedShow, ControlsError> {
    let record = parse(text)?;
    let version = known_version(&record)?;
    let by = record.tool.as_deref().unwrap_or("another program");
    let older = |message: String| ControlsError {
        message,
        help: "`rushhour run SCENARIO --controls FILE` does the same to the floor as it is now".to_owned(),
    };
    let Some(packed) = record.files.as_ref().filter(|_| version == RECORD_VERSION) else {
        return Err(older(
            "this record has no scenario and no digest: it was written before records had them".to_owned(),
        ));
    };
    if record.encoding != Some(ENCODING_VERSION) {
        let encoding = record.encoding.unwrap_or_default();
        return Err(older(format!(
            "its digest is of encoding {encoding}, and this program's events have {ENCODING_VERSION}: replay it with the build that wrote it, a {by}"
        )));
    }
    if by != TOOL {
        return Err(older(format!(
            "it was written by {by}, and this is {TOOL}: the floor may go another way by now"
        )));
    }
    let plan = packed.load().map_err(|error| older(error.to_string()))?;
    let plan = with_controls_of(&record, plan)?;
    Ok(RecordedShow { plan: plan.with_replications(1), digest: record.digest })
}

/// What a record has to look like.
const FORM: &str =
    "a record is `{version: 1, controls: [{at: 10m, burst: {count: 20}}]}`, or what `--record FILE` writes";

fn wrong(message: String, help: &str) -> ControlsError {
    ControlsError { message, help: help.to_owned() }
}

fn parse(text: &str) -> Result<Record, ControlsError> {
    read_text(text)
}

/// Reads a text of JSON, as records are written, or of YAML, as people write them.
fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, ControlsError> {
    // Nobody writes as much YAML by hand, and it would take long.
    let read = if is_json(text) || text.len() as u64 > SCENARIO_BYTES_MAX {
        read_json_strictly(text)
    } else {
        read_yaml(text)
    };
    read.map_err(|problem| {
        let help = if problem.help.is_empty() { FORM } else { &problem.help };
        wrong(problem.to_string(), help)
    })
}

fn known_version(record: &Record) -> Result<u32, ControlsError> {
    let version = record.version.as_ref().map_or(Some(1), |Scalar(version)| version.parse().ok());
    version.filter(|version| (1..=RECORD_VERSION).contains(version)).ok_or_else(|| {
        let help = format!("this program reads `version: 1` and `version: {RECORD_VERSION}`");
        wrong(String::from("the version of the record is not known"), &help)
    })
}

/// The plan with the controls of a record in its timeline.
///
/// # Errors
/// The text is no record, or what it has happen makes no sense with this plan.
pub fn read_controls(text: &str, plan: Plan) -> Result<Plan, ControlsError> {
    let record = parse(text)?;
    known_version(&record)?;
    with_controls_of(&record, plan)
}

fn with_controls_of(record: &Record, plan: Plan) -> Result<Plan, ControlsError> {
    let mut cues = Vec::with_capacity(record.controls.len());
    for (place, raw) in record.controls.iter().enumerate() {
        let at = moment(raw.at, &plan).ok_or_else(|| {
            let message = format!("controls[{place}].at: the run has no time of day");
            wrong(message, "write a duration since the beginning: `30m`")
        })?;
        let command = Known::of(&plan).deed(&raw.deed()).map_err(|it| {
            let keys: String = it.at.iter().map(|key| format!(".{key}")).collect();
            wrong(format!("controls[{place}]{keys}: {}", it.message), &it.help)
        })?;
        cues.push(Cue { at, deed: command });
    }
    let all = plan.timeline.iter().chain(&cues).map(|cue| &cue.deed);
    check_sums(&plan.populations, all).map_err(|it| {
        let own = plan.timeline.len();
        let place = it.place.and_then(|place| place.checked_sub(own));
        let at = place.map_or_else(String::new, |place| format!("controls[{place}]: "));
        wrong(format!("{at}{}", it.message), &it.help)
    })?;
    // What the scenario has happen comes before what a trainer did at the same moment, as it did in the show.
    let controlled = plan.with_cues(cues);
    let own = controlled.seed;
    Ok(match record.seed.filter(|seed| *seed != own) {
        None => controlled,
        Some(seed) => controlled.with_warning(format!(
            "the controls were recorded with seed {seed}, and this run has seed {own}: it will go another way"
        )),
    })
}

fn moment(moment: Moment, plan: &Plan) -> Option<SimTime> {
    match moment {
        Moment::After(span) => Some(SimTime::ZERO + span),
        // The first such time of day of the run, as in a timeline.
        Moment::Clock(days, clock) => {
            plan.starts_at.and_then(|starts_at| starts_at.next(days, clock, plan.weekend))
        }
    }
}
