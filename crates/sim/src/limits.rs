//! The limits of a run. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;
pub(crate) use rushhour_engine::limits::grouped;
use rushhour_engine::units::SimTime;
use rushhour_script::Shortage;

limits! {
    /// Turns of somebody's threads within a second.
    TURNS_A_SECOND_MAX: u32 = 100_000 turns {
        name: "turns of a script in a second",
        counts: "how often the threads of one person go on, or ask for something, within a second of virtual time",
        beyond: "the script fails (107)",
        change: "let a loop `sleep` longer",
    }
    /// Threads of a person.
    THREADS_MAX: usize = 10_000 threads {
        name: "threads of a script",
        counts: "what one person does at once: `run`, `start`, `serve`, listeners that have begun and not ended",
        beyond: "the script fails (107)",
        change: "end some of them first",
    }
    /// Threads of all people.
    THREADS_OF_RUN_MAX: usize = 2_000_000 threads {
        name: "threads of a run",
        counts: "what all people do at once, as above, where somebody starts one more",
        beyond: "the script that starts one more fails (107)",
        change: "let people start less at once",
    }
    /// People at once.
    PEOPLE_ALIVE_MAX: usize = 1_000_000 people {
        name: "people at once",
        counts: "agents and customers whose scripts run at the same time, in one replication",
        beyond: "the run ends with the reason, and no verdict (1); a request is answered with 409",
        change: "let fewer come, or leave sooner: divide the floor, and run the parts one by one",
    }
    /// What may happen within a second of virtual time besides what each person does.
    STEPS_A_SECOND_MAX: u64 = 100_000 steps {
        name: "steps in a second",
        counts: "arrivals, offers, answers, timers, wake-ups and faults within a second of virtual time, and 1,000 more for \
                 each person who is there or comes meanwhile",
        beyond: "scripts that have suspended over 1,000 times within a second fail (107); where there are none, the run \
                 ends with the reason, and no verdict (1)",
        change: "nothing needs as many: something goes round while hardly any time passes",
    }
    /// Contacts of one customer.
    CONTACTS_MAX: u32 = 10_000 contacts {
        name: "contacts of a customer",
        counts: "how often one customer's script phones, or begins a chat or an e-mail",
        beyond: "the script fails (107)",
        change: "let several customers come",
    }
    /// Names that scripts give actions.
    ACTION_NAMES_MAX: usize = 1_000 names {
        name: "names of actions",
        counts: "names under which scripts invoke or register actions that the catalogue does not have, in one replication",
        beyond: "the script fails (107)",
        change: "what differs from time to time goes into the payload",
    }
    /// Names of checks.
    CHECK_NAMES_MAX: usize = 1_000 names {
        name: "names of checks",
        counts: "names under which scripts `check` something, in one replication",
        beyond: "the script fails (107)",
        change: "one name for all that is checked alike; a `note` says which it was",
    }
    /// Failures of scripts that are kept.
    FAILURES_KEPT_MAX: u64 = 100 findings {
        name: "findings of a replication",
        counts: "failures of scripts, and of listeners, and recoveries that differ, each kind; with who and where",
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

/// Steps that each person may add to [`STEPS_A_SECOND_MAX`].
pub(crate) const STEPS_A_PERSON_MAX: u64 = 1_000;

/// How many there may be at once. Tests have fewer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    /// People whose scripts run.
    pub(crate) people: usize,
    /// Threads of all of them.
    pub(crate) threads: usize,
}

impl Default for Most {
    fn default() -> Self {
        Self { people: PEOPLE_ALIVE_MAX, threads: THREADS_OF_RUN_MAX }
    }
}

/// What ends a run in which more people are there than may be.
pub(crate) fn too_many_people(most: usize) -> Shortage {
    Shortage {
        what: format!("{} people are there at once, and a run has no more", grouped(most)),
        help: "Let fewer come, or leave sooner; divide the floor, and run the parts one by one".to_owned(),
    }
}

/// What ends a run in which hardly any time passes any more.
pub(crate) fn too_many_steps(at: SimTime) -> Shortage {
    Shortage {
        what: format!(
            "hardly any time passes: over {} steps came within a second of virtual time, until {at}",
            grouped(STEPS_A_SECOND_MAX as usize)
        ),
        help: "Something goes round: offers that time out at once, a fault that strikes every few nanoseconds, waits of \
               no length. Give it a time that people would need"
            .to_owned(),
    }
}
