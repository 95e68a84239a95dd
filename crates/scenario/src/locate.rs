//! Finding the line of a node again.
//!
//! The YAML reader keeps no positions in what it returns, but every error it returns has one. So the text is read
//! once more by a seed that walks down the path and fails on purpose when it stands on the node.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::path::{Aim, NodePath, Step};

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// How many characters to underline.
    pub length: u32,
}

impl Spot {
    /// The token that begins at this line and column.
    pub fn token(text: &str, line: usize, column: usize) -> Self {
        let rest: String = nth_line(text, line).chars().skip(column.saturating_sub(1)).collect();
        Self { line: small(line), column: small(column), length: small(token_length(&rest)) }
    }
    /// The first line.
    pub fn whole_line(text: &str) -> Self {
        Self { line: 1, column: 1, length: small(nth_line(text, 1).chars().count()) }
    }
    /// Its beginning and length in bytes.
    pub fn bytes(self, text: &str) -> (usize, usize) {
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
            let count = |text: &str, brackets: [char; 2]| text.chars().filter(|c| brackets.contains(c)).count();
            while plain.ends_with(['}', ']']) && count(plain, ['}', ']']) > count(plain, ['{', '[']) {
                plain = plain[..plain.len() - 1].trim_end_matches([':', ',', ' ']);
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

/// Finds the node at `path` in the text of a scenario, or what is nearest above it.
pub fn find(text: &str, path: &NodePath, aim: Aim) -> Option<Spot> {
    path.ancestors().enumerate().find_map(|(missing, path)| {
        // What is missing is best shown by the key that it is missing under.
        let aim = if missing == 0 { aim } else { Aim::Value };
        let steps = path.steps();
        let (kind, line, column) = match aim {
            Aim::Key => walk(text, steps, Aim::Key)?,
            Aim::Value => match walk(text, steps, Aim::Value)? {
                found @ (Kind::Scalar, ..) => found,
                found @ (Kind::Collection, ..) => walk(text, steps, Aim::Key).unwrap_or(found),
            },
        };
        let mut spot = Spot::token(text, line, column);
        if kind == Kind::Collection && steps.is_empty() {
            spot.length = 1;
        }
        Some(spot)
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Scalar,
    Collection,
}

const SCALAR: &str = "found a scalar";
const COLLECTION: &str = "found a collection";

/// Walks to the node and returns what and where it is; `None` where there is no such node.
fn walk(text: &str, steps: &[Step], aim: Aim) -> Option<(Kind, usize, usize)> {
    let error = Walk { steps, aim }.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    let message = error.to_string();
    let kind = if message.contains(SCALAR) {
        Kind::Scalar
    } else if message.contains(COLLECTION) {
        Kind::Collection
    } else {
        return None;
    };
    let location = error.location()?;
    Some((kind, location.line(), location.column()))
}

/// Goes down the steps that are left, and fails where none is.
#[derive(Clone, Copy)]
struct Walk<'a> {
    steps: &'a [Step],
    aim: Aim,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Walk<'_> {
    fn scalar<E: Error>(self) -> Result<(), E> {
        if self.steps.is_empty() { Err(E::custom(SCALAR)) } else { Ok(()) }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scenario")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.steps.split_first() else {
            return Err(A::Error::custom(COLLECTION));
        };
        let Step::Key(wanted) = step else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let fails = rest.is_empty() && self.aim == Aim::Key;
        while let Some(found) = map.next_key_seed(KeyWalk { wanted, fails })? {
            if found {
                map.next_value_seed(Walk { steps: rest, aim: self.aim })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.steps.split_first() else {
            return Err(A::Error::custom(COLLECTION));
        };
        let wanted = match step {
            Step::Index(index) => Some(*index),
            Step::Key(_) => None,
        };
        let mut place = 0;
        loop {
            let found = if Some(place) == wanted {
                // Items have no key: at the last step, point at the item itself.
                list.next_element_seed(Walk { steps: rest, aim: self.aim })?
            } else {
                list.next_element::<IgnoredAny>()?.map(|_| ())
            };
            if found.is_none() {
                return Ok(());
            }
            place += 1;
        }
    }
    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.scalar()
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.scalar()
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.scalar()
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.scalar()
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.scalar()
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        // Nothing cannot be underlined; its key can.
        if self.steps.is_empty() { Err(E::custom(COLLECTION)) } else { Ok(()) }
    }
    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        // A value with a tag. Nothing below it is ever looked for.
        self.scalar()
    }
}

/// Reads a key: whether it is the wanted one. Fails on it where the key itself is what is looked for.
#[derive(Clone, Copy)]
struct KeyWalk<'a> {
    wanted: &'a str,
    fails: bool,
}

impl<'de> DeserializeSeed<'de> for KeyWalk<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyWalk<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        let found = key == self.wanted;
        if found && self.fails { Err(E::custom(SCALAR)) } else { Ok(found) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
name: demo
agents:
  - name: desk
    capacity: {voice: 1, \"chat\": 3}
  - {name: \"back office\", count: 0} # none
über: ünten
";

    fn at(path: &NodePath, aim: Aim) -> (u32, u32, &'static str) {
        let spot = find(TEXT, path, aim).unwrap();
        let (start, length) = spot.bytes(TEXT);
        (spot.line, spot.column, &TEXT[start..start + length])
    }

    #[test]
    fn values_and_keys_are_found() {
        let agents = NodePath::root().key("agents");
        let capacity = agents.index(0).key("capacity");
        assert_eq!(at(&capacity.key("chat"), Aim::Value), (4, 34, "3"));
        assert_eq!(at(&capacity.key("chat"), Aim::Key), (4, 26, "\"chat\""));
        assert_eq!(at(&capacity, Aim::Value), (4, 5, "capacity"));
        assert_eq!(at(&agents.index(1).key("name"), Aim::Value), (5, 12, "\"back office\""));
        assert_eq!(at(&agents.index(1).key("count"), Aim::Value), (5, 34, "0"));
        assert_eq!(at(&NodePath::root().key("über"), Aim::Value), (6, 7, "ünten"));
        assert_eq!(at(&agents, Aim::Key), (2, 1, "agents"));
    }

    #[test]
    fn what_is_missing_is_shown_by_what_it_is_missing_from() {
        let count = NodePath::root().key("agents").index(0).key("count");
        assert_eq!(at(&count, Aim::Value), (3, 5, "name"));
        assert_eq!(at(&NodePath::root().key("duration"), Aim::Value), (1, 1, "n"));
        assert_eq!(at(&NodePath::root().key("name").key("first"), Aim::Key), (1, 7, "demo"));
    }
}
