//! A place in a text: line, column, and how much there is to underline.

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1, in characters.
    pub(crate) column: u32,
    /// How many characters to underline.
    pub(crate) length: u32,
}

impl Spot {
    /// The token that begins at this line and column.
    pub(crate) fn token(text: &str, line: usize, column: usize) -> Self {
        let rest: String = nth_line(text, line).chars().skip(column.saturating_sub(1)).collect();
        Self { line: small(line), column: small(column), length: small(token_length(&rest)) }
    }
    /// The place of a byte, and so many characters from it on. Nothing of a text that is shorter is beyond its end.
    pub(crate) fn at_byte(text: &str, at: usize, characters: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line: small(line), column: small(column), length: small(characters) }
    }
    /// The first line.
    pub(crate) fn whole_line(text: &str) -> Self {
        Self { line: 1, column: 1, length: small(nth_line(text, 1).chars().count()) }
    }
    /// Its beginning and length in bytes.
    pub(crate) fn bytes(self, text: &str) -> (usize, usize) {
        let before: usize = text.split_inclusive('\n').take(self.line as usize - 1).map(str::len).sum();
        let line = nth_line(text, self.line as usize);
        let byte = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(at, _)| at);
        let start = byte(self.column as usize - 1);
        (before + start, byte((self.column + self.length) as usize - 1) - start)
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number.max(1)).unwrap_or(u32::MAX)
}

fn nth_line(text: &str, line: usize) -> &str {
    text.lines().nth(line.saturating_sub(1)).unwrap_or("")
}

/// The length in characters of the scalar or key that `rest` begins with.
fn token_length(rest: &str) -> usize {
    let mut characters = rest.chars();
    match characters.next() {
        Some(quote @ ('"' | '\'')) => {
            let mut escaped = false;
            let closing = characters.position(|c| {
                let closes = c == quote && !escaped;
                escaped = quote == '"' && c == '\\' && !escaped;
                closes
            });
            closing.map_or_else(|| rest.chars().count(), |inside| inside + 2)
        }
        Some('{' | '[') => bracketed(rest).unwrap_or(1),
        Some('$') if characters.next() == Some('{') => rest.chars().position(|c| c == '}').map_or(2, |at| at + 1),
        Some(_) => {
            let end = [": ", " #", ", "].iter().filter_map(|stop| rest.find(stop)).min().unwrap_or(rest.len());
            let mut plain = rest[..end].trim_end().trim_end_matches([':', ',']);
            // A closing bracket belongs to the token only if its opening one does.
            let count = |brackets: [char; 2]| plain.matches(brackets).count();
            let mut surplus = count(['}', ']']).saturating_sub(count(['{', '[']));
            while surplus > 0 && plain.ends_with(['}', ']']) {
                plain = plain[..plain.len() - 1].trim_end_matches([':', ',', ' ']);
                surplus -= 1;
            }
            plain.chars().count()
        }
        None => 1,
    }
}

/// How many characters there are up to the bracket that closes the first one.
fn bracketed(rest: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (place, c) in rest.chars().enumerate() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(place + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_brackets_belong_to_a_token_that_opens_them() {
        for (rest, length) in
            [("a}}", 1), ("${x}", 4), ("a[0]}", 4), ("a{b}}, c", 4), ("x]:}", 1), ("}}}", 1), ("{a: [1]} b", 8)]
        {
            assert_eq!(token_length(rest).max(1), length, "{rest}");
        }
    }

    #[test]
    fn a_line_of_brackets_is_looked_at_once() {
        let brackets = "}".repeat(2_000_000);
        assert_eq!(Spot::token(&brackets, 1, 1).length, 1);
    }
}
