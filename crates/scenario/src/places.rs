//! Where the nodes of a YAML text stand.
//!
//! The reader of the values keeps no positions, so the text is gone through once more, by events that have them. What
//! comes of it is a tree of the same shape: a problem is looked up there by its path.

use crate::limits::{YAML_DEPTH_MAX, YAML_NODES_MAX};
use rushhour_engine::units::NUMBER_TEXT_MAX;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::path::{Aim, NodePath, PathStep};
use super::spot::Spot;

/// The places of all nodes of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    root: Option<Rc<Node>>,
    /// Whether the text was gone through to its end: one that is no YAML is not.
    complete: bool,
    /// Where the text has more than anybody reads; nothing behind it was gone through.
    excess: Option<Excess>,
}

/// More than a text may have, and the place where it begins to be too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excess {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: &'static str,
    /// Line and column.
    pub(crate) place: (usize, usize),
}

/// A line and a column, from 1, in characters.
type Place = (usize, usize);

#[derive(Debug)]
struct Node {
    place: Place,
    inside: Inside,
    /// How deep what is inside nests, and how many values there are, itself among them: of what an alias stands for,
    /// each time.
    depth: usize,
    values: usize,
}

#[derive(Debug)]
enum Inside {
    /// A number, a text and the like, or anything with a tag; whether it is written without quotes.
    Scalar {
        text: String,
        is_plain: bool,
    },
    /// Nothing cannot be underlined; its key can.
    Nothing,
    List(Vec<Rc<Node>>),
    Mapping(Vec<(Rc<Node>, Rc<Node>)>),
}

/// What a text says that its reader takes for a mistake, though it is YAML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    /// A key that stands in one mapping for the second time.
    SecondKey(String),
    /// A whole number of more digits than any type holds.
    LongNumber(String),
}

impl Places {
    /// Goes through a text. Of one that is no YAML, or is none to a reader as strict as this, the places up to there are
    /// known.
    pub(crate) fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut builder = Builder {
            lines: &lines,
            starts: starts_of_lines(text),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            root: None,
            values: 0,
            excess: None,
        };
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else {
                // It may have given up because of the depth, which the reader of values takes long to find out.
                if let Some(place) = deep_bracket(text) {
                    builder.nest(YAML_DEPTH_MAX + 1, place);
                }
                return builder.broken_off();
            };
            builder.take(event, span);
            if builder.excess.is_some() {
                return builder.broken_off();
            }
        }
        Self { root: builder.root, complete: true, excess: None }
    }

    /// Where the text has too much of something, which its reader of values would take long to find out, or never would.
    pub(crate) fn excess(&self) -> Option<&Excess> {
        self.excess.as_ref()
    }

    /// The node at `path`, or what is nearest above it.
    pub(crate) fn find(&self, text: &str, path: &NodePath, aim: Aim) -> Option<Spot> {
        path.ancestors().enumerate().find_map(|(missing, path)| {
            // What is missing is best shown by the key that it is missing under.
            let aim = if missing == 0 { aim } else { Aim::Value };
            let value = self.node(path.steps())?;
            let is_shown = aim == Aim::Value && matches!(value.inside, Inside::Scalar { .. });
            let (line, column) =
                if is_shown { value.place } else { self.key(path.steps()).unwrap_or(value.place) };
            let mut spot = Spot::token(text, line, column);
            if path.steps().is_empty() && !matches!(value.inside, Inside::Scalar { .. }) {
                spot.length = 1;
            }
            Some(spot)
        })
    }

    fn node(&self, steps: &[PathStep]) -> Option<&Node> {
        let root = self.root.as_deref()?;
        steps.iter().try_fold(root, |node, step| Some(node.entry(step)?.1))
    }

    /// The place of the key of a node; of an item of a list, which has none, its own.
    fn key(&self, steps: &[PathStep]) -> Option<Place> {
        let (last, above) = steps.split_last()?;
        let (key, value) = self.node(above)?.entry(last)?;
        Some(key.unwrap_or(value).place)
    }

    /// The first slip in a text, and its place. `is_text` says of a scalar without quotes whether it is text.
    pub(crate) fn slip(&self, is_text: impl Fn(&str) -> bool) -> Option<(Slip, Place)> {
        let root = self.root.as_deref().filter(|_| self.complete)?;
        let mut slips = Vec::new();
        root.slips(&is_text, &mut slips);
        slips.into_iter().min_by_key(|(_, place)| *place)
    }
}

