//! Changes to a text that know lines and words, and nothing of what they mean.

use super::odd;
use super::tape::Tape;

/// Longer than this no text becomes by being doubled.
const BYTES_MAX: usize = 64 * 1024;

/// A text with some changes. `others` are texts to take pieces from, `words` what means something in texts of this kind.
pub fn changed(tape: &mut Tape<'_>, text: &str, others: &[&str], words: &[String]) -> String {
    let mut text = text.to_owned();
    for _ in 0..tape.few(8) {
        text = once(tape, text, others, words);
    }
    text
}

fn once(tape: &mut Tape<'_>, mut text: String, others: &[&str], words: &[String]) -> String {
    match tape.below(20) {
        0 => replace(&mut text, character_at(tape), |tape| odd::character(tape).to_string(), tape),
        1 => replace(
            &mut text,
            character_at(tape),
            |tape| char::from(u8::try_from(tape.below(128)).unwrap_or(b'?')).to_string(),
            tape,
        ),
        2 => replace(&mut text, character_at(tape), |_| String::new(), tape),
        3 | 4 => return of_lines(tape, &text),
        5 => replace(&mut text, character_at(tape), |tape| odd::sign(tape).to_owned(), tape),
        6..=8 => token(tape, &mut text, |tape| odd::scalar(tape).to_owned()),
        9..=12 => token(tape, &mut text, |tape| tape.pick(words).cloned().unwrap_or_default()),
        13 => swap_tokens(tape, &mut text),
        14 => return spliced(tape, &text, others),
        15 => {
            let at = boundary(&text, tape.below(text.len() + 1));
            text.truncate(at);
        }
        16 => doubled(tape, &mut text),
        17 if tape.chance(30) => token(tape, &mut text, odd::nest),
        18 if tape.chance(30) => token(tape, &mut text, odd::long),
        _ => indent(tape, &mut text),
    }
    text
}

/// Where a character may begin, at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

type Pieces = fn(&mut Tape<'_>, &str) -> std::ops::Range<usize>;

fn character_at(tape: &mut Tape<'_>) -> Pieces {
    // Something is put in before a character, or in its place.
    if tape.chance(40) {
        |tape, text| {
            let at = boundary(text, tape.below(text.len() + 1));
            at..at
        }
    } else {
        |tape, text| {
            let from = boundary(text, tape.below(text.len() + 1));
            let length = text[from..].chars().next().map_or(0, char::len_utf8);
            from..from + length
        }
    }
}

fn replace(text: &mut String, piece: Pieces, by: impl FnOnce(&mut Tape<'_>) -> String, tape: &mut Tape<'_>) {
    let range = piece(tape, text);
    let by = by(tape);
    text.replace_range(range, &by);
}

/// The words and numbers of a text, by their places.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_of_one = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '%' | '$');
    let mut found = Vec::new();
    let mut begun = None;
    for (at, c) in text.char_indices() {
        match (is_of_one(c), begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                begun = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    found.extend(begun.map(|from| from..text.len()));
    found
}

fn token(tape: &mut Tape<'_>, text: &mut String, by: impl FnOnce(&mut Tape<'_>) -> String) {
    let tokens = tokens(text);
    let Some(range) = tape.pick(&tokens).cloned() else {
        text.push_str(&by(tape));
        return;
    };
    let by = by(tape);
    text.replace_range(range, &by);
}

fn swap_tokens(tape: &mut Tape<'_>, text: &mut String) {
    let tokens = tokens(text);
    let (Some(one), Some(other)) = (tape.pick(&tokens).cloned(), tape.pick(&tokens).cloned()) else { return };
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    if first.start != second.start {
        let (before, after) = (text[first.clone()].to_owned(), text[second.clone()].to_owned());
        text.replace_range(second, &before);
        text.replace_range(first, &after);
    }
}

/// Lines that go, come again, or change places.
fn of_lines(tape: &mut Tape<'_>, text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return String::new();
    }
    let (one, other) = (tape.below(lines.len()), tape.below(lines.len()));
    match tape.below(4) {
        0 => {
            lines.remove(one);
        }
        1 => lines.insert(other, lines[one]),
        2 => lines.swap(one, other),
        _ => {
            let (from, to) = (one.min(other), one.max(other));
            lines.drain(from..to.min(from + 8));
        }
    }
    lines.concat()
}

/// The beginning of one text and the end of another, or a few lines of another in the middle.
fn spliced(tape: &mut Tape<'_>, text: &str, others: &[&str]) -> String {
    let Some(other) = tape.pick(others) else { return text.to_owned() };
    let (mine, theirs): (Vec<&str>, Vec<&str>) =
        (text.split_inclusive('\n').collect(), other.split_inclusive('\n').collect());
    let (at, from) = (tape.below(mine.len() + 1), tape.below(theirs.len() + 1));
    if tape.chance(50) {
        [&mine[..at], &theirs[from..]].concat().concat()
    } else {
        let to = (from + tape.few(12)).min(theirs.len());
        [&mine[..at], &theirs[from..to], &mine[at..]].concat().concat()
    }
}

fn doubled(tape: &mut Tape<'_>, text: &mut String) {
    let from = boundary(text, tape.below(text.len() + 1));
    let to = boundary(text, from + tape.below(text.len() - from + 1));
    let piece = text[from..to].repeat(tape.few(4));
    if text.len() + piece.len() <= BYTES_MAX {
        text.insert_str(to, &piece);
    }
}

/// A line that stands further to the right or to the left.
fn indent(tape: &mut Tape<'_>, text: &mut String) {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let Some(at) = tape.pick(&starts).copied() else { return };
    if tape.chance(50) {
        text.insert_str(at, ["  ", " ", "\t", "- "][tape.below(4)]);
    } else {
        let spaces = text[at..].bytes().take_while(|byte| *byte == b' ').count().min(2);
        text.replace_range(at..at + spaces, "");
    }
}
