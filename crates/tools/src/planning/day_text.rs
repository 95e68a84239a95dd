//! A plan for the day, as people read it on the terminal; and the words that its page has in common with that.

use std::fmt::Write;

use super::day_report::{DayDocument, IntervalReport, JudgedReport};
use super::text::warnings;
use rushhour_render::Colour;
use rushhour_render::number::{money, precise, share};
use rushhour_render::style::{Look, Paint, clean};
use rushhour_render::table::{Table, left, right};

fn seen(judged: &JudgedReport) -> String {
    judged.observed.map_or_else(|| "–".to_owned(), |seen| precise(judged.kind, seen))
}

pub(super) fn with_interval(judged: &JudgedReport) -> String {
    match judged.ci95.filter(|_| judged.observed.is_some()) {
        Some(half) => format!("{} ± {}", seen(judged), precise(judged.kind, half)),
        None => seen(judged),
    }
}

/// The answer in a line.
pub(super) fn answer(document: &DayDocument) -> String {
    let DayDocument { population, replications, agent_hours, intervals, .. } = document;
    let misses = |it: &&IntervalReport| it.left_waiting || it.thresholds.iter().any(|judged| !judged.ok);
    let missed = intervals.iter().filter(misses).count();
    match (document.interrupted, document.met) {
        (true, true) => format!(
            "interrupted: this plan was seen to hold in every interval, over {replications} replications ({agent_hours:.1} \
             hours of {population}); a leaner one may hold as well"
        ),
        (true, false) if intervals.is_empty() => "interrupted before any plan was measured".to_owned(),
        (true, false) if missed == 0 => format!(
            "interrupted before a plan was known: the last one held, but it was run only {replications} times, which is not \
             enough to know"
        ),
        (true, false) => format!(
            "interrupted before a plan was known: the last one misses thresholds in {missed} of {} intervals, over \
             {replications} replications",
            intervals.len()
        ),
        (false, true) => format!(
            "{agent_hours:.1} hours of {population} meet the thresholds in every interval, over {replications} \
             replications"
        ),
        (false, false) => {
            format!(
                "no plan within --min and --max meets the thresholds in every interval: {missed} of {} miss them",
                intervals.len()
            )
        }
    }
}

/// What one agent fewer everywhere does, in a line.
pub(super) fn fewer_everywhere(document: &DayDocument) -> Option<String> {
    let short = document.short_with_one_fewer_each?;
    Some(format!(
        "with one agent fewer in each interval at once, {short} of {} fall short",
        document.intervals.len()
    ))
}

pub(super) fn headings(document: &DayDocument) -> Vec<String> {
    let mut headings: Vec<String> =
        ["from", "contacts", "erlangs", "agents", "Erlang C"].map(str::to_owned).into();
    headings.extend(extras(document).iter().map(|extra| extra.name.to_owned()));
    let first = document.intervals.first();
    headings
        .extend(first.iter().flat_map(|it| &it.thresholds).map(|it| format!("{} {}", it.metric, it.expression)));
    headings.push("one fewer".to_owned());
    headings.push("falls short then".to_owned());
    headings
}

pub(super) fn fewer(interval: &IntervalReport) -> (String, String) {
    interval.one_fewer.as_ref().map_or_else(Default::default, |fewer| {
        let seen: Vec<String> = fewer.thresholds.iter().map(seen).collect();
        let left = if fewer.left_waiting { " (somebody is left waiting)" } else { "" };
        (seen.join(", "), format!("{}{left}", fewer.short))
    })
}

/// A column that not every plan has.
pub(super) struct Extra {
    /// What stands above it.
    name: &'static str,
    /// What it says of an interval.
    pub(super) read: fn(&IntervalReport) -> Option<String>,
}

/// The columns that this plan has besides.
pub(super) fn extras(document: &DayDocument) -> Vec<Extra> {
    let all = [
        Extra { name: "shrinkage", read: |it| it.shrinkage.map(share) },
        Extra { name: "rostered", read: |it| it.rostered.map(|rostered| format!("{rostered:.1}")) },
        Extra { name: "cost", read: |it| it.cost.map(money) },
    ];
    all.into_iter().filter(|extra| document.intervals.iter().any(|it| (extra.read)(it).is_some())).collect()
}

/// Customers, on average: few of them are told apart from none.
pub(super) fn contacts(interval: &IntervalReport) -> String {
    let contacts = interval.contacts;
    if contacts > 0.0 && contacts < 10.0 { format!("{contacts:.1}") } else { format!("{contacts:.0}") }
}

/// As people read it on the terminal.
pub fn text(document: &DayDocument, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let mut text = format!("{}\n", paint.bold(&clean(&answer(document))));
    if let Some(line) = fewer_everywhere(document) {
        let _ = writeln!(text, "{line}");
    }
    if let Some(roster) = &document.roster {
        let _ = writeln!(text, "{}", clean(&roster.sentence()));
    }
    text.push('\n');
    if document.intervals.is_empty() {
        return text.trim_end().to_owned() + "\n" + warnings(&document.warnings, paint).as_str();
    }
    let headings = headings(document);
    let mut table = Table::headed(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    for interval in &document.intervals {
        let mut row = vec![
            left(interval.from.clone()),
            right(contacts(interval)),
            right(format!("{:.1}", interval.offered_erlangs)),
            right(interval.agents.to_string()).look(Look::Bold),
            right(interval.erlang_c.map_or_else(|| "–".to_owned(), |agents| agents.to_string())).look(Look::Dim),
        ];
        row.extend(extras(document).iter().map(|extra| right((extra.read)(interval).unwrap_or_default())));
        row.extend(interval.thresholds.iter().map(|judged| {
            let mark = match (judged.ok, judged.observed) {
                // What was not measured is not ticked.
                (true, None) => "",
                (true, Some(_)) => "✓ ",
                (false, _) => "✗ ",
            };
            right(format!("{mark}{}", with_interval(judged)))
        }));
        let (seen, short) = fewer(interval);
        row.extend([right(seen), left(short)]);
        table.row(row);
    }
    text.push_str(&table.print(paint));
    if !document.warnings.is_empty() {
        text.push('\n');
    }
    text + warnings(&document.warnings, paint).as_str()
}
