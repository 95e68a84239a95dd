//! "Adding things" of ARCHITECTURE.md, held against the sources: every file that an entry names is there, and where the
//! sources say which files know a thing of some kind, its entry names all of them.
//!
//! `engine/x` is `crates/engine/src/x` or `crates/engine/x` there, `a/{b,c}.rs` two files, and a word in capitals stands
//! for the name of what is added: `sim/faults/KIND.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use rushhour_engine::action::Action;
use rushhour_engine::audit::{self, CheckedBy};
use rushhour_engine::catalog;
use rushhour_measure::Metric;
use rushhour_scenario::metrics::Better;
use rushhour_sim::Event;

use super::{read, root};

/// An entry of the page: what is added, and the files that it names, as it writes them.
struct Entry {
    title: String,
    named: Vec<String>,
}

/// What a file says, without its comments and tests: names and texts, and `::` and `(` between them.
struct Source {
    path: String,
    words: Vec<String>,
}

/// All entries.
fn entries() -> Vec<Entry> {
    let page = read(&root().join("ARCHITECTURE.md"));
    let (_, section) = page.split_once("\n## Adding things\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let entry = |text: &str| {
        let (title, text) = text.split_once('*').unwrap();
        let named = text.split('`').skip(1).step_by(2).filter(|it| is_path(it)).flat_map(unfolded).collect();
        Entry { title: title.to_owned(), named }
    };
    section.split("\n- *").skip(1).map(entry).collect()
}

fn entry(title: &str) -> Entry {
    let found = entries().into_iter().find(|entry| entry.title == title);
    found.unwrap_or_else(|| unreachable!("ARCHITECTURE.md does not say how to add this: {title}"))
}

fn is_path(text: &str) -> bool {
    let is_file = [".rs", ".md", ".json"].iter().any(|ending| text.ends_with(ending));
    let is_crate = root().join("crates").join(text).is_dir();
    // A `mod.rs` is that of the folder.
    !text.contains([' ', '(', ':']) && (is_file || is_crate || text.contains('/')) && text != "mod.rs"
}

/// Whether it stands for the name of what is added.
fn is_placeholder(part: &str) -> bool {
    part.len() > 2 && part.chars().all(|it| it.is_ascii_uppercase())
}

/// The paths that `a/{b,c}.rs` stands for.
fn unfolded(text: &str) -> Vec<String> {
    let parts = text.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (names, behind))) = parts else { return vec![text.to_owned()] };
    names.split(',').map(|name| format!("{before}{name}{behind}")).collect()
}

/// Where a path of the page may be, from the root of the project.
fn places(named: &str) -> [String; 2] {
    let (first, rest) = named.split_once('/').unwrap_or((named, ""));
    if root().join("crates").join(first).is_dir() {
        [format!("crates/{first}/src/{rest}"), format!("crates/{first}/{rest}")]
    } else if first == "cli" {
        [format!("src/{rest}"), String::new()]
    } else {
        [named.to_owned(), String::new()]
    }
}

impl Entry {
    /// The entry of something with this name.
    fn of(&self, name: &str) -> Self {
        let put = |path: &String| {
            let parts = path.split('/').map(|part| match part.split_once('.') {
                Some((word, ending)) if is_placeholder(word) => format!("{name}.{ending}"),
                None if is_placeholder(part) => name.to_owned(),
                _ => part.to_owned(),
            });
            parts.collect::<Vec<_>>().join("/")
        };
        Self { title: self.title.clone(), named: self.named.iter().map(put).collect() }
    }
    /// Whether it names this file, or a folder around it.
    fn names(&self, file: &str) -> bool {
        self.named
            .iter()
            .flat_map(|named| places(named))
            .any(|it| !it.is_empty() && Path::new(file).starts_with(it))
    }
    /// The paths that it names and that are not there.
    fn missing(&self) -> Vec<String> {
        let is_missing =
            |named: &&String| !places(named).iter().any(|place| !place.is_empty() && root().join(place).exists());
        let says = |named| format!("{}: there is no `{named}`", self.title);
        self.named.iter().filter(is_missing).map(says).collect()
    }
    /// What is wrong where these files know something: it should name all of them.
    fn lacks<'a>(&self, what: &str, files: impl IntoIterator<Item = &'a String>) -> Vec<String> {
        let lacking = files.into_iter().filter(|file| !self.names(file));
        let says = |file| {
            format!(
                "{file} knows {what}: name it in the entry \"{}\" of ARCHITECTURE.md, or let it ask",
                self.title
            )
        };
        lacking.map(says).collect()
    }
}

/// All sources but tests.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    super::files(&root().join("crates"), &mut found);
    super::files(&root().join("src"), &mut found);
    let mut sources = Vec::new();
    for file in found {
        let path = file.strip_prefix(root()).unwrap().display().to_string();
        let is_test = path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("testing.rs");
        if !path.ends_with(".rs") || is_test || path.contains("/examples/") {
            continue;
        }
        let text = read(&file);
        let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
        let mut words = Vec::new();
        add_words(code.parse().unwrap_or_else(|error| unreachable!("{path}: {error}")), &mut words);
        sources.push(Source { path, words });
    }
    assert!(sources.len() > 300, "the sources are no longer where this looks for them");
    sources
}

