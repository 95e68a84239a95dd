//! A plan for the day, as a page.

use super::day_report::{DayDocument, IntervalReport, JudgedReport};
use super::day_text::{answer, contacts, extras, fewer, fewer_everywhere, headings, with_interval};
use rushhour_render::Unit;
use rushhour_render::html::{CellLook, Curve, Html, Limit, Plot, Row, Shape, Stretch, cell};
use rushhour_report::time_axis;

/// The page.
pub fn page(document: &DayDocument) -> String {
    let name = &document.population;
    let scenario = &document.scenario;
    let mut pieces = vec![
        Html::title(
            &format!("How many `{name}` does each interval take?"),
            &format!("Scenario {} (`{}`), seed {}", scenario.name, scenario.file, scenario.seed),
        ),
        Html::tiles(&tiles(document)),
        Html::paragraph(&answer(document)),
    ];
    pieces.extend(fewer_everywhere(document).map(|line| Html::paragraph(&line)));
    pieces.extend(document.roster.as_ref().map(|roster| Html::paragraph(&roster.sentence())));
    pieces.extend(document.warnings.iter().map(|warning| Html::warning(warning)));
    if !document.intervals.is_empty() {
        pieces.push(Html::plots(&plots(document)));
        pieces.push(Html::heading("The plan"));
        pieces.push(table(document));
    }
    pieces.push(Html::footer(&[
        "Each interval is judged by the contacts that came in it, in a run of the whole day, so what one interval leaves \
         behind counts in the next. Erlang C is what a stationary formula would staff each interval with by itself. `one \
         fewer` is what happens in the interval with one agent fewer in it alone; then it, or one of the next two, falls \
         short. Red lines are what thresholds ask for. Point at a chart to read its values."
            .to_owned(),
        format!("Made by {} from `{}`, seed {}.", document.tool, scenario.file, scenario.seed),
    ]));
    Html::all(pieces).page(&format!("{name} by interval"))
}

fn tiles(document: &DayDocument) -> Vec<(String, String, String)> {
    let tile = |name: &str, value: String| (name.to_owned(), value, String::new());
    let known = |text: String| if document.intervals.is_empty() { "–".to_owned() } else { text };
    let mut tiles = vec![tile("hours at work", known(format!("{:.1}", document.agent_hours)))];
    if let Some(roster) = &document.roster {
        if roster.shrinkage.is_some() {
            tiles.push(tile("rostered hours", format!("{:.1}", roster.rostered_hours)));
        }
        tiles.extend(roster.cost_text.as_ref().map(|cost| tile("cost", cost.clone())));
    }
    tiles.extend([
        tile("intervals", known(document.intervals.len().to_string())),
        tile("replications of the plan", known(document.replications.to_string())),
        tile("plans tried", document.plans_tried.to_string()),
    ]);
    tiles
}

/// Where an interval ends, in the time of the run.
fn end_s(document: &DayDocument, interval: &IntervalReport) -> f64 {
    (interval.at_s + document.interval_s).min(document.scenario.duration_s)
}

fn plots(document: &DayDocument) -> Vec<Plot> {
    let curve = |name: &str, read: &dyn Fn(&IntervalReport) -> Option<f64>| Curve {
        name: name.to_owned(),
        points: document.intervals.iter().map(|it| (it.at_s, read(it))).collect(),
    };
    let stretches: Vec<Stretch> = document
        .intervals
        .iter()
        .map(|it| Stretch { from: it.at_s, to: end_s(document, it), name: format!("{}–{}", it.from, it.to) })
        .collect();
    let plot = |title: &str, unit: Unit, curves: Vec<Curve>, limits: Vec<Limit>| Plot {
        title: title.to_owned(),
        across: time_axis(&document.scenario),
        unit,
        shape: Shape::Steps(curves),
        limits,
        apart: Vec::new(),
        stretches: stretches.clone(),
    };
    let mut agents = vec![curve("agents at work", &|it| Some(f64::from(it.agents)))];
    agents.push(curve("rostered", &|it| it.rostered));
    agents.push(curve("Erlang C", &|it| it.erlang_c.map(f64::from)));
    agents.push(curve("offered erlangs", &|it| Some(it.offered_erlangs)));
    agents.retain(|curve| curve.points.iter().any(|(_, y)| y.is_some()));
    let mut plots = vec![plot("Agents and load", Unit::Plain, agents, Vec::new())];
    let first = document.intervals.first().map(|it| it.thresholds.as_slice()).unwrap_or_default();
    for (place, judged) in first.iter().enumerate() {
        let line = curve(&judged.metric, &|it| it.thresholds.get(place)?.observed);
        if says_something(&line, judged) {
            let title = format!("{} {}", judged.metric, judged.expression);
            let limit = Limit { at: judged.limit, label: judged.expression.clone() };
            plots.push(plot(&title, Unit::from(judged.kind), vec![line], vec![limit]));
        }
    }
    plots
}

/// Whether a chart of a threshold shows anything: the same number everywhere, on the right side of the limit, does not.
fn says_something(line: &Curve, judged: &JudgedReport) -> bool {
    let mut seen = line.points.iter().filter_map(|(_, y)| *y);
    let first = seen.next();
    first.is_some() && (!judged.ok || seen.any(|y| Some(y) != first))
}

fn table(document: &DayDocument) -> Html {
    let row = |interval: &IntervalReport| {
        let plain = |text: String| cell(text, CellLook::Plain);
        let mut cells = vec![
            cell(interval.from.clone(), CellLook::Left),
            plain(contacts(interval)),
            plain(format!("{:.1}", interval.offered_erlangs)),
            plain(interval.agents.to_string()),
            plain(interval.erlang_c.map_or_else(|| "–".to_owned(), |agents| agents.to_string())),
        ];
        cells.extend(extras(document).iter().map(|extra| plain((extra.read)(interval).unwrap_or_default())));
        cells.extend(interval.thresholds.iter().map(|judged| {
            let look = match (judged.ok, judged.observed) {
                // What was not measured is not green.
                (true, None) => CellLook::Left,
                (true, Some(_)) => CellLook::Good,
                (false, _) => CellLook::Bad,
            };
            cell(with_interval(judged), look)
        }));
        let (seen, short) = fewer(interval);
        cells.extend([plain(seen), cell(short, CellLook::Left)]);
        Row { cells, marked: false }
    };
    Html::table(&headings(document), &document.intervals.iter().map(row).collect::<Vec<_>>())
}
