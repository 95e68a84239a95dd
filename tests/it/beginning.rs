//! What helps to begin: `new`, `schema`, `completions`.

use std::path::Path;

use serde_json::Value;

use super::support::{self, Folder, rushhour};

const TEMPLATES: [&str; 4] = ["voice", "chat", "mixed", "outbound"];

fn schema() -> jsonschema::Validator {
    let ended = rushhour(Path::new(env!("CARGO_MANIFEST_DIR")), &["schema"]);
    assert_eq!(ended.code, 0);
    jsonschema::validator_for(&serde_json::from_str(&ended.stdout).unwrap()).unwrap()
}

fn yaml(path: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn errors(schema: &jsonschema::Validator, scenario: &Value) -> Vec<String> {
    schema.iter_errors(scenario).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_template_is_valid_runs_and_keeps_its_thresholds() {
    let folder = Folder::with("");
    let schema = schema();
    for template in TEMPLATES {
        let ended = folder.rushhour(&["new", &format!("my {template}"), "--template", template]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        let file = format!("my {template}/my {template}.yaml");
        assert_eq!(ended.stdout, format!("rushhour check '{file}'\nrushhour run '{file}'\n"));
        let checked = folder.rushhour(&["check", &file]);
        assert_eq!((checked.code, checked.stderr.as_str()), (0, ""), "{template}");
        let ran = folder.rushhour(&["run", &file, "--replications", "1"]);
        assert_eq!(ran.code, 0, "{template}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(errors(&schema, &yaml(&folder.path(&file))), [""; 0], "{template}");
        let beside = std::fs::read_to_string(folder.path(&format!("my {template}/scenario.schema.json"))).unwrap();
        assert!(beside.starts_with('{'));
    }
}

#[test]
fn new_asks_for_nothing_and_writes_over_nothing() {
    let folder = Folder::with("");
    let ended = folder.rushhour(&["new"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (0, "rushhour check voice/voice.yaml\nrushhour run voice/voice.yaml\n")
    );
    std::fs::write(folder.path("voice/voice.yaml"), "mine").unwrap();
    std::fs::remove_file(folder.path("voice/scripts/phone_agent.rhai")).unwrap();
    let again = folder.rushhour(&["new"]);
    assert!(again.code == 2 && again.stderr.contains("voice/voice.yaml"), "{}", again.stderr);
    assert_eq!(std::fs::read_to_string(folder.path("voice/voice.yaml")).unwrap(), "mine");
    assert!(!folder.path("voice/scripts/phone_agent.rhai").exists(), "nothing is written where anything is there");
    // In the directory where one is.
    let here = folder.rushhour(&["new", "night.yaml", "--template", "chat"]);
    assert!(here.code == 0 && folder.path("night.yaml").is_file(), "{}", here.stderr);
}

#[test]
fn every_scenario_that_comes_along_fits_the_schema() {
    let schema = schema();
    let mut seen = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            assert_eq!(errors(&schema, &yaml(&path)), [""; 0], "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 10);
}

#[test]
fn the_schema_knows_keys_and_shapes_and_lets_scalars_be_variables() {
    let schema = schema();
    let is_valid = |text: &str| schema.is_valid(&serde_yaml::from_str(text).unwrap());
    let agents = |keys: &str| format!("agents: [{{name: desk, script: phone_agent, {keys}}}]");
    assert!(is_valid(&agents("count: 4, queue: support")));
    assert!(is_valid(&agents("count: \"${agents}\"")));
    assert!(!is_valid(&agents("cuont: 4")));
    assert!(!is_valid(&agents("count: many")));
    assert!(!is_valid("agents: [{script: phone_agent}]"));
    assert!(is_valid("center: {mode: compat, lines: none, features: {pause: \"${pause}\"}}"));
    assert!(!is_valid("center: {mode: lenient}"));
    assert!(is_valid("distributions: {talk: {lognormal: {mean: 3m, cv: 0.8}}, hold: 30s}"));
    assert!(!is_valid("distributions: {talk: {lognormall: {mean: 3m}}}"));
    assert!(is_valid("faults: [{latency: {rate: 2%, extra: 5s}}]"));
    assert!(!is_valid("faults: [{latency: {rate: 2%, extra: 5s, actoin: AcceptTask}}]"));
    assert!(!is_valid("starts_at: morning"));
    assert!(!is_valid("thresholdz: {wait: [mean < 1s]}"));
}

#[test]
fn completions_know_the_commands() {
    let folder = Folder::with("");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ended = folder.rushhour(&["completions", shell]);
        assert!(ended.code == 0 && ended.stdout.contains("compare"), "{shell}: {}", ended.stderr);
    }
    assert_eq!(folder.rushhour(&["completions", "tcsh"]).code, 2);
}

#[test]
fn check_warns_of_more_work_than_the_agents_can_do() {
    let floor = |agents: &str, arrivals: &str| {
        let text = support::FLOOR
            .replace("duration: 10m", "duration: 4h\nstarts_at: \"08:00\"")
            .replace("count: 4,", agents)
            .replace("{poisson: {rate: 60/h}}", arrivals)
            .replace("{exponential: {mean: 1m}}", "2m");
        let folder = Folder::with(&text);
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        ended.stderr
    };
    // Two minutes of talk, half a minute of wrap-up, now and then ten seconds on hold: 4.2 erlangs an hour and more.
    assert_eq!(floor("count: 6,", "{constant: {rate: 100/h}}"), "");
    let all_day = floor("count: 4,", "{constant: {rate: 100/h}}");
    assert!(all_day.starts_with("warning: the queue `support` is offered 4.2"), "{all_day}");
    assert!(
        all_day.contains("(100 contacts an hour that keep an agent busy for 15")
            && all_day.contains("has 4.00 agents: 10")
    );
    // Within the day: what comes in its busiest hour is not worked off by those who are there.
    let profile = "{profile: {\"08:00\": 20/h, \"09:00\": 240/h, \"10:00\": 20/h}}";
    let rush = floor("count: 6,", profile);
    assert!(rush.starts_with("warning: from 09:00 to 10:00 the queue `support` is offered"), "{rush}");
    // They come when they are needed.
    assert_eq!(floor("staffing: {\"08:00\": 2, \"09:00\": 12, \"10:00\": 2},", profile), "");
    // Or those of another queue help out: nobody is short, the two together are.
    let shared = support::FLOOR.replace("support: {target: 20s}", "support: {}\n    sales: {}").replace(
        "queue: support}\ncustomers:\n",
        "queues: [support, sales]}\ncustomers:\n  - {name: buyers, script: caller.rhai, queue: sales, arrivals: {constant: {rate: 140/h}}}\n",
    );
    let shared = Folder::with(&shared.replace("60/h", "140/h")).rushhour(&["check", "floor.yaml"]).stderr;
    assert!(shared.starts_with("warning: the queues `support`, `sales` together are offered"), "{shared}");
}

#[test]
fn check_ends_whatever_scripts_do_and_however_many_come() {
    let folder = Folder::with(&support::FLOOR.replace("duration: 10m", "duration: 90h"));
    folder.write("tick.rhai", "fn run(me) { loop { sleep(\"1ms\"); } }\n");
    let ended = folder.rushhour(&["check", "floor.yaml", "--set", "agents.desk.script=tick.rhai"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let crowd = "customers.callers.arrivals={poisson: {rate: 90000/s}}";
    let ended = folder.rushhour(&["check", "floor.yaml", "--set", crowd, "--set", "agents.desk.count=5000"]);
    assert!(ended.code == 0 && ended.stderr.contains("% of what they can do"), "{}", ended.stderr);
}

#[test]
fn check_counts_each_customer_of_a_large_burst_once() {
    let folder = Folder::with(
        "version: 1
duration: 1h
center: {queues: {line: {}}}
agents: [{name: desk, script: desk.rhai, queue: line, count: 110}]
customers:
  - {name: callers, script: phone_customer, queue: line, arrivals: {burst: {count: 300000, over: 1h}}}
",
    );
    let desk = "fn run(me) {
        me.set_activity(\"Available\");
        for task in me.tasks() {
            if !me.accept(task) { continue; }
            sleep(1);
            me.wrapup(task);
            me.complete(task);
        }
    }";
    folder.write("desk.rhai", desk);
    // 300,000 seconds of work in an hour need 83 agents.
    let checked = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (0, ""));
    let checked = folder.rushhour(&["check", "floor.yaml", "--set", "agents.desk.count=80"]);
    assert!(checked.stderr.contains("300,000 contacts an hour"), "{}", checked.stderr);
}
