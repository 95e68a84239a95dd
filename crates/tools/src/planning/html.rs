//! What a search found, as a page: the answer, the curves on the way there, what was tried.

use indexmap::IndexMap;

use super::capacity::Direction;
use super::document::{CapacityDocument, Judged, StaffDocument, TrialReport};
use super::text::{self, Busy, Words};
use rushhour_render::Unit;
use rushhour_render::html::{Cell, CellLook, Chart, Html, Limit, Line, Mark, MarkKind, Point, Row, cell};
use rushhour_render::number::{clock, precise, seconds, share};
use rushhour_report::ScenarioReport;

/// What both kinds of search have in common, as a page sees it.
struct View<'a> {
    /// What is varied, with its unit.
    axis: String,
    /// Each trial and its value, by value.
    trials: Vec<(f64, &'a TrialReport)>,
    /// The value that was found.
    found: Option<f64>,
    /// The value that the scenario has.
    today: Option<f64>,
    /// What a label of the found value says before it.
    found_is: &'static str,
    /// From where to where curves are drawn.
    window: (f64, f64),
    words: Words,
    unit: &'a str,
}

/// The page of `capacity`.
pub fn capacity(document: &CapacityDocument) -> String {
    let (name, unit) = (&document.vary.name, document.vary.unit.as_str());
    let amount = |number: &serde_json::Number| number.as_f64().unwrap_or_default();
    let trials: Vec<(f64, &TrialReport)> =
        document.trials.iter().map(|trial| (amount(&trial.value), &trial.outcome)).collect();
    let ends = (amount(&document.vary.from), amount(&document.vary.to));
    let window = document.way.as_ref().map_or(ends, |(low, high)| (amount(low), amount(high)));
    let found_is = match document.direction {
        Direction::Highest => "highest",
        Direction::Least => "least",
    };
    let today = document.today.as_ref().map(amount);
    let view = View {
        axis: if unit.is_empty() { name.clone() } else { format!("{name} in {unit}") },
        trials,
        found: document.found.as_ref().map(amount),
        today,
        found_is,
        window,
        words: text::CAPACITY_WORDS,
        unit,
    };
    let mut pieces = vec![
        Html::title(&format!("How far can `{name}` go?"), &about(&document.scenario)),
        Html::tiles(&capacity_tiles(document)),
        Html::paragraph(&text::capacity_answer(document)),
    ];
    pieces.extend(document.bottleneck.as_ref().map(|it| Html::callout(&it.sentence)));
    pieces.extend(document.warnings.iter().map(|warning| Html::warning(warning)));
    view.finish(pieces, &document.scenario, &document.tool).page(&format!("{name}: capacity"))
}

fn capacity_tiles(document: &CapacityDocument) -> Vec<(String, String, String)> {
    let unit = &document.vary.unit;
    let value = |number: &Option<serde_json::Number>| {
        number.as_ref().map_or_else(|| "–".to_owned(), |number| format!("{number}{unit}"))
    };
    let found = match document.direction {
        Direction::Highest => "highest that holds",
        Direction::Least => "least that holds",
    };
    let doubt = if document.found.is_some() && !document.certain { "too close to call" } else { "" };
    let beyond = match (&document.beyond, &document.found) {
        (None, Some(_)) => "all that was searched holds",
        (Some(_) | None, _) => "",
    };
    let headroom = document.headroom.map_or_else(|| "–".to_owned(), |it| format!("{:+.1} %", it * 100.0));
    vec![
        (found.to_owned(), value(&document.found), doubt.to_owned()),
        ("first that fails".to_owned(), value(&document.beyond), beyond.to_owned()),
        ("today".to_owned(), value(&document.today), String::new()),
        ("headroom".to_owned(), headroom, String::new()),
    ]
}

/// The page of `staff`.
pub fn staff(document: &StaffDocument) -> String {
    let trials: Vec<(f64, &TrialReport)> =
        document.trials.iter().map(|trial| (f64::from(trial.agents), &trial.outcome)).collect();
    let ends = || trials.iter().map(|(agents, _)| *agents);
    // Far from the least number there is nothing to see.
    let window = match document.least.map(f64::from) {
        Some(least) => (least - (0.35 * least).max(4.0), least + (0.35 * least).max(4.0)),
        None => (ends().fold(f64::INFINITY, f64::min), ends().fold(0.0, f64::max)),
    };
    let name = &document.population;
    let number = |number: Option<u32>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
    let difference = match (document.least, document.today) {
        (Some(least), Some(today)) if least < today => format!("{} fewer than today", today - least),
        (Some(least), Some(today)) if least > today => format!("{} more than today", least - today),
        (Some(_) | None, _) => String::new(),
    };
    let mut tiles = vec![
        ("least that meet the thresholds".to_owned(), number(document.least), difference),
        ("today".to_owned(), number(document.today), String::new()),
    ];
    if let Some(roster) = &document.roster {
        tiles.push(("rostered hours".to_owned(), format!("{:.1}", roster.rostered_hours), String::new()));
        tiles.extend(roster.cost_text.as_ref().map(|cost| ("cost".to_owned(), cost.clone(), String::new())));
    }
    let view = View {
        axis: format!("{name}: how many"),
        trials: trials.clone(),
        found: document.least.map(f64::from),
        today: document.today.map(f64::from),
        found_is: "least",
        window,
        words: text::STAFF_WORDS,
        unit: "",
    };
    let mut pieces = vec![
        Html::title(&format!("How many `{name}` does it take?"), &about(&document.scenario)),
        Html::tiles(&tiles),
        Html::paragraph(&text::staff_answer(document)),
    ];
    pieces.extend(document.roster.as_ref().map(|roster| Html::paragraph(&roster.sentence())));
    pieces.extend(document.warnings.iter().map(|warning| Html::warning(warning)));
    view.finish(pieces, &document.scenario, &document.tool).page(&format!("{name}: staff"))
}

