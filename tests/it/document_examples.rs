//! Every example of the product's own documentation, put into Rhai, by the right role in the state that it needs and with
//! its placeholders replaced: it works, or `docs/actions.md` tells of the slip with the code that it is refused with.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::Folder;

const TRIES: &str = include_str!("document_examples/tries.rhai");

/// Examples that can't work as they are written.
const SLIPS: [(&str, &str); 2] =
    [("StartExternalWarmTransfer", "IncompletePayload"), ("RedirectCallTask", "IncompletePayload")];

fn floor() -> Folder {
    let folder = Folder::with(include_str!("document_examples/floor.yaml"));
    let scripts = [
        ("agent.rhai", include_str!("document_examples/agent.rhai")),
        ("writer.rhai", include_str!("document_examples/writer.rhai")),
        ("offered.rhai", include_str!("document_examples/offered.rhai")),
        ("lead.rhai", include_str!("document_examples/lead.rhai")),
        ("colleague.rhai", include_str!("document_examples/colleague.rhai")),
        ("caller.rhai", include_str!("document_examples/caller.rhai")),
        ("callee.rhai", include_str!("document_examples/callee.rhai")),
        ("chatter.rhai", include_str!("document_examples/chatter.rhai")),
    ];
    for (name, script) in scripts {
        let tries = if script.contains("tries(") { TRIES } else { "" };
        folder.write(name, &format!("{script}{tries}"));
    }
    folder
}

/// The part of the page that is about an action.
fn told_of<'a>(page: &'a str, action: &str) -> &'a str {
    let heading = format!("{action}\n");
    page.split("\n### ").find(|part| part.starts_with(&heading)).unwrap()
}

#[test]
fn every_example_of_the_document_works_or_its_slip_is_told() {
    let folder = floor();
    let ended = folder.noted();
    let mut tried: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for note in &ended {
        let Some((action, result)) = note.strip_prefix("example ").and_then(|it| it.split_once(": ")) else {
            continue;
        };
        tried.entry(action.to_owned()).or_default().push(result.to_owned());
    }
    let catalogue: Vec<Value> = serde_json::from_str(&folder.rushhour(&["actions", "--json"]).stdout).unwrap();
    let page = folder.rushhour(&["actions", "--markdown"]).stdout;
    for action in catalogue.iter().map(|entry| entry["name"].as_str().unwrap()) {
        let results = tried.get(action).unwrap_or_else(|| unreachable!("{action} was not tried: {ended:?}"));
        let slip = SLIPS.iter().find(|(name, _)| *name == action).map(|(_, code)| *code);
        for result in results {
            match slip {
                None => assert_eq!(result, "ok", "{action}"),
                Some(code) => assert!(result.starts_with(code), "{action}: {result}"),
            }
        }
        if let Some(code) = slip {
            let told = told_of(&page, action).lines().find(|line| line.starts_with("- A slip")).unwrap();
            assert!(told.contains(&format!("`{code}`")), "{action}: {told}");
        }
    }
    assert_eq!((catalogue.len(), tried.len()), (67, 67));
}

impl Folder {
    /// Runs the floor, and gives what its scripts have noted, in order.
    fn noted(&self) -> Vec<String> {
        let ended = self.rushhour(&["run", "floor.yaml", "-q", "--events", "events.jsonl"]);
        assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
        let events = std::fs::read_to_string(self.path("events.jsonl")).unwrap();
        let note_of = |line: &str| {
            let event: Value = serde_json::from_str(line).unwrap();
            (event["event"] == "Noted").then(|| event["text"].as_str().unwrap().to_owned())
        };
        events.lines().filter_map(note_of).collect()
    }
}
