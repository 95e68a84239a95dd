//! From a payload to a command: the check, then the reading.

use super::command::Command;
use super::table::{GroupRead, row};
use crate::action::Action;
use crate::config::Mode;
use crate::payload::{PayloadError, Reader, check};
use crate::value::Payload;

/// Checks the payload of an action, as strict mode does, and reads it.
///
/// # Errors
/// The first pair of fields of which neither is there; then the first field, in the order of the catalogue, that is
/// missing or holds something else; then the first pair whose sides name different things. The code is the one that
/// the catalogue gives.
pub fn parse(action: Action, payload: &Payload) -> Result<Command, PayloadError> {
    parse_in(Mode::Strict, action, payload)
}

/// The same in either mode.
pub(crate) fn parse_in(mode: Mode, action: Action, payload: &Payload) -> Result<Command, PayloadError> {
    let row = row(action);
    check(row.facts.entry, payload, mode)?;
    let reader = Reader::new(payload);
    match row.read {
        GroupRead::Task(read) => read(&reader).map(Command::Task),
        GroupRead::Voice(read) => read(&reader).map(Command::Voice),
        GroupRead::Dtmf(read) => read(&reader).map(Command::Dtmf),
        GroupRead::Outbound(read) => read(&reader).map(Command::Outbound),
        GroupRead::Chat(read) => read(&reader).map(Command::Chat),
        GroupRead::Channel(read) => read(&reader).map(Command::Channel),
        GroupRead::Worker(read) => read(&reader).map(Command::Worker),
        GroupRead::Supervisor(read) => read(&reader).map(Command::Supervisor),
        GroupRead::Telephony(read) => read(&reader).map(Command::Telephony),
        GroupRead::Navigation(read) => read(&reader).map(Command::Navigation),
        GroupRead::Ui(read) => read(&reader).map(Command::Ui),
        GroupRead::Insights(read) => read(&reader).map(Command::Insights),
    }
}
