//! Moments in the fields of tables.

use super::scalar::Moment;
use crate::days::Days;
use crate::tables::{Stamp, slot};
use rushhour_engine::units::{SimSpan, TimeOfDay};

impl Moment {
    /// Reads a moment as a scenario writes it, or in another form that tables have: `9:00 AM`, `2026-03-02T09:00`, the
    /// beginning of `09:00-09:30`.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn of_field(field: &str) -> Result<Self, String> {
        Self::parse(field).or_else(|message| of_slot(field).ok_or(message))
    }

    /// How long the interval is that a field says, where it says its end too: `09:00-09:30`.
    pub(crate) fn length_of_field(field: &str) -> Option<SimSpan> {
        if Self::parse(field).is_ok() {
            return None;
        }
        slot(field, None).ok()?.length
    }
}

fn of_slot(field: &str) -> Option<Moment> {
    let whole = |span: SimSpan| u32::try_from(span.as_ns() / 1_000_000_000).ok().and_then(TimeOfDay::from_secs);
    match slot(field, None).ok()?.begin {
        Stamp::Clock(since) => Some(Moment::Clock(Days::Every, whole(since)?)),
        Stamp::At(date, since) => Some(Moment::Clock(Days::Date(date), whole(since)?)),
        Stamp::Day(date) => Some(Moment::Clock(Days::Date(date), TimeOfDay::default())),
        Stamp::After(span) => Some(Moment::After(span)),
    }
}
