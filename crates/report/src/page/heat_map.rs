//! A run of several days by day and hour: one table for each thing that is told, darker where there is more of it.

use crate::document::Report;
use crate::heat_map::{TOLD, edges};
use rushhour_render::html::{HeatRow, Html};

/// The tables; nothing where the run is not longer than a day, or nobody came.
pub(super) fn heat_map(report: &Report) -> Html {
    let map = &report.heat_map;
    if map.iter().all(|it| it.contacts == 0.0) {
        return Html::default();
    }
    let (days, hours) = edges(map);
    let columns: Vec<String> = hours.clone().map(|hour| format!("{hour:02}")).collect();
    let about = "Contacts and their waits belong to the hour in which they came. Days of the same name are taken together, and all \
                 replications.";
    let mut pieces = vec![Html::paragraph(about)];
    for (told, name) in TOLD {
        let most = map.iter().filter_map(|it| told.of(it)).fold(0.0, f64::max);
        let cell = |day: &str, hour: u32| {
            let here = map.iter().find(|it| it.day == day && it.hour == hour);
            let number = here.and_then(|it| told.of(it))?;
            Some((told.text(number), if most > 0.0 { number / most } else { 0.0 }))
        };
        let row = |day: &&str| {
            let name = if day.is_empty() { "every day" } else { day };
            HeatRow { name: name.to_owned(), cells: hours.clone().map(|hour| cell(day, hour)).collect() }
        };
        let rows: Vec<HeatRow> = days.iter().map(row).collect();
        pieces.push(Html::heat(&format!("{name} ({})", told.unit()), &columns, &rows));
    }
    Html::all(pieces)
}
