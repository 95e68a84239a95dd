//! The limits of what is done with many runs, and before one. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// Operations of all scripts of people in a rehearsal.
    REHEARSAL_OPERATIONS: u64 = 40_000_000 operations {
        name: "operations of a rehearsal",
        counts: "what all scripts compute together while `check` rehearses, and 5,000 more for each person; a turn of a \
                 script and what happens on the calendar count 200, a thread 4,000, an expression of the scenario 5, or what it \
                 computes and 100; and one turn gets at most a quarter of \
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
        counts: "agents and supervisors of all populations; at least one of each takes part, and at most 400; one of each where the \
                 machine has no room for more",
        beyond: "the others stay at home while `check` rehearses",
        change: "a run has all of them",
    }
    /// What it takes to find who of the staff serves which queue.
    REHEARSAL_SERVING: u64 = 1_000_000 queues {
        name: "queues of the staff in a rehearsal",
        counts: "what `queues of populations` counts, for each agent and supervisor who takes part",
        beyond: "fewer of each population take part, and at least one",
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
    /// Names that are looked for in texts.
    REHEARSAL_LOOKS: usize = 200 names {
        name: "names looked for in texts",
        counts: "queues, channels and actions of thresholds that nothing feeds, as far as `check` sees: it looks whether a script, a \
                 variable or an attribute has their names somewhere in a text",
        beyond: "nothing is said of the thresholds on others",
        change: "mend the first ones",
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
