//! Verbs without `me`: time, chance, and what a script tells the report.

use rhai::{Dynamic, Engine, FLOAT, FnPtr, INT, ImmutableString, NativeCallContext};
use smol_str::SmolStr;

use super::time::Time;
use crate::fiber::ask;
use crate::request::asks;
use crate::thrown::{Thrown, mistake};
use crate::told::function;
use crate::values::short_name;
use rushhour_scenario::timeline::Narration;

pub(super) fn register(engine: &mut Engine) {
    register_sleep::<INT>(engine);
    register_sleep::<FLOAT>(engine);
    register_sleep::<ImmutableString>(engine);
    engine
        .register_fn("now", now)
        .register_fn("sample", |name: ImmutableString| ask(asks::sample(SmolStr::new(&name))))
        .register_fn("chance", chance)
        .register_fn("chance", |p: INT| chance(p as FLOAT))
        .register_fn("random", || ask(asks::random()))
        .register_fn("random", random_int)
        .register_fn("record", record)
        .register_fn("record", |metric: ImmutableString, value: INT| record(metric, value as FLOAT))
        .register_fn("record", |metric: ImmutableString, value: bool| {
            record(metric, if value { 1.0 } else { 0.0 })
        })
        .register_fn("check", |name: ImmutableString, ok: bool| {
            short_name("this check has a name", &name)?;
            ask(asks::check(SmolStr::new(&name), ok))
        })
        .register_fn("to_string", |pointer: &mut FnPtr| function(pointer))
        .register_fn("to_debug", |pointer: &mut FnPtr| function(pointer))
        .register_fn("note", |text: ImmutableString| note(&text))
        .register_fn("note", |context: NativeCallContext<'_>, value: Dynamic| {
            note(&context.call_native_fn::<ImmutableString>("to_string", (value,))?)
        })
        .register_fn("chapter", |text: ImmutableString| narrate(Narration::Chapter, &text))
        .register_fn("pause_for_trainer", |text: ImmutableString| narrate(Narration::Pause, &text))
        .register_fn("fail", |text: ImmutableString| -> Result<(), Thrown> { Err(mistake(text.as_str())) });
    // `print` and `debug` cannot fail in Rhai. A fiber that is told to end here is doomed, and the next operation
    // ends it.
    engine.on_print(|text| drop(note(text))).on_debug(|text, _, _| drop(note(text)));
}

fn register_sleep<T: Time>(engine: &mut Engine) {
    engine.register_fn("sleep", |time: T| -> Result<(), Thrown> { ask(asks::sleep(time.span()?)).map(|_| ()) });
}

fn now() -> Result<FLOAT, Thrown> {
    Ok(ask(asks::now())?.as_secs_f64())
}

fn chance(p: FLOAT) -> Result<bool, Thrown> {
    if (0.0..=1.0).contains(&p) {
        ask(asks::chance(p))
    } else {
        Err(mistake(format!("{p} is not a probability: write a number from 0 to 1")))
    }
}

fn random_int(low: INT, high: INT) -> Result<INT, Thrown> {
    if low > high {
        return Err(mistake(format!(
            "random({low}, {high}) has nothing to choose from: the first number is larger"
        )));
    }
    ask(asks::random_int(low, high))
}

/// Of a larger number floating point keeps no hundredths, so that sums of many would lose what is counted.
const RECORDED_MAX: FLOAT = 9e12;

fn record(metric: ImmutableString, value: FLOAT) -> Result<bool, Thrown> {
    if !value.is_finite() {
        return Err(mistake(format!("{value} cannot be recorded as `{metric}`: it is not a finite number")));
    }
    if value.abs() > RECORDED_MAX {
        return Err(mistake(format!(
            "{value:e} cannot be recorded as `{metric}`: numbers are kept as they are from -9e12 to 9e12"
        )));
    }
    ask(asks::record(SmolStr::new(&metric), value))
}

pub(crate) fn note(text: &str) -> Result<(), Thrown> {
    ask(asks::note(SmolStr::new(text))).map(|_| ())
}

fn narrate(kind: Narration, text: &str) -> Result<(), Thrown> {
    ask(asks::narrate(kind, SmolStr::new(text))).map(|_| ())
}
