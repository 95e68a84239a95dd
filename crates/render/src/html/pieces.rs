//! The pieces of a page and its shell. Every piece of text is escaped here.

use std::fmt::Write;

use super::chart::Chart;
use super::colours;
use super::escape::{escape, prose};
use super::plot::Plot;
use crate::style::width;

const STYLE: &str = include_str!("style.css");
const LIGHT: &str = "--paper:#f6f5f1;--surface:#fffefb;--ink:#1a1a18;--dim:#62615b;--line:#e0dfd8;--accent:#2a78d6;\
                     --good:#13733f;--bad:#b3261e;--warn:#8a5a00;--mark:#eaf2fc;";
const DARK: &str = "--paper:#141413;--surface:#1d1d1b;--ink:#f0efe9;--dim:#a5a39a;--line:#353532;--accent:#5ba2f2;\
                    --good:#5fcf8f;--bad:#ff8a80;--warn:#e0b050;--mark:#1f2d40;";

/// A piece of a page: markup whose text has been escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

/// How a cell of a table looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellLook {
    /// A number or the like, to the right.
    Plain,
    /// Text, to the left.
    Left,
    /// What is as it should be.
    Good,
    /// What is not.
    Bad,
    /// What is not known for sure.
    Unsure,
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    look: CellLook,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it stands out.
    pub marked: bool,
}

/// A card: what one kind of reader looks for first.
#[derive(Clone, Debug)]
pub struct Card {
    /// Whom it is for.
    pub title: String,
    /// What they look for.
    pub facts: Vec<Fact>,
}

/// A fact of a card.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// How it is.
    pub value: String,
    /// What else there is to say; what stands between backticks is set as code.
    pub note: String,
    /// How its value looks.
    pub look: CellLook,
}

/// A row of a table of numbers by how much there is.
#[derive(Clone, Debug)]
pub struct HeatRow {
    /// What it is called.
    pub name: String,
    /// Of each column the number as text and its share of the most that any has; none where there is no number.
    pub cells: Vec<Option<(String, f64)>>,
}

/// A cell with this text.
pub fn cell(text: impl Into<String>, look: CellLook) -> Cell {
    Cell { text: text.into(), look }
}

