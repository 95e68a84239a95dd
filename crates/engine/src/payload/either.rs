//! What a payload may name in one of two ways.

/// A thing named in one of two ways, or in both; whoever knows both sides sees to it that they agree.
#[derive(Clone, Debug, PartialEq)]
pub enum Either<A, B> {
    /// Named in the first way only.
    First(A),
    /// Named in the second way only.
    Second(B),
    /// Named in both ways; whether they mean the same is not known yet.
    Both(A, B),
}

impl<A, B> Either<A, B> {
    /// From two sides of which one is there; `None` where neither is.
    pub fn new(first: Option<A>, second: Option<B>) -> Option<Self> {
        match (first, second) {
            (Some(first), Some(second)) => Some(Self::Both(first, second)),
            (Some(first), None) => Some(Self::First(first)),
            (None, Some(second)) => Some(Self::Second(second)),
            (None, None) => None,
        }
    }
    /// The first side, where it is there.
    pub const fn first(&self) -> Option<&A> {
        match self {
            Self::First(first) | Self::Both(first, _) => Some(first),
            Self::Second(_) => None,
        }
    }
    /// The second side, where it is there.
    pub const fn second(&self) -> Option<&B> {
        match self {
            Self::Second(second) | Self::Both(_, second) => Some(second),
            Self::First(_) => None,
        }
    }
}
