//! Files are there whole or not at all, whenever a run is killed and however full the disk is; and where nothing can be written
//! that is told before the work.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::support::{FLOOR, Folder};

const LIMITS: &str = "thresholds: {wait: [\"p(95) < 1h\"]}\n";

/// All files below a directory.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Whether a file is as long as it was meant to be.
fn is_whole(path: &Path, text: &str) -> bool {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "json" => serde_json::from_str::<Value>(text).is_ok(),
        "html" => text.trim_end().ends_with("</html>"),
        "xml" => roxmltree::Document::parse(text).is_ok(),
        "csv" => {
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            text.ends_with('\n') && rows.records().all(|row| row.is_ok())
        }
        "hgrm" => text.contains("#[Buckets"),
        _ => text.ends_with('\n'),
    }
}

/// Whether a file waits for its place.
fn waits(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str().to_string_lossy().starts_with(".rushhour-"))
}

/// The files in their places that are not whole.
fn cut(folder: &Path) -> Vec<String> {
    let all = files(folder).into_iter().filter(|path| !waits(path));
    let cut = all.filter(|path| !is_whole(path, &std::fs::read_to_string(path).unwrap()));
    cut.map(|path| path.display().to_string()).collect()
}

/// Moments after the beginning, the same each time.
fn moments(count: u64, most_ms: u64) -> impl Iterator<Item = Duration> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..count).map(move |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_micros((state >> 33) % (most_ms * 1000))
    })
}

/// Runs the binary again and again, each time for so long, and looks at what it has left.
fn killed(folder: &Folder, args: &[&str], most_ms: u64, look: impl Fn()) {
    let count = std::env::var("RUSHHOUR_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(10);
    for moment in moments(count, most_ms) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rushhour"))
            .current_dir(folder.path(""))
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        look();
    }
}

