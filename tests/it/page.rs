//! The page of a run: complete, self-contained, harmless whatever the scenario says, and the same when made again.

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use super::support::{FLOOR, Folder, chromium};

/// A name that would do something on a page that trusts it.
const EVIL: &str = "<script>alert('x')</script>\\\"><img src=x onerror=alert(1)>";

fn page_of(folder: &Folder, more: &[&str]) -> String {
    let ended = folder.rushhour(&[&["run", "floor.yaml", "-q", "-o", "out"], more].concat());
    assert!([0, 99].contains(&ended.code), "{}", ended.stderr);
    std::fs::read_to_string(folder.path("out/report.html")).unwrap()
}

#[test]
fn the_first_screen_answers_and_everything_is_there() {
    let folder = Folder::with(&format!(
        "{FLOOR}starts_at: \"09:00\"\nvars: {{x: 7}}\nthresholds: {{wait: [\"max < 1ms\"]}}\n"
    ));
    let page = page_of(&folder, &["-e", "x=8", "--replications", "2"]);
    for part in [
        "✗ FAIL",
        "For QA",
        "For performance",
        "For training",
        "Offered",
        "Handled",
        "Service level",
        "Longest wait",
        "within 20 s",
        "signed in, on average",
        "Invariants violated",
        "Actions rejected",
        "max &lt; 1ms",
        "Agents by what they do",
        "Waiting at once",
        "Actions per second",
        "Time inside the engine",
        "By population of agents",
        "rushhour run floor.yaml -e x=8 --seed 1 --replications 2",
        "09:05",
        "<td class=\"left\">8</td>",
        "customers:",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.matches("<svg ").count() >= 10);
    assert!(page.matches("<title>").count() > 500, "values on hover");
    // Modelled and engine latency have charts of their own.
    let figures: Vec<&str> = page.split("</figure>").collect();
    assert!(figures.iter().any(|it| it.contains("by p99, in the engine") && !it.contains("modelled")));
}

#[test]
fn a_page_needs_nothing_and_runs_nothing() {
    let page = page_of(&Folder::with(FLOOR), &[]);
    for reference in ["http://", "https://", "src=", "url(", "@import", "<script", "<link", "<iframe", " on"] {
        let reference = if reference == " on" { " onload=" } else { reference };
        assert!(!page.contains(reference), "{reference}");
    }
    assert!(page.contains("Content-Security-Policy") && page.contains("default-src 'none'"));
    assert!(page.split("href=\"").skip(1).all(|link| link.starts_with('#')), "links go to places of the page");
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
}

#[test]
fn names_of_a_scenario_do_nothing() {
    let folder =
        Folder::with(&format!("{FLOOR}name: \"{EVIL}\"\ndescription: \"{EVIL}\"\nvars: {{v: \"{EVIL}\"}}\n"));
    folder.write("caller.rhai", &format!("fn run(me) {{ check(\"{EVIL}\", true); note(\"x\"); }}\n"));
    let page = page_of(&folder, &["--set", &format!("description=<script>{EVIL}")]);
    assert!(!page.contains("<script") && !page.contains("<img"), "markup of a scenario is none of the page's");
    assert!(page.matches("&lt;script&gt;").count() >= 6);
}

#[test]
fn a_stored_report_is_made_into_the_same_page_again() {
    let folder = Folder::with(FLOOR);
    let page = page_of(&folder, &[]);
    let stored = folder.path("out");
    let read = |name: &str| std::fs::read_to_string(stored.join(name)).unwrap();
    let junit = read("junit.xml");
    for name in ["report.html", "junit.xml", "summary.txt", "metrics.csv", "series.csv", "metrics.prom"] {
        std::fs::remove_file(stored.join(name)).unwrap();
    }
    let ended = folder.rushhour(&["report", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("PASS"));
    assert!(read("report.html") == page && read("junit.xml") == junit);
    assert!(read("series.csv").starts_with("at_s,arrivals,"));
    folder.rushhour(&["report", "-q", "out/report.json", "-o", "elsewhere"]);
    assert!(std::fs::read_to_string(folder.path("elsewhere/report.html")).unwrap() == page);
}

#[test]
fn what_is_no_report_is_told_apart() {
    let folder = Folder::with(FLOOR);
    folder.write("bad.json", "{\"version\": 9}");
    let ended = folder.rushhour(&["report", "bad.json"]);
    assert_eq!(ended.code, 104);
    assert!(ended.stderr.contains("bad.json: the report is of version 9"), "{}", ended.stderr);
    let ended = folder.rushhour(&["report", "nowhere"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("nowhere"), "{}", ended.stderr);
    assert_eq!(folder.rushhour(&["report"]).code, 2);
}

/// A report of an older program has no series, no distributions, nothing of what is new.
#[test]
fn an_older_report_has_a_page_too() {
    let folder = Folder::with(FLOOR);
    page_of(&folder, &[]);
    let text = std::fs::read_to_string(folder.path("out/report.json")).unwrap();
    let mut report: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["series", "distributions", "engine_ns", "faults", "servers"] {
        report.as_object_mut().unwrap().remove(key).unwrap();
    }
    for key in ["description", "starts_at", "queues", "populations", "text"] {
        report["scenario"].as_object_mut().unwrap().remove(key).unwrap();
    }
    folder.write("old.json", &report.to_string());
    let ended = folder.rushhour(&["report", "-q", "old.json", "-o", "old"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let page = std::fs::read_to_string(folder.path("old/report.html")).unwrap();
    assert!(page.contains("For QA") && !page.contains("<svg"));
}

#[test]
fn many_contacts_make_no_larger_files() {
    let size = |folder: &Folder, name: &str| std::fs::metadata(folder.path("out").join(name)).unwrap().len();
    let folder = Folder::with(&FLOOR.replace("rate: 60/h", "rate: 6000/h"));
    page_of(&folder, &["--duration", "20m"]);
    let (page, json) = (size(&folder, "report.html"), size(&folder, "report.json"));
    assert!(page < 600_000 && json < 200_000, "{page} {json}");
}

#[test]
fn a_browser_shows_it_and_has_nothing_to_complain_of() {
    let Some(browser) = chromium() else { return };
    let folder = Folder::with(FLOOR);
    page_of(&folder, &[]);
    let show = |more: &[&str]| {
        let profile = tempfile::tempdir().unwrap();
        let output = Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--hide-scrollbars"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(more)
            .arg(format!("file://{}", folder.path("out/report.html").display()))
            .timeout(Duration::from_secs(120))
            .output()
            .unwrap();
        let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
        let complaints: Vec<&str> = complaints.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(complaints.is_empty(), "{complaints:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let dom = show(&["--dump-dom"]);
    assert!(dom.contains("For QA") && dom.matches("<svg ").count() >= 10, "{}", dom.len());
    let picture = folder.path("page.png");
    show(&["--window-size=390,900", &format!("--screenshot={}", picture.display())]);
    assert!(is_drawn(&picture), "there is something to see");
}

/// A picture of nothing is small.
fn is_drawn(picture: &Path) -> bool {
    std::fs::metadata(picture).is_ok_and(|file| file.len() > 20_000)
}