impl Node {
    /// One that has nothing in it.
    fn single(place: Place, inside: Inside) -> Self {
        Self { place, inside, depth: 0, values: 1 }
    }
    /// Key and value of the first entry that a step leads to; items of lists have no key.
    fn entry(&self, step: &PathStep) -> Option<(Option<&Self>, &Self)> {
        match (&self.inside, step) {
            (Inside::Mapping(entries), PathStep::Key(wanted)) => {
                let found = entries.iter().find(|(key, _)| key.text() == Some(wanted))?;
                Some((Some(&*found.0), &*found.1))
            }
            (Inside::List(items), PathStep::Index(index)) => Some((None, items.get(*index)?)),
            (Inside::Scalar { .. } | Inside::Nothing | Inside::List(_) | Inside::Mapping(_), _) => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match &self.inside {
            Inside::Scalar { text, .. } => Some(text),
            Inside::Nothing | Inside::List(_) | Inside::Mapping(_) => None,
        }
    }

    fn slips(&self, is_text: &impl Fn(&str) -> bool, slips: &mut Vec<(Slip, Place)>) {
        match &self.inside {
            Inside::Scalar { text, is_plain } => {
                if *is_plain && is_long(text) {
                    slips.push((Slip::LongNumber(text.clone()), self.place));
                }
            }
            Inside::Nothing => {}
            Inside::List(items) => items.iter().for_each(|item| item.slips(is_text, slips)),
            Inside::Mapping(entries) => {
                let mut keys = BTreeSet::new();
                for (key, value) in entries {
                    if let Inside::Scalar { text, is_plain } = &key.inside
                        && !keys.insert((text, !is_plain || is_text(text)))
                    {
                        // A mapping in one line is shown as a whole, with both of its entries.
                        let place = if key.place.0 == self.place.0 { self.place } else { key.place };
                        slips.push((Slip::SecondKey(text.clone()), place));
                    }
                    value.slips(is_text, slips);
                }
            }
        }
    }
}

/// Whether a scalar without quotes is a whole number that has no place in 64 bits. One of more than 128 bits is read as a
/// number with a fraction.
fn is_long(text: &str) -> bool {
    let is_wide = text.parse::<u128>().is_ok() || text.parse::<i128>().is_ok();
    is_wide && text.parse::<u64>().is_err() && text.parse::<i64>().is_err()
}

/// The bracket that is one more within another than there may be, in a text that is no YAML as it is; those in quotes count.
fn deep_bracket(text: &str) -> Option<Place> {
    let mut depth = 0_usize;
    for (place, line) in text.lines().enumerate() {
        for (column, c) in line.chars().enumerate() {
            match c {
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > YAML_DEPTH_MAX {
                return Some((place + 1, column + 1));
            }
        }
    }
    None
}

/// At which character each line of a text begins; nothing where all of its lines end as editors end them. The parser ends
/// one at a carriage return that stands alone, too.
fn starts_of_lines(text: &str) -> Option<Vec<usize>> {
    let bytes = text.as_bytes();
    let alone = |(at, byte): (usize, &u8)| *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !bytes.iter().enumerate().any(alone) {
        return None;
    }
    let ends = text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(place, _)| place + 1);
    Some(std::iter::once(0).chain(ends).collect())
}

/// Makes nodes of events. Those that are not complete are on a stack, so that no text is too deep for it.
struct Builder<'a> {
    lines: &'a [&'a str],
    /// At which character each line begins, where the parser counts more lines than editors do.
    starts: Option<Vec<usize>>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    /// How many values there are so far.
    values: usize,
    excess: Option<Excess>,
}

/// A list or a mapping that has not come to its end.
struct Open {
    place: Place,
    anchor: usize,
    has_tag: bool,
    is_list: bool,
    /// Items, or keys and values in turn.
    inside: Vec<Rc<Node>>,
}

