//! The limits of a run. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// Turns of somebody's threads at one moment.
    RESUMES_AT_ONCE_MAX: u32 = 100_000 turns {
        name: "turns of a script at one moment",
        counts: "how often the threads of one person go on while no time passes",
        beyond: "the script fails (107)",
        change: "let a loop `sleep`",
    }
    /// Threads of a person.
    THREADS_MAX: usize = 10_000 threads {
        name: "threads of a script",
        counts: "what one person does at once: `run`, `start`, `serve`, listeners that have begun and not ended",
        beyond: "the script fails (107)",
        change: "end some of them first",
    }
    /// Failures of scripts that are kept.
    FAILURES_KEPT_MAX: u64 = 100 findings {
        name: "findings of a replication",
        counts: "failures of scripts and broken invariants, with who and where",
        beyond: "the others are counted",
        change: "mend the first ones",
    }
    /// Places at which scripts fail in a rehearsal.
    REHEARSAL_PLACES_MAX: usize = 1_000 places {
        name: "places of failures in a rehearsal",
        counts: "places in scripts, by population, at which something fails while `check` rehearses",
        beyond: "the others are not told",
        change: "mend the first ones",
    }
}
