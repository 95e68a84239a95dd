//! The document as JSON, and back.

use std::io;

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

/// Writes the document, indented and with a line end.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &Report, mut to: impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut to, report)?;
    writeln!(to)
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
    use crate::report::testing;

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
                "interrupted"
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
