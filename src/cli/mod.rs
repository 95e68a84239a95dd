//! The command line: flags to calls.
