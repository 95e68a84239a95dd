//! The page of a run: what [`super::Report`] says, for people, in one file.
//!
//! Made of the document alone, so it can be made again of a stored one. Whoever looks finds their answers on the first
//! screen; below stand what went wrong, how it went over time, how latencies are spread, all numbers, and what was run.
//! Everything is escaped by [`rushhour_render::html`]. Never runs, reads or writes anything.

mod first;
mod heat_map;
mod latency;
mod numbers;
mod over_time;
mod ran;
pub(super) mod read;
mod wrong;

use super::document::Report;
use rushhour_render::html::Html;

pub use latency::percentile_curve;

/// The page.
pub fn page(report: &Report) -> String {
    let sections = [
        ("demanded", "What was demanded", wrong::demanded(report)),
        ("findings", "What went wrong", wrong::findings(report)),
        ("time", "Over time", over_time::over_time(report)),
        ("days", "Days by hour", heat_map::heat_map(report)),
        ("latency", "Waits and latencies", latency::latency(report)),
        ("numbers", "All numbers", numbers::numbers(report)),
        ("actions", "Actions", numbers::actions(report)),
        ("scenario", "What was run", ran::scenario(report)),
    ];
    let sections: Vec<_> = sections.into_iter().filter(|(_, _, inner)| !inner.is_empty()).collect();
    let contents: Vec<(&'static str, &str)> = sections.iter().map(|(id, name, _)| (*id, *name)).collect();
    let mut pieces = vec![first::first(report), Html::contents(&contents)];
    pieces.extend(report.warnings.iter().map(|warning| Html::warning(warning)));
    for (id, name, inner) in sections {
        pieces.push(Html::section(id, name));
        pieces.push(inner);
    }
    pieces.push(ran::footer(report));
    Html::all(pieces).page(&format!("{}: {}", report.scenario.name, first::word(report.verdict)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{report, testing};
    use rushhour_measure::RunResult;
    use rushhour_measure::testing::plan;

    #[test]
    fn what_went_wrong_stands_once_for_each_cause_with_what_shows_it_again() {
        let page = page(&testing::failing());
        for part in [
            "✗ FAIL",
            "✗ capacity: invariant violated",
            "desk-1 has 2 reservations on voice and room for 1",
            "✗ desk.rhai:12:5 × 3: script failed",
            "rushhour run test.yaml --seed 7 --replications 2</pre>",
            "1 of 2</b>",
            "~ failed, but too close to call",
            "no data",
            "value &gt;= 100% (by default)",
            "ReservationNotPending",
            "<span class=\"note\">3 of 4 in time</span>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }

    #[test]
    fn a_run_of_which_nothing_is_there_has_a_page() {
        let nothing = report(&RunResult::new(Arc::new(plan()), Vec::new()), 0.0);
        let page = page(&nothing);
        assert!(page.contains("~ INTERRUPTED") && page.contains("For training"));
        assert!(!page.contains("<svg") && !page.contains("NaN") && !page.contains("inf "));
    }
}
