//! `rushhour limits`: what has a limit, how far it goes, and what happens beyond.
//!
//! The rows are those of the crates; here they become one table.

use std::io;

use serde_json::{Value as Json, json};

use super::args::LimitsArgs;
use super::output;
use rushhour_engine::limits::Limit;
use rushhour_render::number::count;
use rushhour_render::style::{Colour, Look, Paint};
use rushhour_render::table::{Table, left, right};
use rushhour_report::ExitCode;

/// What bounds what, in the order of the table.
const BOUNDS: [(&str, &[Limit]); 8] = [
    ("Files and scenarios", rushhour_scenario::limits::LIMITS),
    ("Scripts", rushhour_script::limits::LIMITS),
    ("The desktop and the platform", rushhour_engine::limits::LIMITS),
    ("A run", rushhour_sim::limits::LIMITS),
    ("What is kept of a run", rushhour_measure::limits::LIMITS),
    ("A rehearsal of `check`", rushhour_tools::limits::LIMITS),
    ("What is written of it", rushhour_report::limits::LIMITS),
    ("The wallboard", rushhour_live::limits::LIMITS),
];

/// Prints the table: as text, as JSON, or as a page of the documentation.
pub(super) fn limits(args: &LimitsArgs) -> io::Result<ExitCode> {
    if args.markdown {
        output::print_data(&page())?;
    } else if args.json {
        output::print_data(&json()?)?;
    } else {
        output::tell(list)?;
    }
    Ok(ExitCode::Success)
}

fn list(colour: Colour) -> String {
    let mut text = String::new();
    for (title, limits) in BOUNDS {
        let mut table = Table::default();
        let headings = [left(title), right("limit"), left(""), left("beyond it")];
        table.row(headings.map(|cell| cell.look(Look::Dim)).into());
        for limit in limits {
            table.row(vec![left(limit.name), right(number(limit)), left(limit.unit), left(limit.beyond)]);
        }
        text.push_str(&table.print(Paint::new(colour)));
        text.push('\n');
    }
    text.push_str("`--json` and docs/limits.md say besides what is counted, and how to have more.\n");
    text
}

fn json() -> io::Result<String> {
    let rows = BOUNDS.iter().flat_map(|(part, limits)| {
        limits.iter().map(move |it| {
            let Limit { name, unit, counts, beyond, change, .. } = it;
            json!({"part": part, "name": name, "value": it.value as u64, "unit": unit, "counts": counts, "beyond": beyond, "change": change})
        })
    });
    Ok(serde_json::to_string_pretty(&Json::Array(rows.collect()))? + "\n")
}

fn page() -> String {
    let mut text = format!("{HEAD}\n");
    for (title, limits) in BOUNDS {
        text.push_str(&format!("\n## {title}\n\n| what | limit | what is counted | beyond it | to have more |\n"));
        text.push_str("| --- | ---: | --- | --- | --- |\n");
        for it in limits {
            let Limit { name, unit, counts, beyond, change, .. } = it;
            text.push_str(&format!("| {name} | {} {unit} | {counts} | {beyond} | {change} |\n", number(it)));
        }
    }
    text
}

/// What the page begins with.
const HEAD: &str = "\
# Limits

This page is printed by `rushhour limits --markdown`.

Whatever a file, a script or a request can make grow has a limit, so that a slip is answered at once and in words, and does
not take a machine's memory or an evening. All limits count; none looks at a clock, so a run breaks one on every machine or
on none. They are far beyond what a centre needs. Where the machine itself ends before (memory, threads, open files), that
is no verdict: rushhour says what ended and exits with 1.";

fn number(limit: &Limit) -> String {
    count(limit.value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_has_a_name_of_its_own_and_says_what_it_needs_to() {
        let mut names = std::collections::BTreeSet::new();
        for limit in BOUNDS.iter().flat_map(|(_, limits)| *limits) {
            assert!(names.insert(limit.name), "two limits are called `{}`", limit.name);
            assert!(limit.value >= 1.0 && limit.value.fract() == 0.0, "{limit:?}");
            for text in [limit.counts, limit.beyond, limit.change] {
                assert!(!text.is_empty() && !text.contains('|') && !text.ends_with('.'), "{limit:?}");
            }
        }
        assert!(names.len() > 30, "{names:?}");
    }
}
