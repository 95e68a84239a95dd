//! Text as markup that shows it, so that no name of a scenario becomes markup.

use std::fmt::Write;

use crate::style::clean;

/// Text as markup that shows it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // What is no character has no place on a page.
            '\u{fdd0}'..='\u{fdef}' => out.push('\u{fffd}'),
            none if u32::from(none) & 0xfffe == 0xfffe => out.push('\u{fffd}'),
            // What steers a terminal or turns the direction of text has no place on a page either.
            other => out.push_str(&clean(other.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// Text in which what stands between backticks is code.
pub(super) fn prose(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in text.split('`').enumerate() {
        let part = escape(part);
        if place % 2 == 1 {
            let _ = write!(html, "<code>{part}</code>");
        } else {
            html.push_str(&part);
        }
    }
    html
}
