//! The command `rushhour`.

use std::process::ExitCode;

fn main() -> ExitCode {
    rushhour::main()
}
