//! Reading a record of controls: what a trainer did becomes part of the plan's timeline.
//!
//! A record is a list of timeline entries, so it can be written by hand, too. What is wrong gets its place, and what to
//! write instead.

use serde::Deserialize;

use rushhour_engine::units::SimTime;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::raw::{Moment, RawCue, Scalar};
use rushhour_scenario::timeline::Cue;
use rushhour_scenario::trainer_commands::Known;

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
}

/// The plan with the controls of a record in its timeline.
///
/// # Errors
/// The text is no record, or what it has happen makes no sense with this plan.
pub fn read_controls(text: &str, plan: Plan) -> Result<Plan, ControlsError> {
    let help =
        "a record is `{version: 1, controls: [{at: 10m, burst: {count: 20}}]}`, as `--record FILE` writes it";
    let wrong = |message: String, help: &str| ControlsError { message, help: help.to_owned() };
    let document = serde_yaml::Deserializer::from_str(text);
    // The error says at which key and in which line.
    let record = Record::deserialize(document).map_err(|error| wrong(error.to_string(), help))?;
    if record.version.as_ref().is_some_and(|Scalar(version)| version != "1") {
        return Err(wrong(
            String::from("the version of the record is not known"),
            "this program reads `version: 1`",
        ));
    }
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
        Moment::Clock(clock) => plan.starts_at.map(|starts_at| SimTime::ZERO + starts_at.until(clock)),
    }
}
