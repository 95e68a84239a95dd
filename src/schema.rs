//! `rushhour schema`: the JSON Schemas of what people write and programs read.

use std::io;

use super::args::{SchemaArgs, SchemaOf};
use super::output;
use rushhour_report::{self as report, ExitCode};

/// Prints a schema, or the page about events.
pub(super) fn schema(args: &SchemaArgs) -> io::Result<ExitCode> {
    let text = match args.what {
        SchemaOf::Events if args.markdown => report::event_page(),
        SchemaOf::Events => report::event_schema(),
        SchemaOf::Scenario | SchemaOf::Report if args.markdown => {
            output::error_line("--markdown is the page about events: `rushhour schema events --markdown`");
            return Ok(ExitCode::Usage);
        }
        SchemaOf::Scenario => rushhour_scenario::schema(),
        SchemaOf::Report => report::schema(),
    };
    output::print_data(&text)?;
    Ok(ExitCode::Success)
}
