//! `rushhour actions` and `rushhour invariants`: what the binary knows of itself.

use std::io;

use super::args::{ActionsArgs, InvariantsArgs};
use super::{actions, invariants, output};
use rushhour_report::ExitCode;

/// Lists the actions, or shows one.
pub(super) fn actions(args: &ActionsArgs) -> io::Result<ExitCode> {
    let mut text = Vec::new();
    match &args.name {
        None if args.markdown => actions::page(&mut text)?,
        None if args.json => actions::json(&mut text)?,
        None => actions::list(&mut text)?,
        Some(name) => match actions::find(name) {
            Ok(action) if args.json => actions::json_one(&mut text, action)?,
            Ok(action) => actions::show(&mut text, action)?,
            Err(unknown) => {
                output::error_line(&with_the_list(&unknown.to_string(), "actions"));
                return Ok(ExitCode::Usage);
            }
        },
    }
    output::print_data(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::Success)
}

/// Lists the invariants, or explains one.
pub(super) fn invariants(args: &InvariantsArgs) -> io::Result<ExitCode> {
    let mut text = Vec::new();
    match &args.name {
        None if args.json => invariants::json(&mut text)?,
        None => invariants::list(&mut text)?,
        Some(name) => match invariants::find(name) {
            Ok(found) if args.json => invariants::json_one(&mut text, found)?,
            Ok(found) => invariants::show(&mut text, found)?,
            Err(unknown) => {
                output::error_line(&with_the_list(&unknown.to_string(), "invariants"));
                return Ok(ExitCode::Usage);
            }
        },
    }
    output::print_data(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::Success)
}

/// That there is nothing by a name, with where all names are, where none is near.
fn with_the_list(said: &str, command: &str) -> String {
    let all =
        if said.ends_with('?') { String::new() } else { format!("; `rushhour {command}` names all of them") };
    format!("{said}{all}")
}
