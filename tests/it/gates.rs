//! Gates: what must not pass on nothing, and flags that say nothing.

use super::support::{FLOOR, Folder};

#[test]
fn a_value_that_was_not_said_is_a_wrong_command_line() {
    let folder = Folder::with(FLOOR);
    for args in [
        ["run", "--set", "agents.desk.count="],
        ["run", "--set", "agents.desk.count= "],
        ["run", "--set", "agents.desk.count=# five"],
        ["check", "--set", "name="],
        ["run", "-e", "n="],
        ["check", "-e", "=3"],
        ["run", "--set", "=3"],
        ["capacity", "--vary", "agents.desk.count="],
        ["capacity", "--vary", "agents.desk.count=..5"],
        ["capacity", "--vary", "=1..5"],
    ] {
        let ended = folder.rushhour(&[args[0], "floor.yaml", args[1], args[2]]);
        assert_eq!(ended.code, 2, "{args:?}: {}", ended.stderr);
    }
    for tolerance in ["=", "wait=", "=5%", ""] {
        let ended = folder.rushhour(&["run", "floor.yaml", "--baseline", "x", "--tolerance", tolerance]);
        assert_eq!(ended.code, 2, "{tolerance}: {}", ended.stderr);
    }
    let ended = folder.rushhour(&["run", "floor.yaml", "--set", "agents.desk.count="]);
    assert!(ended.stderr.contains("a value is missing"), "{}", ended.stderr);
}

#[test]
fn an_empty_text_and_nothing_can_be_said() {
    let folder = Folder::with(&format!("{FLOOR}vars: {{what: calls}}\ndescription: \"about ${{what}}\"\n"));
    let (_, report) = folder.report(&["--set", "agents.desk.count=null", "--set", "name=\"\"", "-e", "what=''"]);
    assert_eq!(report["scenario"]["description"], "about ");
    assert_eq!(report["scenario"]["populations"]["desk"]["count"], 1);
}
