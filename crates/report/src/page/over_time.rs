//! How the run went over time: arrivals, who waits, agents by state, service level, waits, actions.

use super::read::short;
use crate::document::Report;
use crate::time_axis::{stretches, time_axis};
use rushhour_measure::SeriesKey;
use rushhour_render::Unit;
use rushhour_render::html::{Curve, Html, Plot, Shape};
use rushhour_scenario::metrics::TagName;

/// So many lines can be told apart in a chart.
const LINES_MOST: usize = 6;

/// The charts, and what one has to know to read them.
pub(super) fn over_time(report: &Report) -> Html {
    let series = &report.series;
    if series.at_s.is_empty() {
        return Html::default();
    }
    let chart = Charts { report };
    let figures = Html::plots(&chart.all());
    if figures.is_empty() {
        return figures;
    }
    let mean = if report.replications > 1 { ", as means over the replications" } else { "" };
    let about = format!(
        "In parts of {}{mean}. Contacts and their waits belong to the part in which they came, latencies to the one in \
         which the action was meant to begin. Point at a chart to read its values; series.csv has them all.",
        short(series.interval_s)
    );
    Html::all([Html::paragraph(&about), figures])
}

struct Charts<'a> {
    report: &'a Report,
}

impl Charts<'_> {
    fn all(&self) -> Vec<Plot> {
        let per = short(self.report.series.interval_s);
        let states = [
            ("agents_on_contact", "on a contact"),
            ("agents_wrapping_up", "wrapping up"),
            ("agents_available", "available"),
            ("agents_unavailable", "not available"),
        ];
        let waits = [("wait_p50_s", "p50"), ("wait_p95_s", "p95"), ("wait_max_s", "longest")];
        let rates = [("actions_per_s", "settled"), ("rejected_per_s", "rejected")];
        let latencies = [("action_latency_p50_s", "p50"), ("action_latency_p99_s", "p99")];
        let mut plots = vec![
            self.plot(&format!("Contacts per {per}, by when they came"), Unit::Plain, self.arrivals()),
            self.by_queue("Waiting at once", Unit::Plain, "queue_length"),
            self.plot("Agents by what they do", Unit::Plain, Shape::Stacked(self.curves(&states))),
            self.by_queue("Service level, by when contacts came", Unit::Share, "service_level"),
            self.plot("Waits, by when contacts came", Unit::Seconds, self.lines(&waits)),
            self.plot("Actions per second", Unit::Plain, self.lines(&rates)),
        ];
        if self.any("action_latency_p99_s") {
            plots.push(self.plot("Latency of all actions, modelled", Unit::Seconds, self.lines(&latencies)));
        }
        if self.queues("arrivals").len() > 1 {
            plots.push(self.by_queue(&format!("Contacts per {per}, by queue"), Unit::Plain, "arrivals"));
        }
        plots
    }

    fn plot(&self, title: &str, unit: Unit, shape: Shape) -> Plot {
        let scenario = &self.report.scenario;
        let series = &self.report.series;
        let end = series.at_s.last().map_or(0.0, |last| last + series.interval_s);
        let mut apart = vec![(0.0, scenario.warmup_s, "warm-up")];
        if end - scenario.duration_s > 0.01 * end {
            apart.push((scenario.duration_s, end, "drain"));
        }
        apart.retain(|(from, to, _)| from < to);
        let across = time_axis(scenario);
        Plot {
            title: title.to_owned(),
            across,
            unit,
            shape,
            limits: Vec::new(),
            apart,
            stretches: stretches(across, series),
        }
    }

    /// Contacts by what became of them, one upon the other, so that the height is how many came.
    fn arrivals(&self) -> Shape {
        let mut curves =
            self.curves(&[("answered", "answered"), ("abandoned", "gave up"), ("blocked", "blocked")]);
        if let Some(mut rest) = self.curves(&[("arrivals", "others")]).pop() {
            for curve in &curves {
                for ((_, left), (_, taken)) in rest.points.iter_mut().zip(&curve.points) {
                    *left = left.map(|left| (left - taken.unwrap_or(0.0)).max(0.0));
                }
            }
            curves.push(rest);
        }
        curves.retain(|curve| {
            curve.name == "answered" || curve.points.iter().any(|(_, y)| y.is_some_and(|y| y > 1e-5))
        });
        Shape::Stacked(curves)
    }

    /// The whole, and each queue where there are several.
    fn by_queue(&self, title: &str, unit: Unit, name: &str) -> Plot {
        let queues = self.queues(name);
        let mut columns = vec![(SeriesKey::whole(name), if queues.len() > 1 { "all" } else { title })];
        if queues.len() > 1 {
            let shown = queues.into_iter().take(LINES_MOST - 1);
            columns.extend(shown.map(|queue| (SeriesKey::part(name, TagName::Queue, queue), queue)));
        }
        let curves = columns.iter().filter_map(|(column, name)| self.curve(column, name)).collect();
        self.plot(title, unit, Shape::Lines(curves))
    }

    /// Queues that have this column, from the one to which most came.
    fn queues(&self, name: &str) -> Vec<&str> {
        let columns = &self.report.series.columns;
        let mut queues: Vec<&str> = columns.keys().filter_map(|key| key.value_of(name, TagName::Queue)).collect();
        let came = |queue: &&str| -> f64 {
            let column = columns.get(&SeriesKey::part("arrivals", TagName::Queue, *queue));
            column.into_iter().flatten().flatten().sum()
        };
        queues.sort_by(|a, b| came(b).total_cmp(&came(a)));
        queues
    }

    /// Lines that are not all nothing, but for the first.
    fn lines(&self, columns: &[(&str, &str)]) -> Shape {
        let mut curves = self.curves(columns);
        let mut first = true;
        curves.retain(|curve| {
            let is_shown = first || curve.points.iter().any(|(_, y)| y.is_some_and(|y| y != 0.0));
            first = false;
            is_shown
        });
        Shape::Lines(curves)
    }

    fn any(&self, column: &str) -> bool {
        let column = self.report.series.column(column).unwrap_or_default();
        column.iter().any(|it| it.is_some_and(|it| it != 0.0))
    }

    /// Columns of everything, each with what it is called.
    fn curves(&self, columns: &[(&str, &str)]) -> Vec<Curve> {
        columns.iter().filter_map(|(column, name)| self.curve(&SeriesKey::whole(*column), name)).collect()
    }

    fn curve(&self, column: &SeriesKey, name: &str) -> Option<Curve> {
        let series = &self.report.series;
        let values = series.columns.get(column)?;
        let at = series.at_s.iter().map(|at| at + series.interval_s / 2.0);
        Some(Curve { name: name.to_owned(), points: at.zip(values.iter().copied()).collect() })
    }
}