fn add_words(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => words.push(name.to_string()),
            TokenTree::Literal(value) => words.push(value.to_string()),
            TokenTree::Punct(mark) if mark.as_char() == ':' => words.push(":".to_owned()),
            TokenTree::Punct(_) => {}
            TokenTree::Group(group) => {
                words.push("(".to_owned());
                add_words(group.stream(), words);
            }
        }
    }
}

impl Source {
    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }
    fn has_in_a_row(&self, wanted: &[&str]) -> bool {
        self.words.windows(wanted.len()).any(|words| words.iter().zip(wanted).all(|(word, wanted)| word == wanted))
    }
    /// Whether it writes `enum_name::variant`, or the module of its own that a kind has.
    fn has_path(&self, from: &str, to: &str) -> bool {
        self.has_in_a_row(&[from, ":", ":", to])
    }
}

/// The files of which this holds.
fn files_where(sources: &[Source], holds: impl Fn(&Source) -> bool) -> Vec<String> {
    sources.iter().filter(|source| holds(source)).map(|source| source.path.clone()).collect()
}

/// The kinds of a list: lines like `Latency: latency, RawLatencyFault;`, each as the kind and its file.
fn kinds(list: &str) -> Vec<(String, String)> {
    let text = read(&root().join(list));
    let (_, lines) = text.split_once("\nkinds! {").unwrap();
    let kind = |line: &str| {
        let (kind, rest) = line.trim().strip_suffix(';')?.split_once(": ")?;
        Some((kind.to_owned(), rest.split_once(',')?.0.to_owned()))
    };
    let found: Vec<_> = lines.lines().take_while(|line| *line != "}").filter_map(kind).collect();
    assert!(found.len() > 5, "{list} is no longer the list that this reads");
    found
}

/// Asserts that nothing is wrong.
fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_of_the_architecture_is_short() {
    let bytes = read(&root().join("ARCHITECTURE.md")).len();
    assert!(bytes <= 12 * 1024, "{bytes} bytes: move something to the pages of the crates");
}

#[test]
fn what_the_entries_name_is_there() {
    let entries = entries();
    assert!(entries.len() > 8, "the entries are no longer where this looks for them");
    let whole = entries.into_iter().map(|entry| {
        let named = entry.named.into_iter().filter(|named| !named.split(['/', '.']).any(is_placeholder)).collect();
        Entry { named, ..entry }
    });
    assert_none(whole.flat_map(|entry| entry.missing()).collect());
}

