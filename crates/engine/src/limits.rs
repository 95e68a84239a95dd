//! Limits: what a file, a script or a request can make grow, and how far.
//!
//! Each crate that bounds something has a `limits.rs` with the rows of its own, written by [`limits!`](crate::limits!). A
//! row is a constant, which the code compares with, and beside it what people are told of it: `rushhour limits` prints the
//! rows of all crates as one table. All of them count; none of them looks at a clock.

/// A limit, as people are told of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// What has the limit: `people of a population`. No two limits have the same name.
    pub name: &'static str,
    /// How many there may be.
    pub value: f64,
    /// Of what: `people`, `bytes`.
    pub unit: &'static str,
    /// What is counted, and over what: for a run, a script, a desktop.
    pub counts: &'static str,
    /// What happens beyond it, with the exit code or the code of the refusal.
    pub beyond: &'static str,
    /// How to have more.
    pub change: &'static str,
}

/// Makes a constant of each limit, and `LIMITS`, the table of all of them.
///
/// ```
/// rushhour_engine::limits! {
///     /// The most people in one population.
///     PEOPLE_MAX: u32 = 1_000_000 people {
///         name: "people of a population",
///         counts: "agents or customers of one population",
///         beyond: "the scenario is refused (104)",
///         change: "make several populations of them",
///     }
/// }
/// assert_eq!(PEOPLE_MAX, 1_000_000);
/// assert_eq!(LIMITS[0].value, 1e6);
/// assert_eq!(LIMITS[0].unit, "people");
/// ```
#[macro_export]
macro_rules! limits {
    ($($(#[$doc:meta])* $constant:ident: $kind:ty = $value:literal $unit:ident {
        name: $name:expr,
        counts: $counts:expr,
        beyond: $beyond:expr,
        change: $change:expr,
    })*) => {
        $($(#[$doc])* pub const $constant: $kind = $value;)*

        /// The limits of this crate, as people are told of them.
        pub const LIMITS: &[$crate::limits::Limit] = &[$($crate::limits::Limit {
            name: $name,
            value: $constant as f64,
            unit: stringify!($unit),
            counts: $counts,
            beyond: $beyond,
            change: $change,
        }),*];
    };
}

limits! {
    /// The longest attributes of a worker.
    ATTRIBUTES_CHARS_MAX: usize = 4_096 characters {
        name: "attributes of a worker",
        counts: "the characters of one worker's attributes, written as JSON",
        beyond: "SetWorkerAttributes is refused (CantSetWorkerAttributes), and the script fails (107)",
        change: "keep it short: the service has the same limit",
    }
}
