//! What the tests of documents read of Markdown: links, and the anchors of headings.

use std::collections::{BTreeMap, BTreeSet};

/// The lines outside of code fences, with their numbers from 1.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            lines.push((number, line));
        }
    }
    lines
}

/// A line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// All targets of links and pictures, each with its line: `[text](target)`, and `[name]: target` at the begin of a line.
pub(crate) fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let line = without_code(line);
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        let defined =
            line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, target)| target.trim());
        found.extend(inline.chain(defined).map(|target| (number, target.to_owned())));
    }
    found
}

/// What GitHub calls the headings of a document: small letters, no punctuation, hyphens for spaces. The second heading of a
/// name gets `-1` behind it, the third `-2`.
pub(crate) fn anchors(text: &str) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    for (_, line) in prose(text) {
        let heading = line.trim_start_matches('#');
        let depth = line.len() - heading.len();
        if !(1..=6).contains(&depth) || !heading.starts_with(' ') {
            continue;
        }
        let anchor = slug(&without_targets(heading.trim()));
        let earlier = seen.entry(anchor.clone()).or_insert(0);
        anchors.insert(if *earlier == 0 { anchor } else { format!("{anchor}-{earlier}") });
        *earlier += 1;
    }
    anchors
}

fn slug(heading: &str) -> String {
    let small = heading.to_lowercase();
    let kept = small.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A heading with the texts of its links, and without where they lead.
fn without_targets(heading: &str) -> String {
    let mut parts = heading.split("](");
    let mut text = parts.next().unwrap_or("").to_owned();
    for part in parts {
        text.push_str(part.split_once(')').map_or("", |(_, behind)| behind));
    }
    text
}

#[test]
fn headings_are_called_as_github_calls_them() {
    let text = "# A `run -o DIR`: what, why?\n```sh\n# no heading\n```\n## Twice\n## [Twice](a.md)\n## snake_case – und Größe\n#no\n";
    let anchors: Vec<String> = anchors(text).into_iter().collect();
    assert_eq!(anchors, ["a-run--o-dir-what-why", "snake_case--und-größe", "twice", "twice-1"]);
}

#[test]
fn links_within_code_are_none() {
    let text = "[a](b.md#c) `[x](y)` ![p](q.png)\n```\n[no](no.md)\n```\n[d]: e.md\n";
    assert_eq!(links(text), [(1, "b.md#c".to_owned()), (1, "q.png".to_owned()), (5, "e.md".to_owned())]);
}
