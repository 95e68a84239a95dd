//! Charts of what was measured over time, and of how samples are spread.
//!
//! Many points, so their values are told strip by strip: pointing anywhere above a place of the horizontal axis shows all
//! values there. One unit a chart, as with [`super::chart`], whose colours and axes these have.

use std::fmt::Write;
use std::io;

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, TRANSPARENT};

use super::across::Across;
use super::chart::{ABOVE, Limit, SIZE, Scale, finish, legend, legend_of, short, stroke, text, title_lines};
use super::colours::{self, Colour};
use crate::Unit;
use crate::number::value;

/// A chart.
#[derive(Clone, Debug)]
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// What its horizontal axis is.
    pub across: Across,
    /// What its vertical axis counts.
    pub unit: Unit,
    /// What is drawn.
    pub shape: Shape,
    /// What must not be crossed.
    pub limits: Vec<Limit>,
    /// Parts of the horizontal axis that are set apart: from, to, what they are.
    pub apart: Vec<(f64, f64, &'static str)>,
    /// The stretches that points stand for, in order; none where they stand for their places alone.
    pub stretches: Vec<Stretch>,
}

/// A stretch of the horizontal axis for which each curve has one point, anywhere in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What it is called on hover.
    pub name: String,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Lines, each in a colour of its own.
    Lines(Vec<Curve>),
    /// Lines that keep their height over each stretch.
    Steps(Vec<Curve>),
    /// Areas, one upon the other.
    Stacked(Vec<Curve>),
    /// Bars beside each other.
    Bars(Vec<Bar>),
}

/// A series of many points.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// From left to right; where there is no number, the line breaks.
    pub points: Vec<(f64, Option<f64>)>,
}

/// A bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// From where to where it is drawn.
    pub span: (f64, f64),
    /// In the unit of the vertical axis.
    pub height: f64,
    /// What is said of it on hover.
    pub note: String,
    /// Whether it stands for more than its place on the axis.
    pub is_rest: bool,
}

/// About the width of a character of a label.
const CHARACTER: i32 = 8;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Context<'c, 'a> = ChartContext<'c, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<io::Error>>;

/// The ends of both axes, in what is drawn, and in what the vertical one is counted.
struct Frame {
    x: (f64, f64),
    y: (f64, f64),
    scale: Scale,
}

impl Plot {
    /// The figure; empty where there is nothing to draw.
    pub(super) fn draw(&self) -> String {
        let Some(frame) = self.frame() else { return String::new() };
        let mut svg = String::new();
        let Ok(hovers) = self.draw_into(&mut svg, &frame) else { return String::new() };
        finish(&self.title, frame.scale, &self.legend(), &svg, &hovers)
    }

    /// Which colour is what, where the title does not say it.
    fn legend(&self) -> String {
        match &self.shape {
            Shape::Lines(curves) | Shape::Steps(curves) if curves.iter().all(|curve| curve.name == self.title) => {
                String::new()
            }
            Shape::Lines(curves) | Shape::Steps(curves) => legend(&names(curves), ""),
            Shape::Stacked(curves) => legend(&names(curves), "area"),
            Shape::Bars(bars) if bars.iter().any(|bar| bar.is_rest) => {
                legend_of(&[("share of all", colours::series(0)), ("everything beyond", colours::TODAY)], "area")
            }
            Shape::Bars(_) => String::new(),
        }
    }