/// Which scenario it was.
fn about(scenario: &ScenarioReport) -> String {
    let measured = clock(scenario.duration_s - scenario.warmup_s);
    format!(
        "Scenario {} (`{}`), {measured} measured in each replication, seed {}",
        scenario.name, scenario.file, scenario.seed
    )
}

impl View<'_> {
    /// What comes after the answer: curves, what was tried, how to read it.
    fn finish(&self, mut pieces: Vec<Html>, scenario: &ScenarioReport, tool: &str) -> Html {
        let charts = self.charts();
        if !charts.is_empty() {
            pieces.push(Html::heading("The way there"));
            pieces.push(Html::figures(&charts));
        }
        pieces.push(Html::heading("What was tried"));
        pieces.push(self.verdicts());
        pieces.push(Html::heading("How the floor coped"));
        pieces.push(self.readings());
        pieces.push(Html::footer(&[
            "Red dashed lines are the limits of thresholds, the solid vertical line is what was found, the dashed one is \
             where the scenario stands. Point at a value to read it. All trials share their random numbers; those near \
             the limit have more replications, the others say which way the curve goes. Shares and waits are of contacts \
             that came in the measured time. Latencies are by the scenario's clock."
                .to_owned(),
            format!("Made by {tool} from `{}`, seed {}.", scenario.file, scenario.seed),
        ]));
        Html::all(pieces)
    }

    /// What everybody asks for, and what the thresholds ask for besides.
    fn charts(&self) -> Vec<Chart> {
        let mut charts = self.usual_charts();
        for (metric, judged) in self.thresholds() {
            let place = match metric.as_str() {
                "service_level value" => 0,
                "wait p50" | "wait p95" | "wait p99" => 1,
                _ => {
                    charts.push(self.chart_of(&metric, &judged));
                    charts.len() - 1
                }
            };
            let limits = judged.iter().map(|it| Limit { at: it.limit, label: it.expression.clone() });
            if let Some(chart) = charts.get_mut(place) {
                chart.limits.extend(limits);
            }
        }
        charts.retain(|chart| chart.lines.iter().any(|line| !line.points.is_empty()));
        // What decides comes first.
        charts.sort_by_key(|chart| chart.limits.is_empty());
        charts
    }

    fn usual_charts(&self) -> Vec<Chart> {
        let in_time = self.line("service level", |it| it.measured.service_level);
        let waits = vec![
            self.line("p50", |it| it.measured.wait_s.p50),
            self.line("p95", |it| it.measured.wait_s.p95),
            self.line("p99", |it| it.measured.wait_s.p99),
        ];
        let busy = Busy::of(&self.trials);
        let busy = busy.names().map(|name| self.line(name, |outcome| Busy::share(outcome, name))).collect();
        let mut charts = vec![
            self.chart("Answered in time", Unit::Share, vec![in_time]),
            self.chart("Wait", Unit::Seconds, waits),
            self.chart("How busy people and servers are", Unit::Share, busy),
        ];
        if self.trials.iter().any(|(_, it)| slowest(it).is_some_and(|slow| slow > 0.0)) {
            let title = "Slowest action, modelled latency p99";
            charts.push(self.chart(title, Unit::Seconds, vec![self.line(title, slowest)]));
        }
        charts
    }

    /// What was seen of a threshold's metric that has no place among the usual ones.
    fn chart_of(&self, metric: &str, judged: &[&Judged]) -> Chart {
        let title = metric.trim_end_matches(" value");
        let of = |outcome: &TrialReport| outcome.thresholds.iter().find(|it| key(it) == metric)?.observed;
        let kind = judged.first().map(|it| it.kind);
        self.chart(title, kind.map_or(Unit::Plain, Unit::from), vec![self.line(title, of)])
    }

    /// The thresholds of all trials by metric and statistic, each expression once.
    fn thresholds(&self) -> IndexMap<String, Vec<&Judged>> {
        let mut all: IndexMap<String, Vec<&Judged>> = IndexMap::new();
        for judged in self.trials.iter().flat_map(|(_, outcome)| &outcome.thresholds) {
            let same = all.entry(key(judged)).or_default();
            if same.iter().all(|known| known.expression != judged.expression) {
                same.push(judged);
            }
        }
        all
    }

    fn chart(&self, title: &str, unit: Unit, lines: Vec<Line>) -> Chart {
        let mark = |at: Option<f64>, label: &str, kind| {
            at.map(|at| Mark { at, label: format!("{label} {at}{}", self.unit), kind })
        };
        let found = mark(self.found, self.found_is, MarkKind::Found);
        let today = mark(self.today.filter(|today| Some(*today) != self.found), "today", MarkKind::Today);
        Chart {
            title: title.to_owned(),
            x: self.axis.clone(),
            unit,
            lines,
            limits: Vec::new(),
            marks: found.into_iter().chain(today).collect(),
        }
    }

    fn line(&self, name: &str, read: impl Fn(&TrialReport) -> Option<f64>) -> Line {
        let (from, to) = self.window;
        let seen = self.trials.iter().filter(|(x, _)| from <= *x && *x <= to);
        let points = seen.filter_map(|(x, outcome)| {
            let note = format!(
                "at {x}{}: {}, {} replications",
                self.unit,
                self.words.of(outcome.met, outcome.certain),
                outcome.replications
            );
            Some(Point { x: *x, y: read(outcome)?, note })
        });
        Line { name: name.to_owned(), points: points.collect() }
    }

    /// Each trial and how each threshold came out.
    fn verdicts(&self) -> Html {
        let thresholds = self.thresholds();
        let mut headings = vec![self.axis.clone(), "replications".to_owned(), "verdict".to_owned()];
        headings.extend(thresholds.iter().map(|(metric, judged)| {
            let limits: Vec<&str> = judged.iter().map(|it| it.expression.as_str()).collect();
            format!("{} {}", metric.split(' ').next().unwrap_or(metric), limits.join(", "))
        }));
        self.table(&headings, |outcome| {
            let verdict = match (outcome.certain, outcome.met) {
                (false, _) => CellLook::Unsure,
                (true, true) => CellLook::Good,
                (true, false) => CellLook::Bad,
            };
            let mut cells = vec![
                cell(outcome.replications.to_string(), CellLook::Plain),
                cell(self.words.of(outcome.met, outcome.certain), verdict),
            ];
            cells.extend(thresholds.keys().map(|metric| seen(outcome, metric)));
            cells
        })
    }

    /// The curves in numbers.
    fn readings(&self) -> Html {
        let busy = Busy::of(&self.trials);
        let slow = self.trials.iter().any(|(_, it)| slowest(it).is_some_and(|slow| slow > 0.0));
        let mut headings = vec![self.axis.clone()];
        headings.extend(["in time", "wait p50", "wait p95", "wait p99"].map(str::to_owned));
        headings.extend(slow.then(|| "slowest action p99".to_owned()));
        headings.extend(busy.names().map(|name| format!("{name} busy")));
        self.table(&headings, |outcome| {
            let wait = outcome.measured.wait_s;
            let mut cells = vec![number(outcome.measured.service_level, share)];
            cells.extend([wait.p50, wait.p95, wait.p99].map(|wait| number(wait, seconds)));
            if slow {
                let slow = outcome.measured.slowest_action.as_ref();
                let text = slow.map(|slow| format!("{} {}", slow.action, seconds(slow.p99_s)));
                cells.push(cell(text.unwrap_or_else(|| "–".to_owned()), CellLook::Plain));
            }
            cells.extend(busy.names().map(|name| number(Busy::share(outcome, name), share)));
            cells
        })
    }

    /// A row for each trial: its value, and what is said of it.
    fn table(&self, headings: &[String], say: impl Fn(&TrialReport) -> Vec<Cell>) -> Html {
        let row = |(x, outcome): &(f64, &TrialReport)| {
            let value = cell(x.to_string(), CellLook::Plain);
            let cells = std::iter::once(value).chain(say(outcome)).collect();
            Row { cells, marked: Some(*x) == self.found }
        };
        Html::table(headings, &self.trials.iter().map(row).collect::<Vec<_>>())
    }
}

fn slowest(outcome: &TrialReport) -> Option<f64> {
    outcome.measured.slowest_action.as_ref().map(|slow| slow.p99_s)
}

/// Metric and statistic: `wait p95`.
fn key(judged: &Judged) -> String {
    format!("{} {}", judged.metric, judged.statistic)
}

/// What was seen of a threshold's metric.
fn seen(outcome: &TrialReport, metric: &str) -> Cell {
    let mut same = outcome.thresholds.iter().filter(|judged| key(judged) == metric).peekable();
    let Some(first) = same.peek() else { return cell("–", CellLook::Left) };
    let text = first.observed.map_or_else(|| "no data".to_owned(), |seen| precise(first.kind, seen));
    if first.ok && first.observed.is_none() {
        // What was not measured is not ticked.
        return cell(text, CellLook::Left);
    }
    let all_hold = same.all(|judged| judged.ok);
    if all_hold { cell(format!("✓ {text}"), CellLook::Left) } else { cell(format!("✗ {text}"), CellLook::Bad) }
}

fn number(number: Option<f64>, text: impl Fn(f64) -> String) -> Cell {
    cell(number.map_or_else(|| "–".to_owned(), text), CellLook::Plain)
}
