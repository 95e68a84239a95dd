//! The colours of pages and charts: one table, in which each has a name, a light value and a dark one.
//!
//! Charts are drawn with the light values; the style sheet maps each of these to its variable, so a chart turns dark
//! with its page and is still legible where it is cut out of it.

use std::fmt::Write;

use plotters::style::RGBColor;

/// A colour of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    name: &'static str,
    light: (u8, u8, u8),
    dark: (u8, u8, u8),
}

const fn colour(name: &'static str, light: (u8, u8, u8), dark: (u8, u8, u8)) -> Colour {
    Colour { name, light, dark }
}

/// Text of a chart.
pub(super) const INK: Colour = colour("chart-ink", (0x52, 0x51, 0x4E), (0xC3, 0xC2, 0xB7));
/// Lines that only guide the eye.
pub(super) const GRID: Colour = colour("chart-grid", (0xE5, 0xE4, 0xDF), (0x33, 0x33, 0x30));
/// Axes.
pub(super) const AXIS: Colour = colour("chart-axis", (0xB5, 0xB3, 0xAB), (0x5C, 0x5B, 0x55));
/// What must not be crossed.
pub(super) const LIMIT: Colour = colour("chart-limit", (0xC4, 0x2B, 0x2B), (0xFF, 0x7B, 0x72));
/// What was found.
pub(super) const FOUND: Colour = colour("chart-found", (0x0B, 0x0B, 0x0A), (0xFF, 0xFF, 0xFE));
/// Where the scenario stands.
pub(super) const TODAY: Colour = colour("chart-today", (0x80, 0x7E, 0x76), (0x97, 0x95, 0x8C));
/// What is set apart: the warm-up.
pub(super) const APART: Colour = colour("chart-apart", (0xF1, 0xF0, 0xEA), (0x29, 0x29, 0x26));
/// The series, in their order; of more than these, colours come again.
pub(super) const SERIES: [Colour; 6] = [
    colour("series-1", (0x2A, 0x78, 0xD6), (0x5B, 0xA2, 0xF2)),
    colour("series-2", (0xD9, 0x5F, 0x17), (0xF0, 0x8C, 0x4C)),
    colour("series-3", (0x16, 0x8A, 0x5E), (0x3F, 0xC0, 0x8C)),
    colour("series-4", (0x8A, 0x55, 0xC7), (0xB7, 0x8C, 0xF0)),
    colour("series-5", (0xB8, 0x3B, 0x78), (0xEA, 0x7C, 0xB0)),
    colour("series-6", (0x8F, 0x6F, 0x0E), (0xD2, 0xB0, 0x45)),
];

impl Colour {
    /// For the chart's own drawing.
    pub(super) const fn rgb(self) -> RGBColor {
        RGBColor(self.light.0, self.light.1, self.light.2)
    }
    /// As a value of a style: `var(--series-1)`.
    pub(super) fn var(self) -> String {
        format!("var(--{})", self.name)
    }
}

/// The colour of the series with this number, from 0.
pub(super) const fn series(number: usize) -> Colour {
    SERIES[number % SERIES.len()]
}

fn all() -> impl Iterator<Item = Colour> {
    [INK, GRID, AXIS, LIMIT, FOUND, TODAY, APART].into_iter().chain(SERIES)
}

/// The variables with their light values.
pub(super) fn light() -> String {
    all().map(|it| format!("--{}:{};", it.name, hex(it.light))).collect()
}

/// The variables with their dark values.
pub(super) fn dark() -> String {
    all().map(|it| format!("--{}:{};", it.name, hex(it.dark))).collect()
}

/// From the fixed colours of charts to the variables.
pub(super) fn rules() -> String {
    let mut rules = String::new();
    for it in all() {
        let (hex, var) = (hex(it.light), it.var());
        let _ = write!(rules, ".chart [stroke=\"{hex}\"]{{stroke:{var}}}.chart [fill=\"{hex}\"]{{fill:{var}}}");
    }
    // Plotters draws no dashes other than as pieces.
    for it in [LIMIT, TODAY] {
        let _ = write!(rules, ".chart [stroke=\"{}\"]{{stroke-dasharray:5 4}}", hex(it.light));
    }
    rules
}

/// As plotters writes it.
fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_colours_of_a_chart_are_drawn_the_same() {
        let mut drawn: Vec<_> = all().map(|it| it.light).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), all().count());
    }
}