/// What is left of runs that were killed goes with the next one.
fn nothing_waits(folder: &Path) {
    let left: Vec<_> =
        files(folder).into_iter().filter(|path| path.display().to_string().contains(".rushhour-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_run_that_is_killed_leaves_whole_files_and_its_report_last() {
    let folder = Folder::with(&format!("{FLOOR}{LIMITS}"));
    let args = ["run", "floor.yaml", "-q", "-o", "out", "--replications", "2", "--events", "out/events.jsonl"];
    let out = folder.path("out");
    let views = ["report.html", "summary.txt", "junit.xml", "metrics.csv", "series.csv", "metrics.prom"];
    killed(&folder, &args, 400, || {
        assert_eq!(cut(&out), [""; 0]);
        if out.join("report.json").exists() {
            assert!(views.iter().all(|name| out.join(name).exists()));
        }
    });
    assert_eq!(folder.rushhour(&args).code, 0);
    nothing_waits(&out);
    assert!(out.join("events.jsonl").exists() && out.join("report.json").exists());
}

#[test]
fn a_hunt_that_is_killed_leaves_whole_findings() {
    let folder = Folder::with(FLOOR);
    folder.write(
        "agent.rhai",
        "fn run(me) { sleep(1); check(\"even\", me.index % 2 == 0); check(\"luck\", chance(0.9)); }\n",
    );
    let args = ["hunt", "floor.yaml", "-q", "--seeds", "30", "--faults", "none", "-o", "found"];
    let found = folder.path("found");
    killed(&folder, &args, 400, || {
        assert_eq!(cut(&found), [""; 0]);
        let findings = files(&found).into_iter().filter(|path| path.ends_with("finding.json") && !waits(path));
        for file in findings {
            let directory = file.parent().unwrap();
            assert!(
                ["scenario.yaml", "README.md", "timeline.txt"].iter().all(|name| directory.join(name).exists())
            );
        }
    });
    assert_eq!(folder.rushhour(&args).code, 111);
    nothing_waits(&found);
}

#[test]
fn a_search_that_is_killed_leaves_whole_files() {
    let folder = Folder::with(&format!("{FLOOR}{LIMITS}"));
    let args = ["staff", "floor.yaml", "-q", "--duration", "2m", "--max", "4", "-o", "plan"];
    let plan = folder.path("plan");
    killed(&folder, &args, 400, || {
        assert_eq!(cut(&plan), [""; 0]);
        let others = ["staff.html", "staff.txt"];
        assert!(!plan.join("staff.json").exists() || others.iter().all(|name| plan.join(name).exists()));
    });
    assert_eq!(folder.rushhour(&args).code, 0);
    nothing_waits(&plan);
}

#[test]
fn a_place_where_nothing_can_be_written_is_told_before_the_work() {
    let folder = Folder::with(&format!("{FLOOR}{LIMITS}"));
    assert_eq!(folder.rushhour(&["run", "floor.yaml", "-q", "--duration", "1m", "-o", "base"]).code, 0);
    folder.write("file", "of somebody");
    std::fs::create_dir_all(folder.path("taken/report.html")).unwrap();
    std::fs::create_dir_all(folder.path("mixed")).unwrap();
    folder.write("mixed/histograms", "");
    let run = ["run", "floor.yaml", "-q"];
    for (args, told) in [
        (&["-o", "file"][..], "-o file: "),
        (&["-o", "file/sub"], "file is a file, and no directory"),
        (&["-o", "taken"], "report.html: this is a directory"),
        (&["-o", "mixed"], "histograms: this is no directory"),
        (&["--json", "file/report.json"], "file is a file, and no directory"),
        (&["--json", "base"], "this is a directory, and no file"),
        (&["--events", "file/events.jsonl"], "file is a file, and no directory"),
        (&["--json", "base/report.json/x"], "report.json is a file, and no directory"),
    ] {
        let ended = folder.rushhour(&[&run[..], args].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(told), "{args:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("virtual"), "nothing ran: {}", ended.stderr);
    }
    for args in [
        &["hunt", "floor.yaml", "-o", "file"][..],
        &["staff", "floor.yaml", "-o", "file"],
        &["capacity", "floor.yaml", "--vary", "agents.desk.count=1..3", "-o", "file"],
        &["compare", "base", "base", "-o", "file"],
        &["compare", "base", "base", "-o", "file/page.html"],
        &["report", "base", "-o", "file"],
        &["demo", "--write", "file"],
        &["man", "-o", "file"],
        &["new", "file"],
        &["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--record", "file/done.json"],
    ] {
        let ended = folder.rushhour(args);
        assert_eq!(ended.code, 2, "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("file"), "{args:?}: {}", ended.stderr);
    }
    assert_eq!(std::fs::read_to_string(folder.path("file")).unwrap(), "of somebody");
    nothing_waits(&folder.path(""));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told_and_the_rest_is_done() {
    let folder = Folder::with(FLOOR);
    let full = |args: &[&str]| {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_rushhour"))
            .current_dir(folder.path(""))
            .args(args)
            .stdout(full)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for args in [&["run", "floor.yaml", "--json", "-"][..], &["run", "floor.yaml", "-o", "out"], &["--help"]] {
        let (code, told) = full(args);
        assert_eq!(code, Some(1), "{args:?}: {told}");
        assert!(told.contains("No space left"), "{args:?}: {told}");
    }
    let report = std::fs::read_to_string(folder.path("out/report.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&report).is_ok());
    let ended = folder.rushhour(&["run", "floor.yaml", "--json", "/dev/full"]);
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stdout.contains("PASS") || ended.stdout.contains("digest"), "{}", ended.stdout);
    // What a shell hands over is written as it is.
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--json", "/dev/stdout"]);
    assert!(ended.code == 0 && serde_json::from_str::<Value>(&ended.stdout).is_ok(), "{}", ended.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn where_files_have_no_room_the_verdict_is_told_and_the_old_ones_stay() {
    let folder = Folder::with(FLOOR);
    let run = "run floor.yaml -o out --events out/events.jsonl --seed";
    assert_eq!(folder.rushhour(&[run, "1"].join(" ").split(' ').collect::<Vec<_>>()).code, 0);
    let of_before = |name: &str| std::fs::read(folder.path("out").join(name)).unwrap();
    let names = ["report.json", "report.html", "metrics.csv", "events.jsonl"];
    let before = names.map(of_before);
    // No file may have more than 8 KiB.
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -f 8; trap '' XFSZ; exec {} {run} 2", env!("CARGO_BIN_EXE_rushhour"))])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("out/report.html: File too large"), "{stderr}");
    assert!(stderr.contains("out/events.jsonl: File too large"), "{stderr}");
    assert!(stdout.contains("digest"), "the verdict is told: {stdout}");
    assert!(names.map(of_before) == before, "what was good is as it was");
    nothing_waits(&folder.path("out"));
}

#[test]
fn histograms_that_are_left_out_are_told() {
    let metrics: Vec<String> = (0..310).map(|number| format!("m{number}")).collect();
    let folder = Folder::with(&format!("{FLOOR}metrics: [{}]\n", metrics.join(", ")));
    folder.write("agent.rhai", "fn run(me) { for n in 0..310 { record(`m${n}`, 1); } }");
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--duration", "1m", "-o", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("histograms are left out"), "{}", ended.stderr);
    let written = files(&folder.path("out/histograms"))
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "hgrm"))
        .count();
    assert_eq!(written, 300);
}
