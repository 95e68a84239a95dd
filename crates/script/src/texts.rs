//! What scripts do with long texts, where Rhai's own would take far longer than its operations say.
//!
//! These do what Rhai's do, and cost operations by what they read; one that would make too long a text is refused before it
//! makes it.

use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, ImmutableString, Map, NativeCallContext, Position};

use super::guard;
use super::limits::STRING_BYTES_MAX;
use super::thrown::Thrown;

/// Takes the place of functions of Rhai's standard library.
pub(crate) fn register(engine: &mut Engine) {
    register_replacing(engine);
    register_splitting(engine);
    register_finding(engine);
    engine
        .register_fn("parse_json", |context: NativeCallContext<'_>, json: &str| -> Result<Dynamic, Thrown> {
            guard::charge(json.len().saturating_mul(JSON_READ));
            context.engine().parse_json(json, true).map(Dynamic::from)
        })
        .register_fn("to_json", |map: &mut Map| {
            let json = rhai::format_map_as_json(map);
            guard::charge(json.len() / JSON_WRITTEN);
            json
        });
}

/// To read a byte of JSON takes as long as so many operations.
const JSON_READ: usize = 8;
/// So many bytes of JSON are written in the time of an operation.
const JSON_WRITTEN: usize = 4;
/// So many bytes of a text are looked through in the time of an operation.
const LOOKED_THROUGH: usize = 64;

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

fn register_finding(engine: &mut Engine) {
    engine
        .register_fn("index_of", |text: &str, find: &str| index_of(text, 0, |rest| rest.find(find)))
        .register_fn("index_of", |text: &str, find: char| index_of(text, 0, |rest| rest.find(find)))
        .register_fn("index_of", |text: &str, find: &str, start: INT| {
            index_of(text, start, |rest| rest.find(find))
        })
        .register_fn("index_of", |text: &str, find: char, start: INT| {
            index_of(text, start, |rest| rest.find(find))
        });
}

/// Where something is found, in characters; where `start` is negative, it is counted from the end. -1 where it is not there.
fn index_of(text: &str, start: INT, find: impl Fn(&str) -> Option<usize>) -> INT {
    guard::charge(text.len() / LOOKED_THROUGH);
    if text.is_empty() {
        return -1;
    }
    let skipped = match usize::try_from(start.unsigned_abs()) {
        Err(_) => return -1,
        Ok(0) => 0,
        Ok(back) if start < 0 => text.chars().count().saturating_sub(back),
        Ok(on) => on,
    };
    let Some(from) = text.char_indices().map(|(place, _)| place).nth(skipped) else { return -1 };
    let found = find(&text[from..]).map(|place| skipped + text[from..from + place].chars().count());
    found.and_then(|index| INT::try_from(index).ok()).unwrap_or(-1)
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
        .register_fn(
            "split",
            |text: &str| {
                if text.is_empty() { whole(text) } else { parts(text.split_whitespace()) }
            },
        )
        .register_fn(
            "split",
            |text: &str, by: &str| if text.is_empty() { whole(text) } else { parts(text.split(by)) },
        )
        .register_fn("split", |text: &str, by: char| parts(text.split(by)))
        .register_fn(
            "split",
            |text: &str, by: &str, most: INT| {
                if text.is_empty() { whole(text) } else { parts(text.splitn(count(most), by)) }
            },
        )
        .register_fn("split", |text: &str, by: char, most: INT| parts(text.splitn(count(most), by)))
        .register_fn(
            "split_rev",
            |text: &str, by: &str| {
                if text.is_empty() { whole(text) } else { parts(text.rsplit(by)) }
            },
        )
        .register_fn("split_rev", |text: &str, by: char| parts(text.rsplit(by)))
        .register_fn(
            "split_rev",
            |text: &str, by: &str, most: INT| {
                if text.is_empty() { whole(text) } else { parts(text.rsplitn(count(most), by)) }
            },
        )
        .register_fn("split_rev", |text: &str, by: char, most: INT| parts(text.rsplitn(count(most), by)));
}

fn whole(text: &str) -> Array {
    parts([text].into_iter())
}

#[cfg(test)]
mod tests {
    use rhai::packages::{Package, StandardPackage};

    use super::*;

    /// What an expression comes to, as Rhai writes it, with Rhai's own functions or with these.
    fn told(ours: bool, expression: &str) -> String {
        let mut engine = Engine::new_raw();
        StandardPackage::new().register_into_engine(&mut engine);
        if ours {
            register(&mut engine);
        }
        match engine.eval::<Dynamic>(expression) {
            Ok(value) => format!("{value:?}"),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn each_does_what_rhai_does() {
        let mut differ = Vec::new();
        for text in ["", "a", "a b  c", " a,b,,c, ", "äöü,ß,äö", "aaaa", "\\n\\t x"] {
            for by in ["\"\"", "\",\"", "\"aa\"", "\"ö\"", "\"zz\"", "','", "'a'", "'ß'"] {
                let calls = [
                    format!("t.split({by})"),
                    format!("t.split_rev({by})"),
                    format!("t.index_of({by})"),
                    format!("t.replace({by}, \"xyz\"); t"),
                    format!("t.replace({by}, '-'); t"),
                ];
                let counts = ["-9", "-2", "-1", "0", "1", "2", "3", "99", "9223372036854775807"];
                let counted = counts.iter().flat_map(|count| {
                    ["split", "split_rev", "index_of"].map(|name| format!("t.{name}({by}, {count})"))
                });
                for call in calls.into_iter().chain(counted) {
                    let script = format!("let t = \"{text}\"; {call}");
                    let (rhai, ours) = (told(false, &script), told(true, &script));
                    if rhai != ours {
                        differ.push(format!("{script}: {rhai}, and here {ours}"));
                    }
                }
            }
        }
        for script in [
            "\"a  b\".split()",
            "\"\".split()",
            "parse_json(`{\"a\": [1, 2.5, null, \"x\"]}`)",
            "parse_json(\"[1\")",
            "#{a: [1, 2.5, (), \"x\"], b: #{c: true}}.to_json()",
        ] {
            let (rhai, ours) = (told(false, script), told(true, script));
            if rhai != ours {
                differ.push(format!("{script}: {rhai}, and here {ours}"));
            }
        }
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    }
}