    fn frame(&self) -> Option<Frame> {
        let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        match &self.shape {
            Shape::Lines(curves) | Shape::Steps(curves) => {
                for (x, y) in curves.iter().flat_map(|curve| &curve.points) {
                    xs.push(*x);
                    ys.extend(*y);
                }
            }
            Shape::Stacked(curves) => {
                let tops = stack(curves);
                ys.extend(tops.last().into_iter().flatten().map(|(_, top)| *top));
                xs.extend(curves.iter().flat_map(|curve| &curve.points).map(|(x, _)| *x));
            }
            Shape::Bars(bars) => {
                xs.extend(bars.iter().flat_map(|bar| [bar.span.0, bar.span.1]));
                ys.extend(bars.iter().map(|bar| bar.height));
            }
        }
        if ys.is_empty() {
            return None;
        }
        ys.extend(self.limits.iter().map(|limit| limit.at));
        xs.extend(self.stretches.iter().flat_map(|it| [it.from, it.to]));
        xs.extend(self.apart.iter().flat_map(|(from, to, _)| [*from, *to]));
        let least = |of: &[f64]| of.iter().copied().filter(|it| it.is_finite()).fold(f64::INFINITY, f64::min);
        let most = |of: &[f64]| of.iter().copied().filter(|it| it.is_finite()).fold(f64::NEG_INFINITY, f64::max);
        let (left, right, bottom, top) = (least(&xs), most(&xs), least(&ys).min(0.0), most(&ys));
        if !(left.is_finite() && right.is_finite() && bottom.is_finite() && top.is_finite()) {
            return None;
        }
        let right = if right > left { right } else { left + 1.0 };
        let scale = Scale::of(self.unit, top.abs().max(bottom.abs()));
        let top = match (self.unit, &self.shape) {
            (Unit::Share, Shape::Lines(_) | Shape::Steps(_)) if top > 0.3 => top.max(1.0) * 1.02,
            (Unit::Share | Unit::Seconds | Unit::Plain, _) => top + (top - bottom) * 0.06,
        };
        let top = if top > bottom { top } else { bottom + scale.by() };
        Some(Frame { x: (left, right), y: (bottom / scale.by(), top / scale.by()), scale })
    }

    /// Draws all, and says what shows on hover.
    fn draw_into(&self, svg: &mut String, frame: &Frame) -> Drawn<String> {
        let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin_top(ABOVE / 2)
            .margin_right(16)
            .x_label_area_size(42)
            .y_label_area_size(46)
            .build_cartesian_2d(frame.x.0..frame.x.1, frame.y.0..frame.y.1)?;
        self.draw_apart(&area, &mut chart, frame)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(colours::GRID.rgb())
            .light_line_style(TRANSPARENT)
            .axis_style(colours::AXIS.rgb())
            .label_style(text(colours::INK))
            .x_labels(0)
            .y_labels(6)
            .y_label_formatter(&|y| short(*y))
            .draw()?;
        self.draw_ticks(&area, &chart, frame)?;
        match &self.shape {
            Shape::Lines(curves) => draw_lines(&mut chart, curves, frame.scale)?,
            Shape::Steps(curves) => {
                draw_lines(&mut chart, &stepped(curves, &self.stretches), frame.scale)?;
            }
            Shape::Stacked(curves) => draw_stack(&mut chart, curves, frame.scale)?,
            Shape::Bars(bars) => draw_bars(&mut chart, bars, frame.scale)?,
        }
        self.draw_limits(&area, &mut chart, frame)?;
        let hovers = self.hovers(&chart, frame);
        area.present()?;
        Ok(hovers)
    }

    /// The horizontal axis.
    fn draw_ticks(&self, area: &Area<'_>, chart: &Context<'_, '_>, frame: &Frame) -> Drawn {
        for (at, label) in self.across.ticks(frame.x) {
            let (x, y) = chart.backend_coord(&(at, frame.y.0));
            area.draw(&PathElement::new([(x, y), (x, y + 4)], stroke(colours::AXIS.rgb(), 1)))?;
            let style = text(colours::INK).pos(Pos::new(HPos::Center, VPos::Top));
            // Labels at the ends stay within the picture.
            let half = i32::try_from(label.chars().count()).unwrap_or(0) * CHARACTER / 2 + 2;
            let x = x.clamp(half.min(x), (SIZE.0 as i32 - half).max(half));
            area.draw_text(&label, &style, (x, y + 7))?;
        }
        let (x, y) = chart.backend_coord(&(f64::midpoint(frame.x.0, frame.x.1), frame.y.0));
        let style = text(colours::INK).pos(Pos::new(HPos::Center, VPos::Top));
        area.draw_text(&self.across.label(), &style, (x, y + 25))
    }

