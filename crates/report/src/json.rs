//! The document as JSON, and back.

use std::io;

use rushhour_scenario::{DocumentProblem, read_json, read_json_tree};
use serde_json::Value;

use super::document::{MetricKind, MetricReport, Report, SampledReport, VERSION};

/// A text that is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReadReportError {
    /// It is not the JSON of a report.
    #[error("the text is no report: {0}")]
    Malformed(#[from] DocumentProblem),
    /// A number that none of its kind can be.
    #[error("`{key}` is {number}, and {remedy}")]
    Number {
        /// Where it stands.
        key: String,
        /// What stands there.
        number: String,
        /// What it can be.
        remedy: &'static str,
    },
    /// It is a report of another version.
    #[error("the report is of version {0}, and this program reads version {VERSION}")]
    Version(u32),
}

/// Writes the document, indented and with a line end. Lists of numbers stand on one line.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &Report, mut to: impl io::Write) -> io::Result<()> {
    to.write_all(printed(&serde_json::to_value(report)?).as_bytes())
}

/// The JSON Schema of the document.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    printed(schema.as_value())
}

/// A value as text, as people would lay it out, with a line end.
pub(super) fn printed(value: &Value) -> String {
    let mut text = String::new();
    print(value, 0, &mut text);
    text + "\n"
}

/// Puts a value into the text, so many levels deep.
fn print(value: &Value, depth: usize, text: &mut String) {
    let line = |text: &mut String, depth| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push('{');
            for (place, (key, value)) in map.iter().enumerate() {
                text.push_str(if place > 0 { "," } else { "" });
                line(text, depth + 1);
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                print(value, depth + 1, text);
            }
            line(text, depth);
            text.push('}');
        }
        Value::Array(list) if !list.iter().all(|it| it.is_number() || it.is_null()) => {
            text.push('[');
            for (place, value) in list.iter().enumerate() {
                text.push_str(if place > 0 { "," } else { "" });
                line(text, depth + 1);
                print(value, depth + 1, text);
            }
            line(text, depth);
            text.push(']');
        }
        // What is left stands on one line.
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            text.push_str(&value.to_string());
        }
    }
}

/// Reads a document that was written before.
///
/// # Errors
/// Where the text is no report, or one of another version.
pub fn read(text: &str) -> Result<Report, ReadReportError> {
    // The version is looked at first: a later document may be of another shape altogether.
    let value = read_json_tree(text)?;
    if let Some(version) = value.get("version").and_then(serde_json::Value::as_u64)
        && version != u64::from(VERSION)
    {
        return Err(ReadReportError::Version(u32::try_from(version).unwrap_or(u32::MAX)));
    }
    finite(&value, "")?;
    drop(value);
    let report: Report = read_json(text)?;
    possible(&report)?;
    Ok(report)
}

