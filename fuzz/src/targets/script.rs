//! Scripts: Rhai text, compiled and checked as `check` does, of people, of plugins and of invariants.

use std::sync::LazyLock;

use rushhour_scenario::Overrides;
use rushhour_script::{ScriptProblem, check_plan};

use crate::corpus::Corpus;
use crate::drive::{Bounds, Target};
use crate::loading::load;
use crate::shelf::Shelf;
use crate::tape::Tape;
use crate::text;

/// The target.
pub(super) const SCRIPT: Target = Target {
    name: "script",
    ending: "rhai",
    executions: 250,
    tape: 64,
    good: Vec::new,
    make,
    feed,
    bounds: Bounds { bytes: (32 << 20, 4_000), allocations: (400_000, 200) },
};

/// A scenario in which the script is everybody's, and one in which it states invariants.
const READ_BY: [(&str, &str); 3] = [
    (
        "scenarios/people.yaml",
        "version: 1\nduration: 1m\nagents: [{name: a, count: 1, script: tried.rhai, queue: q}]\ncenter: {queues: {q: {}}}\n",
    ),
    (
        "scenarios/plugins.yaml",
        "version: 1\nduration: 1m\nagents: [{name: a, count: 1, script: phone_agent, plugins: [tried.rhai], queue: q}]\ncenter: {queues: {q: {}}}\n",
    ),
    (
        "scenarios/invariants.yaml",
        "version: 1\nduration: 1m\nagents: [{name: a, count: 1, script: phone_agent, queue: q}]\ncenter: {queues: {q: {}}}\ninvariants: {file: tried.rhai}\n",
    ),
];

struct Stock {
    corpus: Corpus,
    words: Vec<String>,
}

static STOCK: LazyLock<Stock> = LazyLock::new(|| {
    let folders = ["scripts", "crates/script/src/built_in", "fuzz/corpus"];
    let corpus = Corpus::of(&folders, &["rhai"]).and_examples("rhai");
    let mut words: Vec<String> = corpus.texts().iter().flat_map(|text| words_of(text)).collect();
    words.sort();
    words.dedup();
    words.extend(KEYWORDS.iter().map(|word| (*word).to_owned()));
    Stock { corpus, words }
});

/// What Rhai knows besides what scripts already say.
const KEYWORDS: &[&str] = &[
    "let",
    "const",
    "fn",
    "private",
    "if",
    "else",
    "switch",
    "do",
    "while",
    "until",
    "loop",
    "for",
    "in",
    "continue",
    "break",
    "return",
    "throw",
    "try",
    "catch",
    "import",
    "export",
    "as",
    "global",
    "Fn",
    "call",
    "curry",
    "is_shared",
    "is_def_fn",
    "is_def_var",
    "this",
    "type_of",
    "print",
    "debug",
    "eval",
    "0..",
    "1..=3",
    "#{}",
    "[]",
    "||{}",
    "|a, b| a",
    "()",
    "`${1}`",
    "'a'",
    "0b1",
    "1e300",
    "x.y",
    "x[0]",
    "x?.y",
    "x ?? y",
    "x = y",
    "x += 1",
    "!in",
];

fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.len() > 1)
        .map(ToOwned::to_owned)
        .collect()
}

fn make(tape: &mut Tape<'_>) -> Vec<u8> {
    let texts = STOCK.corpus.texts();
    let text = tape.pick(&texts).copied().unwrap_or_default();
    text::changed(tape, text, &texts, &STOCK.words).into_bytes()
}

fn feed(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    // By its length, so that each input is read in one way, the same every time.
    let (file, scenario) = READ_BY[text.len() % READ_BY.len()];
    let shelf = Shelf::with("scenarios/tried.rhai", &text).and(file, scenario);
    let Some(plan) = load(file, &Overrides::default(), &shelf) else { return false };
    let problems = check_plan(&plan);
    problems.iter().for_each(|problem| stands(problem, &text));
    problems.is_empty()
}

/// A problem says something, at a place that is there.
fn stands(problem: &ScriptProblem, text: &str) {
    assert!(!problem.message.is_empty(), "something is wrong, and nobody says what");
    let lines = text.split('\n').count();
    assert!(problem.line as usize <= lines + 1, "there is no line {} of {lines}", problem.line);
}
