//! A plan for the day, as a document, as text, as a page, and as the CSV file that a scenario's `staffing` reads.

use std::fmt::Write;

use serde::Serialize;

use super::day::{DayPlan, Judged, Slot};
use crate::theory::Queue;
use rushhour_measure::Goal;
use rushhour_render::Colour;
use rushhour_render::Unit;
use rushhour_render::html::{CellLook, Chart, Html, Line, Point, Row, cell};
use rushhour_render::number::precise;
use rushhour_render::style::{Look, Paint, clean};
use rushhour_render::table::{Table, left, right};
use rushhour_report::{self as report, MetricKind, ScenarioReport};
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::Plan;

/// The version of the document.
const VERSION: u32 = 1;

/// How many agents each interval of a day needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayDocument {
    /// The version of the document: 1.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// What was run.
    pub scenario: ScenarioReport,
    /// Whose number was sought.
    pub population: String,
    /// How long an interval is.
    pub interval_s: f64,
    /// How many times each plan was run.
    pub replications: u32,
    /// How many plans were tried.
    pub plans_tried: u32,
    /// Whether every interval meets the thresholds.
    pub met: bool,
    /// Whether the search was told to stop; the plan is the best known then.
    pub interrupted: bool,
    /// Hours of agents at work in the plan.
    pub agent_hours: f64,
    /// How many intervals fall short with one agent fewer in each of them at once.
    pub short_with_one_fewer_each: Option<u32>,
    /// The intervals, in order.
    pub intervals: Vec<IntervalReport>,
}

/// An interval, and what it needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntervalReport {
    /// What it is called: the time of day at which it begins.
    pub from: String,
    /// When it begins, in the time of the run.
    pub at_s: f64,
    /// Customers who came in it, on average.
    pub contacts: f64,
    /// The load that they bring.
    pub offered_erlangs: f64,
    /// The agents it needs.
    pub agents: u32,
    /// What stationary Erlang C would staff it with, to compare with.
    pub erlang_c: Option<u32>,
    /// How the thresholds came out.
    pub thresholds: Vec<JudgedReport>,
    /// The same with one agent fewer in this interval alone; nothing where it has the fewest that may be.
    pub one_fewer: Option<FewerReport>,
}

/// How a threshold came out in an interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgedReport {
    /// The metric.
    pub metric: String,
    /// As the scenario writes it.
    pub expression: String,
    /// The mean over replications; of percentiles the pooled one.
    pub observed: Option<f64>,
    /// Half-width of the 95 % confidence interval.
    pub ci95: Option<f64>,
    /// Whether it held.
    pub ok: bool,
    /// What kind of number it is.
    pub kind: MetricKind,
}

/// What one agent fewer does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FewerReport {
    /// How the thresholds came out in the interval itself.
    pub thresholds: Vec<JudgedReport>,
    /// The interval that falls short then.
    pub short: String,
}

impl DayDocument {
    /// What was found for the population at this place of the plan.
    pub fn new(plan: &Plan, place: usize, intervals: Intervals, found: &DayPlan) -> Self {
        let hours = |(place, slot): (u32, &Slot)| {
            f64::from(slot.agents) * intervals.length_of(place).as_secs_f64() / 3600.0
        };
        let population = plan.populations.get(place).map(|population| population.name.to_string());
        Self {
            version: VERSION,
            tool: report::TOOL.to_owned(),
            scenario: report::scenario(plan, plan.warmup.stated()),
            population: population.unwrap_or_default(),
            interval_s: intervals.length().as_secs_f64(),
            replications: found.replications,
            plans_tried: found.tried,
            met: found.met,
            interrupted: found.interrupted,
            agent_hours: (0..).zip(&found.slots).map(hours).sum(),
            short_with_one_fewer_each: found.short_with_one_fewer_each,
            intervals: (0..)
                .zip(&found.slots)
                .map(|(place, slot)| interval(plan, intervals, place, slot))
                .collect(),
        }
    }

    /// The plan as a scenario reads it under `staffing: {file: …}`.
    pub fn csv(&self) -> String {
        let rows = self.intervals.iter().map(|it| format!("{},{}\n", it.from, it.agents));
        std::iter::once("start,agents\n".to_owned()).chain(rows).collect()
    }
}

