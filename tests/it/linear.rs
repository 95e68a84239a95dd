//! `check` takes time in proportion to its input: many parts of a kind, right or wrong, each looked for among many others. What
//! costs the square of them takes longer than the harness lets a program run.

use std::fmt::Write;

use super::support::{Ended, FLOOR, Folder};

fn each(number: usize, line: impl Fn(usize) -> String) -> String {
    (0..number).fold(String::new(), |mut text, it| {
        let _ = writeln!(text, "{}", line(it));
        text
    })
}

/// The small floor with more queues.
fn with_queues(queues: &str) -> String {
    FLOOR.replace("  queues:\n", &format!("  queues:\n{queues}"))
}

fn check(folder: &Folder, scenario: &str) -> Ended {
    folder.write("floor.yaml", scenario);
    folder.rushhour(&["check", "floor.yaml"])
}

#[test]
fn names_that_nobody_has_are_looked_for_in_bounds() {
    let folder = Folder::with(FLOOR);
    let queues = each(20_000, |it| format!("    q{it}: {{}}"));
    let thresholds = each(20_000, |it| format!("  'wait{{queue:p{it}}}': p(95) < 20s"));
    let ended = check(&folder, &format!("{}thresholds:\n{thresholds}", with_queues(&queues)));
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert!(ended.stderr.contains("there is no queue `p0`"), "{}", ended.stderr);
    assert!(ended.stderr.contains("did you mean `q"), "{}", ended.stderr);
    assert!(ended.stderr.contains("19900 more problems are not shown"), "{}", ended.stderr);
    // Misspelt activities among as many as there may be.
    let activities = each(990, |it| format!("    - Break{it}"));
    let breaks = each(10_000, |it| format!("      - {{at: 1s, for: 1s, activity: Brake{it}}}"));
    let people =
        format!("agents:\n  - name: more\n    script: agent.rhai\n    queue: support\n    breaks:\n{breaks}");
    let floor = FLOOR
        .replace("agents:\n", &people)
        .replace("center:\n", &format!("center:\n  activities:\n    - Available\n{activities}"));
    let ended = check(&folder, &floor);
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert!(ended.stderr.contains("did you mean `Break0`?"), "{}", ended.stderr);
    assert!(ended.stderr.contains("9900 more problems are not shown"), "{}", ended.stderr);
    let ended = check(
        &folder,
        &floor.replace(
            "    - Available\n",
            &format!("    - Available\n{}", each(20, |it| format!("    - More{it}"))),
        ),
    );
    assert!(ended.stderr.contains("there are 1,011 activities"), "{}", ended.stderr);
}

#[test]
fn a_table_may_have_any_number_of_columns() {
    let columns = each(100_000, |it| format!("c{it},")).replace('\n', "");
    let folder = Folder::with(FLOOR);
    folder.write("wide.csv", &format!("{columns}start,calls\n{}09:00,1\n", ",".repeat(100_000)));
    let trace = FLOOR.replace("{poisson: {rate: 60/h}}", "{trace: {file: wide.csv, interval: 10m}}");
    let ended = check(&folder, &format!("starts_at: \"09:00\"\n{trace}"));
    assert_eq!(ended.code, 0, "{}", ended.stderr.chars().take(2_000).collect::<String>());
}

#[test]
fn filters_and_targets_count_as_what_a_rehearsal_does() {
    let folder = Folder::with(FLOOR);
    let filters =
        each(10_000, |it| format!("      - {{when: 'task.kind == \"k{it}\"', targets: [{{queue: support}}]}}"));
    let ended =
        check(&folder, &FLOOR.replace("center:\n", &format!("center:\n  workflow:\n    filters:\n{filters}")));
    assert_eq!(ended.code, 0, "{}", ended.stderr.chars().take(2_000).collect::<String>());
}

#[test]
fn skills_of_many_are_found_by_their_names() {
    let folder = Folder::with(FLOOR);
    let queues = each(10_000, |it| format!("    q{it}: {{skills: {{s{it}: 1}}}}"));
    let agents = each(4_000, |it| format!("  - {{name: a{it}, script: agent.rhai, skills: {{s{it}: 2}}}}"));
    let ended = check(&folder, &with_queues(&queues).replace("agents:\n", &format!("agents:\n{agents}")));
    assert_eq!(ended.code, 0, "{}", ended.stderr.chars().take(2_000).collect::<String>());
    // All serve all of them: nobody's floor is like that, and to find it out would take billions.
    let all = each(3_000, |it| format!("    q{it}: {{skills: {{german: 1}}}}"));
    let agents = each(3_000, |it| format!("  - {{name: a{it}, script: agent.rhai, skills: {{german: 2}}}}"));
    let ended = check(&folder, &with_queues(&all).replace("agents:\n", &format!("agents:\n{agents}")));
    assert!(ended.code == 104 && ended.stderr.contains("serve too many queues"), "{}", ended.stderr);
}

#[test]
fn a_script_may_be_wrong_all_over() {
    let folder = Folder::with(FLOOR);
    folder.write("agent.rhai", &format!("fn run(me) {{\n{}}}\n", each(4_000, |it| format!("    answr{it}(1);"))));
    let ended = check(&folder, FLOOR);
    assert_eq!(ended.code, 104, "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("there is no function `answr").count(), 100, "{}", ended.stderr);
}
