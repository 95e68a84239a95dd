//! How busy the servers are behind actions that have a limited number of them, and how long requests wait for one.

use crate::document::Report;
use rushhour_render::number::{count, seconds, share};
use rushhour_render::style::{Paint, clean};
use rushhour_render::table::{Cell, Table, left, right};

/// One row for each such action; nothing where there is none.
pub(super) fn table(report: &Report, paint: Paint) -> String {
    if report.servers.is_empty() {
        return String::new();
    }
    let mut table = Table::headed(&["", "servers", "busy", "requests", "wait mean"]);
    for (action, used) in &report.servers {
        table.row(vec![
            left(clean(action)),
            right(count(u64::from(used.servers))),
            cell(used.utilisation, share),
            right(count(used.requests)),
            cell(used.wait_s_mean, seconds),
        ]);
    }
    paint.heading("Servers") + table.print(paint).as_str()
}

fn cell(number: Option<f64>, text: impl Fn(f64) -> String) -> Cell {
    right(number.map_or_else(|| "–".to_owned(), text))
}