    fn draw_apart(&self, area: &Area<'_>, chart: &mut Context<'_, '_>, frame: &Frame) -> Drawn {
        for (from, to, what) in &self.apart {
            let corners = [(from.max(frame.x.0), frame.y.0), (to.min(frame.x.1), frame.y.1)];
            if corners[0].0 >= corners[1].0 {
                continue;
            }
            chart.draw_series([Rectangle::new(corners, colours::APART.rgb().filled())])?;
            let (left, top) = chart.backend_coord(&(corners[0].0, frame.y.1));
            let (right, _) = chart.backend_coord(&(corners[1].0, frame.y.1));
            // A label that would run into what is beside it stands on its other side.
            let is_last = corners[1].0 >= frame.x.1;
            let (horizontal, x) = if is_last { (HPos::Right, right) } else { (HPos::Left, left) };
            let style = text(colours::TODAY).pos(Pos::new(horizontal, VPos::Bottom));
            area.draw_text(what, &style, (x, top - 3))?;
        }
        Ok(())
    }

    fn draw_limits(&self, area: &Area<'_>, chart: &mut Context<'_, '_>, frame: &Frame) -> Drawn {
        for limit in &self.limits {
            let y = limit.at / frame.scale.by();
            let line = [(frame.x.0, y), (frame.x.1, y)];
            chart.draw_series([PathElement::new(line, stroke(colours::LIMIT.rgb(), 1))])?;
            let (x, y) = chart.backend_coord(&(frame.x.1, y));
            let (vertical, y) = if y < ABOVE + 4 { (VPos::Top, y + 4) } else { (VPos::Bottom, y - 3) };
            let style = text(colours::LIMIT).pos(Pos::new(HPos::Right, vertical));
            area.draw_text(&limit.label, &style, (x - 6, y))?;
        }
        Ok(())
    }

    /// What is said of each place of the horizontal axis.
    fn hovers(&self, chart: &Context<'_, '_>, frame: &Frame) -> String {
        let mut hovers = String::new();
        let (_, bottom) = chart.backend_coord(&(frame.x.0, frame.y.0));
        let (_, top) = chart.backend_coord(&(frame.x.0, frame.y.1));
        let mut strip = |(from, to): (f64, f64), note: &str| {
            let (left, _) = chart.backend_coord(&(from.max(frame.x.0), frame.y.0));
            let (right, _) = chart.backend_coord(&(to.min(frame.x.1), frame.y.0));
            let _ = writeln!(
                hovers,
                "<rect class=\"hover\" x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
                (right - left).max(1),
                (bottom - top).max(1),
                title_lines(note)
            );
        };
        let curves = match &self.shape {
            Shape::Lines(curves) | Shape::Steps(curves) | Shape::Stacked(curves) => curves,
            Shape::Bars(bars) => {
                bars.iter().for_each(|bar| strip(bar.span, &bar.note));
                return hovers;
            }
        };
        for Stretch { from, to, name } in &self.stretches {
            let values = told(self.unit, curves, |curve| inside(curve, *from, *to));
            if !values.is_empty() {
                strip((*from, *to), &format!("{name}{values}"));
            }
        }
        if !self.stretches.is_empty() {
            return hovers;
        }
        let mut places: Vec<f64> = curves.iter().flat_map(|curve| &curve.points).map(|(x, _)| *x).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        for (number, place) in places.iter().enumerate() {
            let before = number.checked_sub(1).and_then(|it| places.get(it)).unwrap_or(&frame.x.0);
            let after = places.get(number + 1).unwrap_or(&frame.x.1);
            let values = told(self.unit, curves, |curve| inside(curve, *place, place.next_up()));
            if !values.is_empty() {
                let note = format!("{}{values}", self.across.at(*place));
                strip((f64::midpoint(*before, *place), f64::midpoint(*place, *after)), &note);
            }
        }
        hovers
    }
}

/// What curves say somewhere, a line for each that says anything.
fn told(unit: Unit, curves: &[Curve], read: impl Fn(&Curve) -> Option<f64>) -> String {
    let values = curves.iter().filter_map(|curve| Some((curve, read(curve)?)));
    values.map(|(curve, y)| format!("\n{}: {}", curve.name, value(unit, y))).collect()
}

