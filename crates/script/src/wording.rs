//! Pieces of messages: numbers, counts and first letters.

/// A number with its thousands apart: `10,000,000`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `no parameters`, `1 parameter`, `2 parameters`.
pub(crate) fn parameters_in_words(count: usize) -> String {
    match count {
        0 => "no parameters".into(),
        1 => "1 parameter".into(),
        more => format!("{more} parameters"),
    }
}

/// The text with a small letter at its beginning.
pub(crate) fn lowercase_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}
