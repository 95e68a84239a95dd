//! What a script may use up, in counts that are the same on every machine. Never wall time.

/// Bounds on one script thread. The defaults are far beyond what a scenario needs and far below what would hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Rhai operations between two suspensions.
    pub(crate) operations_max: u32,
    /// Script functions that call each other, in depth.
    pub(crate) call_levels_max: usize,
    /// Expressions within expressions, in a function or outside of one.
    pub(crate) expression_depth_max: usize,
    /// Variables alive at once in one function.
    pub(crate) variables_max: usize,
    /// Bytes of one text, or of all texts in one list or map.
    pub(crate) string_bytes_max: usize,
    /// Elements of one list, those of lists in it included. It bounds how deep lists nest, and with it how much
    /// stack Rhai needs to drop, print or compare one.
    pub(crate) list_elements_max: usize,
    /// The same for maps.
    pub(crate) map_entries_max: usize,
    /// Functions and closures of one script.
    pub(crate) functions_max: usize,
}

impl Limits {
    /// What runs use.
    pub(crate) const DEFAULT: Self = Self {
        operations_max: 10_000_000,
        call_levels_max: 64,
        expression_depth_max: 64,
        variables_max: 500,
        string_bytes_max: 1 << 18,
        list_elements_max: 2_000,
        map_entries_max: 2_000,
        functions_max: 1_000,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