/// Refuses numbers that are too large to be any.
fn finite(value: &Value, key: &str) -> Result<(), ReadReportError> {
    match value {
        Value::Number(number) if number.as_f64().is_none_or(|it| !it.is_finite()) => {
            Err(ReadReportError::Number {
                key: key.to_owned(),
                number: number.to_string(),
                remedy: "no number is that large",
            })
        }
        Value::Object(map) => map.iter().try_for_each(|(name, value)| {
            finite(value, &if key.is_empty() { name.clone() } else { format!("{key}.{name}") })
        }),
        Value::Array(list) => {
            list.iter().enumerate().try_for_each(|(place, value)| finite(value, &format!("{key}[{place}]")))
        }
        Value::Number(_) | Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

/// Refuses numbers of metrics and thresholds that none of their kind can be.
fn possible(report: &Report) -> Result<(), ReadReportError> {
    for (name, metric) in &report.metrics {
        let (kind, replications) = match metric {
            MetricReport::Sampled(it) => (it.kind, &it.replications),
            MetricReport::Ratio(it) => (it.kind, &it.replications),
        };
        let check = |number: Option<f64>, key: &str| check(number, kind, || format!("metrics.{name}.{key}"));
        match metric {
            MetricReport::Ratio(it) => check(it.value, "value")?,
            MetricReport::Sampled(SampledReport { stats: it, .. }) => {
                let stats = [it.mean, it.min, it.p50, it.p90, it.p95, it.p99, it.p999, it.max];
                let names = ["mean", "min", "p50", "p90", "p95", "p99", "p999", "max"];
                stats.into_iter().zip(names).try_for_each(|(number, key)| check(number, key))?;
            }
        }
        for (statistic, each) in replications {
            let mut each = each.iter().enumerate();
            each.try_for_each(|(place, it)| check(*it, &format!("replications.{statistic}[{place}]")))?;
        }
    }
    let mut thresholds = report.thresholds.iter().enumerate();
    thresholds.try_for_each(|(place, it)| check(it.observed, it.kind, || format!("thresholds[{place}].observed")))
}

/// Refuses a number that none of this kind can be.
fn check(number: Option<f64>, kind: MetricKind, key: impl Fn() -> String) -> Result<(), ReadReportError> {
    // Sums of times may be off by the last digit.
    const ONE: f64 = 1.0 + 1e-9;
    let Some(number) = number else { return Ok(()) };
    let (is_possible, remedy) = match kind {
        MetricKind::Share => ((0.0..=ONE).contains(&number), "a share is from 0 to 1"),
        MetricKind::Time => (number >= 0.0, "no time is below 0"),
        MetricKind::Mean => (number >= 0.0, "no mean over time is below 0"),
        MetricKind::Plain => (true, ""),
    };
    if is_possible {
        Ok(())
    } else {
        Err(ReadReportError::Number { key: key(), number: number.to_string(), remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn written(report: &Report) -> String {
        let mut bytes = Vec::new();
        write(report, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_keys_stand_in_their_order() {
        let json: serde_json::Value = serde_json::from_str(&written(&testing::failing())).unwrap();
        let keys =
            |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
        assert_eq!(
            keys(&json),
            [
                "version",
                "tool",
                "scenario",
                "verdict",
                "exit_code",
                "digest",
                "replications",
                "time",
                "totals",
                "actions",
                "servers",
                "metrics",
                "checks",
                "faults",
                "thresholds",
                "invariants",
                "findings",
                "warnings",
                "interrupted",
                "series",
                "distributions",
                "engine_ns"
            ]
        );
        let stats = ["count", "mean", "min", "p50", "p90", "p95", "p99", "p999", "max"];
        let wait = keys(&json["metrics"]["wait{queue:sales}"]);
        assert_eq!(wait[..9], stats);
        assert_eq!(wait[9], "ci95");
        assert_eq!(keys(&json["metrics"]["service_level"])[..4], ["value", "numerator", "denominator", "ci95"]);
        assert_eq!(keys(&json["actions"]["AcceptTask"]["latency_s"]), stats);
        assert_eq!(keys(&json["thresholds"][0])[..5], ["metric", "expression", "ok", "certain", "observed"]);
        let violation = ["invariant", "at_s", "entities", "message", "seed", "replication"];
        assert_eq!(keys(&json["invariants"]["violations"][0]), violation);
    }

    #[test]
    fn counts_are_whole_numbers_and_missing_data_is_null() {
        let json: serde_json::Value = serde_json::from_str(&written(&testing::failing())).unwrap();
        assert_eq!(json["metrics"]["service_level"]["denominator"].as_u64(), Some(4));
        assert_eq!(json["metrics"]["first_response"]["count"].as_u64(), Some(0));
        assert!(json["metrics"]["first_response"]["p95"].is_null());
        assert!(json["metrics"]["wait{queue:support}"].is_null(), "parts without data are left out");
        assert_eq!(json["verdict"], "fail");
        assert_eq!(json["exit_code"], 111);
        assert_eq!(json["findings"][0]["kind"], "invariant");
        assert_eq!(json["findings"][1]["kind"], "script");
        assert_eq!(json["findings"][1]["line"], 12);
        assert_eq!(json["totals"]["findings"], 4);
    }

    #[test]
    fn a_report_survives_its_text() {
        let report = testing::failing();
        assert_eq!(read(&written(&report)).unwrap(), report);
    }

    #[test]
    fn numbers_that_cannot_be_are_refused_by_their_key() {
        let json: Value = serde_json::from_str(&written(&testing::failing())).unwrap();
        for (path, number, key) in [
            ("/metrics/service_level/value", "1.7e308", "metrics.service_level.value"),
            ("/metrics/service_level/value", "-0.1", "metrics.service_level.value"),
            ("/metrics/wait/mean", "-3", "metrics.wait.mean"),
            ("/metrics/wait/mean", "1e999", "metrics.wait.mean"),
            ("/totals/contacts", "1e999", "totals.contacts"),
        ] {
            let mut json = json.clone();
            *json.pointer_mut(path).unwrap() = "HERE".into();
            let text = json.to_string().replace("\"HERE\"", number);
            let told = read(&text).unwrap_err().to_string();
            // A number of no size at all is refused while the text is read, which has a line and no key.
            assert!(told.contains(key) || told.contains("too large"), "{told}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert!(matches!(read("{\"version\": 2}"), Err(ReadReportError::Version(2))));
        assert!(matches!(read("{}"), Err(ReadReportError::Malformed(_))));
        assert!(matches!(read("no"), Err(ReadReportError::Malformed(_))));
    }
}
