//! What is no YAML, or no scenario: every message names the line and the remedy.

use std::io;
use std::path::Path;

use super::{BuiltIns, Case, FileKind, Files, Memory, Overrides, listed, load_with, rejected, render, with};

#[test]
fn a_missing_file() {
    let error = super::load_with(
        std::path::Path::new("nowhere.yaml"),
        &super::Overrides::default(),
        &super::BuiltIns { names: &[], text: &|_| None, distributions: &[] },
        &super::Memory::default(),
    )
    .unwrap_err();
    insta::assert_snapshot!(super::render(&error), @r#"
    × nowhere.yaml cannot be read

    Error:
      × there is no file `nowhere.yaml`
      help: check the path
    "#);
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(rejected("# nothing yet\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × the scenario is empty
      help: start with `version: 1`, or copy one of the scenarios that come with rushhour
    "#);
}

#[test]
fn a_list_in_place_of_a_mapping() {
    insta::assert_snapshot!(rejected("- version: 1\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × a scenario is a mapping of keys to values
       ╭─[day/rush.yaml:1:1]
     1 │ - version: 1
       · ─
       ╰────
      help: start with `version: 1`
    "#);
}

#[test]
fn broken_indentation() {
    insta::assert_snapshot!(rejected("version: 1\nagents:\n  - name: desk\n   script: x\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × not valid YAML: did not find expected '-' indicator
       ╭─[day/rush.yaml:4:4]
     3 │   - name: desk
     4 │    script: x
       ·    ──────
       ╰────
      help: check the indentation, the colons and the closing quotes and brackets at and above this
            line
    "#);
}

#[test]
fn a_tab() {
    insta::assert_snapshot!(rejected("version: 1\nagents:\n\t- name: desk\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × not valid YAML: found character that cannot start any token
       ╭─[day/rush.yaml:3:1]
     2 │ agents:
     3 │     - name: desk
       · ──────────
       ╰────
      help: YAML does not allow tabs for indentation: use spaces
    "#);
}

#[test]
fn an_unclosed_bracket() {
    insta::assert_snapshot!(rejected("version: 1\nmetrics: [a, b\nduration: 1h\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × not valid YAML: did not find expected ',' or ']'
       ╭─[day/rush.yaml:3:9]
     2 │ metrics: [a, b
     3 │ duration: 1h
       ·         ─
       ╰────
      help: check the indentation, the colons and the closing quotes and brackets at and above this
            line
    "#);
}

#[test]
fn a_variable_without_quotes_inside_braces() {
    let more =
        "vars: {rate: 900/h}\ncustomers:\n  - {name: c, script: caller, arrivals: {poisson: {rate: ${rate}}}}\n";
    insta::assert_snapshot!(rejected(&with(more)), @r#"
    × day/rush.yaml has a problem

    Error:
      × a `${` inside `{…}` or `[…]` needs quotes
       ╭─[day/rush.yaml:7:58]
     6 │ customers:
     7 │   - {name: c, script: caller, arrivals: {poisson: {rate: ${rate}}}}
       ·                                                          ───────
       ╰────
      help: YAML takes its brace for the beginning of a mapping: write "${name}"
    "#);
}

#[test]
fn a_variable_without_quotes_inside_a_list() {
    insta::assert_snapshot!(rejected(&with("vars: {q: sales}\nmetrics: [a, ${q}]\n")), @r#"
    × day/rush.yaml has a problem

    Error:
      × a `${` inside `{…}` or `[…]` needs quotes
       ╭─[day/rush.yaml:6:14]
     5 │ vars: {q: sales}
     6 │ metrics: [a, ${q}]
       ·              ────
       ╰────
      help: YAML takes its brace for the beginning of a mapping: write "${name}"
    "#);
}

#[test]
fn a_key_that_stands_twice() {
    insta::assert_snapshot!(rejected(&with("seed: 1\nduration: 2h\n")), @r#"
    × day/rush.yaml has a problem

    Error:
      × the key `duration` stands twice in one mapping
       ╭─[day/rush.yaml:6:1]
     5 │ seed: 1
     6 │ duration: 2h
       · ────────
       ╰────
      help: keep one of them
    "#);
}

#[test]
fn an_unknown_anchor() {
    insta::assert_snapshot!(rejected("version: 1\nagents: *staff\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × not valid YAML: unknown anchor
       ╭─[day/rush.yaml:2:9]
     1 │ version: 1
     2 │ agents: *staff
       ·         ──────
       ╰────
      help: check the indentation, the colons and the closing quotes and brackets at and above this
            line
    "#);
}

#[test]
fn a_tag() {
    insta::assert_snapshot!(rejected(&with("name: !loud hello\n")), @r#"
    × day/rush.yaml has a problem

    Error:
      × name: the tag `!loud` means nothing here
       ╭─[day/rush.yaml:5:7]
     4 │   - {name: desk, script: phone_agent, count: 5, queue: sales}
     5 │ name: !loud hello
       ·       ───────────
       ╰────
      help: leave it out
    "#);
}

#[test]
fn unknown_keys_get_the_nearest() {
    let yaml = "\
version: 1
duratoin: 1h
agents:
  - name: desk
    script: phone_agent
    cuont: 3
    capacity: {voice: 1, caht: 3}
";
    insta::assert_snapshot!(rejected(yaml), @r#"
    × day/rush.yaml has 3 problems

    Error:
      × duratoin: unknown key `duratoin`
       ╭─[day/rush.yaml:2:1]
     1 │ version: 1
     2 │ duratoin: 1h
       · ────────
     3 │ agents:
       ╰────
      help: did you mean `duration`?

    Error:
      × agents[0].cuont: unknown key `cuont`
       ╭─[day/rush.yaml:6:5]
     5 │     script: phone_agent
     6 │     cuont: 3
       ·     ─────
     7 │     capacity: {voice: 1, caht: 3}
       ╰────
      help: did you mean `count`?

    Error:
      × agents[0].capacity.caht: unknown key `caht`
       ╭─[day/rush.yaml:7:26]
     6 │     cuont: 3
     7 │     capacity: {voice: 1, caht: 3}
       ·                          ────
       ╰────
      help: did you mean `chat`?
    "#);
}

#[test]
fn missing_keys_are_shown_where_they_are_missing() {
    insta::assert_snapshot!(rejected("version: 1\nduration: 1h\nagents:\n  - name: desk\n    count: 3\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × agents[0]: the key `script` is missing
       ╭─[day/rush.yaml:4:5]
     3 │ agents:
     4 │   - name: desk
       ·     ────
     5 │     count: 3
       ╰────
      help: add `script:` here
    "#);
}

#[test]
fn wrong_types() {
    let yaml = "\
version: 1
duration: soon
seed: -1
agents:
  - {name: desk, script: phone_agent, count: 2.5}
  - {name: back, script: [a], count: many}
customers:
  name: callers
";
    insta::assert_snapshot!(rejected(yaml), @r#"
    × day/rush.yaml has 6 problems

    Error:
      × duration: `soon` is not a duration
       ╭─[day/rush.yaml:2:11]
     1 │ version: 1
     2 │ duration: soon
       ·           ────
     3 │ seed: -1
       ╰────
      help: write `30s`, `250ms`, `2m30s` or `1h`

    Error:
      × seed: found `-1` where a whole number that is not negative belongs
       ╭─[day/rush.yaml:3:7]
     2 │ duration: soon
     3 │ seed: -1
       ·       ──
     4 │ agents:
       ╰────
      help: write a whole number that is not negative

    Error:
      × agents[0].count: found `2.5` where a whole number that is not negative belongs
       ╭─[day/rush.yaml:5:46]
     4 │ agents:
     5 │   - {name: desk, script: phone_agent, count: 2.5}
       ·                                              ───
     6 │   - {name: back, script: [a], count: many}
       ╰────
      help: write a whole number that is not negative

    Error:
      × agents[1].script: found a list where text belongs
       ╭─[day/rush.yaml:6:18]
     5 │   - {name: desk, script: phone_agent, count: 2.5}
     6 │   - {name: back, script: [a], count: many}
       ·                  ──────
     7 │ customers:
       ╰────
      help: write text

    Error:
      × agents[1].count: found the text "many" where a whole number that is not negative belongs
       ╭─[day/rush.yaml:6:38]
     5 │   - {name: desk, script: phone_agent, count: 2.5}
     6 │   - {name: back, script: [a], count: many}
       ·                                      ────
     7 │ customers:
       ╰────
      help: write a whole number that is not negative

    Error:
      × customers: found a mapping where a list belongs
       ╭─[day/rush.yaml:7:1]
     6 │   - {name: back, script: [a], count: many}
     7 │ customers:
       · ─────────
     8 │   name: callers
       ╰────
      help: write a list
    "#);
}

#[test]
fn a_missing_version() {
    insta::assert_snapshot!(rejected("duration: 1h\nagents:\n  - {name: desk, script: phone_agent}\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × the key `version` is missing
       ╭─[day/rush.yaml:1:1]
     1 │ duration: 1h
       · ─
     2 │ agents:
       ╰────
      help: begin the scenario with `version: 1`
    "#);
}

#[test]
fn a_version_from_the_future() {
    insta::assert_snapshot!(rejected(&super::BASE.replace("version: 1", "version: 2")), @r#"
    × day/rush.yaml has a problem

    Error:
      × version: version `2` of the format is not known
       ╭─[day/rush.yaml:1:10]
     1 │ version: 2
       ·          ─
     2 │ duration: 1h
       ╰────
      help: this program reads `version: 1`
    "#);
}

#[test]
fn edges_of_the_run() {
    insta::assert_snapshot!(rejected(&with("warmup: 1h\nreplications: 0\n")), @r#"
    × day/rush.yaml has 2 problems

    Error:
      × warmup: the warm-up (1h) leaves nothing of the duration (1h)
       ╭─[day/rush.yaml:5:9]
     4 │   - {name: desk, script: phone_agent, count: 5, queue: sales}
     5 │ warmup: 1h
       ·         ──
     6 │ replications: 0
       ╰────
      help: shorten `warmup` or lengthen `duration`

    Error:
      × replications: a run is made at least once
       ╭─[day/rush.yaml:6:15]
     5 │ warmup: 1h
     6 │ replications: 0
       ·               ─
       ╰────
      help: write 1 or more, or leave it out
    "#);
    insta::assert_snapshot!(rejected(&super::BASE.replace("duration: 1h", "duration: 0s")), @r#"
    × day/rush.yaml has a problem

    Error:
      × duration: the run cannot last 0s
       ╭─[day/rush.yaml:2:11]
     1 │ version: 1
     2 │ duration: 0s
       ·           ──
     3 │ agents:
       ╰────
      help: write a duration above zero and up to a year: `30m`, `8h`
    "#);
    insta::assert_snapshot!(rejected(&super::BASE.replace("duration: 1h\n", "")), @r#"
    × day/rush.yaml has a problem

    Error:
      × the scenario does not say how long it runs
       ╭─[day/rush.yaml:1:1]
     1 │ version: 1
       · ─
     2 │ agents:
       ╰────
      help: add `duration: 1h`; only a scenario with a trace can do without
    "#);
    insta::assert_snapshot!(rejected(&with("starts_at: \"25:00\"\n")), @r#"
    × day/rush.yaml has a problem

    Error:
      × starts_at: `25:00` is not a time of day
       ╭─[day/rush.yaml:5:12]
     4 │   - {name: desk, script: phone_agent, count: 5, queue: sales}
     5 │ starts_at: "25:00"
       ·            ───────
       ╰────
      help: write `09:00` or `17:30:15`
    "#);
}

#[test]
fn nobody_at_all() {
    insta::assert_snapshot!(rejected("version: 1\nduration: 1h\n"), @r#"
    × day/rush.yaml has a problem

    Error:
      × there is nobody in the scenario
       ╭─[day/rush.yaml:1:1]
     1 │ version: 1
       · ─
     2 │ duration: 1h
       ╰────
      help: add `agents` and `customers`
    "#);
}

#[test]
fn a_problem_knows_its_path_and_place() {
    let error = Case::default().load(&super::BASE.replace("count: 5", "count: 2000000")).unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!((problem.path.as_str(), problem.location), ("agents[0].count", Some((4, 46))));
    assert_eq!((problem.file.as_str(), error.file()), ("day/rush.yaml", "day/rush.yaml"));
}

#[test]
fn lists_in_place_of_mappings_whose_keys_are_known() {
    let yaml = "\
version: 1
duration: 1h
center: {features: [true], timeouts: [1s, 2s]}
agents:
  - [desk, phone_agent]
  - {name: desk, script: phone_agent, queue: sales, capacity: [1, 2]}
customers:
  - {name: c, script: caller, queue: sales, arrivals: {poisson: [900/h]}, retry: [0.5, 10s, 3]}
distributions: {talk: {mixture: [[3, 30s]]}, hold: {uniform: [1, 2]}}
";
    insta::assert_snapshot!(listed(yaml), @r#"
    day/rush.yaml:3:10: center.features: found a list where a mapping belongs
        write a mapping
    day/rush.yaml:3:28: center.timeouts: found a list where a mapping belongs
        write a mapping
    day/rush.yaml:5:5: agents[0]: found a list where a mapping belongs
        write a mapping
    day/rush.yaml:6:53: agents[1].capacity: found a list where a mapping of channels to numbers belongs
        write a mapping of channels to numbers
    day/rush.yaml:8:56: customers[0].arrivals.poisson: found a list where a mapping belongs
        write a mapping
    day/rush.yaml:8:75: customers[0].retry: found a list where a mapping belongs
        write a mapping
    day/rush.yaml:9:34: distributions.talk.mixture[0]: found a list where `{weight, of}` belongs
        write `{weight, of}`
    day/rush.yaml:9:53: distributions.hold.uniform: found a list where a mapping of parameters belongs
        write `{min: 10s, max: 30s}` or the like
    "#);
}

#[test]
fn a_warmup_that_is_none() {
    insta::assert_snapshot!(rejected(&with("warmup: automatic\n")), @r"
    × day/rush.yaml has a problem

    Error:
      × warmup: `automatic` is no warm-up
       ╭─[day/rush.yaml:5:9]
     4 │   - {name: desk, script: phone_agent, count: 5, queue: sales}
     5 │ warmup: automatic
       ·         ─────────
       ╰────
      help: write `auto`
    ");
    insta::assert_snapshot!(listed(&with("warmup: a while\n")), @r"
    day/rush.yaml:5:9: warmup: `a while` is no warm-up
        write `auto`, or a duration such as `10m`
    ");
}

/// Files of which one cannot be opened, since the process has no more files to open.
struct NoneLeft(Memory, &'static str);

impl Files for NoneLeft {
    fn read(&self, path: &Path, kind: FileKind) -> io::Result<String> {
        if path == Path::new(self.1) { Err(io::Error::from_raw_os_error(24)) } else { self.0.read(path, kind) }
    }
}

#[test]
fn where_the_machine_is_at_an_end_nothing_is_wrong_with_the_scenario() {
    let yaml = "version: 1\nduration: 1h\ncenter: {queues: {q: {}}}\n\
                agents: [{name: a, script: desk.rhai, queue: q, staffing: {file: plan.csv}}]\n\
                customers: [{name: c, script: caller, queue: q, arrivals: {trace: {file: calls.csv}}}]\n\
                invariants: rules.rhai\n";
    for file in ["day/rush.yaml", "day/desk.rhai", "day/plan.csv", "day/calls.csv", "day/rules.rhai"] {
        let mut files = Memory::default();
        for (name, text) in [
            ("day/rush.yaml", yaml),
            ("day/desk.rhai", "fn run(me) {}"),
            ("day/plan.csv", "start,agents\n00:00,1\n"),
            ("day/calls.csv", "start,calls\n00:00,1\n"),
            ("day/rules.rhai", "invariant(\"it\", |floor| true);"),
        ] {
            files.0.insert(name.into(), text.to_owned());
        }
        let load = |files: &Memory, gone| {
            let built_ins = BuiltIns { names: &["caller"], text: &|_| Some("fn run(me) {}"), distributions: &[] };
            let files = NoneLeft(files.clone(), gone);
            load_with(Path::new("day/rush.yaml"), &Overrides::default(), &built_ins, &files)
        };
        let error = load(&files, file).unwrap_err();
        assert!(error.is_of_machine(), "{file}: {}", render(&error));
        assert!(render(&error).contains("nothing is wrong with the file"), "{file}: {}", render(&error));
        files.0.remove(Path::new(file));
        assert!(!load(&files, "nothing").unwrap_err().is_of_machine(), "{file}, which is not there");
    }
}