/// The number that a curve has from one place to before another.
fn inside(curve: &Curve, from: f64, to: f64) -> Option<f64> {
    let (x, y) = curve.points.get(curve.points.partition_point(|(x, _)| *x < from))?;
    (*y).filter(|y| *x < to && y.is_finite())
}

/// Curves that keep their height over each stretch.
fn stepped(curves: &[Curve], stretches: &[Stretch]) -> Vec<Curve> {
    let step = |curve: &Curve| {
        let ends = |it: &Stretch| [it.from, it.to].map(|x| (x, inside(curve, it.from, it.to)));
        Curve { name: curve.name.clone(), points: stretches.iter().flat_map(ends).collect() }
    };
    curves.iter().map(step).collect()
}

fn names(curves: &[Curve]) -> Vec<&str> {
    curves.iter().map(|curve| curve.name.as_str()).collect()
}

fn draw_lines(chart: &mut Context<'_, '_>, curves: &[Curve], scale: Scale) -> Drawn {
    for (number, curve) in curves.iter().enumerate() {
        let colour = colours::series(number).rgb();
        let whole = curve.points.iter().map(|(x, y)| (*x, y.filter(|y| y.is_finite())));
        let whole: Vec<(f64, Option<f64>)> = whole.collect();
        for piece in whole.split(|(_, y)| y.is_none()) {
            let points: Vec<(f64, f64)> =
                piece.iter().filter_map(|(x, y)| Some((*x, (*y)? / scale.by()))).collect();
            match points.as_slice() {
                [] => {}
                // A line of one point is none.
                [(x, y)] => {
                    chart.draw_series([plotters::element::Circle::new((*x, *y), 2, colour.filled())])?;
                }
                _ => {
                    chart.draw_series(LineSeries::new(points, stroke(colour, 2)))?;
                }
            }
        }
    }
    Ok(())
}

/// The upper edge of each area; where there is no number, it is none.
fn stack(curves: &[Curve]) -> Vec<Vec<(f64, f64)>> {
    let mut tops: Vec<Vec<(f64, f64)>> = Vec::new();
    for curve in curves {
        let below = tops.last();
        let top = curve.points.iter().enumerate().map(|(place, (x, y))| {
            let below = below.and_then(|below| below.get(place)).map_or(0.0, |(_, y)| *y);
            (*x, below + y.filter(|y| y.is_finite()).unwrap_or(0.0))
        });
        tops.push(top.collect());
    }
    tops
}

fn draw_stack(chart: &mut Context<'_, '_>, curves: &[Curve], scale: Scale) -> Drawn {
    let tops = stack(curves);
    for (number, top) in tops.iter().enumerate() {
        let below = number.checked_sub(1).and_then(|below| tops.get(below));
        let edge = |of: &[(f64, f64)]| of.iter().map(|(x, y)| (*x, y / scale.by())).collect::<Vec<_>>();
        let mut points = edge(top);
        let lower = below.map_or_else(|| top.iter().map(|(x, _)| (*x, 0.0)).collect(), |below| edge(below));
        points.extend(lower.into_iter().rev());
        let colour = colours::series(number).rgb();
        chart.draw_series([Polygon::new(points, colour.mix(0.75).filled())])?;
    }
    Ok(())
}

