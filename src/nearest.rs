//! Suggestions for names that are nearly right.

/// How alike a name must be to be suggested, from 0 to 1.
const ALIKE_ENOUGH: f64 = 0.7;

/// The known name that is most like `wrong`, if any is alike enough. Of several, the first.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let alike = strsim::jaro_winkler(&lower, &name.to_lowercase());
        if alike >= ALIKE_ENOUGH && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, name));
        }
    }
    best.map(|(_, name)| name)
}

/// `; did you mean …?`, or nothing where no known name is alike enough.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_alike_is_suggested() {
        let known = ["support", "sales", "billing"];
        assert_eq!(nearest("suport", known), Some("support"));
        assert_eq!(nearest("Sale", known), Some("sales"));
        assert_eq!(nearest("xyz", known), None);
        assert_eq!(did_you_mean("bilin", known), "; did you mean `billing`?");
    }
}
