//! Line charts as SVG: several series over one axis, limits across, marks along.
//!
//! One unit per chart, so what is not comparable cannot meet on one axis. Values show on hover. Drawn by `plotters`,
//! in fixed colours that the style sheet of the page maps to its variables.

use std::fmt::Write;
use std::io;

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, IntoTextStyle, RGBColor, ShapeStyle, TRANSPARENT, TextStyle};

use super::colours::{self, Colour};
use super::escape::escape;
use crate::Unit;
use crate::number::value;

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What its horizontal axis is.
    pub x: String,
    /// What its vertical axis counts.
    pub unit: Unit,
    /// Each has a colour of its own; the seventh has that of the first again.
    pub lines: Vec<Line>,
    /// What must not be crossed.
    pub limits: Vec<Limit>,
    /// Places on the horizontal axis.
    pub marks: Vec<Mark>,
}

/// A series.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its points, from left to right. Those that are no finite numbers are left out.
    pub points: Vec<Point>,
}

/// A point of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// How far to the right.
    pub x: f64,
    /// How far up.
    pub y: f64,
    /// What is said of it on hover, besides its value.
    pub note: String,
}

/// A limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Where, on the vertical axis.
    pub at: f64,
    /// What it says.
    pub label: String,
}

/// A place on the horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// In the unit of the axis.
    pub at: f64,
    /// What it says.
    pub label: String,
    /// What it is.
    pub kind: MarkKind,
}

/// What a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// What was found.
    Found,
    /// Where the scenario stands.
    Today,
}

/// Width and height, in the chart's own units.
pub(super) const SIZE: (u32, u32) = (560, 300);
const FONT_SIZE: i32 = 15;
/// Room above for the labels of marks, one row for each kind.
pub(super) const ABOVE: i32 = 36;
/// So near to the edge labels turn to the other side.
const NEAR_EDGE: i32 = 120;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Context<'c, 'a> = ChartContext<'c, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<io::Error>>;

/// The axes of a chart: their ends, and in what the vertical one is counted.
struct Axes {
    x: (f64, f64),
    y: (f64, f64),
    scale: Scale,
}

/// What a value is divided by to be shown, and what then stands behind it.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    by: f64,
    unit: &'static str,
}

impl Chart {
    /// The figure; empty where there is nothing to draw.
    pub(super) fn draw(&self) -> String {
        let Some(axes) = self.axes() else { return String::new() };
        let mut svg = String::new();
        let Ok(hovers) = self.draw_into(&mut svg, &axes) else { return String::new() };
        finish(&self.title, axes.scale, &self.legend(), &svg, &hovers)
    }

    /// Which colour is what, where the title does not say it.
    fn legend(&self) -> String {
        if let [only] = self.lines.as_slice()
            && only.name == self.title
        {
            return String::new();
        }
        let names: Vec<&str> = self.lines.iter().map(|line| line.name.as_str()).collect();
        legend(&names, "")
    }

    fn points(&self) -> impl Iterator<Item = &Point> {
        self.lines.iter().flat_map(Line::finite)
    }

    /// From where to where; `None` without a point.
    fn axes(&self) -> Option<Axes> {
        let ends = |values: &mut dyn Iterator<Item = f64>| {
            values.fold(None, |ends: Option<(f64, f64)>, value| match ends {
                None => Some((value, value)),
                Some((least, most)) => Some((least.min(value), most.max(value))),
            })
        };
        let (left, right) = ends(&mut self.points().map(|point| point.x))?;
        let limits = self.limits.iter().map(|limit| limit.at).filter(|at| at.is_finite());
        let (least, most) = ends(&mut self.points().map(|point| point.y).chain(limits))?;
        let scale = Scale::of(self.unit, most.abs().max(least.abs()));
        let margin = if left == right { left.abs().max(1.0) * 0.05 } else { (right - left) * 0.03 };
        let top = match self.unit {
            Unit::Share if most > 0.3 => most.max(1.0),
            Unit::Share | Unit::Seconds | Unit::Plain => most + (most - least.min(0.0)) * 0.1,
        };
        let bottom = least.min(0.0);
        let top = if top > bottom { top } else { bottom + 1.0 };
        Some(Axes { x: (left - margin, right + margin), y: (bottom / scale.by, top / scale.by), scale })
    }

