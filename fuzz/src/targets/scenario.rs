//! Scenarios: YAML text to a plan, and a plan to a text again.

use std::sync::LazyLock;

use rushhour_scenario::{Overrides, schema};
use rushhour_script::check_plan;
use rushhour_tools::packed::Packed;
use serde_json::Value;

use crate::corpus::Corpus;
use crate::drive::{Bounds, Target};
use crate::loading::load;
use crate::shelf::Shelf;
use crate::tape::Tape;
use crate::text;
use crate::tree::{self, Grammar};

/// The target.
pub(super) const SCENARIO: Target = Target {
    name: "scenario",
    ending: "yaml",
    executions: 200,
    tape: 96,
    good,
    make,
    feed,
    bounds: Bounds { bytes: (32 << 20, 1_000), allocations: (400_000, 200) },
};

/// Where the file stands that is tried: beside the shipped ones, so that it may name what they name.
pub(super) const PLACE: &str = "scenarios/tried.yaml";

struct Stock {
    corpus: Corpus,
    trees: Vec<Value>,
    grammar: Grammar,
    words: Vec<String>,
}

static STOCK: LazyLock<Stock> = LazyLock::new(|| {
    let corpus = Corpus::of(&["scenarios", "src/templates", "fuzz/corpus"], &["yaml"]).and_examples("yaml");
    let grammar = Grammar::of(&schema());
    Stock { trees: corpus.trees(), words: grammar.words(), grammar, corpus }
});

fn good() -> Vec<Vec<u8>> {
    let shipped = STOCK.corpus.files().filter(|(path, _)| path.starts_with("scenarios"));
    shipped.map(|(_, text)| text.as_bytes().to_vec()).collect()
}

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    let stock = &*STOCK;
    let texts = stock.corpus.texts();
    let mut made = match tape.below(20) {
        0..=8 => tape.pick(&texts).map_or_else(String::new, |text| (*text).to_owned()),
        9..=17 => {
            let changed =
                tape.pick(&stock.trees).map(|tree| tree::changed(tape, tree, &stock.trees, &stock.grammar));
            written(tape, &changed.unwrap_or_default())
        }
        _ => {
            let document = stock.grammar.document(tape);
            written(tape, &document)
        }
    };
    // What comes of a tree is left as it is, as a rule: it gets further.
    if tape.chance(40) || texts.contains(&made.as_str()) {
        made = text::changed(tape, &made, &texts, &stock.words);
    }
    made.into_bytes()
}

/// A tree as YAML, or as the JSON that YAML is too.
fn written(tape: &mut Tape<'_>, tree: &Value) -> String {
    match serde_yaml::to_string(tree) {
        Ok(text) if tape.chance(60) => text,
        Ok(_) | Err(_) => tree.to_string(),
    }
}

fn feed(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Some(plan) = load(PLACE, &Overrides::default(), &Shelf::with(PLACE, &text)) else { return false };
    // Compiling takes ten times as long as reading, and has a target of its own.
    if text.len().is_multiple_of(16) {
        check_plan(&plan);
    }
    let packed = Packed::of_plan(&plan);
    let again = match packed.load() {
        Ok(again) => Packed::of_plan(&again),
        Err(error) => unreachable!("what was packed can't be loaded: {:?}\n{packed:?}", error.problems()),
    };
    assert!(packed == again, "what was packed is another scenario:\n{packed:#?}\n{again:#?}");
    true
}
