//! Several runs in one table: how each came out, and why.

use super::verdict::reasons;
use crate::document::{Report, Verdict};
use rushhour_render::Colour;
use rushhour_render::number::{count, seconds};
use rushhour_render::style::{Look, Paint, clean};
use rushhour_render::table::{Table, left, right};

/// The summary of several runs, lines ended; the program exits with `exit_code`.
pub fn several(reports: &[Report], exit_code: u8, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let mut table = Table::default();
    for report in reports {
        let (word, look) = match report.verdict {
            Verdict::Pass => ("✓ PASS", Look::Green),
            Verdict::Fail => ("✗ FAIL", Look::Red),
            Verdict::Interrupted => ("~ INTERRUPTED", Look::Yellow),
        };
        table.row(vec![
            left(word).look(look),
            left(clean(&report.scenario.name)).look(Look::Bold),
            right(format!("{} contacts", count(report.totals.contacts))),
            right(seconds(report.time.wall_s)).look(Look::Dim),
            left(clean(&reasons(report).join(" · "))),
        ]);
    }
    let passed = reports.iter().filter(|report| report.verdict == Verdict::Pass).count();
    let code = if exit_code == 0 { String::new() } else { paint.dim(&format!("  exit code {exit_code}")) };
    let heading = format!("{passed} of {} scenarios passed", reports.len());
    format!("{}{code}\n{}", paint.bold(&heading), table.print(paint))
}
