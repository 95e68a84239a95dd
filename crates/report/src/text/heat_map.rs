//! A run of several days by day and hour, for the terminal: one block of numbers for each thing that is told.

use crate::document::Report;
use crate::heat_map::{TOLD, edges};
use rushhour_render::style::Paint;
use rushhour_render::table::{Table, left, right};

/// The blocks; nothing where the run is not longer than a day, or nobody came.
pub(super) fn blocks(report: &Report, paint: Paint) -> String {
    let map = &report.heat_map;
    if map.iter().all(|it| it.contacts == 0.0) {
        return String::new();
    }
    let (days, hours) = edges(map);
    let mut text = String::new();
    for (told, name) in TOLD {
        let mut head = vec![left(format!("{name} ({})", told.unit()))];
        head.extend(hours.clone().map(|hour| right(format!("{hour:02}"))));
        let mut table = Table::default();
        table.row(head);
        for day in &days {
            let mut row = vec![left(if day.is_empty() { "every day" } else { day })];
            for hour in hours.clone() {
                let here = map.iter().find(|it| it.day == **day && it.hour == hour);
                let number = here.and_then(|it| told.of(it));
                row.push(right(number.map_or_else(|| "·".to_owned(), |number| told.text(number))));
            }
            table.row(row);
        }
        text.push_str(&table.print(paint));
    }
    paint.heading("Days by hour") + text.as_str()
}
