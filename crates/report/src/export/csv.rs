//! Tables: `metrics.csv`, a row for each metric and each of its parts, and `series.csv`, a row for each interval.

use std::io;

use ::csv::Writer;

use crate::document::{MetricKind, MetricReport, Report};
use rushhour_measure::SeriesKey;

/// Every metric and its parts. Times are seconds, shares 0 to 1; what there is none of is empty.
pub(super) fn metrics(report: &Report) -> io::Result<String> {
    let mut table = Writer::from_writer(Vec::new());
    table.write_record([
        "metric",
        "name",
        "part",
        "kind",
        "count",
        "mean",
        "ci95",
        "min",
        "p50",
        "p90",
        "p95",
        "p99",
        "p999",
        "max",
        "value",
        "numerator",
        "denominator",
    ])?;
    for (key, metric) in &report.metrics {
        let part: Vec<String> = key.tags().map(|(tag, value)| format!("{}:{value}", tag.as_str())).collect();
        let part = part.join(",");
        let mut row = vec![key.to_string(), key.metric.to_string(), part];
        match metric {
            MetricReport::Sampled(it) => {
                let stats = &it.stats;
                row.extend([kind(it.kind).to_owned(), stats.count.to_string(), text(stats.mean), text(it.ci95)]);
                let of = [stats.min, stats.p50, stats.p90, stats.p95, stats.p99, stats.p999, stats.max];
                row.extend(of.map(text));
                row.extend([String::new(), String::new(), String::new()]);
            }
            MetricReport::Ratio(it) => {
                row.extend([kind(it.kind).to_owned(), String::new(), String::new(), text(it.ci95)]);
                row.extend(std::iter::repeat_n(String::new(), 7));
                row.extend([text(it.value), it.numerator.to_string(), it.denominator.to_string()]);
            }
        }
        table.write_record(row)?;
    }
    finish(table)
}

/// How the run went over time: when each interval begins, and a column for each number.
pub(super) fn series(report: &Report) -> io::Result<String> {
    let series = &report.series;
    let mut table = Writer::from_writer(Vec::new());
    table
        .write_record(std::iter::once("at_s".to_owned()).chain(series.columns.keys().map(SeriesKey::to_string)))?;
    for (place, at) in series.at_s.iter().enumerate() {
        let values = series.columns.values().map(|column| text(column.get(place).copied().flatten()));
        table.write_record(std::iter::once(at.to_string()).chain(values))?;
    }
    finish(table)
}

fn finish(table: Writer<Vec<u8>>) -> io::Result<String> {
    let bytes = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    // Many readers take this for the end of a text.
    Ok(text.replace('\0', "\u{fffd}"))
}

fn text(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

const fn kind(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Time => "time",
        MetricKind::Plain => "plain",
        MetricKind::Share => "share",
        MetricKind::Mean => "mean",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn every_metric_has_a_row_and_every_row_all_columns() {
        let report = testing::failing();
        let text = metrics(&report).unwrap();
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), report.metrics.len());
        let wait = rows.iter().find(|row| &row[0] == "wait{queue:sales}").unwrap();
        assert_eq!((&wait[1], &wait[2], &wait[3], &wait[4]), ("wait", "queue:sales", "time", "4"));
        let level = rows.iter().find(|row| &row[0] == "service_level").unwrap();
        assert_eq!((&level[3], &level[14], &level[15], &level[16]), ("share", "0.75", "3", "4"));
    }

    #[test]
    fn every_interval_has_a_row() {
        let report = testing::failing();
        let text = series(&report).unwrap();
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(headings[..2], ["at_s", "arrivals"]);
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), report.series.at_s.len());
        let arrivals: f64 = rows.iter().map(|row| row[1].parse::<f64>().unwrap()).sum();
        assert!((arrivals - 4.0 / 3.0).abs() < 1e-5, "four callers in three replications");
    }
}
