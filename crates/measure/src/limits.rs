//! The limits of what is kept of a run. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// Replications of which what each saw by itself is kept.
    REPLICATIONS_KEPT_MAX: usize = 1_000 replications {
        name: "replications by themselves",
        counts: "replications whose own values are kept, for comparisons; all others go into sums, means, intervals and the digest",
        beyond: "reports list the values of the first ones",
        change: "several runs with seeds of their own: `compare` takes them together",
    }
    /// Findings of a run that are kept, of each kind.
    FINDINGS_KEPT_MAX: u64 = 10_000 findings {
        name: "findings of a run",
        counts: "findings of one kind, all replications together, with who and where; and replications that a threshold ended",
        beyond: "the others are counted, and a warning says so",
        change: "mend the first ones",
    }
}
