//! What a script may use up, in counts that are the same on every machine. Never wall time.

rushhour_engine::limits! {
    /// Problems of one script that are looked for.
    SCRIPT_PROBLEMS_MAX: usize = 100 problems {
        name: "problems of a script",
        counts: "names that nobody has, and closures that capture what they may not, each by itself, in one script",
        beyond: "the others are told when these are mended",
        change: "mend the first ones",
    }
    /// Operations between two suspensions.
    OPERATIONS_MAX: u32 = 10_000_000 operations {
        name: "operations of a script at once",
        counts: "what a script computes until it waits for something: an action, a sleep, work; each 128 bytes of a block of \
                 memory of 256 bytes or more count for one, and with a text or list of 16,384 bytes or more each operation \
                 counts for one by 4,096 bytes of the longest",
        beyond: "the script fails (107)",
        change: "let a long loop `sleep`; keep texts and lists short",
    }
    /// Memory that one turn may take.
    TURN_BYTES_MAX: isize = 268_435_456 bytes {
        name: "memory of a script at once",
        counts: "the bytes that a script takes and does not give back until it waits for something",
        beyond: "the script fails (107)",
        change: "keep less: let what is not needed any more go",
    }
    /// Memory that one thread may keep from turn to turn.
    FIBER_BYTES_MAX: isize = 536_870_912 bytes {
        name: "memory of a script",
        counts: "the bytes that one thread of a script (its `run`, a started function) takes and keeps while it waits",
        beyond: "the script fails (107)",
        change: "keep less: let what is not needed any more go",
    }
    /// Memory that all scripts may keep.
    SCRIPTS_BYTES_MAX: isize = 2_147_483_648 bytes {
        name: "memory of all scripts",
        counts: "the same of all scripts of a replication, where one of them takes more",
        beyond: "the script that takes more fails (107)",
        change: "keep less; let fewer people come, or leave sooner",
    }
    /// Functions within each other.
    CALL_LEVELS_MAX: usize = 64 levels {
        name: "levels of calls",
        counts: "functions of a script that call each other, in depth",
        beyond: "the script fails (107)",
        change: "a loop instead of recursion",
    }
    /// Expressions within each other.
    EXPRESSION_DEPTH_MAX: usize = 64 levels {
        name: "levels of an expression",
        counts: "expressions and blocks within each other, in the text of a script",
        beyond: "the script is refused (104)",
        change: "give parts names by `let`, or make functions of them",
    }
    /// Variables at once.
    VARIABLES_MAX: usize = 500 variables {
        name: "variables of a function",
        counts: "those that are alive at once in one function",
        beyond: "the script fails (107)",
        change: "a list or a map",
    }
    /// Bytes of texts.
    STRING_BYTES_MAX: usize = 262_144 bytes {
        name: "a text of a script",
        counts: "the bytes of one text, or of all texts in one list or map",
        beyond: "the script fails (107)",
        change: "keep less",
    }
    /// Elements of a list.
    LIST_ELEMENTS_MAX: usize = 2_000 elements {
        name: "a list of a script",
        counts: "its elements, and those of lists and maps in it, wherever a function is called on it",
        beyond: "the script fails (107)",
        change: "keep less",
    }
    /// Entries of a map.
    MAP_ENTRIES_MAX: usize = 2_000 entries {
        name: "a map of a script",
        counts: "its entries, and those of lists and maps in it, wherever a function is called on it",
        beyond: "the script fails (107)",
        change: "keep less",
    }
    /// Functions of a script.
    FUNCTIONS_MAX: usize = 1_000 functions {
        name: "functions of a script",
        counts: "functions and closures in the text of one script",
        beyond: "the script is refused (104)",
        change: "divide the script: plugins, or another population",
    }
    /// Operations of an expression.
    EXPRESSION_OPERATIONS_MAX: u64 = 100_000 operations {
        name: "operations of an expression",
        counts: "what one filter of a workflow computes for one task",
        beyond: "the expression counts as false, and the report tells of it",
        change: "compute it in a script, and put it into an attribute",
    }
    /// How deep values may nest that go to the engine.
    VALUE_DEPTH_MAX: usize = 32 levels {
        name: "levels of a value",
        counts: "lists and maps within each other, in a payload, attributes or what a script hands over",
        beyond: "the script fails (107)",
        change: "no action reads as many",
    }
    /// The largest value that goes to the engine.
    VALUE_BYTES_MAX: usize = 1_048_576 bytes {
        name: "a payload",
        counts: "the bytes of texts and names in what a script hands over (a payload, attributes, a result), and 16 for each value",
        beyond: "the script fails (107)",
        change: "hand over less at once",
    }
    /// The longest name that a script may make up.
    MADE_UP_NAME_CHARS_MAX: usize = 200 characters {
        name: "a name that a script makes up",
        counts: "the characters of the name of a check, and of an action that it invokes or registers",
        beyond: "the script fails (107)",
        change: "say it in fewer words",
    }
    /// Invariants of the user's own.
    STATEMENTS_MAX: usize = 1_000 invariants {
        name: "invariants of your own",
        counts: "calls of `invariant(…)` in one file",
        beyond: "the script fails (104)",
        change: "one that asks several things",
    }
    /// The name of an invariant of the user's own.
    STATEMENT_CHARS_MAX: usize = 200 characters {
        name: "the name of an invariant",
        counts: "its characters",
        beyond: "the script fails (104)",
        change: "say it in fewer words",
    }
}

/// Blocks of so many bytes cost operations. What Rhai allocates for itself in a turn, here and there, is smaller.
pub(crate) const BLOCK_BYTES_COUNTED: isize = 256;
/// So many bytes of such a block cost one.
pub(crate) const BYTES_AN_OPERATION: usize = 128;
/// Who has allocated so large a block holds a long text or list: to read it once takes longer than an operation.
pub(crate) const LONG_BYTES: usize = 16 << 10;
/// Each operation of theirs counts for one by so many bytes of the largest.
pub(crate) const LONG_BYTES_AN_OPERATION: usize = 4 << 10;

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
        operations_max: OPERATIONS_MAX,
        call_levels_max: CALL_LEVELS_MAX,
        expression_depth_max: EXPRESSION_DEPTH_MAX,
        variables_max: VARIABLES_MAX,
        string_bytes_max: STRING_BYTES_MAX,
        list_elements_max: LIST_ELEMENTS_MAX,
        map_entries_max: MAP_ENTRIES_MAX,
        functions_max: FUNCTIONS_MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
