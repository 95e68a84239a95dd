//! What a kind of fault says of itself: each in its own file, and the list for all of them.

use super::checks::Checks;
use super::set::StandardSet;
use crate::values::Moment;

/// What every fault may say.
#[derive(Clone, Copy, Debug)]
pub struct RawFaultHeader<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// From when on it strikes.
    pub from: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
    /// Whether it strikes only when the timeline or a trainer says so.
    pub on_cue: bool,
}

/// The keys of a kind, as written. `fault!` implements it.
pub(super) trait Keys {
    type Target;
    /// What every fault may say.
    fn header(&self) -> RawFaultHeader<'_>;
    /// What it strikes, and how often.
    fn target(&self, checks: &mut Checks<'_, '_>) -> Self::Target;
}

/// What a kind does, in the plan.
pub(super) trait Kind: Sized {
    type Raw: Keys;
    /// What its own keys come to. Those of its target have been checked.
    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self;
    /// How it is in the standard set: so often that it makes a run interesting, and leaves most of it alone.
    fn standard(set: &StandardSet) -> (<Self::Raw as Keys>::Target, Self);
}
