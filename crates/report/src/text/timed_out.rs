//! Offers that timed out: how many, to whom, and how long that kept agents from work.

use crate::document::Report;
use rushhour_render::number::{count, seconds};
use rushhour_render::style::{Paint, clean};
use rushhour_render::table::{Table, left, right};

/// One row for each population to whom one was made; nothing where there is none.
pub(super) fn table(report: &Report, paint: Paint) -> String {
    if report.offers_timed_out.is_empty() {
        return String::new();
    }
    let mut table = Table::headed(&["", "offers", "agents", "left away", "away in all", "longest"]);
    for (population, it) in &report.offers_timed_out {
        table.row(vec![
            left(clean(population)),
            right(count(it.offers)),
            right(count(it.agents)),
            right(count(it.left)),
            right(seconds(it.away_s)),
            right(seconds(it.longest_away_s)),
        ]);
    }
    paint.heading("Offers that timed out") + table.print(paint).as_str()
}
