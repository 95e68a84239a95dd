//! The documents as a whole: none is out of date, no link is dead, and each can be found.
//!
//! That their examples are understood is tested in `manual`.

mod adding;
mod markdown;
mod map;
mod modelled;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::support::{Folder, rushhour};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| unreachable!("{}: {error}", path.display()))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            std::path::Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// Where a link within this repository leads: the file, and the heading if it names one. Nothing for links elsewhere.
fn target(page: &Path, link: &str) -> Option<(PathBuf, Option<String>)> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) =
        link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    let file = if path.is_empty() { page.to_path_buf() } else { plain(&page.parent().unwrap().join(path)) };
    let readme = file.join("README.md");
    Some((if readme.is_file() { readme } else { file }, anchor))
}

/// All files that a document links to.
fn targets(page: &Path) -> BTreeSet<PathBuf> {
    let links = markdown::links(&read(page));
    links.iter().filter_map(|(_, link)| target(page, link)).map(|(file, _)| file).collect()
}

/// All files below a folder. Left out: what is hidden, what cargo builds, and what runs have written.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_written_by_runs = path.is_dir() && folder == root().join("reports");
        if name.starts_with('.') || name == "target" || is_written_by_runs {
            continue;
        }
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// All Markdown documents of the repository.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(root(), &mut found);
    // What stands among the sources is printed by the program, and a document then.
    let is_source = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "src");
    found.retain(|path| path.extension().is_some_and(|it| it == "md") && !is_source(path));
    found.sort();
    assert!(found.len() > 20, "the documents are no longer where this looks for them");
    found
}

/// A build with planted bugs has flags of its own, which the reference leaves out.
#[cfg(not(feature = "planted"))]
#[test]
fn the_reference_is_what_the_binary_says() {
    let said = rushhour(root(), &["man", "--markdown"]).stdout;
    let page = read(&root().join("docs/reference.md"));
    assert!(page == said, "run `cargo run -- man --markdown > docs/reference.md`");
}

#[test]
fn no_link_is_dead() {
    let mut dead = Vec::new();
    let mut followed = 0;
    for page in documents() {
        for (line, link) in markdown::links(&read(&page)) {
            let Some((file, anchor)) = target(&page, &link) else { continue };
            let leads = file.exists()
                && anchor.is_none_or(|it| file.is_file() && markdown::anchors(&read(&file)).contains(&it));
            if !leads {
                dead.push(format!("{}:{line}: {link}", page.display()));
            }
            followed += 1;
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
    assert!(followed > 100, "{followed}");
}

#[test]
fn every_document_is_reached_from_the_readme() {
    let mut reached = BTreeSet::new();
    let mut next = vec![root().join("README.md")];
    while let Some(file) = next.pop() {
        if reached.insert(file.clone()) && file.extension().is_some_and(|it| it == "md") {
            next.extend(targets(&file));
        }
    }
    let mut wanted = documents();
    files(&root().join("docs"), &mut wanted);
    let lost: Vec<String> =
        wanted.iter().filter(|it| !reached.contains(*it)).map(|it| it.display().to_string()).collect();
    assert!(lost.is_empty(), "no links from README.md lead to\n{}", lost.join("\n"));
}

#[test]
fn the_readme_is_short() {
    let bytes = read(&root().join("README.md")).len();
    assert!(bytes <= 10 * 1024, "{bytes} bytes: move something to docs/");
}

/// The code block of a document that begins with this line.
fn block(document: &str, first: &str) -> String {
    let text = read(&root().join(document));
    let start =
        text.find(&format!("```text\n{first}")).unwrap_or_else(|| unreachable!("{document} shows no {first}"));
    text[start..].lines().skip(1).take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect()
}

/// Asserts that a sample shows lines of an output, in their order. `[…]` stands for lines that are left out.
fn assert_shows(sample: &str, output: &str) {
    let mut rest = output.lines();
    for line in sample.lines().filter(|line| *line != "[…]") {
        assert!(rest.any(|it| it == line), "not in the output, or not in this order: {line}\n\n{output}");
    }
}

/// An output without what is measured on the wall: the last columns of the actions, and the line `speed`.
fn without_wall_time(output: &str) -> String {
    let mut keep = None;
    let mut text = String::new();
    for line in output.lines().filter(|line| !line.starts_with("speed ")) {
        if line.contains("engine p50") {
            keep = line.find("p99").map(|at| at + "p99".len());
        } else if line.is_empty() {
            keep = None;
        }
        let kept: String = line.chars().take(keep.unwrap_or(usize::MAX)).collect();
        text.push_str(kept.trim_end());
        text.push('\n');
    }
    text
}

#[test]
fn the_quickstart_prints_what_the_documents_show() {
    let output = without_wall_time(&rushhour(root(), &["run", "scenarios/quickstart.yaml"]).stdout);
    for document in ["README.md", "docs/first-run.md"] {
        assert_shows(&without_wall_time(&block(document, "✓ PASS  quickstart")), &output);
    }
}

#[test]
fn the_desk_of_the_readme_passes_and_fails_as_it_says() {
    let readme = read(&root().join("README.md"));
    let code = |language: &str| {
        let start = readme.find(&format!("```{language}\n")).unwrap() + language.len() + 4;
        readme[start..].split("```").next().unwrap().to_owned()
    };
    let folder = Folder::with("");
    folder.write("desk.rhai", &code("rhai")).write("desk.yaml", &code("yaml"));
    assert_eq!(folder.rushhour(&["run", "desk.yaml"]).code, 0);
    let ended = folder.rushhour(&["run", "desk.yaml", "--set", "agents.desk.count=6"]);
    assert_eq!(ended.code, 99);
    assert_shows(&block("README.md", "✗ FAIL  desk"), &ended.stdout);
}
