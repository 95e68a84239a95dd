//! What was run: scenario, variables, people, the file's text; and what the page was made by.

use super::read::{command, left};
use crate::document::{PopulationRole, Report};
use rushhour_render::html::{Html, Row};
use rushhour_render::number::{clock, count, seconds, three};

/// The scenario.
pub(super) fn scenario(report: &Report) -> Html {
    let scenario = &report.scenario;
    let again = command(scenario, scenario.seed, report.replications.saturating_sub(1));
    let mut pieces = vec![Html::paragraph("The same run again:"), Html::code(&again), facts(report)];
    if !scenario.vars.is_empty() {
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let rows = scenario.vars.iter().map(|(name, value)| vec![left(name.clone()), left(text(value))]);
        pieces.push(Html::subheading("Variables"));
        pieces.push(table(&["variable", "value"], rows));
    }
    if let Some(text) = &scenario.text {
        let summary = format!("`{}`, as it was; variables and flags are not in it", scenario.file);
        pieces.push(Html::folded(&summary, Html::code(text)));
    }
    Html::all(pieces)
}

fn facts(report: &Report) -> Html {
    let scenario = &report.scenario;
    let totals = &report.totals;
    let warmup = if scenario.warmup_auto { "warm-up, found by pilot runs" } else { "warm-up" };
    let people = scenario.populations.iter().map(|(name, population)| {
        let role = match population.role {
            PopulationRole::Agents => "agents",
            PopulationRole::Customers => "customers",
            PopulationRole::Supervisors => "supervisors",
        };
        match population.count {
            Some(number) => format!("{name}: {} {role}", count(number.into())),
            None => format!("{name}: {role}"),
        }
    });
    let queues = scenario.queues.iter().map(|(name, queue)| format!("{name}: within {}", seconds(queue.target_s)));
    let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(" · ");
    let speed = report.time.simulated_s / report.time.wall_s;
    let rows = [
        ("file", scenario.file.clone()),
        ("seed", scenario.seed.to_string()),
        ("replications", count(report.replications.into())),
        ("duration", clock(scenario.duration_s)),
        (warmup, clock(scenario.warmup_s)),
        ("people", list(&mut people.into_iter())),
        ("queues", list(&mut queues.into_iter())),
        (
            "all in all",
            format!(
                "{} contacts ({} still open) · {} actions · {} events · at most {} people at once",
                count(totals.contacts),
                count(totals.open),
                count(totals.actions),
                count(totals.events),
                count(totals.actors_peak)
            ),
        ),
        (
            "speed",
            format!(
                "{} simulated in {} of wall time, {} × real time",
                clock(report.time.simulated_s),
                seconds(report.time.wall_s),
                if speed.is_finite() { three(speed) } else { "–".to_owned() }
            ),
        ),
        ("digest", report.digest.clone()),
    ];
    table(&["", ""], rows.into_iter().map(|(name, text)| vec![left(name), left(text)]))
}

fn table(names: &[&str], rows: impl Iterator<Item = Vec<rushhour_render::html::Cell>>) -> Html {
    let headings: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<Row> = rows.map(|cells| Row { cells, marked: false }).collect();
    Html::table(&headings, &rows)
}

/// How to read the page, and what it was made by.
pub(super) fn footer(report: &Report) -> Html {
    Html::footer(&[
        "Metrics are of contacts that came, and of time that passed, within the measured time; totals and counts of \
         actions are of everything. `modelled` is by the scenario's clock, from when a script meant to act; `engine` is \
         time on the wall inside the engine, and differs from run to run. ± is half the 95 % confidence interval over \
         replications. Percentiles are exact up to 1,024 samples, and within a thousandth beyond."
            .to_owned(),
        format!("Made by {}. Seed {}, digest `{}`.", report.tool, report.scenario.seed, report.digest),
    ])
}
