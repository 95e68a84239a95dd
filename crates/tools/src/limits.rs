//! The limits of what is done with many runs, and before one. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// Operations of all scripts of people in a rehearsal.
    REHEARSAL_OPERATIONS: u64 = 40_000_000 operations {
        name: "operations of a rehearsal",
        counts: "what all scripts compute together while `check` rehearses, and 5,000 more for each person; a turn of a \
                 script and what happens on the calendar count 200, a thread 4,000, and one turn gets at most a quarter of \
                 what is left",
        beyond: "the rehearsal ends there; a script that took more than its share is told (104 with --strict)",
        change: "let loops `sleep`; a run has limits of its own",
    }
    /// Operations of all invariants in a rehearsal.
    REHEARSAL_INVARIANT_OPERATIONS: u64 = 20_000_000 operations {
        name: "operations of invariants in a rehearsal",
        counts: "what the user's own invariants compute together while `check` rehearses",
        beyond: "they are asked no more in that rehearsal",
        change: "a run asks them to its end",
    }
    /// Staff in a rehearsal.
    REHEARSAL_STAFF: usize = 4_000 people {
        name: "staff in a rehearsal",
        counts: "agents and supervisors of all populations; at least one of each takes part, and at most 400",
        beyond: "the others stay at home while `check` rehearses",
        change: "a run has all of them",
    }
    /// Customers in a rehearsal.
    REHEARSAL_CUSTOMERS: usize = 20_000 people {
        name: "customers in a rehearsal",
        counts: "arrivals of all processes; at least four by each, and at most 400",
        beyond: "the others do not come while `check` rehearses",
        change: "a run has all of them",
    }
    /// Work in a rehearsal.
    REHEARSAL_WORK: u32 = 400 tasks {
        name: "work in a rehearsal",
        counts: "tasks that are completed while `check` rehearses",
        beyond: "the rehearsal ends: enough is known",
        change: "`run` goes on to the end",
    }
    /// Problems of a scenario that are shown.
    PROBLEMS_SHOWN: usize = 100 problems {
        name: "problems of a scenario",
        counts: "mistakes that are found in one scenario at once, each shown with its line",
        beyond: "the others are counted",
        change: "mend the first ones",
    }
    /// Warnings of one kind.
    WARNINGS_TOLD: usize = 50 warnings {
        name: "warnings of a rehearsal",
        counts: "those of one kind that `check` tells of one scenario",
        beyond: "the others are counted",
        change: "mend the first ones",
    }
}
