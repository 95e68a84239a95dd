//! Rhai's errors in plain words, with their place.

use std::fmt::Write as _;

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, Map, NativeCallContext, Position};
use smol_str::SmolStr;

use super::fiber::with_current;
use super::limits::Limits;
use super::lost::lost;
use super::position::{called, function_name, known, line_and_column};
use super::request::ScriptError;
use super::thrown::Thrown;
use super::told::told;
use super::verbs::note;
use super::wording::{grouped, kind, lowercase_first};
use super::words::{self, PROPERTIES, VERBS, Verb, WORDS};
use rushhour_engine::nearest::nearest;

/// A failed call as people read it. `entry` is the function that the fiber began with.
pub(crate) fn explain(script: SmolStr, entry: &str, thrown: Thrown, limits: &Limits) -> ScriptError {
    let mut trace = Vec::new();
    let mut error = thrown;
    let mut place = Position::NONE;
    loop {
        match *error {
            EvalAltResult::ErrorInFunctionCall(name, _, inner, position) => {
                trace.push(called(&name, position));
                place = known(position, place);
                error = inner;
            }
            EvalAltResult::ErrorInModule(_, inner, position) => {
                place = known(position, place);
                error = inner;
            }
            innermost => {
                let mut message = None;
                place = known(innermost.position(), place);
                if let Some(lost) = lost(&innermost) {
                    // The function that the fiber began with was called from nowhere.
                    if !innermost.position().is_none() {
                        trace.push(called(&lost.function, innermost.position()));
                    }
                    trace.extend(lost.calls.into_iter().rev());
                    place = known(lost.place, place);
                    message = Some(lost.message);
                }
                trace.reverse();
                trace.push(function_name(entry).to_owned());
                let message = message.unwrap_or_else(|| describe(innermost, limits));
                return ScriptError { script, position: line_and_column(place), message, trace };
            }
        }
    }
}

/// What happened, without its place.
pub(crate) fn describe(error: EvalAltResult, limits: &Limits) -> String {
    match error {
        EvalAltResult::ErrorRuntime(value, _) => thrown(&value),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => unknown_function(&signature),
        EvalAltResult::ErrorVariableNotFound(name, _) => format!("there is no variable `{name}` here"),
        EvalAltResult::ErrorDotExpr(text, _) => unknown_property(&text),
        EvalAltResult::ErrorIndexingType(what, _) => no_index(&what),
        EvalAltResult::ErrorArrayBounds(length, index, _) => no_element("a list", length, index),
        EvalAltResult::ErrorStringBounds(length, index, _) => no_element("a text", length, index),
        EvalAltResult::ErrorStackOverflow(_) => {
            format!("functions call each other more than {} deep, which is the limit", limits.call_levels_max)
        }
        EvalAltResult::ErrorDataTooLarge(what, _) => too_large(&what, limits),
        EvalAltResult::ErrorTooManyVariables(_) => {
            format!("there are more than {} variables, which is the limit", grouped(limits.variables_max))
        }
        EvalAltResult::ErrorDataRace(name, _) if states_invariants() => format!(
            "{name} is in use while something is called on it: a closure that reads it is given a copy \
             (`let copy = …;`)"
        ),
        EvalAltResult::ErrorDataRace(name, _) => format!(
            "{name} is in use by a closure that waits: closures that wait take what they need as parameters, they \
             do not capture it"
        ),
        EvalAltResult::ErrorMismatchDataType(wanted, given, _)
        | EvalAltResult::ErrorMismatchOutputType(wanted, given, _) => {
            format!("{} was wanted here, and {} was given", kind(&wanted), kind(&given))
        }
        EvalAltResult::ErrorNonPureMethodCallOnConstant(name, _) => {
            format!("`{name}` would change a constant")
        }
        mut other => {
            other.set_position(Position::NONE);
            lowercase_first(&other.to_string())
        }
    }
}

/// A script that has caught an error prints it in our words: Rhai hands it a map, which says what went wrong in Rhai's.
pub(crate) fn register(engine: &mut Engine) {
    for name in ["print", "to_string", "debug", "to_debug"] {
        engine.register_fn(
            name,
            |context: NativeCallContext<'_>, map: &mut Map| -> Result<ImmutableString, Thrown> {
                caught(map).map_or_else(|| written(&context, map), |told| Ok(told.into()))
            },
        );
    }
}

/// The same where a script tells only the message of one that it has caught.
pub(crate) fn register_notes(engine: &mut Engine) {
    engine.register_fn("note", |text: ImmutableString| note(in_words(&text).as_deref().unwrap_or(&text)));
}

/// What an error of Rhai's own says that a script has caught, if this is one.
fn caught(map: &Map) -> Option<String> {
    let text = |key: &str| map.get(key)?.as_immutable_string_ref().ok().map(|text| text.to_string());
    let message = text("message").filter(|_| text("error").is_some_and(|kind| kind.starts_with("Error")))?;
    Some(in_words(&message).unwrap_or_else(|| lowercase_first(&message)))
}

/// A map as Rhai writes it.
fn written(context: &NativeCallContext<'_>, map: &mut Map) -> Result<ImmutableString, Thrown> {
    let mut text = String::from("#{");
    for (place, (key, value)) in map.iter_mut().enumerate() {
        let before = if place == 0 { "" } else { ", " };
        let value = context.call_native_fn_raw("to_debug", true, &mut [value])?;
        // A text takes all that is written to it.
        let _ = write!(text, "{before}{:?}: {value}", key.as_str());
    }
    text.push('}');
    Ok(text.into())
}

