//! Pieces of messages: numbers, counts and first letters.

pub(crate) use rushhour_engine::limits::grouped;

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

/// The type by Rhai's name, in words.
pub(crate) fn kind(name: &str) -> String {
    match name.trim() {
        "i64" => "a whole number".into(),
        "f64" => "a number".into(),
        "string" | "ImmutableString" | "&str | ImmutableString | String" => "text".into(),
        "()" => "nothing".into(),
        "bool" => "a boolean".into(),
        "char" => "a character".into(),
        "array" => "a list".into(),
        "map" => "a map".into(),
        "blob" => "bytes".into(),
        "range" | "range=" => "a range".into(),
        "Fn" => "a function".into(),
        "Me" => "`me`".into(),
        "Task" => "a task".into(),
        "Message" => "a message".into(),
        "TraceRow" => "the row of a trace".into(),
        "Event" => "an event".into(),
        "Payload" => "the payload of an event".into(),
        "Original" => "the original action".into(),
        "Listener" => "a listener".into(),
        // Of a type that Rhai has no name for, Rust's would say nothing to anybody.
        path if path.contains("::") => "a value of another kind".into(),
        other => other.to_owned(),
    }
}
