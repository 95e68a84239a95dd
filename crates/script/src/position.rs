//! Where in a script something is: lines, columns, and the calls of a trace.

use rhai::Position;

/// Line and column, from 1.
pub(crate) fn line_and_column(position: Position) -> Option<(u32, u32)> {
    let line = u32::try_from(position.line()?).ok()?;
    Some((line, u32::try_from(position.position().unwrap_or(1)).unwrap_or(1)))
}

/// The first place that is known, of two.
pub(crate) fn known(position: Position, otherwise: Position) -> Position {
    if position.is_none() { otherwise } else { position }
}

/// A function and the line of its call, as a trace shows it.
pub(crate) fn called(name: &str, position: Position) -> String {
    let name = function_name(name);
    line_and_column(position).map_or_else(|| name.to_owned(), |(line, _)| format!("{name}, called in line {line}"))
}

/// The name of a function as a trace shows it: those of closures are Rhai's own.
pub(crate) fn function_name(name: &str) -> &str {
    if name.starts_with("anon$") { "a closure" } else { name }
}
