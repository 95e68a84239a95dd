//! What a search found, as people read it on the terminal: the answer, what it means, what was tried, the way there.

use std::fmt::Write;

use super::capacity::Direction;
use super::document::{CapacityDocument, StaffDocument, TrialReport};
use super::trial::Purpose;
use rushhour_render::Colour;
use rushhour_render::number::{precise, seconds, share};
use rushhour_render::style::{Look, Paint, clean};
use rushhour_render::table::{Cell, Table, left, right};

/// What `capacity` found.
pub fn capacity(document: &CapacityDocument, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let name = clean(&document.vary.name);
    let mut text = format!("{}\n", paint.bold(&clean(&capacity_answer(document))));
    if let Some(standing) = standing(document) {
        let _ = writeln!(text, "{standing}");
    }
    if let Some(bottleneck) = &document.bottleneck {
        let _ = writeln!(text, "{}", clean(&bottleneck.sentence));
    }
    let rows: Vec<(String, &TrialReport)> =
        document.trials.iter().map(|trial| (trial.value.to_string(), &trial.outcome)).collect();
    let heading = match document.vary.unit.as_str() {
        "" => name,
        unit => format!("{name} in {unit}"),
    };
    [
        text,
        tried(&heading, &rows, CAPACITY_WORDS, paint),
        way(&heading, &rows, paint),
        warnings(&document.warnings, paint),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("\n")
}

/// What `staff` found.
pub fn staff(document: &StaffDocument, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let mut answer = format!("{}\n", paint.bold(&clean(&staff_answer(document))));
    if let Some(roster) = &document.roster {
        let _ = writeln!(answer, "{}", clean(&roster.sentence()));
    }
    let rows: Vec<(String, &TrialReport)> =
        document.trials.iter().map(|trial| (trial.agents.to_string(), &trial.outcome)).collect();
    [
        answer,
        tried("agents", &rows, STAFF_WORDS, paint),
        way("agents", &rows, paint),
        warnings(&document.warnings, paint),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("\n")
}

/// The answer of `staff` in a line.
pub fn staff_answer(document: &StaffDocument) -> String {
    let name = &document.population;
    match (document.least, document.interrupted) {
        (Some(least), false) => format!("{least} {name} meet the thresholds"),
        (Some(least), true) => format!("{least} {name} meet the thresholds; interrupted while drawing the curve"),
        (None, true) => match (document.too_few, document.enough) {
            (Some(few), Some(enough)) => format!(
                "interrupted: {enough} {name} are enough, {few} are too few, and what is between them was not tried"
            ),
            (None, Some(enough)) => format!("interrupted: {enough} {name} are enough, and fewer were not tried"),
            (Some(few), None) => format!("interrupted: {few} {name} are too few, and more were not tried"),
            (None, None) => "interrupted before anything was tried".to_owned(),
        },
        (None, false) => match (document.enough, document.too_few) {
            (Some(_), _) => format!("no number of {name} meets all thresholds"),
            (None, Some(most)) => format!("{most} {name} do not meet the thresholds, and no more may be tried"),
            (None, None) => "nothing was tried".to_owned(),
        },
    }
}

/// The answer of `capacity` in a line.
pub fn capacity_answer(document: &CapacityDocument) -> String {
    let name = &document.vary.name;
    let unit = &document.vary.unit;
    let (from, to) = (&document.vary.from, &document.vary.to);
    let doubt = if document.certain { "" } else { " (too close to call)" };
    let way = match document.direction {
        Direction::Highest => "up to",
        Direction::Least => "only from",
    };
    let on = match document.direction {
        Direction::Highest => "",
        Direction::Least => " on",
    };
    let answer = match (&document.found, &document.beyond) {
        (Some(found), Some(beyond)) if document.interrupted && document.way.is_none() => {
            format!("interrupted: {name} is known to hold {way} {found}{unit}{on}, and not at {beyond}{unit}")
        }
        (Some(found), Some(beyond)) => {
            format!("{name}: all thresholds hold {way} {found}{unit}{on}, and not at {beyond}{unit}{doubt}")
        }
        (Some(found), None) => {
            format!("{name}: all thresholds hold at {found}{unit} and below; more was not tried{doubt}")
        }
        (None, Some(_)) => format!("{name}: the thresholds hold neither at {from}{unit} nor at {to}{unit}"),
        (None, None) => match document.trials.first() {
            Some(tried) => {
                let word = if tried.outcome.met { "hold" } else { "do not hold" };
                format!(
                    "interrupted: {name}: the thresholds {word} at {}{unit}, and nothing else was tried",
                    tried.value
                )
            }
            None => "interrupted before anything was tried".to_owned(),
        },
    };
    let in_the_curve = document.interrupted && document.way.is_some();
    if in_the_curve { format!("{answer}; interrupted while drawing the curve") } else { answer }
}

/// Where the scenario stands, and how far that is from the limit.
pub fn standing(document: &CapacityDocument) -> Option<String> {
    let (today, unit) = (document.today.as_ref()?, &document.vary.unit);
    let headroom = document.headroom.map(|headroom| {
        let percent = format!("{:.1} %", headroom.abs() * 100.0);
        match (headroom < 0.0, document.direction) {
            (false, _) => format!("{percent} of headroom"),
            (true, Direction::Highest) => format!("{percent} too much"),
            (true, Direction::Least) => format!("{percent} too little"),
        }
    });
    Some(match headroom {
        Some(headroom) => format!("today it is {today}{unit}: {headroom}"),
        None => format!("today it is {today}{unit}"),
    })
}

/// How a trial is called that met the thresholds, and one that did not.
#[derive(Clone, Copy)]
pub struct Words {
    /// It did.
    pub yes: &'static str,
    /// It did not.
    pub no: &'static str,
}

/// Those of `capacity`.
pub const CAPACITY_WORDS: Words = Words { yes: "holds", no: "fails" };
/// Those of `staff`.
pub const STAFF_WORDS: Words = Words { yes: "enough", no: "too few" };

impl Words {
    /// How this one is called.
    pub fn of(self, met: bool, certain: bool) -> String {
        let word = if met { self.yes } else { self.no };
        if certain { word.to_owned() } else { format!("{word}, but too close to call") }
    }
}

/// Each trial and how each threshold came out. Few thresholds go by their names, many by a number.
fn tried(heading: &str, rows: &[(String, &TrialReport)], words: Words, paint: Paint) -> String {
    let mut thresholds: Vec<(&str, &str)> = Vec::new();
    for judged in rows.iter().flat_map(|(_, outcome)| &outcome.thresholds) {
        let key = (judged.metric.as_str(), judged.expression.as_str());
        if !thresholds.contains(&key) {
            thresholds.push(key);
        }
    }
    let many = thresholds.len() > THRESHOLDS_NAMED;
    let mut table = Table::default();
    let headings = [left(heading), right("replications"), left(""), left("thresholds")];
    table.row(headings.map(|cell| cell.look(Look::Dim)).into());
    for (value, outcome) in rows {
        let mut row = vec![right(value.clone()), right(outcome.replications.to_string())];
        row.push(left(words.of(outcome.met, outcome.certain)).look(verdict(outcome)));
        for (number, (metric, expression)) in (1..).zip(&thresholds) {
            let judged = outcome.thresholds.iter().find(|it| it.metric == *metric && it.expression == *expression);
            let Some(judged) = judged else {
                row.push(left(""));
                continue;
            };
            let mark = match (judged.ok, judged.observed) {
                (true, Some(_)) => "✓",
                // What was not measured is not ticked.
                (true, None) => "–",
                (false, _) => "✗",
            };
            let name = match judged.statistic.as_str() {
                _ if many => format!("({number})"),
                "value" => clean(metric),
                statistic => format!("{} {statistic}", clean(metric)),
            };
            let seen = judged.observed.map_or_else(|| "no data".to_owned(), |seen| precise(judged.kind, seen));
            row.push(left(format!("{mark} {name} {seen}")));
        }
        table.row(row);
    }
    let mut names = Table::default();
    for (number, (metric, expression)) in (1..).zip(&thresholds).filter(|_| many) {
        names.row(vec![left(format!("({number})")), left(clean(metric)), left(clean(expression))]);
    }
    paint.heading("What was tried") + names.print(paint).as_str() + table.print(paint).as_str()
}

/// More thresholds than these would make lines that no terminal shows.
const THRESHOLDS_NAMED: usize = 2;

fn verdict(outcome: &TrialReport) -> Look {
    match (outcome.certain, outcome.met, outcome.purpose) {
        (_, _, Purpose::Curve) => Look::Dim,
        (false, _, Purpose::Search) => Look::Yellow,
        (true, true, Purpose::Search) => Look::Green,
        (true, false, Purpose::Search) => Look::Red,
    }
}

/// The curve on the way there, in numbers.
fn way(heading: &str, rows: &[(String, &TrialReport)], paint: Paint) -> String {
    let busy = Busy::of(rows);
    let slow = rows.iter().any(|(_, outcome)| slowest(outcome).is_some());
    let mut headings = vec![heading.to_owned()];
    headings.extend(["in time", "wait p50", "p95", "p99"].map(str::to_owned));
    if slow {
        headings.push("slowest action p99".to_owned());
    }
    headings.extend(busy.names().map(|name| format!("{} busy", clean(name))));
    let mut table = Table::headed(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    for (value, outcome) in rows {
        let (read, wait) = (&outcome.measured, outcome.measured.wait_s);
        let mut row = vec![right(value.clone()), cell(read.service_level, share)];
        row.extend([wait.p50, wait.p95, wait.p99].map(|wait| cell(wait, seconds)));
        if slow {
            row.push(right(slowest(outcome).unwrap_or_else(|| "–".to_owned())));
        }
        row.extend(busy.names().map(|name| cell(Busy::share(outcome, name), share)));
        table.row(row);
    }
    paint.heading("The way there") + table.print(paint).as_str()
}

fn slowest(outcome: &TrialReport) -> Option<String> {
    let slow = outcome.measured.slowest_action.as_ref().filter(|slow| slow.p99_s > 0.0)?;
    Some(format!("{} {}", clean(&slow.action), seconds(slow.p99_s)))
}

fn cell(number: Option<f64>, text: impl Fn(f64) -> String) -> Cell {
    right(number.map_or_else(|| "–".to_owned(), text))
}

/// A line for each.
pub(super) fn warnings(warnings: &[String], paint: Paint) -> String {
    warnings.iter().map(|warning| format!("{} {}\n", paint.yellow("warning:"), clean(warning))).collect()
}

/// The resources that are shown: populations, then actions with servers; the busiest ones where there are many.
pub struct Busy(Vec<String>);

/// So many are shown; the document has them all.
const BUSY_SHOWN: usize = 6;

impl Busy {
    /// Those of these trials.
    pub fn of<T>(rows: &[(T, &TrialReport)]) -> Self {
        let mut names: Vec<(String, f64)> = Vec::new();
        for (_, outcome) in rows {
            let read = &outcome.measured;
            let people = read.occupancy.iter().map(|(name, share)| (name, *share));
            let servers = read.servers.iter().map(|(name, used)| (name, used.utilisation));
            for (name, share) in people.chain(servers) {
                match names.iter_mut().find(|(known, _)| known == name) {
                    Some((_, most)) => *most = most.max(share),
                    None => names.push((name.clone(), share)),
                }
            }
        }
        let mut most: Vec<f64> = names.iter().map(|(_, share)| *share).collect();
        most.sort_by(|one, other| other.total_cmp(one));
        let least = most.get(BUSY_SHOWN - 1).copied().unwrap_or(f64::NEG_INFINITY);
        names.retain(|(_, share)| *share >= least);
        names.truncate(BUSY_SHOWN);
        Self(names.into_iter().map(|(name, _)| name).collect())
    }
    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
    /// How busy one of them was.
    pub fn share(outcome: &TrialReport, name: &str) -> Option<f64> {
        let read = &outcome.measured;
        read.occupancy.get(name).copied().or_else(|| read.servers.get(name).map(|used| used.utilisation))
    }
}
