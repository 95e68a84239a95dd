//! Skills with levels: who is offered what, from a scenario to the report.

use serde_json::Value;

use super::support::{AGENT, Folder};

/// Beginners before experts, so that idle time alone would share the calls; the queue asks for some German.
const FLOOR: &str = "version: 1
duration: 20m
center:
  queues:
    german: {skills: {german: 1}, prefer: german}
agents:
  - {name: beginners, count: 3, script: agent.rhai, skills: {german: 1}}
  - {name: experts, count: 3, script: agent.rhai, skills: {german: 8}}
  - {name: others, count: 3, script: agent.rhai, skills: {french: 8}}
customers:
  - {name: callers, script: caller.rhai, queue: german, arrivals: {constant: {rate: 60/h}}}
distributions:
  talk: 20s
  hold: 10s
  patience: 5m
";

/// How many reservations people of a population have handled.
fn handled(report: &Value, population: &str) -> u64 {
    report["metrics"][&format!("handle{{population:{population}}}")]["count"].as_u64().unwrap_or(0)
}

fn run(floor: &str) -> Value {
    let (ended, report) = Folder::with(floor).report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(report["invariants"]["violations"], serde_json::json!([]));
    report
}

/// The report of a floor with a change, and who handled how many: beginners, experts, others.
fn by_population(change: (&str, &str)) -> (Value, [u64; 3]) {
    assert!(FLOOR.contains(change.0));
    let report = run(&FLOOR.replace(change.0, change.1));
    let counts = ["beginners", "experts", "others"].map(|name| handled(&report, name));
    (report, counts)
}

#[test]
fn experts_go_first_as_long_as_one_is_free() {
    let (_, preferred) = by_population(("", ""));
    assert_eq!((preferred[0], preferred[2]), (0, 0), "three experts cope with a call a minute");
    assert!(preferred[1] >= 18);
    let (_, shared) = by_population((", prefer: german", ""));
    assert!(shared[0] >= 8 && shared[1] >= 8 && shared[2] == 0, "{shared:?}");
    // Six calls a minute are too many for three: those who know less help out.
    let (_, busy) = by_population(("60/h", "360/h"));
    assert!(busy[0] > 20 && busy[1] > busy[0], "{busy:?}");
}

#[test]
fn who_knows_too_little_is_never_asked() {
    let busy = FLOOR.replace("60/h", "360/h");
    let report = run(&busy.replace("{skills: {german: 1}, prefer: german}", "{skills: {german: 2}}"));
    assert_eq!((handled(&report, "beginners"), handled(&report, "others")), (0, 0));
    assert!(report["metrics"]["p_wait"]["value"].as_f64().unwrap() > 0.5, "though calls wait");
}

#[test]
fn a_level_is_relaxed_by_a_second_target() {
    let queues = "    german: {skills: {german: 2}}
    some_german: {skills: {german: 1}}
  workflow:
    filters:
      - {when: \"queue == \\\"german\\\"\", targets: [{queue: german, timeout: 30s}, {queue: some_german}]}
";
    let busy = FLOOR.replace("60/h", "360/h");
    let report = run(&busy.replace("    german: {skills: {german: 1}, prefer: german}\n", queues));
    assert!(handled(&report, "beginners") > 10);
    let speed = &report["metrics"]["speed_of_answer"];
    assert_eq!((&speed["p50"], &speed["max"]), (&30.0.into(), &30.0.into()), "not sooner, and not later: {speed}");
}

#[test]
fn levels_that_a_script_changes_count_at_once() {
    let folder = Folder::with(&FLOOR.replace("skills: {german: 8}", "skills: {german: 2}, queue: german"));
    folder.write(
        "agent.rhai",
        &AGENT.replace(
            "me.set_activity(\"Available\");",
            "if me.population == \"beginners\" {
                me.invoke(\"SetWorkerAttributes\", #{ attributes: #{ skills: #{ german: 9 } }, mergeExisting: true });
            }
            me.set_activity(\"Available\");",
        ),
    );
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
    assert!(handled(&report, "beginners") >= 18 && handled(&report, "experts") == 0);
}

#[test]
fn a_queue_is_as_busy_as_those_whose_skills_it_asks_for() {
    let (report, _) = by_population(("skills: {german: 1}, prefer", "skills: {german: 2}, prefer"));
    let occupancy = |tag: &str| report["metrics"][&format!("occupancy{{{tag}}}")].clone();
    assert_eq!(occupancy("queue:german"), occupancy("population:experts"));
    assert!(occupancy("queue:german")["value"].as_f64().unwrap() > 0.0);
}

#[test]
fn scripts_know_the_queues_that_their_skills_lead_to() {
    let folder = Folder::with(FLOOR);
    let check =
        "check(\"queue\", me.queue == if me.attributes.skills.contains(\"german\") { \"german\" } else { \"\" });";
    folder.write("agent.rhai", &AGENT.replace("fn run(me) {", &format!("fn run(me) {{ {check}")));
    let (ended, report) = folder.report(&[]);
    assert_eq!((ended.code, &report["metrics"]["checks"]["numerator"]), (0, &9.into()), "{}", ended.stderr);
}

#[test]
fn an_expression_over_skills_holds_for_those_who_have_none() {
    let floor = FLOOR
        .replace(
            "german: {skills: {german: 1}, prefer: german}",
            "german: {workers: \"worker.skills.german >= 2\"}",
        )
        .replace(", skills: {french: 8}", "");
    let report = run(&floor);
    assert!(handled(&report, "experts") >= 18 && handled(&report, "beginners") == 0);
}

#[test]
fn a_skill_that_nobody_has_is_warned_of_with_its_neighbour() {
    let folder = Folder::with(&FLOOR.replace("prefer: german", "prefer: germna"));
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 0);
    let warning = "the queue `german` prefers the skill `germna`, which nobody has; did you mean `german`?";
    assert!(ended.stderr.contains(warning), "{}", ended.stderr);
}

#[test]
fn a_level_out_of_range_is_refused_with_its_line() {
    for (change, said) in [
        (("skills: {german: 8}", "skills: {german: 11}"), ["floor.yaml:8", "from 1 to 10"]),
        (("skills: {german: 8}", "skills: [german, german]"), ["floor.yaml:8", "twice"]),
        (("{german: 1}, prefer", "{}, prefer"), ["floor.yaml:5", "no skill"]),
    ] {
        let ended = Folder::with(&FLOOR.replace(change.0, change.1)).rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104);
        assert!(said.iter().all(|part| ended.stderr.contains(part)), "{change:?}: {}", ended.stderr);
    }
}
