//! How moments of a run are called where it is drawn over time. Every page with such a chart asks here.

use super::document::ScenarioReport;
use super::over_time::SeriesReport;
use rushhour_engine::units::TimeOfDay;
use rushhour_render::html::{Across, FirstDay, Stretch, TimeAxis};
use rushhour_scenario::days::StartsOn;

/// The axis of a run of this scenario.
pub fn time_axis(scenario: &ScenarioReport) -> Across {
    let starts_at: Option<TimeOfDay> = scenario.starts_at.as_ref().and_then(|at| at.parse().ok());
    let starts_on = scenario.starts_on.as_ref().and_then(|day| StartsOn::parse(day).ok());
    Across::Time(TimeAxis {
        starts_at_s: starts_at.map(|at| f64::from(at.as_secs())),
        first_day: match starts_on {
            None => FirstDay::Unknown,
            Some(StartsOn::Weekday(weekday)) => FirstDay::Weekday(weekday.to_monday_zero_offset().unsigned_abs()),
            Some(StartsOn::Date(date)) => FirstDay::Date {
                year: date.year().into(),
                month: date.month().unsigned_abs(),
                day: date.day().unsigned_abs(),
            },
        },
        length_s: scenario.duration_s,
    })
}

/// The intervals for which the numbers of a series stand, by the names that they have on this axis.
pub fn stretches(across: Across, series: &SeriesReport) -> Vec<Stretch> {
    let stretch = |from: &f64| {
        let to = from + series.interval_s;
        Stretch { from: *from, to, name: across.between(*from, to) }
    };
    series.at_s.iter().map(stretch).collect()
}
