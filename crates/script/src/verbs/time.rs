//! Lengths of time as scripts write them.

use rhai::{Dynamic, FLOAT, INT, ImmutableString, Variant};

use crate::thrown::{Thrown, mistake};
use crate::values::noun;
use rushhour_engine::units::{ParseTimeError, SimSpan};

/// A length of time as scripts write it: `"30s"`, `30` or `30.0`.
pub(super) trait Time: Variant + Clone {
    /// The span.
    fn span(self) -> Result<SimSpan, Thrown>;
}

impl Time for INT {
    fn span(self) -> Result<SimSpan, Thrown> {
        u64::try_from(self)
            .ok()
            .filter(|seconds| *seconds < u64::from(u32::MAX))
            .map(SimSpan::from_secs)
            .ok_or_else(|| mistake(format!("{self} seconds is not a length of time that can be waited")))
    }
}

impl Time for FLOAT {
    fn span(self) -> Result<SimSpan, Thrown> {
        SimSpan::from_secs_f64(self)
            .ok_or_else(|| mistake(format!("{self} seconds is not a length of time that can be waited")))
    }
}

impl Time for ImmutableString {
    fn span(self) -> Result<SimSpan, Thrown> {
        self.parse().map_err(|error: ParseTimeError| mistake(error.to_string()))
    }
}

/// A length of time that stands among options.
pub(super) fn span_of(value: &Dynamic) -> Result<SimSpan, Thrown> {
    if let Ok(seconds) = value.as_int() {
        return seconds.span();
    }
    if let Ok(seconds) = value.as_float() {
        return seconds.span();
    }
    match value.as_immutable_string_ref() {
        Ok(text) => text.clone().span(),
        Err(_) => Err(mistake(format!("{} is no length of time: write `\"30s\"`, or seconds", noun(value)))),
    }
}
