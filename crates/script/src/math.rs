//! Mathematics and sorting as scripts get them: the same to the bit on every machine, and never a panic.
//!
//! Rhai takes the logarithms and the like from the platform, whose last bits differ; these come from the pure-Rust
//! `libm`. Rhai sorts with a comparison that swallows its errors; this one hands them on.

use std::cmp::Ordering;

use rhai::{Array, Dynamic, Engine, FLOAT, FnPtr, INT, NativeCallContext};

use super::guard;
use super::thrown::{Thrown, mistake};
use super::values::noun;

/// Replaces what Rhai's standard library does differently from machine to machine.
pub(crate) fn register(engine: &mut Engine) {
    register_functions(engine);
    register_power(engine);
    register_sorting(engine);
}

type Function = fn(f64) -> f64;

fn register_functions(engine: &mut Engine) {
    let functions: [(&str, Function); 15] = [
        ("sin", libm::sin),
        ("cos", libm::cos),
        ("tan", libm::tan),
        ("sinh", libm::sinh),
        ("cosh", libm::cosh),
        ("tanh", libm::tanh),
        ("asin", libm::asin),
        ("acos", libm::acos),
        ("atan", libm::atan),
        ("asinh", libm::asinh),
        ("acosh", libm::acosh),
        ("atanh", libm::atanh),
        ("exp", libm::exp),
        ("ln", libm::log),
        ("log", libm::log10),
    ];
    for (name, function) in functions {
        engine.register_fn(name, function);
    }
    engine
        .register_fn("atan", |y: FLOAT, x: FLOAT| libm::atan2(y, x))
        .register_fn("hypot", |x: FLOAT, y: FLOAT| libm::hypot(x, y))
        .register_fn("log", |x: FLOAT, base: FLOAT| libm::log(x) / libm::log(base));
}

/// Rhai evaluates `**` by itself, without looking for functions; as an operator of ours it is looked up. (It then
/// binds to the left like the others: `2 ** 3 ** 2` is 64.)
fn register_power(engine: &mut Engine) {
    engine.disable_symbol("**").disable_symbol("**=");
    if let Err(refusal) = engine.register_custom_operator("**", 190) {
        unreachable!("Rhai refuses `**` as an operator of ours: {refusal}")
    }
    engine
        .register_fn("**", |x: FLOAT, y: FLOAT| libm::pow(x, y))
        .register_fn("**", |x: FLOAT, y: INT| libm::pow(x, y as FLOAT))
        .register_fn("**", |x: INT, y: FLOAT| libm::pow(x as FLOAT, y))
        .register_fn("**", |x: INT, y: INT| -> Result<INT, Thrown> {
            let power = u32::try_from(y).map_err(|_| mistake(format!("{y} is no exponent of a whole number")))?;
            x.checked_pow(power).ok_or_else(|| mistake(format!("{x} ** {y} is too large for a whole number")))
        });
}

fn register_sorting(engine: &mut Engine) {
    for name in ["sort", "sort_by"] {
        engine.register_fn(name, |context: NativeCallContext<'_>, array: &mut Array, comparer: FnPtr| {
            *array = sorted_by(&context, std::mem::take(array), &comparer)?;
            Ok::<(), Thrown>(())
        });
    }
    for name in ["order", "order_by"] {
        engine.register_fn(name, |context: NativeCallContext<'_>, array: Array, comparer: FnPtr| {
            sorted_by(&context, array, &comparer)
        });
    }
    engine
        .register_fn("sort", |array: &mut Array| sort(array, false))
        .register_fn("sort_desc", |array: &mut Array| sort(array, true))
        .register_fn("order", |mut array: Array| sort(&mut array, false).map(|()| array))
        .register_fn("order_desc", |mut array: Array| sort(&mut array, true).map(|()| array));
}

/// A merge sort, because the standard library's panics at a comparison that contradicts itself.
fn sorted_by(context: &NativeCallContext<'_>, array: Array, comparer: &FnPtr) -> Result<Array, Thrown> {
    let mut runs: Vec<Array> = array.into_iter().map(|item| vec![item]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            merged.push(match rest.next() {
                Some(right) => merge(context, left, right, comparer)?,
                None => left,
            });
        }
        runs = merged;
    }
    Ok(runs.pop().unwrap_or_default())
}

fn merge(context: &NativeCallContext<'_>, left: Array, right: Array, comparer: &FnPtr) -> Result<Array, Thrown> {
    let mut merged = Array::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let taken = match compare(context, one, other, comparer)? {
            Ordering::Less | Ordering::Equal => left.next(),
            Ordering::Greater => right.next(),
        };
        merged.extend(taken);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

fn compare(
    context: &NativeCallContext<'_>,
    one: &Dynamic,
    other: &Dynamic,
    comparer: &FnPtr,
) -> Result<Ordering, Thrown> {
    let result: Dynamic = comparer.call_within_context(context, (one.clone(), other.clone()))?;
    if let Ok(number) = result.as_int() {
        return Ok(number.cmp(&0));
    }
    match result.as_bool() {
        Ok(true) => Ok(Ordering::Less),
        Ok(false) => Ok(Ordering::Greater),
        Err(_) => Err(mistake(format!(
            "the comparison of a sort returns a whole number (or a boolean), not {}",
            noun(&result)
        ))),
    }
}

fn sort(array: &mut Array, descending: bool) -> Result<(), Thrown> {
    guard::charge(array.len());
    let order: fn(&Dynamic, &Dynamic) -> Ordering = match array.first() {
        None => return Ok(()),
        Some(first) if first.is_int() => |a, b| a.as_int().ok().cmp(&b.as_int().ok()),
        Some(first) if first.is_float() => {
            |a, b| a.as_float().unwrap_or(0.0).total_cmp(&b.as_float().unwrap_or(0.0))
        }
        Some(first) if first.is_string() => {
            |a, b| a.as_immutable_string_ref().ok().as_deref().cmp(&b.as_immutable_string_ref().ok().as_deref())
        }
        Some(first) if first.is_char() => |a, b| a.as_char().ok().cmp(&b.as_char().ok()),
        Some(first) if first.is_bool() => |a, b| a.as_bool().ok().cmp(&b.as_bool().ok()),
        Some(first) => return Err(mistake(format!("a list of {} has no order of its own", noun(first)))),
    };
    let kind = array.first().map(Dynamic::type_id);
    if array.iter().any(|item| Some(item.type_id()) != kind) {
        return Err(mistake("elements of different types cannot be sorted"));
    }
    array.sort_by(|a, b| if descending { order(b, a) } else { order(a, b) });
    Ok(())
}
