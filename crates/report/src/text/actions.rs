//! How each action went: counts, refusals by code, latency by the scenario's clock and inside the engine.

use crate::document::{ActionReport, Report};
use rushhour_render::number::{count, seconds};
use rushhour_render::style::{Look, Paint, clean};
use rushhour_render::table::{Table, left, right};

/// One row an action, one below it for each code it was refused with.
pub(super) fn table(report: &Report, paint: Paint) -> String {
    if report.actions.is_empty() {
        return String::new();
    }
    let headings = ["", "ok", "rejected", "modelled p50", "p99", "engine p50", "p99"];
    let mut table = Table::headed(&headings);
    for (name, action) in &report.actions {
        let rejected: u64 = action.rejected.values().sum();
        let time = |number: Option<f64>| right(number.map_or_else(|| "–".to_owned(), seconds));
        let wall = |ns: Option<f64>| time(ns.map(|ns| ns / 1e9)).look(Look::Dim);
        table.row(vec![
            left(clean(name)),
            right(count(action.ok)),
            right(if rejected == 0 { String::new() } else { count(rejected) }).look(Look::Yellow),
            time(action.latency_s.p50),
            time(action.latency_s.p99),
            wall(action.engine_ns.p50),
            wall(action.engine_ns.p99),
        ]);
        for (why, times) in others(action) {
            let cells = vec![left(format!("  {why}")), right(""), right(count(times))];
            table.row(cells.into_iter().map(|cell| cell.look(Look::Dim)).collect());
        }
    }
    paint.heading("Actions") + table.print(paint).as_str()
}

/// How it went when it did not go well.
fn others(action: &ActionReport) -> Vec<(String, u64)> {
    let rejected = action.rejected.iter().map(|(code, times)| (clean(code), *times));
    let aborted = [("aborted by a listener".to_owned(), action.cancelled), ("lost".to_owned(), action.lost)];
    rejected.chain(aborted.into_iter().filter(|(_, times)| *times > 0)).collect()
}
