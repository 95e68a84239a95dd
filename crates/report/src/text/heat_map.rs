//! A run of several days by day and hour, for the terminal: one block of numbers for each thing that is told.

use crate::document::Report;
use crate::heat_map::{TOLD, Told, edges};
use rushhour_render::style::Paint;

/// The blocks; nothing where the run is not longer than a day, or nobody came.
pub(super) fn blocks(report: &Report, paint: Paint) -> String {
    let map = &report.heat_map;
    if map.iter().all(|it| it.contacts == 0.0) {
        return String::new();
    }
    let (days, hours) = edges(map);
    let row = |name: &str, cells: Vec<String>, width: usize| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>width$}")).collect();
        format!("  {name:<9}{cells}\n")
    };
    let number = |told: Told, day: &str, hour: u32| {
        let here = map.iter().find(|it| it.day == day && it.hour == hour);
        here.and_then(|it| told.of(it)).map_or_else(|| "·".to_owned(), |number| told.text(number))
    };
    // All blocks are as wide as the widest number, so that the same hour stands in one column.
    let widest =
        TOLD.iter().flat_map(|(told, _)| map.iter().filter_map(|it| told.of(it)).map(|it| told.text(it).len()));
    let width = widest.max().unwrap_or(2).max(2) + 1;
    let mut text = String::new();
    for (told, name) in TOLD {
        text.push_str(&format!("  {name} ({})\n", told.unit()));
        text.push_str(&paint.dim(&row("", hours.clone().map(|hour| format!("{hour:02}")).collect(), width)));
        for day in &days {
            let name = if day.is_empty() { "every day" } else { day };
            text.push_str(&row(name, hours.clone().map(|hour| number(told, day, hour)).collect(), width));
        }
    }
    paint.heading("Days by hour") + text.as_str()
}
