//! Runs that go on beyond what they were given.

use super::support::{Ended, Folder};

fn check(arrivals: &str, agents: &str) -> Ended {
    let folder = Folder::with(&format!(
        "version: 1
starts_at: \"09:00\"
duration: 2h
agents: [{{name: desk, script: phone_agent, queue: line, {agents}}}]
vars: {{hold_share: 0, transfer_share: 0, transfer_to: line}}
customers: [{{name: callers, script: phone_customer, queue: line, arrivals: {{{arrivals}}}}}]
"
    ));
    folder.write("counted.csv", "start,calls\n09:00,12\n09:30,14\n10:00,9\n");
    folder.write("day.csv", "start,calls\n09:00,12\n09:30,14\n10:00,9\n10:30,8\n");
    let often = (0..100).map(|place| format!("{}\n", place * 30)).collect::<String>();
    folder.write("moments.csv", &format!("at\n{often}"));
    let rarely = (0..20).map(|place| format!("{}\n", place * 340)).collect::<String>();
    folder.write("rare.csv", &format!("at\n{rarely}"));
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    ended
}

#[test]
fn a_ramp_or_a_trace_that_ends_before_the_run_is_told() {
    let cases = [
        ("ramp: {stages: [{over: 30m, to: 60/h}, {over: 30m, to: 40/h}]}", "the ramp ends at 10:00"),
        ("trace: {file: counted.csv}", "the trace ends at 10:30"),
        ("trace: {file: moments.csv}", "the trace ends at 09:49:30"),
    ];
    for (arrivals, words) in cases {
        let ended = check(arrivals, "count: 9");
        let said = format!("of the customers `callers` {words}, and none come by it until the run ends at 11:00");
        assert!(ended.stderr.contains(&said), "{arrivals}: {}", ended.stderr);
    }
}

#[test]
fn nothing_is_said_of_what_was_meant_to_end_or_lasts_long_enough() {
    for arrivals in [
        "ramp: {stages: [{over: 30m, to: 60/h}, {over: 30m, to: 0/h}]}",
        "ramp: {stages: [{over: 3h, to: 60/h}]}",
        "trace: {file: day.csv}",
        "trace: {file: rare.csv}",
        "poisson: {rate: 60/h, until: 1h}",
        "burst: {count: 10}",
    ] {
        assert_eq!(check(arrivals, "count: 9").stderr, "", "{arrivals}");
    }
}

#[test]
fn a_queue_that_is_left_alone_while_customers_come_is_told() {
    for agents in ["shifts: [{until: \"10:00\", count: 9}]", "staffing: {\"09:00\": 9, \"10:00\": 0}"] {
        let ended = check("poisson: {rate: 60/h}", agents);
        let said = ended.stderr.contains("to 11:00 the queue `line`") && ended.stderr.contains("has 0 agents");
        assert!(said, "{agents}: {}", ended.stderr);
    }
}

#[test]
fn who_waits_for_people_to_come_waits_until_they_have_worked_off_what_is_there() {
    let wait = |agents: &str| {
        let said = check("poisson: {rate: 60/h}", agents).stderr;
        let (_, rest) = said.split_once("does not give up waits about ").unwrap_or_else(|| unreachable!("{said}"));
        rest.split_whitespace().take(2).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    // One agent alone would take some two hours for it.
    let [few, many] = ["8", "30"].map(|count| wait(&format!("staffing: {{\"09:00\": 0, \"10:00\": {count}}}")));
    let [few, many] = [few, many].map(|told| (told[0].parse::<f64>().unwrap(), told[1].clone()));
    assert!(many.0 < few.0 && few.0 < 60.0 && few.1 == "min", "{few:?} {many:?}");
}