impl Html {
    /// Puts pieces one after the other.
    pub fn all(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }
    /// A heading of the page.
    pub fn title(text: &str, below: &str) -> Self {
        Self(format!("<h1>{}</h1>\n<p class=\"dim\">{}</p>\n", prose(text), prose(below)))
    }
    /// A heading of a section.
    pub fn heading(text: &str) -> Self {
        Self(format!("<h2>{}</h2>\n", prose(text)))
    }
    /// How it came out, in a word, and why.
    pub fn banner(word: &str, look: CellLook, why: &str) -> Self {
        let class = class(look);
        Self(format!("<p class=\"banner {class}\"><b>{}</b> <span>{}</span></p>\n", escape(word), prose(why)))
    }
    /// What each kind of reader looks for first, beside each other.
    pub fn cards(cards: &[Card]) -> Self {
        let mut html = String::from("<div class=\"cards\">\n");
        for card in cards {
            let _ = writeln!(html, "<section class=\"card\"><h2>{}</h2>\n<dl>", prose(&card.title));
            for fact in &card.facts {
                let note = match fact.note.as_str() {
                    "" => String::new(),
                    note => format!("<span class=\"note\">{}</span>", prose(note)),
                };
                let _ = writeln!(
                    html,
                    "<div><dt>{}</dt><dd><b class=\"{}\">{}</b>{note}</dd></div>",
                    escape(&fact.name),
                    class(fact.look),
                    escape(&fact.value),
                );
            }
            html.push_str("</dl></section>\n");
        }
        Self(html + "</div>\n")
    }
    /// A heading of a section that can be jumped to. The id is the program's own.
    pub fn section(id: &'static str, text: &str) -> Self {
        Self(format!("<h2 id=\"{id}\">{}</h2>\n", prose(text)))
    }
    /// A heading of a part of a section.
    pub fn subheading(text: &str) -> Self {
        Self(format!("<h3>{}</h3>\n", prose(text)))
    }
    /// Where one can jump to on the page: ids of sections, and what they are called.
    pub fn contents(sections: &[(&'static str, &str)]) -> Self {
        let link = |(id, text): &(&str, &str)| format!("<a href=\"#{id}\">{}</a>\n", escape(text));
        Self(format!("<nav>\n{}</nav>\n", sections.iter().map(link).collect::<String>()))
    }
    /// Something that is folded away.
    pub fn folded(summary: &str, inner: Self) -> Self {
        Self(format!("<details><summary>{}</summary>\n{}</details>\n", prose(summary), inner.0))
    }
    /// Text as it is written, in lines.
    pub fn code(text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(escape).collect();
        Self(format!("<pre>{}</pre>\n", lines.join("\n")))
    }
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// A paragraph; what stands between backticks is set as code.
    pub fn paragraph(text: &str) -> Self {
        Self(format!("<p>{}</p>\n", prose(text)))
    }
    /// A sentence that stands out.
    pub fn callout(text: &str) -> Self {
        Self(format!("<p class=\"callout\">{}</p>\n", prose(text)))
    }
    /// Something to beware of.
    pub fn warning(text: &str) -> Self {
        Self(format!("<p class=\"callout warning\">{}</p>\n", prose(text)))
    }
    /// The numbers that people look for first: name, value, a note.
    pub fn tiles(tiles: &[(String, String, String)]) -> Self {
        let mut html = String::from("<div class=\"tiles\">\n");
        for (name, value, note) in tiles {
            // What has no break in it must fit.
            let longest = value.split_whitespace().map(width).max().unwrap_or(0);
            let size = if longest > 9 { " class=\"long\"" } else { "" };
            let _ = writeln!(
                html,
                "<div class=\"tile\"><span class=\"name\">{}</span><b{size}>{}</b><span class=\"note\">{}</span></div>",
                escape(name),
                escape(value),
                escape(note)
            );
        }
        Self(html + "</div>\n")
    }
    /// Charts beside each other, as many as there is room for.
    pub fn figures(charts: &[Chart]) -> Self {
        let figures: String = charts.iter().map(|chart| chart.draw()).collect();
        Self(format!("<div class=\"figures\">\n{figures}</div>\n"))
    }
    /// Plots beside each other, as many as there is room for. Empty where all of them are.
    pub fn plots(plots: &[Plot]) -> Self {
        let figures: String = plots.iter().map(Plot::draw).collect();
        if figures.is_empty() {
            Self::default()
        } else {
            Self(format!("<div class=\"figures\">\n{figures}</div>\n"))
        }
    }
    /// A table with these headings; columns stand as their first row does.
    pub fn table(headings: &[String], rows: &[Row]) -> Self {
        let is_left = |column: usize| {
            let first = rows.first().and_then(|row| row.cells.get(column));
            first.is_some_and(|cell| cell.look != CellLook::Plain)
        };
        let mut html = String::from("<div class=\"scroll\"><table>\n<thead><tr>");
        for (column, heading) in headings.iter().enumerate() {
            let class = if is_left(column) { " class=\"left\"" } else { "" };
            // Keys like `wait{queue:support}` have nowhere to break otherwise.
            let heading = escape(heading).replace('{', "{<wbr>").replace(':', ":<wbr>");
            let _ = write!(html, "<th{class}>{heading}</th>");
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            html.push_str(if row.marked { "<tr class=\"mark\">" } else { "<tr>" });
            for cell in &row.cells {
                let _ = match class(cell.look) {
                    "" => write!(html, "<td>{}</td>", escape(&cell.text)),
                    class => write!(html, "<td class=\"{class}\">{}</td>", escape(&cell.text)),
                };
            }
            html.push_str("</tr>\n");
        }
        Self(html + "</tbody>\n</table></div>\n")
    }
    /// A table of numbers, darker where there is more: rows with their names, each cell with its text and its share of the most.
    pub fn heat(caption: &str, columns: &[String], rows: &[HeatRow]) -> Self {
        let mut html = format!(
            "<div class=\"scroll\"><table class=\"heat\">\n<caption>{}</caption>\n<thead><tr><td></td>",
            escape(caption)
        );
        for column in columns {
            let _ = write!(html, "<th scope=\"col\">{}</th>", escape(column));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for HeatRow { name, cells } in rows {
            let _ = write!(html, "<tr><th scope=\"row\">{}</th>", escape(name));
            for cell in cells {
                let _ = match cell {
                    Some((text, share)) => write!(html, "<td style=\"--heat:{share:.2}\">{}</td>", escape(text)),
                    None => write!(html, "<td>·</td>"),
                };
            }
            html.push_str("</tr>\n");
        }
        Self(html + "</tbody>\n</table></div>\n")
    }
    /// What the page was made of and by, at its end.
    pub fn footer(lines: &[String]) -> Self {
        let lines: String = lines.iter().map(|line| format!("<p>{}</p>\n", prose(line))).collect();
        Self(format!("<footer>\n{lines}</footer>\n"))
    }
    /// The whole page. `data-theme="dark"` or `"light"` at its root overrides the reader's system.
    pub fn page(self, title: &str) -> String {
        let (light, dark) =
            (LIGHT.to_owned() + colours::light().as_str(), DARK.to_owned() + colours::dark().as_str());
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             base-uri 'none'; form-action 'none'\">\n\
             <title>{title}</title>\n<style>\n:root{{{light}}}\n\
             @media (prefers-color-scheme: dark){{:root:not([data-theme=\"light\"]){{{dark}}}}}\n\
             :root[data-theme=\"dark\"]{{{dark}}}\n@media print{{:root:root:root{{{light}}}}}\n{STYLE}{rules}\n\
             </style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
            title = escape(title),
            rules = colours::rules(),
            body = self.0,
        )
    }
}

const fn class(look: CellLook) -> &'static str {
    match look {
        CellLook::Plain => "",
        CellLook::Left => "left",
        CellLook::Good => "left good",
        CellLook::Bad => "left bad",
        CellLook::Unsure => "left unsure",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;
    use crate::html::{Limit, Line, Mark, MarkKind, Point};

    const NASTY: &str = "<script>alert(\"x\" & 'y')</script>";

    #[test]
    fn no_text_becomes_markup() {
        let rows = [Row { cells: vec![cell(NASTY, CellLook::Left)], marked: true }];
        let line = Line { name: NASTY.to_owned(), points: vec![Point { x: 1.0, y: 0.5, note: NASTY.to_owned() }] };
        let chart = Chart {
            title: NASTY.to_owned(),
            x: NASTY.to_owned(),
            unit: Unit::Share,
            lines: vec![line],
            limits: vec![Limit { at: 0.8, label: NASTY.to_owned() }],
            marks: vec![Mark { at: 1.0, label: NASTY.to_owned(), kind: MarkKind::Found }],
        };
        let nasty = || NASTY.to_owned();
        let page = Html::all([
            Html::title(NASTY, NASTY),
            Html::heading(NASTY),
            Html::paragraph(&format!("`{NASTY}`")),
            Html::callout(NASTY),
            Html::warning(NASTY),
            Html::tiles(&[(nasty(), nasty(), nasty())]),
            Html::table(&[nasty()], &rows),
            Html::figures(&[chart]),
            Html::footer(&[nasty()]),
            Html::banner(NASTY, CellLook::Bad, NASTY),
            Html::section("id", NASTY),
            Html::subheading(NASTY),
            Html::contents(&[("id", NASTY)]),
            Html::folded(NASTY, Html::code(NASTY)),
            Html::cards(&[Card {
                title: nasty(),
                facts: vec![Fact { name: nasty(), value: nasty(), note: nasty(), look: CellLook::Plain }],
            }]),
        ])
        .page(NASTY);
        assert!(!page.contains("<script") && !page.contains("alert(\""), "{page}");
        assert!(page.matches("&lt;script&gt;").count() >= 26);
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        let page = Html::title("t", "b").page("t");
        for reference in ["http://", "https://", "src=", "href=", "@import", "url("] {
            assert!(!page.contains(reference), "{reference}");
        }
        assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    }

    #[test]
    fn every_colour_has_its_dark_one() {
        let names = |text: String| -> Vec<String> {
            text.split(';').filter_map(|rule| Some(rule.split_once(':')?.0.trim().to_owned())).collect()
        };
        assert_eq!(names(LIGHT.to_owned()), names(DARK.to_owned()));
        assert_eq!(names(colours::light()), names(colours::dark()));
    }
}