    /// Draws all, and says what shows on hover.
    fn draw_into(&self, svg: &mut String, axes: &Axes) -> Drawn<String> {
        let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin_top(ABOVE)
            .margin_right(14)
            .x_label_area_size(42)
            .y_label_area_size(46)
            .build_cartesian_2d(axes.x.0..axes.x.1, axes.y.0..axes.y.1)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(colours::GRID.rgb())
            .light_line_style(TRANSPARENT)
            .axis_style(colours::AXIS.rgb())
            .label_style(text(colours::INK))
            .axis_desc_style(text(colours::INK))
            .x_labels(8)
            .y_labels(6)
            .x_label_formatter(&|x| short(*x))
            .y_label_formatter(&|y| short(*y))
            .x_desc(self.x.as_str())
            .draw()?;
        self.draw_limits(&mut chart, axes)?;
        self.draw_marks(&area, &mut chart, axes)?;
        let mut hovers = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            let colour = colours::series(number).rgb();
            let points: Vec<(f64, f64)> = line.finite().map(|it| (it.x, it.y / axes.scale.by)).collect();
            chart.draw_series(LineSeries::new(points.iter().copied(), stroke(colour, 2)))?;
            chart.draw_series(points.iter().map(|point| Circle::new(*point, 3, colour.filled())))?;
            for (point, place) in line.finite().zip(&points) {
                self.hover(&mut hovers, line, point, chart.backend_coord(place));
            }
        }
        self.label_limits(&area, &chart, axes)?;
        area.present()?;
        Ok(hovers)
    }

    fn draw_limits(&self, chart: &mut Context<'_, '_>, axes: &Axes) -> Drawn {
        for limit in self.limits.iter().filter(|limit| limit.at.is_finite()) {
            let y = limit.at / axes.scale.by;
            let line = [(axes.x.0, y), (axes.x.1, y)];
            chart.draw_series([PathElement::new(line, stroke(colours::LIMIT.rgb(), 1))])?;
        }
        Ok(())
    }

    /// Over the series, so that they can be read.
    fn label_limits(&self, area: &Area<'_>, chart: &Context<'_, '_>, axes: &Axes) -> Drawn {
        for limit in self.limits.iter().filter(|limit| limit.at.is_finite()) {
            let (x, y) = chart.backend_coord(&(axes.x.0, limit.at / axes.scale.by));
            // Above the line, but for one at the very top.
            let (vertical, y) = if y < ABOVE + 16 { (VPos::Top, y + 4) } else { (VPos::Bottom, y - 3) };
            let style = text(colours::LIMIT).pos(Pos::new(HPos::Left, vertical));
            area.draw_text(&limit.label, &style, (x + 6, y))?;
        }
        Ok(())
    }

    fn draw_marks(&self, area: &Area<'_>, chart: &mut Context<'_, '_>, axes: &Axes) -> Drawn {
        for mark in self.marks.iter().filter(|mark| axes.x.0 <= mark.at && mark.at <= axes.x.1) {
            let (colour, row) = match mark.kind {
                MarkKind::Found => (colours::FOUND, 0),
                MarkKind::Today => (colours::TODAY, 1),
            };
            let line = [(mark.at, axes.y.0), (mark.at, axes.y.1)];
            chart.draw_series([PathElement::new(line, stroke(colour.rgb(), 1))])?;
            let (x, _) = chart.backend_coord(&(mark.at, axes.y.1));
            let is_right = x > SIZE.0 as i32 - NEAR_EDGE;
            let (horizontal, x) = if is_right { (HPos::Right, x + 4) } else { (HPos::Left, x - 4) };
            let style = text(colour).pos(Pos::new(horizontal, VPos::Top));
            area.draw_text(&mark.label, &style, (x, 2 + row * 16))?;
        }
        Ok(())
    }

    fn hover(&self, hovers: &mut String, line: &Line, point: &Point, (x, y): (i32, i32)) {
        let title = format!("{}: {}\n{}", line.name, value(self.unit, point.y), point.note);
        let _ = writeln!(
            hovers,
            "<circle class=\"hover\" cx=\"{x}\" cy=\"{y}\" r=\"9\"><title>{}</title></circle>",
            title_lines(&title)
        );
    }
}

impl Line {
    fn finite(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.x.is_finite() && point.y.is_finite())
    }
}

impl Scale {
    /// By what a value is divided to be shown.
    pub(super) const fn by(self) -> f64 {
        self.by
    }
    /// What suits values up to this one.
    pub(super) fn of(unit: Unit, most: f64) -> Self {
        let (by, unit) = match unit {
            Unit::Plain => (1.0, ""),
            Unit::Share => (0.01, "%"),
            Unit::Seconds if most < 1e-3 => (1e-6, "µs"),
            Unit::Seconds if most < 1.0 => (1e-3, "ms"),
            Unit::Seconds if most < 180.0 => (1.0, "s"),
            Unit::Seconds if most < 10_800.0 => (60.0, "min"),
            Unit::Seconds => (3600.0, "h"),
        };
        Self { by, unit }
    }
}

