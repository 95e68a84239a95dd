//! Examples of each command, and the document that tells more: for the reference and the man pages.

/// What is told of a command beside its flags.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Examples {
    /// The command's name.
    pub command: &'static str,
    /// The page of `docs/` that tells more.
    pub document: &'static str,
    /// Command lines, each with what it does.
    pub lines: &'static [(&'static str, &'static str)],
}

/// What is told of a command.
pub(crate) fn of(command: &str) -> Option<&'static Examples> {
    ALL.iter().find(|it| it.command == command)
}

const ALL: &[Examples] = &[
    Examples {
        command: "run",
        document: "report.md",
        lines: &[
            ("rushhour run scenarios/quickstart.yaml", "An hour of a small centre."),
            (
                "rushhour run scenarios/quickstart.yaml -e calls=1500/h --replications 20 -o reports/busy",
                "More calls, twenty times, with a page and files in a directory.",
            ),
            (
                "rushhour run scenarios/quickstart.yaml --until 2%",
                "As many replications as the mean wait needs to be known to 2 %.",
            ),
            (
                "rushhour run scenarios/chat_surge.yaml --wallboard --speed 60",
                "On a wallboard in the browser, sixty times as fast as the clock on the wall.",
            ),
        ],
    },
    Examples {
        command: "demo",
        document: "live.md",
        lines: &[
            ("rushhour demo monday_morning", "A surge of calls, and what more agents do."),
            ("rushhour demo first_day --write my_demo", "Writes a demo and its scripts into a directory."),
        ],
    },
    Examples {
        command: "check",
        document: "scenario.md#what-check-tells",
        lines: &[(
            "rushhour check scenarios/quickstart.yaml scenarios/skills.yaml",
            "Reads two scenarios, and runs none.",
        )],
    },
    Examples {
        command: "actions",
        document: "actions.md",
        lines: &[
            ("rushhour actions", "All 67 actions, a line each."),
            ("rushhour actions HoldCall", "One of them: what it takes, when it is legal, how it can be refused."),
        ],
    },
    Examples {
        command: "invariants",
        document: "hunting.md#invariants-of-your-own",
        lines: &[
            ("rushhour invariants", "All of them, a line each."),
            ("rushhour invariants capacity", "One of them, and why it matters."),
        ],
    },
    Examples {
        command: "limits",
        document: "limits.md",
        lines: &[
            ("rushhour limits", "All of them, a line each."),
            ("rushhour limits --json", "With what is counted, and how to have more."),
        ],
    },
    Examples {
        command: "hunt",
        document: "hunting.md",
        lines: &[
            (
                "rushhour hunt scenarios/transfer_storm.yaml --seeds 1000",
                "A thousand seeds, until the first finding.",
            ),
            (
                "rushhour hunt scenarios/small_floor.yaml --for 5m --keep-going -o reports/hunt",
                "Five minutes, whatever is found on the way.",
            ),
        ],
    },
    Examples {
        command: "replay",
        document: "hunting.md#a-finding",
        lines: &[(
            "rushhour replay reports/hunt/transfer_storm/capacity-17 --until 5m --around \"task 0\"",
            "The first five minutes of a finding, and of those what is about one task.",
        )],
    },
    Examples {
        command: "staff",
        document: "planning.md#staff",
        lines: &[
            ("rushhour staff scenarios/quickstart.yaml --population phones", "How many phone agents are enough."),
            (
                "rushhour staff scenarios/bank_day.yaml --set 'thresholds.service_level=value >= 80%' --per 30m -o plan",
                "A plan for each half hour of a day, and a page about it.",
            ),
        ],
    },
    Examples {
        command: "capacity",
        document: "planning.md#capacity",
        lines: &[(
            "rushhour capacity scenarios/quickstart.yaml --vary calls=400/h..2000/h -o reports/limit",
            "Up to how many calls all thresholds hold, and what gives first.",
        )],
    },
    Examples {
        command: "report",
        document: "report.md",
        lines: &[
            ("rushhour report reports/sample -o again", "The page and the other files, of a stored report.json."),
            ("rushhour report --schema", "The JSON Schema of report.json."),
        ],
    },
    Examples {
        command: "validate",
        document: "validation.md",
        lines: &[("rushhour validate C02 A02", "Two queues of the textbooks: theory beside simulation.")],
    },
    Examples {
        command: "compare",
        document: "compare.md",
        lines: &[
            ("rushhour compare reports/a reports/b", "What got worse or better beyond chance."),
            (
                "rushhour compare reports/a reports/b --tolerance wait.p95=500ms -o changed.html",
                "The same as a page; exit code 99 if the wait got worse by more than that.",
            ),
        ],
    },
    Examples {
        command: "new",
        document: "guide-qa.md#the-first-hour",
        lines: &[("rushhour new monday --template mixed", "A scenario with calls and chats, and its scripts.")],
    },
    Examples {
        command: "schema",
        document: "scenario.md#in-an-editor",
        lines: &[("rushhour schema > scenario.schema.json", "The schema, for an editor to read.")],
    },
    Examples {
        command: "completions",
        document: "README.md",
        lines: &[(
            "rushhour completions bash > ~/.local/share/bash-completion/completions/rushhour",
            "Completes commands and flags in every new bash.",
        )],
    },
    Examples {
        command: "man",
        document: "README.md",
        lines: &[
            ("rushhour man run | man -l -", "Shows one page."),
            ("rushhour man -o ~/.local/share/man/man1", "Writes all of them to where man looks."),
        ],
    },
];
