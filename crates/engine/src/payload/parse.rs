//! From a payload to a command: the check, then the reading.

use super::check::check;
use super::command::Command;
use super::error::PayloadError;
use super::read::read;
use crate::action::Action;
use crate::catalog;
use crate::value::Payload;

/// Checks the payload of an action and reads it.
///
/// # Errors
/// The first pair of fields of which neither is there; then the first field, in the order of the catalogue, that is
/// missing or holds something else; then the first pair whose sides name different things. The code is the one that
/// the catalogue gives.
pub fn parse(action: Action, payload: &Payload) -> Result<Command, PayloadError> {
    check(catalog::entry(action), payload)?;
    read(action, payload)
}
