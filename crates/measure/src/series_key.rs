//! The key of a series, as documents name it: `wait`, `wait{queue:support}`.
//!
//! Text only in stored documents and on the screen. Everything between keeps the metric, the tag and its value apart,
//! and this is the one place that puts them together and takes them apart again. Other than a [`super::Series`] a key
//! needs no plan to be read, and may name what no plan knows.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use rushhour_scenario::metrics::{Metric, TagName};
use rushhour_scenario::plan::MetricRef;

/// A metric by its name, whole or of one part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// `wait`; also the names of columns over time and of what scripts record.
    pub metric: SmolStr,
    /// Of which part: `(TagName::Queue, "support")`.
    pub tag: Option<(TagName, SmolStr)>,
    /// Further tags, where it is of what several parts have in common.
    pub more: Vec<(TagName, SmolStr)>,
}

impl SeriesKey {
    /// A metric of everything.
    pub fn whole(metric: impl Into<SmolStr>) -> Self {
        Self { metric: metric.into(), tag: None, more: Vec::new() }
    }
    /// A metric of one part.
    pub fn part(metric: impl Into<SmolStr>, tag: TagName, value: impl Into<SmolStr>) -> Self {
        Self { metric: metric.into(), tag: Some((tag, value.into())), more: Vec::new() }
    }
    /// The key that is written so. Text with a tag that this program does not know is the name of a whole metric, so that
    /// a document of a later version is written again as it was.
    pub fn read(text: &str) -> Self {
        let tagged = text.split_once('{').and_then(|(metric, rest)| {
            let mut tags = tags(rest.strip_suffix('}')?)?.into_iter();
            Some(Self { metric: metric.into(), tag: tags.next(), more: tags.collect() })
        });
        tagged.unwrap_or_else(|| Self::whole(text))
    }
    /// All tags with their values.
    pub fn tags(&self) -> impl Iterator<Item = &(TagName, SmolStr)> {
        self.tag.iter().chain(&self.more)
    }
    /// As people may write it, blanks around its values left out and its tags in the order of all tags.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        let mut tags: Vec<_> = self.tag.take().into_iter().chain(std::mem::take(&mut self.more)).collect();
        tags.iter_mut().for_each(|(_, value)| *value = value.trim().into());
        tags.sort_by_key(|(tag, _)| *tag);
        let mut tags = tags.into_iter();
        (self.tag, self.more) = (tags.next(), tags.collect());
        self
    }
    /// Whether it is of everything.
    pub const fn is_whole(&self) -> bool {
        self.tag.is_none()
    }
    /// Of which part by this tag, where it is of such a part of this metric.
    pub fn value_of(&self, metric: &str, tag: TagName) -> Option<&str> {
        let (by, value) = self.tag.as_ref()?;
        (self.metric == metric && *by == tag && self.more.is_empty()).then_some(value)
    }
    /// The metric, where it is one that every run has.
    pub fn built_in(&self) -> Option<Metric> {
        Metric::built_in(&self.metric)
    }
}

/// The tags between the braces: cut at each comma that the name of a tag and a colon follow. `None` where the first is no
/// tag.
fn tags(inside: &str) -> Option<Vec<(TagName, SmolStr)>> {
    let mut tags: Vec<(TagName, SmolStr)> = Vec::new();
    for piece in inside.split(',') {
        let tag =
            piece.split_once(':').and_then(|(tag, value)| Some((TagName::from_text(tag.trim_start())?, value)));
        match (tag, tags.last_mut()) {
            (Some((tag, value)), _) => tags.push((tag, value.into())),
            // A comma within a name.
            (None, Some((_, value))) => *value = smol_str::format_smolstr!("{value},{piece}"),
            (None, None) => return None,
        }
    }
    Some(tags)
}

impl From<&MetricRef> for SeriesKey {
    fn from(named: &MetricRef) -> Self {
        let mut tags = named.tags().filter_map(|(tag, value)| Some((TagName::from_text(tag)?, value.clone())));
        Self { metric: named.name.clone(), tag: tags.next(), more: tags.collect() }
    }
}

impl fmt::Display for SeriesKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tag {
            None => to.write_str(&self.metric),
            Some((tag, value)) => {
                write!(to, "{}{{{}:{value}", self.metric, tag.as_str())?;
                self.more.iter().try_for_each(|(tag, value)| write!(to, ",{}:{value}", tag.as_str()))?;
                to.write_str("}")
            }
        }
    }
}

impl Serialize for SeriesKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SeriesKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(from).map(|text| Self::read(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        for (text, key) in [
            ("wait", SeriesKey::whole("wait")),
            ("wait{queue:support}", SeriesKey::part("wait", TagName::Queue, "support")),
            ("wait{interval:09:30}", SeriesKey::part("wait", TagName::Interval, "09:30")),
            ("wait{queue:a{b}:c}", SeriesKey::part("wait", TagName::Queue, "a{b}:c")),
            ("wait{queue:a,b}", SeriesKey::part("wait", TagName::Queue, "a,b")),
            (
                "wait{queue:a,b,population:c:d}",
                SeriesKey {
                    more: vec![(TagName::Population, "c:d".into())],
                    ..SeriesKey::part("wait", TagName::Queue, "a,b")
                },
            ),
            ("wait{mood:good}", SeriesKey::whole("wait{mood:good}")),
            ("wait{queue", SeriesKey::whole("wait{queue")),
        ] {
            assert_eq!(SeriesKey::read(text), key);
            assert_eq!(key.to_string(), text);
        }
    }

    #[test]
    fn a_part_is_asked_for_by_metric_and_tag() {
        let key = SeriesKey::part("wait", TagName::Queue, "support");
        assert_eq!(key.value_of("wait", TagName::Queue), Some("support"));
        assert_eq!(key.value_of("wait", TagName::Channel), None);
        assert_eq!(key.value_of("handle", TagName::Queue), None);
        assert_eq!(SeriesKey::whole("wait").value_of("wait", TagName::Queue), None);
    }
}
