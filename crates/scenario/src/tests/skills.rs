//! Skills of populations and of queues, good and bad.

use super::{BASE, Case, listed};
use crate::plan::Plan;
use rushhour_engine::units::QueueId;
use rushhour_engine::value::Value;

/// Experts and beginners in German, and queues that ask for it.
fn floor(queues: &str, skills: &str) -> String {
    format!(
        "\
version: 1
duration: 1h
center:
  queues:
    sales:
{queues}
agents:
  - {{name: experts, script: phone_agent, {skills}}}
  - {{name: desk, script: phone_agent, queue: sales}}
"
    )
}

fn plan(queues: &str, skills: &str) -> Plan {
    Case::default().plan(&floor(queues, skills))
}

fn level(plan: &Plan, population: usize, skill: &str) -> Option<i64> {
    match plan.populations[population].attributes.get("skills").unwrap().get(skill) {
        Some(Value::Int(level)) => Some(*level),
        None => None,
        Some(other) => panic!("{other:?}"),
    }
}

#[test]
fn skills_become_an_attribute_and_those_of_others_are_none() {
    let written = plan("", "skills: {german: 4, sales: 10}, attributes: {team: red}, queue: sales");
    let attributes = &written.populations[0].attributes;
    assert_eq!(attributes.get("team"), Some(&Value::Text("red".into())));
    assert_eq!((level(&written, 0, "german"), level(&written, 0, "sales")), (Some(4), Some(10)));
    assert_eq!(level(&written, 1, "german"), None, "an empty map, so that expressions over all workers hold");
    let listed = plan("", "skills: [german, sales], queue: sales");
    assert_eq!((level(&listed, 0, "german"), level(&listed, 0, "sales")), (Some(1), Some(1)));
    let none = Case::default().plan(BASE);
    assert_eq!(none.populations[0].attributes.get("skills"), None, "no scenario without skills changes");
    let own = "skills: {german: 4}, queue: sales}\n  - {name: own, script: phone_agent, attributes: {skills: mine}, queue: sales";
    assert_eq!(plan("", own).populations[1].attributes.get("skills"), Some(&Value::Text("mine".into())));
}

#[test]
fn a_population_serves_the_queues_it_names_and_those_it_is_skilled_for() {
    let queues = "    german: {skills: {german: 3}}\n    both: {skills: [german, sales], prefer: german}\n    high: {skills: {german: 5}}";
    let plan = plan(queues, "skills: {german: 4, sales: 1}");
    let serves = |place: usize| plan.populations[place].queues(&plan.center);
    assert_eq!(serves(0), [QueueId::new(1), QueueId::new(2)]);
    assert_eq!(serves(1), [QueueId::new(0)]);
    assert_eq!(plan.center.queues[2].prefer.as_deref(), Some("german"));
    insta::assert_snapshot!(plan.warnings.join("\n"), @"no agent serves the queue `high` (it asks for `german: 5`)");
}