fn interval(plan: &Plan, intervals: Intervals, place: u32, slot: &Slot) -> IntervalReport {
    let judged = |judged: &[Judged]| judged.iter().map(judged_report).collect();
    let target_s = plan.center.queues.first().map_or(Goal::NO_QUEUE.target, |queue| queue.target).as_secs_f64();
    IntervalReport {
        from: intervals.label(place).to_string(),
        at_s: slot.from.as_secs_f64(),
        contacts: slot.contacts,
        offered_erlangs: slot.offered_erlangs,
        agents: slot.agents,
        erlang_c: erlang_c(slot, intervals.length_of(place).as_secs_f64(), target_s),
        thresholds: judged(&slot.judged),
        one_fewer: slot.one_fewer.as_ref().map(|fewer| FewerReport {
            thresholds: judged(&fewer.judged),
            short: intervals.label(fewer.short).to_string(),
        }),
    }
}

fn judged_report(judged: &Judged) -> JudgedReport {
    JudgedReport {
        metric: judged.threshold.metric.key(),
        expression: judged.threshold.expression.clone(),
        observed: judged.observed,
        ci95: judged.ci95,
        ok: judged.ok,
        kind: judged.kind.into(),
    }
}

/// The least that stationary Erlang C asks for; nothing without a threshold on the service level.
fn erlang_c(slot: &Slot, length_s: f64, target_s: f64) -> Option<u32> {
    let judged = slot.judged.iter().find(|it| it.threshold.metric.name == "service_level")?;
    let arrival_rate = slot.contacts / length_s;
    let service_s = slot.offered_erlangs / arrival_rate;
    // The cast saturates; an interval in which nobody comes has no load.
    let least = slot.offered_erlangs.floor() as u32 + 1;
    (least..least.saturating_mul(2).saturating_add(10)).find(|servers| {
        let queue = Queue { arrival_rate, service_s, servers: *servers, patience_s: None, lines: None };
        queue.exact(target_s).is_some_and(|exact| exact.service_level >= judged.threshold.limit)
    })
}

fn seen(judged: &JudgedReport) -> String {
    judged.observed.map_or_else(|| "–".to_owned(), |seen| precise(judged.kind, seen))
}

fn with_interval(judged: &JudgedReport) -> String {
    match judged.ci95.filter(|_| judged.observed.is_some()) {
        Some(half) => format!("{} ± {}", seen(judged), precise(judged.kind, half)),
        None => seen(judged),
    }
}

/// The answer in a line.
fn answer(document: &DayDocument) -> String {
    let DayDocument { population, replications, agent_hours, .. } = document;
    match (document.interrupted, document.met) {
        (true, _) => "interrupted: this is the best plan that was known".to_owned(),
        (false, true) => format!(
            "{agent_hours:.1} hours of {population} meet the thresholds in every interval, over {replications} \
             replications"
        ),
        (false, false) => "no plan within --min and --max meets the thresholds in every interval".to_owned(),
    }
}

/// What one agent fewer everywhere does, in a line.
fn fewer_everywhere(document: &DayDocument) -> Option<String> {
    let short = document.short_with_one_fewer_each?;
    Some(format!(
        "with one agent fewer in each interval at once, {short} of {} fall short",
        document.intervals.len()
    ))
}

fn headings(document: &DayDocument) -> Vec<String> {
    let mut headings: Vec<String> =
        ["from", "contacts", "erlangs", "agents", "Erlang C"].map(str::to_owned).into();
    let first = document.intervals.first();
    headings
        .extend(first.iter().flat_map(|it| &it.thresholds).map(|it| format!("{} {}", it.metric, it.expression)));
    headings.push("one fewer".to_owned());
    headings.push("falls short then".to_owned());
    headings
}

fn fewer(interval: &IntervalReport) -> (String, String) {
    interval.one_fewer.as_ref().map_or_else(Default::default, |fewer| {
        let seen: Vec<String> = fewer.thresholds.iter().map(seen).collect();
        (seen.join(", "), fewer.short.clone())
    })
}

