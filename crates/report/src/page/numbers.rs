//! All numbers: what was measured, whole and by queue, population, channel and interval; actions and why they were
//! refused; servers, offers that timed out, faults.

use super::read::{left, number, parts, plain, ratio_of, sampled_of, shown};
use crate::document::{MetricReport, PopulationRole, Report};
use crate::text::metrics::out_of;
use rushhour_measure::SeriesKey;
use rushhour_render::html::{Html, Row};
use rushhour_render::number::{count, seconds, share, three, value};
use rushhour_scenario::metrics::TagName;

/// So many parts are shown; the document has them all.
const PARTS_SHOWN: usize = 100;
/// Metrics with a place of their own: the table of actions, the list of checks.
const ELSEWHERE: [&str; 3] = ["action_latency", "rejected", "checks"];

fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn row(cells: Vec<rushhour_render::html::Cell>) -> Row {
    Row { cells, marked: false }
}

/// A table below its heading; nothing without rows.
fn table(heading: &str, names: &[&str], rows: &[Row]) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    Html::all([Html::subheading(heading), Html::table(&headings(names), rows)])
}

/// What was measured.
pub(super) fn numbers(report: &Report) -> Html {
    Html::all([
        samples(report),
        ratios(report),
        by_part(report, TagName::Queue, "By queue"),
        customers(report),
        agents(report),
        by_part(report, TagName::Channel, "By channel"),
        by_part(report, TagName::Interval, "By interval in which contacts came"),
    ])
}

/// Metrics of everything, without their parts.
fn whole(report: &Report) -> impl Iterator<Item = (&str, &MetricReport)> {
    let whole = report.metrics.iter().filter(|(key, _)| key.is_whole());
    whole.map(|(key, metric)| (key.metric.as_str(), metric)).filter(|(name, _)| !ELSEWHERE.contains(name))
}

fn samples(report: &Report) -> Html {
    let with_interval = report.replications > 1;
    let mut rows = Vec::new();
    for (name, metric) in whole(report) {
        let MetricReport::Sampled(sampled) = metric else { continue };
        let stats = &sampled.stats;
        if stats.count == 0 {
            continue;
        }
        let of = |seen: Option<f64>| number(seen, |it| value(sampled.kind, it));
        let mut cells = vec![left(name), plain(count(stats.count)), of(stats.mean)];
        if with_interval {
            cells.push(number(sampled.ci95, |half| format!("± {}", value(sampled.kind, half))));
        }
        cells.extend([stats.min, stats.p50, stats.p90, stats.p95, stats.p99, stats.p999, stats.max].map(of));
        rows.push(row(cells));
    }
    let mut names = vec!["", "count", "mean", "95 %", "min", "p50", "p90", "p95", "p99", "p99.9", "max"];
    names.retain(|name| with_interval || *name != "95 %");
    table("Times and values", &names, &rows)
}

fn ratios(report: &Report) -> Html {
    let with_interval = report.replications > 1;
    let mut rows = Vec::new();
    for (name, metric) in whole(report) {
        let MetricReport::Ratio(ratio) = metric else { continue };
        let Some(seen) = ratio.value else { continue };
        let mut cells = vec![left(name), plain(value(ratio.kind, seen))];
        if with_interval {
            cells.push(number(ratio.ci95, |half| format!("± {}", value(ratio.kind, half))));
        }
        cells.push(left(out_of(ratio)));
        rows.push(row(cells));
    }
    let mut names = vec!["", "value", "95 %", "of"];
    names.retain(|name| with_interval || *name != "95 %");
    table("Shares and means", &names, &rows)
}

/// What happened to the contacts of each part.
fn by_part(report: &Report, tag: TagName, heading: &str) -> Html {
    let of = parts(report, "block_rate", tag);
    contacts(report, tag, heading, &of)
}

fn contacts(report: &Report, tag: TagName, heading: &str, of: &[&str]) -> Html {
    let rows: Vec<Row> = of
        .iter()
        .take(PARTS_SHOWN)
        .map(|part| {
            let ratio = |name: &str| ratio_of(report, &SeriesKey::part(name, tag, *part));
            let wait = sampled_of(report, &SeriesKey::part("wait", tag, *part)).map(|it| it.stats);
            let offered = ratio("block_rate").and_then(|it| it.denominator.as_u64());
            let of = |name| number(ratio(name).and_then(|it| it.value), share);
            let waits =
                |read: fn(&crate::StatsReport) -> Option<f64>| number(wait.as_ref().and_then(read), seconds);
            row(vec![
                left(*part),
                plain(offered.map_or_else(|| "–".to_owned(), count)),
                waits(|it| it.mean),
                waits(|it| it.p50),
                waits(|it| it.p95),
                waits(|it| it.p99),
                waits(|it| it.max),
                of("service_level"),
                of("abandon_rate"),
                of("block_rate"),
                of("transfer_rate"),
                number(ratio("queue_length").and_then(|it| it.value), three),
            ])
        })
        .collect();
    let names = [
        "",
        "contacts",
        "wait mean",
        "p50",
        "p95",
        "p99",
        "max",
        "in time",
        "gave up",
        "blocked",
        "transferred",
        "waiting",
    ];
    let more = match of.len().saturating_sub(PARTS_SHOWN) {
        0 => Html::default(),
        more => Html::paragraph(&format!("… and {more} more; metrics.csv has them all.")),
    };
    Html::all([table(heading, &names, &rows), more])
}

