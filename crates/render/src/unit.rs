//! The sort of a number, as far as it makes a difference to how the number is written.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, 0 to 1; shown in per cent.
    Share,
    /// Seconds; shown in the unit that suits them.
    Seconds,
    /// Anything else.
    Plain,
}