/// As people read it on the terminal.
pub fn text(document: &DayDocument, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let mut text = format!("{}\n", paint.bold(&clean(&answer(document))));
    if let Some(line) = fewer_everywhere(document) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    let headings = headings(document);
    let mut table = Table::headed(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    for interval in &document.intervals {
        let mut row = vec![
            left(interval.from.clone()),
            right(format!("{:.0}", interval.contacts)),
            right(format!("{:.1}", interval.offered_erlangs)),
            right(interval.agents.to_string()).look(Look::Bold),
            right(interval.erlang_c.map_or_else(|| "–".to_owned(), |agents| agents.to_string())).look(Look::Dim),
        ];
        row.extend(interval.thresholds.iter().map(|judged| {
            let mark = if judged.ok { "✓" } else { "✗" };
            right(format!("{mark} {}", with_interval(judged)))
        }));
        let (seen, short) = fewer(interval);
        row.extend([right(seen), left(short)]);
        table.row(row);
    }
    text.push_str(&table.print(paint));
    text
}

/// As a page.
pub fn page(document: &DayDocument) -> String {
    let name = &document.population;
    let scenario = &document.scenario;
    let tiles = [
        ("hours at work".to_owned(), format!("{:.1}", document.agent_hours), String::new()),
        ("intervals".to_owned(), document.intervals.len().to_string(), String::new()),
        ("replications of each plan".to_owned(), document.replications.to_string(), String::new()),
        ("plans tried".to_owned(), document.plans_tried.to_string(), String::new()),
    ];
    let mut pieces = vec![
        Html::title(
            &format!("How many `{name}` does each interval take?"),
            &format!("Scenario {} (`{}`), seed {}", scenario.name, scenario.file, scenario.seed),
        ),
        Html::tiles(&tiles),
        Html::paragraph(&answer(document)),
    ];
    pieces.extend(fewer_everywhere(document).map(|line| Html::paragraph(&line)));
    pieces.push(Html::figures(&charts(document)));
    pieces.push(Html::heading("The plan"));
    pieces.push(table(document));
    pieces.push(Html::footer(&[
        "Each interval is judged by the contacts that came in it, in a run of the whole day, so what one interval leaves \
         behind counts in the next. Erlang C is what a stationary formula would staff each interval with by itself. `one \
         fewer` is what happens in the interval with one agent fewer in it alone; then it, or one of the next two, falls \
         short."
            .to_owned(),
        format!("Made by {} from `{}`, seed {}.", document.tool, scenario.file, scenario.seed),
    ]));
    Html::all(pieces).page(&format!("{name} by interval"))
}

/// Steps over the day, in hours since the beginning of the run.
fn steps(name: &str, document: &DayDocument, read: impl Fn(&IntervalReport) -> Option<f64>) -> Line {
    let hours = |seconds: f64| seconds / 3600.0;
    let points = document.intervals.iter().filter_map(|it| Some((it, read(it)?))).flat_map(|(it, y)| {
        let end = (it.at_s + document.interval_s).min(document.scenario.duration_s);
        [it.at_s, end].map(|at| Point { x: hours(at), y, note: format!("from {}", it.from) })
    });
    Line { name: name.to_owned(), points: points.collect() }
}

fn charts(document: &DayDocument) -> Vec<Chart> {
    let chart = |title: &str, unit: Unit, lines: Vec<Line>| Chart {
        title: title.to_owned(),
        x: "hours since the beginning".to_owned(),
        unit,
        lines,
        limits: Vec::new(),
        marks: Vec::new(),
    };
    let mut charts = vec![chart(
        "Agents and load",
        Unit::Plain,
        vec![
            steps("agents", document, |it| Some(f64::from(it.agents))),
            steps("Erlang C", document, |it| it.erlang_c.map(f64::from)),
            steps("offered erlangs", document, |it| Some(it.offered_erlangs)),
        ],
    )];
    let first = document.intervals.first().map(|it| it.thresholds.as_slice()).unwrap_or_default();
    for (place, judged) in first.iter().enumerate() {
        let unit = Unit::from(judged.kind);
        let title = format!("{} {}", judged.metric, judged.expression);
        let line = steps(&judged.metric, document, |it| it.thresholds.get(place)?.observed);
        charts.push(chart(&title, unit, vec![line]));
    }
    charts
}

fn table(document: &DayDocument) -> Html {
    let row =
        |interval: &IntervalReport| {
            let plain = |text: String| cell(text, CellLook::Plain);
            let mut cells = vec![
                cell(interval.from.clone(), CellLook::Left),
                plain(format!("{:.0}", interval.contacts)),
                plain(format!("{:.1}", interval.offered_erlangs)),
                plain(interval.agents.to_string()),
                plain(interval.erlang_c.map_or_else(|| "–".to_owned(), |agents| agents.to_string())),
            ];
            cells.extend(interval.thresholds.iter().map(|judged| {
                cell(with_interval(judged), if judged.ok { CellLook::Good } else { CellLook::Bad })
            }));
            let (seen, short) = fewer(interval);
            cells.extend([plain(seen), cell(short, CellLook::Left)]);
            Row { cells, marked: false }
        };
    Html::table(&headings(document), &document.intervals.iter().map(row).collect::<Vec<_>>())
}