impl Builder<'_> {
    /// What is known where the text can't be gone through to its end.
    fn broken_off(mut self) -> Places {
        while !self.open.is_empty() {
            self.close();
        }
        Places { root: self.root, complete: false, excess: self.excess }
    }

    /// Where a node begins, as editors count.
    fn place(&self, span: Span) -> Place {
        let at = span.start.index();
        let Some(starts) = &self.starts else { return (span.start.line(), span.start.col() + 1) };
        let line = starts.partition_point(|start| *start <= at);
        let start = starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        (line, at - start + 1)
    }

    fn take(&mut self, event: Event<'_>, span: Span) {
        let place = self.place(span);
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
            Event::Alias(anchor) => {
                // One that stands inside of what it refers to leads nowhere.
                let aliased = self.anchors.get(&anchor).map(Rc::clone);
                let node = aliased.unwrap_or_else(|| Rc::new(Node::single(place, Inside::Nothing)));
                self.count(node.values, place);
                self.put(node, 0);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let place = if is_block { self.block_begin(place).unwrap_or(place) } else { place };
                let is_plain = style == ScalarStyle::Plain && !is_own(tag.as_deref());
                if is_plain {
                    self.bound_number(&text, place);
                }
                let is_nothing = is_plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let scalar = Inside::Scalar { text: text.into_owned(), is_plain };
                let inside = if is_nothing { Inside::Nothing } else { scalar };
                self.count(1, place);
                self.put(Rc::new(Node::single(place, inside)), anchor);
            }
            Event::SequenceStart(anchor, tag) => self.begin(true, place, anchor, tag.as_deref()),
            Event::MappingStart(anchor, tag) => self.begin(false, place, anchor, tag.as_deref()),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
        }
    }

    fn begin(&mut self, is_list: bool, place: Place, anchor: usize, tag: Option<&Tag>) {
        self.open.push(Open { place, anchor, has_tag: is_own(tag), is_list, inside: Vec::new() });
        self.count(1, place);
        self.nest(self.open.len(), place);
    }

    /// So many values more.
    fn count(&mut self, values: usize, place: Place) {
        self.values = self.values.saturating_add(values);
        if self.values > YAML_NODES_MAX {
            self.excess.get_or_insert_with(|| Excess {
                message: format!("up to here there are more than {YAML_NODES_MAX} values"),
                help: "put what is long into tables; what an alias stands for counts each time that it is named",
                place,
            });
        }
    }

    /// A number is written in so many characters.
    fn bound_number(&mut self, text: &str, place: Place) {
        let is_number = |text: &str| {
            text.bytes().all(|it| it.is_ascii_hexdigit() || b"+-._ox".contains(&it))
                && text.contains(|c: char| c.is_ascii_digit())
        };
        if text.len() > NUMBER_TEXT_MAX && is_number(text) {
            self.excess.get_or_insert_with(|| Excess {
                message: format!("a number of {} characters", text.len()),
                help: "write a shorter number, or put it in quotes where it is text",
                place,
            });
        }
    }

    /// There are so many levels at a place.
    fn nest(&mut self, depth: usize, place: Place) {
        if depth > YAML_DEPTH_MAX {
            self.excess.get_or_insert_with(|| Excess {
                message: format!("lists and mappings nest more than {YAML_DEPTH_MAX} levels deep here"),
                help: "no key of rushhour needs as many levels: is a bracket missing?",
                place,
            });
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let depth = 1 + open.inside.iter().map(|node| node.depth).max().unwrap_or(0);
        let values = open.inside.iter().fold(1_usize, |sum, node| sum.saturating_add(node.values));
        // Aliases make it deeper than what is written.
        self.nest(depth, open.place);
        let inside = if open.has_tag {
            // A value with a tag is reported as a whole, and nothing in it is ever looked for.
            Inside::Scalar { text: String::new(), is_plain: false }
        } else if open.is_list {
            Inside::List(open.inside)
        } else {
            let mut nodes = open.inside.into_iter();
            Inside::Mapping(std::iter::from_fn(|| nodes.next().zip(nodes.next())).collect())
        };
        self.put(Rc::new(Node { place: open.place, inside, depth, values }), open.anchor);
    }

    /// Where the `|` or `>` stands of the block whose text begins at a place.
    fn block_begin(&self, (line, _): Place) -> Option<Place> {
        let above = self.lines.get(..line.saturating_sub(1))?;
        let place = above.iter().rposition(|line| !line.trim().is_empty())?;
        let characters: Vec<char> = above[place].chars().collect();
        let begins = |at: &usize| {
            let follows_space = at.checked_sub(1).is_none_or(|before| characters[before] == ' ');
            let rest: String = characters[at + 1..].iter().collect();
            let rest = rest.trim_start_matches(|c: char| c == '+' || c == '-' || c.is_ascii_digit()).trim_start();
            matches!(characters[*at], '|' | '>') && follows_space && (rest.is_empty() || rest.starts_with('#'))
        };
        let column = (0..characters.len()).find(begins)?;
        Some((place + 1, column + 1))
    }

    /// Puts a node into what is open; the first that is in nothing is the root.
    fn put(&mut self, node: Rc<Node>, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            Some(open) => open.inside.push(node),
            None => {
                self.root.get_or_insert(node);
            }
        }
    }
}

