//! Finding what somebody probably meant, for messages about names that do not exist.
//!
//! To compare two names takes time, so one message looks at [`NAMES_COMPARED_MAX`] of those that exist, and what may say a
//! message for each line of a file has a [`Search`], which bounds what all of them look at.

use std::cell::Cell;

use crate::limits::{NAMES_COMPARED_MAX, NAMES_COMPARED_OF_FILE_MAX};

/// A longer name is no slip of the finger. To compare two takes time and memory by the product of their lengths.
const LETTERS_MAX: usize = 100;

/// The known name nearest to `name`, if any is near enough to be a slip of the finger. Of several that differ in as many
/// letters, the one that is most alike as a whole; of those, the first.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |name: &str| name.chars().take(LETTERS_MAX + 1).count();
    if letters(name) > LETTERS_MAX {
        return None;
    }
    let wanted = name.to_lowercase();
    known
        .into_iter()
        .take(NAMES_COMPARED_MAX)
        .filter(|candidate| letters(candidate) <= LETTERS_MAX)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            let longer = wanted.chars().count().max(candidate.chars().count());
            // A third of the letters may differ; two of a short word.
            *distance <= (longer / 3).max(2) && *distance < longer
        })
        .min_by(|(one, a), (other, b)| {
            let alike = |candidate: &str| strsim::jaro_winkler(&wanted, &candidate.to_lowercase());
            one.cmp(other).then_with(|| alike(b).total_cmp(&alike(a)))
        })
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?`, to end a message with, or nothing where no known name is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The remedy for an unknown name: the nearest known one, or the list of all.
///
/// `noun` is what they are, in the plural: `queues`.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone, noun: &str) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => list(known, noun),
    }
}

/// The first of the names that exist, and how many more there are.
fn list<'a>(known: impl IntoIterator<Item = &'a str>, noun: &str) -> String {
    let mut known = known.into_iter();
    let names: Vec<String> = known.by_ref().take(17).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("there are no {noun} here"),
        1..=16 => format!("the {noun} are {}", names.join(", ")),
        _ => {
            // The others are counted as far as names are compared: a list may be as long as a file lets it be.
            let others = names.len() - 12 + known.by_ref().take(NAMES_COMPARED_MAX).count();
            let over = if known.next().is_some() { "over " } else { "" };
            format!("the {noun} are {} and {over}{others} more", names[..12].join(", "))
        }
    }
}

/// Looks for what was meant in many messages, until it has compared [`NAMES_COMPARED_OF_FILE_MAX`] names in sum. From then on
/// it proposes none: nobody reads as many messages.
#[derive(Clone, Debug)]
pub struct Search {
    left: Cell<usize>,
}

impl Default for Search {
    fn default() -> Self {
        Self { left: Cell::new(NAMES_COMPARED_OF_FILE_MAX) }
    }
}

impl Search {
    /// The known names that may still be looked at; they are counted as looked at.
    fn within<'a, I>(&self, known: I) -> std::iter::Take<I::IntoIter>
    where
        I: IntoIterator<Item = &'a str>,
        I::IntoIter: Clone,
    {
        let known = known.into_iter().take(self.left.get().min(NAMES_COMPARED_MAX));
        self.left.set(self.left.get().saturating_sub(known.clone().count()));
        known
    }
    /// As [`did_you_mean`] says.
    pub fn did_you_mean<'a, I>(&self, name: &str, known: I) -> String
    where
        I: IntoIterator<Item = &'a str>,
        I::IntoIter: Clone,
    {
        did_you_mean(name, self.within(known))
    }
    /// As [`suggestion`] says.
    pub fn suggestion<'a, I>(&self, name: &str, known: I, noun: &str) -> String
    where
        I: IntoIterator<Item = &'a str> + Clone,
        I::IntoIter: Clone,
    {
        match nearest(name, self.within(known.clone())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => list(known, noun),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equally_distant_names_the_more_alike_is_meant() {
        assert_eq!(nearest("fone", ["note", "phone"]), Some("phone"));
    }

    /// Compared with each other these would take terabytes.
    #[test]
    fn long_names_are_no_slips() {
        let long = "yes".repeat(1_000_000);
        assert_eq!(nearest(&long, [long.as_str(), "yes"]), None);
        assert_eq!(nearest("yse", [long.as_str(), "yes"]), Some("yes"));
    }

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["count", "queue", "queues", "script"];
        assert_eq!(nearest("cuont", known), Some("count"));
        assert_eq!(nearest("Queue", known), Some("queue"));
        assert_eq!(nearest("skript", known), Some("script"));
        assert_eq!(nearest("elephant", known), None);
        assert_eq!(nearest("x", ["a", "b"]), None);
    }

    #[test]
    fn a_message_ends_with_the_nearest_or_as_it_was() {
        let known = ["support", "sales", "billing"];
        assert_eq!(did_you_mean("bilin", known), "; did you mean `billing`?");
        assert_eq!(did_you_mean("xyz", known), "");
    }

    #[test]
    fn a_suggestion_falls_back_to_the_list() {
        assert_eq!(suggestion("zzz", ["sales", "support"], "queues"), "the queues are `sales`, `support`");
        assert_eq!(suggestion("suport", ["sales", "support"], "queues"), "did you mean `support`?");
        assert_eq!(suggestion("x", [], "queues"), "there are no queues here");
    }

    #[test]
    fn a_long_list_is_looked_at_as_far_as_the_limit_goes() {
        let mut names: Vec<String> = (0..NAMES_COMPARED_MAX).map(|number| format!("q{number}")).collect();
        names.push("support".to_owned());
        let known = || names.iter().map(String::as_str);
        assert_eq!(nearest("suport", known()), None);
        assert_eq!(nearest("suport", known().skip(1)), Some("support"));
        assert!(suggestion("suport", known(), "queues").ends_with("`q11` and 989 more"));
        names.extend((0..100).map(|number| format!("r{number}")));
        let known = || names.iter().map(String::as_str);
        assert!(suggestion("xxxxxxxx", known(), "queues").ends_with("`q11` and over 1005 more"));
    }

    #[test]
    fn a_search_ends_when_it_has_looked_at_enough_names() {
        let names: Vec<String> = (0..NAMES_COMPARED_MAX).map(|number| format!("queue-{number}")).collect();
        let (known, search) = (names.iter().map(String::as_str), Search::default());
        let told = (0..2 * NAMES_COMPARED_OF_FILE_MAX / NAMES_COMPARED_MAX)
            .filter(|_| !search.did_you_mean("quue-7", known.clone()).is_empty());
        assert_eq!(told.count(), NAMES_COMPARED_OF_FILE_MAX / NAMES_COMPARED_MAX);
        let help = search.suggestion("quue-7", known, "queues");
        assert!(help.starts_with("the queues are `queue-0`"), "{help}");
    }
}
