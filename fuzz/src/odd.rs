//! What people seldom write and programs seldom expect: numbers at the ends, signs that are none, things in things.

use super::tape::Tape;

/// Numbers, durations, rates and moments at their ends, and what looks like them.
const SCALARS: &[&str] = &[
    "0", "-0", "-1", "1", "2", "3", "0.5", "1e-9", "1e300", "-1e300", "1e999", "NaN", "nan", ".nan", ".inf", "-.inf", "Infinity",
    "255", "256", "65535", "65536", "4294967295", "4294967296", "9223372036854775807", "-9223372036854775808",
    "18446744073709551615", "18446744073709551616", "340282366920938463463374607431768211456", "0.1e-400", "1_000", "1,5", "0x10",
    "0o7", "1e", "--1", "+1", "1.", ".5", "\"\"", "''", "~", "null", "true", "false", "yes", "no", "[]", "{}", "[[]]", "\" \"",
    "0s", "1ns", "-1s", "1e9s", "1e300s", "584y", "585y", "1000000d", "9223372036854775807ns", "0.0000000001s", "24h", "1h1h", "1 h", "h",
    "0/h", "1/h", "1e300/h", "1/0s", "-1/h", "1/1ns", "/h", "00:00", "24:00", "24:01", "09:60", "9:5", "mon", "mon 09:00", "sun 24:00",
    "2026-03-02", "2026-02-30", "9999-12-31", "-9999-01-01", "0000-01-01 00:00", "0%", "100%", "101%", "-1%", "50 %", "NaN%",
    "p(95)<10s", "avg>0", "rate==1", "count<", "p(101)<1", "p(-1)>0", "p()<1", "max<1e999",
];

/// Characters that are not what they seem.
const CHARACTERS: &[char] = &[
    '\0', '\u{1}', '\u{7}', '\u{8}', '\t', '\n', '\r', '\u{b}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{a0}', '\u{ad}', 'ß', 'İ', 'ı', 'ſ',
    '\u{300}', '\u{301}', '\u{200b}', '\u{200d}', '\u{202e}', '\u{2028}', '\u{2029}', '\u{2066}', '\u{feff}', '\u{fffd}', '\u{ffff}',
    '\u{fdd0}', '\u{1f600}', '\u{1f1e9}', '\u{10ffff}', '\u{e000}', '，', '：', '“', '”', '’', '−', '٣', '５', '½',
];

/// Signs that mean something in what is read.
const SIGNS: &[&str] = &[
    ":", ": ", "-", "- ", "#", "&a", "*a", "<<: ", "!!", "!!int ", "|", "|-", ">", "? ", "%", "@", "`", "\"", "'", "\\", "{", "}", "[", "]", ",",
    ";", "${", "${x}", "$${", "}", "---", "...", "\n", "\n\n", "\r\n", "  ", "\t", "(", ")", "=>", "||", "|x|", "//", "/*", "*/", "\\u0000",
    "\\ud800", "\\u{110000}", "=", "==", "<", "<=", ">", ">=", "!", "&&", "..", "..=", "?.", "??", "#{", "::",
];

/// A scalar at one of its ends.
pub fn scalar(tape: &mut Tape<'_>) -> &'static str {
    tape.pick(SCALARS).copied().unwrap_or_default()
}

/// A character that is not what it seems.
pub fn character(tape: &mut Tape<'_>) -> char {
    tape.pick(CHARACTERS).copied().unwrap_or_default()
}

/// A sign that means something.
pub fn sign(tape: &mut Tape<'_>) -> &'static str {
    tape.pick(SIGNS).copied().unwrap_or_default()
}

/// Something within something within something.
pub fn nest(tape: &mut Tape<'_>) -> String {
    const PAIRS: [(&str, &str); 8] =
        [("[", "]"), ("{a: ", "}"), ("(", ")"), ("{\"a\":", "}"), ("- ", ""), ("#{a: ", "}"), ("!", ""), ("|x| ", "")];
    let (open, close) = PAIRS[tape.below(PAIRS.len())];
    let depth = match tape.below(20) {
        0 => 1_000,
        1 => 20_000,
        2..=7 => 130,
        _ => 10,
    };
    let closed = if tape.chance(80) { depth } else { depth / 2 };
    format!("{}1{}", open.repeat(depth), close.repeat(closed))
}

/// The same again and again.
pub fn long(tape: &mut Tape<'_>) -> String {
    let what = match tape.below(4) {
        0 => "a".to_owned(),
        1 => character(tape).to_string(),
        2 => sign(tape).to_owned(),
        _ => scalar(tape).to_owned(),
    };
    let times = match tape.below(12) {
        0 => 30_000,
        1..=3 => 1_000,
        _ => 60,
    };
    what.repeat(times)
}
