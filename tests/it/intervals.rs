//! What happens to contacts, told by the interval in which they came.

use super::support::Folder;

const FLOOR: &str = "version: 1
starts_at: \"08:30\"
duration: 90m
interval: 30m
center: {queues: {line: {target: 20s}}}
agents:
  - {name: desk, script: desk.rhai, queue: line, staffing: {\"08:30\": 1, \"09:00\": 2}}
customers:
  - {name: callers, script: caller.rhai, queue: line, arrivals: {constant: {rate: 20/h}}}
thresholds:
  \"service_level{interval:09:30}\": [\"value >= 80%\"]
  \"service_level{interval:08:30}\": [\"value >= 60%\"]
";

const DESK: &str = "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        me.talk(task, \"5m\");
        me.wrapup(task);
        me.complete(task);
    }
}
";

const CALLER: &str = "fn run(me) { me.phone(me.queue); if me.wait_answer(\"10m\") { me.wait_end(); } }";

fn folder(floor: &str) -> Folder {
    let folder = Folder::with(floor);
    folder.write("desk.rhai", DESK).write("caller.rhai", CALLER);
    folder
}

#[test]
fn each_interval_has_numbers_of_its_own_and_thresholds() {
    let folder = folder(FLOOR);
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 99);
    let metrics = &report["metrics"];
    // A call each three minutes, of five: alone an agent falls behind by two minutes with each.
    let waited =
        |interval: &str, key: &str| metrics[format!("wait{{interval:{interval}}}")][key].as_f64().unwrap();
    assert_eq!((waited("08:30", "count"), waited("08:30", "min")), (10.0, 0.0));
    assert_eq!(waited("08:30", "max"), metrics["wait"]["max"].as_f64().unwrap());
    assert_eq!(metrics["service_level{interval:08:30}"]["value"], 0.1);
    assert_eq!(metrics["service_level{interval:09:30}"]["value"], 0.8);
    let whole = &metrics["service_level"];
    let parts = ["08:30", "09:00", "09:30"].map(|it| metrics[format!("service_level{{interval:{it}}}")].clone());
    let sum = |key: &str| parts.iter().map(|part| part[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("numerator"), sum("denominator")), (whole["numerator"].as_u64().unwrap(), 30));
    // Time at work is cut into intervals too.
    let seconds = |key: &str, part: &str| metrics[format!("occupancy{part}")][key].as_f64().unwrap();
    for key in ["numerator", "denominator"] {
        let parts = ["08:30", "09:00", "09:30"].map(|it| seconds(key, &format!("{{interval:{it}}}")));
        assert!((parts.iter().sum::<f64>() - seconds(key, "")).abs() < 1e-6, "{key}: {parts:?}");
    }
    assert_eq!(seconds("denominator", "{interval:08:30}"), 1800.0);
    let held: Vec<bool> =
        report["thresholds"].as_array().unwrap().iter().map(|it| it["ok"].as_bool().unwrap()).collect();
    assert_eq!(held, [true, false]);
    let text = folder.rushhour(&["run", "floor.yaml"]).stdout;
    assert!(text.contains("Intervals, by when contacts came") && text.contains("  09:30"), "{text}");
}

#[test]
fn what_is_no_interval_is_said() {
    let cases = [
        (FLOOR.replace("interval:09:30", "interval:09:15"), "there is no interval `09:15`"),
        (FLOOR.replace("interval: 30m\n", ""), "say how long they are, with `interval: 30m`"),
        (FLOOR.replace("interval: 30m\n", "interval: 1s\n"), "intervals of 1s are more than 1000"),
        (FLOOR.replace("interval: 30m\n", "interval: 0s\n"), "intervals of 0s are more than 1000"),
        (FLOOR.replace("service_level{interval:09:30}", "handle{interval:09:30}"), "has no tag `interval`"),
    ];
    for (floor, message) in cases {
        let ended = folder(&floor).rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{message}");
        assert!(ended.stderr.contains(message), "{message}: {}", ended.stderr);
    }
}
