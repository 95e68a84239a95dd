//! Text that was read, as a terminal may show it: what would steer the terminal, or turn the direction in which it writes,
//! is shown by its number and never sent.
//!
//! An escape is shown as `\u{1b}`. Whoever prints something for people uses this; what programs read has rules of its own.

use std::borrow::Cow;

/// Whether a character does something to a terminal besides being seen: control characters, ends of lines and paragraphs,
/// and what turns the direction of writing.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
}

/// A text that stands in a line: a name, a path, a value.
pub fn shown(text: &str) -> Cow<'_, str> {
    show(text, steers)
}

/// A text of several lines: line ends and tabs stay. A line may end as on Windows.
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| steers(c) && c != '\n' && c != '\t';
    if text.contains("\r\n") {
        return Cow::Owned(show(&text.replace("\r\n", "\n"), hidden).into_owned());
    }
    show(text, hidden)
}

fn show(text: &str, hidden: impl Fn(char) -> bool + Copy) -> Cow<'_, str> {
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_by_its_number() {
        assert_eq!(shown("a\u{1b}[2J\u{7}\u{9b}\u{7f}\0"), "a\\u{1b}[2J\\u{7}\\u{9b}\\u{7f}\\u{0}");
        assert_eq!(shown("ab\u{202e}cd\u{2066}"), "ab\\u{202e}cd\\u{2066}");
        assert_eq!(shown("a\nb\tc\r"), "a\\u{a}b\\u{9}c\\u{d}");
        assert_eq!(shown_lines("a\nb\tc\r\n"), "a\nb\tc\n");
        assert_eq!(shown_lines("a\rb"), "a\\u{d}b");
        assert!(matches!(shown("Zürich → ✓ 東京"), Cow::Borrowed(_)));
    }
}
