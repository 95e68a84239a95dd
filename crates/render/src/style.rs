//! Colours, widths, and text that is safe to print.

use unicode_width::UnicodeWidthStr;

use rushhour_engine::shown::shown;

/// Whether a text has colours (ANSI escapes). The caller knows whether it goes to a terminal, and `NO_COLOR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// For files, and terminals that were asked to have none.
    Never,
    /// With ANSI escapes.
    Always,
}

/// Paints text, or leaves it.
#[derive(Clone, Copy, Debug)]
pub struct Paint(bool);

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As the terminal writes.
    #[default]
    Plain,
    /// What may be skipped.
    Dim,
    /// What is looked for first.
    Bold,
    /// What is as it should be.
    Green,
    /// What is in doubt.
    Yellow,
    /// What is not as it should be.
    Red,
}

impl Paint {
    /// Paints where there are colours; otherwise all text stays plain.
    pub fn new(colour: Colour) -> Self {
        Self(colour == Colour::Always)
    }
    /// The text with this look.
    pub fn look(self, look: Look, text: &str) -> String {
        let code = match look {
            Look::Plain => return text.to_owned(),
            Look::Dim => "2",
            Look::Bold => "1",
            Look::Green => "32",
            Look::Yellow => "33",
            Look::Red => "31",
        };
        if self.0 && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
    /// Text that may be skipped.
    pub fn dim(self, text: &str) -> String {
        self.look(Look::Dim, text)
    }
    /// Text that is looked for first.
    pub fn bold(self, text: &str) -> String {
        self.look(Look::Bold, text)
    }
    /// A word of warning.
    pub fn yellow(self, text: &str) -> String {
        self.look(Look::Yellow, text)
    }
    /// A heading of a section, with its line end.
    pub fn heading(self, text: &str) -> String {
        format!("{}\n", self.bold(text))
    }
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Text of a scenario or a script, what could steer a terminal or turn its direction by its number.
pub fn clean(text: &str) -> String {
    shown(text).into_owned()
}

/// The text in lines of at most so many columns, broken between words where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if width(&line) >= columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_within_words_that_are_too_long() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert!(wrap("  ", 4).is_empty());
    }
}
