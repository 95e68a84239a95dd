//! The limits of files and of what scenarios say. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// The largest scenario.
    SCENARIO_BYTES_MAX: u64 = 4_194_304 bytes {
        name: "a scenario's file",
        counts: "the bytes of the file",
        beyond: "it is not read (104)",
        change: "put what is long into tables: `trace: {file: …}`, `staffing: {file: …}`",
    }
    /// The largest script.
    SCRIPT_BYTES_MAX: u64 = 1_048_576 bytes {
        name: "a script's file",
        counts: "the bytes of the file",
        beyond: "it is not read (104)",
        change: "divide the script; data for it goes into a trace (`me.row`) or `vars`",
    }
    /// The largest table.
    TABLE_BYTES_MAX: u64 = 67_108_864 bytes {
        name: "a table's file",
        counts: "the bytes of a CSV file",
        beyond: "it is not read (104)",
        change: "leave out columns and days that no run reads, or make several tables of it",
    }
    /// The largest report, finding, record or plan.
    DOCUMENT_BYTES_MAX: u64 = 134_217_728 bytes {
        name: "a document's file",
        counts: "the bytes of a report, finding, record, plan or `seeds.json`",
        beyond: "it is not read (104)",
        change: "rushhour writes none as large",
    }
    /// How deep a YAML text may nest.
    YAML_DEPTH_MAX: usize = 128 levels {
        name: "levels of YAML",
        counts: "lists and mappings within each other, in a scenario, a record or a plan",
        beyond: "the file is refused (104)",
        change: "no key needs as many",
    }
    /// Values of a YAML text, those of aliases each time.
    YAML_NODES_MAX: usize = 1_000_000 values {
        name: "values of a scenario",
        counts: "keys, values, lists and mappings of a YAML text; those of an alias each time that it is named",
        beyond: "the file is refused (104)",
        change: "put what is long into tables",
    }
    /// The longest time, rate, share, number or interval.
    TIME_BYTES_MAX: usize = 1_000 bytes {
        name: "text of a time",
        counts: "the bytes of a time, an interval, a rate, a share or a number: in a scenario, a table, `--set`, a flag or a script",
        beyond: "it is refused: a scenario, its tables and `--set` (104), a flag (2), a script (107)",
        change: "none of them is as long",
    }
    /// What all variables may become.
    EXPANDED_BYTES_MAX: usize = 4_194_304 bytes {
        name: "text of variables",
        counts: "the bytes that `${…}` puts into a scenario, in sum",
        beyond: "the scenario is refused (104)",
        change: "shorten the variables that are named often",
    }
    /// The longest name.
    NAME_CHARS_MAX: usize = 100 characters {
        name: "a name",
        counts: "the characters of the name of a population, queue, metric and the like",
        beyond: "the scenario is refused (104)",
        change: "a `description` may be longer",
    }
    /// Problems of one scenario that are told.
    ISSUES_MAX: usize = 25 problems {
        name: "problems told at once",
        counts: "wrong types and unknown keys of one scenario",
        beyond: "the others are told when these are mended",
        change: "mend these first",
    }
    /// Problems of one scenario that are kept.
    PROBLEMS_KEPT_MAX: usize = 500 problems {
        name: "problems kept",
        counts: "mistakes of one scenario whose places are looked for, in the order in which they are found",
        beyond: "the others are counted",
        change: "mend the first ones",
    }
    /// People of a population whose breaks are looked at.
    PEOPLE_LOOKED_AT_MAX: u32 = 2_000 people {
        name: "people whose breaks are looked at",
        counts: "agents or supervisors of one population, the first ones, whose breaks may overlap or last too long",
        beyond: "nothing is said of the breaks of the others",
        change: "`run` goes through all of them",
    }
    /// Times at work of a population whose breaks are looked at.
    STINTS_LOOKED_AT_MAX: usize = 100_000 shifts {
        name: "shifts whose breaks are looked at",
        counts: "those of all people of one population, on all days of the run, and their breaks",
        beyond: "nothing is said of the breaks of the people that follow",
        change: "`run` goes through all of them",
    }
    /// The most people in one population or burst.
    PEOPLE_MAX: u32 = 1_000_000 people {
        name: "people of a population",
        counts: "agents of one population, customers of one burst, calls in one interval of a trace",
        beyond: "the scenario is refused (104)",
        change: "several populations or bursts",
    }
    /// The most agents and supervisors of a run.
    STAFF_MAX: u32 = 200_000 people {
        name: "agents of a run",
        counts: "agents and supervisors: all populations, and who joins them by the timeline, a record or a request",
        beyond: "the scenario is refused (104); a request is answered with 409",
        change: "divide the floor, and run the parts one by one",
    }
    /// The most people that one cue may bring.
    CUE_PEOPLE_MAX: u32 = 10_000 people {
        name: "people of a cue",
        counts: "who joins, leaves or calls by one entry of a timeline, of a record, or one request",
        beyond: "the scenario is refused (104); a request is answered with 422",
        change: "several entries or requests",
    }
    /// The most entries of a timeline.
    CUES_MAX: usize = 100_000 entries {
        name: "entries of a timeline",
        counts: "those of the scenario and of a record of controls",
        beyond: "the scenario or the record is refused (104)",
        change: "a burst of many people is one entry",
    }
    /// The longest text that is told at once.
    CUE_CHARS_MAX: usize = 1_000 characters {
        name: "a note or chapter",
        counts: "the characters of a `note`, `chapter` or `pause`",
        beyond: "the scenario is refused (104); a request is answered with 422",
        change: "several notes",
    }
    /// The most calls of one trace.
    TRACE_CALLS_MAX: u32 = 100_000_000 calls {
        name: "calls of a trace",
        counts: "the calls of all rows of a trace that are read",
        beyond: "the scenario is refused (104), with the row",
        change: "several traces; is it the right column?",
    }
    /// Arrivals a second.
    RATE_PER_S_MAX: u32 = 100_000 arrivals {
        name: "arrivals a second",
        counts: "the rate of one entry of `arrivals`",
        beyond: "the scenario is refused (104)",
        change: "several entries",
    }
    /// How often a customer tries again.
    RETRIES_MAX: u32 = 1_000 retries {
        name: "retries of a customer",
        counts: "`retry.max` of a population",
        beyond: "the scenario is refused (104)",
        change: "nobody tries as often",
    }
    /// Tasks of an agent at once.
    CAPACITY_MAX: u16 = 1_000 tasks {
        name: "capacity of an agent",
        counts: "tasks at once on one channel",
        beyond: "the scenario is refused (104)",
        change: "nobody handles as many",
    }
    /// The longest run, in days.
    DAYS_MAX: u64 = 366 days {
        name: "length of a run",
        counts: "`duration`, `warmup` and `drain`, each; and how long a burst of a cue comes (`over`) and a fault of one lasts (`for`)",
        beyond: "the scenario or the record is refused (104); a request is answered with 422",
        change: "several runs",
    }
    /// The most intervals of a series.
    INTERVALS_MAX: u64 = 1_000 intervals {
        name: "intervals of a series",
        counts: "`duration` divided by `interval`",
        beyond: "the scenario is refused (104), or the flag (2)",
        change: "a longer `interval`",
    }
    /// What it takes to find who serves which queue.
    SERVING_MAX: u64 = 2_000_000 queues {
        name: "queues of populations",
        counts: "of each population of agents or supervisors, the queues that it names, the skills of its people, the skills for \
                 which queues ask that ask for one of those first, and the queues with `workers`, in sum",
        beyond: "the scenario is refused (104)",
        change: "join populations or queues that are alike, or divide the floor",
    }
    /// The most activities of a centre.
    ACTIVITIES_MAX: usize = 1_000 activities {
        name: "activities of a centre",
        counts: "the entries of `center.activities`",
        beyond: "the scenario is refused (104)",
        change: "join some of them",
    }
    /// The most metrics of scripts.
    METRICS_MAX: usize = 65_535 metrics {
        name: "metrics of scripts",
        counts: "the entries of `metrics`",
        beyond: "the scenario is refused (104)",
        change: "record fewer",
    }
    /// How deep the payload of an action may nest.
    PAYLOAD_DEPTH_MAX: usize = 32 levels {
        name: "levels of a payload",
        counts: "lists and mappings within each other, in the `payload` of a cue",
        beyond: "the scenario is refused (104)",
        change: "no action reads as many",
    }
}
