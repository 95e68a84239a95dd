//! What a diagnosis quotes of a text: the line that it is about and its neighbours, as a terminal can show them.
//!
//! A line may be a megabyte long, and its width has no place in the numbers that a terminal's text is laid out with. So of
//! a long line only what is around the place is quoted. Line and column are those of the whole text.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use rushhour_engine::shown::{shown, shown_lines};

/// A line of more characters is cut.
const LINE_CHARS_MAX: usize = 160;
/// So many characters of a long line stay before the place.
const BEFORE_MAX: usize = 60;
/// A sentence of more characters is cut: it quotes something that nobody reads to its end.
const SENTENCE_CHARS_MAX: usize = 1_000;

/// Lines of a text, and the place in them.
#[derive(Clone, Debug)]
pub(super) struct Excerpt {
    name: String,
    lines: String,
    /// The number of the first one, and the column of the place, from 0, in the whole text.
    first: usize,
    column: usize,
    place: SourceSpan,
}

impl Excerpt {
    /// Of a text, the bytes from `begin` on, so many. What goes beyond the end of their line is left out.
    pub(super) fn new(name: &str, text: &str, begin: usize, length: usize) -> Self {
        let begin = floor(text, begin);
        let (above, rest) = text.split_at(begin);
        let line_begin = above.rfind('\n').map_or(0, |at| at + 1);
        let line_end = rest.find('\n').map_or(text.len(), |at| begin + at);
        let end = floor(text, begin.saturating_add(length).min(line_end));
        let number = above.matches('\n').count();
        let column = text[line_begin..begin].chars().count();

        let mut lines = String::new();
        let mut first = number;
        if let Some(before) = line_begin.checked_sub(1) {
            first -= 1;
            lines.push_str(&beginning(text[..before].rsplit('\n').next().unwrap_or_default()));
            lines.push('\n');
        }
        // Of the line itself: what is before the place, the place, what is behind it.
        let before = ending(&text[line_begin..begin]);
        let at = lines.len() + before.len();
        let place = cut(&text[begin..end], LINE_CHARS_MAX - BEFORE_MAX);
        let left = (LINE_CHARS_MAX - BEFORE_MAX).saturating_sub(place.chars().count());
        let behind = cut(&text[end..line_end], left.max(1));
        lines.push_str(&before);
        lines.push_str(&place);
        lines.push_str(&behind);
        if let Some(after) = text.get(line_end + 1..).filter(|after| !after.is_empty()) {
            lines.push('\n');
            lines.push_str(&beginning(after.split('\n').next().unwrap_or_default()));
        }
        Self { name: shown(name).into_owned(), lines, first, column, place: (at, place.len()).into() }
    }

    /// Where the place is in what is quoted.
    pub(super) fn place(&self) -> SourceSpan {
        self.place
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.lines.read_span(span, lines_before, lines_after)?;
        // The place by itself is asked for to be told in the heading.
        let column = if lines_before == 0 && lines_after == 0 { self.column } else { read.column() };
        let (data, span, line, count) = (read.data(), *read.span(), self.first + read.line(), read.line_count());
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, count)))
    }
}

/// A sentence of a diagnosis, cut where it is endless.
pub(super) fn sentence(text: &str) -> String {
    cut(text, SENTENCE_CHARS_MAX)
}

/// A line from its beginning.
fn beginning(line: &str) -> String {
    cut(line, LINE_CHARS_MAX)
}

/// The characters before a place, those next to it.
fn ending(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= LINE_CHARS_MAX - BEFORE_MAX {
        return shown_lines(text).into_owned();
    }
    let rest: String = text.chars().skip(characters - BEFORE_MAX).collect();
    format!("…{}", shown_lines(&rest))
}

/// So many characters, with `…` where there are more.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => shown_lines(text).into_owned(),
        Some((at, _)) => format!("{}…", shown_lines(&text[..at])),
    }
}

/// The nearest place, not behind this one, where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, Report};

    fn rendered(text: &str, begin: usize, length: usize) -> String {
        let excerpt = Excerpt::new("day.yaml", text, begin, length);
        let label = LabeledSpan::underline(excerpt.place());
        let report = Report::new(MietteDiagnostic::new("wrong").with_label(label)).with_source_code(excerpt);
        let mut told = String::new();
        let handler =
            GraphicalReportHandler::new().with_links(false).with_theme(GraphicalTheme::unicode_nocolor());
        handler.render_report(&mut told, report.as_ref()).unwrap();
        told
    }

    #[test]
    fn a_line_and_its_neighbours_are_quoted_with_the_place_in_the_whole_text() {
        let text = "one\ntwo\nüber: ünten # so\nfour\nfive\n";
        let told = rendered(text, text.find("ünten").unwrap(), "ünten".len());
        let quoted = "  × wrong\n   ╭─[day.yaml:3:7]\n 2 │ two\n 3 │ über: ünten # so\n   ·       ─────\n 4 │ four\n   ╰────\n";
        assert_eq!(told, quoted);
    }

    #[test]
    fn of_a_long_line_what_is_around_the_place_is_quoted() {
        let text = format!("{}\na: {}wrong{}\nb: 1\n", "x".repeat(500), "ü".repeat(70_000), "z".repeat(70_000));
        let told = rendered(&text, text.find("wrong").unwrap(), 5);
        assert!(told.contains("[day.yaml:2:70004]"), "{told}");
        assert!(told.contains("…üüü") && told.contains("üwrongz") && told.contains("zz…"), "{told}");
        assert!(told.lines().all(|line| line.chars().count() < 200), "{told}");
    }

    #[test]
    fn a_place_beyond_the_text_or_within_a_character_is_no_mishap() {
        for (text, begin, length) in [("", 0, 0), ("", 5, 5), ("ü", 1, 1), ("a\n", 2, 9), ("a\nb", usize::MAX, 1)]
        {
            assert!(rendered(text, begin, length).contains("wrong"), "{text:?}");
        }
    }
}