/// What a value that was thrown says.
fn thrown(value: &Dynamic) -> String {
    if value.is_unit() {
        return "it failed without saying why".into();
    }
    if let Some(map) = value.read_lock::<Map>() {
        let text =
            |key: &str| map.get(key).and_then(|value| value.as_immutable_string_ref().ok().map(|t| t.to_string()));
        if let (Some(action), Some(code), Some(message)) = (text("action"), text("code"), text("message")) {
            return format!("{action} was rejected with {code}: {message}");
        }
        if let Some(message) = text("message") {
            return caught(&map).or_else(|| in_words(&message)).unwrap_or(message);
        }
    }
    let text = told(value);
    in_words(&text).unwrap_or(text)
}

/// What a script has caught of Rhai's own errors, and throws or tells again, is a text of Rhai's: the same in words.
pub(crate) fn in_words(text: &str) -> Option<String> {
    let of = |beginning: &str| text.strip_prefix(beginning);
    if let Some(signature) = of("Function not found: ") {
        return Some(unknown_function(signature));
    }
    if let Some(name) = of("Variable not found: ") {
        return Some(format!("there is no variable `{name}` here"));
    }
    if let Some(what) = of("Indexer unavailable: ") {
        return Some(no_index(what));
    }
    if text.starts_with("Unknown property '") {
        return Some(unknown_property(text));
    }
    if let Some(told) = out_of_bounds(text) {
        return Some(told);
    }
    if let Some(name) = of("Non-pure method called on constant: ") {
        return Some(format!("`{name}` would change a constant"));
    }
    if let Some(what) = text.strip_suffix(" exceeds maximum limit") {
        return Some(too_large(what, &Limits::DEFAULT));
    }
    let mismatch = of("Data type incorrect: ").or(of("Output type incorrect: "))?;
    let (given, wanted) = mismatch.strip_suffix(')')?.split_once(" (expecting ")?;
    Some(format!("{} was wanted here, and {} was given", kind(wanted), kind(given)))
}

/// Whether the script that runs states invariants.
fn states_invariants() -> bool {
    with_current(|state| Ok(state.host.scene.is_some())).unwrap_or(false)
}

/// The words of the script that runs.
fn known_words() -> &'static [Verb] {
    if states_invariants() { WORDS } else { VERBS }
}

fn unknown_function(signature: &str) -> String {
    let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ")"));
    let arguments: Vec<String> = arguments
        .strip_suffix(')')
        .unwrap_or(arguments)
        .split(", ")
        .filter(|kind| !kind.is_empty())
        .map(kind)
        .collect();
    if !name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
        return format!("`{name}` does not work with {}", arguments.join(" and "));
    }
    let with =
        if arguments.is_empty() { "without arguments".into() } else { format!("with {}", arguments.join(", ")) };
    // The name that Rhai gives to a closure says nothing to anybody.
    if name.starts_with("anon$") {
        return format!("a closure was called {with}, and takes another number of them");
    }
    let known = known_words();
    if let Some(verb) = known.iter().find(|verb| verb.name == name) {
        return format!("`{name}` was called {with}: write `{}`", verb.usage);
    }
    let on_me =
        arguments.first().is_some_and(|argument| argument == "`me`" || words::property_names(argument).is_some());
    match nearest(name, known.iter().filter(|verb| verb.is_method() == on_me).map(|verb| verb.name)) {
        Some(meant) => format!("there is no function `{name}`: is `{meant}` meant?"),
        None => format!(
            "there is no function `{name}` that can be called {with} (a closure in a variable is called by \
             `{name}.call(…)`)"
        ),
    }
}

/// Rhai: `Unknown property 'x' - a getter is not registered for type 'Me'`.
fn unknown_property(text: &str) -> String {
    let mut quoted = text.split('\'').skip(1).step_by(2);
    let (Some(property), Some(of)) = (quoted.next(), quoted.next()) else {
        return lowercase_first(text);
    };
    let known = words::property_names(of).unwrap_or(PROPERTIES);
    let meant = nearest(property, known.iter().copied())
        .filter(|meant| *meant != property)
        .map_or_else(String::new, |meant| format!(": is `{meant}` meant?"));
    format!("{} has no property `{property}`{meant}", kind(of))
}

fn no_element(of: &str, length: usize, index: i64) -> String {
    format!("{of} of {} has nothing at {index}: the first is at 0", grouped(length))
}

/// Rhai: `Array index 9 out of bounds: only 3 elements in array`, or `… array is empty`.
fn out_of_bounds(text: &str) -> Option<String> {
    let (of, rest) = match text.strip_prefix("Array index ") {
        Some(rest) => ("a list", rest),
        None => ("a text", text.strip_prefix("String index ")?),
    };
    let (index, rest) = rest.split_once(" out of bounds: ")?;
    let length = rest.strip_prefix("only ").and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
    Some(no_element(of, length, index.parse().ok()?))
}

/// Rhai: `i64 [string]`, and of what is assigned ` = bool` behind it.
fn no_index(what: &str) -> String {
    let index = what.split_once(" [").and_then(|(of, index)| Some((of, index.split_once(']')?.0)));
    match index {
        Some((of, index)) => format!("{} has nothing that {} in brackets would name", kind(of), kind(index)),
        None => "this has nothing that could be named in brackets".into(),
    }
}

fn too_large(what: &str, limits: &Limits) -> String {
    match what {
        "Length of string" => {
            format!("a text is longer than {} bytes, which is the limit", grouped(limits.string_bytes_max))
        }
        "Size of array/BLOB" => format!(
            "a list has more than {} elements, those of lists in it included, which is the limit",
            grouped(limits.list_elements_max)
        ),
        "Size of object map" => format!(
            "a map has more than {} entries, those of maps in it included, which is the limit",
            grouped(limits.map_entries_max)
        ),
        other => format!("{} is over its limit", lowercase_first(other)),
    }
}