#[test]
fn the_entries_of_kinds_name_all_files_that_know_one() {
    let sources = sources();
    let page = read(&root().join("docs/scenario.md"));
    let faults = ["RawFault", "RequestEffect", "EventEffect", "DesktopEffect", "ContactEffect", "PlatformEffect"];
    let arrivals = ["RawArrivals", "Arrivals"];
    let mut wrong = Vec::new();
    for (title, list, enums, module) in [
        ("A kind of fault", "crates/scenario/src/faults/list.rs", &faults[..], "faults"),
        ("A kind of arrivals", "crates/scenario/src/arrivals/list.rs", &arrivals[..], "arrivals"),
    ] {
        let entry = entry(title);
        assert!(entry.names(list), "{title}: {list}");
        for (kind, file) in kinds(list) {
            let entry = entry.of(&file);
            wrong.extend(entry.missing());
            let knows = |source: &Source| {
                enums.iter().any(|of| source.has_path(of, &kind))
                    || source.has_path(&file, &kind)
                    || source.has_path(module, &file)
            };
            wrong.extend(entry.lacks(&format!("the kind `{file}`"), &files_where(&sources, knows)));
            let rows = page.lines().filter(|line| line.starts_with('|'));
            let mut names = rows.filter_map(|row| row.split('|').nth(1));
            if !names.any(|names| names.split(',').any(|it| it.trim() == format!("`{file}`"))) {
                wrong.push(format!("docs/scenario.md has no row for `{file}`"));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn the_entry_of_an_action_names_all_files_that_know_one() {
    let sources = sources();
    let entry = entry("An action");
    let group_of = |action: &Action| format!("{:?}", catalog::entry(*action).group).to_lowercase();
    let mut known: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for action in Action::ALL {
        // What invokes it is of its own group.
        let invokers = Action::ALL.iter().filter(|it| catalog::entry(**it).invokes.contains(action));
        let groups: BTreeSet<String> = invokers.chain([action]).map(group_of).collect();
        for file in files_where(&sources, |source| source.has(action.name())) {
            if !groups.iter().any(|group| entry.of(group).names(&file)) {
                known.entry((file, group_of(action))).or_default().insert(action.name());
            }
        }
    }
    let says = |((file, group), names): (&(String, String), &BTreeSet<&str>)| {
        entry.of(group).lacks(&format!("{names:?}"), [file])
    };
    let mut wrong: Vec<String> = known.iter().flat_map(says).collect();
    // A file that is named for those that it knows, and knows none any more.
    let knows_any = |source: &Source| Action::ALL.iter().any(|action| source.has(action.name()));
    let knowing = files_where(&sources, knows_any);
    for named in entry.named.iter().filter(|it| it.ends_with(".rs") && !it.split(['/', '.']).any(is_placeholder)) {
        if !places(named).iter().any(|place| knowing.contains(place)) {
            wrong.push(format!("{named} knows no action: take it out of the entry of ARCHITECTURE.md"));
        }
    }
    for group in catalog::Group::ALL {
        let name = format!("{group:?}").to_lowercase();
        let file = format!("crates/engine/src/actions/{name}");
        if ![file.clone(), format!("{file}.rs")].iter().any(|it| root().join(it).exists()) {
            wrong.push(format!("the group {name} has no file in engine/actions"));
        }
    }
    assert_none(wrong);
}

#[test]
fn the_entry_of_an_event_names_the_tables_and_all_who_know_one_by_its_name() {
    let sources = sources();
    let entry = entry("An event");
    let mut wrong = Vec::new();
    for kind in Event::kinds() {
        let files = files_where(&sources, |source| source.has(&format!("\"{}\"", kind.name)));
        let is_in_a_table =
            files.iter().any(|file| file.ends_with("/event.rs") || file.ends_with("/event/kinds.rs"));
        assert!(is_in_a_table, "{} is in no table that this knows", kind.name);
        wrong.extend(entry.lacks(&format!("`{}`", kind.name), &files));
    }
    assert_none(wrong);
}

#[test]
fn the_entry_of_an_invariant_names_the_files_of_all_checks() {
    let sources = sources();
    let entry = entry("An invariant");
    let mut wrong = Vec::new();
    for invariant in audit::ALL.iter().filter(|it| it.checked_by == CheckedBy::Audit) {
        let number = invariant.invariant.number.to_string();
        // A checker has a constant for the number, and a planted bug says which invariant it breaks.
        let checks = |it: &Source| it.path.contains("/engine/src/audit/") && it.has_in_a_row(&["u8", &number]);
        let breaks = |it: &Source| it.path.contains("/planted/") && it.has_in_a_row(&["Some", "(", &number]);
        for (who, files) in [("checks", files_where(&sources, checks)), ("breaks", files_where(&sources, breaks))]
        {
            if files.is_empty() {
                wrong.push(format!("nobody {who} the invariant {number}"));
            }
            wrong.extend(entry.lacks(&format!("the invariant {number}"), &files));
        }
        // A name of one word is that of other things, too.
        let name = invariant.invariant.name;
        if name.contains('-') {
            let knows = |source: &Source| source.has(&format!("\"{name}\""));
            wrong.extend(entry.lacks(&format!("`{name}`"), &files_where(&sources, knows)));
        }
    }
    assert_none(wrong);
}

#[test]
fn the_entry_of_a_metric_names_all_files_that_know_one_by_its_name() {
    let sources = sources();
    let entry = entry("A metric");
    let (rows, better) = (read(&root().join("docs/scenario.md")), read(&root().join("docs/compare.md")));
    let mut wrong = Vec::new();
    for metric in Metric::BUILT_IN {
        let name = metric.entry().name.unwrap();
        let counts = |source: &Source| {
            source.path.starts_with("crates/measure/") && source.has_path("Metric", &format!("{metric:?}"))
        };
        if files_where(&sources, counts).is_empty() {
            wrong.push(format!("nobody in measure counts `{name}`"));
        }
        // A name of one word is that of other things, too, and scripts have names of their own.
        if name.contains('_') {
            let knows = |it: &Source| !it.path.contains("/script/") && it.has(&format!("\"{name}\""));
            wrong.extend(entry.lacks(&format!("`{name}`"), &files_where(&sources, knows)));
        }
        if !rows.contains(&format!("\n| `{name}` |")) {
            wrong.push(format!("docs/scenario.md has no row for `{name}`"));
        }
        if metric.better() != Better::Neither && !better.contains(&format!("`{name}`")) {
            wrong.push(format!("docs/compare.md does not say which way `{name}` gets better"));
        }
    }
    assert_none(wrong);
}

#[test]
fn every_number_of_a_report_is_in_the_page_about_it() {
    let schema: serde_json::Value = serde_json::from_str(&read(&root().join("docs/report.schema.json"))).unwrap();
    let page = read(&root().join("docs/report.md"));
    let mut keys: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
    keys.extend(schema["$defs"]["TotalsReport"]["properties"].as_object().unwrap().keys());
    let missing = keys.into_iter().filter(|key| !page.contains(&format!("`{key}`")));
    assert_none(missing.map(|key| format!("docs/report.md does not say what `{key}` is")).collect());
}