/// Populations that come.
fn customers(report: &Report) -> Html {
    let of = parts(report, "block_rate", TagName::Population);
    contacts(report, TagName::Population, "By population of customers", &of)
}

/// Populations that work.
fn agents(report: &Report) -> Html {
    let populations = report.scenario.populations.iter();
    let staff = populations.filter(|(_, it)| match it.role {
        PopulationRole::Agents | PopulationRole::Supervisors => true,
        PopulationRole::Customers => false,
    });
    let rows: Vec<Row> = staff
        .take(PARTS_SHOWN)
        .map(|(name, population)| {
            let key = |metric: &str| SeriesKey::part(metric, TagName::Population, name.as_str());
            let of = |metric: &str| sampled_of(report, &key(metric)).map(|it| it.stats);
            let handle = of("handle");
            let mean = |metric: &str| number(of(metric).and_then(|it| it.mean), seconds);
            row(vec![
                left(name.clone()),
                plain(population.count.map_or_else(|| "–".to_owned(), |it| count(it.into()))),
                number(ratio_of(report, &key("occupancy")).and_then(|it| it.value), share),
                plain(handle.map_or_else(|| "–".to_owned(), |it| count(it.count))),
                mean("handle"),
                number(handle.and_then(|it| it.p95), seconds),
                mean("talk"),
                mean("hold"),
                mean("wrapup"),
            ])
        })
        .collect();
    let names =
        ["", "people", "busy", "handled", "handle mean", "handle p95", "talk mean", "hold mean", "wrap-up mean"];
    table("By population of agents", &names, &rows)
}

/// Actions, why they were refused, servers, offers that timed out, faults.
pub(super) fn actions(report: &Report) -> Html {
    Html::all([timings(report), rejections(report), servers(report), timed_out(report), faults(report)])
}

fn timings(report: &Report) -> Html {
    let rows: Vec<Row> = report
        .actions
        .iter()
        .map(|(name, action)| {
            let rejected: u64 = action.rejected.values().sum();
            let some = |number: u64| plain(if number > 0 { count(number) } else { String::new() });
            let (modelled, engine) = (&action.latency_s, &action.engine_ns);
            let wall = |ns: Option<f64>| number(ns, |ns| seconds(ns / 1e9));
            row(vec![
                left(name.clone()),
                plain(count(action.ok)),
                some(rejected),
                some(action.cancelled),
                some(action.lost),
                number(modelled.p50, seconds),
                number(modelled.p95, seconds),
                number(modelled.p99, seconds),
                number(modelled.max, seconds),
                wall(engine.p50),
                wall(engine.p99),
                wall(engine.max),
            ])
        })
        .collect();
    if rows.is_empty() {
        return Html::default();
    }
    let names = [
        "",
        "ok",
        "rejected",
        "cancelled",
        "lost",
        "modelled p50",
        "modelled p95",
        "modelled p99",
        "modelled max",
        "engine p50",
        "engine p99",
        "engine max",
    ];
    Html::table(&headings(&names), &rows)
}

/// From the most frequent on.
fn rejections(report: &Report) -> Html {
    let mut codes = Vec::new();
    for (name, action) in &report.actions {
        let settled = action.ok + action.rejected.values().sum::<u64>() + action.cancelled + action.lost;
        codes.extend(action.rejected.iter().map(|(code, number)| (name, code, *number, settled)));
    }
    codes.sort_by_key(|(_, _, number, _)| std::cmp::Reverse(*number));
    let rows: Vec<Row> = codes
        .into_iter()
        .map(|(name, code, number, settled)| {
            let part = (settled > 0).then(|| number as f64 / settled as f64);
            row(vec![left(name.clone()), left(code.clone()), plain(count(number)), plain(shown(part, share))])
        })
        .collect();
    table("Rejections by code", &["action", "code", "times", "of the action"], &rows)
}

fn timed_out(report: &Report) -> Html {
    let rows: Vec<Row> = report
        .offers_timed_out
        .iter()
        .map(|(population, it)| {
            row(vec![
                left(population.clone()),
                plain(count(it.offers)),
                plain(count(it.agents)),
                plain(count(it.left)),
                plain(seconds(it.away_s)),
                plain(seconds(it.longest_away_s)),
            ])
        })
        .collect();
    let heads = ["population", "offers", "agents", "left away", "away in all", "longest"];
    table("Offers that timed out", &heads, &rows)
}

fn servers(report: &Report) -> Html {
    let rows: Vec<Row> = report
        .servers
        .iter()
        .map(|(name, it)| {
            row(vec![
                left(name.clone()),
                plain(count(it.servers.into())),
                number(it.utilisation, share),
                plain(count(it.requests)),
                number(it.wait_s_mean, seconds),
            ])
        })
        .collect();
    table("Servers", &["action", "servers", "busy", "requests", "wait mean"], &rows)
}

fn faults(report: &Report) -> Html {
    let rows: Vec<Row> =
        report.faults.iter().map(|(name, struck)| row(vec![left(name.clone()), plain(count(*struck))])).collect();
    table("Faults", &["fault", "struck"], &rows)
}