#[test]
fn a_queue_that_nobody_has_the_skills_for_is_warned_of() {
    let queues = "    german: {skills: {germn: 3}, prefer: germna}\n    high: {skills: {german: 5, sales: 2}}";
    insta::assert_snapshot!(plan(queues, "skills: {german: 4, sales: 1}").warnings.join("\n"), @r#"
    the queue `german` asks for the skill `germn`, which nobody has; did you mean `german`?
    the queue `german` prefers the skill `germna`, which nobody has; did you mean `german`?
    no agent serves the queue `german` (it asks for `germn: 3`)
    no agent serves the queue `high` (it asks for `german: 5`, `sales: 2`)
    the agents `experts` serve no queue
    "#);
    let queues = "    german: {skills: {german: 3}}";
    let bosses = "queue: sales}\nsupervisors:\n  - {name: lead, script: phone_agent, skills: {german: 9}";
    insta::assert_snapshot!(plan(queues, bosses).warnings.join("\n"), @"no agent serves the queue `german` (it asks for `german: 3`)");
}

#[test]
fn levels_and_names_that_make_no_sense() {
    let wrong = [
        "skills: {german: 0}",
        "skills: {german: 11}",
        "skills: {german: -1}",
        "skills: {german: 2.5}",
        "skills: {german: high}",
        "skills: {german: }",
        "skills: german",
        "skills: [german, 3]",
        "skills: [{german: 3}]",
        "skills: [german, german]",
        "skills: {german: 1, german: 2}",
        "skills: {\"\": 1}",
        "skills: [\"a.b\"]",
        "skills: {german: 4}, attributes: {skills: {german: 2}}",
    ];
    let seen: Vec<String> =
        wrong.iter().map(|skills| format!("{skills}\n{}", listed(&floor("", skills)))).collect();
    insta::assert_snapshot!(seen.join(""), @r#"
    skills: {german: 0}
    day/rush.yaml:8:59: agents[0].skills.german: found `0` where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    skills: {german: 11}
    day/rush.yaml:8:59: agents[0].skills.german: found `11` where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    skills: {german: -1}
    day/rush.yaml:8:59: agents[0].skills.german: found `-1` where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    skills: {german: 2.5}
    day/rush.yaml:8:59: agents[0].skills.german: found `2.5` where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    skills: {german: high}
    day/rush.yaml:8:59: agents[0].skills.german: found the text "high" where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    skills: {german: }
    day/rush.yaml:8:51: agents[0].skills.german: found nothing where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    skills: german
    day/rush.yaml:8:50: agents[0].skills: found the text "german" where a mapping of skills to levels (`{german: 4}`) or a list of skills belongs
        write a mapping of skills to levels (`{german: 4}`) or a list of skills
    skills: [german, 3]
    day/rush.yaml:8:59: agents[0].skills[1]: found `3` where text belongs
        write text
    skills: [{german: 3}]
    day/rush.yaml:8:51: agents[0].skills[0]: found a mapping where text belongs
        write text
    skills: [german, german]
    day/rush.yaml:8:59: agents[0].skills[1]: the skill `german` is there twice
        keep one
    skills: {german: 1, german: 2}
    day/rush.yaml:8:50: the key `german` stands twice in one mapping
        keep one of them
    skills: {"": 1}
    day/rush.yaml:8:51: agents[0].skills.: a skill needs a name
        write one
    skills: ["a.b"]
    day/rush.yaml:8:51: agents[0].skills[0]: `a.b` is no name for a skill
        leave out `.`, `,`, `:`, brackets, quotes and outer spaces: paths and tags are made of them
    skills: {german: 4}, attributes: {skills: {german: 2}}
    day/rush.yaml:8:76: agents[0].attributes.skills: `skills` is a key of the population and an attribute
        keep one of them: the key `skills` becomes this attribute
    "#);
}

#[test]
fn queues_that_ask_for_nothing_or_nonsense() {
    let wrong = [
        "{skills: {}}",
        "{skills: []}",
        "{skills: {german: 12}}",
        "{prefer: \"\"}",
        "{prefer: [german]}",
        "{prefers: german}",
    ];
    let seen: Vec<String> = wrong
        .iter()
        .map(|queue| {
            format!("{queue}\n{}", listed(&floor(&format!("    german: {queue}"), "skills: {german: 4}")))
        })
        .collect();
    insta::assert_snapshot!(seen.join(""), @r#"
    {skills: {}}
    day/rush.yaml:6:14: center.queues.german.skills: the queue asks for no skill
        name at least one skill, or leave the key out: then those who name the queue serve it
    {skills: []}
    day/rush.yaml:6:14: center.queues.german.skills: the queue asks for no skill
        name at least one skill, or leave the key out: then those who name the queue serve it
    {skills: {german: 12}}
    day/rush.yaml:6:31: center.queues.german.skills.german: found `12` where a whole number from 1 to 10 belongs
        write a whole number from 1 to 10
    {prefer: ""}
    day/rush.yaml:6:22: center.queues.german.prefer: a skill needs a name
        write one
    {prefer: [german]}
    day/rush.yaml:6:14: center.queues.german.prefer: found a list where text belongs
        write text
    {prefers: german}
    day/rush.yaml:6:14: center.queues.german.prefers: unknown key `prefers`
        did you mean `prefer`?
    "#);
}

#[test]
fn levels_come_from_variables_and_flags() {
    let yaml = floor("    german: {skills: {german: \"${least}\"}}", "skills: {german: 4}") + "vars: {least: 3}\n";
    let plan = Case::default().set("agents.experts.skills.german", "2").plan(&yaml);
    assert_eq!(plan.populations[0].queues(&plan.center), []);
    let plan = Case::default().var("least", "2").set("agents.experts.skills.german", "2").plan(&yaml);
    assert_eq!(plan.populations[0].queues(&plan.center), [QueueId::new(1)]);
}
