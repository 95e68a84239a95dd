//! Planted bugs: rules of the engine that are broken on purpose, one at a time, to prove that whoever looks for bugs
//! finds them.
//!
//! They are there in tests and with the feature `planted`. A place where one may strike asks `planted!(owner, Name)`;
//! in ordinary builds that is `false`, and nothing of this module is compiled, not even the names. Each is a slip as
//! people make them, a forgotten line or a wrong comparison, in one place. None touches what the audit reads.

#[cfg(any(test, feature = "planted"))]
mod bugs;

#[cfg(any(test, feature = "planted"))]
pub use bugs::Planted;

/// Whether a bug is planted in a platform.
#[cfg(any(test, feature = "planted"))]
macro_rules! planted {
    ($platform:expr, $bug:ident) => {
        $platform.is_planted($crate::planted::Planted::$bug)
    };
}

/// Whether a bug is planted in a platform: in an ordinary build there is none.
#[cfg(not(any(test, feature = "planted")))]
macro_rules! planted {
    ($platform:expr, $bug:ident) => {
        false
    };
}

pub(crate) use planted;
