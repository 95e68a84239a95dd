//! The document as JSON, and back.

use std::io;

use serde_json::Value;

use super::document::{Report, VERSION};

/// A text that is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReadReportError {
    /// It is not the JSON of a report.
    #[error("the text is no report: {0}")]
    Malformed(#[from] serde_json::Error),
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
    let value: serde_json::Value = serde_json::from_str(text)?;
    if let Some(version) = value.get("version").and_then(serde_json::Value::as_u64)
        && version != u64::from(VERSION)
    {
        return Err(ReadReportError::Version(u32::try_from(version).unwrap_or(u32::MAX)));
    }
    Ok(serde_json::from_value(value)?)
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
    fn other_texts_are_refused() {
        assert!(matches!(read("{\"version\": 2}"), Err(ReadReportError::Version(2))));
        assert!(matches!(read("{}"), Err(ReadReportError::Malformed(_))));
        assert!(matches!(read("no"), Err(ReadReportError::Malformed(_))));
    }
}