fn draw_bars(chart: &mut Context<'_, '_>, bars: &[Bar], scale: Scale) -> Drawn {
    for bar in bars {
        let colour: Colour = if bar.is_rest { colours::TODAY } else { colours::series(0) };
        let gap = (bar.span.1 - bar.span.0) * 0.06;
        let corners = [(bar.span.0 + gap, 0.0), (bar.span.1 - gap, bar.height / scale.by())];
        chart.draw_series([Rectangle::new(corners, colour.rgb().filled())])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::across::{FirstDay, TimeAxis};
    use super::*;

    fn plot(shape: Shape) -> Plot {
        Plot {
            title: "Agents".to_owned(),
            across: Across::Time(TimeAxis {
                starts_at_s: Some(32_400.0),
                first_day: FirstDay::Unknown,
                length_s: 3600.0,
            }),
            unit: Unit::Plain,
            shape,
            limits: vec![Limit { at: 5.0, label: "p < 5".to_owned() }],
            apart: vec![(0.0, 60.0, "warm-up")],
            stretches: Vec::new(),
        }
    }

    fn curve(name: &str, values: &[Option<f64>]) -> Curve {
        let points = values.iter().enumerate().map(|(place, value)| (place as f64 * 60.0 + 30.0, *value));
        Curve { name: name.to_owned(), points: points.collect() }
    }

    #[test]
    fn all_values_of_a_place_are_told_together() {
        let curves = vec![curve("busy", &[Some(1.0), Some(2.0), None]), curve("free <1>", &[Some(3.0); 3])];
        let svg = plot(Shape::Lines(curves)).draw();
        assert!(svg.contains("<title>09:00:30\nbusy: 1.00\nfree &lt;1&gt;: 3.00</title>"), "{svg}");
        assert!(svg.contains("<title>09:02:30\nfree &lt;1&gt;: 3.00</title>"));
        assert_eq!(svg.matches("<title>").count(), 3);
        assert!(svg.contains("p &lt; 5") && svg.contains("warm-up") && svg.contains("09:01"));
    }

    #[test]
    fn what_stands_for_a_stretch_is_told_of_all_of_it() {
        let curves = vec![curve("busy", &[Some(1.0), None, Some(2.0)])];
        let across = plot(Shape::Lines(Vec::new())).across;
        let stretch = |minute: f64| {
            let (from, to) = (60.0 * minute, 60.0 * minute + 60.0);
            Stretch { from, to, name: across.between(from, to) }
        };
        let stretches: Vec<Stretch> = [0.0, 1.0, 2.0].map(stretch).into();
        for shape in [Shape::Lines(curves.clone()), Shape::Steps(curves.clone()), Shape::Stacked(curves)] {
            let svg = Plot { stretches: stretches.clone(), ..plot(shape) }.draw();
            assert!(svg.contains("<title>09:00–09:01\nbusy: 1.00</title>"), "{svg}");
            assert!(svg.contains("<title>09:02–09:03\nbusy: 2.00</title>"), "{svg}");
            assert_eq!(svg.matches("<title>").count(), 2);
        }
        let steps = stepped(&[curve("busy", &[Some(1.0), None, Some(2.0)])], &stretches);
        let ends = [
            (0.0, Some(1.0)),
            (60.0, Some(1.0)),
            (60.0, None),
            (120.0, None),
            (120.0, Some(2.0)),
            (180.0, Some(2.0)),
        ];
        assert_eq!(steps[0].points, ends);
    }

    #[test]
    fn a_line_breaks_where_there_is_no_number() {
        let curves = vec![curve("busy", &[Some(1.0), Some(2.0), None, Some(1.0), Some(2.0)])];
        let svg = plot(Shape::Lines(curves)).draw();
        assert_eq!(svg.lines().filter(|it| it.starts_with("<polyline") && it.contains("#2A78D6")).count(), 2);
    }

    #[test]
    fn areas_stand_one_upon_the_other() {
        let curves = vec![curve("busy", &[Some(1.0), Some(2.0)]), curve("free", &[Some(3.0), Some(2.0)])];
        let tops = stack(&curves);
        assert_eq!(tops[1], [(30.0, 4.0), (90.0, 4.0)]);
        assert_eq!(plot(Shape::Stacked(curves)).draw().matches("<polygon").count(), 2);
    }

    #[test]
    fn bars_say_what_they_stand_for() {
        let bar = |from: f64, is_rest| Bar {
            span: (from, from + 1.0),
            height: 3.0,
            note: format!("from {from}: 3 of 6"),
            is_rest,
        };
        let svg = plot(Shape::Bars(vec![bar(0.0, false), bar(1.0, true)])).draw();
        assert!(svg.contains("<title>from 0: 3 of 6</title>") && svg.contains("#807E76"), "{svg}");
    }

    #[test]
    fn nothing_draws_nothing() {
        assert_eq!(plot(Shape::Lines(vec![curve("busy", &[None, None])])).draw(), "");
        assert_eq!(plot(Shape::Bars(Vec::new())).draw(), "");
        assert!(plot(Shape::Lines(vec![curve("busy", &[Some(0.0)])])).draw().contains("<circle"));
    }
}
