//! Verbs without `me`: time, chance, and what a script tells the report.

use rhai::{Dynamic, Engine, FLOAT, INT, ImmutableString, NativeCallContext};
use smol_str::SmolStr;

use super::asking::{ask_done, ask_number, unfit};
use super::time::Time;
use crate::fiber::ask;
use crate::request::{Reply, Request};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::event::Narration;

pub(super) fn register(engine: &mut Engine) {
    register_sleep::<INT>(engine);
    register_sleep::<FLOAT>(engine);
    register_sleep::<ImmutableString>(engine);
    engine
        .register_fn("now", now)
        .register_fn("sample", |name: ImmutableString| ask_number(Request::Sample(SmolStr::new(&name))))
        .register_fn("chance", chance)
        .register_fn("chance", |p: INT| chance(p as FLOAT))
        .register_fn("random", || ask_number(Request::Random))
        .register_fn("random", random_int)
        .register_fn("record", record)
        .register_fn("record", |metric: ImmutableString, value: INT| record(metric, value as FLOAT))
        .register_fn("record", |metric: ImmutableString, value: bool| {
            record(metric, if value { 1.0 } else { 0.0 })
        })
        .register_fn("check", |name: ImmutableString, ok: bool| ask_done(Request::Check(SmolStr::new(&name), ok)))
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
    engine.register_fn("sleep", |time: T| -> Result<(), Thrown> {
        ask_done(Request::Sleep(time.span()?)).map(|_| ())
    });
}

fn now() -> Result<FLOAT, Thrown> {
    let reply = ask(Request::Now)?;
    if let Reply::Time(time) = reply { Ok(time.as_secs_f64()) } else { Err(unfit(&reply)) }
}

fn chance(p: FLOAT) -> Result<bool, Thrown> {
    if (0.0..=1.0).contains(&p) {
        ask_done(Request::Chance(p))
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
    let reply = ask(Request::RandomInt(low, high))?;
    if let Reply::Int(number) = reply { Ok(number) } else { Err(unfit(&reply)) }
}

fn record(metric: ImmutableString, value: FLOAT) -> Result<bool, Thrown> {
    if !value.is_finite() {
        return Err(mistake(format!("{value} cannot be recorded as `{metric}`: it is not a finite number")));
    }
    ask_done(Request::Record(SmolStr::new(&metric), value))
}

fn note(text: &str) -> Result<(), Thrown> {
    ask_done(Request::Note(SmolStr::new(text))).map(|_| ())
}

fn narrate(kind: Narration, text: &str) -> Result<(), Thrown> {
    ask_done(Request::Narrate(kind, SmolStr::new(text))).map(|_| ())
}
