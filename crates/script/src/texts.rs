//! What scripts do with long texts, where Rhai's own would take far longer than its operations say.
//!
//! These do what Rhai's do, and cost operations by what they read; one that would make too long a text is refused before it
//! makes it.

use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, ImmutableString, NativeCallContext, Position};

use super::guard;
use super::limits::STRING_BYTES_MAX;
use super::thrown::Thrown;

/// Takes the place of functions of Rhai's standard library.
pub(crate) fn register(engine: &mut Engine) {
    register_replacing(engine);
    register_splitting(engine);
    engine.register_fn("parse_json", |context: NativeCallContext<'_>, json: &str| -> Result<Dynamic, Thrown> {
        guard::charge(json.len());
        context.engine().parse_json(json, true).map(Dynamic::from)
    });
}

fn register_replacing(engine: &mut Engine) {
    engine
        .register_fn("replace", |text: &mut ImmutableString, find: &str, by: &str| replace(text, find, by))
        .register_fn("replace", |text: &mut ImmutableString, find: &str, by: char| {
            replace(text, find, by.encode_utf8(&mut [0; 4]))
        })
        .register_fn("replace", |text: &mut ImmutableString, find: char, by: &str| {
            replace(text, find.encode_utf8(&mut [0; 4]), by)
        })
        .register_fn("replace", |text: &mut ImmutableString, find: char, by: char| {
            replace(text, find.encode_utf8(&mut [0; 4]), by.encode_utf8(&mut [0; 4]))
        });
}

fn replace(text: &mut ImmutableString, find: &str, by: &str) -> Result<(), Thrown> {
    if text.is_empty() {
        return Ok(());
    }
    let times = text.matches(find).count();
    guard::charge(times);
    let bytes = (text.len() - times * find.len()).saturating_add(times.saturating_mul(by.len()));
    if bytes > STRING_BYTES_MAX {
        return Err(EvalAltResult::ErrorDataTooLarge("Length of string".to_owned(), Position::NONE).into());
    }
    *text = text.replace(find, by).into();
    Ok(())
}

/// A part costs an operation; there may be more of them than a list takes.
fn parts<'a>(parts: impl Iterator<Item = &'a str>) -> Array {
    let parts: Array = parts.map(|part| Dynamic::from(ImmutableString::from(part))).collect();
    guard::charge(parts.len());
    parts
}

/// So many parts, and one at least.
fn count(segments: INT) -> usize {
    usize::try_from(segments).unwrap_or(0).max(1)
}

fn register_splitting(engine: &mut Engine) {
    engine
        .register_fn("split", |text: &str| {
            if text.is_empty() { whole(text) } else { parts(text.split_whitespace()) }
        })
        .register_fn("split", |text: &str, by: &str| if text.is_empty() { whole(text) } else { parts(text.split(by)) })
        .register_fn("split", |text: &str, by: char| parts(text.split(by)))
        .register_fn("split", |text: &str, by: &str, most: INT| {
            if text.is_empty() { whole(text) } else { parts(text.splitn(count(most), by)) }
        })
        .register_fn("split", |text: &str, by: char, most: INT| parts(text.splitn(count(most), by)))
        .register_fn("split_rev", |text: &str, by: &str| {
            if text.is_empty() { whole(text) } else { parts(text.rsplit(by)) }
        })
        .register_fn("split_rev", |text: &str, by: char| parts(text.rsplit(by)))
        .register_fn("split_rev", |text: &str, by: &str, most: INT| {
            if text.is_empty() { whole(text) } else { parts(text.rsplitn(count(most), by)) }
        })
        .register_fn("split_rev", |text: &str, by: char, most: INT| parts(text.rsplitn(count(most), by)));
}

fn whole(text: &str) -> Array {
    parts([text].into_iter())
}
