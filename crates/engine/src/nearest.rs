//! Finding what somebody probably meant, for messages about names that do not exist.

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
    if let Some(near) = nearest(name, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let names: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("there are no {noun} here"),
        1..=16 => format!("the {noun} are {}", names.join(", ")),
        count => format!("the {noun} are {} and {} more", names[..12].join(", "), count - 12),
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
}