/// The figure: its title and unit, which colour is what, the drawing, and what shows on hover.
pub(super) fn finish(title: &str, scale: Scale, legend: &str, svg: &str, hovers: &str) -> String {
    // What plotters has no words for goes in before the end.
    let inner = svg.trim_end().trim_end_matches("</svg>");
    let unit = match scale.unit {
        "" => String::new(),
        unit => format!(" <span class=\"dim\">in {unit}</span>"),
    };
    let title = escape(title);
    let inner = inner.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{title}\" "), 1);
    let inner = inner.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1);
    format!(
        "<figure class=\"chart\"><figcaption>{title}{unit}</figcaption>\n{legend}{inner}{hovers}</svg>\n</figure>\n"
    )
}

/// Which colour is what, of series in their order.
pub(super) fn legend(names: &[&str], class: &str) -> String {
    let named: Vec<(&str, Colour)> =
        names.iter().enumerate().map(|(number, name)| (*name, colours::series(number))).collect();
    legend_of(&named, class)
}

/// Which colour is what.
pub(super) fn legend_of(named: &[(&str, Colour)], class: &str) -> String {
    let mut html = format!("<div class=\"legend {class}\">");
    for (name, colour) in named {
        let _ = write!(html, "<span><i style=\"background:{}\"></i>{}</span>", colour.var(), escape(name));
    }
    html + "</div>\n"
}

/// Text for a title. Line ends are the one kind of control that it shows.
pub(super) fn title_lines(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}

pub(super) fn text(colour: Colour) -> TextStyle<'static> {
    ("sans-serif", FONT_SIZE).into_font().color(&colour.rgb()).into_text_style(&SIZE)
}

pub(super) fn stroke(colour: RGBColor, width: u32) -> ShapeStyle {
    colour.stroke_width(width)
}

/// A number of an axis, without useless digits.
pub(super) fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let point = |x: f64, y: f64| Point { x, y, note: format!("calls={x}, 5 replications") };
        Chart {
            title: "Wait".to_owned(),
            x: "calls in /h".to_owned(),
            unit: Unit::Seconds,
            lines: vec![
                Line { name: "p50".to_owned(), points: vec![point(100.0, 1.0), point(200.0, 5.0)] },
                Line {
                    name: "p95".to_owned(),
                    points: vec![point(100.0, 4.0), point(200.0, 80.0), point(300.0, f64::NAN)],
                },
            ],
            limits: vec![Limit { at: 20.0, label: "p(95) < 20s".to_owned() }],
            marks: vec![
                Mark { at: 150.0, label: "found 150".to_owned(), kind: MarkKind::Found },
                Mark { at: 900.0, label: "far away".to_owned(), kind: MarkKind::Today },
            ],
        }
    }

    #[test]
    fn a_chart_shows_its_series_limits_and_marks_and_each_value_on_hover() {
        let svg = chart().draw();
        for part in
            ["p(95) &lt; 20s", "found 150", "calls in /h", "<title>p95: 80.0 s\ncalls=200, 5 replications</title>"]
        {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert_eq!(svg.matches("<title>").count(), 4, "one a point, and none of what is no number");
        let drawn =
            |colour: &str| svg.lines().filter(|it| it.starts_with("<polyline") && it.contains(colour)).count();
        assert_eq!(["#2A78D6", "#D95F17", "#C42B2B", "#0B0B0A", "#807E76"].map(drawn), [1, 1, 1, 1, 0]);
        assert!(!svg.contains("far away") && !svg.contains("NaN"));
        assert!(svg.contains("in s</span>") && svg.ends_with("</svg>\n</figure>\n"));
    }

    #[test]
    fn an_axis_has_the_unit_that_suits_what_is_on_it() {
        let unit = |most| Scale::of(Unit::Seconds, most).unit;
        assert_eq!(
            [unit(0.0002), unit(0.3), unit(90.0), unit(600.0), unit(40_000.0)],
            ["µs", "ms", "s", "min", "h"]
        );
        assert_eq!([short(150.0), short(0.35), short(-0.0)], ["150", "0.35", "0"]);
    }

    #[test]
    fn one_point_and_none_are_no_trouble() {
        let mut chart = chart();
        chart.lines[0].points.truncate(1);
        chart.lines.truncate(1);
        chart.limits.clear();
        assert!(chart.draw().contains("<circle"));
        chart.lines[0].points[0].y = 0.0;
        assert!(chart.draw().contains("<circle"));
        chart.lines[0].points.clear();
        assert_eq!(chart.draw(), "");
    }
}