/// Whether a tag is one that YAML gives no meaning to.
fn is_own(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| !tag.is_yaml_core_schema())
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
        let spot = Places::of(TEXT).find(TEXT, path, aim).unwrap();
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

    #[test]
    fn what_an_alias_stands_for_is_found_at_its_anchor() {
        let text = "a: &one {x: 1}\nb: *one\nc: ~\nd: {<<: *one, y: 2}\n";
        let at =
            |path: &NodePath| Places::of(text).find(text, path, Aim::Value).map(|spot| (spot.line, spot.column));
        let root = NodePath::root();
        assert_eq!(at(&root.key("b").key("x")), Some((1, 13)));
        assert_eq!(at(&root.key("c")), Some((3, 1)));
        assert_eq!(at(&root.key("d").key("y")), Some((4, 18)));
        // What is merged stands in another mapping: it is shown by the key that it is merged under.
        assert_eq!(at(&root.key("d").key("x")), Some((4, 1)));
    }

    #[test]
    fn brackets_too_deep_for_the_parser_of_places_are_too_deep() {
        for text in ["{\"a\":".repeat(2_000), "x: {\"a\":[".repeat(2_000), "[{".repeat(2_000)] {
            assert!(Places::of(&text).excess().is_some(), "{}", &text[..20]);
        }
        // Few brackets that are not closed are a mistake of another kind.
        assert!(Places::of(&"{\"a\":".repeat(20)).excess().is_none());
    }

    #[test]
    fn a_carriage_return_alone_ends_no_line_that_people_see() {
        let text = "a: 1\rb: 2\r\nc: 3\n";
        let at =
            |path: &NodePath| Places::of(text).find(text, path, Aim::Value).map(|spot| (spot.line, spot.column));
        let root = NodePath::root();
        assert_eq!((at(&root.key("b")), at(&root.key("c"))), (Some((1, 9)), Some((2, 4))));
    }

    #[test]
    fn a_block_of_text_is_shown_by_its_mark() {
        let text = "a: |2- # so\n  text\nb:\n  - >\n\n    folded | \n  - |\n";
        let at =
            |path: &NodePath| Places::of(text).find(text, path, Aim::Value).map(|spot| (spot.line, spot.column));
        let root = NodePath::root();
        assert_eq!(at(&root.key("a")), Some((1, 4)));
        assert_eq!(at(&root.key("b").index(0)), Some((4, 5)));
    }

    #[test]
    fn up_to_what_cannot_be_read_places_are_known() {
        let text = "a: 1\nb:\n  - c: 2\n    d: }\n";
        let path = NodePath::root().key("b").index(0).key("c");
        let spot = Places::of(text).find(text, &path, Aim::Value);
        assert_eq!(spot.map(|spot| (spot.line, spot.column)), Some((3, 8)));
    }

    #[test]
    fn a_text_that_is_too_deep_or_no_yaml_has_no_places_and_does_no_harm() {
        let deep = "[".repeat(100_000);
        let places = Places::of(&deep);
        assert_eq!(places.excess().map(|excess| excess.place), Some((1, 129)));
        let broken = "a: [1, 2\nb: }";
        assert_eq!(Places::of(broken).slip(|_| true), None);
    }

    #[test]
    fn aliases_count_each_time_and_nest_as_deep_as_what_they_stand_for() {
        let of = |text: &str| Places::of(text).excess().map(|excess| (excess.message.clone(), excess.place));
        // Ten times ten times …
        let mut bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
        for level in 1..12 {
            let inner = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        let (message, place) = of(&bomb).unwrap();
        assert!(message.contains("1000000 values") && place.0 == 6, "{message} {place:?}");
        let mut chain = "b0: &b0 [1]\n".to_owned();
        for level in 1..200 {
            chain.push_str(&format!("b{level}: &b{level} [*b{}]\n", level - 1));
        }
        let (message, place) = of(&chain).unwrap();
        assert!(message.contains("128 levels") && place.0 == 129, "{message} {place:?}");
        assert_eq!(of("a: &a [1]\nb: [*a, *a]\n"), None);
    }

    #[test]
    fn the_first_slip_of_a_text_is_told() {
        let slip = |text: &str| Places::of(text).slip(|text| text.parse::<f64>().is_err());
        assert_eq!(
            slip("a: 1\n\"a\": 2\nb: 99999999999999999999\n"),
            Some((Slip::SecondKey("a".to_owned()), (2, 1)))
        );
        let long = Slip::LongNumber("-99999999999999999999".to_owned());
        assert_eq!(slip("a: {b: -99999999999999999999}\na: 2\n"), Some((long, (1, 8))));
        assert_eq!(slip("1: a\n\"1\": b\nc: \"99999999999999999999\"\n"), None);
    }
}
